/* work.c - a worker, one thing at a time. */
#include "work.h"

#include <assert.h>
#include <stdio.h>

/* look - at the first process that wants it. *ret_did: there was one. */
static int look(struct worker *w, bool *ret_did, struct err *err)
{
    struct whole_list list = {0};
    *ret_did = false;
    if (w->ports->look == NULL) {
        return 0;
    }
    int code = engine_to_look(w->engine, 1, &list, err);
    *ret_did = code == 0 && list.count > 0;
    if (*ret_did) {
        code = w->ports->look(w->ports->context, list.at[0], err);
    }
    whole_list_free(&list);
    return code;
}

static int take_up(struct worker *w, const struct engine_now *now, bool *ret_did, struct err *err)
{
    size_t count = 0;
    int code = look(w, ret_did, err);
    if (code != 0 || *ret_did) {
        return code;
    }
    /* a process whose pack can't be read holds up nothing that is to be sent: its error is told
     * when nothing is */
    int timed = engine_time(w->engine, now, ENGINE_BATCH, &count, err);
    *ret_did = count > 0;
    if (*ret_did) {
        return timed;
    }
    struct err failed = {0};
    code = engine_lease(w->engine, now, 1, &w->row, &count, &failed);
    *ret_did = count > 0;
    w->stage = count > 0 ? WORK_LEASED : WORK_IDLE;
    if (code != 0) {
        *err = failed;
    }
    return code != 0 || *ret_did ? code : timed;
}

/* unless_stale - it was stopped meanwhile, or whoever has the lease by now goes on: rightly. */
static int unless_stale(int code)
{
    return code == ERR_CONFLICT ? 0 : code;
}

/* compose - what can't be made is refused, with its reason. */
static int compose(struct worker *w, const struct engine_now *now, struct err *err)
{
    int code = w->ports->compose(w->ports->context, &w->row, &w->composition, err);
    w->stage = WORK_IDLE;
    if (code != 0) {
        return code;
    }
    switch (w->composition.what) {
    case COMPOSED_CHANNEL:
        return unless_stale(engine_reroute(w->engine, now, &w->row, w->composition.channel, err));
    case COMPOSED_NOT:
        w->answer = (struct delivery_answer){.outcome = DELIVERY_REFUSED};
        snprintf(w->answer.reason, sizeof w->answer.reason, "%s", w->composition.reason);
        w->stage = WORK_ANSWERED;
        return 0;
    default:
        w->stage = WORK_COMPOSED;
        return 0;
    }
}

static int go(struct worker *w, const struct engine_now *now, struct err *err)
{
    int code = engine_go(w->engine, now, w->composition.channel, &w->row, err);
    w->stage = code == 0 ? WORK_GOING : WORK_IDLE;
    return unless_stale(code);
}

static void deliver(struct worker *w)
{
    struct err failed = {0};
    w->answer = (struct delivery_answer){0};
    int code = w->ports->deliver(w->ports->context, &w->composition.delivery, &w->answer, &failed);
    if (code != 0) {
        w->answer = (struct delivery_answer){.outcome = DELIVERY_LATER};
        snprintf(w->answer.reason, sizeof w->answer.reason, "%.*s",
                 (int)sizeof w->answer.reason - 1, failed.message);
    }
    w->stage = WORK_ANSWERED;
}

static int tell(struct worker *w, const struct engine_now *now, struct err *err)
{
    int code = engine_answer(w->engine, now, &w->row, &w->answer, err);
    w->stage = WORK_IDLE;
    return unless_stale(code);
}

int work_next(struct worker *worker, const struct engine_now *now, bool *ret_did, struct err *err)
{
    *ret_did = true;
    switch (worker->stage) {
    case WORK_IDLE:
        return take_up(worker, now, ret_did, err);
    case WORK_LEASED:
        return compose(worker, now, err);
    case WORK_COMPOSED:
        return go(worker, now, err);
    case WORK_GOING:
        deliver(worker);
        return 0;
    default:
        return tell(worker, now, err);
    }
}
