/**
 * A world to break: virtual time, nodes, messages, membership and an object store in one thread, from one seed, around the
 * very decisions that run in production. Nothing here decides anything; {@code docs/simulation.md} says what is in it.
 */
@NullMarked
package io.residuum.simulation;

import org.jspecify.annotations.NullMarked;
