/* pairs.c - comparing all candidate pairs on several threads, to one answer. */
#include "pairs.h"

#include "hash.h"
#include "memory.h"
#include "parallel.h"
#include "progress.h"
#include "random.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { RANDOM_PAIRS = 300000, RANDOM_PAIRS_A_NODE = 300, RANDOM_GRAIN = 10000 };

/* A pattern as one thread has met it. */
struct counted {
    uint64_t code;
    uint32_t bin; /* of rarity: the same pattern is counted apart in each */
    double pairs, met_once, met_twice;
};

/* Patterns as one thread meets them: open addressing from code to a local number. */
struct pattern_table {
    struct counted *patterns;
    size_t count, capacity;
    uint32_t *slot; /* local number + 1 */
    size_t slot_mask;
};

/* Pairs of CHUNK_NODES nodes: from `first` on in the list, `count` so far. Their patterns are local
 * to `thread` until all are known. */
struct chunk {
    size_t first;
    size_t count;
    int thread;
};

struct compare_run {
    const struct lexicon *lexicon;
    const struct node_set *nodes;
    const struct feature_set *features;
    const struct frequency *frequency;
    struct candidates *candidates;
    struct pattern_table tables[THREADS_MAX];
    struct chunk *chunks;
    struct pair_list *pairs;
    uint32_t *to_final[THREADS_MAX]; /* by thread: number of each local pattern */
    uint32_t *self;
    struct progress *progress; /* of thread 0 alone; NULL: none */
    atomic_size_t done;        /* nodes */
};

static uint64_t counted_hash(uint64_t code, uint32_t bin)
{
    return hash_mix(code * RARITY_BINS + bin);
}

static int table_reserve(struct pattern_table *t)
{
    void *patterns = t->patterns;
    int code = mem_try_grow(&patterns, &t->capacity, t->count + 1, sizeof *t->patterns);
    t->patterns = patterns;
    if (code == 0 && (t->slot == NULL || t->count * 2 > t->slot_mask)) {
        size_t slots = t->slot == NULL ? 64 : (t->slot_mask + 1) * 2;
        uint32_t *slot = mem_try_array(slots, sizeof *slot);
        if (slot == NULL) {
            return ERR_MEMORY;
        }
        for (size_t i = 0; i < t->count; i++) {
            size_t at = counted_hash(t->patterns[i].code, t->patterns[i].bin) & (slots - 1);
            while (slot[at] != 0) {
                at = (at + 1) & (slots - 1);
            }
            slot[at] = (uint32_t)i + 1;
        }
        mem_free(t->slot);
        t->slot = slot;
        t->slot_mask = slots - 1;
    }
    return code;
}

static int table_count(struct pattern_table *t, uint64_t pattern, uint32_t bin, double times,
                       int met, uint32_t *ret_local)
{
    int code = table_reserve(t);
    if (code != 0) {
        return code;
    }
    size_t at = counted_hash(pattern, bin) & t->slot_mask;
    while (t->slot[at] != 0 && (t->patterns[t->slot[at] - 1].code != pattern ||
                                t->patterns[t->slot[at] - 1].bin != bin)) {
        at = (at + 1) & t->slot_mask;
    }
    if (t->slot[at] == 0) {
        t->patterns[t->count++] = (struct counted){.code = pattern, .bin = bin};
        t->slot[at] = (uint32_t)t->count;
    }
    *ret_local = t->slot[at] - 1;
    struct counted *counted = &t->patterns[*ret_local];
    counted->pairs += times;
    counted->met_once += met == 1 ? times : 0;
    counted->met_twice += met == 2 ? times : 0;
    return 0;
}

/* The next `count` pairs of a node, at their place in the list. */
static int compare_some(struct compare_run *run, uint32_t left, const uint8_t *met, size_t count,
                        struct chunk *chunk, struct pattern_table *table)
{
    uint8_t levels[COMPARED_MAX][FEATURES_MAX];
    struct pair_list *pairs = run->pairs;
    size_t at = chunk->first + chunk->count;
    const uint32_t *right = pairs->right + at;
    int code = 0;
    uint64_t codes[COMPARED_MAX];
    uint32_t bins[COMPARED_MAX];
    node_compare_all(run->features, run->lexicon, run->nodes, left, right, count, levels);
    for (size_t i = 0; i < count; i++) {
        pairs->rarity[at + i] =
            (int16_t)frequency_adjust(run->frequency, run->lexicon->mentions, run->features,
                                      run->nodes, levels[i], left, right[i]);
        bins[i] = (uint32_t)rarity_bin(pairs->rarity[at + i]);
        codes[i] = pattern_code(run->features, levels[i]);
        if (table->slot != NULL) {
            __builtin_prefetch(&table->slot[counted_hash(codes[i], bins[i]) & table->slot_mask]);
        }
    }
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = table_count(table, codes[i], bins[i], node_pair_times(run->nodes, left, right[i]),
                           met[i], &pairs->pattern[at + i]);
    }
    chunk->count += count;
    return code;
}

static int compare_self(struct compare_run *run, uint32_t node, struct pattern_table *table)
{
    uint8_t levels[FEATURES_MAX];
    if (node_size(run->nodes, node) < 2) {
        return 0;
    }
    node_compare(run->features, run->lexicon, run->nodes, node, node, levels);
    int rarity = frequency_adjust(run->frequency, run->lexicon->mentions, run->features, run->nodes,
                                  levels, node, node);
    return table_count(table, pattern_code(run->features, levels), (uint32_t)rarity_bin(rarity),
                       node_pair_times(run->nodes, node, node), 3, &run->self[node]);
}

/* Nodes of a chunk's coming pairs lie anywhere in memory: ask for the next `some` of the `count`
 * that are left while others are compared, and for where the ones after them are. */
static void fetch_ahead(const struct compare_run *run, const uint32_t *right, size_t some,
                        size_t count)
{
    const struct mention_table *table = run->lexicon->mentions;
    for (size_t i = 0; i < some && i < count; i++) {
        size_t mention = run->nodes->mention[right[i]];
        __builtin_prefetch(&table->places[mention]);
        mention_prefetch(table, mention);
        if (i + COMPARED_MAX < count) {
            __builtin_prefetch(&run->nodes->mention[right[i + COMPARED_MAX]]);
            __builtin_prefetch(&run->nodes->offset[right[i + COMPARED_MAX]]);
        }
    }
}

/* A chunk's candidates become its pairs. */
static int compare_body(void *context, size_t from, size_t to, int thread)
{
    struct compare_run *run = context;
    struct candidate_chunk none = {0};
    struct candidate_chunk *candidates =
        run->candidates->chunks != NULL ? &run->candidates->chunks[from / CHUNK_NODES] : &none;
    struct chunk *chunk = &run->chunks[from / CHUNK_NODES];
    uint32_t *right = run->pairs->right + chunk->first;
    size_t count = candidate_chunk_count(candidates);
    int code = 0;
    chunk->thread = thread;
    if (count > 0) {
        memcpy(right, candidates->right, count * sizeof *right);
    }
    for (size_t node = from; code == 0 && node < to; node++) {
        const uint32_t *start = candidates->start ? candidates->start + (node - from) : NULL;
        uint32_t left = start ? start[1] - start[0] : 0;
        run->pairs->start[node + 1] = (uint32_t)(chunk->first + chunk->count + left);
        while (code == 0 && left > 0) {
            uint32_t some = left < COMPARED_MAX ? left : COMPARED_MAX;
            size_t next = chunk->count + some;
            fetch_ahead(run, right + next, some, count - next);
            code = compare_some(run, (uint32_t)node, candidates->met + chunk->count, some, chunk,
                                &run->tables[thread]);
            left -= some;
        }
        code = code ? code : compare_self(run, (uint32_t)node, &run->tables[thread]);
    }
    candidate_chunk_free(candidates);
    size_t done = atomic_fetch_add(&run->done, to - from) + (to - from);
    if (thread == 0 && run->progress != NULL) {
        progress_update(run->progress, done, run->nodes->count, "records");
    }
    return code;
}

static int compare_u64(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* All threads' patterns, sorted; the final number of each local one in to_final. */
static int merge_patterns(struct compare_run *run, struct patterns *ret)
{
    size_t total = 0;
    for (int t = 0; t < THREADS_MAX; t++) {
        total += run->tables[t].count;
    }
    uint64_t *codes = mem_try_array(total, sizeof *codes);
    if (codes == NULL) {
        return ERR_MEMORY;
    }
    total = 0;
    for (int t = 0; t < THREADS_MAX; t++) {
        for (size_t i = 0; i < run->tables[t].count; i++) {
            codes[total++] = run->tables[t].patterns[i].code;
        }
    }
    if (total > 0) {
        qsort(codes, total, sizeof *codes, compare_u64);
    }
    for (size_t i = 0; i < total; i++) {
        if (i == 0 || codes[i] != codes[ret->count - 1]) {
            codes[ret->count++] = codes[i];
        }
    }
    size_t features = (size_t)run->features->count;
    ret->levels = mem_try_array(ret->count * features, 1);
    ret->pairs = mem_try_array(ret->count, sizeof *ret->pairs);
    ret->met_once = mem_try_array(ret->count, sizeof *ret->met_once);
    ret->met_twice = mem_try_array(ret->count, sizeof *ret->met_twice);
    ret->by_rarity = mem_try_array(ret->count * RARITY_BINS, sizeof *ret->by_rarity);
    int code = ret->levels && ret->pairs && ret->met_once && ret->met_twice && ret->by_rarity
                   ? 0
                   : ERR_MEMORY;
    for (size_t i = 0; code == 0 && i < ret->count; i++) {
        pattern_levels(run->features, codes[i], ret->levels + i * features);
    }
    for (int t = 0; code == 0 && t < THREADS_MAX; t++) {
        struct pattern_table *table = &run->tables[t];
        run->to_final[t] = mem_try_array(table->count, sizeof *run->to_final[t]);
        code = run->to_final[t] == NULL ? ERR_MEMORY : 0;
        for (size_t i = 0; code == 0 && i < table->count; i++) {
            uint64_t *found =
                bsearch(&table->patterns[i].code, codes, ret->count, sizeof *codes, compare_u64);
            size_t final = (size_t)(found - codes);
            run->to_final[t][i] = (uint32_t) final;
            const struct counted *counted = &table->patterns[i];
            ret->pairs[final] += counted->pairs;
            ret->by_rarity[final * RARITY_BINS + counted->bin] += counted->pairs;
            ret->met_once[final] += counted->met_once;
            ret->met_twice[final] += counted->met_twice;
        }
    }
    mem_free(codes);
    return code;
}

/* Local patterns → final ones, of one chunk's pairs and nodes. */
static int renumber_body(void *context, size_t from, size_t to, int thread)
{
    const struct compare_run *run = context;
    const struct chunk *chunk = &run->chunks[from / CHUNK_NODES];
    const uint32_t *to_final = run->to_final[chunk->thread];
    uint32_t *pattern = run->pairs->pattern + chunk->first;
    (void)thread;
    for (size_t i = 0; i < chunk->count; i++) {
        pattern[i] = to_final[pattern[i]];
    }
    for (size_t n = from; n < to; n++) {
        run->self[n] = run->self[n] == UINT32_MAX ? UINT32_MAX : to_final[run->self[n]];
    }
    return 0;
}

/* Room for all pairs in the order of nodes: how many there are is known from the candidates. */
static int make_room(struct compare_run *run, size_t chunk_count)
{
    struct pair_list *pairs = run->pairs;
    pairs->node_count = run->nodes->count;
    pairs->start = mem_try_array(pairs->node_count + 1, sizeof *pairs->start);
    run->chunks = mem_try_array(chunk_count, sizeof *run->chunks);
    if (pairs->start == NULL || run->chunks == NULL) {
        return ERR_MEMORY;
    }
    for (size_t c = 0; c < chunk_count; c++) {
        run->chunks[c].first = pairs->count;
        pairs->count += run->candidates->chunks != NULL
                            ? candidate_chunk_count(&run->candidates->chunks[c])
                            : 0;
    }
    if (pairs->count >= UINT32_MAX) {
        return ERR_LIMIT;
    }
    pairs->right = mem_try_array(pairs->count, sizeof *pairs->right);
    pairs->pattern = mem_try_array(pairs->count, sizeof *pairs->pattern);
    pairs->rarity = mem_try_array(pairs->count, sizeof *pairs->rarity);
    return pairs->right && pairs->pattern && pairs->rarity ? 0 : ERR_MEMORY;
}

int pairs_compare(const struct lexicon *lexicon, const struct node_set *nodes,
                  const struct feature_set *features, const struct frequency *frequency,
                  struct candidates *candidates, int threads, struct pair_list *ret_pairs,
                  struct patterns *ret_patterns, uint32_t *ret_self, struct progress *progress)
{
    size_t chunk_count = (nodes->count + CHUNK_NODES - 1) / CHUNK_NODES;
    struct compare_run *run = mem_try_array(1, sizeof *run);
    if (run == NULL) {
        return ERR_MEMORY;
    }
    *run = (struct compare_run){.lexicon = lexicon,
                                .nodes = nodes,
                                .features = features,
                                .frequency = frequency,
                                .candidates = candidates,
                                .pairs = ret_pairs,
                                .self = ret_self,
                                .progress = progress};
    memset(ret_self, 0xff, nodes->count * sizeof *ret_self);
    int code = make_room(run, chunk_count);
    code = code ? code : parallel_for(threads, nodes->count, CHUNK_NODES, compare_body, run);
    code = code ? code : merge_patterns(run, ret_patterns);
    code = code ? code : parallel_for(threads, nodes->count, CHUNK_NODES, renumber_body, run);
    for (int t = 0; t < THREADS_MAX; t++) {
        mem_free(run->tables[t].patterns);
        mem_free(run->tables[t].slot);
        mem_free(run->to_final[t]);
    }
    mem_free(run->chunks);
    mem_free(run);
    return code;
}

void pair_list_free(struct pair_list *pairs)
{
    mem_free(pairs->start);
    mem_free(pairs->right);
    mem_free(pairs->pattern);
    mem_free(pairs->rarity);
    *pairs = (struct pair_list){0};
}

void patterns_free(struct patterns *patterns)
{
    mem_free(patterns->levels);
    mem_free(patterns->pairs);
    mem_free(patterns->by_rarity);
    mem_free(patterns->met_once);
    mem_free(patterns->met_twice);
    *patterns = (struct patterns){0};
}

struct random_run {
    const struct lexicon *lexicon;
    const struct node_set *nodes;
    const struct feature_set *features;
    uint32_t (*counts)[FEATURES_MAX][FEATURE_LEVELS_MAX]; /* one a thread */
};

static int random_body(void *context, size_t from, size_t to, int thread)
{
    struct random_run *run = context;
    struct random random = random_seed(from + 1);
    for (size_t i = from; i < to; i++) {
        uint8_t levels[FEATURES_MAX];
        size_t left = random_below(&random, run->nodes->count);
        size_t right = random_below(&random, run->nodes->count);
        if (left == right) {
            continue;
        }
        node_compare(run->features, run->lexicon, run->nodes, left, right, levels);
        for (int f = 0; f < run->features->count; f++) {
            run->counts[thread][f][levels[f]]++;
        }
    }
    return 0;
}

int random_pair_levels(const struct lexicon *lexicon, const struct node_set *nodes,
                       const struct feature_set *features, int threads, struct level_shares *ret)
{
    struct random_run run = {lexicon, nodes, features, NULL};
    run.counts = mem_try_array(THREADS_MAX, sizeof *run.counts);
    if (run.counts == NULL) {
        return ERR_MEMORY;
    }
    if (nodes->count > 1) {
        size_t wanted = nodes->count * RANDOM_PAIRS_A_NODE;
        size_t random_pairs = wanted < RANDOM_PAIRS ? wanted : RANDOM_PAIRS;
        parallel_for(threads, random_pairs, RANDOM_GRAIN, random_body, &run);
    }
    for (int f = 0; f < features->count; f++) {
        double total = 0;
        for (int level = 0; level < features->features[f].levels; level++) {
            double count = 0.5;
            for (int t = 0; t < THREADS_MAX; t++) {
                count += run.counts[t][f][level];
            }
            ret->share[f][level] = (float)count;
            total += count;
        }
        for (int level = 0; level < features->features[f].levels; level++) {
            ret->share[f][level] = (float)((double)ret->share[f][level] / total);
        }
    }
    mem_free(run.counts);
    return 0;
}
