/* resident_requests.c - what somebody asks of the data that is held of them: by right, with the
 * law's clock. */
#include "resident.h"

#include "entity_store.h"

/* struct asking - one request, kept. */
struct asking {
    struct request *r;
    struct rights_request request;
};

static int add(struct db *db, void *context, struct err *err)
{
    struct asking *a = context;
    return request_add(db, a->r->inquiry->picture.seal, &a->request, &a->request, err);
}

static int own_entity(struct request *r, int64_t *ret, struct str *ret_id, struct err *err)
{
    struct db *db = r->inquiry->picture.db;
    struct buf id = {0};
    int code = entity_of(db, r->session.record, r->session.mention, ret, err);
    if (code == 0 && *ret == 0) {
        return err_say(err, ERR_CONFLICT, "%s",
                       translate(r, "The record that you signed in by is gone. Call us."));
    }
    code = code ? code : entity_id_of(db, *ret, &id, err);
    *ret_id = code == 0 ? arena_str(&r->arena, buf_str(&id)) : STR("");
    buf_free(&id);
    return code;
}

int resident_ask_for(struct request *r, enum request_kind kind, struct str detail, struct err *err)
{
    struct asking a = {.r = r,
                       .request = {.kind = kind,
                                   .received = r->today,
                                   .who = r->inquiry->viewing.options.who,
                                   .at = r->now,
                                   .detail = detail}};
    struct str id = STR("");
    int code = request_ask(r, "residents_own_view", "", err);
    code = code ? code : own_entity(r, &a.request.entity, &id, err);
    code = code ? code : inquiry_tell_change(r->inquiry, id, err);
    return code ? code : picture_do(&r->inquiry->picture, add, &a, err);
}

/* ---- the page ---- */

static const char *kind_words(struct request *r, enum request_kind kind)
{
    switch (kind) {
    case REQUEST_ACCESS:
        return translate(r, "A copy of all that you hold of me");
    case REQUEST_RECTIFICATION:
        return translate(r, "Something that you hold of me is wrong");
    case REQUEST_ERASURE:
        return translate(r, "Erase what you hold of me");
    case REQUEST_RESTRICTION:
        return translate(r, "Do not use it until something is settled");
    default:
        return translate(r, "I object to what you use it for");
    }
}

static const char *law_words(struct request *r, enum request_kind kind)
{
    static const int articles[REQUEST_KINDS] = {[REQUEST_ACCESS] = 15,
                                                [REQUEST_RECTIFICATION] = 16,
                                                [REQUEST_ERASURE] = 17,
                                                [REQUEST_RESTRICTION] = 18,
                                                [REQUEST_OBJECTION] = 21};
    return arena_printf(&r->arena, translate(r, "UK GDPR, Article %d"), articles[kind]).ptr;
}

struct listing {
    struct request *r;
    struct json_node *list;
};

static int put_request(void *context, const struct rights_request *request, struct err *err)
{
    struct listing *l = context;
    struct request *r = l->r;
    struct json_node *item = json_tree_object(&r->arena);
    (void)err;
    json_tree_put_whole(&r->arena, item, STR("number"), request->number);
    request_put(r, item, "title", kind_words(r, request->kind));
    request_put(r, item, "law", law_words(r, request->kind));
    request_put_day(r, item, "received", request->received);
    request_put_day(r, item, "due", request->due);
    json_tree_put_bool(&r->arena, item, STR("extended"), request->extended);
    json_tree_put_text(&r->arena, item, STR("detail"), request->detail);
    json_tree_append(l->list, item);
    return 0;
}

static int put_requests(struct request *r, struct json_node *model, struct err *err)
{
    struct listing l = {r, json_tree_list(&r->arena)};
    struct picture *picture = &r->inquiry->picture;
    struct str id = STR("");
    int64_t entity = 0;
    int code = resident_self_tell(r, err);
    code = code ? code : own_entity(r, &entity, &id, err);
    for (int k = 0; code == 0 && k < REQUEST_KINDS; k++) {
        code = requests_of(picture->db, picture->seal, (enum request_kind)k, entity, put_request,
                           &l, err);
    }
    json_tree_put_bool(&r->arena, model, STR("has_requests"), l.list->count > 0);
    json_tree_put(model, STR("requests"), l.list);
    return code;
}

static int show(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    struct component_choice choices[REQUEST_KINDS];
    for (int k = 0; k < REQUEST_KINDS; k++) {
        enum request_kind kind = (enum request_kind)k;
        choices[k] = (struct component_choice){request_kind_names[k], kind_words(r, kind),
                                               law_words(r, kind)};
    }
    int code = put_requests(r, model, err);
    request_put(r, model, "title", translate(r, "Your rights over your data"));
    request_put(r, model, "back", request_href(r, "/me"));
    request_put(r, model, "action", request_href(r, "/me/requests"));
    json_tree_append(fields, component_radios(r, "kind", translate(r, "What do you ask for?"), NULL,
                                              choices, REQUEST_KINDS, NULL));
    json_tree_append(
        fields, component_textarea(r, "detail", translate(r, "Say more, if you like"), NULL, NULL));
    json_tree_put(model, STR("fields"), fields);
    return code ? code : reply_page(r, "resident/requests", model);
}

int resident_requests(struct request *r, struct err *err)
{
    return show(r, err);
}

int resident_request_new(struct request *r, struct err *err)
{
    struct str kind = form_text(&r->form, "kind");
    int place = 0;
    if (r->form.error_count > 0) {
        return show(r, err);
    }
    while (place < REQUEST_KINDS - 1 && !str_eq(kind, str_of(request_kind_names[place]))) {
        place++;
    }
    int code = resident_ask_for(r, (enum request_kind)place, form_text(&r->form, "detail"), err);
    return code ? code : reply_redirect(r, "/me/requests");
}
