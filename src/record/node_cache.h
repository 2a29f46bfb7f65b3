/* node_cache.h - what nodes say, unsealed, of those looked at last: a node is looked at again and
 * again as its neighbours arrive, and never says anything else.
 *
 * One place a node, by its number; whoever comes later takes it. Entries are told by the content's
 * token too, as a number can be given again after a transaction that was undone. In memory alone,
 * wiped when it goes. For one thread. */
#ifndef CANTREF_RECORD_NODE_CACHE_H
#define CANTREF_RECORD_NODE_CACHE_H

#include "memory.h"

struct node_cache;

/* node_cache_make - an empty cache; aborts when out of memory. node_cache_free - wiped; NULL is
 * nothing. */
struct node_cache *node_cache_make(void);
void node_cache_free(struct node_cache *cache);

/* node_cache_find - the packed values, good until the next put; an empty slice: not there. */
struct str node_cache_find(const struct node_cache *cache, int64_t node, int64_t content);
void node_cache_put(struct node_cache *cache, int64_t node, int64_t content, struct str packed);

#endif
