/**
 * What a batch answers: JSON for programs, CSV for spreadsheets, a table for the terminal, one page for people.
 *
 * <p>Pure functions of a plan and its histories. Under failure: {@code result} is the same for any history of faults that ended alike;
 * whatever depends on machines, times or luck stands in {@code execution}.
 */
@NullMarked
package io.residuum.actors.report;

import org.jspecify.annotations.NullMarked;
