/* pack_command.c - cantref pack list | show | check | new | diff | shadow. */
#include "command.h"

#include "options.h"
#include "overlay.h"
#include "pack_new.h"
#include "pack_print.h"
#include "pack_shadow.h"

#include <stdio.h>

/* struct pack_words - what was asked. */
struct pack_words {
    const char *start, *why; /* of shadow */
    const char *overlay;     /* NULL: none */
    uint64_t language;
    bool json;
};

static int open_pack(const char *name, const struct pack_words *words, struct event_pack *ret,
                     struct err_list *errors)
{
    return words->overlay != NULL ? overlay_open(name, words->overlay, ret, errors)
                                  : event_pack_open(name, ret, errors);
}

static int show(const char *name, const struct pack_words *words, struct err_list *errors)
{
    struct event_pack pack;
    int code = open_pack(name, words, &pack, errors);
    if (code == 0) {
        pack_print_show(&pack, (enum access_language)words->language, words->json);
        event_pack_free(&pack);
    }
    return code;
}

static int check(const char *name, const struct pack_words *words, struct err_list *errors)
{
    struct event_pack pack;
    struct pack_report report = {0};
    int code = open_pack(name, words, &pack, errors);
    if (code != 0) {
        return code;
    }
    code = pack_check(&pack, &report, errors);
    for (size_t i = 0; i < report.tests.failures.kept; i++) {
        code = err_list_add(errors, &report.tests.failures.errors[i]);
    }
    pack_print_report(&pack, &report, words->json);
    pack_report_free(&report);
    event_pack_free(&pack);
    return code;
}

static int diff(const char *before_name, const char *after_name, const struct pack_words *words,
                struct err_list *errors)
{
    struct event_pack before, after;
    struct pack_diff found = {0};
    int code = event_pack_open(before_name, &before, errors);
    if (code != 0) {
        return code;
    }
    code = event_pack_open(after_name, &after, errors);
    if (code == 0) {
        pack_diff(&before, &after, &found);
        pack_print_diff(&before, &after, &found, words->json);
        pack_diff_free(&found);
        event_pack_free(&after);
    }
    event_pack_free(&before);
    return code;
}

/* list - of the home that it is called in, its own too; without one, those of the program. */
static int list(const struct pack_words *words, struct err_list *errors)
{
    struct home home;
    struct err err;
    int code = home_open(words->start, HOME_READ, &home, &err);
    if (code == ERR_NOTFOUND && strcmp(words->start, ".") == 0) {
        pack_print_list(NULL, words->json);
        return 0;
    }
    if (code != 0) {
        return err_list_add(errors, &err);
    }
    pack_print_list(&home, words->json);
    home_close(&home);
    return 0;
}

static int run(const struct options *options, const struct pack_words *words,
               struct err_list *errors)
{
    char *const *operands = options->operands;
    const char *word = operands[0];
    size_t count = options->operand_count;
    struct err err;
    if (strcmp(word, "list") == 0 && count == 1) {
        return list(words, errors);
    }
    if (strcmp(word, "show") == 0 && count == 2) {
        return show(operands[1], words, errors);
    }
    if (strcmp(word, "check") == 0 && count == 2) {
        return check(operands[1], words, errors);
    }
    if (strcmp(word, "diff") == 0 && count == 3) {
        return diff(operands[1], operands[2], words, errors);
    }
    if (strcmp(word, "new") == 0 && count == 2) {
        int code = pack_new(operands[1], &err);
        return code ? err_list_add(errors, &err) : 0;
    }
    if (strcmp(word, "shadow") == 0 && count == 3 &&
        (strcmp(operands[1], "on") == 0 || strcmp(operands[1], "off") == 0)) {
        bool on = strcmp(operands[1], "on") == 0;
        int code = pack_shadow(words->start, operands[2], on, words->why, &err);
        return code ? err_list_add(errors, &err) : 0;
    }
    err_set(
        &err, ERR_USAGE,
        "list, show PACK, check PACK, new DIR, diff OLD NEW or shadow on|off PACK, not \"%.40s\"",
        operands[count - 1]);
    return err_list_add(errors, &err);
}

int pack_command(const struct command *self, int argc, char **argv)
{
    static const char *const languages[] = {"en", "cy", NULL};
    struct pack_words words = {.start = ".", .why = ""};
    const struct option_row rows[] = {
        OPTION_HOME(words.start),
        {"why", 0, OPTION_TEXT, "TEXT", "shadow: the reason of the decision", .text = &words.why},
        {"overlay", 0, OPTION_TEXT, "DIR", "with a council's overlay on it",
         .text = &words.overlay},
        {"language", 0, OPTION_CHOICE, "LANGUAGE", "en or cy (default: en)",
         .number = &words.language, .choices = languages},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output",
         .flag = &words.json},
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
    struct err_list errors = {0};
    int code = run(&options, &words, &errors);
    for (size_t i = 0; i < errors.kept; i++) {
        err_print("cantref pack", &errors.errors[i]);
    }
    if (errors.count > errors.kept) {
        fprintf(stderr, "cantref pack: and %zu more\n", errors.count - errors.kept);
    }
    err_list_free(&errors);
    return err_exit_status(code);
}
