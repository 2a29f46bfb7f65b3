/* page_layout.c - see page_layout.h. */
#include "page_layout.h"

#include "staff.h"
#include "web.h"
#include "whole_file.h"

#include <sodium.h>

#include <assert.h>

enum { KEY_BYTES = 16, MANIFEST_BYTES_MAX = 4096 };

static void put(struct request *r, struct json_node *object, const char *key, struct str text)
{
    json_tree_put_text(&r->arena, object, str_of(key), text);
}

static void put_or_null(struct request *r, struct json_node *object, const char *key,
                        struct str text)
{
    json_tree_put(object, str_of(key),
                  text.len > 0 ? json_tree_text(&r->arena, text) : json_tree_nothing(&r->arena));
}

static const char *language_code(enum access_language language)
{
    return language == ACCESS_WELSH ? "cy" : "en";
}

/* counterpart - this page in the other language. Of a form that came back the path alone. */
static struct json_node *counterpart(struct request *r)
{
    enum access_language other = r->language == ACCESS_WELSH ? ACCESS_ENGLISH : ACCESS_WELSH;
    struct json_node *node = json_tree_object(&r->arena);
    bool query = r->query.len > 0 && str_eq(r->method, STR("GET"));
    put(r, node, "href",
        arena_printf(&r->arena, "/%s%.*s%s%.*s", language_code(other), PRI(r->path),
                     query ? "?" : "", PRI(query ? r->query : STR(""))));
    put(r, node, "language", str_of(language_code(other)));
    put(r, node, "name", other == ACCESS_WELSH ? STR("Cymraeg") : STR("English"));
    return node;
}

static const struct staff_member *member_of_staff(const struct request *r)
{
    return staff_find(&r->web->home.access.access.staff, str_of(r->session.login));
}

/* may_follow - is it a link for whoever sits there? What the route itself says decides when it is
 * asked for. */
static bool may_follow(const struct request *r, const struct route *route)
{
    switch (route->who) {
    case ROUTE_ANYBODY:
        return r->session.kind != SESSION_STAFF;
    case ROUTE_RESIDENT:
        return r->session.kind == SESSION_RESIDENT;
    case ROUTE_STAFF:
        return r->session.kind == SESSION_STAFF &&
               (route->role == NULL || request_has_role(r, route->role));
    default:
        return false;
    }
}

static struct json_node *navigation(struct request *r)
{
    struct json_node *list = json_tree_list(&r->arena);
    for (size_t t = 0; t < r->web->table_count; t++) {
        for (size_t i = 0; i < r->web->tables[t]->count; i++) {
            const struct route *route = &r->web->tables[t]->at[i];
            if (route->navigation == NULL || !may_follow(r, route)) {
                continue;
            }
            struct json_node *link = json_tree_object(&r->arena);
            put(r, link, "text", str_of(translate(r, route->navigation)));
            put(r, link, "href",
                arena_printf(&r->arena, "/%s%s", language_code(r->language), route->path));
            json_tree_put_bool(&r->arena, link, STR("current"), route == r->route);
            json_tree_append(list, link);
        }
    }
    return list;
}

static struct json_node *signed_in(struct request *r)
{
    bool is_staff = r->session.kind == SESSION_STAFF;
    if (!is_staff && r->session.kind != SESSION_RESIDENT) {
        return json_tree_nothing(&r->arena);
    }
    struct json_node *node = json_tree_object(&r->arena);
    const struct staff_member *member = is_staff ? member_of_staff(r) : NULL;
    put_or_null(r, node, "name", member != NULL ? member->name : STR(""));
    json_tree_put_bool(&r->arena, node, STR("is_staff"), is_staff);
    json_tree_put_bool(&r->arena, node, STR("is_resident"), !is_staff);
    return node;
}

static struct str new_key(struct request *r)
{
    unsigned char bytes[KEY_BYTES];
    char text[2 * KEY_BYTES + 1];
    randombytes_buf(bytes, sizeof bytes);
    return arena_str(&r->arena, str_of(sodium_bin2hex(text, sizeof text, bytes, sizeof bytes)));
}

static bool is_member_true(const struct json_node *model, struct str name)
{
    const struct json_node *node = json_tree_get(model, name, json_tree_print(name));
    return node != NULL && node->kind == JSON_NODE_BOOL && node->truth;
}

void page_put_errors(struct request *r, struct json_node *model)
{
    struct json_node *errors = json_tree_list(&r->arena);
    for (size_t i = 0; i < r->form.count; i++) {
        const struct form_value *value = &r->form.values[i];
        if (value->error.len == 0) {
            continue;
        }
        bool is_date = value->field != NULL && value->field->kind == FORM_DATE;
        struct json_node *error = json_tree_object(&r->arena);
        put(r, error, "text", value->error);
        put_or_null(r, error, "program_says", value->program_says);
        put(r, error, "href",
            arena_printf(&r->arena, "#%.*s%s", PRI(value->name), is_date ? "-day" : ""));
        json_tree_append(errors, error);
    }
    json_tree_put(model, STR("errors"), errors);
}

void page_put(struct request *r, struct json_node *model)
{
    struct json_node *page = json_tree_object(&r->arena), *links = navigation(r);
    const struct web *web = r->web;
    put(r, page, "language", str_of(language_code(r->language)));
    json_tree_put_bool(&r->arena, page, STR("is_welsh"), r->language == ACCESS_WELSH);
    put(r, page, "service", str_of(translate(r, "Council services")));
    put(r, page, "council", r->language == ACCESS_WELSH ? web->council_welsh : web->council);
    put(r, page, "home", arena_printf(&r->arena, "/%s/", language_code(r->language)));
    json_tree_put(page, STR("counterpart"), counterpart(r));
    put(r, page, "csrf", str_of(r->session.csrf));
    put(r, page, "idempotency_key", new_key(r));
    json_tree_put_bool(&r->arena, page, STR("has_errors"), r->form.error_count > 0);
    json_tree_put(page, STR("signed_in"), signed_in(r));
    json_tree_put_bool(&r->arena, page, STR("has_navigation"), links->count > 0);
    json_tree_put(page, STR("navigation"), links);
    json_tree_put_bool(&r->arena, page, STR("is_example"), web->is_example);
    json_tree_put_bool(&r->arena, page, STR("exit_this_page"),
                       is_member_true(model, STR("exit_this_page")));
    struct json_node *assets = json_tree_object(&r->arena);
    put_or_null(r, assets, "css", web->assets.css);
    put_or_null(r, assets, "js", web->assets.js);
    json_tree_put(page, STR("assets"), assets);
    page_put_errors(r, model);
    json_tree_put(model, STR("page"), page);
}

int page_render(struct request *r, struct buf *out, struct err *err)
{
    return mustache_render(r->web->templates[r->language], str_of(r->reply.template_name),
                           r->reply.model, MUSTACHE_STRICT, out, err);
}

/* What the page of a status says: what happened, and what to do. */
struct error_text {
    int status;
    const char *title, *what, *then;
};

static const struct error_text error_texts[] = {
    {400, TO_TRANSLATE("Sorry, that can’t be understood"),
     TO_TRANSLATE("What your browser sent is not what this page expects."),
     TO_TRANSLATE("Go back, load the page anew and try again.")},
    {401, TO_TRANSLATE("You have to sign in"),
     TO_TRANSLATE("This page is for people who are signed in."),
     TO_TRANSLATE("Sign in, then open the page again.")},
    {403, TO_TRANSLATE("You can’t see or do this"),
     TO_TRANSLATE("This is not open to you, or not for the reason that you gave. Nothing was "
                  "changed."),
     TO_TRANSLATE("If you think that it should be, speak to the council.")},
    {404, TO_TRANSLATE("Page not found"),
     TO_TRANSLATE("If you typed the web address, check that it is right. If you pasted it, check "
                  "that you copied all of it."),
     TO_TRANSLATE("If the address is right, what was here may no longer be.")},
    {405, TO_TRANSLATE("That can’t be done here"),
     TO_TRANSLATE("What your browser asked for can’t be done with this page."),
     TO_TRANSLATE("Go back and try again.")},
    {409, TO_TRANSLATE("Somebody else was quicker"),
     TO_TRANSLATE("What you wanted to change has changed meanwhile, or was sent before. Nothing "
                  "was done twice."),
     TO_TRANSLATE("Go back, load the page anew, and see how it stands now.")},
    {410, TO_TRANSLATE("This has ended"), TO_TRANSLATE("What was here is no longer there."),
     TO_TRANSLATE("Begin again from the start page.")},
    {413, TO_TRANSLATE("That is too large"),
     TO_TRANSLATE("What you sent is larger than this page takes."),
     TO_TRANSLATE("Go back and send less.")},
    {415, TO_TRANSLATE("That can’t be read here"),
     TO_TRANSLATE("What was sent is not of a kind that this page reads."),
     TO_TRANSLATE("Go back and try again.")},
    {429, TO_TRANSLATE("Too many tries"),
     TO_TRANSLATE("This was asked for too often in a short time."),
     TO_TRANSLATE("Wait a few minutes, then try again.")},
    {503, TO_TRANSLATE("Sorry, the service is busy"),
     TO_TRANSLATE("It can’t answer at the moment. Nothing that you sent just now was kept."),
     TO_TRANSLATE("Wait a minute, then try again.")},
    {500, TO_TRANSLATE("Sorry, there is a problem with the service"),
     TO_TRANSLATE("Something went wrong here, not with you."),
     TO_TRANSLATE("Try again later. What you sent just now may not have been kept.")},
};
enum { ERROR_TEXTS = sizeof error_texts / sizeof error_texts[0] };

/* error_text_of - of the status; or else of 400, of all from 500 on 500. */
static const struct error_text *error_text_of(int status)
{
    for (size_t i = 0; i < ERROR_TEXTS; i++) {
        if (error_texts[i].status == status) {
            return &error_texts[i];
        }
    }
    return status < 500 ? &error_texts[0] : &error_texts[ERROR_TEXTS - 1];
}

void page_error(struct request *r, int status, const struct err *why)
{
    assert(status >= 400 && status < 600);
    const struct error_text *text = error_text_of(status);
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *paragraphs = json_tree_list(&r->arena);
    put(r, model, "title", str_of(translate(r, text->title)));
    json_tree_put_whole(&r->arena, model, STR("status"), status);
    json_tree_append(paragraphs, json_tree_text(&r->arena, str_of(translate(r, text->what))));
    json_tree_append(paragraphs, json_tree_text(&r->arena, str_of(translate(r, text->then))));
    json_tree_put(model, STR("paragraphs"), paragraphs);
    struct str message = why != NULL && status < 500 ? str_of(why->message) : STR("");
    bool is_said = message.len > 0 && why->is_said;
    put_or_null(r, model, "message", is_said ? message : STR(""));
    put_or_null(r, model, "program_says", is_said ? STR("") : message);
    r->form.error_count = 0; /* what was typed is not on this page */
    r->form.count = 0;
    page_put(r, model);
    r->reply = (struct reply){.status = status, .template_name = "error", .model = model};
}

/* asset_path - a file that the manifest names, as pages link to it: a plain name, nothing else. */
static int asset_path(struct arena *arena, const struct json_node *manifest, const char *kind,
                      const char *file, struct str *ret, struct err *err)
{
    struct str key = str_of(kind);
    const struct json_node *name = json_tree_get(manifest, key, json_tree_print(key));
    bool plain = name != NULL && name->kind == JSON_NODE_TEXT && name->text.len > 0 &&
                 name->text.ptr[0] != '.';
    for (size_t i = 0; plain && i < name->text.len; i++) {
        char c = name->text.ptr[i];
        plain = ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '.';
    }
    if (!plain) {
        return err_at(err, ERR_INPUT, file, 0, 0, "it names no file as \"%s\": ./do build", kind);
    }
    *ret = arena_printf(arena, "/assets/%.*s", PRI(name->text));
    return 0;
}

int page_assets_load(struct arena *arena, const char *folder, struct page_assets *ret,
                     struct err *err)
{
    struct str path = arena_printf(arena, "%s/manifest.json", folder);
    struct buf text = {0};
    struct json_node *manifest = NULL;
    struct page_assets assets = {0};
    int code = file_read_whole(path.ptr, "what pages look like", MANIFEST_BYTES_MAX, &text, err);
    code = code ? code : json_tree_read(arena, buf_str(&text), path.ptr, &manifest, err);
    code = code ? code : asset_path(arena, manifest, "css", path.ptr, &assets.css, err);
    code = code ? code : asset_path(arena, manifest, "js", path.ptr, &assets.js, err);
    buf_free(&text);
    if (code == 0) {
        *ret = assets;
    }
    return code;
}
