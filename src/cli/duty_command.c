/* duty_command.c - cantref duty ledger | due | look | discharge: what is owed after life events, by
 * when. */
#include "command.h"

#include "case_discharge.h"
#include "date.h"
#include "duty_print.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { WITHIN_DAYS_MAX = 100000 };

/* struct duty_job - one command. */
struct duty_job {
    struct inquiry inquiry;
    struct inquiry_options asked;
    char *const *operands;
    size_t count;
    const char *within, *law_of, *because;
    bool json, history;
    struct duty_packs packs;
    struct caseload cases; /* of discharge */
    struct arena arena;
};

/* ---- the ledger of one event ---- */

static int read_law_day(const struct duty_job *job, int32_t *ret, struct err *err)
{
    struct date date;
    *ret = INT32_MIN;
    if (job->law_of[0] == '\0') {
        return 0;
    }
    if (!date_from_text(str_of(job->law_of), &date) || !date_is_valid(date)) {
        return err_set(err, ERR_USAGE, "--law-of takes a day, as 2026-11-28");
    }
    *ret = date_days(date);
    return 0;
}

/* show_event - told in the log, kept, and only then shown; of a closed one, as it was kept. */
static int show_event(struct duty_job *job, const struct event *event,
                      const struct event_pack *pack, struct duty_look *look, struct err *err)
{
    struct picture *picture = &job->inquiry.picture;
    const struct view_person *people[] = {&look->view.self};
    struct ledger_list past = {0};
    struct ledger_shown shown = {.event = event,
                                 .pack = pack,
                                 .look = look,
                                 .past = job->history ? &past : NULL,
                                 .subject = look->there ? look->view.self.id : "",
                                 .replayed = job->law_of[0] != '\0',
                                 .language = job->asked.language};
    bool closed = event->version.status == EVENT_CLOSED;
    size_t changed = 0;
    int code = inquiry_tell_events(&job->inquiry, people, look->view.self.mentions.count > 0, 1,
                                   !shown.replayed && !closed, err);
    if (code == 0 && !shown.replayed && closed) {
        code = duty_look_kept(&job->inquiry, event, look, err);
    } else if (code == 0 && !shown.replayed) {
        code = duty_look_keep(&job->inquiry, event, pack, look, false, &changed, err);
        code = code ? code : duty_look_discharged(&job->inquiry, event, look, err);
    }
    if (code == 0 && job->history) {
        code = ledger_read(picture->db, picture->seal, &job->arena, event->made.number, true, &past,
                           err);
    }
    if (code == 0) {
        duty_print_ledger(&shown, job->json);
    }
    return code;
}

static int show_ledger(struct duty_job *job, struct err *err)
{
    struct event event = {0};
    struct duty_look look = {0};
    const struct event_pack *pack = NULL;
    struct err failed = {0};
    int32_t law_day = INT32_MIN;
    int code = read_law_day(job, &law_day, err);
    code = code ? code : event_open(&job->inquiry, str_of(job->operands[1]), &event, err);
    if (code == ERR_NOTFOUND && inquiry_tell(&job->inquiry, NULL, 0, 0, &failed) != 0) {
        code = err_set(err, failed.code, "%s", failed.message);
    }
    code = code ? code : duty_pack_of(&job->inquiry, &job->packs, &event, &pack, err);
    code = code ? code : duty_look_at(&job->inquiry, &event, pack, law_day, &look, err);
    code = code == ERR_DENIED ? inquiry_refuse(&job->inquiry, &look.view.self, code, err) : code;
    code = code ? code : show_event(job, &event, pack, &look, err);
    duty_look_free(&look);
    event_free(&event);
    return code;
}

/* ---- all open events of the purpose ---- */

/* struct going - through the events that the asker may see. */
struct going {
    struct duty_job *job;
    struct view *views;
    const struct view_person **people;
    size_t people_count;
    size_t left_out; /* of people whose data may not be used for this now */
};

/* note_person - whom an event is about, for the log. *ret_seen: false for one who may not be read.
 * */
static int note_person(struct going *g, const struct event *event, size_t place, bool *ret_seen,
                       struct err *err)
{
    size_t set;
    bool there = false;
    struct viewing *viewing = &g->job->inquiry.viewing;
    *ret_seen = !event_is_hidden(viewing, event);
    if (!*ret_seen) {
        return 0;
    }
    int code =
        event_person(viewing, event, STR(EVENT_SUBJECT), true, &g->views[place], &set, &there, err);
    if (code == ERR_DENIED) {
        *ret_seen = false;
        g->left_out++;
        return 0;
    }
    if (code == 0 && g->views[place].self.mentions.count > 0) {
        g->people[g->people_count++] = &g->views[place].self;
    }
    return code;
}

static void going_begin(struct duty_job *job, size_t count, struct going *ret)
{
    *ret = (struct going){.job = job,
                          .views = mem_must_array(count + 1, sizeof *ret->views),
                          .people = mem_must_array(count + 1, sizeof *ret->people)};
}

static void going_end(struct going *g, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        view_free(&g->views[i]);
    }
    mem_free(g->views);
    mem_free(g->people);
}

/* passes_over - of an event whose pack can't be read: the others are looked at all the same, and
 * the first such error is what the command ends with. */
static bool passes_over(int code, const struct err *failed, int *first, struct err *err)
{
    if (code != ERR_NOTFOUND && code != ERR_INPUT) {
        if (code != 0) {
            *err = *failed;
        }
        return false;
    }
    if (*first == 0) {
        *first = code;
        *err = *failed;
    }
    return true;
}

/* ---- due ---- */

static int read_within(const struct duty_job *job, int32_t *ret, struct err *err)
{
    struct str text = str_of(job->within);
    uint64_t days = 0;
    if (text.len == 0) {
        *ret = INT32_MAX;
        return 0;
    }
    text = text.ptr[text.len - 1] == 'd' ? str_slice(text, 0, text.len - 1) : text;
    if (!str_to_uint(text, WITHIN_DAYS_MAX, &days)) {
        return err_set(err, ERR_USAGE, "--within takes a number of days, as 5d");
    }
    *ret = job->inquiry.viewing.options.day + (int32_t)days;
    return 0;
}

static int compare_due(const void *a, const void *b)
{
    const struct due_line *left = a, *right = b;
    int order = (left->deadline > right->deadline) - (left->deadline < right->deadline);
    order = order != 0 ? order : str_cmp(left->event, right->event);
    return order != 0 ? order : str_cmp(left->duty, right->duty);
}

/* struct due_event - the event that was looked at last: entries of one come together. */
struct due_event {
    int64_t number;
    bool seen; /* it is open, under this purpose, and for the asker */
    struct due_line line;
};

static int look_at_event(struct going *g, int64_t number, size_t place, struct due_event *ret,
                         struct err *err)
{
    struct duty_job *job = g->job;
    struct picture *picture = &job->inquiry.picture;
    struct event event = {0};
    struct str purpose = viewing_purpose(&job->inquiry.viewing)->id;
    *ret = (struct due_event){.number = number};
    int code = event_read(picture->db, picture->seal, number, &event, err);
    bool open = event.version.status != EVENT_CLOSED && event.version.status != EVENT_WITHDRAWN;
    if (code == 0 && open && !event.made.shadow && str_eq(event.made.purpose, purpose)) {
        code = note_person(g, &event, place, &ret->seen, err);
    }
    if (code == 0 && ret->seen) {
        ret->line = (struct due_line){.event = arena_str(&job->arena, str_of(event.made.id)),
                                      .type = arena_str(&job->arena, event.made.type),
                                      .status = event.version.status};
    }
    event_free(&event);
    return code;
}

static int compare_events(const void *a, const void *b)
{
    const struct ledger_entry *left = a, *right = b;
    int order = (left->event > right->event) - (left->event < right->event);
    return order != 0 ? order : (left->number > right->number) - (left->number < right->number);
}

/* add_due - an entry that is due, or by when can't be told, unless its event is not for the asker.
 * lines: those of ret, with room. */
static int add_due(struct going *g, const struct ledger_entry *entry, size_t place,
                   struct due_event *event, struct due_line *lines, struct due_shown *ret,
                   struct err *err)
{
    int code =
        event->number == entry->event ? 0 : look_at_event(g, entry->event, place, event, err);
    if (code == 0 && event->seen && entry->deadline_state == DEADLINE_CANNOT_TELL) {
        ret->day_unknown++;
    } else if (code == 0 && event->seen) {
        struct due_line line = event->line;
        line.duty = entry->duty;
        line.owner = entry->owner;
        line.deadline = entry->deadline;
        line.paused = entry->paused;
        lines[ret->count++] = line;
    }
    return code;
}

static bool is_due(const struct ledger_entry *entry, int32_t until)
{
    return !entry->erased &&
           (entry->deadline_state == DEADLINE_CANNOT_TELL ||
            (entry->deadline_state == DEADLINE_KNOWN && entry->deadline <= until));
}

/* add_unlooked - an open event of which nobody has looked at what is owed. */
static int add_unlooked(struct going *g, int64_t number, size_t place, struct due_shown *ret,
                        struct err *err)
{
    struct due_event event = {0};
    bool looked = false;
    int code = ledger_looked(g->job->inquiry.picture.db, number, &looked, err);
    if (code == 0 && !looked) {
        code = look_at_event(g, number, place, &event, err);
        ret->not_looked_at += event.seen;
    }
    return code;
}

/* add_all - of the entries that stand as started those that are due, in order, and how many there
 * are else. lines: with room for each. */
static int add_all(struct going *g, const struct ledger_list *started,
                   const struct whole_list *open, int32_t until, struct due_line *lines,
                   struct due_shown *ret, struct err *err)
{
    struct due_event event = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < started->count; i++) {
        if (is_due(&started->at[i], until)) {
            code = add_due(g, &started->at[i], i, &event, lines, ret, err);
        }
    }
    for (size_t i = 0; code == 0 && i < open->count; i++) {
        code = add_unlooked(g, open->at[i], started->count + i, ret, err);
    }
    qsort(lines, ret->count, sizeof *lines, compare_due);
    ret->left_out = g->left_out;
    return code;
}

static int show_due(struct duty_job *job, struct err *err)
{
    struct picture *picture = &job->inquiry.picture;
    struct ledger_list started = {0};
    struct whole_list open = {0};
    struct going going;
    int32_t until = 0;
    int code = read_within(job, &until, err);
    code = code ? code : ledger_started(picture->db, picture->seal, &job->arena, &started, err);
    code = code ? code
                : event_numbers(picture->db, STR(""), viewing_purpose(&job->inquiry.viewing)->id,
                                true, &open, err);
    if (code != 0) {
        whole_list_free(&open);
        return code;
    }
    struct due_line *lines = arena_alloc(&job->arena, (started.count + 1) * sizeof *lines);
    struct due_shown shown = {
        .lines = lines, .today = job->inquiry.viewing.options.day, .language = job->asked.language};
    qsort(started.at, started.count, sizeof *started.at, compare_events);
    going_begin(job, started.count + open.count, &going);
    code = add_all(&going, &started, &open, until, lines, &shown, err);
    code = code ? code
                : inquiry_tell_events(&job->inquiry, going.people, going.people_count,
                                      shown.count + shown.day_unknown + shown.not_looked_at, false,
                                      err);
    if (code == 0) {
        duty_print_due(&shown, job->json);
    }
    going_end(&going, started.count + open.count);
    whole_list_free(&open);
    return code;
}

/* ---- look ---- */

static int look_at_one(struct going *g, int64_t number, size_t place, size_t *looked,
                       size_t *changed, struct err *err)
{
    struct duty_job *job = g->job;
    struct event event = {0};
    struct duty_look look = {0};
    const struct event_pack *pack = NULL;
    bool seen = false;
    size_t new = 0;
    int code = event_read(job->inquiry.picture.db, job->inquiry.picture.seal, number, &event, err);
    g->people_count = 0;
    code = code ? code : note_person(g, &event, place, &seen, err);
    if (code == 0 && seen) {
        code = duty_pack_of(&job->inquiry, &job->packs, &event, &pack, err);
        code = code ? code : duty_look_at(&job->inquiry, &event, pack, INT32_MIN, &look, err);
        code = code ? code
                    : inquiry_tell_events(&job->inquiry, g->people, g->people_count, 1, true, err);
        code = code ? code : duty_look_keep(&job->inquiry, &event, pack, &look, false, &new, err);
        *looked += code == 0;
        *changed += new;
    }
    duty_look_free(&look);
    event_free(&event);
    return code;
}

static int look_at_all(struct duty_job *job, struct err *err)
{
    struct whole_list numbers = {0};
    struct going going;
    size_t looked = 0, changed = 0;
    int first = 0;
    int code = event_numbers(job->inquiry.picture.db, STR(""),
                             viewing_purpose(&job->inquiry.viewing)->id, true, &numbers, err);
    going_begin(job, numbers.count, &going);
    for (size_t i = 0; code == 0 && i < numbers.count; i++) {
        struct err failed = {0};
        code = look_at_one(&going, numbers.at[i], i, &looked, &changed, &failed);
        code = passes_over(code, &failed, &first, err) ? 0 : code;
    }
    going_end(&going, numbers.count);
    whole_list_free(&numbers);
    if (code == 0) {
        duty_print_looked(looked, changed, going.left_out, job->asked.language, job->json);
    }
    return code ? code : first;
}

/* ---- discharged by somebody ---- */

static int discharge(struct duty_job *job, struct err *err)
{
    struct event event = {0};
    struct str duty = str_of(job->operands[2]);
    int code = caseload_open(&job->inquiry, (int64_t)time(NULL), &job->cases, err);
    code = code ? code : event_open(&job->inquiry, str_of(job->operands[1]), &event, err);
    code = code ? code : case_discharge(&job->cases, &event, duty, str_of(job->because), err);
    if (code == 0 && job->json) {
        printf("{\"event\": \"%s\", \"duty\": \"%s\", \"state\": \"discharged\"}\n", event.made.id,
               job->operands[2]);
    } else if (code == 0) {
        printf("%s: %s\n", job->operands[2],
               duty_state_title(DUTY_DISCHARGED, job->asked.language));
    }
    event_free(&event);
    return code;
}

/* ---- the command ---- */

static int run(struct duty_job *job, struct err *err)
{
    const char *word = job->operands[0];
    bool ledger = strcmp(word, "ledger") == 0 && job->count == 2;
    bool due = strcmp(word, "due") == 0 && job->count == 1;
    bool look = strcmp(word, "look") == 0 && job->count == 1;
    bool discharges = strcmp(word, "discharge") == 0 && job->count == 3;
    if (!ledger && !due && !look && !discharges) {
        return err_set(err, ERR_USAGE, "ledger EVENT, due, look or discharge EVENT DUTY is wanted");
    }
    int code = inquiry_open(&job->asked, &job->inquiry, err);
    if (code != 0) {
        return code;
    }
    return ledger ? show_ledger(job, err)
           : due  ? show_due(job, err)
           : look ? look_at_all(job, err)
                  : discharge(job, err);
}

int duty_command(const struct command *self, int argc, char **argv)
{
    static const char *const languages[] = {"en", "cy", NULL};
    struct duty_job job = {.asked = {.start = ".",
                                     .system = "cantref duty",
                                     .purpose = "",
                                     .case_reference = "",
                                     .break_glass = "",
                                     .day = calendar_today(),
                                     .asked = ""},
                           .within = "",
                           .law_of = "",
                           .because = ""};
    uint64_t language = 0;
    const struct option_row rows[] = {
        OPTION_HOME(job.asked.start),
        OPTION_PURPOSE(job.asked.purpose),
        OPTION_CASE(job.asked.case_reference),
        {"within", 0, OPTION_TEXT, "DAYS", "due: those alone that are due by then, as 5d",
         .text = &job.within},
        {"law-of", 0, OPTION_TEXT, "DAY", "ledger: by the law of that day; nothing of it is kept",
         .text = &job.law_of},
        {"history", 0, OPTION_FLAG, "", "ledger: what was found earlier, too",
         .flag = &job.history},
        {"because", 0, OPTION_TEXT, "TEXT", "discharge: the reason; kept sealed",
         .text = &job.because},
        {"language", 0, OPTION_CHOICE, "LANGUAGE", "en or cy (default: en)", .number = &language,
         .choices = languages},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 3,
                              .operand_name = "ACTION"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    job.operands = options.operands;
    job.count = options.operand_count;
    job.asked.language = (enum access_language)language;
    job.inquiry.picture.home.lock_fd = -1;
    int code = run(&job, &err);
    struct err failed = {0};
    int closed = job.cases.inquiry != NULL ? caseload_close(&job.cases, &failed) : 0;
    if (code == 0 && closed != 0) {
        err = failed;
        code = closed;
    }
    closed = inquiry_close(&job.inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    duty_packs_free(&job.packs);
    arena_free(&job.arena);
    if (code != 0) {
        err_print("cantref duty", &err);
    }
    return err_exit_status(code);
}
