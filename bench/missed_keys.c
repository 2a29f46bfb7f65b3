/* missed_keys.c - keys over candidates, and parts over the pairs that no key brought. */
#include "missed_keys.h"

#include "memory.h"

#include <stdio.h>
#include <stdlib.h>

_Static_assert(PARTS_MAX <= 64, "a set of parts is one word");

static void add(struct pair_counts *to, struct pair_counts counts)
{
    to->same += counts.same;
    to->different += counts.different;
}

static const uint32_t *row_of(const struct mention_table *table, uint32_t mention)
{
    return mention_row(table, mention);
}

static void count_yield(const struct labelled *in, uint32_t left, uint32_t right,
                        struct missed_keys *ret)
{
    struct pair_counts counts = labelled_count(in, left, right);
    const struct linking *l = in->linking;
    const uint32_t *a = row_of(l->lexicon->mentions, l->nodes.mention[left]);
    const uint32_t *b = row_of(l->lexicon->mentions, l->nodes.mention[right]);
    int met = 0;
    int last = 0;
    for (int k = 0; k < in->model->plan.key_count; k++) {
        if (key_brings(l->lexicon, &in->model->plan, k, a, b)) {
            add(&ret->yields[k].brought, counts);
            last = k;
            met++;
        }
    }
    if (met == 1) {
        add(&ret->yields[last].alone, counts);
    }
}

static bool intersect(const uint32_t *a, int a_count, const uint32_t *b, int b_count)
{
    for (int i = 0; i < a_count; i++) {
        for (int j = 0; j < b_count; j++) {
            if (a[i] == b[j]) {
                return true;
            }
        }
    }
    return false;
}

static bool share_key(const struct labelled *in, const uint32_t *left, const uint32_t *right)
{
    const struct plan *plan = &in->model->plan;
    for (int k = 0; k < plan->key_count; k++) {
        uint32_t a[PART_HASHES_MAX];
        uint32_t b[PART_HASHES_MAX];
        int a_count = key_hashes(in->linking->lexicon, left, &plan->keys[k].key, a);
        int b_count = key_hashes(in->linking->lexicon, right, &plan->keys[k].key, b);
        if (intersect(a, a_count, b, b_count)) {
            return true;
        }
    }
    return false;
}

static uint64_t parts_shared(const struct lexicon *l, const uint32_t *left, const uint32_t *right)
{
    uint64_t parts = 0;
    for (int part = 0; part < PARTS_MAX; part++) {
        const uint32_t *a = NULL;
        const uint32_t *b = NULL;
        int a_count = lexicon_part(l, left, part, part_field(part), &a);
        int b_count = lexicon_part(l, right, part, part_field(part), &b);
        if (intersect(a, a_count, b, b_count)) {
            parts |= (uint64_t)1 << part;
        }
    }
    return parts;
}

static int compare_u64(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static int compare_shared(const void *a, const void *b)
{
    const struct shared_parts *x = a;
    const struct shared_parts *y = b;
    if (x->pairs != y->pairs) {
        return x->pairs > y->pairs ? -1 : 1;
    }
    return x->parts < y->parts ? -1 : x->parts > y->parts;
}

/* Sets of parts, one a pair → each once, the most frequent first. */
static void count_sets(uint64_t *sets, size_t count, struct missed_keys *ret)
{
    ret->shared = mem_must_array(count, sizeof *ret->shared);
    if (count == 0) {
        return;
    }
    qsort(sets, count, sizeof *sets, compare_u64);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || sets[i] != sets[i - 1]) {
            ret->shared[ret->shared_count++].parts = sets[i];
        }
        ret->shared[ret->shared_count - 1].pairs++;
    }
    qsort(ret->shared, ret->shared_count, sizeof *ret->shared, compare_shared);
}

void missed_keys_make(const struct labelled *in, uint32_t (*pairs)[2], size_t count,
                      struct missed_keys *ret)
{
    const struct linking *l = in->linking;
    uint64_t *sets = mem_must_array(count, sizeof *sets);
    *ret = (struct missed_keys){.pairs = count};
    for (uint32_t a = 0; a < l->nodes.count; a++) {
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            count_yield(in, a, l->pairs.right[i], ret);
        }
    }
    for (size_t i = 0; i < count; i++) {
        const uint32_t *left = row_of(l->lexicon->mentions, pairs[i][0]);
        const uint32_t *right = row_of(l->lexicon->mentions, pairs[i][1]);
        ret->in_big_block += share_key(in, left, right);
        sets[i] = parts_shared(l->lexicon, left, right);
        for (int part = 0; part < PARTS_MAX; part++) {
            ret->by_part[part] += sets[i] >> part & 1;
        }
    }
    count_sets(sets, count, ret);
    mem_free(sets);
}

void missed_keys_free(struct missed_keys *keys)
{
    mem_free(keys->shared);
    *keys = (struct missed_keys){0};
}

const char *missed_keys_parts(uint64_t parts, const struct mention_table *table,
                              char ret[SHARED_TEXT_MAX])
{
    size_t len = 0;
    snprintf(ret, SHARED_TEXT_MAX, "nothing");
    for (int part = 0; part < PARTS_MAX; part++) {
        struct key one = {.part_count = 1, .parts = {part}};
        char text[KEY_TEXT_MAX];
        if ((parts >> part & 1) != 0 && len < SHARED_TEXT_MAX) {
            int more = snprintf(ret + len, SHARED_TEXT_MAX - len, "%s%s", len ? " + " : "",
                                key_text(&one, table, text));
            len += more > 0 ? (size_t)more : 0;
        }
    }
    return ret;
}
