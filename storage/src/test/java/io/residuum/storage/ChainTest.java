package io.residuum.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.typed.ActorSystem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.storage.FaultyStore.PutFault;
import io.residuum.storage.FaultyStore.ReadFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The chain over a store that fails on demand; steps and outcomes as in docs/commit-protocol.md. */
@ExtendWith(TestServer.class)
class ChainTest {
    private final FaultyStore.Memory memory = new FaultyStore.Memory();
    private final FaultyStore store = new FaultyStore(memory);
    private final List<Integer> waits = new ArrayList<>();
    private final ActorSystem<?> system;
    private final Chain chain;

    ChainTest(ActorSystem<?> system) {
        chain = new Chain(store, FaultyStore.ADDRESS, "runs/r1", system, attempt -> doubts -> {
            waits.add(doubts);
            return CompletableFuture.completedFuture(Done.getInstance());
        });
        this.system = system;
    }

    @Nested
    class WhenCommitting {
        @Test
        void anAnsweredPutIsOutcome1() {
            Chain.Entry first = entry(await(chain.create("a", body(0))));
            CommitOutcome second = await(chain.append(first, "b", body(1)));
            assertThat(second).isInstanceOf(CommitOutcome.Won.class);
            assertThat(second.entry().parent()).isEqualTo(first.digest().hex());
            assertThat(store.calls).containsExactly("put runs/r1/log/00000000", "put runs/r1/log/00000001");
        }

        @ParameterizedTest
        @EnumSource(names = {"APPLIED_UNANSWERED", "APPLIED_THEN_EXISTS"})
        void anAppliedPutWithoutItsAnswerIsOutcome2(PutFault fault) {
            store.puts(fault);
            assertThat(await(chain.create("a", body(0)))).isInstanceOf(CommitOutcome.Won.class);
            assertThat(store.calls).containsExactly("put runs/r1/log/00000000", "get runs/r1/log/00000000");
        }

        @Test
        void anothersEntryIsAdoptedAsOutcome3AndNothingIsDeleted() {
            Chain.Entry theirs = entry(await(chain.create("theirs", body(7))));
            CommitOutcome outcome = await(chain.create("ours", body(0)));
            assertThat(outcome).isEqualTo(new CommitOutcome.Adopted(theirs));
            assertThat(await(chain.read(0))).hasValue(theirs);
        }

        @Test
        void aLostPutIsSentAgainUnchanged() {
            store.puts(PutFault.LOST, PutFault.LOST);
            assertThat(await(chain.create("a", body(0)))).isInstanceOf(CommitOutcome.Won.class);
            assertThat(waits).containsExactly(1, 2);
            assertThat(memory.objects).hasSize(1);
        }

        @Test
        void waitingByTheClockEndsToo() {
            store.puts(PutFault.LOST);
            var timed =
                    new Chain(store, FaultyStore.ADDRESS, "runs/r1", system, attempt -> Backoff.timed(system, attempt));
            assertThat(await(timed.create("a", body(0)))).isInstanceOf(CommitOutcome.Won.class);
        }

        @Test
        void aPutThatArrivesLateIsStillOurs() {
            store.puts(PutFault.LATE);
            assertThat(await(chain.create("a", body(0)))).isInstanceOf(CommitOutcome.Won.class);
            assertThat(memory.objects).hasSize(1);
        }

        @Test
        void aReadWithoutAnAnswerIsTriedUntilItIsKnown() {
            store.puts(PutFault.APPLIED_UNANSWERED).reads(ReadFault.UNREACHABLE, ReadFault.UNREACHABLE);
            assertThat(await(chain.create("a", body(0)))).isInstanceOf(CommitOutcome.Won.class);
            assertThat(waits).containsExactly(1, 2);
        }

        @Test
        void aRefusalEndsTheCommitAndLeavesItsOutcomeOpen() {
            store.puts(PutFault.REFUSED);
            assertThatThrownBy(() -> await(chain.create("a", body(0)))).hasCauseInstanceOf(StoreRefused.class);
            store.puts(PutFault.APPLIED_UNANSWERED).reads(ReadFault.REFUSED);
            assertThatThrownBy(() -> await(chain.create("a", body(0)))).hasCauseInstanceOf(StoreRefused.class);
            assertThat(await(chain.head())).map(Chain.Entry::attempt).hasValue("a");
        }

        @Test
        void whatIsNoEntryOfThisChainIsOutcome4() {
            memory.objects.put("runs/r1/log/00000000", Archives.text("garbage"));
            assertThatThrownBy(() -> await(chain.create("a", body(0))))
                    .hasCauseInstanceOf(DamagedChain.class)
                    .hasMessageContaining("entry 0 of chain [runs/r1]")
                    .hasMessageContaining("object [runs/r1/log/00000000] in bucket [bucket] at [http://store]");
            memory.objects.put("runs/r1/log/00000000", EntryCodec.encode("runs/r2", 0, "", "a", body(0)));
            assertThatThrownBy(() -> await(chain.create("a", body(0)))).hasMessageContaining("chain is [runs/r2]");
        }

        @Test
        void twoParentsAtOneIndexAreDamageNotARace() {
            Chain.Entry first = entry(await(chain.create("a", body(0))));
            String stranger = Sha256.of(new byte[0]).hex();
            memory.objects.put("runs/r1/log/00000001", EntryCodec.encode("runs/r1", 1, stranger, "b", body(1)));
            assertThatThrownBy(() -> await(chain.append(first, "c", body(1))))
                    .hasCauseInstanceOf(DamagedChain.class)
                    .hasMessageContaining(stranger);
        }

        @Test
        void whatCannotBeWrittenExactlyIsRefusedBeforeAnyRequest() {
            assertThatThrownBy(() -> chain.create("no spaces", body(0))).isInstanceOf(IllegalArgumentException.class);
            ObjectNode body = CanonicalJson.object().put("seed", (1L << 53) + 1);
            assertThatThrownBy(() -> chain.create("a", body)).hasMessageContaining("/body/seed is beyond 2^53");
            assertThat(store.calls).isEmpty();
        }
    }

    @Nested
    class WhenReading {
        @Test
        void theHeadOfNothingIsNothing() {
            assertThat(await(chain.head())).isEmpty();
            assertThat(await(chain.entries())).isEmpty();
        }

        @Test
        void strayKeysAreNoEntries() {
            Chain.Entry head = grown(3);
            for (String stray : List.of(
                    "runs/r1/log/00000003-" + UUID.nameUUIDFromBytes(new byte[1]),
                    "runs/r1/log/00000009.tmp",
                    "runs/r1/log/9",
                    "runs/r1/log/sub/00000009",
                    "runs/r1/log/+0000009",
                    "runs/r1/log/٠٠٠٠٠٠٠٩")) {
                memory.objects.put(stray, new byte[1]);
            }
            assertThat(await(chain.head())).hasValue(head);
            assertThat(await(chain.entries())).hasSize(3);
        }

        @Test
        void aHintIsNeverTheTruth() {
            Chain.Entry head = grown(4);
            store.lists(keys -> keys.subList(0, 2)); // an old listing
            assertThat(await(chain.head())).hasValue(head);
            assertThat(await(chain.entries())).hasSize(4);
            store.lists(keys -> List.of("runs/r1/log/00000007")); // one of a chain that is no more
            assertThat(await(chain.head())).hasValue(head);
            store.lists(keys -> List.of());
            assertThat(await(chain.head())).hasValue(head);
        }

        @Test
        void whoKnowsAnEntryNeedsNoListing() {
            grown(2);
            Chain.Entry known = await(chain.read(1)).orElseThrow();
            Chain.Entry next = entry(await(chain.append(known, "x", body(2))));
            store.calls.clear();
            assertThat(await(chain.headAfter(known))).isEqualTo(next);
            assertThat(await(chain.headAfter(next))).isEqualTo(next);
            assertThat(store.calls).noneMatch(call -> call.startsWith("list"));
        }

        @Test
        void aGapAForkAndAnOrphanAreNamed() {
            grown(4);
            byte[] second = memory.objects.remove("runs/r1/log/00000001");
            assertThatThrownBy(() -> await(chain.entries()))
                    .hasCauseInstanceOf(DamagedChain.class)
                    .hasMessageContaining("entry 1 of chain [runs/r1]")
                    .hasMessageContaining("is missing, while entry 3 is there");
            String stranger = Sha256.of(new byte[0]).hex();
            memory.objects.put("runs/r1/log/00000001", EntryCodec.encode("runs/r1", 1, stranger, "b", body(1)));
            assertThatThrownBy(() -> await(chain.entries()))
                    .hasMessageContaining("entry 1")
                    .hasMessageContaining(stranger);
            memory.objects.put("runs/r1/log/00000001", java.util.Objects.requireNonNull(second));
            assertThat(await(chain.entries())).hasSize(4);
            memory.objects.put("runs/r1/log/00000000", EntryCodec.encode("runs/r1", 0, stranger, "b", body(1)));
            assertThatThrownBy(() -> await(chain.entries())).hasMessageContaining("entry 0");
        }

        @Test
        void everyFlippedBitIsNoticedEvenInTheNewestEntry() {
            grown(2);
            byte[] good = java.util.Objects.requireNonNull(memory.objects.get("runs/r1/log/00000001"));
            for (int bit = 0; bit < 8 * good.length; bit++) {
                byte[] bad = good.clone();
                bad[bit / 8] ^= (byte) (1 << (bit % 8));
                memory.objects.put("runs/r1/log/00000001", bad);
                assertThatThrownBy(() -> await(chain.head()))
                        .as("bit %d", bit)
                        .cause()
                        .isInstanceOfAny(DamagedChain.class, NewerFormat.class);
            }
        }

        @Test
        void aNewerFormatIsRefusedByItsNumber() {
            memory.objects.put("runs/r1/log/00000000", Archives.text("{\"format\":2,\"more\":true}"));
            assertThatThrownBy(() -> await(chain.head()))
                    .hasCauseInstanceOf(NewerFormat.class)
                    .hasMessageContaining("[runs/r1/log/00000000]")
                    .hasMessageContaining("has format 2, this release reads up to 1");
        }

        @Test
        void fieldsOfTheBodyComeBackAsTheyWere() {
            ObjectNode body = CanonicalJson.object();
            body.put("kind", "of tomorrow")
                    .put("x", 0.1f)
                    .put("n", 1L << 53)
                    .putNull("none")
                    .putArray("a")
                    .add("ü\u2028");
            Chain.Entry written = entry(await(chain.create("a", body)));
            Chain.Entry read = await(chain.read(0)).orElseThrow();
            assertThat(read.digest()).isEqualTo(written.digest());
            assertThat(CanonicalJson.bytes(read.body())).isEqualTo(CanonicalJson.bytes(body));
        }

        private Chain.Entry grown(int entries) {
            Chain.Entry head = entry(await(chain.create("a0", body(0))));
            for (int index = 1; index < entries; index++) {
                head = entry(await(chain.append(head, String.format(Locale.ROOT, "a%d", index), body(index))));
            }
            return head;
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return TestServer.await(stage);
    }

    private static Chain.Entry entry(CommitOutcome outcome) {
        return Optional.of(outcome).map(CommitOutcome::entry).orElseThrow();
    }

    private static ObjectNode body(int n) {
        return CanonicalJson.object().put("kind", "test").put("n", n);
    }
}
