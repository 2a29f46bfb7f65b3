/* measure_figures_test.c - tables of a month against somebody who has all of them, and works out
 * what isn't shown: each figure an unknown whole number, each sum an equation, tried through. */
#include "measure_figures.h"

#include "random.h"
#include "test_seed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- the attacker ---- */

enum { UNKNOWNS_MAX = 4000, TERMS_MAX = 16000 };

/* struct equation - unknown `whole` is the sum of terms[from … to). */
struct equation {
    int whole, from, to;
};

struct attacker {
    char names[UNKNOWNS_MAX][64]; /* what it is, so that tables share it */
    int64_t least[UNKNOWNS_MAX];
    bool is_known[UNKNOWNS_MAX];
    int count;
    int terms[TERMS_MAX];
    int term_count;
    struct equation equations[UNKNOWNS_MAX];
    int equation_count;
};

static int unknown(struct attacker *a, const char *name)
{
    for (int i = 0; i < a->count; i++) {
        if (strcmp(a->names[i], name) == 0) {
            return i;
        }
    }
    assert_true(a->count < UNKNOWNS_MAX);
    snprintf(a->names[a->count], sizeof a->names[0], "%s", name);
    return a->count++;
}

static void learn(struct attacker *a, int which, bool shown, uint64_t value)
{
    if (shown) {
        a->least[which] = (int64_t)value;
        a->is_known[which] = true;
    }
}

/* struct program - the attacker's problem as a linear one: the most that an unknown can be while
 * all sums hold and nothing is below what is known. Dense, by the simplex method with Bland's rule;
 * numbers are small, so that doubles are exact enough to be told from whole ones. */
struct program {
    double *rows; /* row_count * (column_count + 1), the last the right-hand side */
    int *basis;   /* by row, its unknown; from column_count: an artificial one */
    int row_count, column_count;
    int *column_of;  /* by unknown; -1: it is known */
    int *unknown_of; /* by column */
};

static const double CLOSE = 1e-7;

static double *cell_at(const struct program *p, int row, int column)
{
    return &p->rows[row * (p->column_count + 1) + column];
}

static void make_program(const struct attacker *a, struct program *p)
{
    *p = (struct program){.row_count = a->equation_count};
    p->column_of = calloc((size_t)a->count, sizeof *p->column_of);
    p->unknown_of = calloc((size_t)a->count, sizeof *p->unknown_of);
    for (int i = 0; i < a->count; i++) {
        p->column_of[i] = a->is_known[i] ? -1 : p->column_count;
        p->unknown_of[p->column_count] = i;
        p->column_count += !a->is_known[i];
    }
    p->rows = calloc((size_t)(p->row_count * (p->column_count + 1)), sizeof *p->rows);
    p->basis = calloc((size_t)p->row_count + 1, sizeof *p->basis);
    for (int e = 0; e < a->equation_count; e++) {
        const struct equation *q = &a->equations[e];
        double *right = cell_at(p, e, p->column_count);
        for (int t = q->from; t < q->to; t++) {
            int column = p->column_of[a->terms[t]];
            *right -= (double)a->least[a->terms[t]];
            if (column >= 0) {
                *cell_at(p, e, column) += 1;
            }
        }
        *right += (double)a->least[q->whole];
        if (p->column_of[q->whole] >= 0) {
            *cell_at(p, e, p->column_of[q->whole]) -= 1;
        }
        for (int c = 0; *right < 0 && c < p->column_count; c++) {
            *cell_at(p, e, c) *= -1;
        }
        *right = *right < 0 ? -*right : *right;
        p->basis[e] = p->column_count + e;
    }
}

static void free_program(struct program *p)
{
    free(p->rows);
    free(p->basis);
    free(p->column_of);
    free(p->unknown_of);
}

static void pivot(struct program *p, double *goal, int row, int column)
{
    double by = *cell_at(p, row, column);
    for (int c = 0; c <= p->column_count; c++) {
        *cell_at(p, row, c) /= by;
    }
    for (int r = 0; r <= p->row_count; r++) {
        double *to = r < p->row_count ? cell_at(p, r, 0) : goal;
        double times = r == row ? 0 : to[column];
        for (int c = 0; times < -1e-12 || times > 1e-12 ? c <= p->column_count : false; c++) {
            to[c] -= times * *cell_at(p, row, c);
        }
    }
    p->basis[row] = column;
}

/* climb - as far as goal falls; goal[column_count]: what it came to, negative. False: without end.
 */
static bool climb(struct program *p, double *goal)
{
    for (;;) {
        int column = 0, row = -1;
        double least = 0;
        while (column < p->column_count && goal[column] > -CLOSE) {
            column++;
        }
        if (column == p->column_count) {
            return true;
        }
        for (int r = 0; r < p->row_count; r++) {
            double at = *cell_at(p, r, column);
            double ratio = at > CLOSE ? *cell_at(p, r, p->column_count) / at : 0;
            if (at > CLOSE && (row < 0 || ratio < least - 1e-9 ||
                               (ratio < least + 1e-9 && p->basis[r] < p->basis[row]))) {
                row = r;
                least = ratio;
            }
        }
        if (row < 0) {
            return false;
        }
        pivot(p, goal, row, column);
    }
}

/* begin_program - any solution at all. False: what is shown contradicts itself. */
static bool begin_program(struct program *p)
{
    double *goal = calloc((size_t)p->column_count + 1, sizeof *goal);
    for (int r = 0; r < p->row_count; r++) {
        for (int c = 0; c <= p->column_count; c++) {
            goal[c] -= *cell_at(p, r, c);
        }
    }
    bool right = climb(p, goal) && goal[p->column_count] > -CLOSE;
    /* artificial unknowns that are left stand for equations that follow from others, or can be
     * changed for one that is not */
    for (int r = 0; right && r < p->row_count; r++) {
        for (int c = 0; p->basis[r] >= p->column_count && c < p->column_count; c++) {
            double at = *cell_at(p, r, c);
            if (at > CLOSE || at < -CLOSE) {
                pivot(p, goal, r, c);
            }
        }
    }
    free(goal);
    return right;
}

/* most_of - the most (or, least, the least) that an unknown can be; INFINITY: without end.
 * *ret_whole: all unknowns are whole numbers there, so that it can be so indeed. */
static double most_of(const struct attacker *a, struct program *p, int which, bool least,
                      bool *ret_whole)
{
    double *goal = calloc((size_t)p->column_count + 1, sizeof *goal);
    double found = (double)a->least[which];
    goal[p->column_of[which]] = least ? 1 : -1;
    for (int r = 0; r < p->row_count; r++) {
        double times = p->basis[r] < p->column_count ? goal[p->basis[r]] : 0;
        for (int c = 0; times < -1e-12 || times > 1e-12 ? c <= p->column_count : false; c++) {
            goal[c] -= times * *cell_at(p, r, c);
        }
    }
    bool ends = climb(p, goal);
    *ret_whole = true;
    for (int r = 0; r < p->row_count; r++) {
        double value = *cell_at(p, r, p->column_count);
        found += p->basis[r] == p->column_of[which] ? value : 0;
        *ret_whole = *ret_whole && fabs(value - round(value)) < CLOSE;
    }
    free(goal);
    return ends ? found : INFINITY;
}

/* ---- what the attacker reads ---- */

static const char *const direction_names[MEASURE_DIRECTIONS] = {
    "type",    "place", "team",  "name",    "source", "status",
    "outcome", "time",  "found", "channel", "kind"};

static void begin_equation(struct attacker *a, int whole)
{
    a->equations[a->equation_count++] = (struct equation){whole, a->term_count, a->term_count};
}

static void term(struct attacker *a, int which)
{
    assert_true(a->term_count < TERMS_MAX);
    a->terms[a->term_count++] = which;
    a->equations[a->equation_count - 1].to = a->term_count;
}

/* name_sum, name_cell - one name for what several tables have in common. Of a type's own table the
 * sums of columns are the cells of the table of types, and its total that table's sum. */
static void name_sum(char name[64], const struct measure_table *t, enum measure_by by,
                     struct str line)
{
    snprintf(name, 64, "%d %s %.*s", t->family, direction_names[by], (int)line.len, line.ptr);
}

static void name_cell(char name[64], const struct measure_table *t, enum measure_by rows,
                      struct str row, struct str column)
{
    snprintf(name, 64, "%d %s %.*s, %s %.*s", t->family, direction_names[rows], (int)row.len,
             row.ptr, direction_names[t->columns_by], (int)column.len, column.ptr);
}

static void name_total(char name[64], const struct measure_table *t)
{
    if (t->within.len > 0) {
        name_sum(name, t, BY_TYPE, t->within);
    } else {
        snprintf(name, 64, "%d all", t->family);
    }
}

static void name_column(char name[64], const struct measure_table *t, struct str column)
{
    if (t->within.len > 0) {
        name_cell(name, t, BY_TYPE, t->within, column);
    } else {
        name_sum(name, t, t->columns_by, column);
    }
}

/* The lines of the rows, those too that are not shown at all: somebody knows which there are. */
static size_t lines_known(const struct measure_facts *facts, const struct measure_table *t,
                          struct str *ret)
{
    size_t count = 0;
    const struct dictionary *lines = &facts->lines[t->rows_by];
    for (uint32_t i = 1; i < lines->count; i++) {
        struct str id = dictionary_text(lines, i);
        if (t->within.len == 0 || (id.len > t->within.len && id.ptr[t->within.len] == '/' &&
                                   memcmp(id.ptr, t->within.ptr, t->within.len) == 0)) {
            ret[count++] = id;
        }
    }
    return count;
}

static void read_table(struct attacker *a, const struct measure_facts *facts,
                       const struct measure_table *t)
{
    static struct str lines[1000];
    char name[64];
    size_t count = lines_known(facts, t, lines);
    name_total(name, t);
    int total = unknown(a, name);
    learn(a, total, t->all.sum_shown, t->all.sum);
    begin_equation(a, total);
    for (size_t r = 0; r < count; r++) {
        name_sum(name, t, t->rows_by, lines[r]);
        term(a, unknown(a, name));
    }
    for (size_t r = 0; r < count; r++) {
        bool unknown_place = str_eq(lines[r], STR("?"));
        const struct measure_row *row = measure_row_find(t, unknown_place ? STR("") : lines[r]);
        name_sum(name, t, t->rows_by, lines[r]);
        int sum = unknown(a, name);
        learn(a, sum, row != NULL && row->sum_shown, row != NULL ? row->sum : 0);
        if (t->column_count > 0) {
            begin_equation(a, sum);
        }
        for (size_t c = 0; c < t->column_count; c++) {
            name_cell(name, t, t->rows_by, lines[r], t->columns[c]);
            int cell = unknown(a, name);
            term(a, cell);
            learn(a, cell, row != NULL && row->shown[c], row != NULL ? row->cells[c] : 0);
            if (row != NULL && row->floor == (int)c) {
                a->least[cell] = (int64_t)row->at_least;
            }
        }
    }
    for (size_t c = 0; c < t->column_count; c++) {
        name_column(name, t, t->columns[c]);
        int sum = unknown(a, name);
        learn(a, sum, t->all.shown[c], t->all.cells[c]);
        if (t->all.floor == (int)c) {
            a->least[sum] = (int64_t)t->all.at_least;
        }
        begin_equation(a, sum);
        for (size_t r = 0; r < count; r++) {
            name_cell(name, t, t->rows_by, lines[r], t->columns[c]);
            term(a, unknown(a, name));
        }
    }
}

static struct attacker *read_all(const struct measure_facts *facts,
                                 const struct measure_figures *figures, int family)
{
    struct attacker *a = calloc(1, sizeof *a);
    assert_non_null(a);
    for (size_t i = 0; i < figures->count; i++) {
        if ((int)figures->tables[i].family == family) {
            read_table(a, facts, &figures->tables[i]);
        }
    }
    return a;
}

/* leaks - how many that are not shown can be told to be small, or what they are. */
static int leaks(struct attacker *a, const char **ret_which)
{
    struct program p;
    int found = 0;
    if (!a->is_known[0]) {
        return 0; /* nothing at all is shown */
    }
    make_program(a, &p);
    assert_true(begin_program(&p)); /* what is shown doesn't contradict itself */
    for (int i = 0; i < a->count; i++) {
        bool whole_most = true, whole_least = true;
        double most, least;
        if (a->is_known[i]) {
            continue;
        }
        most = most_of(a, &p, i, false, &whole_most);
        least = most_of(a, &p, i, true, &whole_least);
        assert_true(whole_most && whole_least);
        if (most < DISCLOSURE_THRESHOLD - CLOSE || most - least < CLOSE) {
            *ret_which = a->names[i];
            found++;
        }
    }
    free_program(&p);
    return found;
}

/* ---- months by chance ---- */

static struct str pick(struct arena *arena, struct random *random, const char *what, uint64_t among)
{
    /* uneven, as councils are */
    uint64_t a = random_below(random, among), b = random_below(random, among);
    return arena_printf(arena, "%s%d", what, (int)(a < b ? a : b));
}

static void make_month(struct arena *arena, struct random *random, int family,
                       struct measure_facts *facts)
{
    uint64_t count = random_below(random, 70);
    uint64_t types = 1 + random_below(random, 3), places = 1 + random_below(random, 4);
    uint64_t late = random_below(random, 4);
    measure_facts_begin(facts);
    for (uint64_t i = 0; i < types; i++) {
        struct str type = arena_printf(arena, "t%d", (int)i);
        measure_line(facts, BY_TYPE, type);
        for (int n = 0; n < 3; n++) {
            measure_line(facts, BY_NAME, arena_printf(arena, "%s/n%d", type.ptr, n));
        }
    }
    for (uint64_t i = 0; i < count; i++) {
        struct str type = pick(arena, random, "t", types);
        uint64_t outcome = random_below(random, 10) < late ? 1 + random_below(random, 2) : 0;
        struct measure_fact fact = {.family = (enum measure_family)family,
                                    .event = (int64_t)i,
                                    .days = (int32_t)random_below(random, 30)};
        fact.at[BY_TYPE] = measure_line(facts, BY_TYPE, type);
        fact.at[BY_PLACE] =
            measure_line(facts, BY_PLACE,
                         random_below(random, 9) == 0 ? STR("") : pick(arena, random, "p", places));
        fact.at[BY_TEAM] = measure_line(facts, BY_TEAM, pick(arena, random, "m", 3));
        fact.at[BY_NAME] = measure_line(
            facts, BY_NAME, arena_printf(arena, "%s/n%d", type.ptr, (int)random_below(random, 3)));
        fact.at[BY_SOURCE] = 1 + (uint32_t)random_below(random, MEASURE_SOURCES);
        fact.at[BY_STATUS] = 1 + (uint32_t)random_below(random, MEASURE_STATUSES);
        fact.at[BY_OUTCOME] = 1 + (uint32_t)outcome;
        fact.at[BY_TIME] = 1 + (outcome > 0);
        fact.at[BY_FOUND] = 1 + (uint32_t)random_below(random, MEASURE_FOUNDS);
        fact.at[BY_CHANNEL] = measure_line(facts, BY_CHANNEL, pick(arena, random, "c", 3));
        fact.at[BY_KIND] = measure_line(facts, BY_KIND, pick(arena, random, "k", 4));
        measure_facts_add(facts, &fact);
    }
}

static void nothing_is_worked_out(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct random random = random_seed(seed);
    for (int round = 0; round < 400; round++) {
        struct arena arena = {0};
        struct measure_facts facts;
        struct measure_figures figures;
        const char *which = "";
        int family = round % MEASURE_FAMILIES;
        make_month(&arena, &random, family, &facts);
        measure_figures_make(&arena, &facts, &figures);
        struct attacker *a = read_all(&facts, &figures, family);
        if (leaks(a, &which) != 0) {
            fail_msg("seed %llu, round %d: %s can be told", (unsigned long long)seed, round, which);
        }
        free(a);
        measure_facts_free(&facts);
        arena_free(&arena);
    }
}

/* That the attacker would find it: one more figure shown that was left out beside a small one. */
static void the_attacker_finds_what_is_open(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    int tried = 0, found = 0;
    for (int round = 0; round < 200; round++) {
        struct arena arena = {0};
        struct measure_facts facts;
        struct measure_figures figures;
        const char *which = "";
        make_month(&arena, &random, FAMILY_ENDED, &facts);
        measure_figures_make(&arena, &facts, &figures);
        struct attacker *a = read_all(&facts, &figures, FAMILY_ENDED);
        /* all that is no small number is shown: no cell is left out beside */
        for (int i = 0; i < a->count; i++) {
            int64_t count = 0;
            for (size_t f = 0; f < facts.count; f++) {
                char name[64];
                struct measure_table t = {.family = FAMILY_ENDED, .columns_by = BY_OUTCOME};
                name_cell(name, &t, BY_TYPE,
                          dictionary_text(&facts.lines[BY_TYPE], facts.at[f].at[BY_TYPE]),
                          dictionary_text(&facts.lines[BY_OUTCOME], facts.at[f].at[BY_OUTCOME]));
                count += strcmp(name, a->names[i]) == 0;
            }
            if (count >= DISCLOSURE_THRESHOLD) {
                learn(a, i, true, (uint64_t)count);
            }
        }
        tried++;
        found += leaks(a, &which) > 0;
        free(a);
        measure_facts_free(&facts);
        arena_free(&arena);
    }
    assert_true(found * 5 > tried);
}

/* ---- tables by hand ---- */

enum { ROWS_MAX = 6, COLUMNS_MAX = 4 };

static const struct table_case {
    size_t rows, columns;
    uint64_t cells[ROWS_MAX * COLUMNS_MAX];
    const char *shown; /* of each row its cells: y, n, or f for a floor */
} table_cases[] = {
    {2, 2, {10, 11, 12, 13}, "yyyy"},          {2, 2, {10, 3, 12, 13}, "fnnn"},
    {3, 2, {10, 3, 12, 13, 40, 41}, "fnnnyy"}, {1, 3, {10, 20, 30}, "yyy"},
    {2, 3, {60, 1, 0, 30, 8, 9}, "fnnnnn"},
};

static void tables_by_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table_cases / sizeof table_cases[0]; i++) {
        const struct table_case *t = &table_cases[i];
        uint64_t rows[ROWS_MAX] = {0}, columns[COLUMNS_MAX] = {0};
        bool row_shown[ROWS_MAX], column_shown[COLUMNS_MAX], total;
        bool shown[ROWS_MAX * COLUMNS_MAX];
        int floors[ROWS_MAX];
        for (size_t cell = 0; cell < t->rows * t->columns; cell++) {
            rows[cell / t->columns] += t->cells[cell];
            columns[cell % t->columns] += t->cells[cell];
        }
        disclosure_control(rows, t->rows, row_shown, &total);
        disclosure_control(columns, t->columns, column_shown, &total);
        disclosure_table(&(struct disclosure_table){.rows = t->rows,
                                                    .columns = t->columns,
                                                    .cells = t->cells,
                                                    .row_shown = row_shown,
                                                    .column_shown = column_shown,

                                                    .column_floor = DISCLOSURE_NO_COLUMN,
                                                    .shown = shown,
                                                    .floors = floors});
        for (size_t cell = 0; cell < t->rows * t->columns; cell++) {
            char is = shown[cell]                                             ? 'y'
                      : floors[cell / t->columns] == (int)(cell % t->columns) ? 'f'
                                                                              : 'n';
            if (is != t->shown[cell]) {
                fail_msg("table %zu, cell %zu: %c, not %c", i, cell, is, t->shown[cell]);
            }
        }
    }
}

static void a_month_of_nothing(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct measure_facts facts;
    struct measure_figures figures;
    measure_facts_begin(&facts);
    measure_line(&facts, BY_TYPE, STR("bereavement"));
    measure_figures_make(&arena, &facts, &figures);
    for (size_t i = 0; i < figures.count; i++) {
        assert_false(figures.tables[i].all.sum_shown);
    }
    assert_non_null(measure_table_find(&figures, "events_by_source", STR("")));
    assert_null(measure_table_find(&figures, "events_by_source", STR("bereavement")));
    measure_facts_free(&facts);
    arena_free(&arena);
}

static void days_are_a_middle(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct measure_facts facts;
    struct measure_figures figures;
    measure_facts_begin(&facts);
    for (int i = 0; i < 25; i++) {
        struct measure_fact fact = {.family = FAMILY_ENDED, .event = i, .days = i};
        fact.at[BY_TYPE] = measure_line(&facts, BY_TYPE, STR("care"));
        fact.at[BY_NAME] = measure_line(&facts, BY_NAME, STR("care/assess"));
        fact.at[BY_TEAM] = measure_line(&facts, BY_TEAM, i < 9 ? STR("few") : STR("many"));
        fact.at[BY_PLACE] = measure_line(&facts, BY_PLACE, STR(""));
        fact.at[BY_OUTCOME] = 1 + (uint32_t)(i == 0 ? OUTCOME_LATE : OUTCOME_IN_TIME);
        measure_facts_add(&facts, &fact);
    }
    measure_figures_make(&arena, &facts, &figures);
    const struct measure_table *t = measure_table_find(&figures, "duties_by_team", STR(""));
    assert_int_equal(t->all.days, 12);
    assert_int_equal(t->all.floor, OUTCOME_IN_TIME);
    assert_int_equal(t->all.at_least, 20);
    assert_int_equal(measure_row_find(t, STR("few"))->days, MEASURE_NO_DAYS);
    assert_int_equal(measure_row_find(t, STR("many"))->days, 16);
    t = measure_table_find(&figures, "duties_ended_of", STR("care"));
    assert_int_equal(measure_row_find(t, STR("care/assess"))->sum, 25);
    measure_facts_free(&facts);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_by_case),
        cmocka_unit_test(a_month_of_nothing),
        cmocka_unit_test(days_are_a_middle),
        cmocka_unit_test(nothing_is_worked_out),
        cmocka_unit_test(the_attacker_finds_what_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
