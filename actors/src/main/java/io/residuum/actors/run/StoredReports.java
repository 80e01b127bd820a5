package io.residuum.actors.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.report.Report;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reports in the store: {@code reports/BATCH/DIGEST/FILE}, and {@code reports/BATCH/current.json}, the pointer that is
 * written last and names each file with its digest.
 */
public final class StoredReports {

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectStore store;

    public StoredReports(ObjectStore store) {
        this.store = store;
    }

    /** A whole report, as files. */
    public record Files(Map<String, byte[]> byName) {
        public Files {
            byName = new LinkedHashMap<>(byName);
        }

        public String json() {
            return text("report.json");
        }

        /** The table, for a terminal. */
        public String text() {
            return text("report.txt");
        }

        /** A file of the report. */
        public String text(String name) {
            byte[] file = byName.get(name);
            if (file == null) {
                throw new IllegalStateException("the report has no " + name + ", only " + byName.keySet());
            }
            return new String(file, StandardCharsets.UTF_8);
        }
    }

    /** The files of a batch's newest report, their digests checked; empty where there is none. */
    public CompletionStage<Optional<Files>> newest(BatchId batch) {
        return store.get(pointer(batch))
                .thenCompose(pointer -> pointer.isPresent()
                        ? read(batch, pointer.get()).thenApply(Optional::of)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    /** @return where the pointer lies */
    CompletionStage<ObjectRef> store(BatchHistory batch, Map<RunId, RunHistory> runs) {
        BatchId id = batch.plan().id();
        Map<String, byte[]> files = render(batch, runs).byName();
        ObjectNode pointer = JSON.createObjectNode().put("format", FORMAT);
        ObjectNode names = pointer.putObject("files");
        CompletionStage<?> written = CompletableFuture.completedFuture(null);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Sha256 digest = Sha256.of(file.getValue());
            String key = folder(id) + digest.shortHex() + "/" + file.getKey();
            names.putObject(file.getKey())
                    .put("key", key)
                    .put("sizeBytes", file.getValue().length)
                    .put("sha256", digest.hex());
            written = written.thenCompose(before -> store.put(key, file.getValue()));
        }
        byte[] bytes = pointer.toString().getBytes(StandardCharsets.UTF_8);
        return written.thenCompose(all -> store.put(pointer(id), bytes));
    }

    /** The files of a batch's report as its chains are now. */
    public static Files render(BatchHistory batch, Map<RunId, RunHistory> runs) {
        Report report = Report.of(batch.plan(), batch.chosen(), runs);
        StringBuilder runRecords = new StringBuilder();
        StringBuilder curves = new StringBuilder();
        StringBuilder table = new StringBuilder();
        try {
            report.writeRunsCsv(runRecords);
            report.writeCurvesCsv(curves);
            report.writeTableCsv(table);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("report.json", report.toJson().toPrettyString() + "\n");
        texts.put("report.txt", report.text());
        texts.put("report.html", report.html());
        texts.put("runs.csv", runRecords.toString());
        texts.put("curves.csv", curves.toString());
        texts.put("table.csv", table.toString());
        texts.put("table.md", report.markdown());
        texts.put("table.tex", report.latex());
        Map<String, byte[]> files = new LinkedHashMap<>();
        texts.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return new Files(files);
    }

    /** What a stored pointer names, in the order in which it was written. */
    CompletionStage<List<ObjectRef>> files(ObjectRef pointer) {
        return store.get(pointer)
                .thenApply(bytes ->
                        List.copyOf(UnreadableObject.reading("object [" + pointer.key() + "]", () -> refs(bytes))
                                .values()));
    }

    private static String pointer(BatchId batch) {
        return folder(batch) + "current.json";
    }

    static String folder(BatchId batch) {
        return "reports/" + batch + "/";
    }

    private CompletionStage<Files> read(BatchId batch, byte[] bytes) {
        Map<String, ObjectRef> refs = UnreadableObject.reading("object [" + pointer(batch) + "]", () -> refs(bytes));
        CompletionStage<Map<String, byte[]>> files = CompletableFuture.completedFuture(new LinkedHashMap<>());
        for (Map.Entry<String, ObjectRef> file : refs.entrySet()) {
            files = files.thenCombine(store.get(file.getValue()), (map, content) -> {
                map.put(file.getKey(), content);
                return map;
            });
        }
        return files.thenApply(Files::new);
    }

    private static Map<String, ObjectRef> refs(byte[] bytes) {
        ObjectNode pointer = Json.parse(new String(bytes, StandardCharsets.UTF_8));
        long format = Json.whole(pointer, "format");
        if (format > FORMAT) {
            throw new IllegalArgumentException("a report of format " + format + ", this release reads up to " + FORMAT);
        }
        Map<String, ObjectRef> refs = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> file : Json.object(pointer, "files").properties()) {
            JsonNode ref = file.getValue();
            refs.put(
                    file.getKey(),
                    new ObjectRef(
                            Json.text(ref, "key"), Json.whole(ref, "sizeBytes"), new Sha256(Json.text(ref, "sha256"))));
        }
        return refs;
    }
}
