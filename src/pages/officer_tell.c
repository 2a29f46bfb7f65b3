/* officer_tell.c - told at a desk, by phone or on a visit: what happened to a person, of the packs
 * that run under the purpose. What is answered is an application, which the resident can go on with
 * by its code, and the officer with theirs (officer_application.c). */
#include "officer_pages.h"

#include "home_pack.h"
#include "officer_application_parts.h"
#include "officer_people.h"
#include "officer_place.h"
#include "page_component.h"

/* struct telling_choice - packs of the home that run under the purpose. */
struct pack_choice {
    struct component_choice *at;
    size_t count;
};

/* read_packs - those whose events the purpose may hold; one that can't be read is left out. */
static void read_packs(struct request *r, struct pack_choice *ret)
{
    struct name_list names;
    struct str purpose = viewing_purpose(&r->inquiry->viewing)->id;
    home_pack_names(&r->inquiry->picture.home, &r->arena, &names);
    ret->at = arena_alloc(&r->arena, (names.count + 1) * sizeof *ret->at);
    ret->count = 0;
    for (size_t i = 0; i < names.count; i++) {
        const struct event_pack *pack = NULL;
        struct err ignored;
        if (duty_pack_now(r->inquiry, &r->cases->packs, names.at[i], &pack, &ignored) == 0 &&
            names_have(&pack->purposes, purpose)) {
            ret->at[ret->count++] = (struct component_choice){
                pack->id.ptr, arena_str(&r->arena, pack->type.title.text[r->language]).ptr,
                arena_str(&r->arena, pack->about.text[r->language]).ptr};
        }
    }
}

static struct json_node *channels(struct request *r)
{
    const struct component_choice choices[] = {
        {"desk", channel_title(CHANNEL_DESK, r->language), NULL},
        {"phone", channel_title(CHANNEL_PHONE, r->language), NULL},
        {"visit", channel_title(CHANNEL_VISIT, r->language), NULL},
        {"post", channel_title(CHANNEL_POST, r->language), NULL},
        {"email", channel_title(CHANNEL_EMAIL, r->language), NULL}};
    return component_radios(r, "channel", translate(r, "How do they tell it?"), NULL, choices, 5,
                            NULL);
}

static struct json_node *languages(struct request *r)
{
    const struct component_choice choices[] = {{"cy", translate(r, "Welsh"), NULL},
                                               {"en", translate(r, "English"), NULL}};
    return component_radios(r, "spoken", translate(r, "In which language?"),
                            translate(r,
                                      "Offer Welsh before they have to ask. Letters and calls "
                                      "are in the language that they choose."),
                            choices, 2, NULL);
}

static int show(struct request *r, const struct view *view)
{
    struct pack_choice packs;
    struct json_node *model = officer_model(r, translate(r, "Something happened"));
    read_packs(r, &packs);
    json_tree_put(model, STR("person"), officer_line(r, &view->self));
    json_tree_put(model, STR("type"),
                  packs.count > 0 ? component_radios(r, "type", translate(r, "What happened?"),
                                                     NULL, packs.at, packs.count, NULL)
                                  : json_tree_nothing(&r->arena));
    json_tree_put(model, STR("channel"), channels(r));
    json_tree_put(model, STR("spoken"), languages(r));
    request_put(r, model, "action", officer_href(r, "people/%s/tell", view->self.id));
    request_put(r, model, "back", officer_href(r, "people/%s", view->self.id));
    return reply_page(r, "officer/tell", model);
}

int officer_tell(struct request *r, struct err *err)
{
    struct view view = {0};
    int code = officer_read_person(r, r->parameters[1], &view, err);
    code = code ? code : show(r, &view);
    view_free(&view);
    return code;
}

/* struct beginning - an application of the person whose page it is. */
struct beginning {
    struct request *r;
    const struct view_person *person;
    char id[EVENT_ID_TEXT_MAX];
};

static int put_beginning(struct db *db, void *context, struct err *err)
{
    struct beginning *b = context;
    struct request *r = b->r;
    bool welsh = str_eq(form_text(&r->form, "spoken"), STR("cy"));
    const struct application_beginning begin = {.type = form_text(&r->form, "type"),
                                                .language = welsh ? ACCESS_WELSH : ACCESS_ENGLISH,
                                                .now = r->now};
    struct application_typed typed = {.name = STR(APPLICATION_SUBJECT),
                                      .text = str_of(b->person->id),
                                      .who = r->inquiry->viewing.options.who,
                                      .channel = officer_channel(form_text(&r->form, "channel")),
                                      .now = r->now};
    struct application application = {0};
    struct seal *seal = r->inquiry->picture.seal;
    int64_t number = 0;
    int code = application_begin(db, &begin, &number, err);
    code = code ? code : kept_put(db, &application_table, number, &b->person->mentions, 0, 0, err);
    code = code ? code : application_put(db, seal, number, &typed, err);
    code = code ? code : application_read(db, seal, number, r->now, &application, err);
    memcpy(b->id, application.id, sizeof b->id);
    application_free(&application);
    return code;
}

int officer_tell_begin(struct request *r, struct err *err)
{
    struct view view = {0};
    struct pack_choice packs;
    struct beginning b = {.r = r};
    bool known = false;
    int code = officer_read_person(r, r->parameters[1], &view, err);
    read_packs(r, &packs);
    for (size_t i = 0; i < packs.count; i++) {
        known = known || str_eq(str_of(packs.at[i].value), form_text(&r->form, "type"));
    }
    if (code == 0 && !known && r->form.error_count == 0) {
        form_error(&r->form, "type", translate(r, "Choose what happened"));
    }
    if (code == 0 && r->form.error_count > 0) {
        code = show(r, &view);
    } else if (code == 0) {
        b.person = &view.self;
        code = picture_do(&r->inquiry->picture, put_beginning, &b, err);
        code = code ? code : reply_redirect(r, "%s", officer_path(r, "applications/%s", b.id));
    }
    view_free(&view);
    return code;
}
