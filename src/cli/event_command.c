/* event_command.c - cantref event: life events told, listed, shown, confirmed, corrected,
 * withdrawn, closed. */
#include "command.h"

#include "case_feed.h"
#include "date.h"
#include "duty_look.h"
#include "event_print.h"
#include "event_words.h"
#include "home_pack.h"
#include "language.h"
#include "options.h"
#include "pack_keep.h"
#include "trigger_store.h"
#include "whole_file.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { ANSWERS_FILE_BYTES_MAX = 1 << 20, LINE_BYTES_MAX = 4096 };

/* struct event_job - one command. */
struct event_job {
    struct inquiry inquiry;
    struct inquiry_options asked;
    char *const *operands;
    size_t count;
    struct option_texts given; /* NAME=VALUE */
    const char *answers_file, *subject, *told_by, *happened, *known, *why, *type;
    uint64_t relation, channel, language, spoken;
    bool json, all;
    struct event_pack pack;
    bool has_pack;
    struct event event;
    struct given_answer *answers;
    size_t answer_count;
    struct caseload cases; /* what follows, in the transaction of the change */
    struct arena arena;
};

/* ---- what was given ---- */

static int read_day(const char *text, int32_t otherwise, int32_t *ret, struct err *err)
{
    struct date date;
    if (text[0] == '\0') {
        *ret = otherwise;
        return 0;
    }
    if (!date_from_text(str_of(text), &date) || !date_is_valid(date)) {
        return err_set(err, ERR_USAGE, "a day is written as 2026-11-28, not \"%.20s\"", text);
    }
    *ret = date_days(date);
    return 0;
}

static void add_answer(struct event_job *job, struct str name, struct str text)
{
    job->answers[job->answer_count++] =
        (struct given_answer){arena_str(&job->arena, name), arena_str(&job->arena, text)};
}

static int read_given(struct event_job *job, struct err *err)
{
    for (size_t i = 0; i < job->given.count; i++) {
        struct str text = str_of(job->given.at[i]);
        ptrdiff_t equals = str_find(text, STR("="));
        if (equals <= 0) {
            return err_set(err, ERR_USAGE, "--answer takes NAME=VALUE");
        }
        add_answer(job, str_slice(text, 0, (size_t)equals),
                   str_slice(text, (size_t)equals + 1, text.len));
    }
    return 0;
}

/* A map of answers, as YAML: home_is: owned. */
static int read_file(struct event_job *job, struct err *err)
{
    struct buf text = {0};
    struct yaml_node *root = NULL;
    if (job->answers_file[0] == '\0') {
        return 0;
    }
    int code = file_read_whole(job->answers_file, "answers", ANSWERS_FILE_BYTES_MAX, &text, err);
    code =
        code ? code : yaml_tree_parse(&job->arena, buf_str(&text), job->answers_file, &root, err);
    if (code == 0 && root->kind != YAML_MAP) {
        code = err_at(err, ERR_INPUT, job->answers_file, root->line, root->column,
                      "answers are wanted, one of a line, as home_is: owned");
    }
    for (const struct yaml_node *n = code == 0 ? root->first : NULL; code == 0 && n != NULL;
         n = n->next) {
        if (n->kind != YAML_TEXT || job->answer_count == EVENT_ANSWERS_MAX) {
            code = err_at(err, ERR_INPUT, job->answers_file, n->line, n->column,
                          "one answer of a line is wanted here, and at most %d of them",
                          EVENT_ANSWERS_MAX);
        } else {
            add_answer(job, n->key, n->text);
        }
    }
    buf_free(&text);
    return code;
}

static int read_answers(struct event_job *job, struct err *err)
{
    job->answers =
        arena_alloc(&job->arena, (EVENT_ANSWERS_MAX * 2 + OPTION_TEXTS_MAX) * sizeof *job->answers);
    int code = read_file(job, err);
    return code ? code : read_given(job, err);
}

static int open_pack(struct event_job *job, struct str name, struct err *err)
{
    struct err_list errors = {0};
    int code = home_pack_open(&job->inquiry.picture.home, name, &job->pack, &errors);
    job->has_pack = code == 0;
    code = err_list_first(&errors, err);
    err_list_free(&errors);
    return code;
}

/* open_pack_of - the pack under which the event's case goes: as it began, or else that of now. */
static int open_pack_of(struct event_job *job, struct err *err)
{
    int64_t kept = 0;
    int code = pack_of_event(job->inquiry.picture.db, job->event.made.number, &kept, err);
    if (code != 0 || kept == 0) {
        return code ? code : open_pack(job, job->event.made.type, err);
    }
    code = pack_kept_load(job->inquiry.picture.db, kept, &job->pack, err);
    job->has_pack = code == 0;
    return code;
}

static struct str version_text(struct event_job *job)
{
    return arena_printf(&job->arena, "%lld", (long long)job->pack.version);
}

/* ---- asked on a terminal ---- */

static void print_question(const struct question *q, enum access_language language)
{
    printf("%.*s\n", PRI(q->text.text[language]));
    if (q->help.text[language].len > 0) {
        printf("  %.*s\n", PRI(q->help.text[language]));
    }
    for (size_t i = 0; i < q->option_count; i++) {
        printf("  %.*s  %.*s\n", PRI(q->options[i].name), PRI(q->options[i].text.text[language]));
    }
    printf("%s> ", q->type == QUESTION_YES_NO ? "yes, no " : "");
    fflush(stdout);
}

/* One question, until its answer is one; an empty line leaves it out. False: the input ended. */
static bool ask_question(struct event_job *job, struct answers *answers, const struct question *q)
{
    char line[LINE_BYTES_MAX];
    struct err err = {0};
    for (;;) {
        print_question(q, (enum access_language)job->language);
        if (fgets(line, sizeof line, stdin) == NULL) {
            return false;
        }
        struct str text = str_trim(str_of(line));
        if (text.len == 0) {
            return true;
        }
        if (answers_put(&job->arena, answers, q->name, text, &err) == 0) {
            add_answer(job, q->name, text);
            return true;
        }
        printf("%s\n", err.message);
    }
}

static void ask_questions(struct event_job *job, int32_t known)
{
    struct facts facts;
    struct feel_value values[FACT_SLOTS];
    struct answers answers;
    struct err ignored;
    size_t place = 0;
    answers_begin(&job->arena, &job->pack.type, &answers);
    facts_begin(&job->arena, known, &facts);
    for (size_t i = 0; i < job->answer_count; i++) {
        (void)answers_put(&job->arena, &answers, job->answers[i].name, job->answers[i].text,
                          &ignored); /* told when it is taken */
    }
    do {
        facts.answers = answers_value(&job->arena, &answers);
        facts_values(&facts, values);
    } while (answers_next(&job->arena, &answers, values, &place) &&
             ask_question(job, &answers, &job->pack.type.questions[place++]) &&
             job->answer_count < EVENT_ANSWERS_MAX);
}

/* keep_duties - what is owed by the event as it is now, into the ledger; what was changed stands,
 * whatever comes of that. Nothing where its pack is not here. */
static int keep_duties(struct event_job *job, struct str id, struct err *err)
{
    return job->has_pack ? duty_look_after(&job->inquiry, id, err) : 0;
}

/* ---- tell ---- */

static void print_told_text(const struct event_job *job, const struct told *told)
{
    bool welsh = job->language == ACCESS_WELSH;
    const char *again =
        welsh ? "yn hysbys eisoes, dywedwyd unwaith eto; " : "known already, told once more; ";
    printf("%s: %s%s\n", told->id, told->again ? again : "",
           event_status_title(told->status, (enum access_language)job->language));
    if (told->told_otherwise > 0 && welsh) {
        printf(
            "  mae %zu ateb yn wahanol i’r rhai sy’n sefyll: cantref event correct, os yw’r rhain "
            "yn gywir\n",
            told->told_otherwise);
    } else if (told->told_otherwise > 0) {
        printf("  %zu answer%s from those that stand: cantref event correct, if these are right\n",
               told->told_otherwise, told->told_otherwise == 1 ? " differs" : "s differ");
    }
}

static void print_told(struct event_job *job, const struct told *told)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    if (!job->json) {
        print_told_text(job, told);
        return;
    }
    json_write_object(&json);
    json_put_text(&json, "event", str_of(told->id));
    json_put_text(&json, "status", str_of(event_status_names[told->status]));
    json_put_bool(&json, "again", told->again);
    json_put_whole(&json, "told_otherwise", (int64_t)told->told_otherwise);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

static int tell(struct event_job *job, struct err *err)
{
    struct told told;
    int32_t today = job->inquiry.viewing.options.day;
    struct telling t = {.type = &job->pack.type,
                        .subject = str_of(job->subject),
                        .teller = (enum teller)job->relation,
                        .channel = (enum channel)job->channel,
                        .told_by = str_of(job->told_by),
                        .language = (enum access_language)job->spoken,
                        .now = (int64_t)time(NULL)};
    int code = open_pack(job, str_of(job->operands[1]), err);
    if (code == 0 && !names_have(&job->pack.purposes, viewing_purpose(&job->inquiry.viewing)->id)) {
        return err_set(err, ERR_DENIED,
                       "%s does not run under this purpose: see purposes in its "
                       "pack.yaml",
                       job->operands[1]);
    }
    code = code ? code : read_day(job->happened, EVENT_DAY_UNKNOWN, &t.happened, err);
    code = code ? code : read_day(job->known, today, &t.known, err);
    code = code ? code : trigger_pack_shadow(job->inquiry.picture.db, job->pack.id, &t.shadow, err);
    if (code == 0 && t.known > today) {
        code = err_set(err, ERR_USAGE, "--known lies in the future");
    }
    if (code == 0 && !job->json && isatty(STDIN_FILENO) == 1) {
        ask_questions(job, t.known);
    }
    t.pack_version = code == 0 ? version_text(job) : STR("");
    t.answers = job->answers;
    t.answer_count = job->answer_count;
    t.then = case_feed_then(&job->cases);
    code = code ? code : intake_tell(&job->inquiry, &t, &told, err);
    if (code == 0) {
        print_told(job, &told);
    }
    return code ? code : keep_duties(job, str_of(told.id), err);
}

/* ---- list and show ---- */

static void show_of(struct event_job *job, const struct event *event, const char *subject,
                    struct event_shown *ret)
{
    *ret = (struct event_shown){.event = event,
                                .type = job->has_pack ? &job->pack.type : NULL,
                                .pack = job->has_pack ? &job->pack : NULL,
                                .subject = subject,
                                .db = job->inquiry.picture.db,
                                .seal = job->inquiry.picture.seal,
                                .language = (enum access_language)job->language};
}

/* The titles of a pack that is here; else names stand for them. */
static void open_pack_if(struct event_job *job, struct str name)
{
    struct err ignored;
    if (job->has_pack && str_eq(job->pack.id, name)) {
        return;
    }
    if (job->has_pack) {
        event_pack_free(&job->pack);
        job->has_pack = false;
    }
    (void)open_pack(job, name, &ignored);
}

static int print_whole(struct event_job *job, const char *subject, struct err *err)
{
    struct event_shown shown;
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    show_of(job, &job->event, subject, &shown);
    if (!job->json) {
        return event_print(&shown, err);
    }
    json_write_object(&json);
    int code = event_json(&json, &shown, err);
    json_write_close(&json);
    if (code == 0) {
        printf("%.*s\n", PRI(buf_str(&text)));
    }
    buf_free(&text);
    return code;
}

static int show(struct event_job *job, struct err *err)
{
    struct view view = {0};
    size_t set;
    bool there = false;
    const struct view_person *people[] = {&view.self};
    struct err failed;
    int code = event_person(&job->inquiry.viewing, &job->event, STR(EVENT_SUBJECT), true, &view,
                            &set, &there, err);
    code = code == ERR_DENIED ? inquiry_refuse(&job->inquiry, &view.self, code, err) : code;
    code = code ? code
                : inquiry_tell_events(&job->inquiry, people, view.self.mentions.count > 0, 1, false,
                                      err);
    (void)open_pack_of(job, &failed); /* names stand for titles then */
    code = code ? code : print_whole(job, there ? view.self.id : "", err);
    view_free(&view);
    return code;
}

/* struct listing - events of a purpose, read before any is told. */
struct listing {
    struct event *events;
    struct view *views;
    bool *there;
    size_t count;
    const struct view_person **people;
    size_t people_count;
};

/* One of whom the purpose may not read is left out: that there is an event would be read of
 * them. */
static int list_one(struct event_job *job, int64_t number, struct listing *list, struct err *err)
{
    struct picture *picture = &job->inquiry.picture;
    struct event *event = &list->events[list->count];
    struct view *view = &list->views[list->count];
    size_t set;
    int code = event_read(picture->db, picture->seal, number, event, err);
    if (code == 0 && event_is_hidden(&job->inquiry.viewing, event)) {
        event_free(event);
        return 0;
    }
    code = code ? code
                : event_person(&job->inquiry.viewing, event, STR(EVENT_SUBJECT), true, view, &set,
                               &list->there[list->count], err);
    if (code == ERR_DENIED) {
        view_free(view);
        event_free(event);
        return 0;
    }
    if (view->self.mentions.count > 0) {
        list->people[list->people_count++] = &view->self;
    }
    list->count++;
    return code;
}

static int print_list(struct event_job *job, const struct listing *list, struct err *err)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    int code = 0;
    json_write_object(&json);
    json_write_key(&json, STR("events"));
    json_write_array(&json);
    for (size_t i = 0; code == 0 && i < list->count; i++) {
        struct event_shown shown;
        open_pack_if(job, list->events[i].made.type);
        show_of(job, &list->events[i], list->there[i] ? list->views[i].self.id : "", &shown);
        if (job->json) {
            json_write_object(&json);
            code = event_json(&json, &shown, err);
            json_write_close(&json);
        } else {
            event_print_line(&shown);
        }
    }
    json_write_close(&json);
    json_write_close(&json);
    if (code == 0 && job->json) {
        printf("%.*s\n", PRI(buf_str(&text)));
    }
    buf_free(&text);
    return code;
}

static int list(struct event_job *job, struct err *err)
{
    struct whole_list numbers = {0};
    struct listing l = {0};
    int code = event_numbers(job->inquiry.picture.db, str_of(job->type),
                             viewing_purpose(&job->inquiry.viewing)->id, !job->all, &numbers, err);
    l.events = mem_must_array(numbers.count + 1, sizeof *l.events);
    l.views = mem_must_array(numbers.count + 1, sizeof *l.views);
    l.there = mem_must_array(numbers.count + 1, sizeof *l.there);
    l.people = mem_must_array(numbers.count + 1, sizeof(struct view_person *));
    for (size_t i = 0; code == 0 && i < numbers.count; i++) {
        code = list_one(job, numbers.at[i], &l, err);
    }
    code = code ? code
                : inquiry_tell_events(&job->inquiry, l.people, l.people_count, l.count, false, err);
    code = code ? code : print_list(job, &l, err);
    for (size_t i = 0; i < l.count; i++) {
        event_free(&l.events[i]);
        view_free(&l.views[i]);
    }
    mem_free(l.events);
    mem_free(l.views);
    mem_free(l.there);
    mem_free(l.people);
    whole_list_free(&numbers);
    return code;
}

/* ---- changes ---- */

typedef int intake_change(struct inquiry *inquiry, const struct event *event,
                          const struct event_change *change, enum event_status *ret_status,
                          struct err *err);

/* print_open_duties - of an event that was closed, how many of its duties are not done with. */
static void print_open_duties(size_t open, enum access_language language)
{
    if (open == 0) {
        return;
    }
    if (language == ACCESS_WELSH) {
        printf(
            "dyletswyddau sy’n dal ar agor (wedi dechrau, neu ni ellir dweud): %zu; mae cantref "
            "duty ledger yn eu dangos\n",
            open);
    } else {
        printf(
            "duties that still stand open (started, or can't be told): %zu; cantref duty ledger "
            "shows them\n",
            open);
    }
}

static int change(struct event_job *job, intake_change *what, struct err *err)
{
    const struct event_change c = {
        .why = str_of(job->why), .now = (int64_t)time(NULL), .then = case_feed_then(&job->cases)};
    enum event_status status;
    size_t open = 0;
    int code = what(&job->inquiry, &job->event, &c, &status, err);
    bool closed = code == 0 && status == EVENT_CLOSED;
    code = closed ? ledger_open(job->inquiry.picture.db, job->event.made.number, &open, err) : code;
    if (code == 0 && job->json && closed) {
        printf("{\"event\": \"%s\", \"status\": \"%s\", \"open_duties\": %zu}\n",
               job->event.made.id, event_status_names[status], open);
    } else if (code == 0 && job->json) {
        printf("{\"event\": \"%s\", \"status\": \"%s\"}\n", job->event.made.id,
               event_status_names[status]);
    } else if (code == 0) {
        printf("%s: %s\n", job->event.made.id,
               event_status_title(status, (enum access_language)job->language));
        print_open_duties(open, (enum access_language)job->language);
    }
    if (code == 0 && status != EVENT_CLOSED) {
        code = open_pack_of(job, err);
        code = code == ERR_NOTFOUND ? 0 : code;
        code = code ? code : keep_duties(job, str_of(job->event.made.id), err);
    }
    return code;
}

static int correct(struct event_job *job, struct err *err)
{
    struct event_change c = {.why = str_of(job->why),
                             .subject = str_of(job->subject),
                             .now = (int64_t)time(NULL),
                             .then = case_feed_then(&job->cases)};
    enum event_status status;
    int code = open_pack_of(job, err);
    code = code ? code : read_day(job->happened, EVENT_DAY_UNKNOWN, &c.happened, err);
    if (code == 0 && job->answer_count == 0 && job->subject[0] == '\0' &&
        c.happened == EVENT_DAY_UNKNOWN) {
        code = err_set(err, ERR_USAGE, "say what is right: --answer, --subject or --happened");
    }
    if (code == 0 && job->why[0] == '\0') {
        code = err_set(err, ERR_USAGE, "say why: --why TEXT");
    }
    c.type = &job->pack.type;
    c.pack_version = code == 0 ? version_text(job) : STR("");
    c.answers = job->answers;
    c.answer_count = job->answer_count;
    code = code ? code : intake_correct(&job->inquiry, &job->event, &c, &status, err);
    if (code == 0 && job->json) {
        printf("{\"event\": \"%s\", \"status\": \"%s\"}\n", job->event.made.id,
               event_status_names[status]);
    } else if (code == 0) {
        printf("%s: %s; %s\n", job->event.made.id,
               job->language == ACCESS_WELSH ? "wedi’i gywiro" : "corrected",
               event_status_title(status, (enum access_language)job->language));
    }
    return code ? code : keep_duties(job, str_of(job->event.made.id), err);
}

static int withdraw(struct event_job *job, struct err *err)
{
    return job->why[0] != '\0' ? change(job, intake_withdraw, err)
                               : err_set(err, ERR_USAGE, "say why: --why TEXT");
}

static int confirm(struct event_job *job, struct err *err)
{
    return change(job, intake_confirm, err);
}

static int close_event(struct event_job *job, struct err *err)
{
    return change(job, intake_close, err);
}

/* ---- the command ---- */

static const struct verb {
    const char *name;
    int (*run)(struct event_job *job, struct err *err);
    size_t operands; /* the verb itself included */
    bool of_event;
} verbs[] = {{"tell", tell, 2, false},       {"list", list, 1, false},
             {"show", show, 2, true},        {"confirm", confirm, 2, true},
             {"correct", correct, 2, true},  {"withdraw", withdraw, 2, true},
             {"close", close_event, 2, true}};

static int run(struct event_job *job, struct err *err)
{
    const struct verb *verb = NULL;
    struct err failed = {0};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        verb = str_eq(str_of(job->operands[0]), str_of(verbs[i].name)) ? &verbs[i] : verb;
    }
    if (verb == NULL || job->count != verb->operands) {
        return err_set(err, ERR_USAGE,
                       "tell TYPE, list, show EVENT, confirm EVENT, correct EVENT, withdraw EVENT "
                       "or close EVENT is wanted");
    }
    int code = read_answers(job, err);
    code = code ? code : inquiry_open(&job->asked, &job->inquiry, err);
    code = code ? code : caseload_open(&job->inquiry, (int64_t)time(NULL), &job->cases, err);
    if (code == 0 && verb->of_event) {
        code = event_open(&job->inquiry, str_of(job->operands[1]), &job->event, err);
        if (code == ERR_NOTFOUND && inquiry_tell(&job->inquiry, NULL, 0, 0, &failed) != 0) {
            code = err_set(err, failed.code, "%s", failed.message);
        }
    }
    return code ? code : verb->run(job, err);
}

int event_command(const struct command *self, int argc, char **argv)
{
    struct event_job job = {.asked = {.start = ".",
                                      .system = "cantref event",
                                      .purpose = "",
                                      .case_reference = "",
                                      .break_glass = "",
                                      .day = calendar_today()},
                            .answers_file = "",
                            .subject = "",
                            .told_by = "",
                            .happened = "",
                            .known = "",
                            .why = "",
                            .type = "",
                            .relation = TELLER_STAFF,
                            .channel = CHANNEL_DESK};
    const struct option_row rows[] = {
        OPTION_HOME(job.asked.start),
        OPTION_PURPOSE(job.asked.purpose),
        OPTION_CASE(job.asked.case_reference),
        {"subject", 0, OPTION_TEXT, "ID",
         "whom it is about, as cantref find says under the purpose", .text = &job.subject},
        {"answer", 0, OPTION_TEXTS, "NAME=VALUE", "an answer; NAME= takes one back (correct)",
         .texts = &job.given},
        {"answers", 0, OPTION_TEXT, "FILE", "answers as YAML, NAME: VALUE a line",
         .text = &job.answers_file},
        {"told-by", 0, OPTION_CHOICE, "RELATION", "whoever tells, to the subject (default: staff)",
         .number = &job.relation, .choices = teller_names},
        {"teller", 0, OPTION_TEXT, "TEXT", "who that is, and how they are reached; kept sealed",
         .text = &job.told_by},
        {"channel", 0, OPTION_CHOICE, "CHANNEL", "through which it came (default: desk)",
         .number = &job.channel, .choices = channel_names},
        {"spoken", 0, OPTION_CHOICE, "LANGUAGE", "in which it was told: en or cy (default: en)",
         .number = &job.spoken, .choices = language_codes},
        {"happened", 0, OPTION_TEXT, "DAY", "the day it happened, as 2026-11-28",
         .text = &job.happened},
        {"known", 0, OPTION_TEXT, "DAY", "the day the council knew (default: today)",
         .text = &job.known},
        {"type", 0, OPTION_TEXT, "TYPE", "list: those of this type alone", .text = &job.type},
        {"all", 0, OPTION_FLAG, "", "list: closed and withdrawn ones, too", .flag = &job.all},
        {"why", 0, OPTION_TEXT, "TEXT", "the reason for a change; kept sealed", .text = &job.why},
        {"language", 0, OPTION_CHOICE, "LANGUAGE", "en or cy (default: en)",
         .number = &job.language, .choices = language_codes},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 2,
                              .operand_name = "ACTION"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    job.operands = options.operands;
    job.count = options.operand_count;
    job.asked.language = (enum access_language)job.language;
    job.asked.asked = job.subject;
    job.inquiry.picture.home.lock_fd = -1;
    struct err failed = {0};
    int code = run(&job, &err);
    int closed = job.cases.inquiry != NULL ? caseload_close(&job.cases, &failed) : 0;
    if (code == 0 && closed != 0) {
        err = failed;
        code = closed;
    }
    closed = inquiry_close(&job.inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    event_free(&job.event);
    if (job.has_pack) {
        event_pack_free(&job.pack);
    }
    arena_free(&job.arena);
    if (code != 0) {
        err_print("cantref event", &err);
    }
    return err_exit_status(code);
}
