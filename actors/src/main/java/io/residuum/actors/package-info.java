/**
 * Who does it: experiment files, supervisors, trainers, commands.
 *
 * <p>Under failure: any process may die at any instruction; what is committed in the chains is what happened.
 */
@NullMarked
package io.residuum.actors;

import org.jspecify.annotations.NullMarked;
