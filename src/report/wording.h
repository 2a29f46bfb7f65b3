/* wording.h - figures and text as people read them. */
#ifndef CANTREF_REPORT_WORDING_H
#define CANTREF_REPORT_WORDING_H

#include "memory.h"

enum { FIGURE_TEXT_MAX = 32 };

/* figure_text - "1,234,567". percent_text - "98.4%"; never "100%" for less than all, nor "0%" for
 * more than none. share_text - a share as somebody gave it: "99.95%". bits_text - "+12.3" from a
 * weight of 1/1024 bits. All return ret. */
const char *figure_text(uint64_t value, char ret[FIGURE_TEXT_MAX]);
const char *percent_text(double share, char ret[FIGURE_TEXT_MAX]);
const char *share_text(double share, char ret[FIGURE_TEXT_MAX]);
const char *bits_text(int32_t weight, char ret[FIGURE_TEXT_MAX]);

/* odds_text - a probability in words that need no decimals: "about 3 in 4", "more than 99 in 100".
 */
const char *odds_text(double probability, char ret[FIGURE_TEXT_MAX]);

/* words_add - text for a terminal, in at most `width` columns (SIZE_MAX: all of it; a cut shows
 * "…"): control characters, which could command the terminal, become "?". A character is taken to
 * be one column wide. Returns the columns used. */
size_t words_add(struct buf *out, struct str text, size_t width);

/* words_padded - the same, filled up with spaces to exactly `width`. words_width - columns of a
 * text. */
void words_padded(struct buf *out, struct str text, size_t width);
size_t words_width(struct str text);

#endif
