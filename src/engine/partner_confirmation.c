/* partner_confirmation.c - see partner_confirmation.h. */
#include "partner_confirmation.h"

#include "event_store.h"

/* struct confirming - one confirmation under way. */
struct confirming {
    struct engine_home *home;
    const struct inward_confirmation *confirmation;
    const struct engine_now *now;
    struct engine_rows rows;
    struct str step; /* its name */
};

/* is_sent_to - by this step something goes to that partner. */
static bool is_sent_to(const struct pack_step *step, struct str partner)
{
    bool goes =
        step->kind == STEP_NOTICE || step->kind == STEP_REFERRAL || step->kind == STEP_UPDATE;
    return goes && str_eq(step->to, partner);
}

static int take_done(const struct confirming *c, int64_t process, uint16_t place, struct err *err)
{
    struct arena arena = {0};
    const struct process_input input = {.kind = INPUT_DONE, .place = place};
    struct str who = arena_printf(&arena, INWARD_SYSTEM "%.*s", PRI(c->confirmation->partner));
    int code =
        engine_take(engine_home_engine(c->home), &c->rows, process, &input, c->now, who, err);
    arena_free(&arena);
    return code;
}

static int tell_refused(const struct confirming *c, int64_t process,
                        const struct process_step *step, uint16_t place, struct err *err)
{
    struct action_row told = {.process = process,
                              .kind = ACTION_TELL,
                              .reason = TELL_REFUSED,
                              .state = ROW_OPEN,
                              .place = place,
                              .round = step->round,
                              .due = PROCESS_DAY_NONE,
                              .made = c->now->at};
    return c->rows.action_add(c->rows.context, &told, err);
}

/* take_of - of one process; *ret: it has such a step. */
static int take_of(const struct confirming *c, int64_t process, bool *ret, struct err *err)
{
    struct process_row row;
    struct process state;
    const struct kept_plan *plan = NULL;
    *ret = false;
    int code = c->rows.process_get(c->rows.context, process, &row, &state, err);
    code = code ? code : engine_home_plan(c->home, row.plan, &plan, err);
    const struct pack_step *step = code == 0 ? step_find(&plan->pack.steps, c->step) : NULL;
    if (step == NULL || !is_sent_to(step, c->confirmation->partner)) {
        return code;
    }
    uint16_t place = (uint16_t)(step - plan->pack.steps.at);
    const struct process_step *at = &state.steps[place];
    bool goes = at->stage == STAGE_QUEUED || at->stage == STAGE_LEFT || at->stage == STAGE_STUCK;
    *ret = goes || at->stage == STAGE_DONE;
    if (!goes || state.status == PROCESS_ENDED) {
        return 0;
    }
    return c->confirmation->done ? take_done(c, process, place, err)
                                 : tell_refused(c, process, at, place, err);
}

int partner_confirmed(struct engine_home *home, struct db *db,
                      const struct inward_confirmation *confirmation, const struct engine_now *now,
                      struct err *err)
{
    struct confirming c = {
        .home = home, .confirmation = confirmation, .now = now, .rows = engine_home_rows(home)};
    struct str about = confirmation->about;
    struct whole_list processes = {0};
    int64_t event = 0;
    bool taken = false;
    const char *slash = about.len > 0 ? memchr(about.ptr, '/', about.len) : NULL;
    size_t at = slash != NULL ? (size_t)(slash - about.ptr) : about.len;
    c.step = str_slice(about, at + 1, about.len);
    int code = event_named(db, str_slice(about, 0, at), &event, err);
    code = code == 0 && event != 0 ? processes_of_event(db, event, &processes, err) : code;
    for (size_t i = processes.count; code == 0 && !taken && i-- > 0;) { /* the newest first */
        code = take_of(&c, processes.at[i], &taken, err);
        code = code == ERR_NOTFOUND ? 0 : code; /* erased */
    }
    whole_list_free(&processes);
    return code == 0 && !taken ? err_set(err, ERR_NOTFOUND, "no such step was sent to that partner")
                               : code;
}
