/**
 * What a service says over HTTP: a table of endpoints, from which requests are routed and the OpenAPI document is made.
 *
 * <p>Under failure: every error is a problem of RFC 9457 that says what is wrong and what to do; a command is answered with success
 * only when its entry stands in a chain.
 */
@NullMarked
package io.residuum.actors.http;

import org.jspecify.annotations.NullMarked;
