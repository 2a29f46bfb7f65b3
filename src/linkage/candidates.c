/* candidates.c - merging the pairs of one key into those of the keys before. */
#include "candidates.h"

#include "memory.h"
#include "parallel.h"

#include <assert.h>
#include <stdlib.h>

enum { FETCH_AHEAD = 12, FEW = 48 };

/* Of one piece of work. */
struct merging {
    uint32_t *brought; /* by the key, of one node */
    size_t brought_count, brought_capacity;
    uint32_t *right;
    uint8_t *met;
    size_t count, right_capacity, met_capacity;
};

struct adding {
    const struct blocks *blocks;
    struct candidates *candidates;
};

static int compare_nodes(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Nodes of several blocks → ascending, each once. Lists are short: insertion beats a general
 * sort. */
static size_t sort_unique(uint32_t *nodes, size_t count)
{
    size_t kept = 0;
    if (count > FEW) {
        qsort(nodes, count, sizeof *nodes, compare_nodes);
    }
    for (size_t i = 1; count <= FEW && i < count; i++) {
        uint32_t node = nodes[i];
        size_t at = i;
        for (; at > 0 && nodes[at - 1] > node; at--) {
            nodes[at] = nodes[at - 1];
        }
        nodes[at] = node;
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || nodes[kept - 1] != nodes[i]) {
            nodes[kept++] = nodes[i];
        }
    }
    return kept;
}

/* The later nodes that share a block with a node: ascending, each once. */
static int find_brought(const struct blocks *b, uint32_t node, struct merging *m)
{
    size_t from = b->offset ? b->offset[node] : node;
    size_t to = b->offset ? b->offset[node + 1] : (size_t)node + 1;
    m->brought_count = 0;
    for (size_t slot = from; slot < to && b->position[slot] != UINT32_MAX; slot++) {
        for (uint32_t at = b->position[slot]; !(b->member[at] & BLOCK_LAST);) {
            if (m->brought_count == m->brought_capacity) {
                void *brought = m->brought;
                if (mem_try_grow(&brought, &m->brought_capacity, m->brought_count + 1,
                                 sizeof *m->brought) != 0) {
                    return ERR_MEMORY;
                }
                m->brought = brought;
            }
            m->brought[m->brought_count++] = b->member[++at] & ~BLOCK_LAST;
        }
    }
    if (to - from > 1) {
        m->brought_count = sort_unique(m->brought, m->brought_count);
    }
    return 0;
}

static int merging_reserve(struct merging *m, size_t more)
{
    void *right = m->right;
    void *met = m->met;
    int code = mem_try_grow(&right, &m->right_capacity, m->count + more, sizeof *m->right);
    m->right = right;
    code = code ? code : mem_try_grow(&met, &m->met_capacity, m->count + more, sizeof *m->met);
    m->met = met;
    return code;
}

/* Two ascending lists, old[count] and what the key brought → one. */
static int merge(struct merging *m, const uint32_t *old, const uint8_t *old_met, size_t count)
{
    int code = merging_reserve(m, count + m->brought_count);
    size_t i = 0;
    size_t j = 0;
    while (code == 0 && (i < count || j < m->brought_count)) {
        bool is_old = i < count && (j == m->brought_count || old[i] <= m->brought[j]);
        bool is_new = j < m->brought_count && (i == count || m->brought[j] <= old[i]);
        m->right[m->count] = is_old ? old[i] : m->brought[j];
        m->met[m->count++] = (uint8_t)((is_old ? old_met[i] : 0) + is_new);
        i += is_old;
        j += is_new;
    }
    return code;
}

/* What is fetched now is walked on from a dozen nodes later. */
static void fetch_ahead(const struct blocks *b, size_t node, size_t to)
{
    if (b->offset == NULL && node < to && b->position[node] != UINT32_MAX) {
        __builtin_prefetch(&b->member[b->position[node]]);
    }
}

static int add_body(void *context, size_t from, size_t to, int thread)
{
    const struct adding *adding = context;
    struct candidate_chunk *chunk = &adding->candidates->chunks[from / CHUNK_NODES];
    struct merging m = {0};
    uint32_t *start = mem_try_array(CHUNK_NODES + 1, sizeof *start);
    int code = start == NULL ? ERR_MEMORY : merging_reserve(&m, candidate_chunk_count(chunk) + 1);
    (void)thread;
    for (size_t n = 0; code == 0 && n < to - from; n++) {
        uint32_t old = chunk->start ? chunk->start[n] : 0;
        size_t count = chunk->start ? chunk->start[n + 1] - old : 0;
        fetch_ahead(adding->blocks, from + n + FETCH_AHEAD, to);
        code = find_brought(adding->blocks, (uint32_t)(from + n), &m);
        code = code ? code : merge(&m, chunk->right + old, chunk->met + old, count);
        code = m.count < UINT32_MAX ? code : ERR_LIMIT;
        start[n + 1] = (uint32_t)m.count;
    }
    mem_free(m.brought);
    if (code != 0) {
        mem_free(start);
        mem_free(m.right);
        mem_free(m.met);
        return code;
    }
    for (size_t n = to - from; n < CHUNK_NODES; n++) {
        start[n + 1] = start[n];
    }
    candidate_chunk_free(chunk);
    chunk->start = start;
    chunk->right = mem_trim(m.right, (m.count + 1) * sizeof *m.right);
    chunk->met = mem_trim(m.met, m.count + 1);
    return 0;
}

int candidates_add(const struct blocks *blocks, size_t node_count, int threads,
                   struct candidates *ret)
{
    struct adding adding = {blocks, ret};
    if (ret->chunks == NULL) {
        ret->node_count = node_count;
        ret->chunk_count = (node_count + CHUNK_NODES - 1) / CHUNK_NODES;
        ret->chunks = mem_try_array(ret->chunk_count, sizeof *ret->chunks);
    }
    return ret->chunks == NULL ? ERR_MEMORY
                               : parallel_for(threads, node_count, CHUNK_NODES, add_body, &adding);
}

int candidates_all(size_t node_count, struct candidates *ret)
{
    size_t pairs = node_count > 1 ? node_count * (node_count - 1) / 2 : 0;
    assert(node_count <= CHUNK_NODES);
    ret->node_count = node_count;
    ret->chunk_count = 1;
    ret->chunks = mem_try_array(1, sizeof *ret->chunks);
    if (ret->chunks == NULL) {
        return ERR_MEMORY;
    }
    struct candidate_chunk *chunk = &ret->chunks[0];
    chunk->start = mem_try_array(CHUNK_NODES + 1, sizeof *chunk->start);
    chunk->right = mem_try_array(pairs, sizeof *chunk->right);
    chunk->met = mem_try_array(pairs, sizeof *chunk->met);
    if (chunk->start == NULL || chunk->right == NULL || chunk->met == NULL) {
        return ERR_MEMORY;
    }
    uint32_t at = 0;
    for (size_t left = 0; left < CHUNK_NODES; left++) {
        for (size_t right = left + 1; right < node_count; right++) {
            chunk->right[at] = (uint32_t)right;
            chunk->met[at++] = 1;
        }
        chunk->start[left + 1] = at;
    }
    return 0;
}

void candidate_chunk_free(struct candidate_chunk *chunk)
{
    mem_free(chunk->start);
    mem_free(chunk->right);
    mem_free(chunk->met);
    *chunk = (struct candidate_chunk){0};
}

void candidates_free(struct candidates *candidates)
{
    for (size_t c = 0; candidates->chunks != NULL && c < candidates->chunk_count; c++) {
        candidate_chunk_free(&candidates->chunks[c]);
    }
    mem_free(candidates->chunks);
    *candidates = (struct candidates){0};
}
