/* missed_keys.h - what the keys of the blocking plan brought, and what the true pairs that no key
 * brought have in common all the same. */
#ifndef CANTREF_BENCH_MISSED_KEYS_H
#define CANTREF_BENCH_MISSED_KEYS_H

#include "labelled.h"

/* struct key_yield - labelled candidates of one key. */
struct key_yield {
    struct pair_counts brought, alone; /* alone: by no other key */
};

/* struct shared_parts - missed pairs that have just these parts in common. */
struct shared_parts {
    uint64_t parts; /* a bit each */
    uint64_t pairs;
};

struct missed_keys {
    struct key_yield yields[KEYS_MAX];
    uint64_t pairs;        /* missed and never met */
    uint64_t in_big_block; /* of them, those that share a key of the plan whose block was too large:
                              refined or closed */
    uint64_t by_part[PARTS_MAX]; /* of them, those that share the part */
    size_t shared_count;
    struct shared_parts *shared; /* the most pairs first */
};

/* missed_keys_make - pairs[count][2]: mentions that never met. Memory is had by mem_must_*.
 * Cost: O(candidates × keys + count × (keys + parts)). */
void missed_keys_make(const struct labelled *in, uint32_t (*pairs)[2], size_t count,
                      struct missed_keys *ret);
void missed_keys_free(struct missed_keys *keys);

/* missed_keys_parts - "family name + birth year" for a set of parts, into ret; returns ret. */
enum { SHARED_TEXT_MAX = 400 };
const char *missed_keys_parts(uint64_t parts, const struct mention_table *table,
                              char ret[SHARED_TEXT_MAX]);

#endif
