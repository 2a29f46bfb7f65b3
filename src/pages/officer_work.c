/* officer_work.c - where an officer begins: for which purpose, and what waits. */
#include "officer_pages.h"

#include "case_queue.h"
#include "officer_place.h"
#include "page_component.h"
#include "recent_purpose.h"

#include <stdlib.h>

/* struct usable - a purpose as its user finds it. */
struct usable {
    const struct purpose *purpose;
    size_t recent; /* 0: chosen last … RECENT_PURPOSES_MAX: not of late */
    bool allowed;
    bool emergency;  /* it is refused, and may be used for once */
    const char *why; /* it is refused */
    struct case_team_count counts;
    size_t tasks;
};

/* struct choosing - all purposes of the home that are for looking at people. */
struct choosing {
    struct usable *at;
    size_t count;
    struct str recent[RECENT_PURPOSES_MAX];
    size_t recent_count;
};

/* is_for_officers - not one for acts alone, nor the resident's own. */
static bool is_for_officers(const struct purpose *purpose)
{
    return !purpose_is_for_acts(purpose) && !purpose->own_record;
}

/* try_purpose - may the asker use it, given a case? Nothing is asked, so nothing is logged. */
static int try_purpose(struct request *r, struct usable *usable, struct err *err)
{
    struct viewing viewing = {0};
    struct viewing_options options = r->inquiry->viewing.options;
    enum access_rule rule = RULE_NOTHING_DECIDED;
    struct err refused = {0};
    options.purpose = usable->purpose->id;
    options.case_reference = STR(OFFICER_QUEUE_CASE);
    int code = viewing_open(&r->inquiry->picture, &r->inquiry->access.access, &options, &viewing,
                            &rule, &refused);
    viewing_close(&viewing);
    usable->allowed = code == 0;
    usable->why = arena_str(&r->arena, str_of(refused.message)).ptr;
    usable->emergency =
        usable->purpose->break_glass && (rule == RULE_NOT_THE_ROLE || rule == RULE_NOT_THE_TEAM);
    if (code != 0 && code != ERR_DENIED) {
        *err = refused;
        return code;
    }
    return 0;
}

static size_t recent_place(const struct choosing *c, struct str purpose)
{
    size_t i = 0;
    while (i < c->recent_count && !str_eq(c->recent[i], purpose)) {
        i++;
    }
    return i < c->recent_count ? i : RECENT_PURPOSES_MAX;
}

static int compare_usable(const void *a, const void *b)
{
    const struct usable *x = a, *y = b;
    return x->recent != y->recent ? (x->recent > y->recent) - (x->recent < y->recent)
                                  : str_cmp(x->purpose->id, y->purpose->id);
}

static int read_purposes(struct request *r, struct choosing *ret, struct err *err)
{
    const struct access *access = &r->inquiry->access.access;
    int code = recent_purposes(r->inquiry->picture.db, &r->arena, r->inquiry->viewing.options.who,
                               ret->recent, &ret->recent_count, err);
    ret->at = arena_alloc(&r->arena, (access->purpose_count + 1) * sizeof *ret->at);
    for (size_t i = 0; code == 0 && i < access->purpose_count; i++) {
        struct usable *usable = &ret->at[ret->count];
        usable->purpose = &access->purposes[i];
        usable->recent = recent_place(ret, usable->purpose->id);
        if (is_for_officers(usable->purpose)) {
            code = try_purpose(r, usable, err);
            ret->count++;
        }
    }
    if (ret->count > 0) {
        qsort(ret->at, ret->count, sizeof *ret->at, compare_usable);
    }
    return code;
}

/* count_tasks - that wait under a purpose for the asker's teams; nobody is shown. */
static int count_tasks(struct request *r, struct usable *usable, struct err *err)
{
    const struct case_queue_options options = {.team = STR(""), .until = INT32_MAX, .limit = 0};
    struct case_queue queue = {0};
    int code = request_ask(r, usable->purpose->id.ptr, OFFICER_QUEUE_CASE, err);
    code = code ? code : case_queue(&r->arena, r->cases, &options, &queue, err);
    for (size_t i = 0; code == 0 && i < queue.team_count; i++) {
        usable->counts.late += queue.teams[i].late;
        usable->counts.today += queue.teams[i].today;
        usable->counts.week += queue.teams[i].week;
        usable->counts.later += queue.teams[i].later;
    }
    usable->tasks = queue.whole;
    return code;
}

static struct json_node *waiting_node(struct request *r, const struct usable *usable)
{
    struct json_node *node = json_tree_object(&r->arena);
    officer_put(r, node, "title", usable->purpose->title.text[r->language]);
    request_put(
        r, node, "href",
        request_href(r, "/purpose/%s/tasks?case=" OFFICER_QUEUE_CASE, usable->purpose->id.ptr));
    json_tree_put_whole(&r->arena, node, STR("late"), (int64_t)usable->counts.late);
    json_tree_put_whole(&r->arena, node, STR("today"), (int64_t)usable->counts.today);
    json_tree_put_whole(&r->arena, node, STR("week"), (int64_t)usable->counts.week);
    json_tree_put_whole(&r->arena, node, STR("all"), (int64_t)usable->tasks);
    json_tree_put_bool(&r->arena, node, STR("is_late"), usable->counts.late > 0);
    return node;
}

static struct json_node *refused_node(struct request *r, const struct usable *usable)
{
    struct json_node *node = json_tree_object(&r->arena);
    officer_put(r, node, "title", usable->purpose->title.text[r->language]);
    request_put(r, node, "why", usable->why);
    if (usable->emergency) {
        request_put(r, node, "emergency",
                    request_href(r, "/purpose/%s/emergency", usable->purpose->id.ptr));
    } else {
        officer_put_nothing(r, node, "emergency");
    }
    return node;
}

/* choices - of the purposes that may be used: their titles, what for, and whether a case is
 * wanted. */
static struct json_node *choices(struct request *r, const struct choosing *c)
{
    struct component_choice *all = arena_alloc(&r->arena, (c->count + 1) * sizeof *all);
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct purpose *p = c->at[i].purpose;
        const char *what_for = arena_str(&r->arena, p->what_for.text[r->language]).ptr;
        if (c->at[i].allowed) {
            all[count++] = (struct component_choice){
                p->id.ptr, arena_str(&r->arena, p->title.text[r->language]).ptr,
                p->case_required ? arena_printf(&r->arena, "%s %s", what_for,
                                                translate(r, "A case reference is needed."))
                                       .ptr
                                 : what_for};
        }
    }
    return count > 0 ? component_radios(r, "purpose", translate(r, "What is it for?"), NULL, all,
                                        count, count == 1 ? all[0].value : NULL)
                     : json_tree_nothing(&r->arena);
}

static int show(struct request *r, struct choosing *c, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *waiting = json_tree_list(&r->arena);
    struct json_node *refused = json_tree_list(&r->arena);
    int code = 0;
    for (size_t i = 0; code == 0 && i < c->count; i++) {
        struct usable *usable = &c->at[i];
        code = usable->allowed ? count_tasks(r, usable, err) : 0;
        if (code == 0 && usable->allowed && usable->tasks > 0) {
            json_tree_append(waiting, waiting_node(r, usable));
        } else if (code == 0 && !usable->allowed) {
            json_tree_append(refused, refused_node(r, usable));
        }
    }
    if (code != 0) {
        return code;
    }
    request_put(r, model, "title", translate(r, "Your work"));
    request_put(r, model, "action", request_href(r, "/work"));
    json_tree_put(model, STR("purposes"), choices(r, c));
    json_tree_put(model, STR("case"),
                  component_input(r, "case", translate(r, "Case reference"),
                                  translate(r,
                                            "For example CT-1017. It is kept in the log, and "
                                            "must not be somebody’s name."),
                                  officer_case(r)));
    officer_put_list(r, model, "waiting", waiting);
    officer_put_list(r, model, "refused", refused);
    if (request_has_role(r, OFFICER_POST_ROOM)) {
        request_put(r, model, "post", request_href(r, "/post"));
    } else {
        officer_put_nothing(r, model, "post");
    }
    request_put(r, model, "parked", request_href(r, "/parked"));
    return reply_page(r, "officer/work", model);
}

int officer_work(struct request *r, struct err *err)
{
    struct choosing c = {0};
    int code = read_purposes(r, &c, err);
    return code ? code : show(r, &c, err);
}

/* ---- chosen ---- */

/* struct remembering - a choice that is kept. */
struct remembering {
    struct str who, purpose;
    int64_t now;
};

static int remember(struct db *db, void *context, struct err *err)
{
    const struct remembering *m = context;
    return recent_purpose_put(db, m->who, m->purpose, m->now, err);
}

static const struct usable *chosen(const struct choosing *c, struct str purpose)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->at[i].allowed && str_eq(c->at[i].purpose->id, purpose)) {
            return &c->at[i];
        }
    }
    return NULL;
}

int officer_choose(struct request *r, struct err *err)
{
    struct choosing c = {0};
    struct remembering memory = {.who = r->inquiry->viewing.options.who, .now = r->now};
    int code = read_purposes(r, &c, err);
    const struct usable *usable = chosen(&c, form_text(&r->form, "purpose"));
    if (code == 0 && usable == NULL && form_has(&r->form, "purpose")) {
        form_error(&r->form, "purpose", translate(r, "Choose a purpose that you may use"));
    } else if (code == 0 && usable != NULL && usable->purpose->case_required &&
               officer_case(r)[0] == '\0') {
        form_error(&r->form, "case", translate(r, "Enter the reference of the case"));
    }
    if (code != 0 || r->form.error_count > 0) {
        return code ? code : show(r, &c, err);
    }
    memory.purpose = usable->purpose->id;
    code = picture_do(&r->inquiry->picture, remember, &memory, err);
    return code ? code
                : reply_redirect(r, "/purpose/%s/find%s%s", usable->purpose->id.ptr,
                                 officer_case(r)[0] != '\0' ? "?case=" : "", officer_case(r));
}
