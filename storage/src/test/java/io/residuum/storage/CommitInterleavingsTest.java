package io.residuum.storage;

import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.storage.CommitProtocol.Effect;
import io.residuum.storage.CommitProtocol.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several writers grow one chain, one step of one writer at a time in an order drawn from a seed, over a store whose PUTs may
 * be applied with the answer lost, not at all, or later. Whatever happens there is one chain, no entry changes, every winner
 * stands, and every loser knows who won. Writers are killed between any two effects and come back knowing nothing.
 */
class CommitInterleavingsTest {
    private static final int WRITERS = 3;
    private static final int ENTRIES = 6;
    private static final int WORLDS_A_SEED = 400;

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_124, 77_777})
    void thereIsOneChainWhateverHappens(long seed) {
        for (int world = 0; world < WORLDS_A_SEED; world++) {
            new World(seed * 1_000_003 + world, Bug.NONE).run();
        }
    }

    @Test
    void aStoreThatDoesNotExcludeIsFoundOut() {
        int violations = 0;
        for (int world = 0; world < WORLDS_A_SEED; world++) {
            try {
                new World(world, Bug.UNCONDITIONAL_PUT).run();
            } catch (AssertionError expected) {
                violations++;
            }
        }
        assertThat(violations).as("the invariants can fail").isPositive();
    }

    private enum Bug {
        NONE,
        UNCONDITIONAL_PUT
    }

    private static final class World {
        private final long seed;
        private final Random random;
        private final Bug bug;
        private final Map<String, ByteString> objects = new LinkedHashMap<>();
        private final List<Effect.Put> late = new ArrayList<>();
        private final List<Chain.Entry> won = new ArrayList<>();
        private final List<Chain.Entry> adopted = new ArrayList<>();
        private int faultsLeft = 40; // then the store is well, and everything has to end

        World(long seed, Bug bug) {
            this.seed = seed;
            this.random = new Random(seed);
            this.bug = bug;
        }

        void run() {
            var writers = new ArrayList<Writer>();
            for (int writer = 0; writer < WRITERS; writer++) {
                writers.add(new Writer(writer));
            }
            int steps = 0;
            while (writers.stream().anyMatch(writer -> !writer.done())) {
                assertThat(steps++).as("seed %d: steps until all ended", seed).isLessThan(5_000);
                applyLate();
                Writer writer = writers.get(random.nextInt(WRITERS));
                if (!writer.done()) {
                    writer.step();
                }
            }
            late.forEach(this::apply);
            check();
        }

        private void check() {
            String parent = "";
            for (int index = 0; index < ENTRIES; index++) {
                String key = EntryKeys.key("c", index);
                assertThat(objects).as("seed %d: entry %d", seed, index).containsKey(key);
                ByteString bytes = Objects.requireNonNull(objects.get(key));
                var decoded = EntryCodec.decode("c", index, bytes.toArray());
                assertThat(decoded).as("seed %d", seed).isInstanceOf(EntryCodec.Decoded.Good.class);
                Chain.Entry standing = ((EntryCodec.Decoded.Good) decoded).entry();
                assertThat(standing.parent())
                        .as("seed %d: link of entry %d", seed, index)
                        .isEqualTo(parent);
                parent = standing.digest().hex();
                for (Chain.Entry each : won) {
                    if (each.index() == index) {
                        assertThat(each).as("seed %d: a winner stands", seed).isEqualTo(standing);
                    }
                }
                for (Chain.Entry each : adopted) {
                    if (each.index() == index) {
                        assertThat(each).as("seed %d: the adopted stands", seed).isEqualTo(standing);
                    }
                }
            }
        }

        private void applyLate() {
            if (!late.isEmpty() && random.nextInt(4) == 0) {
                apply(late.remove(random.nextInt(late.size())));
            }
        }

        private boolean apply(Effect.Put put) {
            ByteString before = objects.get(put.key());
            if (before != null && bug == Bug.NONE) {
                return false;
            }
            objects.put(put.key(), put.bytes());
            return true;
        }

        private boolean fault() {
            return faultsLeft > 0 && random.nextInt(3) == 0 && faultsLeft-- > 0;
        }

        private Event answer(Effect effect) {
            if (effect instanceof Effect.Put put) {
                return new Event.PutAnswered(answer(put));
            }
            if (effect instanceof Effect.Read read) {
                if (fault()) {
                    return new Event.ReadFailed();
                }
                ByteString found = objects.get(read.key());
                return found == null ? new Event.ReadAbsent() : new Event.ReadPresent(found);
            }
            assertThat(effect).isInstanceOf(Effect.Wait.class);
            return new Event.Waited();
        }

        private CreateOutcome answer(Effect.Put put) {
            if (!fault()) {
                return apply(put) ? CreateOutcome.CREATED : CreateOutcome.EXISTS;
            }
            switch (random.nextInt(4)) {
                case 0 -> apply(put); // and the answer is lost
                case 1 -> { // a retry below is told that the object exists, which is its own
                    apply(put);
                    return CreateOutcome.EXISTS;
                }
                case 2 -> late.add(put);
                default -> {
                    // never arrives
                }
            }
            return CreateOutcome.UNKNOWN;
        }

        /** One who appends to what it believes to be the head, and starts anew from the truth when killed. */
        private final class Writer {
            private final int number;
            private int attempts;
            private Chain.@Nullable Entry head;
            private @Nullable CommitProtocol protocol;
            private @Nullable Effect effect;
            private @Nullable HeadReading reading;
            private HeadReading.@Nullable Effect readingEffect;

            Writer(int number) {
                this.number = number;
            }

            boolean done() {
                return head != null && head.index() == ENTRIES - 1;
            }

            void step() {
                if (fault()) { // killed between two effects; what it sent may still arrive
                    head = null;
                    protocol = null;
                    effect = null;
                    reading = HeadReading.of("c");
                    readingEffect = reading.start();
                } else if (reading != null && readingEffect != null) {
                    read(reading, readingEffect);
                } else if (protocol != null && effect != null) {
                    commit(protocol, effect);
                } else {
                    begin();
                }
            }

            private void begin() {
                ObjectNode body = CanonicalJson.object().put("writer", number);
                String attempt = number + "-" + attempts++;
                protocol = head == null
                        ? CommitProtocol.of("c", 0, "", attempt, body)
                        : CommitProtocol.of("c", head.index() + 1, head.digest().hex(), attempt, body);
                effect = protocol.start();
            }

            private void commit(CommitProtocol running, Effect due) {
                Effect next = running.on(answer(due));
                assertThat(next).as("seed %d: no damage is seen", seed).isNotInstanceOf(Effect.Stop.class);
                effect = next;
                if (next instanceof Effect.Finish finish) {
                    head = finish.outcome().entry();
                    (finish.outcome() instanceof CommitOutcome.Won ? won : adopted).add(head);
                    protocol = null;
                    effect = null;
                }
            }

            private void read(HeadReading running, HeadReading.Effect due) {
                HeadReading.Effect next;
                if (due instanceof HeadReading.Effect.ListKeys) {
                    List<String> keys = new ArrayList<>(objects.keySet());
                    keys.removeIf(key -> random.nextInt(3) == 0); // a listing may be old
                    keys.add("c/log/00000009-stray");
                    next = running.on(new HeadReading.Event.Listed(keys));
                } else {
                    ByteString found = objects.get(((HeadReading.Effect.Read) due).key());
                    next = running.on(
                            found == null
                                    ? new HeadReading.Event.ReadAbsent()
                                    : new HeadReading.Event.ReadPresent(found));
                }
                assertThat(next).as("seed %d: no damage is seen", seed).isNotInstanceOf(HeadReading.Effect.Stop.class);
                readingEffect = next;
                if (next instanceof HeadReading.Effect.Finish finish) {
                    head = finish.head() instanceof HeadReading.Head.At at ? at.entry() : null;
                    reading = null;
                    readingEffect = null;
                }
            }
        }
    }
}
