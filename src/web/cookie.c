/* cookie.c - see cookie.h. */
#include "cookie.h"

#include <stdio.h>

/* A name or value ends at ";"; what stands around it is no part of it. */
static bool next_pair(struct str *rest, struct str *ret_name, struct str *ret_value)
{
    if (rest->len == 0) {
        return false;
    }
    const ptrdiff_t end = str_find(*rest, STR(";"));
    const struct str pair = str_trim(str_slice(*rest, 0, end < 0 ? rest->len : (size_t)end));
    const ptrdiff_t equals = str_find(pair, STR("="));
    *rest = end < 0 ? str_slice(*rest, rest->len, rest->len)
                    : str_slice(*rest, (size_t)end + 1, rest->len);
    *ret_name = equals < 0 ? pair : str_slice(pair, 0, (size_t)equals);
    *ret_value = equals < 0 ? str_slice(pair, pair.len, pair.len)
                            : str_slice(pair, (size_t)equals + 1, pair.len);
    return true;
}

bool cookie_find(struct str header, struct str name, struct str *ret)
{
    struct str found = {0};
    struct str pair_name;
    struct str value;
    size_t count = 0;
    if (header.len > COOKIE_HEADER_MAX) {
        return false;
    }
    while (next_pair(&header, &pair_name, &value)) {
        if (str_eq(pair_name, name)) {
            found = value;
            count++;
        }
    }
    if (count == 1) {
        *ret = found;
    }
    return count == 1;
}

static bool is_base64url(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '_';
}

struct str cookie_session(struct str header)
{
    struct str token = STR("");
    bool is_token =
        cookie_find(header, STR(COOKIE_SESSION), &token) && token.len == SESSION_TOKEN_TEXT - 1;
    for (size_t i = 0; is_token && i < token.len; i++) {
        is_token = is_base64url(token.ptr[i]);
    }
    return is_token ? token : STR("");
}

const char *cookie_set_text(const struct session *session, char text[COOKIE_TEXT_MAX])
{
    text[0] = '\0';
    if (session->set_cookie[0] != '\0') {
        snprintf(text, COOKIE_TEXT_MAX,
                 COOKIE_SESSION "=%s; Path=/; Secure; HttpOnly; SameSite=Lax", session->set_cookie);
    } else if (session->ends) {
        snprintf(text, COOKIE_TEXT_MAX,
                 COOKIE_SESSION "=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    }
    return text;
}
