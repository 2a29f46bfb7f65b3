/* infer_rest.c - the columns that have no role of their own: the record's number, shared
 * identifiers, free attributes. */
#include "infer_steps.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FEW_ROWS = 50, SHARED_AT_LEAST = 8, NAMES_MAX = 12 };

/* ---- identifiers that several tables hold ---- */

struct identifier_column {
    struct infer_table *table;
    size_t table_index;
    size_t column;
    struct value_sketch sketch;
};

/* Rows of one column that hold the keys two sketches share. */
enum { ROW_NONE = -1, ROW_SEVERAL = -2 };

static bool may_identify(const struct infer_column *column)
{
    const struct column_profile *p = &column->profile;
    return !column->settled && p->filled > 0 && p->codes > .8 && p->distinct * 2 >= p->filled &&
           p->full_dates < .5 && p->decimals < .5 && p->length_mean >= 2;
}

static int by_hash(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static int rows_of_keys(const struct infer_table *t, size_t c, const uint64_t *keys, size_t count,
                        ptrdiff_t *ret_rows)
{
    const struct column *column = &t->table->columns[c];
    uint32_t *place = mem_try_array(column->values.count, sizeof *place);
    if (place == NULL) {
        return ERR_MEMORY;
    }
    for (uint32_t id = 1; id < column->values.count; id++) {
        uint64_t key = cell_key(dictionary_text(&column->values, id));
        const uint64_t *found = bsearch(&key, keys, count, sizeof *keys, by_hash);
        place[id] = found == NULL ? 0 : (uint32_t)(found - keys) + 1;
    }
    for (size_t k = 0; k < count; k++) {
        ret_rows[k] = ROW_NONE;
    }
    for (size_t r = 0; r < t->table->row_count; r++) {
        uint32_t k = column->ids[r] == 0 ? 0 : place[column->ids[r]];
        if (k > 0) {
            ret_rows[k - 1] = ret_rows[k - 1] == ROW_NONE ? (ptrdiff_t)r : ROW_SEVERAL;
        }
    }
    mem_free(place);
    return 0;
}

static size_t name_keys(const struct infer_table *t, size_t row, uint64_t *ret)
{
    size_t count = 0;
    for (size_t c = 0; c < t->table->column_count; c++) {
        struct text folded;
        unsigned flags = role_table[t->mapping->columns[c].role].flags;
        if (!(flags & ROLE_NAMES)) {
            continue;
        }
        text_fold(table_cell(t->table, row, c), &folded);
        struct str rest = text_str(&folded);
        struct str word;
        while (count < NAMES_MAX && str_next_token(&rest, ' ', &word)) {
            if (word.len > 1) {
                ret[count++] = cell_key(word);
            }
        }
    }
    return count;
}

/* names_agree - among rows with the same number, how many share a word of a name? -1: too few rows
 * have names. */
static double names_agree(const struct infer_table *a, const ptrdiff_t *rows_a,
                          const struct infer_table *b, const ptrdiff_t *rows_b, size_t count)
{
    size_t compared = 0, agreed = 0;
    for (size_t k = 0; k < count; k++) {
        uint64_t left[NAMES_MAX], right[NAMES_MAX];
        size_t lefts = rows_a[k] >= 0 ? name_keys(a, (size_t)rows_a[k], left) : 0;
        size_t rights = rows_b[k] >= 0 ? name_keys(b, (size_t)rows_b[k], right) : 0;
        bool same = false;
        for (size_t i = 0; i < lefts; i++) {
            for (size_t j = 0; j < rights; j++) {
                same = same || left[i] == right[j];
            }
        }
        compared += lefts > 0 && rights > 0;
        agreed += same;
    }
    return compared >= SHARED_AT_LEAST ? (double)agreed / (double)compared : -1;
}

/* A plain numbering 1, 2, 3 … meets another by chance; codes with room between them don't. */
static bool is_numbering(const struct column_profile *p)
{
    return p->numbers > .95 &&
           (double)(p->number_high - p->number_low) < 3 * (double)p->distinct + 10;
}

static int compare_identifiers(struct identifier_column *a, struct identifier_column *b)
{
    if (sketch_overlap(&a->sketch, &b->sketch) < .1) {
        return 0;
    }
    uint64_t keys[SKETCH_VALUES];
    ptrdiff_t *rows = mem_try_array(2 * SKETCH_VALUES, sizeof *rows);
    size_t count = 0;
    for (size_t i = 0, j = 0; i < a->sketch.count && j < b->sketch.count;) {
        uint64_t left = a->sketch.hash[i];
        uint64_t right = b->sketch.hash[j];
        if (left == right) {
            keys[count++] = left;
        }
        i += left <= right;
        j += right <= left;
    }
    int code = rows == NULL ? ERR_MEMORY : rows_of_keys(a->table, a->column, keys, count, rows);
    if (code == 0) {
        code = rows_of_keys(b->table, b->column, keys, count, rows + SKETCH_VALUES);
    }
    if (code == 0) {
        double agree = names_agree(a->table, rows, b->table, rows + SKETCH_VALUES, count);
        struct infer_column *left = &a->table->columns[a->column];
        struct infer_column *right = &b->table->columns[b->column];
        bool roomy = !is_numbering(&left->profile) && !is_numbering(&right->profile) &&
                     left->profile.length_mean >= 5 && count >= SHARED_AT_LEAST;
        if (agree >= .5 || (agree < 0 && roomy)) {
            left->shared_number = right->shared_number = true;
        }
    }
    mem_free(rows);
    return code;
}

/* same_person - do two rows agree on the birth date, else on the given name or two words of a whole
 * one? -1: they don't tell. */
static int same_person(const struct infer_table *t, size_t a, size_t b)
{
    static const enum role roles[] = {ROLE_BIRTH_DATE, ROLE_GIVEN_NAME};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        ptrdiff_t c = infer_has(t, STR(""), roles[i]);
        uint64_t left = c >= 0 ? cell_key(table_cell(t->table, a, (size_t)c)) : 0;
        uint64_t right = c >= 0 ? cell_key(table_cell(t->table, b, (size_t)c)) : 0;
        if (left != 0 && right != 0) {
            return left == right;
        }
    }
    uint64_t left[NAMES_MAX], right[NAMES_MAX];
    size_t lefts = name_keys(t, a, left);
    size_t rights = name_keys(t, b, right);
    int common = 0;
    for (size_t i = 0; i < lefts; i++) {
        for (size_t j = 0; j < rights; j++) {
            common += left[i] == right[j];
        }
    }
    return lefts > 1 && rights > 1 ? common > 1 : -1;
}

/* repeats_are_people - is a number that some rows share the person's own (a customer seen twice),
 * not that of a household or an account? Told by values met exactly twice. */
static int repeats_are_people(struct infer_table *t, size_t c)
{
    const struct column *column = &t->table->columns[c];
    size_t rows = t->table->row_count;
    uint32_t *count = mem_try_array(column->values.count, sizeof *count);
    uint32_t *first = mem_try_array(column->values.count, sizeof *first);
    size_t told = 0, same = 0;
    for (size_t r = 0; count != NULL && first != NULL && r < rows; r++) {
        count[column->ids[r]]++;
    }
    for (size_t r = 0; count != NULL && first != NULL && r < rows; r++) {
        uint32_t id = column->ids[r];
        if (id == 0 || count[id] != 2) {
            continue;
        }
        int verdict = first[id] != 0 ? same_person(t, first[id] - 1, r) : -1;
        first[id] = (uint32_t)r + 1;
        told += verdict >= 0;
        same += verdict > 0;
    }
    if (told >= SHARED_AT_LEAST && same * 2 >= told) {
        t->columns[c].shared_number = true;
    }
    bool failed = count == NULL || first == NULL;
    mem_free(count);
    mem_free(first);
    return failed ? ERR_MEMORY : 0;
}

int infer_shared_numbers(struct infer_table *tables, size_t count)
{
    void *found = NULL;
    size_t capacity = 0, columns = 0;
    int code = 0;
    for (size_t t = 0; t < count; t++) {
        for (size_t c = 0; c < tables[t].table->column_count && code == 0; c++) {
            const struct column_profile *p = &tables[t].columns[c].profile;
            if (!may_identify(&tables[t].columns[c])) {
                continue;
            }
            if (p->distinct < p->filled) {
                code = repeats_are_people(&tables[t], c);
            }
            if (count == 1 || code != 0) {
                continue;
            }
            code = mem_try_grow(&found, &capacity, columns + 1, sizeof(struct identifier_column));
            if (code == 0) {
                struct identifier_column *column = (struct identifier_column *)found + columns++;
                *column =
                    (struct identifier_column){.table = &tables[t], .table_index = t, .column = c};
                sketch_make(&tables[t].table->columns[c], &column->sketch);
            }
        }
    }
    struct identifier_column *all = found;
    for (size_t a = 0; a < columns; a++) {
        for (size_t b = a + 1; b < columns && code == 0; b++) {
            if (all[a].table_index != all[b].table_index) {
                code = compare_identifiers(&all[a], &all[b]);
            }
        }
    }
    mem_free(found);
    return code;
}

/* ---- one table's rest ---- */

/* How much a column looks like the source's own number of the row; 0: not at all. */
static double record_id_score(const struct infer_table *t, size_t c)
{
    const struct infer_column *column = &t->columns[c];
    const struct column_profile *p = &column->profile;
    double header = column->header.strength[ROLE_RECORD_ID];
    bool unique = p->distinct == p->filled && p->filled * 100 >= t->table->row_count * 95;
    bool identity = role_is_identity(str_of(column->header.words));
    bool other = column->header.strength[ROLE_ATTRIBUTE] > header || identity ||
                 column->kept_aside || p->full_dates > .5 || p->decimals > .5;
    if (column->shared_number || p->filled == 0 || other || p->distinct * 2 < p->filled) {
        return 0;
    }
    bool first = c == 0 && (header > 0 || column->header.meaningless) && p->codes > .9;
    bool numbering = is_numbering(p) && t->table->row_count >= FEW_ROWS;
    if (header >= .3) {
        return (unique                              ? 2
                : p->distinct * 10 >= p->filled * 9 ? 1.2
                                                    : .4) +
               header + (first ? .5 : 0);
    }
    return unique && (first || numbering) ? 1 : 0;
}

static void ignore(struct infer_table *t, size_t c, const char *why)
{
    infer_settle(t, c, ROLE_IGNORE, STR(""), why);
}

/* settle_useless - columns that can't help to tell rows apart or together. */
static bool settle_useless(struct infer_table *t, size_t c)
{
    const struct infer_column *column = &t->columns[c];
    const struct column_profile *p = &column->profile;
    bool identity = role_is_identity(str_of(column->header.words));
    bool alone = p->distinct == p->filled && !column->shared_number;
    const char *why = NULL;
    if (p->filled == 0) {
        why = "empty";
    } else if (column->header.strength[ROLE_IGNORE] >= .9 && !t->things) {
        why = "the header says that it is about the record, not the person";
    } else if (p->distinct == 1 && t->table->row_count > 1) {
        why = "one value only";
    } else if (column->header.strength[ROLE_BIRTH_DATE] >= .9 &&
               infer_has(t, STR(""), ROLE_BIRTH_DATE) < 0) {
        why = "the header says birth_date, but too few values are dates";
    } else if (p->full_dates > .6 && t->mapping->kind == MAPPING_PEOPLE &&
               column->header.strength[ROLE_ATTRIBUTE] < .5) {
        why = "a date, but not of birth";
    } else if (p->decimals > .5 && t->mapping->kind == MAPPING_PEOPLE) {
        why = "a measure, not a description";
    } else if (p->length_mean > 60 || p->words_mean > 10) {
        why = "free text";
    } else if (p->filled * 100 < t->table->row_count && !identity && !column->shared_number) {
        why = "filled in fewer than 1 row in 100";
    } else if (alone && !identity && t->table->row_count >= FEW_ROWS) {
        why = "every value is different and no other source has them";
    }
    if (why != NULL) {
        ignore(t, c, why);
    }
    return why != NULL;
}

static void settle_attribute(struct infer_table *t, size_t c)
{
    const struct infer_column *column = &t->columns[c];
    const struct column_profile *p = &column->profile;
    struct mapping_column *to = &t->mapping->columns[c];
    char why[120];
    snprintf(why, sizeof why, "%s, %.1f bits",
             column->shared_number ? "an identifier that several rows or sources share"
                                   : "an informative column",
             p->bits * (double)p->filled / (double)(p->rows > 0 ? p->rows : 1));
    infer_settle(t, c, ROLE_ATTRIBUTE, str_of(column->header.subject), why);
    struct str words = str_of(column->header.words);
    to->attribute =
        words.len > 0 && t->table->has_header
            ? mapping_text(t->mapping, "%.*s", PRI(words))
            : mapping_text(t->mapping, "%.*s of %.*s", PRI(to->header), PRI(t->mapping->source));
    to->identifies = t->table->columns[c].values.count * 2 >= t->table->row_count;
    int again = 1;
    for (size_t d = 0; d < t->table->column_count; d++) {
        const struct mapping_column *other = &t->mapping->columns[d];
        if (d != c && other->role == ROLE_ATTRIBUTE && str_eq(other->attribute, to->attribute) &&
            str_eq(other->subject, to->subject)) {
            to->attribute = mapping_text(t->mapping, "%.*s (%d)", PRI(words), ++again);
            d = (size_t)-1;
        }
    }
}

/* In a table of things the richest text stands for the name, when no header names it. */
static void find_thing_name(struct infer_table *t)
{
    ptrdiff_t best = -1;
    if (t->mapping->kind != MAPPING_THINGS || infer_has(t, STR(""), ROLE_THING_NAME) >= 0) {
        return;
    }
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct column_profile *p = &t->columns[c].profile;
        bool text = p->words_mean >= 1.8 && p->length_mean <= 120 && p->numbers < .1 &&
                    p->full_dates < .5 && p->distinct * 2 > p->filled;
        if (!t->columns[c].settled && text &&
            (best < 0 || p->distinct > t->columns[best].profile.distinct)) {
            best = (ptrdiff_t)c;
        }
    }
    if (best >= 0) {
        infer_settle(t, (size_t)best, ROLE_THING_NAME, STR(""), "the richest text of the table");
    }
}

void infer_rest(struct infer_table *t)
{
    find_thing_name(t);
    ptrdiff_t best = -1;
    double best_score = 0;
    for (size_t c = 0; c < t->table->column_count; c++) {
        double score = t->columns[c].settled ? 0 : record_id_score(t, c);
        bool later = score == best_score && best >= 0 &&
                     strcmp(t->columns[c].header.words, t->columns[best].header.words) >= 0;
        if (score > 0 && score >= best_score && !later) {
            best = (ptrdiff_t)c;
            best_score = score;
        }
    }
    if (best >= 0) {
        infer_settle(t, (size_t)best, ROLE_RECORD_ID, STR(""),
                     best_score >= 2 ? "different in every row, and the header says so"
                                     : "looks like the number of the row");
    }
    for (size_t c = 0; c < t->table->column_count; c++) {
        if (t->columns[c].settled || settle_useless(t, c)) {
            continue;
        }
        if (record_id_score(t, c) >= 1) {
            ignore(t, c, "another number of the record");
        } else {
            settle_attribute(t, c);
        }
    }
}

/* ---- across tables ---- */

struct attribute_column {
    struct infer_table *table;
    size_t column;
    struct value_sketch sketch;
};

/* One name where two tables' columns hold the same values, the first in byte order. */
static void align_by_values(struct attribute_column *all, size_t count)
{
    for (size_t a = 0; a < count; a++) {
        for (size_t b = 0; b < count; b++) {
            struct mapping_column *left = &all[a].table->mapping->columns[all[a].column];
            struct mapping_column *right = &all[b].table->mapping->columns[all[b].column];
            const struct column_profile *p = &all[a].table->columns[all[a].column].profile;
            const struct column_profile *q = &all[b].table->columns[all[b].column].profile;
            bool varied =
                p->distinct >= 20 && q->distinct >= 20 && !is_numbering(p) && !is_numbering(q);
            bool shared = all[a].table->columns[all[a].column].shared_number &&
                          all[b].table->columns[all[b].column].shared_number;
            if (all[a].table != all[b].table && (varied || shared) &&
                str_cmp(left->attribute, right->attribute) < 0 &&
                sketch_overlap(&all[a].sketch, &all[b].sketch) >= (shared ? .1 : .6)) {
                right->attribute =
                    mapping_text(all[b].table->mapping, "%.*s", PRI(left->attribute));
            }
        }
    }
}

struct attribute_group {
    struct str name;
    double information;
};

static int by_information(const void *left, const void *right)
{
    const struct attribute_group *a = left;
    const struct attribute_group *b = right;
    if (a->information != b->information) {
        return a->information < b->information ? 1 : -1;
    }
    return str_cmp(a->name, b->name);
}

/* The most informative names are kept: entropy times the rows that have a value, summed over the
 * tables. */
static size_t rank_groups(const struct attribute_column *all, size_t count,
                          struct attribute_group *groups)
{
    size_t group_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct column_profile *p = &all[i].table->columns[all[i].column].profile;
        struct str name = all[i].table->mapping->columns[all[i].column].attribute;
        size_t g = 0;
        while (g < group_count && !str_eq(groups[g].name, name)) {
            g++;
        }
        if (g == group_count) {
            groups[group_count++] = (struct attribute_group){name, 0};
        }
        groups[g].information += round(p->bits * 1024) * (double)p->filled;
    }
    qsort(groups, group_count, sizeof *groups, by_information);
    return group_count;
}

int infer_across(struct infer_table *tables, size_t count)
{
    void *found = NULL;
    size_t capacity = 0, columns = 0;
    int code = 0;
    for (size_t t = 0; t < count; t++) {
        for (size_t c = 0; c < tables[t].table->column_count && code == 0; c++) {
            if (tables[t].mapping->columns[c].role != ROLE_ATTRIBUTE) {
                continue;
            }
            code = mem_try_grow(&found, &capacity, columns + 1, sizeof(struct attribute_column));
            if (code == 0) {
                struct attribute_column *column = (struct attribute_column *)found + columns++;
                *column = (struct attribute_column){.table = &tables[t], .column = c};
                sketch_make(&tables[t].table->columns[c], &column->sketch);
            }
        }
    }
    struct attribute_group *groups = code == 0 ? mem_try_array(columns, sizeof *groups) : NULL;
    if (groups != NULL) {
        align_by_values(found, columns);
        size_t group_count = rank_groups(found, columns, groups);
        for (size_t i = 0; i < columns; i++) {
            struct attribute_column *column = (struct attribute_column *)found + i;
            struct mapping_column *to = &column->table->mapping->columns[column->column];
            bool kept = false;
            for (size_t g = 0; g < group_count && g < ATTRIBUTES_MAX; g++) {
                kept = kept || str_eq(groups[g].name, to->attribute);
            }
            if (!kept) {
                ignore(column->table, column->column,
                       "less informative than the 16 attributes kept");
            }
        }
    }
    mem_free(found);
    mem_free(groups);
    return code != 0 || groups == NULL ? ERR_MEMORY : 0;
}
