/* retry_after.c - when somebody says to come again. */
#include "egress.h"

#include <curl/curl.h>

enum { DATE_BYTES_MAX = 40 };

int64_t retry_after_s(struct str text, int64_t now, int64_t most_s)
{
    uint64_t seconds = 0;
    char copy[DATE_BYTES_MAX + 1] = "";
    text = str_trim(text);
    bool digits = text.len > 0;
    for (size_t i = 0; i < text.len; i++) {
        digits = digits && ascii_is_digit(text.ptr[i]);
    }
    if (digits) {
        return str_to_uint(text, (uint64_t)most_s, &seconds) ? (int64_t)seconds : most_s;
    }
    /* A date begins with its day: what else begins with a letter is none. */
    if (text.len == 0 || text.len > DATE_BYTES_MAX || !ascii_is_alpha(text.ptr[0])) {
        return 0;
    }
    memcpy(copy, text.ptr, text.len);
    int64_t at = (int64_t)curl_getdate(copy, NULL);
    return at <= now ? 0 : at - now < most_s ? at - now : most_s;
}
