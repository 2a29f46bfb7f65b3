/* id_token.h - an OpenID Connect ID token: signed by whom it says, for us, now, once?
 *
 *     header . claims . signature      base64url each
 *       alg: RS256, PS256 or ES256 and no other; kid: which of the issuer's keys
 *                claims: iss, aud, azp, exp, iat, nbf, nonce, sub
 *
 * Signatures are checked by libjose (OpenSSL) with a key of the issuer's JWKS that is for
 * signatures and of the algorithm's type; what the header says of keys itself (jwk, jku, x5c) is
 * not looked at, and `crit` refused. Pure.
 * Sources: OpenID Connect Core 1.0 §3.1.3.7; RFC 7515, 7517, 7519; RFC 8725 (best practice). */
#ifndef CANTREF_WEB_ID_TOKEN_H
#define CANTREF_WEB_ID_TOKEN_H

#include "memory.h"

enum {
    ID_TOKEN_BYTES_MAX = 16 << 10,
    ID_TOKEN_KEYS_BYTES_MAX = 256 << 10,
    ID_TOKEN_SKEW_S = 60,
    ID_TOKEN_AGE_MAX_S = 600,
    ID_TOKEN_DEPTH_MAX = 16
};

/* What it has to say. */
struct id_token_expected {
    struct str issuer, client, nonce;
    int64_t now;
};

enum id_token_state {
    ID_TOKEN_GOOD,
    ID_TOKEN_NO_KEY, /* none of the keys has its kid: they may have changed; read them anew, once */
    ID_TOKEN_BAD
};

/* id_token_check - Out: *ret_claims: the claims, JSON, in the arena, when it is good. why: of one
 * that is bad, for the log: nothing of what it says.
 * Cost: a signature. */
enum id_token_state id_token_check(struct arena *arena, struct str token, struct str keys,
                                   const struct id_token_expected *expected, struct str *ret_claims,
                                   const char **ret_why);

#endif
