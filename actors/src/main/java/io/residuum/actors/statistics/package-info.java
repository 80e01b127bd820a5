/**
 * What the seeds of one variant say together.
 *
 * <p>Pure functions of numbers. Under failure: a diverged seed is a result and ranks behind every finished one; what cannot be said
 * (a deviation of one seed, a median that diverged) is not finite, and is never replaced by a number that looks like an answer.
 */
@NullMarked
package io.residuum.actors.statistics;

import org.jspecify.annotations.NullMarked;
