/* node_cache.c - one place a node. */
#include "node_cache.h"

#include <sodium.h>

enum { PLACES = 1 << 15 }; /* some 10 MB when full */

struct entry {
    int64_t node, content; /* node 0: empty */
    struct buf packed;
};

struct node_cache {
    struct entry entries[PLACES];
};

struct node_cache *node_cache_make(void)
{
    return mem_must_array(1, sizeof(struct node_cache));
}

static void wipe(struct entry *entry)
{
    if (entry->packed.ptr != NULL) {
        sodium_memzero(entry->packed.ptr, entry->packed.len);
    }
    entry->packed.len = 0;
}

void node_cache_free(struct node_cache *cache)
{
    for (size_t i = 0; cache != NULL && i < PLACES; i++) {
        wipe(&cache->entries[i]);
        buf_free(&cache->entries[i].packed);
    }
    mem_free(cache);
}

struct str node_cache_find(const struct node_cache *cache, int64_t node, int64_t content)
{
    const struct entry *entry = &cache->entries[(uint64_t)node % PLACES];
    return entry->node == node && entry->content == content ? buf_str(&entry->packed) : STR("");
}

void node_cache_put(struct node_cache *cache, int64_t node, int64_t content, struct str packed)
{
    struct entry *entry = &cache->entries[(uint64_t)node % PLACES];
    wipe(entry);
    entry->node = node;
    entry->content = content;
    buf_add(&entry->packed, packed);
}
