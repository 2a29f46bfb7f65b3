/* entity_command.c - cantref entity: the table of its actions. */
#include "command.h"

#include "decide_command.h"
#include "decision_store.h"
#include "inquiry.h"
#include "look_command.h"
#include "options.h"
#include "parallel.h"

#include <string.h>

/* An action looks or decides. */
static const struct {
    const char *name;
    look_action *look;
    decide_action *decide;
} actions[] = {{"show", look_show_action, NULL},       {"history", look_history_action, NULL},
               {"explain", look_explain_action, NULL}, {"merge", NULL, decide_merge_action},
               {"split", NULL, decide_split_action},   {"undo", NULL, decide_undo_action},
               {"decisions", NULL, decide_list_action}};

enum { ACTIONS = sizeof actions / sizeof actions[0] };

static int take_decided(void *context, const struct decision *decision, struct err *err)
{
    int64_t *mentions = context;
    (void)err;
    mentions[0] = disclosure_subject(decision->left.record, decision->left.number);
    mentions[1] = disclosure_subject(decision->right.record, decision->right.number);
    return 0;
}

/* Whom a decision that is taken back is about; that there is none is said when it is looked for. */
static int tell_undone(struct inquiry *inquiry, const char *text, struct err *err)
{
    int64_t mentions[2];
    uint64_t number = 0;
    int code = str_to_uint(str_of(text), INT64_MAX, &number)
                   ? decision_one(inquiry->picture.db, inquiry->picture.seal, (int64_t)number,
                                  take_decided, mentions, err)
                   : ERR_NOTFOUND;
    return code != 0 && code != ERR_NOTFOUND
               ? code
               : inquiry_tell_change_of(inquiry, str_of(text), mentions, code == 0 ? 2 : 0, err);
}

/* What is about to be decided, of whom. */
static int tell_change(struct inquiry *inquiry, const char *action, char *const *operands,
                       size_t count, struct err *err)
{
    if (strcmp(action, "undo") == 0 && count == 1) {
        return tell_undone(inquiry, operands[0], err);
    }
    int code = count == 0 ? inquiry_tell_change(inquiry, str_of(action), err) : 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = inquiry_tell_change(inquiry, str_of(operands[i]), err);
    }
    return code;
}

int entity_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    struct inquiry inquiry = {0};
    struct inquiry_options asked = {.system = "cantref entity",
                                    .purpose = INQUIRY_DATA_QUALITY,
                                    .case_reference = "",
                                    .break_glass = "",
                                    .day = calendar_today()};
    struct decide_job decide = {.inquiry = &inquiry, .picture = &inquiry.picture};
    struct look_job look = {.inquiry = &inquiry, .picture = &inquiry.picture};
    uint64_t language = LANGUAGE_ENGLISH;
    bool json = false;
    uint64_t threads = (uint64_t)parallel_cores();
    const struct option_row rows[] = {
        OPTION_HOME(start),
        OPTION_PURPOSE(asked.purpose),
        OPTION_CASE(asked.case_reference),
        {"why", 0, OPTION_TEXT, "TEXT", "the reason for a decision", .text = &decide.why},
        {"as", 0, OPTION_TEXT, "NAME", "who decides (default: the system's user)",
         .text = &decide.who},
        {"svg", 0, OPTION_TEXT, "FILE", "explain: draw it, too; - is standard output",
         .text = &look.svg_path},
        {"language", 0, OPTION_CHOICE, "en|cy", "language of an explanation (default: en)",
         .number = &language, .choices = language_codes},
        {"threads", 0, OPTION_WHOLE, "N", "threads (default: one a core)", .number = &threads,
         .min = 1, .max = THREADS_MAX},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = OPERANDS_MAX,
                              .operand_name = "ACTION"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    size_t left_out = 0;
    size_t at = 0;
    asked.start = start;
    asked.language = (enum access_language)language;
    while (at < ACTIONS && strcmp(actions[at].name, options.operands[0]) != 0) {
        at++;
    }
    look.json = decide.json = json;
    look.threads = decide.threads = (int)threads;
    look.language = (enum language)language;
    int code = at == ACTIONS
                   ? err_set(&err, ERR_USAGE,
                             "show, history, explain, merge, split, undo or decisions, not "
                             "\"%.40s\"",
                             options.operands[0])
                   : inquiry_open(&asked, &inquiry, &err);
    code = code ? code : inquiry_show_joined(&inquiry, &left_out, &err);
    char *const *operands = options.operands + 1;
    size_t count = options.operand_count - 1;
    if (code == 0 && actions[at].look != NULL) {
        code = actions[at].look(&look, operands, count, &err);
    } else if (code == 0) {
        code = tell_change(&inquiry, actions[at].name, operands, count, &err);
        code = code ? code : actions[at].decide(&decide, operands, count, &err);
    }
    int closed = inquiry_close(&inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print("cantref entity", &err);
    }
    return err_exit_status(code);
}
