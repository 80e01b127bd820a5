/**
 * What stands in the chains of runs and batches, typed, and what it amounts to.
 *
 * <p>Pure functions of entries. Under failure: the border between two segments, who trained them and how often is invisible in curves and
 * outcomes; an entry of a newer release is kept or refused, never half understood.
 */
@NullMarked
package io.residuum.actors.history;

import org.jspecify.annotations.NullMarked;
