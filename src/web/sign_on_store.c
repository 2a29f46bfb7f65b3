/* sign_on_store.c - see sign_on_store.h. */
#include "sign_on_store.h"

struct binding {
    const uint8_t *subject;
    int64_t record, now;
    int mention;
};

void sign_on_subject(const struct seal *seal, struct str issuer, struct str subject,
                     uint8_t ret[SIGN_ON_SUBJECT_BYTES])
{
    struct buf text = {0};
    buf_add(&text, issuer);
    buf_add_char(&text, '\n'); /* no issuer has one */
    buf_add(&text, subject);
    seal_token_wide(seal, "sign-on subject", buf_str(&text), ret);
    buf_free(&text);
}

static int bind_job(struct db *db, void *context, struct err *err)
{
    const struct binding *b = context;
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO web_sign_on (subject, record, mention, made) VALUES ($1, $2, "
                        "$3, $4) ON CONFLICT (subject) DO UPDATE SET record = excluded.record, "
                        "mention = excluded.mention, made = excluded.made",
                        &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, str_make((const char *)b->subject, SIGN_ON_SUBJECT_BYTES));
        db_bind_whole(q, 2, b->record);
        db_bind_whole(q, 3, b->mention);
        db_bind_whole(q, 4, b->now);
        code = db_do(q, err);
    }
    return code;
}

static int bound_job(struct db *db, void *context, struct err *err)
{
    struct binding *b = context;
    struct db_query *q;
    bool row = false;
    int code = db_query(db, "SELECT record, mention FROM web_sign_on WHERE subject = $1", &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, str_make((const char *)b->subject, SIGN_ON_SUBJECT_BYTES));
        code = db_step(q, &row, err);
    }
    b->record = 0;
    if (code == 0 && row) {
        b->record = db_whole(q, 0);
        b->mention = (int)db_whole(q, 1);
        db_reset(q);
    }
    return code;
}

int sign_on_bind(struct picture *picture, const uint8_t subject[SIGN_ON_SUBJECT_BYTES],
                 int64_t record, int mention, int64_t now, struct err *err)
{
    struct binding b = {subject, record, now, mention};
    return picture_do(picture, bind_job, &b, err);
}

int sign_on_bound(struct picture *picture, const uint8_t subject[SIGN_ON_SUBJECT_BYTES],
                  int64_t *ret_record, int *ret_mention, struct err *err)
{
    struct binding b = {.subject = subject};
    int code = picture_do(picture, bound_job, &b, err);
    if (code == 0) {
        *ret_record = b.record;
        *ret_mention = b.mention;
    }
    return code;
}
