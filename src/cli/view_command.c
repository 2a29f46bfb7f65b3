/* view_command.c - cantref view: a person as a purpose may see them. */
#include "command.h"

#include "date.h"
#include "emergency.h"
#include "language.h"
#include "options.h"
#include "view_print.h"

#include <stdio.h>
#include <time.h>

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

/* The notice is on disk before anything is shown. */
static int break_glass(struct inquiry *inquiry, const char *id, struct err *err)
{
    const struct viewing *viewing = &inquiry->viewing;
    const struct purpose *purpose = viewing_purpose(viewing);
    int64_t notice = 0;
    int code = emergency_notice(inquiry, str_of(id), (int64_t)time(NULL), &notice, err);
    if (code == 0 && notice != 0) {
        fprintf(stderr,
                viewing->options.language == ACCESS_WELSH
                    ? "cantref view: torri’r gwydr, hysbysiad %lld: dywedir wrth %.*s, a bydd "
                      "rhywun arall yn ei adolygu\n"
                    : "cantref view: break-glass, notice %lld: %.*s is told, and somebody else "
                      "reviews it\n",
                (long long)notice, /* not personal: a post */
                PRI(purpose->owner.text[viewing->options.language]));
    }
    return code;
}

static int show(struct inquiry *inquiry, const char *id, bool json, struct err *err)
{
    struct view view = {0};
    struct err failed = {0};
    int code = break_glass(inquiry, id, err);
    code = code ? code : view_read(&inquiry->viewing, str_of(id), &view, err);
    if (code == ERR_NOTFOUND && inquiry_tell(inquiry, NULL, 0, 0, &failed) != 0) {
        code = err_set(err, failed.code, "%s", failed.message);
    }
    code = code == ERR_DENIED ? inquiry_refuse(inquiry, &view.self, code, err) : code;
    code = code ? code : inquiry_tell_view(inquiry, &view, err);
    if (code == 0) {
        print(inquiry, &view, json);
    }
    view_free(&view);
    return code;
}

/* The last second of a day; London's and UTC's days are an hour apart at most. */
static int read_day(const char *text, int64_t *ret, struct err *err)
{
    struct date date;
    if (!date_parse(str_of(text), DATE_DAY_FIRST, LATEST_YEAR_DEFAULT, &date) ||
        !date_is_valid(date)) {
        return err_set(err, ERR_USAGE, "--at takes a day, as 2026-11-28");
    }
    *ret = ((int64_t)date_days(date) + 1) * 86400 - 1;
    return 0;
}

int view_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    const char *purpose = "";
    const char *case_reference = "";
    const char *at = NULL;
    const char *break_glass = "";
    uint64_t language = ACCESS_ENGLISH;
    bool json = false;
    const struct option_row rows[] = {
        OPTION_HOME(start),
        OPTION_PURPOSE(purpose),
        OPTION_CASE(case_reference),
        {"at", 0, OPTION_TEXT, "DATE", "what was known by the end of that day, as 2026-11-28",
         .text = &at},
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
    int code = at != NULL ? read_day(at, &asked.at, &err) : 0;
    code = code ? code : inquiry_open(&asked, &inquiry, &err);
    code = code ? code : show(&inquiry, options.operands[0], json, &err);
    int closed = inquiry_close(&inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print("cantref view", &err);
    }
    return err_exit_status(code);
}
