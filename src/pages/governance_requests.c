/* governance_requests.c - what residents ask for about their own data, by its statutory clock: a
 * copy of all that is held, assembled and read by a person before it goes out; correction, erasure,
 * restriction, objection, granted or refused with a reason. */
#include "access_bundle.h"
#include "governance.h"
#include "rectification.h"
#include "rights_mark.h"
#include "web.h"

#include <stdio.h>

static const char *kind_text(struct request *r, enum request_kind kind)
{
    switch (kind) {
    case REQUEST_ACCESS:
        return translate(r, "A copy of what is held (Article 15)");
    case REQUEST_RECTIFICATION:
        return translate(r, "Correction (Article 16)");
    case REQUEST_ERASURE:
        return translate(r, "Erasure (Article 17)");
    case REQUEST_RESTRICTION:
        return translate(r, "Restriction (Article 18)");
    case REQUEST_OBJECTION:
        return translate(r, "Objection (Article 21)");
    default:
        return "";
    }
}

static const char *clock_text_of(struct request *r, int32_t due)
{
    int days = due - r->today;
    return arena_printf(&r->arena,
                        days < 0    ? translate(r, "Late, days: %d")
                        : days == 0 ? translate(r, "Due today (%d)")
                                    : translate(r, "Days left: %d"),
                        days < 0 ? -days : days)
        .ptr;
}

static const char *clock_colour(const struct request *r, int32_t due)
{
    return due < r->today ? "red" : due - r->today <= 7 ? "yellow" : "blue";
}

/* ---- the list ---- */

struct listing {
    struct request *r;
    struct json_node *table;
    struct governance_list list;
};

static int list_one(void *context, const struct rights_request *q, const char *id, struct err *err)
{
    struct listing *l = context;
    struct request *r = l->r;
    (void)id;
    (void)err;
    if (!governance_next(r, &l->list)) {
        return 0;
    }
    struct json_node *row = component_table_row(r, l->table);
    component_cell_link(r, row, arena_printf(&r->arena, "%lld", (long long)q->number).ptr,
                        request_href(r, "/governance/requests/%lld", (long long)q->number));
    component_cell(r, row, kind_text(r, q->kind));
    component_cell(r, row, governance_day(r, q->received));
    component_cell(r, row, governance_day(r, q->due));
    component_cell_tag(r, row, clock_text_of(r, q->due), clock_colour(r, q->due));
    return 0;
}

int governance_requests(struct request *r, struct err *err)
{
    struct rights rights;
    struct listing l = {.r = r, .table = component_table(r, translate(r, "Open requests"))};
    int code = governance_act(r, ACT_RIGHTS, "", &rights, err);
    component_table_head(r, l.table, translate(r, "Request"), false);
    component_table_head(r, l.table, translate(r, "What is asked"), false);
    component_table_head(r, l.table, translate(r, "Received"), false);
    component_table_head(r, l.table, translate(r, "Due"), false);
    component_table_head(r, l.table, translate(r, "Clock"), false);
    code = code ? code : rights_each(&rights, INT32_MAX, list_one, &l, err);
    code = code ? code : inquiry_tell(r->inquiry, NULL, 0, l.list.count, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model =
        governance_model(r, translate(r, "What residents ask for"), "/governance");
    governance_put_table(model, "table", r, l.table);
    governance_put_pages(r, model, &l.list, "/governance/requests");
    request_put(r, model, "new", request_href(r, "/governance/requests/new"));
    return reply_page(r, "governance/requests", model);
}

/* ---- a new one ---- */

int governance_request_new(struct request *r, struct err *err)
{
    struct component_choice kinds[REQUEST_KINDS];
    struct json_node *fields = json_tree_list(&r->arena);
    (void)err;
    for (int k = 0; k < REQUEST_KINDS; k++) {
        kinds[k] = (struct component_choice){request_kind_names[k],
                                             kind_text(r, (enum request_kind)k), NULL};
    }
    struct json_node *model =
        governance_model(r, translate(r, "Enter a request"), "/governance/requests");
    json_tree_append(fields, component_radios(r, "kind", translate(r, "What is asked for?"), NULL,
                                              kinds, REQUEST_KINDS, NULL));
    json_tree_append(
        fields, component_input(r, "person", translate(r, "Whose data?"),
                                translate(r,
                                          "The person’s id under any purpose, or the source and "
                                          "row, such as council_tax:12"),
                                NULL));
    json_tree_append(fields,
                     component_date(r, "received", translate(r, "When did it come?"),
                                    translate(r, "The clock runs from that day."), r->today));
    json_tree_append(
        fields,
        component_textarea(r, "detail", translate(r, "What exactly is asked for (optional)"),
                           translate(r,
                                     "Of a correction, what is right, one a line: address=5 Castle "
                                     "Road"),
                           NULL));
    json_tree_put(model, STR("fields"), fields);
    return reply_page(r, "governance/request_new", model);
}

static enum request_kind kind_of(struct str name)
{
    int k = 0;
    while (k < REQUEST_KINDS && !str_eq(name, str_of(request_kind_names[k]))) {
        k++;
    }
    return (enum request_kind)k;
}

static void ignore_source(void *context, struct str source, enum field_category category,
                          struct str says)
{
    (void)context;
    (void)source;
    (void)category;
    (void)says;
}

/* enter_claims - of a correction: a claim a line of what was typed. */
static int enter_claims(struct request *r, struct rights *rights, const char *person,
                        int32_t received, struct rights_request *ret, struct err *err)
{
    struct str rest = form_text(&r->form, "detail"), line;
    struct str claims[RECTIFICATION_CLAIMS_MAX];
    size_t count = 0;
    while (count < RECTIFICATION_CLAIMS_MAX && str_next_token(&rest, '\n', &line)) {
        line = str_trim(line);
        if (line.len > 0) {
            claims[count++] = line;
        }
    }
    if (count == 0) {
        return err_set(err, ERR_USAGE, "a correction says what is right");
    }
    return rectification_enter(rights, person, claims, count, received, ignore_source, NULL, ret,
                               err);
}

int governance_request_enter(struct request *r, struct err *err)
{
    struct rights rights;
    struct rights_request made = {0};
    struct err failed = {0};
    enum request_kind kind = kind_of(form_text(&r->form, "kind"));
    int32_t received = form_day(&r->form, "received");
    const char *person = governance_text(r, form_text(&r->form, "person"));
    if (r->form.error_count == 0 && received > r->today) {
        form_error(&r->form, "received", translate(r, "The day on which it came must have been"));
    }
    if (r->form.error_count > 0) {
        return governance_request_new(r, err);
    }
    int code = governance_act(r, ACT_RIGHTS, "", &rights, err);
    if (code != 0) {
        return code;
    }
    code = kind == REQUEST_RECTIFICATION
               ? enter_claims(r, &rights, person, received, &made, &failed)
               : rights_enter(&rights, kind, person, received, form_text(&r->form, "detail"), &made,
                              &failed);
    if (code != 0) {
        code = governance_mend(r, code == ERR_USAGE ? "detail" : "person", code, &failed, err);
        return code ? code : governance_request_new(r, err);
    }
    return governance_done(
        r, arena_printf(&r->arena, "/governance/requests/%lld", (long long)made.number).ptr,
        "entered");
}

/* ---- one request ---- */

/* struct found - the request of the path, copied into the arena. */
struct found {
    struct request *r;
    int64_t number;
    bool is_there;
    struct rights_request request;
    const char *id;
};

static int take_found(void *context, const struct rights_request *q, const char *id,
                      struct err *err)
{
    struct found *f = context;
    (void)err;
    if (q->number == f->number) {
        f->is_there = true;
        f->request = *q;
        f->request.detail = arena_str(&f->r->arena, q->detail);
        f->request.who = arena_str(&f->r->arena, q->who);
        f->id = governance_text(f->r, str_of(id));
    }
    return 0;
}

/* find_request - of the path, open; asked for as an act. */
static int find_request(struct request *r, struct rights *rights, struct found *ret,
                        struct err *err)
{
    uint64_t number = 0;
    *ret = (struct found){.r = r};
    if (!str_to_uint(str_of(request_parameter(r, 0)), INT64_MAX, &number)) {
        return err_say(err, ERR_NOTFOUND, "%s", translate(r, "No such request is open."));
    }
    ret->number = (int64_t)number;
    int code = governance_act(r, ACT_RIGHTS, "", rights, err);
    code = code ? code : rights_each(rights, INT32_MAX, take_found, ret, err);
    if (code == 0 && !ret->is_there) {
        code = err_say(err, ERR_NOTFOUND, "%s", translate(r, "No such request is open."));
    }
    return code;
}

/* find_access_request - of the path, open, for a copy of all that is held: of no other kind is that
 * shown to anybody. */
static int find_access_request(struct request *r, struct rights *rights, struct found *ret,
                               struct err *err)
{
    int code = find_request(r, rights, ret, err);
    if (code == 0 && ret->request.kind != REQUEST_ACCESS) {
        code =
            err_say(err, ERR_NOTFOUND, "%s", translate(r, "That request is answered otherwise."));
    }
    return code;
}

static const char *path_of(struct request *r, const struct found *f, const char *more)
{
    return arena_printf(&r->arena, "/governance/requests/%lld%s", (long long)f->number, more).ptr;
}

/* ---- what sources say otherwise ---- */

struct differing {
    struct request *r;
    struct json_node *table;
};

static void take_source(void *context, struct str source, enum field_category category,
                        struct str says)
{
    struct differing *d = context;
    struct json_node *row = component_table_row(d->r, d->table);
    component_cell(d->r, row, governance_text(d->r, source));
    component_cell(d->r, row, field_category_title(category, d->r->language));
    component_cell(d->r, row, governance_text(d->r, says));
}

static int put_sources(struct request *r, struct rights *rights, const struct found *f,
                       struct json_node *model, struct err *err)
{
    struct differing d = {
        .r = r, .table = component_table(r, translate(r, "To be corrected where it is kept"))};
    component_table_head(r, d.table, translate(r, "Source"), false);
    component_table_head(r, d.table, translate(r, "Field"), false);
    component_table_head(r, d.table, translate(r, "What it says"), false);
    struct str name = str_of(f->id);
    const struct name_list whose = {&name, 1};
    int code = f->request.kind == REQUEST_RECTIFICATION
                   ? rectification_look(rights, &f->request, f->id, take_source, &d, err)
                   : rights_tell_people(rights, &whose, 1, err);
    governance_put_table(model, "sources", r, d.table);
    return code;
}

static void put_close(struct request *r, const struct found *f, struct json_node *model)
{
    const struct component_choice outcomes[] = {
        {"answered", translate(r, "Answered"),
         translate(r, "What was asked for was given or done.")},
        {"refused", translate(r, "Refused"),
         translate(r,
                   "The person is told why, and that they may complain to the Information "
                   "Commissioner or go to court (Article 12(4)).")}};
    struct json_node *fields = json_tree_list(&r->arena);
    json_tree_append(fields, component_radios(r, "outcome", translate(r, "What became of it?"),
                                              NULL, outcomes, 2, NULL));
    json_tree_append(
        fields,
        component_textarea(r, "why", translate(r, "The reason, or how it was sent"), NULL, NULL));
    json_tree_put(model, STR("fields"), fields);
    request_put(r, model, "close", request_href(r, "%s", path_of(r, f, "/close")));
}

static void put_acts(struct request *r, const struct found *f, struct json_node *model)
{
    const struct component_choice box = {
        "yes", translate(r, "I have checked that no law and no claim says that it must be kept"),
        NULL};
    enum request_kind kind = f->request.kind;
    bool grants =
        kind == REQUEST_RESTRICTION || kind == REQUEST_OBJECTION || kind == REQUEST_ERASURE;
    json_tree_put_bool(&r->arena, model, STR("is_access"), kind == REQUEST_ACCESS);
    json_tree_put_bool(&r->arena, model, STR("is_rectification"), kind == REQUEST_RECTIFICATION);
    json_tree_put_bool(&r->arena, model, STR("is_erasure"), kind == REQUEST_ERASURE);
    json_tree_put_bool(&r->arena, model, STR("may_grant"), grants);
    struct json_node *sure = json_tree_list(&r->arena);
    json_tree_append(sure, component_checkboxes(r, "sure", translate(r, "Before you erase"), NULL,
                                                &box, 1, NULL));
    json_tree_put(model, STR("sure_fields"), sure);
    json_tree_put_bool(&r->arena, model, STR("may_extend"), !f->request.extended);
    request_put(r, model, "assemble", request_href(r, "%s", path_of(r, f, "/assemble")));
    request_put(r, model, "grant", request_href(r, "%s", path_of(r, f, "/grant")));
    request_put(r, model, "extend", request_href(r, "%s", path_of(r, f, "/extend")));
    put_close(r, f, model);
}

static int show_request(struct request *r, struct rights *rights, const struct found *f,
                        struct err *err)
{
    struct json_node *model =
        governance_model(r, kind_text(r, f->request.kind), "/governance/requests");
    struct json_node *rows = json_tree_list(&r->arena);
    governance_row(r, rows, translate(r, "Request"),
                   arena_printf(&r->arena, "%lld", (long long)f->number).ptr);
    governance_row(r, rows, translate(r, "Of whom"), f->id);
    governance_row(r, rows, translate(r, "Received"), governance_day(r, f->request.received));
    governance_row(r, rows, translate(r, "Due"), governance_day(r, f->request.due));
    governance_row(r, rows, translate(r, "Extended"),
                   f->request.extended ? translate(r, "Yes, by two months") : translate(r, "No"));
    governance_row(r, rows, translate(r, "Entered by"), governance_text(r, f->request.who));
    governance_row(r, rows, translate(r, "In their words"), governance_text(r, f->request.detail));
    json_tree_put(model, STR("rows"), rows);
    json_tree_put(
        model, STR("clock"),
        component_tag(r, clock_text_of(r, f->request.due), clock_colour(r, f->request.due)));
    put_acts(r, f, model);
    int code = put_sources(r, rights, f, model, err);
    return code ? code : reply_page(r, "governance/request", model);
}

int governance_request(struct request *r, struct err *err)
{
    struct rights rights;
    struct found f;
    int code = find_request(r, &rights, &f, err);
    return code ? code : show_request(r, &rights, &f, err);
}

/* ---- a copy of all that is held ---- */

static const char *state_text(struct request *r, enum held_state state)
{
    switch (state) {
    case HELD_TO_READ:
        return translate(r, "To be read: it may name somebody else");
    case HELD_SHARED:
        return translate(r, "Left out: names somebody else too");
    case HELD_OTHERS:
        return translate(r, "Left out: about somebody else");
    case HELD_NOT_KNOWN:
        return translate(r, "Left out: not known whose it is");
    default:
        return translate(r, "Shown");
    }
}

/* check_table - the cells that a person has to look at before the answer goes out. */
static struct json_node *check_table(struct request *r, const struct held *held, size_t *ret_count)
{
    struct json_node *table = component_table(r, translate(r, "To be checked by a person"));
    component_table_head(r, table, translate(r, "Source"), false);
    component_table_head(r, table, translate(r, "Record"), false);
    component_table_head(r, table, translate(r, "Column"), false);
    component_table_head(r, table, translate(r, "What it says"), false);
    component_table_head(r, table, translate(r, "Why"), false);
    *ret_count = 0;
    for (size_t i = 0; i < held->count; i++) {
        const struct held_version *v = &held->versions[i];
        for (size_t c = 0; c < v->count; c++) {
            const struct held_cell *cell = &v->cells[c];
            if (cell->state != HELD_SHOWN && (*ret_count)++ < GOVERNANCE_ROWS_MAX) {
                struct json_node *row = component_table_row(r, table);
                component_cell(r, row, governance_text(r, v->source));
                component_cell(r, row, arena_printf(&r->arena, "%lld", (long long)v->record).ptr);
                component_cell(r, row, governance_text(r, cell->column));
                component_cell(r, row, governance_text(r, cell->text));
                component_cell(r, row, state_text(r, cell->state));
            }
        }
    }
    return table;
}

static void put_files(struct request *r, const struct found *f, struct json_node *model)
{
    const char *const titles[ACCESS_BUNDLE_FILES] = {
        translate(r, "Everything, as JSON"),
        translate(r, "Everything, as a table (CSV)"),
        translate(r, "What a person has to check (CSV)"),
        translate(r, "The page for whoever asked"),
        translate(r, "When it was made, and how much is in it"),
        translate(r, "Who looked, when and under which law (CSV)")};
    struct json_node *files = json_tree_list(&r->arena);
    for (int i = 0; i < ACCESS_BUNDLE_FILES; i++) {
        struct json_node *file = json_tree_object(&r->arena);
        request_put(r, file, "title", titles[i]);
        request_put(r, file, "name", access_bundle_names[i]);
        request_put(r, file, "href",
                    request_href(r, "%s%s", path_of(r, f, "/files/"), access_bundle_names[i]));
        json_tree_append(files, file);
    }
    json_tree_put(model, STR("files"), files);
}

int governance_request_assemble(struct request *r, struct err *err)
{
    struct rights rights;
    struct found f;
    struct access_bundle bundle = {0};
    size_t count = 0;
    int code = find_access_request(r, &rights, &f, err);
    code = code ? code : access_bundle_make(&rights, f.id, r->today, r->language, &bundle, err);
    if (code == 0) {
        struct json_node *model = governance_model(
            r, translate(r, "All that is held, to be checked"), path_of(r, &f, ""));
        struct json_node *rows = json_tree_list(&r->arena);
        governance_row(r, rows, translate(r, "Records"),
                       arena_printf(&r->arena, "%zu", bundle.held.records).ptr);
        governance_row(r, rows, translate(r, "Versions of them"),
                       arena_printf(&r->arena, "%zu", bundle.held.count).ptr);
        governance_row(r, rows, translate(r, "Cells left out"),
                       arena_printf(&r->arena, "%zu", bundle.held.redacted).ptr);
        governance_row(r, rows, translate(r, "Texts to be read"),
                       arena_printf(&r->arena, "%zu", bundle.held.to_read).ptr);
        json_tree_put(model, STR("rows"), rows);
        governance_put_table(model, "table", r, check_table(r, &bundle.held, &count));
        json_tree_put_bool(&r->arena, model, STR("is_capped"), count > GOVERNANCE_ROWS_MAX);
        put_files(r, &f, model);
        request_put(r, model, "request", request_href(r, "%s", path_of(r, &f, "")));
        code = reply_page(r, "governance/bundle", model);
    }
    access_bundle_free(&bundle);
    return code;
}

static const char *media_type(const char *name)
{
    struct str s = str_of(name);
    return str_ends(s, STR(".json"))  ? "application/json"
           : str_ends(s, STR(".csv")) ? "text/csv; charset=utf-8"
                                      : "text/html; charset=utf-8";
}

/* Made anew for each file, so that no copy of somebody's data lies about. */
int governance_request_file(struct request *r, struct err *err)
{
    struct rights rights;
    struct found f;
    struct access_bundle bundle = {0};
    const char *name = request_parameter(r, 1);
    int place = 0;
    while (place < ACCESS_BUNDLE_FILES && strcmp(name, access_bundle_names[place]) != 0) {
        place++;
    }
    if (place == ACCESS_BUNDLE_FILES) {
        return err_say(err, ERR_NOTFOUND, "%s", translate(r, "There is no such file."));
    }
    int code = find_access_request(r, &rights, &f, err);
    code = code ? code : access_bundle_make(&rights, f.id, r->today, r->language, &bundle, err);
    if (code == 0) {
        code = reply_file(r, media_type(name), access_bundle_names[place],
                          buf_str(&bundle.files[place]));
    }
    access_bundle_free(&bundle);
    return code;
}

/* ---- decided ---- */

int governance_request_extend(struct request *r, struct err *err)
{
    struct rights rights;
    struct found f;
    int32_t due = 0;
    int code = find_request(r, &rights, &f, err);
    code = code ? code : rights_extend(&rights, f.number, &due, err);
    return code ? code : governance_done(r, path_of(r, &f, ""), "extended");
}

int governance_request_grant(struct request *r, struct err *err)
{
    struct rights rights;
    struct found f;
    struct marked marked = {0};
    struct erasure_summary erased;
    int64_t closed = 0;
    struct rights_marking marking = {.why = STR("")};
    int code = find_request(r, &rights, &f, err);
    if (code == 0 && f.request.kind == REQUEST_ERASURE && !form_flag(&r->form, "sure")) {
        form_error(&r->form, "sure", translate(r, "Say that nothing of it must be kept"));
        return show_request(r, &rights, &f, err);
    }
    if (code == 0 && f.request.kind == REQUEST_ERASURE) {
        code = rights_erase(&rights, f.id, &erased, &closed, err);
    } else if (code == 0 &&
               (f.request.kind == REQUEST_RESTRICTION || f.request.kind == REQUEST_OBJECTION)) {
        marking.what = f.request.kind == REQUEST_RESTRICTION ? MARK_RESTRICTED : MARK_OBJECTED;
        code = rights_mark(&rights, f.id, &marking, &marked, &closed, err);
    } else if (code == 0) {
        code =
            err_say(err, ERR_NOTFOUND, "%s", translate(r, "That request is answered otherwise."));
    }
    return code ? code : governance_done(r, "/governance/requests", "closed");
}

int governance_request_close(struct request *r, struct err *err)
{
    struct rights rights;
    struct found f;
    int code = find_request(r, &rights, &f, err);
    if (code == 0 && r->form.error_count > 0) {
        return show_request(r, &rights, &f, err);
    }
    struct str outcome = arena_printf(&r->arena, "%.*s: %.*s", PRI(form_text(&r->form, "outcome")),
                                      PRI(form_text(&r->form, "why")));
    code = code ? code : rights_end(&rights, f.number, outcome, err);
    return code ? code : governance_done(r, "/governance/requests", "closed");
}
