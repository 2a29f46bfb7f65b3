/* slips.c - typing, hearing and scanning errors, and what old systems do to accents. */
#include "slips.h"

#include "str.h"

#include <stdbool.h>
#include <stdio.h>

/* Positions of ASCII letters; at most 64. */
static size_t letters_find(const char *text, unsigned char at[64])
{
    size_t count = 0;
    for (size_t i = 0; i < 255 && count < 64 && text[i]; i++) {
        if (ascii_is_alpha(text[i])) {
            at[count++] = (unsigned char)i;
        }
    }
    return count;
}

/* The key beside this one on a British keyboard. */
static char key_beside(struct random *random, char c)
{
    static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    char low = ascii_lower(c);
    for (size_t r = 0; r < 3; r++) {
        const char *found = strchr(rows[r], low);
        if (found != NULL && *found) {
            bool left = random_below(random, 2) == 0;
            char other =
                left ? (found > rows[r] ? found[-1] : found[1]) : (found[1] ? found[1] : found[-1]);
            return low == c ? other : ascii_upper(other);
        }
    }
    return c;
}

static void typing_once(struct random *random, char *text, size_t size)
{
    unsigned char at[64];
    size_t count = letters_find(text, at);
    if (count < 3) {
        return;
    }
    /* Nine in ten errors stand after the first letter. */
    size_t first = random_below(random, 10) == 0 ? 0 : 1;
    size_t k = first + random_below(random, count - first);
    size_t i = at[k], len = strlen(text);
    switch (random_below(random, 4)) {
    case 0:
        text[i] = key_beside(random, text[i]);
        break;
    case 1:
        memmove(text + i, text + i + 1, len - i);
        break;
    case 2:
        if (len + 2 < size) {
            memmove(text + i + 1, text + i, len - i + 1);
            if (random_below(random, 2)) {
                text[i + 1] = key_beside(random, text[i]);
            }
        }
        break;
    default:
        if (k + 1 < count && at[k + 1] == i + 1) {
            char c = text[i];
            text[i] = text[i + 1];
            text[i + 1] = c;
        }
    }
}

void slip_typing(struct random *random, char *text, size_t size)
{
    typing_once(random, text, size);
    if (random_below(random, 5) == 0) {
        typing_once(random, text, size);
    }
}

struct rewriting {
    const char *from, *to;
};

/* Apply one rewriting that fits, chosen at random; case of the text is kept where letters match. */
static void rewrite(struct random *random, const struct rewriting *rows, size_t count, char *text,
                    size_t size)
{
    size_t start = random_below(random, count);
    for (size_t n = 0; n < count; n++) {
        const struct rewriting *row = &rows[(start + n) % count];
        char *found = strstr(text, row->from);
        size_t from = strlen(row->from), to = strlen(row->to), len = strlen(text);
        if (found == NULL || len - from + to + 1 > size || len - from + to == 0) {
            continue;
        }
        memmove(found + to, found + from, len - (size_t)(found - text) - from + 1);
        memcpy(found, row->to, to);
        return;
    }
}

void slip_sound(struct random *random, char *text, size_t size)
{
    static const struct rewriting rows[] = {
        {"ll", "l"},      {"tt", "t"},  {"ph", "f"},  {"ys", "is"},     {"ie", "y"},
        {"ea", "ee"},     {"dd", "th"}, {"ff", "f"},  {"ae", "ai"},     {"wy", "wi"},
        {"ck", "k"},      {"ey", "y"},  {"Rh", "R"},  {"Siân", "Shan"}, {"Sian", "Sharn"},
        {"Siôn", "Sean"}, {"yn", "in"}, {"oo", "u"},  {"nn", "n"},      {"mm", "m"},
        {"rr", "r"},      {"Ll", "L"},  {"th", "t"},  {"ei", "ie"},     {"Cath", "Kath"},
        {"Gw", "Qu"},     {"er", "ar"}, {"on", "en"}, {"an", "en"},     {"y", "i"},
        {"i", "y"},       {"c", "k"},   {"s", "z"},   {"e", "a"},
    };
    rewrite(random, rows, sizeof rows / sizeof rows[0], text, size);
}

void slip_scan(struct random *random, char *text, size_t size)
{
    static const struct rewriting rows[] = {
        {"rn", "m"}, {"m", "rn"}, {"l", "1"},  {"I", "l"},  {"O", "0"},  {"cl", "d"},
        {"e", "c"},  {"ri", "n"}, {"S", "5"},  {"h", "b"},  {"vv", "w"}, {"w", "vv"},
        {"u", "ii"}, {"a", "o"},  {"li", "h"}, {"n", "ri"},
    };
    rewrite(random, rows, sizeof rows / sizeof rows[0], text, size);
}

void slip_digit(struct random *random, char *text, size_t last)
{
    size_t at[16], count = 0;
    for (size_t i = strlen(text); i > 0 && count < last && count < 16; i--) {
        if (ascii_is_digit(text[i - 1])) {
            at[count++] = i - 1;
        }
    }
    if (count > 0) {
        size_t i = at[random_below(random, count)];
        text[i] = (char)('0' + (text[i] - '0' + 1 + (int)random_below(random, 9)) % 10);
    }
}

/* Two-byte UTF-8 letters that the example uses: capital, plain letter, byte in Windows-1252 (0:
 * none). */
struct accent {
    const char *small, *capital;
    char plain;
    unsigned char byte_small, byte_capital;
};

static const struct accent accents[] = {
    {"â", "Â", 'a', 0xe2, 0xc2}, {"ê", "Ê", 'e', 0xea, 0xca}, {"î", "Î", 'i', 0xee, 0xce},
    {"ô", "Ô", 'o', 0xf4, 0xd4}, {"û", "Û", 'u', 0xfb, 0xdb}, {"ŵ", "Ŵ", 'w', 0, 0},
    {"ŷ", "Ŷ", 'y', 0, 0},       {"ä", "Ä", 'a', 0xe4, 0xc4}, {"ë", "Ë", 'e', 0xeb, 0xcb},
    {"ï", "Ï", 'i', 0xef, 0xcf}, {"ö", "Ö", 'o', 0xf6, 0xd6}, {"ü", "Ü", 'u', 0xfc, 0xdc},
    {"á", "Á", 'a', 0xe1, 0xc1}, {"é", "É", 'e', 0xe9, 0xc9}, {"í", "Í", 'i', 0xed, 0xcd},
    {"ó", "Ó", 'o', 0xf3, 0xd3}, {"ú", "Ú", 'u', 0xfa, 0xda}, {"è", "È", 'e', 0xe8, 0xc8},
    {"à", "À", 'a', 0xe0, 0xc0}, {"ã", "Ã", 'a', 0xe3, 0xc3}, {"õ", "Õ", 'o', 0xf5, 0xd5},
    {"ç", "Ç", 'c', 0xe7, 0xc7}, {"ñ", "Ñ", 'n', 0xf1, 0xd1}, {"ł", "Ł", 'l', 0, 0},
    {"ą", "Ą", 'a', 0, 0},       {"ę", "Ę", 'e', 0, 0},       {"ó", "Ó", 'o', 0xf3, 0xd3},
    {"ś", "Ś", 's', 0, 0},       {"ż", "Ż", 'z', 0, 0},       {"ź", "Ź", 'z', 0, 0},
    {"ń", "Ń", 'n', 0, 0},       {"ć", "Ć", 'c', 0, 0},       {"ř", "Ř", 'r', 0, 0},
    {"ē", "Ē", 'e', 0, 0},       {"ņ", "Ņ", 'n', 0, 0},       {"š", "Š", 's', 0x9a, 0x8a},
    {"ž", "Ž", 'z', 0x9e, 0x8e}, {"ø", "Ø", 'o', 0xf8, 0xd8},
};

static const struct accent *accent_at(const char *text, bool *ret_capital)
{
    for (size_t i = 0; (unsigned char)text[0] >= 0xc3 && i < sizeof accents / sizeof accents[0];
         i++) {
        *ret_capital = memcmp(text, accents[i].capital, 2) == 0;
        if (*ret_capital || memcmp(text, accents[i].small, 2) == 0) {
            return &accents[i];
        }
    }
    return NULL;
}

void text_upper(char *text)
{
    bool capital;
    for (; *text; text++) {
        const struct accent *accent = accent_at(text, &capital);
        if (accent != NULL) {
            memcpy(text, accent->capital, 2);
            text++;
        } else {
            *text = ascii_upper(*text);
        }
    }
}

/* Narrow: each accented letter to one byte, bytes(accent, capital). */
static void text_narrow(char *text, bool keep_windows)
{
    char *out = text;
    bool capital;
    for (const char *in = text; *in;) {
        const struct accent *accent = accent_at(in, &capital);
        if (accent == NULL) {
            *out++ = *in++;
            continue;
        }
        unsigned char byte = capital ? accent->byte_capital : accent->byte_small;
        char plain = capital ? ascii_upper(accent->plain) : accent->plain;
        *out++ = keep_windows && byte ? (char)byte : plain;
        in += 2;
    }
    *out = '\0';
}

void text_plain(char *text)
{
    text_narrow(text, false);
}

void text_windows_1252(char *text)
{
    text_narrow(text, true);
}
