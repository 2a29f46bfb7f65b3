/* mark_store.h - what is marked of mentions, as the store keeps it (0010_mark.sql), and how sealed
 * mentions leave all that links, counts and lists.
 *
 *   sealed      nobody outside a team may know of them: no mention, no entity, no place in a count
 *   restricted  UK GDPR Article 18: kept, and used for little else
 *   objected    Article 21: not for purposes that rest on public task or legitimate interests
 *   held        not to be erased before a day: a claim in law is made or defended
 *
 * Of a record with a seal nobody is known but those whom it named beside the sealed when the seal
 * was made: should it be corrected, name others, or name them in another order, then these are
 * sealed too, until the seal is lifted or made anew. A name is what tells them apart, so that a
 * new address of theirs changes nothing (docs/decisions/0016).
 *
 * All are for the thread that has the connection, within a transaction. */
#ifndef CANTREF_RECORD_MARK_STORE_H
#define CANTREF_RECORD_MARK_STORE_H

#include "decision_store.h"

enum mark_what { MARK_SEALED = 1, MARK_RESTRICTED, MARK_OBJECTED, MARK_HELD };

/* mark_names, mark_grounds - as messages and options have them; from 1, and from 0. */
extern const char *const mark_names[MARK_HELD + 1];
extern const char *const mark_grounds[];

enum { TEAM_BYTES_MAX = 64 };

struct mark {
    int64_t number, act; /* act 0 for mark_add: the first of an order */
    enum mark_what what;
    int64_t entity;
    struct decided_mention mention;
    struct str team, ground; /* of a seal */
    int64_t until;           /* of a hold: days since 1970, included */
    struct str who, why;
    int64_t at, lifted; /* lifted 0: it stands */
};

/* mark_add - one more; *ret its number. Errors: ERR_INPUT for texts that are too long or no UTF-8;
 * those of the store. mark_lift - those of an act that stand, stand no longer; *ret_count. */
int mark_add(struct db *db, struct seal *seal, const struct mark *mark, int64_t *ret,
             struct err *err);
int mark_lift(struct db *db, int64_t act, struct str who, int64_t now, size_t *ret_count,
              struct err *err);

/* mark_visit - called with each, the oldest first; texts are good during the call, when a row
 * stands open: it must have no job done (writer.h). marks_all - of one kind (0: all) that stand, or
 * ever stood. marks_of_entity - of an entity as it was then, that stand. Errors: what visit returns
 * other than 0. */
typedef int mark_visit(void *context, const struct mark *mark, struct err *err);
int marks_all(struct db *db, struct seal *seal, enum mark_what what, bool lifted_too,
              mark_visit *visit, void *context, struct err *err);
int marks_of_entity(struct db *db, struct seal *seal, enum mark_what what, int64_t entity,
                    mark_visit *visit, void *context, struct err *err);

/* mark_held - a hold that stands on that day over any record that speaks, or spoke, of the entity,
 * or over this record (entity 0). *ret_ground, *ret_until: the one that ends last; "" and 0: none.
 */
int mark_held(struct db *db, struct seal *seal, int64_t entity, int64_t record, int64_t today,
              struct buf *ret_ground, int64_t *ret_until, struct err *err);

/* seals_in_use - does any seal stand, or did any ever? */
int seals_in_use(struct db *db, bool *ret, struct err *err);

/* seal_names_beside - who is beside the sealed of a record, from what it says now: a table of its
 * mentions. Replaces what was noted before. seal_names_forget - the record has no seal any more.
 * */
int seal_names_beside(struct db *db, const struct seal *seal, int64_t record,
                      const struct mention_table *mentions, struct err *err);
int seal_names_forget(struct db *db, int64_t record, struct err *err);

/* seals_leave_out - the sealed mentions out of a table, records[] by mention.
 * Out: *ret_records: those of which something was left out, and *ret_hidden, by place in it, of
 * which nothing is left; both to be freed with mem_free, NULL for none.
 * Errors: those of the store. Cost: a look-up a record; one when nothing was ever sealed. */
struct sealed_records {
    size_t count, capacity;
    int64_t *record;
    bool *hidden;
};
int seals_leave_out(struct db *db, const struct seal *seal, const int64_t *records,
                    struct mention_table *table, struct sealed_records *ret, struct err *err);
void sealed_records_free(struct sealed_records *records);

/* record_is_hidden, record_hide, record_show - is, becomes or ceases to be one of which nobody is
 * to be known of. */
int record_is_hidden(struct db *db, int64_t record, bool *ret, struct err *err);
int record_hide(struct db *db, int64_t record, struct err *err);
int record_show(struct db *db, int64_t record, struct err *err);

/* marks_forget - all that is marked of a record that goes for good; keys of reasons are added to
 * ret_keys, to be forgotten. */
int marks_forget(struct db *db, int64_t record, struct whole_list *ret_keys, struct err *err);

/* ---- seals opened to one person more ---- */

struct seal_opening {
    int64_t number, act;
    struct str login;
    int64_t until; /* last day, days since 1970 */
    struct str asked_by, why;
    int64_t asked;
    struct str approved_by; /* "": nobody yet */
    int64_t approved;
};

/* opening_ask - asked for; it opens nothing yet. opening_approve - by another than who asked and
 * whom it opens to: ERR_CONFLICT when it is the same person or it is approved already;
 * ERR_NOTFOUND. openings_all - each, the oldest first; a row stands open meanwhile: visit must have
 * no job done (writer.h). */
int opening_ask(struct db *db, struct seal *seal, const struct seal_opening *opening, int64_t *ret,
                struct err *err);
int opening_approve(struct db *db, int64_t number, struct str who, int64_t now, struct err *err);
typedef int opening_visit(void *context, const struct seal_opening *opening, struct err *err);
int openings_all(struct db *db, struct seal *seal, opening_visit *visit, void *context,
                 struct err *err);

#endif
