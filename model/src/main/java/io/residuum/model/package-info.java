/**
 * What is trained: architectures, the programs written for them, one training step, evaluation.
 *
 * <p>Under failure: a step either changes parameters, momentum and running statistics together or throws; the caller
 * then discards the network and loads its last state.
 */
@NullMarked
package io.residuum.model;

import org.jspecify.annotations.NullMarked;
