/* block.c - hashes of keys, and candidates from blocks. */
#include "block.h"

#include "memory.h"

#include <stdio.h>
#include <stdlib.h>

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

int key_hashes(const struct lexicon *lexicon, const uint32_t *row, const struct key *key,
               uint32_t ret[PART_HASHES_MAX])
{
    int count = 1;
    ret[0] = 0;
    for (int i = 0; i < key->part_count; i++) {
        const uint32_t *hashes = NULL;
        int part = key->parts[i];
        int several = lexicon_part(lexicon, row, part, part_field(part), &hashes);
        if (several == 0) {
            return 0;
        }
        if (several == 1) {
            for (int h = 0; h < count; h++) {
                ret[h] = key_join(ret[h], hashes[0]);
            }
        } else {
            uint32_t before = ret[0];
            for (int h = 0; h < several; h++) {
                ret[h] = key_join(before, hashes[h]);
            }
            count = several;
        }
    }
    return count;
}

void key_ask_ahead(const struct lexicon *lexicon, const uint32_t *row, const struct key *key,
                   int depth)
{
    for (int i = 0; i < key->part_count; i++) {
        const struct part_values *part = &lexicon->parts[key->parts[i]];
        uint32_t id = row_value(lexicon->mentions, row, part_field(key->parts[i]));
        if (part->hash == NULL) {
            continue;
        }
        if (part->offset == NULL) {
            __builtin_prefetch(&part->hash[id]);
        } else if (depth == 0) {
            __builtin_prefetch(&part->offset[id]);
        } else {
            __builtin_prefetch(&part->hash[part->offset[id]]);
        }
    }
}

bool key_is_several(const struct lexicon *lexicon, const struct key *key)
{
    for (int i = 0; i < key->part_count; i++) {
        if (lexicon->parts[key->parts[i]].offset != NULL) {
            return true;
        }
    }
    return false;
}

void key_hash_batch(const struct lexicon *lexicon, const uint32_t *const *rows, size_t count,
                    const struct key *key, uint32_t *ret)
{
    memset(ret, 0, count * sizeof *ret);
    for (int p = 0; p < key->part_count; p++) {
        const uint32_t *part = lexicon->parts[key->parts[p]].hash;
        size_t place = lexicon->mentions->place[part_field(key->parts[p])];
        if (part == NULL) {
            memset(ret, 0, count * sizeof *ret);
            return;
        }
        for (size_t i = 0; i < count; i++) {
            uint32_t id = rows[i][place];
            uint32_t next = id != 0 ? part[id] : 0;
            bool whole = next != 0 && (p == 0 || ret[i] != 0);
            ret[i] = whole ? key_join(ret[i], next) : 0;
        }
    }
}

bool key_holds(const struct key *key, int part)
{
    for (int i = 0; i < key->part_count; i++) {
        if (key->parts[i] == part) {
            return true;
        }
    }
    return false;
}

uint32_t key_refined(const struct lexicon *l, uint32_t hash, const uint32_t *row, int part)
{
    const uint32_t *hashes;
    uint32_t next = lexicon_part(l, row, part, part_field(part), &hashes) == 1 ? hashes[0] : 0;
    return key_join(hash, next);
}

/* Where the frozen plan puts a mention that has a hash of the key: the chain of hashes that leads
 * to its block, as one number; 0: the block is closed. */
static uint64_t block_of(const struct lexicon *l, const struct plan *plan, int k, uint32_t hash,
                         const uint32_t *row)
{
    const struct planned_key *key = &plan->keys[k];
    uint64_t chain = hash_join((uint64_t)k, hash);
    for (int depth = 0; depth < plan->refinement_count; depth++) {
        int part = plan->refinements[depth];
        if (key_holds(&key->key, part)) {
            continue;
        }
        if (!hash_list_has(&key->refined, hash)) {
            break;
        }
        hash = key_refined(l, hash, row, part);
        chain = hash_join(chain, hash);
    }
    return hash_list_has(&key->closed, hash) ? 0 : chain | 1;
}

int key_blocks(const struct lexicon *l, const struct plan *plan, int k, const uint32_t *row,
               uint64_t ret[PART_HASHES_MAX])
{
    uint32_t hashes[PART_HASHES_MAX];
    int count = key_hashes(l, row, &plan->keys[k].key, hashes);
    int found = 0;
    for (int i = 0; i < count; i++) {
        uint64_t block = block_of(l, plan, k, hashes[i], row);
        if (block != 0) {
            ret[found++] = block;
        }
    }
    return found;
}

bool key_brings(const struct lexicon *l, const struct plan *plan, int k, const uint32_t *left,
                const uint32_t *right)
{
    uint64_t a[PART_HASHES_MAX];
    uint64_t b[PART_HASHES_MAX];
    int a_count = key_blocks(l, plan, k, left, a);
    int b_count = key_blocks(l, plan, k, right, b);
    for (int i = 0; i < a_count; i++) {
        for (int j = 0; j < b_count; j++) {
            if (a[i] == b[j]) {
                return true;
            }
        }
    }
    return false;
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
