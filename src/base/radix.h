/* radix.h - stable least-significant-digit radix sort of 64-bit words by a range of their bits. */
#ifndef CANTREF_BASE_RADIX_H
#define CANTREF_BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

/* radix_sort - sort words[count] ascending by bits [bit_from, bit_to), stably.
 * In: scratch[count]. Out: the result is in words. Cost: O(count) a digit of 11 bits; a digit that
 *     all share is skipped. */
void radix_sort(uint64_t *words, uint64_t *scratch, size_t count, int bit_from, int bit_to);

/* radix_sort_pairs - the same by all 64 bits of keys[count], with values[count] going along. Cost:
 * for keys that are hashes, log2(count) + 8 bits are sorted by; else O(count) a digit of 64. */
void radix_sort_pairs(uint64_t *keys, uint32_t *values, uint64_t *key_scratch,
                      uint32_t *value_scratch, size_t count);

#endif
