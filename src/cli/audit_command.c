/* audit_command.c - cantref audit: the log, for information governance; its details destroyed when
 * they have been kept for as long as the council's rule says. */
#include "command.h"

#include "audit_print.h"
#include "date.h"
#include "log_search.h"
#include "options.h"

#include <inttypes.h>
#include <stdio.h>

enum { LEAVES_DEFAULT = 100, LEAVES_LISTED_MAX = 100000, MONTHS_A_YEAR = 12 };
#define MS_A_DAY INT64_C(86400000)

struct audit_job {
    struct inquiry *inquiry;
    const char *operand; /* NULL: none */
    const char *since, *until, *who, *purpose, *of_case, *why;
    uint64_t limit;
    bool due, json;
    struct arena arena;
    struct whole_list found; /* leaves */
};

/* ---- list ---- */

static int read_day(const char *text, const char *option, int32_t *ret, struct err *err)
{
    struct date date;
    if (!date_from_text(str_of(text), &date) || !date_is_valid(date)) {
        return err_set(err, ERR_USAGE, "%s takes a day, such as 2026-11-28", option);
    }
    *ret = date_days(date);
    return 0;
}

/* Only the newest `limit`. */
static int print_listing(struct audit_job *job, struct err *err)
{
    struct audit_listing shown = {
        .leaves = job->found.at, .count = job->found.count, .found = job->found.count};
    if (shown.count > job->limit) {
        shown.leaves += shown.count - job->limit;
        shown.count = (size_t)job->limit;
    }
    return audit_print_listing(job->inquiry, &shown, job->json, err);
}

static int list(struct audit_job *job, struct err *err)
{
    struct log_question question = {.who = str_of(job->who),
                                    .purpose = str_of(job->purpose),
                                    .case_reference = str_of(job->of_case)};
    int32_t day = 0;
    int code = 0;
    if (job->since[0] != '\0') {
        code = read_day(job->since, "--since", &day, err);
        question.from_ms = day * MS_A_DAY;
    }
    if (code == 0 && job->until[0] != '\0') {
        code = read_day(job->until, "--until", &day, err);
        question.until_ms = (day + 1) * MS_A_DAY;
    }
    code = code ? code : log_search(job->inquiry, &question, &job->found, err);
    return code ? code : print_listing(job, err);
}

static int search(struct audit_job *job, struct err *err)
{
    int code = log_search_person(job->inquiry, str_of(job->operand), NULL, &job->found, err);
    return code ? code : print_listing(job, err);
}

/* ---- show ---- */

static int show(struct audit_job *job, struct err *err)
{
    struct audit_entry entry;
    uint64_t leaf;
    if (!str_to_uint(str_of(job->operand), UINT64_MAX >> 1, &leaf)) {
        return err_set(err, ERR_USAGE, "show takes the number of a leaf, as audit list prints it");
    }
    int code = log_leaf(job->inquiry, leaf, &job->arena, &entry, err);
    if (code == 0) {
        audit_print_leaf(&entry, job->json);
    }
    return code;
}

/* ---- forget ---- */

static int month_now(void)
{
    char text[CALENDAR_TEXT_MAX];
    struct date date = {0};
    date_from_text(str_of(calendar_text(calendar_today(), text)), &date);
    return MONTHS_A_YEAR * date.year + date.month - 1;
}

static int month_begins(struct audit_job *job, int month, uint64_t *ret, struct err *err)
{
    struct date first = {(int16_t)(month / MONTHS_A_YEAR), (int8_t)(month % MONTHS_A_YEAR + 1), 1};
    return audit_find_time(job->inquiry->audit, date_days(first) * MS_A_DAY, ret, err);
}

/* Into the log first, then for good. */
static int forget_month(struct audit_job *job, int month, struct err *err)
{
    char about[16];
    uint64_t from = 0;
    uint64_t to = 0;
    snprintf(about, sizeof about, "%04d-%02d", month / MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1);
    int code = month_begins(job, month, &from, err);
    code = code ? code : month_begins(job, month + 1, &to, err);
    code = code ? code
                : inquiry_log_change(job->inquiry, STR("log_retention_months"), str_of(about),
                                     STR(""), to - from, err);
    code = code ? code : audit_forget_month(job->inquiry->audit, month, err);
    if (code == 0 && !job->json) {
        printf("%s: the details of %" PRIu64
               " leaves are destroyed. The leaves and their proofs "
               "stay.\n",
               about, to - from);
    }
    return code;
}

/* The months of which there are leaves with details, up to the last that is due. */
static int forget_due(struct audit_job *job, int last, size_t *ret_count, struct err *err)
{
    struct audit *log = job->inquiry->audit;
    int code = 0;
    for (uint64_t from = 0, next = 0; code == 0 && from < audit_size(log); from = next) {
        struct audit_entry entry;
        arena_reset(&job->arena);
        code = audit_read(log, from, &job->arena, &entry, err);
        if (code != 0) {
            break;
        }
        int month = audit_month(entry.leaf.time_ms);
        if (month > last) {
            break;
        }
        code = month_begins(job, month + 1, &next, err);
        next = next > from ? next : from + 1;
        if (code == 0 && entry.has_detail) {
            code = forget_month(job, month, err);
            (*ret_count)++;
        }
    }
    return code;
}

static int read_month(const char *text, int *ret, struct err *err)
{
    struct date date;
    if (!date_from_text(str_of(text), &date) || date.year == 0 || date.month == 0 ||
        date.day != 0) {
        return err_set(err, ERR_USAGE, "forget takes a month, such as 2019-03, or --due");
    }
    *ret = MONTHS_A_YEAR * date.year + date.month - 1;
    return 0;
}

static int forget(struct audit_job *job, struct err *err)
{
    struct council council;
    struct err_list errors = {0};
    int month = 0;
    size_t count = 1;
    if ((job->operand != NULL) == job->due) {
        return err_set(err, ERR_USAGE, "forget takes a month, such as 2019-03, or --due");
    }
    int code = job->due ? 0 : read_month(job->operand, &month, err);
    if (code == 0 && home_council(&job->inquiry->picture.home, &council, &errors) != 0) {
        code = err_list_first(&errors, err);
    }
    err_list_free(&errors);
    if (code != 0) {
        return code;
    }
    int last = month_now() - 1 - (int)council.log_retention_months;
    if (job->due) {
        count = 0;
        code = forget_due(job, last, &count, err);
    } else if (month > last) {
        code =
            err_set(err, ERR_CONFLICT,
                    "the log keeps its details for %" PRId64
                    " months after their own (log_retention_months in council.yaml): that month's "
                    "are kept until the end of %04d-%02d",
                    council.log_retention_months,
                    (month + (int)council.log_retention_months) / MONTHS_A_YEAR,
                    (month + (int)council.log_retention_months) % MONTHS_A_YEAR + 1);
    } else {
        code = forget_month(job, month, err);
    }
    if (code == 0 && job->json) {
        printf("{\n  \"months\": %zu\n}\n", count);
    } else if (code == 0 && count == 0) {
        printf("No month's details are due.\n");
    }
    council_free(&council);
    return code;
}

/* ---- an older copy of the log ---- */

static int lost(struct audit_job *job, struct err *err)
{
    struct inquiry *q = job->inquiry;
    char about[64];
    if (job->why[0] == '\0') {
        return err_set(err, ERR_USAGE, "say with --why what became of the newest copy of the log");
    }
    snprintf(about, sizeof about, "%" PRIu64 " of %" PRIu64 " entries", q->log_has, q->log_had);
    int code = inquiry_log_change(q, STR("log_lost"), str_of(about), str_of(job->why), 0, err);
    if (code == 0 && job->json) {
        printf("{\n  \"entries\": %" PRIu64 ",\n  \"had\": %" PRIu64 "\n}\n", q->log_has,
               q->log_had);
    } else if (code == 0) {
        printf("The log goes on with %s; an entry says so, and why.\n", about);
    }
    return code;
}

/* ---- the command ---- */

static const struct {
    const char *word, *system;
    int (*run)(struct audit_job *job, struct err *err);
    bool takes_operand, may_lack_it;
} actions[] = {{"list", "cantref audit list", list, false, false},
               {"show", "cantref audit show", show, true, false},
               {"search", "cantref audit search", search, true, false},
               {"forget", "cantref audit forget", forget, true, true},
               {"lost", "cantref audit lost", lost, false, false}};
enum { ACTIONS = sizeof actions / sizeof actions[0] };

static size_t action_of(const struct options *options)
{
    for (size_t i = 0; i < ACTIONS; i++) {
        bool has_operand = options->operand_count > 1;
        if (strcmp(actions[i].word, options->operands[0]) == 0 &&
            (has_operand == actions[i].takes_operand || (!has_operand && actions[i].may_lack_it))) {
            return i;
        }
    }
    return ACTIONS;
}

static int run(struct audit_job *job, size_t action, const char *start, const char *under,
               const char *case_reference, struct err *err)
{
    struct inquiry_options asked = {.start = start,
                                    .system = actions[action].system,
                                    .purpose = under,
                                    .case_reference = case_reference,
                                    .break_glass = "",
                                    .day = calendar_today(),
                                    .log_was_lost = actions[action].run == lost};
    int code = inquiry_open_act(&asked, ACT_AUDIT, job->inquiry, err);
    code = code ? code : actions[action].run(job, err);
    int closed = inquiry_close(job->inquiry, code == 0 ? err : NULL);
    whole_list_free(&job->found);
    arena_free(&job->arena);
    return code ? code : closed;
}

int audit_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    const char *case_reference = "";
    const char *under = "";
    struct audit_job job = {.since = "",
                            .until = "",
                            .who = "",
                            .purpose = "",
                            .of_case = "",
                            .why = "",
                            .limit = LEAVES_DEFAULT};
    const struct option_row rows[] = {
        OPTION_HOME(start),
        {"case", 0, OPTION_TEXT, "CASE", "the case that it is about", .text = &case_reference},
        {"purpose", 0, OPTION_TEXT, "PURPOSE", "what for (default: the one for audits)",
         .text = &under},
        {"since", 0, OPTION_TEXT, "DATE", "list: from this day on", .text = &job.since},
        {"until", 0, OPTION_TEXT, "DATE", "list: up to this day", .text = &job.until},
        {"who", 0, OPTION_TEXT, "LOGIN", "list: what this one was answered", .text = &job.who},
        {"of-purpose", 0, OPTION_TEXT, "PURPOSE", "list: under this purpose", .text = &job.purpose},
        {"of-case", 0, OPTION_TEXT, "CASE", "list: for this case", .text = &job.of_case},
        {"limit", 0, OPTION_WHOLE, "N", "list, search: the newest N (default: 100)",
         .number = &job.limit, .min = 1, .max = LEAVES_LISTED_MAX},
        {"why", 0, OPTION_TEXT, "TEXT", "lost: what became of the newest copy", .text = &job.why},
        {"due", 0, OPTION_FLAG, "", "forget: all months that the rule says", .flag = &job.due},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 2,
                              .operand_name = "ACTION"};
    struct err err = {0};
    struct inquiry inquiry = {0};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    size_t action = action_of(&options);
    int code;
    if (action == ACTIONS) {
        code = err_set(&err, ERR_USAGE,
                       "list, show LEAF, search ENTITY, forget MONTH or lost, not \"%.40s\"",
                       options.operands[options.operand_count - 1]);
    } else {
        job.inquiry = &inquiry;
        job.operand = options.operand_count > 1 ? options.operands[1] : NULL;
        code = run(&job, action, start, under, case_reference, &err);
    }
    if (code != 0) {
        err_print("cantref audit", &err);
    }
    return err_exit_status(code);
}
