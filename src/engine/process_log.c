/* process_log.c - the thread, its batches, and what is found after a crash. */
#include "process_log.h"

#include "disclosure.h"
#include "engine_store_parts.h"
#include "inquiry.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

enum { BATCH = 1024, GATHER_MS = 50, RETRY_MS = 1000 };

struct process_log {
    struct engine_home *home;
    struct audit *audit;
    const struct access *access;
    struct db *db; /* its own, to read */
    struct arena arena;
    struct process_log_place place; /* what has gone */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t asked_for, answered_now;
    /* under lock: rounds that were asked for, and that are done; how the last one ended */
    uint64_t asked, answered;
    int code;
    struct err err;
    bool is_stopping;
};

/* ---- what the database says of it ---- */

#define ABOUT "process_log"

int process_log_place_get(struct db *db, struct process_log_place *ret, struct err *err)
{
    struct buf text = {0};
    bool there = false;
    uint64_t leaf = 0, size = 0;
    int code = about_get(db, ABOUT, &text, &there, err);
    struct str rest = buf_str(&text);
    ptrdiff_t gap = str_find(rest, STR(" "));
    if (code == 0 && there &&
        (gap < 0 || !str_to_uint(str_slice(rest, 0, (size_t)gap), INT64_MAX, &leaf) ||
         !str_to_uint(str_slice(rest, (size_t)gap + 1, rest.len), UINT64_MAX, &size))) {
        code = err_set(err, ERR_DB, "how far processes are in the log is damaged");
    }
    if (code == 0) {
        *ret = (struct process_log_place){(int64_t)leaf, size};
    }
    buf_free(&text);
    return code;
}

int process_log_place_put(struct db *db, const struct process_log_place *place, struct err *err)
{
    char text[48];
    snprintf(text, sizeof text, "%lld %llu", (long long)place->leaf,
             (unsigned long long)place->size);
    return about_put(db, ABOUT, str_of(text), err);
}

/* drop - leaves that have gone. In a job of the writer. */
static int drop(struct db *db, void *context, struct err *err)
{
    const struct process_log_place *place = context;
    int code =
        db_do_with(db, "DELETE FROM process_leaf WHERE leaf <= $1", WHOLES(place->leaf), err);
    return code ? code : process_log_place_put(db, place, err);
}

/* ---- leaves as responses ---- */

struct batch {
    struct audit_response *responses;
    size_t count;
    int64_t last;
};

static const struct str log_fields[] = {STR_INIT("life events")};

/* struct leaf_row - what the database says of one. */
struct leaf_row {
    int64_t leaf, process, inputs, event, kept;
    struct str who, kind, purpose, event_id;
    uint16_t place;
};

static const struct purpose *purpose_of(const struct process_log *log, struct str id)
{
    uint16_t place = access_purpose_find(log->access, id);
    return place == ACCESS_NONE ? NULL : &log->access->purposes[place];
}

/* name_place - the step or duty that it is about; "": of neither. */
static int name_place(struct process_log *log, const struct leaf_row *row, struct str *ret,
                      struct err *err)
{
    static const enum process_input_kind of_steps[] = {INPUT_DONE,    INPUT_DECIDED, INPUT_LEFT,
                                                       INPUT_STUCK,   INPUT_AGAIN,   INPUT_CHANNEL,
                                                       INPUT_LEFT_OUT};
    const struct kept_plan *plan = NULL;
    int code = engine_home_plan(log->home, row->kept, &plan, err);
    *ret = STR("");
    for (size_t i = 0; code == 0 && i < sizeof of_steps / sizeof of_steps[0]; i++) {
        if (str_eq(row->kind, str_of(process_input_names[of_steps[i]])) &&
            row->place < plan->pack.steps.count) {
            *ret = plan->pack.steps.at[row->place].id;
        }
    }
    for (size_t i = 0; code == 0 && i < plan->plan.duty_count; i++) {
        if (str_eq(row->kind, str_of(process_input_names[INPUT_DISCHARGED])) &&
            plan->plan.duties[i].line == row->place) {
            *ret = plan->pack.duties.at[i].id;
        }
    }
    return code;
}

static int read_subject(struct process_log *log, const struct leaf_row *row,
                        struct audit_subject **ret, size_t *ret_count, struct err *err)
{
    struct whole_list mentions = {0};
    struct db_query *q;
    bool there = false;
    int code = db_query_with(log->db,
                             "SELECT record, number FROM event_mention WHERE event = $1 AND "
                             "role = 'subject' AND until IS NULL ORDER BY since, place",
                             WHOLES(row->event), &q, err);
    while (code == 0 && (code = db_step(q, &there, err)) == 0 && there) {
        whole_list_add(&mentions, disclosure_subject(db_whole(q, 0), (int)db_whole(q, 1)));
    }
    *ret_count = code == 0 && mentions.count > 0;
    if (*ret_count > 0) {
        int64_t *kept = arena_alloc(&log->arena, mentions.count * sizeof *kept);
        memcpy(kept, mentions.at, mentions.count * sizeof *kept);
        *ret = arena_alloc(&log->arena, sizeof **ret);
        **ret = (struct audit_subject){.entity = row->event_id,
                                       .mentions = kept,
                                       .mention_count = mentions.count,
                                       .fields = log_fields,
                                       .field_count = 1};
    }
    whole_list_free(&mentions);
    return code;
}

static int make_response(struct process_log *log, const struct leaf_row *row,
                         struct audit_response *ret, struct err *err)
{
    const struct purpose *purpose = purpose_of(log, row->purpose);
    struct audit_subject *subject = NULL;
    size_t count = 0;
    struct str name;
    int code = name_place(log, row, &name, err);
    code = code ? code : read_subject(log, row, &subject, &count, err);
    if (code != 0) {
        return code;
    }
    *ret = (struct audit_response){
        .kind = AUDIT_CHANGE,
        .is_sealed = purpose != NULL && purpose->investigation,
        .who = row->who,
        .purpose = row->purpose,
        .system = STR(PROCESS_LOG_SYSTEM),
        .rule = arena_printf(&log->arena, "%.*s%s%.*s", PRI(row->kind), name.len > 0 ? " " : "",
                             PRI(name)),
        .reason =
            arena_printf(&log->arena, "process %lld, entry %lld, version %lld",
                         (long long)row->process, (long long)row->leaf, (long long)row->inputs),
        .subjects = subject,
        .subject_count = count};
    if (purpose != NULL) {
        char version[17];
        struct buf basis = {0};
        for (int i = 0; i < 8; i++) {
            snprintf(version + 2 * i, 3, "%02x", purpose->content[i]);
        }
        purpose_basis(purpose, log->access->options.nation,
                      (int32_t)(engine_home_now(log->home) / 86400), &basis);
        ret->purpose_version = arena_str(&log->arena, str_of(version));
        ret->legal_basis = arena_str(&log->arena, buf_str(&basis));
        buf_free(&basis);
    }
    return 0;
}

static struct leaf_row take_row(struct db_query *q, struct arena *arena)
{
    return (struct leaf_row){.leaf = db_whole(q, 0),
                             .process = db_whole(q, 1),
                             .who = arena_str(arena, db_text(q, 2)),
                             .kind = arena_str(arena, db_text(q, 3)),
                             .place = (uint16_t)db_whole(q, 4),
                             .inputs = db_whole(q, 5),
                             .event = db_whole(q, 6),
                             .kept = db_whole(q, 7),
                             .purpose = arena_str(arena, db_text(q, 8)),
                             .event_id = arena_str(arena, db_text(q, 9))};
}

/* read_batch - the next ones, as the database has them now. */
static int read_batch(struct process_log *log, struct batch *ret, struct err *err)
{
    struct leaf_row *rows = arena_alloc(&log->arena, BATCH * sizeof *rows);
    struct db_query *q;
    bool there = false;
    size_t count = 0;
    int code = db_query_with(log->db,
                             "SELECT l.leaf, l.process, l.who, l.kind, l.place, l.inputs, "
                             "p.event, p.kept, e.purpose, e.id FROM process_leaf l JOIN process p "
                             "ON p.process = l.process JOIN event e ON e.event = p.event "
                             "WHERE l.leaf > $1 ORDER BY l.leaf LIMIT $2",
                             WHOLES(log->place.leaf, BATCH), &q, err);
    while (code == 0 && (code = db_step(q, &there, err)) == 0 && there) {
        rows[count++] = take_row(q, &log->arena);
    }
    ret->responses = arena_alloc(&log->arena, (count + 1) * sizeof *ret->responses);
    ret->count = count;
    ret->last = count > 0 ? rows[count - 1].leaf : log->place.leaf;
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = make_response(log, &rows[i], &ret->responses[i], err);
    }
    return code;
}

/* ---- a round ---- */

/* move_batch - one batch from the database into the log. *ret_count: how many leaves. */
static int move_batch(struct process_log *log, size_t *ret_count, struct err *err)
{
    struct batch batch = {0};
    arena_reset(&log->arena);
    int code = db_begin(log->db, err);
    if (code != 0) {
        return code;
    }
    code = read_batch(log, &batch, err);
    db_rollback(log->db);
    *ret_count = batch.count;
    if (code != 0 || batch.count == 0) {
        return code;
    }
    code = audit_append_many(log->audit, batch.responses, batch.count, NULL, err);
    if (code != 0) {
        return code;
    }
    log->place = (struct process_log_place){batch.last, audit_size(log->audit)};
    return picture_do(log->home->picture, drop, &log->place, err);
}

static int move_all(struct process_log *log, struct err *err)
{
    size_t count = BATCH;
    int code = 0;
    while (code == 0 && count == BATCH) {
        code = move_batch(log, &count, err);
    }
    return code;
}

/* wait_for_work - until somebody asks, or leaves wait and were gathered for a while. False: it is
 * the end. */
static void wait_a_while(struct process_log *log, unsigned ms)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    int64_t ns = end.tv_nsec + (int64_t)ms * 1000000;
    end.tv_sec += ns / 1000000000;
    end.tv_nsec = ns % 1000000000;
    while (log->asked == log->answered && !log->is_stopping &&
           pthread_cond_timedwait(&log->asked_for, &log->lock, &end) != ETIMEDOUT) {
    }
}

static void *run(void *context)
{
    struct process_log *log = context;
    bool ends = false;
    while (!ends) {
        struct err err = {0};
        pthread_mutex_lock(&log->lock);
        wait_a_while(log, log->code == 0 ? GATHER_MS : RETRY_MS);
        uint64_t asked = log->asked;
        ends = log->is_stopping;
        pthread_mutex_unlock(&log->lock);
        bool waits = engine_home_last_leaf(log->home) > log->place.leaf;
        int code = waits ? move_all(log, &err) : 0;
        pthread_mutex_lock(&log->lock);
        log->answered = asked;
        log->code = code;
        log->err = err;
        pthread_cond_broadcast(&log->answered_now);
        pthread_mutex_unlock(&log->lock);
    }
    return NULL;
}

int process_log_flush(struct process_log *log, struct err *err)
{
    pthread_mutex_lock(&log->lock);
    uint64_t mine = ++log->asked;
    pthread_cond_signal(&log->asked_for);
    while (log->answered < mine) {
        pthread_cond_wait(&log->answered_now, &log->lock);
    }
    int code = log->code;
    if (code != 0) {
        *err = log->err;
    }
    pthread_mutex_unlock(&log->lock);
    return code;
}

/* ---- opened ---- */

/* note_entry - the highest entry that the log has of ours. */
static int note_entry(void *context, const struct audit_entry *entry, struct err *err)
{
    int64_t *last = context;
    const struct audit_response *r = &entry->detail.response;
    (void)err;
    if (entry->has_detail && str_eq(r->system, STR(PROCESS_LOG_SYSTEM))) {
        ptrdiff_t at = str_find(r->reason, STR(", entry "));
        struct str rest = at < 0 ? STR("") : str_slice(r->reason, (size_t)at + 8, r->reason.len);
        ptrdiff_t end = str_find(rest, STR(","));
        uint64_t number = 0;
        if (end > 0 && str_to_uint(str_slice(rest, 0, (size_t)end), INT64_MAX, &number)) {
            *last = (int64_t)number > *last ? (int64_t)number : *last;
        }
    }
    return 0;
}

/* recover - what went into the log and was not noted as gone. */
static int recover(struct process_log *log, struct err *err)
{
    uint64_t size = audit_size(log->audit);
    int code = process_log_place_get(log->db, &log->place, err);
    int64_t last = log->place.leaf;
    uint64_t from = log->place.size < size ? log->place.size : size;
    code = code ? code : audit_each(log->audit, from, size, note_entry, &last, err);
    if (code != 0 || (last == log->place.leaf && size == log->place.size)) {
        return code;
    }
    log->place = (struct process_log_place){last, size};
    engine_home_leaf_after(log->home, last);
    return picture_do(log->home->picture, drop, &log->place, err);
}

static int open_database(struct process_log *log, struct err *err)
{
    struct str path = home_file(&log->home->picture->home, &log->arena, "data/cantref.db");
    int code = db_open(path.ptr, DB_READ, &log->db, err);
    return code ? code : recover(log, err);
}

static void free_log(struct process_log *log)
{
    db_close(log->db);
    arena_free(&log->arena);
    pthread_mutex_destroy(&log->lock);
    pthread_cond_destroy(&log->asked_for);
    pthread_cond_destroy(&log->answered_now);
    mem_free(log);
}

int process_log_open(struct engine_home *home, struct audit *audit, const struct access *access,
                     struct process_log **ret, struct err *err)
{
    pthread_condattr_t monotonic;
    struct process_log *log = mem_must_array(1, sizeof *log);
    *log = (struct process_log){.home = home, .audit = audit, .access = access};
    pthread_mutex_init(&log->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&log->asked_for, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_cond_init(&log->answered_now, NULL);
    int code = open_database(log, err);
    int number = code == 0 ? pthread_create(&log->thread, NULL, run, log) : 0;
    if (number != 0) {
        code = err_set(err, ERR_IO, "the thread that writes the audit log can't be started: %s",
                       strerror(number));
    }
    if (code != 0) {
        free_log(log);
        return code;
    }
    *ret = log;
    return 0;
}

int process_log_close(struct process_log *log, struct err *err)
{
    if (log == NULL) {
        return 0;
    }
    pthread_mutex_lock(&log->lock);
    log->is_stopping = true;
    pthread_cond_signal(&log->asked_for);
    pthread_mutex_unlock(&log->lock);
    pthread_join(log->thread, NULL);
    int code = log->code;
    if (code != 0) {
        *err = log->err;
    }
    free_log(log);
    return code;
}
