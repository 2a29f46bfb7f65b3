/* decide.c - decisions, each act one job of the thread that writes. */
#include "decide.h"

#include "entity_shown.h"
#include "entity_store.h"
#include "live.h"
#include "model_store.h"
#include "node_store.h"
#include "record_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct member_set {
    struct decided_mention *at;
    size_t count, capacity;
};

struct act {
    struct picture *picture;
    struct db *db;
    struct err *err;
    /* asked for */
    const struct decision *pair;
    const struct entity_about *left, *right;
    const struct decided_row *rows;
    size_t row_count;
    struct decider decider;
    int64_t undone;
    /* the work */
    int64_t now;
    int64_t number; /* of the act: its first decision; 0: none yet */
    size_t count;
    struct member_set touched;
    struct decided *ret;
};

static void set_add(struct member_set *set, int64_t record, int number)
{
    void *at = set->at;
    mem_must_grow(&at, &set->capacity, set->count + 1, sizeof *set->at);
    set->at = at;
    set->at[set->count++] = (struct decided_mention){record, number};
}

/* ---- what they say now ---- */

/* A token of the standardised texts; attributes, which a new model may know others of, apart. */
static int said_now(struct act *a, struct decided_mention m, int64_t *ret)
{
    struct mention_values values;
    struct buf packed = {0};
    bool there = false;
    *ret = 0;
    int code = mention_load(a->db, a->picture->seal, a->picture->model, m.record, m.number, &packed,
                            &values, &there, a->err);
    if (code == 0 && there) {
        *ret = decision_said(a->picture->seal, &values);
    }
    buf_free(&packed);
    return code;
}

/* ---- one decision, and the picture after it ---- */

static int add(struct act *a, struct decided_mention left, struct decided_mention right, bool same,
               const struct decision *weighed)
{
    struct decision d = {.left = left,
                         .right = right,
                         .same = same,
                         .who = a->decider.who,
                         .why = a->decider.why,
                         .at = a->now,
                         .act = a->number,
                         .weighed = weighed != NULL && weighed->weighed,
                         .weight = weighed != NULL ? weighed->weight : 0};
    int64_t number = 0;
    int code = said_now(a, left, &d.left_said);
    code = code ? code : said_now(a, right, &d.right_said);
    if (code == 0 && (d.left_said == 0 || d.right_said == 0)) {
        return err_set(a->err, ERR_NOTFOUND, "a row that was decided about is not there any more");
    }
    code = code ? code : decision_add(a->db, a->picture->seal, &d, &number, a->err);
    if (code == 0) {
        a->number = a->number != 0 ? a->number : number;
        a->count++;
        set_add(&a->touched, left.record, left.number);
        set_add(&a->touched, right.record, right.number);
    }
    return code;
}

static int by_place(const void *x, const void *y)
{
    const struct decided_mention *a = x;
    const struct decided_mention *b = y;
    if (a->record != b->record) {
        return a->record < b->record ? -1 : 1;
    }
    return (a->number > b->number) - (a->number < b->number);
}

/* The picture follows what was added or undone since the last time. */
static int follow(struct act *a)
{
    struct member_set *t = &a->touched;
    size_t kept = 0;
    if (t->count > 0) {
        qsort(t->at, t->count, sizeof *t->at, by_place);
    }
    for (size_t i = 0; i < t->count; i++) {
        if (i == 0 || by_place(&t->at[i], &t->at[i - 1]) != 0) {
            t->at[kept++] = t->at[i];
        }
    }
    struct live_change change = {.decided = t->at, .decided_count = kept, .now = a->now};
    t->count = 0;
    return live_apply(a->picture->live, a->db, &change, a->err);
}

/* ---- entities ---- */

static int take_member(void *context, int64_t record, int number)
{
    set_add(context, record, number);
    return 0;
}

/* The mentions that are one with this one in the sources that are shown. */
static int cluster_of(struct act *a, int64_t record, int number, struct member_set *ret)
{
    struct permitted *view = NULL;
    struct permitted_list cluster = {0};
    int code = permitted_open(a->picture->live, a->db, a->picture->shown, &view, a->err);
    code = code ? code : permitted_cluster(view, record, number, &cluster, a->err);
    for (size_t i = 0; i < cluster.count; i++) {
        set_add(ret, cluster.at[i].record, cluster.at[i].number);
    }
    permitted_list_free(&cluster);
    permitted_close(view);
    return code;
}

static int members_of(struct act *a, const struct entity_about *entity, struct member_set *ret)
{
    int code = a->picture->shown != NULL
                   ? cluster_of(a, entity->record, entity->mention, ret)
                   : entity_members(a->db, entity->entity, take_member, ret, a->err);
    if (code == 0 && ret->count == 0) {
        code = err_set(a->err, ERR_CONFLICT, "nobody is left of that entity");
    }
    return code;
}

static bool has_member(const struct member_set *set, struct decided_mention m)
{
    size_t at = 0;
    while (at < set->count && by_place(&set->at[at], &m) != 0) {
        at++;
    }
    return at < set->count;
}

/* Whether two are one now. */
static int are_one(struct act *a, struct decided_mention left, struct decided_mention right,
                   bool *ret)
{
    struct member_set cluster = {0};
    int64_t one = 0;
    int64_t other = 0;
    int code = 0;
    if (a->picture->shown != NULL) {
        code = cluster_of(a, left.record, left.number, &cluster);
        *ret = has_member(&cluster, right);
        mem_free(cluster.at);
        return code;
    }
    code = entity_of(a->db, left.record, left.number, &one, a->err);
    code = code ? code : entity_of(a->db, right.record, right.number, &other, a->err);
    *ret = one == other;
    return code;
}

static int shown_after(struct act *a, struct decided_mention m, char ret[ENTITY_ID_TEXT_MAX])
{
    struct permitted *view = NULL;
    struct entity_about about = {0};
    int code = permitted_open(a->picture->live, a->db, a->picture->shown, &view, a->err);
    code = code ? code
                : entity_shown_about(a->picture, a->db, view, m.record, m.number, &about, a->err);
    snprintf(ret, ENTITY_ID_TEXT_MAX, "%s", about.id);
    permitted_close(view);
    return code;
}

static int entity_after(struct act *a, struct decided_mention m, char ret[ENTITY_ID_TEXT_MAX])
{
    int64_t entity = 0;
    struct buf id = {0};
    if (a->picture->shown != NULL) {
        return shown_after(a, m, ret);
    }
    int code = entity_of(a->db, m.record, m.number, &entity, a->err);
    code = code ? code : entity_id_of(a->db, entity, &id, a->err);
    if (code == 0) {
        snprintf(ret, ENTITY_ID_TEXT_MAX, "%.*s", PRI(buf_str(&id)));
    }
    buf_free(&id);
    return code;
}

static int tell(struct act *a, struct decided_mention left, struct decided_mention right)
{
    a->ret->number = a->number;
    a->ret->count = a->count;
    int code = entity_after(a, left, a->ret->entity);
    return code ? code : entity_after(a, right, a->ret->other);
}

/* ---- the acts ---- */

static int check(struct act *a)
{
    a->now = (int64_t)time(NULL);
    if (a->picture->model == 0) {
        return err_set(a->err, ERR_CONFLICT,
                       "no model is in use, so that nothing is linked yet: cantref model train, "
                       "then cantref model adopt");
    }
    return model_check_adopted(a->db, a->err);
}

static int do_pair(struct act *a)
{
    const struct decision *d = a->pair;
    int code = add(a, d->left, d->right, d->same, d);
    code = code ? code : follow(a);
    return code ? code : tell(a, d->left, d->right);
}

static int check_rows(struct act *a, const struct member_set *left, const struct member_set *right)
{
    for (size_t i = 0; i < left->count; i++) {
        for (size_t j = 0; j < right->count; j++) {
            if (left->at[i].record == right->at[j].record) {
                return err_set(a->err, ERR_CONFLICT,
                               "a row names both, so they can't be one: if the row names somebody "
                               "twice, correct it in its source");
            }
        }
    }
    return 0;
}

static int join(struct act *a, struct decided_mention left, struct decided_mention right)
{
    bool one = false;
    int code = add(a, left, right, true, NULL);
    code = code ? code : follow(a);
    code = code ? code : are_one(a, left, right, &one);
    if (code == 0 && (!one || a->count > DECISIONS_AT_ONCE_MAX)) {
        code = err_set(a->err, ERR_CONFLICT,
                       "they can't be one: a row names two of those who would be together then, or "
                       "they are not of one kind");
    }
    return code;
}

/* From one of the left to one of the right; then to each that is not with them, until all are. */
static int join_all(struct act *a, const struct member_set *left, const struct member_set *right)
{
    struct decided_mention first = left->at[0];
    int code = join(a, first, right->at[0]);
    for (size_t i = 1; code == 0 && i < left->count + right->count; i++) {
        bool of_left = i < left->count;
        struct decided_mention m = of_left ? left->at[i] : right->at[i - left->count];
        bool one = false;
        code = are_one(a, first, m, &one);
        if (code == 0 && !one) {
            code = join(a, first, m);
            i = 0; /* it may have drawn others off */
        }
    }
    return code;
}

static int do_merge(struct act *a)
{
    struct member_set left = {0};
    struct member_set right = {0};
    int code = members_of(a, a->left, &left);
    code = code ? code : members_of(a, a->right, &right);
    if (code == 0 && has_member(&left, right.at[0])) {
        code = err_set(a->err, ERR_CONFLICT, "they are one entity already");
    }
    code = code ? code : check_rows(a, &left, &right);
    code = code ? code : join_all(a, &left, &right);
    code = code ? code : tell(a, left.at[0], right.at[0]);
    mem_free(left.at);
    mem_free(right.at);
    return code;
}

static bool is_of_rows(const struct act *a, struct decided_mention m, const int64_t *records)
{
    for (size_t i = 0; i < a->row_count; i++) {
        if (records[i] == m.record) {
            return true;
        }
    }
    return false;
}

/* Of a source that whoever decides may know of. */
static int is_known(struct act *a, int64_t record, bool *ret, struct err *err)
{
    int64_t source = 0;
    int code = a->picture->shown == NULL
                   ? 0
                   : db_number_with(a->db, "SELECT source FROM record WHERE record = $1",
                                    WHOLES(record), &source, err);
    *ret = a->picture->shown == NULL || source_set_has(a->picture->shown, source);
    return code;
}

static int find_rows(struct act *a, int64_t *records)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < a->row_count; i++) {
        bool known = true;
        code = record_at(a->db, a->rows[i].source, (int64_t)a->rows[i].row, &records[i], a->err);
        code = code || records[i] == 0 ? code : is_known(a, records[i], &known, a->err);
        if (code == 0 && (records[i] == 0 || !known)) {
            code = err_set(a->err, ERR_NOTFOUND, "source %.*s has no row %llu now",
                           /* not personal: a source */ PRI(a->rows[i].source),
                           (unsigned long long)a->rows[i].row);
        }
    }
    return code;
}

static int part(struct act *a, const struct member_set *out, const struct member_set *rest)
{
    int code = 0;
    if (out->count == 0 || rest->count == 0) {
        return err_set(a->err, ERR_CONFLICT,
                       out->count == 0 ? "none of these rows is of that entity"
                                       : "all rows of the entity were named: leave at least one");
    }
    if (out->count * rest->count > DECISIONS_AT_ONCE_MAX) {
        return err_set(a->err, ERR_LIMIT, "that would be more than %d decisions at once",
                       DECISIONS_AT_ONCE_MAX);
    }
    for (size_t i = 0; code == 0 && i < out->count; i++) {
        for (size_t j = 0; code == 0 && j < rest->count; j++) {
            code = add(a, rest->at[j], out->at[i], false, NULL);
        }
    }
    code = code ? code : follow(a);
    return code ? code : tell(a, rest->at[0], out->at[0]);
}

static int do_split(struct act *a)
{
    struct member_set all = {0};
    struct member_set out = {0};
    struct member_set rest = {0};
    int64_t *records = mem_must_array(a->row_count, sizeof *records);
    int code = members_of(a, a->left, &all);
    code = code ? code : find_rows(a, records);
    for (size_t i = 0; code == 0 && i < all.count; i++) {
        struct decided_mention m = all.at[i];
        set_add(is_of_rows(a, m, records) ? &out : &rest, m.record, m.number);
    }
    code = code ? code : part(a, &out, &rest);
    mem_free(records);
    mem_free(all.at);
    mem_free(out.at);
    mem_free(rest.at);
    return code;
}

struct undoing {
    struct act *act;
    int64_t of_act;
    int64_t *numbers;
    size_t count, capacity;
    struct decided_mention left, right;
};

static int take_undone(void *context, const struct decision *d, struct err *err)
{
    struct undoing *u = context;
    void *numbers = u->numbers;
    bool left = true;
    bool right = true;
    int code = is_known(u->act, d->left.record, &left, err);
    code = code ? code : is_known(u->act, d->right.record, &right, err);
    if (code != 0 || !left || !right) {
        return code; /* of others: it stands, as if it were not there */
    }
    mem_must_grow(&numbers, &u->capacity, u->count + 1, sizeof *u->numbers);
    u->numbers = numbers;
    u->numbers[u->count++] = d->number;
    u->left = d->left;
    u->right = d->right;
    set_add(&u->act->touched, d->left.record, d->left.number);
    set_add(&u->act->touched, d->right.record, d->right.number);
    return 0;
}

static int take_act(void *context, const struct decision *d, struct err *err)
{
    struct undoing *u = context;
    bool left = true;
    bool right = true;
    int code = is_known(u->act, d->left.record, &left, err);
    code = code ? code : is_known(u->act, d->right.record, &right, err);
    if (code != 0 || !left || !right) {
        return code ? code : decision_missing(u->act->undone, err);
    }
    if (d->undone != 0) {
        return err_set(err, ERR_CONFLICT, "decision %lld has been undone before",
                       (long long)d->number);
    }
    u->of_act = d->act;
    return 0;
}

static int do_undo(struct act *a)
{
    struct undoing u = {.act = a};
    int code = decision_one(a->db, a->picture->seal, a->undone, take_act, &u, a->err);
    code =
        code ? code : decisions_of_act(a->db, a->picture->seal, u.of_act, take_undone, &u, a->err);
    for (size_t i = 0; code == 0 && i < u.count; i++) {
        code = decision_undo(a->db, u.numbers[i], a->decider.who, a->now, a->err);
    }
    code = code ? code : follow(a);
    a->number = a->undone;
    a->count = u.count;
    code = code ? code : tell(a, u.left, u.right);
    mem_free(u.numbers);
    return code;
}

/* ---- jobs ---- */

typedef int act_do(struct act *act);

struct act_job {
    struct act *act;
    act_do *what;
};

static int job(struct db *db, void *context, struct err *err)
{
    struct act_job *j = context;
    j->act->db = db;
    j->act->err = err;
    int code = check(j->act);
    return code ? code : j->what(j->act);
}

static int run(struct act *a, act_do *what, struct decided *ret, struct err *err)
{
    struct decided outcome = {0};
    struct act_job j = {a, what};
    a->ret = &outcome;
    int code = picture_do(a->picture, job, &j, err);
    mem_free(a->touched.at);
    a->ret = NULL;
    if (code == 0 && ret != NULL) {
        *ret = outcome;
    }
    return code;
}

int decide_pair(struct picture *picture, const struct decision *decision, struct decided *ret,
                struct err *err)
{
    struct act a = {
        .picture = picture, .pair = decision, .decider = {decision->who, decision->why}};
    return run(&a, do_pair, ret, err);
}

int decide_merge(struct picture *picture, const struct entity_about *left,
                 const struct entity_about *right, const struct decider *decider,
                 struct decided *ret, struct err *err)
{
    struct act a = {.picture = picture, .left = left, .right = right, .decider = *decider};
    return run(&a, do_merge, ret, err);
}

int decide_split(struct picture *picture, const struct entity_about *entity,
                 const struct decided_row *rows, size_t count, const struct decider *decider,
                 struct decided *ret, struct err *err)
{
    struct act a = {
        .picture = picture, .left = entity, .rows = rows, .row_count = count, .decider = *decider};
    return run(&a, do_split, ret, err);
}

int decide_undo(struct picture *picture, int64_t number, struct str who, struct decided *ret,
                struct err *err)
{
    struct act a = {.picture = picture, .undone = number, .decider = {who, STR("")}};
    return run(&a, do_undo, ret, err);
}
