/* sign_on.h - people who sign in elsewhere: OpenID Connect, authorization code with PKCE, by the
 * providers of sign_on.yaml.
 *
 *     sign_on_begin ─► the browser goes to the provider ─► comes back with code and state
 *       state, nonce, verifier: kept sealed in the session, used once
 *     sign_on_finish ─► code for token, by the egress child ─► id_token_check ─► claims
 *
 * What a provider says of itself (discovery, JWKS) is kept for SIGN_ON_KEEP_S. Keys are read anew
 * when a token names one that isn't there, at most each SIGN_ON_AGAIN_S. Asks the network: never
 * under the turn. From any thread.
 * Sources: OpenID Connect Core 1.0, Discovery 1.0; RFC 6749, 7636 (S256), 9207 (iss), 9700. */
#ifndef CANTREF_WEB_SIGN_ON_H
#define CANTREF_WEB_SIGN_ON_H

#include "sign_on_file.h"

enum {
    SIGN_ON_SECRET_TEXT = 44,
    SIGN_ON_KEEP_S = 3600,
    SIGN_ON_AGAIN_S = 5,
    SIGN_ON_TIME_MAX_S = 10
};

struct sign_on;

/* sign_on_open - the providers of a home, which must outlive it; nothing is asked of them yet.
 * Errors: those of sign_on_file_read. sign_on_close - NULL is nothing. */
int sign_on_open(const struct home *home, struct sign_on **ret, struct err *err);
void sign_on_close(struct sign_on *sign_on);

/* sign_on_provider_of - NULL: there is none for these. */
const struct sign_on_provider *sign_on_provider_of(const struct sign_on *sign_on,
                                                   enum sign_on_of of);

struct sign_on_begun {
    struct str url; /* where the browser is to go; in the arena */
    char state[SIGN_ON_SECRET_TEXT], nonce[SIGN_ON_SECRET_TEXT], verifier[SIGN_ON_SECRET_TEXT];
};

/* sign_on_begin - Errors: ERR_IO the provider can't be reached, or says what it should not.
 * sign_on_finish - Out: *ret_claims: of the ID token, JSON, in the arena.
 * Errors: ERR_DENIED the code or the token isn't good; ERR_IO; those of secret_file_read. Messages
 * are for the program's own log: nothing of what came is in them. */
int sign_on_begin(struct sign_on *sign_on, enum sign_on_of of, int64_t now, struct arena *arena,
                  struct sign_on_begun *ret, struct err *err);
int sign_on_finish(struct sign_on *sign_on, enum sign_on_of of, struct str code, struct str nonce,
                   struct str verifier, int64_t now, struct arena *arena, struct str *ret_claims,
                   struct err *err);

#endif
