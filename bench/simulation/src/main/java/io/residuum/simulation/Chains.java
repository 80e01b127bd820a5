package io.residuum.simulation;

import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.simulation.Timeline.Participant;
import io.residuum.storage.Backoff;
import io.residuum.storage.Chain;
import io.residuum.storage.CommitOutcome;
import io.residuum.storage.CommitProtocol;
import io.residuum.storage.CreateOutcome;
import io.residuum.storage.HeadReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Performs what {@link CommitProtocol} and {@link HeadReading} decide, for one process, as {@code Chain} does in production. */
final class Chains {

    private final World world;
    private final Participant process;

    Chains(World world, Participant process) {
        this.world = world;
        this.process = process;
    }

    static String key(String chain, long index) {
        return "%s/log/%08d".formatted(chain, index);
    }

    /** An entry in its bytes, or what is wrong with it; {@code parent} is absent for entry 0. */
    static Chain.Entry decoded(String chain, Optional<Chain.Entry> parent, ByteString bytes) {
        HeadReading reading =
                parent.map(entry -> HeadReading.after(chain, entry)).orElseGet(() -> HeadReading.of(chain));
        reading.start();
        if (parent.isEmpty()) {
            reading.on(new HeadReading.Event.Listed(List.of()));
        }
        HeadReading.Effect effect = reading.on(new HeadReading.Event.ReadPresent(bytes));
        if (effect instanceof HeadReading.Effect.Read) {
            effect = reading.on(new HeadReading.Event.ReadAbsent());
        }
        if (effect instanceof HeadReading.Effect.Finish finish && finish.head() instanceof HeadReading.Head.At at) {
            return at.entry();
        }
        throw new Violation(Invariant.ONE_CHAIN, chain + ": " + effect);
    }

    /** The head, or empty inside if there is none; empty outside if the store did not answer. */
    void head(String chain, Consumer<Optional<Optional<Chain.Entry>>> answer) {
        HeadReading reading = HeadReading.of(chain);
        new HeadLoop(reading, answer).perform(reading.start());
    }

    private final class HeadLoop {
        private final HeadReading reading;
        private final Consumer<Optional<Optional<Chain.Entry>>> answer;
        private int present;

        HeadLoop(HeadReading reading, Consumer<Optional<Optional<Chain.Entry>>> answer) {
            this.reading = reading;
            this.answer = answer;
        }

        void perform(HeadReading.Effect effect) {
            world.step(process);
            if (effect instanceof HeadReading.Effect.ListKeys list) {
                world.store()
                        .list(
                                process,
                                list.prefix(),
                                keys -> keys.ifPresentOrElse(
                                        found -> perform(reading.on(new HeadReading.Event.Listed(found))),
                                        () -> answer.accept(Optional.empty())));
            } else if (effect instanceof HeadReading.Effect.Read read) {
                if (world.bug() == Bug.STALE_HEAD && present > 0) {
                    perform(reading.on(new HeadReading.Event.ReadAbsent()));
                    return;
                }
                world.store()
                        .get(
                                process,
                                read.key(),
                                found -> found.ifPresentOrElse(this::read, () -> answer.accept(Optional.empty())));
            } else if (effect instanceof HeadReading.Effect.Finish finish) {
                answer.accept(Optional.of(
                        finish.head() instanceof HeadReading.Head.At at ? Optional.of(at.entry()) : Optional.empty()));
            } else {
                throw new Violation(Invariant.ONE_CHAIN, "a reader finds " + effect);
            }
        }

        private void read(Optional<ByteString> object) {
            if (object.isPresent()) {
                present++;
                perform(reading.on(new HeadReading.Event.ReadPresent(object.get())));
            } else {
                perform(reading.on(new HeadReading.Event.ReadAbsent()));
            }
        }
    }

    /** All entries from 0 to the first that is absent; empty if the store did not answer. */
    void entries(String chain, Consumer<Optional<List<Chain.Entry>>> answer) {
        entriesFrom(chain, new ArrayList<>(), answer);
    }

    private void entriesFrom(String chain, List<Chain.Entry> read, Consumer<Optional<List<Chain.Entry>>> answer) {
        world.store().get(process, key(chain, read.size()), found -> {
            if (found.isEmpty()) {
                answer.accept(Optional.empty());
            } else if (found.get().isEmpty()) {
                answer.accept(Optional.of(read));
            } else {
                read.add(world.decoded(
                        chain,
                        read.isEmpty() ? Optional.empty() : Optional.of(read.get(read.size() - 1)),
                        found.get().get()));
                entriesFrom(chain, read, answer);
            }
        });
    }

    /** Whether there is an entry; no as well if the store did not answer. */
    void isThere(String chain, long index, Consumer<Boolean> answer) {
        world.store()
                .get(
                        process,
                        key(chain, index),
                        found -> answer.accept(found.flatMap(object -> object).isPresent()));
    }

    void create(String chain, String attempt, ObjectNode body, Consumer<CommitOutcome> done) {
        CommitProtocol protocol = CommitProtocol.of(chain, 0, "", attempt, body);
        perform(protocol, protocol.start(), attempt, Mistakes.none(), done);
    }

    void append(String chain, Chain.Entry parent, String attempt, ObjectNode body, Consumer<CommitOutcome> done) {
        append(chain, parent, attempt, body, Mistakes.none(), done);
    }

    void append(
            String chain,
            Chain.Entry parent,
            String attempt,
            ObjectNode body,
            Mistakes mistakes,
            Consumer<CommitOutcome> done) {
        CommitProtocol protocol =
                CommitProtocol.of(chain, parent.index() + 1, parent.digest().hex(), attempt, body);
        CommitProtocol.Effect first = protocol.start();
        perform(protocol, first, attempt, mistakes, outcome -> {
            if (world.bug() == Bug.NO_PARENT_CHECK
                    && outcome instanceof CommitOutcome.Adopted
                    && first instanceof CommitProtocol.Effect.Put own) {
                done.accept(new CommitOutcome.Won(decoded(chain, Optional.of(parent), own.bytes())));
            } else {
                done.accept(outcome);
            }
        });
    }

    /** What a planted bug does at the two answers to a PUT that are not success. */
    record Mistakes(Runnable notCreated, Optional<Runnable> noAnswer) {
        static Mistakes none() {
            return new Mistakes(() -> {}, Optional.empty());
        }
    }

    private void perform(
            CommitProtocol protocol,
            CommitProtocol.Effect effect,
            String attempt,
            Mistakes mistakes,
            Consumer<CommitOutcome> done) {
        world.step(process);
        Consumer<CommitProtocol.Event> next = event -> perform(protocol, protocol.on(event), attempt, mistakes, done);
        if (effect instanceof CommitProtocol.Effect.Put put) {
            world.store().create(process, put.key(), put.bytes(), outcome -> {
                if (outcome != CreateOutcome.CREATED) {
                    mistakes.notCreated().run();
                }
                if (outcome == CreateOutcome.UNKNOWN && mistakes.noAnswer().isPresent()) {
                    mistakes.noAnswer().get().run();
                    return;
                }
                next.accept(new CommitProtocol.Event.PutAnswered(outcome));
            });
        } else if (effect instanceof CommitProtocol.Effect.Read read) {
            world.store().get(process, read.key(), found -> next.accept(event(found)));
        } else if (effect instanceof CommitProtocol.Effect.Wait pause) {
            world.timeline()
                    .after(
                            Backoff.delay(attempt, pause.doubts()),
                            process,
                            () -> next.accept(new CommitProtocol.Event.Waited()));
        } else if (effect instanceof CommitProtocol.Effect.Finish finish) {
            done.accept(finish.outcome());
        } else {
            throw new Violation(Invariant.ONE_CHAIN, "a writer finds " + effect);
        }
    }

    private static CommitProtocol.Event event(Optional<Optional<ByteString>> found) {
        if (found.isEmpty()) {
            return new CommitProtocol.Event.ReadFailed();
        }
        return found.get()
                .<CommitProtocol.Event>map(CommitProtocol.Event.ReadPresent::new)
                .orElseGet(CommitProtocol.Event.ReadAbsent::new);
    }
}
