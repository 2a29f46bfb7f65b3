/* event_retention.c - see event_retention.h. */
#include "event_retention.h"

#include "event_store.h"

enum { DAY_SECONDS = 86400 };

struct retiring {
    const struct access *access;
    int64_t now, count;
    bool dry_run;
};

static int retire(struct db *db, void *context, struct err *err)
{
    struct retiring *r = context;
    struct whole_list ended = {0};
    int code = 0;
    for (size_t p = 0; code == 0 && p < r->access->purpose_count; p++) {
        const struct purpose *purpose = &r->access->purposes[p];
        code = events_ended(db, purpose->id, r->now - purpose->retention_days * DAY_SECONDS, &ended,
                            err);
    }
    for (size_t i = 0; code == 0 && !r->dry_run && i < ended.count; i++) {
        code = event_forget(db, ended.at[i], err);
    }
    r->count = (int64_t)ended.count;
    whole_list_free(&ended);
    return code;
}

int events_retire(struct picture *picture, const struct access *access, int64_t now, bool dry_run,
                  int64_t *ret, struct err *err)
{
    struct retiring r = {.access = access, .now = now, .dry_run = dry_run};
    int code = picture_do(picture, retire, &r, err);
    if (code == 0) {
        *ret = r.count;
    }
    return code;
}
