/* dictionary.h - distinct values as dense 32-bit ids, their text kept once.
 *
 *   id:      0 (missing, "")   1        2      …  count-1
 *   offset:  into text[] ──►  smith│evans│…           hash[id], frequency[id]
 *
 * Ids follow the order of arrival; only equality of ids means anything. What must not depend on
 * order uses hash[id]. Adding returns ERR_MEMORY or ERR_LIMIT (2^32-2 values, 2^32-1 bytes of text)
 * and changes nothing then; nothing aborts. One writer; many readers when nobody writes. Cost:
 * amortised O(1), about 16 bytes a value beside its text and the index. */
#ifndef CANTREF_BASE_DICTIONARY_H
#define CANTREF_BASE_DICTIONARY_H

#include "str.h"

struct dictionary {
    char *text;
    size_t text_len;
    size_t text_capacity;
    uint32_t *offset;    /* count + 1 of them */
    uint64_t *hash;      /* hash_bytes of each value */
    uint32_t *frequency; /* how often each was added; the caller may set it */
    uint32_t count;      /* ids in use, the empty value included: ≥ 1 once anything was added */
    size_t offset_capacity, hash_capacity, frequency_capacity;
    uint32_t *slot; /* open addressing, id or 0 */
    size_t slot_mask;
};

/* dictionary_add - id of s, added if new; frequency is raised by one. Empty s gives 0 (frequency
 * not counted). Returns 0 or ERR_MEMORY, ERR_LIMIT. Start from a zeroed struct. */
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
        uint32_t id = dictionary->slot[dictionary_slot_of(dictionary, hash)];
        __builtin_prefetch(&dictionary->hash[id]);
        __builtin_prefetch(&dictionary->offset[id]);
        __builtin_prefetch(&dictionary->frequency[id], 1);
    }
}

static inline void dictionary_nearest(const struct dictionary *dictionary, uint64_t hash)
{
    if (dictionary->slot != NULL) {
        uint32_t id = dictionary->slot[dictionary_slot_of(dictionary, hash)];
        __builtin_prefetch(dictionary->text + dictionary->offset[id]);
    }
}

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
 * found. dictionary_keep_texts - free the hashes and frequencies as well: only dictionary_text
 * works from then on. */
void dictionary_seal(struct dictionary *dictionary);
void dictionary_keep_texts(struct dictionary *dictionary);
size_t dictionary_bytes(const struct dictionary *dictionary);
void dictionary_free(struct dictionary *dictionary);

#endif
