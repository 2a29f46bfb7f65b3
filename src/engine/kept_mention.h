/* kept_mention.h - whose a row is that was kept with the mentions which were one person then: a
 * statement on how they are reached, an offer of help.
 *
 * It is of whoever the first of these mentions is, in the purpose's own picture, that stands there:
 * so a row follows merges, and after a split is of the one to whom it was said. Mentions of sources
 * that the purpose may not use have no say, nor can their being there be told (decision 0029). */
#ifndef CANTREF_ENGINE_KEPT_MENTION_H
#define CANTREF_ENGINE_KEPT_MENTION_H

#include "view.h"

/* struct kept_table - a table of mentions, as statements: of_mention, the rows of a mention ($1 the
 * record, $2 the number); mentions, record and number of those of a row ($1) by place; put, one
 * more ($1 the row, $2 place, $3 record, $4 number). */
struct kept_table {
    const char *of_mention, *mentions, *put;
};

/* kept_put - the mentions of a row: that one first, if it is among them (record 0: none), then the
 * others in their order. Errors: those of the store. */
int kept_put(struct db *db, const struct kept_table *table, int64_t row,
             const struct permitted_list *mentions, int64_t record, int number, struct err *err);

/* kept_rows - the rows that are of the person of a view, ascending, added to ret.
 * kept_of_entity - those in which any of these mentions has a place, unless the first that stands
 * is another entity's now: what holds for a person once, whatever the purpose.
 * kept_of_subjects - those of a person by all their mentions (disclosure_subject) in all sources.
 * Errors: those of the store. */
int kept_rows(struct viewing *viewing, const struct kept_table *table, const struct view *view,
              struct whole_list *ret, struct err *err);
int kept_of_entity(struct db *db, const struct kept_table *table,
                   const struct permitted_list *mentions, struct whole_list *ret, struct err *err);
int kept_of_subjects(struct db *db, const struct kept_table *table,
                     const struct whole_list *subjects, struct whole_list *ret, struct err *err);

/* kept_person - the view of whoever a row is of, alone.
 * Out:    *ret_there: false when nobody is, whom the purpose may read; *ret is to be freed with
 *         view_free in any case; start from zero. Errors: those of the store. */
int kept_person(struct viewing *viewing, const struct kept_table *table, int64_t row,
                struct view *ret, bool *ret_there, struct err *err);

#endif
