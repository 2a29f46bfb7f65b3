/* engine.c - inputs and the outbox, as transactions over rows. */
#include "engine.h"

#include "unzeroed.h"

#include <assert.h>

const char *const action_state_names[ACTION_STATES + 1] = {"open",   "ready", "leased",  "going",
                                                           "parked", "ended", "stopped", NULL};

int64_t engine_wait_s(uint32_t tries)
{
    static const int64_t waits[ENGINE_TRIES_MAX - 1] = {
        5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600};
    return tries >= 1 && tries < ENGINE_TRIES_MAX ? waits[tries - 1] : 0;
}

void action_list_add(struct action_list *list, const struct action_row *row)
{
    void *at = list->at;
    mem_must_grow(&at, &list->capacity, list->count + 1, sizeof *list->at);
    list->at = at;
    list->at[list->count++] = *row;
}

void action_list_free(struct action_list *list)
{
    mem_free(list->at);
    *list = (struct action_list){0};
}

/* ---- what an input brings ---- */

/* struct taking - an input of a process, within a transaction. */
struct taking {
    const struct engine_rows *rows;
    const struct engine_now *now;
    struct process_row row;
    struct process process;
    struct process_actions actions;
    enum process_input_kind kind;
};

static int add_row(struct taking *t, const struct process_action *action, enum action_state state,
                   struct err *err)
{
    struct action_row row = {.process = t->row.process,
                             .kind = action->kind,
                             .reason = action->reason,
                             .state = state,
                             .place = action->place,
                             .round = action->round,
                             .to_escalated = action->to_escalated,
                             .due = action->due,
                             .next_try = state == ROW_READY ? t->now->at : 0,
                             .made = t->now->at};
    return t->rows->action_add(t->rows->context, &row, err);
}

static int end_row(const struct engine_rows *rows, struct action_row *row, enum action_state state,
                   const struct engine_now *now, struct err *err)
{
    row->state = state;
    row->ended = now->at;
    return rows->action_put(rows->context, row, err);
}

bool action_is_of_line(const struct action_row *row)
{
    const struct process_action of = {.reason = row->reason};
    return row->kind == ACTION_ASK || (row->kind == ACTION_TELL && tell_is_of_line(&of));
}

/* stops - does a STOP of a step, or what ends the matter of a line, end this row? What must be put
 * right, or was meant for somebody who died, is not over because the step is. */
static bool stops(const struct process_action *by, const struct action_row *row)
{
    bool is_of_line = action_is_of_line(row);
    switch (by->kind) {
    case ACTION_STOP:
        return !is_of_line && !(row->kind == ACTION_TELL &&
                                (row->reason == TELL_TAKEN_BACK || row->reason == TELL_DIED));
    case ACTION_FOUND_OUT:
        return is_of_line && (row->kind == ACTION_ASK || row->reason == TELL_STILL_ASKED);
    default: /* ACTION_DISCHARGED */
        return is_of_line && row->kind == ACTION_TELL;
    }
}

/* drop_row - it is wanted no more. What is going can't be stopped, and what may have left at an
 * earlier try is not known not to have: it is marked, and counts as left when its lease is over
 * (lease_one), so that it is put right. */
static int drop_row(const struct engine_rows *rows, struct action_row *row, enum action_state state,
                    const struct engine_now *now, struct err *err)
{
    bool is_tried = row->state == ROW_READY || row->state == ROW_LEASED;
    if (row->state == ROW_GOING || (is_tried && row->may_have_left && row->kind == ACTION_SEND)) {
        row->lease_until = row->state == ROW_GOING ? row->lease_until : now->at;
        row->state = ROW_GOING;
        row->stop_wanted = true;
        return rows->action_put(rows->context, row, err);
    }
    return end_row(rows, row, state, now, err);
}

/* stop_rows - those of a step or line that are wanted no more. */
static int stop_rows(struct taking *t, const struct process_action *action, struct err *err)
{
    struct action_list list = {0};
    bool done = action->kind != ACTION_STOP || t->process.steps[action->place].stage == STAGE_DONE;
    int code = t->rows->actions_of(t->rows->context, t->row.process, action->place, &list, err);
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        struct action_row *row = &list.at[i];
        if (!stops(action, row)) {
            continue;
        }
        if (done && row->state != ROW_GOING) {
            code = end_row(t->rows, row, ROW_ENDED, t->now, err);
        } else {
            code = drop_row(t->rows, row, done ? ROW_ENDED : ROW_STOPPED, t->now, err);
        }
    }
    action_list_free(&list);
    return code;
}

/* send_again - the parked row of a step is ready again. */
static int send_again(struct taking *t, const struct process_action *action, struct err *err)
{
    struct action_list list = {0};
    bool found = false;
    int code = t->rows->actions_of(t->rows->context, t->row.process, action->place, &list, err);
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        struct action_row *row = &list.at[i];
        if (row->state == ROW_PARKED && row->kind == ACTION_SEND && row->round == action->round) {
            row->state = ROW_READY;
            row->tries = 0;
            row->next_try = t->now->at;
            code = t->rows->action_put(t->rows->context, row, err);
            found = true;
        } else if (row->kind == ACTION_TELL && row->reason == TELL_STUCK) {
            code = end_row(t->rows, row, ROW_ENDED, t->now, err);
        }
    }
    action_list_free(&list);
    return code != 0 || found ? code : add_row(t, action, ROW_READY, err);
}

/* tell_team - what is told again and again, only when the last was closed. */
static int tell_team(struct taking *t, const struct process_action *action, struct err *err)
{
    struct action_list list = {0};
    bool open = false;
    int code =
        action->reason != TELL_STILL_ASKED
            ? 0
            : t->rows->actions_of(t->rows->context, t->row.process, action->place, &list, err);
    for (size_t i = 0; i < list.count; i++) {
        open |= list.at[i].kind == ACTION_TELL && list.at[i].reason == TELL_STILL_ASKED;
    }
    action_list_free(&list);
    return code != 0 || open ? code : add_row(t, action, ROW_OPEN, err);
}

static int keep_action(struct taking *t, const struct process_action *action, struct err *err)
{
    const struct engine_rows *rows = t->rows;
    int code = 0;
    switch (action->kind) {
    case ACTION_TASK:
    case ACTION_ASK:
        return add_row(t, action, ROW_OPEN, err);
    case ACTION_TELL:
        return tell_team(t, action, err);
    case ACTION_SEND:
        return t->kind == INPUT_AGAIN ? send_again(t, action, err)
                                      : add_row(t, action, ROW_READY, err);
    case ACTION_REMIND:
        return add_row(t, action, ROW_READY, err);
    case ACTION_STOP:
    case ACTION_FOUND_OUT:
        return stop_rows(t, action, err);
    case ACTION_DISCHARGED:
        code = rows->line_changed(rows->context, &t->row, action->place, true, t->process.day, err);
        return code ? code : stop_rows(t, action, err);
    case ACTION_REOPENED:
        return rows->line_changed(rows->context, &t->row, action->place, false, t->process.day,
                                  err);
    case ACTION_LOOK:
        t->row.wants_look = true;
        return 0;
    default:
        return rows->event_changed(rows->context, &t->row, action->kind, err);
    }
}

/* keep - the process, its actions, and the leaf. Time that brought nothing is not told. */
static int keep(struct taking *t, const struct process_input *input, struct str who,
                struct err *err)
{
    const struct engine_happened happened = {.process = t->row.process,
                                             .who = who,
                                             .kind = input->kind,
                                             .place = input->place,
                                             .inputs = t->process.inputs};
    int code = 0;
    t->row.withdrawn = t->process.withdrawn;
    for (size_t i = 0; code == 0 && i < t->actions.count; i++) {
        code = keep_action(t, &t->actions.at[i], err);
    }
    code = code ? code : t->rows->process_put(t->rows->context, &t->row, &t->process, err);
    if (code == 0 && (input->kind != INPUT_TIME || t->actions.count > 0)) {
        code = t->rows->happened(t->rows->context, &happened, err);
    }
    return code;
}

int engine_take(const struct engine *engine, const struct engine_rows *rows, int64_t process,
                const struct process_input *input, const struct engine_now *now, struct str who,
                struct err *err)
{
    struct taking t UNZEROED; /* room for far more steps than there are */
    const struct process_plan *plan = NULL;
    t.rows = rows;
    t.now = now;
    t.kind = input->kind;
    int code = rows->process_get(rows->context, process, &t.row, &t.process, err);
    code = code ? code : engine->plan_of(engine->plans, t.row.plan, &plan, err);
    if (code != 0) {
        return code;
    }
    bool found = input->kind == INPUT_FOUND || input->kind == INPUT_AMENDED;
    if (found && (input->seen == 0 || input->seen == t.process.inputs)) {
        t.row.wants_look = false;
    }
    code = process_apply(plan, input, now->day, &t.process, &t.actions, err);
    return code ? code : keep(&t, input, who, err);
}

int engine_put_new(const struct engine *engine, const struct engine_rows *rows, int64_t event,
                   int64_t plan_number, bool held, const struct engine_now *now, struct str who,
                   int64_t *ret, struct err *err)
{
    struct process process UNZEROED;
    struct process_row row = {.event = event, .plan = plan_number, .wants_look = true};
    const struct process_plan *plan = NULL;
    int code = engine->plan_of(engine->plans, plan_number, &plan, err);
    if (code != 0) {
        return code;
    }
    process_begin(plan, now->day, held, &process);
    code = rows->process_put(rows->context, &row, &process, err);
    const struct engine_happened happened = {
        .process = row.process, .who = who, .kind = HAPPENED_BEGAN};
    code = code ? code : rows->happened(rows->context, &happened, err);
    *ret = code == 0 ? row.process : *ret;
    return code;
}

/* ---- under another version ---- */

/* struct moving - a process from one plan to another. */
struct moving {
    const struct engine_rows *rows;
    const struct engine_now *now;
    const struct process_plan *to;
    const struct plan_mapping *mapping;
};

static uint16_t place_after(const struct moving *m, uint16_t place, bool is_of_line)
{
    const uint16_t *from = is_of_line ? m->mapping->lines : m->mapping->steps;
    size_t count = is_of_line ? m->to->line_count : m->to->step_count;
    for (size_t i = 0; place != ENGINE_ANY_PLACE && i < count; i++) {
        if (from[i] == place) {
            return (uint16_t)i;
        }
    }
    return ENGINE_ANY_PLACE;
}

/* move_row - to its place under the new plan; what has none there is stopped, but for what a person
 * was told, and what is going. */
static int move_row(const struct moving *m, struct action_row *row, struct err *err)
{
    row->place = place_after(m, row->place, action_is_of_line(row));
    bool gone = row->place == ENGINE_ANY_PLACE;
    return gone && row->kind != ACTION_TELL ? drop_row(m->rows, row, ROW_STOPPED, m->now, err)
                                            : m->rows->action_put(m->rows->context, row, err);
}

int engine_move(const struct engine *engine, const struct engine_rows *rows, int64_t process,
                int64_t to, const struct plan_mapping *mapping, const struct engine_now *now,
                struct str who, struct err *err)
{
    struct taking t = {.rows = rows, .now = now};
    struct action_list list = {0};
    const struct process_plan *from = NULL, *plan = NULL;
    int code = rows->process_get(rows->context, process, &t.row, &t.process, err);
    code = code ? code : engine->plan_of(engine->plans, t.row.plan, &from, err);
    code = code ? code : engine->plan_of(engine->plans, to, &plan, err);
    code = code ? code : rows->actions_of(rows->context, process, ENGINE_ANY_PLACE, &list, err);
    if (code == 0) {
        const struct moving moving = {rows, now, plan, mapping};
        process_move(from, plan, mapping, now->day, &t.process, &t.actions);
        t.row.plan = to;
        t.row.wants_look = true;
        for (size_t i = 0; code == 0 && i < list.count; i++) {
            code = move_row(&moving, &list.at[i], err);
        }
        for (size_t i = 0; code == 0 && i < t.actions.count; i++) {
            struct process_action *action = &t.actions.at[i];
            if (action->kind == ACTION_TELL) {
                action->place = ENGINE_ANY_PLACE;
                code = keep_action(&t, action, err);
            }
        }
        const struct engine_happened happened = {
            .process = process, .who = who, .kind = HAPPENED_MOVED, .inputs = t.process.inputs};
        code = code ? code : rows->process_put(rows->context, &t.row, &t.process, err);
        code = code ? code : rows->happened(rows->context, &happened, err);
    }
    action_list_free(&list);
    return code;
}

/* ---- transactions ---- */

/* transact_plain - a job that refuses before it writes. */
static int transact_plain(const struct engine *engine, engine_job *job, void *context,
                          struct err *err)
{
    const struct engine_store *store = engine->store;
    return store->transact_plain != NULL ? store->transact_plain(store->context, job, context, err)
                                         : store->transact(store->context, job, context, err);
}

struct beginning {
    const struct engine *engine;
    int64_t event, plan, process;
    bool held;
    const struct engine_now *now;
    struct str who;
};

static int begin_job(const struct engine_rows *rows, void *context, struct err *err)
{
    struct beginning *b = context;
    return engine_put_new(b->engine, rows, b->event, b->plan, b->held, b->now, b->who, &b->process,
                          err);
}

int engine_begin(const struct engine *engine, int64_t event, int64_t plan, bool held,
                 const struct engine_now *now, struct str who, int64_t *ret, struct err *err)
{
    struct beginning b = {engine, event, plan, 0, held, now, who};
    int code = transact_plain(engine, begin_job, &b, err);
    *ret = code == 0 ? b.process : *ret;
    return code;
}

struct inputting {
    const struct engine *engine;
    int64_t process;
    const struct process_input *input;
    const struct engine_now *now;
    struct str who;
};

static int input_job(const struct engine_rows *rows, void *context, struct err *err)
{
    const struct inputting *i = context;
    return engine_take(i->engine, rows, i->process, i->input, i->now, i->who, err);
}

int engine_input(const struct engine *engine, int64_t process, const struct process_input *input,
                 const struct engine_now *now, struct str who, struct err *err)
{
    struct inputting i = {engine, process, input, now, who};
    return transact_plain(engine, input_job, &i, err);
}

struct listing {
    int32_t day;
    size_t limit;
    struct whole_list *ret;
    bool to_look;
};

static int list_job(const struct engine_rows *rows, void *context, struct err *err)
{
    const struct listing *l = context;
    l->ret->count = 0;
    return l->to_look ? rows->processes_to_look(rows->context, l->limit, l->ret, err)
                      : rows->processes_due(rows->context, l->day, l->limit, l->ret, err);
}

int engine_to_look(const struct engine *engine, size_t limit, struct whole_list *ret,
                   struct err *err)
{
    struct listing l = {.limit = limit, .ret = ret, .to_look = true};
    return engine->store->transact(engine->store->context, list_job, &l, err);
}

int engine_time(const struct engine *engine, const struct engine_now *now, size_t limit,
                size_t *ret_count, struct err *err)
{
    struct whole_list due = {0};
    struct listing l = {.day = now->day, .limit = limit, .ret = &due};
    const struct process_input input = {.kind = INPUT_TIME};
    int first = engine->store->transact(engine->store->context, list_job, &l, err);
    size_t count = 0;
    /* one that can't be taken, since its pack can't be read, holds nobody else up */
    for (size_t i = 0; i < due.count; i++) {
        struct err failed = {0};
        int code = engine_input(engine, due.at[i], &input, now, STR(ENGINE_WHO), &failed);
        if (code != 0 && first == 0) {
            *err = failed;
            first = code;
        }
        count += code == 0;
    }
    whole_list_free(&due);
    *ret_count = count;
    return first;
}

/* ---- the outbox ---- */

static int stale(struct err *err)
{
    return err_set(err, ERR_CONFLICT, "it was stopped, or another worker has it by now");
}

/* get_held - the row as it is, if the lease is this one's still. */
static int get_held(const struct engine_rows *rows, const struct action_row *held,
                    struct action_row *ret, struct err *err)
{
    int code = rows->action_get(rows->context, held->action, ret, err);
    bool is_held =
        ret->token == held->token && (ret->state == ROW_LEASED || ret->state == ROW_GOING);
    return code ? code : is_held ? 0 : stale(err);
}

/* tell_of_row - a team is told of an action of which the process itself tells nothing: a reminder,
 * or one whose step the pack has no more. */
static int tell_of_row(const struct engine_rows *rows, const struct engine_now *now,
                       const struct action_row *row, enum tell_reason reason, struct err *err)
{
    struct action_row told = {.process = row->process,
                              .kind = ACTION_TELL,
                              .reason = reason,
                              .state = ROW_OPEN,
                              .place = row->place,
                              .round = row->round,
                              .due = row->due,
                              .made = now->at};
    return rows->action_add(rows->context, &told, err);
}

/* park - tried long enough, or never to be tried like this: a person must see to it. */
static int park(const struct engine *engine, const struct engine_rows *rows,
                const struct engine_now *now, struct action_row *row, struct err *err)
{
    const struct process_input input = {.kind = INPUT_STUCK,
                                        .place = row->place,
                                        .round = row->round,
                                        .uncertain = row->may_have_left};
    row->state = ROW_PARKED;
    int code = rows->action_put(rows->context, row, err);
    if (code == 0 && row->kind == ACTION_SEND && row->place != ENGINE_ANY_PLACE) {
        return engine_take(engine, rows, row->process, &input, now, STR(ENGINE_WHO), err);
    }
    return code ? code : tell_of_row(rows, now, row, TELL_STUCK, err);
}

static int has_left(const struct engine *engine, const struct engine_rows *rows,
                    const struct engine_now *now, struct action_row *row, struct err *err)
{
    const struct process_input input = {
        .kind = INPUT_LEFT, .place = row->place, .round = row->round};
    int code = end_row(rows, row, ROW_ENDED, now, err);
    if (code == 0 && row->kind == ACTION_SEND && row->place == ENGINE_ANY_PLACE) {
        return tell_of_row(rows, now, row, TELL_TAKEN_BACK, err);
    }
    return code != 0 || row->kind != ACTION_SEND
               ? code
               : engine_take(engine, rows, row->process, &input, now, STR(ENGINE_WHO), err);
}

struct leasing {
    const struct engine *engine;
    const struct engine_now *now;
    size_t limit, count;
    struct action_row *ret;
};

/* lease_one - for whoever asks. One whose lease ran out was tried: its worker may have been killed
 * by it. */
static int lease_one(struct leasing *l, const struct engine_rows *rows, int64_t action,
                     struct err *err)
{
    struct action_row row;
    int code = rows->action_get(rows->context, action, &row, err);
    if (code != 0) {
        return code;
    }
    bool was_going = row.state == ROW_GOING;
    if (was_going && row.stop_wanted) {
        return has_left(l->engine, rows, l->now, &row, err);
    }
    row.may_have_left |= was_going;
    row.tries += row.state != ROW_READY;
    row.token++; /* whoever had it is refused from now on */
    if (row.tries >= ENGINE_TRIES_MAX) {
        return park(l->engine, rows, l->now, &row, err);
    }
    row.state = ROW_LEASED;
    row.lease_until = l->now->at + ENGINE_LEASE_S;
    code = rows->action_put(rows->context, &row, err);
    if (code == 0) {
        l->ret[l->count++] = row;
    }
    return code;
}

static int lease_job(const struct engine_rows *rows, void *context, struct err *err)
{
    struct leasing *l = context;
    struct whole_list ready = {0};
    l->count = 0;
    int code = 0;
    do { /* those that only had to be ended are not all that there is to do */
        ready.count = 0;
        code = rows->actions_ready(rows->context, l->now->at, l->limit, &ready, err);
        for (size_t i = 0; code == 0 && i < ready.count; i++) {
            code = lease_one(l, rows, ready.at[i], err);
        }
    } while (code == 0 && ready.count > 0 && l->count == 0);
    whole_list_free(&ready);
    return code;
}

int engine_lease(const struct engine *engine, const struct engine_now *now, size_t limit,
                 struct action_row *ret, size_t *ret_count, struct err *err)
{
    struct leasing l = {.engine = engine, .now = now, .limit = limit, .ret = ret};
    int code = engine->store->transact(engine->store->context, lease_job, &l, err);
    *ret_count = code == 0 ? l.count : 0;
    return code;
}

/* struct held - a job of whoever has a lease. */
struct held {
    const struct engine *engine;
    const struct engine_now *now;
    struct action_row row;
    enum step_channel channel;
    const struct delivery_answer *answer;
};

static int go_job(const struct engine_rows *rows, void *context, struct err *err)
{
    struct held *h = context;
    struct action_row row;
    struct process_input input = {
        .kind = INPUT_CHANNEL, .round = h->row.round, .channel = h->channel};
    int code = get_held(rows, &h->row, &row, err);
    input.place = row.place; /* another than it was leased with, if its process was moved */
    code = code == 0 && row.state != ROW_LEASED ? stale(err) : code;
    if (code == 0) {
        row.state = ROW_GOING;
        row.lease_until = h->now->at + ENGINE_LEASE_S;
        code = rows->action_put(rows->context, &row, err);
    }
    if (code == 0 && row.kind == ACTION_SEND && h->channel != STEP_CHANNEL_PREFERRED) {
        code = engine_take(h->engine, rows, row.process, &input, h->now, STR(ENGINE_WHO), err);
    }
    if (code == 0) {
        h->row = row;
    }
    return code;
}

int engine_go(const struct engine *engine, const struct engine_now *now, enum step_channel channel,
              struct action_row *row, struct err *err)
{
    struct held h = {.engine = engine, .now = now, .row = *row, .channel = channel};
    int code = engine->store->transact(engine->store->context, go_job, &h, err);
    if (code == 0) {
        *row = h.row;
    }
    return code;
}

static int try_later(const struct held *h, const struct engine_rows *rows, struct action_row *row,
                     struct err *err)
{
    int64_t wait = engine_wait_s(++row->tries);
    row->may_have_left |= !h->answer->never_left;
    if (row->stop_wanted) {
        return row->may_have_left ? has_left(h->engine, rows, h->now, row, err)
                                  : end_row(rows, row, ROW_STOPPED, h->now, err);
    }
    if (wait == 0) {
        return park(h->engine, rows, h->now, row, err);
    }
    int64_t asked = h->answer->wait_s < 24 * 3600 ? h->answer->wait_s : 24 * 3600;
    row->state = ROW_READY;
    row->next_try = h->now->at + (asked > wait ? asked : wait);
    return rows->action_put(rows->context, row, err);
}

static int answer_job(const struct engine_rows *rows, void *context, struct err *err)
{
    const struct held *h = context;
    struct action_row row;
    int code = get_held(rows, &h->row, &row, err);
    if (code != 0) {
        return code;
    }
    switch (h->answer->outcome) {
    case DELIVERY_LEFT:
        return has_left(h->engine, rows, h->now, &row, err);
    case DELIVERY_LATER:
        return try_later(h, rows, &row, err);
    default:
        row.may_have_left |= h->answer->outcome == DELIVERY_UNCERTAIN;
        if (row.stop_wanted) {
            return row.may_have_left ? has_left(h->engine, rows, h->now, &row, err)
                                     : end_row(rows, &row, ROW_STOPPED, h->now, err);
        }
        row.tries++;
        return park(h->engine, rows, h->now, &row, err);
    }
}

int engine_answer(const struct engine *engine, const struct engine_now *now,
                  const struct action_row *row, const struct delivery_answer *answer,
                  struct err *err)
{
    struct held h = {.engine = engine, .now = now, .row = *row, .answer = answer};
    return engine->store->transact(engine->store->context, answer_job, &h, err);
}

static int reroute_job(const struct engine_rows *rows, void *context, struct err *err)
{
    const struct held *h = context;
    struct action_row row;
    struct process_input input = {
        .kind = INPUT_CHANNEL, .round = h->row.round, .channel = h->channel};
    int code = get_held(rows, &h->row, &row, err);
    input.place = row.place; /* another than it was leased with, if its process was moved */
    code = code == 0 && row.state != ROW_LEASED ? stale(err) : code;
    code = code ? code : drop_row(rows, &row, ROW_ENDED, h->now, err);
    return code != 0 || row.kind != ACTION_SEND
               ? code
               : engine_take(h->engine, rows, row.process, &input, h->now, STR(ENGINE_WHO), err);
}

int engine_reroute(const struct engine *engine, const struct engine_now *now,
                   const struct action_row *row, enum step_channel channel, struct err *err)
{
    struct held h = {.engine = engine, .now = now, .row = *row, .channel = channel};
    assert(channel == STEP_CHANNEL_PHONE || channel == STEP_CHANNEL_DESK ||
           channel == STEP_CHANNEL_VISIT);
    return engine->store->transact(engine->store->context, reroute_job, &h, err);
}

/* ---- by people ---- */

struct by_hand {
    const struct engine *engine;
    const struct engine_now *now;
    int64_t action;
    struct str who;
};

static int again_job(const struct engine_rows *rows, void *context, struct err *err)
{
    const struct by_hand *b = context;
    struct action_row row;
    int code = rows->action_get(rows->context, b->action, &row, err);
    if (code == 0 && row.state != ROW_PARKED) {
        return err_set(err, ERR_CONFLICT, "it is not parked");
    }
    if (code == 0 && row.kind == ACTION_REMIND) {
        row.state = ROW_READY;
        row.tries = 0;
        row.next_try = b->now->at;
        return rows->action_put(rows->context, &row, err);
    }
    const struct process_input input = {.kind = INPUT_AGAIN, .place = row.place};
    return code ? code : engine_take(b->engine, rows, row.process, &input, b->now, b->who, err);
}

int engine_again(const struct engine *engine, const struct engine_now *now, int64_t action,
                 struct str who, struct err *err)
{
    struct by_hand b = {engine, now, action, who};
    return engine->store->transact(engine->store->context, again_job, &b, err);
}

int engine_close_row(const struct engine *engine, const struct engine_rows *rows,
                     const struct engine_now *now, int64_t action, bool leaves_out, struct str who,
                     struct err *err)
{
    struct action_row row;
    int code = rows->action_get(rows->context, action, &row, err);
    if (code == 0 && (row.kind != ACTION_TELL || row.state != ROW_OPEN)) {
        return err_set(err, ERR_CONFLICT,
                       row.kind == ACTION_TELL ? "it is closed already"
                                               : "a task is closed when its step is done");
    }
    code = code ? code : end_row(rows, &row, ROW_ENDED, now, err);
    const struct process_input input = {.kind = INPUT_LEFT_OUT, .place = row.place};
    bool decides = leaves_out && row.reason == TELL_UNCLEAR && row.place != ENGINE_ANY_PLACE;
    return code != 0 || !decides ? code
                                 : engine_take(engine, rows, row.process, &input, now, who, err);
}

static int close_job(const struct engine_rows *rows, void *context, struct err *err)
{
    const struct by_hand *b = context;
    return engine_close_row(b->engine, rows, b->now, b->action, true, b->who, err);
}

int engine_close(const struct engine *engine, const struct engine_now *now, int64_t action,
                 struct str who, struct err *err)
{
    struct by_hand b = {engine, now, action, who};
    return engine->store->transact(engine->store->context, close_job, &b, err);
}
