/**
 * What supervisors decide, as deterministic cores: an event goes in, effects come out as data. No actor, clock, random
 * source or I/O in here, so that the classes that run in production can be played in one thread, from a seed.
 *
 * <p>Under failure: a core forgets nothing that is not in the chains; made anew from the heads it decides the same.
 */
@NullMarked
package io.residuum.actors.decision;

import org.jspecify.annotations.NullMarked;
