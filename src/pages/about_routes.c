/* about_routes.c - what anybody may read: start page, help, accessibility, cookies, and privacy:
 * what the council uses people's data for and under which law, as its purposes say it. And how far
 * it is with what takes long, for whoever asked for that. */
#include "pages.h"

#include "long_work.h"
#include "request.h"
#include "web.h"

/* A page whose template says all that it says. */
static int reply_about(struct request *r, const char *template_name, const char *title)
{
    struct json_node *model = json_tree_object(&r->arena);
    request_put(r, model, "title", title);
    return reply_page(r, template_name, model);
}

/* put_link - a path of this program, where there is such a page; or null. */
static void put_link(struct request *r, struct json_node *model, const char *key, const char *path)
{
    struct str parameters[ROUTE_PARAMETERS_MAX];
    char allow[32];
    bool there = route_find(r->web->tables, r->web->table_count, STR("GET"), str_of(path), false,
                            parameters, allow) != NULL;
    if (there) {
        request_put(r, model, key, request_href(r, "%s", path));
    } else {
        json_tree_put(model, str_of(key), json_tree_nothing(&r->arena));
    }
}

/* Which language? Asked where an address has none; so it says all in both. */
static int about_language(struct request *r, struct err *err)
{
    (void)err;
    struct json_node *model = json_tree_object(&r->arena);
    const struct web *web = r->web;
    json_tree_put_text(
        &r->arena, model, STR("title"),
        str_eq(web->council, web->council_welsh)
            ? web->council
            : arena_printf(&r->arena, "%.*s · %.*s", PRI(web->council), PRI(web->council_welsh)));
    json_tree_put_text(&r->arena, model, STR("council"), web->council);
    json_tree_put_text(&r->arena, model, STR("council_welsh"), web->council_welsh);
    return reply_page(r, "about/language", model);
}

static int about_start(struct request *r, struct err *err)
{
    (void)err;
    struct json_node *model = json_tree_object(&r->arena);
    request_put(r, model, "title", translate(r, "Tell the council once"));
    put_link(r, model, "tell", "/tell");
    put_link(r, model, "come_back", "/return");
    put_link(r, model, "me", "/me");
    put_link(r, model, "sign_in", "/sign-in");
    put_link(r, model, "staff", "/sign-in/staff");
    return reply_page(r, "about/start", model);
}

static int about_help(struct request *r, struct err *err)
{
    (void)err;
    return reply_about(r, "about/help", translate(r, "Help with these pages"));
}

static int about_accessibility(struct request *r, struct err *err)
{
    (void)err;
    return reply_about(r, "about/accessibility", translate(r, "Accessibility statement"));
}

static int about_cookies(struct request *r, struct err *err)
{
    (void)err;
    return reply_about(r, "about/cookies", translate(r, "Cookies"));
}

/* ---- privacy ---- */

static struct json_node *law_of(struct request *r, const struct power *power)
{
    struct json_node *law = json_tree_object(&r->arena);
    json_tree_put_text(&r->arena, law, STR("statute"), power->statute);
    json_tree_put_text(&r->arena, law, STR("section"), power->section);
    json_tree_put_text(&r->arena, law, STR("citation"), power->citation);
    json_tree_put_bool(&r->arena, law, STR("is_unverified"), power->unverified);
    return law;
}

static struct json_node *purpose_node(struct request *r, const struct purpose *purpose,
                                      enum nation nation)
{
    struct json_node *node = json_tree_object(&r->arena), *laws = json_tree_list(&r->arena);
    for (size_t i = 0; i < purpose->powers.count; i++) {
        const struct power_list alone = {&purpose->powers.at[i], 1};
        if (power_holds(&alone, nation, r->today)) {
            json_tree_append(laws, law_of(r, &purpose->powers.at[i]));
        }
    }
    json_tree_put_text(&r->arena, node, STR("id"), purpose->id);
    json_tree_put_text(&r->arena, node, STR("title"), purpose->title.text[r->language]);
    json_tree_put_text(&r->arena, node, STR("what_for"), purpose->what_for.text[r->language]);
    json_tree_put_text(&r->arena, node, STR("sharing"), purpose->sharing.text[r->language]);
    json_tree_put_text(&r->arena, node, STR("article_6"), str_make(&purpose->article_6, 1));
    json_tree_put(node, STR("article_9"),
                  purpose->article_9 != 0
                      ? json_tree_text(&r->arena, str_make(&purpose->article_9, 1))
                      : json_tree_nothing(&r->arena));
    json_tree_put_bool(&r->arena, node, STR("is_unverified"), purpose->basis_unverified);
    json_tree_put(node, STR("laws"), laws);
    json_tree_put_whole(&r->arena, node, STR("retention_days"), purpose->retention_days);
    return node;
}

/* Of the purposes those that count: two people have approved them, and a power holds here today. */
static int about_privacy(struct request *r, struct err *err)
{
    (void)err;
    struct json_node *model = json_tree_object(&r->arena), *list = json_tree_list(&r->arena);
    const struct access *access = &r->web->home.access.access;
    enum nation nation = access->options.nation;
    request_put(r, model, "title", translate(r, "Privacy"));
    for (size_t i = 0; i < access->purpose_count; i++) {
        const struct purpose *purpose = &access->purposes[i];
        if (access->purpose_approved[i] && power_holds(&purpose->powers, nation, r->today)) {
            json_tree_append(list, purpose_node(r, purpose, nation));
        }
    }
    json_tree_put(model, STR("purposes"), list);
    put_link(r, model, "requests", "/me/requests");
    return reply_page(r, "about/privacy", model);
}

/* ---- what takes long ---- */

/* The answer, when it is there: as it would have come at once. */
static int about_under_way(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct long_found found;
    struct buf answer = {0};
    uint64_t number = 0;
    int code = 0;
    if (!str_to_uint(str_of(request_parameter(r, 0)), INT64_MAX, &number) ||
        !long_work_find(r->web->long_work, &r->session, (int64_t)number, &found, &answer)) {
        code = err_say(err, ERR_NOTFOUND, "%s",
                       translate(r, "What you asked for is not kept any more. Ask for it again."));
    } else if (found.route->role != NULL && !request_has_role(r, found.route->role)) {
        code = err_say(err, ERR_DENIED, "%s", translate(r, "Your roles do not include this page."));
    } else if (found.is_done) {
        r->reply =
            (struct reply){.status = 200, .as_it_is = arena_str(&r->arena, buf_str(&answer))};
    } else {
        request_put(r, model, "title", translate(r, "This takes some minutes"));
        request_put_time(r, model, "began", found.began);
        request_put(r, model, "again", request_href(r, "%.*s", PRI(r->path)));
        code = reply_status(r, 202, "about/under_way", model);
    }
    buf_free(&answer);
    return code;
}

static const struct route rows[] = {
    {.name = "about_language",
     .method = "GET",
     .path = "/",
     .is_bare = true,
     .who = ROUTE_ANYBODY,
     .summary = "Which language?",
     .handle = about_language},
    {.name = "about_start",
     .method = "GET",
     .path = "/",
     .who = ROUTE_ANYBODY,
     .summary = "The start page",
     .handle = about_start},
    {.name = "about_help",
     .method = "GET",
     .path = "/help",
     .who = ROUTE_ANYBODY,
     .summary = "Help with these pages",
     .handle = about_help},
    {.name = "about_accessibility",
     .method = "GET",
     .path = "/accessibility",
     .who = ROUTE_ANYBODY,
     .summary = "The accessibility statement",
     .handle = about_accessibility},
    {.name = "about_privacy",
     .method = "GET",
     .path = "/privacy",
     .who = ROUTE_ANYBODY,
     .summary = "What people's data is used for, and under which law",
     .handle = about_privacy},
    {.name = "about_cookies",
     .method = "GET",
     .path = "/cookies",
     .who = ROUTE_ANYBODY,
     .summary = "The one cookie that there is",
     .handle = about_cookies},
    {.name = "about_under_way",
     .method = "GET",
     .path = "/under-way/{number}",
     .who = ROUTE_ANYBODY,
     .summary = "How far it is with what takes long, or the answer",
     .handle = about_under_way},
};

const struct route_table about_routes = {rows, sizeof rows / sizeof rows[0]};
