/* log_search.h - the audit log looked through, for information governance; that it was is a leaf of
 * its own, on disk before anything of it is shown.
 *
 *     inquiry_act(ACT_AUDIT) ─► log_search          by staff, purpose, case, days
 *                            ─► log_search_person   about one person, under this purpose
 *                            ─► log_leaf            all of one leaf
 */
#ifndef CANTREF_VIEW_LOG_SEARCH_H
#define CANTREF_VIEW_LOG_SEARCH_H

#include "inquiry.h"

/* struct log_question - "" or 0: whatever it is. Times: milliseconds since 1970, UTC; from
 * included, until not. */
struct log_question {
    struct str who, purpose, case_reference;
    int64_t from_ms, until_ms;
};

/* log_search - the numbers of the leaves, ascending, added to ret. Those whose details are kept no
 * more are found by time alone. Errors: those of audit_each, inquiry_tell_leaves.
 * Cost: each leaf of those days opened, 10 µs. */
int log_search(struct inquiry *inquiry, const struct log_question *question, struct whole_list *ret,
               struct err *err);

/* log_search_person - those of them that name somebody, by an id under the inquiry's purpose or
 * SOURCE:ROW. question NULL: all.
 * Errors: ERR_NOTFOUND nobody; ERR_DENIED: both in the log, too; those of audit_find_subject. */
int log_search_person(struct inquiry *inquiry, struct str id, const struct log_question *question,
                      struct whole_list *ret, struct err *err);

/* log_leaf - one leaf, in the arena, as audit_read has it. */
int log_leaf(struct inquiry *inquiry, uint64_t number, struct arena *arena, struct audit_entry *ret,
             struct err *err);

#endif
