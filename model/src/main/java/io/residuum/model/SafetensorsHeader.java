package io.residuum.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the header of a safetensors file says, held against the file before a number is read: every tensor has its bytes, they lie
 * one behind the other, and none is left over. Strangers write such files.
 *
 * @param data where the numbers begin
 */
record SafetensorsHeader(Map<String, String> metadata, List<Tensor> tensors, int data) {
    static final int MOST_HEADER_BYTES = 16 << 20; // ResNet-1202's has half of one
    private static final int MOST_EXTENTS = 8;
    private static final String METADATA = "__metadata__";
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * A tensor and its bytes.
     *
     * @param begin behind the header
     */
    record Tensor(String name, String type, List<Integer> shape, long begin, long end) {
        long size() {
            long size = 1;
            for (int extent : shape) {
                size = Math.multiplyExact(size, (long) extent);
            }
            return size;
        }
    }

    /** @throws IllegalArgumentException if the file is none, cut, or says what cannot be; the message is the reason */
    static SafetensorsHeader read(byte[] file) {
        if (file.length < Long.BYTES) {
            throw new IllegalArgumentException("it has " + file.length + " bytes and is no safetensors file");
        }
        long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > MOST_HEADER_BYTES) {
            throw new IllegalArgumentException("it is no safetensors file: its header would have "
                    + Long.toUnsignedString(length) + " bytes, and 2 to " + MOST_HEADER_BYTES + " are read");
        }
        if (length > file.length - Long.BYTES) {
            throw new IllegalArgumentException(
                    "it is cut: its header has " + length + " bytes, the file " + file.length + " in all");
        }
        int data = (int) length + Long.BYTES;
        SafetensorsHeader header = parsed(file, (int) length, data);
        header.checkPlaces(file.length - data);
        return header;
    }

    private static SafetensorsHeader parsed(byte[] file, int length, int data) {
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Tensor> tensors = new ArrayList<>();
        try (JsonParser json = JSON.createParser(file, Long.BYTES, length)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "its header is no JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                require(json.nextToken() == JsonToken.START_OBJECT, "[" + name + "] in its header is no JSON object");
                if (name.equals(METADATA)) {
                    metadata.putAll(texts(json));
                } else {
                    tensors.add(tensor(name, json));
                }
            }
            require(json.nextToken() == null, "something stands behind the JSON in its header");
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new IllegalArgumentException("its header is not JSON: " + reason, e);
        }
        return new SafetensorsHeader(metadata, tensors, data);
    }

    private static Map<String, String> texts(JsonParser json) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            require(json.nextToken() == JsonToken.VALUE_STRING, "[" + name + "] in its metadata is no text");
            texts.put(name, json.getText());
        }
        return texts;
    }

    private static Tensor tensor(String name, JsonParser json) throws IOException {
        String type = "";
        List<Integer> shape = List.of();
        List<Long> places = List.of();
        boolean shaped = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "dtype" -> type = json.getText();
                case "shape" -> {
                    shaped = true;
                    shape = numbers(name, json).stream().map(Math::toIntExact).toList();
                }
                case "data_offsets" -> places = numbers(name, json);
                default -> json.skipChildren();
            }
        }
        require(
                !type.isEmpty() && shaped && places.size() == 2,
                "tensor [" + name + "] lacks dtype, shape or two offsets");
        return new Tensor(name, type, shape, places.get(0), places.get(1));
    }

    /** Whole numbers of 31 bits, or 41 where they are places in the file. */
    private static List<Long> numbers(String name, JsonParser json) throws IOException {
        String wrong = "tensor [" + name + "] has a shape or offsets that are no short list of whole numbers";
        require(json.currentToken() == JsonToken.START_ARRAY, wrong);
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            boolean fits = json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            require(fits && json.getLongValue() >= 0 && json.getLongValue() <= Integer.MAX_VALUE, wrong);
            require(numbers.size() < MOST_EXTENTS, wrong);
            numbers.add(json.getLongValue());
        }
        require(json.currentToken() == JsonToken.END_ARRAY, wrong);
        return numbers;
    }

    private void checkPlaces(long dataBytes) {
        long reached = 0;
        String before = "";
        for (Tensor tensor : tensors.stream()
                .sorted(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end))
                .toList()) {
            require(tensor.begin() >= reached, "tensors [" + before + "] and [" + tensor.name() + "] overlap");
            require(tensor.begin() == reached, "bytes before tensor [" + tensor.name() + "] belong to none");
            require(tensor.end() >= tensor.begin(), "tensor [" + tensor.name() + "] ends before it begins");
            require(
                    tensor.end() <= dataBytes,
                    "it is cut: tensor [" + tensor.name() + "] ends at byte " + tensor.end() + " of " + dataBytes);
            reached = tensor.end();
            before = tensor.name();
        }
        require(reached == dataBytes, (dataBytes - reached) + " bytes behind the last tensor belong to none");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
