package io.residuum.storage;

import java.nio.file.Path;

/** Where the images of a data set come from. */
@SuppressWarnings("DoNotCallSuggester") // signatures first
public sealed interface ImageArchive {
    /** A tar, plain or gzipped, of {@code …/CLASS/FILE}, read in archive order. */
    record Tar(Split split, Path file) implements ImageArchive {}

    /** A folder of {@code …/CLASS/FILE}, read in the byte order of the paths. */
    record Folder(Split split, Path folder) implements ImageArchive {}

    /** {@code cifar-10-binary.tar.gz}: both splits; labels and their names are kept. */
    record Cifar10Binary(Path file) implements ImageArchive {}

    /** {@code cifar-100-binary.tar.gz}: both splits, the fine labels and their names. */
    record Cifar100Binary(Path file) implements ImageArchive {}

    /** Images a program makes: both splits. */
    record Generated(GeneratedImages images) implements ImageArchive {}

    /**
     * What lies at {@code path}: a folder, a tar of class folders, or one of the binary CIFAR archives (which hold both splits
     * whatever {@code split} says), told by its content.
     *
     * @throws ArchiveRefused if it is none of them
     */
    static ImageArchive at(Path path, Split split) {
        throw new UnsupportedOperationException();
    }
}
