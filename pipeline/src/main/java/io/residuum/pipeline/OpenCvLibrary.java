package io.residuum.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.opencv.core.Core;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OpenCV's native part, unpacked from its jar once a machine rather than once a process: the library's own loader leaves
 * 65 MB in the temporary folder whenever a process is killed. The file's name carries its CRC-32, the one the jar states,
 * which is checked at every start; a lock keeps two processes from unpacking together.
 */
final class OpenCvLibrary {
    private static final Logger log = LoggerFactory.getLogger(OpenCvLibrary.class);

    private final Path folder;
    private boolean loaded;

    OpenCvLibrary(Path folder) {
        this.folder = folder;
    }

    /** Loads it; later calls do nothing. OpenCV's own threads are off from then on: the pipeline decides about threads. */
    synchronized void load() {
        if (loaded) {
            return;
        }
        long startNanos = System.nanoTime();
        synchronized (OpenCvLibrary.class) { // a file lock is per process, and several decoders may live in one
            System.load(unpacked().toString());
        }
        Core.setNumThreads(0);
        loaded = true;
        log.debug("OpenCV [{}] loaded in [{} ms]", Core.VERSION, (System.nanoTime() - startNanos) / 1_000_000);
    }

    private Path unpacked() {
        String name = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
        var url = Core.class.getResource(name);
        if (url == null) {
            throw new IllegalStateException("OpenCV's jar has no " + name + " for this platform");
        }
        try {
            Files.createDirectories(folder);
            long crc = crcOf(url);
            String file = name.substring(name.lastIndexOf('/') + 1);
            Path target = folder.resolve("%08x-%s".formatted(crc, file)).toAbsolutePath();
            Path lockFile = folder.resolve(file + ".lock");
            try (var lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                if (!Files.isRegularFile(target) || crcOf(target.toUri().toURL()) != crc) {
                    unpack(url, target);
                }
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot unpack OpenCV into [" + folder + "]; residuum.pipeline.native-folder names another folder",
                    e);
        }
    }

    private static void unpack(URL url, Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part"); // a killed process leaves one, not many
        try (var in = url.openStream()) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        log.info("OpenCV unpacked to [{}]", target);
    }

    private static long crcOf(URL url) throws IOException {
        var connection = url.openConnection();
        if (connection instanceof JarURLConnection jar && jar.getJarEntry() != null) {
            return jar.getJarEntry().getCrc();
        }
        try (var in = new CheckedInputStream(connection.getInputStream(), new CRC32())) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.getChecksum().getValue();
        }
    }

    /** Where the jar keeps the library of a platform, by the names the JDK gives it. */
    static String resource(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String arch =
                switch (osArch) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "ARMv8";
                    default -> throw unsupported(osName, osArch);
                };
        if (os.startsWith("linux")) {
            return "/nu/pattern/opencv/linux/" + arch + "/lib" + Core.NATIVE_LIBRARY_NAME + ".so";
        }
        if (os.startsWith("mac")) {
            return "/nu/pattern/opencv/osx/" + arch + "/lib" + Core.NATIVE_LIBRARY_NAME + ".dylib";
        }
        if (os.startsWith("windows") && arch.equals("x86_64")) {
            return "/nu/pattern/opencv/windows/x86_64/" + Core.NATIVE_LIBRARY_NAME + ".dll";
        }
        throw unsupported(osName, osArch);
    }

    private static IllegalStateException unsupported(String osName, String osArch) {
        return new IllegalStateException(
                "OpenCV is brought along for Linux, macOS and Windows on x86-64 and for Linux and"
                        + " macOS on ARMv8; this is " + osName + " on " + osArch);
    }
}
