package io.residuum.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The part of Python's pickle, protocol 2, that TorchScript archives with tensors are made of. */
final class Pickle {
    private static final int PROTO = 0x80;
    private static final int NEWOBJ = 0x81;
    private static final int NEWTRUE = 0x88;
    private static final int NEWFALSE = 0x89;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int storages;

    Pickle() {
        out.write(PROTO);
        out.write(2);
    }

    /** An instance with these attributes; each writes its own value. */
    void object(String module, String type, Consumer<Map<String, Runnable>> attributes) {
        global(module, type);
        out.write(')'); // EMPTY_TUPLE
        out.write(NEWOBJ);
        out.write('}'); // EMPTY_DICT
        out.write('('); // MARK
        Map<String, Runnable> values = new LinkedHashMap<>();
        attributes.accept(values);
        values.forEach((name, value) -> {
            text(name);
            value.run();
        });
        out.write('u'); // SETITEMS
        out.write('b'); // BUILD
    }

    /** A tensor that is all of the next storage: {@code data/0} is the first. */
    void tensor(ExportedTensor tensor) {
        global("torch._utils", "_rebuild_tensor_v2");
        out.write('(');
        out.write('(');
        text("storage");
        global("torch", "FloatStorage");
        text(Integer.toString(storages++));
        text("cpu");
        whole(tensor.size());
        out.write('t'); // TUPLE
        out.write('Q'); // BINPERSID
        whole(0); // offset
        tuple(tensor.shape());
        tuple(strides(tensor.shape()));
        truth(tensor.kind() == ExportedTensor.Kind.PARAMETER); // requires_grad
        global("collections", "OrderedDict"); // no hooks
        out.write(')');
        out.write('R'); // REDUCE
        out.write('t');
        out.write('R');
    }

    void truth(boolean value) {
        out.write(value ? NEWTRUE : NEWFALSE);
    }

    byte[] end() {
        out.write('.'); // STOP
        return out.toByteArray();
    }

    private void global(String module, String name) {
        out.write('c'); // GLOBAL
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write('X'); // BINUNICODE
        int32(bytes.length);
        out.writeBytes(bytes);
    }

    private void tuple(List<Integer> values) {
        out.write('(');
        values.forEach(this::whole);
        out.write('t');
    }

    private void whole(int value) {
        out.write('J'); // BININT
        int32(value);
    }

    private void int32(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static List<Integer> strides(List<Integer> shape) {
        Integer[] strides = new Integer[shape.size()];
        int stride = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape.get(i);
        }
        return List.of(strides);
    }
}
