/**
 * The membership: nodes that join and leave, one coordinator among them, and the seam between a node's two actor systems.
 *
 * <p>Under failure: a node that the others removed makes its cluster system anew and joins again, while its trainers train on; a
 * coordinator that is lost comes up elsewhere and learns everything from the chains and from what nodes offer.
 */
@NullMarked
package io.residuum.actors.cluster;

import org.jspecify.annotations.NullMarked;
