/**
 * What is kept: objects in any S3 store, chains of entries nobody can fork, data sets named by their content.
 *
 * <p>Under failure: what a read returns was checked or is refused by name; an answer that did not come is a doubt, never a
 * "no"; a commit ends known or does not end; whatever a killed process leaves behind counts for nothing.
 */
@NullMarked
package io.residuum.storage;

import org.jspecify.annotations.NullMarked;
