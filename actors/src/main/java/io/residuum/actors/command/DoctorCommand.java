package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.command.Checkup.Finding;
import io.residuum.actors.command.Checkup.State;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code residuum doctor}: what works here, what does not, what to do. */
@Command(
        name = "doctor",
        description = {
            "Checks what Residuum needs: JDK, engine, allocator, threads, decoder, store (exclusion proven), clock, disk.",
            "Makes the home if there is none. Exit code 1 if something does not work."
        })
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Finding> findings = new Checkup(options, Clock.systemUTC()).findings();
        boolean works = findings.stream().noneMatch(finding -> finding.state() == State.BROKEN);
        PrintWriter out = spec.commandLine().getOut();
        if (options.json()) {
            ObjectNode json = new ObjectMapper().createObjectNode().put("works", works);
            ArrayNode checks = json.putArray("checks");
            findings.forEach(finding -> checks.addObject()
                    .put("check", finding.what())
                    .put("state", finding.state().name().toLowerCase(Locale.ROOT))
                    .put("found", finding.found())
                    .put("advice", finding.advice()));
            out.println(json.toPrettyString());
        } else {
            for (Finding finding : findings) {
                out.printf(
                        "%-7s %-10s %s%n",
                        finding.state().name().toLowerCase(Locale.ROOT), finding.what(), finding.found());
                if (!finding.advice().isEmpty()) {
                    out.printf("%18s -> %s%n", "", finding.advice());
                }
            }
        }
        out.flush();
        return (works ? ExitCode.DONE : ExitCode.FAILED).number();
    }
}
