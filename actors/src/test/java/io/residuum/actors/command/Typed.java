package io.residuum.actors.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** A command line as if typed, and what came of it. */
final class Typed {

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    int run(String... words) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine commands = Main.commandLine();
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(words);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
