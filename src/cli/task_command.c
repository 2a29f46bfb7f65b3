/* task_command.c - cantref task: what teams have to do, and what became of it. Its Welsh is to be
 * checked by a translator. */
#include "command.h"

#include "case_job.h"
#include "case_question.h"
#include "date.h"
#include "json_writer.h"
#include "options.h"

#include <stdio.h>

/* struct task_job - one command. */
struct task_job {
    struct case_job job;
    const char *team, *until, *because;
    struct option_texts given; /* NAME=VALUE */
    struct given_answer *answers;
    size_t answer_count;
};

static bool is_welsh(const struct task_job *t)
{
    return t->job.language == ACCESS_WELSH;
}

/* ---- a queue ---- */

static const char *kind_title(const struct task_job *t, const struct case_task *task)
{
    enum access_language language = (enum access_language)t->job.language;
    return task->row.kind == ACTION_TELL  ? tell_reason_title(task->row.reason, language)
           : task->row.kind == ACTION_ASK ? (is_welsh(t) ? "canfod" : "find out")
                                          : step_kind_title(task->kind, language);
}

static void print_line(const struct task_job *t, const struct case_task *task)
{
    printf("%6lld  %s: %.*s\n        %.*s · %.*s%s%s", (long long)task->row.action,
           kind_title(t, task), PRI(task->title.text[t->job.language]), PRI(task->team),
           PRI(task->event), task->subject[0] != '\0' ? " · " : "", task->subject);
    if (task->row.due != PROCESS_DAY_NONE) {
        printf(" · ");
        case_print_due(task->row.due, t->job.cases.now.day, (enum access_language)t->job.language);
    }
    printf("%s\n", !task->row.to_escalated ? ""
                   : is_welsh(t)           ? " · wedi’i uwchgyfeirio"
                                           : " · escalated");
}

static void put_task(struct json_writer *json, const struct task_job *t,
                     const struct case_task *task)
{
    char day[CALENDAR_TEXT_MAX];
    json_put_whole(json, "task", task->row.action);
    json_put_text(json, "what", str_of(process_action_names[task->row.kind]));
    json_put_text(json, "kind",
                  task->row.kind == ACTION_TASK ? str_of(step_kind_names[task->kind]) : STR(""));
    json_put_text(json, "reason",
                  task->row.kind == ACTION_TELL ? str_of(tell_reason_names[task->row.reason])
                                                : STR(""));
    json_put_text(json, "step", task->step);
    json_put_text(json, "title", task->title.text[t->job.language]);
    json_put_text(json, "team", task->team);
    json_put_text(json, "event", task->event);
    json_put_text(json, "type", task->type);
    json_put_text(json, "subject", str_of(task->subject));
    json_put_text(json, "due",
                  task->row.due != PROCESS_DAY_NONE ? str_of(calendar_text(task->row.due, day))
                                                    : STR(""));
    json_put_bool(json, "late", task->row.due < t->job.cases.now.day);
    json_put_bool(json, "escalated", task->row.to_escalated);
    json_put_text(json, "state", str_of(action_state_names[task->row.state]));
}

static void print_queue_json(const struct task_job *t, const struct case_tasks *tasks)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("tasks"));
    json_write_array(&json);
    for (size_t i = 0; i < tasks->count; i++) {
        json_write_object(&json);
        put_task(&json, t, &tasks->at[i]);
        json_write_close(&json);
    }
    json_write_close(&json);
    json_put_whole(&json, "left_out", (int64_t)tasks->left_out);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

static void print_queue(const struct task_job *t, const struct case_tasks *tasks)
{
    if (t->job.json) {
        print_queue_json(t, tasks);
        return;
    }
    for (size_t i = 0; i < tasks->count; i++) {
        print_line(t, &tasks->at[i]);
    }
    if (tasks->count == 0) {
        printf("%s\n", is_welsh(t) ? "nid oes dim i’w wneud" : "nothing is to be done");
    }
    if (tasks->left_out > 0) {
        printf(is_welsh(t) ? "%zu arall am bobl na ellir defnyddio eu data nawr\n"
                           : "%zu more about people whose data may not be used for this now\n",
               tasks->left_out);
    }
}

static int read_until(const struct task_job *t, int32_t *ret, struct err *err)
{
    struct date date;
    *ret = INT32_MAX;
    if (t->until[0] == '\0') {
        return 0;
    }
    if (!date_from_text(str_of(t->until), &date) || !date_is_valid(date)) {
        return err_set(err, ERR_USAGE, "--due takes a day, as 2026-11-28");
    }
    *ret = date_days(date);
    return 0;
}

static int list(struct task_job *t, struct err *err)
{
    struct case_tasks tasks = {0};
    int32_t until = INT32_MAX;
    int code = read_until(t, &until, err);
    code =
        code ? code : case_tasks(&t->job.arena, &t->job.cases, str_of(t->team), until, &tasks, err);
    if (code == 0) {
        print_queue(t, &tasks);
    }
    return code;
}

/* ---- one of them ---- */

static void print_questions(const struct task_job *t, const struct case_row *row,
                            const struct name_list *asks)
{
    for (size_t i = 0; i < asks->count; i++) {
        const struct question *q = event_question(&row->pack->type, asks->at[i]);
        const struct event_answer *a = event_answer_of(&row->event, asks->at[i]);
        if (q != NULL) {
            printf("  %.*s  %.*s%s%.*s\n", PRI(q->name), PRI(q->text.text[t->job.language]),
                   a != NULL ? " " : "", PRI(a != NULL ? a->value : STR("")));
        }
    }
}

static void print_part(const char *title, struct str text)
{
    if (text.len > 0) {
        printf("  %s: %.*s\n", title, PRI(text));
    }
}

static void print_step(const struct task_job *t, const struct case_row *row,
                       const struct pack_step *step)
{
    enum access_language language = (enum access_language)t->job.language;
    print_part(is_welsh(t) ? "tystiolaeth" : "evidence", step->evidence.text[language]);
    print_part(is_welsh(t) ? "wedi’i wneud pan" : "done when", step->confirmation.text[language]);
    for (size_t i = 0; i < step->option_count; i++) {
        printf("  %.*s  %.*s\n", PRI(step->options[i].id),
               PRI(step->options[i].title.text[language]));
    }
    print_part(is_welsh(t) ? "apêl" : "appeal", step->appeal.text[language]);
    print_questions(t, row, &step->asks);
    const struct pack_text *guidance =
        step->guidance.len > 0 ? pack_text_find(&row->pack->texts, step->guidance, false, language)
                               : NULL;
    if (guidance != NULL) {
        printf("\n%.*s\n", PRI(str_trim(guidance->body)));
    }
}

static void print_reasons(const struct task_job *t, const struct case_reasons *reasons,
                          uint16_t place)
{
    for (size_t i = 0; i < reasons->count; i++) {
        const struct case_reason *r = &reasons->at[i];
        if (r->place == place && r->act != CASE_DISCHARGED && r->text.len > 0) {
            printf("  %s %.*s (%.*s): %.*s\n", case_act_names[r->act], PRI(r->option), PRI(r->who),
                   PRI(r->text));
        }
    }
    (void)t;
}

/* struct opened - a task with all that is of it. */
struct opened {
    struct case_row *row;
    struct case_task task;
    struct view view;
};

/* print_missing - questions that can be answered, and facts that no source here has. */
static void print_missing(const struct task_job *t, const struct case_row *row,
                          const struct fact_names *missing)
{
    enum access_language language = (enum access_language)t->job.language;
    for (size_t i = 0; i < missing->count; i++) {
        struct str name = missing->at[i];
        const struct question *q = case_missing_question(row, name);
        struct str words = fact_words(&row->pack->labels, name, language);
        if (q != NULL) {
            printf("  --answer %.*s=…  %.*s\n", PRI(q->name), PRI(q->text.text[language]));
        } else {
            printf("  %.*s: %s\n", PRI(words),
                   is_welsh(t) ? "nid oes ffynhonnell yma yn ei ddweud" : "no source here says it");
        }
    }
}

static void put_missing(struct json_writer *json, const struct fact_names *missing)
{
    json_write_key(json, STR("missing"));
    json_write_array(json);
    for (size_t i = 0; i < missing->count; i++) {
        json_write_text(json, missing->at[i]);
    }
    json_write_close(json);
}

static void print_task_json(const struct task_job *t, const struct opened *o,
                            const struct fact_names *missing)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    const struct action_row *row = &o->task.row;
    const struct pack_step *step = action_is_of_line(row) || row->place == ENGINE_ANY_PLACE
                                       ? NULL
                                       : &o->row->pack->steps.at[row->place];
    json_write_object(&json);
    put_task(&json, t, &o->task);
    json_write_key(&json, STR("options"));
    json_write_array(&json);
    for (size_t i = 0; step != NULL && i < step->option_count; i++) {
        json_write_text(&json, step->options[i].id);
    }
    json_write_close(&json);
    put_missing(&json, missing);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

static void print_task(const struct task_job *t, const struct opened *o,
                       const struct case_reasons *reasons, const struct fact_names *missing)
{
    const struct action_row *row = &o->task.row;
    if (t->job.json) {
        print_task_json(t, o, missing);
        return;
    }
    print_line(t, &o->task);
    if (action_is_of_line(row)) {
        const struct duty *duty = case_line_duty(o->row, row->place);
        printf("  %.*s\n", PRI(duty->text.text[t->job.language]));
        printf(is_welsh(t)
                   ? "  Os na ellir ei ganfod, neu os yw wedi’i wneud: cantref duty discharge "
                     "%s %.*s --because …\n"
                   : "  If it can't be found out, or was kept already: cantref duty "
                     "discharge %s %.*s --because …\n",
               o->row->event.made.id, PRI(duty->id));
    } else if (row->place != ENGINE_ANY_PLACE) {
        print_step(t, o->row, &o->row->pack->steps.at[row->place]);
        print_reasons(t, reasons, row->place);
    }
    print_missing(t, o->row, missing);
}

static int open_task(struct task_job *t, struct opened *ret, struct err *err)
{
    int64_t number = 0;
    ret->row = mem_must_array(1, sizeof *ret->row);
    int code = case_number(t->job.operands[1], &number, err);
    code = code ? code
                : case_task_open(&t->job.arena, &t->job.cases, number, ret->row, &ret->task,
                                 &ret->view, err);
    return code;
}

static void close_task(struct opened *o)
{
    case_free(o->row);
    mem_free(o->row);
    view_free(&o->view);
}

static int tell_log(struct task_job *t, const struct opened *o, bool change, struct err *err)
{
    const struct view_person *people[] = {&o->view.self};
    return inquiry_tell_events(&t->job.inquiry, people, o->view.self.mentions.count > 0, 1, change,
                               err);
}

static int show(struct task_job *t, struct err *err)
{
    struct opened o = {0};
    struct case_reasons reasons = {0};
    struct fact_names missing = {0};
    struct picture *picture = &t->job.inquiry.picture;
    int code = open_task(t, &o, err);
    code = code ? code
                : case_reasons(picture->db, picture->seal, &t->job.arena, o.task.row.process,
                               &reasons, err);
    code = code ? code
                : case_task_missing(&t->job.arena, &t->job.cases, o.row, &o.task, &missing, err);
    code = code ? code : tell_log(t, &o, false, err);
    if (code == 0) {
        print_task(t, &o, &reasons, &missing);
    }
    close_task(&o);
    return code;
}

/* ---- what became of it ---- */

static int read_answers(struct task_job *t, struct err *err)
{
    t->answers = arena_alloc(&t->job.arena, OPTION_TEXTS_MAX * sizeof *t->answers);
    for (size_t i = 0; i < t->given.count; i++) {
        struct str text = str_of(t->given.at[i]);
        ptrdiff_t equals = str_find(text, STR("="));
        if (equals <= 0) {
            return err_set(err, ERR_USAGE, "--answer takes NAME=VALUE");
        }
        t->answers[t->answer_count++] = (struct given_answer){
            str_slice(text, 0, (size_t)equals), str_slice(text, (size_t)equals + 1, text.len)};
    }
    return 0;
}

typedef int task_act(struct caseload *caseload, const struct case_row *row,
                     const struct case_task *task, const struct case_said *said, struct err *err);

static int act(struct task_job *t, task_act *what, struct str option, struct err *err)
{
    struct opened o = {0};
    int code = read_answers(t, err);
    struct case_said said = {.because = str_of(t->because),
                             .answers = t->answers,
                             .answer_count = t->answer_count,
                             .option = option};
    code = code ? code : open_task(t, &o, err);
    if (code == 0) {
        code = tell_log(t, &o, true, err);
        code = code ? code : what(&t->job.cases, o.row, &o.task, &said, err);
    }
    if (code == 0 && t->job.json) {
        printf("{\"task\": %lld}\n", (long long)o.task.row.action);
    } else if (code == 0) {
        printf("%lld: %s\n", (long long)o.task.row.action,
               is_welsh(t) ? "wedi’i gofnodi" : "noted");
    }
    if (o.row != NULL) {
        close_task(&o);
    }
    return code;
}

static int done(struct task_job *t, struct err *err)
{
    return act(t, case_task_done, STR(""), err);
}

static int decide(struct task_job *t, struct err *err)
{
    return act(t, case_task_decide, str_of(t->job.operands[2]), err);
}

static int close_it(struct task_job *t, struct err *err)
{
    return act(t, case_task_close, STR(""), err);
}

/* ---- the command ---- */

static const struct verb {
    const char *name;
    int (*run)(struct task_job *job, struct err *err);
    size_t operands; /* the verb itself included */
} verbs[] = {{"list", list, 1},
             {"show", show, 2},
             {"done", done, 2},
             {"decide", decide, 3},
             {"close", close_it, 2}};

static int run(struct task_job *t, struct err *err)
{
    const struct verb *verb = NULL;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        verb = str_eq(str_of(t->job.operands[0]), str_of(verbs[i].name)) ? &verbs[i] : verb;
    }
    if (verb == NULL || t->job.count != verb->operands) {
        return err_set(err, ERR_USAGE,
                       "list, show ID, done ID, decide ID OPTION or close ID is wanted");
    }
    int code = case_job_open(&t->job, true, err);
    return code ? code : verb->run(t, err);
}

int task_command(const struct command *self, int argc, char **argv)
{
    struct task_job t = {
        .job = case_job_begin("cantref task"), .team = "", .until = "", .because = ""};
    const struct option_row rows[] = {
        OPTION_HOME(t.job.asked.start),
        OPTION_PURPOSE(t.job.asked.purpose),
        OPTION_CASE(t.job.asked.case_reference),
        {"team", 0, OPTION_TEXT, "TEAM",
         "list: of one team, as staff.yaml calls it (default: yours)", .text = &t.team},
        {"due", 0, OPTION_TEXT, "DAY", "list: those alone that are due by that day",
         .text = &t.until},
        {"because", 0, OPTION_TEXT, "TEXT", "the reason; kept sealed", .text = &t.because},
        {"answer", 0, OPTION_TEXTS, "NAME=VALUE", "what was found out: an answer to a question",
         .texts = &t.given},
        OPTION_DAY(t.job.day),
        OPTION_LANGUAGE(t.job),
        OPTION_JSON(t.job),
    };
    struct err err = {0};
    int status;
    if (!case_job_parse(&t.job, self, rows, sizeof rows / sizeof rows[0], 3, argc, argv, &status)) {
        return status;
    }
    int code = run(&t, &err);
    return case_job_close(&t.job, code, &err);
}
