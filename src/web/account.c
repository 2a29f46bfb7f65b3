/* account.c - see account.h. */
#include "account.h"

#include "sealed_text.h"

#include <sodium.h>

enum { DAY_S = 24 * 3600, CODE_CHARACTERS = 20, HASH_BYTES = 16 };

/* ---- enrolment codes ---- */

/* 100 bits, in groups of five: "k7qm4-…", without letters that are taken for others. */
static void make_code(char ret[ACCOUNT_CODE_TEXT_MAX])
{
    static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
    size_t len = 0;
    for (int i = 0; i < CODE_CHARACTERS; i++) {
        if (i > 0 && i % 5 == 0) {
            ret[len++] = '-';
        }
        ret[len++] = alphabet[randombytes_uniform(sizeof alphabet - 1)];
    }
    ret[len] = '\0';
}

/* As it is hashed: in small letters, without what stands between, O and I as digits. */
static void hash_of(struct seal *seal, struct str login, struct str code, uint8_t ret[HASH_BYTES])
{
    struct buf text = {.max = ACCOUNT_TEXT_MAX};
    buf_add(&text, login);
    buf_add_char(&text, '\n');
    for (size_t i = 0; i < code.len; i++) {
        const char c = ascii_lower(code.ptr[i]);
        if (ascii_is_alpha(c) || ascii_is_digit(c)) {
            buf_add_char(&text, c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c);
        }
    }
    seal_token_wide(seal, "account enrolment", buf_str(&text), ret);
    sodium_memzero(text.ptr, text.len);
    buf_free(&text);
}

/* ---- statements ---- */

/* struct account_job - what a job is given and gives. */
struct account_job {
    struct seal *seal;
    struct str login, password;
    const uint8_t *secret;
    int64_t now, step, number, gone_key;
    uint8_t hash[HASH_BYTES];
    bool is_new, done;
};

static int find(struct db *db, struct account_job *job, struct err *err)
{
    struct db_query *q;
    bool row = false;
    job->number = job->gone_key = 0;
    int code =
        db_query(db, "SELECT account, secret_key FROM web_account WHERE login = $1", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, job->login);
        code = db_step(q, &row, err);
    }
    if (code == 0 && row) {
        job->number = db_whole(q, 0);
        job->gone_key = db_is_null(q, 1) ? 0 : db_whole(q, 1);
        db_reset(q);
    }
    return code;
}

static int insert(struct db *db, struct account_job *job, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO web_account (login, made, enrolment_until, step, disabled) "
                        "VALUES ($1, $2, 0, 0, 0)",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, job->login);
        db_bind_whole(q, 2, job->now);
        code = db_add(q, &job->number, err);
    }
    return code;
}

static int wait_anew(struct db *db, void *context, struct err *err)
{
    struct account_job *job = context;
    struct db_query *q;
    int code = find(db, job, err);
    if (code == 0 && job->is_new != (job->number == 0)) {
        return job->is_new ? err_set(err, ERR_CONFLICT, "there is an account of that login")
                           : err_set(err, ERR_NOTFOUND, "there is no account of that login");
    }
    code = code || !job->is_new ? code : insert(db, job, err);
    code = code ? code
                : db_query(db,
                           "UPDATE web_account SET enrolment = $2, enrolment_until = $3, "
                           "password = NULL, secret_key = NULL, secret = NULL, disabled = 0 "
                           "WHERE account = $1",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, job->number);
        db_bind_bytes(q, 2, str_make((const char *)job->hash, HASH_BYTES));
        db_bind_whole(q, 3, job->now + (int64_t)ACCOUNT_ENROL_DAYS * DAY_S);
        code = db_do(q, err);
    }
    return code;
}

/* The key of a secret that is no more goes for good; while another program reads the keys it can't
 * be used again, at least. */
static int forget(struct picture *picture, int64_t key, struct err *err)
{
    struct err inner = {0};
    int code = key == 0 ? 0 : seal_forget(picture->seal, &key, 1, &inner);
    return code == 0 || code == ERR_CONFLICT ? 0 : err_set(err, code, "%s", inner.message);
}

static int begin(struct picture *picture, struct str login, bool is_new, int64_t now,
                 char ret[ACCOUNT_CODE_TEXT_MAX], struct err *err)
{
    struct account_job job = {.seal = picture->seal, .login = login, .now = now, .is_new = is_new};
    char text[ACCOUNT_CODE_TEXT_MAX];
    make_code(text);
    hash_of(picture->seal, login, str_of(text), job.hash);
    int code = picture_do(picture, wait_anew, &job, err);
    code = code ? code : forget(picture, job.gone_key, err);
    if (code == 0) {
        memcpy(ret, text, sizeof text);
    }
    sodium_memzero(text, sizeof text);
    return code;
}

int account_add(struct picture *picture, struct str login, int64_t now,
                char ret[ACCOUNT_CODE_TEXT_MAX], struct err *err)
{
    return begin(picture, login, true, now, ret, err);
}

int account_reset(struct picture *picture, struct str login, int64_t now,
                  char ret[ACCOUNT_CODE_TEXT_MAX], struct err *err)
{
    return begin(picture, login, false, now, ret, err);
}

static int disable(struct db *db, void *context, struct err *err)
{
    struct account_job *job = context;
    int code = find(db, job, err);
    if (code == 0 && job->number == 0) {
        return err_set(err, ERR_NOTFOUND, "there is no account of that login");
    }
    return code ? code
                : db_do_with(db,
                             "UPDATE web_account SET disabled = 1, enrolment = NULL WHERE "
                             "account = $1",
                             WHOLES(job->number), err);
}

int account_disable(struct picture *picture, struct str login, struct err *err)
{
    struct account_job job = {.login = login};
    return picture_do(picture, disable, &job, err);
}

/* ---- reading ---- */

struct reading {
    struct seal *seal;
    struct str login; /* "": all */
    struct arena *arena;
    struct account *at;
    size_t count, capacity;
};

#define ACCOUNT_COLUMNS                                                                            \
    "SELECT account, login, made, enrolment IS NOT NULL, enrolment_until, password, secret_key, "  \
    "secret, step, disabled FROM web_account "

static int take(struct db_query *q, struct reading *r, struct err *err)
{
    struct buf secret = {0};
    void *at = r->at;
    int code = sealed_text_take(q, r->seal, "web_account", 6, &secret, err);
    if (code != 0) {
        return code;
    }
    mem_must_grow(&at, &r->capacity, r->count + 1, sizeof *r->at);
    r->at = at;
    struct account *a = &r->at[r->count++];
    *a = (struct account){.number = db_whole(q, 0),
                          .login = arena_str(r->arena, db_text(q, 1)),
                          .made = db_whole(q, 2),
                          .waits = db_whole(q, 3) != 0,
                          .enrolment_until = db_whole(q, 4),
                          .password =
                              db_is_null(q, 5) ? STR("") : arena_str(r->arena, db_text(q, 5)),
                          .has_secret = secret.len == TOTP_SECRET_BYTES,
                          .step = db_whole(q, 8),
                          .is_disabled = db_whole(q, 9) != 0};
    if (a->has_secret) {
        memcpy(a->secret, secret.ptr, TOTP_SECRET_BYTES);
        sodium_memzero(secret.ptr, secret.len);
    }
    buf_free(&secret);
    return 0;
}

static int read_some(struct db *db, void *context, struct err *err)
{
    struct reading *r = context;
    struct db_query *q;
    bool row = false;
    int code = r->login.len > 0 ? db_query(db, ACCOUNT_COLUMNS "WHERE login = $1", &q, err)
                                : db_query(db, ACCOUNT_COLUMNS "ORDER BY login", &q, err);
    if (code == 0 && r->login.len > 0) {
        db_bind_text(q, 1, r->login);
    }
    r->count = 0;
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        code = take(q, r, err);
        if (code != 0) {
            db_reset(q);
        }
    }
    return code;
}

int account_read(struct picture *picture, struct str login, struct arena *arena,
                 struct account *ret, struct err *err)
{
    struct reading r = {.seal = picture->seal, .login = login, .arena = arena};
    int code = login.len == 0 ? 0 : picture_do(picture, read_some, &r, err);
    if (code == 0) {
        *ret = r.count > 0 ? r.at[0] : (struct account){0};
    }
    mem_free(r.at);
    return code;
}

int accounts_read(struct picture *picture, struct arena *arena, struct account **ret,
                  size_t *ret_count, struct err *err)
{
    struct reading r = {.seal = picture->seal, .arena = arena};
    int code = picture_do(picture, read_some, &r, err);
    if (code == 0) {
        *ret = arena_alloc(arena, (r.count + 1) * sizeof **ret);
        if (r.count > 0) {
            memcpy(*ret, r.at, r.count * sizeof **ret);
        }
        *ret_count = r.count;
    }
    mem_free(r.at);
    return code;
}

/* ---- enrolling ---- */

static int check_code(struct db *db, void *context, struct err *err)
{
    struct account_job *job = context;
    struct db_query *q;
    bool row = false;
    int code = db_query(db,
                        "SELECT enrolment FROM web_account WHERE login = $1 AND disabled = 0 AND "
                        "enrolment IS NOT NULL AND enrolment_until > $2",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, job->login);
        db_bind_whole(q, 2, job->now);
        code = db_step(q, &row, err);
    }
    job->done = false;
    if (code == 0 && row) {
        const struct str kept = db_bytes(q, 0);
        job->done = kept.len == HASH_BYTES && sodium_memcmp(kept.ptr, job->hash, HASH_BYTES) == 0;
        db_reset(q);
    }
    return code;
}

int account_may_enrol(struct picture *picture, struct str login, struct str code, int64_t now,
                      bool *ret, struct err *err)
{
    struct account_job job = {.login = login, .now = now};
    hash_of(picture->seal, login, code, job.hash);
    int status = picture_do(picture, check_code, &job, err);
    if (status == 0) {
        *ret = job.done;
    }
    return status;
}

static int enrol(struct db *db, void *context, struct err *err)
{
    struct account_job *job = context;
    struct db_query *q;
    int code = find(db, job, err);
    code = code ? code
                : db_query(db,
                           "UPDATE web_account SET password = $2, step = $3, enrolment = NULL "
                           "WHERE account = $1 AND disabled = 0 AND enrolment IS NOT NULL AND "
                           "enrolment_until > $4",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, job->number);
        db_bind_text(q, 2, job->password);
        db_bind_whole(q, 3, job->step);
        db_bind_whole(q, 4, job->now);
        code = db_do(q, err);
    }
    job->done = code == 0 && db_changed(db) == 1;
    return code || !job->done
               ? code
               : sealed_text_put(
                     db, job->seal,
                     "UPDATE web_account SET secret_key = $2, secret = $3 WHERE account = $1",
                     "web_account", job->number,
                     str_make((const char *)job->secret, TOTP_SECRET_BYTES), err);
}

int account_enrol(struct picture *picture, struct str login, struct str password,
                  const uint8_t secret[TOTP_SECRET_BYTES], int64_t step, int64_t now,
                  bool *ret_done, struct err *err)
{
    struct account_job job = {.seal = picture->seal,
                              .login = login,
                              .password = password,
                              .secret = secret,
                              .step = step,
                              .now = now};
    int code = picture_do(picture, enrol, &job, err);
    if (code == 0) {
        *ret_done = job.done;
    }
    return code;
}

static int use_step(struct db *db, void *context, struct err *err)
{
    struct account_job *job = context;
    int code = db_do_with(db, "UPDATE web_account SET step = $2 WHERE account = $1 AND step < $2",
                          WHOLES(job->number, job->step), err);
    job->done = code == 0 && db_changed(db) == 1;
    return code;
}

int account_use_step(struct picture *picture, int64_t number, int64_t step, bool *ret_fresh,
                     struct err *err)
{
    struct account_job job = {.number = number, .step = step};
    int code = picture_do(picture, use_step, &job, err);
    if (code == 0) {
        *ret_fresh = job.done;
    }
    return code;
}
