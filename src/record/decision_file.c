/* decision_file.c - decisions.csv read into a table of mentions, and written from one. */
#include "decision_file.h"

#include "csv.h"
#include "mention_decide.h"
#include "source_file.h"

enum { DECISION, ANSWER, SOURCE, ROW, MENTION, OTHER_SOURCE, OTHER_ROW, OTHER_MENTION, COLUMNS };

static const char *const names[COLUMNS] = {
    "decision", "answer", "source", "row", "mention", "other_source", "other_row", "other_mention"};

struct reading {
    const char *path;
    const struct table *file;
    size_t column[COLUMNS];
    const struct table *tables;
    size_t table_count;
    const struct mention_table *mentions;
};

static int fail(const struct reading *r, size_t row, struct err *err, const char *what)
{
    return err_at(err, ERR_INPUT, r->path, r->file->row_number[row] + 1, 0, "%s", what);
}

static int find_columns(struct reading *r, struct err *err)
{
    for (int n = 0; n < COLUMNS; n++) {
        size_t c = 0;
        while (c < r->file->column_count && !str_eq(r->file->columns[c].header, str_of(names[n]))) {
            c++;
        }
        if (c == r->file->column_count) {
            return err_at(err, ERR_INPUT, r->path, 1, 0,
                          "no column \"%s\": a file of decisions has decision,answer,source,row,"
                          "mention,other_source,other_row,other_mention",
                          names[n]);
        }
        r->column[n] = c;
    }
    return 0;
}

static struct str cell(const struct reading *r, size_t row, int column)
{
    return table_cell(r->file, row, r->column[column]);
}

/* The place of a row in its table, by its number, which ascend in files; SIZE_MAX: none. */
static size_t find_row(const struct table *table, uint64_t number)
{
    size_t low = 0;
    size_t high = table->row_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        bool before = table->row_number[middle] < number;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return low < table->row_count && table->row_number[low] == number ? low : SIZE_MAX;
}

/* A mention's number as files print it: properties that other mentions carry have lines of their
 * own, before those of kinds behind them. */
static uint32_t printed_number(const struct mention_table *t, size_t mention)
{
    const struct mention_place *p = &t->places[mention];
    uint32_t carried = 0;
    size_t first = mention - (p->number - 1u);
    for (size_t m = first; p->kind > MENTION_PROPERTY && m < t->count &&
                           t->places[m].source == p->source && t->places[m].row == p->row;
         m++) {
        carried += t->places[m].carries_property;
    }
    return p->number + carried;
}

/* Mentions are in the order of sources, rows and numbers. */
static uint32_t find_mention(const struct mention_table *t, size_t source, size_t row,
                             uint64_t number)
{
    size_t low = 0;
    size_t high = t->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct mention_place *p = &t->places[middle];
        bool before = p->source != source ? p->source < source : p->row < row;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    for (; low < t->count && t->places[low].source == source && t->places[low].row == row; low++) {
        if (printed_number(t, low) == number) {
            return (uint32_t)low;
        }
    }
    return NO_MENTION;
}

static int read_end(const struct reading *r, size_t row, int from, uint32_t *ret, struct err *err)
{
    uint64_t number, mention;
    struct str source = cell(r, row, from);
    size_t t = 0;
    *ret = NO_MENTION;
    if (source.len == 0) {
        return 0;
    }
    if (!str_to_uint(cell(r, row, from + 1), UINT32_MAX, &number) ||
        !str_to_uint(cell(r, row, from + 2), UINT16_MAX, &mention) || number == 0 || mention == 0) {
        return fail(r, row, err, "rows and mentions are whole numbers from 1, as in entities.csv");
    }
    while (t < r->table_count && !str_eq(r->tables[t].name, source)) {
        t++;
    }
    if (t == r->table_count) {
        return 0;
    }
    size_t place = find_row(&r->tables[t], number);
    if (place == SIZE_MAX) {
        return fail(r, row, err,
                    "its source has no such row: are these the files it was made for?");
    }
    *ret = find_mention(r->mentions, t, place, mention);
    return 0;
}

static int read_decision(const struct reading *r, size_t row, struct mention_decision *ret,
                         struct err *err)
{
    struct str answer = cell(r, row, ANSWER);
    uint64_t number;
    bool same = str_eq(answer, STR("same"));
    if (!str_to_uint(cell(r, row, DECISION), INT64_MAX, &number) || number == 0) {
        return fail(r, row, err, "decision: a whole number from 1; the newer, the higher");
    }
    if (!same && !str_eq(answer, STR("different"))) {
        return fail(r, row, err, "answer: same or different");
    }
    *ret = (struct mention_decision){.number = (int64_t)number, .same = same};
    int code = read_end(r, row, SOURCE, &ret->left, err);
    return code ? code : read_end(r, row, OTHER_SOURCE, &ret->right, err);
}

/* No number twice. */
static int check_numbers(const struct reading *r, struct err *err)
{
    struct dictionary seen = {0};
    int code = 0;
    for (size_t row = 0; code == 0 && row < r->file->row_count; row++) {
        uint32_t id;
        uint32_t before = seen.count;
        if (dictionary_add(&seen, cell(r, row, DECISION), &id) != 0) {
            mem_exhausted();
        }
        if (seen.count == before) {
            code = fail(r, row, err, "the number of a decision before it");
        }
    }
    dictionary_free(&seen);
    return code;
}

int decision_file_read(const char *path, const struct table *tables, size_t count,
                       struct mention_table *mentions, struct err *err)
{
    struct source_options options = {.reject_max = 0, .header = HEADER_YES};
    struct source_file file = {0};
    int code = source_file_read(str_of(path), &options, &file, err);
    if (code != 0) {
        return code;
    }
    struct reading r = {path, &file.table, {0}, tables, count, mentions};
    size_t rows = file.table.row_count;
    size_t wrong = 0;
    struct mention_decision *decisions = mem_must_array(rows, sizeof *decisions);
    code = find_columns(&r, err);
    code = code ? code : check_numbers(&r, err);
    for (size_t row = 0; code == 0 && row < rows; row++) {
        code = read_decision(&r, row, &decisions[row], err);
    }
    if (code == 0) {
        code = mention_table_decide(mentions, decisions, rows, &wrong);
        code = code == ERR_INPUT
                   ? fail(&r, wrong, err, "one mention and itself, or two of one row as the same")
               : code != 0 ? err_set(err, code, "out of memory while linking")
                           : 0;
    }
    mem_free(decisions);
    source_file_free(&file);
    return code;
}

static void write_end(const struct table *tables, const struct mention_table *mentions,
                      uint32_t mention, struct buf *out)
{
    if (mention == NO_MENTION) {
        buf_add(out, STR(",,,"));
        return;
    }
    const struct mention_place *p = &mentions->places[mention];
    buf_add_char(out, ',');
    csv_write_cell(out, tables[p->source].name);
    buf_printf(out, ",%u,%u", tables[p->source].row_number[p->row],
               printed_number(mentions, mention));
}

void decision_file_write(const struct table *tables, const struct mention_table *mentions,
                         struct buf *out)
{
    buf_add(out, STR("decision,answer,source,row,mention,other_source,other_row,other_mention\n"));
    for (size_t i = 0; i < mentions->decision_count; i++) {
        const struct mention_decision *d = &mentions->decisions[i];
        buf_printf(out, "%lld,%s", (long long)d->number, d->same ? "same" : "different");
        write_end(tables, mentions, d->left, out);
        write_end(tables, mentions, d->right, out);
        buf_add_char(out, '\n');
    }
}
