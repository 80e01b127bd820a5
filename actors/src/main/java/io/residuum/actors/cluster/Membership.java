package io.residuum.actors.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import io.residuum.actors.wire.Ordered;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What members tell of themselves by their roles, and where on them the seam is. */
final class Membership {

    /** The name of a node's end of the seam among its system's actors. */
    static final String NODE_END = "node";

    /** The role of members on which the coordinator may be. */
    static final String COORDINATES = "coordinates";

    private static final String NODE_ROLE = "node-";
    private static final String API_ROLE = "api-";
    private static final Comparator<Member> BY_AGE =
            (one, other) -> one.equals(other) ? 0 : one.isOlderThan(other) ? -1 : 1;

    private Membership() {}

    /**
     * The roles of a node's member. By one of them everybody knows the name of a node that trains, which outlives its address and its
     * cluster system.
     */
    static List<String> roles(String node, String api, Set<ClusterSettings.Role> there) {
        Stream<String> duties = there.stream().map(role -> switch (role) {
            case COORDINATES -> COORDINATES;
            case TRAINS -> NODE_ROLE + node;
        });
        return Stream.concat(
                        duties,
                        Stream.of(api).filter(address -> !address.isEmpty()).map(API_ROLE::concat))
                .toList();
    }

    /** Where the member's API is reached; empty for one that has none. */
    static Optional<String> api(Member member) {
        return role(member, API_ROLE);
    }

    /** The member's node; empty for one that trains nothing. */
    static Optional<String> node(Member member) {
        return role(member, NODE_ROLE);
    }

    private static Optional<String> role(Member member, String prefix) {
        return StreamSupport.stream(member.getRoles().spliterator(), false)
                .filter(role -> role.startsWith(prefix))
                .map(role -> role.substring(prefix.length()))
                .findFirst();
    }

    /** The nodes of all members that are, or were, up. */
    static Set<String> nodes(CurrentClusterState state) {
        return members(state)
                .filter(member ->
                        member.status() != MemberStatus.joining() && member.status() != MemberStatus.removed())
                .flatMap(member -> node(member).stream())
                .collect(Collectors.toSet());
    }

    /** The oldest member that is up and calls itself so. */
    static Optional<Member> named(CurrentClusterState state, String node) {
        return members(state)
                .filter(member -> member.status() == MemberStatus.up())
                .filter(member -> node(member).filter(node::equals).isPresent())
                .min(BY_AGE);
    }

    static Optional<Member> oldest(CurrentClusterState state) {
        return oldest(members(state).toList());
    }

    /** The member on which the coordinator runs, or will once the one before has handed over. */
    static Optional<Member> oldest(Collection<Member> members) {
        return members.stream()
                .filter(member -> member.hasRole(COORDINATES))
                .filter(member -> member.status() == MemberStatus.up() || member.status() == MemberStatus.leaving())
                .min(BY_AGE);
    }

    /** The member's end of the seam. */
    static ActorRef<Ordered> nodeEnd(ActorSystem<?> system, Address member) {
        return ActorRefResolver.get(system).resolveActorRef(member + "/system/" + NODE_END);
    }

    private static Stream<Member> members(CurrentClusterState state) {
        return StreamSupport.stream(state.getMembers().spliterator(), false);
    }
}
