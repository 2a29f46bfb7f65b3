/* pairs_complete.c - comparing the pairs within components that blocking did not bring. */
#include "pairs_complete.h"

#include "memory.h"
#include "parallel.h"

#include <stdlib.h>

enum { COMPARE_GRAIN = 1024 };

/* The pairs to add, in their order. */
struct added {
    const struct lexicon *lexicon;
    const struct node_set *nodes;
    const struct feature_set *features;
    const struct frequency *frequency;
    const uint64_t *pair;
    size_t count;
    uint64_t *code;
    int16_t *rarity;
    uint32_t *pattern;
};

static int compare_body(void *context, size_t from, size_t to, int thread)
{
    struct added *added = context;
    (void)thread;
    for (size_t i = from; i < to; i++) {
        uint8_t levels[FEATURES_MAX];
        size_t left = added->pair[i] >> 32;
        size_t right = (uint32_t)added->pair[i];
        node_compare(added->features, added->lexicon, added->nodes, left, right, levels);
        added->code[i] = pattern_code(added->features, levels);
        added->rarity[i] =
            (int16_t)frequency_adjust(added->frequency, added->lexicon->mentions, added->features,
                                      added->nodes, levels, left, right);
    }
    return 0;
}

static int compare_codes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* The codes of all patterns, old and new, ascending and distinct. */
static int all_codes(const struct added *added, const struct patterns *patterns, uint64_t **ret,
                     size_t *ret_count)
{
    size_t total = patterns->count + added->count;
    uint64_t *codes = mem_try_array(total, sizeof *codes);
    size_t count = 0;
    if (codes == NULL) {
        return ERR_MEMORY;
    }
    for (size_t p = 0; p < patterns->count; p++) {
        codes[p] =
            pattern_code(added->features, patterns->levels + p * (size_t)added->features->count);
    }
    memcpy(codes + patterns->count, added->code, added->count * sizeof *codes);
    qsort(codes, total, sizeof *codes, compare_codes);
    for (size_t i = 0; i < total; i++) {
        if (i == 0 || codes[i] != codes[count - 1]) {
            codes[count++] = codes[i];
        }
    }
    *ret = codes;
    *ret_count = count;
    return 0;
}

static uint32_t find_code(const uint64_t *codes, size_t count, uint64_t code)
{
    const uint64_t *found = bsearch(&code, codes, count, sizeof *codes, compare_codes);
    return (uint32_t)(found - codes);
}

/* Patterns with room for the new ones. Out: number[old pattern], the new numbers; added->pattern.
 */
static int renumber(struct added *added, struct patterns *patterns, uint32_t **ret_number)
{
    size_t features = (size_t)added->features->count;
    uint64_t *codes = NULL;
    struct patterns more = {0};
    int code = all_codes(added, patterns, &codes, &more.count);
    uint32_t *number = mem_try_array(patterns->count, sizeof *number);
    more.levels = mem_try_array(more.count * features, 1);
    more.pairs = mem_try_array(more.count, sizeof *more.pairs);
    more.met_once = mem_try_array(more.count, sizeof *more.met_once);
    more.met_twice = mem_try_array(more.count, sizeof *more.met_twice);
    if (code != 0 || !number || !more.levels || !more.pairs || !more.met_once || !more.met_twice) {
        mem_free(codes);
        mem_free(number);
        patterns_free(&more);
        return ERR_MEMORY;
    }
    for (size_t p = 0; p < more.count; p++) {
        pattern_levels(added->features, codes[p], more.levels + p * features);
    }
    for (size_t p = 0; p < patterns->count; p++) {
        uint64_t old = pattern_code(added->features, patterns->levels + p * features);
        number[p] = find_code(codes, more.count, old);
        more.pairs[number[p]] = patterns->pairs[p];
        more.met_once[number[p]] = patterns->met_once[p];
        more.met_twice[number[p]] = patterns->met_twice[p];
    }
    for (size_t i = 0; i < added->count; i++) {
        added->pattern[i] = find_code(codes, more.count, added->code[i]);
    }
    mem_free(codes);
    patterns_free(patterns);
    *patterns = more;
    *ret_number = number;
    return 0;
}

/* One column of the list with room at its end. */
static int widen(void **column, size_t count, size_t added, size_t size)
{
    void *wider = mem_try_array(count + added, size);
    if (wider == NULL) {
        return ERR_MEMORY;
    }
    memcpy(wider, *column, count * size);
    mem_free(*column);
    *column = wider;
    return 0;
}

/* From the end, so that each pair moves once. */
static int insert(const struct added *added, struct pair_list *pairs)
{
    void *right = pairs->right;
    void *pattern = pairs->pattern;
    void *rarity = pairs->rarity;
    int code = widen(&right, pairs->count, added->count, sizeof *pairs->right);
    pairs->right = right;
    code = code ? code : widen(&pattern, pairs->count, added->count, sizeof *pairs->pattern);
    pairs->pattern = pattern;
    code = code ? code : widen(&rarity, pairs->count, added->count, sizeof *pairs->rarity);
    pairs->rarity = rarity;
    if (code != 0) {
        return code;
    }
    size_t from = pairs->count;
    size_t next = added->count;
    size_t to = from + next;
    pairs->count = to;
    for (size_t node = pairs->node_count; node-- > 0;) {
        size_t first = pairs->start[node];
        pairs->start[node + 1] = (uint32_t)to;
        for (; next > 0 && added->pair[next - 1] >> 32 == node; next--) {
            to--;
            pairs->right[to] = (uint32_t)added->pair[next - 1];
            pairs->pattern[to] = added->pattern[next - 1];
            pairs->rarity[to] = added->rarity[next - 1];
        }
        for (; from > first; from--) {
            to--;
            pairs->right[to] = pairs->right[from - 1];
            pairs->pattern[to] = pairs->pattern[from - 1];
            pairs->rarity[to] = pairs->rarity[from - 1];
        }
    }
    return 0;
}

/* The weights of all patterns, those that are new among them. */
static int weigh(const struct estimate *estimate, const struct feature_set *features,
                 const struct patterns *patterns, int32_t **weights, uint8_t **chance)
{
    mem_free(*weights);
    mem_free(*chance);
    *weights = mem_try_array(patterns->count, sizeof **weights);
    *chance = mem_try_array(patterns->count, sizeof **chance);
    return *weights == NULL || *chance == NULL
               ? ERR_MEMORY
               : estimate_weigh(estimate, features, patterns, *weights, *chance);
}

int pairs_complete(const struct lexicon *lexicon, const struct node_set *nodes,
                   const struct feature_set *features, const struct frequency *frequency,
                   const struct estimate *estimate, const uint64_t *unmet, size_t count,
                   int threads, struct pair_list *pairs, struct patterns *patterns, uint32_t *self,
                   int32_t **weights, uint8_t **chance, double *ret_likely)
{
    struct added added = {lexicon, nodes, features, frequency, unmet, count, NULL, NULL, NULL};
    uint32_t *number = NULL;
    if (pairs->count + count >= UINT32_MAX) {
        return ERR_LIMIT;
    }
    added.code = mem_try_array(count, sizeof *added.code);
    added.rarity = mem_try_array(count, sizeof *added.rarity);
    added.pattern = mem_try_array(count, sizeof *added.pattern);
    int code = added.code && added.rarity && added.pattern ? 0 : ERR_MEMORY;
    code = code ? code : parallel_for(threads, count, COMPARE_GRAIN, compare_body, &added);
    code = code ? code : renumber(&added, patterns, &number);
    code = code ? code : weigh(estimate, features, patterns, weights, chance);
    if (code == 0) {
        double likely = 0;
        for (size_t i = 0; i < pairs->count; i++) {
            pairs->pattern[i] = number[pairs->pattern[i]];
        }
        for (size_t n = 0; n < nodes->count; n++) {
            self[n] = self[n] == UINT32_MAX ? UINT32_MAX : number[self[n]];
        }
        for (size_t i = 0; i < count; i++) {
            added.rarity[i] = (int16_t)rarity_felt(added.rarity[i], (*chance)[added.pattern[i]]);
            if ((*weights)[added.pattern[i]] + added.rarity[i] * (WEIGHT_ONE / 64) > 0) {
                likely += node_pair_times(nodes, unmet[i] >> 32, (uint32_t)unmet[i]);
            }
        }
        *ret_likely = likely;
        code = insert(&added, pairs);
    }
    mem_free(added.code);
    mem_free(added.rarity);
    mem_free(added.pattern);
    mem_free(number);
    return code;
}
