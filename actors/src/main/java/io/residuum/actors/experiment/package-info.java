/**
 * Experiment files and what they ask for: text in, a plan of runs with stable identities out.
 *
 * <p>Pure thought: no actor, I/O, clock or random source. Under failure: a wrong file is refused whole, with every problem named at its
 * line; what is accepted can be run, and the same file gives the same identities on every machine and in every later release.
 */
@NullMarked
package io.residuum.actors.experiment;

import org.jspecify.annotations.NullMarked;
