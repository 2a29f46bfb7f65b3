/* live_follow.h - whole components, followed from edge to edge through the store, and their
 * clusters: the part of live linking that a purpose's view shares (permitted.h).
 *
 *   some nodes ─► best edges of both ends, decisions, outward ─► joined ─► clusters ─► members
 *
 * For live.c and permitted.c alone. */
#ifndef CANTREF_RECORD_LIVE_FOLLOW_H
#define CANTREF_RECORD_LIVE_FOLLOW_H

#include "component.h"
#include "live_excerpt.h"

/* struct joined - the nodes of whole components, and the edges that make these. Start from zero,
 * with the nodes to begin at; end with joined_free. */
struct joined {
    struct node_list nodes;
    struct component_edge *edges; /* ends are places in nodes */
    size_t count, capacity;
};

void joined_free(struct joined *joined);

/* live_follow - the edges that are among the best of both ends, and decisions, from the nodes in
 * ret on, until nothing new is met. Errors: those of the store. Cost: some reads a node. */
int live_follow(struct change_work *w, int kind, struct joined *ret);

/* live_cluster - the components of joined resolved; the mentions of each cluster are a group of
 * w->members, and where the cut keeps a node's mentions apart, each by itself.
 * Errors: ERR_MEMORY, ERR_LIMIT (live_too_common), those of the store. */
int live_cluster(struct change_work *w, int kind, const struct joined *joined);

#endif
