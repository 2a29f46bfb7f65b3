/* assess.c - duties over the facts of a case. */
#include "assess.h"

#include "staff.h"

const char *const duty_state_names[DUTY_STATES + 1] = {
    "not_in_force", "not_applicable", "cannot_tell", "refused", "started", "discharged", NULL};

const char *duty_state_title(enum duty_state state, enum access_language language)
{
    static const char *const titles[DUTY_STATES][ACCESS_LANGUAGES] = {
        [DUTY_NOT_IN_FORCE] = {"not in force", "ddim mewn grym"},
        [DUTY_NOT_APPLICABLE] = {"not applicable", "ddim yn berthnasol"},
        [DUTY_CANNOT_TELL] = {"can't tell", "methu dweud"},
        [DUTY_REFUSED] = {"refused", "gwrthodwyd"},
        [DUTY_STARTED] = {"started", "wedi dechrau"},
        [DUTY_DISCHARGED] = {"discharged", "wedi’i chyflawni"},
    };
    return titles[state][language];
}

enum holiday_calendar nation_calendar(enum nation nation)
{
    (void)nation; /* England and Wales share theirs, and there are no others yet */
    return HOLIDAYS_ENGLAND_AND_WALES;
}

/* struct looking - a case being gone through. */
struct looking {
    struct arena *arena;
    const struct event_pack *pack;
    const struct case_facts *given;
};

/* ---- which law ---- */

/* in_force - the entry of that id which holds; NULL: none does. Where the nation is not known, one
 * that holds in both. */
static const struct duty *in_force(const struct looking *at, struct str id)
{
    for (size_t i = 0; i < at->pack->duties.count; i++) {
        const struct duty *duty = &at->pack->duties.at[i];
        bool here = at->given->nation == NATION_UNSAID
                        ? duty->nation == NATION_BOTH &&
                              duty_in_force(duty, NATION_BOTH, at->given->law_day)
                        : duty_in_force(duty, at->given->nation, at->given->law_day);
        if (here && str_eq(duty->id, id)) {
            return duty;
        }
    }
    return NULL;
}

/* nearest - of the entries of that id, the one that holds in the nation at the time nearest to the
 * day; else the first. *ret_here: it holds in the nation at some time. */
static const struct duty *nearest(const struct looking *at, struct str id, bool *ret_here)
{
    const struct duty *found = NULL;
    int64_t least = INT64_MAX;
    int64_t day = at->given->law_day;
    *ret_here = false;
    for (size_t i = 0; i < at->pack->duties.count; i++) {
        const struct duty *duty = &at->pack->duties.at[i];
        if (!str_eq(duty->id, id)) {
            continue;
        }
        found = found != NULL ? found : duty;
        int64_t far = day < duty->from ? duty->from - day : day - duty->until;
        if ((duty->nation & at->given->nation) != 0 && far < least) {
            found = duty;
            least = far;
            *ret_here = true;
        }
    }
    return found;
}

static void not_in_force(const struct looking *at, struct str id, struct duty_finding *ret)
{
    static const char *const nations[][ACCESS_LANGUAGES] = {
        [NATION_ENGLAND] = {"England", "Lloegr"},
        [NATION_WALES] = {"Wales", "Cymru"},
        [NATION_BOTH] = {"England and Wales", "Cymru a Lloegr"},
    };
    bool here = false;
    const struct duty *duty = nearest(at, id, &here);
    char day[CALENDAR_TEXT_MAX];
    struct str *en = &ret->because.text[ACCESS_ENGLISH], *cy = &ret->because.text[ACCESS_WELSH];
    ret->duty = duty;
    ret->state = DUTY_NOT_IN_FORCE;
    if (at->given->nation == NATION_UNSAID) {
        ret->state = DUTY_CANNOT_TELL;
        ret->finds_out = duty->finds_out;
        fact_names_add(&ret->missing, STR("council.nation"));
        *en = STR("council.yaml does not say in which nation the council is");
        *cy = STR("nid yw council.yaml yn dweud ym mha genedl y mae’r cyngor");
    } else if (!here) {
        *en = arena_printf(at->arena, "it is owed in %s only", nations[duty->nation][0]);
        *cy = arena_printf(at->arena, "yn %s yn unig y mae’n ddyledus", nations[duty->nation][1]);
    } else if (at->given->law_day < duty->from) {
        calendar_text(duty->from, day);
        *en = arena_printf(at->arena, "this law is in force from %s on", day);
        *cy = arena_printf(at->arena, "mae’r gyfraith hon mewn grym o %s ymlaen", day);
    } else {
        calendar_text(duty->until, day);
        *en = arena_printf(at->arena, "this law was in force until %s", day);
        *cy = arena_printf(at->arena, "roedd y gyfraith hon mewn grym tan %s", day);
    }
}

/* ---- conditions ---- */

static struct condition_facts facts_of(const struct looking *at)
{
    return at->given->facts;
}

static void explain(const struct looking *at, const struct condition *condition,
                    struct duty_finding *ret)
{
    struct condition_facts facts = facts_of(at);
    ret->condition = condition;
    if (at->given->explained) {
        ret->because = condition_because(at->arena, condition, &facts, &at->pack->labels);
    }
}

static void cannot_tell(const struct looking *at, const struct condition *condition,
                        struct duty_finding *ret)
{
    struct condition_facts facts = facts_of(at);
    ret->state = DUTY_CANNOT_TELL;
    explain(at, condition, ret);
    ret->finds_out = ret->duty->finds_out;
    condition_missing(at->arena, condition, &facts, &ret->missing);
}

/* refuses - does a refusal hold, or can't it be told? Then the finding is complete. One that holds
 * counts before any that can't be told. */
static bool refuses(const struct looking *at, struct duty_finding *ret)
{
    struct condition_facts facts = facts_of(at);
    const struct condition *unclear = NULL;
    for (size_t i = 0; i < ret->duty->refusal_count; i++) {
        const struct duty_refusal *refusal = &ret->duty->refusals[i];
        struct feel_value value;
        enum feel_verdict verdict = condition_value(at->arena, &refusal->when, &facts, &value);
        if (verdict == FEEL_HOLDS) {
            ret->state = DUTY_REFUSED;
            ret->refusal = refusal;
            ret->because = refusal->reason;
            return true;
        }
        unclear = verdict == FEEL_CANT_TELL && unclear == NULL ? &refusal->when : unclear;
    }
    if (unclear != NULL) {
        cannot_tell(at, unclear, ret);
    }
    return unclear != NULL;
}

/* ---- the clock ---- */

static size_t pauses_of(const struct looking *at, const struct duty_clock *clock,
                        struct clock_pause pauses[CLOCK_PAUSES_MAX], bool *ret_paused)
{
    struct condition_facts facts = facts_of(at);
    size_t count = 0;
    for (size_t i = 0; i < clock->pause_count; i++) {
        struct clock_pause pause = {0};
        if (!condition_day(at->arena, &clock->pauses[i].begins, &facts, &pause.begins) ||
            pause.begins > facts.today) {
            continue;
        }
        if (!condition_day(at->arena, &clock->pauses[i].ends, &facts, &pause.ends)) {
            pause.ends = facts.today + 1;
            *ret_paused = true;
        }
        pauses[count++] = pause;
    }
    return count;
}

static void run_clock(const struct looking *at, struct duty_finding *ret)
{
    struct condition_facts facts = facts_of(at);
    const struct duty_clock *clock = &ret->duty->clock;
    struct clock_pause pauses[CLOCK_PAUSES_MAX];
    ret->state = DUTY_STARTED;
    if (!ret->duty->has_clock) {
        ret->because = ret->duty->no_clock;
        return;
    }
    if (!condition_day(at->arena, &clock->starts, &facts, &ret->starts)) {
        if (!clock->from_known || !at->given->has_known) {
            ret->deadline_state = DEADLINE_CANNOT_TELL;
            ret->finds_out = ret->duty->finds_out;
            condition_missing(at->arena, &clock->starts, &facts, &ret->missing);
            return;
        }
        ret->from_known = true;
        ret->starts = at->given->known;
    }
    size_t count = pauses_of(at, clock, pauses, &ret->paused);
    ret->deadline_state = DEADLINE_KNOWN;
    ret->deadline = clock_deadline(&clock->rule, nation_calendar(at->given->nation), ret->starts,
                                   pauses, count);
}

/* ---- duties ---- */

static void find(const struct looking *at, struct str id, struct duty_finding *ret)
{
    struct condition_facts facts = facts_of(at);
    struct feel_value value;
    ret->duty = in_force(at, id);
    if (ret->duty == NULL) {
        not_in_force(at, id, ret);
        return;
    }
    const struct condition *applies = &ret->duty->applies_when;
    enum feel_verdict verdict = condition_value(at->arena, applies, &facts, &value);
    if (verdict == FEEL_DOES_NOT_HOLD) {
        ret->state = DUTY_NOT_APPLICABLE;
        explain(at, applies, ret);
    } else if (verdict == FEEL_CANT_TELL) {
        cannot_tell(at, applies, ret);
    } else if (!refuses(at, ret)) {
        run_clock(at, ret);
    }
}

void assess(struct arena *arena, const struct event_pack *pack, const struct case_facts *given,
            struct assessment *ret)
{
    const struct looking looking = {arena, pack, given};
    struct assessment made = {.at = arena_alloc(arena, (pack->duties.count + 1) * sizeof *made.at)};
    for (size_t i = 0; i < pack->duties.count; i++) {
        struct str id = pack->duties.at[i].id;
        if (assessment_find(&made, id) == NULL) {
            find(&looking, id, &made.at[made.count++]);
        }
    }
    *ret = made;
}

const struct duty_finding *assessment_find(const struct assessment *assessment, struct str duty)
{
    for (size_t i = 0; i < assessment->count; i++) {
        if (str_eq(assessment->at[i].duty->id, duty)) {
            return &assessment->at[i];
        }
    }
    return NULL;
}

/* ---- steps ---- */

/* serves_started - is one of the step's duties started, or may one be? *ret_unclear: none is, but
 * one can't be told. */
static bool serves_started(const struct pack_step *step, const struct assessment *assessment,
                           bool *ret_unclear)
{
    bool started = false, unclear = false;
    for (size_t i = 0; i < step->for_duty.count; i++) {
        const struct duty_finding *duty = assessment_find(assessment, step->for_duty.at[i]);
        started = started || (duty != NULL && duty->state == DUTY_STARTED);
        unclear = unclear || (duty != NULL && duty->state == DUTY_CANNOT_TELL);
    }
    *ret_unclear = !started && unclear;
    return started || unclear;
}

static enum step_state state_of(const struct looking *at, const struct pack_step *step,
                                const struct assessment *assessment, struct fact_names *missing)
{
    struct condition_facts facts = facts_of(at);
    struct feel_value value;
    bool unclear = false;
    if (step->undoes) {
        return STEP_UNDOES;
    }
    if (step->for_duty.count > 0 && !serves_started(step, assessment, &unclear)) {
        return STEP_NOT_TAKEN;
    }
    if (step->when.tree != NULL) {
        enum feel_verdict verdict = condition_value(at->arena, &step->when, &facts, &value);
        if (verdict == FEEL_DOES_NOT_HOLD) {
            return STEP_NOT_TAKEN;
        }
        if (verdict == FEEL_CANT_TELL) {
            condition_missing(at->arena, &step->when, &facts, missing);
            return STEP_CANNOT_SAY;
        }
    }
    return unclear ? STEP_CANNOT_SAY : step->after.count > 0 ? STEP_LATER : STEP_CAN_BEGIN;
}

/* due_of - the earliest of what the step says and of the deadlines of the duties that it serves. */
static void due_of(const struct looking *at, const struct assessment *assessment,
                   struct step_finding *ret)
{
    const struct pack_step *step = ret->step;
    if (step->due.count > 0) {
        const struct clock_rule rule = {.within = step->due};
        ret->has_due = true;
        ret->due = clock_deadline(&rule, nation_calendar(at->given->nation), at->given->facts.today,
                                  NULL, 0);
    }
    for (size_t i = 0; i < assessment->count; i++) {
        const struct duty_finding *duty = &assessment->at[i];
        bool serves = names_have(&duty->duty->discharged_by, step->id) ||
                      names_have(&step->for_duty, duty->duty->id);
        if (serves && duty->state == DUTY_STARTED && duty->deadline_state == DEADLINE_KNOWN &&
            (!ret->has_due || duty->deadline < ret->due)) {
            ret->has_due = true;
            ret->due = duty->deadline;
        }
    }
}

void assess_steps(struct arena *arena, const struct event_pack *pack,
                  const struct case_facts *given, const struct assessment *assessment,
                  struct step_assessment *ret)
{
    const struct looking looking = {arena, pack, given};
    struct step_assessment made = {
        .at = arena_alloc(arena, (pack->steps.count + 1) * sizeof *made.at)};
    for (size_t i = 0; i < pack->steps.count; i++) {
        struct step_finding *finding = &made.at[made.count++];
        finding->step = &pack->steps.at[i];
        finding->state = state_of(&looking, finding->step, assessment, &finding->missing);
        if (finding->state == STEP_CAN_BEGIN) {
            due_of(&looking, assessment, finding);
        }
    }
    *ret = made;
}
