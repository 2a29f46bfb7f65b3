/* contact_command.c - cantref contact: how people can and want to be reached, and why not: shown,
 * said, asked again; help that is offered; figures by place. */
#include "command.h"

#include "contact_measures.h"
#include "contact_print.h"
#include "contact_review.h"
#include "date.h"
#include "disclosure_control.h"
#include "language.h"
#include "options.h"

#include <stdio.h>
#include <time.h>

enum { WITHIN_DAYS_MAX = 3650 };

/* struct contact_job - one command. */
struct contact_job {
    struct inquiry inquiry;
    struct inquiry_options asked;
    char *const *operands;
    size_t count;
    struct option_texts given; /* ITEM=VALUE */
    const char *sayer, *said, *note, *offer;
    uint64_t said_by, language, taken, declined, closed, within;
    bool json, alone;
    struct view view;
    int64_t record; /* the mention that was named */
    int number;
    struct arena arena;
};

static int32_t today_of(const struct contact_job *job)
{
    return job->inquiry.viewing.options.day;
}

/* ---- who ---- */

/* The person meant; a refusal or nobody is in the log when this returns. */
static int find_person(struct contact_job *job, struct err *err)
{
    struct inquiry *q = &job->inquiry;
    struct err failed = {0};
    size_t set = 0;
    int code = viewing_resolve(&q->viewing, str_of(job->operands[1]), &set, &job->record,
                               &job->number, err);
    code = code
               ? code
               : view_of_mention(&q->viewing, set, job->record, job->number, true, &job->view, err);
    if (code == ERR_NOTFOUND && inquiry_tell(q, NULL, 0, 0, &failed) != 0) {
        return err_set(err, failed.code, "%s", failed.message);
    }
    return code == ERR_DENIED ? inquiry_refuse(q, &job->view.self, code, err) : code;
}

static int read_shown(struct contact_job *job, struct contact_shown *ret, struct err *err)
{
    struct inquiry *q = &job->inquiry;
    *ret = (struct contact_shown){.person = job->view.self.id,
                                  .today = today_of(job),
                                  .language = (enum access_language)job->language};
    int code = reach_of(q, &job->view, &ret->reach, &job->arena, err);
    code = code ? code : contact_statements(&job->arena, q, &job->view, &ret->statements, err);
    return code ? code : help_offers(&job->arena, q, &job->view, &ret->offers, err);
}

static void print_json(const struct buf *text)
{
    printf("%.*s\n", PRI(buf_str(text)));
}

static int show(struct contact_job *job, struct err *err)
{
    struct contact_shown shown;
    const struct view_person *people[] = {&job->view.self};
    int code = read_shown(job, &shown, err);
    code = code ? code : inquiry_tell_contact(&job->inquiry, people, 1, 1, false, err);
    if (code == 0 && job->json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        contact_json(&json, &shown);
        json_write_close(&json);
        print_json(&text);
        buf_free(&text);
    } else if (code == 0) {
        contact_print(&shown);
    }
    return code;
}

/* ---- said ---- */

static int read_item(struct contact_job *job, struct str text, struct contact_statement *statement,
                     struct err *err)
{
    ptrdiff_t equals = str_find(text, STR("="));
    struct str name = str_slice(text, 0, equals > 0 ? (size_t)equals : 0);
    int item = 0;
    while (item < CONTACT_ITEMS && !str_eq(name, str_of(contact_item_names[item]))) {
        item++;
    }
    if (equals <= 0 || item == CONTACT_ITEMS) {
        return err_set(err, ERR_USAGE,
                       "--say takes ITEM=VALUE; the items are in cantref help contact");
    }
    if (statement->has[item]) {
        return err_set(err, ERR_USAGE, "%s is said twice", contact_item_names[item]);
    }
    statement->has[item] = true;
    return contact_value_read(&job->arena, (enum contact_item)item,
                              str_slice(text, (size_t)equals + 1, text.len), today_of(job),
                              &statement->values[item], err);
}

static int read_said_day(struct contact_job *job, int32_t *ret, struct err *err)
{
    struct date date;
    *ret = today_of(job);
    if (job->said[0] == '\0') {
        return 0;
    }
    if (!date_from_text(str_of(job->said), &date) || !date_is_valid(date) ||
        date_days(date) > today_of(job)) {
        return err_set(err, ERR_USAGE, "--said is a day that has been, as 2026-11-28");
    }
    *ret = date_days(date);
    return 0;
}

static int set(struct contact_job *job, struct err *err)
{
    struct contact_statement statement = {.alone = job->alone,
                                          .sayer = (enum contact_sayer)job->said_by,
                                          .said_by = str_of(job->sayer),
                                          .at = (int64_t)time(NULL)};
    bool welsh = job->language == ACCESS_WELSH;
    int code = read_said_day(job, &statement.said, err);
    for (size_t i = 0; code == 0 && i < job->given.count; i++) {
        code = read_item(job, str_of(job->given.at[i]), &statement, err);
    }
    code = code ? code
                : contact_say(&job->inquiry, &job->view, &statement, job->record, job->number, err);
    if (code == 0 && job->json) {
        printf("{\"person\": \"%s\", \"said\": %zu}\n", job->view.self.id, job->given.count);
    } else if (code == 0) {
        printf("%s: %s\n", job->view.self.id, welsh ? "wedi’i gadw" : "kept");
    }
    return code;
}

/* ---- help ---- */

/* struct helping - an offer opened, or ended. */
struct helping {
    struct contact_job *job;
    enum help_kind kind;
    enum help_state state;
    int64_t number;
    bool is_new;
};

static int put_offer(struct db *db, void *context, struct err *err)
{
    struct helping *h = context;
    const struct viewing *v = &h->job->inquiry.viewing;
    const struct help_offer offer = {.kind = h->kind,
                                     .purpose = viewing_purpose(v)->id,
                                     .opened = (int64_t)time(NULL),
                                     .opened_by = v->options.who,
                                     .by_hand = true};
    return help_offer_open(db, &offer, &h->job->view.self.mentions, &h->number, &h->is_new, err);
}

static int put_end(struct db *db, void *context, struct err *err)
{
    struct helping *h = context;
    return help_offer_end(db, h->job->inquiry.picture.seal, h->number, h->state,
                          str_of(h->job->note), h->job->inquiry.viewing.options.who,
                          (int64_t)time(NULL), err);
}

static int read_kind(const struct contact_job *job, enum help_kind *ret, struct err *err)
{
    int kind = 0;
    while (kind < HELP_KINDS && !str_eq(str_of(job->offer), str_of(help_kind_names[kind]))) {
        kind++;
    }
    *ret = (enum help_kind)kind;
    return kind < HELP_KINDS ? 0
                             : err_set(err, ERR_USAGE,
                                       "--offer is device, connection, skills, sight, hearing, "
                                       "language_line, reading or address");
}

/* One of theirs, as the purpose may know. */
static int check_theirs(struct contact_job *job, int64_t number, struct err *err)
{
    struct help_offers offers = {0};
    bool theirs = false;
    int code = help_offers(&job->arena, &job->inquiry, &job->view, &offers, err);
    for (size_t i = 0; i < offers.count; i++) {
        theirs = theirs || offers.at[i].number == number;
    }
    return code == 0 && !theirs
               ? err_set(err, ERR_NOTFOUND,
                         "they have no offer %lld: cantref contact help lists them",
                         (long long)number)
               : code;
}

static int list_help(struct contact_job *job, struct err *err)
{
    struct contact_shown shown = {.person = job->view.self.id,
                                  .today = today_of(job),
                                  .language = (enum access_language)job->language};
    const struct view_person *people[] = {&job->view.self};
    int code = help_offers(&job->arena, &job->inquiry, &job->view, &shown.offers, err);
    code = code ? code : inquiry_tell_contact(&job->inquiry, people, 1, 1, false, err);
    if (code == 0 && job->json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        json_put_text(&json, "person", str_of(shown.person));
        contact_offers_json(&json, &shown.offers);
        json_write_close(&json);
        print_json(&text);
        buf_free(&text);
    } else if (code == 0) {
        contact_offers_print(&shown);
    }
    return code;
}

static void print_help(const struct contact_job *job, const struct helping *h)
{
    enum access_language language = (enum access_language)job->language;
    bool was_open = h->state == HELP_OPEN && !h->is_new;
    if (job->json) {
        printf("{\"person\": \"%s\", \"offer\": %lld, \"state\": \"%s\", \"new\": %s}\n",
               job->view.self.id, (long long)h->number, help_state_names[h->state],
               h->is_new ? "true" : "false");
    } else {
        printf("%lld: %s%s\n", (long long)h->number, help_state_title(h->state, language),
               !was_open                  ? ""
               : language == ACCESS_WELSH ? " eisoes"
                                          : " already");
    }
}

static int help(struct contact_job *job, struct err *err)
{
    struct helping h = {.job = job, .state = HELP_OPEN};
    const struct view_person *people[] = {&job->view.self};
    const uint64_t ends[HELP_STATES] = {
        [HELP_TAKEN] = job->taken, [HELP_DECLINED] = job->declined, [HELP_CLOSED] = job->closed};
    int asked = job->offer[0] != '\0';
    for (int s = 0; s < HELP_STATES; s++) {
        asked += ends[s] != 0;
        h.state = ends[s] != 0 ? (enum help_state)s : h.state;
        h.number = ends[s] != 0 ? (int64_t)ends[s] : h.number;
    }
    if (asked == 0) {
        return list_help(job, err);
    }
    if (asked > 1) {
        return err_set(err, ERR_USAGE, "one of --offer, --taken, --declined and --closed");
    }
    bool opens = h.state == HELP_OPEN;
    int code = opens ? read_kind(job, &h.kind, err) : check_theirs(job, h.number, err);
    code = code ? code : inquiry_tell_contact(&job->inquiry, people, 1, 1, true, err);
    code = code ? code : picture_do(&job->inquiry.picture, opens ? put_offer : put_end, &h, err);
    if (code == 0) {
        print_help(job, &h);
    }
    return code;
}

/* ---- to be asked again ---- */

static void print_due(const struct contact_job *job, const struct contact_review *review)
{
    enum access_language language = (enum access_language)job->language;
    bool welsh = language == ACCESS_WELSH;
    char day[CALENDAR_TEXT_MAX];
    for (size_t i = 0; i < review->count; i++) {
        const struct contact_due *due = &review->at[i];
        printf("%s  %s: %s", review->views[due->view].self.id,
               reach_channel_title(due->channel, language),
               reach_state_title(due->state, language));
        if (due->state == REACH_CANNOT) {
            printf(", %s", reach_reason_title(due->reason, language));
        }
        printf("; %s %s\n", welsh ? "i’w ofyn eto ers" : "to be asked again since",
               calendar_text(due->review, day));
    }
    if (review->count == 0) {
        printf("%s\n", welsh ? "nid oes dim i’w ofyn eto" : "nothing is to be asked again");
    }
}

static void due_json(const struct contact_review *review)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    char day[CALENDAR_TEXT_MAX];
    json_write_object(&json);
    json_write_key(&json, STR("review"));
    json_write_array(&json);
    for (size_t i = 0; i < review->count; i++) {
        const struct contact_due *due = &review->at[i];
        json_write_object(&json);
        json_put_text(&json, "person", str_of(review->views[due->view].self.id));
        json_put_text(&json, "channel", str_of(step_channel_names[due->channel]));
        json_put_text(&json, "state", str_of(reach_state_names[due->state]));
        json_put_text(&json, "reason", str_of(reach_reason_names[due->reason]));
        json_put_text(&json, "review", str_of(calendar_text(due->review, day)));
        json_write_close(&json);
    }
    json_write_close(&json);
    json_write_close(&json);
    print_json(&text);
    buf_free(&text);
}

static int review(struct contact_job *job, struct err *err)
{
    struct contact_review found = {0};
    int code =
        contact_review_read(&job->inquiry, today_of(job) + (int32_t)job->within, &found, err);
    const struct view_person **people =
        mem_must_array(found.view_count + 1, sizeof(const struct view_person *));
    for (size_t i = 0; i < found.view_count; i++) {
        people[i] = &found.views[i].self;
    }
    code = code ? code
                : inquiry_tell_contact(&job->inquiry, people, found.view_count, found.count, false,
                                       err);
    if (code == 0 && job->json) {
        due_json(&found);
    } else if (code == 0) {
        print_due(job, &found);
    }
    mem_free(people);
    contact_review_free(&found);
    return code;
}

/* ---- figures by place ---- */

static struct str figures_title(struct arena *arena, const struct contact_figures *f,
                                enum access_language language)
{
    static const char *const helped[ACCESS_LANGUAGES] = {"offered", "cynigiwyd"};
    if (f->measure == MEASURE_HELP) {
        return arena_printf(arena, "%s: %s, %s", helped[language],
                            help_kind_title(f->help, language),
                            help_state_title(f->state, language));
    }
    bool cannot = f->measure == MEASURE_CANNOT;
    return arena_printf(arena, "%s %s%s%s", reach_channel_title(f->channel, language),
                        reach_state_title(cannot ? REACH_CANNOT : REACH_WILL_NOT, language),
                        cannot ? ": " : "", cannot ? reach_reason_title(f->reason, language) : "");
}

static void print_figure(bool shown, uint64_t count)
{
    if (shown) {
        printf("  %6llu", (unsigned long long)count);
    } else {
        printf("       ·");
    }
}

static void print_measures(struct contact_job *job, const struct contact_measures *m)
{
    enum { TITLE_WIDTH = 44 };
    enum access_language language = (enum access_language)job->language;
    bool welsh = language == ACCESS_WELSH;
    printf("%*s", TITLE_WIDTH, "");
    for (size_t i = 0; i < m->place_count; i++) {
        printf("  %6.*s", PRI(m->places[i].len > 0 ? m->places[i] : STR("?")));
    }
    printf("  %6s\n", welsh ? "oll" : "all");
    for (size_t r = 0; r < m->count; r++) {
        const struct contact_figures *f = &m->at[r];
        struct str title = figures_title(&job->arena, f, language);
        int columns = 0;
        for (size_t i = 0; i < title.len; i++) {
            columns += ((unsigned char)title.ptr[i] & 0xc0) != 0x80;
        }
        printf("%.*s%*s", PRI(title), columns < TITLE_WIDTH ? TITLE_WIDTH - columns : 1, "");
        for (size_t i = 0; i < m->place_count; i++) {
            print_figure(f->shown[i], f->cells[i]);
        }
        print_figure(f->total_shown, f->total);
        printf("\n");
    }
    printf(welsh ? "· : llai na %d, neu i’w gadw rhag ei gyfrifo; ?: ni wyddys y lle\n"
                 : "·: fewer than %d, or kept from being worked out; ?: the place is not known\n",
           DISCLOSURE_THRESHOLD);
}

static void put_figure(struct json_writer *json, struct str name, bool shown, uint64_t count)
{
    json_write_key(json, name);
    if (shown) {
        json_write_whole(json, (int64_t)count);
    } else {
        json_write_nothing(json);
    }
}

static void figures_json(struct json_writer *json, const struct contact_measures *m,
                         const struct contact_figures *f)
{
    static const char *const names[] = {"cannot", "will_not", "help"};
    json_write_object(json);
    json_put_text(json, "measure", str_of(names[f->measure]));
    if (f->measure == MEASURE_HELP) {
        json_put_text(json, "help", str_of(help_kind_names[f->help]));
        json_put_text(json, "state", str_of(help_state_names[f->state]));
    } else {
        json_put_text(json, "channel", str_of(step_channel_names[f->channel]));
    }
    if (f->measure == MEASURE_CANNOT) {
        json_put_text(json, "reason", str_of(reach_reason_names[f->reason]));
    }
    json_write_key(json, STR("places"));
    json_write_object(json);
    for (size_t i = 0; i < m->place_count; i++) {
        put_figure(json, m->places[i], f->shown[i], f->cells[i]);
    }
    json_write_close(json);
    put_figure(json, STR("all"), f->total_shown, f->total);
    json_write_close(json);
}

static void measures_json(const struct contact_measures *m)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_put_whole(&json, "threshold", DISCLOSURE_THRESHOLD);
    json_write_key(&json, STR("measures"));
    json_write_array(&json);
    for (size_t r = 0; r < m->count; r++) {
        figures_json(&json, m, &m->at[r]);
    }
    json_write_close(&json);
    json_write_close(&json);
    print_json(&text);
    buf_free(&text);
}

static int measures(struct contact_job *job, struct err *err)
{
    struct contact_measures found = {0};
    int code = contact_measures_read(&job->arena, &job->inquiry, &found, err);
    code = code ? code : inquiry_tell_everybody(&job->inquiry, found.count, err);
    if (code == 0 && job->json) {
        measures_json(&found);
    } else if (code == 0) {
        print_measures(job, &found);
    }
    return code;
}

/* ---- the command ---- */

static const struct verb {
    const char *name;
    int (*run)(struct contact_job *job, struct err *err);
    bool of_person;
} verbs[] = {{"show", show, true},
             {"set", set, true},
             {"help", help, true},
             {"review", review, false},
             {"measures", measures, false}};

/* Asked under a purpose that does not reach it: a leaf says that somebody asked, and got
 * nothing. */
static int check_purpose(struct contact_job *job, struct err *err)
{
    struct err failed = {0};
    int code = contact_check(&job->inquiry.viewing, err);
    return code != 0 && inquiry_tell(&job->inquiry, NULL, 0, 0, &failed) != 0
               ? err_set(err, failed.code, "%s", failed.message)
               : code;
}

static int run(struct contact_job *job, struct err *err)
{
    const struct verb *verb = NULL;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        verb = str_eq(str_of(job->operands[0]), str_of(verbs[i].name)) ? &verbs[i] : verb;
    }
    if (verb == NULL || job->count != (verb->of_person ? 2 : 1)) {
        return err_set(err, ERR_USAGE, "show ID, set ID, help ID, review or measures is wanted");
    }
    int code = inquiry_open(&job->asked, &job->inquiry, err);
    code = code ? code : check_purpose(job, err);
    code = code == 0 && verb->of_person ? find_person(job, err) : code;
    return code ? code : verb->run(job, err);
}

int contact_command(const struct command *self, int argc, char **argv)
{
    struct contact_job job = {.asked = {.start = ".",
                                        .system = "cantref contact",
                                        .purpose = "",
                                        .case_reference = "",
                                        .break_glass = "",
                                        .day = calendar_today()},
                              .sayer = "",
                              .said = "",
                              .note = "",
                              .offer = ""};
    const struct option_row rows[] = {
        OPTION_HOME(job.asked.start),
        OPTION_PURPOSE(job.asked.purpose),
        OPTION_CASE(job.asked.case_reference),
        {"say", 0, OPTION_TEXTS, "ITEM=VALUE", "set: what they say; ITEM= takes it back",
         .texts = &job.given},
        {"said-by", 0, OPTION_CHOICE, "WHO", "self, representative or other (default: self)",
         .number = &job.said_by, .choices = contact_sayer_names},
        {"sayer", 0, OPTION_TEXT, "TEXT", "who that is, if not themselves; kept sealed",
         .text = &job.sayer},
        {"said", 0, OPTION_TEXT, "DAY", "the day they said it (default: today)", .text = &job.said},
        {"this-purpose-only", 0, OPTION_FLAG, "", "set: for no other purpose to know",
         .flag = &job.alone},
        {"offer", 0, OPTION_TEXT, "HELP", "help: offer it", .text = &job.offer},
        {"taken", 0, OPTION_WHOLE, "OFFER", "help: this offer was taken", .number = &job.taken,
         .min = 1, .max = INT64_MAX},
        {"declined", 0, OPTION_WHOLE, "OFFER", "help: this offer was declined",
         .number = &job.declined, .min = 1, .max = INT64_MAX},
        {"closed", 0, OPTION_WHOLE, "OFFER", "help: this offer is no more", .number = &job.closed,
         .min = 1, .max = INT64_MAX},
        {"note", 0, OPTION_TEXT, "TEXT", "help: what became of it; kept sealed", .text = &job.note},
        {"within", 0, OPTION_WHOLE, "DAYS", "review: what is due by then, too (default: 0)",
         .number = &job.within, .min = 0, .max = WITHIN_DAYS_MAX},
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
    job.asked.asked = options.operand_count > 1 ? options.operands[1] : "";
    job.inquiry.picture.home.lock_fd = -1;
    int code = run(&job, &err);
    int closed = inquiry_close(&job.inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    view_free(&job.view);
    arena_free(&job.arena);
    if (code != 0) {
        err_print("cantref contact", &err);
    }
    return err_exit_status(code);
}
