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

/* is_plain - a byte of ASCII that stands for itself: 32 … 126 without & < > " '. */
static bool is_plain(unsigned char c)
{
    const uint64_t low = ~(uint64_t)0xffffffffu &
                         ~(1ull << '&' | 1ull << '<' | 1ull << '>' | 1ull << '"' | 1ull << '\'');
    return c < 64 ? (low >> c & 1) != 0 : c < 127;
}

static uint64_t any_zero(uint64_t word)
{
    const uint64_t ones = UINT64_MAX / 255;
    return (word - ones) & ~word & ones << 7;
}

/* plain_run - how many bytes at the start of text are plain, by eights: a word is left to is_plain
 * when a byte of it is below 32 or above 126, " & ' < or > (in pairs that differ in one bit). */
static size_t plain_run(struct str text)
{
    const uint64_t ones = UINT64_MAX / 255;
    size_t run = 0;
    for (uint64_t word; run + sizeof word <= text.len; run += sizeof word) {
        memcpy(&word, text.ptr + run, sizeof word);
        uint64_t special = (word | (word - ones * 32)) & ones << 7;
        special |= any_zero(word ^ ones * 127) | any_zero(word ^ ones * '"');
        special |= any_zero((word | ones) ^ ones * '\'') | any_zero((word | ones * 2) ^ ones * '>');
        if (special != 0) {
            break;
        }
    }
    while (run < text.len && is_plain((unsigned char)text.ptr[run])) {
        run++;
    }
    return run;
}

int html_escape(struct buf *out, struct str text)
{
    size_t plain = 0; /* start of what can be copied as it is */
    for (size_t at = 0; at < text.len;) {
        at += plain_run(str_slice(text, at, text.len));
        if (at == text.len) {
            break;
        }
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
