/* officer_task.c - one task of a team: what is to be done, with the pack's guidance or script, what
 * is to be found out, and its form; then the next one. */
#include "officer_pages.h"

#include "case_question.h"
#include "case_queue.h"
#include "event_words.h"
#include "officer_people.h"
#include "officer_place.h"
#include "officer_questions.h"
#include "page_component.h"

/* What can be done with a task; as the form has it. */
#define ACT_DONE "done"
#define ACT_DECIDE "decide"
#define ACT_CLOSE "close"

/* struct opened - a task with all that is of it. */
struct opened {
    struct case_row *row;
    struct case_task task;
    struct view view;
    struct fact_names missing;
    struct case_reasons reasons;
};

static void close_task(struct opened *o)
{
    if (o->row != NULL) {
        case_free(o->row);
        mem_free(o->row);
    }
    view_free(&o->view);
}

static int open_task(struct request *r, struct opened *ret, struct err *err)
{
    uint64_t number = 0;
    struct picture *picture = &r->inquiry->picture;
    if (!str_to_uint(r->parameters[1], INT64_MAX, &number)) {
        return err_say(err, ERR_NOTFOUND, "%s",
                       translate(r, "There is no task of that number for your teams."));
    }
    ret->row = mem_must_array(1, sizeof *ret->row);
    int code =
        case_task_open(&r->arena, r->cases, (int64_t)number, ret->row, &ret->task, &ret->view, err);
    code = code ? code
                : case_reasons(picture->db, picture->seal, &r->arena, ret->task.row.process,
                               &ret->reasons, err);
    return code ? code
                : case_task_missing(&r->arena, r->cases, ret->row, &ret->task, &ret->missing, err);
}

static int tell_log(struct request *r, const struct opened *o, bool change, struct err *err)
{
    const struct view_person *people[] = {&o->view.self};
    return inquiry_tell_events(r->inquiry, people, o->view.self.mentions.count > 0, 1, change, err);
}

static const struct pack_step *step_of(const struct opened *o)
{
    const struct action_row *row = &o->task.row;
    return action_is_of_line(row) || row->place == ENGINE_ANY_PLACE
               ? NULL
               : &o->row->pack->steps.at[row->place];
}

/* ---- its questions ---- */

/* struct questions - that may be answered with a task: those of its step, and those that are
 * missing; each once. */
struct questions {
    const struct question *at[EVENT_QUESTIONS_MAX];
    size_t count;
};

static void add_question(struct questions *questions, const struct question *q)
{
    for (size_t i = 0; i < questions->count; i++) {
        if (questions->at[i] == q) {
            return;
        }
    }
    if (q != NULL && questions->count < EVENT_QUESTIONS_MAX) {
        questions->at[questions->count++] = q;
    }
}

static void questions_of(const struct opened *o, struct questions *ret)
{
    const struct pack_step *step = step_of(o);
    ret->count = 0;
    for (size_t i = 0; step != NULL && i < step->asks.count; i++) {
        add_question(ret, event_question(&o->row->pack->type, step->asks.at[i]));
    }
    for (size_t i = 0; i < o->missing.count; i++) {
        add_question(ret, case_missing_question(o->row, o->missing.at[i]));
    }
}

/* put_questions - fields of those that nobody has answered; those that are, with their answers;
 * and facts that no question asks and no source says. */
static void put_questions(struct request *r, struct json_node *model, const struct opened *o)
{
    struct json_node *fields = json_tree_list(&r->arena);
    struct json_node *answered = json_tree_list(&r->arena);
    struct json_node *unknown = json_tree_list(&r->arena);
    const struct event_pack *pack = o->row->pack;
    struct questions questions;
    questions_of(o, &questions);
    for (size_t i = 0; i < questions.count; i++) {
        const struct question *q = questions.at[i];
        const struct event_answer *a = event_answer_of(&o->row->event, q->name);
        if (a == NULL) {
            json_tree_append(fields, officer_question_field(r, q, STR("")));
        } else {
            struct str words =
                event_answer_words(&r->arena, &pack->type, q->name, a->value, r->language);
            json_tree_append(answered, component_summary_row(
                                           r, arena_str(&r->arena, q->text.text[r->language]).ptr,
                                           arena_str(&r->arena, words).ptr, NULL));
        }
    }
    for (size_t i = 0; i < o->missing.count; i++) {
        if (case_missing_question(o->row, o->missing.at[i]) == NULL) {
            struct str words = fact_words(&pack->labels, o->missing.at[i], r->language);
            json_tree_append(unknown, json_tree_text(&r->arena, words));
        }
    }
    json_tree_put(model, STR("questions"), fields);
    struct json_node *answered_list = json_tree_object(&r->arena);
    json_tree_put_bool(&r->arena, model, STR("has_answered"), answered->count > 0);
    json_tree_put(answered_list, STR("rows"), answered);
    json_tree_put(model, STR("answered_list"), answered_list);
    officer_put_list(r, model, "unknown", unknown);
}

/* ---- the page ---- */

static void put_guidance(struct request *r, struct json_node *model, const struct opened *o)
{
    const struct pack_step *step = step_of(o);
    const struct pack_text *text =
        step != NULL && step->guidance.len > 0
            ? pack_text_find(&o->row->pack->texts, step->guidance, false, r->language)
            : NULL;
    bool is_call = step != NULL && step->kind == STEP_CALL;
    officer_put(r, model, "guidance_title", text != NULL ? text->title : STR(""));
    request_put(r, model, "guidance_kind",
                is_call ? translate(r, "Script of the call") : translate(r, "Guidance"));
    officer_put_markdown(r, model, "guidance_html", text != NULL ? str_trim(text->body) : STR(""));
}

static void put_reasons(struct request *r, struct json_node *model, const struct opened *o)
{
    struct json_node *list = json_tree_list(&r->arena);
    for (size_t i = 0; i < o->reasons.count; i++) {
        const struct case_reason *said = &o->reasons.at[i];
        if (said->place == o->task.row.place && said->act != CASE_DISCHARGED) {
            struct json_node *node = json_tree_object(&r->arena);
            officer_put(r, node, "who", said->who);
            request_put_time(r, node, "at", said->at);
            officer_put(r, node, "text", said->text);
            json_tree_append(list, node);
        }
    }
    officer_put_list(r, model, "reasons", list);
}

static void put_options(struct request *r, struct json_node *model, const struct pack_step *step)
{
    struct component_choice choices[STEP_OPTIONS_MAX];
    size_t count = step != NULL && step->kind == STEP_DECISION ? step->option_count : 0;
    for (size_t i = 0; i < count; i++) {
        const struct step_option *option = &step->options[i];
        const char *then =
            option->then == THEN_WITHDRAWS ? translate(r, "Everything begun from it is taken back.")
            : option->then == THEN_CONFIRMS   ? translate(r, "The event is confirmed by it.")
            : option->then == THEN_STAYS_OPEN ? translate(r, "It stays to be decided again.")
                                              : NULL;
        choices[i] = (struct component_choice){
            arena_str(&r->arena, option->id).ptr,
            arena_str(&r->arena, option->title.text[r->language]).ptr, then};
    }
    json_tree_put(model, STR("options"),
                  count > 0 ? component_radios(r, "option", translate(r, "What do you decide?"),
                                               NULL, choices, count, NULL)
                            : json_tree_nothing(&r->arena));
}

static void put_step(struct request *r, struct json_node *model, const struct opened *o)
{
    const struct pack_step *step = step_of(o);
    const struct bilingual none = {{STR_INIT(""), STR_INIT("")}};
    const struct bilingual *evidence = step != NULL ? &step->evidence : &none;
    const struct bilingual *confirmation = step != NULL ? &step->confirmation : &none;
    const struct bilingual *appeal = step != NULL ? &step->appeal : &none;
    const struct duty *duty =
        action_is_of_line(&o->task.row) ? case_line_duty(o->row, o->task.row.place) : NULL;
    officer_put(r, model, "evidence", evidence->text[r->language]);
    officer_put(r, model, "done_when", confirmation->text[r->language]);
    officer_put(r, model, "appeal", appeal->text[r->language]);
    officer_put(r, model, "duty", duty != NULL ? duty->text.text[r->language] : STR(""));
    put_options(r, model, step);
}

static bool is_decision(const struct opened *o)
{
    return o->task.row.kind == ACTION_TASK && o->task.kind == STEP_DECISION;
}

/* put_form - what may be done with it, in words of what it is. */
static void put_form(struct request *r, struct json_node *model, const struct opened *o)
{
    enum process_action_kind kind = o->task.row.kind;
    bool goes_on = case_task_goes_on(o->row, &o->task);
    bool unclear = goes_on && o->task.row.reason == TELL_UNCLEAR;
    bool done =
        (kind == ACTION_TASK && !is_decision(o)) || kind == ACTION_ASK || (goes_on && !unclear);
    bool close = kind == ACTION_TELL && (!goes_on || unclear);
    json_tree_put_bool(&r->arena, model, STR("is_open"), o->task.row.state == ROW_OPEN);
    json_tree_put_bool(&r->arena, model, STR("may_done"), done);
    json_tree_put_bool(&r->arena, model, STR("may_decide"), is_decision(o));
    json_tree_put_bool(&r->arena, model, STR("may_close"), close);
    json_tree_put_bool(&r->arena, model, STR("is_ask"), kind == ACTION_ASK);
    json_tree_put_bool(&r->arena, model, STR("is_unclear"), unclear);
    json_tree_put(model, STR("because"),
                  component_textarea(
                      r, "because",
                      is_decision(o) ? translate(r, "Reasons for the decision")
                      : unclear      ? translate(r, "Why it is not to be done")
                      : goes_on      ? translate(r, "What became of it")
                                     : translate(r, "What was done (optional)"),
                      translate(r, "Kept with the case. The person can ask to see it."), NULL));
    request_put(r, model, "action", officer_href(r, "tasks/%lld", (long long)o->task.row.action));
}

static int show(struct request *r, const struct opened *o, struct err *err)
{
    const char *event = arena_str(&r->arena, o->task.event).ptr;
    struct json_node *model =
        officer_model(r, arena_str(&r->arena, o->task.title.text[r->language]).ptr);
    (void)err;
    json_tree_put(model, STR("task"), officer_task_line(r, &o->task));
    json_tree_put(model, STR("person"),
                  o->task.subject[0] != '\0' ? officer_line(r, &o->view.self)
                                             : json_tree_nothing(&r->arena));
    officer_put(r, model, "event_title", o->row->pack->type.title.text[r->language]);
    request_put(r, model, "event_href", officer_href(r, "events/%s", event));
    put_guidance(r, model, o);
    put_step(r, model, o);
    put_questions(r, model, o);
    put_reasons(r, model, o);
    put_form(r, model, o);
    return reply_page(r, "officer/task", model);
}

int officer_task(struct request *r, struct err *err)
{
    struct opened o = {0};
    int code = open_task(r, &o, err);
    code = code ? code : tell_log(r, &o, false, err);
    code = code ? code : show(r, &o, err);
    close_task(&o);
    return code;
}

/* ---- what became of it ---- */

/* read_answers - what was typed to questions without an answer; errors beside those that are none.
 */
static void read_answers(struct request *r, const struct opened *o, struct case_said *ret)
{
    struct questions questions;
    questions_of(o, &questions);
    struct given_answer *answers = arena_alloc(&r->arena, (questions.count + 1) * sizeof *answers);
    for (size_t i = 0; i < questions.count; i++) {
        const struct question *q = questions.at[i];
        struct str text = officer_answer(r, q);
        if (text.len > 0 && event_answer_of(&o->row->event, q->name) == NULL &&
            officer_check_answer(r, &o->row->pack->type, q, text)) {
            answers[ret->answer_count++] = (struct given_answer){q->name, text};
        }
    }
    ret->answers = answers;
}

/* check - what is wanted of an act, as the engine has it, told beside the fields. */
static void check(struct request *r, const struct opened *o, struct str act,
                  const struct case_said *said)
{
    bool nothing = said->because.len == 0 && said->answer_count == 0;
    bool goes_on = case_task_goes_on(o->row, &o->task);
    if (str_eq(act, STR(ACT_DECIDE))) {
        if (said->option.len == 0) {
            form_error(&r->form, "option", translate(r, "Choose what you decide"));
        }
        if (said->because.len == 0) {
            form_error(&r->form, "because", translate(r, "Enter the reasons for the decision"));
        }
    } else if (o->task.row.kind == ACTION_ASK && said->answer_count == 0) {
        form_error(&r->form, "because", translate(r, "Answer at least one of the questions"));
    } else if (goes_on && nothing) {
        form_error(&r->form, "because", translate(r, "Enter what became of it"));
    }
}

/* gone - somebody else was first: who, and what they said; and the next task. */
static int gone(struct request *r, struct opened *o, struct err *err)
{
    struct json_node *model = officer_model(r, translate(r, "This task is not open any more"));
    int code = tell_log(r, o, false, err);
    put_reasons(r, model, o);
    json_tree_put(model, STR("task"), officer_task_line(r, &o->task));
    code = code ? code : officer_put_next(r, model, err);
    return code ? code : reply_status(r, 409, "officer/task_gone", model);
}

static int act(struct request *r, struct opened *o, struct err *err)
{
    struct str what = form_text(&r->form, "act");
    struct case_said said = {.because = form_text(&r->form, "because"),
                             .option = form_text(&r->form, "option")};
    if (o->task.row.state != ROW_OPEN) {
        return gone(r, o, err);
    }
    read_answers(r, o, &said);
    check(r, o, what, &said);
    if (r->form.error_count > 0) {
        int code = tell_log(r, o, false, err);
        return code ? code : show(r, o, err);
    }
    int code = tell_log(r, o, true, err);
    code = code                           ? code
           : str_eq(what, STR(ACT_CLOSE)) ? case_task_close(r->cases, o->row, &o->task, &said, err)
           : str_eq(what, STR(ACT_DECIDE))
               ? case_task_decide(r->cases, o->row, &o->task, &said, err)
               : case_task_done(r->cases, o->row, &o->task, &said, err);
    if (code == ERR_CONFLICT) {
        return gone(r, o, err);
    }
    return code ? code
                : reply_redirect(r, "%s",
                                 officer_path(r, "tasks/%lld/done", (long long)o->task.row.action));
}

int officer_task_act(struct request *r, struct err *err)
{
    struct opened o = {0};
    int code = open_task(r, &o, err);
    code = code ? code : act(r, &o, err);
    close_task(&o);
    return code;
}

/* ---- after it ---- */

int officer_task_done(struct request *r, struct err *err)
{
    struct opened o = {0};
    int code = open_task(r, &o, err);
    code = code ? code : tell_log(r, &o, false, err);
    if (code == 0) {
        struct json_node *model = officer_model(r, translate(r, "Task recorded"));
        bool still = o.task.row.state == ROW_OPEN;
        json_tree_put(model, STR("task"), officer_task_line(r, &o.task));
        json_tree_put_bool(&r->arena, model, STR("still_open"), still);
        request_put(r, model, "event_href",
                    officer_href(r, "events/%s", arena_str(&r->arena, o.task.event).ptr));
        request_put(r, model, "queue",
                    request_href(r, "%s", officer_path_for(r, OFFICER_QUEUE_CASE, "tasks")));
        code = officer_put_next(r, model, err);
        code = code ? code : reply_page(r, "officer/task_done", model);
    }
    close_task(&o);
    return code;
}
