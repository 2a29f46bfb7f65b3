/* candidates.h - candidate pairs, gathered key by key, each once.
 *
 *   blocks of key 1 ─► right[] of each node ─► … merged with those of key 2 ─► …    5 bytes a pair
 *
 * so that the blocks of one key only are in memory at a time. */
#ifndef CANTREF_LINKAGE_CANDIDATES_H
#define CANTREF_LINKAGE_CANDIDATES_H

#include "block.h"

enum { CHUNK_NODES = 4096 };

/* struct candidate_chunk - candidates of CHUNK_NODES nodes, node after node. */
struct candidate_chunk {
    uint32_t *start; /* those of the chunk's node n: right[start[n] … start[n+1]); NULL: no pairs */
    uint32_t *right; /* nodes after their left one; ascending */
    uint8_t *met;    /* how many keys brought it */
};

struct candidates {
    size_t node_count;
    size_t chunk_count;
    struct candidate_chunk *chunks; /* NULL: none */
};

/* candidates_add - merge in the pairs that share a block. ret starts zeroed; free it in any case.
 * The same for any number of threads and order of keys.
 * Errors: ERR_MEMORY, ERR_LIMIT (2^32 pairs in a chunk). Cost: O(pairs so far + pairs of the
 * blocks). */
int candidates_add(const struct blocks *blocks, size_t node_count, int threads,
                   struct candidates *ret);

/* candidates_all - every pair of node_count ≤ CHUNK_NODES nodes, whatever they share. ret starts
 * zeroed; free it in any case. Errors: ERR_MEMORY. Cost: O(nodes²). */
int candidates_all(size_t node_count, struct candidates *ret);
void candidates_free(struct candidates *candidates);
void candidate_chunk_free(struct candidate_chunk *chunk);

static inline size_t candidate_chunk_count(const struct candidate_chunk *chunk)
{
    return chunk->start != NULL ? chunk->start[CHUNK_NODES] : 0;
}

#endif
