/* waiting_lines.c - a line a record. */
#include "waiting_lines.h"

#include "clock.h"
#include "csv.h"

int waiting_each(const struct picture *picture, size_t max, waiting_visit *visit, void *context,
                 size_t *ret_count, struct err *err)
{
    struct db_query *q;
    bool row = false;
    size_t count = 0;
    int code =
        db_query(picture->db,
                 "SELECT s.name, v.row_number, w.key, w.since, s.source, w.record FROM waiting w "
                 "JOIN record r ON r.record = w.record "
                 "JOIN source s ON s.source = r.source "
                 "JOIN record_version v ON v.record = w.record AND v.known_to IS NULL "
                 "WHERE w.record NOT IN (SELECT record FROM hidden_record) "
                 "ORDER BY s.name, v.row_number, w.record",
                 &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        if (picture->shown != NULL && !source_set_has(picture->shown, db_whole(q, 4))) {
            continue;
        }
        if (count++ < max) {
            visit(context, db_text(q, 0), db_whole(q, 1), db_text(q, 2), db_whole(q, 3),
                  db_whole(q, 5));
        }
    }
    if (code == 0) {
        *ret_count = count;
    }
    return code;
}

int waiting_mentions(const struct picture *picture, int64_t record, struct whole_list *ret,
                     struct err *err)
{
    return db_list_with(picture->db, "SELECT number FROM mention WHERE record = $1 AND model = $2",
                        WHOLES(record, picture->model), ret, err);
}

static void write_line(void *context, struct str source, int64_t row, struct str key, int64_t since,
                       int64_t record)
{
    (void)record;
    struct buf *out = context;
    char at[CLOCK_TEXT_MAX];
    if (out->len == 0) {
        buf_add(out, STR("source,row,key,since\n"));
    }
    csv_write_cell(out, source);
    buf_printf(out, ",%lld,", (long long)row);
    csv_write_cell(out, key);
    buf_printf(out, ",%s\n", clock_text(since, at));
}

int waiting_lines_write(const struct picture *picture, struct buf *out, size_t *ret_count,
                        struct err *err)
{
    struct buf lines = {0};
    int code = waiting_each(picture, SIZE_MAX, write_line, &lines, ret_count, err);
    if (code == 0) {
        buf_add(out, buf_str(&lines));
    }
    buf_free(&lines);
    return code;
}
