package io.residuum.storage;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One embedded server and one actor system for all tests of the module; each test that asks for them gets a bucket of its own. */
final class TestServer implements ParameterResolver {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(TestServer.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == ObjectStore.class
                || type == EmbeddedS3.class
                || type == ActorSystem.class
                || type == Running.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Running running = context.getRoot().getStore(HERE).getOrComputeIfAbsent(Running.class);
        Class<?> type = parameter.getParameter().getType();
        if (type == ObjectStore.class) {
            return running.freshBucket();
        }
        if (type == EmbeddedS3.class) {
            return running.server();
        }
        return type == ActorSystem.class ? running.system : running;
    }

    /** Waits for an answer as long as a slow machine may take. */
    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** What lives as long as the tests. */
    static final class Running implements ExtensionContext.Store.CloseableResource {
        final Path folder = Files.createTempDirectory("residuum-s3-");
        final ActorSystem<Void> system =
                ActorSystem.create(Behaviors.empty(), "storage-tests", StoreHttp.over(ConfigFactory.load()));
        private final AtomicInteger buckets = new AtomicInteger();
        private @Nullable EmbeddedS3 server; // started when first asked for

        Running() throws IOException {}

        synchronized EmbeddedS3 server() {
            EmbeddedS3 running = server == null ? EmbeddedS3.start(folder, 0) : server;
            server = running;
            return running;
        }

        ObjectStore freshBucket() {
            StoreSettings settings = server().settings("bucket-" + buckets.incrementAndGet())
                    .withPatience(Duration.ofSeconds(20), Duration.ofSeconds(10));
            ObjectStore store = ObjectStore.open(system, settings);
            await(store.createBucketIfAbsent());
            return store;
        }

        @Override
        public synchronized void close() throws IOException {
            system.terminate();
            if (server != null) {
                server.close();
            }
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }
}
