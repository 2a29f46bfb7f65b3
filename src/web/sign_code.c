/* sign_code.c - see sign_code.h. */
#include "sign_code.h"

#include <sodium.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
enum { BASE = 32, DAY_S = 24 * 3600, PLACES_MAX = 20 };

/* The value of a character as people write it, or -1. */
static int value_of(char c)
{
    c = ascii_upper(c);
    c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
    const char *at = c != '\0' ? strchr(alphabet, c) : NULL;
    return at != NULL ? (int)(at - alphabet) : -1;
}

/* The Luhn sum of values, modulo the base: every second from the right is doubled, and the digits
 * of what comes out added. 0 of a whole code; of all but its check, what the check has to mend. */
static int luhn(const int *values, size_t count, bool is_last_doubled)
{
    int sum = 0;
    for (size_t i = count; i-- > 0;) {
        const bool is_doubled = (count - 1 - i) % 2 == (is_last_doubled ? 0 : 1);
        const int value = values[i] * (is_doubled ? 2 : 1);
        sum += value / BASE + value % BASE;
    }
    return sum % BASE;
}

bool sign_code_read(struct str typed, char ret[SIGN_CODE_CHARACTERS + 1])
{
    int values[SIGN_CODE_CHARACTERS];
    size_t count = 0;
    for (size_t i = 0; i < typed.len; i++) {
        const char c = typed.ptr[i];
        if (c == ' ' || c == '-') {
            continue;
        }
        const int value = value_of(c);
        if (value < 0 || count == SIGN_CODE_CHARACTERS) {
            return false;
        }
        values[count++] = value;
    }
    if (count != SIGN_CODE_CHARACTERS || luhn(values, count, false) != 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        ret[i] = alphabet[values[i]];
    }
    ret[count] = '\0';
    return true;
}

void sign_code_make(char ret[SIGN_CODE_TEXT_MAX])
{
    int values[SIGN_CODE_CHARACTERS];
    size_t len = 0;
    for (size_t i = 0; i + 1 < SIGN_CODE_CHARACTERS; i++) {
        values[i] = (int)randombytes_uniform(BASE);
    }
    values[SIGN_CODE_CHARACTERS - 1] = (BASE - luhn(values, SIGN_CODE_CHARACTERS - 1, true)) % BASE;
    for (size_t i = 0; i < SIGN_CODE_CHARACTERS; i++) {
        if (i > 0 && i % 4 == 0) {
            ret[len++] = '-';
        }
        ret[len++] = alphabet[values[i]];
    }
    ret[len] = '\0';
    sodium_memzero(values, sizeof values);
}

static void hash_of(struct seal *seal, const char code[SIGN_CODE_CHARACTERS + 1], uint8_t ret[16])
{
    seal_token_wide(seal, "sign code", str_make(code, SIGN_CODE_CHARACTERS), ret);
}

/* ---- issuing ---- */

struct issuing {
    struct seal *seal;
    int64_t record;
    int mention;
    struct str who;
    int64_t now;
    char text[SIGN_CODE_TEXT_MAX];
};

/* Codes that can let nobody in any more make room for their references. */
static int drop_dead(struct db *db, const struct issuing *i, struct err *err)
{
    int code = db_do_with(db, "DELETE FROM web_code WHERE until <= $1", WHOLES(i->now), err);
    return code ? code
                : db_do_with(db,
                             "DELETE FROM web_code WHERE record = $1 AND mention = $2 AND used IS "
                             "NULL",
                             WHOLES(i->record, i->mention), err);
}

static int is_taken(struct db *db, struct str reference, bool *ret, struct err *err)
{
    struct db_query *q;
    int64_t count = 0;
    int code = db_query(db, "SELECT COUNT(*) FROM web_code WHERE reference = $1", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, reference);
        code = db_take_number(q, &count, err);
        *ret = count != 0;
    }
    return code;
}

static int insert(struct db *db, const struct issuing *i, const char code_text[], struct err *err)
{
    uint8_t hash[16];
    struct db_query *q;
    hash_of(i->seal, code_text, hash);
    int code = db_query(db,
                        "INSERT INTO web_code (reference, secret, record, mention, who, made, "
                        "until, tries) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, str_make(code_text, SIGN_CODE_REFERENCE));
        db_bind_bytes(q, 2, str_make((const char *)hash, sizeof hash));
        db_bind_whole(q, 3, i->record);
        db_bind_whole(q, 4, i->mention);
        db_bind_text(q, 5, i->who);
        db_bind_whole(q, 6, i->now);
        db_bind_whole(q, 7, i->now + (int64_t)SIGN_CODE_DAYS * DAY_S);
        code = db_do(q, err);
    }
    return code;
}

static int issue(struct db *db, void *context, struct err *err)
{
    struct issuing *i = context;
    char plain[SIGN_CODE_CHARACTERS + 1] = {0};
    bool taken = true;
    int code = drop_dead(db, i, err);
    for (int place = 0; code == 0 && taken && place < PLACES_MAX; place++) {
        sign_code_make(i->text);
        (void)sign_code_read(str_of(i->text), plain);
        code = is_taken(db, str_make(plain, SIGN_CODE_REFERENCE), &taken, err);
    }
    if (code == 0 && taken) {
        code = err_set(err, ERR_LIMIT, "too many one-time codes wait to be used");
    }
    code = code ? code : insert(db, i, plain, err);
    sodium_memzero(plain, sizeof plain);
    return code;
}

int sign_code_issue(struct picture *picture, int64_t record, int mention, struct str who,
                    int64_t now, char ret[SIGN_CODE_TEXT_MAX], struct err *err)
{
    struct issuing i = {picture->seal, record, mention, who, now, {0}};
    int code = picture_do(picture, issue, &i, err);
    if (code == 0) {
        memcpy(ret, i.text, sizeof i.text);
    }
    sodium_memzero(i.text, sizeof i.text);
    return code;
}

/* ---- redeeming ---- */

struct finding {
    struct seal *seal;
    const char *code;
    int64_t now;
    struct sign_code found;
    bool there;
};

static int spend_try(struct db *db, int64_t number, struct err *err)
{
    return db_do_with(db, "UPDATE web_code SET tries = tries + 1 WHERE code = $1", WHOLES(number),
                      err);
}

static int find(struct db *db, void *context, struct err *err)
{
    struct finding *f = context;
    uint8_t hash[16];
    struct db_query *q;
    bool row = false;
    bool is_right = false;
    int64_t number = 0;
    hash_of(f->seal, f->code, hash);
    int code = db_query(db,
                        "SELECT code, secret, record, mention FROM web_code WHERE reference = $1 "
                        "AND until > $2 AND tries < $3 AND used IS NULL",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, str_make(f->code, SIGN_CODE_REFERENCE));
        db_bind_whole(q, 2, f->now);
        db_bind_whole(q, 3, SIGN_CODE_TRIES_MAX);
        code = db_step(q, &row, err);
    }
    if (code == 0 && row) {
        const struct str kept = db_bytes(q, 1);
        number = db_whole(q, 0);
        is_right = kept.len == sizeof hash && sodium_memcmp(kept.ptr, hash, sizeof hash) == 0;
        f->found = (struct sign_code){number, db_whole(q, 2), (int)db_whole(q, 3)};
        db_reset(q);
    }
    f->there = code == 0 && is_right;
    return code == 0 && row && !is_right ? spend_try(db, number, err) : code;
}

int sign_code_find(struct picture *picture, const char code_text[SIGN_CODE_CHARACTERS + 1],
                   int64_t now, struct sign_code *ret, bool *ret_there, struct err *err)
{
    struct finding f = {.seal = picture->seal, .code = code_text, .now = now};
    int code = picture_do(picture, find, &f, err);
    if (code == 0) {
        *ret = f.there ? f.found : (struct sign_code){0};
        *ret_there = f.there;
    }
    return code;
}

static int fail(struct db *db, void *context, struct err *err)
{
    const struct sign_code *found = context;
    return spend_try(db, found->number, err);
}

int sign_code_failed(struct picture *picture, const struct sign_code *found, struct err *err)
{
    struct sign_code copy = *found;
    return picture_do(picture, fail, &copy, err);
}

struct using
{
    int64_t number, now;
    bool fresh;
};

static int use(struct db *db, void *context, struct err *err)
{
    struct using *u = context;
    int code = db_do_with(db, "UPDATE web_code SET used = $2 WHERE code = $1 AND used IS NULL",
                          WHOLES(u->number, u->now), err);
    u->fresh = code == 0 && db_changed(db) == 1;
    return code;
}

int sign_code_use(struct picture *picture, const struct sign_code *found, int64_t now,
                  bool *ret_fresh, struct err *err)
{
    struct using u = {found->number, now, false};
    int code = picture_do(picture, use, &u, err);
    if (code == 0) {
        *ret_fresh = u.fresh;
    }
    return code;
}
