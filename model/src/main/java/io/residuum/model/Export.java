package io.residuum.model;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A network's weights for other programs. Tensors have the names that {@link Architecture#layout()} gives them, kernels are
 * O×I×H×W; beside them stand {@code input.mean} (3×H×W, or 3×1×1 where it is the same at every place) and {@code input.scale}
 * (3×1×1): the network's input is {@code (x − mean)·scale} of pixels in 0…255. Needs no engine.
 */
public final class Export {
    private final Architecture architecture;
    private final List<ExportedTensor> tensors;
    private final SortedMap<String, String> provenance;

    /**
     * @param provenance where the weights are from, as it is to stand in the file
     * @throws IllegalArgumentException if the state is of another network
     */
    public Export(Architecture architecture, TrainingState state, InputScaling input, Map<String, String> provenance) {
        ParameterLayout layout = architecture.layout();
        if (!state.layoutDigest().equals(layout.digest())) {
            throw new IllegalArgumentException("the state is of another network than %s: its layout is %s, not %s"
                    .formatted(architecture, state.layoutDigest(), layout.digest()));
        }
        this.architecture = architecture;
        this.tensors = ExportedTensor.of(layout, state, input);
        this.provenance = Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
    }

    /** Writes the tensors in the format safetensors; the provenance is its metadata. {@code out} stays open. */
    public void safetensors(OutputStream out) throws IOException {
        Safetensors.write(tensors, provenance, out);
    }

    /**
     * Writes a TorchScript module with parameters and buffers of its own: float32 N×3×H×W pixels in 0…255 in, logits out. It can
     * be trained; the provenance is its extra file {@code provenance.json}. {@code out} stays open.
     */
    public void torchScript(OutputStream out) throws IOException {
        new ExportedModule(architecture, tensors).write(provenance, out);
    }
}
