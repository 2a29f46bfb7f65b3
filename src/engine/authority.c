/* authority.c - statements on who may speak for whom. */
#include "authority.h"

#include "encoding.h"
#include "mark_store.h"
#include "sealed_text.h"

#include <assert.h>
#include <stdio.h>

enum { DAY_SECONDS = 86400, AUTHORITY_MENTIONS_MAX = 200 /* that a leaf names */ };
#define CODE_USE "authority code"

const char *const authority_basis_names[AUTHORITY_BASES + 1] = {"declared", "evidence", NULL};

const struct kept_table authority_table = {
    .of_mention = "SELECT authority FROM authority_mention WHERE record = $1 AND number = $2",
    .mentions = "SELECT record, number FROM authority_mention WHERE authority = $1 ORDER BY place",
    .put =
        "INSERT INTO authority_mention (authority, place, record, number) "
        "VALUES ($1, $2, $3, $4)"};

/* struct sealed_column - a text of a row: the statement takes row, key, bytes. */
static const struct sealed_column {
    const char *sql, *place;
} columns[] = {
    {"UPDATE authority SET actor_key = $2, actor = $3 WHERE authority = $1", "authority_actor"},
    {"UPDATE authority SET principal_key = $2, principal = $3 WHERE authority = $1",
     "authority_principal"},
    {"UPDATE authority SET evidence_key = $2, evidence = $3 WHERE authority = $1",
     "authority_evidence"}};

/* Somebody whom it is for stands, and nobody of them is sealed: one who is sealed is told of as one
 * whose records are gone. */
static_assert(MARK_SEALED == 1, "what the statement has");
#define SOMEBODY                                                                                   \
    "EXISTS (SELECT 1 FROM authority_mention t JOIN membership b ON b.record = t.record AND "      \
    "b.number = t.number WHERE t.authority = a.authority) AND "                                    \
    "NOT EXISTS (SELECT 1 FROM authority_mention t WHERE t.authority = a.authority AND "           \
    "(EXISTS (SELECT 1 FROM mark k WHERE k.record = t.record AND k.number = t.number AND "         \
    "k.what = 1 AND k.lifted IS NULL) OR "                                                         \
    "EXISTS (SELECT 1 FROM hidden_record h WHERE h.record = t.record)))"

/* ---- kept for long enough ---- */

#define GONE                                                                                       \
    "(ended IS NOT NULL AND ended <= $1) OR (until_day IS NOT NULL AND until_day * 86400 <= $1)"
#define LIST_KEYS(key)                                                                             \
    "INSERT INTO retention_key (value_key) SELECT " key " FROM authority WHERE " key               \
    " IS NOT NULL AND (" GONE ") ON CONFLICT (value_key) DO NOTHING"

#define DROP_MENTIONS                                                                               \
    "DELETE FROM authority_mention WHERE authority IN (SELECT authority FROM authority WHERE " GONE \
    ")"
#define DROP "DELETE FROM authority WHERE " GONE

int authorities_retire(struct db *db, int64_t now, bool dry_run, int64_t *ret, struct err *err)
{
    static const char *const go[] = {LIST_KEYS("actor_key"), LIST_KEYS("principal_key"),
                                     LIST_KEYS("evidence_key"), DROP_MENTIONS, DROP};
    int64_t until = now - (int64_t)AUTHORITY_KEPT_DAYS * DAY_SECONDS;
    int64_t count = 0;
    int code = db_number_with(db, "SELECT count(*) FROM authority WHERE " GONE, WHOLES(until),
                              &count, err);
    for (size_t i = 0; code == 0 && !dry_run && i < sizeof go / sizeof *go; i++) {
        code = db_do_with(db, go[i], WHOLES(until), err);
    }
    *ret = code == 0 ? count : *ret;
    return code;
}

/* ---- made ---- */

static int check(const struct authority *a, struct err *err)
{
    const struct str texts[] = {a->actor, a->principal, a->evidence};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].len > AUTHORITY_TEXT_MAX || !utf8_valid(texts[i])) {
            return err_set(err, ERR_INPUT, "what is said must be UTF-8, of at most %d bytes",
                           AUTHORITY_TEXT_MAX);
        }
    }
    if (a->actor.len == 0 || a->until < a->from) {
        return err_set(err, ERR_INPUT, "say who may speak, and until a day after it begins");
    }
    bool seen = a->evidence.len > 0 && a->made_by.len > 0;
    return a->basis == AUTHORITY_EVIDENCE && !seen
               ? err_set(err, ERR_INPUT, "say what was seen, and by whom")
               : 0;
}

static int insert(struct db *db, const struct authority *a, const uint8_t *hash, int64_t *ret,
                  struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO authority (basis, matters, from_day, until_day, purpose, "
                        "record, number, code, made_by, made) "
                        "VALUES ($1, $2, $3, $4, $5, 0, 0, $6, $7, $8)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, str_of(authority_basis_names[a->basis]));
    db_bind_text(q, 2, a->matters);
    db_bind_whole(q, 3, a->from);
    if (a->until != INT32_MAX) {
        db_bind_whole(q, 4, a->until);
    }
    db_bind_text(q, 5, a->purpose);
    db_bind_bytes(q, 6, str_make((const char *)hash, RESUME_CODE_HASH_BYTES));
    db_bind_text(q, 7, a->made_by);
    db_bind_whole(q, 8, a->made);
    return db_add(q, ret, err);
}

int authority_add(struct db *db, struct seal *seal, const struct authority *a,
                  const struct permitted_list *mentions, int64_t record, int mention, int64_t *ret,
                  char ret_code[RESUME_CODE_TEXT_MAX], struct err *err)
{
    const struct str texts[] = {a->actor, a->principal, a->evidence};
    uint8_t hash[RESUME_CODE_HASH_BYTES];
    char text[RESUME_CODE_TEXT_MAX];
    int64_t number = 0;
    int64_t gone = 0;
    resume_code_make(text);
    resume_code_hash(seal, CODE_USE, str_of(text), hash);
    int code = check(a, err);
    code = code ? code : authorities_retire(db, a->made, false, &gone, err);
    code = code ? code : insert(db, a, hash, &number, err);
    for (size_t i = 0; code == 0 && i < sizeof texts / sizeof *texts; i++) {
        code = texts[i].len > 0 ? sealed_text_put(db, seal, columns[i].sql, columns[i].place,
                                                  number, texts[i], err)
                                : 0;
    }
    code = code ? code : kept_put(db, &authority_table, number, mentions, record, mention, err);
    if (code == 0) {
        *ret = number;
        memcpy(ret_code, text, sizeof text);
    }
    return code;
}

/* ---- taken up, ended ---- */

int authority_take(struct db *db, const struct seal *seal, struct str text, int64_t record,
                   int mention, int64_t *ret, struct err *err)
{
    uint8_t hash[RESUME_CODE_HASH_BYTES];
    struct db_query *q;
    int64_t number = 0;
    resume_code_hash(seal, CODE_USE, text, hash);
    int code = db_query(db,
                        "SELECT authority FROM authority a WHERE code = $1 AND ended IS NULL AND "
                        "NOT EXISTS (SELECT 1 FROM authority_mention m WHERE m.authority = "
                        "a.authority AND m.record = $2 AND m.number = $3) AND " SOMEBODY,
                        &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, str_make((const char *)hash, sizeof hash));
        db_bind_whole(q, 2, record);
        db_bind_whole(q, 3, mention);
        code = db_take_number(q, &number, err);
    }
    code = code == 0 && number != 0
               ? db_do_with(db,
                            "UPDATE authority SET record = $2, number = $3, code = NULL "
                            "WHERE authority = $1",
                            WHOLES(number, record, mention), err)
               : code;
    *ret = code == 0 ? number : *ret;
    return code;
}

int authority_end(struct db *db, int64_t number, struct str who, int64_t now, struct err *err)
{
    struct db_query *q;
    int64_t there = 0;
    int code = db_number_with(db, "SELECT count(*) FROM authority WHERE authority = $1",
                              WHOLES(number), &there, err);
    if (code == 0 && there == 0) {
        return err_set(err, ERR_NOTFOUND, "there is no such authority");
    }
    code = code ? code
                : db_query(db,
                           "UPDATE authority SET ended = $2, ended_by = $3, code = NULL "
                           "WHERE authority = $1 AND ended IS NULL",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, number);
        db_bind_whole(q, 2, now);
        db_bind_text(q, 3, who);
        code = db_do(q, err);
    }
    return code == 0 && db_changed(db) == 0 ? err_set(err, ERR_CONFLICT, "it is over already")
                                            : code;
}

/* ---- read ---- */

#define COLUMNS                                                                                    \
    "SELECT authority, basis, matters, from_day, until_day, purpose, record, number, made_by, "    \
    "made, ended, actor_key, actor, principal_key, principal, evidence_key, evidence "             \
    "FROM authority WHERE "

static int take_row(struct arena *arena, struct db_query *q, struct seal *seal,
                    struct authority *ret, struct err *err)
{
    struct str *const texts[] = {&ret->actor, &ret->principal, &ret->evidence};
    struct buf text = {0};
    int code = 0;
    bool evidence = str_eq(db_text(q, 1), STR("evidence"));
    *ret = (struct authority){.number = db_whole(q, 0),
                              .basis = evidence ? AUTHORITY_EVIDENCE : AUTHORITY_DECLARED,
                              .matters = arena_str(arena, db_text(q, 2)),
                              .from = (int32_t)db_whole(q, 3),
                              .until = db_is_null(q, 4) ? INT32_MAX : (int32_t)db_whole(q, 4),
                              .purpose = arena_str(arena, db_text(q, 5)),
                              .record = db_whole(q, 6),
                              .mention = (int)db_whole(q, 7),
                              .made_by = arena_str(arena, db_text(q, 8)),
                              .made = db_whole(q, 9),
                              .ended = db_whole(q, 10)};
    for (size_t i = 0; code == 0 && i < sizeof texts / sizeof *texts; i++) {
        code = sealed_text_take(q, seal, columns[i].place, 11 + 2 * (int)i, &text, err);
        *texts[i] = arena_str(arena, buf_str(&text));
    }
    buf_free(&text);
    return code;
}

static int read_one(struct arena *arena, struct db *db, struct seal *seal, int64_t number,
                    struct authority *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db, COLUMNS "authority = $1", WHOLES(number), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        code = take_row(arena, q, seal, ret, err);
        db_reset(q);
    }
    return code;
}

static int read_all(struct arena *arena, struct db *db, struct seal *seal,
                    const struct whole_list *numbers, struct authorities *ret, struct err *err)
{
    struct authorities found = {.at = arena_alloc(arena, (numbers->count + 1) * sizeof *found.at)};
    int code = 0;
    for (size_t i = numbers->count; code == 0 && i-- > 0;) {
        code = read_one(arena, db, seal, numbers->at[i], &found.at[found.count++], err);
    }
    *ret = code == 0 ? found : *ret;
    return code;
}

int authorities_for(struct arena *arena, struct viewing *viewing, struct seal *seal,
                    const struct view *view, struct authorities *ret, struct err *err)
{
    struct whole_list numbers = {0};
    int code = kept_rows(viewing, &authority_table, view, &numbers, err);
    code = code ? code : read_all(arena, viewing->picture->db, seal, &numbers, ret, err);
    whole_list_free(&numbers);
    return code;
}

int authorities_of(struct arena *arena, struct db *db, struct seal *seal, int64_t record,
                   int mention, int32_t today, struct authorities *ret, struct err *err)
{
    struct whole_list numbers = {0};
    int code =
        db_list_with(db,
                     "SELECT authority FROM authority a WHERE record = $1 AND number = $2 "
                     "AND ended IS NULL AND from_day <= $3 AND "
                     "(until_day IS NULL OR until_day >= $3) AND " SOMEBODY " ORDER BY authority",
                     WHOLES(record, mention, today), &numbers, err);
    code = code ? code : read_all(arena, db, seal, &numbers, ret, err);
    whole_list_free(&numbers);
    return code;
}

int authorities_held(struct arena *arena, struct db *db, struct seal *seal,
                     const struct whole_list *subjects, struct authorities *ret_given,
                     struct authorities *ret_taken, struct err *err)
{
    struct whole_list given = {0};
    struct whole_list taken = {0};
    int code = kept_of_subjects(db, &authority_table, subjects, &given, err);
    for (size_t i = 0; code == 0 && i < subjects->count; i++) {
        code = db_list_with(
            db, "SELECT authority FROM authority a WHERE record = $1 AND number = $2 AND " SOMEBODY,
            WHOLES(subjects->at[i] >> 16, (uint16_t)subjects->at[i]), &taken, err);
    }
    code = code ? code : read_all(arena, db, seal, &given, ret_given, err);
    code = code ? code : read_all(arena, db, seal, &taken, ret_taken, err);
    whole_list_free(&given);
    whole_list_free(&taken);
    return code;
}

bool authority_is_for(const struct authority *a, struct str matter, int32_t day)
{
    struct str rest = a->matters;
    struct str one;
    bool named = a->matters.len == 0;
    while (!named && str_next_token(&rest, ',', &one)) {
        named = str_eq(one, matter);
    }
    return named && a->ended == 0 && a->from <= day && day <= a->until;
}

/* ---- told ---- */

/* principal_of - whom it is for, as a leaf names them. */
static int principal_of(struct db *db, const struct authority *a, struct arena *arena,
                        struct view_person *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    struct permitted_list *list = &ret->mentions;
    int code = db_query_with(db, authority_table.mentions, WHOLES(a->number), &q, err);
    snprintf(ret->id, sizeof ret->id, "authority");
    list->at = arena_alloc(arena, AUTHORITY_MENTIONS_MAX * sizeof *list->at);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        if (list->count < AUTHORITY_MENTIONS_MAX) {
            list->at[list->count++] =
                (struct permitted_mention){.record = db_whole(q, 0), .number = (int)db_whole(q, 1)};
        }
    }
    return code;
}

int authorities_tell(struct inquiry *inquiry, const struct authorities *list, struct err *err)
{
    struct view_person *people = mem_must_array(list->count + 1, sizeof *people);
    const struct view_person **of = mem_must_array(list->count + 1, sizeof(const void *));
    const char *system = inquiry->system;
    struct arena arena = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < list->count; i++) {
        of[i] = &people[i];
        code = principal_of(inquiry->picture.db, &list->at[i], &arena, &people[i], err);
    }
    inquiry->system = INQUIRY_SPEAKER_PAGE;
    code = code || list->count == 0
               ? code
               : inquiry_tell_contact(inquiry, of, list->count, list->count, false, err);
    inquiry->system = system;
    arena_free(&arena);
    mem_free(of);
    mem_free(people);
    return code;
}
