/* rectify_command.c - cantref rectify: a resident says that something is wrong. */
#include "command.h"

#include "json_tree.h"
#include "rectification.h"
#include "rights_job.h"

#include <stdio.h>

struct rectify_job {
    struct rights_job rights;
    const char *received;
    bool check;
    struct json_node *sources; /* that say something else */
    struct buf said;           /* likewise, for people */
    struct arena arena;
};

static void take_source(void *context, struct str source, enum field_category category,
                        struct str text)
{
    struct rectify_job *r = context;
    struct json_node *row = json_tree_object(&r->arena);
    json_tree_put_text(&r->arena, row, STR("source"), source);
    json_tree_put_text(&r->arena, row, STR("field"), str_of(field_category_names[category]));
    json_tree_put_text(&r->arena, row, STR("says"), text);
    json_tree_append(r->sources, row);
    buf_printf(&r->said, "  %.*s says \"%.*s\" for %s\n", PRI(source), PRI(text),
               field_category_names[category]);
}

static void print_entered(const struct rectify_job *r, const struct rights_request *request)
{
    char due[CALENDAR_TEXT_MAX];
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    calendar_text(request->due, due);
    if (r->rights.json) {
        json_write_object(&json);
        json_put_whole(&json, "request", request->number);
        json_put_text(&json, "due", str_of(due));
        json_write_key(&json, STR("to_correct"));
        json_tree_write(r->sources, &json);
        json_write_close(&json);
        rights_print_json(&text);
    } else {
        printf("Request %lld is entered, due %s. To be corrected where it is kept:\n%.*s%s",
               (long long)request->number, due, PRI(buf_str(&r->said)),
               r->sources->count > 0 ? ""
                                     : "  no source says anything else, as far as the purpose may "
                                       "see\n");
    }
    buf_free(&text);
}

static int enter(struct rectify_job *r, char *const *operands, size_t count, struct err *err)
{
    struct str claims[1 + RECTIFICATION_CLAIMS_MAX];
    struct rights_request request;
    int32_t received = 0;
    for (size_t i = 1; i < count; i++) {
        claims[i - 1] = str_of(operands[i]);
    }
    r->sources = json_tree_list(&r->arena);
    int code = rights_day(r->received, r->rights.today, &received, err);
    code = code ? code
                : rectification_enter(&r->rights.act, operands[0], claims, count - 1, received,
                                      take_source, r, &request, err);
    if (code == 0) {
        print_entered(r, &request);
    }
    return code;
}

static int check(struct rectify_job *r, struct err *err)
{
    struct whole_list corrected = {0};
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    int code = rectification_check(&r->rights.act, &corrected, err);
    if (code == 0 && r->rights.json) {
        json_write_object(&json);
        json_write_key(&json, STR("corrected"));
        json_write_array(&json);
        for (size_t i = 0; i < corrected.count; i++) {
            json_write_whole(&json, corrected.at[i]);
        }
        json_write_close(&json);
        json_write_close(&json);
        rights_print_json(&text);
    } else if (code == 0) {
        printf("%zu request%s closed, since every source says so by now.\n", corrected.count,
               corrected.count == 1 ? " is" : "s are");
    }
    whole_list_free(&corrected);
    buf_free(&text);
    return code;
}

int rectify_command(const struct command *self, int argc, char **argv)
{
    struct rectify_job r = {.rights = RIGHTS_JOB("cantref rectify"), .received = ""};
    const struct option_row rows[] = {
        {"received", 0, OPTION_TEXT, "DATE", "the day on which it came (default: today)",
         .text = &r.received},
        {"check", 0, OPTION_FLAG, "", "close the requests that extracts have answered",
         .flag = &r.check},
        RIGHTS_OPTIONS(r.rights),
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 0,
                              .operands_max = 1 + RECTIFICATION_CLAIMS_MAX,
                              .operand_name = "ENTITY"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    int code = !r.check && options.operand_count < 2
                   ? err_set(&err, ERR_USAGE, "whose, and what is right? ENTITY FIELD=VALUE...")
                   : rights_begin(&r.rights, ACT_RIGHTS, &err);
    if (code == 0) {
        code = r.check ? check(&r, &err) : enter(&r, options.operands, options.operand_count, &err);
    }
    buf_free(&r.said);
    arena_free(&r.arena);
    return rights_finish(&r.rights, code, &err);
}
