/* simulate_move.c - what may happen to the machine: workers do one thing and another, are killed,
 * fall asleep; time passes, by the second or to whatever is due; clocks are set; packs change. */
#include "simulate_parts.h"

#include "calendar.h"

#include <stdio.h>

enum { DAY_S = CALENDAR_DAY_SECONDS };

/* ---- time ---- */

/* last_sunday - of a month of 31 days. */
static int64_t last_sunday(int64_t year, int month)
{
    int64_t day = calendar_day_number(year, month, 31);
    return day - (working_day_weekday((int32_t)day) + 1) % 7;
}

/* council_day - the day in London, whose clocks are an hour ahead from the last Sunday of March to
 * the last of October, both at 01:00 UTC. Source: Summer Time Act 1972, section 1, as amended. */
static int32_t council_day(int64_t at)
{
    int64_t day = calendar_floor(at, DAY_S);
    int64_t year = date_of_days((int32_t)day).year;
    bool summer =
        at >= last_sunday(year, 3) * DAY_S + 3600 && at < last_sunday(year, 10) * DAY_S + 3600;
    return (int32_t)calendar_floor(at + (summer ? 3600 : 0), DAY_S);
}

void simulate_set_time(struct simulation *s, int64_t at)
{
    s->at = at;
    s->now = (struct engine_now){at + s->skew, council_day(at + s->skew)};
}

bool simulate_next_event(const struct simulation *s, int64_t *ret)
{
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < s->store.process_count; i++) {
        const struct process *p = &s->store.processes[i].process;
        if (p->status != PROCESS_ENDED && p->wake != PROCESS_DAY_NONE) {
            int64_t at = (int64_t)p->wake * DAY_S + 60;
            first = at < first ? at : first;
        }
    }
    for (size_t i = s->store.first_live; i < s->store.action_count; i++) {
        const struct action_row *row = &s->store.actions[i];
        int64_t at = row->state == ROW_READY                               ? row->next_try
                     : row->state == ROW_LEASED || row->state == ROW_GOING ? row->lease_until
                                                                           : INT64_MAX;
        first = at < first ? at : first;
    }
    if (first == INT64_MAX) {
        return false;
    }
    first -= s->skew;
    *ret = first > s->at ? first : s->at + 1;
    return true;
}

static void pass(struct simulation *s, int64_t seconds)
{
    simulate_set_time(s, s->at + seconds);
    simulate_say(s, "%lld s pass", (long long)seconds);
}

static void pass_to_next(struct simulation *s)
{
    int64_t next;
    if (simulate_next_event(s, &next)) {
        pass(s, next - s->at);
    } else {
        pass(s, DAY_S);
    }
}

/* set_clock - a day back or on, or right again. */
static void set_clock(struct simulation *s)
{
    s->skew = s->skew != 0 ? 0 : one_in(s, 3) ? DAY_S : -DAY_S;
    simulate_set_time(s, s->at);
    simulate_say(s, "the clock is set: %+lld s from what is right", (long long)s->skew);
}

/* ---- workers ---- */

static void kill_worker(struct simulation *s, struct simulated_worker *worker)
{
    simulate_say(s, "worker %d is killed", (int)(worker - s->workers));
    worker->worker = (struct worker){.engine = &s->engine, .ports = &s->ports};
    worker->asleep_until = 0;
    s->crashes++;
}

/* lost_its_lease - is what it has in hand another's by now? */
static bool lost_its_lease(const struct simulation *s, const struct worker *worker)
{
    if (worker->stage == WORK_IDLE || worker->stage == WORK_GOING) {
        return false;
    }
    const struct action_row *row = &s->store.actions[worker->row.action - 1];
    return row->token != worker->row.token || (row->state != ROW_LEASED && row->state != ROW_GOING);
}

bool simulate_work(struct simulation *s, struct simulated_worker *worker)
{
    static const char *const stages[] = {"takes something up", "composes", "lets it go", "delivers",
                                         "tells what became of it"};
    struct err err;
    bool did = false;
    if (worker->asleep_until > s->at) {
        return false;
    }
    simulate_say(s, "worker %d %s", (int)(worker - s->workers), stages[worker->worker.stage]);
    s->acting = &worker->worker;
    s->acting_stale = lost_its_lease(s, &worker->worker);
    int code = work_next(&worker->worker, &s->now, &did, &err);
    if (code != 0) {
        simulate_say(s, "  fails: %s", err.message);
        if (code != ERR_DB && code != ERR_LIMIT) {
            simulate_violate(s, INVARIANT_NOTHING_LOST, 0, -1, err.message);
        }
    } else if (!did) {
        simulate_check_idle(s);
    }
    if (s->store.dead || s->kill_acting) {
        kill_worker(s, worker);
        s->store.dead = s->kill_acting = false;
    }
    s->acting = NULL;
    s->acting_stale = false;
    return did || code != 0;
}

static void work(struct simulation *s)
{
    struct simulated_worker *worker = &s->workers[chance(s, s->worker_count)];
    if (!simulate_work(s, worker)) {
        pass(s, 1 + (int64_t)chance(s, 240));
        if (one_in(s, 2)) {
            pass_to_next(s);
        }
        return;
    }
    simulate_set_time(s, s->at + (int64_t)chance(s, 3));
    if (s->sleep_in > 0 && one_in(s, s->sleep_in)) {
        worker->asleep_until = s->at + 20 + (int64_t)chance(s, 600);
        simulate_say(s, "worker %d falls asleep", (int)(worker - s->workers));
    }
}

static void set_receiver(struct simulation *s)
{
    static const char *const moods[] = {"is well",
                                        "is down",
                                        "refuses",
                                        "loses what it answers",
                                        "leaves in doubt what it took in",
                                        "can't be reached"};
    size_t which = chance(s, SIMULATED_RECEIVERS);
    struct receiver *r = &s->receivers[which];
    int64_t length = one_in(s, 3) ? (int64_t)chance(s, 20) * DAY_S : (int64_t)chance(s, DAY_S);
    r->mood = (enum receiver_mood)chance(s, RECEIVER_MOODS);
    r->until = s->at + length;
    simulate_say(s, "receiver %zu %s, for %lld s", which, moods[r->mood], (long long)length);
}

/* ---- processes ---- */

static struct seen_line unseen_line(void)
{
    return (struct seen_line){.late_deadline = PROCESS_DAY_NONE, .asked = PROCESS_DAY_NONE};
}

bool simulate_begin_process(struct simulation *s)
{
    struct err err;
    int64_t number = 0;
    size_t plan = chance(s, s->plan_count);
    bool held = one_in(s, 4);
    if (s->store.process_count == STORE_PROCESSES_MAX) {
        return false;
    }
    struct simulated_process *p = &s->processes[s->store.process_count];
    memset(p->seen_steps, 0, sizeof p->seen_steps);
    for (size_t i = 0; i < SIMULATED_LINES_MAX; i++) {
        p->seen_lines[i] = unseen_line();
    }
    p->dead = s->plans[plan].ends_life ? 1U << ADDRESSED_TO_SUBJECT : 0;
    p->changed = p->amended = p->moved = p->told_gone = false;
    simulate_say(s, "an event is told%s", held ? ", which somebody has to confirm" : "");
    size_t count = s->store.process_count;
    int code = engine_begin(&s->engine, (int64_t)count + 1, (int64_t)plan + 1, held, &s->now,
                            STR("officer"), &number, &err);
    s->store.dead = false;
    if (s->store.process_count > count) {
        simulate_facts(s, count);
    }
    return code == 0;
}

/* struct moving, move_job - a process goes on under the other version. */
struct moving {
    struct simulation *s;
    int64_t process, to;
};

static int move_job(const struct engine_rows *rows, void *context, struct err *err)
{
    const struct moving *m = context;
    return engine_move(&m->s->engine, rows, m->process, m->to, &m->s->mappings[m->to - 1],
                       &m->s->now, STR("officer"), err);
}

static void move_to_other_pack(struct simulation *s)
{
    struct err err;
    if (s->store.process_count == 0 || s->plan_count < 2) {
        return;
    }
    size_t process = chance(s, s->store.process_count);
    const struct store_process *kept = &s->store.processes[process];
    if (kept->process.status == PROCESS_ENDED || kept->process.withdrawn) {
        return;
    }
    struct moving m = {s, (int64_t)process + 1, 3 - kept->row.plan};
    simulate_say(s, "process %zu is moved to the other version of its pack", process + 1);
    s->moving = m.process;
    (void)s->store.engine.transact(s->store.engine.context, move_job, &m, &err);
    s->moving = 0;
    s->store.dead = false;
}

/* place_in - where the mapping has a place; ENGINE_ANY_PLACE: nowhere. */
static uint16_t place_in(const uint16_t *mapping, size_t count, uint16_t place)
{
    for (size_t i = 0; i < count; i++) {
        if (mapping[i] == place) {
            return (uint16_t)i;
        }
    }
    return ENGINE_ANY_PLACE;
}

void simulate_moved(struct simulation *s, size_t at)
{
    size_t process = s->store.journal.processes[at];
    static const struct seen_step unseen = {.late_due = 0};
    struct simulated_process *p = &s->processes[process];
    struct store_process *kept = &s->store.processes[process];
    const struct process_plan *plan = simulate_plan_of(s, process);
    const struct plan_mapping *mapping = &s->mappings[kept->row.plan - 1];
    const struct process_plan *from = &s->plans[2 - kept->row.plan];
    const struct process *before = &s->store.journal.before[at].process;
    struct seen_step steps[SIMULATED_STEPS_MAX];
    struct seen_line lines[SIMULATED_LINES_MAX];
    bool discharged[SIMULATED_LINES_MAX];
    memcpy(steps, p->seen_steps, sizeof steps);
    memcpy(lines, p->seen_lines, sizeof lines);
    memcpy(discharged, kept->discharged, sizeof discharged);
    for (size_t i = 0; i < plan->step_count; i++) {
        p->seen_steps[i] = mapping->steps[i] == PLAN_NEW ? unseen : steps[mapping->steps[i]];
    }
    for (size_t i = 0; i < plan->line_count; i++) {
        bool is_new = mapping->lines[i] == PLAN_NEW;
        p->seen_lines[i] = is_new ? unseen_line() : lines[mapping->lines[i]];
        kept->discharged[i] = !is_new && discharged[mapping->lines[i]];
    }
    for (size_t i = 0; i < s->effect_count; i++) {
        struct effect *e = &s->effects[i];
        if (e->process == (int64_t)process + 1 && e->place != ENGINE_ANY_PLACE) {
            uint16_t was = e->place;
            e->place = place_in(mapping->steps, plan->step_count, was);
            e->must_tell |=
                e->kind == ACTION_SEND && e->place == ENGINE_ANY_PLACE &&
                before->steps[was].round == e->round && before->steps[was].stage != STAGE_DONE &&
                before->steps[was].stage != STAGE_STOPPED && !before->steps[was].by_hand &&
                steps[was].told[TELL_TAKEN_BACK] < e->round &&
                from->steps[was].undo != UNDO_NOTHING;
        }
    }
    p->moved = true;
    simulate_facts(s, process);
}

void simulate_move(struct simulation *s, enum simulate_move_kind kind)
{
    switch (kind) {
    case MOVE_WORK:
        work(s);
        break;
    case MOVE_MINUTES:
        pass(s, 1 + (int64_t)chance(s, 900));
        break;
    case MOVE_DAYS:
        pass(s, 1 + (int64_t)chance(s, 9ULL * DAY_S));
        break;
    case MOVE_NEXT:
        pass_to_next(s);
        break;
    case MOVE_RECEIVER:
        set_receiver(s);
        break;
    case MOVE_CRASH:
        kill_worker(s, &s->workers[chance(s, s->worker_count)]);
        break;
    case MOVE_CRASH_ALL:
        for (size_t i = 0; i < s->worker_count; i++) {
            kill_worker(s, &s->workers[i]);
        }
        break;
    case MOVE_CLOCK:
        set_clock(s);
        break;
    case MOVE_PACK:
        move_to_other_pack(s);
        break;
    case MOVE_BEGIN:
        (void)simulate_begin_process(s);
        break;
    default:
        simulate_people(s, kind);
        break;
    }
}
