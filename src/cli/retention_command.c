/* retention_command.c - cantref retention: what has been gone for as long as it is kept goes for
 * good. */
#include "command.h"

#include "action_content.h"
#include "application.h"
#include "authority.h"
#include "contact_retention.h"
#include "event_retention.h"
#include "inbound_store.h"
#include "json_writer.h"
#include "options.h"
#include "retention.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static void print_source(const struct retention_source *s, bool dry_run)
{
    printf("%s\n  kept      %" PRId64 " days after the end, as %s%s%s says\n", s->name, s->days,
           s->own ? "sources/" : "council.yaml", s->own ? s->name : "", s->own ? ".yaml" : "");
    printf("  %s %" PRId64 " record%s, %" PRId64 " version%s\n",
           dry_run ? "would go " : "gone     ", s->records, s->records == 1 ? "" : "s", s->versions,
           s->versions == 1 ? "" : "s");
}

/* struct retired - by the rules of purposes. */
struct retired {
    int64_t events, contacts;
};

static void print_retention(const struct retention *r, const struct retired *retired, bool dry_run)
{
    for (size_t i = 0; i < r->count; i++) {
        print_source(&r->sources[i], dry_run);
    }
    if (retired->events > 0) {
        printf("life events that ended\n  %s %" PRId64
               ", as their purposes say: what was said, and of "
               "whom\n",
               dry_run ? "would go " : "gone     ", retired->events);
    }
    if (retired->contacts > 0) {
        printf(
            "how people are reached and who speaks for them, of whom no record speaks any "
            "more\n  %s %" PRId64 ", as their purposes say\n",
            dry_run ? "would go " : "gone     ", retired->contacts);
    }
    if (r->count == 0) {
        printf("no source has brought a record yet\n");
    } else if (r->keys > 0) {
        printf("\n%" PRId64 " keys forgotten: no backup of the database opens what went\n",
               r->keys);
    }
}

static void retention_json(const struct retention *r, const struct retired *retired, bool dry_run)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("dry_run"));
    json_write_bool(&json, dry_run);
    json_write_key(&json, STR("sources"));
    json_write_array(&json);
    for (size_t i = 0; i < r->count; i++) {
        const struct retention_source *s = &r->sources[i];
        json_write_object(&json);
        json_write_key(&json, STR("source"));
        json_write_text(&json, str_of(s->name));
        json_write_key(&json, STR("days"));
        json_write_whole(&json, s->days);
        json_write_key(&json, STR("rule"));
        json_write_text(&json, s->own ? STR("source") : STR("council"));
        json_write_key(&json, STR("records"));
        json_write_whole(&json, s->records);
        json_write_key(&json, STR("versions"));
        json_write_whole(&json, s->versions);
        json_write_close(&json);
    }
    json_write_close(&json);
    json_put_whole(&json, "events", retired->events);
    json_put_whole(&json, "contacts", retired->contacts);
    json_write_key(&json, STR("keys_forgotten"));
    json_write_whole(&json, r->keys);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

/* Life events, and how people are reached, by the rules of their purposes. A home without purposes
 * has none. */
static int retire(struct picture *picture, bool dry_run, struct retired *ret, struct err *err)
{
    struct home_access access;
    struct err_list errors = {0};
    int code = home_access_open(&picture->home, picture->seal, &access, &errors);
    if (code == 0) {
        int64_t now = (int64_t)time(NULL);
        code = events_retire(picture, &access.access, now, dry_run, &ret->events, err);
        code = code ? code
                    : contacts_retire(picture, &access.access, now, dry_run, &ret->contacts, err);
        home_access_close(&access);
    } else {
        code = err_list_first(&errors, err);
    }
    err_list_free(&errors);
    return code;
}

/* What left some days ago is kept no longer, nor what came and is needed no more. */
static int forget_contents(struct db *db, void *context, struct err *err)
{
    int64_t count = 0;
    int64_t now = (int64_t)time(NULL);
    (void)context;
    int code = action_content_forget(db, now - ACTION_CONTENT_DAYS * 86400, &count, err);
    code = code ? code : inbound_retire(db, now, err);
    code = code ? code : applications_retire(db, now, false, &count, err);
    return code ? code : authorities_retire(db, now, false, &count, err);
}

int retention_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    bool json = false;
    bool dry_run = false;
    const struct option_row rows[] = {
        OPTION_HOME(start),
        {"dry-run", 0, OPTION_FLAG, "", "only say what would go", .flag = &dry_run},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows, .count = sizeof rows / sizeof rows[0]};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    struct picture picture = {.home = {.lock_fd = -1}};
    struct retention retention = {0};
    struct retired retired = {0};
    int code = picture_open(start, &picture, &err);
    code = code ? code : retire(&picture, dry_run, &retired, &err);
    code = code || dry_run ? code : picture_do(&picture, forget_contents, NULL, &err);
    code = code ? code : retention_apply(&picture, dry_run, &retention, &err);
    if (code != 0) {
        err_print("cantref retention", &err);
    } else if (json) {
        retention_json(&retention, &retired, dry_run);
    } else {
        print_retention(&retention, &retired, dry_run);
    }
    retention_free(&retention);
    picture_close(&picture);
    return err_exit_status(code);
}
