package io.residuum.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A network as a TorchScript module for other programs, from the same lists of operations as the program that trains it here:
 * real parameters and buffers in modules within modules, the forward pass with the input's scaling in it, by batch or by running
 * statistics as {@code train()} and {@code eval()} say.
 */
final class ExportedModule {
    private final List<Section> sections;
    private final ModuleTree tree;

    ExportedModule(Architecture architecture, List<ExportedTensor> tensors) {
        this.sections = architecture.sections();
        this.tree = ModuleTree.of(sections, tensors);
    }

    /** @param provenance goes in as the extra file {@code provenance.json} */
    void write(Map<String, String> provenance, OutputStream out) throws IOException {
        try (var archive = new ScriptArchive(out, "net")) {
            var pickle = new Pickle();
            tree.pickle(pickle);
            archive.entry("data.pkl", pickle.end());
            archive.source(source());
            List<ExportedTensor> tensors = tree.tensors();
            for (int i = 0; i < tensors.size(); i++) {
                archive.entry("data/" + i, tensors.get(i).values().get());
            }
            archive.entry("extra/provenance.json", JsonText.object(provenance).getBytes(StandardCharsets.UTF_8));
        }
    }

    private String source() {
        var script = new Script();
        sections.forEach(section -> new SectionWriter(section, script).exported());
        tree.classes(script);
        tree.declaration(script);
        script.line("def forward(self: __torch__.Net, x: Tensor) -> Tensor:");
        script.line(2, "v = torch.mul(torch.sub(x, self.input.mean), self.input.scale)");
        for (Section section : sections) {
            for (String prefix : section.prefixes()) {
                script.line(
                        2,
                        "v = __torch__.%s_exported(v, %s, %s, self.training)"
                                .formatted(
                                        section.name(),
                                        list(prefix, section.parameters()),
                                        list(prefix, section.statistics())));
            }
        }
        script.line(2, "return v");
        return script.text();
    }

    private static String list(String prefix, List<Operation.Tensor> tensors) {
        return tensors.isEmpty()
                ? "annotate(List[Tensor], [])"
                : tensors.stream()
                        .map(tensor -> "self." + prefix + tensor.name())
                        .collect(Collectors.joining(", ", "[", "]"));
    }
}
