/* decision_lines.h - the decisions of a home beside the picture as it is: where they are, whether
 * they hold, whether the model agrees by now. What people read; nothing is changed. */
#ifndef CANTREF_RECORD_DECISION_LINES_H
#define CANTREF_RECORD_DECISION_LINES_H

#include "decision_store.h"
#include "picture.h"

struct decision_side {
    struct str source;
    uint32_t row; /* in the newest extract; 0: the record or the mention is not there now */
    int number;
    struct str entity; /* its id; "": none */
    bool says_else;    /* than it did when it was decided about */
};

struct decision_line {
    struct decision decision; /* texts in the list's arena */
    struct decision_side left, right;
    bool holds;         /* false: undone, contradicted by a newer one, or of one that isn't there */
    bool weighed;       /* both are there and of one kind */
    int32_t weight_now; /* of the pair by itself, 1/1024 bits */
    bool disagrees;     /* the model alone would say otherwise of the pair by itself */
};

struct decision_lines {
    struct decision_line *at; /* the oldest first */
    size_t count, capacity;
    struct arena arena;
};

/* decision_lines_read - all that stand; undone: those undone too.
 * In:     nobody writes meanwhile. Out: ret starts zeroed; decision_lines_free it in any case.
 * Errors: those of standing_run_make, but none when nothing was decided. Cost: that of linking the
 *         records that decisions name. */
int decision_lines_read(struct picture *picture, bool undone, int threads,
                        struct decision_lines *ret, struct err *err);
void decision_lines_free(struct decision_lines *lines);

#endif
