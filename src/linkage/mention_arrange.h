/* mention_arrange.h - the attributes of a mention table in the places where a model expects them;
 * mentions that are not to be linked, left out.
 *
 *   model knows     band  wing  ward            mention_table_build assigns places as it meets
 *   them:  colour  ward  band
 *   arranged        band  wing  ward  colour    wing: nobody has it; colour: nothing in the model
 *   looks at it
 *
 * so that a model's features, key parts and refinements stay as they are and whatever looks at
 * "wing" finds it missing. */
#ifndef CANTREF_LINKAGE_MENTION_ARRANGE_H
#define CANTREF_LINKAGE_MENTION_ARRANGE_H

#include "mention.h"

/* mention_table_arrange - give attribute names[i] place i, for i < count ≤ ATTRIBUTES_MAX; the
 * table's other attributes come behind, in the order they had, as far as there is room (those left
 * over are taken out of the table). names are copied.
 * Errors: ERR_MEMORY; the table is as it was then. Cost: O(names): rows stay as they are. */
int mention_table_arrange(struct mention_table *table, const struct str *names, size_t count)
    __attribute__((warn_unused_result));

/* mention_table_leave_out - the table without the mentions of which out[] holds, as if their rows
 * had never named them: the others keep their numbers; they have no companions any more in a row of
 * which somebody goes; an implied property goes on to one who has its address, or goes too.
 * In:     no decisions yet (mention_decide.h). Pure but for the table. Cost: O(mentions). */
void mention_table_leave_out(struct mention_table *table, const bool *out);

#endif
