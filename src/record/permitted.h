/* permitted.h - the picture as it would be had some sources never been connected: what a purpose's
 * view is of (access.md, purpose-bound linking).
 *
 *   full picture:        council tax A ── social care ── council tax B     one entity
 *   without social care: council tax A          council tax B              two
 *
 * A cluster among permitted sources is never the full one with the others left out: a barred record
 * may have joined two of them, or crowded one out of another's best edges. It is found by the same
 * functions as live linking uses (live_follow.h), walking the stored edges between permitted nodes
 * only, the best taken among these. What makes this exact: an edge depends on its two nodes and the
 * model alone; all else starts afresh from permitted edges.
 *
 * Decisions that name a barred record are not known to the view either. A mention that only such
 * decisions tell apart from others that say the same (mention_decide.h) is one node with these
 * again: struct alike.
 *
 * Not covered: records that wait since a block of the plan is full (live_waiting.h) stand alone in
 * every view, also where the permitted records alone would leave room for them. */
#ifndef CANTREF_RECORD_PERMITTED_H
#define CANTREF_RECORD_PERMITTED_H

#include "live.h"
#include "node_store.h"
#include "record_store.h"
#include "source_set.h"

struct permitted;

/* permitted_open - the picture of these sources. For the thread that has db and live, within one
 * transaction or while nobody writes; to be closed, and opened anew after anything was written.
 * Errors: those of the store. Cost: one look-up when nothing was ever decided, else O(decisions).
 */
int permitted_open(struct live *live, struct db *db, const struct source_set *sources,
                   struct permitted **ret, struct err *err);
void permitted_close(struct permitted *permitted);

/* permitted_cluster - all mentions, of permitted sources, that are one with this one there, itself
 * among them, added to ret in the order of the records' identities and numbers, which tells nothing
 * of when which record came.
 * Errors: ERR_NOTFOUND when there is no such mention, or its source is not permitted (the two are
 *         not told apart); ERR_LIMIT when the component can't be worked out; those of the store.
 * Cost: some reads, and an unsealing, for each node of its component. */
struct permitted_mention {
    int64_t record;
    int number;
    uint8_t identity[TOKEN_BYTES]; /* of the record: the same in every home with these keys */
    int32_t weight;                /* 1/1024 bits, of its heaviest pair with another of the cluster;
                                      INT32_MIN: there is none, or people decided it */
};
struct permitted_list {
    struct permitted_mention *at;
    size_t count, capacity;
};
int permitted_cluster(struct permitted *permitted, int64_t record, int number,
                      struct permitted_list *ret, struct err *err);

/* permitted_alone - a mention by itself, of a permitted source and a record that stands, though it
 * is in no picture: one that is sealed, for whoever may see it. Errors: as permitted_cluster.
 * permitted_list_join - more, after those that are there. */
int permitted_alone(struct permitted *permitted, int64_t record, int number,
                    struct permitted_list *ret, struct err *err);
void permitted_list_join(struct permitted_list *list, const struct permitted_list *more);
void permitted_list_free(struct permitted_list *list);

/* permitted_component - the records that have a say in it: of its whole component there, added to
 * ret, some more than once. A mention that stands alone: its own. Errors, cost: as above. */
int permitted_component(struct permitted *permitted, int64_t record, int number,
                        struct whole_list *ret, struct err *err);

/* What live_follow.c and live_excerpt.c ask on the way; w->permitted NULL: everything is permitted,
 * and nothing costs anything.
 *
 * permitted_edges - a node's edges, the heaviest first. permitted_has - is this node of a permitted
 * source? permitted_decided - did people decide anything at all? permitted_node - the node that
 * stands for those that are one with it here. permitted_expand - all that a node stands for, itself
 * among them, added to ret. */
struct change_work;
struct node_list;
int permitted_edges(struct change_work *w, int64_t node, struct stored_edge **ret,
                    size_t *ret_count);
int permitted_has(const struct change_work *w, int64_t node, bool *ret);
int permitted_decided(const struct change_work *w, bool *ret);
int64_t permitted_node(const struct change_work *w, int64_t node);
void permitted_expand(const struct change_work *w, const struct node_list *nodes,
                      struct node_list *ret);

/* permitted_sources - of a view; NULL: all. */
const struct source_set *permitted_sources(const struct change_work *w);

#endif
