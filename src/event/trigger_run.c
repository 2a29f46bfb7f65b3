/* trigger_run.c - triggers run from the feed, and on time passing (trigger_run.h). */
#include "trigger_run.h"

#include "anniversary.h"
#include "trigger_parts.h"

#include <stdio.h>
#include <time.h>

enum {
    FEED_AT_ONCE = 2000, /* entries of the feed that one transaction moves past */
    CHANGES_AT_ONCE = 500,
    DAYS_BEHIND_MAX = 400 /* days that are made up for */
};

/* ---- what was decided ---- */

int trigger_in_use_read(struct db *db, struct arena *arena, const struct trigger *trigger,
                        const struct event_type *type, struct str pack_version,
                        struct trigger_in_use *ret, struct err *err)
{
    struct trigger_decision pack;
    *ret = (struct trigger_in_use){.trigger = trigger, .type = type, .pack_version = pack_version};
    snprintf(ret->name, sizeof ret->name, "%.*s/%.*s", PRI(trigger->pack), PRI(trigger->id));
    int code = trigger_decision_last(db, arena, str_of(ret->name), &ret->decision, err);
    code = code ? code : trigger_decision_last(db, arena, trigger->pack, &pack, err);
    if (code == 0) {
        ret->shadow = ret->decision.state == TRIGGER_SHADOW || pack.state == TRIGGER_SHADOW;
        ret->is_changed = ret->decision.state != TRIGGER_OFF &&
                          memcmp(ret->decision.content, trigger->content, CONTENT_HASH_BYTES) != 0;
    }
    return code;
}

bool trigger_runs(const struct trigger_in_use *t)
{
    return t->decision.state != TRIGGER_OFF && !t->is_changed;
}

struct switching_job {
    const struct trigger_switching *s;
    struct trigger_trial trial;
    struct arena arena;
};

static int keep_decision(struct db *db, void *context, struct err *err)
{
    struct switching_job *j = context;
    const struct trigger_switching *s = j->s;
    struct trigger_position position = {0};
    struct trigger_decision was;
    struct trigger_decision d = {
        .state = s->state, .trial = j->trial.number, .who = s->who, .why = s->why, .at = s->now};
    int64_t number = 0;
    bool there = false;
    memcpy(d.content, s->trigger->content, sizeof d.content);
    int code = trigger_decision_last(db, &j->arena, str_of(s->name), &was, err);
    code = code ? code : trigger_decision_add(db, str_of(s->name), &d, &number, err);
    code = code ? code : trigger_position_read(db, str_of(s->name), &position, &there, err);
    if (code == 0 && s->state != TRIGGER_OFF && was.state == TRIGGER_OFF) {
        code = trigger_feed_end(db, &position.change, err); /* from now on */
        position.day = s->today;
        code = code ? code : trigger_position_put(db, str_of(s->name), &position, s->now, err);
    }
    return code;
}

int trigger_switch(struct picture *picture, const struct trigger_switching *s,
                   struct trigger_trial *ret_trial, struct err *err)
{
    struct switching_job j = {.s = s};
    int code = s->state != TRIGGER_OFF
                   ? trigger_trial_last(picture->db, &j.arena, str_of(s->name), &j.trial, err)
                   : 0;
    if (code == 0 && s->state != TRIGGER_OFF &&
        (j.trial.number == 0 ||
         memcmp(j.trial.content, s->trigger->content, CONTENT_HASH_BYTES) != 0)) {
        code = err_set(err, ERR_CONFLICT,
                       "it has not been tried over history as it is now: cantref trigger dry-run "
                       "%s --from DAY --to DAY",
                       s->name);
    }
    code = code ? code : picture_do(picture, keep_decision, &j, err);
    if (code == 0) {
        *ret_trial = j.trial;
        ret_trial->who = STR("");
    }
    arena_free(&j.arena);
    return code;
}

/* ---- one run ---- */

/* struct proposal - of one person. */
struct proposal {
    char id[PURPOSE_ID_TEXT_MAX];
    struct permitted_list mentions;
    int32_t happened, known;
    int64_t record, version;
};

struct running {
    struct inquiry *inquiry;
    const struct trigger_in_use *trigger;
    struct judging judging;
    struct trigger_position position;
    struct trigger_figures figures; /* of this transaction */
    struct proposal *at;
    size_t count, capacity;
    int32_t today;
    int64_t now;
};

static void copy_mentions(const struct permitted_list *from, struct permitted_list *to)
{
    to->at = mem_must_array(from->count + 1, sizeof *to->at);
    memcpy(to->at, from->at, from->count * sizeof *to->at);
    to->count = to->capacity = from->count;
}

static int take_judged(void *context, const struct judged *judged, struct err *err)
{
    struct running *r = context;
    (void)err;
    r->figures.looked_at++;
    r->figures.cant_tell += judged->verdict == FEEL_CANT_TELL;
    if (judged->verdict != FEEL_HOLDS) {
        return 0;
    }
    void *at = r->at;
    mem_must_grow(&at, &r->capacity, r->count + 1, sizeof *r->at);
    r->at = at;
    struct proposal *p = &r->at[r->count++];
    *p = (struct proposal){.happened = judged->happened,
                           .known = r->today,
                           .record = judged->record,
                           .version = judged->version};
    memcpy(p->id, judged->id, sizeof p->id);
    copy_mentions(judged->mentions, &p->mentions);
    return 0;
}

static void forget_proposals(struct running *r)
{
    for (size_t i = 0; i < r->count; i++) {
        permitted_list_free(&r->at[i].mentions);
    }
    r->count = 0;
}

/* The leaf, before anything is kept: whom an event is proposed of, and how many were looked at. */
static int tell(struct running *r, struct err *err)
{
    struct view_person *people = mem_must_array(r->count + 1, sizeof *people);
    const struct view_person **list = mem_must_array(r->count + 1, sizeof(struct view_person *));
    for (size_t i = 0; i < r->count; i++) {
        memcpy(people[i].id, r->at[i].id, sizeof people[i].id);
        people[i].mentions = r->at[i].mentions;
        list[i] = &people[i];
    }
    int code = inquiry_tell_events(r->inquiry, list, r->count, (uint64_t)r->figures.looked_at,
                                   r->count > 0, err);
    mem_free(list);
    mem_free(people);
    return code;
}

static int keep_proposals(struct db *db, void *context, struct err *err)
{
    struct running *r = context;
    const struct trigger *t = r->trigger->trigger;
    struct trigger_position next = r->position;
    int code = 0;
    for (size_t i = 0; code == 0 && i < r->count; i++) {
        struct told told;
        const struct detection d = {.type = r->trigger->type,
                                    .pack_version = r->trigger->pack_version,
                                    .purpose = t->purpose,
                                    .trigger = str_of(r->trigger->name),
                                    .reasons = t->reason.text[ACCESS_ENGLISH],
                                    .shadow = r->trigger->shadow,
                                    .confidence = t->confidence,
                                    .happened = r->at[i].happened,
                                    .known = r->at[i].known,
                                    .now = r->now,
                                    .mentions = &r->at[i].mentions,
                                    .record = r->at[i].record,
                                    .version = r->at[i].version};
        code = intake_detect(db, r->inquiry->picture.seal, &r->inquiry->viewing, &d, &told, err);
        r->figures.proposed += code == 0 && !told.again;
    }
    next.figures.looked_at += r->figures.looked_at;
    next.figures.proposed += r->figures.proposed;
    next.figures.cant_tell += r->figures.cant_tell;
    code = code ? code : trigger_position_put(db, str_of(r->trigger->name), &next, r->now, err);
    r->position = code == 0 ? next : r->position;
    return code;
}

/* What was found so far is kept, along with the position. */
static int keep(struct running *r, struct trigger_figures *total, struct err *err)
{
    struct trigger_position was = r->position;
    int code = r->figures.looked_at > 0 ? tell(r, err) : 0;
    code = code ? code : picture_do(&r->inquiry->picture, keep_proposals, r, err);
    if (code != 0) {
        r->position = was;
    } else {
        total->looked_at += r->figures.looked_at;
        total->proposed += r->figures.proposed;
        total->cant_tell += r->figures.cant_tell;
        total->seconds += r->figures.seconds;
        total->processor_s += r->figures.processor_s;
        total->longest = r->figures.longest > total->longest ? r->figures.longest : total->longest;
    }
    forget_proposals(r);
    r->figures = (struct trigger_figures){0};
    return code;
}

/* ---- the feed ---- */

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Of one change, whoever it names. */
static int judge_one(struct running *r, const struct trigger_change *c, struct err *err)
{
    double began = seconds_of(CLOCK_MONOTONIC);
    double worked = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    int code = c->number != 0 ? judge_mention(&r->judging, c->record, c->number, r->today, err)
                              : judge_record(&r->judging, c->record, c->version, r->today, err);
    double took = seconds_of(CLOCK_MONOTONIC) - began;
    r->figures.seconds += took;
    r->figures.processor_s += seconds_of(CLOCK_THREAD_CPUTIME_ID) - worked;
    r->figures.longest = took > r->figures.longest ? took : r->figures.longest;
    return code;
}

static int judge_changes(struct running *r, const struct trigger_change *changes, size_t count,
                         struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = judge_one(r, &changes[i], err);
    }
    return code;
}

/* Entries of one source, after one and up to another. */
static int judge_source(struct running *r, int64_t source, int64_t after, int64_t until,
                        struct err *err)
{
    struct trigger_change *changes = mem_must_array(CHANGES_AT_ONCE, sizeof *changes);
    bool mentions = r->trigger->trigger->on == TRIGGER_ENTITY;
    size_t count = CHANGES_AT_ONCE;
    int code = 0;
    while (code == 0 && count == CHANGES_AT_ONCE) {
        code = trigger_changes(r->inquiry->picture.db, mentions, source, after, until, changes,
                               CHANGES_AT_ONCE, &count, err);
        code = code ? code : judge_changes(r, changes, count, err);
        after = count > 0 ? changes[count - 1].change : after;
    }
    mem_free(changes);
    return code;
}

static int run_feed(struct running *r, struct trigger_figures *total, struct err *err)
{
    int64_t end = 0;
    int code = trigger_feed_end(r->inquiry->picture.db, &end, err);
    while (code == 0 && r->position.change < end) {
        int64_t until =
            r->position.change + FEED_AT_ONCE < end ? r->position.change + FEED_AT_ONCE : end;
        for (int64_t s = 1; code == 0 && s < SOURCES_MAX; s++) {
            code = source_set_has(&r->judging.sources, s)
                       ? judge_source(r, s, r->position.change, until, err)
                       : 0;
        }
        r->position.change = code == 0 ? until : r->position.change;
        code = code ? code : keep(r, total, err);
    }
    return code;
}

/* ---- time passing ---- */

static int take_day(void *context, int64_t record, int number, int32_t day, struct err *err)
{
    struct running *r = context;
    return judge_mention(&r->judging, record, number, day, err);
}

static int run_days(struct running *r, struct trigger_figures *total, struct err *err)
{
    const struct trigger *t = r->trigger->trigger;
    int32_t from = r->position.day + 1;
    from = from < r->today - DAYS_BEHIND_MAX ? r->today - DAYS_BEHIND_MAX : from;
    const struct anniversary what = {.sources = &r->judging.sources,
                                     .of = (enum anniversary_of)t->date_of,
                                     .months = t->plus_months,
                                     .days = t->plus_days,
                                     .from = from,
                                     .to = r->today};
    if (from > r->today) {
        return 0;
    }
    int code = anniversaries(&r->inquiry->picture, &what, take_day, r, err);
    r->position.day = code == 0 ? r->today : r->position.day;
    return code ? code : keep(r, total, err);
}

/* ---- the whole ---- */

static int run(struct inquiry *q, const struct trigger_in_use *t, int32_t today,
               struct trigger_figures *total, struct err *err)
{
    struct running r = {.inquiry = q, .trigger = t, .today = today, .now = (int64_t)time(NULL)};
    bool there = false;
    int code = trigger_position_read(q->picture.db, str_of(t->name), &r.position, &there, err);
    judging_begin(q, t, &r.judging);
    r.judging.take = take_judged;
    r.judging.context = &r;
    if (code == 0) {
        code = t->trigger->on == TRIGGER_DAY ? run_days(&r, total, err) : run_feed(&r, total, err);
    }
    judging_end(&r.judging);
    forget_proposals(&r);
    mem_free(r.at);
    return code;
}

int trigger_run(struct inquiry *q, const struct trigger_in_use *t, int32_t today,
                struct trigger_figures *ret, struct err *err)
{
    struct viewing_options *o = &q->viewing.options;
    struct str who = o->who;
    struct str case_reference = o->case_reference;
    const char *system = q->system;
    *ret = (struct trigger_figures){0};
    if (!trigger_runs(t)) {
        return 0;
    }
    struct str name = arena_printf(&q->arena, INQUIRY_TRIGGER "%s", t->name);
    o->who = t->decision.who;
    o->case_reference = name;
    q->system = name.ptr;
    struct str purpose = arena_str(&q->arena, t->trigger->purpose); /* ends with a NUL */
    int code = inquiry_ask(q, purpose.ptr, err);
    code = code ? code : run(q, t, today, ret, err);
    q->viewing.options.who = who;
    q->viewing.options.case_reference = case_reference;
    q->system = system;
    return code;
}
