/**
 * What is kept: objects in S3, chains of commits, data sets, an embedded S3 server.
 *
 * <p>Under failure: an object is either whole or refused; a commit is won, adopted or retried, never guessed.
 */
@NullMarked
package io.residuum.storage;

import org.jspecify.annotations.NullMarked;
