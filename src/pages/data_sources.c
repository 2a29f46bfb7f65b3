/* data_sources.c - sources and their health: when each was taken in last, whether it is late by its
 * schedule, what was new, changed, gone and rejected, how much of it is filled and linked; what its
 * columns were taken for; who approved it; records that wait.
 *
 * Connecting a source is a file that two people approve, so the pages say the commands. What is due
 * of files and folders is taken in from the page: that has the home as long as a command would. A
 * database or a service may take hours to answer: the page says the command for these. */
#include "data_pages.h"

#include "clock.h"
#include "data_look.h"
#include "due.h"
#include "extract_take.h"
#include "figures.h"
#include "home_access.h"
#include "mention_build.h"
#include "page_component.h"
#include "parallel.h"
#include "role_words.h"
#include "source_history.h"
#include "source_quality.h"
#include "standing.h"
#include "waiting_lines.h"
#include "web.h"

#include <math.h>
#include <string.h>

enum { EXTRACTS_SHOWN = 20, WAITING_SHOWN = 100, FILL_RECORDS = 20000 };

static struct picture *picture_of(const struct request *r)
{
    return &r->inquiry->picture;
}

/* A source of files on this machine, which are read in no time. */
static bool is_near(const struct source_definition *d)
{
    return d->connector.kind == CONNECTOR_FILE || d->connector.kind == CONNECTOR_FOLDER;
}

/* ---- one source's state ---- */

/* What to do about a source, in words; "": nothing. */
static const char *advice(struct request *r, const struct source_definition *d,
                          const struct source_figures *f, const struct due *due)
{
    if (f == NULL) {
        return translate(r, "It was never taken in.");
    }
    if (f->ended == 0) {
        return translate(r,
                         "The last run was stopped, or is under way. Run it again: it goes on "
                         "where it stopped.");
    }
    if (due->is_late) {
        return is_near(d) ? translate(r,
                                      "It is late. See whether the extract was written, then "
                                      "take it in.")
                          : translate(r,
                                      "It is late. See whether the database or service "
                                      "answers, then run the command.");
    }
    return due->is_due ? translate(r, "It is due.") : "";
}

/* "failure": why it could not be taken in when it had come due, as the program says it; null: it
 * could, or was not tried since this service began. */
static void put_failure(struct request *r, struct json_node *row,
                        const struct source_failure *failure)
{
    struct json_node *node = json_tree_nothing(&r->arena);
    if (failure != NULL) {
        const struct err *e = &failure->err;
        node = json_tree_object(&r->arena);
        request_put_time(r, node, "at", failure->at);
        if (e->file[0] == '\0') {
            request_put(r, node, "message", e->message);
        } else {
            request_put_format(r, node, "message", "%s:%zu:%zu: %s", e->file, e->line, e->column,
                               e->message);
        }
    }
    json_tree_put(row, STR("failure"), node);
}

static void put_tag(struct request *r, struct json_node *row, const struct source_figures *f,
                    const struct source_failure *failure, const struct due *due)
{
    struct json_node *tag = failure != NULL ? component_tag(r, translate(r, "Failed"), "red")
                            : f == NULL ? component_tag(r, translate(r, "Never taken in"), "grey")
                            : f->ended == 0  ? component_tag(r, translate(r, "Stopped"), "red")
                            : due->is_late   ? component_tag(r, translate(r, "Late"), "red")
                            : due->is_due    ? component_tag(r, translate(r, "Due"), "yellow")
                            : due->next == 0 ? component_tag(r, translate(r, "By hand"), "blue")
                                             : component_tag(r, translate(r, "Fresh"), "green");
    json_tree_put(row, STR("tag"), tag);
}

static void put_counts(struct request *r, struct json_node *row, const struct source_figures *f)
{
    const struct extract_counts none = {0};
    const struct extract_counts *c = f != NULL && f->ended != 0 ? &f->last : &none;
    json_tree_put_whole(&r->arena, row, STR("records"), f != NULL ? f->records : 0);
    json_tree_put_whole(&r->arena, row, STR("rows"), c->rows);
    json_tree_put_whole(&r->arena, row, STR("added"), c->added);
    json_tree_put_whole(&r->arena, row, STR("changed"), c->changed);
    json_tree_put_whole(&r->arena, row, STR("withdrawn"), c->withdrawn);
    json_tree_put_whole(&r->arena, row, STR("rejected"), c->rejected);
    json_tree_put_bool(&r->arena, row, STR("was_taken"), f != NULL);
    request_put_time(r, row, "taken", f == NULL ? 0 : f->ended != 0 ? f->ended : f->begun);
}

static void put_linked(struct request *r, struct json_node *row, const struct source_linked *l)
{
    bool told = l != NULL && l->mentions > 0;
    json_tree_put_bool(&r->arena, row, STR("has_linked"), told);
    data_decimal(r, row, "linked", told ? 100 * (double)l->linked / (double)l->mentions : NAN, 1);
}

/* When it is taken in, in words. */
static const char *schedule_words(struct request *r, const struct source_schedule *s)
{
    const char *const days[] = {translate(r, "Monday"),    translate(r, "Tuesday"),
                                translate(r, "Wednesday"), translate(r, "Thursday"),
                                translate(r, "Friday"),    translate(r, "Saturday"),
                                translate(r, "Sunday")};
    struct arena *arena = &r->arena;
    switch (s->kind) {
    case SCHEDULE_HOURLY:
        return translate(r, "each hour");
    case SCHEDULE_DAILY:
        return arena_printf(arena, translate(r, "each day at %02d:%02d"), s->hour, s->minute).ptr;
    case SCHEDULE_WEEKLY:
        return arena_printf(arena, translate(r, "each week: %s, %02d:%02d"), days[s->weekday],
                            s->hour, s->minute)
            .ptr;
    default:
        return translate(r, "by hand");
    }
}

static int source_row(struct request *r, const struct source_definition *d,
                      const struct figures *figures, const struct source_linked_list *linked,
                      struct json_node *row, struct due *ret_due, struct err *err)
{
    const struct source_figures *f = figures_of(figures, d->name);
    int64_t succeeded = 0;
    int code = due_succeeded(picture_of(r)->db, d->name, r->now, &succeeded, err);
    *ret_due = due_tell(&d->schedule, succeeded, r->now);
    const char *advised = advice(r, d, f, ret_due);
    const struct source_failure *failure = source_failure_of(&r->web->source_failures, d->name);
    json_tree_put_text(&r->arena, row, STR("name"), d->name);
    request_put(r, row, "href", request_href(r, "/data/sources/%.*s", PRI(d->name)));
    request_put(r, row, "schedule", schedule_words(r, &d->schedule));
    put_tag(r, row, f, failure, ret_due);
    put_failure(r, row, failure);
    put_counts(r, row, f);
    put_linked(r, row, source_linked_of(linked, d->name));
    request_put(r, row, "advice", advised);
    json_tree_put_bool(&r->arena, row, STR("has_advice"), advised[0] != '\0');
    json_tree_put_bool(&r->arena, row, STR("can_be_taken"), is_near(d));
    request_put_format(r, row, "command", "cantref ingest %.*s", PRI(d->name));
    return code;
}

/* ---- all of them ---- */

static struct json_node *waiting_rows(struct request *r, const struct figures *figures)
{
    struct json_node *rows = json_tree_list(&r->arena);
    for (size_t i = 0; i < figures->waiting_count; i++) {
        struct json_node *row = json_tree_object(&r->arena);
        struct buf key = {0};
        buf_add(&key, figures->waiting[i].key);
        data_put(r, row, "key", &key);
        json_tree_put_whole(&r->arena, row, STR("records"), figures->waiting[i].records);
        json_tree_append(rows, row);
        buf_free(&key);
    }
    return rows;
}

int data_sources(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *rows = json_tree_list(&r->arena);
    struct figures figures = {0};
    struct source_definition *definitions = NULL;
    struct source_linked_list linked = {0};
    size_t count = 0;
    bool any_due = false;
    int code = figures_read(picture_of(r), &figures, err);
    code = code ? code : home_sources(&picture_of(r)->home, &definitions, &count, err);
    code = code ? code : source_linked_read(picture_of(r)->db, &linked, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        struct json_node *row = json_tree_object(&r->arena);
        struct due due;
        code = source_row(r, &definitions[i], &figures, &linked, row, &due, err);
        any_due = any_due || due.is_due;
        json_tree_append(rows, row);
    }
    if (code == 0) {
        request_put(r, model, "title", translate(r, "Sources and their health"));
        json_tree_put_bool(&r->arena, model, STR("has_rows"), count > 0);
        json_tree_put(model, STR("rows"), rows);
        json_tree_put_bool(&r->arena, model, STR("any_due"), any_due);
        json_tree_put_whole(&r->arena, model, STR("records"), figures.records);
        json_tree_put_whole(&r->arena, model, STR("people"), figures.entities[MENTION_PERSON]);
        json_tree_put_bool(&r->arena, model, STR("has_model"), figures.has_model);
        json_tree_put_bool(&r->arena, model, STR("has_waiting"), figures.waiting_count > 0);
        json_tree_put(model, STR("waiting"), waiting_rows(r, &figures));
        reply_page(r, "data/sources", model);
    }
    home_sources_free(definitions, count);
    source_linked_free(&linked);
    figures_free(&figures);
    return code;
}

/* ---- one of them ---- */

static struct json_node *mapping_rows(struct request *r, const struct source_definition *d)
{
    struct json_node *rows = json_tree_list(&r->arena);
    for (size_t c = 0; c < d->mapping.column_count; c++) {
        const struct mapping_column *column = &d->mapping.columns[c];
        struct json_node *row = json_tree_object(&r->arena);
        json_tree_put_text(&r->arena, row, STR("column"), column->header);
        request_put(r, row, "role", role_table[column->role].name);
        request_put(r, row, "taken_for", role_title(data_language(r), column->role));
        json_tree_put_text(&r->arena, row, STR("subject"), column->subject);
        json_tree_append(rows, row);
    }
    return rows;
}

struct extracts {
    struct request *r;
    struct json_node *rows;
};

static void add_extract(void *context, const struct source_extract *e)
{
    const struct extracts *x = context;
    struct request *r = x->r;
    struct json_node *row = json_tree_object(&r->arena);
    request_put_time(r, row, "at", e->ended != 0 ? e->ended : e->begun);
    json_tree_put_bool(&r->arena, row, STR("was_stopped"), e->ended == 0);
    json_tree_put_whole(&r->arena, row, STR("rows"), e->counts.rows);
    json_tree_put_whole(&r->arena, row, STR("added"), e->counts.added);
    json_tree_put_whole(&r->arena, row, STR("changed"), e->counts.changed);
    json_tree_put_whole(&r->arena, row, STR("withdrawn"), e->counts.withdrawn);
    json_tree_put_whole(&r->arena, row, STR("rejected"), e->counts.rejected);
    json_tree_append(x->rows, row);
}

static struct json_node *approval_rows(struct request *r, const struct source_definition *d)
{
    const struct approval_list *list = &r->inquiry->access.access.approvals;
    struct json_node *rows = json_tree_list(&r->arena);
    for (size_t i = 0; i < list->count; i++) {
        const struct approval *a = &list->at[i];
        if (a->of != APPROVAL_SOURCE || !str_eq(a->id, d->name) || !a->genuine) {
            continue;
        }
        bool is_current = memcmp(a->content, d->content, CONTENT_HASH_BYTES) == 0;
        struct json_node *row = json_tree_object(&r->arena);
        bool makers = str_eq(a->who, STR(APPROVER_SHIPPED));
        json_tree_put_text(&r->arena, row, STR("who"),
                           makers ? str_of(translate(r, "the makers of Cantref")) : a->who);
        json_tree_put_text(&r->arena, row, STR("when"),
                           str_slice(a->when, 0, a->when.len < 10 ? a->when.len : 10));
        json_tree_put_bool(&r->arena, row, STR("is_current"), is_current);
        json_tree_append(rows, row);
    }
    return rows;
}

/* How much of each field is filled, counted over the source's records alone: over all of them, or
 * as many as are read while somebody waits. */
static int put_fill(struct request *r, int64_t source, struct json_node *model, struct err *err)
{
    struct picture *picture = picture_of(r);
    struct whole_list sample = {0};
    struct standing standing = {0};
    struct mention_table mentions = {0};
    struct report report;
    struct source_quality quality = {0};
    struct json_node *rows = json_tree_list(&r->arena);
    int code = standing_sample(picture->db, source, FILL_RECORDS, &sample, err);
    code = code ? code
                : standing_read_some(picture, picture->db, sample.at, sample.count, &standing, err);
    code = code || standing.count == 0 ? code : standing_map(picture, NULL, &standing, err);
    code = code || standing.count == 0 ? code
                                       : standing_mentions(picture->db, picture->seal, &standing,
                                                           parallel_cores(), &mentions, err);
    if (code == 0 && standing.count > 0) {
        const struct report_input input = {.tables = standing.tables,
                                           .mappings = standing.mappings,
                                           .table_count = standing.count,
                                           .mentions = &mentions,
                                           .language = data_language(r),
                                           .from_home = true};
        report_begin_rows(&input, &report);
        source_quality_count(&report, &quality);
        for (int f = 0; f < QUALITY_FIELDS; f++) {
            const struct field_quality *q = &quality.fields[f];
            if (!q->has_column || q->rows == 0) {
                continue;
            }
            struct json_node *row = json_tree_object(&r->arena);
            double rows_in = (double)q->rows;
            request_put(r, row, "field", language_say(data_language(r), quality_field_label(f)));
            data_decimal(r, row, "filled", 100 * (double)q->filled / rows_in, 1);
            data_decimal(r, row, "empty", 100 * (double)q->empty / rows_in, 1);
            json_tree_put_whole(&r->arena, row, STR("placeholder"), (int64_t)q->placeholder);
            json_tree_put_whole(&r->arena, row, STR("unread"),
                                (int64_t)(q->impossible + q->unread));
            json_tree_append(rows, row);
        }
        report_free(&report);
    }
    json_tree_put_bool(&r->arena, model, STR("has_fill"), rows->count > 0);
    json_tree_put_bool(&r->arena, model, STR("is_sample"), sample.count == FILL_RECORDS);
    json_tree_put_whole(&r->arena, model, STR("sample"), (int64_t)sample.count);
    json_tree_put(model, STR("fill"), rows);
    whole_list_free(&sample);
    mention_table_free(&mentions);
    standing_free(&standing);
    return code;
}

static struct str known_by(struct request *r, const struct source_definition *d)
{
    struct str text = d->key_count > 0 ? d->key[0] : str_of(translate(r, "content of the row"));
    for (size_t k = 1; k < d->key_count; k++) {
        text = arena_printf(&r->arena, "%.*s, %.*s", PRI(text), PRI(d->key[k]));
    }
    return text;
}

static const char *connector_title(const struct request *r, enum connector_kind kind)
{
    const char *const titles[CONNECTOR_KINDS] = {
        [CONNECTOR_FILE] = translate(r, "A file"),
        [CONNECTOR_FOLDER] = translate(r, "A folder of files"),
        [CONNECTOR_ODBC] = translate(r, "A database (ODBC)"),
        [CONNECTOR_HTTP] = translate(r, "A web service (HTTP)"),
    };
    return titles[kind];
}

static void put_definition(struct request *r, const struct source_definition *d,
                           struct json_node *model)
{
    struct json_node *rows = json_tree_list(&r->arena);
    bool is_welsh = r->language == ACCESS_WELSH;
    struct str key = known_by(r, d);
    json_tree_append(rows, component_summary_row(r, translate(r, "Comes from"),
                                                 connector_title(r, d->connector.kind), NULL));
    json_tree_append(
        rows, component_summary_row(
                  r, translate(r, "Service"),
                  d->category < SOURCE_CATEGORIES
                      ? source_category_title(d->category, is_welsh ? ACCESS_WELSH : ACCESS_ENGLISH)
                      : translate(r, "None named"),
                  NULL));
    json_tree_append(rows, component_summary_row(r, translate(r, "Known by"),
                                                 arena_str(&r->arena, key).ptr, NULL));
    json_tree_append(
        rows, component_summary_row(r, translate(r, "Each extract holds"),
                                    d->delivery == DELIVERY_SNAPSHOT
                                        ? translate(r, "All records: one that is gone is withdrawn")
                                        : translate(r, "What changed"),
                                    NULL));
    json_tree_append(rows, component_summary_row(
                               r, translate(r, "Refused when more than this is gone at once"),
                               arena_printf(&r->arena, "%.1f%%", 100 * d->shrink_max).ptr, NULL));
    json_tree_append(rows, component_summary_row(
                               r, translate(r, "Refused when more rows than this are unreadable"),
                               arena_printf(&r->arena, "%.1f%%", 100 * d->reject_max).ptr, NULL));
    json_tree_append(rows, component_summary_row(r, translate(r, "Used under"),
                                                 d->agreement.len > 0
                                                     ? arena_str(&r->arena, d->agreement).ptr
                                                     : translate(r, "No agreement named"),
                                                 NULL));
    json_tree_put(model, STR("definition"), rows);
}

static int find_definition(struct request *r, struct source_definition *ret, struct err *err)
{
    struct err_list errors = {0};
    int code = home_source(&picture_of(r)->home, str_of(request_parameter(r, 0)), ret, &errors);
    if (code == ERR_NOTFOUND) {
        err_say(err, code, "%s", translate(r, "There is no such source."));
    } else if (code != 0) {
        err_list_first(&errors, err);
    }
    err_list_free(&errors);
    return code;
}

static int show_source(struct request *r, const struct source_definition *d, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct figures figures = {0};
    struct source_linked_list linked = {0};
    struct extracts extracts = {r, json_tree_list(&r->arena)};
    struct due due = {0};
    int64_t number = 0;
    int code = figures_read(picture_of(r), &figures, err);
    code = code ? code : source_linked_read(picture_of(r)->db, &linked, err);
    code = code ? code : source_row(r, d, &figures, &linked, model, &due, err);
    code = code ? code
                : source_extracts(picture_of(r)->db, d->name, EXTRACTS_SHOWN, add_extract,
                                  &extracts, &number, err);
    code = code || number == 0 ? code : put_fill(r, number, model, err);
    if (code == 0) {
        if (number == 0) {
            json_tree_put_bool(&r->arena, model, STR("has_fill"), false);
            json_tree_put(model, STR("fill"), json_tree_list(&r->arena));
        }
        struct json_node *approvals = approval_rows(r, d);
        request_put_format(r, model, "title", translate(r, "Source %.*s"), PRI(d->name));
        json_tree_put_bool(&r->arena, model, STR("is_due"), due.is_due);
        json_tree_put_bool(&r->arena, model, STR("was_just_taken"), form_flag(&r->form, "taken"));
        put_definition(r, d, model);
        json_tree_put(model, STR("mapping"), mapping_rows(r, d));
        json_tree_put_bool(&r->arena, model, STR("has_approvals"), approvals->count > 0);
        json_tree_put(model, STR("approvals"), approvals);
        json_tree_put_bool(&r->arena, model, STR("has_extracts"), extracts.rows->count > 0);
        json_tree_put(model, STR("extracts"), extracts.rows);
        request_put(r, model, "action", request_href(r, "/data/sources/%.*s/ingest", PRI(d->name)));
        reply_page(r, "data/source", model);
    }
    source_linked_free(&linked);
    figures_free(&figures);
    return code;
}

int data_source(struct request *r, struct err *err)
{
    struct source_definition definition;
    int code = find_definition(r, &definition, err);
    if (code == 0) {
        code = show_source(r, &definition, err);
        source_definition_free(&definition);
    }
    return code;
}

/* Its newest extract, as cantref ingest NAME takes it. What is refused is told on the page, and
 * nothing has changed then. */
int data_source_ingest(struct request *r, struct err *err)
{
    struct source_definition definition;
    struct ingest_summary summary;
    struct err refused = {0};
    int code = find_definition(r, &definition, err);
    if (code != 0) {
        return code;
    }
    if (!is_near(&definition)) {
        source_definition_free(&definition);
        return err_say(err, ERR_DENIED, "%s",
                       translate(r,
                                 "A database or service may take hours to answer: run the "
                                 "command."));
    }
    const struct extract_take_options options = {.shrink_max = -1, .limits = FETCH_LIMITS_DEFAULT};
    code = inquiry_tell_change(r->inquiry, STR("ingest"), err);
    if (code == 0 && extract_take(picture_of(r), &definition, &options, &summary, &refused) != 0) {
        form_fail(&r->form, "ingest",
                  translate(r, "The extract was not taken in, and nothing has changed"), &refused);
        code = show_source(r, &definition, err);
    } else if (code == 0) {
        source_failure_clear(&r->web->source_failures, definition.name);
        reply_redirect(r, "/data/sources/%.*s?taken=yes", PRI(definition.name));
    }
    source_definition_free(&definition);
    return code;
}

/* ---- records that wait ---- */

struct waiting {
    struct request *r;
    struct json_node *rows;
    struct whole_list records;
};

static void add_waiting(void *context, struct str source, int64_t row, struct str key,
                        int64_t since, int64_t record)
{
    struct waiting *w = context;
    struct request *r = w->r;
    struct json_node *line = json_tree_object(&r->arena);
    request_put_format(r, line, "place", "%.*s:%lld", PRI(source), (long long)row);
    json_tree_put_text(&r->arena, line, STR("key"), key);
    request_put_time(r, line, "since", since);
    json_tree_append(w->rows, line);
    whole_list_add(&w->records, record);
}

/* tell_waiting - whom the rows that are about to be shown name. */
static int tell_waiting(struct request *r, const struct whole_list *records, struct err *err)
{
    struct whole_list subjects = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < records->count; i++) {
        struct whole_list numbers = {0};
        code = waiting_mentions(picture_of(r), records->at[i], &numbers, err);
        for (size_t n = 0; n < numbers.count; n++) {
            whole_list_add(&subjects, disclosure_subject(records->at[i], (int)numbers.at[n]));
        }
        whole_list_free(&numbers);
    }
    if (code == 0) {
        code = subjects.count == 0 ? inquiry_tell(r->inquiry, NULL, 0, 0, err)
                                   : inquiry_tell_mentions(r->inquiry, STR("waiting"), subjects.at,
                                                           subjects.count, err);
    }
    whole_list_free(&subjects);
    return code;
}

int data_waiting(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct waiting waiting = {.r = r, .rows = json_tree_list(&r->arena)};
    size_t count = 0;
    int code = data_joined(r, err);
    code = code ? code
                : waiting_each(picture_of(r), WAITING_SHOWN, add_waiting, &waiting, &count, err);
    code = code ? code : tell_waiting(r, &waiting.records, err);
    whole_list_free(&waiting.records);
    if (code != 0) {
        return code;
    }
    request_put(r, model, "title", translate(r, "Records that wait"));
    json_tree_put_whole(&r->arena, model, STR("count"), (int64_t)count);
    json_tree_put_bool(&r->arena, model, STR("has_rows"), waiting.rows->count > 0);
    json_tree_put_bool(&r->arena, model, STR("has_more"), count > WAITING_SHOWN);
    json_tree_put(model, STR("rows"), waiting.rows);
    return reply_page(r, "data/waiting", model);
}
