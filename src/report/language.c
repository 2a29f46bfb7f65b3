/* language.c - looking up what to say. */
#include "language.h"

#include "report.h"

#include <stdlib.h>

static int compare_english(const void *key, const void *row)
{
    return strcmp(key, ((const struct welsh *)row)->english);
}

const char *language_say(enum language language, const char *english)
{
    const struct welsh *row =
        language == LANGUAGE_WELSH
            ? bsearch(english, welsh_table, welsh_count, sizeof *welsh_table, compare_english)
            : NULL;
    return row != NULL ? row->welsh : english;
}

const char *say(const struct report *report, const char *english)
{
    return language_say(report->in->language, english);
}

/* ---- texts that were made elsewhere */

enum { PLACES_MAX = 4, LITERAL_MIN = 4 };

/* A conversion at text[at]: its length, and the place that it fills, from 0; next is the place of
 * one without a number. 0: there is none. */
static size_t conversion_at(const char *text, size_t at, size_t next, size_t *ret_place)
{
    size_t len = 1;
    if (text[at] != '%' || text[at + 1] == '%') {
        return 0;
    }
    *ret_place = next;
    if (text[at + 1] >= '1' && text[at + 1] <= '9' && text[at + 2] == '$') {
        *ret_place = (size_t)(text[at + 1] - '1');
        len = 3;
    }
    len += strspn(text + at + len, "-+ #0123456789.*hlzjt");
    return text[at + len] != '\0' ? len + 1 : 0;
}

/* Does made fill the format? Out: what stands in each place, as short as can be. Returns how much
 * of the format's own text was met, 0 when it does not fit. */
static size_t match(const char *format, struct str made, struct str ret[PLACES_MAX])
{
    size_t places = 0;
    size_t met = 0;
    size_t from = 0; /* in made */
    for (size_t at = 0; format[at] != '\0';) {
        size_t place;
        size_t len = conversion_at(format, at, places, &place);
        if (len > 0 && places == PLACES_MAX) {
            return 0;
        }
        at += len;
        size_t end = at;
        size_t ignored;
        while (format[end] != '\0' && conversion_at(format, end, 0, &ignored) == 0) {
            end += format[end] == '%' ? 2 : 1;
        }
        struct buf own = {0}; /* the text up to the next conversion, %% as it is printed */
        for (size_t i = at; i < end; i += format[i] == '%' ? 2 : 1) {
            buf_add_char(&own, format[i]);
        }
        struct str rest = str_slice(made, from, made.len);
        ptrdiff_t found = own.len == 0 ? (ptrdiff_t)rest.len : str_find(rest, buf_str(&own));
        bool fits = found >= 0 && (len > 0 ? found > 0 : found == 0);
        if (fits && format[end] == '\0' && len > 0 && own.len > 0) { /* the last: at the end */
            found = (ptrdiff_t)(rest.len - own.len);
            fits = found > 0 && str_ends(rest, buf_str(&own));
        }
        if (fits && len > 0) {
            ret[places++] = str_slice(rest, 0, (size_t)found);
        }
        from += fits ? (size_t)found + own.len : 0;
        met += own.len;
        buf_free(&own);
        if (!fits) {
            return 0;
        }
        at = end;
    }
    return from == made.len ? met : 0;
}

static void fill(const struct report *report, const char *format, const struct str *given,
                 struct buf *ret)
{
    size_t places = 0;
    for (size_t at = 0; format[at] != '\0';) {
        size_t place;
        size_t len = conversion_at(format, at, places, &place);
        if (len > 0) {
            say_made(report, given[place], ret);
            places++;
            at += len;
        } else {
            buf_add_char(ret, format[at]);
            at += format[at] == '%' ? 2 : 1;
        }
    }
}

static bool say_filled(const struct report *report, struct str made, struct buf *ret)
{
    const struct welsh *best = NULL;
    struct str best_given[PLACES_MAX];
    size_t most = LITERAL_MIN - 1;
    for (size_t i = 0; i < welsh_count; i++) {
        struct str given[PLACES_MAX] = {{0}};
        size_t met = strchr(welsh_table[i].english, '%') != NULL
                         ? match(welsh_table[i].english, made, given)
                         : 0;
        if (met > most) {
            most = met;
            best = &welsh_table[i];
            memcpy(best_given, given, sizeof given);
        }
    }
    if (best != NULL) {
        fill(report, best->welsh, best_given, ret);
    }
    return best != NULL;
}

static bool say_pieces(const struct report *report, struct str made, struct str separator,
                       struct buf *ret)
{
    ptrdiff_t at = str_find(made, separator);
    if (at < 0) {
        return false;
    }
    say_made(report, str_slice(made, 0, (size_t)at), ret);
    buf_add(ret, separator);
    say_made(report, str_slice(made, (size_t)at + separator.len, made.len), ret);
    return true;
}

void say_made(const struct report *report, struct str made, struct buf *ret)
{
    struct buf whole = {0};
    buf_add(&whole, made);
    buf_add_char(&whole, '\0');
    const char *said = say(report, whole.ptr);
    if (report->in->language == LANGUAGE_ENGLISH || said != whole.ptr) {
        buf_add(ret, str_of(said));
    } else if (!say_pieces(report, made, STR("; "), ret) && !say_filled(report, made, ret) &&
               !say_pieces(report, made, STR(", "), ret) &&
               !say_pieces(report, made, STR(" + "), ret)) {
        buf_add(ret, made);
    }
    buf_free(&whole);
}

const char *say_count(const struct report *report, uint64_t count, const char *one,
                      const char *several)
{
    return say(report, count == 1 ? one : several);
}

const char *const language_codes[] = {[LANGUAGE_ENGLISH] = "en", [LANGUAGE_WELSH] = "cy", NULL};

const char *language_tag(enum language language)
{
    return language == LANGUAGE_WELSH ? "cy" : "en-GB";
}
