/* account_command.c - cantref account: local accounts of staff, for whoever may approve. */
#include "command.h"

#include "account.h"
#include "calendar.h"
#include "inquiry.h"
#include "json_writer.h"
#include "options.h"
#include "session_store.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* check_asker - who may: those who may approve what needs two people, in post today. */
static int check_asker(const struct inquiry *inquiry, struct err *err)
{
    const struct staff *staff = &inquiry->access.access.staff;
    const struct staff_member *person = staff_find(staff, inquiry->viewing.options.who);
    if (person == NULL || !staff_is_here(person, calendar_today()) ||
        !staff_may_approve(staff, person)) {
        return err_set(err, ERR_DENIED,
                       "accounts are for administrators of a department, and information "
                       "governance");
    }
    return 0;
}

static int check_login(const struct inquiry *inquiry, struct str login, struct err *err)
{
    const struct staff_member *person = staff_find(&inquiry->access.access.staff, login);
    return person != NULL && staff_is_here(person, calendar_today())
               ? 0
               : err_set(err, ERR_NOTFOUND,
                         "nobody of that login is in post today by staff.yaml as it was approved");
}

static int end_sessions(struct inquiry *inquiry, struct str login, struct err *err)
{
    struct session_store *store = NULL;
    int code = session_store_open(&inquiry->picture, &session_limits_default, (int64_t)time(NULL),
                                  &store, err);
    code = code ? code : session_end_login(store, login, 0, err);
    session_store_close(store);
    return code;
}

static void print_code(const char *code, bool json)
{
    if (json) {
        struct buf text = {0};
        struct json_writer writer = {.out = &text, .indent = 2};
        json_write_object(&writer);
        json_put_text(&writer, "enrolment_code", str_of(code));
        json_put_whole(&writer, "days", ACCOUNT_ENROL_DAYS);
        json_write_close(&writer);
        printf("%.*s\n", PRI(buf_str(&text)));
        buf_free(&text);
        return;
    }
    printf(
        "%s\nGive it to the person alone: it is good for %d days, once, and can't be shown "
        "again.\n",
        code, ACCOUNT_ENROL_DAYS);
}

static int change(struct inquiry *inquiry, const char *what, struct str login, bool json,
                  struct err *err)
{
    const int64_t now = (int64_t)time(NULL);
    const bool is_add = strcmp(what, "add") == 0;
    char text[ACCOUNT_CODE_TEXT_MAX] = "";
    char rule[32];
    snprintf(rule, sizeof rule, "account_%s", what);
    int code = strcmp(what, "disable") == 0 ? 0 : check_login(inquiry, login, err);
    code = code ? code : inquiry_log_change(inquiry, str_of(rule), login, STR(""), 0, err);
    if (code == 0 && strcmp(what, "disable") == 0) {
        code = account_disable(&inquiry->picture, login, err);
    } else if (code == 0) {
        code = is_add ? account_add(&inquiry->picture, login, now, text, err)
                      : account_reset(&inquiry->picture, login, now, text, err);
    }
    code = code || is_add ? code : end_sessions(inquiry, login, err);
    if (code == 0 && text[0] != '\0') {
        print_code(text, json);
    } else if (code == 0) {
        printf(json ? "{\n  \"disabled\": true\n}\n" : "Nobody signs in by it any more.\n");
    }
    return code;
}

static const char *state_of(const struct account *account, int64_t now)
{
    return account->is_disabled                               ? "disabled"
           : account->waits && account->enrolment_until > now ? "waits for its first sign-in"
           : account->waits                                   ? "its code is too old: reset it"
                                                              : "in use";
}

static int list(struct inquiry *inquiry, bool json, struct err *err)
{
    struct arena arena = {0};
    struct account *accounts = NULL;
    size_t count = 0;
    struct buf text = {0};
    struct json_writer writer = {.out = &text, .indent = 2};
    int code = accounts_read(&inquiry->picture, &arena, &accounts, &count, err);
    json_write_object(&writer);
    json_write_key(&writer, STR("accounts"));
    json_write_array(&writer);
    for (size_t i = 0; code == 0 && i < count; i++) {
        const char *state = state_of(&accounts[i], (int64_t)time(NULL));
        json_write_object(&writer);
        json_put_text(&writer, "login", accounts[i].login);
        json_put_text(&writer, "state", str_of(state));
        json_write_close(&writer);
        if (!json) {
            printf("%.*s  %s\n", PRI(accounts[i].login), state);
        }
    }
    json_write_close(&writer);
    json_write_close(&writer);
    if (code == 0 && json) {
        printf("%.*s\n", PRI(buf_str(&text)));
    } else if (code == 0 && count == 0) {
        printf("There are no local accounts: cantref account add LOGIN\n");
    }
    buf_free(&text);
    arena_free(&arena);
    return code;
}

/* is_action - with an operand, or without? */
static bool is_action(const struct options *options)
{
    static const char *const words[] = {"add", "reset", "disable"};
    if (options->operand_count == 1) {
        return strcmp(options->operands[0], "list") == 0;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(options->operands[0], words[i]) == 0) {
            return true;
        }
    }
    return false;
}

int account_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    bool json = false;
    const struct option_row rows[] = {
        OPTION_HOME(start),
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 2,
                              .operand_name = "ACTION [LOGIN]"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    const struct inquiry_options asked = {.start = start,
                                          .system = "cantref account",
                                          .purpose = "",
                                          .case_reference = "",
                                          .break_glass = "",
                                          .day = calendar_today(),
                                          .asked = ""};
    struct inquiry inquiry = {0};
    struct err err = {0};
    int code = is_action(&options)
                   ? inquiry_open_home(&asked, &inquiry, &err)
                   : err_set(&err, ERR_USAGE, "add, reset or disable and a login, or list");
    code = code ? code : check_asker(&inquiry, &err);
    if (code == 0) {
        code = options.operand_count == 1
                   ? list(&inquiry, json, &err)
                   : change(&inquiry, options.operands[0], str_of(options.operands[1]), json, &err);
    }
    int closed = inquiry_close(&inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print("cantref account", &err);
    }
    return err_exit_status(code);
}
