package io.residuum.actors.command;

import io.residuum.actors.experiment.ExperimentException;
import io.residuum.actors.run.UnreadableObject;
import io.residuum.storage.StoreException;
import io.residuum.storage.StoreRefused;
import io.residuum.storage.StoreUnreachable;
import java.io.PrintWriter;
import java.util.concurrent.CompletionException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code residuum}. */
@Command(
        name = "residuum",
        description = "Runs batches of image-training experiments and answers with statistics over seeds.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            DaemonCommand.class,
            SubmitCommand.class,
            WatchCommand.class,
            ControlCommand.Pause.class,
            ControlCommand.Resume.class,
            ControlCommand.Retry.class,
            ControlCommand.Cancel.class,
            ControlCommand.Priority.class,
            LogsCommand.class,
            ImportCommand.class,
            DescribeCommand.class,
            ListCommand.class,
            StatusCommand.class,
            WhyCommand.class,
            ReportCommand.class,
            ExportCommand.class,
            EvaluateCommand.class,
            ProbeCommand.class,
            VerifyCommand.class,
            DatasetsCommand.class,
            DoctorCommand.class,
            CompareCommand.class,
            WeightsCommand.class,
            CopyCommand.class,
            DeleteCommand.class,
            GcCommand.class,
            ReproduceCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong file or arguments, 3 cannot reach, 130 interrupted.",
            "A first run:  residuum run conf/experiments/quickstart.conf"
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new Main());
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExecutionExceptionHandler(failure());
        commands.setParameterExceptionHandler(wrongArguments());
        return commands;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do");
    }

    private static IParameterExceptionHandler wrongArguments() {
        return (exception, arguments) -> {
            PrintWriter err = exception.getCommandLine().getErr();
            err.println("residuum: " + exception.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(exception, err);
            exception.getCommandLine().usage(err);
            return ExitCode.WRONG_INPUT.number();
        };
    }

    private static IExecutionExceptionHandler failure() {
        return (thrown, command, result) -> {
            PrintWriter err = command.getErr();
            Throwable exception = unwrapped(thrown);
            if (exception instanceof CommandFailure known) {
                err.println("residuum: " + known.getMessage());
                return known.code().number();
            }
            if (exception instanceof ExperimentException wrong) {
                err.println(wrong.getMessage());
                return ExitCode.WRONG_INPUT.number();
            }
            if (exception instanceof StoreUnreachable || exception instanceof StoreRefused) {
                err.println("residuum: " + exception.getMessage());
                return ExitCode.UNREACHABLE.number();
            }
            if (exception instanceof StoreException
                    || exception instanceof UnreadableObject) { // damaged, missing, of a newer format: it says which
                err.println("residuum: " + exception.getMessage());
                return ExitCode.FAILED.number();
            }
            LoggerFactory.getLogger(Main.class).error("command [{}] failed", command.getCommandName(), exception);
            err.println("residuum: " + exception.getClass().getSimpleName() + ": " + exception.getMessage()
                    + " (the trace is in the log, residuum.log in the home's folder logs)");
            return ExitCode.FAILED.number();
        };
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable inner = thrown;
        while (inner instanceof CompletionException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
