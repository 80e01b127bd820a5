/**
 * What is measured, against whom: contestants in processes of their own, asked in turn, compared pair by pair.
 *
 * <p>Under failure: a peer that is not installed is named and left out; a contestant that dies ends the measurement; a
 * ratio is never printed of contestants that do not compute the same.
 */
@NullMarked
package io.residuum.bench;

import org.jspecify.annotations.NullMarked;
