/* dictionary.h - distinct values as dense 32-bit ids, their text kept once.
 *
 *   id:      0 (missing, "")   1        2      …  count-1
 *   offset:  into text[] ──►  smith│evans│…           hash[id]
 *
 * Ids follow the order of arrival; only equality of ids means anything. What must not depend on
 * order uses hash[id]. Adding returns ERR_MEMORY or ERR_LIMIT (2^32-2 values, 2^32-1 bytes of text)
 * and changes nothing then; nothing aborts. One writer; many readers when nobody writes. Cost:
 * amortised O(1), 12 bytes a value beside its text, and 11 to 22 for the index while it grows. */
#ifndef CANTREF_BASE_DICTIONARY_H
#define CANTREF_BASE_DICTIONARY_H

#include "str.h"

/* struct dictionary_slot - of open addressing. The tag, some bits of the hash, tells nearly all
 * other values apart without a look at them. */
struct dictionary_slot {
    uint32_t id; /* 0: free */
    uint32_t tag;
};

struct dictionary {
    char *text;
    size_t text_len;
    size_t text_capacity;
    uint32_t *offset; /* count + 1 of them */
    uint64_t *hash;   /* hash_bytes of each value */
    uint32_t count;   /* ids in use, the empty value included: ≥ 1 once anything was added */
    size_t offset_capacity, hash_capacity;
    struct dictionary_slot *slot;
    size_t slot_mask;
};

/* dictionary_add - id of s, added if new. Empty s gives 0. Returns 0 or ERR_MEMORY, ERR_LIMIT.
 * Start from a zeroed struct. */
int dictionary_add(struct dictionary *dictionary, struct str s, uint32_t *ret_id)
    __attribute__((warn_unused_result));

/* dictionary_add_hashed - dictionary_add when hash = hash_bytes(s) is at hand. A row's cells go to
 * as many dictionaries, and most of the time goes in waiting for memory: hash all cells, call _near
 * for each, then _nearer for each, then _nearest, which only ask the processor to fetch what adding
 * will look at, and the waits overlap. */
int dictionary_add_hashed(struct dictionary *dictionary, struct str s, uint64_t hash,
                          uint32_t *ret_id) __attribute__((warn_unused_result));

static inline size_t dictionary_slot_of(const struct dictionary *dictionary, uint64_t hash)
{
    return (size_t)(hash >> 17) & dictionary->slot_mask;
}

static inline void dictionary_near(const struct dictionary *dictionary, uint64_t hash)
{
    if (dictionary->slot != NULL) {
        __builtin_prefetch(&dictionary->slot[dictionary_slot_of(dictionary, hash)]);
    }
}

static inline void dictionary_nearer(const struct dictionary *dictionary, uint64_t hash)
{
    if (dictionary->slot != NULL) {
        uint32_t id = dictionary->slot[dictionary_slot_of(dictionary, hash)].id;
        __builtin_prefetch(&dictionary->offset[id]);
    }
}

static inline void dictionary_nearest(const struct dictionary *dictionary, uint64_t hash)
{
    if (dictionary->slot != NULL) {
        uint32_t id = dictionary->slot[dictionary_slot_of(dictionary, hash)].id;
        __builtin_prefetch(dictionary->text + dictionary->offset[id]);
    }
}

/* struct dictionary_value - a value on its way into a dictionary. */
struct dictionary_value {
    struct dictionary *dictionary;
    struct str text;
    uint32_t *ret_id;
};

/* dictionary_add_values - dictionary_add of each, in their order; the waits for memory overlap. At
 * most DICTIONARY_VALUES_MAX. Stops at the first that fails. */
enum { DICTIONARY_VALUES_MAX = 8 };
int dictionary_add_values(const struct dictionary_value *values, size_t count)
    __attribute__((warn_unused_result));

/* dictionary_find - id of s, or 0 when it is empty or not there. */
uint32_t dictionary_find(const struct dictionary *dictionary, struct str s);

static inline struct str dictionary_text(const struct dictionary *dictionary, uint32_t id)
{
    if (id == 0 || id >= dictionary->count) {
        return (struct str){"", 0};
    }
    return (struct str){dictionary->text + dictionary->offset[id],
                        dictionary->offset[id + 1] - dictionary->offset[id]};
}

/* dictionary_seal - free the index and what growing left over, when nothing more will be added or
 * found. dictionary_keep_texts - free the hashes as well: only dictionary_text works from then on.
 */
void dictionary_seal(struct dictionary *dictionary);
void dictionary_keep_texts(struct dictionary *dictionary);
size_t dictionary_bytes(const struct dictionary *dictionary);
void dictionary_free(struct dictionary *dictionary);

#endif
