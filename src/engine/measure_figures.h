/* measure_figures.h - what happened in a month, counted in tables in which nobody can be found.
 *
 *     facts of the month ─► lines of each direction ─► sums, then cells ─► what may be shown
 *
 *     events     that the council came to know of         by type, place, status, how told
 *     found      duties that somebody looked at first     by type: started, refused, can't tell
 *     ended      duties that were kept, or were not       by type, team, place: in time, late, open
 *     steps      that were done                           by type, kind, channel
 *
 * Each fact is of one month and no other, and a month is counted when it is over, as it was at its
 * end: so what two months say can't be taken from one another. Nothing under the threshold of
 * disclosure_control.h is shown, none included, nor can it be worked out from all tables of a
 * month together (disclosure_table.h, decision 0043). Pure. */
#ifndef CANTREF_ENGINE_MEASURE_FIGURES_H
#define CANTREF_ENGINE_MEASURE_FIGURES_H

#include "dictionary.h"
#include "disclosure_table.h"
#include "memory.h"

enum measure_family { FAMILY_EVENTS, FAMILY_FOUND, FAMILY_ENDED, FAMILY_STEPS, MEASURE_FAMILIES };

enum measure_by {
    BY_TYPE,    /* of event: the pack */
    BY_PLACE,   /* ward; "": not known */
    BY_TEAM,    /* as the council calls it */
    BY_NAME,    /* "pack/duty", "pack/step" */
    BY_SOURCE,  /* told, detected */
    BY_STATUS,  /* waiting, taken_up, withdrawn: at the end of the month */
    BY_OUTCOME, /* in_time, late, open */
    BY_TIME,    /* in_time, late: of what was done */
    BY_FOUND,   /* started, refused, cannot_tell */
    BY_CHANNEL, /* of a telling, or a step */
    BY_KIND,    /* of step */
    MEASURE_DIRECTIONS
};

enum measure_source { SOURCE_TOLD, SOURCE_DETECTED, MEASURE_SOURCES };
enum measure_outcome { OUTCOME_IN_TIME, OUTCOME_LATE, OUTCOME_OPEN, MEASURE_OUTCOMES };
enum measure_status { MEASURE_WAITING, MEASURE_TAKEN_UP, MEASURE_WITHDRAWN, MEASURE_STATUSES };
enum measure_found { FOUND_STARTED, FOUND_REFUSED, FOUND_CANNOT_TELL, MEASURE_FOUNDS };
extern const char *const measure_source_names[MEASURE_SOURCES + 1];
extern const char *const measure_outcome_names[MEASURE_OUTCOMES + 1];
extern const char *const measure_found_names[MEASURE_FOUNDS + 1];
extern const char *const measure_status_names[MEASURE_STATUSES + 1];

enum { MEASURE_NO_DAYS = INT32_MIN };

/* struct measure_fact - something that happened once. at: its line in each direction, a number of
 * the facts' dictionaries; 0 where its family does not go by that. days: from knowing to done. */
struct measure_fact {
    enum measure_family family;
    int64_t event;
    uint32_t at[MEASURE_DIRECTIONS];
    int32_t days;
};

/* struct measure_facts - of a month, and its lines: sources, outcomes and the like all that there
 * are, since that nobody is in one says something of everybody; places, teams, duties, steps those
 * in which something happened. Start from measure_facts_begin; end with measure_facts_free. */
struct measure_facts {
    struct measure_fact *at;
    size_t count, capacity;
    struct dictionary lines[MEASURE_DIRECTIONS]; /* id 0: none */
};

/* measure_facts_begin - with the lines that are the same everywhere: sources, outcomes.
 * measure_line - the number of a line, which is added when it isn't there. measure_facts_add - one
 * more. */
void measure_facts_begin(struct measure_facts *facts);
uint32_t measure_line(struct measure_facts *facts, enum measure_by by, struct str id);
void measure_facts_add(struct measure_facts *facts, const struct measure_fact *fact);
void measure_facts_free(struct measure_facts *facts);

/* struct measure_row - a line with its cells and their sum. What isn't shown is 0. floor: the
 * column of which no more is told than that it is at_least so many; DISCLOSURE_NO_COLUMN. days:
 * the median from knowing to done; MEASURE_NO_DAYS. */
struct measure_row {
    struct str id;
    uint64_t *cells, sum, at_least;
    bool *shown, sum_shown;
    int floor;
    int32_t days;
};

/* struct measure_table - within: the type whose duties or steps these are; "": of all. all: the
 * sums of the columns, and of all. Rows of which nothing is shown are not there, as such are not in
 * which nothing happened. */
struct measure_table {
    const char *id;
    enum measure_family family;
    enum measure_by rows_by, columns_by;
    struct str within;
    size_t row_count, column_count;
    struct str *columns;
    struct measure_row *rows, all;
};

struct measure_figures {
    struct measure_table *tables;
    size_t count;
};

/* measure_figures_make - the tables of a month; all in the arena, texts of the facts' lines too.
 * Cost: O(facts + what disclosure_table takes); memory O(cells). */
void measure_figures_make(struct arena *arena, const struct measure_facts *facts,
                          struct measure_figures *ret);

/* measure_table_find - by its id and type; NULL. measure_row_find - by its id; NULL.
 * measure_cell - the figure of a column; *ret_shown false: it isn't shown. Pure. */
const struct measure_table *measure_table_find(const struct measure_figures *figures,
                                               const char *id, struct str within);
const struct measure_row *measure_row_find(const struct measure_table *table, struct str id);
uint64_t measure_cell(const struct measure_table *table, const struct measure_row *row,
                      struct str column, bool *ret_shown);

#endif
