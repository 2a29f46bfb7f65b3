/* value_words.h - what records hold, as people read it: days in words, names of fields with their
 * first letter a capital. */
#ifndef CANTREF_PAGES_VALUE_WORDS_H
#define CANTREF_PAGES_VALUE_WORDS_H

#include "detail.h"
#include "request.h"

/* value_day - a day of a record, "2014-11-12", in words; the text itself where it is none.
 * value_words - a whole value of a category: a day, or from when to when, in words; all else as it
 * is. Both in the request's arena, or the text given. */
struct str value_day(struct request *r, struct str text);
struct str value_words(struct request *r, enum field_category category, struct str text);

/* value_capital - a text with its first letter a capital, as it begins a row or a heading; as it is
 * where that letter is none of a to z. In the arena. */
const char *value_capital(struct request *r, const char *text);

#endif
