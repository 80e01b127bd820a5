package io.residuum.actors.decision;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a node is on an island: in a cluster beside the one it should be in, as after a network that was split, or after a seed
 * that came back and found nobody. Of two clusters the one with the earlier seed stays; the nodes of the other one leave and join it.
 * Single-threaded.
 */
public final class IslandsCore {

    /** A seed that answers and is no member may be about to join; not for so many looks in a row. */
    private static final int LOOKS = 3;

    private final List<String> seeds;
    private final Map<String, Integer> answered = new HashMap<>(); // by seed, looks in a row

    /** @param seeds addresses, in the order in which every node has them */
    public IslandsCore(List<String> seeds) {
        this.seeds = List.copyOf(seeds);
    }

    /** Seeds to be asked whether they are there. */
    public List<String> toAsk(Set<String> members) {
        return seeds.stream().filter(seed -> !members.contains(seed)).toList();
    }

    /**
     * A look is over.
     *
     * @param members addresses of all members, this node's included
     * @param answering seeds that answered since the last look
     * @return the seed whose cluster this node should be in
     */
    public Optional<String> looked(Set<String> members, Set<String> answering) {
        answered.keySet().retainAll(answering);
        answered.keySet().removeAll(members);
        for (String seed : answering) {
            if (!members.contains(seed)) {
                answered.merge(seed, 1, Integer::sum);
            }
        }
        return seeds.stream()
                .filter(seed -> answered.getOrDefault(seed, 0) >= LOOKS && isEarlier(seed, members))
                .findFirst();
    }

    /** The node at {@code other} has removed this one. Whether this one should leave what it takes for its cluster at once. */
    public boolean leavesAfterRemovalBy(String other, Set<String> members) {
        Set<String> rest = new HashSet<>(members);
        rest.remove(other);
        return isEarlier(other, rest);
    }

    private boolean isEarlier(String seed, Set<String> members) {
        int place = seeds.indexOf(seed);
        return place >= 0 && seeds.subList(0, place).stream().noneMatch(members::contains) && !members.contains(seed);
    }
}
