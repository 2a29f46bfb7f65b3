/* wording.c - thousands, shares, odds, and text that is safe on a terminal. */
#include "wording.h"

#include "encoding.h"
#include "language.h"

#include <math.h>
#include <stdio.h>

const char *figure_text(uint64_t value, char ret[FIGURE_TEXT_MAX])
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    int at = 0;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            ret[at++] = ',';
        }
        ret[at++] = digits[i];
    }
    ret[at] = '\0';
    return ret;
}

const char *percent_text(double share, char ret[FIGURE_TEXT_MAX])
{
    double shown = share > 0 && share < 0.001 ? 0.001 : share < 1 && share > 0.999 ? 0.999 : share;
    bool whole = shown == 0 || shown == 1;
    snprintf(ret, FIGURE_TEXT_MAX, whole ? "%.0f%%" : "%.1f%%", shown * 100);
    return ret;
}

const char *share_text(double share, char ret[FIGURE_TEXT_MAX])
{
    snprintf(ret, FIGURE_TEXT_MAX, "%.10g%%", share * 100);
    return ret;
}

const char *bits_text(int32_t weight, char ret[FIGURE_TEXT_MAX])
{
    int tenths = (int)lround(weight * 10 / 1024.0);
    if (tenths == 0) {
        snprintf(ret, FIGURE_TEXT_MAX, "0.0");
    } else {
        snprintf(ret, FIGURE_TEXT_MAX, "%+.1f", tenths / 10.0);
    }
    return ret;
}

const char *odds_text(double p, char ret[FIGURE_TEXT_MAX])
{
    static const struct {
        double up_to;
        const char *text;
    } steps[] = {{.01, TO_SAY("less than 1 in 100")}, {.07, TO_SAY("about 1 in 20")},
                 {.15, TO_SAY("about 1 in 10")},      {.22, TO_SAY("about 1 in 5")},
                 {.29, TO_SAY("about 1 in 4")},       {.41, TO_SAY("about 1 in 3")},
                 {.59, TO_SAY("about even")},         {.71, TO_SAY("about 2 in 3")},
                 {.78, TO_SAY("about 3 in 4")},       {.85, TO_SAY("about 4 in 5")},
                 {.93, TO_SAY("about 9 in 10")},      {.99, TO_SAY("about 19 in 20")},
                 {2, TO_SAY("more than 99 in 100")}};
    size_t i = 0;
    while (p > steps[i].up_to) {
        i++;
    }
    snprintf(ret, FIGURE_TEXT_MAX, "%s", steps[i].text);
    return ret;
}

/* The next character; what a terminal must not get comes as "?". */
static struct str next_character(struct str rest, size_t *ret_len)
{
    size_t len = utf8_sequence(rest);
    unsigned char c = (unsigned char)rest.ptr[0];
    *ret_len = len ? len : 1;
    bool control =
        len == 1 ? c < 32 || c == 127 : len == 2 && c == 0xc2 && (unsigned char)rest.ptr[1] < 0xa0;
    return len == 0 || control ? STR("?") : str_slice(rest, 0, len);
}

size_t words_width(struct str text)
{
    size_t width = 0;
    size_t len;
    for (size_t at = 0; at < text.len; at += len) {
        next_character(str_slice(text, at, text.len), &len);
        width++;
    }
    return width;
}

size_t words_add(struct buf *out, struct str text, size_t width)
{
    size_t used = 0;
    size_t len;
    bool cut = words_width(text) > width;
    size_t room = cut && width > 0 ? width - 1 : width;
    for (size_t at = 0; at < text.len && used < room; at += len) {
        buf_add(out, next_character(str_slice(text, at, text.len), &len));
        used++;
    }
    if (cut && width > 0) {
        buf_add(out, STR("…"));
        used++;
    }
    return used;
}

void words_padded(struct buf *out, struct str text, size_t width)
{
    for (size_t used = words_add(out, text, width); used < width; used++) {
        buf_add_char(out, ' ');
    }
}
