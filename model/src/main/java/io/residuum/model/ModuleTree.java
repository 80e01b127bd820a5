package io.residuum.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network's exported tensors as modules within modules, by the dots of their names. Like modules share a class. */
final class ModuleTree {
    /** What the module's class is called in the program. */
    private final String type;

    private final Map<String, ModuleTree> children = new LinkedHashMap<>();
    private final Map<String, ExportedTensor> tensors = new LinkedHashMap<>();

    private ModuleTree(String type) {
        this.type = type;
    }

    static ModuleTree of(List<Section> sections, List<ExportedTensor> tensors) {
        Map<String, String> sectionOf = new LinkedHashMap<>();
        sections.forEach(section -> section.prefixes().forEach(prefix -> sectionOf.put(prefix, section.name())));
        var root = new ModuleTree("Net");
        for (ExportedTensor tensor : tensors) {
            ModuleTree module = root;
            var path = new StringBuilder();
            String type = "";
            String[] names = tensor.name().split("\\.", -1);
            for (int i = 0; i < names.length - 1; i++) {
                path.append(names[i]).append('.');
                String section = sectionOf.get(path.toString());
                type = section != null ? section : type.isEmpty() ? names[i] : type + "_" + names[i];
                String child = type;
                module = module.children.computeIfAbsent(names[i], name -> new ModuleTree(child));
            }
            module.tensors.put(names[names.length - 1], tensor);
        }
        return root;
    }

    /** Writes every class but the root's, each once, what it is made of before it. */
    void classes(Script script) {
        Set<String> written = new LinkedHashSet<>();
        children.values().forEach(child -> child.classes(script, written));
    }

    private void classes(Script script, Set<String> written) {
        if (written.contains(type)) {
            return;
        }
        children.values().forEach(child -> child.classes(script, written));
        written.add(type);
        declaration(script);
    }

    /** The head of the module's class; methods may follow. */
    void declaration(Script script) {
        script.line(0, "class %s(Module):".formatted(type));
        script.line("__parameters__ = " + names(ExportedTensor.Kind.PARAMETER));
        script.line("__buffers__ = " + names(ExportedTensor.Kind.BUFFER));
        tensors.keySet().forEach(name -> script.line(name + " : Tensor"));
        script.line("training : bool");
        children.forEach((name, child) -> script.line("%s : __torch__.%s".formatted(name, child.type)));
    }

    private String names(ExportedTensor.Kind kind) {
        var names = new StringBuilder("[");
        tensors.forEach((name, tensor) -> {
            if (tensor.kind() == kind) {
                names.append('"').append(name).append("\", ");
            }
        });
        return names.append(']').toString();
    }

    /** The module as an object; tensors take the next numbers, in the order of {@link #tensors()}. */
    void pickle(Pickle pickle) {
        pickle.object("__torch__", type, attributes -> {
            tensors.forEach((name, tensor) -> attributes.put(name, () -> pickle.tensor(tensor)));
            attributes.put("training", () -> pickle.truth(true));
            children.forEach((name, child) -> attributes.put(name, () -> child.pickle(pickle)));
        });
    }

    /** Every tensor, in the order in which it is pickled. */
    List<ExportedTensor> tensors() {
        List<ExportedTensor> all = new ArrayList<>(tensors.values());
        children.values().forEach(child -> all.addAll(child.tensors()));
        return all;
    }
}
