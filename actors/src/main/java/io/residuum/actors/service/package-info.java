/**
 * What a service has around its coordinator: the inbox, the roster of unfinished batches, the board on which everything that goes on
 * stands. Each may be started on any node, in any number; the chains are the truth.
 *
 * <p>Under failure: what the store does not do is tried again; a wrong file costs nothing but its own rejection.
 */
@NullMarked
package io.residuum.actors.service;

import org.jspecify.annotations.NullMarked;
