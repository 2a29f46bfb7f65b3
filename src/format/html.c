/* html.c - escaping. */
#include "html.h"

#include "encoding.h"

static struct str replacement(unsigned char c)
{
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    default:
        return c == 127 || (c < 32 && c != '\t' && c != '\n' && c != '\r') ? UTF8_REPLACEMENT
                                                                           : STR("");
    }
}

int html_escape(struct buf *out, struct str text)
{
    size_t plain = 0; /* start of what can be copied as it is */
    for (size_t at = 0; at < text.len;) {
        size_t len = utf8_sequence(str_slice(text, at, text.len));
        struct str instead = len == 0   ? UTF8_REPLACEMENT
                             : len == 1 ? replacement((unsigned char)text.ptr[at])
                                        : STR("");
        size_t next = at + (len ? len : 1);
        if (instead.len > 0) {
            int code = buf_add(out, str_slice(text, plain, at));
            code = code ? code : buf_add(out, instead);
            if (code != 0) {
                return code;
            }
            plain = next;
        }
        at = next;
    }
    return buf_add(out, str_slice(text, plain, text.len));
}
