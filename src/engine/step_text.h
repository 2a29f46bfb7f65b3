/* step_text.h - the wording of a letter, message or script with its fields filled in: Markdown with
 * {{fields}} in, Markdown without out.
 *
 * A field without a value is never an empty hole: the text can't be made, and says which. Values
 * are put in so that nothing in them is taken for Markdown. Pure. */
#ifndef CANTREF_ENGINE_STEP_TEXT_H
#define CANTREF_ENGINE_STEP_TEXT_H

#include "event_type.h"
#include "feel_value.h"
#include "pack_text.h"

/* struct field_value - of one field, in words of the text's language; "" has none. */
struct field_value {
    struct str name, text;
};

/* step_text_fill - the text's body, added to out.
 * In:     plain: what it is for has no Markdown (SMS): values are put in as they are.
 * Errors: ERR_NOTFOUND naming the first field without a value; ERR_LIMIT. out is as it was then. */
int step_text_fill(const struct pack_text *text, const struct field_value *values, size_t count,
                   bool plain, struct buf *out, struct err *err);

/* field_words - a fact or answer in words: "5 December 2026", "yes", "12.50", an option's title.
 * type: for the answers' options and money; name: "answers.home_is". "": it has no value. In arena.
 * field_day - of a day since 1970; "1 Rhagfyr 2026". */
struct str field_words(struct arena *arena, const struct event_type *type, struct str name,
                       const struct feel_value *value, enum access_language language);
struct str field_day(struct arena *arena, int32_t day, enum access_language language);

#endif
