/* live.h - live linking: the picture follows each change of a record, within its transaction.
 *
 *   rows ─► mentions ─► nodes that gain or lose a mention ("touched")
 *                         │ blocks: who else may be the same
 *                         ▼
 *                       pairs weighed with the model ─► edges kept in the store
 *                         │ best edges of both ends, from there on outward
 *                         ▼
 *                       components that may differ from before, whole ─► clusters ─► entities
 *
 * Live = batch, exactly: partition = f(set of mentions, decisions, model), and whatever a change
 * can alter is worked out anew by the same functions that `cantref link --model` uses. Why this is
 * enough:
 *  - a pair's weight depends on the two nodes and the model alone, so only pairs of touched nodes
 *    gain, lose or change an edge;
 *  - whether an edge is among the best of both its ends depends on the edges of these two nodes, so
 *    only edges at touched nodes or at a neighbour of one, old or new, can become a component's or
 *    cease to be one;
 *  - a decision touches the mentions it names, which are nodes by themselves as long as it stands
 *    (mention_decide.h). What is decided to be the same is in one component, so that which
 * decisions hold (constraint.h) depends on a component's members and the decisions between them;
 *  - a component's clusters depend on its members alone, and on these decisions. Those worked out
 * anew are the components in which touched nodes or their neighbours stood, and the ones in which
 * members of these stand now, followed edge by edge until nothing is left over. live_test.c tries
 * it in random orders of arrival, change and withdrawal. */
#ifndef CANTREF_RECORD_LIVE_H
#define CANTREF_RECORD_LIVE_H

#include "decision_store.h"
#include "mapping.h"
#include "model_file.h"
#include "seal.h"

struct live; /* one model version in use; for one thread: the one that writes, or one that reads */

/* live_open - from the bytes of a model.json; number: of the version, from 1, told apart in the
 * store. No bytes, and 0: no model yet, each mention is an entity by itself. seal must outlive it.
 * Errors: those of model_file_parse; ERR_INPUT for a model whose cut is below that of components
 *         (one made for a low precision). *ret is untouched then. */
int live_open(struct str model, int64_t number, struct seal *seal, struct live **ret,
              struct err *err);
void live_close(struct live *live);

/* live_open_beside - the same version for one more thread, which reads alone: what was learnt is
 * shared, names of sources and what is kept of nodes are its own. */
void live_open_beside(const struct live *of, struct live **ret);

/* live_mapping - the model's own mapping of a source with these columns, if it knows it; ret is
 * then to be freed with mapping_free. */
int live_mapping(const struct live *live, const struct table *table, struct mapping *ret,
                 bool *ret_known, struct err *err);

/* live_known_mapping - the same, kept by live for the columns that the source had last: no work
 * when they are the same again. *ret NULL: the model doesn't know the source so. */
int live_known_mapping(struct live *live, const struct table *table, const struct mapping **ret,
                       struct err *err);

/* struct live_change - of records of one source. A record that has mentions already loses them
 * first: the row is what it now says. */
struct live_change {
    int64_t source;           /* without rows: 0 */
    const struct table *rows; /* named as the source is; NULL: none */
    const struct mapping *mapping;
    const int64_t *records;   /* of each row */
    const int64_t *withdrawn; /* of any source */
    size_t withdrawn_count;
    const struct decided_mention *decided; /* a decision that names them was made or undone */
    size_t decided_count;
    int64_t now; /* seconds since 1970 */
    bool *again; /* not NULL: set when this failed since a block is full, and the caller undoes all
                    and applies it again. NULL: live_apply does, for which it keeps a savepoint */
};

/* live_apply - through db, within the caller's transaction: undo it when this fails.
 * Records for which the frozen plan has no room wait (live_waiting.h).
 * Errors: ERR_LIMIT for a decision about a value that has become too common for the plan, naming
 *         the key; those of the store. Cost: some hundred reads of the store a mention; less where
 *         many come at once. */
int live_apply(struct live *live, struct db *db, const struct live_change *change, struct err *err);

#endif
