package io.residuum.actors.decision;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which nodes leave the membership after the network, or a process, failed: keep-majority from three nodes on; of two, each
 * side goes on alone, since the chains decide what counts and a lone survivor must not stop for a machine that is gone.
 *
 * <p>Pure: both sides of a split see the same members and opposite halves, so each can tell what the other does.
 */
public final class DowningCore {

    private DowningCore() {}

    /**
     * @param members addresses of all members, this side and the other
     * @param unreachable of them, those that this side has not reached for a while
     * @return who is to be removed: the other side, or, where that is the one to go on, this side with ourselves
     */
    public static Set<String> toRemove(Set<String> members, Set<String> unreachable) {
        SortedSet<String> here = new TreeSet<>(members);
        here.removeAll(unreachable);
        SortedSet<String> there = new TreeSet<>(members);
        there.retainAll(unreachable);
        if (there.isEmpty()) {
            return Set.of();
        }
        return goesOn(here, there) ? there : here;
    }

    private static boolean goesOn(SortedSet<String> here, SortedSet<String> there) {
        if (here.size() != there.size()) {
            return here.size() > there.size();
        }
        boolean pair = here.size() == 1;
        return pair || here.first().compareTo(there.first()) < 0; // equal halves: the one with the lowest address
    }
}
