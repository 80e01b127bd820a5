package io.residuum.simulation;

import akka.util.ByteString;
import io.residuum.actors.decision.BatchControl.Target;
import io.residuum.actors.experiment.RunId;
import io.residuum.simulation.Timeline.Participant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is done to a world by those who use it: files dropped, commands, rounds of a collector. Nothing of it is a fault. */
final class Outside {

    private final World world;
    private final Participant process = new Participant("outside");
    private final SimulatedUser user;
    private final Map<String, List<ByteString>> texts = new HashMap<>(); // ever dropped, by name
    private int collectorsEver;
    private int actsLeft;

    Outside(World world) {
        this.world = world;
        this.user = new SimulatedUser(world);
    }

    /** Every batch's file is dropped, each at its time. */
    void begin() {
        world.plans().forEach(plan -> {
            actsLeft++;
            world.timeline().after(world.random().nextInt(10, 400), process, () -> {
                actsLeft--;
                drop(plan.batch().id() + ".conf", plan.text());
            });
        });
    }

    /** What has to come to pass before the world may end, for people; empty if nothing has. */
    String whatIsLeft() {
        if (actsLeft > 0 || !user.satisfied()) {
            return actsLeft + " acts to come, user " + (user.satisfied() ? "satisfied" : "waits");
        }
        for (Plan plan : world.plans()) {
            Optional<BatchOracle> oracle = world.ledger().oracle(plan);
            if (world.ledger().result(plan).isEmpty()) {
                return plan.batch().name() + " is not reported: " + oracle.map(BatchOracle::last);
            }
            Set<RunId> failed = oracle.orElseThrow().last().failed();
            if (!failed.isEmpty()) {
                failed.stream().sorted().forEach(run -> user.retry(plan, new Target.Run(run)));
                return "given up: " + failed;
            }
        }
        for (String key : world.store().keysAtOnce(SimulatedInbox.FOLDER)) {
            if (key.endsWith(".conf")
                    && world.planIn(world.store().object(key).orElseThrow()).isPresent()) {
                return key + " is still in the inbox";
            }
        }
        return "";
    }

    private static Target target(Plan plan, int run) {
        List<RunId> all = List.copyOf(plan.runs().keySet());
        return run < 0 ? new Target.Everything() : new Target.Run(all.get(run % all.size()));
    }

    /** Has an act done at its time. */
    void plan(Fault.Act act) {
        if (act instanceof Fault.PauseBatch pause) {
            at(act, pause.length(), () -> user.pause(world.batch(pause.batch()), pause.length()));
        } else if (act instanceof Fault.SetPriority set) {
            at(act, Duration.ZERO, () -> user.priority(world.batch(set.batch()), set.priority()));
        } else if (act instanceof Fault.Cancel cancel) {
            Plan plan = world.batch(cancel.batch());
            at(act, Duration.ZERO, () -> user.cancel(plan, target(plan, cancel.run())));
        } else if (act instanceof Fault.Retry retry) {
            Plan plan = world.batch(retry.batch());
            at(act, Duration.ZERO, () -> user.retry(plan, target(plan, retry.run())));
        } else if (act instanceof Fault.DropAgain again) {
            Plan plan = world.batch(again.batch());
            at(act, Duration.ZERO, () -> drop("again.conf", plan.text()));
        } else if (act instanceof Fault.DropWrong wrong) {
            Plan plan = world.batch(wrong.batch());
            at(act, wrong.length(), () -> {
                drop("wrong.conf", ByteString.fromString("experimnt"));
                actsLeft++;
                world.timeline().after(wrong.length(), process, () -> {
                    actsLeft--;
                    drop("wrong.conf", plan.text());
                });
            });
        } else if (act instanceof Fault.LateNotice late) {
            at(
                    act,
                    Duration.ZERO,
                    () -> notice(world.batch(late.batch()).batch().id() + ".conf"));
        } else if (act instanceof Fault.Collect) {
            at(act, Duration.ZERO, () -> {
                SimulatedCollector collector =
                        new SimulatedCollector(world, "collector" + collectorsEver++, world.runs());
                world.timeline().after(0, collector.process(), collector::begin);
            });
        } else {
            throw new AssertionError(act);
        }
    }

    private void at(Fault.Act act, Duration length, Runnable action) {
        actsLeft++;
        world.timeline().after(act.at(), process, () -> {
            actsLeft--;
            world.noteFault(act, length);
            action.run();
        });
    }

    /** A user puts a file into the inbox; the store tells whoever coordinates. */
    private void drop(String name, ByteString text) {
        world.timeline().say("user", "drops %s: %s", name, text.utf8String());
        texts.computeIfAbsent(name, n -> new ArrayList<>()).add(text);
        world.store().putAtOnce(SimulatedInbox.FOLDER + name, text);
        notice(name);
    }

    private void notice(String name) {
        world.anyCoordinator().ifPresent(coordinator -> world.messages()
                .between(process, coordinator.process(), "there is " + name, () -> coordinator.noticed(name)));
    }

    /** What was ever dropped under a name. */
    List<ByteString> textsEver(String name) {
        return texts.getOrDefault(name, List.of());
    }
}
