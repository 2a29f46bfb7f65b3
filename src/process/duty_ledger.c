/* duty_ledger.c - statements on entries. What is sealed of one, packed (pack.h):
 *
 *     deadline state, start and deadline (days, from DAY_MIN), from known, paused: numbers
 *     why in English, in Welsh: texts
 *     how many facts are missing, then each: number, texts */
#include "duty_ledger.h"

#include "pack.h"

#define PLACE "duty_text"
#define COLUMNS                                                                                    \
    "entry, event, event_version, duty, pack_version, law_day, state, owner, finds_out, looked, "  \
    "who, at, ended, text_key, text"

/* ---- what is sealed ---- */

static int pack_finding(struct buf *out, const struct duty_finding *f)
{
    int code = pack_number(out, (uint64_t)f->deadline_state);
    code = code ? code : pack_number(out, (uint64_t)((int64_t)f->starts - DAY_MIN));
    code = code ? code : pack_number(out, (uint64_t)((int64_t)f->deadline - DAY_MIN));
    code = code ? code : pack_number(out, f->from_known);
    code = code ? code : pack_number(out, f->paused);
    for (int i = 0; code == 0 && i < ACCESS_LANGUAGES; i++) {
        code = pack_text(out, f->because.text[i]);
    }
    code = code ? code : pack_number(out, f->missing.count);
    for (size_t i = 0; code == 0 && i < f->missing.count; i++) {
        code = pack_text(out, f->missing.at[i]);
    }
    return code;
}

static bool unpack_day(struct str *rest, int32_t *ret)
{
    uint64_t value;
    if (!unpack_number(rest, UINT32_MAX, &value)) {
        return false;
    }
    *ret = (int32_t)((int64_t)value + DAY_MIN);
    return true;
}

static bool unpack_entry(struct arena *arena, struct str rest, struct ledger_entry *e)
{
    uint64_t state, from_known, paused, count;
    struct str text;
    bool right = unpack_number(&rest, DEADLINE_KNOWN, &state) && unpack_day(&rest, &e->starts) &&
                 unpack_day(&rest, &e->deadline) && unpack_number(&rest, 1, &from_known) &&
                 unpack_number(&rest, 1, &paused);
    for (int i = 0; right && i < ACCESS_LANGUAGES; i++) {
        right = unpack_text(&rest, &text);
        e->because.text[i] = right ? arena_str(arena, text) : STR("");
    }
    right = right && unpack_number(&rest, FACT_NAMES_MAX, &count);
    for (uint64_t i = 0; right && i < count; i++) {
        right = unpack_text(&rest, &text);
        if (right) {
            fact_names_add(&e->missing, arena_str(arena, text));
        }
    }
    if (right) {
        e->deadline_state = (enum deadline_state)state;
        e->from_known = from_known != 0;
        e->paused = paused != 0;
    }
    return right;
}

static enum duty_state state_named(struct str name)
{
    int place = 0;
    while (place < DUTY_STATES - 1 && !str_eq(name, str_of(duty_state_names[place]))) {
        place++;
    }
    return (enum duty_state)place;
}

/* ---- reading ---- */

static int take_text(struct db_query *q, struct seal *seal, struct arena *arena,
                     struct ledger_entry *e, struct err *err)
{
    struct buf text = {0};
    struct err inner = {0};
    e->erased = true;
    if (db_is_null(q, 13) || db_is_null(q, 14)) {
        return 0;
    }
    int code =
        unseal_value(seal, db_whole(q, 13), PLACE, e->number, db_bytes(q, 14), &text, &inner);
    if (code == 0 && !unpack_entry(arena, buf_str(&text), e)) {
        code = err_set(&inner, ERR_DB, "an entry of the duty ledger is damaged");
    }
    e->erased = code != 0;
    buf_free(&text);
    return code == 0 || code == ERR_NOTFOUND ? 0 : err_set(err, code, "%s", inner.message);
}

static int take_entry(struct db_query *q, struct seal *seal, struct arena *arena,
                      struct ledger_entry *e, struct err *err)
{
    *e = (struct ledger_entry){
        .number = db_whole(q, 0),
        .event = db_whole(q, 1),
        .event_version = db_whole(q, 2),
        .duty = arena_str(arena, db_text(q, 3)),
        .pack_version = db_whole(q, 4),
        .law_day = (int32_t)db_whole(q, 5),
        .state = state_named(db_text(q, 6)),
        .owner = arena_str(arena, db_text(q, 7)),
        .finds_out = arena_str(arena, db_text(q, 8)),
        .looked = (int32_t)db_whole(q, 9),
        .who = arena_str(arena, db_text(q, 10)),
        .at = db_whole(q, 11),
        .ended = db_is_null(q, 12) ? 0 : db_whole(q, 12),
        .because = {{STR(""), STR("")}},
    };
    return take_text(q, seal, arena, e, err);
}

static int read_all(struct db_query *q, struct seal *seal, struct arena *arena,
                    struct ledger_list *ret, struct err *err)
{
    struct ledger_entry *entries = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    int code = 0;
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        void *grown = entries;
        mem_must_grow(&grown, &capacity, count + 1, sizeof *entries);
        entries = grown;
        code = take_entry(q, seal, arena, &entries[count++], err);
    }
    db_reset(q);
    if (code == 0) {
        ret->at = arena_alloc(arena, (count + 1) * sizeof *entries);
        ret->count = count;
        if (count > 0) {
            memcpy(ret->at, entries, count * sizeof *entries);
        }
    }
    mem_free(entries);
    return code;
}

int ledger_read(struct db *db, struct seal *seal, struct arena *arena, int64_t event, bool past,
                struct ledger_list *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query_with(db,
                             past ? "SELECT " COLUMNS
                                    " FROM duty_entry WHERE event = $1 "
                                    "ORDER BY entry"
                                  : "SELECT " COLUMNS
                                    " FROM duty_entry WHERE event = $1 AND "
                                    "ended IS NULL ORDER BY entry",
                             WHOLES(event), &q, err);
    return code ? code : read_all(q, seal, arena, ret, err);
}

int ledger_started(struct db *db, struct seal *seal, struct arena *arena, struct ledger_list *ret,
                   struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "SELECT " COLUMNS
                        " FROM duty_entry WHERE state = 'started' AND "
                        "ended IS NULL ORDER BY entry",
                        &q, err);
    return code ? code : read_all(q, seal, arena, ret, err);
}

/* ---- counted ---- */

#define OWED_STATES "('started', 'refused', 'cannot_tell', 'discharged')"

static const char *const scans[] = {
    [LEDGER_FOUND] =
        "SELECT entry, event, event_version, duty, pack_version, law_day, state, "
        "owner, finds_out, looked, who, at, ended, NULL, NULL FROM duty_entry d "
        "WHERE at >= $1 AND at < $2 AND state IN " OWED_STATES
        " AND NOT EXISTS "
        "(SELECT 1 FROM duty_entry p WHERE p.event = d.event AND p.entry < d.entry "
        "AND p.duty = d.duty AND p.state IN " OWED_STATES ") ORDER BY entry",
    [LEDGER_DISCHARGED] = "SELECT " COLUMNS
                          " FROM duty_entry WHERE at >= $1 AND at < $2 AND "
                          "state = 'discharged' AND (ended IS NULL OR ended >= $2) ORDER BY entry",
    [LEDGER_OPEN] = "SELECT " COLUMNS
                    " FROM duty_entry WHERE $1 <= $2 AND at < $2 AND "
                    "state = 'started' AND (ended IS NULL OR ended >= $2) ORDER BY entry",
};

int ledger_each(struct db *db, struct seal *seal, enum ledger_scan scan, int64_t from, int64_t to,
                ledger_visit *visit, void *context, struct err *err)
{
    struct arena arena = {0};
    struct ledger_entry entry;
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db, scans[scan], WHOLES(from, to), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        code = take_entry(q, seal, &arena, &entry, err);
        code = code ? code : visit(context, &entry, err);
        arena_reset(&arena);
        if (code != 0) {
            db_reset(q);
        }
    }
    arena_free(&arena);
    return code;
}

int ledger_looked(struct db *db, int64_t event, bool *ret, struct err *err)
{
    int64_t count = 0;
    int code = db_number_with(db, "SELECT EXISTS (SELECT 1 FROM duty_entry WHERE event = $1)",
                              WHOLES(event), &count, err);
    *ret = code == 0 ? count > 0 : *ret;
    return code;
}

int ledger_open(struct db *db, int64_t event, size_t *ret, struct err *err)
{
    int64_t count = 0;
    int code = db_number_with(db,
                              "SELECT count(*) FROM duty_entry WHERE event = $1 AND ended IS NULL "
                              "AND state IN ('started', 'cannot_tell')",
                              WHOLES(event), &count, err);
    *ret = code == 0 ? (size_t)count : *ret;
    return code;
}

/* ---- writing ---- */

static bool same_names(const struct fact_names *a, const struct fact_names *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = str_eq(a->at[i], b->at[i]);
    }
    return same;
}

/* is_same - does the entry say what the finding says? Of a clock that is paused, whatever the day.
 * */
static bool is_same(const struct ledger_entry *e, const struct duty_finding *f,
                    const struct event_pack *pack, int32_t law_day)
{
    bool moves = e->paused && f->paused && e->starts == f->starts;
    return !e->erased && e->state == f->state && e->law_day == law_day &&
           e->deadline_state == f->deadline_state &&
           (moves || (e->deadline == f->deadline && e->starts == f->starts)) &&
           e->from_known == f->from_known && e->paused == f->paused &&
           str_eq(e->owner, pack_team_here(pack, f->duty->owner)) &&
           str_eq(e->finds_out, pack_team_here(pack, f->finds_out)) &&
           str_eq(e->because.text[ACCESS_ENGLISH], f->because.text[ACCESS_ENGLISH]) &&
           str_eq(e->because.text[ACCESS_WELSH], f->because.text[ACCESS_WELSH]) &&
           same_names(&e->missing, &f->missing);
}

/* struct keeping - findings on their way into the store. */
struct keeping {
    struct db *db;
    struct seal *seal;
    const struct ledger_look *look;
    const struct event_pack *pack;
    const struct case_facts *given;
    struct err *err;
};

/* struct sealed_entry - a new one's number, and what it rests on, sealed for it; key 0: erased. */
struct sealed_entry {
    int64_t number, key;
    struct buf text;
};

/* seal_entry - under the key that ret has, or else a new one. */
static int seal_entry(const struct keeping *k, struct str text, struct sealed_entry *ret)
{
    int64_t last = 0;
    int code = db_number_with(k->db, "SELECT max(entry) FROM duty_entry", NULL, 0, &last, k->err);
    ret->number = last + 1;
    code = code || text.len == 0 || ret->key != 0 ? code : seal_key_new(k->seal, &ret->key, k->err);
    return code || text.len == 0
               ? code
               : seal_value(k->seal, ret->key, PLACE, ret->number, text, &ret->text, k->err);
}

static void bind_sealed(struct db_query *q, int place, const struct sealed_entry *sealed)
{
    if (sealed->key != 0) {
        db_bind_whole(q, place, sealed->key);
        db_bind_bytes(q, place + 1, buf_str(&sealed->text));
    }
}

static int insert_entry(const struct keeping *k, const struct duty_finding *f,
                        const struct sealed_entry *sealed)
{
    struct db_query *q;
    int code = db_query(k->db,
                        "INSERT INTO duty_entry (event, event_version, duty, pack_version, "
                        "law_day, state, owner, finds_out, looked, who, at, entry, text_key, text) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                        &q, k->err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, k->look->event);
    db_bind_whole(q, 2, k->look->event_version);
    db_bind_text(q, 3, f->duty->id);
    db_bind_whole(q, 4, k->pack->version);
    db_bind_whole(q, 5, k->given->law_day);
    db_bind_text(q, 6, str_of(duty_state_names[f->state]));
    db_bind_text(q, 7, pack_team_here(k->pack, f->duty->owner));
    db_bind_text(q, 8, pack_team_here(k->pack, f->finds_out));
    db_bind_whole(q, 9, k->given->facts.today);
    db_bind_text(q, 10, k->look->who);
    db_bind_whole(q, 11, k->look->now);
    db_bind_whole(q, 12, sealed->number);
    bind_sealed(q, 13, sealed);
    return db_do(q, k->err);
}

static int add_entry(const struct keeping *k, const struct duty_finding *f)
{
    struct buf text = {0};
    struct sealed_entry sealed = {0};
    int code = pack_finding(&text, f);
    code = code ? code : seal_entry(k, buf_str(&text), &sealed);
    code = code ? code : insert_entry(k, f, &sealed);
    buf_free(&text);
    buf_free(&sealed.text);
    return code;
}

static int end_entry(const struct keeping *k, int64_t entry)
{
    return db_do_with(k->db, "UPDATE duty_entry SET ended = $2 WHERE entry = $1",
                      WHOLES(entry, k->look->now), k->err);
}

int ledger_keep(struct db *db, struct seal *seal, const struct ledger_look *look,
                const struct event_pack *pack, const struct case_facts *given,
                const struct assessment *assessment, size_t *ret_changed, struct err *err)
{
    const struct keeping keeping = {db, seal, look, pack, given, err};
    struct arena arena = {0};
    struct ledger_list stands = {0};
    size_t changed = 0;
    int code = ledger_read(db, seal, &arena, look->event, false, &stands, err);
    for (size_t i = 0; code == 0 && i < assessment->count; i++) {
        const struct duty_finding *finding = &assessment->at[i];
        const struct ledger_entry *entry = NULL;
        for (size_t s = 0; s < stands.count; s++) {
            entry = str_eq(stands.at[s].duty, finding->duty->id) ? &stands.at[s] : entry;
        }
        if (entry != NULL &&
            (entry->state == DUTY_DISCHARGED || is_same(entry, finding, pack, given->law_day))) {
            continue;
        }
        code = entry != NULL ? end_entry(&keeping, entry->number) : 0;
        code = code ? code : add_entry(&keeping, finding);
        changed++;
    }
    /* A duty that the pack has no longer is owed by nobody's word now: its entry ends. */
    for (size_t s = 0; code == 0 && s < stands.count; s++) {
        if (assessment_find(assessment, stands.at[s].duty) == NULL) {
            code = end_entry(&keeping, stands.at[s].number);
            changed++;
        }
    }
    if (code == 0) {
        *ret_changed = changed;
    }
    arena_free(&arena);
    return code;
}

/* ---- discharged ---- */

static int find_standing(struct db *db, int64_t event, struct str duty, struct db_query **ret,
                         bool *ret_row, struct err *err)
{
    int code = db_query(db,
                        "SELECT entry, state, owner, finds_out, text_key, text FROM duty_entry "
                        "WHERE event = $1 AND duty = $2 AND ended IS NULL ORDER BY entry DESC",
                        ret, err);
    if (code == 0) {
        db_bind_whole(*ret, 1, event);
        db_bind_text(*ret, 2, duty);
        code = db_step(*ret, ret_row, err);
    }
    return code;
}

/* copy_entry - a new one that says the same, in another state; text: what it rests on, under the
 * same key, for it is forgotten with it; "": erased. */
static int copy_entry(const struct keeping *k, int64_t entry, int32_t today, enum duty_state state,
                      int64_t key, struct str text)
{
    struct sealed_entry sealed = {.key = text.len > 0 ? key : 0};
    struct db_query *q;
    int code = seal_entry(k, text, &sealed);
    code = code ? code
                : db_query(k->db,
                           "INSERT INTO duty_entry (event, event_version, duty, pack_version, "
                           "law_day, state, owner, finds_out, looked, who, at, entry, text_key, "
                           "text) SELECT event, event_version, duty, pack_version, law_day, $2, "
                           "owner, finds_out, $3, $4, $5, $6, $7, $8 FROM duty_entry "
                           "WHERE entry = $1",
                           &q, k->err);
    if (code == 0) {
        db_bind_whole(q, 1, entry);
        db_bind_text(q, 2, str_of(duty_state_names[state]));
        db_bind_whole(q, 3, today);
        db_bind_text(q, 4, k->look->who);
        db_bind_whole(q, 5, k->look->now);
        db_bind_whole(q, 6, sealed.number);
        bind_sealed(q, 7, &sealed);
        code = db_do(q, k->err);
    }
    buf_free(&sealed.text);
    return code;
}

int ledger_discharge(struct db *db, struct seal *seal, const struct ledger_look *by,
                     struct str duty, int32_t today, bool discharged, struct err *err)
{
    const struct keeping keeping = {.db = db, .seal = seal, .look = by, .err = err};
    struct buf text = {0};
    struct db_query *q;
    bool row = false;
    int code = find_standing(db, by->event, duty, &q, &row, err);
    if (code != 0 || !row) {
        return code;
    }
    int64_t was = db_whole(q, 0), key = db_whole(q, 4);
    bool same = (state_named(db_text(q, 1)) == DUTY_DISCHARGED) == discharged;
    if (!same && !db_is_null(q, 4)) {
        code = unseal_value(seal, key, PLACE, was, db_bytes(q, 5), &text, err);
        code = code == ERR_NOTFOUND ? 0 : code; /* it was erased */
    }
    db_reset(q);
    if (code == 0 && !same) {
        code = end_entry(&keeping, was);
        code = code ? code
                    : copy_entry(&keeping, was, today, discharged ? DUTY_DISCHARGED : DUTY_STARTED,
                                 key, buf_str(&text));
    }
    buf_free(&text);
    return code;
}

int ledger_team(struct db *db, struct arena *arena, int64_t event, struct str duty, bool finds_out,
                struct str *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = find_standing(db, event, duty, &q, &row, err);
    if (code == 0) {
        struct str team = row ? db_text(q, finds_out ? 3 : 2) : STR("");
        *ret = arena_str(arena, row && team.len == 0 ? db_text(q, 2) : team);
        db_reset(q);
    }
    return code;
}

int ledger_end(struct db *db, int64_t event, int64_t now, struct err *err)
{
    return db_do_with(db, "UPDATE duty_entry SET ended = $2 WHERE event = $1 AND ended IS NULL",
                      WHOLES(event, now), err);
}
