/* same_origin.c - see same_origin.h. */
#include "same_origin.h"

#include <sodium.h>

/* The origin that a Referer's address begins with. */
static struct str origin_of(struct str address)
{
    const ptrdiff_t scheme = str_find(address, STR("://"));
    if (scheme < 0) {
        return STR("");
    }
    size_t end = (size_t)scheme + 3;
    while (end < address.len && address.ptr[end] != '/' && address.ptr[end] != '?' &&
           address.ptr[end] != '#') {
        end++;
    }
    return str_slice(address, 0, end);
}

bool request_is_same_origin(const struct request_origin *from, struct str own)
{
    const bool says_same = str_eq(from->fetch_site, STR("same-origin"));
    if (from->fetch_site.len > 0 && !says_same && !str_eq(from->fetch_site, STR("none"))) {
        return false;
    }
    if (from->origin.len > 0) {
        return str_eq(from->origin, own) || (says_same && str_eq(from->origin, STR("null")));
    }
    return from->referer.len == 0 || str_eq(origin_of(from->referer), own);
}

bool csrf_matches(const struct session *session, struct str token)
{
    return session->kind != SESSION_NONE && session->csrf[0] != '\0' &&
           token.len == SESSION_TOKEN_TEXT - 1 &&
           sodium_memcmp(session->csrf, token.ptr, token.len) == 0;
}
