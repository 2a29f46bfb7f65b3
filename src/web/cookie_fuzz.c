/* cookie_fuzz.c - any bytes as a Cookie header: what is given is a slice of them, of the right
 * form, and the only one of its name. */
#include "cookie.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str header = {(const char *)data, size};
    const struct str token = cookie_session(header);
    struct str value;
    assert(token.len == 0 || token.len == SESSION_TOKEN_TEXT - 1);
    if (token.len > 0) {
        assert(token.ptr >= header.ptr && token.ptr + token.len <= header.ptr + header.len);
        assert(str_find(header, STR(COOKIE_SESSION "=")) >= 0);
        assert(cookie_find(header, STR(COOKIE_SESSION), &value) && str_eq(value, token));
    }
    if (cookie_find(header, STR("lang"), &value)) {
        assert(value.len < header.len);
    }
    return 0;
}
