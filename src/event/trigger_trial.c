/* trigger_trial.c - a trigger tried over history (trigger_run.h). */
#include "anniversary.h"
#include "random.h"
#include "trigger_parts.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

const char *const trial_group_names[TRIAL_GROUPS + 1] = {"age_band", "sex", "ward", "language",
                                                         NULL};

/* ---- what is not said ---- */

void trial_suppress(struct trial_count *counts, size_t count)
{
    for (int g = 0; g < TRIAL_GROUPS; g++) {
        struct trial_count *next = NULL; /* the smallest that is said */
        size_t hidden = 0;
        for (size_t i = 0; i < count; i++) {
            struct trial_count *c = &counts[i];
            if ((int)c->group != g || c->proposed == 0) {
                continue;
            }
            if (c->proposed < TRIAL_SMALLEST) {
                c->proposed = -1;
                hidden++;
            } else if (next == NULL || c->proposed < next->proposed) {
                next = c;
            }
        }
        if (hidden == 1 && next != NULL) {
            next->proposed = -1; /* else the one follows from the whole and the others */
        }
    }
}

/* ---- counted ---- */

struct trying {
    struct judging judging;
    struct trial *trial;
    struct random random;
    struct whole_list seen; /* first mentions of persons who were proposed */
    int32_t day;
};

static void count_group(struct trial *t, enum trial_group group, struct str value)
{
    size_t i = 0;
    value = str_slice(value, 0, TRIAL_VALUE_MAX - 1);
    while (i < t->count &&
           (t->counts[i].group != group || !str_eq(str_of(t->counts[i].value), value))) {
        i++;
    }
    if (i == TRIAL_GROUPS_MAX) {
        i--; /* the last gathers the rest */
    } else if (i == t->count) {
        t->counts[i].group = group;
        memcpy(t->counts[i].value, value.ptr, value.len);
        t->count++;
    }
    t->counts[i].proposed++;
}

static struct str text_fact(const struct facts *facts, const char *name)
{
    const struct feel_value *v = &facts->at[fact_find(str_of(name))];
    return v->kind == FEEL_STRING ? v->string : STR("");
}

/* Algorithm R (Vitter 1985): each has the same chance. */
static void sample(struct trying *t, const struct judged *judged)
{
    struct trial *trial = t->trial;
    uint64_t place = trial->sample_count < TRIAL_SAMPLE
                         ? trial->sample_count
                         : random_below(&t->random, (uint64_t)trial->figures.proposed);
    if (place >= TRIAL_SAMPLE) {
        return;
    }
    trial->sample_count += trial->sample_count < TRIAL_SAMPLE;
    struct trial_sample *s = &trial->sample[place];
    permitted_list_free(&s->mentions);
    *s = (struct trial_sample){.day = t->day};
    memcpy(s->id, judged->id, sizeof s->id);
    s->mentions.at = mem_must_array(judged->mentions->count + 1, sizeof *s->mentions.at);
    memcpy(s->mentions.at, judged->mentions->at, judged->mentions->count * sizeof *s->mentions.at);
    s->mentions.count = s->mentions.capacity = judged->mentions->count;
}

/* Proposed once, as intake would: a person counts once. */
static bool is_new(struct trying *t, const struct judged *judged)
{
    const struct permitted_mention *first = &judged->mentions->at[0];
    int64_t token = (int64_t)((uint64_t)first->record << 16 | (uint16_t)first->number);
    if (whole_list_has(&t->seen, token)) {
        return false;
    }
    whole_list_add(&t->seen, token);
    return true;
}

static int take_judged(void *context, const struct judged *judged, struct err *err)
{
    struct trying *t = context;
    struct trial *trial = t->trial;
    if (trial->looked_at_max > 0 && trial->figures.looked_at == trial->looked_at_max) {
        return err_set(err, ERR_LIMIT, "there is more to look at than %lld: choose fewer days",
                       (long long)trial->looked_at_max);
    }
    trial->figures.looked_at++;
    trial->figures.cant_tell += judged->verdict == FEEL_CANT_TELL;
    if (judged->verdict != FEEL_HOLDS || !is_new(t, judged)) {
        return 0;
    }
    trial->figures.proposed++;
    count_group(trial, GROUP_AGE_BAND, text_fact(judged->facts, "person.age_band"));
    count_group(trial, GROUP_SEX, text_fact(judged->facts, "person.sex"));
    count_group(trial, GROUP_WARD, text_fact(judged->facts, "property.ward"));
    count_group(trial, GROUP_LANGUAGE, STR("")); /* no source holds it yet */
    sample(t, judged);
    return 0;
}

/* ---- history ---- */

static int take_past(void *context, int64_t record, int64_t version, int64_t at, struct err *err)
{
    struct trying *t = context;
    t->day = (int32_t)(calendar_london(at) / 86400);
    return judge_record(&t->judging, record, version, t->day, err);
}

static int take_day(void *context, int64_t record, int number, int32_t day, struct err *err)
{
    struct trying *t = context;
    t->day = day;
    return judge_mention(&t->judging, record, number, day, err);
}

/* The mentions of a record as it is linked now. */
static int take_linked(void *context, int64_t record, int64_t version, int64_t at, struct err *err)
{
    struct trying *t = context;
    struct whole_list numbers = {0};
    const struct viewing *v = &t->judging.inquiry->viewing;
    (void)version;
    t->day = (int32_t)(calendar_london(at) / 86400);
    int code = db_list_with(v->picture->db,
                            "SELECT number FROM mention WHERE record = $1 AND model = $2 "
                            "ORDER BY number",
                            WHOLES(record, v->picture->model), &numbers, err);
    for (size_t i = 0; code == 0 && i < numbers.count; i++) {
        code = judge_mention(&t->judging, record, (int)numbers.at[i], t->day, err);
    }
    whole_list_free(&numbers);
    return code;
}

static int try_days(struct trying *t, int32_t from, int32_t to, struct err *err)
{
    const struct trigger *trigger = t->judging.trigger->trigger;
    const struct anniversary what = {.sources = &t->judging.sources,
                                     .of = (enum anniversary_of)trigger->date_of,
                                     .months = trigger->plus_months,
                                     .days = trigger->plus_days,
                                     .from = from,
                                     .to = to};
    return anniversaries(&t->judging.inquiry->picture, &what, take_day, t, err);
}

static int compare_counts(const void *a, const void *b)
{
    const struct trial_count *x = a;
    const struct trial_count *y = b;
    return x->group != y->group ? (x->group > y->group) - (x->group < y->group)
                                : strcmp(x->value, y->value);
}

int trigger_trial_run(struct inquiry *inquiry, const struct trigger_in_use *trigger, int32_t from,
                      int32_t to, uint64_t seed, struct trial *ret, struct err *err)
{
    struct trying t = {.trial = ret, .random = random_seed(seed)};
    struct timespec began, ended;
    struct db *db = inquiry->picture.db;
    int code = 0;
    clock_gettime(CLOCK_MONOTONIC, &began);
    ret->counts = arena_alloc(&ret->arena, TRIAL_GROUPS_MAX * sizeof *ret->counts);
    judging_begin(inquiry, trigger, &t.judging);
    t.judging.take = take_judged;
    t.judging.context = &t;
    if (trigger->trigger->on == TRIGGER_DAY) {
        code = try_days(&t, from, to, err);
    }
    for (int64_t s = 1; code == 0 && trigger->trigger->on != TRIGGER_DAY && s < SOURCES_MAX; s++) {
        if (source_set_has(&t.judging.sources, s)) {
            code = trigger_past(db, s, (int64_t)from * 86400, ((int64_t)to + 1) * 86400,
                                trigger->trigger->on == TRIGGER_ENTITY ? take_linked : take_past,
                                &t, err);
        }
    }
    judging_end(&t.judging);
    whole_list_free(&t.seen);
    qsort(ret->counts, ret->count, sizeof *ret->counts, compare_counts);
    trial_suppress(ret->counts, ret->count);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    ret->seconds =
        (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
    return code;
}

void trial_free(struct trial *trial)
{
    for (size_t i = 0; i < trial->sample_count; i++) {
        permitted_list_free(&trial->sample[i].mentions);
    }
    arena_free(&trial->arena);
    *trial = (struct trial){0};
}

/* ---- kept, and decided ---- */

static int put_trial(struct db *db, void *context, struct err *err)
{
    void **both = context;
    const struct trigger_trial *trial = both[1];
    int64_t number;
    return trigger_trial_add(db, str_of(both[0]), trial, &number, err);
}

int trigger_trial_keep(struct inquiry *inquiry, const struct trigger_in_use *trigger,
                       const struct trial *trial, int32_t from, int32_t to, int64_t now,
                       struct err *err)
{
    struct view_person people[TRIAL_SAMPLE] = {0};
    const struct view_person *list_of[TRIAL_SAMPLE];
    char name[TRIGGER_NAME_MAX];
    struct trigger_trial t = {.from = from,
                              .to = to,
                              .figures = trial->figures,
                              .who = inquiry->viewing.options.who,
                              .at = now};
    void *both[] = {name, &t};
    memcpy(name, trigger->name, sizeof name);
    memcpy(t.content, trigger->trigger->content, sizeof t.content);
    for (size_t i = 0; i < trial->sample_count; i++) {
        memcpy(people[i].id, trial->sample[i].id, sizeof people[i].id);
        people[i].mentions = trial->sample[i].mentions;
        list_of[i] = &people[i];
    }
    int code = inquiry_tell_events(inquiry, list_of, trial->sample_count,
                                   (uint64_t)trial->figures.looked_at, false, err);
    return code ? code : picture_do(&inquiry->picture, put_trial, both, err);
}

int trigger_decide(struct inquiry *inquiry, const struct trigger_in_use *trigger,
                   enum trigger_state state, struct str why, int64_t now,
                   struct trigger_trial *ret_trial, struct err *err)
{
    const struct trigger_switching s = {.trigger = trigger->trigger,
                                        .name = trigger->name,
                                        .state = state,
                                        .who = inquiry->viewing.options.who,
                                        .why = why,
                                        .today = inquiry->viewing.options.day,
                                        .now = now};
    int code = inquiry_ask(inquiry, trigger->trigger->purpose.ptr, err);
    code =
        code ? code
             : inquiry_log_change(
                   inquiry, arena_printf(&inquiry->arena, "trigger_%s", trigger_state_names[state]),
                   str_of(s.name), s.why, 0, err);
    return code ? code : trigger_switch(&inquiry->picture, &s, ret_trial, err);
}
