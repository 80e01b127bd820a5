package io.residuum.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority and what it signs, made by the JDK's keytool. */
final class Certificates {

    private static final String PASSWORD = "changeit";

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    static Certificates in(Path folder) throws IOException, InterruptedException {
        Certificates certificates = new Certificates(folder);
        certificates.pair("authority", "-ext", "bc:c");
        certificates.keytool(
                "-exportcert", "-rfc", "-alias", "authority", "-keystore", "authority.p12", "-file", "authority.pem");
        return certificates;
    }

    /** Settings of a node with a certificate of its own. */
    String settings(String node) throws IOException, InterruptedException, GeneralSecurityException {
        pair(node);
        keytool("-certreq", "-alias", node, "-keystore", node + ".p12", "-file", node + ".csr");
        keytool(
                "-gencert",
                "-rfc",
                "-alias",
                "authority",
                "-keystore",
                "authority.p12",
                "-infile",
                node + ".csr",
                "-outfile",
                node + ".pem",
                "-ext",
                "san=dns:residuum");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(node + ".p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] key = keys.getKey(node, PASSWORD.toCharArray()).getEncoded();
        Files.writeString(
                folder.resolve(node + ".key"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
        return "residuum.actors.cluster.tls { key = \"%s\", certificate = \"%s\", authority = \"%s\" }\n"
                .formatted(
                        folder.resolve(node + ".key"), folder.resolve(node + ".pem"), folder.resolve("authority.pem"));
    }

    private void pair(String name, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=" + name,
                "-keystore",
                name + ".p12"));
        arguments.addAll(List.of(more));
        keytool(arguments.toArray(String[]::new));
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-noprompt"));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
