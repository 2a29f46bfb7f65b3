/* triggers_run.c - see triggers_run.h. */
#include "triggers_run.h"

#include "json_writer.h"
#include "trigger_round.h"

#include <stdio.h>

struct running_all {
    struct inquiry inquiry;
    struct json_writer json;
    bool silent, has_json;
    int64_t proposed;
};

static void print_run(void *context, const struct home_trigger *t, const struct trigger_figures *f)
{
    struct running_all *r = context;
    if (r->has_json) {
        json_write_object(&r->json);
        json_put_text(&r->json, "trigger", str_of(t->use.name));
        json_put_whole(&r->json, "looked_at", f->looked_at);
        json_put_whole(&r->json, "proposed", f->proposed);
        json_put_whole(&r->json, "cant_tell", f->cant_tell);
        json_put_bool(&r->json, "shadow", t->use.shadow);
        json_write_key(&r->json, STR("seconds"));
        json_write_decimal(&r->json, f->seconds, 6);
        json_write_key(&r->json, STR("processor_seconds"));
        json_write_decimal(&r->json, f->processor_s, 6);
        json_write_key(&r->json, STR("longest_ms"));
        json_write_decimal(&r->json, f->longest * 1000, 3);
        json_write_close(&r->json);
    } else if (!r->silent) {
        printf("%s: %lld looked at, %lld proposed, %lld can't be told%s\n", t->use.name,
               (long long)f->looked_at, (long long)f->proposed, (long long)f->cant_tell,
               t->use.shadow ? "; in shadow" : "");
    }
}

static int run_all(struct running_all *r, const char *start, bool due_only)
{
    const struct inquiry_options options = {.start = start,
                                            .system = "cantref trigger run",
                                            .purpose = "",
                                            .case_reference = "",
                                            .break_glass = "",
                                            .day = calendar_today()};
    const struct trigger_round round = {
        .due_only = due_only, .today = options.day, .told = print_run, .context = r};
    struct err err = {0};
    struct err_list errors = {0};
    int code = inquiry_open_home(&options, &r->inquiry, &err);
    if (code == 0) {
        code = trigger_round_run(&r->inquiry, &round, &r->proposed, &errors);
    } else {
        err_print("cantref trigger", &err);
    }
    for (size_t i = 0; i < errors.kept; i++) {
        err_print("cantref trigger", &errors.errors[i]);
    }
    err_list_free(&errors);
    int closed = inquiry_close(&r->inquiry, &err);
    if (closed != 0) {
        err_print("cantref trigger", &err);
    }
    return err_exit_status(code != 0 ? code : closed);
}

int triggers_run(const char *start, bool due_only, struct buf *json)
{
    struct running_all r = {.has_json = json != NULL, .json = {.out = json, .indent = 2}};
    if (json != NULL) {
        json_write_object(&r.json);
        json_write_key(&r.json, STR("triggers"));
        json_write_array(&r.json);
    }
    int status = run_all(&r, start, due_only);
    if (json != NULL) {
        json_write_close(&r.json);
        json_write_close(&r.json);
    }
    return status;
}

int triggers_run_after(const char *start, int64_t *ret_proposed)
{
    struct picture picture = {.home = {.lock_fd = -1}};
    struct running_all r = {.silent = true};
    struct err err = {0};
    bool any = false;
    int code = picture_open_read(start, &picture, &err);
    code = code == 0 && picture.db != NULL ? triggers_any_on(picture.db, &any, &err) : code;
    picture_close(&picture);
    *ret_proposed = 0;
    if (code != 0 || !any) {
        return err_exit_status(code);
    }
    int status = run_all(&r, start, false);
    *ret_proposed = r.proposed;
    return status;
}
