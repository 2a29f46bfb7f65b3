/* decision_store.h - what people decided of two mentions, as the store keeps it (tables decision
 * and opinion, 0004_decision.sql), and how it gets to the linkage (mention_decide.h).
 *
 * A decision is of two mentions, each known by its record and its number in it. So it survives a
 * new model, a corrected value, and the record's withdrawal and return; and of many mentions that
 * say the same it names one. Should the record say something else by then, the decision stands all
 * the same and is listed as one to look at again (decision_lines.h).
 *
 * All are for the thread that has the connection, within a transaction. */
#ifndef CANTREF_RECORD_DECISION_STORE_H
#define CANTREF_RECORD_DECISION_STORE_H

#include "db.h"
#include "memory.h"
#include "mention_values.h"
#include "seal.h"

enum { WHO_BYTES_MAX = 100, WHY_BYTES_MAX = 1000 };

struct decided_mention {
    int64_t record;
    int number;
};

struct decision {
    int64_t number; /* the newer, the higher */
    struct decided_mention left, right;
    bool same;
    struct str who;
    struct str why; /* "": no reason was given */
    int64_t at;
    int64_t act; /* decisions of one merge or split; 0 for decision_add: one by itself */
    bool weighed;
    int32_t weight;    /* 1/1024 bits, what the model said when it was made */
    int64_t undone;    /* when; 0: it stands */
    int64_t left_said; /* tokens of what they say; 0: nothing */
    int64_t right_said;
};

/* decision_add - one more; `number` is not looked at.
 * Errors: ERR_INPUT for a mention and itself, for two of one record that are to be the same, for a
 *         name or a reason that is too long or no UTF-8; those of the store. */
int decision_add(struct db *db, struct seal *seal, const struct decision *decision, int64_t *ret,
                 struct err *err);

/* decision_missing - ERR_NOTFOUND: what is said of one that there isn't, or that may not be known
 * of. */
int decision_missing(int64_t number, struct err *err);

/* decision_undo - it stands no longer. Errors: ERR_NOTFOUND; ERR_CONFLICT when it has been undone
 * before. */
int decision_undo(struct db *db, int64_t number, struct str who, int64_t now, struct err *err);

/* decision_visit - called with each, the oldest first; texts are good during the call, when a row
 * stands open: it must have no job done (writer.h). */
typedef int decision_visit(void *context, const struct decision *decision, struct err *err);

/* decisions_all - every decision, those undone too. decisions_of_act - those of one merge or split
 * that stand. decision_one - of a number: ERR_NOTFOUND. */
int decisions_all(struct db *db, struct seal *seal, decision_visit *visit, void *context,
                  struct err *err);
int decisions_of_act(struct db *db, struct seal *seal, int64_t act, decision_visit *visit,
                     void *context, struct err *err);
int decision_one(struct db *db, struct seal *seal, int64_t number, decision_visit *visit,
                 void *context, struct err *err);

/* decisions_in_use - does any stand? */
int decisions_in_use(struct db *db, bool *ret, struct err *err);

/* decide_mentions - the decisions that stand into a table of mentions, records[] by mention; those
 * that name a record of another source than sources (NULL: all) are left out. decide_all - the same
 * for a table of most mentions that there are.
 * Errors: ERR_MEMORY, those of the store. Cost: two look-ups a mention; O(mentions + decisions);
 *         one look-up when nothing was ever decided. */
struct source_set;
int decide_mentions(struct db *db, const int64_t *records, const struct source_set *sources,
                    struct mention_table *table, struct err *err);
int decide_all(struct db *db, const int64_t *records, const struct source_set *sources,
               struct mention_table *table, struct err *err);

/* decided_same - visit the nodes of a kind and model whose mention was decided to be the same as
 * the one of this node; a row stands open meanwhile: visit must have no job done (writer.h). */
int decided_same(struct db *db, int64_t model, int kind, int64_t node,
                 int (*visit)(void *context, int64_t node), void *context, struct err *err);

/* decision_said - a token of what a mention says, its standardised texts but for attributes, which
 * differ from model to model. Pure. */
int64_t decision_said(const struct seal *seal, const struct mention_values *values);

/* opinion_add - what somebody else said of a pair that had been decided; it decides nothing.
 * opinion_drop - it is taken back. opinion_given - has this person given one of this decision?
 * opinion_visit - called with what the first and the second said of each such pair, while a row
 * stands open: it must have no job done (writer.h). */
int opinion_add(struct db *db, int64_t decision, bool same, struct str who, int64_t now,
                int64_t *ret, struct err *err);
int opinion_drop(struct db *db, int64_t opinion, struct err *err);
int opinion_given(struct db *db, int64_t decision, struct str who, bool *ret, struct err *err);
typedef void opinion_visit(void *context, bool first_same, bool second_same);
int opinions_all(struct db *db, opinion_visit *visit, void *context, struct err *err);

#endif
