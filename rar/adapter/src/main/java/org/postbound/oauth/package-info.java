/**
 * Fetches OAuth 2 access tokens for the SMTP session (RFC 6749): by the grant of client credentials (section 4.4), or with
 * a refresh token (section 6). {@link org.postbound.oauth.FetchedTokens} is one cache, which all connections of a factory
 * share.
 *
 * <p>A token is kept until shortly before it expires, or until the SMTP server refuses it. For each account one request is
 * under way at most; whoever needs the token meanwhile waits for its outcome, and nobody waits for another account. No lock
 * is held while the endpoint is asked. Tokens and secrets are in memory only, and in no exception.
 */
package org.postbound.oauth;
