/* view_command.c - cantref view: a person as a purpose may see them. */
#include "command.h"

#include "inquiry.h"
#include "language.h"
#include "options.h"
#include "view_print.h"

#include <stdio.h>

static void print(const struct inquiry *inquiry, const struct view *view, bool json)
{
    if (!json) {
        view_print(&inquiry->viewing, view);
        return;
    }
    struct buf text = {0};
    struct json_writer writer = {.out = &text, .indent = 2};
    json_write_object(&writer);
    view_json(&writer, &inquiry->viewing, view);
    json_write_close(&writer);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

static int show(struct inquiry *inquiry, const char *id, bool json, struct err *err)
{
    struct view view = {0};
    struct err failed = {0};
    int code = view_read(&inquiry->viewing, str_of(id), &view, err);
    if (code == ERR_NOTFOUND && inquiry_tell(inquiry, NULL, 0, 0, &failed) != 0) {
        code = err_set(err, failed.code, "%s", failed.message);
    }
    code = code ? code : inquiry_tell_view(inquiry, &view, err);
    if (code == 0) {
        print(inquiry, &view, json);
    }
    view_free(&view);
    return code;
}

int view_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    const char *purpose = "";
    const char *case_reference = "";
    const char *break_glass = "";
    uint64_t language = ACCESS_ENGLISH;
    bool json = false;
    const struct option_row rows[] = {
        OPTION_HOME(start),
        OPTION_PURPOSE(purpose),
        OPTION_CASE(case_reference),
        {"break-glass", 0, OPTION_TEXT, "REASON",
         "in an emergency: without role or case, where the purpose allows that",
         .text = &break_glass},
        {"language", 0, OPTION_CHOICE, "LANGUAGE", "en or cy (default: en)", .number = &language,
         .choices = language_codes},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 1,
                              .operand_name = "ID"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct inquiry_options asked = {.start = start,
                                    .system = "cantref view",
                                    .purpose = purpose,
                                    .case_reference = case_reference,
                                    .break_glass = break_glass,
                                    .day = calendar_today(),
                                    .language = (enum access_language)language,
                                    .asked = options.operands[0]};
    struct inquiry inquiry = {0};
    struct err err = {0};
    int code = inquiry_open(&asked, &inquiry, &err);
    code = code ? code : show(&inquiry, options.operands[0], json, &err);
    int closed = inquiry_close(&inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print("cantref view", &err);
    }
    return err_exit_status(code);
}
