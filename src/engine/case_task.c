/* case_task.c - see case_task.h. */
#include "case_task.h"

#include "case_feed.h"
#include "case_queue.h"

/* ---- a queue ---- */

int case_tasks(struct arena *arena, struct caseload *c, struct str team, int32_t until,
               struct case_tasks *ret, struct err *err)
{
    const struct case_queue_options options = {
        .team = team, .until = until, .limit = CASE_TASKS_MAX};
    struct case_queue queue = {0};
    int code = case_queue(arena, c, &options, &queue, err);
    if (code == 0) {
        *ret = (struct case_tasks){queue.at, queue.count, queue.left_out};
    }
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
        (code == 0 && (!is_task || !case_is_for_asker(c, ret_row, &row, team)))) {
        return err_say(err, ERR_NOTFOUND, "%s",
                       q->viewing.options.language == ACCESS_WELSH
                           ? "nid oes tasg o’r rhif hwnnw i chi o dan y diben hwn"
                           : "there is no task of that number for you under this purpose");
    }
    code = code ? code
                : event_person(&q->viewing, &ret_row->event, STR(EVENT_SUBJECT), true, ret_view,
                               &set, &there, err);
    code = code == ERR_DENIED ? inquiry_refuse(q, &ret_view->self, code, err) : code;
    if (code == 0) {
        case_task_describe(arena, ret_row, &row, team, ret_task);
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

bool case_task_goes_on(const struct case_row *row, const struct case_task *task)
{
    const struct action_row *told = &task->row;
    if (told->kind != ACTION_TELL || told->place == ENGINE_ANY_PLACE || action_is_of_line(told)) {
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
    if (case_task_goes_on(row, task)) {
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
    if (code == 0 && case_task_goes_on(row, task) && !unclear) {
        code =
            err_set(err, ERR_CONFLICT, "it is still so: cantref task done, with what became of it");
    } else if (code == 0 && case_task_goes_on(row, task) && d.leaves_out &&
               said->because.len == 0) {
        code = err_set(err, ERR_USAGE,
                       "say why it is not to be done, --because TEXT; or what was found out, "
                       "--answer NAME=VALUE");
    }
    code = code ? code : keep_answers(c, row, said, err);
    if (code != 0 || (case_task_goes_on(row, task) && said->answer_count > 0)) {
        return code; /* it ends by itself, if that was what was missing */
    }
    return picture_do(&c->inquiry->picture, do_job, &d, err);
}
