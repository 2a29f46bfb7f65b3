/* triggers_run.c - see triggers_run.h. */
#include "triggers_run.h"

#include "home_pack.h"
#include "inquiry.h"
#include "json_writer.h"

#include <stdio.h>

struct running_all {
    struct inquiry inquiry;
    struct home_triggers triggers;
    struct json_writer json;
    bool silent, has_json;
    int64_t proposed;
    int code; /* of the first that failed */
};

static void print_run(struct running_all *r, const struct home_trigger *t,
                      const struct trigger_figures *f)
{
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

static void run_one(struct running_all *r, const struct home_trigger *t, int32_t today)
{
    struct trigger_figures figures;
    struct err err = {0};
    char who[32 + TRIGGER_NAME_MAX];
    int code = 0;
    if (t->use.is_changed) {
        code =
            err_set(&err, ERR_CONFLICT,
                    "its file was changed since it was switched on, and it does not run: cantref "
                    "trigger dry-run, then on");
    } else {
        code = trigger_run(&r->inquiry, &t->use, today, &figures, &err);
    }
    if (code != 0) {
        snprintf(who, sizeof who, "cantref trigger: %s", t->use.name);
        err_print(who, &err);
        r->code = r->code != 0 ? r->code : code;
        return;
    }
    r->proposed += figures.proposed;
    print_run(r, t, &figures);
}

static int run_all(struct running_all *r, const char *start, bool due_only)
{
    const struct inquiry_options options = {.start = start,
                                            .system = "cantref trigger run",
                                            .purpose = "",
                                            .case_reference = "",
                                            .break_glass = "",
                                            .day = calendar_today()};
    struct err err = {0};
    struct err_list errors = {0};
    int code = inquiry_open_home(&options, &r->inquiry, &err);
    if (code == 0) {
        home_triggers_read(&r->inquiry.picture.home, &r->inquiry.access.access,
                           r->inquiry.picture.db, &r->triggers, &errors);
    } else {
        err_print("cantref trigger", &err);
    }
    for (size_t i = 0; i < errors.kept; i++) {
        err_print("cantref trigger", &errors.errors[i]);
    }
    r->code = code ? code : err_list_code(&errors);
    for (size_t i = 0; code == 0 && i < r->triggers.count; i++) {
        const struct home_trigger *t = &r->triggers.at[i];
        if (t->use.decision.state != TRIGGER_OFF && (!due_only || t->trigger.on == TRIGGER_DAY)) {
            run_one(r, t, options.day);
        }
    }
    home_triggers_free(&r->triggers);
    err_list_free(&errors);
    code = inquiry_close(&r->inquiry, &err);
    if (code != 0) {
        err_print("cantref trigger", &err);
    }
    return err_exit_status(r->code != 0 ? r->code : code);
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
