/* value_words.c - see value_words.h. */
#include "value_words.h"

#include "date.h"
#include "date_words.h"

struct str value_day(struct request *r, struct str text)
{
    struct date date;
    char words[DATE_WORDS_MAX];
    return date_from_text(text, &date) && date_is_valid(date)
               ? arena_str(&r->arena, str_of(date_written(date_days(date),
                                                          r->language == ACCESS_WELSH, words)))
               : text;
}

/* stay_words - from when to when a record holds, "2014-11-12/2020-10-04", either end open. */
static struct str stay_words(struct request *r, struct str text, size_t slash)
{
    struct str from = value_day(r, str_slice(text, 0, slash));
    struct str until = value_day(r, str_slice(text, slash + 1, text.len));
    return until.len == 0  ? arena_printf(&r->arena, translate(r, "from %.*s"), PRI(from))
           : from.len == 0 ? arena_printf(&r->arena, translate(r, "until %.*s"), PRI(until))
                           : arena_printf(&r->arena, translate(r, "from %.*s until %.*s"),
                                          PRI(from), PRI(until));
}

struct str value_words(struct request *r, enum field_category category, struct str text)
{
    ptrdiff_t slash = category == CATEGORY_DATES ? str_find(text, STR("/")) : -1;
    bool is_dated = category == CATEGORY_BIRTH_DATE || category == CATEGORY_DATES;
    return slash >= 0 ? stay_words(r, text, (size_t)slash) : is_dated ? value_day(r, text) : text;
}

const char *value_capital(struct request *r, const char *text)
{
    struct str whole = str_of(text);
    return whole.len == 0 ? ""
                          : arena_printf(&r->arena, "%c%.*s", ascii_upper(whole.ptr[0]),
                                         PRI(str_slice(whole, 1, whole.len)))
                                .ptr;
}
