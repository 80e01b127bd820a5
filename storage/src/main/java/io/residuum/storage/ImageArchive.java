package io.residuum.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the images of a data set come from. */
public sealed interface ImageArchive {
    /** A tar, plain or gzipped, of {@code …/CLASS/FILE}, read in archive order. */
    record Tar(Split split, Path file) implements ImageArchive {}

    /** A folder of {@code …/CLASS/FILE}, read in the byte order of the paths. */
    record Folder(Split split, Path folder) implements ImageArchive {}

    /** {@code cifar-10-binary.tar.gz}: both splits; labels and their names are kept. */
    record Cifar10Binary(Path file) implements ImageArchive {}

    /** {@code cifar-100-binary.tar.gz}: both splits, the fine labels and their names. */
    record Cifar100Binary(Path file) implements ImageArchive {}

    /** A tar or a folder whose images are of classes called by wnids, in class folders or flat. */
    record ImageNet(ImageArchive images, WnidLabels labels) implements ImageArchive {
        public ImageNet {
            if (!(images instanceof Tar) && !(images instanceof Folder)) {
                throw new ArchiveRefused("ImageNet's images are in a tar or a folder, not in a binary archive.");
            }
        }
    }

    /** Images a program makes: both splits. */
    record Generated(GeneratedImages images) implements ImageArchive {}

    /**
     * What lies at {@code path}: a folder, a tar of class folders, or one of the binary CIFAR archives (which hold both splits
     * whatever {@code split} says), told by its content.
     *
     * @throws ArchiveRefused if nothing is there, or what is there is no tar
     */
    static ImageArchive at(Path path, Split split) {
        if (Files.isDirectory(path)) {
            return new Folder(split, path);
        }
        if (!Files.isRegularFile(path)) {
            throw new ArchiveRefused(
                    "[" + path + "] is no file and no folder. Images are taken from a folder or a tar of"
                            + " class folders, or from cifar-10-binary.tar.gz or cifar-100-binary.tar.gz.");
        }
        try {
            Optional<CifarSource.Form> form = CifarSource.formOf(path, ImportSettings.usual());
            return form.<ImageArchive>map(each -> switch (each) {
                        case CIFAR_10 -> new Cifar10Binary(path);
                        case CIFAR_100 -> new Cifar100Binary(path);
                    })
                    .orElseGet(() -> new Tar(split, path));
        } catch (IOException e) {
            throw TarSource.unreadable(path, e);
        }
    }
}
