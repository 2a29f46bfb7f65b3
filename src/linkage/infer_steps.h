/* infer_steps.h - between the files of inference (infer.h); nothing else includes it. */
#ifndef CANTREF_LINKAGE_INFER_STEPS_H
#define CANTREF_LINKAGE_INFER_STEPS_H

#include "column_header.h"
#include "column_profile.h"
#include "infer.h"

struct infer_column {
    struct column_header header;
    struct column_profile profile;
    bool settled;       /* its role is decided */
    bool kept_aside;    /* of something or somewhere else: may be an attribute, no more */
    bool shared_number; /* an identifier that other tables hold too, for the same people */
    double score;       /* of the role it got */
};

struct infer_table {
    const struct table *table;
    struct mapping *mapping;
    struct infer_column *columns;
    bool people;        /* some column is plainly about people */
    bool people_in_run; /* some column of some table is */
    bool things;        /* not people, and a column names something else */
    size_t *rows;       /* a sample of rows by content */
    size_t row_count;
};

/* infer_settle - give a column its role, with evidence. */
void infer_settle(struct infer_table *t, size_t column, enum role role, struct str subject,
                  const char *why) __attribute__((nonnull));

/* infer_is_about_people - do a header with fitting values, or values alone, tell that rows speak of
 * people? */
bool infer_is_about_people(const struct infer_table *t);

/* infer_settle_ambiguous - "name", "title" and "number" mean one thing among people and another
 * elsewhere. */
void infer_settle_ambiguous(struct infer_table *t);

int infer_roles(struct infer_table *t);       /* propose, whose, assign, neighbours; ERR_MEMORY */
int infer_sample_rows(struct infer_table *t); /* ERR_MEMORY */
void infer_derived(struct infer_table *t);
void infer_lines(struct infer_table *t); /* the order of columns that share a role */
int infer_shared_numbers(struct infer_table *tables,
                         size_t count); /* before infer_rest; ERR_MEMORY */
void infer_rest(struct infer_table *t);
int infer_across(struct infer_table *tables,
                 size_t count); /* attribute names, at most ATTRIBUTES_MAX; ERR_MEMORY */

/* infer_has - is there a column of this role and subject? Its index, or -1. */
ptrdiff_t infer_has(const struct infer_table *t, struct str subject, enum role role);

static inline struct str infer_cell(const struct infer_table *t, size_t sampled, size_t column)
{
    return table_cell(t->table, t->rows[sampled], column);
}

#endif
