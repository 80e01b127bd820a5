package io.residuum.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the first pass found: archives that fit together, and the numbers of their classes.
 *
 * @param classes names, by class number
 */
record ImportPlan(List<ImageSource> sources, List<String> classes, long images) {
    static ImportPlan of(List<ImageArchive> archives, ImportSettings bounds) {
        if (archives.isEmpty()) {
            throw new ArchiveRefused("there is no archive to import.");
        }
        var sources = new ArrayList<ImageSource>();
        for (ImageArchive archive : archives) {
            sources.add(scan(archive, bounds));
        }
        long images = sources.stream().mapToLong(ImageSource::images).sum();
        if (images > bounds.mostImages()) {
            throw new ArchiveRefused(
                    "the archives hold " + images + " images; a data set has at most " + bounds.mostImages() + ".");
        }
        boolean numbered = sources.stream().anyMatch(ImageSource::numbersClasses);
        if (numbered && sources.size() > 1) {
            throw new ArchiveRefused("archive [" + sources.get(0).where() + "] and ["
                    + sources.get(1).where()
                    + "] do not go together: a binary archive holds both splits and stands alone.");
        }
        return new ImportPlan(sources, numbered ? sources.get(0).classes() : united(archives, sources), images);
    }

    Map<String, Integer> numbers() {
        var numbers = new HashMap<String, Integer>();
        for (String name : classes) {
            if (numbers.put(name, numbers.size()) != null) {
                throw new ArchiveRefused("class [" + name + "] is named twice.");
            }
        }
        return numbers;
    }

    private static List<String> united(List<ImageArchive> archives, List<ImageSource> sources) {
        var training = new TreeSet<>(EntryNames.BYTE_ORDER);
        for (int i = 0; i < archives.size(); i++) {
            if (split(archives.get(i)) == Split.TRAIN) {
                training.addAll(sources.get(i).classes());
            }
        }
        if (training.isEmpty()) {
            throw new ArchiveRefused("there are no training images: name an archive of them too.");
        }
        for (int i = 0; i < archives.size(); i++) {
            ImageSource source = sources.get(i);
            if (archives.get(i) instanceof ImageArchive.ImageNet && split(archives.get(i)) == Split.TEST) {
                WnidLabels.checkSameClasses(source.where(), training, source.classes());
            }
            for (String name : source.classes()) {
                if (!training.contains(name)) {
                    throw new ArchiveRefused("archive [" + source.where() + "] has class [" + name
                            + "], of which there is no training image.");
                }
            }
        }
        return List.copyOf(training);
    }

    private static Split split(ImageArchive archive) {
        if (archive instanceof ImageArchive.ImageNet imageNet) {
            return split(imageNet.images());
        }
        if (archive instanceof ImageArchive.Tar tar) {
            return tar.split();
        }
        return archive instanceof ImageArchive.Folder folder ? folder.split() : Split.TRAIN;
    }

    private static ImageSource scan(ImageArchive archive, ImportSettings bounds) {
        return archive instanceof ImageArchive.ImageNet imageNet
                ? scan(imageNet.images(), bounds, imageNet.labels())
                : scan(archive, bounds, new ClassNaming.OfFolders());
    }

    private static ImageSource scan(ImageArchive archive, ImportSettings bounds, ClassNaming naming) {
        if (archive instanceof ImageArchive.Generated generated) {
            return new GeneratedSource(generated.images());
        }
        if (archive instanceof ImageArchive.Tar tar) {
            return reading(tar.file(), () -> TarSource.scan(tar, bounds, naming));
        }
        if (archive instanceof ImageArchive.Folder folder) {
            return reading(folder.folder(), () -> FolderSource.scan(folder, bounds, naming));
        }
        if (archive instanceof ImageArchive.Cifar10Binary cifar) {
            return reading(cifar.file(), () -> CifarSource.scan(cifar.file(), CifarSource.Form.CIFAR_10, bounds));
        }
        if (archive instanceof ImageArchive.Cifar100Binary cifar) {
            return reading(cifar.file(), () -> CifarSource.scan(cifar.file(), CifarSource.Form.CIFAR_100, bounds));
        }
        throw new AssertionError(archive);
    }

    private interface Reading {
        ImageSource run() throws IOException;
    }

    private static ImageSource reading(Path path, Reading reading) {
        try {
            return reading.run();
        } catch (IOException e) {
            throw TarSource.unreadable(path, e);
        } catch (UncheckedIOException e) { // a walk's own
            throw TarSource.unreadable(path, new IOException(e.getMessage(), e));
        }
    }
}
