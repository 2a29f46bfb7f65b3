/* case_reason.c - see case_reason.h. */
#include "case_reason.h"

#include "encoding.h"
#include "sealed_text.h"

enum { REASONS_MAX = 10000 };

const char *const case_act_names[CASE_ACTS + 1] = {"done", "decided", "closed",  "discharged",
                                                   "left", "again",   "stopped", NULL};

int case_reason_put(struct db *db, struct seal *seal, const struct case_reason *reason,
                    struct err *err)
{
    struct db_query *q;
    int64_t number = 0;
    if (reason->text.len > CASE_REASON_BYTES_MAX || !utf8_valid(reason->text)) {
        return err_set(err, ERR_INPUT, "a reason has at most %d bytes, of UTF-8",
                       CASE_REASON_BYTES_MAX);
    }
    int code = db_query(db,
                        "INSERT INTO case_reason (process, what, place, option, who, at) VALUES "
                        "($1, $2, $3, $4, $5, $6)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, reason->process);
    db_bind_text(q, 2, str_of(case_act_names[reason->act]));
    db_bind_whole(q, 3, reason->place);
    db_bind_text(q, 4, reason->option);
    db_bind_text(q, 5, reason->who);
    db_bind_whole(q, 6, reason->at);
    code = db_add(q, &number, err);
    return code != 0 || reason->text.len == 0
               ? code
               : sealed_text_put(db, seal,
                                 "UPDATE case_reason SET text_key = $2, text = $3 WHERE reason = "
                                 "$1",
                                 "case_reason", number, reason->text, err);
}

static enum case_act act_named(struct str name)
{
    int act = 0;
    while (act < CASE_ACTS - 1 && !str_eq(name, str_of(case_act_names[act]))) {
        act++;
    }
    return (enum case_act)act;
}

static int take(struct db_query *q, struct seal *seal, struct arena *arena, int64_t process,
                struct case_reason *ret, struct err *err)
{
    struct buf text = {0};
    int code = sealed_text_take(q, seal, "case_reason", 6, &text, err);
    *ret = (struct case_reason){.process = process,
                                .act = act_named(db_text(q, 1)),
                                .place = (uint16_t)db_whole(q, 2),
                                .option = arena_str(arena, db_text(q, 3)),
                                .who = arena_str(arena, db_text(q, 4)),
                                .at = db_whole(q, 5),
                                .text = arena_str(arena, buf_str(&text))};
    buf_free(&text);
    return code;
}

int case_reasons(struct db *db, struct seal *seal, struct arena *arena, int64_t process,
                 struct case_reasons *ret, struct err *err)
{
    struct db_query *q;
    int64_t count = 0;
    bool row = false;
    int code = db_number_with(db, "SELECT count(*) FROM case_reason WHERE process = $1",
                              WHOLES(process), &count, err);
    count = count < REASONS_MAX ? count : REASONS_MAX;
    struct case_reasons list = {arena_alloc(arena, ((size_t)count + 1) * sizeof *list.at), 0};
    code = code ? code
                : db_query_with(db,
                                "SELECT reason, what, place, option, who, at, text_key, text FROM "
                                "case_reason WHERE process = $1 ORDER BY reason LIMIT $2",
                                WHOLES(process, count), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        code = take(q, seal, arena, process, &list.at[list.count++], err);
        if (code != 0) {
            db_reset(q);
        }
    }
    if (code == 0) {
        *ret = list;
    }
    return code;
}
