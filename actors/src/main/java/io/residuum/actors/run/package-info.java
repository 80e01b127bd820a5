/**
 * The actors: coordinator and supervisors on the cluster's side, devices and trainers on the node's, thin shells around
 * {@code io.residuum.actors.decision}.
 *
 * <p>Under failure: a trainer that throws is stopped with its native memory; its run's supervisor goes on from the head.
 */
@NullMarked
package io.residuum.actors.run;

import org.jspecify.annotations.NullMarked;
