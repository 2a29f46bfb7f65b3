/* case_facts.c - months, and what happened in one, line by line (case_measures.h). */
#include "case_measures.h"

#include "calendar.h"

#include <assert.h>
#include <stdio.h>

enum { MENTIONS_MAX = 16, YEAR_MIN = 1970, YEAR_MAX = 2999, DAY_S = 86400, HOUR_S = 3600 };

/* ---- months ---- */

/* The second at which a day begins in London. */
static int64_t begins(int64_t day)
{
    int64_t winter = day * DAY_S;
    int64_t summer = winter - HOUR_S;
    return calendar_london(summer) == winter ? summer : winter;
}

static struct measure_month month_made(int year, int month)
{
    int64_t first = calendar_day_number(year, month, 1);
    int64_t next = first + calendar_month_days(year, month);
    return (struct measure_month){.year = year,
                                  .month = month,
                                  .from = begins(first),
                                  .to = begins(next),
                                  .first = (int32_t)first,
                                  .last = (int32_t)next - 1};
}

bool measure_month_of(struct str text, struct measure_month *ret)
{
    uint64_t year, month;
    if (text.len != MEASURE_MONTH_TEXT - 1 || text.ptr[4] != '-' ||
        !str_to_uint(str_slice(text, 0, 4), YEAR_MAX, &year) || year < YEAR_MIN ||
        !str_to_uint(str_slice(text, 5, 7), 12, &month) || month < 1) {
        return false;
    }
    *ret = month_made((int)year, (int)month);
    return true;
}

struct measure_month measure_month_at(int32_t day)
{
    int64_t year;
    int month, of_month;
    calendar_date(day, &year, &month, &of_month);
    return month_made((int)year, month);
}

struct measure_month measure_month_near(const struct measure_month *month, int by)
{
    int count = month->year * 12 + month->month - 1 + by;
    return month_made(count / 12, count % 12 + 1);
}

const char *measure_month_text(const struct measure_month *month, char ret[MEASURE_MONTH_TEXT])
{
    snprintf(ret, MEASURE_MONTH_TEXT, "%04u-%02u", (unsigned)month->year % 10000,
             (unsigned)month->month % 100);
    return ret;
}

/* ---- one event ---- */

/* struct of_event - what all that follows from an event has in common. type 0: not looked up. */
struct of_event {
    uint32_t type, place;
    int32_t known;
    bool counts; /* not in shadow, nor withdrawn by the end of the month */
};

/* struct gathering - one month being gone through. */
struct gathering {
    struct caseload *cases;
    const struct measure_month *month;
    struct measure_facts *facts;
    struct area_file areas;
    struct of_event *events; /* by number */
    size_t capacity;
    struct buf packed;
    struct str purpose; /* of whose events alone; "": all */
};

/* find_place - of the mentions that an event is about, in their order, the first that has one. */
static int find_place(struct gathering *g, int64_t event, uint32_t *ret, struct err *err)
{
    struct picture *p = &g->cases->inquiry->picture;
    struct event_mention mentions[MENTIONS_MAX];
    char made[POSTCODE_MAX] = "";
    struct str place = STR("");
    size_t count = 0;
    int code = event_mentions(p->db, event, mentions, MENTIONS_MAX, &count, err);
    for (size_t i = 0; code == 0 && place.len == 0 && i < count; i++) {
        code = area_of_mention(p, &g->areas, mentions[i].record, mentions[i].number, &g->packed,
                               made, &place, err);
    }
    *ret = code == 0 ? measure_line(g->facts, BY_PLACE, place) : 0;
    return code;
}

static struct of_event *event_at(struct gathering *g, int64_t event)
{
    void *grown = g->events;
    mem_must_grow(&grown, &g->capacity, (size_t)event + 1, sizeof *g->events);
    g->events = grown;
    return &g->events[event];
}

static int note_event(struct gathering *g, const struct event_counted *e, struct err *err)
{
    bool wanted = g->purpose.len == 0 || str_eq(e->purpose, g->purpose);
    uint32_t place = 0;
    int code = !wanted || e->shadow ? 0 : find_place(g, e->event, &place, err);
    *event_at(g, e->event) =
        (struct of_event){.type = measure_line(g->facts, BY_TYPE, e->type),
                          .place = place,
                          .known = e->known,
                          .counts = wanted && !e->shadow && e->status != EVENT_WITHDRAWN};
    return code;
}

static int take_one(void *context, const struct event_counted *event, struct err *err)
{
    return note_event(context, event, err);
}

/* find_event - what is known of an event, looked up once. */
static int find_event(struct gathering *g, int64_t event, struct of_event *ret, struct err *err)
{
    int code = 0;
    if (event_at(g, event)->type == 0) {
        code =
            event_count_one(g->cases->inquiry->picture.db, event, g->month->to, take_one, g, err);
    }
    *ret = *event_at(g, event);
    return code;
}

static struct measure_fact fact_of(const struct of_event *of, int64_t event,
                                   enum measure_family family)
{
    struct measure_fact fact = {.family = family, .event = event, .days = MEASURE_NO_DAYS};
    fact.at[BY_TYPE] = of->type;
    fact.at[BY_PLACE] = of->place;
    return fact;
}

/* name_line - of a duty or step: "pack/duty". */
static uint32_t name_line(struct gathering *g, const struct of_event *of, struct str name)
{
    char text[2 * DEFINITION_NAME_MAX + 2];
    struct str type = dictionary_text(&g->facts->lines[BY_TYPE], of->type);
    int length = snprintf(text, sizeof text, "%.*s/%.*s", PRI(type), PRI(name));
    return measure_line(g->facts, BY_NAME, (struct str){text, (size_t)length});
}

/* ---- what happened ---- */

static int take_event(void *context, const struct event_counted *event, struct err *err)
{
    struct gathering *g = context;
    int code = note_event(g, event, err);
    if (code != 0 || event->shadow || (g->purpose.len > 0 && !str_eq(event->purpose, g->purpose))) {
        return code;
    }
    struct measure_fact fact = fact_of(event_at(g, event->event), event->event, FAMILY_EVENTS);
    enum measure_status status = event->status == EVENT_PROPOSED    ? MEASURE_WAITING
                                 : event->status == EVENT_WITHDRAWN ? MEASURE_WITHDRAWN
                                                                    : MEASURE_TAKEN_UP;
    fact.at[BY_SOURCE] = 1 + (uint32_t)(event->told ? SOURCE_TOLD : SOURCE_DETECTED);
    fact.at[BY_STATUS] = 1 + (uint32_t)status;
    fact.at[BY_CHANNEL] = measure_line(g->facts, BY_CHANNEL, event->channel);
    measure_facts_add(g->facts, &fact);
    return 0;
}

/* begin_duty - *ret_counts: the entry's event is one that counts. */
static int begin_duty(struct gathering *g, const struct ledger_entry *entry,
                      enum measure_family family, struct measure_fact *ret, bool *ret_counts,
                      struct err *err)
{
    struct of_event of;
    int code = find_event(g, entry->event, &of, err);
    *ret_counts = code == 0 && of.counts;
    if (*ret_counts) {
        *ret = fact_of(&of, entry->event, family);
        ret->at[BY_NAME] = name_line(g, &of, entry->duty);
        ret->at[BY_TEAM] = measure_line(g->facts, BY_TEAM, entry->owner);
    }
    return code;
}

static int take_found(void *context, const struct ledger_entry *entry, struct err *err)
{
    struct gathering *g = context;
    struct measure_fact fact;
    bool counts = false;
    int code = begin_duty(g, entry, FAMILY_FOUND, &fact, &counts, err);
    if (counts) {
        enum measure_found found = entry->state == DUTY_REFUSED       ? FOUND_REFUSED
                                   : entry->state == DUTY_CANNOT_TELL ? FOUND_CANNOT_TELL
                                                                      : FOUND_STARTED;
        fact.at[BY_FOUND] = 1 + (uint32_t)found;
        measure_facts_add(g->facts, &fact);
    }
    return code;
}

static int take_discharged(void *context, const struct ledger_entry *entry, struct err *err)
{
    struct gathering *g = context;
    struct measure_fact fact;
    bool counts = false;
    int code = begin_duty(g, entry, FAMILY_ENDED, &fact, &counts, err);
    if (counts) {
        bool late = !entry->erased && entry->deadline_state == DEADLINE_KNOWN &&
                    entry->looked > entry->deadline;
        fact.at[BY_OUTCOME] = 1 + (uint32_t)(late ? OUTCOME_LATE : OUTCOME_IN_TIME);
        fact.days = entry->looked - event_at(g, entry->event)->known;
        measure_facts_add(g->facts, &fact);
    }
    return code;
}

static int take_open(void *context, const struct ledger_entry *entry, struct err *err)
{
    struct gathering *g = context;
    struct measure_fact fact;
    bool counts = false;
    int32_t passed = g->cases->now.day - 1; /* of a month that runs */
    if (entry->erased || entry->deadline_state != DEADLINE_KNOWN ||
        entry->deadline < g->month->first || entry->deadline > g->month->last ||
        entry->deadline > passed) {
        return 0;
    }
    int code = begin_duty(g, entry, FAMILY_ENDED, &fact, &counts, err);
    if (counts) {
        fact.at[BY_OUTCOME] = 1 + (uint32_t)OUTCOME_OPEN;
        measure_facts_add(g->facts, &fact);
    }
    return code;
}

/* ---- steps ---- */

/* channel_of - by which a step went: the one that was chosen, or a letter's. "": by none. */
static struct str channel_of(const struct pack_step *step, const struct process_step *s)
{
    enum step_channel channel = s->channel != STEP_CHANNEL_PREFERRED ? s->channel
                                : step->kind == STEP_LETTER          ? STEP_CHANNEL_POST
                                : step->kind == STEP_CALL            ? STEP_CHANNEL_PHONE
                                                                     : STEP_CHANNEL_PREFERRED;
    return channel == STEP_CHANNEL_PREFERRED ? STR("") : str_of(step_channel_names[channel]);
}

static void take_step(struct gathering *g, const struct of_event *of, int64_t event,
                      const struct pack_step *step, const struct process_step *s)
{
    struct measure_fact fact = fact_of(of, event, FAMILY_STEPS);
    bool late = s->due != PROCESS_DAY_NONE && s->done > s->due;
    fact.at[BY_NAME] = name_line(g, of, step->id);
    fact.at[BY_KIND] = measure_line(g->facts, BY_KIND, str_of(step_kind_names[step->kind]));
    fact.at[BY_CHANNEL] = measure_line(g->facts, BY_CHANNEL, channel_of(step, s));
    fact.at[BY_TIME] = 1 + (uint32_t)(late ? OUTCOME_LATE : OUTCOME_IN_TIME);
    fact.days = s->done - of->known;
    measure_facts_add(g->facts, &fact);
}

static int take_process(void *context, const struct process_row *row, const struct process *process,
                        struct err *err)
{
    struct gathering *g = context;
    const struct kept_plan *kept = NULL;
    struct of_event of = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < process->step_count; i++) {
        const struct process_step *s = &process->steps[i];
        if (s->stage != STAGE_DONE || s->done < g->month->first || s->done > g->month->last) {
            continue;
        }
        if (kept == NULL) {
            code = engine_home_plan(g->cases->home, row->plan, &kept, err);
            code = code ? code : find_event(g, row->event, &of, err);
        }
        if (code == 0 && of.counts && i < kept->pack.steps.count &&
            kept->pack.steps.at[i].kind != STEP_WAIT) {
            take_step(g, &of, row->event, &kept->pack.steps.at[i], s);
        }
    }
    return code;
}

static int gather(struct gathering *g, struct err *err)
{
    struct picture *p = &g->cases->inquiry->picture;
    const struct measure_month *m = g->month;
    struct err_list errors = {0};
    int code = area_file_read(&p->home, &g->areas, &errors);
    code = code ? err_list_first(&errors, err) : 0;
    err_list_free(&errors);
    measure_facts_begin(g->facts);
    code = code ? code : events_made(p->db, m->from, m->to, m->to, take_event, g, err);
    code =
        code ? code : ledger_each(p->db, p->seal, LEDGER_FOUND, m->from, m->to, take_found, g, err);
    code = code ? code
                : ledger_each(p->db, p->seal, LEDGER_DISCHARGED, m->from, m->to, take_discharged, g,
                              err);
    code =
        code ? code : ledger_each(p->db, p->seal, LEDGER_OPEN, m->from, m->to, take_open, g, err);
    code = code ? code : processes_each(p->db, p->seal, m->from, take_process, g, err);
    if (code != 0) {
        db_let_go(p->db);
    }
    return code;
}

static void gathering_end(struct gathering *g)
{
    area_file_free(&g->areas);
    mem_free(g->events);
    buf_free(&g->packed);
}

int case_facts_read(struct caseload *cases, const struct measure_month *month,
                    struct measure_facts *ret, struct err *err)
{
    struct gathering g = {.cases = cases, .month = month, .facts = ret};
    int code = gather(&g, err);
    gathering_end(&g);
    return code;
}

/* ---- behind a figure ---- */

static bool lies_on(const struct measure_facts *facts, const struct measure_fact *fact,
                    enum measure_by by, struct str line)
{
    return line.len == 0 || str_eq(dictionary_text(&facts->lines[by], fact->at[by]), line);
}

int case_measures_behind(struct caseload *cases, const struct measure_month *month,
                         const struct measure_behind *behind, size_t max, struct whole_list *ret,
                         bool *ret_more, struct err *err)
{
    struct measure_facts facts = {0};
    struct gathering g = {.cases = cases,
                          .month = month,
                          .facts = &facts,
                          .purpose = viewing_purpose(&cases->inquiry->viewing)->id};
    int code = gather(&g, err);
    for (size_t i = 0; code == 0 && i < facts.count; i++) {
        const struct measure_fact *fact = &facts.at[i];
        if (fact->family == behind->family && lies_on(&facts, fact, BY_TYPE, behind->type) &&
            lies_on(&facts, fact, BY_NAME, behind->name) &&
            lies_on(&facts, fact, BY_OUTCOME, behind->outcome) &&
            lies_on(&facts, fact, BY_SOURCE, behind->source)) {
            whole_list_add(ret, fact->event);
        }
    }
    whole_list_unique(ret);
    *ret_more = ret->count > max;
    ret->count = ret->count < max ? ret->count : max;
    gathering_end(&g);
    measure_facts_free(&facts);
    return code;
}
