/**
 * What crosses from node to node: closed, numbered messages of JDK values, written with Kryo.
 *
 * <p>Under failure: an unknown or newer message is refused by name and the association stays.
 */
@NullMarked
package io.residuum.actors.wire;

import org.jspecify.annotations.NullMarked;
