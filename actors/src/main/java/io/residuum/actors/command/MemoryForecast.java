package io.residuum.actors.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Description.DescribedVariant;
import io.residuum.actors.experiment.NetworkDesign;
import io.residuum.actors.experiment.Recipe;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.model.Family;
import io.residuum.model.TrainingMemory;
import io.residuum.storage.ImageShape;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The most memory that training a variant takes, images apart, without training it: two shallow networks of its design are measured here,
 * and from there on memory grows with what the tensors of a step hold, by as much a byte as it did between the two. What the process
 * takes anyway, and what the allocator makes of a byte, is in the two measurements.
 *
 * @param peakBytes of a process that trains
 * @param from what was measured; the network itself if it is as shallow
 */
record MemoryForecast(long peakBytes, List<Measured> from) {

    /** A network, and the most that its process held. */
    record Measured(String network, long peakBytes) {}

    /** Far enough apart for the allocator's ups and downs to be small beside what lies between. */
    private static final int SHALLOW = 2; // units a stage

    private static final int DEEPER = 6;
    private static final int STAGES = 3;
    private static final List<Integer> OF_IMAGENET = List.of(50, 101);

    MemoryForecast {
        from = List.copyOf(from);
    }

    /** Measures here; on a system that does not say how much a process holds there is no forecast. */
    static MemoryForecast of(DescribedVariant variant, int threads) {
        RunSpec run = variant.exemplar();
        List<Integer> depths = shallowDepths(run.network());
        if (run.network().depth() <= depths.get(1)) {
            Measured itself = measured(variant, run, threads);
            return new MemoryForecast(itself.peakBytes(), List.of(itself));
        }
        RunSpec shallow = run.withNetwork(run.network().withDepth(depths.get(0)));
        RunSpec deeper = run.withNetwork(run.network().withDepth(depths.get(1)));
        Measured one = measured(variant, shallow, threads);
        Measured other = measured(variant, deeper, threads);
        double ofAByte = (double) (other.peakBytes() - one.peakBytes())
                / (tensors(deeper, variant.images()) - tensors(shallow, variant.images()));
        long more = tensors(run, variant.images()) - tensors(deeper, variant.images());
        return new MemoryForecast(other.peakBytes() + Math.round(Math.max(1, ofAByte) * more), List.of(one, other));
    }

    private static List<Integer> shallowDepths(NetworkDesign network) {
        if (network.family() == Family.IMAGENET) {
            return OF_IMAGENET;
        }
        int layers = STAGES * network.block().convolutions();
        return List.of(SHALLOW * layers + 2, DEEPER * layers + 2);
    }

    private static long tensors(RunSpec run, ImageShape images) {
        Recipe recipe = run.recipe();
        int ofSlice = (recipe.miniBatch() - 1) / recipe.slices() + 1;
        return TrainingMemory.mostBytes(
                run.architecture(), recipe.arithmetic(), ofSlice, images.height(), images.width());
    }

    private static Measured measured(DescribedVariant variant, RunSpec run, int threads) {
        String network = run.architecture().name();
        long peak = StepMeasurement.of(variant.name(), run, variant.images(), threads)
                .peakBytes()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.FAILED,
                        "this system does not say how much memory a process holds; --memory needs Linux's /proc"));
        return new Measured(network, peak);
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%,d MB of memory beside the images (%s)",
                peakBytes / 1_000_000,
                from.size() == 1
                        ? "measured"
                        : from.stream()
                                .map(each -> String.format(
                                        Locale.ROOT, "%s %,d MB", each.network(), each.peakBytes() / 1_000_000))
                                .collect(Collectors.joining(", ", "reckoned from ", "")));
    }

    void write(ObjectNode row) {
        ObjectNode memory = row.putObject("memory").put("peakBytes", peakBytes);
        ArrayNode list = memory.putArray("from");
        from.forEach(each -> list.addObject().put("network", each.network()).put("peakBytes", each.peakBytes()));
    }
}
