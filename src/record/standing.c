/* standing.c - from versions to tables. */
#include "standing.h"

#include "mark_store.h"
#include "mention_build.h"
#include "pack.h"
#include "progress.h"
#include "source_file.h"

#include <stdlib.h>

/* A header of the store: where its columns stand in the table. */
struct known_header {
    int64_t number;
    size_t count;
    size_t column[COLUMNS_MAX];
};

struct reading {
    struct picture *picture;
    struct db *db;
    struct standing *standing;
    struct table *table; /* under way */
    size_t columns_capacity, rows_capacity;
    struct known_header header; /* the last that was met */
    enum standing_scope scope;
    const int64_t *wanted;  /* NULL: all records */
    int64_t *wanted_source; /* of each; 0: there is no such record */
    size_t wanted_count;
    struct err *err;
};

static size_t column_of(struct reading *r, struct str name, size_t nth)
{
    struct table *t = r->table;
    for (size_t c = 0; c < t->column_count; c++) {
        if (str_eq(t->columns[c].header, name) && nth-- == 0) {
            return c;
        }
    }
    void *columns = t->columns;
    mem_must_grow(&columns, &r->columns_capacity, t->column_count + 1, sizeof *t->columns);
    t->columns = columns;
    struct column *column = &t->columns[t->column_count];
    uint32_t id;
    column->header = arena_str(&r->standing->arena, name);
    column->ids = mem_must_array(r->rows_capacity, sizeof *column->ids); /* 0: empty */
    if (dictionary_add(&column->values, STR(""), &id) != 0) {
        mem_exhausted();
    }
    return t->column_count++;
}

static int read_header(struct reading *r, int64_t number)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(r->db, "SELECT columns FROM header WHERE header = $1", &q, r->err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, number);
    code = db_step(q, &row, r->err);
    if (code == 0 && row) {
        struct str rest = db_bytes(q, 0);
        struct str names[64];
        struct str name;
        r->header.number = number;
        r->header.count = 0;
        while (r->header.count < COLUMNS_MAX && unpack_text(&rest, &name)) {
            size_t nth = 0; /* a name that is there twice stays twice */
            for (size_t c = 0; c < r->header.count && c < 64; c++) {
                nth += str_eq(names[c], name);
            }
            if (r->header.count < 64) {
                names[r->header.count] = name;
            }
            r->header.column[r->header.count++] = column_of(r, name, nth);
        }
    }
    db_reset(q);
    return code;
}

static void grow_rows(struct reading *r)
{
    struct table *t = r->table;
    size_t before = r->rows_capacity;
    size_t after = before > 0 ? before * 2 : r->wanted != NULL ? 16 : 256;
    size_t capacity;
    for (size_t c = 0; c < t->column_count; c++) {
        void *ids = t->columns[c].ids;
        capacity = before;
        mem_must_grow(&ids, &capacity, after, sizeof *t->columns[c].ids);
        t->columns[c].ids = ids;
    }
    void *numbers = t->row_number;
    capacity = before;
    mem_must_grow(&numbers, &capacity, after, sizeof *t->row_number);
    t->row_number = numbers;
    int64_t **lists[] = {&r->standing->records[r->standing->count],
                         &r->standing->since[r->standing->count]};
    for (int i = 0; i < 2; i++) {
        void *list = *lists[i];
        capacity = before;
        mem_must_grow(&list, &capacity, after, sizeof **lists[i]);
        *lists[i] = list;
    }
    r->rows_capacity = after;
}

static int add_row(struct reading *r, int64_t record, int64_t row_number, int64_t since,
                   struct str cells)
{
    struct table *t = r->table;
    if (t->row_count == r->rows_capacity) {
        grow_rows(r);
    }
    size_t row = t->row_count++;
    struct str cell;
    t->row_number[row] = (uint32_t)row_number;
    r->standing->records[r->standing->count][row] = record;
    r->standing->since[r->standing->count][row] = since;
    for (size_t c = 0; c < r->header.count && unpack_text(&cells, &cell); c++) {
        struct column *column = &t->columns[r->header.column[c]];
        if (dictionary_add(&column->values, cell, &column->ids[row]) != 0) {
            return err_set(r->err, ERR_LIMIT, "source %.*s holds more text than one table may",
                           PRI(t->name)); /* not personal: a source */
        }
    }
    return 0;
}

/* A row of RECORD_COLUMNS. */
static int add_record(struct reading *r, struct db_query *q, struct buf *cells)
{
    int64_t record = db_whole(q, 0);
    int64_t number = db_whole(q, 2);
    cells->len = 0;
    int code = db_whole(q, 1) != r->header.number ? read_header(r, db_whole(q, 1)) : 0;
    if (code == 0 && !db_is_null(q, 3)) {
        code = unseal_value(r->picture->seal, db_whole(q, 3), "cells", record, db_bytes(q, 4),
                            cells, r->err);
        code = code == 0 ? add_row(r, record, number, db_whole(q, 5), buf_str(cells))
                         : (code == ERR_NOTFOUND ? 0 : code);
    }
    return code;
}

#define RECORD_VERSION                                                                             \
    "SELECT r.record, v.header, v.row_number, v.value_key, v.cells, v.known_from "                 \
    "FROM record r JOIN record_version v ON v.record = r.record "
#define RECORD_COLUMNS RECORD_VERSION "AND v.known_to IS NULL "

static int read_rows(struct reading *r, int64_t source)
{
    struct db_query *q;
    struct buf cells = {0};
    bool row;
    int code = db_query(r->db,
                        r->scope == STANDING_LINKED ? RECORD_COLUMNS
                            "WHERE r.source = $1 AND r.record NOT IN (SELECT record FROM waiting) "
                            "AND r.record NOT IN (SELECT record FROM hidden_record) "
                            "ORDER BY v.header DESC, r.record"
                                                    : RECORD_COLUMNS
                            "WHERE r.source = $1 AND r.record NOT IN (SELECT record FROM "
                            "hidden_record) ORDER BY v.header DESC, r.record",
                        &q, r->err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, source);
    while ((code = db_step(q, &row, r->err)) == 0 && row) {
        code = add_record(r, q, &cells);
        if (code != 0) {
            break;
        }
    }
    db_reset(q);
    buf_free(&cells);
    return code;
}

/* Columns as read_rows finds them: of the headers that standing records have, the newest first. */
static int read_headers(struct reading *r, int64_t source)
{
    struct db_query *q;
    int64_t headers[64];
    size_t count = 0;
    bool row;
    int code = db_query(r->db,
                        "SELECT h.header FROM header h WHERE h.source = $1 AND EXISTS "
                        "(SELECT 1 FROM record_version v WHERE v.header = h.header "
                        "AND v.known_to IS NULL) ORDER BY h.header DESC",
                        &q, r->err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, source);
    while ((code = db_step(q, &row, r->err)) == 0 && row && count < 64) {
        headers[count++] = db_whole(q, 0);
    }
    db_reset(q);
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = read_header(r, headers[i]);
    }
    return code;
}

static int read_some_rows(struct reading *r, int64_t source)
{
    struct buf cells = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < r->wanted_count; i++) {
        struct db_query *q;
        bool row = false;
        const int64_t values[] = {r->wanted[i], r->picture->shown_at};
        bool now = values[1] == 0;
        if (r->wanted_source[i] != source) {
            continue;
        }
        code = db_query_with(r->db,
                             now ? RECORD_COLUMNS "WHERE r.record = $1"
                                 : RECORD_VERSION
                                 "AND v.known_from <= $2 AND (v.known_to IS NULL OR "
                                 "v.known_to > $2) WHERE r.record = $1 "
                                 "ORDER BY v.version DESC LIMIT 1",
                             values, now ? 1 : 2, &q, r->err);
        code = code ? code : db_step(q, &row, r->err);
        if (code == 0 && row && r->table->column_count == 0) {
            code = read_headers(r, source);
        }
        code = code == 0 && row ? add_record(r, q, &cells) : code;
        if (row) {
            db_reset(q);
        }
    }
    buf_free(&cells);
    return code;
}

static int read_source(struct reading *r, int64_t source, struct str name)
{
    struct standing *s = r->standing;
    r->table = &s->tables[s->count];
    *r->table = (struct table){.name = name, .path = name, .has_header = true};
    r->columns_capacity = r->rows_capacity = 0;
    r->header.number = 0;
    s->sources[s->count] = source;
    int code = r->wanted != NULL ? read_some_rows(r, source) : read_rows(r, source);
    s->count++; /* an empty one is freed with the others, and left out by read_all */
    return code;
}

static int source_list(struct db *db, struct standing *s, size_t *ret_count, struct err *err)
{
    struct db_query *q;
    bool row;
    void *sources = NULL;
    void *tables = NULL;
    size_t capacity = 0;
    size_t table_capacity = 0;
    int code = db_query(db, "SELECT source, name FROM source ORDER BY source", &q, err);
    *ret_count = 0;
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        mem_must_grow(&sources, &capacity, *ret_count + 1, sizeof *s->sources);
        mem_must_grow(&tables, &table_capacity, *ret_count + 1, sizeof *s->tables);
        ((int64_t *)sources)[*ret_count] = db_whole(q, 0);
        ((struct table *)tables)[(*ret_count)++].name = arena_str(&s->arena, db_text(q, 1));
    }
    s->sources = sources;
    s->tables = tables;
    return code;
}

static bool is_wanted(const struct reading *r, int64_t source)
{
    bool wanted = r->wanted == NULL;
    for (size_t i = 0; !wanted && i < r->wanted_count; i++) {
        wanted = r->wanted_source[i] == source;
    }
    return wanted && (r->picture->shown == NULL || source_set_has(r->picture->shown, source));
}

static int read_all(struct reading *r)
{
    struct standing *s = r->standing;
    size_t sources = 0;
    int code = source_list(r->db, s, &sources, r->err);
    s->records = mem_must_array(sources, sizeof *s->records);
    s->since = mem_must_array(sources, sizeof *s->since);
    for (size_t i = 0; code == 0 && i < sources; i++) {
        struct str name = s->tables[i].name; /* places move up when one is empty */
        if (!is_wanted(r, s->sources[i])) {
            continue;
        }
        code = read_source(r, s->sources[i], name);
        struct table *last = &s->tables[s->count - 1];
        if (last->row_count == 0) { /* nothing of it stands */
            table_free(last);
            mem_free(s->records[--s->count]);
            mem_free(s->since[s->count]);
            s->records[s->count] = s->since[s->count] = NULL;
        }
    }
    return code;
}

int standing_read(struct picture *picture, struct db *db, enum standing_scope scope,
                  struct progress *progress, struct standing *ret, struct err *err)
{
    struct reading *r = mem_must_array(1, sizeof *r);
    *r =
        (struct reading){.picture = picture, .db = db, .standing = ret, .scope = scope, .err = err};
    progress_step(progress, "Reading records");
    int code = read_all(r);
    mem_free(r);
    return code;
}

int standing_read_some(struct picture *picture, struct db *db, const int64_t *records, size_t count,
                       struct standing *ret, struct err *err)
{
    struct reading *r = mem_must_array(1, sizeof *r);
    *r = (struct reading){.picture = picture,
                          .db = db,
                          .standing = ret,
                          .wanted = records,
                          .wanted_source = mem_must_array(count + 1, sizeof *r->wanted_source),
                          .wanted_count = count,
                          .err = err};
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = db_number_with(db, "SELECT source FROM record WHERE record = $1", WHOLES(records[i]),
                              &r->wanted_source[i], err);
    }
    code = code ? code : read_all(r);
    mem_free(r->wanted_source);
    mem_free(r);
    return code;
}

int standing_sample(struct db *db, int64_t source, size_t most, struct whole_list *ret,
                    struct err *err)
{
    const int64_t values[] = {source, (int64_t)most};
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT r.record FROM record r WHERE r.source = $1 AND EXISTS "
                             "(SELECT 1 FROM record_version v WHERE v.record = r.record AND "
                             "v.known_to IS NULL) AND NOT EXISTS (SELECT 1 FROM hidden_record h "
                             "WHERE h.record = r.record) ORDER BY r.identity LIMIT $2",
                             values, 2, &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        whole_list_add(ret, db_whole(q, 0));
    }
    return code;
}

/* ---- as a file would have them ---- */

struct row_place {
    uint32_t number, row;
    int64_t record, since;
};

static int compare_rows(const void *a, const void *b)
{
    const struct row_place *x = a;
    const struct row_place *y = b;
    if (x->number != y->number) {
        return x->number < y->number ? -1 : 1;
    }
    return (x->record > y->record) - (x->record < y->record);
}

static void order_rows(struct table *t, int64_t *records, int64_t *since)
{
    struct row_place *places = mem_must_array(t->row_count, sizeof *places);
    uint32_t *ids = mem_must_array(t->row_count, sizeof *ids);
    for (size_t row = 0; row < t->row_count; row++) {
        places[row] =
            (struct row_place){t->row_number[row], (uint32_t)row, records[row], since[row]};
    }
    qsort(places, t->row_count, sizeof *places, compare_rows);
    for (size_t row = 0; row < t->row_count; row++) {
        t->row_number[row] = places[row].number;
        records[row] = places[row].record;
        since[row] = places[row].since;
    }
    for (size_t c = 0; c < t->column_count; c++) {
        for (size_t row = 0; row < t->row_count; row++) {
            ids[row] = t->columns[c].ids[places[row].row];
        }
        memcpy(t->columns[c].ids, ids, t->row_count * sizeof *ids);
    }
    mem_free(places);
    mem_free(ids);
}

static void swap_sources(struct standing *s, size_t a, size_t b)
{
    struct table table = s->tables[a];
    int64_t source = s->sources[a];
    int64_t *records = s->records[a];
    int64_t *since = s->since[a];
    s->tables[a] = s->tables[b];
    s->sources[a] = s->sources[b];
    s->records[a] = s->records[b];
    s->since[a] = s->since[b];
    s->tables[b] = table;
    s->sources[b] = source;
    s->records[b] = records;
    s->since[b] = since;
}

void standing_order(struct standing *s)
{
    for (size_t i = 0; i < s->count; i++) { /* sources are few */
        for (size_t j = i; j > 0 && str_cmp(s->tables[j - 1].name, s->tables[j].name) > 0; j--) {
            swap_sources(s, j - 1, j);
        }
    }
    for (size_t i = 0; i < s->count; i++) {
        order_rows(&s->tables[i], s->records[i], s->since[i]);
    }
}

static int map_one(struct picture *picture, const struct live *model, const struct table *table,
                   struct mapping *ret, struct err *err)
{
    struct source_definition definition;
    struct err_list errors = {0};
    bool known = false;
    int code = model == NULL ? 0 : live_mapping(model, table, ret, &known, err);
    if (code != 0 || known) {
        return code;
    }
    code = home_source(&picture->home, table->name, &definition, &errors);
    if (code == 0) {
        source_definition_map(&definition, table, ret, &errors);
        source_definition_free(&definition);
    }
    code = err_list_first(&errors, err);
    err_list_free(&errors);
    return code;
}

int standing_map(struct picture *picture, const struct live *model, struct standing *s,
                 struct err *err)
{
    int code = 0;
    s->mappings = mem_must_array(s->count, sizeof *s->mappings);
    for (size_t i = 0; code == 0 && i < s->count; i++) {
        code = map_one(picture, model, &s->tables[i], &s->mappings[i], err);
        for (size_t done = 0; code != 0 && done < i; done++) {
            mapping_free(&s->mappings[done]);
        }
    }
    s->mapped = code == 0;
    return code;
}

int standing_mentions(struct db *db, const struct seal *seal, const struct standing *s, int threads,
                      struct mention_table *ret, struct err *err)
{
    struct sealed_records sealed = {0};
    int code = mention_table_build(s->tables, s->mappings, s->count, threads, ret, err);
    if (code != 0) {
        return code;
    }
    int64_t *records = mem_must_array(ret->count + 1, sizeof *records);
    for (size_t m = 0; m < ret->count; m++) {
        records[m] = standing_record(s, ret, m);
    }
    code = seals_leave_out(db, seal, records, ret, &sealed, err);
    sealed_records_free(&sealed);
    mem_free(records);
    return code;
}

void standing_free(struct standing *s)
{
    for (size_t i = 0; i < s->count; i++) {
        table_free(&s->tables[i]);
        mem_free(s->records[i]);
        mem_free(s->since[i]);
        if (s->mapped) {
            mapping_free(&s->mappings[i]);
        }
    }
    mem_free(s->tables);
    mem_free(s->mappings);
    mem_free(s->sources);
    mem_free(s->records);
    mem_free(s->since);
    arena_free(&s->arena);
    *s = (struct standing){0};
}
