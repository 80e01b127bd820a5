package io.residuum.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The format safetensors: the header's length as a little-endian int64, the header in JSON, padded with spaces to a multiple of
 * 8, then the tensors one behind the other.
 */
final class Safetensors {
    private static final int ALIGNMENT = 8;

    private Safetensors() {}

    static void write(List<ExportedTensor> tensors, Map<String, String> metadata, OutputStream out) throws IOException {
        byte[] header = header(tensors, metadata).getBytes(StandardCharsets.UTF_8);
        int padding = (ALIGNMENT - header.length % ALIGNMENT) % ALIGNMENT;
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length + padding)
                .array());
        out.write(header);
        out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
        for (ExportedTensor tensor : tensors) {
            out.write(tensor.values().get());
        }
    }

    private static String header(List<ExportedTensor> tensors, Map<String, String> metadata) {
        var header = new StringBuilder("{\"__metadata__\":").append(JsonText.object(withFormat(metadata)));
        long offset = 0;
        for (ExportedTensor tensor : tensors) {
            long end = offset + (long) tensor.size() * Float.BYTES;
            header.append(",%s:{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                    .formatted(
                            JsonText.string(tensor.name()),
                            tensor.shape().toString().replace(" ", ""),
                            offset,
                            end));
            offset = end;
        }
        return header.append('}').toString();
    }

    /** Readers for PyTorch look for this word. */
    private static Map<String, String> withFormat(Map<String, String> metadata) {
        Map<String, String> all = new TreeMap<>(metadata);
        all.put("format", "pt");
        return all;
    }
}
