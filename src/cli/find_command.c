/* find_command.c - cantref find: people whom somebody may mean, under a purpose. */
#include "command.h"

#include "find.h"
#include "inquiry.h"
#include "language.h"
#include "options.h"
#include "view_print.h"

#include <stdio.h>

static void print_json(const struct inquiry *inquiry, const struct found *found)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("purpose"));
    json_write_text(&json, viewing_purpose(&inquiry->viewing)->id);
    json_write_key(&json, STR("case"));
    json_write_text(&json, inquiry->viewing.options.case_reference);
    json_write_key(&json, STR("records"));
    json_write_whole(&json, (int64_t)found->count);
    json_write_key(&json, STR("too_many"));
    json_write_bool(&json, found->too_many);
    json_write_key(&json, STR("people"));
    json_write_array(&json);
    for (size_t i = 0; i < found->count_listed; i++) {
        view_person_json(&json, &inquiry->viewing, &found->views[i].self);
    }
    json_write_close(&json);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

static void print_found(const struct inquiry *inquiry, const struct found *found, bool json)
{
    if (json) {
        print_json(inquiry, found);
        return;
    }
    for (size_t i = 0; i < found->count_listed; i++) {
        view_print_line(&found->views[i].self);
    }
    view_print_found(&inquiry->viewing, found->count_listed, found->count, found->too_many);
}

static int find(struct inquiry *inquiry, char *const *words, size_t count, bool json,
                struct err *err)
{
    struct found found = {0};
    struct buf text = {0};
    const struct view_person *people[FIND_PEOPLE_MAX];
    for (size_t i = 0; i < count; i++) {
        buf_printf(&text, "%s%s", i > 0 ? " " : "", words[i]);
    }
    int code = find_people(&inquiry->viewing, buf_str(&text), &found, err);
    for (size_t i = 0; i < found.count_listed; i++) {
        people[i] = &found.views[i].self;
    }
    code = code ? code : inquiry_tell(inquiry, people, found.count_listed, found.count, err);
    if (code == 0) {
        print_found(inquiry, &found, json);
    }
    buf_free(&text);
    found_free(&found);
    return code;
}

int find_command(const struct command *self, int argc, char **argv)
{
    struct inquiry_options asked = {.start = ".",
                                    .system = "cantref find",
                                    .purpose = "",
                                    .case_reference = "",
                                    .break_glass = "",
                                    .day = calendar_today()};
    uint64_t language = ACCESS_ENGLISH;
    bool json = false;
    const struct option_row rows[] = {
        OPTION_HOME(asked.start),
        OPTION_PURPOSE(asked.purpose),
        OPTION_CASE(asked.case_reference),
        {"language", 0, OPTION_CHOICE, "LANGUAGE", "en or cy (default: en)", .number = &language,
         .choices = language_codes},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = OPERANDS_MAX,
                              .operand_name = "TEXT"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct inquiry inquiry = {0};
    struct err err = {0};
    asked.language = (enum access_language)language;
    int code = inquiry_open(&asked, &inquiry, &err);
    code = code ? code : find(&inquiry, options.operands, options.operand_count, json, &err);
    int closed = inquiry_close(&inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print("cantref find", &err);
    }
    return err_exit_status(code);
}
