/* node_store.h - mentions, nodes, blocks and edges of a model version, as the store keeps them: the
 * tables mention, node, block and edge (0002_picture.sql), and nothing of what they mean.
 *
 *   mention (record 17, number 1) ─┐
 *   mention (record 40, number 2) ─┴► node 8 ──► block tokens ◄── node 31
 *                                     node 8 ◄── edge, 9.25 bits ──► node 31
 *
 * All are for the thread that has the connection, within a transaction. */
#ifndef CANTREF_RECORD_NODE_STORE_H
#define CANTREF_RECORD_NODE_STORE_H

#include "db.h"
#include "memory.h"
#include "mention_values.h"
#include "node_cache.h"
#include "seal.h"
#include "source_set.h"

struct stored_edge {
    int64_t other;
    int32_t score; /* 1/1024 bits */
};

struct stored_mention {
    int64_t mention, record, node;
    int number;
};

/* struct node_content - a node as it is compared: one of its mentions' values, and the places of
 * all. In the caller's arena. */
struct node_content {
    int64_t node;
    int kind;
    int64_t source;
    struct mention_values values;
    size_t count;
    struct stored_mention *mentions; /* ascending by record and number */
};

/* node_find - the node of a content token, or 0. node_add - a new one, a component by itself. */
int node_find(struct db *db, int64_t content, int64_t *ret, struct err *err);
int node_add(struct db *db, int64_t model, int kind, int64_t source, int64_t content, int64_t *ret,
             struct err *err);

/* node_is_empty - has no mention the node? */
int node_is_empty(struct db *db, int64_t node, bool *ret, struct err *err);

/* node_drop - the node and its edges are no more; blocks go with node_leave_block. */
int node_drop(struct db *db, int64_t node, struct err *err);

/* nodes_without_mention_drop - node_drop when no mention has it; *ret_went is set then, and the
 * caller sweeps its blocks. */
int nodes_without_mention_drop(struct db *db, int64_t node, bool *ret_went, struct err *err);

/* node_load - a node with its mentions. Errors: ERR_NOTFOUND when no mention has it. */
int node_load(struct db *db, struct seal *seal, struct node_cache *cache, int64_t node,
              struct arena *arena, struct node_content *ret, struct err *err);

/* mention_add - a mention of a standing record, sealed under a key of its own. address, uprn:
 * tokens, 0 for none. */
int mention_add(struct db *db, struct seal *seal, int64_t model, const struct stored_mention *place,
                int64_t address, int64_t uprn, struct str packed, struct err *err);

/* mentions_of_record - those under one model. *ret, in the arena. mention_drop - one goes; its key
 * is noted, since older backups hold what it sealed (key_past). */
int mentions_of_record(struct db *db, int64_t model, int64_t record, struct arena *arena,
                       struct stored_mention **ret, size_t *ret_count, struct err *err);
int mention_drop(struct db *db, int64_t mention, struct err *err);

/* mention_load - what one says, in packed, which values refer to. *ret_there false: there is none.
 */
int mention_load(struct db *db, struct seal *seal, int64_t model, int64_t record, int number,
                 struct buf *packed, struct mention_values *ret, bool *ret_there, struct err *err);

/* places_of_mention - the tokens of its address and its UPRN; 0: it has none, or isn't there. */
int places_of_mention(struct db *db, int64_t model, int64_t record, int number, int64_t ret[2],
                      struct err *err);

/* mention_move - it belongs to another node from now on. */
int mention_move(struct db *db, int64_t mention, int64_t node, struct err *err);

/* node_visit - called while a row stands open: it must have no job done (writer.h).
 * node_join_block, node_leave_block - stand in a block, or no longer. block_nodes - visit who does,
 * at most `max`: ERR_LIMIT when there are more. */
int node_join_block(struct db *db, int64_t model, int64_t token, int64_t node, struct err *err);
int node_leave_block(struct db *db, int64_t model, int64_t token, int64_t node, struct err *err);
typedef db_number_visit node_visit;
int block_nodes(struct db *db, int64_t model, int64_t token, size_t max, node_visit *visit,
                void *context, struct err *err);

/* edges_of - a node's edges, heaviest first, in the arena. edges_among - those to nodes of these
 * sources. edge_put - in both directions;
 * edges_drop - all of a node's, in both directions. */
int edges_of(struct db *db, int64_t node, struct arena *arena, struct stored_edge **ret,
             size_t *ret_count, struct err *err);
int edges_among(struct db *db, int64_t node, const struct source_set *sources, struct arena *arena,
                struct stored_edge **ret, size_t *ret_count, struct err *err);
int edge_put(struct db *db, int64_t left, int64_t right, int32_t score, struct err *err);
int edges_drop(struct db *db, int64_t node, struct err *err);

/* component_of - of a node; 0 when there is no such node. component_nodes - visit its members.
 * component_put - a node is in it. */
int component_of(struct db *db, int64_t node, int64_t *ret, struct err *err);
int component_nodes(struct db *db, int64_t component, node_visit *visit, void *context,
                    struct err *err);
int component_put(struct db *db, int64_t node, int64_t component, struct err *err);

/* version_drop_slice - some of what a model version has in these tables goes, a slice a call, until
 * *ret_done. at: start from zero. */
struct version_drop {
    size_t part;
    int64_t from;
};
int version_drop_slice(struct db *db, int64_t model, struct version_drop *at, bool *ret_done,
                       struct err *err);

#endif
