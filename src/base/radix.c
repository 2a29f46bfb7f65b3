/* radix.c - radix sort (Knuth, TAOCP vol. 3, 5.2.5), 11 bits a pass. */
#include "radix.h"

#include <stdbool.h>
#include <string.h>

enum {
    DIGIT_BITS = 11,
    DIGITS = 1 << DIGIT_BITS,
    SPARE_BITS = 8, /* over those that number the keys: then few hashes share them */
    FEW = 32        /* that an insertion sort puts in order sooner */
};

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

/* By bits [bit_from, 64) alone, stably. */
static void sort_pairs_from(uint64_t *keys, uint32_t *values, uint64_t *key_scratch,
                            uint32_t *value_scratch, size_t count, int bit_from)
{
    uint64_t *key_from = keys;
    uint64_t *key_to = key_scratch;
    uint32_t *value_from = values;
    uint32_t *value_to = value_scratch;
    for (int shift = bit_from; shift < 64; shift += DIGIT_BITS) {
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

/* Few, nearly in order. */
static void insert_pairs(uint64_t *keys, uint32_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t key = keys[i];
        uint32_t value = values[i];
        size_t at = i;
        for (; at > 0 && keys[at - 1] > key; at--) {
            keys[at] = keys[at - 1];
            values[at] = values[at - 1];
        }
        keys[at] = key;
        values[at] = value;
    }
}

/* Hashes differ in their first bits already: as many of them as count needs are sorted by, and then
 * each run of those that share them is put in order. Equal keys, the usual run, are. */
void radix_sort_pairs(uint64_t *keys, uint32_t *values, uint64_t *key_scratch,
                      uint32_t *value_scratch, size_t count)
{
    int bits = DIGIT_BITS;
    while (bits + DIGIT_BITS < 64 && count >> (bits - SPARE_BITS) > 0) {
        bits += DIGIT_BITS;
    }
    int shift = 64 - bits;
    sort_pairs_from(keys, values, key_scratch, value_scratch, count, shift);
    for (size_t from = 0, to; from < count; from = to) {
        bool ordered = true;
        for (to = from + 1; to < count && keys[to] >> shift == keys[from] >> shift; to++) {
            ordered = ordered && keys[to] >= keys[to - 1];
        }
        if (!ordered && to - from <= FEW) {
            insert_pairs(keys + from, values + from, to - from);
        } else if (!ordered) {
            sort_pairs_from(keys + from, values + from, key_scratch + from, value_scratch + from,
                            to - from, 0);
        }
    }
}
