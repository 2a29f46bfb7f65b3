/* resident_data.c - what is held of who is signed in: by record, from where, since when, how sure;
 * and "this is not me". */
#include "resident.h"

#include "own_rows.h"
#include "source_category.h"
#include "value_words.h"

enum { RECORDS_SHOWN_MAX = 100 };

/* How a record came to be taken for theirs, in plain words. */
static const char *sure_words(struct request *r, int permille)
{
    if (permille == VIEW_PERMILLE_DECIDED) {
        return translate(r, "A person here has looked, and decided that it is yours.");
    }
    if (permille == VIEW_PERMILLE_ALONE) {
        return translate(r, "It is joined with no other record.");
    }
    if (permille >= 999) {
        return translate(r,
                         "Names, dates and places in it are so much like those in your other "
                         "records that it is as good as certain that it is yours.");
    }
    return arena_printf(&r->arena,
                        translate(r,
                                  "It was joined with your other records since they are alike. "
                                  "Of 1,000 such, about %d are right."),
                        permille)
        .ptr;
}

/* What a source is called: by its category, where it bears the name of one. */
static const char *source_words(struct request *r, struct str source)
{
    for (int c = 0; c < SOURCE_CATEGORIES; c++) {
        if (str_eq(source, str_of(source_category_names[c]))) {
            return source_category_title((enum source_category)c, r->language);
        }
    }
    return arena_str(&r->arena, source).ptr;
}

static struct json_node *record_item(struct request *r, const struct own_row *record)
{
    struct json_node *item = json_tree_object(&r->arena);
    struct json_node *rows = json_tree_list(&r->arena);
    request_put(r, item, "source", value_capital(r, source_words(r, record->source)));
    request_put_time(r, item, "since", record->since);
    request_put(r, item, "sure", sure_words(r, record->permille));
    request_put(r, item, "not_me", request_href(r, "/me/data/%s/not-me", record->id));
    for (size_t i = 0; i < record->count; i++) {
        const struct own_value *value = &record->values[i];
        const char *title = value_capital(r, field_category_title(value->category, r->language));
        struct str words = value_words(r, value->category, value->text);
        json_tree_append(rows,
                         component_summary_row(r, title, arena_str(&r->arena, words).ptr, NULL));
    }
    json_tree_put(item, STR("rows"), rows);
    return item;
}

/* open_records - told to the log before anything is shown. */
static int open_records(struct request *r, struct resident_self *self, struct own_rows *ret,
                        struct err *err)
{
    const struct view_person *people[] = {&self->view.self};
    int code = resident_self_open(r, self, err);
    code = code == 0 && self->there
               ? own_rows_read(&r->arena, &r->inquiry->viewing, &self->view.self, ret, err)
               : code;
    return code ? code : inquiry_tell(r->inquiry, people, self->there, self->there, err);
}

int resident_data(struct request *r, struct err *err)
{
    struct resident_self self = {0};
    struct own_rows records = {0};
    int code = open_records(r, &self, &records, err);
    if (code == 0) {
        struct json_node *model = json_tree_object(&r->arena);
        struct json_node *list = json_tree_list(&r->arena);
        for (size_t i = 0; i < records.count && i < RECORDS_SHOWN_MAX; i++) {
            json_tree_append(list, record_item(r, &records.at[i]));
        }
        request_put(r, model, "title", translate(r, "What we hold about you"));
        request_put(r, model, "back", request_href(r, "/me"));
        request_put(r, model, "requests", request_href(r, "/me/requests"));
        json_tree_put_bool(&r->arena, model, STR("nothing"), list->count == 0);
        json_tree_put_bool(&r->arena, model, STR("more"), records.count > RECORDS_SHOWN_MAX);
        json_tree_put(model, STR("records"), list);
        code = reply_page(r, "resident/data", model);
    }
    resident_self_free(&self);
    return code;
}

/* ---- not me ---- */

static const struct own_row *find_record(const struct own_rows *records, const char *id)
{
    for (size_t i = 0; i < records->count; i++) {
        if (strcmp(records->at[i].id, id) == 0) {
            return &records->at[i];
        }
    }
    return NULL;
}

/* open_record - the one that the path names. Errors: ERR_NOTFOUND. */
static int open_record(struct request *r, struct resident_self *self, const struct own_row **ret,
                       struct err *err)
{
    struct own_rows records = {0};
    int code = open_records(r, self, &records, err);
    *ret = code == 0 ? find_record(&records, request_parameter(r, 0)) : NULL;
    return code == 0 && *ret == NULL
               ? err_say(err, ERR_NOTFOUND, "%s", translate(r, "There is no such record of yours."))
               : code;
}

static int show_not_me(struct request *r, const struct own_row *record)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    request_put(r, model, "title", translate(r, "This is not me"));
    request_put(r, model, "back", request_href(r, "/me/data"));
    request_put(r, model, "action", request_href(r, "/me/data/%s/not-me", record->id));
    json_tree_put(model, STR("record"), record_item(r, record));
    json_tree_append(fields,
                     component_textarea(r, "why", translate(r, "Why is it not you?"),
                                        translate(r, "For example: I never lived there."), NULL));
    json_tree_put(model, STR("fields"), fields);
    return reply_page(r, "resident/not_me", model);
}

int resident_not_me_page(struct request *r, struct err *err)
{
    struct resident_self self = {0};
    const struct own_row *record = NULL;
    int code = open_record(r, &self, &record, err);
    code = code ? code : show_not_me(r, record);
    resident_self_free(&self);
    return code;
}

int resident_not_me(struct request *r, struct err *err)
{
    struct resident_self self = {0};
    const struct own_row *record = NULL;
    int code = open_record(r, &self, &record, err);
    if (code == 0 && r->form.error_count > 0) {
        code = show_not_me(r, record);
    } else if (code == 0) {
        struct str detail = arena_printf(&r->arena, "not me: record %s of %.*s: %.*s", record->id,
                                         PRI(record->source), PRI(form_text(&r->form, "why")));
        code = resident_ask_for(r, REQUEST_RECTIFICATION, detail, err);
        code = code ? code : reply_redirect(r, "/me/requests");
    }
    resident_self_free(&self);
    return code;
}
