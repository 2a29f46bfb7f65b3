/* case_feed.c - see case_feed.h. */
#include "case_feed.h"

#include "deceased.h"
#include "entity_store.h"
#include "pack_keep.h"
#include "trigger_store.h"

/* struct feeding - events taken up within one transaction. */
struct feeding {
    struct caseload *c;
    struct db *db;
    struct engine_rows rows;
    size_t held_up;
    struct err first; /* why the first was */
};

/* ---- the process of an event ---- */

/* struct standing_case - the process that stands for an event: the newest that was not withdrawn.
 * */
struct standing_case {
    int64_t process; /* 0: there is none */
    struct process_row row;
    struct process at;
};

static int find_standing(struct feeding *f, int64_t event, struct standing_case *ret,
                         struct err *err)
{
    struct whole_list list = {0};
    struct process_row row;
    struct process process;
    int code = processes_of_event(f->db, event, &list, err);
    ret->process = 0;
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        code = f->rows.process_get(f->rows.context, list.at[i], &row, &process, err);
        if (code == 0 && !process.withdrawn) {
            *ret = (struct standing_case){list.at[i], row, process};
        }
    }
    whole_list_free(&list);
    return code;
}

static int take(struct feeding *f, int64_t process, enum process_input_kind kind, struct str who,
                struct err *err)
{
    const struct process_input input = {.kind = kind};
    return engine_take(f->c->engine, &f->rows, process, &input, &f->c->now, who, err);
}

static int want_look(struct feeding *f, int64_t process, struct err *err)
{
    struct process_row row;
    struct process at;
    int code = f->rows.process_get(f->rows.context, process, &row, &at, err);
    if (code != 0 || row.wants_look) {
        return code;
    }
    row.wants_look = true;
    return f->rows.process_put(f->rows.context, &row, &at, err);
}

/* confirming - the open decision of which one option confirms the event; *ret_option: from
 * 1. False: there is none. */
static bool confirming(const struct process_plan *plan, const struct process *process,
                       uint16_t *ret_place, uint8_t *ret_option)
{
    for (size_t i = 0; i < plan->step_count; i++) {
        const struct plan_step *step = &plan->steps[i];
        if (!step->confirms || process->steps[i].stage != STAGE_OPEN) {
            continue;
        }
        for (uint8_t o = 0; o < step->option_count; o++) {
            if (step->then[o] == THEN_CONFIRMS) {
                *ret_place = (uint16_t)i;
                *ret_option = (uint8_t)(o + 1);
                return true;
            }
        }
    }
    return false;
}

int case_feed_settle(struct caseload *c, const struct engine_rows *rows, int64_t process,
                     struct str who, struct err *err)
{
    struct process_row row;
    struct process at;
    const struct process_plan *plan = NULL;
    struct process_input input = {.kind = INPUT_DECIDED};
    int code = rows->process_get(rows->context, process, &row, &at, err);
    code = code ? code : c->engine->plan_of(c->engine->plans, row.plan, &plan, err);
    while (code == 0 && at.confirmed && confirming(plan, &at, &input.place, &input.option)) {
        code = engine_take(c->engine, rows, process, &input, &c->now, who, err);
        code = code ? code : rows->process_get(rows->context, process, &row, &at, err);
    }
    return code;
}

/* ---- beginning ---- */

/* kept_pack - the number of the pack under which the event's case goes, or goes from now on. */
static int kept_pack(struct feeding *f, const struct event *event, int64_t *ret, struct err *err)
{
    struct caseload *c = f->c;
    const struct event_pack *pack = NULL;
    int code = pack_of_event(f->db, event->made.number, ret, err);
    if (code != 0 || *ret != 0) {
        return code;
    }
    code = duty_pack_now(c->inquiry, &c->packs, event->made.type, &pack, err);
    code = code ? code : pack_keep(f->db, pack, c->now.at, ret, err);
    return code ? code
                : pack_of_event_put(f->db, event->made.number, *ret, event->version.who, c->now.at,
                                    err);
}

static bool was_told(const struct event *event)
{
    bool told = false;
    for (size_t i = 0; i < event->telling_count; i++) {
        told = told || !event->tellings[i].detected;
    }
    return told;
}

static int begin(struct feeding *f, const struct event *event, int64_t *ret, struct err *err)
{
    int64_t kept = 0;
    bool held = event->version.status == EVENT_PROPOSED && !was_told(event);
    int code = kept_pack(f, event, &kept, err);
    return code ? code
                : engine_put_new(f->c->engine, &f->rows, event->made.number, kept, held, &f->c->now,
                                 event->version.who, ret, err);
}

/* ---- a death ---- */

struct gathering {
    struct permitted_list *list;
};

static int gather(void *context, int64_t record, int number)
{
    struct gathering *g = context;
    struct permitted_mention one = {.record = record, .number = number};
    permitted_list_join(g->list, &(const struct permitted_list){.at = &one, .count = 1});
    return 0;
}

/* subject_mentions - those that the event keeps of whom it is about, and whoever is one with them.
 * */
static int subject_mentions(struct feeding *f, const struct event *event,
                            struct permitted_list *ret, struct err *err)
{
    struct gathering g = {ret};
    int code = 0;
    for (size_t i = 0; code == 0 && i < event->mention_count; i++) {
        const struct event_mention *m = &event->mentions[i];
        int64_t entity = 0;
        if (m->number == 0 || !str_eq(m->role, STR(EVENT_SUBJECT))) {
            continue;
        }
        gather(&g, m->record, m->number);
        code = entity_of(f->db, m->record, m->number, &entity, err);
        code = code == 0 && entity != 0 ? entity_members(f->db, entity, gather, &g, err) : code;
    }
    return code;
}

static bool told_by_self(const struct event *event)
{
    bool self = false;
    for (size_t i = 0; i < event->telling_count; i++) {
        self = self || str_eq(event->tellings[i].relation, str_of(teller_names[TELLER_SELF]));
    }
    return self;
}

/* tell_died - of the process of another event that is about them. */
static int tell_died(struct feeding *f, int64_t number, struct str who, struct err *err)
{
    struct event event = {0};
    struct standing_case at;
    struct process_input input = {.kind = INPUT_DIED, .died = ADDRESSED_TO_SUBJECT};
    int code = event_read(f->db, f->c->inquiry->picture.seal, number, &event, err);
    code = code ? code : find_standing(f, number, &at, err);
    if (code == 0 && at.process != 0 && (at.at.dead & 1U << ADDRESSED_TO_SUBJECT) == 0) {
        code = engine_take(f->c->engine, &f->rows, at.process, &input, &f->c->now, who, err);
        input.died = ADDRESSED_TO_TELLER;
        if (code == 0 && told_by_self(&event)) {
            code = engine_take(f->c->engine, &f->rows, at.process, &input, &f->c->now, who, err);
        }
    }
    event_free(&event);
    return code;
}

/* someone_died - the event is confirmed: whoever it is about is addressed by nothing any more. */
static int someone_died(struct feeding *f, const struct event *event, struct err *err)
{
    struct permitted_list people = {0};
    struct whole_list others = {0};
    int code = subject_mentions(f, event, &people, err);
    code = code ? code
                : deceased_put(f->db, f->c->inquiry->picture.seal, event->made.number, &people,
                               NULL, 0, err);
    for (size_t i = 0; code == 0 && i < people.count; i++) {
        code = events_of_mention(f->db, people.at[i].record, people.at[i].number, &others, err);
    }
    whole_list_unique(&others);
    for (size_t i = 0; code == 0 && i < others.count; i++) {
        if (others.at[i] != event->made.number) {
            code = tell_died(f, others.at[i], event->version.who, err);
        }
    }
    whole_list_free(&others);
    permitted_list_free(&people);
    return code;
}

static int ends_life(struct feeding *f, const struct standing_case *at, bool *ret, struct err *err)
{
    const struct kept_plan *kept = NULL;
    int code = engine_home_plan(f->c->home, at->row.plan, &kept, err);
    *ret = code == 0 && kept->plan.ends_life;
    return code;
}

/* ---- recalls ---- */

struct recalls {
    struct whole_list amend, recall; /* their numbers */
};

static int note_recall(void *context, const struct event_recall *recall, struct err *err)
{
    struct recalls *r = context;
    (void)err;
    whole_list_add(recall->amend ? &r->amend : &r->recall, recall->number);
    return 0;
}

static int take_recalls(struct feeding *f, const struct whole_list *list, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < list->count; i++) {
        code = event_recall_take(f->db, list->at[i], f->c->now.at, err);
    }
    return code;
}

/* take_back - what was begun is, and no recall waits any more. */
static int take_back(struct feeding *f, const struct event *event, const struct recalls *recalls,
                     struct standing_case *at, struct err *err)
{
    int code =
        at->process != 0 ? take(f, at->process, INPUT_WITHDRAWN, event->version.who, err) : 0;
    at->process = 0;
    code = code ? code : take_recalls(f, &recalls->recall, err);
    code = code ? code : take_recalls(f, &recalls->amend, err);
    return code ? code : deceased_undo(f->db, event->made.number, err);
}

/* ---- one event ---- */

/* confirm - the process knows, and, of a death, all others that are addressed to them. */
static int confirm(struct feeding *f, const struct event *event, const struct standing_case *at,
                   struct err *err)
{
    bool died = false;
    int64_t known = 0;
    int code = 0;
    if (at->at.status != PROCESS_ENDED && !at->at.confirmed) {
        code = take(f, at->process, INPUT_CONFIRMED, event->version.who, err);
        code = code ? code : case_feed_settle(f->c, &f->rows, at->process, event->version.who, err);
    }
    code = code ? code : ends_life(f, at, &died, err);
    if (code == 0 && died) {
        code = db_number_with(f->db, "SELECT record FROM deceased_mention WHERE event = $1",
                              WHOLES(event->made.number), &known, err);
    }
    return code == 0 && died && known == 0 ? someone_died(f, event, err) : code;
}

static int take_event(struct feeding *f, const struct event *event, const struct recalls *recalls,
                      struct err *err)
{
    enum event_status status = event->version.status;
    struct standing_case at;
    int code = find_standing(f, event->made.number, &at, err);
    if (code == 0 && (status == EVENT_WITHDRAWN || recalls->recall.count > 0)) {
        code = take_back(f, event, recalls, &at, err);
    }
    if (code != 0 || status == EVENT_WITHDRAWN || (status == EVENT_CLOSED && at.process == 0)) {
        return code;
    }
    if (at.process == 0) {
        code = begin(f, event, &at.process, err);
        code = code ? code : f->rows.process_get(f->rows.context, at.process, &at.row, &at.at, err);
    }
    bool is_confirmed = status == EVENT_CONFIRMED || status == EVENT_ACTED_ON;
    if (code == 0 && is_confirmed) {
        code = confirm(f, event, &at, err);
    }
    return code ? code : want_look(f, at.process, err);
}

static int take_number(struct feeding *f, int64_t number, struct err *err)
{
    struct event event = {0};
    struct recalls recalls = {{0}, {0}};
    int code = event_read(f->db, f->c->inquiry->picture.seal, number, &event, err);
    if (code == 0 && !event.made.shadow) {
        code = event_recalls(f->db, number, note_recall, &recalls, err);
        code = code ? code : take_event(f, &event, &recalls, err);
    }
    whole_list_free(&recalls.amend);
    whole_list_free(&recalls.recall);
    event_free(&event);
    return code;
}

/* is_of_pack - does an error say that one event's pack can't be read, and not that the store can't
 * be? */
static bool is_of_pack(int code)
{
    return code == ERR_NOTFOUND || code == ERR_INPUT || code == ERR_LIMIT;
}

/* take_apart - one event, behind a mark: where its pack can't be read it is put aside. */
static int take_apart(struct feeding *f, int64_t number, struct err *err)
{
    struct err failed = {0};
    int code = db_mark(f->db, err);
    if (code != 0) {
        return code;
    }
    int taken = take_number(f, number, &failed);
    if (taken == 0) {
        code = db_do_with(f->db, "DELETE FROM case_held_up WHERE event = $1", WHOLES(number), err);
        return code ? code : db_release(f->db, err);
    }
    db_return(f->db);
    if (!is_of_pack(taken)) {
        *err = failed;
        return taken;
    }
    f->first = f->held_up == 0 ? failed : f->first;
    f->held_up++;
    return db_do_with(f->db, "INSERT INTO case_held_up (event) VALUES ($1) ON CONFLICT DO NOTHING",
                      WHOLES(number), err);
}

/* ---- from a position ---- */

static int position_get(struct db *db, const char *name, int64_t *ret, bool *ret_there,
                        struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "SELECT position FROM case_feed WHERE name = $1", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, str_of(name));
        code = db_step(q, ret_there, err);
        *ret = code == 0 && *ret_there ? db_whole(q, 0) : 0;
        db_reset(q);
    }
    return code;
}

static int position_put(struct db *db, const char *name, int64_t position, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO case_feed (name, position) VALUES ($1, $2) ON CONFLICT "
                        "(name) DO UPDATE SET position = excluded.position",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, str_of(name));
        db_bind_whole(q, 2, position);
        code = db_do(q, err);
    }
    return code;
}

/* take_events - all that wait: those put aside, and those with a version after the position. */
static int take_events(struct feeding *f, bool held_up_too, struct err *err)
{
    struct whole_list list = {0};
    int64_t position = 0, last = 0;
    bool there = false;
    int code = position_get(f->db, "events", &position, &there, err);
    code = code
               ? code
               : db_number_with(f->db, "SELECT max(entry) FROM event_version", NULL, 0, &last, err);
    code = code == 0 && held_up_too
               ? db_list_with(f->db, "SELECT event FROM case_held_up", NULL, 0, &list, err)
               : code;
    code = code ? code
                : db_list_with(f->db, "SELECT event FROM event_version WHERE entry > $1",
                               WHOLES(position), &list, err);
    whole_list_unique(&list);
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        code = take_apart(f, list.at[i], err);
    }
    whole_list_free(&list);
    return code != 0 || last == position ? code : position_put(f->db, "events", last, err);
}

static int then_job(void *context, struct db *db, struct err *err)
{
    struct caseload *c = context;
    struct feeding f = {.c = c, .db = db, .rows = engine_home_rows(c->home)};
    return take_events(&f, false, err);
}

struct event_then case_feed_then(struct caseload *c)
{
    return (struct event_then){then_job, c};
}

static int events_job(struct db *db, void *context, struct err *err)
{
    struct feeding *f = context;
    f->db = db;
    f->held_up = 0;
    return take_events(f, true, err);
}

/* ---- the picture ---- */

/* Events of whom a change may tell something: of a record; of a mention, whoever it is one with;
 * of an entity that was merged or split, those of both. */
#define EVENTS_OF_RECORDS                                                                          \
    "SELECT DISTINCT m.event FROM change c JOIN event_mention m ON m.record = c.number WHERE "     \
    "c.change > $1 AND c.change <= $2 AND c.subject IN ('record', 'mention') AND m.until IS NULL"
#define EVENTS_OF_MENTIONS                                                                         \
    "SELECT DISTINCT m.event FROM change c JOIN membership a ON a.record = c.number AND a.number " \
    "= c.other JOIN membership b ON b.entity = a.entity JOIN event_mention m ON m.record = "       \
    "b.record AND m.number = b.number WHERE c.change > $1 AND c.change <= $2 AND c.subject = "     \
    "'mention' AND m.until IS NULL"
#define EVENTS_OF_ENTITIES(what)                                                                   \
    "SELECT DISTINCT m.event FROM change c JOIN membership b ON b.entity IN (c.number, c.other) "  \
    "JOIN event_mention m ON m.record = b.record AND m.number = b.number WHERE c.change > $1 AND " \
    "c.change <= $2 AND c.subject = 'entity' AND c.what = " what " AND m.until IS NULL"

/* A mention that goes from one entity to another parts people, too, though both stand on: of the
 * entities that it left and joined, the events whose people are several now. */
#define EVENTS_OF_CHANGED                                                                          \
    "SELECT DISTINCT m.event FROM change c JOIN membership b ON b.entity = c.number "              \
    "JOIN event_mention m ON m.record = b.record AND m.number = b.number WHERE c.change > $1 AND " \
    "c.change <= $2 AND c.subject = 'entity' AND c.what = 'changed' AND m.until IS NULL"
#define EVENTS_PARTED                                                                              \
    EVENTS_OF_CHANGED                                                                              \
    " AND EXISTS (SELECT 1 FROM event_mention n JOIN membership d ON d.record = n.record AND "     \
    "d.number = n.number WHERE n.event = m.event AND n.role = m.role AND "                         \
    "n.until IS NULL AND d.entity <> b.entity)"

/* amend - a look that takes back what holds no longer: who it is about may be another. */
static int amend(struct feeding *f, int64_t event, struct err *err)
{
    int64_t version = 0;
    int code = db_number_with(f->db, "SELECT max(version) FROM event_version WHERE event = $1",
                              WHOLES(event), &version, err);
    const struct event_recall recall = {.event = event,
                                        .version = version,
                                        .amend = true,
                                        .at = f->c->now.at,
                                        .who = STR(ENGINE_WHO)};
    return code ? code : event_recall_add(f->db, &recall, err);
}

static int look_at_each(struct feeding *f, const struct whole_list *events, bool amends,
                        struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < events->count; i++) {
        struct standing_case at;
        code = find_standing(f, events->at[i], &at, err);
        if (code == 0 && at.process != 0 && (amends || at.at.status == PROCESS_RUNNING)) {
            code = amends ? amend(f, events->at[i], err) : 0;
            code = code ? code : want_look(f, at.process, err);
        }
    }
    return code;
}

static int changes_job(struct db *db, void *context, struct err *err)
{
    struct feeding *f = context;
    struct whole_list touched = {0}, split = {0};
    int64_t position = 0, end = 0;
    bool there = false;
    f->db = db;
    int code = position_get(db, "changes", &position, &there, err);
    code = code ? code : trigger_feed_end(db, &end, err);
    if (code != 0 || (there && position == end)) {
        return code;
    }
    const int64_t range[] = {position, end};
    if (there) {
        code = db_list_with(db, EVENTS_OF_RECORDS, range, 2, &touched, err);
        code = code ? code : db_list_with(db, EVENTS_OF_MENTIONS, range, 2, &touched, err);
        code =
            code ? code : db_list_with(db, EVENTS_OF_ENTITIES("'merged'"), range, 2, &touched, err);
        code = code ? code : db_list_with(db, EVENTS_OF_CHANGED, range, 2, &touched, err);
        code = code ? code : db_list_with(db, EVENTS_OF_ENTITIES("'split'"), range, 2, &split, err);
        code = code ? code : db_list_with(db, EVENTS_PARTED, range, 2, &split, err);
    }
    whole_list_unique(&touched);
    whole_list_unique(&split);
    code = code ? code : look_at_each(f, &touched, false, err);
    code = code ? code : look_at_each(f, &split, true, err);
    whole_list_free(&touched);
    whole_list_free(&split);
    return code ? code : position_put(db, "changes", end, err);
}

int case_feed(struct caseload *c, size_t *ret_held_up, struct err *err)
{
    struct feeding f = {.c = c, .rows = engine_home_rows(c->home)};
    int code = picture_do(&c->inquiry->picture, changes_job, &f, err);
    code = code ? code : picture_do(&c->inquiry->picture, events_job, &f, err);
    *ret_held_up = code == 0 ? f.held_up : 0;
    if (code == 0 && f.held_up > 0) {
        *err = f.first;
    }
    return code;
}
