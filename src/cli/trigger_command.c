/* trigger_command.c - cantref trigger: what in the data makes one propose a life event; tried over
 * history, switched on and off, run, and told of in the register of algorithms. */
#include "command.h"

#include "date.h"
#include "home_pack.h"
#include "language.h"
#include "options.h"
#include "trigger_print.h"
#include "triggers_run.h"

#include <stdio.h>
#include <time.h>

/* struct trigger_job - one command. */
struct trigger_job {
    struct inquiry inquiry;
    struct inquiry_options asked;
    char *const *operands;
    size_t count;
    const char *from, *to, *why;
    uint64_t language, format, seed;
    bool json, due;
    struct home_triggers triggers;
    struct home_trigger *trigger;
};

static int read_day(const char *text, int32_t *ret, struct err *err)
{
    struct date date;
    if (!date_from_text(str_of(text), &date) || !date_is_valid(date)) {
        return err_set(err, ERR_USAGE, "--from DAY --to DAY are wanted, as 2026-11-28");
    }
    *ret = date_days(date);
    return 0;
}

/* Every trigger of the home; what can't be read is told, and is no reason to stop. */
static int read_triggers(struct trigger_job *job, struct err *err)
{
    struct err_list errors = {0};
    const struct inquiry *q = &job->inquiry;
    int code = inquiry_open_home(&job->asked, &job->inquiry, err);
    const struct staff_member *asker =
        code == 0 ? staff_find(&q->access.access.staff, q->viewing.options.who) : NULL;
    if (code == 0 && (asker == NULL || !staff_is_here(asker, job->asked.day))) {
        const struct access_rule_info *info =
            &access_rules[asker == NULL ? RULE_NOT_STAFF : RULE_NOT_IN_POST];
        return err_set(err, ERR_DENIED, "%s (%s)", info->sentence[job->language], info->name);
    }
    if (code == 0) {
        home_triggers_read(&q->picture.home, &q->access.access, q->picture.db, &job->triggers,
                           &errors);
    }
    for (size_t i = 0; i < errors.kept; i++) {
        err_print("cantref trigger", &errors.errors[i]);
    }
    err_list_free(&errors);
    if (code == 0 && job->count > 1) {
        job->trigger = home_triggers_find(&job->triggers, str_of(job->operands[1]));
        if (job->trigger == NULL) {
            return err_set(err, ERR_NOTFOUND, "there is no such trigger: cantref trigger list");
        }
    }
    return code;
}

/* ---- told ---- */

static int list(struct trigger_job *job, struct err *err)
{
    const struct trigger_printing p = {.db = job->inquiry.picture.db,
                                       .language = (enum access_language)job->language,
                                       .json = job->json};
    return trigger_print_list(&p, &job->triggers, err);
}

static int show(struct trigger_job *job, struct err *err)
{
    const struct trigger_printing p = {.db = job->inquiry.picture.db,
                                       .language = (enum access_language)job->language,
                                       .json = job->json};
    return trigger_print_show(&p, job->trigger, err);
}

static int tell_register(struct trigger_job *job, struct err *err)
{
    return trigger_print_register(job->inquiry.picture.db, &job->triggers, job->trigger, err);
}

/* ---- tried ---- */

static int dry_run(struct trigger_job *job, struct err *err)
{
    struct trial trial = {0};
    int32_t from = 0;
    int32_t to = 0;
    struct trigger_printing p = {.db = job->inquiry.picture.db,
                                 .language = (enum access_language)job->language,
                                 .json = job->json};
    int code = read_day(job->from, &from, err);
    code = code ? code : read_day(job->to, &to, err);
    code = code ? code : inquiry_ask(&job->inquiry, job->trigger->trigger.purpose.ptr, err);
    code = code ? code
                : trigger_trial_run(&job->inquiry, &job->trigger->use, from, to, job->seed, &trial,
                                    err);
    code = code ? code
                : trigger_trial_keep(&job->inquiry, &job->trigger->use, &trial, from, to,
                                     (int64_t)time(NULL), err);
    if (code == 0) {
        trigger_print_trial(&p, job->trigger, &trial);
    }
    trial_free(&trial);
    return code;
}

/* ---- switched ---- */

static int switch_to(struct trigger_job *job, enum trigger_state state, struct err *err)
{
    struct trigger_trial trial = {0};
    const char *name = job->trigger->use.name;
    if (job->why[0] == '\0') {
        return err_set(err, ERR_USAGE, "say why: --why TEXT");
    }
    int code = trigger_decide(&job->inquiry, &job->trigger->use, state, str_of(job->why),
                              (int64_t)time(NULL), &trial, err);
    if (code == 0 && state == TRIGGER_OFF) {
        printf("%s: off\n", name);
    } else if (code == 0) {
        printf(
            "%s: %s, in the name of %.*s; tried: %lld looked at, %lld proposed, %lld can't be "
            "told\n",
            name, trigger_state_names[state], PRI(job->inquiry.viewing.options.who),
            (long long)trial.figures.looked_at, (long long)trial.figures.proposed,
            (long long)trial.figures.cant_tell);
    }
    return code;
}

static int switch_on(struct trigger_job *job, struct err *err)
{
    return switch_to(job, TRIGGER_ON, err);
}

static int switch_off(struct trigger_job *job, struct err *err)
{
    return switch_to(job, TRIGGER_OFF, err);
}

static int switch_to_shadow(struct trigger_job *job, struct err *err)
{
    return switch_to(job, TRIGGER_SHADOW, err);
}

/* ---- the command ---- */

static const struct verb {
    const char *name;
    int (*run)(struct trigger_job *job, struct err *err);
    size_t least, most; /* operands, the verb itself included */
} verbs[] = {{"list", list, 1, 1},
             {"show", show, 2, 2},
             {"dry-run", dry_run, 2, 2},
             {"on", switch_on, 2, 2},
             {"off", switch_off, 2, 2},
             {"shadow", switch_to_shadow, 2, 2},
             {"register", tell_register, 1, 2}};

static int run(struct trigger_job *job, struct err *err)
{
    const struct verb *verb = NULL;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        verb = str_eq(str_of(job->operands[0]), str_of(verbs[i].name)) ? &verbs[i] : verb;
    }
    if (verb == NULL || job->count < verb->least || job->count > verb->most) {
        return err_set(err, ERR_USAGE,
                       "list, run, show NAME, dry-run NAME, on NAME, off NAME, shadow NAME or "
                       "register is wanted");
    }
    int code = read_triggers(job, err);
    return code ? code : verb->run(job, err);
}

/* run alone opens the home by itself: each trigger is asked in another name. */
static int run_them(struct trigger_job *job)
{
    struct buf text = {0};
    int status = triggers_run(job->asked.start, job->due, job->json ? &text : NULL);
    if (job->json) {
        printf("%.*s\n", PRI(buf_str(&text)));
    }
    buf_free(&text);
    return status;
}

int trigger_command(const struct command *self, int argc, char **argv)
{
    static const char *const formats[] = {"atrs-json", NULL};
    struct trigger_job job = {.asked = {.start = ".",
                                        .system = "cantref trigger",
                                        .purpose = "",
                                        .case_reference = "",
                                        .break_glass = "",
                                        .day = calendar_today()},
                              .from = "",
                              .to = "",
                              .why = "",
                              .seed = 1};
    const struct option_row rows[] = {
        OPTION_HOME(job.asked.start),
        OPTION_CASE(job.asked.case_reference),
        {"from", 0, OPTION_TEXT, "DAY", "dry-run: the first day, as 2026-11-28", .text = &job.from},
        {"to", 0, OPTION_TEXT, "DAY", "dry-run: the last day", .text = &job.to},
        {"seed", 0, OPTION_WHOLE, "N", "dry-run: draws the sample (default: 1)",
         .number = &job.seed, .min = 0, .max = UINT32_MAX},
        {"due", 0, OPTION_FLAG, "", "run: those on time passing alone", .flag = &job.due},
        {"why", 0, OPTION_TEXT, "TEXT", "on, off, shadow: the reason of the decision",
         .text = &job.why},
        {"format", 0, OPTION_CHOICE, "FORMAT", "register: atrs-json", .number = &job.format,
         .choices = formats},
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
    if (job.count == 1 && str_eq(str_of(job.operands[0]), STR("run"))) {
        return run_them(&job);
    }
    job.asked.language = (enum access_language)job.language;
    job.inquiry.picture.home.lock_fd = -1;
    int code = run(&job, &err);
    home_triggers_free(&job.triggers);
    int closed = inquiry_close(&job.inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print("cantref trigger", &err);
    }
    return err_exit_status(code);
}
