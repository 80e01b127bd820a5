package io.residuum.actors.wire;

/**
 * What may cross from one node to another: a record of JDK values and other wire records, registered by number in
 * {@link WireFormat}. No actor reference is in it; addressees are named by node, slot, run and attempt.
 */
public interface WireMessage {}
