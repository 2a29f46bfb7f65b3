/* truth.c - precision and recall of pairs, B-cubed, exact clusters. */
#include "truth.h"

#include "radix.h"

#include <math.h>
#include <stdio.h>

/* ---- scores of two labellings */

/* Dense numbers in the order of first appearance do as well as any; returns how many, and each
 * one's size. */
static uint32_t number_labels(const uint32_t *labels, size_t count, uint32_t *ret, uint32_t *sizes)
{
    uint64_t *order = mem_must_array(count, sizeof *order);
    uint64_t *scratch = mem_must_array(count, sizeof *scratch);
    for (size_t i = 0; i < count; i++) {
        order[i] = (uint64_t)labels[i] << 32 | i;
    }
    radix_sort(order, scratch, count, 32, 64);
    uint32_t clusters = 0;
    for (size_t i = 0; i < count; i++) {
        clusters += i == 0 || order[i] >> 32 != order[i - 1] >> 32;
        ret[(uint32_t)order[i]] = clusters - 1;
        sizes[clusters - 1]++;
    }
    mem_free(order);
    mem_free(scratch);
    return clusters;
}

static uint64_t pairs_in(uint64_t size)
{
    return size * (size - 1) / 2;
}

static uint64_t pairs_within(const uint32_t *sizes, uint32_t clusters)
{
    uint64_t pairs = 0;
    for (uint32_t c = 0; c < clusters; c++) {
        pairs += pairs_in(sizes[c]);
    }
    return pairs;
}

static double harmonic(double a, double b)
{
    return a + b > 0 ? 2 * a * b / (a + b) : 0;
}

/* Things that share both labels, cell by cell of the cross table. */
static void count_cells(const uint32_t *truth, const uint32_t *found, size_t count,
                        const uint32_t *true_size, const uint32_t *found_size,
                        struct truth_scores *s)
{
    uint64_t *cells = mem_must_array(count, sizeof *cells);
    uint64_t *scratch = mem_must_array(count, sizeof *scratch);
    for (size_t i = 0; i < count; i++) {
        cells[i] = (uint64_t)truth[i] << 32 | found[i];
    }
    radix_sort(cells, scratch, count, 0, 64);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && cells[to] == cells[from]; to++) {
        }
        uint64_t both = to - from;
        uint32_t t = true_size[cells[from] >> 32];
        uint32_t f = found_size[(uint32_t)cells[from]];
        s->right_pairs += pairs_in(both);
        s->b3_precision += (double)(both * both) / f;
        s->b3_recall += (double)(both * both) / t;
        s->clusters_exact += both == t && both == f;
    }
    mem_free(cells);
    mem_free(scratch);
}

void truth_count(const uint32_t *truth, const uint32_t *found, size_t count,
                 struct truth_scores *ret)
{
    uint32_t *t = mem_must_array(count, sizeof *t);
    uint32_t *f = mem_must_array(count, sizeof *f);
    uint32_t *true_size = mem_must_array(count, sizeof *true_size);
    uint32_t *found_size = mem_must_array(count, sizeof *found_size);
    struct truth_scores s = {.labelled = count};
    s.clusters_true = number_labels(truth, count, t, true_size);
    s.clusters_found = number_labels(found, count, f, found_size);
    s.true_pairs = pairs_within(true_size, (uint32_t)s.clusters_true);
    s.found_pairs = pairs_within(found_size, (uint32_t)s.clusters_found);
    count_cells(t, f, count, true_size, found_size, &s);
    s.precision = s.found_pairs ? (double)s.right_pairs / (double)s.found_pairs : 1;
    s.recall = s.true_pairs ? (double)s.right_pairs / (double)s.true_pairs : 1;
    s.f1 = harmonic(s.precision, s.recall);
    s.b3_precision /= (double)count;
    s.b3_recall /= (double)count;
    s.b3_f1 = count > 0 ? harmonic(s.b3_precision, s.b3_recall) : NAN;
    s.exact = count > 0 ? (double)s.clusters_exact / (double)s.clusters_true : NAN;
    mem_free(t);
    mem_free(f);
    mem_free(true_size);
    mem_free(found_size);
    *ret = s;
}

/* ---- the truth table */

enum { COLUMN_SOURCE, COLUMN_ROW, COLUMN_MENTION, COLUMN_LABEL, COLUMN_COUNT };

struct truth_columns {
    size_t at[COLUMN_COUNT]; /* SIZE_MAX: there is none */
};

static size_t column_named(const struct table *truth, const char *name)
{
    for (size_t c = 0; c < truth->column_count; c++) {
        if (str_eq_nocase(truth->columns[c].header, str_of(name))) {
            return c;
        }
    }
    return SIZE_MAX;
}

static int fail(const struct table *truth, size_t line, struct err *err, const char *what)
{
    char path[240];
    snprintf(path, sizeof path, "%.*s", PRI(truth->path));
    return err_at(err, ERR_INPUT, path, line, 0, "%s", what);
}

static int find_columns(const struct table *truth, struct truth_columns *ret, struct err *err)
{
    ret->at[COLUMN_SOURCE] = column_named(truth, "source");
    ret->at[COLUMN_ROW] = column_named(truth, "row");
    ret->at[COLUMN_MENTION] = SIZE_MAX;
    ret->at[COLUMN_LABEL] = column_named(truth, "truth");
    if (ret->at[COLUMN_LABEL] == SIZE_MAX) {
        ret->at[COLUMN_MENTION] = column_named(truth, "mention");
        ret->at[COLUMN_LABEL] = column_named(truth, "person");
    }
    if (ret->at[COLUMN_SOURCE] == SIZE_MAX || ret->at[COLUMN_ROW] == SIZE_MAX ||
        ret->at[COLUMN_LABEL] == SIZE_MAX) {
        return fail(truth, 1, err,
                    "a truth file has the columns source,row,truth or "
                    "source,row,mention,person; one of them is missing");
    }
    return 0;
}

/* The line of a row in the file, if no row before it runs over a line end. */
static size_t line_of(const struct table *truth, size_t row)
{
    return truth->row_number[row] + (truth->has_header ? 1u : 0u);
}

static uint32_t find_source(const struct report *r, struct str name)
{
    for (size_t t = 0; t < r->in->table_count; t++) {
        if (str_eq(r->in->tables[t].name, name)) {
            return (uint32_t)t;
        }
    }
    return UINT32_MAX;
}

static uint32_t find_row(const struct table *table, uint64_t number)
{
    size_t low = 0;
    size_t high = table->row_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (table->row_number[middle] < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < table->row_count && table->row_number[low] == number;
    return found ? (uint32_t)low : UINT32_MAX;
}

static size_t first_mention(const struct mention_table *t, uint32_t source, uint32_t row)
{
    size_t low = 0;
    size_t high = t->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct mention_place *p = &t->places[middle];
        if (p->source < source || (p->source == source && p->row < row)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* What of the answer a label is about. */
struct standing_for {
    size_t mention; /* SIZE_MAX: nothing */
    bool property;  /* the property that it carries or is, not itself */
};

/* The line of entities.csv that stands for a row: of the first person, else the first. */
static struct standing_for for_row(const struct report *r, size_t first, size_t end)
{
    const struct mention_table *t = r->in->mentions;
    struct standing_for best = {SIZE_MAX, false};
    for (size_t m = first; m < end; m++) {
        if (t->places[m].kind == MENTION_PERSON) {
            return (struct standing_for){m, false};
        }
        if (r->property_number[m] == 1 || r->number[m] == 1) {
            best = (struct standing_for){m, r->property_number[m] == 1 ||
                                                t->places[m].kind == MENTION_PROPERTY};
        }
    }
    return best;
}

/* number 0: whatever stands for the row. */
static struct standing_for find_mention(const struct report *r, uint32_t source, uint32_t row,
                                        uint64_t number)
{
    const struct mention_table *t = r->in->mentions;
    if (source == UINT32_MAX || row == UINT32_MAX) {
        return (struct standing_for){SIZE_MAX, false};
    }
    size_t first = first_mention(t, source, row);
    size_t end = first;
    while (end < t->count && t->places[end].source == source && t->places[end].row == row) {
        end++;
    }
    if (number == 0) {
        return for_row(r, first, end);
    }
    for (size_t m = first; m < end; m++) {
        if (r->number[m] == number && t->places[m].kind != MENTION_PROPERTY) {
            return (struct standing_for){m, false};
        }
    }
    return (struct standing_for){SIZE_MAX, false};
}

struct truth_reading {
    const struct report *report;
    const struct table *truth;
    struct truth_columns columns;
    bool *seen;                  /* by mention: a line about it was read */
    struct dictionary elsewhere; /* what lines about nothing in the answer name */
    struct truth_labels *labels;
};

static int read_number(const struct truth_reading *reading, size_t row, int column, uint64_t *ret,
                       struct err *err)
{
    struct str cell = table_cell(reading->truth, row, reading->columns.at[column]);
    if (!str_to_uint(cell, UINT32_MAX - 1, ret) || *ret == 0) {
        return fail(reading->truth, line_of(reading->truth, row), err,
                    column == COLUMN_ROW ? "row: write a whole number, 1 for the first data row"
                                         : "mention: write a whole number from 1");
    }
    return 0;
}

/* Was there a line about this before? */
static int was_seen(struct truth_reading *reading, struct standing_for it, struct str source,
                    uint64_t row, uint64_t mention, bool *ret)
{
    if (it.mention != SIZE_MAX) {
        *ret = reading->seen[it.mention];
        reading->seen[it.mention] = true;
        return 0;
    }
    struct buf key = {0};
    uint32_t before = reading->elsewhere.count;
    uint32_t id;
    buf_printf(&key, "%llu %llu ", (unsigned long long)row, (unsigned long long)mention);
    buf_add(&key, source);
    int code = dictionary_add(&reading->elsewhere, buf_str(&key), &id);
    *ret = reading->elsewhere.count == before;
    buf_free(&key);
    return code;
}

static uint32_t found_label(const struct truth_reading *reading, struct standing_for it)
{
    const struct partition *p = &reading->report->in->run->partition;
    size_t alone = p->entity_count + p->property_count + reading->labels->count;
    if (it.mention == SIZE_MAX) {
        return (uint32_t)alone;
    }
    bool property = it.property && p->property[it.mention] != NO_ENTITY;
    return property ? (uint32_t)p->entity_count + p->property[it.mention] : p->entity[it.mention];
}

static int read_line(struct truth_reading *reading, size_t row, struct err *err)
{
    struct truth_labels *labels = reading->labels;
    const struct table *truth = reading->truth;
    const struct truth_columns *columns = &reading->columns;
    const struct report *report = reading->report;
    struct str name = table_cell(truth, row, columns->at[COLUMN_SOURCE]);
    uint64_t number = 0;
    uint64_t mention = 0;
    int code = read_number(reading, row, COLUMN_ROW, &number, err);
    if (code == 0 && columns->at[COLUMN_MENTION] != SIZE_MAX) {
        code = read_number(reading, row, COLUMN_MENTION, &mention, err);
    }
    if (code != 0) {
        return code;
    }
    uint32_t source = find_source(report, name);
    uint32_t index =
        source == UINT32_MAX ? UINT32_MAX : find_row(&report->in->tables[source], number);
    struct standing_for it = find_mention(report, source, index, mention);
    uint32_t label = truth->columns[columns->at[COLUMN_LABEL]].ids[row];
    bool again = false;
    code = was_seen(reading, it, name, number, mention, &again);
    if (code != 0) {
        return err_set(err, code, "the truth file is too large");
    }
    if (again || label == 0) {
        labels->unlabelled += !again;
        return 0;
    }
    labels->not_found += it.mention == SIZE_MAX;
    labels->label[labels->count] = label;
    labels->found[labels->count] = found_label(reading, it);
    labels->mention[labels->count] = it.mention;
    labels->count++;
    return 0;
}

int truth_read(const struct report *report, const struct table *truth, struct truth_labels *ret,
               struct err *err)
{
    struct truth_reading reading = {.report = report, .truth = truth, .labels = ret};
    int code = find_columns(truth, &reading.columns, err);
    if (code != 0) {
        return code;
    }
    reading.seen = mem_must_array(report->in->mentions->count, sizeof *reading.seen);
    ret->label = mem_must_array(truth->row_count, sizeof *ret->label);
    ret->found = mem_must_array(truth->row_count, sizeof *ret->found);
    ret->mention = mem_must_array(truth->row_count, sizeof *ret->mention);
    ret->by_mention = reading.columns.at[COLUMN_MENTION] != SIZE_MAX;
    for (size_t row = 0; code == 0 && row < truth->row_count; row++) {
        code = read_line(&reading, row, err);
    }
    if (code == 0 && ret->count == 0) {
        code = fail(truth, 0, err, "no row of it has a label");
    }
    dictionary_free(&reading.elsewhere);
    mem_free(reading.seen);
    return code;
}

void truth_labels_free(struct truth_labels *labels)
{
    mem_free(labels->label);
    mem_free(labels->found);
    mem_free(labels->mention);
    *labels = (struct truth_labels){0};
}

size_t truth_mention(const struct report *report, struct str source, uint64_t row, uint64_t number)
{
    uint32_t table = find_source(report, source);
    uint32_t index = table == UINT32_MAX ? UINT32_MAX : find_row(&report->in->tables[table], row);
    return find_mention(report, table, index, number).mention;
}

/* Leave only what was taken for people, and what was not found. */
static void keep_people(const struct mention_table *mentions, struct truth_labels *labels)
{
    size_t kept = 0;
    for (size_t i = 0; i < labels->count; i++) {
        size_t mention = labels->mention[i];
        if (mention == SIZE_MAX || mentions->places[mention].kind == MENTION_PERSON) {
            labels->label[kept] = labels->label[i];
            labels->found[kept++] = labels->found[i];
        }
    }
    labels->count = kept;
}

int truth_score(const struct report *report, const struct table *truth, struct truth_scores *ret,
                struct truth_scores *ret_people, struct err *err)
{
    struct truth_labels labels = {0};
    struct truth_scores scores = {0};
    struct truth_scores people = {0};
    int code = truth_read(report, truth, &labels, err);
    if (code == 0) {
        truth_count(labels.label, labels.found, labels.count, &scores);
        scores.by_mention = people.by_mention = labels.by_mention;
        scores.unlabelled = labels.unlabelled;
        scores.not_found = people.not_found = labels.not_found;
        keep_people(report->in->mentions, &labels);
        truth_count(labels.label, labels.found, labels.count, &people);
        *ret = scores;
        *ret_people = people;
    }
    truth_labels_free(&labels);
    return code;
}
