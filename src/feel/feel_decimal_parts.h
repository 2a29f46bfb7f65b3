/* feel_decimal_parts.h - what feel_decimal.c and feel_decimal_math.c share: numbers taken apart,
 * and put together again with one rounding.
 *
 * What an operation works out exactly is at most 69 digits long and stands in two words of 34:
 *
 *     high × 10^34 + low, and then a tail: what is left below the last digit, if anything
 *
 * decimal_finish rounds that once, to 34 digits or to the least exponent, whichever cuts more. */
#ifndef CANTREF_FEEL_DECIMAL_PARTS_H
#define CANTREF_FEEL_DECIMAL_PARTS_H

#include "feel_decimal.h"

__extension__ typedef unsigned __int128 decimal_word; /* < 10^38 */

enum { DECIMAL_WORD_DIGITS = 38 };

/* How what is below the last digit compares with half of it. */
enum decimal_tail { TAIL_ZERO, TAIL_BELOW_HALF, TAIL_HALF, TAIL_ABOVE_HALF };

struct decimal_wide {
    decimal_word high; /* < 10^35 */
    decimal_word low;  /* < 10^34 */
    enum decimal_tail tail;
};

/* decimal_power - 10^digits, digits 0 … 38. */
decimal_word decimal_power(int digits);

/* decimal_digits - how many digits a word has; 0 for 0. */
int decimal_digits(decimal_word word);

static inline decimal_word decimal_coefficient(struct feel_decimal a)
{
    return (decimal_word)feel_decimal_high(a) << 64 | a.low;
}

/* decimal_make - a coefficient < 10^34 with an exponent within the limits; 0 has no sign. */
static inline struct feel_decimal decimal_make(decimal_word coefficient, int exponent,
                                               bool negative)
{
    return feel_decimal_pack((uint64_t)(coefficient >> 64), (uint64_t)coefficient, exponent,
                             negative && coefficient != 0);
}

/* decimal_wide_of - a word < 10^38 as a wide number. */
struct decimal_wide decimal_wide_of(decimal_word word, enum decimal_tail tail);

/* decimal_finish - ±wide × 10^exponent, rounded once, ties to even. Faults: RANGE. */
enum feel_fault decimal_finish(bool negative, struct decimal_wide wide, int64_t exponent,
                               struct feel_decimal *ret);

/* decimal_strip - take zeros off the end of *word, raising *exponent, no further than `to`. */
void decimal_strip(decimal_word *word, int64_t *exponent, int64_t to);

#endif
