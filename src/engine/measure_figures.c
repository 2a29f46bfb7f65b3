/* measure_figures.c - see measure_figures.h. */
#include "measure_figures.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *const measure_source_names[MEASURE_SOURCES + 1] = {"told", "detected", NULL};
const char *const measure_outcome_names[MEASURE_OUTCOMES + 1] = {"in_time", "late", "open", NULL};
const char *const measure_found_names[MEASURE_FOUNDS + 1] = {"started", "refused", "cannot_tell",
                                                             NULL};
const char *const measure_status_names[MEASURE_STATUSES + 1] = {"waiting", "taken_up", "withdrawn",
                                                                NULL};

/* In which directions a family is told, and in which two at once. */
static const struct table_plan {
    const char *id;
    enum measure_family family;
    enum measure_by rows, columns;
    bool has_columns, within; /* within: one a type, of its names */
} plans[] = {
    {"events_by_source", FAMILY_EVENTS, BY_TYPE, BY_SOURCE, true, false},
    {"events_by_status", FAMILY_EVENTS, BY_TYPE, BY_STATUS, true, false},
    {"events_by_place", FAMILY_EVENTS, BY_PLACE, BY_TYPE, true, false},
    {"events_by_channel", FAMILY_EVENTS, BY_CHANNEL, BY_CHANNEL, false, false},
    {"duties_found", FAMILY_FOUND, BY_TYPE, BY_FOUND, true, false},
    {"duties_found_of", FAMILY_FOUND, BY_NAME, BY_FOUND, true, true},
    {"duties_ended", FAMILY_ENDED, BY_TYPE, BY_OUTCOME, true, false},
    {"duties_ended_of", FAMILY_ENDED, BY_NAME, BY_OUTCOME, true, true},
    {"duties_by_team", FAMILY_ENDED, BY_TEAM, BY_OUTCOME, true, false},
    {"duties_by_place", FAMILY_ENDED, BY_PLACE, BY_OUTCOME, true, false},
    {"steps_by_type", FAMILY_STEPS, BY_TYPE, BY_TIME, true, false},
    {"steps_of", FAMILY_STEPS, BY_NAME, BY_TIME, true, true},
    {"steps_by_kind", FAMILY_STEPS, BY_KIND, BY_KIND, false, false},
    {"steps_by_channel", FAMILY_STEPS, BY_CHANNEL, BY_CHANNEL, false, false},
};
enum { PLANS = sizeof plans / sizeof plans[0] };

/* Columns of which the first says that something was in time. */
static bool tells_time(enum measure_by by)
{
    return by == BY_OUTCOME || by == BY_TIME;
}

/* ---- facts ---- */

uint32_t measure_line(struct measure_facts *facts, enum measure_by by, struct str id)
{
    uint32_t line = 0;
    /* "" is a line, too: a place that is not known. No other begins so. */
    int code = dictionary_add(&facts->lines[by], id.len > 0 ? id : STR("?"), &line);
    assert(code == 0); /* out of memory, or of four thousand million lines */
    (void)code;
    return line;
}

void measure_facts_begin(struct measure_facts *facts)
{
    *facts = (struct measure_facts){0};
    for (int i = 0; i < MEASURE_SOURCES; i++) {
        measure_line(facts, BY_SOURCE, str_of(measure_source_names[i]));
    }
    for (int i = 0; i < MEASURE_OUTCOMES; i++) {
        measure_line(facts, BY_OUTCOME, str_of(measure_outcome_names[i]));
    }
    for (int i = 0; i < OUTCOME_OPEN; i++) {
        measure_line(facts, BY_TIME, str_of(measure_outcome_names[i]));
    }
    for (int i = 0; i < MEASURE_FOUNDS; i++) {
        measure_line(facts, BY_FOUND, str_of(measure_found_names[i]));
    }
    for (int i = 0; i < MEASURE_STATUSES; i++) {
        measure_line(facts, BY_STATUS, str_of(measure_status_names[i]));
    }
}

void measure_facts_add(struct measure_facts *facts, const struct measure_fact *fact)
{
    void *grown = facts->at;
    mem_must_grow(&grown, &facts->capacity, facts->count + 1, sizeof *facts->at);
    facts->at = grown;
    facts->at[facts->count++] = *fact;
}

void measure_facts_free(struct measure_facts *facts)
{
    for (int i = 0; i < MEASURE_DIRECTIONS; i++) {
        dictionary_free(&facts->lines[i]);
    }
    mem_free(facts->at);
    *facts = (struct measure_facts){0};
}

/* ---- lines ---- */

/* struct lines - of a direction, those that a table has: numbers in the facts' dictionary, and by
 * number the place in the table; count: it has it not. Those that data names, by their ids. */
struct lines {
    const struct dictionary *of;
    uint32_t *at;
    size_t *place;
    size_t count;
};

static bool is_of(struct str text, struct str type)
{
    return type.len == 0 || (text.len > type.len && text.ptr[type.len] == '/' &&
                             memcmp(text.ptr, type.ptr, type.len) == 0);
}

static struct lines lines_of(struct arena *arena, const struct measure_facts *facts,
                             enum measure_by by, struct str within)
{
    struct lines lines = {.of = &facts->lines[by]};
    bool sorted = by == BY_TYPE || by == BY_PLACE || by == BY_TEAM || by == BY_NAME;
    size_t most = lines.of->count > 0 ? lines.of->count : 1;
    lines.at = arena_alloc(arena, most * sizeof *lines.at);
    lines.place = arena_alloc(arena, most * sizeof *lines.place);
    for (uint32_t line = 1; line < most; line++) {
        struct str text = dictionary_text(lines.of, line);
        size_t at = lines.count;
        if (!is_of(text, within)) {
            continue;
        }
        for (; sorted && at > 0 && str_cmp(dictionary_text(lines.of, lines.at[at - 1]), text) > 0;
             at--) {
            lines.at[at] = lines.at[at - 1];
        }
        lines.at[at] = line;
        lines.count++;
    }
    for (size_t i = 0; i < most; i++) {
        lines.place[i] = lines.count;
    }
    for (size_t i = 0; i < lines.count; i++) {
        lines.place[lines.at[i]] = i;
    }
    return lines;
}

/* ---- counted ---- */

/* struct sums - of the lines of one direction, and which may be shown, beside a total that is. */
struct sums {
    struct lines lines;
    uint64_t *at, total;
    bool *shown, total_shown;
    int floor; /* disclosure_floor */
};

/* struct counting - one family, of one type or all. */
struct counting {
    struct arena *arena;
    const struct measure_facts *facts;
    enum measure_family family;
    struct str within;
    uint32_t type; /* of within; 0: all */
};

static bool is_counted(const struct counting *c, const struct measure_fact *fact)
{
    return fact->family == c->family && (c->type == 0 || fact->at[BY_TYPE] == c->type);
}

static struct sums sums_of(const struct counting *c, enum measure_by by)
{
    struct sums sums = {.lines =
                            lines_of(c->arena, c->facts, by, by == BY_NAME ? c->within : STR(""))};
    size_t count = sums.lines.count;
    sums.at = arena_alloc(c->arena, (count + 1) * sizeof *sums.at);
    sums.shown = arena_alloc(c->arena, (count + 1) * sizeof *sums.shown);
    for (size_t i = 0; i < c->facts->count; i++) {
        const struct measure_fact *fact = &c->facts->at[i];
        if (is_counted(c, fact)) {
            assert(sums.lines.place[fact->at[by]] < count);
            sums.at[sums.lines.place[fact->at[by]]]++;
            sums.total++;
        }
    }
    disclosure_control(sums.at, count, sums.shown, &sums.total_shown);
    sums.total_shown = sums.total_shown && sums.total >= DISCLOSURE_THRESHOLD; /* of no lines */
    sums.floor = disclosure_floor(sums.at, count, sums.shown, sums.total_shown);
    return sums;
}

static uint64_t *cells_of(const struct counting *c, const struct table_plan *plan,
                          const struct sums *rows, const struct sums *columns)
{
    size_t width = columns->lines.count;
    uint64_t *cells = arena_alloc(c->arena, (rows->lines.count * width + 1) * sizeof *cells);
    for (size_t i = 0; i < c->facts->count; i++) {
        const struct measure_fact *fact = &c->facts->at[i];
        if (is_counted(c, fact)) {
            cells[rows->lines.place[fact->at[plan->rows]] * width +
                  columns->lines.place[fact->at[plan->columns]]]++;
        }
    }
    return cells;
}

static int compare_days(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* median_of - of the days of a row's facts (line 0: of all); MEASURE_NO_DAYS where there are fewer
 * than DISCLOSURE_FLOOR_LEAST, so few that a middle would be one of a handful. */
static int32_t median_of(const struct counting *c, enum measure_by by, uint32_t line)
{
    size_t count = 0;
    int32_t *days = mem_must_array(c->facts->count + 1, sizeof *days);
    for (size_t i = 0; i < c->facts->count; i++) {
        const struct measure_fact *fact = &c->facts->at[i];
        if (is_counted(c, fact) && (line == 0 || fact->at[by] == line) &&
            fact->days != MEASURE_NO_DAYS) {
            days[count++] = fact->days;
        }
    }
    qsort(days, count, sizeof *days, compare_days);
    int32_t median = count >= DISCLOSURE_FLOOR_LEAST ? days[(count - 1) / 2] : MEASURE_NO_DAYS;
    mem_free(days);
    return median;
}

/* ---- made into tables ---- */

/* Days are told where their number is known to be no small one: the figure of those in time is
 * shown, or a floor under it. */
static void put_days(const struct counting *c, const struct table_plan *plan, uint32_t line,
                     struct measure_row *row)
{
    bool known = tells_time(plan->columns) && row->sum_shown &&
                 (row->shown[OUTCOME_IN_TIME] || row->floor == OUTCOME_IN_TIME);
    row->days = known ? median_of(c, plan->rows, line) : MEASURE_NO_DAYS;
}

/* put_row - what may be shown of a row; false: nothing. */
static bool put_row(struct arena *arena, struct str id, const uint64_t *cells, const bool *shown,
                    size_t width, struct measure_row *row)
{
    bool any = row->sum_shown;
    row->id = arena_str(arena, str_eq(id, STR("?")) ? STR("") : id);
    row->cells = arena_alloc(arena, (width + 1) * sizeof *row->cells);
    row->shown = arena_alloc(arena, (width + 1) * sizeof *row->shown);
    for (size_t i = 0; i < width; i++) {
        row->shown[i] = shown[i];
        row->cells[i] = shown[i] ? cells[i] : 0;
        any = any || shown[i];
    }
    row->at_least = row->floor != DISCLOSURE_NO_COLUMN ? row->sum - DISCLOSURE_THRESHOLD : 0;
    row->sum = row->sum_shown ? row->sum : 0;
    return any;
}

static void put_rows(const struct counting *c, const struct table_plan *plan,
                     const struct sums *rows, const struct sums *columns,
                     struct measure_table *table)
{
    size_t width = table->column_count, count = rows->lines.count;
    const uint64_t *cells = width > 0 ? cells_of(c, plan, rows, columns) : NULL;
    bool *shown = arena_alloc(c->arena, (count * width + 1) * sizeof *shown);
    int *floors = arena_alloc(c->arena, (count + 1) * sizeof *floors);
    if (width > 0) {
        disclosure_table(&(struct disclosure_table){.rows = count,
                                                    .columns = width,
                                                    .cells = cells,
                                                    .row_shown = rows->shown,
                                                    .column_shown = columns->shown,
                                                    .column_floor = columns->floor,
                                                    .shown = shown,
                                                    .floors = floors});
    }
    table->rows = arena_alloc(c->arena, (count + 1) * sizeof *table->rows);
    for (size_t r = 0; r < count; r++) {
        struct measure_row *row = &table->rows[table->row_count];
        *row = (struct measure_row){.sum = rows->at[r],
                                    .sum_shown = rows->shown[r],
                                    .floor = width > 0 ? floors[r] : DISCLOSURE_NO_COLUMN};
        bool any = put_row(c->arena, dictionary_text(rows->lines.of, rows->lines.at[r]),
                           width > 0 ? cells + r * width : NULL, shown + r * width, width, row);
        put_days(c, plan, rows->lines.at[r], row);
        table->row_count += any;
    }
}

static void make_table(const struct counting *c, const struct table_plan *plan,
                       struct measure_table *table)
{
    struct sums rows = sums_of(c, plan->rows);
    struct sums columns = plan->has_columns ? sums_of(c, plan->columns) : (struct sums){0};
    *table = (struct measure_table){.id = plan->id,
                                    .family = plan->family,
                                    .rows_by = plan->rows,
                                    .columns_by = plan->columns,
                                    .within = arena_str(c->arena, c->within),
                                    .column_count = columns.lines.count};
    table->columns = arena_alloc(c->arena, (table->column_count + 1) * sizeof *table->columns);
    for (size_t i = 0; i < table->column_count; i++) {
        table->columns[i] =
            arena_str(c->arena, dictionary_text(columns.lines.of, columns.lines.at[i]));
    }
    put_rows(c, plan, &rows, &columns, table);
    table->all =
        (struct measure_row){.sum = rows.total,
                             .sum_shown = rows.total_shown,
                             .floor = plan->has_columns ? columns.floor : DISCLOSURE_NO_COLUMN};
    put_row(c->arena, STR(""), columns.at, columns.shown, table->column_count, &table->all);
    put_days(c, plan, 0, &table->all);
}

/* make_within - of a type's own duties or steps, where its row of the table of all types is shown.
 * What is shown there holds here, as the sums of the columns. */
static void make_within(const struct counting *all, const struct table_plan *plan,
                        const struct measure_row *parent, size_t width, struct measure_table *table)
{
    struct counting c = *all;
    c.within = parent->id;
    c.type = dictionary_find(&all->facts->lines[BY_TYPE], parent->id);
    struct sums rows = sums_of(&c, plan->rows);
    struct sums columns = sums_of(&c, plan->columns);
    assert(columns.lines.count == width);
    for (size_t i = 0; i < width; i++) {
        columns.shown[i] = parent->shown[i];
    }
    columns.floor = parent->floor;
    *table = (struct measure_table){.id = plan->id,
                                    .family = plan->family,
                                    .rows_by = plan->rows,
                                    .columns_by = plan->columns,
                                    .within = parent->id,
                                    .column_count = width};
    table->columns = arena_alloc(c.arena, (width + 1) * sizeof *table->columns);
    for (size_t i = 0; i < width; i++) {
        table->columns[i] =
            arena_str(c.arena, dictionary_text(columns.lines.of, columns.lines.at[i]));
    }
    put_rows(&c, plan, &rows, &columns, table);
    table->all = *parent;
    table->all.id = STR("");
}

void measure_figures_make(struct arena *arena, const struct measure_facts *facts,
                          struct measure_figures *ret)
{
    size_t types = facts->lines[BY_TYPE].count + 1;
    struct measure_figures figures = {
        .tables = arena_alloc(arena, (PLANS + 3 * types) * sizeof *figures.tables)};
    const struct measure_table *parent = NULL;
    for (size_t p = 0; p < PLANS; p++) {
        const struct table_plan *plan = &plans[p];
        const struct counting c = {.arena = arena, .facts = facts, .family = plan->family};
        if (!plan->within) {
            make_table(&c, plan, &figures.tables[figures.count]);
            parent = &figures.tables[figures.count++];
            continue;
        }
        for (size_t r = 0; r < parent->row_count; r++) {
            if (parent->rows[r].sum_shown) {
                make_within(&c, plan, &parent->rows[r], parent->column_count,
                            &figures.tables[figures.count++]);
            }
        }
    }
    *ret = figures;
}

/* ---- found ---- */

const struct measure_table *measure_table_find(const struct measure_figures *figures,
                                               const char *id, struct str within)
{
    for (size_t i = 0; i < figures->count; i++) {
        const struct measure_table *table = &figures->tables[i];
        if (strcmp(table->id, id) == 0 && str_eq(table->within, within)) {
            return table;
        }
    }
    return NULL;
}

const struct measure_row *measure_row_find(const struct measure_table *table, struct str id)
{
    for (size_t i = 0; table != NULL && i < table->row_count; i++) {
        if (str_eq(table->rows[i].id, id)) {
            return &table->rows[i];
        }
    }
    return NULL;
}

uint64_t measure_cell(const struct measure_table *table, const struct measure_row *row,
                      struct str column, bool *ret_shown)
{
    *ret_shown = false;
    for (size_t i = 0; row != NULL && i < table->column_count; i++) {
        if (str_eq(table->columns[i], column)) {
            *ret_shown = row->shown[i];
            return row->cells[i];
        }
    }
    return 0;
}
