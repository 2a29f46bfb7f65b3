/* recent_purpose.c - see recent_purpose.h. */
#include "recent_purpose.h"

int recent_purpose_put(struct db *db, struct str who, struct str purpose, int64_t now,
                       struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO recent_purpose (who, purpose, used) VALUES ($1, $2, $3) ON "
                        "CONFLICT (who, purpose) DO UPDATE SET used = $3",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, who);
    db_bind_text(q, 2, purpose);
    db_bind_whole(q, 3, now);
    code = db_do(q, err);
    code = code ? code
                : db_query(db,
                           "DELETE FROM recent_purpose WHERE who = $1 AND purpose NOT IN (SELECT "
                           "purpose FROM recent_purpose WHERE who = $1 ORDER BY used DESC, purpose "
                           "LIMIT $2)",
                           &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, who);
    db_bind_whole(q, 2, RECENT_PURPOSES_MAX);
    return db_do(q, err);
}

int recent_purposes(struct db *db, struct arena *arena, struct str who,
                    struct str ret[RECENT_PURPOSES_MAX], size_t *ret_count, struct err *err)
{
    struct db_query *q;
    bool row = false;
    size_t count = 0;
    int code = db_query(db,
                        "SELECT purpose FROM recent_purpose WHERE who = $1 ORDER BY used DESC, "
                        "purpose LIMIT $2",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, who);
    db_bind_whole(q, 2, RECENT_PURPOSES_MAX);
    while ((code = db_step(q, &row, err)) == 0 && row && count < RECENT_PURPOSES_MAX) {
        ret[count++] = arena_str(arena, db_text(q, 0));
    }
    db_reset(q);
    if (code == 0) {
        *ret_count = count;
    }
    return code;
}
