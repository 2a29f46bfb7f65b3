/* live_excerpt.h - one change under way, and a few nodes of the store as a mention table, so that
 * the functions that link whole files link them. For live.c, what it is made of, and permitted.c.
 */
#ifndef CANTREF_RECORD_LIVE_EXCERPT_H
#define CANTREF_RECORD_LIVE_EXCERPT_H

#include "live_feed.h"
#include "live_parts.h"
#include "search_store.h"

/* struct excerpt - mentions of some nodes of one kind, with all that comparing them needs. */
struct excerpt {
    struct mention_table table;
    struct lexicon lexicon;
    struct linking linking;
    uint32_t *mentions;          /* all of them */
    int64_t *node;               /* in the store, by mention (permitted_node) */
    struct stored_mention *kept; /* by mention */
};

struct permitted;

/* struct change_work - of one live_apply, or of one look at the picture of some sources. */
struct change_work {
    struct live *live;
    struct db *db;
    const struct live_change *change;
    struct permitted *permitted; /* a view of some sources only; NULL: all, as for every change */
    struct err *err;
    struct arena arena;
    struct node_list touched[LINKED_KINDS]; /* gained or lost a mention */
    struct node_list emptied[LINKED_KINDS]; /* of these, without any now */
    struct node_list beside[LINKED_KINDS];  /* have, or had, an edge to one of these */
    struct node_list near[LINKED_KINDS]; /* touched nodes and all that share a block with them … */
    struct excerpt scored[LINKED_KINDS]; /* … weighed */
    struct member_list members;
    struct member_list gone; /* that stood before; some may be among those that were brought */
    struct member_list brought;
    struct node_list places;   /* tokens of addresses and UPRNs of all that changes */
    struct search_edits words; /* by which mentions are found, that come and go */
    bool keeps_words;
    uint32_t groups;
    bool *waits;     /* by row of the change (live_waiting.h); NULL: none does */
    bool too_common; /* it failed since a block is full */
};

/* excerpt_load - mentions of nodes, with what was decided of them. whole: all mentions of each
 * node; else one stands for it. part starts zeroed; free it in any case. excerpt_lexicon - of a
 * part whose table is there. excerpt_score - its pairs and their weights; whole: it is one
 * component, of COMPONENT_COMPARED_MAX nodes or less, all of whose pairs are wanted. */
int excerpt_load(struct change_work *w, const struct node_list *nodes, bool whole,
                 struct excerpt *ret);
int excerpt_lexicon(struct change_work *w, struct excerpt *part);
int excerpt_score(struct change_work *w, int kind, bool whole, struct excerpt *part);
void excerpt_free(struct excerpt *part);

/* excerpt_node - the number in the store of a node of its linking. */
static inline int64_t excerpt_node(const struct excerpt *part, uint32_t node)
{
    return part->node[part->linking.nodes.mention[node]];
}

/* live_settle - members, those gone and places are what they are now: entities, then properties. */
int live_settle(struct change_work *w);

/* live_no_memory, live_too_common - ERR_MEMORY; ERR_LIMIT, naming the key k. */
int live_no_memory(struct change_work *w);
int live_too_common(struct change_work *w, const struct kind_model *model, int k);

#endif
