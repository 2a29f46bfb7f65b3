/* text.h - free text to comparable text. Pure; no allocation; every output is bounded and
 * NUL-terminated. Longer input is cut at a character boundary, never overrun. Bytes that are
 * not UTF-8 are dropped. Source: Unicode NFKC and case folding through utf8proc. */
#ifndef CANTREF_STD_TEXT_H
#define CANTREF_STD_TEXT_H

#include "str.h"

enum { TEXT_BYTES_MAX = 512 };

struct text {
    size_t len;
    char ptr[TEXT_BYTES_MAX];
};

static inline struct str text_str(const struct text *t)
{
    return (struct str){t->ptr, t->len};
}

/* text_fold - NFKC, lower case, accents removed (ŵ → w, é → e, ß → ss, ø → o, ł → l), apostrophes
 * dropped (o'brien → obrien), every other run of punctuation or space becomes one space, none at
 * the ends. Letters of other scripts stay. */
void text_fold(struct str raw, struct text *ret);

/* text_fold_keep - the same, but the characters in `kept` (ASCII punctuation) stay as they are. */
void text_fold_keep(struct str raw, const char *kept, struct text *ret);

/* text_is_placeholder - a way of writing "not known": empty, n/a, na, none, null, nil, unknown, not
 * known, tbc, tba, refused, declined, withheld, not stated, xxx, -, ?, 0000…, 9999…, and the Welsh
 * ones (anhysbys, dim, i'w gadarnhau). Case and spaces don't matter. Not for names of people who
 * are really called None or Null: ask it of whole cells only. */
bool text_is_placeholder(struct str raw);

#endif
