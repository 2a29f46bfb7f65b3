/* own_rows.h - the records that are taken for one person's, one by one: what each says, since
 * when, and how sure it is that it is theirs: so that a person can say "this one is not me". */
#ifndef CANTREF_VIEW_OWN_ROWS_H
#define CANTREF_VIEW_OWN_ROWS_H

#include "view.h"

struct own_value {
    enum field_category category;
    struct str text;
};

struct own_row {
    char id[PURPOSE_ID_TEXT_MAX]; /* under the purpose; tells nothing */
    struct str source;
    int64_t since; /* seconds since 1970: when the home got to know it so */
    int permille;  /* as struct view_witness has it */
    size_t count;
    struct own_value *values; /* by category */
};

struct own_rows {
    size_t count;
    struct own_row *at; /* in the order of the person's mentions */
};

/* own_rows_read - of a person whom a view gave, by the decisions of its purpose.
 * Out:    *ret, in arena. The caller tells the log of the view.
 * Errors: those of disclosure_open. */
int own_rows_read(struct arena *arena, struct viewing *viewing, const struct view_person *person,
                  struct own_rows *ret, struct err *err);

#endif
