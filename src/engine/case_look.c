/* case_look.c - see case_look.h. */
#include "case_look.h"

#include "case_feed.h"
#include "deceased.h"
#include "intake.h"
#include "postcode.h"

#include <stdlib.h>

enum { NAMES_MAX = 64 };

/* struct looking - one look, from its facts to what is kept. */
struct looking {
    struct caseload *c;
    struct case_row row;
    struct duty_look look;
    struct found_line lines[PROCESS_LINES_MAX];
    struct found_step steps[PROCESS_STEPS_MAX];
    struct deceased_name names[NAMES_MAX];
    size_t name_count;
    uint64_t seen; /* the process's inputs, as far as this look knows of them */
};

/* ---- findings ---- */

static enum step_holds holds_of(enum step_state state)
{
    return state == STEP_NOT_TAKEN    ? HOLDS_NO
           : state == STEP_CANNOT_SAY ? HOLDS_CANNOT_TELL
                                      : HOLDS_YES;
}

static void find_step(const struct case_row *row, const struct duty_look *look,
                      const struct step_finding *finding, struct found_step *ret)
{
    struct arena scratch = {0};
    const struct pack_step *step = finding->step;
    *ret = (struct found_step){.holds = holds_of(finding->state), .until = PROCESS_DAY_NONE};
    if (step->kind == STEP_WAIT && step->wait_until.text.len > 0) {
        int32_t day;
        ret->until = condition_day(&scratch, &step->wait_until, &look->given.facts, &day)
                         ? day
                         : PROCESS_DAY_NONE;
    }
    if (step->kind == STEP_WAIT && step->until_answered.len > 0) {
        const struct event_answer *a = event_answer_of(&row->event, step->until_answered);
        ret->answered = a != NULL && a->value.len > 0;
    }
    arena_free(&scratch);
}

void case_findings(const struct case_row *row, const struct duty_look *look,
                   struct found_line *lines, struct found_step *steps)
{
    for (size_t i = 0; i < look->duties.count; i++) {
        const struct duty_finding *f = &look->duties.at[i];
        bool known = f->state == DUTY_STARTED && f->deadline_state == DEADLINE_KNOWN;
        lines[i] = (struct found_line){.state = f->state,
                                       .entry = (uint16_t)(f->duty - row->pack->duties.at),
                                       .has_deadline = known,
                                       .deadline = known ? f->deadline : PROCESS_DAY_NONE};
    }
    for (size_t i = 0; i < look->steps.count; i++) {
        find_step(row, look, &look->steps.at[i], &steps[i]);
    }
}

/* ---- who died ---- */

static const struct view_field *field_of(const struct view_person *person,
                                         enum field_category category)
{
    for (size_t i = 0; i < person->field_count; i++) {
        if (person->fields[i].category == category) {
            return &person->fields[i];
        }
    }
    return NULL;
}

/* note_names - each name of theirs, with each postcode: as somebody may write them. */
static void note_names(struct looking *l)
{
    const struct view_person *self = &l->look.view.self;
    const struct view_field *names = field_of(self, CATEGORY_NAME);
    const struct view_field *addresses = field_of(self, CATEGORY_ADDRESS);
    for (size_t n = 0; names != NULL && n < names->count; n++) {
        size_t count = addresses != NULL ? addresses->count : 0;
        for (size_t a = 0; a < (count > 0 ? count : 1) && l->name_count < NAMES_MAX; a++) {
            struct str postcode = count > 0 ? postcode_find(addresses->values[a].text) : STR("");
            l->names[l->name_count++] = (struct deceased_name){names->values[n].text, postcode};
        }
    }
}

/* ---- kept ---- */

struct amends {
    struct whole_list numbers;
};

static int note_amend(void *context, const struct event_recall *recall, struct err *err)
{
    struct amends *a = context;
    (void)err;
    if (recall->amend) {
        whole_list_add(&a->numbers, recall->number);
    }
    return 0;
}

/* take_findings - as an amendment where a correction waits, which is taken by it. */
static int take_findings(struct looking *l, struct db *db, const struct engine_rows *rows,
                         struct err *err)
{
    struct caseload *c = l->c;
    struct amends amends = {{0}};
    struct process_input input = {
        .kind = INPUT_FOUND, .seen = l->seen, .lines = l->lines, .steps = l->steps};
    int code = event_recalls(db, l->row.event.made.number, note_amend, &amends, err);
    input.kind = amends.numbers.count > 0 ? INPUT_AMENDED : INPUT_FOUND;
    for (size_t i = 0; code == 0 && i < amends.numbers.count; i++) {
        code = event_recall_take(db, amends.numbers.at[i], c->now.at, err);
    }
    whole_list_free(&amends.numbers);
    return code ? code
                : engine_take(c->engine, rows, l->row.row.process, &input, &c->now, STR(ENGINE_WHO),
                              err);
}

/* note_death - whoever the event says to have died; or that whom it is about has, by another. */
static int note_death(struct looking *l, struct db *db, const struct engine_rows *rows,
                      struct err *err)
{
    struct caseload *c = l->c;
    struct seal *seal = c->inquiry->picture.seal;
    enum event_status status = l->row.event.version.status;
    bool confirmed = status != EVENT_PROPOSED && status != EVENT_WITHDRAWN;
    bool dead = false;
    const struct process_input input = {.kind = INPUT_DIED, .died = ADDRESSED_TO_SUBJECT};
    if (l->row.plan->ends_life) {
        return confirmed && l->look.there
                   ? deceased_put(db, seal, l->row.event.made.number, &l->look.view.self.mentions,
                                  l->names, l->name_count, err)
                   : 0;
    }
    int code = deceased_has(db, &l->look.view.self.mentions, &dead, err);
    if (code != 0 || !dead || (l->row.process.dead & 1U << ADDRESSED_TO_SUBJECT) != 0) {
        return code;
    }
    l->seen++;
    return engine_take(c->engine, rows, l->row.row.process, &input, &c->now, STR(ENGINE_WHO), err);
}

static bool has_begun(const struct process *process)
{
    bool begun = false;
    for (size_t i = 0; i < process->step_count; i++) {
        begun = begun || process->steps[i].round > 0;
    }
    return begun;
}

/* act_on - the event is acted on, once something was begun from it. */
static int act_on(struct looking *l, struct db *db, const struct engine_rows *rows, struct err *err)
{
    struct process_row row;
    struct process process;
    if (l->row.event.version.status != EVENT_CONFIRMED) {
        return 0;
    }
    int code = rows->process_get(rows->context, l->row.row.process, &row, &process, err);
    return code != 0 || !has_begun(&process)
               ? code
               : intake_begin(db, l->c->inquiry->picture.seal, &l->row.event, STR(ENGINE_WHO),
                              l->c->now.at, err);
}

static int keep(struct db *db, void *context, struct err *err)
{
    struct looking *l = context;
    struct caseload *c = l->c;
    const struct engine_rows rows = engine_home_rows(c->home);
    const struct event *event = &l->row.event;
    int64_t version = 0;
    int code = db_number_with(db, "SELECT max(version) FROM event_version WHERE event = $1",
                              WHOLES(event->made.number), &version, err);
    if (code != 0 || version != event->version.number) {
        return code; /* it was changed since: the look that this wants comes */
    }
    l->seen = l->row.process.inputs;
    code = note_death(l, db, &rows, err);
    code = code ? code
                : duty_look_keep_in(c->inquiry, db, event, l->row.pack, &l->look, c->now.at, err);
    code = code ? code : take_findings(l, db, &rows, err);
    code = code ? code : case_feed_settle(c, &rows, l->row.row.process, event->version.who, err);
    return code ? code : act_on(l, db, &rows, err);
}

/* ---- the look ---- */

/* find - under the event's purpose; of one who may not be read, what the event itself says. The
 * log knows of it when this returns. */
static int find(struct looking *l, struct err *err)
{
    struct inquiry *q = l->c->inquiry;
    const struct event *event = &l->row.event;
    const struct view_person *self[] = {&l->look.view.self};
    struct err refused = {0};
    int code = duty_look_at(q, event, l->row.pack, INT32_MIN, &l->look, err);
    if (code == ERR_DENIED) {
        code = inquiry_refuse(q, &l->look.view.self, code, &refused);
        code = code == ERR_DENIED ? 0 : err_set(err, code, "%s", refused.message);
        return code ? code : duty_look_blind(q, event, l->row.pack, &l->look, err);
    }
    return code ? code
                : inquiry_tell_events(q, self, l->look.view.self.mentions.count > 0, 1, true, err);
}

/* unwanted - of an event that has ended nothing is found any more. */
static int unwanted_job(struct db *db, void *context, struct err *err)
{
    struct looking *l = context;
    const struct engine_rows rows = engine_home_rows(l->c->home);
    struct process_row row;
    struct process process;
    (void)db;
    int code = rows.process_get(rows.context, l->row.row.process, &row, &process, err);
    row.wants_look = false;
    return code ? code : rows.process_put(rows.context, &row, &process, err);
}

static int look(struct looking *l, int64_t process, struct err *err)
{
    struct caseload *c = l->c;
    struct picture *picture = &c->inquiry->picture;
    int code = case_read(c, picture->db, process, &l->row, err);
    enum event_status status = l->row.event.version.status;
    bool over = status == EVENT_WITHDRAWN || status == EVENT_CLOSED || l->row.process.withdrawn;
    if (code != 0 || over) {
        return code ? code : picture_do(picture, unwanted_job, l, err);
    }
    code = caseload_ask(c, l->row.event.made.purpose, l->row.event.made.id, err);
    code = code ? code : find(l, err);
    if (code != 0) {
        return code;
    }
    case_findings(&l->row, &l->look, l->lines, l->steps);
    if (l->row.plan->ends_life && l->look.there) {
        note_names(l);
    }
    return picture_do(picture, keep, l, err);
}

int case_look(struct caseload *c, int64_t process, struct err *err)
{
    struct looking *l = mem_must_array(1, sizeof *l);
    l->c = c;
    int code = look(l, process, err);
    duty_look_free(&l->look);
    case_free(&l->row);
    mem_free(l);
    return code;
}
