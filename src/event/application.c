/* application.c - statements on applications in progress. */
#include "application.h"

#include "date.h"
#include "encoding.h"
#include "sealed_text.h"

#include <sodium.h>
#include <stdio.h>

enum { DAY_SECONDS = 86400, HASH_BYTES = 16 };

static struct str bytes_of(const uint8_t *hash)
{
    return str_make((const char *)hash, HASH_BYTES);
}

/* ---- codes ---- */

static void hash_code(const struct seal *seal, struct str code, uint8_t ret[HASH_BYTES])
{
    resume_code_hash(seal, "application code", code, ret);
}

/* Of one application: two of them with one birthday don't show. */
static void hash_check(const struct seal *seal, int64_t application, struct str answer,
                       uint8_t ret[HASH_BYTES])
{
    struct buf text = {0};
    char letters[RESUME_PLAIN_MAX];
    buf_printf(&text, "%lld:", (long long)application);
    buf_add(&text, resume_plain(answer, letters));
    seal_token_wide(seal, "application check", buf_str(&text), ret);
    buf_free(&text);
}

/* ---- begun ---- */

static int make_id(struct db *db, char ret[EVENT_ID_TEXT_MAX], struct err *err)
{
    int64_t taken = 1;
    int code = 0;
    while (code == 0 && taken != 0) {
        uint32_t bits;
        randombytes_buf(&bits, sizeof bits);
        event_id_text(bits, ret);
        code = application_named(db, str_of(ret), &taken, err);
    }
    return code;
}

int application_begin(struct db *db, const struct application_beginning *b, int64_t *ret,
                      struct err *err)
{
    char id[EVENT_ID_TEXT_MAX];
    struct db_query *q;
    int64_t gone = 0;
    int code = applications_retire(db, b->now, false, &gone, err);
    code = code ? code : make_id(db, id, err);
    code = code ? code
                : db_query(db,
                           "INSERT INTO application (id, type, language, record, number, begun, "
                           "changed, check_item, tries, event) "
                           "VALUES ($1, $2, $3, $4, $5, $6, $6, '', 0, '')",
                           &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, str_of(id));
    db_bind_text(q, 2, b->type);
    db_bind_text(q, 3, b->language == ACCESS_WELSH ? STR("cy") : STR("en"));
    db_bind_whole(q, 4, b->record);
    db_bind_whole(q, 5, b->mention);
    db_bind_whole(q, 6, b->now);
    return db_add(q, ret, err);
}

/* ---- answered ---- */

static int check_open(struct db *db, int64_t application, struct err *err)
{
    struct db_query *q;
    bool row = false;
    bool sent = false;
    int code = db_query_with(db, "SELECT sent IS NOT NULL FROM application WHERE application = $1",
                             WHOLES(application), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        sent = db_whole(q, 0) != 0;
        db_reset(q);
    }
    if (code == 0 && !row) {
        return err_set(err, ERR_NOTFOUND, "this application is not kept any more");
    }
    return code == 0 && sent ? err_set(err, ERR_CONFLICT, "this application was sent") : code;
}

/* What stands of that name, *ret_entry 0: nothing. */
static int find_standing(struct db *db, struct seal *seal, int64_t application, struct str name,
                         int64_t *ret_entry, struct buf *text, struct err *err)
{
    struct db_query *q;
    bool row = false;
    *ret_entry = 0;
    int code = db_query(db,
                        "SELECT entry, text_key, text FROM application_entry "
                        "WHERE application = $1 AND name = $2 AND ended IS NULL",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, application);
        db_bind_text(q, 2, name);
        code = db_step(q, &row, err);
    }
    if (code == 0 && row) {
        *ret_entry = db_whole(q, 0);
        code = sealed_text_take(q, seal, "application_entry", 1, text, err);
        db_reset(q);
    }
    return code;
}

static int add_entry(struct db *db, struct seal *seal, int64_t application,
                     const struct application_typed *t, struct err *err)
{
    struct db_query *q;
    int64_t entry = 0;
    int code = db_query(db,
                        "INSERT INTO application_entry (application, name, who, channel, at) "
                        "VALUES ($1, $2, $3, $4, $5)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, application);
    db_bind_text(q, 2, t->name);
    db_bind_text(q, 3, t->who);
    db_bind_text(q, 4, str_of(channel_names[t->channel]));
    db_bind_whole(q, 5, t->now);
    code = db_add(q, &entry, err);
    return code != 0 || t->text.len == 0
               ? code
               : sealed_text_put(db, seal,
                                 "UPDATE application_entry SET text_key = $2, text = $3 "
                                 "WHERE entry = $1",
                                 "application_entry", entry, t->text, err);
}

/* count_entries - there is room for one more. */
static int count_entries(struct db *db, int64_t application, struct err *err)
{
    int64_t count = 0;
    int code = db_number_with(db, "SELECT count(*) FROM application_entry WHERE application = $1",
                              WHOLES(application), &count, err);
    return code == 0 && count >= APPLICATION_ENTRIES_MAX
               ? err_set(err, ERR_LIMIT, "an application takes %d answers, changed ones too",
                         APPLICATION_ENTRIES_MAX)
               : code;
}

int application_put(struct db *db, struct seal *seal, int64_t application,
                    const struct application_typed *t, struct err *err)
{
    struct buf was = {0};
    int64_t entry = 0;
    if (t->text.len > EVENT_TEXT_BYTES_MAX || !utf8_valid(t->text)) {
        return err_set(err, ERR_INPUT, "what is said must be UTF-8, of at most %d bytes",
                       EVENT_TEXT_BYTES_MAX);
    }
    int code = check_open(db, application, err);
    code = code ? code : find_standing(db, seal, application, t->name, &entry, &was, err);
    bool same = code == 0 && entry != 0 && str_eq(buf_str(&was), t->text);
    buf_free(&was);
    if (code != 0 || same) {
        return code;
    }
    code = count_entries(db, application, err);
    code = code == 0 && entry != 0
               ? db_do_with(db, "UPDATE application_entry SET ended = $2 WHERE entry = $1",
                            WHOLES(entry, t->now), err)
               : code;
    code = code ? code : add_entry(db, seal, application, t, err);
    return code ? code
                : db_do_with(db, "UPDATE application SET changed = $2 WHERE application = $1",
                             WHOLES(application, t->now), err);
}

int application_speak(struct db *db, int64_t application, enum access_language language,
                      struct err *err)
{
    struct db_query *q;
    int code = check_open(db, application, err);
    code =
        code ? code
             : db_query(db, "UPDATE application SET language = $2 WHERE application = $1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, application);
        db_bind_text(q, 2, language == ACCESS_WELSH ? STR("cy") : STR("en"));
        code = db_do(q, err);
    }
    return code;
}

/* ---- read ---- */

static int read_row(struct db *db, int64_t number, int64_t now, struct application *a,
                    struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT id, type, language, record, number, begun, changed, "
                             "code IS NOT NULL, check_item, tries, sent, event FROM application "
                             "WHERE application = $1 AND (sent IS NOT NULL OR changed > $2)",
                             WHOLES(number, now - APPLICATION_DAYS * DAY_SECONDS), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code != 0 || !row) {
        return code ? code : err_set(err, ERR_NOTFOUND, "this application is not kept any more");
    }
    a->number = number;
    snprintf(a->id, sizeof a->id, "%.*s", PRI(db_text(q, 0)));
    a->type = arena_str(&a->arena, db_text(q, 1));
    a->language = str_eq(db_text(q, 2), STR("cy")) ? ACCESS_WELSH : ACCESS_ENGLISH;
    a->record = db_whole(q, 3);
    a->mention = (int)db_whole(q, 4);
    a->begun = db_whole(q, 5);
    a->changed = db_whole(q, 6);
    a->saved = db_whole(q, 7) != 0;
    a->check_item = arena_str(&a->arena, db_text(q, 8));
    a->dead = db_whole(q, 9) >= APPLICATION_TRIES_MAX;
    a->sent = db_whole(q, 10);
    snprintf(a->event, sizeof a->event, "%.*s", PRI(db_text(q, 11)));
    db_reset(q);
    return 0;
}

static enum channel channel_named(struct str name)
{
    int channel = 0;
    while (channel < CHANNELS - 1 && !str_eq(name, str_of(channel_names[channel]))) {
        channel++;
    }
    return (enum channel)channel;
}

static int read_entries(struct db *db, struct seal *seal, struct application *a, struct err *err)
{
    struct db_query *q;
    struct buf text = {0};
    bool row = false;
    a->entries = arena_alloc(&a->arena, APPLICATION_ENTRIES_MAX * sizeof *a->entries);
    int code = db_query_with(db,
                             "SELECT entry, name, who, channel, at, ended, text_key, text "
                             "FROM application_entry WHERE application = $1 ORDER BY entry",
                             WHOLES(a->number), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row &&
           a->count < APPLICATION_ENTRIES_MAX) {
        code = sealed_text_take(q, seal, "application_entry", 6, &text, err);
        a->entries[a->count++] =
            (struct application_entry){.name = arena_str(&a->arena, db_text(q, 1)),
                                       .text = arena_str(&a->arena, buf_str(&text)),
                                       .who = arena_str(&a->arena, db_text(q, 2)),
                                       .channel = channel_named(db_text(q, 3)),
                                       .at = db_whole(q, 4),
                                       .ended = db_whole(q, 5)};
        if (code != 0) {
            db_reset(q);
        }
    }
    buf_free(&text);
    return code;
}

int application_read(struct db *db, struct seal *seal, int64_t number, int64_t now,
                     struct application *ret, struct err *err)
{
    int code = read_row(db, number, now, ret, err);
    return code ? code : read_entries(db, seal, ret, err);
}

void application_free(struct application *a)
{
    arena_free(&a->arena);
    *a = (struct application){0};
}

static const struct application_entry *standing(const struct application *a, const char *name)
{
    for (size_t i = 0; i < a->count; i++) {
        if (a->entries[i].ended == 0 && str_eq(a->entries[i].name, str_of(name))) {
            return &a->entries[i];
        }
    }
    return NULL;
}

struct str application_text(const struct application *a, const char *name)
{
    const struct application_entry *entry = standing(a, name);
    return entry != NULL ? entry->text : STR("");
}

bool application_asked(const struct application *a, const char *name)
{
    return standing(a, name) != NULL;
}

static int number_of_text(struct db *db, const char *sql, struct str text, int64_t *ret,
                          struct err *err)
{
    struct db_query *q;
    int code = db_query(db, sql, &q, err);
    if (code == 0) {
        db_bind_text(q, 1, text);
        code = db_take_number(q, ret, err);
    }
    return code;
}

int application_named(struct db *db, struct str id, int64_t *ret, struct err *err)
{
    char text[EVENT_ID_TEXT_MAX];
    if (!event_id_read(id, text)) {
        *ret = 0;
        return 0;
    }
    return number_of_text(db, "SELECT application FROM application WHERE id = $1", str_of(text),
                          ret, err);
}

int application_of_event(struct db *db, struct str event, int64_t record, int mention, int64_t *ret,
                         struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "SELECT max(application) FROM application WHERE event = $1 AND "
                        "event <> '' AND record = $2 AND number = $3",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, event);
        db_bind_whole(q, 2, record);
        db_bind_whole(q, 3, mention);
        code = db_take_number(q, ret, err);
    }
    return code;
}

int applications_of_mention(struct db *db, int64_t record, int mention, int64_t now,
                            struct whole_list *ret, struct err *err)
{
    return db_list_with(db,
                        "SELECT application FROM application WHERE record = $1 AND number = $2 "
                        "AND sent IS NULL AND changed > $3 ORDER BY application DESC",
                        WHOLES(record, mention, now - APPLICATION_DAYS * DAY_SECONDS), ret, err);
}

int applications_sent_of(struct db *db, int64_t record, int mention, struct whole_list *ret,
                         struct err *err)
{
    return db_list_with(db,
                        "SELECT application FROM application WHERE record = $1 AND number = $2 "
                        "AND sent IS NOT NULL ORDER BY application DESC",
                        WHOLES(record, mention), ret, err);
}

int applications_of_staff(struct db *db, struct str who, int64_t now, struct whole_list *ret,
                          struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(db,
                        "SELECT application FROM application WHERE sent IS NULL AND changed > $2 "
                        "AND application IN (SELECT application FROM application_entry "
                        "WHERE who = $1) ORDER BY application DESC",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, who);
        db_bind_whole(q, 2, now - APPLICATION_DAYS * DAY_SECONDS);
    }
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        whole_list_add(ret, db_whole(q, 0));
    }
    return code;
}

/* ---- held by a browser ---- */

void application_holder(const struct seal *seal, struct str secret,
                        uint8_t ret[APPLICATION_HOLDER_BYTES])
{
    seal_token_wide(seal, "application holder", secret, ret);
}

int application_hold(struct db *db, int64_t application,
                     const uint8_t holder[APPLICATION_HOLDER_BYTES], int64_t now, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO application_holder (holder, application, since) "
                        "VALUES ($1, $2, $3) ON CONFLICT (holder, application) DO NOTHING",
                        &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, bytes_of(holder));
        db_bind_whole(q, 2, application);
        db_bind_whole(q, 3, now);
        code = db_do(q, err);
    }
    return code;
}

int application_held(struct db *db, const uint8_t holder[APPLICATION_HOLDER_BYTES], struct str type,
                     struct str event, int64_t now, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "SELECT max(a.application) FROM application_holder h JOIN application a "
                        "ON a.application = h.application WHERE h.holder = $1 AND "
                        "($2 = '' OR a.type = $2) AND a.event = $3 AND "
                        "(a.sent IS NOT NULL OR a.changed > $4)",
                        &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, bytes_of(holder));
        db_bind_text(q, 2, type);
        db_bind_text(q, 3, event);
        db_bind_whole(q, 4, now - APPLICATION_DAYS * DAY_SECONDS);
        code = db_take_number(q, ret, err);
    }
    return code;
}

int application_last_sent(struct db *db, const uint8_t holder[APPLICATION_HOLDER_BYTES],
                          struct str type, char ret_event[EVENT_ID_TEXT_MAX], struct err *err)
{
    struct db_query *q;
    bool row = false;
    ret_event[0] = '\0';
    int code = db_query(db,
                        "SELECT a.event FROM application_holder h JOIN application a "
                        "ON a.application = h.application WHERE h.holder = $1 AND a.type = $2 "
                        "AND a.event <> '' ORDER BY a.sent DESC",
                        &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, bytes_of(holder));
        db_bind_text(q, 2, type);
        code = db_step(q, &row, err);
    }
    if (code == 0 && row) {
        snprintf(ret_event, EVENT_ID_TEXT_MAX, "%.*s", PRI(db_text(q, 0)));
        db_reset(q);
    }
    return code;
}

/* ---- saved, taken up again ---- */

static int put_code(struct db *db, int64_t application, const uint8_t *code_hash, const char *item,
                    const uint8_t *check, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "UPDATE application SET code = $2, check_item = $3, check_hash = $4, "
                        "tries = 0 WHERE application = $1",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, application);
        db_bind_bytes(q, 2, bytes_of(code_hash));
        db_bind_text(q, 3, str_of(item));
        db_bind_bytes(q, 4, bytes_of(check));
        code = db_do(q, err);
    }
    return code;
}

int application_save(struct db *db, struct seal *seal, int64_t application, const char *item,
                     char ret_code[APPLICATION_CODE_TEXT_MAX], struct err *err)
{
    struct buf answer = {0};
    char text[APPLICATION_CODE_TEXT_MAX];
    uint8_t code_hash[HASH_BYTES];
    uint8_t check[HASH_BYTES];
    int64_t entry = 0;
    int code = check_open(db, application, err);
    code = code ? code : find_standing(db, seal, application, str_of(item), &entry, &answer, err);
    if (code == 0 && answer.len == 0) {
        code = err_set(err, ERR_INPUT, "what is asked for with the code was not answered yet");
    }
    if (code == 0) {
        resume_code_make(text);
        hash_code(seal, str_of(text), code_hash);
        hash_check(seal, application, buf_str(&answer), check);
        code = put_code(db, application, code_hash, item, check, err);
    }
    buf_free(&answer);
    if (code == 0) {
        memcpy(ret_code, text, sizeof text);
    }
    return code;
}

int application_coded(struct db *db, const struct seal *seal, struct str text, int64_t now,
                      int64_t *ret, struct err *err)
{
    uint8_t hash[HASH_BYTES];
    struct db_query *q;
    hash_code(seal, text, hash);
    int code = db_query(db,
                        "SELECT application FROM application WHERE code = $1 AND sent IS NULL "
                        "AND changed > $2",
                        &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, bytes_of(hash));
        db_bind_whole(q, 2, now - APPLICATION_DAYS * DAY_SECONDS);
        code = db_take_number(q, ret, err);
    }
    return code;
}

static int read_check(struct db *db, int64_t application, uint8_t ret[HASH_BYTES],
                      int64_t *ret_tries, struct err *err)
{
    struct db_query *q;
    bool row = false;
    memset(ret, 0, HASH_BYTES);
    int code = db_query_with(db, "SELECT check_hash, tries FROM application WHERE application = $1",
                             WHOLES(application), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        struct str bytes = db_bytes(q, 0);
        memcpy(ret, bytes.ptr, bytes.len < HASH_BYTES ? bytes.len : HASH_BYTES);
        *ret_tries = db_whole(q, 1);
        db_reset(q);
    }
    return code;
}

int application_resume(struct db *db, struct seal *seal, struct str text, struct str answer,
                       int64_t now, enum application_resumed *ret, int64_t *ret_application,
                       struct err *err)
{
    uint8_t check[HASH_BYTES];
    uint8_t given[HASH_BYTES];
    int64_t number = 0;
    int64_t tries = 0;
    int code = application_coded(db, seal, text, now, &number, err);
    code = code ? code : read_check(db, number, check, &tries, err);
    if (code != 0) {
        return code;
    }
    hash_check(seal, number, answer, given);
    bool right = number != 0 && sodium_memcmp(check, given, sizeof given) == 0;
    enum application_resumed result = number == 0                      ? RESUME_UNKNOWN
                                      : tries >= APPLICATION_TRIES_MAX ? RESUME_DEAD
                                      : right                          ? RESUME_FOUND
                                                                       : RESUME_WRONG;
    if (result == RESUME_FOUND || result == RESUME_WRONG) {
        code = db_do_with(db, "UPDATE application SET tries = $2 WHERE application = $1",
                          WHOLES(number, right ? 0 : tries + 1), err);
    }
    if (code == 0) {
        *ret = result;
        *ret_application = result == RESUME_FOUND ? number : 0;
    }
    return code;
}

/* ---- sent ---- */

#define LIST_KEYS(which)                                                                           \
    "INSERT INTO retention_key (value_key) SELECT text_key FROM application_entry WHERE "          \
    "text_key IS NOT NULL AND application " which " ON CONFLICT (value_key) DO NOTHING"

/* struct sending - one on its way. */
struct sending {
    const struct application *application;
    const struct telling *telling;
};

static int mark_sent(void *context, struct db *db, const struct told *told, struct err *err)
{
    const struct sending *s = context;
    int64_t number = s->application->number;
    struct db_query *q;
    int code = db_query(db,
                        "UPDATE application SET sent = $2, event = $3, code = NULL, "
                        "check_hash = NULL WHERE application = $1 AND sent IS NULL",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, number);
        db_bind_whole(q, 2, s->telling->now);
        db_bind_text(q, 3, str_of(told->id));
        code = db_do(q, err);
    }
    if (code == 0 && db_changed(db) != 1) {
        return err_set(err, ERR_CONFLICT, "this application was sent");
    }
    code = code ? code : db_do_with(db, LIST_KEYS("= $1"), WHOLES(number), err);
    return code ? code
                : db_do_with(db,
                             "UPDATE application_entry SET text_key = NULL, text = NULL "
                             "WHERE application = $1",
                             WHOLES(number), err);
}

static int read_teller(const struct application *a, enum teller *ret, struct err *err)
{
    struct str name = application_text(a, APPLICATION_TELLER);
    for (int t = 0; t < TELLERS; t++) {
        if (str_eq(name, str_of(teller_names[t]))) {
            *ret = (enum teller)t;
            return 0;
        }
    }
    return err_set(err, ERR_INPUT, "it was not said who tells this");
}

static int read_happened(const struct application *a, int32_t *ret, struct err *err)
{
    struct str text = application_text(a, APPLICATION_HAPPENED);
    struct date date;
    *ret = EVENT_DAY_UNKNOWN;
    if (text.len == 0) {
        return 0;
    }
    if (!date_from_text(text, &date) || !date_is_valid(date)) {
        return err_set(err, ERR_INPUT, "the day on which it happened is none");
    }
    *ret = date_days(date);
    return 0;
}

/* Who tells it and how they are reached, and whom they mean, where nobody was found: whoever finds
 * the person reads it there. */
static struct str told_by(struct arena *arena, const struct application *a, bool found)
{
    static const struct {
        const char *name, *between;
        bool of_subject;
    } texts[] = {
        {APPLICATION_TOLD_BY, "", false},     {APPLICATION_REACHED, ", ", false},
        {APPLICATION_NAME, "; about ", true}, {APPLICATION_BIRTH_DATE, ", born ", true},
        {APPLICATION_ADDRESS, ", ", true},
    };
    struct buf all = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct str text = application_text(a, texts[i].name);
        if (text.len > 0 && !(found && texts[i].of_subject)) {
            buf_add(&all, all.len > 0 ? str_of(texts[i].between) : STR(""));
            buf_add(&all, text);
        }
    }
    struct str copy = arena_str(arena, buf_str(&all));
    buf_free(&all);
    return copy;
}

/* One that was sent before. */
static int tell_sent(struct inquiry *inquiry, int64_t number, struct told *ret, bool *ret_sent,
                     struct err *err)
{
    struct picture *picture = &inquiry->picture;
    struct db_query *q;
    bool row = false;
    struct told told = {.again = false};
    struct event event = {0};
    int64_t found = 0;
    int code = db_query_with(picture->db,
                             "SELECT event FROM application WHERE application = $1 AND "
                             "sent IS NOT NULL",
                             WHOLES(number), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code != 0 || !row) {
        *ret_sent = false;
        return code;
    }
    snprintf(told.id, sizeof told.id, "%.*s", PRI(db_text(q, 0)));
    db_reset(q);
    code = event_named(picture->db, str_of(told.id), &found, err);
    code = code ? code : event_read(picture->db, picture->seal, found, &event, err);
    told.status = event.version.status;
    event_free(&event);
    *ret_sent = code == 0;
    *ret = code == 0 ? told : *ret;
    return code;
}

int application_send(struct inquiry *inquiry, const struct application *a,
                     const struct telling *telling, struct told *ret, struct err *err)
{
    struct telling t = *telling;
    struct sending s = {a, &t};
    struct arena arena = {0};
    bool sent = false;
    int code = tell_sent(inquiry, a->number, ret, &sent, err);
    if (code != 0 || sent) {
        return code;
    }
    t.language = a->language;
    t.told_by = told_by(&arena, a, t.subject.len > 0);
    t.also = mark_sent;
    t.also_context = &s;
    code = read_teller(a, &t.teller, err);
    code = code ? code : read_happened(a, &t.happened, err);
    code = code ? code : intake_tell(inquiry, &t, ret, err);
    arena_free(&arena);
    return code;
}

/* ---- kept for long enough ---- */

static int retire_one(struct db *db, int64_t number, struct err *err)
{
    static const char *const go[] = {LIST_KEYS("= $1"),
                                     "DELETE FROM application_entry WHERE application = $1",
                                     "DELETE FROM application_holder WHERE application = $1",
                                     "DELETE FROM application_mention WHERE application = $1",
                                     "DELETE FROM application WHERE application = $1"};
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof go / sizeof *go; i++) {
        code = db_do_with(db, go[i], WHOLES(number), err);
    }
    return code;
}

int applications_retire(struct db *db, int64_t now, bool dry_run, int64_t *ret, struct err *err)
{
    struct whole_list ended = {0};
    int code = db_list_with(db,
                            "SELECT application FROM application WHERE "
                            "changed <= $1 AND (sent IS NULL OR sent <= $2)",
                            WHOLES(now - APPLICATION_DAYS * DAY_SECONDS,
                                   now - (int64_t)APPLICATION_SENT_DAYS * DAY_SECONDS),
                            &ended, err);
    for (size_t i = 0; code == 0 && !dry_run && i < ended.count; i++) {
        code = retire_one(db, ended.at[i], err);
    }
    if (code == 0) {
        *ret = (int64_t)ended.count;
    }
    whole_list_free(&ended);
    return code;
}
