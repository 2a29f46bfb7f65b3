/* event_count.c - see event_count.h. */
#include "event_count.h"

#define COUNTED                                                                                    \
    "SELECT e.event, e.type, e.purpose, e.shadow, e.made, "                                        \
    "(SELECT known FROM event_version v WHERE v.event = e.event AND v.version = 1), "              \
    "(SELECT status FROM event_version v WHERE v.event = e.event AND v.at < $1 "                   \
    "ORDER BY v.version DESC LIMIT 1), "                                                           \
    "(SELECT channel FROM event_telling t WHERE t.event = e.event AND t.kind = 'told' AND "        \
    "t.at < $1 ORDER BY t.telling LIMIT 1) FROM event e "

static enum event_status status_of(struct str name)
{
    int place = 0;
    while (place < EVENT_STATUSES - 1 && !str_eq(name, str_of(event_status_names[place]))) {
        place++;
    }
    return (enum event_status)place;
}

static int visit_all(struct db_query *q, event_count_visit *visit, void *context, bool *ret_any,
                     struct err *err)
{
    bool row = false;
    int code = 0;
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        bool told = !db_is_null(q, 7);
        struct event_counted event = {.event = db_whole(q, 0),
                                      .type = db_text(q, 1),
                                      .purpose = db_text(q, 2),
                                      .shadow = db_whole(q, 3) != 0,
                                      .made = db_whole(q, 4),
                                      .known = (int32_t)db_whole(q, 5),
                                      .status = status_of(db_text(q, 6)),
                                      .told = told,
                                      .channel = told ? db_text(q, 7) : STR("")};
        *ret_any = true;
        code = visit(context, &event, err);
    }
    db_reset(q);
    return code;
}

int events_made(struct db *db, int64_t from, int64_t to, int64_t at, event_count_visit *visit,
                void *context, struct err *err)
{
    struct db_query *q;
    bool any = false;
    int code = db_query_with(db, COUNTED "WHERE e.made >= $2 AND e.made < $3 ORDER BY e.event",
                             WHOLES(at, from, to), &q, err);
    return code ? code : visit_all(q, visit, context, &any, err);
}

int event_count_one(struct db *db, int64_t event, int64_t at, event_count_visit *visit,
                    void *context, struct err *err)
{
    struct db_query *q;
    bool any = false;
    int code = db_query_with(db, COUNTED "WHERE e.event = $2", WHOLES(at, event), &q, err);
    code = code ? code : visit_all(q, visit, context, &any, err);
    return code != 0 || any ? code : err_set(err, ERR_NOTFOUND, "there is no such event");
}

int event_mentions(struct db *db, int64_t event, struct event_mention *ret, size_t max,
                   size_t *ret_count, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT record, number FROM event_mention WHERE event = $1 AND "
                             "role = 'subject' AND until IS NULL AND number > 0 ORDER BY place "
                             "LIMIT $2",
                             WHOLES(event, (int64_t)max), &q, err);
    *ret_count = 0;
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        ret[(*ret_count)++] =
            (struct event_mention){.record = db_whole(q, 0), .number = (int)db_whole(q, 1)};
    }
    return code;
}
