package io.residuum.bench;

import io.residuum.model.Architecture;
import io.residuum.model.Block;
import io.residuum.model.ParameterLayout;
import io.residuum.model.TensorSpec;
import io.residuum.model.TrainingState;
import io.residuum.model.UnitDesign;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.regex.Pattern;

/**
 * Makes the branch of every unit small beside its shortcut. The gradients of a fresh ResNet-1001 are mostly rounding (in
 * single precision off by 30 %), so that no two programs agree after a few steps; of a damped one they agree in all digits
 * that matter, and what a step costs doesn't depend on the values.
 */
final class Damping {
    private static final float FACTOR = 0.01f;

    private Damping() {}

    static TrainingState damped(Architecture architecture, TrainingState state) {
        ParameterLayout layout = architecture.layout();
        byte[] bytes = state.toBytes().clone();
        ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int start = Exchange.parametersAt(layout, bytes);
        // what ends a branch: its last convolution, or the normalisation behind it
        String last = (architecture.unit() == UnitDesign.ORIGINAL ? "bn" : "conv")
                + (architecture.block() == Block.BOTTLENECK ? 3 : 2);
        Pattern ends = Pattern.compile("stage\\d+\\.unit\\d+\\." + last + "\\.weight");
        for (TensorSpec tensor : layout.parameters()) {
            if (ends.matcher(tensor.name()).matches()) {
                for (int i = 0; i < tensor.size(); i++) {
                    int at = start + (tensor.offset() + i) * Float.BYTES;
                    values.putFloat(at, FACTOR * values.getFloat(at));
                }
            }
        }
        return TrainingState.fromBytes(bytes);
    }
}
