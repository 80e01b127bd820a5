package io.residuum.model;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A program loaded into libtorch, and the manager that owns it; the only class that knows the engine's internals. Several of
 * its settings belong to the calling thread, so a program is loaded and called on one thread.
 */
final class Native implements AutoCloseable {
    private static final String ENGINE = "PyTorch";

    private final PtNDManager manager;
    private final PtSymbolBlock block;
    private final int threads;

    private Native(PtNDManager manager, PtSymbolBlock block, int threads) {
        this.manager = manager;
        this.block = block;
        this.threads = threads;
    }

    /** Loads libtorch if nobody has, and answers its version. */
    static String start() {
        return ai.djl.engine.Engine.getEngine(ENGINE).getVersion();
    }

    /** Loads {@code program} for this thread; it will compute with {@code threads}, this one included. */
    static Native load(Program program, int threads) {
        // The optimising executor spends seconds on the first steps of deep networks and gains nothing.
        JniUtils.setGraphExecutorOptimize(false);
        var manager = (PtNDManager) NDManager.newBaseManager(Device.cpu(), ENGINE);
        try {
            PtSymbolBlock block =
                    JniUtils.loadModule(manager, new ByteArrayInputStream(program.archive()), false, false);
            return new Native(manager, block, threads);
        } catch (IOException e) {
            manager.close();
            throw new UncheckedIOException("reading from memory failed", e);
        } catch (EngineException e) {
            manager.close();
            throw new IllegalStateException("libtorch does not accept the program " + program.digest(), e);
        }
    }

    /** Owns what lives as long as the program. */
    NDManager manager() {
        return manager;
    }

    /** Calls a method of the program's {@code Net}; {@code owner} gets what it returns. */
    NDList call(NDManager owner, String method, NDArray... inputs) {
        JniUtils.setNumThreads(threads); // the calling thread's setting, which another program on it may have changed
        NDArray name = owner.create(0f);
        name.setName("module_method:" + method);
        var list = new NDList(name);
        list.addAll(List.of(inputs));
        // "Training" only keeps the call out of inference mode, whose tensors could not be changed in place later.
        NDList outputs = IValueUtils.forward(block, list, true);
        outputs.attach(owner);
        return outputs;
    }

    @Override
    public void close() {
        manager.close();
    }
}
