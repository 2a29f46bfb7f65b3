/* delivery_note.c - see delivery_note.h. */
#include "delivery_note.h"

int delivery_note_put(struct db *db, int64_t action, const struct delivery_answer *answer,
                      int64_t at, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO delivery_note (action, at, outcome, reason, reference) VALUES "
                        "($1, $2, $3, $4, $5) ON CONFLICT (action) DO UPDATE SET at = excluded.at, "
                        "outcome = excluded.outcome, reason = excluded.reason, reference = "
                        "excluded.reference",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, action);
    db_bind_whole(q, 2, at);
    db_bind_text(q, 3, str_of(delivery_outcome_names[answer->outcome]));
    db_bind_text(q, 4, str_of(answer->reason));
    db_bind_text(q, 5, str_of(answer->reference));
    return db_do(q, err);
}

int delivery_note_get(struct db *db, struct arena *arena, int64_t action, struct delivery_note *ret,
                      bool *ret_there, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(
        db, "SELECT at, outcome, reason, reference FROM delivery_note WHERE action = $1",
        WHOLES(action), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        *ret = (struct delivery_note){.at = db_whole(q, 0),
                                      .outcome = arena_str(arena, db_text(q, 1)),
                                      .reason = arena_str(arena, db_text(q, 2)),
                                      .reference = arena_str(arena, db_text(q, 3))};
        db_reset(q);
    }
    *ret_there = code == 0 && row;
    return code;
}
