/* live_parts.h - what live.c and live_load.c share: a model version in use, the tokens under which
 * its nodes and blocks are kept, lists of nodes. For these two alone. */
#ifndef CANTREF_RECORD_LIVE_PARTS_H
#define CANTREF_RECORD_LIVE_PARTS_H

#include "live.h"
#include "node_cache.h"
#include "partition.h"
#include "search_words.h"

/* struct known_source - the columns that a source had last, and what the model takes them for. */
struct known_source {
    uint64_t columns; /* hash of the source's name and headers */
    struct mapping mapping;
    struct known_source *next;
};

struct live {
    int64_t number;
    struct seal *seal;
    struct model_file *file;
    struct model *model;             /* its own, with the lists of the file */
    struct str sources[SOURCES_MAX]; /* by number in the store; "": none */
    size_t source_count;
    struct arena names;
    struct node_cache *cache;
    struct search_cache *words; /* NULL: of one that only reads */
    struct known_source *known;
    bool careful; /* a block was full (live_waiting.h) */
};

/* live_know_sources - which there are, by the store. */
int live_know_sources(struct live *live, struct db *db, struct err *err);

/* Without a model no kind is: each mention is an entity by itself. */
static inline bool is_linked(const struct live *live, int kind)
{
    return live->file != NULL && (kind == MENTION_PERSON || kind == MENTION_ORGANISATION ||
                                  kind == MENTION_ESTATE || kind == MENTION_UNKNOWN);
}

static inline size_t attribute_count(const struct live *live)
{
    size_t count = 0;
    if (live->file != NULL) {
        model_file_attributes(live->file, &count);
    }
    return count;
}

static inline int64_t block_token(const struct live *live, int kind, uint64_t block)
{
    uint64_t text[] = {(uint64_t)live->number, (uint64_t)kind, block};
    return seal_token(live->seal, "block", str_make((const char *)text, sizeof text));
}

static inline int64_t content_token(const struct live *live, int kind, uint64_t hash)
{
    uint64_t text[] = {(uint64_t)live->number, (uint64_t)kind, hash};
    return seal_token(live->seal, "node", str_make((const char *)text, sizeof text));
}

static inline int64_t place_token(const struct live *live, const char *use, uint64_t key)
{
    return key == 0 ? 0 : seal_token(live->seal, use, str_make((const char *)&key, sizeof key));
}

/* struct node_list - numbers of nodes, each once, in the order in which they came. */
struct node_list {
    struct dictionary places;
};

static inline struct str number_text(const int64_t *node)
{
    return str_make((const char *)node, sizeof *node);
}

/* The node's place from 0; new: it wasn't there. */
static inline size_t list_add(struct node_list *list, int64_t node)
{
    uint32_t place;
    if (dictionary_add(&list->places, number_text(&node), &place) != 0) {
        mem_exhausted();
    }
    return place - 1;
}

/* As a visit of numbers: context is the list. */
static inline int list_visit(void *list, int64_t node)
{
    list_add(list, node);
    return 0;
}

static inline size_t list_count(const struct node_list *list)
{
    return list->places.count > 0 ? list->places.count - 1 : 0;
}

static inline int64_t list_at(const struct node_list *list, size_t place)
{
    int64_t node;
    memcpy(&node, dictionary_text(&list->places, (uint32_t)place + 1).ptr, sizeof node);
    return node;
}

static inline bool list_find(const struct node_list *list, int64_t node, size_t *ret_place)
{
    uint32_t place =
        list->places.count > 0 ? dictionary_find(&list->places, number_text(&node)) : 0;
    *ret_place = place > 0 ? place - 1 : 0;
    return place > 0;
}

static inline bool list_has(const struct node_list *list, int64_t node)
{
    size_t place;
    return list_find(list, node, &place);
}

static inline void list_free(struct node_list *list)
{
    dictionary_free(&list->places);
}

#endif
