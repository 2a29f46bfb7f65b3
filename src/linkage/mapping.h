/* mapping.h - what each column of each source was taken to be: the bridge from tables to mentions.
 *
 * struct mapping is the answer of infer.h or of a mapping file that a person corrected;
 * mention_build.h reads nothing else.
 *
 *   subject ""          the row's main person: title, given name … and attributes
 *   subject "parent 1"  somebody else whom the row names
 *
 * Strings live in the mapping's own arena. Nothing here has I/O. */
#ifndef CANTREF_LINKAGE_MAPPING_H
#define CANTREF_LINKAGE_MAPPING_H

#include "memory.h"
#include "name.h"
#include "role.h"
#include "table.h"

enum { SUBJECTS_MAX = 16, LATEST_YEAR_DEFAULT = 2026 };

/* What the rows of a table speak of, when nothing in them says otherwise. */
enum mapping_kind {
    MAPPING_PEOPLE,
    MAPPING_ORGANISATIONS,
    MAPPING_PROPERTIES,
    MAPPING_THINGS,
    MAPPING_KINDS
};

struct mapping_column {
    struct str header;
    enum role role;
    int line;                   /* place among the columns of one role and subject, from 0 */
    struct str subject;         /* "": the row's main person, or everybody for a shared role */
    enum date_order date_order; /* of a birth date */
    enum name_order name_order; /* of a full name */
    struct str attribute;       /* its name; in other sources the same name is the same field */
    bool identifies;     /* an attribute that tells people apart: a row that has it speaks of one,
                        though it gives no name */
    struct str evidence; /* why: counts and shares, never values */
    double understood;   /* share of the values that are not empty that were read */
};

struct mapping {
    struct str source;
    enum mapping_kind kind;
    int latest_year;
    size_t column_count;
    struct mapping_column *columns; /* in the order of the table's columns */
    struct arena arena;
    bool exhausted; /* some text could not be kept for want of memory */
};

/* mapping_begin - an empty mapping of a table: every column ignored, its header copied.
 * Returns 0 or ERR_MEMORY; mapping_free in either case. */
int mapping_begin(const struct table *table, struct mapping *ret);
void mapping_free(struct mapping *mapping);

/* mapping_text - printf into the mapping's arena; at most 1,000 bytes.
 * Out of memory: "", and mapping->exhausted is set. */
struct str mapping_text(struct mapping *mapping, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* mapping_kind_name, mapping_kind_find - "people", "organisations", "properties", "things";
 * MAPPING_KINDS: none of them. */
const char *mapping_kind_name(enum mapping_kind kind);
enum mapping_kind mapping_kind_find(struct str name);

/* mapping_subjects - the distinct subjects in use, "" first, then in byte order. Returns their
 * number, ≥ 1, ≤ SUBJECTS_MAX (columns of subjects beyond that are left out). Does not depend on
 * the order of columns. */
int mapping_subjects(const struct mapping *mapping, struct str ret[SUBJECTS_MAX]);

/* mapping_columns - the columns of a subject that have a role, by line; at most max. Returns their
 * number. */
int mapping_columns(const struct mapping *mapping, struct str subject, enum role role, int max,
                    size_t *ret);

#endif
