/* session_store.c - two indexes over the entries in memory, by cookie and by number, and lists of
 * visitors by network; the statements on web_session. What is kept and what was sent:
 * session_kept.c, submission.c. */
#include "session_parts.h"

#include "staff.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>

const struct session_limits session_limits_default = {.staff_idle_s = 20 * 60,
                                                      .staff_s = 12 * 3600,
                                                      .resident_idle_s = 30 * 60,
                                                      .resident_s = 12 * 3600,
                                                      .visitor_idle_s = 2 * 3600,
                                                      .visitor_s = 24 * 3600};

/* ---- the table in memory; under lock ---- */

static struct session_entry **cookie_bucket(struct session_store *store, const uint8_t *cookie)
{
    uint64_t hash;
    memcpy(&hash, cookie, sizeof hash);
    return &store->by_cookie[hash % SESSION_BUCKETS];
}

static struct session_entry **number_bucket(struct session_store *store, int64_t number)
{
    return &store->by_number[(uint64_t)number % SESSION_BUCKETS];
}

static struct session_entry *find_cookie(struct session_store *store, const uint8_t *cookie)
{
    struct session_entry *e = *cookie_bucket(store, cookie);
    while (e != NULL && memcmp(e->cookie, cookie, SESSION_HASH_BYTES) != 0) {
        e = e->next_by_cookie;
    }
    return e;
}

struct session_entry *session_entry_find(struct session_store *store, int64_t number)
{
    struct session_entry *e = *number_bucket(store, number);
    while (e != NULL && e->number != number) {
        e = e->next_by_number;
    }
    return e;
}

/* ---- visitors by network; under lock ---- */

static struct session_place **place_of(struct session_store *store, uint64_t key)
{
    struct session_place **at = &store->places[key % SESSION_PLACE_BUCKETS];
    while (*at != NULL && (*at)->key != key) {
        at = &(*at)->next;
    }
    return at;
}

static void place_enter(struct session_store *store, struct session_entry *e, uint64_t key)
{
    struct session_place **at = place_of(store, key);
    if (*at == NULL) {
        *at = mem_must_array(1, sizeof **at);
        (*at)->key = key;
    }
    e->place = *at;
    e->older = e->place->newest;
    e->newer = NULL;
    *(e->older ? &e->older->newer : &e->place->oldest) = e;
    e->place->newest = e;
    e->place->count++;
}

static void place_leave(struct session_store *store, struct session_entry *e)
{
    struct session_place *place = e->place;
    if (place == NULL) {
        return;
    }
    *(e->older ? &e->older->newer : &place->oldest) = e->newer;
    *(e->newer ? &e->newer->older : &place->newest) = e->older;
    e->place = NULL;
    if (--place->count == 0) {
        struct session_place **at = place_of(store, place->key);
        *at = place->next;
        mem_free(place);
    }
}

static void put_entry(struct session_store *store, struct session_entry *e)
{
    struct session_entry **cookie = cookie_bucket(store, e->cookie);
    struct session_entry **number = number_bucket(store, e->number);
    e->next_by_cookie = *cookie;
    *cookie = e;
    e->next_by_number = *number;
    *number = e;
    store->count++;
}

static void drop_entry(struct session_store *store, struct session_entry *e)
{
    struct session_entry **at = cookie_bucket(store, e->cookie);
    while (*at != e) {
        at = &(*at)->next_by_cookie;
    }
    *at = e->next_by_cookie;
    at = number_bucket(store, e->number);
    while (*at != e) {
        at = &(*at)->next_by_number;
    }
    *at = e->next_by_number;
    place_leave(store, e);
    store->count--;
    sodium_memzero(e, sizeof *e);
    mem_free(e);
}

static struct session_entry *make_entry(struct str login, struct str roles)
{
    struct session_entry *e = mem_must_array(1, sizeof *e + login.len + roles.len + 2);
    memcpy(e->text, login.ptr, login.len);
    memcpy(e->text + login.len + 1, roles.ptr, roles.len);
    e->login = str_make(e->text, login.len);
    e->roles = str_make(e->text + login.len + 1, roles.len);
    return e;
}

static bool is_over(const struct session_store *store, const struct session_entry *e, int64_t now)
{
    const struct session_limits *l = &store->limits;
    const int64_t since = e->kind == SESSION_VISITOR ? e->begun : e->signed_in;
    const int64_t idle = e->kind == SESSION_STAFF      ? l->staff_idle_s
                         : e->kind == SESSION_RESIDENT ? l->resident_idle_s
                                                       : l->visitor_idle_s;
    const int64_t longest = e->kind == SESSION_STAFF      ? l->staff_s
                            : e->kind == SESSION_RESIDENT ? l->resident_s
                                                          : l->visitor_s;
    return now - e->used >= idle || now - since >= longest;
}

/* ---- cookies ---- */

/* A cookie that nobody can guess, and what is kept of it. */
static void make_cookie(const struct session_store *store, char token[SESSION_TOKEN_TEXT],
                        uint8_t ret_hash[SESSION_HASH_BYTES])
{
    uint8_t bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(token, SESSION_TOKEN_TEXT, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
    seal_token_wide(store->picture->seal, "web session", str_of(token), ret_hash);
}

/* The forms' token: nobody makes it without the cookie, and it doesn't give the cookie away. */
static void make_csrf(struct str token, char csrf[SESSION_TOKEN_TEXT])
{
    static const char use[] = "cantref: token of a form";
    uint8_t bytes[32];
    crypto_generichash(bytes, sizeof bytes, (const uint8_t *)use, sizeof use - 1,
                       (const uint8_t *)token.ptr, token.len);
    sodium_bin2base64(csrf, SESSION_TOKEN_TEXT, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* ---- reading ---- */

static void tell(const struct session_entry *e, struct session *ret)
{
    ret->kind = e->kind;
    ret->number = e->number;
    memcpy(ret->login, e->login.ptr, e->login.len);
    memcpy(ret->roles, e->roles.ptr, e->roles.len);
    ret->record = e->record;
    ret->mention = e->mention;
    ret->signed_in_at = e->signed_in;
}

void session_read(struct session_store *store, struct str token, int64_t now, struct session *ret)
{
    uint8_t hash[SESSION_HASH_BYTES];
    *ret = (struct session){0};
    if (token.len != SESSION_TOKEN_TEXT - 1) {
        return;
    }
    seal_token_wide(store->picture->seal, "web session", token, hash);
    pthread_mutex_lock(&store->lock);
    struct session_entry *e = find_cookie(store, hash);
    if (e != NULL && !is_over(store, e, now)) {
        e->used = now > e->used ? now : e->used;
        tell(e, ret);
    }
    pthread_mutex_unlock(&store->lock);
    if (ret->kind != SESSION_NONE) {
        make_csrf(token, ret->csrf);
    }
}

bool session_has_role(const struct session *session, struct str role)
{
    struct str rest = str_of(session->roles);
    if (rest.len == 0) {
        return true;
    }
    for (struct str name; str_next_token(&rest, ' ', &name);) {
        if (str_eq(name, role)) {
            return true;
        }
    }
    return false;
}

bool session_may_approve(const struct session *session, const struct staff *staff,
                         const struct staff_member *member)
{
    bool administers = false;
    for (size_t d = 0; d < staff->department_count; d++) {
        administers =
            administers || names_have(&staff->departments[d].administrators, member->login);
    }
    return staff_may_approve(staff, member) &&
           (administers || session_has_role(session, STR("information_governance")));
}

/* ---- beginning ---- */

/* The first of a place that did nothing, or else the first. False: all are being written. */
static bool give_way(struct session_store *store, const struct session_place *place)
{
    struct session_entry *first = NULL;
    struct session_entry *e = place->oldest;
    while (e != NULL && (e->is_saved || e->is_pinned)) {
        first = first == NULL && !e->is_pinned ? e : first;
        e = e->newer;
    }
    e = e != NULL ? e : first;
    if (e == NULL) {
        return false;
    }
    if (e->is_saved) {
        whole_list_add(&store->gave_way, e->number);
    }
    drop_entry(store, e);
    return true;
}

/* The place that has most. NULL: nobody is a visitor. */
static const struct session_place *largest_place(const struct session_store *store)
{
    const struct session_place *largest = NULL;
    for (size_t i = 0; i < SESSION_PLACE_BUCKETS; i++) {
        for (const struct session_place *p = store->places[i]; p != NULL; p = p->next) {
            largest = largest == NULL || p->count > largest->count ? p : largest;
        }
    }
    return largest;
}

/* There is room for one more. */
static int make_room(struct session_store *store, struct err *err)
{
    const struct session_place *largest = store->count < SESSIONS_MAX ? NULL : largest_place(store);
    return store->count < SESSIONS_MAX || (largest != NULL && give_way(store, largest))
               ? 0
               : err_set(err, ERR_LIMIT, "too many people are signed in: try again later");
}

/* And for one more visitor of a network. */
static int make_room_at(struct session_store *store, uint64_t key, struct err *err)
{
    const struct session_place *place = *place_of(store, key);
    if (place != NULL && place->count >= SESSIONS_NETWORK_MAX && !give_way(store, place)) {
        return err_set(err, ERR_LIMIT, "too many people are asking: try again later");
    }
    return make_room(store, err);
}

/* Whom visitors of a network are counted with; never 0. */
static uint64_t key_of(const struct session_store *store, struct str network)
{
    uint8_t hash[SESSION_HASH_BYTES];
    uint64_t key;
    seal_token_wide(store->picture->seal, "session network", network, hash);
    memcpy(&key, hash, sizeof key);
    return key | 1;
}

int session_begin_visitor(struct session_store *store, struct str network, int64_t now,
                          struct session *ret, struct err *err)
{
    const uint64_t key = key_of(store, network);
    struct session_entry *e = make_entry(STR(""), STR(""));
    struct session made = {0};
    make_cookie(store, made.set_cookie, e->cookie);
    make_csrf(str_of(made.set_cookie), made.csrf);
    e->kind = SESSION_VISITOR;
    e->begun = e->used = e->used_saved = now;
    pthread_mutex_lock(&store->lock);
    int code = make_room_at(store, key, err);
    if (code == 0) {
        e->number = store->next++;
        put_entry(store, e);
        place_enter(store, e, key);
        tell(e, &made);
    }
    pthread_mutex_unlock(&store->lock);
    if (code != 0) {
        mem_free(e);
        return code;
    }
    *ret = made;
    return 0;
}

/* ---- the store ---- */

static int write_entry(struct db *db, void *context, struct err *err)
{
    const struct session_entry *e = context;
    struct db_query *q;
    int code = db_query(
        db,
        "INSERT INTO web_session (session, cookie, kind, login, roles, record, mention, begun, "
        "signed_in, used) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
        "ON CONFLICT (session) DO UPDATE SET cookie = excluded.cookie, kind = excluded.kind, "
        "login = excluded.login, roles = excluded.roles, record = excluded.record, "
        "mention = excluded.mention, begun = excluded.begun, signed_in = excluded.signed_in, "
        "used = excluded.used",
        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, e->number);
    db_bind_bytes(q, 2, str_make((const char *)e->cookie, SESSION_HASH_BYTES));
    db_bind_whole(q, 3, e->kind);
    db_bind_text(q, 4, e->login);
    db_bind_text(q, 5, e->roles);
    db_bind_whole(q, 6, e->record);
    db_bind_whole(q, 7, e->mention);
    db_bind_whole(q, 8, e->begun);
    db_bind_whole(q, 9, e->signed_in);
    db_bind_whole(q, 10, e->used);
    return db_do(q, err);
}

int session_entry_save(struct session_store *store, int64_t number, struct err *err)
{
    struct session_entry copy = {0};
    pthread_mutex_lock(&store->lock);
    struct session_entry *e = session_entry_find(store, number);
    if (e != NULL) {
        copy = *e;
        e->is_pinned = !e->is_saved;
    }
    pthread_mutex_unlock(&store->lock);
    if (e == NULL) {
        return err_set(err, ERR_INPUT, "the session is over");
    }
    if (copy.is_saved) {
        return 0;
    }
    int code = picture_do(store->picture, write_entry, &copy, err);
    pthread_mutex_lock(&store->lock);
    e = session_entry_find(store, number);
    if (e != NULL) {
        e->is_saved = code == 0;
        e->used_saved = code == 0 ? copy.used : e->used_saved;
        e->is_pinned = false;
    }
    pthread_mutex_unlock(&store->lock);
    return code;
}

static bool is_of_login(const struct session_entry *e, const void *whose)
{
    const struct session_entry *other = whose;
    return e->kind == SESSION_STAFF && str_eq(e->login, other->login) && e->number != other->number;
}

static bool is_of_resident(const struct session_entry *e, const void *whose)
{
    const struct session_entry *other = whose;
    return e->kind == SESSION_RESIDENT && e->record == other->record &&
           e->mention == other->mention && e->number != other->number;
}

static bool is_that(const struct session_entry *e, const void *whose)
{
    const struct session_entry *other = whose;
    return e->number == other->number;
}

/* Of those that are over. */
struct sweeping {
    const struct session_store *store;
    int64_t now;
};

static bool is_swept(const struct session_entry *e, const void *context)
{
    const struct sweeping *sweeping = context;
    return is_over(sweeping->store, e, sweeping->now);
}

static int end_rows(struct db *db, void *context, struct err *err)
{
    const struct whole_list *numbers = context;
    int code = 0;
    for (size_t i = 0; code == 0 && i < numbers->count; i++) {
        code = db_do_with(db, "DELETE FROM web_session WHERE session = $1", WHOLES(numbers->at[i]),
                          err);
        code = code ? code
                    : db_do_with(db, "DELETE FROM web_submission WHERE session = $1",
                                 WHOLES(numbers->at[i]), err);
    }
    return code;
}

/* end_some - out of memory first, so that no request gets in from here on, then from disk. What the
 * store couldn't do is done with the next. */
static int end_some(struct session_store *store,
                    bool (*is_one)(const struct session_entry *, const void *), const void *context,
                    struct err *err)
{
    pthread_mutex_lock(&store->lock);
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        for (struct session_entry *e = store->by_number[i], *next; e != NULL; e = next) {
            next = e->next_by_number;
            if (is_one(e, context)) {
                if (e->is_saved) {
                    whole_list_add(&store->ending, e->number);
                }
                drop_entry(store, e);
            }
        }
    }
    for (size_t i = 0; i < store->gave_way.count; i++) {
        whole_list_add(&store->ending, store->gave_way.at[i]);
    }
    store->gave_way.count = 0;
    pthread_mutex_unlock(&store->lock);
    if (store->ending.count == 0) {
        return 0;
    }
    int code = session_kept_forget(store, &store->ending, err);
    code = code ? code : picture_do(store->picture, end_rows, &store->ending, err);
    if (code == 0) {
        whole_list_free(&store->ending);
    }
    return code;
}

int session_sign_out(struct session_store *store, struct session *session, struct err *err)
{
    const struct session_entry that = {.number = session->number};
    *session = (struct session){.ends = true};
    return that.number == 0 ? 0 : end_some(store, is_that, &that, err);
}

int session_end_login(struct session_store *store, struct str login, int64_t except,
                      struct err *err)
{
    const struct session_entry whose = {.login = login, .number = except};
    return end_some(store, is_of_login, &whose, err);
}

int session_end_resident(struct session_store *store, int64_t record, int mention, int64_t except,
                         struct err *err)
{
    const struct session_entry whose = {.record = record, .mention = mention, .number = except};
    return end_some(store, is_of_resident, &whose, err);
}

/* ---- signing in ---- */

/* leave_former - *ret: the visitor's session that goes on as another, not to be dropped
 * meanwhile, or 0. Somebody else's, who was signed in, is over. */
static int leave_former(struct session_store *store, int64_t number, int64_t *ret, struct err *err)
{
    const struct session_entry that = {.number = number};
    pthread_mutex_lock(&store->lock);
    struct session_entry *e = session_entry_find(store, number);
    const bool is_visitor = e != NULL && e->kind == SESSION_VISITOR;
    if (is_visitor) {
        e->is_pinned = true;
    }
    pthread_mutex_unlock(&store->lock);
    *ret = is_visitor ? number : 0;
    return e == NULL || is_visitor ? 0 : end_some(store, is_that, &that, err);
}

/* replace - e in place of the visitor's session that was; NULL: that stays. Under lock. */
static void replace(struct session_store *store, int64_t former, struct session_entry *e)
{
    struct session_entry *before = session_entry_find(store, former);
    if (before != NULL && e != NULL) {
        drop_entry(store, before);
    } else if (before != NULL) {
        before->is_pinned = false;
    }
    if (e != NULL) {
        put_entry(store, e);
    }
}

/* sign_in - a session of what e says; e is the store's afterwards, or freed. */
static int sign_in(struct session_store *store, struct session *session, struct session_entry *e,
                   int64_t now, struct err *err)
{
    struct session made = {0};
    int64_t former = 0;
    make_cookie(store, made.set_cookie, e->cookie);
    make_csrf(str_of(made.set_cookie), made.csrf);
    e->begun = e->signed_in = e->used = e->used_saved = now;
    int code = leave_former(store, session->number, &former, err);
    pthread_mutex_lock(&store->lock);
    code = code || former != 0 ? code : make_room(store, err);
    e->number = former ? former : store->next++;
    pthread_mutex_unlock(&store->lock);
    code = code ? code : picture_do(store->picture, write_entry, e, err);
    e->is_saved = code == 0;
    pthread_mutex_lock(&store->lock);
    replace(store, former, code == 0 ? e : NULL);
    if (code == 0) {
        tell(e, &made);
    }
    pthread_mutex_unlock(&store->lock);
    if (code != 0) {
        mem_free(e);
        return code;
    }
    *session = made;
    return 0;
}

int session_sign_in_staff(struct session_store *store, struct session *session, struct str login,
                          struct str roles, int64_t now, struct err *err)
{
    if (login.len == 0 || login.len >= SESSION_LOGIN_MAX || roles.len >= SESSION_ROLES_MAX) {
        return err_set(err, ERR_INPUT, "a login or its roles are too long");
    }
    struct session_entry *e = make_entry(login, roles);
    e->kind = SESSION_STAFF;
    return sign_in(store, session, e, now, err);
}

int session_sign_in_resident(struct session_store *store, struct session *session, int64_t record,
                             int mention, int64_t now, struct err *err)
{
    struct session_entry *e = make_entry(STR(""), STR(""));
    e->kind = SESSION_RESIDENT;
    e->record = record;
    e->mention = mention;
    return sign_in(store, session, e, now, err);
}

/* ---- opening, sweeping, closing ---- */

static int load(struct session_store *store, struct err *err)
{
    struct db *db = store->picture->db;
    struct db_query *q;
    bool row = false;
    int code = db_query(db,
                        "SELECT session, cookie, kind, login, roles, record, mention, begun, "
                        "signed_in, used FROM web_session ORDER BY session",
                        &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        const struct str cookie = db_bytes(q, 1);
        struct session_entry *e = make_entry(db_text(q, 3), db_text(q, 4));
        memcpy(e->cookie, cookie.ptr,
               cookie.len < SESSION_HASH_BYTES ? cookie.len : SESSION_HASH_BYTES);
        e->number = db_whole(q, 0);
        e->kind = (enum session_kind)db_whole(q, 2);
        e->record = db_whole(q, 5);
        e->mention = (int)db_whole(q, 6);
        e->begun = db_whole(q, 7);
        e->signed_in = db_whole(q, 8);
        e->used = e->used_saved = db_whole(q, 9);
        e->is_saved = true;
        store->next = e->number >= store->next ? e->number + 1 : store->next;
        put_entry(store, e);
        if (e->kind == SESSION_VISITOR) {
            place_enter(store, e, 0);
        }
    }
    return code;
}

int session_store_open(struct picture *picture, const struct session_limits *limits, int64_t now,
                       struct session_store **ret, struct err *err)
{
    struct session_store *store = mem_must_array(1, sizeof *store);
    store->picture = picture;
    store->limits = *limits;
    store->next = 1;
    pthread_mutex_init(&store->lock, NULL);
    pthread_mutex_init(&store->reader_lock, NULL);
    int code = load(store, err);
    code = code ? code : session_sweep(store, now, err);
    if (code != 0) {
        session_store_close(store);
        return code;
    }
    *ret = store;
    return 0;
}

static int write_used(struct db *db, void *context, struct err *err)
{
    const struct whole_list *pairs = context; /* number, time, number, time … */
    int code = 0;
    for (size_t i = 0; code == 0 && i + 1 < pairs->count; i += 2) {
        code = db_do_with(db, "UPDATE web_session SET used = $2 WHERE session = $1",
                          WHOLES(pairs->at[i], pairs->at[i + 1]), err);
    }
    return code;
}

/* When each was last used, where that has changed. */
static int save_used(struct session_store *store, struct err *err)
{
    struct whole_list pairs = {0};
    pthread_mutex_lock(&store->lock);
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        for (struct session_entry *e = store->by_number[i]; e != NULL; e = e->next_by_number) {
            if (e->is_saved && e->used != e->used_saved) {
                whole_list_add(&pairs, e->number);
                whole_list_add(&pairs, e->used);
                e->used_saved = e->used;
            }
        }
    }
    pthread_mutex_unlock(&store->lock);
    int code = pairs.count == 0 ? 0 : picture_do(store->picture, write_used, &pairs, err);
    whole_list_free(&pairs);
    return code;
}

int session_sweep(struct session_store *store, int64_t now, struct err *err)
{
    const struct sweeping sweeping = {store, now};
    if (store->swept != 0 && now - store->swept < SESSION_SWEEP_S && now >= store->swept) {
        return 0;
    }
    store->swept = now;
    session_forget_entrances(store, now);
    int code = end_some(store, is_swept, &sweeping, err);
    return code ? code : save_used(store, err);
}

void session_store_close(struct session_store *store)
{
    struct err ignored = {0};
    if (store == NULL) {
        return;
    }
    (void)save_used(store, &ignored); /* they only seem older */
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        while (store->by_number[i] != NULL) {
            drop_entry(store, store->by_number[i]);
        }
    }
    db_close(store->reader);
    whole_list_free(&store->ending);
    whole_list_free(&store->gave_way);
    pthread_mutex_destroy(&store->lock);
    pthread_mutex_destroy(&store->reader_lock);
    mem_free(store);
}
