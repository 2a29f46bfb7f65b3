/* case_task.c - see case_task.h. */
#include "case_task.h"

#include "case_feed.h"

#include <stdlib.h>

/* ---- whose it is ---- */

static const struct staff_member *asker_of(const struct caseload *c)
{
    const struct inquiry *q = c->inquiry;
    return staff_find(&q->access.access.staff, q->viewing.options.who);
}

bool case_may_see(const struct caseload *c, struct str team, struct str also)
{
    const struct staff_member *asker = asker_of(c);
    return asker != NULL && (staff_governs(asker, c->now.day) || names_have(&asker->teams, team) ||
                             (also.len > 0 && names_have(&asker->teams, also)));
}

/* is_of_gone - of a step that the pack, as the process goes under it now, has no more. */
static bool is_of_gone(const struct action_row *row)
{
    return row->place == ENGINE_ANY_PLACE;
}

static struct str purpose_of(const struct case_row *row, const struct action_row *action)
{
    return is_of_gone(action) || action_is_of_line(action) ? row->event.made.purpose
                                                           : case_step_purpose(row, action->place);
}

/* own_team - of the step itself, also of a row that was escalated. */
static struct str own_team(const struct case_row *row, const struct action_row *action)
{
    struct action_row plain = *action;
    plain.to_escalated = false;
    return case_team(row, &plain);
}

/* is_for_asker - team: of the row as the store has it, where the pack can't say. */
static bool is_for_asker(const struct caseload *c, const struct case_row *row,
                         const struct action_row *action, struct str team)
{
    bool gone = is_of_gone(action);
    return str_eq(purpose_of(row, action), viewing_purpose(&c->inquiry->viewing)->id) &&
           case_may_see(c, gone ? team : own_team(row, action),
                        gone ? team : case_team(row, action)) &&
           !event_is_hidden(&c->inquiry->viewing, &row->event);
}

static struct bilingual keep_bilingual(struct arena *arena, const struct bilingual *text)
{
    return (struct bilingual){
        {arena_str(arena, text->text[ACCESS_ENGLISH]), arena_str(arena, text->text[ACCESS_WELSH])}};
}

static void describe(struct arena *arena, const struct case_row *row,
                     const struct action_row *action, struct str team, struct case_task *ret)
{
    static const struct bilingual gone = {{STR_INIT("A step that the pack has no more"),
                                           STR_INIT("Cam nad yw’r pecyn yn ei gynnwys mwyach")}};
    if (is_of_gone(action)) {
        *ret = (struct case_task){.row = *action,
                                  .event = arena_str(arena, str_of(row->event.made.id)),
                                  .type = arena_str(arena, row->event.made.type),
                                  .status = row->event.version.status,
                                  .step = STR(""),
                                  .team = arena_str(arena, team),
                                  .title = gone,
                                  .kind = STEP_KINDS};
        return;
    }
    bool of_line = action_is_of_line(action);
    const struct duty *duty = of_line ? case_line_duty(row, action->place) : NULL;
    const struct pack_step *step = of_line ? NULL : &row->pack->steps.at[action->place];
    *ret = (struct case_task){.row = *action,
                              .event = arena_str(arena, str_of(row->event.made.id)),
                              .type = arena_str(arena, row->event.made.type),
                              .status = row->event.version.status,
                              .step = arena_str(arena, of_line ? duty->id : step->id),
                              .team = arena_str(arena, case_team(row, action)),
                              .title = keep_bilingual(arena, of_line ? &duty->title : &step->title),
                              .kind = of_line ? STEP_KINDS : step->kind};
}

/* ---- a queue ---- */

/* struct queueing - rows of one team after another, each with its process. */
struct queueing {
    struct arena *arena;
    struct caseload *c;
    int32_t until;
    struct case_task *at;
    size_t count, left_out;
    struct view *views;
    const struct view_person **people;
    size_t person_count;
    struct case_row *row; /* of the process that was read last */
    int64_t read;         /* 0: none */
};

static int read_case(struct queueing *k, int64_t process, struct err *err)
{
    if (k->read == process) {
        return 0;
    }
    case_free(k->row);
    *k->row = (struct case_row){0};
    k->read = 0;
    int code = case_read(k->c, k->c->inquiry->picture.db, process, k->row, err);
    k->read = code == 0 ? process : 0;
    return code;
}

static bool is_there(const struct queueing *k, int64_t action)
{
    for (size_t i = 0; i < k->count; i++) {
        if (k->at[i].row.action == action) {
            return true;
        }
    }
    return false;
}

/* add_row - unless it is no task, not for the asker, or of somebody who may not be read. */
static int add_row(struct queueing *k, const struct action_row *action, struct err *err)
{
    size_t set;
    bool there = false;
    bool fits = action->kind != ACTION_SEND && action->kind != ACTION_REMIND &&
                (k->until == INT32_MAX || action->due <= k->until) && k->count < CASE_TASKS_MAX;
    struct str team = STR("");
    int code = fits ? read_case(k, action->process, err) : 0;
    code = code == 0 && fits
               ? action_team(k->c->inquiry->picture.db, k->arena, action->action, &team, err)
               : code;
    if (code != 0 || !fits || !is_for_asker(k->c, k->row, action, team) ||
        is_there(k, action->action)) {
        return code;
    }
    struct view *view = &k->views[k->count];
    code = event_person(&k->c->inquiry->viewing, &k->row->event, STR(EVENT_SUBJECT), true, view,
                        &set, &there, err);
    if (code == ERR_DENIED) {
        view_free(view);
        k->left_out++;
        return 0;
    }
    if (code == 0) {
        struct case_task *task = &k->at[k->count++];
        describe(k->arena, k->row, action, team, task);
        memcpy(task->subject, there ? view->self.id : "", there ? sizeof task->subject : 1);
        if (view->self.mentions.count > 0) {
            k->people[k->person_count++] = &view->self;
        }
    }
    return code;
}

static int add_team(struct queueing *k, struct str team, struct err *err)
{
    struct action_list list = {0};
    int code = actions_of_team(k->c->inquiry->picture.db, team, 0, CASE_TASKS_MAX, &list, err);
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        code = add_row(k, &list.at[i], err);
    }
    action_list_free(&list);
    return code;
}

static int add_all(struct queueing *k, struct str team, struct err *err)
{
    const struct staff_member *asker = asker_of(k->c);
    int code = 0;
    if (team.len > 0 && !case_may_see(k->c, team, STR(""))) {
        return err_set(err, ERR_DENIED,
                       "you are not of that team: staff.yaml says who is, and an administrator of "
                       "its department can add you");
    }
    if (team.len > 0 || (asker != NULL && staff_governs(asker, k->c->now.day))) {
        return add_team(k, team, err);
    }
    for (size_t i = 0; code == 0 && asker != NULL && i < asker->teams.count; i++) {
        code = add_team(k, asker->teams.at[i], err);
    }
    return code;
}

static int compare_due(const void *a, const void *b)
{
    const struct action_row *left = &((const struct case_task *)a)->row;
    const struct action_row *right = &((const struct case_task *)b)->row;
    int order = (left->due > right->due) - (left->due < right->due);
    order = order != 0 ? order : (int)right->to_escalated - (int)left->to_escalated;
    return order != 0 ? order : (left->action > right->action) - (left->action < right->action);
}

int case_tasks(struct arena *arena, struct caseload *c, struct str team, int32_t until,
               struct case_tasks *ret, struct err *err)
{
    struct queueing k = {.arena = arena,
                         .c = c,
                         .until = until,
                         .at = mem_must_array(CASE_TASKS_MAX, sizeof *k.at),
                         .views = mem_must_array(CASE_TASKS_MAX + 1, sizeof *k.views),
                         .people = mem_must_array(CASE_TASKS_MAX + 1, sizeof(void *)),
                         .row = mem_must_array(1, sizeof *k.row)};
    int code = add_all(&k, team, err);
    code = code ? code
                : inquiry_tell_events(c->inquiry, k.people, k.person_count, k.count, false, err);
    if (code == 0) {
        qsort(k.at, k.count, sizeof *k.at, compare_due);
        ret->at = arena_alloc(arena, (k.count + 1) * sizeof *ret->at);
        memcpy(ret->at, k.at, k.count * sizeof *ret->at);
        ret->count = k.count;
        ret->left_out = k.left_out;
    }
    for (size_t i = 0; i <= k.count && i <= CASE_TASKS_MAX; i++) {
        view_free(&k.views[i]);
    }
    case_free(k.row);
    mem_free(k.row);
    mem_free(k.people);
    mem_free(k.views);
    mem_free(k.at);
    return code;
}

/* ---- one of them ---- */

int case_task_open(struct arena *arena, struct caseload *c, int64_t action,
                   struct case_row *ret_row, struct case_task *ret_task, struct view *ret_view,
                   struct err *err)
{
    struct action_row row;
    struct inquiry *q = c->inquiry;
    size_t set;
    bool there = false;
    int code = action_read(q->picture.db, action, &row, err);
    struct str team = STR("");
    bool is_task = code == 0 && row.kind != ACTION_SEND && row.kind != ACTION_REMIND;
    code = is_task ? case_read(c, q->picture.db, row.process, ret_row, err) : code;
    code = code == 0 && is_task ? action_team(q->picture.db, arena, action, &team, err) : code;
    if (code == ERR_NOTFOUND ||
        (code == 0 && (!is_task || !is_for_asker(c, ret_row, &row, team)))) {
        return err_set(err, ERR_NOTFOUND, "%s",
                       q->viewing.options.language == ACCESS_WELSH
                           ? "nid oes tasg o’r rhif hwnnw i chi o dan y diben hwn"
                           : "there is no task of that number for you under this purpose");
    }
    code = code ? code
                : event_person(&q->viewing, &ret_row->event, STR(EVENT_SUBJECT), true, ret_view,
                               &set, &there, err);
    code = code == ERR_DENIED ? inquiry_refuse(q, &ret_view->self, code, err) : code;
    if (code == 0) {
        describe(arena, ret_row, &row, team, ret_task);
        memcpy(ret_task->subject, there ? ret_view->self.id : "",
               there ? sizeof ret_task->subject : 1);
    }
    return code;
}

/* ---- what became of it ---- */

/* struct doing - an input with its reason. */
struct doing {
    struct caseload *c;
    const struct case_reason *reason;
    const struct process_input *input; /* NULL: close the action */
    int64_t action;
    bool leaves_out; /* a step that was unclear is not to be taken */
};

static int do_job(struct db *db, void *context, struct err *err)
{
    struct doing *d = context;
    struct caseload *c = d->c;
    const struct engine_rows rows = engine_home_rows(c->home);
    const struct event_then then = case_feed_then(c);
    int code = d->input != NULL ? engine_take(c->engine, &rows, d->reason->process, d->input,
                                              &c->now, d->reason->who, err)
                                : engine_close_row(c->engine, &rows, &c->now, d->action,
                                                   d->leaves_out, d->reason->who, err);
    code = code ? code : case_reason_put(db, c->inquiry->picture.seal, d->reason, err);
    return code ? code : then.run(then.context, db, err);
}

int case_do(struct caseload *c, const struct case_reason *reason, const struct process_input *input,
            struct err *err)
{
    struct doing d = {.c = c, .reason = reason, .input = input};
    return picture_do(&c->inquiry->picture, do_job, &d, err);
}

static struct case_reason reason_of(const struct caseload *c, const struct case_task *task,
                                    const struct case_said *said, enum case_act act)
{
    return (struct case_reason){.process = task->row.process,
                                .act = act,
                                .place = task->row.place,
                                .who = c->inquiry->viewing.options.who,
                                .at = c->now.at,
                                .text = said->because};
}

/* keep_answers - in the log, and a version of the event, before the task is done. */
static int keep_answers(struct caseload *c, const struct case_row *row,
                        const struct case_said *said, struct err *err)
{
    enum event_status status;
    const struct event_change change = {.type = &row->pack->type,
                                        .why = said->because,
                                        .answers = said->answers,
                                        .answer_count = said->answer_count,
                                        .happened = EVENT_DAY_UNKNOWN,
                                        .now = c->now.at,
                                        .then = case_feed_then(c)};
    return said->answer_count > 0 ? intake_answer(c->inquiry, &row->event, &change, &status, err)
                                  : 0;
}

static int check_open(const struct case_task *task, enum process_action_kind kind,
                      const char *else_, struct err *err)
{
    return task->row.kind != kind ? err_set(err, ERR_CONFLICT, "%s", else_)
           : task->row.state != ROW_OPEN
               ? err_set(err, ERR_CONFLICT, "it is not open: it was done, or is wanted no more")
               : 0;
}

/* goes_on - was a team told of what is so until somebody says what became of it? Closed with
 * nothing said, nobody would ever be told again. */
static bool goes_on(const struct case_row *row, const struct case_task *task)
{
    const struct action_row *told = &task->row;
    if (told->kind != ACTION_TELL || is_of_gone(told) || action_is_of_line(told)) {
        return false;
    }
    const struct process_step *step = &row->process.steps[told->place];
    bool is_left = step->stage == STAGE_LEFT && step->round == told->round;
    return (told->reason == TELL_UNCLEAR && step->stage == STAGE_WAITING && step->told_unclear) ||
           ((told->reason == TELL_UNCONFIRMED || told->reason == TELL_REFUSED) && is_left);
}

/* done_though_told - of a step that goes on: seen to, with a reason; or what is missing, and then
 * it ends by itself. */
static int done_though_told(struct caseload *c, const struct case_row *row,
                            const struct case_task *task, const struct case_said *said,
                            struct err *err)
{
    const struct case_reason reason = reason_of(c, task, said, CASE_DONE);
    const struct process_input input = {
        .kind = INPUT_DONE, .place = task->row.place, .round = task->row.round};
    int code = check_open(task, ACTION_TELL, "", err);
    if (code == 0 && said->answer_count > 0) {
        return keep_answers(c, row, said, err);
    }
    if (code == 0 && said->because.len == 0) {
        return err_set(err, ERR_USAGE,
                       "say what was found out, --answer NAME=VALUE, or what became of it, "
                       "--because TEXT");
    }
    return code ? code : case_do(c, &reason, &input, err);
}

int case_task_done(struct caseload *c, const struct case_row *row, const struct case_task *task,
                   const struct case_said *said, struct err *err)
{
    const struct case_reason reason = reason_of(c, task, said, CASE_DONE);
    const struct process_input input = {
        .kind = INPUT_DONE, .place = task->row.place, .round = task->row.round};
    if (task->row.kind == ACTION_ASK) { /* it ends by itself, once what is missing is known */
        return said->answer_count > 0
                   ? keep_answers(c, row, said, err)
                   : err_set(err, ERR_USAGE, "say what was found out: --answer NAME=VALUE");
    }
    if (goes_on(row, task)) {
        return done_though_told(c, row, task, said, err);
    }
    int code = check_open(task, ACTION_TASK,
                          "a team was told of it: it is closed, with cantref task close", err);
    code = code ? code : keep_answers(c, row, said, err);
    return code ? code : case_do(c, &reason, &input, err);
}

static int find_option(const struct pack_step *step, struct str option, uint8_t *ret,
                       struct err *err)
{
    for (size_t i = 0; i < step->option_count; i++) {
        if (str_eq(step->options[i].id, option)) {
            *ret = (uint8_t)(i + 1);
            return 0;
        }
    }
    return err_set(err, ERR_NOTFOUND,
                   "the decision has no such option: cantref task show says "
                   "which it has");
}

int case_task_decide(struct caseload *c, const struct case_row *row, const struct case_task *task,
                     const struct case_said *said, struct err *err)
{
    struct case_reason reason = reason_of(c, task, said, CASE_DECIDED);
    struct process_input input = {
        .kind = INPUT_DECIDED, .place = task->row.place, .round = task->row.round};
    int code = check_open(task, ACTION_TASK, "it is no decision", err);
    if (code == 0 && task->kind != STEP_DECISION) {
        code = err_set(err, ERR_CONFLICT, "it is no decision: cantref task done");
    }
    if (code == 0 && said->because.len == 0) {
        code = err_set(err, ERR_USAGE, "a decision needs its reason: --because TEXT");
    }
    code =
        code ? code
             : find_option(&row->pack->steps.at[task->row.place], said->option, &input.option, err);
    reason.option = said->option;
    code = code ? code : keep_answers(c, row, said, err);
    return code ? code : case_do(c, &reason, &input, err);
}

int case_task_close(struct caseload *c, const struct case_row *row, const struct case_task *task,
                    const struct case_said *said, struct err *err)
{
    const struct case_reason reason = reason_of(c, task, said, CASE_CLOSED);
    bool unclear = task->row.reason == TELL_UNCLEAR;
    struct doing d = {.c = c,
                      .reason = &reason,
                      .action = task->row.action,
                      .leaves_out = said->answer_count == 0};
    int code =
        check_open(task, ACTION_TELL, "a task is closed by cantref task done or decide", err);
    if (code == 0 && goes_on(row, task) && !unclear) {
        code =
            err_set(err, ERR_CONFLICT, "it is still so: cantref task done, with what became of it");
    } else if (code == 0 && goes_on(row, task) && d.leaves_out && said->because.len == 0) {
        code = err_set(err, ERR_USAGE,
                       "say why it is not to be done, --because TEXT; or what was found out, "
                       "--answer NAME=VALUE");
    }
    code = code ? code : keep_answers(c, row, said, err);
    if (code != 0 || (goes_on(row, task) && said->answer_count > 0)) {
        return code; /* it ends by itself, if that was what was missing */
    }
    return picture_do(&c->inquiry->picture, do_job, &d, err);
}
