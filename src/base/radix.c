/* radix.c - radix sort (Knuth, TAOCP vol. 3, 5.2.5), 11 bits a pass. */
#include "radix.h"

#include <stdbool.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

/* Turn counts into first places. Returns false when one digit holds all: nothing to do in this
 * pass. */
static bool places(size_t place[DIGITS], size_t count)
{
    size_t sum = 0;
    for (int d = 0; d < DIGITS; d++) {
        size_t here = place[d];
        if (here == count) {
            return false;
        }
        place[d] = sum;
        sum += here;
    }
    return true;
}

void radix_sort(uint64_t *words, uint64_t *scratch, size_t count, int bit_from, int bit_to)
{
    uint64_t *from = words;
    uint64_t *to = scratch;
    for (int shift = bit_from; shift < bit_to; shift += DIGIT_BITS) {
        int width = bit_to - shift < DIGIT_BITS ? bit_to - shift : DIGIT_BITS;
        uint64_t mask = ((uint64_t)1 << width) - 1;
        size_t place[DIGITS] = {0};
        for (size_t i = 0; i < count; i++) {
            place[from[i] >> shift & mask]++;
        }
        if (!places(place, count)) {
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            to[place[from[i] >> shift & mask]++] = from[i];
        }
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != words && count > 0) {
        memcpy(words, from, count * sizeof *words);
    }
}

void radix_sort_pairs(uint64_t *keys, uint32_t *values, uint64_t *key_scratch,
                      uint32_t *value_scratch, size_t count)
{
    uint64_t *key_from = keys;
    uint64_t *key_to = key_scratch;
    uint32_t *value_from = values;
    uint32_t *value_to = value_scratch;
    for (int shift = 0; shift < 64; shift += DIGIT_BITS) {
        size_t place[DIGITS] = {0};
        for (size_t i = 0; i < count; i++) {
            place[key_from[i] >> shift & (DIGITS - 1)]++;
        }
        if (!places(place, count)) {
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            size_t at = place[key_from[i] >> shift & (DIGITS - 1)]++;
            key_to[at] = key_from[i];
            value_to[at] = value_from[i];
        }
        uint64_t *key_swap = key_from;
        uint32_t *value_swap = value_from;
        key_from = key_to;
        value_from = value_to;
        key_to = key_swap;
        value_to = value_swap;
    }
    if (key_from != keys && count > 0) {
        memcpy(keys, key_from, count * sizeof *keys);
        memcpy(values, value_from, count * sizeof *values);
    }
}
