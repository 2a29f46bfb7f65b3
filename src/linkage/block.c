/* block.c - keys to blocks, blocks to candidates. */
#include "block.h"

#include "hash.h"
#include "memory.h"
#include "radix.h"

#include <stdio.h>
#include <stdlib.h>

enum { ALARM_FACTOR = 16 };

int hash_list_add(struct hash_list *list, uint32_t hash)
{
    void *hashes = list->hashes;
    int code = mem_try_grow(&hashes, &list->capacity, list->count + 1, sizeof hash);
    list->hashes = hashes;
    if (code == 0) {
        list->hashes[list->count++] = hash;
    }
    return code;
}

static int compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

void hash_list_sort(struct hash_list *list)
{
    if (list->count > 0) {
        qsort(list->hashes, list->count, sizeof *list->hashes, compare_u32);
    }
}

bool hash_list_has(const struct hash_list *list, uint32_t hash)
{
    return list->count > 0 &&
           bsearch(&hash, list->hashes, list->count, sizeof hash, compare_u32) != NULL;
}

void plan_free(struct plan *plan)
{
    for (int k = 0; k < plan->key_count; k++) {
        mem_free(plan->keys[k].refined.hashes);
        mem_free(plan->keys[k].closed.hashes);
    }
    *plan = (struct plan){0};
}

static uint32_t join32(uint32_t seed, uint32_t next)
{
    uint32_t h = (uint32_t)(hash_join(seed, next) >> 32);
    return h ? h : 1;
}

int key_hashes(const struct lexicon *lexicon, const uint32_t *values, const struct key *key,
               uint32_t ret[PART_HASHES_MAX])
{
    int count = 1;
    ret[0] = 0;
    for (int i = 0; i < key->part_count; i++) {
        const uint32_t *hashes = NULL;
        int part = key->parts[i];
        int several = lexicon_part(lexicon, values, part, part_field(part), &hashes);
        if (several == 0) {
            return 0;
        }
        if (several == 1) {
            for (int h = 0; h < count; h++) {
                ret[h] = join32(ret[h], hashes[0]);
            }
        } else {
            uint32_t before = ret[0];
            for (int h = 0; h < several; h++) {
                ret[h] = join32(before, hashes[h]);
            }
            count = several;
        }
    }
    return count;
}

const char *key_text(const struct key *key, const struct mention_table *table,
                     char ret[KEY_TEXT_MAX])
{
    size_t len = 0;
    ret[0] = '\0';
    for (int i = 0; i < key->part_count && len < KEY_TEXT_MAX; i++) {
        int part = key->parts[i];
        struct str name = str_of(part_name(part));
        if (part >= PART_ATTRIBUTE && table != NULL) {
            name = table->attribute_name[part - PART_ATTRIBUTE];
        }
        int more = snprintf(ret + len, KEY_TEXT_MAX - len, "%s%.*s", i ? " + " : "", PRI(name));
        len += more > 0 ? (size_t)more : 0;
    }
    return ret;
}

static bool key_is_several(const struct lexicon *lexicon, const struct key *key)
{
    for (int i = 0; i < key->part_count; i++) {
        if (lexicon->parts[key->parts[i]].offset != NULL) {
            return true;
        }
    }
    return false;
}

/* Entries of a key: hash in the upper half of the word, node in the lower. */
struct entries {
    uint64_t *words;
    size_t count, capacity;
};

static int entries_add(struct entries *e, uint32_t hash, uint32_t node)
{
    void *words = e->words;
    int code = mem_try_grow(&words, &e->capacity, e->count + 1, sizeof *e->words);
    e->words = words;
    if (code == 0) {
        e->words[e->count++] = (uint64_t)hash << 32 | node;
    }
    return code;
}

static int entries_sort(struct entries *e)
{
    uint64_t *scratch = mem_try_array(e->count, sizeof *scratch);
    if (scratch == NULL) {
        return ERR_MEMORY;
    }
    radix_sort(e->words, scratch, e->count, 32, 64);
    mem_free(scratch);
    return 0;
}

static int entries_collect(const struct lexicon *l, const struct node_set *nodes,
                           const struct key *key, struct entries *ret)
{
    const struct mention_table *table = l->mentions;
    for (size_t n = 0; n < nodes->count; n++) {
        uint32_t hashes[PART_HASHES_MAX];
        const uint32_t *values = &table->values[nodes->mention[n] * table->field_count];
        int count = key_hashes(l, values, key, hashes);
        for (int h = 0; h < count; h++) {
            int code = entries_add(ret, hashes[h], (uint32_t)n);
            if (code != 0) {
                return code;
            }
        }
    }
    return entries_sort(ret);
}

/* Does the key already hold this part, or one that decides it? */
static bool key_implies(const struct key *key, int part)
{
    for (int i = 0; i < key->part_count; i++) {
        if (key->parts[i] == part) {
            return true;
        }
    }
    return false;
}

static uint32_t refined_hash(const struct lexicon *l, const struct node_set *nodes, uint32_t hash,
                             uint32_t node, int part)
{
    const struct mention_table *table = l->mentions;
    const uint32_t *values = &table->values[nodes->mention[node] * table->field_count];
    const uint32_t *hashes;
    uint32_t next = lexicon_part(l, values, part, part_field(part), &hashes) == 1 ? hashes[0] : 0;
    return join32(hash, next);
}

/* Entries of one depth → those in blocks of a good size go to `done`, those of blocks to refine to
 * `again` with the deeper hash. */
static int divide(const struct lexicon *l, const struct node_set *nodes, struct plan *plan, int k,
                  int depth, bool freeze, const struct entries *now, struct entries *done,
                  struct entries *again)
{
    struct planned_key *key = &plan->keys[k];
    /* A refinement that the key holds already is passed over: the next one divides. */
    while (depth < plan->refinement_count && key_implies(&key->key, plan->refinements[depth])) {
        depth++;
    }
    bool last = depth >= plan->refinement_count;
    for (size_t from = 0, to; from < now->count; from = to) {
        uint32_t hash = (uint32_t)(now->words[from] >> 32);
        for (to = from + 1; to < now->count && now->words[to] >> 32 == hash; to++) {
        }
        bool large = to - from > plan->block_max;
        bool refine = !last && (freeze ? large : hash_list_has(&key->refined, hash));
        bool closed = freeze ? large && last : hash_list_has(&key->closed, hash);
        int code = 0;
        if (freeze && refine) {
            code = hash_list_add(&key->refined, hash);
        } else if (freeze && closed) {
            code = hash_list_add(&key->closed, hash);
            key->closed_nodes += to - from;
        } else if (!freeze && !refine && !closed &&
                   to - from > (size_t)plan->block_max * ALARM_FACTOR) {
            code = ERR_LIMIT;
        }
        for (size_t i = from; code == 0 && !closed && i < to; i++) {
            uint32_t node = (uint32_t)now->words[i];
            code = refine
                       ? entries_add(again,
                                     refined_hash(l, nodes, hash, node, plan->refinements[depth]),
                                     node)
                       : entries_add(done, hash, node);
        }
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

/* Sorted entries → positions and members, leaving out nodes that are alone. Repeats of a node
 * within a block count once. */
static int layout(const struct entries *e, size_t node_count, bool several, struct blocks *ret)
{
    size_t slots = node_count;
    ret->member = mem_try_array(e->count, sizeof *ret->member);
    if (ret->member == NULL) {
        return ERR_MEMORY;
    }
    if (several) {
        ret->offset = mem_try_array(node_count + 1, sizeof *ret->offset);
        if (ret->offset == NULL) {
            return ERR_MEMORY;
        }
        for (size_t i = 0; i < e->count; i++) {
            ret->offset[(uint32_t)e->words[i] + 1]++;
        }
        for (size_t n = 0; n < node_count; n++) {
            ret->offset[n + 1] += ret->offset[n];
        }
        slots = e->count;
    }
    ret->position = mem_try_array(slots, sizeof *ret->position);
    uint32_t *used = several ? mem_try_array(node_count, sizeof *used) : NULL;
    if (ret->position == NULL || (several && used == NULL)) {
        mem_free(used);
        return ERR_MEMORY;
    }
    memset(ret->position, 0xff, slots * sizeof *ret->position);
    for (size_t from = 0, to; from < e->count; from = to) {
        size_t first = ret->member_count;
        for (to = from; to < e->count && e->words[to] >> 32 == e->words[from] >> 32; to++) {
            uint32_t node = (uint32_t)e->words[to];
            if (ret->member_count == first || ret->member[ret->member_count - 1] != node) {
                ret->member[ret->member_count++] = node;
            }
        }
        size_t size = ret->member_count - first;
        if (size < 2) {
            ret->member_count = first;
            continue;
        }
        for (size_t m = first; m < ret->member_count; m++) {
            uint32_t node = ret->member[m];
            size_t slot = several ? ret->offset[node] + used[node]++ : node;
            ret->position[slot] = (uint32_t)m;
        }
        ret->member[ret->member_count - 1] |= BLOCK_LAST;
        ret->pairs += (uint64_t)size * (size - 1) / 2;
    }
    mem_free(used);
    void *trimmed = realloc(ret->member, (ret->member_count + 1) * sizeof *ret->member);
    ret->member = trimmed != NULL ? trimmed : ret->member;
    return 0;
}

int block_build(const struct lexicon *lexicon, const struct node_set *nodes, struct plan *plan,
                int k, bool freeze, struct blocks *ret)
{
    struct entries now = {0};
    struct entries done = {0};
    struct entries again = {0};
    const struct key *key = &plan->keys[k].key;
    int code = entries_collect(lexicon, nodes, key, &now);
    for (int depth = 0; code == 0 && now.count > 0; depth++) {
        while (depth < plan->refinement_count && key_implies(key, plan->refinements[depth])) {
            depth++;
        }
        code = divide(lexicon, nodes, plan, k, depth, freeze, &now, &done, &again);
        struct entries spare = now;
        now = again;
        again = spare;
        again.count = 0;
        if (code == 0) {
            code = entries_sort(&now);
        }
        if (depth >= plan->refinement_count) {
            break;
        }
    }
    mem_free(now.words);
    mem_free(again.words);
    if (freeze) {
        hash_list_sort(&plan->keys[k].refined);
        hash_list_sort(&plan->keys[k].closed);
    }
    if (code == 0) {
        code = entries_sort(&done);
    }
    if (code == 0) {
        code = layout(&done, nodes->count, key_is_several(lexicon, key), ret);
    }
    mem_free(done.words);
    return code;
}

void blocks_free(struct blocks *blocks)
{
    mem_free(blocks->offset);
    mem_free(blocks->position);
    mem_free(blocks->member);
    *blocks = (struct blocks){0};
}

static void positions_of(const struct blocks *b, uint32_t node, size_t *from, size_t *to)
{
    *from = b->offset ? b->offset[node] : node;
    *to = b->offset ? b->offset[node + 1] : (size_t)node + 1;
}

bool block_share(const struct blocks *b, uint32_t left, uint32_t right)
{
    size_t from, to;
    if (left > right) {
        uint32_t swap = left;
        left = right;
        right = swap;
    }
    positions_of(b, left, &from, &to);
    for (size_t slot = from; slot < to && b->position[slot] != UINT32_MAX; slot++) {
        for (uint32_t m = b->position[slot]; !(b->member[m] & BLOCK_LAST);) {
            uint32_t node = b->member[++m] & ~BLOCK_LAST;
            if (node >= right) {
                if (node == right) {
                    return true;
                }
                break;
            }
        }
    }
    return false;
}

size_t block_candidates_max(const struct blocks *blocks, int count, uint32_t left)
{
    size_t max = 0;
    for (int k = 0; k < count; k++) {
        const struct blocks *b = &blocks[k];
        size_t from, to;
        positions_of(b, left, &from, &to);
        for (size_t slot = from; slot < to && b->position[slot] != UINT32_MAX; slot++) {
            for (uint32_t m = b->position[slot]; !(b->member[m] & BLOCK_LAST); m++) {
                max++;
            }
        }
    }
    return max;
}

static int compare_u64(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Lists are short: insertion beats a general sort. */
static void sort_few(uint64_t *words, size_t count)
{
    if (count > 48) {
        qsort(words, count, sizeof *words, compare_u64);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        uint64_t word = words[i];
        size_t at = i;
        for (; at > 0 && words[at - 1] > word; at--) {
            words[at] = words[at - 1];
        }
        words[at] = word;
    }
}

size_t block_candidates(const struct blocks *blocks, int count, uint32_t left, uint64_t *scratch,
                        uint32_t *ret, uint8_t *ret_met)
{
    size_t met = 0;
    for (int k = 0; k < count; k++) {
        const struct blocks *b = &blocks[k];
        size_t from, to;
        positions_of(b, left, &from, &to);
        for (size_t slot = from; slot < to && b->position[slot] != UINT32_MAX; slot++) {
            for (uint32_t m = b->position[slot]; !(b->member[m] & BLOCK_LAST);) {
                scratch[met++] = (uint64_t)(b->member[++m] & ~BLOCK_LAST) << 8 | (uint64_t)k;
            }
        }
    }
    sort_few(scratch, met);
    size_t found = 0;
    for (size_t i = 0; i < met; i++) {
        uint32_t node = (uint32_t)(scratch[i] >> 8);
        if (found == 0 || ret[found - 1] != node) {
            ret[found] = node;
            ret_met[found++] = 1;
        } else if (scratch[i] != scratch[i - 1]) {
            ret_met[found - 1]++;
        }
    }
    return found;
}
