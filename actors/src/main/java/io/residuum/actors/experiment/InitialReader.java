package io.residuum.actors.experiment;

import com.typesafe.config.ConfigValueType;
import io.residuum.actors.experiment.Initial.Source;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code initial { … }} of a variant. */
final class InitialReader {
    static final Set<String> KEYS = Set.of("initial.safetensors", "initial.run", "initial.at", "initial.classifier");

    private static final Pattern RUN = Pattern.compile("[0-9a-f]{12,64}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._@=+,-]+(/[A-Za-z0-9._@=+,-]+)*");
    private static final int MOST_CHARACTERS = 1000;

    private final Settings settings;
    private final Problems problems;

    InitialReader(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    Initial read() {
        Optional<Setting> file = settings.find("initial.safetensors");
        Optional<Setting> run = settings.find("initial.run");
        if (file.isPresent() && run.isPresent()) {
            problems.add(run.get(), "both a file and a run to start from", "safetensors or run", "leave one out");
        } else if (file.isEmpty() && run.isEmpty()) {
            return nothing();
        }
        if (file.isPresent()) {
            settings.find("initial.at")
                    .ifPresent(at -> problems.add(
                            at, "an iteration of a file", "at beside run = ID", "export the state you mean"));
        }
        ClassifierStart classifier = settings.choice("initial.classifier", Words.CLASSIFIER, ClassifierStart.KEPT);
        Source source = file.map(this::file).orElseGet(() -> run.map(this::run).orElseThrow());
        return new Initial.Taken(source, classifier);
    }

    /** Where the source stands, for what only the store can tell. */
    Optional<Setting> source() {
        return settings.find("initial.safetensors").or(() -> settings.find("initial.run"));
    }

    private Initial nothing() {
        Stream.of("initial.at", "initial.classifier")
                .map(settings::find)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(setting -> problems.add(
                        setting, "nothing to start from", "safetensors = KEY, run = ID", "name one beside it"));
        return new Initial.Drawn();
    }

    private Source file(Setting setting) {
        String key = text(setting, KEY, "the key of a safetensors file in the store");
        boolean leadsOut = List.of(key.split("/", -1)).stream().anyMatch(part -> part.equals(".") || part.equals(".."));
        if (leadsOut) {
            problems.add(setting, setting.found(), "the key of a safetensors file in the store", "");
        }
        return new Source.StoredFile(key);
    }

    private Source run(Setting setting) {
        String id = text(setting, RUN, "12 to 64 digits 0-9a-f of a run, which status BATCH lists");
        return new Source.OtherRun(
                id, settings.whole("initial.at", 1, RecipeReader.MAX_ITERATIONS, Source.OtherRun.ITS_END));
    }

    private String text(Setting setting, Pattern form, String allowed) {
        if (setting.is(ConfigValueType.STRING)) {
            String text = (String) setting.value().unwrapped();
            if (text.length() <= MOST_CHARACTERS && form.matcher(text).matches()) {
                return text;
            }
        }
        String advice =
                setting.is(ConfigValueType.NUMBER) ? "put it in double quotes: \"" + setting.shown() + "\"" : "";
        problems.add(setting, setting.found(), allowed, advice);
        return "x";
    }
}
