/* code_command.c - cantref code issue: a one-time code by which a resident signs in. */
#include "command.h"

#include "json_writer.h"
#include "options.h"
#include "sign_code_give.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void print(const char *code, bool json)
{
    struct buf text = {0};
    struct json_writer writer = {.out = &text, .indent = 2};
    if (!json) {
        printf("%s\nIt works once, within %d days; it is not kept, and can't be shown again.\n",
               code, SIGN_CODE_DAYS);
        return;
    }
    json_write_object(&writer);
    json_put_text(&writer, "code", str_of(code));
    json_put_whole(&writer, "days", SIGN_CODE_DAYS);
    json_write_close(&writer);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

static int issue(struct inquiry *inquiry, const char *id, char ret[SIGN_CODE_TEXT_MAX],
                 struct err *err)
{
    struct view view = {0};
    const struct view_person *people[] = {&view.self};
    int code = view_read(&inquiry->viewing, str_of(id), &view, err);
    code = code == ERR_DENIED ? inquiry_refuse(inquiry, &view.self, code, err) : code;
    code = code ? code : inquiry_tell(inquiry, people, 1, 1, err);
    code = code ? code : sign_code_issue_to(inquiry, &view.self, (int64_t)time(NULL), ret, err);
    view_free(&view);
    return code;
}

int code_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    const char *purpose = "";
    const char *case_reference = "";
    bool json = false;
    const struct option_row rows[] = {
        OPTION_HOME(start),
        OPTION_PURPOSE(purpose),
        OPTION_CASE(case_reference),
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 2,
                              .operands_max = 2,
                              .operand_name = "ACTION ID"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    const struct inquiry_options asked = {.start = start,
                                          .system = "cantref code",
                                          .purpose = purpose,
                                          .case_reference = case_reference,
                                          .break_glass = "",
                                          .day = calendar_today(),
                                          .asked = options.operands[1]};
    struct inquiry inquiry = {0};
    struct err err = {0};
    char text[SIGN_CODE_TEXT_MAX];
    int code = strcmp(options.operands[0], "issue") == 0
                   ? inquiry_open(&asked, &inquiry, &err)
                   : err_set(&err, ERR_USAGE, "issue, not \"%.40s\"", options.operands[0]);
    code = code ? code : inquiry_act(&inquiry, purpose, ACT_CODE, &err);
    code = code ? code : issue(&inquiry, options.operands[1], text, &err);
    int closed = inquiry_close(&inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (code == 0) {
        print(text, json);
    } else {
        err_print("cantref code", &err);
    }
    return err_exit_status(code);
}
