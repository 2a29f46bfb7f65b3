/* ingest.c - an extract compared with what stands, and taken in by slices. */
#include "ingest.h"

#include "clock.h"
#include "entity_store.h"
#include "mark_store.h"
#include "model_store.h"
#include "pack.h"
#include "source_file.h"

#include <stdlib.h>
#include <time.h>

enum {
    SLICE_ROWS_MIN = 8,
    SLICE_ROWS_FIRST = 32,
    SLICE_ROWS_MAX = 1024,
    SLICE_MS = 40,          /* that a slice may take of the thread that writes */
    SHRINK_RECORDS_MIN = 20 /* a smaller source may lose what it likes */
};

enum row_state { ROW_SAME, ROW_MOVED, ROW_NEW, ROW_CHANGED, ROW_DELETED, ROW_REJECTED, ROW_ERASED };

struct row {
    enum row_state state;
    uint8_t identity[TOKEN_BYTES];
    uint8_t content[TOKEN_BYTES];
    struct stored_record before;
};

struct taking {
    struct picture *picture;
    const struct source_definition *definition;
    const char *path; /* for messages */
    const struct ingest_options *options;
    struct ingest_summary *summary;
    struct source_file file;
    const struct mapping *mapping; /* the model's, or … */
    struct mapping own;            /* … the home's */
    bool has_own;
    size_t key[KEY_COLUMNS_MAX];
    size_t deletion; /* column; SIZE_MAX: none */
    size_t *by_name; /* columns in the order of their names */
    struct row *rows;
    struct whole_list standing; /* records before */
    struct whole_list gone;
    int64_t source, header, extract;
    int64_t now;
    /* the slice under way */
    size_t *slice; /* rows */
    size_t slice_count;
    const int64_t *withdrawn;
    size_t withdrawn_count;
    bool again;
};

/* ---- reading ---- */

static int find_column(const struct table *table, struct str name, size_t *ret)
{
    for (size_t c = 0; c < table->column_count; c++) {
        if (str_eq(table->columns[c].header, name)) {
            *ret = c;
            return 0;
        }
    }
    return ERR_NOTFOUND;
}

static int find_columns(struct taking *t, const char *path, struct err *err)
{
    const struct source_definition *d = t->definition;
    const struct table *table = &t->file.table;
    t->deletion = SIZE_MAX;
    for (size_t k = 0; k < d->key_count; k++) {
        if (find_column(table, d->key[k], &t->key[k]) != 0) {
            return err_at(err, ERR_INPUT, path, 0, 0,
                          "no column \"%.*s\", which is the key of source %.*s", PRI(d->key[k]),
                          PRI(d->name)); /* not personal: of the home's files */
        }
    }
    if (d->deletion_column.len > 0 && find_column(table, d->deletion_column, &t->deletion) != 0) {
        return err_at(err, ERR_INPUT, path, 0, 0,
                      "no column \"%.*s\", which tells deletions of source %.*s",
                      PRI(d->deletion_column), PRI(d->name)); /* not personal: the same */
    }
    return 0;
}

/* The model's mapping where it knows the source, so that it links as it was trained; else the
 * home's. */
static int find_mapping(struct taking *t, struct err *err)
{
    int code = live_known_mapping(t->picture->live, &t->file.table, &t->mapping, err);
    if (code == 0 && t->mapping == NULL) {
        struct err_list errors = {0};
        source_definition_map(t->definition, &t->file.table, &t->own, &errors);
        code = err_list_first(&errors, err);
        err_list_free(&errors);
        t->has_own = code == 0;
        t->mapping = &t->own;
    }
    return code;
}

/* Whether an extract has a header is as it was when the source was added, however few rows there
 * are to tell from. */
static enum source_header header_of(const struct source_definition *d)
{
    for (size_t c = 0; c < d->mapping.column_count; c++) {
        uint64_t number;
        struct str header = d->mapping.columns[c].header;
        struct str prefix = STR("column ");
        if (!str_starts(header, prefix) ||
            !str_to_uint(str_slice(header, prefix.len, header.len), COLUMNS_MAX, &number)) {
            return HEADER_YES;
        }
    }
    return d->mapping.column_count > 0 ? HEADER_NO : HEADER_AUTO;
}

static int read_file(struct taking *t, const char *path, struct err *err)
{
    struct buf spec = {0};
    struct source_options options = {.reject_max = t->definition->reject_max,
                                     .header = header_of(t->definition),
                                     .progress = t->options->progress};
    buf_printf(&spec, "%.*s=%s", PRI(t->definition->name), path);
    progress_step(t->options->progress, "Reading");
    int code = source_file_read(buf_str(&spec), &options, &t->file, err);
    buf_free(&spec);
    code = code ? code : find_columns(t, path, err);
    return code ? code : find_mapping(t, err);
}

/* ---- what each row is ---- */

static void pack_cells(const struct table *table, size_t row, struct buf *out)
{
    for (size_t c = 0; c < table->column_count; c++) {
        pack_text(out, table_cell(table, row, c));
    }
}

/* What a row says: its values by the names of their columns, so that it says the same when columns
 * change places or a new one is empty, and something else when a name moves to another column. */
static void pack_content(const struct taking *t, size_t row, struct buf *out)
{
    const struct table *table = &t->file.table;
    for (size_t i = 0; i < table->column_count; i++) {
        size_t c = t->by_name[i];
        struct str cell = table_cell(table, row, c);
        if (cell.len > 0 && c != t->deletion) {
            pack_text(out, table->columns[c].header);
            pack_text(out, cell);
        }
    }
}

/* By insertion: there are few, and columns of one name must stay in their order. */
static void order_columns(struct taking *t)
{
    const struct table *table = &t->file.table;
    t->by_name = mem_must_array(table->column_count, sizeof *t->by_name);
    for (size_t c = 0; c < table->column_count; c++) {
        size_t at = c;
        while (at > 0 &&
               str_cmp(table->columns[t->by_name[at - 1]].header, table->columns[c].header) > 0) {
            t->by_name[at] = t->by_name[at - 1];
            at--;
        }
        t->by_name[at] = c;
    }
}

/* False: a part of the key is empty. */
static bool pack_key(const struct taking *t, size_t row, struct buf *out)
{
    bool whole = true;
    for (size_t k = 0; k < t->definition->key_count; k++) {
        struct str cell = table_cell(&t->file.table, row, t->key[k]);
        pack_text(out, cell);
        whole = whole && cell.len > 0;
    }
    return whole;
}

/* Keyed hashes of a row's key and of its cells. Without a key a row is known by what it says, and
 * by how many rows before it say the same. */
static void identify(struct taking *t, struct dictionary *seen, uint32_t *times, size_t row,
                     struct buf *text)
{
    const struct seal *seal = t->picture->seal;
    struct row *r = &t->rows[row];
    uint32_t place;
    text->len = 0;
    pack_content(t, row, text);
    seal_token_wide(seal, "content", buf_str(text), r->content);
    bool keyed = t->definition->key_count > 0;
    if (keyed) {
        text->len = 0;
        r->state = pack_key(t, row, text) ? r->state : ROW_REJECTED;
        seal_token_wide(seal, "record", buf_str(text), r->identity);
    }
    const uint8_t *of = keyed ? r->identity : r->content;
    if (dictionary_add(seen, str_make((const char *)of, TOKEN_BYTES), &place) != 0) {
        mem_exhausted();
    }
    uint32_t before = times[place]++;
    if (keyed && before > 0) {
        r->state = ROW_REJECTED; /* the key again */
    } else if (!keyed) {
        text->len = 0;
        buf_add(text, str_make((const char *)r->content, TOKEN_BYTES));
        pack_number(text, before);
        seal_token_wide(seal, "record", buf_str(text), r->identity);
    }
}

/* What was erased is left out before anything else looks at the row. */
static void suppress(struct taking *t, size_t row, struct buf *text)
{
    const struct suppression *s = &t->picture->suppressed;
    struct row *r = &t->rows[row];
    struct str identity = str_make((const char *)r->identity, TOKEN_BYTES);
    enum suppressed what = r->state != ROW_REJECTED
                               ? suppression_of(s, t->definition->name, identity)
                               : SUPPRESSED_NOT;
    if (what == SUPPRESSED_ROW) {
        r->state = ROW_ERASED;
        t->summary->erased++;
    } else if (what == SUPPRESSED_PART) {
        suppression_blank(s, t->definition->name, identity, &t->file.table, t->mapping, row);
        text->len = 0;
        pack_cells(&t->file.table, row, text);
        seal_token_wide(t->picture->seal, "content", buf_str(text), r->content);
    }
}

static void identify_all(struct taking *t)
{
    size_t count = t->file.table.row_count;
    struct dictionary seen = {0};
    struct buf text = {0};
    uint32_t *times = mem_must_array(count + 1, sizeof *times);
    t->rows = mem_must_array(count, sizeof *t->rows);
    order_columns(t);
    for (size_t row = 0; row < count; row++) {
        identify(t, &seen, times, row, &text);
        suppress(t, row, &text);
        t->summary->counts.rejected += t->rows[row].state == ROW_REJECTED;
    }
    t->summary->counts.rows = (int64_t)count;
    t->summary->counts.rejected += (int64_t)t->file.rejected_count;
    mem_free(times);
    dictionary_free(&seen);
    buf_free(&text);
}

static int compare_row(struct taking *t, struct db *db, size_t row, struct err *err)
{
    struct row *r = &t->rows[row];
    bool deletes = t->deletion != SIZE_MAX && str_eq(table_cell(&t->file.table, row, t->deletion),
                                                     t->definition->deletion_value);
    int code = record_find(db, t->source, str_make((const char *)r->identity, TOKEN_BYTES),
                           &r->before, err);
    if (code != 0) {
        return code;
    }
    bool same = r->before.stands && memcmp(r->before.content, r->content, TOKEN_BYTES) == 0;
    bool moved = r->before.row_number != t->file.table.row_number[row];
    r->state = deletes            ? (r->before.stands ? ROW_DELETED : ROW_SAME)
               : same             ? (moved ? ROW_MOVED : ROW_SAME)
               : r->before.stands ? ROW_CHANGED
                                  : ROW_NEW;
    return 0;
}

/* Records that stood and that the extract doesn't name any more. */
static void find_gone(struct taking *t)
{
    struct whole_list named = {0};
    for (size_t row = 0; row < t->file.table.row_count; row++) {
        if (t->rows[row].before.stands) {
            whole_list_add(&named, t->rows[row].before.record);
        }
    }
    whole_list_sort(&named);
    size_t n = 0;
    for (size_t i = 0; i < t->standing.count; i++) {
        while (n < named.count && named.at[n] < t->standing.at[i]) {
            n++;
        }
        if (n == named.count || named.at[n] != t->standing.at[i]) {
            whole_list_add(&t->gone, t->standing.at[i]);
        }
    }
    whole_list_free(&named);
}

/* In a job of the writer: which rows are new, changed, gone. Writes the source and its header. */
static int compare_all(struct db *db, void *context, struct err *err)
{
    struct taking *t = context;
    struct buf columns = {0};
    int code = model_check_adopted(db, err);
    if (code != 0) {
        return code;
    }
    for (size_t c = 0; c < t->file.table.column_count; c++) {
        pack_text(&columns, t->file.table.columns[c].header);
    }
    code = source_number(db, t->definition->name, &t->source, err);
    code = code ? code : header_number(db, t->source, buf_str(&columns), &t->header, err);
    buf_free(&columns);
    for (size_t row = 0; code == 0 && row < t->file.table.row_count; row++) {
        code = t->rows[row].state < ROW_REJECTED ? compare_row(t, db, row, err) : 0;
    }
    if (code == 0 && t->definition->delivery == DELIVERY_SNAPSHOT) {
        code = records_standing(db, t->source, &t->standing, err);
        if (code == 0) {
            find_gone(t);
        }
    }
    return code;
}

/* ---- is it credible? ---- */

static int check_rejects(const struct taking *t, struct err *err)
{
    const struct extract_counts *counts = &t->summary->counts;
    double rows = (double)counts->rows + (double)t->file.rejected_count;
    if ((double)counts->rejected > t->definition->reject_max * rows) {
        return err_at(
            err, ERR_INPUT, t->path, 0, 0,
            "%lld of %.0f rows can't be used (their key is empty, or there twice, or they "
            "can't be read); at most %.3g%% may be (reject_max of source %.*s)",
            (long long)counts->rejected, rows, t->definition->reject_max * 100,
            PRI(t->definition->name)); /* not personal: a source */
    }
    return 0;
}

static int check_shrink(const struct taking *t, struct err *err)
{
    double most = t->options->shrink_max >= 0 ? t->options->shrink_max : t->definition->shrink_max;
    if (t->standing.count >= SHRINK_RECORDS_MIN &&
        (double)t->gone.count > most * (double)t->standing.count) {
        return err_at(err, ERR_INPUT, t->path, 0, 0,
                      "%zu of %zu records of source %.*s are gone from this snapshot, more than "
                      "%.3g%%: is the file whole? If it is, run again with --shrink-max %.3g",
                      t->gone.count, t->standing.count,
                      PRI(t->definition->name) /* not personal: a source */, most * 100,
                      (double)t->gone.count / (double)t->standing.count + 0.005);
    }
    return 0;
}

/* ---- slices ---- */

/* The feed tells of a record, unless nobody is to know of it. */
static int tell_record(const struct taking *t, struct db *db, const char *what, int64_t record,
                       struct err *err)
{
    bool hidden = false;
    int code = record_is_hidden(db, record, &hidden, err);
    return code != 0 || hidden ? code : change_add(db, t->now, "record", what, record, 0, err);
}

/* Who was sealed stays so, though the database is older, or forgot the record. Nothing is told of a
 * record of which nobody may be known. */
static int seal_again(struct taking *t, struct db *db, const struct row *r, int64_t record,
                      struct err *err)
{
    int64_t beside = 0;
    bool sealed = false;
    int code = kept_seal_apply(t->picture, db, t->definition->name,
                               str_make((const char *)r->identity, TOKEN_BYTES), record, t->now,
                               &sealed, err);
    if (code == 0 && sealed) {
        code = db_number_with(db, "SELECT count(*) FROM mark_beside WHERE record = $1",
                              WHOLES(record), &beside, err);
        code = code == 0 && beside == 0 ? record_hide(db, record, err) : code;
    }
    return code;
}

static int put_rows(struct taking *t, struct db *db, int64_t *records, struct err *err)
{
    struct buf cells = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < t->slice_count; i++) {
        struct row *r = &t->rows[t->slice[i]];
        cells.len = 0;
        pack_cells(&t->file.table, t->slice[i], &cells);
        struct record_row row = {.source = t->source,
                                 .extract = t->extract,
                                 .header = t->header,
                                 .row_number = t->file.table.row_number[t->slice[i]],
                                 .identity = str_make((const char *)r->identity, TOKEN_BYTES),
                                 .content = str_make((const char *)r->content, TOKEN_BYTES),
                                 .cells = buf_str(&cells),
                                 .now = t->now};
        code = record_put(db, t->picture->seal, &row, &r->before, &records[i], err);
        code = code == 0 && r->state == ROW_NEW ? seal_again(t, db, r, records[i], err) : code;
        code = code
                   ? code
                   : tell_record(t, db, r->state == ROW_NEW ? "added" : "changed", records[i], err);
    }
    buf_free(&cells);
    return code;
}

static int withdraw(struct taking *t, struct db *db, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < t->withdrawn_count; i++) {
        code = record_end(db, t->withdrawn[i], t->now, err);
        code = code ? code : tell_record(t, db, "withdrawn", t->withdrawn[i], err);
    }
    return code;
}

/* The rows of a slice as a table of their own. */
static void slice_table(const struct taking *t, struct table *ret)
{
    const struct table *all = &t->file.table;
    *ret = (struct table){.name = all->name,
                          .path = all->path,
                          .has_header = all->has_header,
                          .column_count = all->column_count,
                          .row_count = t->slice_count};
    ret->columns = mem_must_array(all->column_count, sizeof *ret->columns);
    ret->row_number = mem_must_array(t->slice_count, sizeof *ret->row_number);
    for (size_t c = 0; c < all->column_count; c++) {
        struct column *column = &ret->columns[c];
        uint32_t id;
        column->header = all->columns[c].header;
        column->ids = mem_must_array(t->slice_count, sizeof *column->ids);
        int code = dictionary_add(&column->values, STR(""), &id);
        for (size_t i = 0; code == 0 && i < t->slice_count; i++) {
            code =
                dictionary_add(&column->values, table_cell(all, t->slice[i], c), &column->ids[i]);
        }
        if (code != 0) {
            mem_exhausted();
        }
    }
    for (size_t i = 0; i < t->slice_count; i++) {
        ret->row_number[i] = all->row_number[t->slice[i]];
    }
}

static int apply_slice(struct taking *t, struct db *db, bool *again, struct err *err)
{
    struct table table = {0};
    int64_t *records = mem_must_array(t->slice_count, sizeof *records);
    int code = put_rows(t, db, records, err);
    code = code ? code : withdraw(t, db, err);
    if (code == 0) {
        slice_table(t, &table);
        struct live_change change = {.source = t->source,
                                     .rows = t->slice_count > 0 ? &table : NULL,
                                     .mapping = t->mapping,
                                     .records = records,
                                     .withdrawn = t->withdrawn,
                                     .withdrawn_count = t->withdrawn_count,
                                     .now = t->now,
                                     .again = again};
        code = live_apply(t->picture->live, db, &change, err);
        table_free(&table);
    }
    mem_free(records);
    return code;
}

static int take_slice(struct db *db, void *context, struct err *err)
{
    struct taking *t = context;
    return apply_slice(t, db, &t->again, err);
}

/* In a transaction by itself, and once more if it says so. */
static int do_slice(struct taking *t, struct err *err)
{
    t->again = false;
    int code = picture_do(t->picture, take_slice, t, err);
    return code != 0 && t->again ? picture_do(t->picture, take_slice, t, err) : code;
}

/* Slices grow and shrink so that none holds the writer for long. */
static size_t next_size(size_t size, double seconds)
{
    double ms = seconds * 1000;
    size = ms < SLICE_MS / 2.0 ? size * 2 : ms > SLICE_MS ? size / 2 : size;
    return size < SLICE_ROWS_MIN ? SLICE_ROWS_MIN : size > SLICE_ROWS_MAX ? SLICE_ROWS_MAX : size;
}

static int take_rows(struct taking *t, size_t *size, struct err *err)
{
    size_t count = t->file.table.row_count;
    size_t row = 0;
    int code = 0;
    t->slice = mem_must_array(SLICE_ROWS_MAX, sizeof *t->slice);
    while (code == 0 && row < count) {
        t->slice_count = 0;
        for (; row < count && t->slice_count < *size; row++) {
            enum row_state state = t->rows[row].state;
            if (state == ROW_NEW || state == ROW_CHANGED) {
                t->slice[t->slice_count++] = row;
            }
        }
        double begun = clock_monotonic_s();
        code = t->slice_count > 0 ? do_slice(t, err) : 0;
        *size = next_size(*size, clock_monotonic_s() - begun);
        progress_update(t->options->progress, row, count, "rows");
    }
    t->slice_count = 0;
    return code;
}

static int take_gone(struct taking *t, size_t *size, struct err *err)
{
    int code = 0;
    for (size_t from = 0; code == 0 && from < t->gone.count; from += t->withdrawn_count) {
        t->withdrawn = t->gone.at + from;
        t->withdrawn_count = t->gone.count - from < *size ? t->gone.count - from : *size;
        double begun = clock_monotonic_s();
        code = do_slice(t, err);
        *size = next_size(*size, clock_monotonic_s() - begun);
        progress_update(t->options->progress, from, t->gone.count, "records gone");
    }
    return code;
}

static int move_slice(struct db *db, void *context, struct err *err)
{
    struct taking *t = context;
    int code = 0;
    for (size_t i = 0; code == 0 && i < t->slice_count; i++) {
        code = record_moved(db, t->rows[t->slice[i]].before.record,
                            t->file.table.row_number[t->slice[i]], err);
    }
    return code;
}

/* Records that are as they were, in other rows. */
static int take_moves(struct taking *t, struct err *err)
{
    size_t count = t->file.table.row_count;
    int code = 0;
    for (size_t row = 0; code == 0 && row < count;) {
        t->slice_count = 0;
        for (; row < count && t->slice_count < SLICE_ROWS_MAX; row++) {
            if (t->rows[row].state == ROW_MOVED) {
                t->slice[t->slice_count++] = row;
            }
        }
        code = t->slice_count > 0 ? picture_do(t->picture, move_slice, t, err) : 0;
    }
    return code;
}

/* ---- the whole ---- */

static int begin(struct db *db, void *context, struct err *err)
{
    struct taking *t = context;
    return extract_begin(db, t->source, t->now, &t->extract, err);
}

static int end(struct db *db, void *context, struct err *err)
{
    struct taking *t = context;
    return extract_end(db, t->extract, (int64_t)time(NULL), &t->summary->counts, err);
}

/* Rows that tell a deletion: their records are gone too. */
static void find_deleted(struct taking *t)
{
    for (size_t row = 0; row < t->file.table.row_count; row++) {
        if (t->rows[row].state == ROW_DELETED) {
            whole_list_add(&t->gone, t->rows[row].before.record);
        }
    }
}

/* All rows of two states into the slice; their number. */
static size_t rows_in(struct taking *t, enum row_state one, enum row_state other)
{
    size_t count = 0;
    for (size_t row = 0; row < t->file.table.row_count; row++) {
        if (t->rows[row].state == one || t->rows[row].state == other) {
            t->slice[count++] = row;
        }
    }
    return count;
}

static void count_states(struct taking *t)
{
    struct extract_counts *counts = &t->summary->counts;
    for (size_t row = 0; row < t->file.table.row_count; row++) {
        enum row_state state = t->rows[row].state;
        counts->added += state == ROW_NEW;
        counts->changed += state == ROW_CHANGED;
        counts->withdrawn += state == ROW_DELETED;
        t->summary->same += state == ROW_SAME || state == ROW_MOVED;
    }
    counts->withdrawn += (int64_t)t->gone.count;
}

/* A few rows in one transaction: the extract is there whole, or not at all. */
static int take_few(struct db *db, void *context, struct err *err)
{
    struct taking *t = context;
    int code = compare_all(db, t, err);
    code = code ? code : check_shrink(t, err);
    if (code != 0) {
        return code;
    }
    count_states(t);
    find_deleted(t);
    t->slice = mem_must_array(SLICE_ROWS_FIRST, sizeof *t->slice);
    code = begin(db, t, err);
    t->slice_count = rows_in(t, ROW_MOVED, ROW_MOVED);
    code = code ? code : move_slice(db, t, err);
    t->slice_count = rows_in(t, ROW_NEW, ROW_CHANGED);
    t->withdrawn = t->gone.at;
    t->withdrawn_count = t->gone.count;
    code =
        code == 0 && t->slice_count + t->withdrawn_count > 0 ? apply_slice(t, db, NULL, err) : code;
    return code ? code : end(db, t, err);
}

static int take(struct taking *t, const char *path, struct err *err)
{
    size_t size = SLICE_ROWS_FIRST;
    t->path = path;
    int code = read_file(t, path, err);
    if (code != 0) {
        return code;
    }
    progress_step(t->options->progress, "Comparing with what stands");
    identify_all(t);
    code = check_rejects(t, err);
    if (code == 0 && t->file.table.row_count <= SLICE_ROWS_FIRST &&
        t->definition->delivery == DELIVERY_CHANGES) {
        return picture_do(t->picture, take_few, t, err);
    }
    code = code ? code : picture_do(t->picture, compare_all, t, err);
    code = code ? code : check_shrink(t, err);
    if (code != 0) {
        return code;
    }
    count_states(t);
    find_deleted(t);
    progress_step(t->options->progress, "Linking");
    code = picture_do(t->picture, begin, t, err);
    code = code ? code : take_rows(t, &size, err);
    code = code ? code : take_gone(t, &size, err);
    code = code ? code : take_moves(t, err);
    return code ? code : picture_do(t->picture, end, t, err);
}

int ingest(struct picture *picture, const struct source_definition *definition, const char *path,
           const struct ingest_options *options, struct ingest_summary *ret, struct err *err)
{
    struct taking t = {.picture = picture,
                       .definition = definition,
                       .options = options,
                       .summary = ret,
                       .now = (int64_t)time(NULL)};
    double begun = clock_monotonic_s();
    *ret = (struct ingest_summary){0};
    int code = take(&t, path, err);
    ret->seconds = clock_monotonic_s() - begun;
    if (t.has_own) {
        mapping_free(&t.own);
    }
    source_file_free(&t.file);
    mem_free(t.by_name);
    mem_free(t.rows);
    mem_free(t.slice);
    whole_list_free(&t.standing);
    whole_list_free(&t.gone);
    return code;
}

struct nothing {
    struct str source;
    int64_t now;
};

static int note_nothing(struct db *db, void *context, struct err *err)
{
    const struct nothing *n = context;
    const struct extract_counts none = {0};
    int64_t source = 0, extract = 0;
    int code = source_number(db, n->source, &source, err);
    code = code ? code : extract_begin(db, source, n->now, &extract, err);
    return code ? code : extract_end(db, extract, n->now, &none, err);
}

int ingest_nothing(struct picture *picture, const struct source_definition *definition,
                   struct err *err)
{
    struct nothing nothing = {definition->name, (int64_t)time(NULL)};
    return picture_do(picture, note_nothing, &nothing, err);
}
