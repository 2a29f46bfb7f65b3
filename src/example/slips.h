/* slips.h - how text goes wrong between a person and a database: keys, ears, scanners. Pure but for
 * the random numbers, which come from the caller. All work in place on NUL-terminated UTF-8, keep
 * it valid, never empty it, and grow it by at most two bytes within `size`. */
#ifndef CANTREF_EXAMPLE_SLIPS_H
#define CANTREF_EXAMPLE_SLIPS_H

#include "random.h"

#include <stddef.h>

/* slip_typing - one wrong, missing, extra or transposed letter; in a fifth of the cases two.
 * Seldom the first letter. Text of fewer than three letters stays.
 * Source: Damerau 1964 (four of five misspellings have one such error); Yannakoudakis & Fawthrop
 * 1983 (few errors in the first character). */
void slip_typing(struct random *random, char *text, size_t size);

/* slip_sound - a part written as it sounds: Phillips → Philips, Siân → Shan, -ys → -is. */
void slip_sound(struct random *random, char *text, size_t size);

/* slip_scan - a part misread from paper: rn → m, l → 1, O → 0, e → c. */
void slip_scan(struct random *random, char *text, size_t size);

/* slip_digit - one of the last `last` digits in text becomes another digit. Digits before those
 * stay, so that a made-up number can't leave its safe range. */
void slip_digit(struct random *random, char *text, size_t last);

/* text_upper - capitals, of accented Latin letters too. text_plain - accents off (ŵ → w, Ł → L).
 * text_windows_1252 - the same text in Windows-1252; letters that it lacks lose their accent.
 * In place; none of them grows. */
void text_upper(char *text);
void text_plain(char *text);
void text_windows_1252(char *text);

#endif
