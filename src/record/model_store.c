/* model_store.c - the list of versions; training; moving from one to another. */
#include "model_store.h"

#include "clock.h"
#include "entity_shown.h"
#include "live_load.h"
#include "mention_build.h"
#include "model_history.h"
#include "node_store.h"
#include "property_store.h"
#include "search_build.h"
#include "union_find.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SETTLE_MEMBERS = 300 }; /* in one slice, at least */
enum { SETTLE_PLACES = 300 };

/* ---- the list ---- */

static const char COLUMNS[] =
    "SELECT model, name, trained, adopted, CAST(model AS TEXT) = "
    "(SELECT CAST(value AS TEXT) FROM about WHERE name = 'model') "
    "FROM model ORDER BY model DESC";

int model_list(struct db *db, struct model_version **ret, size_t *ret_count, struct err *err)
{
    struct db_query *q;
    bool row;
    void *list = NULL;
    size_t capacity = 0;
    size_t count = 0;
    int code = db_query(db, COLUMNS, &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        mem_must_grow(&list, &capacity, count + 1, sizeof **ret);
        struct model_version *v = (struct model_version *)list + count++;
        *v = (struct model_version){.number = db_whole(q, 0),
                                    .trained = db_whole(q, 2),
                                    .adopted = db_whole(q, 3),
                                    .in_use = db_whole(q, 4) != 0};
        snprintf(v->name, sizeof v->name, "%.*s", PRI(db_text(q, 1)));
    }
    if (code != 0) {
        mem_free(list);
        return code;
    }
    *ret = list;
    *ret_count = count;
    return 0;
}

int model_find(struct db *db, const char *name, struct model_version *ret, struct err *err)
{
    struct model_version *list = NULL;
    size_t count = 0;
    int code = model_list(db, &list, &count, err);
    size_t at = 0;
    while (code == 0 && at < count && name != NULL && strcmp(list[at].name, name) != 0) {
        at++;
    }
    if (code == 0 && at == count) {
        code =
            name == NULL
                ? err_set(err, ERR_NOTFOUND, "there is no model yet: cantref model train")
                : err_set(err, ERR_NOTFOUND, "there is no model %.60s: cantref model list", name);
    }
    if (code == 0) {
        *ret = list[at];
    }
    mem_free(list);
    return code;
}

/* ---- training ---- */

struct keeping {
    struct picture *picture;
    struct buf *text;
    struct model_version *version;
    const struct model_training *training;
};

/* The day, and a number when it is not the day's first. */
static int name_version(struct db *db, struct model_version *v, struct err *err)
{
    struct model_version other;
    struct tm utc;
    char day[16];
    time_t now = (time_t)v->trained;
    gmtime_r(&now, &utc);
    strftime(day, sizeof day, "%Y-%m-%d", &utc);
    snprintf(v->name, sizeof v->name, "%s", day);
    for (int n = 2; model_find(db, v->name, &other, NULL) == 0; n++) {
        if (n > 9999) {
            return err_set(err, ERR_LIMIT, "too many models were trained today");
        }
        snprintf(v->name, sizeof v->name, "%s-%d", day, n);
    }
    return 0;
}

static int put_quality(struct db *db, const struct keeping *k, struct err *err)
{
    const struct model_training *t = k->training;
    struct model_quality quality = {.records = (int64_t)t->records,
                                    .mentions = (int64_t)t->mentions,
                                    .entities = (int64_t)t->entities,
                                    .right_share = t->precision,
                                    .found_share = t->recall};
    snprintf(quality.cannot_tell, sizeof quality.cannot_tell, "%s", t->cannot_tell);
    return model_quality_put(db, k->version->number, &quality, err);
}

static int keep_model(struct db *db, void *context, struct err *err)
{
    struct keeping *k = context;
    struct db_query *q;
    struct buf sealed = {0};
    int code = name_version(db, k->version, err);
    code =
        code ? code : seal_council_value(k->picture->seal, "model", buf_str(k->text), &sealed, err);
    code = code ? code
                : db_query(db, "INSERT INTO model (name, trained, sealed) VALUES ($1, $2, $3)", &q,
                           err);
    if (code == 0) {
        db_bind_text(q, 1, str_of(k->version->name));
        db_bind_whole(q, 2, k->version->trained);
        db_bind_bytes(q, 3, buf_str(&sealed));
        code = db_add(q, &k->version->number, err);
    }
    buf_free(&sealed);
    return code ? code : put_quality(db, k, err);
}

static int learn(struct picture *picture, const struct standing *s, int threads,
                 struct progress *progress, struct model_training *ret, struct buf *text,
                 struct err *err)
{
    struct mention_table mentions = {0};
    struct run *run = mem_must_array(1, sizeof *run);
    char made[CLOCK_TEXT_MAX];
    progress_step(progress, "Standardising");
    int code = standing_mentions(picture->db, picture->seal, s, threads, &mentions, err);
    code = code ? code : run_learn_and_link(&mentions, threads, progress, run, err);
    if (code == 0) {
        clock_utc_text(made);
        ret->mentions = mentions.count;
        ret->entities = run->partition.entity_count;
        ret->precision = run->precision;
        ret->recall = run->recall;
        snprintf(ret->cannot_tell, sizeof ret->cannot_tell, "%s", run->cannot_tell);
        if (model_file_write(run, s->mappings, s->count, str_of(made), text) != 0) {
            code = err_set(err, ERR_LIMIT, "the model is too large to be kept");
        }
    }
    run_free(run);
    mem_free(run);
    mention_table_free(&mentions);
    return code;
}

int model_train(struct picture *picture, int threads, struct progress *progress,
                struct model_training *ret, struct err *err)
{
    struct standing standing = {0};
    struct buf text = {0};
    struct keeping keeping = {picture, &text, &ret->version, ret};
    *ret = (struct model_training){.version.trained = (int64_t)time(NULL)};
    int code = standing_read(picture, picture->db, STANDING_ALL, progress, &standing, err);
    if (code == 0 && standing.count == 0) {
        code = err_set(err, ERR_INPUT, "there are no records to learn from: cantref ingest first");
    }
    code = code ? code : standing_map(picture, NULL, &standing, err);
    for (size_t i = 0; code == 0 && i < standing.count; i++) {
        ret->records += standing.tables[i].row_count;
    }
    code = code ? code : learn(picture, &standing, threads, progress, ret, &text, err);
    code = code ? code : picture_do(picture, keep_model, &keeping, err);
    standing_free(&standing);
    buf_free(&text);
    return code;
}

/* ---- a version, its records, who belongs together under it ---- */

struct trial {
    struct live *live;
    struct standing standing;
    struct membership_list members;
};

static void trial_free(struct trial *t)
{
    live_close(t->live);
    standing_free(&t->standing);
    mem_free(t->members.at);
}

static int open_version(struct picture *picture, int64_t number, struct live **ret, struct err *err)
{
    struct buf text = {0};
    int code = picture_model_text(picture, picture->db, number, &text, err);
    code = code ? code : live_open(buf_str(&text), number, picture->seal, ret, err);
    buf_free(&text);
    return code;
}

static int trial_begin(struct picture *picture, int64_t number, struct progress *progress,
                       struct trial *ret, struct err *err)
{
    int code = open_version(picture, number, &ret->live, err);
    code = code ? code
                : standing_read(picture, picture->db,
                                number == picture->model ? STANDING_LINKED : STANDING_ALL, progress,
                                &ret->standing, err);
    return code ? code : standing_map(picture, ret->live, &ret->standing, err);
}

/* ---- comparing ---- */

struct before_after {
    int64_t before; /* entity, or group in the sources that are shown; 0: none */
    uint32_t after; /* group */
    int64_t record;
    int number;
};

/* struct naming - what those that there are now are called. */
struct naming {
    struct picture *picture;
    struct permitted *view; /* NULL: all sources are shown */
};

static int by_after(const void *a, const void *b)
{
    const struct before_after *x = a;
    const struct before_after *y = b;
    if (x->after != y->after) {
        return x->after < y->after ? -1 : 1;
    }
    return (x->before > y->before) - (x->before < y->before);
}

static int by_before(const void *a, const void *b)
{
    const struct before_after *x = a;
    const struct before_after *y = b;
    if (x->before != y->before) {
        return x->before < y->before ? -1 : 1;
    }
    return (x->after > y->after) - (x->after < y->after);
}

static int entity_text(struct db *db, int64_t entity, char ret[ENTITY_ID_TEXT_MAX], struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(db, "SELECT id FROM entity WHERE entity = $1", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, entity);
    code = db_step(q, &row, err);
    if (code == 0 && row) {
        snprintf(ret, ENTITY_ID_TEXT_MAX, "%.*s", PRI(db_text(q, 0)));
    }
    db_reset(q);
    return code;
}

static int name_before(const struct naming *n, const struct before_after *m,
                       char ret[ENTITY_ID_TEXT_MAX], struct err *err)
{
    struct entity_about about = {0};
    if (n->view == NULL && n->picture->shown != NULL) { /* no model is in use: none has an id yet */
        ret[0] = '\0';
        return 0;
    }
    if (n->view == NULL) {
        return entity_text(n->picture->db, m->before, ret, err);
    }
    int code =
        entity_shown_about(n->picture, n->picture->db, n->view, m->record, m->number, &about, err);
    snprintf(ret, ENTITY_ID_TEXT_MAX, "%s", about.id);
    return code;
}

/* Runs of one side, each with how many of the other it meets. */
static int count_side(const struct naming *naming, const struct before_after *all, size_t count,
                      bool joined, struct model_comparison *ret, struct err *err)
{
    int code = 0;
    for (size_t from = 0, to; code == 0 && from < count; from = to) {
        struct model_change change = {.joined = joined};
        int64_t last = -1;
        for (to = from; to < count && (joined ? all[to].after == all[from].after
                                              : all[to].before == all[from].before);
             to++) {
            int64_t other = joined ? all[to].before : (int64_t)all[to].after;
            if (other == last || (joined && other == 0)) {
                continue;
            }
            last = other;
            if (code == 0 && change.count < 4 && (joined || change.count == 0)) {
                code = name_before(naming, joined ? &all[to] : &all[from], change.ids[change.count],
                                   err);
            }
            change.count++;
        }
        bool counts = joined || all[from].before != 0;
        ret->entities_after += joined;
        ret->entities_before += !joined && counts;
        ret->merges += joined && change.count > 1;
        ret->splits += !joined && counts && change.count > 1;
        /* half of the examples are left to those that are parted */
        size_t room = joined ? MODEL_EXAMPLES_MAX / 2 : MODEL_EXAMPLES_MAX;
        if (counts && change.count > 1 && ret->example_count < room) {
            ret->examples[ret->example_count++] = change;
        }
    }
    return code;
}

/* Entities that keep exactly their mentions, and mentions that leave the larger part of theirs. */
static void count_unchanged(const struct before_after *all, size_t count,
                            struct model_comparison *ret)
{
    uint32_t most = 0;
    for (size_t i = 0; i < count; i++) {
        most = all[i].after > most ? all[i].after : most;
    }
    uint32_t *size = mem_must_array((size_t)most + 1, sizeof *size); /* by group */
    for (size_t i = 0; i < count; i++) {
        size[all[i].after]++;
    }
    for (size_t from = 0, to; from < count; from = to) { /* by entity before, then by group */
        size_t largest = 0;
        size_t parts = 0;
        for (to = from; to < count && all[to].before == all[from].before;) {
            size_t first = to;
            while (to < count && all[to].before == all[from].before &&
                   all[to].after == all[first].after) {
                to++;
            }
            largest = to - first > largest ? to - first : largest;
            parts++;
        }
        if (all[from].before != 0) {
            ret->unchanged += parts == 1 && size[all[from].after] == to - from;
            ret->moved += to - from - largest;
        }
    }
    mem_free(size);
}

static int by_mention(const void *a, const void *b)
{
    const struct entity_member *x = a;
    const struct entity_member *y = b;
    if (x->record != y->record) {
        return x->record < y->record ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

/* Who belongs together now in the sources that are shown, by the model in use. */
static int know_shown(struct picture *picture, const struct trial *trial, int threads,
                      struct progress *progress, struct before_after *all, struct err *err)
{
    struct trial now = {0};
    struct membership_list *members = &now.members;
    int code = trial_begin(picture, picture->model, progress, &now, err);
    code =
        code ? code
             : live_members(picture->db, now.live, &now.standing, threads, progress, members, err);
    if (code == 0 && members->count > 0) {
        qsort(members->at, members->count, sizeof *members->at, by_mention);
    }
    for (size_t i = 0; code == 0 && i < trial->members.count; i++) {
        const struct entity_member *found =
            members->count > 0 ? bsearch(&trial->members.at[i], members->at, members->count,
                                         sizeof *members->at, by_mention)
                               : NULL;
        all[i].before = found != NULL ? (int64_t)found->group + 1 : 0;
    }
    trial_free(&now);
    return code;
}

/* Each mention of the trial with where it is now. */
static int know_before(struct picture *picture, const struct trial *trial, int threads,
                       struct progress *progress, struct before_after *all, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < trial->members.count; i++) {
        const struct entity_member *m = &trial->members.at[i];
        all[i] = (struct before_after){.after = m->group, .record = m->record, .number = m->number};
        if (picture->shown == NULL || picture->model == 0) {
            code = entity_of(picture->db, m->record, m->number, &all[i].before, err);
        }
    }
    return code == 0 && picture->shown != NULL && picture->model != 0
               ? know_shown(picture, trial, threads, progress, all, err)
               : code;
}

int model_compare(struct picture *picture, const char *name, int threads, struct progress *progress,
                  struct model_comparison *ret, struct err *err)
{
    struct trial trial = {0};
    *ret = (struct model_comparison){0};
    int code = model_find(picture->db, name, &ret->version, err);
    code = code ? code : trial_begin(picture, ret->version.number, progress, &trial, err);
    code = code ? code
                : live_members(picture->db, trial.live, &trial.standing, threads, progress,
                               &trial.members, err);
    size_t count = trial.members.count;
    struct before_after *all = mem_must_array(count, sizeof *all);
    struct naming naming = {.picture = picture};
    code = code ? code : know_before(picture, &trial, threads, progress, all, err);
    if (code == 0 && picture->shown != NULL && picture->model != 0) {
        code = permitted_open(picture->live, picture->db, picture->shown, &naming.view, err);
    }
    ret->mentions = count;
    if (code == 0 && count > 0) {
        qsort(all, count, sizeof *all, by_after);
        code = count_side(&naming, all, count, true, ret, err);
        qsort(all, count, sizeof *all, by_before);
        code = code ? code : count_side(&naming, all, count, false, ret, err);
        count_unchanged(all, count, ret);
    }
    permitted_close(naming.view);
    mem_free(all);
    trial_free(&trial);
    return code;
}

/* ---- adopting ---- */

struct adopting {
    struct picture *picture;
    struct model_version version;
    struct version_drop drop;
    int64_t dropped; /* the version whose rows go */
    bool done;
    struct entity_member *slice;
    size_t slice_count;
    struct node_list places;
};

static int put_number(struct db *db, const char *name, int64_t number, struct err *err)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, number);
    return about_put(db, name, str_of(text), err);
}

static int get_number(struct db *db, const char *name, int64_t *ret, struct err *err)
{
    struct buf text = {0};
    bool there = false;
    uint64_t number = 0;
    int code = about_get(db, name, &text, &there, err);
    if (code == 0 && there && !str_to_uint(buf_str(&text), INT64_MAX, &number)) {
        code = err_set(err, ERR_INPUT, "the database doesn't say which model is in use");
    }
    *ret = (int64_t)number;
    buf_free(&text);
    return code;
}

/* The version whose adoption is unfinished; number 0: none. */
static int find_unfinished(struct db *db, struct model_version *ret, struct err *err)
{
    struct model_version *list = NULL;
    size_t count = 0;
    int64_t adopting = 0;
    int code = get_number(db, "adopting", &adopting, err);
    code = code == 0 && adopting != 0 ? model_list(db, &list, &count, err) : code;
    *ret = (struct model_version){.number = code == 0 ? adopting : 0};
    for (size_t i = 0; i < count; i++) {
        if (list[i].number == adopting) {
            *ret = list[i];
        }
    }
    mem_free(list);
    return code;
}

int model_check_adopted(struct db *db, struct err *err)
{
    struct model_version unfinished;
    int code = find_unfinished(db, &unfinished, err);
    return code == 0 && unfinished.number != 0
               ? err_set(err, ERR_CONFLICT,
                         "the adoption of a model was stopped half way: finish it with "
                         "cantref model adopt %s",
                         unfinished.name)
               : code;
}

static int begin_adopting(struct db *db, void *context, struct err *err)
{
    struct adopting *a = context;
    return put_number(db, "adopting", a->version.number, err);
}

static int drop_slice(struct db *db, void *context, struct err *err)
{
    struct adopting *a = context;
    return version_drop_slice(db, a->dropped, &a->drop, &a->done, err);
}

static int drop_version(struct adopting *a, int64_t number, struct err *err)
{
    int code = 0;
    a->dropped = number;
    a->drop = (struct version_drop){0};
    a->done = false;
    while (code == 0 && !a->done) {
        code = picture_do(a->picture, drop_slice, a, err);
    }
    return code;
}

static int settle_slice(struct db *db, void *context, struct err *err)
{
    struct adopting *a = context;
    return entities_settle(db, (int64_t)time(NULL), a->slice, a->slice_count, NULL, 0, err);
}

static int leave_slice(struct db *db, void *context, struct err *err)
{
    struct adopting *a = context;
    return entities_settle(db, (int64_t)time(NULL), NULL, 0, a->slice, a->slice_count, err);
}

/* The pointer moves; entities follow. */
static int move_pointer(struct db *db, void *context, struct err *err)
{
    struct adopting *a = context;
    struct db_query *q;
    int code = db_query(db, "UPDATE model SET adopted = $2 WHERE model = $1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, a->version.number);
        db_bind_whole(q, 2, (int64_t)time(NULL));
        code = db_do(q, err);
    }
    code = code ? code : put_number(db, "model", a->version.number, err);
    code = code ? code : db_run(db, "DELETE FROM waiting", err); /* they are linked now */
    code = code ? code : search_set_whole(db, true, err);        /* live_load wrote it */
    return code ? code : picture_use_model(a->picture, db, a->version.number, err);
}

static int end_adopting(struct db *db, void *context, struct err *err)
{
    (void)context;
    return put_number(db, "adopting", 0, err);
}

struct placed_member {
    uint32_t root;
    struct entity_member member;
};

static int by_root(const void *a, const void *b)
{
    const struct placed_member *x = a;
    const struct placed_member *y = b;
    return (x->root > y->root) - (x->root < y->root);
}

/* Members that are together before or after, one way or another, in one slice: ids are given among
 * all who may want one. */
static int settle_all(struct adopting *a, const struct membership_list *members,
                      struct progress *progress, struct err *err)
{
    size_t count = members->count;
    struct dictionary places = {0}; /* of groups, then of entities */
    uint32_t *parent = mem_must_array(2 * count + 1, sizeof *parent);
    struct placed_member *placed = mem_must_array(count, sizeof *placed);
    int code = 0;
    for (size_t i = 0; i < 2 * count + 1; i++) {
        parent[i] = (uint32_t)i;
    }
    for (size_t i = 0; code == 0 && i < count; i++) {
        const struct entity_member *m = &members->at[i];
        int64_t group = -1 - (int64_t)m->group;
        int64_t entity = 0;
        uint32_t at, before;
        code = entity_of(a->picture->db, m->record, m->number, &entity, err);
        if (dictionary_add(&places, str_make((const char *)&group, sizeof group), &at) != 0) {
            mem_exhausted();
        }
        if (entity != 0) {
            if (dictionary_add(&places, str_make((const char *)&entity, sizeof entity), &before) !=
                0) {
                mem_exhausted();
            }
            union_find_unite(parent, at, before);
        }
        placed[i] = (struct placed_member){at, *m};
    }
    for (size_t i = 0; i < count; i++) {
        placed[i].root = union_find_root(parent, placed[i].root);
    }
    if (count > 0) {
        qsort(placed, count, sizeof *placed, by_root);
    }
    a->slice = mem_must_array(count, sizeof *a->slice);
    for (size_t from = 0; code == 0 && from < count; from += a->slice_count) {
        size_t to = from;
        while (to < count &&
               (to - from < SETTLE_MEMBERS || placed[to].root == placed[to - 1].root)) {
            a->slice[to - from] = placed[to].member;
            to++;
        }
        a->slice_count = to - from;
        code = picture_do(a->picture, settle_slice, a, err);
        progress_update(progress, to, count, "mentions");
    }
    mem_free(a->slice);
    mem_free(placed);
    mem_free(parent);
    dictionary_free(&places);
    return code;
}

static int by_record(const void *a, const void *b)
{
    const struct entity_member *x = a;
    const struct entity_member *y = b;
    if (x->record != y->record) {
        return x->record < y->record ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

/* Mentions that are no more: another mapping may see fewer in a row. members is put in order. */
static int find_left(struct db *db, struct membership_list *members, struct membership_list *ret,
                     struct err *err)
{
    struct db_query *q;
    bool row;
    void *left = NULL;
    size_t capacity = 0;
    size_t at = 0;
    if (members->count > 0) {
        qsort(members->at, members->count, sizeof *members->at, by_record);
    }
    int code =
        db_query(db, "SELECT record, number FROM membership ORDER BY record, number", &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        struct entity_member m = {.record = db_whole(q, 0), .number = (int)db_whole(q, 1)};
        while (at < members->count && by_record(&members->at[at], &m) < 0) {
            at++;
        }
        if (at == members->count || by_record(&members->at[at], &m) != 0) {
            mem_must_grow(&left, &capacity, ret->count + 1, sizeof m);
            ((struct entity_member *)left)[ret->count++] = m;
        }
    }
    ret->at = left;
    return code;
}

/* They leave before others settle, so that nobody is named after one that only they are. */
static int leave_all(struct adopting *a, struct membership_list *members, struct err *err)
{
    struct membership_list left = {0};
    int code = find_left(a->picture->db, members, &left, err);
    for (size_t from = 0; code == 0 && from < left.count; from += a->slice_count) {
        a->slice = left.at + from;
        a->slice_count = left.count - from < SETTLE_MEMBERS ? left.count - from : SETTLE_MEMBERS;
        code = picture_do(a->picture, leave_slice, a, err);
    }
    mem_free(left.at);
    return code;
}

/* The version that was in use, and what adoptions that were stopped have left of others. */
static int drop_others(struct adopting *a, struct err *err)
{
    struct model_version *list = NULL;
    size_t count = 0;
    int code = model_list(a->picture->db, &list, &count, err);
    code = code ? code : drop_version(a, 0, err); /* without a model */
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = list[i].number != a->version.number ? drop_version(a, list[i].number, err) : 0;
    }
    mem_free(list);
    return code;
}

static int settle_places(struct db *db, void *context, struct err *err)
{
    struct adopting *a = context;
    return properties_settle(db, a->version.number, (int64_t)time(NULL), &a->places, err);
}

static int list_places(struct db *db, void *context, struct err *err)
{
    struct adopting *a = context;
    return places_all(db, a->version.number, &a->places, err);
}

/* Who is where, since entities are others. */
static int settle_properties(struct adopting *a, struct err *err)
{
    int code = picture_do(a->picture, list_places, a, err);
    struct node_list all = a->places;
    a->places = (struct node_list){0};
    for (size_t i = 0; code == 0 && i < list_count(&all); i++) {
        list_add(&a->places, list_at(&all, i));
        if (list_count(&a->places) == SETTLE_PLACES || i + 1 == list_count(&all)) {
            code = picture_do(a->picture, settle_places, a, err);
            list_free(&a->places);
        }
    }
    list_free(&all);
    list_free(&a->places);
    return code;
}

/* The model in use would have to be left for the records that wait to be linked. */
static int check_waiting(const struct adopting *a, struct err *err)
{
    struct picture *p = a->picture;
    int64_t waiting = 0;
    int code = a->version.number == p->model
                   ? db_number_with(p->db, "SELECT count(*) FROM waiting", NULL, 0, &waiting, err)
                   : 0;
    return code == 0 && waiting > 0
               ? err_set(err, ERR_CONFLICT,
                         "%lld records wait for another model than %s, which is in use: cantref "
                         "model train, then adopt that one",
                         (long long)waiting, a->version.name)
               : code;
}

/* A version for which a value has become too common is left, and the one in use stays. */
static void give_up(struct adopting *a)
{
    if (drop_version(a, a->version.number, NULL) == 0) {
        (void)picture_do(a->picture, end_adopting, a, NULL);
    }
}

int model_adopt(struct picture *picture, const char *name, int threads, struct progress *progress,
                struct model_version *ret, struct err *err)
{
    struct adopting a = {.picture = picture};
    struct trial trial = {0};
    int code = name == NULL ? find_unfinished(picture->db, &a.version, err) : 0;
    code =
        code == 0 && a.version.number == 0 ? model_find(picture->db, name, &a.version, err) : code;
    code = code ? code : check_waiting(&a, err);
    code = code ? code : picture_do(picture, begin_adopting, &a, err);
    code = code ? code : drop_version(&a, a.version.number, err); /* of an attempt before */
    code = code ? code : trial_begin(picture, a.version.number, progress, &trial, err);
    code = code ? code
                : live_load(picture, trial.live, &trial.standing, threads, progress, &trial.members,
                            err);
    if (code == ERR_LIMIT && a.version.number != picture->model) {
        give_up(&a);
    }
    code = code ? code : picture_do(picture, move_pointer, &a, err);
    progress_step(progress, "Naming entities");
    code = code ? code : leave_all(&a, &trial.members, err);
    code = code ? code : settle_all(&a, &trial.members, progress, err);
    progress_step(progress, "Removing the version before");
    code = code ? code : drop_others(&a, err);
    code = code ? code : settle_properties(&a, err);
    code = code ? code : picture_do(picture, end_adopting, &a, err);
    trial_free(&trial);
    if (code == 0 && ret != NULL) {
        code = model_find(picture->db, a.version.name, ret, err);
    }
    return code;
}
