/* stored_row.c - see stored_row.h. */
#include "stored_row.h"

#include "pack.h"
#include "source_file.h"

static int damaged(int64_t record, struct err *err)
{
    return err_set(err, ERR_INPUT, "record %lld is damaged: restore the database from a backup",
                   (long long)record);
}

/* Source and header, whose columns are added to the table. */
static int read_header(struct db *db, struct stored_row *r, struct err *err)
{
    struct db_query *q;
    bool row = false;
    void *columns = NULL;
    size_t capacity = 0;
    int code = db_query(db,
                        "SELECT r.source, r.identity, s.name, h.columns, h.header, v.known_from "
                        "FROM record r "
                        "JOIN source s ON s.source = r.source "
                        "JOIN record_version v ON v.record = r.record "
                        "AND CASE WHEN $2 = 0 THEN v.known_to IS NULL ELSE v.version = $2 END "
                        "JOIN header h ON h.header = v.header WHERE r.record = $1",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, r->record);
    db_bind_whole(q, 2, r->version);
    code = db_step(q, &row, err);
    if (code != 0 || !row) {
        return code ? code
                    : err_set(err, ERR_NOTFOUND, "record %lld stands no longer",
                              (long long)r->record);
    }
    struct str identity = db_bytes(q, 1);
    struct str rest = arena_str(&r->arena, db_bytes(q, 3));
    r->source = db_whole(q, 0);
    r->header = db_whole(q, 4);
    r->since = db_whole(q, 5);
    r->table.name = r->table.path = arena_str(&r->arena, db_text(q, 2));
    r->table.has_header = true;
    bool good = identity.len == TOKEN_BYTES;
    memcpy(r->identity, good ? identity.ptr : "0123456789abcdef", TOKEN_BYTES);
    db_reset(q);
    while (good && rest.len > 0) {
        struct column column = {0};
        good = unpack_text(&rest, &column.header) && r->table.column_count < COLUMNS_MAX;
        mem_must_grow(&columns, &capacity, r->table.column_count + 1, sizeof column);
        ((struct column *)columns)[r->table.column_count++] = column;
    }
    r->table.columns = columns;
    return good ? 0 : damaged(r->record, err);
}

static int read_cells(struct db *db, struct seal *seal, struct stored_row *r, struct err *err)
{
    struct buf cells = {0};
    int64_t header, row_number;
    int code = r->version == 0
                   ? record_cells(db, seal, r->record, &header, &row_number, &cells, err)
                   : version_cells(db, seal, r->record, r->version, &row_number, &cells, err);
    struct str rest = buf_str(&cells);
    r->table.row_number = mem_must_array(1, sizeof *r->table.row_number);
    r->table.row_count = 1;
    for (size_t c = 0; code == 0 && c < r->table.column_count; c++) {
        struct column *column = &r->table.columns[c];
        struct str cell;
        uint32_t id;
        column->ids = mem_must_array(1, sizeof *column->ids);
        if (!unpack_text(&rest, &cell)) {
            code = damaged(r->record, err);
        } else if (dictionary_add(&column->values, STR(""), &id) != 0 ||
                   dictionary_add(&column->values, cell, column->ids) != 0) {
            mem_exhausted();
        }
    }
    if (code == 0) {
        r->table.row_number[0] = (uint32_t)row_number;
    }
    buf_free(&cells);
    return code;
}

static int find_mapping(struct picture *picture, struct stored_row *r, struct err *err)
{
    struct source_definition definition;
    struct err_list errors = {0};
    const struct mapping *known = NULL;
    int code = live_known_mapping(picture->live, &r->table, &known, err);
    if (code != 0) {
        return code;
    }
    if (known != NULL) { /* the model's, which it keeps */
        r->mapping = *known;
        return 0;
    }
    if (home_source(&picture->home, r->table.name, &definition, &errors) == 0) {
        r->mapped = source_definition_map(&definition, &r->table, &r->mapping, &errors) == 0;
        source_definition_free(&definition);
    }
    code = err_list_first(&errors, err);
    err_list_free(&errors);
    return code;
}

int stored_row_read(struct picture *picture, struct db *db, int64_t record, struct stored_row *r,
                    struct err *err)
{
    return stored_row_read_version(picture, db, record, 0, r, err);
}

int stored_row_read_version(struct picture *picture, struct db *db, int64_t record, int64_t version,
                            struct stored_row *r, struct err *err)
{
    r->record = record;
    r->version = version;
    int code = read_header(db, r, err);
    code = code ? code : read_cells(db, picture->seal, r, err);
    return code ? code : find_mapping(picture, r, err);
}

void stored_row_free(struct stored_row *r)
{
    table_free(&r->table);
    if (r->mapped) {
        mapping_free(&r->mapping);
    }
    arena_free(&r->arena);
    *r = (struct stored_row){0};
}

void stored_row_pack(const struct stored_row *r, struct buf *out)
{
    for (size_t c = 0; c < r->table.column_count; c++) {
        pack_text(out, table_cell(&r->table, 0, c));
    }
}
