/* source_definition.h - sources/NAME.yaml: where a source's records come from, what tells them
 * apart, what its columns mean, and under which rules the council keeps them.
 *
 *     source: council_tax          the name of the file without .yaml
 *     connector:                   source_connector.h
 *       kind: file
 *       path: extracts/council_tax.csv
 *     key: Account Ref             column, or [columns], whose value stays with a record for life;
 *                                  left out: keyed by the row's content and count
 *     delivery: snapshot           each extract holds all records: what is gone is withdrawn
 *               changes            each holds what changed; needs a key
 *     deletion:                    of changes: a row with this value in this column tells that the
 *       column: Action             record is gone; left out: no row does
 *       value: D
 *     duplicates: possible         the source may have a person twice
 *                 free             it never has, so two of its records are two people
 *     category: council_tax        which service it is of (src/access/source_category.h): purposes
 *                                  and gateways name sources by it; left out: only by name
 *     agreement: …                 the data sharing agreement under which it is used
 *     retention_days: 2555         kept so long after a record is gone; left out: the council's
 *     schedule: by hand            or hourly, daily at 02:30, weekly on monday at 02:30
 *     shrink_max: 0.2              share of a snapshot's records that may be gone at once
 *     reject_max: 0.01             share of rows that may be unreadable
 *     mapping:                     mapping_file.h: kind, latest_year, columns
 *
 * Two people approve its category, connector and mapping before a purpose uses it (decision 0023).
 *
 * Strict: anything else is an error with its place; every mistake is told, not only the first. */
#ifndef CANTREF_RECORD_SOURCE_DEFINITION_H
#define CANTREF_RECORD_SOURCE_DEFINITION_H

#include "council_file.h"
#include "definition.h"
#include "mapping.h"
#include "source_category.h"
#include "source_connector.h"

enum { KEY_COLUMNS_MAX = 8, SOURCE_NAME_MAX = 64 };

#define SHRINK_MAX_DEFAULT 0.2
#define REJECT_MAX_DEFAULT 0.01

enum source_delivery { DELIVERY_SNAPSHOT, DELIVERY_CHANGES };
enum source_duplicates { DUPLICATES_POSSIBLE, DUPLICATES_FREE };
enum schedule_kind { SCHEDULE_BY_HAND, SCHEDULE_HOURLY, SCHEDULE_DAILY, SCHEDULE_WEEKLY };

struct source_schedule {
    enum schedule_kind kind;
    int weekday; /* 0 Monday … 6 Sunday, of a weekly one */
    int hour, minute;
};

/* struct source_definition - end with source_definition_free. Texts live in its arena. */
struct source_definition {
    struct str name;
    struct connector connector;
    struct str key[KEY_COLUMNS_MAX];
    size_t key_count; /* 0: keyed by content and count */
    enum source_delivery delivery;
    struct str deletion_column; /* "": no row tells a deletion */
    struct str deletion_value;
    enum source_duplicates duplicates;
    enum source_category category; /* SOURCE_CATEGORIES: none is given */
    struct str agreement;          /* "": none named */
    int64_t retention_days;        /* 0: the council's */
    struct source_schedule schedule;
    double shrink_max;
    double reject_max;
    uint8_t content[CONTENT_HASH_BYTES]; /* what people approve: category, connector, mapping */
    struct mapping mapping;              /* the columns that the file names, in its order */
    const struct yaml_node *root;        /* what was parsed; NULL: it was not read from a file */
    struct str file;                     /* … named in errors */
    struct arena arena;
};

/* source_name_fits - may a source be called so? ASCII letters, digits, _ and -, the first no -; at
 * most SOURCE_NAME_MAX. */
bool source_name_fits(struct str name);

/* source_delivery_name, source_duplicates_name - as in the file. schedule_text - likewise, into
 * text. */
const char *source_delivery_name(enum source_delivery delivery);
const char *source_duplicates_name(enum source_duplicates duplicates);
void schedule_text(const struct source_schedule *schedule, char text[48]);

/* source_definition_write - the file, with what each line means as comments, and the mapping's
 * evidence: counts and shares. Errors: ERR_LIMIT at out's maximum. */
int source_definition_write(struct buf *out, const struct source_definition *definition);

/* source_definition_parse - the definition in the text of a file called `file`.
 * In:     name: what its source must be called.
 * Out:    *ret, to be freed with source_definition_free; untouched on failure.
 * Errors: ERR_INPUT and what yaml_tree_parse refuses; each mistake is added to errors. Returns the
 *         code of the first. */
int source_definition_parse(struct str text, const char *file, struct str name,
                            struct source_definition *ret, struct err_list *errors);

/* source_definition_map - the mapping for a table that came from the source.
 * In:     definition: as source_definition_parse gave it. table: with every column that the
 *         definition names; others are ignored.
 * Out:    *ret, to be freed with mapping_free; untouched on failure.
 * Errors: ERR_INPUT a column that the definition names is not in the table, at its place in the
 *         definition's file; ERR_MEMORY; each is added to errors. */
int source_definition_map(const struct source_definition *definition, const struct table *table,
                          struct mapping *ret, struct err_list *errors);

void source_definition_free(struct source_definition *definition);

#endif
