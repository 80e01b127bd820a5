package io.residuum.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Mistakes to plant around the decisions, to show that the world finds such. None of them is in production code. */
enum Bug {
    NONE,
    /** A PUT of an entry overwrites what is there. */
    UNCONDITIONAL_CREATE,
    /** An entry is created before the state it names is written. */
    ENTRY_BEFORE_STATE,
    /** A writer whose PUT was not answered with success removes its state, then reads back. */
    LOSER_DELETES,
    /** A writer that lost goes on from its own entry. */
    NO_PARENT_CHECK,
    /** The newest listed entry is taken for the head. */
    STALE_HEAD,
    /** A PUT without an answer is taken for not applied: cleaned up, and written again as another attempt. */
    NO_ANSWER_IS_FAILURE,
    /** A seed that ended counts for the next one too. */
    SEED_COUNTED_TWICE,
    /** A trainer drops the rate by what it measured itself, and does not wait for the entry. */
    DROP_WITHOUT_ENTRY,
    /** A cohort takes what one seed measured for what the next one did. */
    DECISION_WITHOUT_A_SEED,
    /** A batch waits for all runs but one. */
    REPORT_WITH_ONE_LESS,
    /** A node that did not answer a question is given up. */
    RESTART_ON_MISSED_ANSWER,
    /** A trainer that was overtaken commits its next segment behind the winner's. */
    LOSER_COMMITS_UNDER_WINNER,
    /** The collector also takes states for the entry behind the newest one. */
    COLLECT_HEAD_PLUS_ONE,
    /** A selection is judged by the first trial of each candidate. */
    CHOICE_BY_ONE_FOLD,
    /** Whoever takes a batch over does not look which runs were cancelled. */
    CANCEL_LOST_AT_FAILOVER;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Bug of(String label) {
        return Arrays.stream(values())
                .filter(bug -> bug.label().equals(label))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no bug [" + label + "]; there are " + labels()));
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Bug::label).toList();
    }
}
