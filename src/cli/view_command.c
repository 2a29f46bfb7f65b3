/* view_command.c - cantref view: a person as a purpose may see them. */
#include "command.h"

#include "date.h"
#include "inquiry.h"
#include "language.h"
#include "options.h"
#include "request_store.h"
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

/* struct breaking - a purpose used for once without role, team or case. */
struct breaking {
    const struct viewing *viewing;
    const char *person;
    int64_t notice;
};

static int put_notice(struct db *db, void *context, struct err *err)
{
    struct breaking *b = context;
    const struct viewing_options *o = &b->viewing->options;
    const struct purpose *purpose = viewing_purpose(b->viewing);
    const struct break_glass notice = {.at = (int64_t)time(NULL),
                                       .who = o->who,
                                       .purpose = purpose->id,
                                       .owner = purpose->owner.text[ACCESS_ENGLISH],
                                       .case_reference = o->case_reference,
                                       .person = str_of(b->person),
                                       .reason = o->break_glass};
    return break_glass_add(db, b->viewing->picture->seal, &notice, &b->notice, err);
}

/* The notice is on disk before anything is shown. */
static int break_glass(struct viewing *viewing, const char *id, struct err *err)
{
    struct breaking b = {.viewing = viewing, .person = id};
    const struct purpose *purpose = viewing_purpose(viewing);
    int code = picture_do(viewing->picture, put_notice, &b, err);
    if (code == 0) {
        fprintf(stderr,
                viewing->options.language == ACCESS_WELSH
                    ? "cantref view: torri’r gwydr, hysbysiad %lld: dywedir wrth %.*s, a bydd "
                      "rhywun arall yn ei adolygu\n"
                    : "cantref view: break-glass, notice %lld: %.*s is told, and somebody else "
                      "reviews it\n",
                (long long)b.notice, /* not personal: a post */
                PRI(purpose->owner.text[viewing->options.language]));
    }
    return code;
}

static int show(struct inquiry *inquiry, const char *id, bool json, struct err *err)
{
    struct view view = {0};
    struct err failed = {0};
    int code = inquiry->viewing.allowed_by == RULE_BREAK_GLASS
                   ? break_glass(&inquiry->viewing, id, err)
                   : 0;
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
