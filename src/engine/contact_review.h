/* contact_review.h - everybody who said how they are reached, as a purpose may know them; and of
 * these what is to be asked again, since its review date has passed. */
#ifndef CANTREF_ENGINE_CONTACT_REVIEW_H
#define CANTREF_ENGINE_CONTACT_REVIEW_H

#include "contact_preference.h"

/* contact_each - called with each row of the table that is somebody's whom the purpose may read, in
 * the order of rows; again: the same person was met with an earlier row. A view that visit empties
 * is its own from then on.
 * In:     rows: ascending. The caller tells the log before anything is shown.
 * Errors: ERR_DENIED the purpose does not reach how people are reached; what visit returns; those
 *         of the store. Cost: a view for each row. */
typedef int contact_visit(void *context, struct view *view, int64_t row, bool again,
                          struct err *err);
int contact_each(struct inquiry *inquiry, const struct kept_table *table,
                 const struct whole_list *rows, contact_visit *visit, void *context,
                 struct err *err);

struct contact_due {
    size_t view; /* place in the review's */
    enum step_channel channel;
    enum reach_state state;
    enum reach_reason reason;
    int32_t review;
};

/* struct contact_review - what is to be asked again by a day, and of whom. */
struct contact_review {
    struct contact_due *at;
    size_t count, capacity;
    struct view *views;
    size_t view_count, view_capacity;
};

/* contact_review_read - by that day. *ret: start from zero; end with contact_review_free.
 * Errors: those of contact_each. */
int contact_review_read(struct inquiry *inquiry, int32_t until, struct contact_review *ret,
                        struct err *err);
void contact_review_free(struct contact_review *review);

#endif
