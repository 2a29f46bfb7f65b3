/* waiting_lines.c - a line a record. */
#include "waiting_lines.h"

#include "clock.h"
#include "csv.h"

int waiting_lines_write(const struct picture *picture, struct buf *out, size_t *ret_count,
                        struct err *err)
{
    struct db_query *q;
    bool row = false;
    size_t count = 0;
    char since[CLOCK_TEXT_MAX];
    int code = db_query(picture->db,
                        "SELECT s.name, v.row_number, w.key, w.since, s.source FROM waiting w "
                        "JOIN record r ON r.record = w.record "
                        "JOIN source s ON s.source = r.source "
                        "JOIN record_version v ON v.record = w.record AND v.known_to IS NULL "
                        "ORDER BY s.name, v.row_number, w.record",
                        &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        if (picture->shown != NULL && !source_set_has(picture->shown, db_whole(q, 4))) {
            continue;
        }
        if (count++ == 0) {
            buf_add(out, STR("source,row,key,since\n"));
        }
        csv_write_cell(out, db_text(q, 0));
        buf_printf(out, ",%lld,", (long long)db_whole(q, 1));
        csv_write_cell(out, db_text(q, 2));
        buf_printf(out, ",%s\n", clock_text(db_whole(q, 3), since));
    }
    if (code == 0) {
        *ret_count = count;
    }
    return code;
}
