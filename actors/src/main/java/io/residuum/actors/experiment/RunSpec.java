package io.residuum.actors.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.model.Architecture;
import io.residuum.storage.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * One run, resolved: everything its result depends on, and nothing else.
 *
 * <p>Its identity is the digest of its canonical JSON, in which fields at their default are left out. So two files that ask for the same
 * training share it, and a field added in a later release changes no identity that exists. Names, comments, published figures and the
 * names of data sets are not in it.
 *
 * @param classes of the data set, which decide the classifier
 * @param recipe with its length in iterations
 * @param dataSet the digest of the data set's manifest
 * @param view the part of it that the run trains on
 * @param semantics the release's rules under which it was planned, see {@link #SEMANTICS}
 * @param start what its network starts from
 * @param cohort the seeds, its own included, whose training decides together when the rate drops, ascending; none where it does not
 */
public record RunSpec(
        NetworkDesign network,
        int classes,
        Recipe recipe,
        long seed,
        Sha256 dataSet,
        DataView view,
        int semantics,
        Start start,
        List<Long> cohort) {
    /** Raised by a release that changes a default, order, augmentation, programs or decoding so that results change. */
    public static final int SEMANTICS = 1;

    /** A run whose weights are drawn and whose rate hangs on no other. */
    public RunSpec(
            NetworkDesign network,
            int classes,
            Recipe recipe,
            long seed,
            Sha256 dataSet,
            DataView view,
            int semantics) {
        this(network, classes, recipe, seed, dataSet, view, semantics, new Start.Drawn(), List.of());
    }

    public RunSpec {
        cohort = List.copyOf(cohort);
        Checks.ascending("seeds of a cohort", cohort);
        if (recipe.learningRate().isReactive() != cohort.contains(seed)) {
            throw new IllegalArgumentException(
                    "a run has a cohort, and is of it, if and only if its schedule is a plateau's;" + " seed " + seed
                            + ", cohort " + cohort);
        }
        Checks.positive("classes", classes);
        Checks.notNegative("seed", seed);
        Checks.positive("semantics", semantics);
        if (!(recipe.length() instanceof Length.Iterations)) {
            throw new IllegalArgumentException("a run has its length in iterations, was " + recipe.length());
        }
    }

    /**
     * The run that {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if it is not a run's JSON, or one of a newer format; the message names the field
     */
    public static RunSpec fromJson(ObjectNode json) {
        return RunSpecJson.read(json);
    }

    /** Without fields at their default; what stands under {@code spec} in entry 0 of the run's chain. */
    public ObjectNode toJson() {
        return RunSpecJson.write(this);
    }

    /** RFC 8785. */
    public String canonicalJson() {
        return Json.canonical(toJson());
    }

    public RunId id() {
        return new RunId(Json.digest(toJson()));
    }

    /** The same run of another seed. */
    public RunSpec withSeed(long other) {
        return new RunSpec(network, classes, recipe, other, dataSet, view, semantics, start, cohort);
    }

    /** The same run of another network. */
    public RunSpec withNetwork(NetworkDesign other) {
        return new RunSpec(other, classes, recipe, seed, dataSet, view, semantics, start, cohort);
    }

    /** The name it shares with the other seeds of its cohort; empty where it hangs on none. */
    public Optional<CohortId> cohortId() {
        return cohort.isEmpty() ? Optional.empty() : Optional.of(CohortId.of(this));
    }

    public long iterations() {
        return ((Length.Iterations) recipe.length()).iterations();
    }

    public RateSchedule rateSchedule() {
        return RateSchedule.of(recipe.learningRate(), iterations());
    }

    public Architecture architecture() {
        return network.architecture(classes);
    }
}
