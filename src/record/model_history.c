/* model_history.c - tables model_quality and model_adoption. */
#include "model_history.h"

#include "encoding.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#define REASON_PLACE "adoption" /* where the sealed reasons are */

/* ---- quality ---- */

static void bind_share(struct db_query *q, int place, double share)
{
    isnan(share) ? db_bind_null(q, place) : db_bind_real(q, place, share);
}

int model_quality_put(struct db *db, int64_t model, const struct model_quality *quality,
                      struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO model_quality (model, records, mentions, entities, "
                        "right_share, found_share, cannot_tell) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, model);
    db_bind_whole(q, 2, quality->records);
    db_bind_whole(q, 3, quality->mentions);
    db_bind_whole(q, 4, quality->entities);
    bind_share(q, 5, quality->right_share);
    bind_share(q, 6, quality->found_share);
    db_bind_text(q, 7, str_of(quality->cannot_tell));
    return db_do(q, err);
}

int model_quality_of(struct db *db, int64_t model, struct model_quality *ret, struct err *err)
{
    struct db_query *q;
    struct model_quality found = {.right_share = NAN, .found_share = NAN};
    int code = db_query_with(db,
                             "SELECT records, mentions, entities, right_share, found_share, "
                             "cannot_tell FROM model_quality WHERE model = $1",
                             WHOLES(model), &q, err);
    code = code ? code : db_step(q, &found.is_there, err);
    if (code == 0 && found.is_there) {
        found.records = db_whole(q, 0);
        found.mentions = db_whole(q, 1);
        found.entities = db_whole(q, 2);
        found.right_share = db_is_null(q, 3) ? NAN : db_real(q, 3);
        found.found_share = db_is_null(q, 4) ? NAN : db_real(q, 4);
        snprintf(found.cannot_tell, sizeof found.cannot_tell, "%.*s", PRI(db_text(q, 5)));
        db_reset(q);
    }
    if (code == 0) {
        *ret = found;
    }
    return code;
}

/* ---- adoptions ---- */

struct adding {
    int64_t model;
    struct str who;
    struct str sealed;
};

static int add_adoption(struct db *db, void *context, struct err *err)
{
    const struct adding *a = context;
    struct db_query *q;
    int code = db_query(
        db, "INSERT INTO model_adoption (model, who, at, reason) VALUES ($1, $2, $3, $4)", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, a->model);
        db_bind_text(q, 2, a->who);
        db_bind_whole(q, 3, (int64_t)time(NULL));
        db_bind_bytes(q, 4, a->sealed);
        code = db_do(q, err);
    }
    return code;
}

int model_adoption_add(struct picture *picture, int64_t model, struct str who, struct str reason,
                       struct err *err)
{
    struct buf sealed = {0};
    if (reason.len == 0 || reason.len > MODEL_REASON_BYTES_MAX || !utf8_valid(reason)) {
        return err_set(err, ERR_INPUT, "say why, in at most %d bytes of UTF-8",
                       MODEL_REASON_BYTES_MAX);
    }
    int code = seal_council_value(picture->seal, REASON_PLACE, reason, &sealed, err);
    struct adding adding = {model, who, buf_str(&sealed)};
    code = code ? code : picture_do(picture, add_adoption, &adding, err);
    buf_free(&sealed);
    return code;
}

int model_adoptions(struct picture *picture, model_adoption_visit *visit, void *context,
                    struct err *err)
{
    struct db_query *q;
    struct buf reason = {0};
    bool row = false;
    int code = db_query(picture->db,
                        "SELECT model, who, at, reason FROM model_adoption ORDER BY adoption DESC",
                        &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        reason.len = 0;
        code = unseal_council_value(picture->seal, REASON_PLACE, db_bytes(q, 3), &reason, err);
        if (code == 0) {
            visit(context, db_whole(q, 0), db_text(q, 1), db_whole(q, 2), buf_str(&reason));
        } else {
            db_reset(q);
        }
    }
    buf_free(&reason);
    return code;
}
