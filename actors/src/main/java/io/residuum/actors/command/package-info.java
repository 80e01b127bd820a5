/**
 * The command line: what a person types, what it prints, the exit codes.
 *
 * <p>Under failure: one message that says what, where and what to do; the trace goes to the log file.
 */
@NullMarked
package io.residuum.actors.command;

import org.jspecify.annotations.NullMarked;
