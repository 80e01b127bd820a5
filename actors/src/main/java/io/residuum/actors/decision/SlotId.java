package io.residuum.actors.decision;

/**
 * The right to train on one device of one node.
 *
 * @param node the node's name, unique in the cluster
 * @param number counts from 1 within the node
 */
public record SlotId(String node, int number) implements Comparable<SlotId> {
    public SlotId {
        if (node.isBlank() || number < 1) {
            throw new IllegalArgumentException(
                    "a slot is a node's name and a number from 1, was " + node + "/" + number);
        }
    }

    @Override
    public int compareTo(SlotId other) {
        int byNode = node.compareTo(other.node);
        return byNode != 0 ? byNode : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return node + "/" + number;
    }
}
