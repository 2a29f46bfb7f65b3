/* sign_known.c - somebody whom a sign-on for residents knows, and the council does not yet: kept in
 * the visitor's session until they say by a one-time code who they are.
 *
 * Whoever comes to a shared computer next must not bind it to themselves: it is kept for
 * SIGN_KNOWN_S, forgotten with any signing in or out, and bound only to whoever says, on the page
 * of the code, that it was they who signed in there, then, under that name. */
#include "sign_parts.h"

#include "session_store.h"

#include <sodium.h>

/* Lines: subject in hexadecimal, when, where, the name there. */
#define KEPT "sign_on_subject"

enum { NAME_BYTES_MAX = 100 };

/* One line of it, and not too long to be shown. */
static struct str line_of(struct request *r, struct str text)
{
    struct str kept = arena_str(&r->arena, text);
    char *bytes = (char *)kept.ptr;
    kept.len = kept.len < NAME_BYTES_MAX ? kept.len : NAME_BYTES_MAX;
    while (kept.len > 0 && kept.len == NAME_BYTES_MAX &&
           ((unsigned char)kept.ptr[kept.len - 1] & 0x80) != 0) {
        kept.len--; /* not within a character */
    }
    for (size_t i = 0; i < kept.len; i++) {
        bytes[i] = (unsigned char)bytes[i] < ' ' || bytes[i] == 127 ? ' ' : bytes[i];
    }
    return kept;
}

int sign_known_keep(struct request *r, const uint8_t subject[SIGN_ON_SUBJECT_BYTES],
                    struct str where, struct str name, struct err *err)
{
    char hex[2 * SIGN_ON_SUBJECT_BYTES + 1];
    sodium_bin2hex(hex, sizeof hex, subject, SIGN_ON_SUBJECT_BYTES);
    const struct str at = line_of(r, where);
    const struct str called = line_of(r, name);
    const struct str text = arena_printf(&r->arena, "%s\n%lld\n%.*s\n%.*s", hex, (long long)r->now,
                                         PRI(at), PRI(called));
    return session_keep(r->web->sessions, &r->session, STR(KEPT), text, err);
}

int sign_known_read(struct request *r, struct sign_known *ret, struct err *err)
{
    struct buf text = {0};
    struct str hex = STR("");
    struct str since = STR("");
    size_t len = 0;
    uint64_t at = 0;
    bool there = false;
    *ret = (struct sign_known){0};
    int code = session_kept(r->web->sessions, &r->session, STR(KEPT), &text, &there, err);
    struct str rest = arena_str(&r->arena, buf_str(&text));
    buf_free(&text);
    ret->is_kept = code == 0 && there;
    ret->there = ret->is_kept && str_next_token(&rest, '\n', &hex) &&
                 str_next_token(&rest, '\n', &since) && str_next_token(&rest, '\n', &ret->where) &&
                 sodium_hex2bin(ret->subject, SIGN_ON_SUBJECT_BYTES, hex.ptr, hex.len, NULL, &len,
                                NULL) == 0 &&
                 len == SIGN_ON_SUBJECT_BYTES && str_to_uint(since, INT64_MAX, &at) &&
                 sign_lasts((int64_t)at, r->now, SIGN_KNOWN_S);
    if (!ret->there || !str_next_token(&rest, '\n', &ret->name)) {
        ret->name = STR("");
    }
    ret->at = (int64_t)at;
    return code;
}

int sign_known_forget(struct request *r, struct err *err)
{
    struct sign_known known;
    int code = r->session.kind == SESSION_NONE ? 0 : sign_known_read(r, &known, err);
    return code || r->session.kind == SESSION_NONE || !known.is_kept
               ? code
               : session_keep(r->web->sessions, &r->session, STR(KEPT), STR(""), err);
}
