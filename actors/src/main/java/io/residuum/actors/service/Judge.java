package io.residuum.actors.service;

import io.residuum.actors.decision.InboxCore.Judgement;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.ExperimentException;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.Problem;
import io.residuum.actors.run.Planner;
import io.residuum.actors.run.StopCauses;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says of a file's bytes whether they are an experiment that can be trained here. */
public final class Judge {

    /** An experiment file is a page of text; this is hundreds of them. */
    public static final long MOST_BYTES = 1 << 20;

    private static final Logger log = LoggerFactory.getLogger(Judge.class);

    private final Planner planner;

    public Judge(Planner planner) {
        this.planner = planner;
    }

    /**
     * What a file is.
     *
     * @param plan of a right one
     * @param source its text, as far as it is one
     * @param problems of a wrong one, by place; none where the file as a whole is meant
     */
    public record Judged(Judgement judgement, Optional<BatchPlan> plan, String source, List<Problem> problems) {
        public Judged {
            problems = List.copyOf(problems);
        }

        static Judged wrong(String reason) {
            return new Judged(new Judgement.Wrong(reason), Optional.empty(), "", List.of());
        }
    }

    /** What is said of a file that is too large to be read. */
    static Judged tooLarge(String file, long bytes) {
        return Judged.wrong(file + ": the file has " + bytes + " bytes; allowed: at most " + MOST_BYTES);
    }

    /**
     * Reads and checks the file, and looks for what it names.
     *
     * @param file its name, for messages
     * @return fails only where the store does not answer, so that nothing can be said of the file
     */
    public CompletionStage<Judged> judge(String file, byte[] bytes) {
        return planned(file, bytes).exceptionallyCompose(thrown -> {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            if (cause instanceof ExperimentException wrong) {
                return CompletableFuture.completedFuture(new Judged(
                        new Judgement.Wrong(String.valueOf(wrong.getMessage())),
                        Optional.empty(),
                        "",
                        wrong.problems()));
            }
            if (StopCauses.of(cause) == StopCause.STORAGE) {
                return CompletableFuture.failedFuture(cause);
            }
            log.error("file [{}] cannot be judged", file, cause);
            return CompletableFuture.completedFuture(
                    Judged.wrong(file + ": it cannot be judged: " + StopCauses.sentence(cause)));
        });
    }

    private CompletionStage<Judged> planned(String file, byte[] bytes) {
        try {
            ExperimentFile experiment = ExperimentFile.parse(file, bytes);
            return planner.plan(experiment)
                    .thenApply(plan -> new Judged(
                            new Judgement.Right(plan.id()), Optional.of(plan), experiment.source(), List.of()));
        } catch (RuntimeException | StackOverflowError e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
