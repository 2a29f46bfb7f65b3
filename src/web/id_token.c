/* id_token.c - see id_token.h. */
#include "id_token.h"

#include "json_slice.h"

#include <jose/jose.h>
#include <sodium.h>

/* ---- parts ---- */

/* A part of base64url without padding, in the arena. */
static bool decode(struct arena *arena, struct str part, struct str *ret)
{
    unsigned char *bytes = arena_alloc(arena, part.len + 1);
    size_t len = 0;
    if (part.len == 0 || sodium_base642bin(bytes, part.len, part.ptr, part.len, NULL, &len, NULL,
                                           sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
        return false;
    }
    *ret = str_make((const char *)bytes, len);
    return true;
}

struct parts {
    struct str header, claims, signature; /* as they came */
    struct str header_text, claims_text;
};

static bool is_object(struct str text)
{
    struct err err;
    return json_slice_check(text, ID_TOKEN_DEPTH_MAX, &err) == 0 &&
           json_slice_kind(str_trim(text)) == JSON_SLICE_OBJECT;
}

static bool take_apart(struct arena *arena, struct str token, struct parts *ret)
{
    const ptrdiff_t first = str_find(token, STR("."));
    const struct str rest = first < 0 ? STR("") : str_slice(token, (size_t)first + 1, token.len);
    const ptrdiff_t second = str_find(rest, STR("."));
    if (first < 0 || second < 0) {
        return false;
    }
    ret->header = str_slice(token, 0, (size_t)first);
    ret->claims = str_slice(rest, 0, (size_t)second);
    ret->signature = str_slice(rest, (size_t)second + 1, rest.len);
    struct str signature;
    return str_find(ret->signature, STR(".")) < 0 && decode(arena, ret->signature, &signature) &&
           decode(arena, ret->header, &ret->header_text) &&
           decode(arena, ret->claims, &ret->claims_text) && is_object(ret->header_text) &&
           is_object(ret->claims_text);
}

/* A text member; "": it isn't there, or no text. */
static struct str text_of(struct arena *arena, struct str object, const char *name)
{
    const struct str value = json_member(arena, object, str_of(name));
    return value.ptr != NULL && json_slice_kind(value) == JSON_SLICE_TEXT
               ? json_slice_text(arena, value)
               : STR("");
}

/* A whole number of seconds; false: it isn't there, or none. */
static bool time_of(struct arena *arena, struct str object, const char *name, int64_t *ret)
{
    const struct str value = json_member(arena, object, str_of(name));
    uint64_t number;
    if (value.ptr == NULL || !str_to_uint(value, INT64_MAX / 2, &number)) {
        return false;
    }
    *ret = (int64_t)number;
    return true;
}

/* ---- the key ---- */

/* The type of key that each algorithm that is taken has; NULL: it isn't taken. */
static const char *type_for(struct str algorithm)
{
    return str_eq(algorithm, STR("RS256")) || str_eq(algorithm, STR("PS256")) ? "RSA"
           : str_eq(algorithm, STR("ES256"))                                  ? "EC"
                                                                              : NULL;
}

static bool fits(struct arena *arena, struct str key, struct str algorithm, struct str kid)
{
    const struct str use = text_of(arena, key, "use");
    const struct str of = text_of(arena, key, "alg");
    return str_eq(text_of(arena, key, "kty"), str_of(type_for(algorithm))) &&
           (use.len == 0 || str_eq(use, STR("sig"))) && (of.len == 0 || str_eq(of, algorithm)) &&
           (kid.len == 0 || str_eq(text_of(arena, key, "kid"), kid)) &&
           (!str_eq(algorithm, STR("ES256")) || str_eq(text_of(arena, key, "crv"), STR("P-256")));
}

/* Is it signed by this key? */
static bool is_signed(const struct parts *parts, struct str key)
{
    json_t *jwk = json_loadb(key.ptr, key.len, 0, NULL);
    json_t *jws = json_pack("{s:s%,s:s%,s:s%}", "protected", parts->header.ptr, parts->header.len,
                            "payload", parts->claims.ptr, parts->claims.len, "signature",
                            parts->signature.ptr, parts->signature.len);
    const bool good = jwk != NULL && jws != NULL && jose_jws_ver(NULL, jws, NULL, jwk, false);
    json_decref(jwk);
    json_decref(jws);
    return good;
}

/* check_signature - by any of the keys that fit; those of a JWKS without kid are all tried. */
static enum id_token_state check_signature(struct arena *arena, const struct parts *parts,
                                           struct str keys, const char **ret_why)
{
    const struct str algorithm = text_of(arena, parts->header_text, "alg");
    const struct str kid = text_of(arena, parts->header_text, "kid");
    struct str rest = json_member(arena, keys, STR("keys"));
    struct str key;
    size_t fitting = 0;
    if (type_for(algorithm) == NULL) {
        *ret_why = "its algorithm is not taken";
        return ID_TOKEN_BAD;
    }
    if (json_member(arena, parts->header_text, STR("crit")).ptr != NULL) {
        *ret_why = "it has critical headers";
        return ID_TOKEN_BAD;
    }
    while (rest.ptr != NULL && json_next_item(&rest, &key)) {
        if (json_slice_kind(key) == JSON_SLICE_OBJECT && fits(arena, key, algorithm, kid)) {
            fitting++;
            if (is_signed(parts, key)) {
                return ID_TOKEN_GOOD;
            }
        }
    }
    *ret_why = fitting == 0 ? "none of the issuer's keys is the one" : "its signature is not good";
    return fitting == 0 ? ID_TOKEN_NO_KEY : ID_TOKEN_BAD;
}

/* ---- the claims ---- */

/* Is it for us, and, where for others too, was it asked for by us? */
static bool is_for(struct arena *arena, struct str claims, struct str client)
{
    struct str aud = json_member(arena, claims, STR("aud"));
    const struct str azp = json_member(arena, claims, STR("azp"));
    struct str item;
    size_t count = 0;
    bool is_ours = false;
    if (aud.ptr != NULL && json_slice_kind(aud) == JSON_SLICE_TEXT) {
        count = 1;
        is_ours = str_eq(json_slice_text(arena, aud), client);
    }
    const bool is_list = aud.ptr != NULL && json_slice_kind(aud) == JSON_SLICE_ARRAY;
    while (is_list && json_next_item(&aud, &item)) {
        count++;
        is_ours = is_ours || (json_slice_kind(item) == JSON_SLICE_TEXT &&
                              str_eq(json_slice_text(arena, item), client));
    }
    const bool is_asked = azp.ptr == NULL ? count == 1
                                          : json_slice_kind(azp) == JSON_SLICE_TEXT &&
                                                str_eq(json_slice_text(arena, azp), client);
    return is_ours && is_asked;
}

static const char *fault_of(struct arena *arena, struct str claims,
                            const struct id_token_expected *e)
{
    const struct str nonce = text_of(arena, claims, "nonce");
    const struct str subject = text_of(arena, claims, "sub");
    int64_t expires = 0;
    int64_t issued = 0;
    int64_t from = 0;
    if (!str_eq(text_of(arena, claims, "iss"), e->issuer)) {
        return "it is another issuer's";
    }
    if (!is_for(arena, claims, e->client)) {
        return "it is for another audience";
    }
    if (!time_of(arena, claims, "exp", &expires) || expires <= e->now - ID_TOKEN_SKEW_S) {
        return "it has expired";
    }
    if (!time_of(arena, claims, "iat", &issued) || issued > e->now + ID_TOKEN_SKEW_S ||
        issued < e->now - ID_TOKEN_AGE_MAX_S) {
        return "it was not issued just now";
    }
    if (json_member(arena, claims, STR("nbf")).ptr != NULL &&
        (!time_of(arena, claims, "nbf", &from) || from > e->now + ID_TOKEN_SKEW_S)) {
        return "it is not good yet";
    }
    if (e->nonce.len == 0 || nonce.len != e->nonce.len ||
        sodium_memcmp(nonce.ptr, e->nonce.ptr, nonce.len) != 0) {
        return "it was not asked for here";
    }
    return subject.len == 0 || subject.len > 255 ? "it says of nobody" : NULL;
}

enum id_token_state id_token_check(struct arena *arena, struct str token, struct str keys,
                                   const struct id_token_expected *expected, struct str *ret_claims,
                                   const char **ret_why)
{
    struct parts parts;
    if (token.len > ID_TOKEN_BYTES_MAX || !take_apart(arena, token, &parts)) {
        *ret_why = "it is no token";
        return ID_TOKEN_BAD;
    }
    if (keys.len > ID_TOKEN_KEYS_BYTES_MAX || !is_object(keys)) {
        *ret_why = "the issuer's keys can't be read";
        return ID_TOKEN_BAD;
    }
    const enum id_token_state state = check_signature(arena, &parts, keys, ret_why);
    if (state != ID_TOKEN_GOOD) {
        return state;
    }
    const char *fault = fault_of(arena, parts.claims_text, expected);
    if (fault != NULL) {
        *ret_why = fault;
        return ID_TOKEN_BAD;
    }
    *ret_claims = parts.claims_text;
    return ID_TOKEN_GOOD;
}
