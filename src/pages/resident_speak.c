/* resident_speak.c - who may speak for whoever is signed in, and for whom they may. */
#include "resident.h"

#include "authority.h"

/* ---- shown ---- */

static struct json_node *authority_item(struct request *r, const struct authority *a,
                                        struct str name)
{
    struct json_node *item = json_tree_object(&r->arena);
    bool stands = a->ended == 0 && a->until >= r->today;
    json_tree_put_whole(&r->arena, item, STR("number"), a->number);
    json_tree_put_text(&r->arena, item, STR("name"), name);
    request_put_day(r, item, "from", a->from);
    request_put_day(r, item, "until", a->until == INT32_MAX ? INT32_MIN : a->until);
    json_tree_put_bool(&r->arena, item, STR("stands"), stands);
    json_tree_put_bool(&r->arena, item, STR("taken"), a->record != 0);
    json_tree_put_bool(&r->arena, item, STR("by_evidence"), a->basis == AUTHORITY_EVIDENCE);
    return item;
}

/* Those for whom they may speak are named in a leaf of their own. */
static int put_lists(struct request *r, struct json_node *model, const struct resident_self *self,
                     struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    struct json_node *for_me = json_tree_list(&r->arena);
    struct json_node *of_me = json_tree_list(&r->arena);
    struct authorities mine = {0};
    struct authorities others = {0};
    int code = self->there ? authorities_for(&r->arena, &r->inquiry->viewing, picture->seal,
                                             &self->view, &mine, err)
                           : 0;
    code = code ? code
                : authorities_of(&r->arena, picture->db, picture->seal, r->session.record,
                                 r->session.mention, r->today, &others, err);
    code = code ? code : authorities_tell(r->inquiry, &others, err);
    for (size_t i = 0; code == 0 && i < mine.count; i++) {
        json_tree_append(for_me, authority_item(r, &mine.at[i], mine.at[i].actor));
    }
    for (size_t i = 0; code == 0 && i < others.count; i++) {
        json_tree_append(of_me, authority_item(r, &others.at[i], others.at[i].principal));
    }
    json_tree_put_bool(&r->arena, model, STR("has_for_me"), for_me->count > 0);
    json_tree_put_bool(&r->arena, model, STR("has_of_me"), of_me->count > 0);
    json_tree_put(model, STR("for_me"), for_me);
    json_tree_put(model, STR("of_me"), of_me);
    return code;
}

/* new_code: of one that was entered now; "": none was. */
static int show(struct request *r, const char *new_code, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    struct json_node *take = json_tree_list(&r->arena);
    struct resident_self self = {0};
    const struct view_person *people[] = {&self.view.self};
    int code = resident_self_open(r, &self, err);
    code = code ? code : put_lists(r, model, &self, err);
    code =
        code ? code : inquiry_tell_contact(r->inquiry, people, self.there, self.there, false, err);
    request_put(r, model, "title", translate(r, "Who may speak for whom"));
    request_put(r, model, "back", request_href(r, "/me"));
    request_put(r, model, "action", request_href(r, "/me/speak"));
    request_put(r, model, "end_action", request_href(r, "/me/speak/end"));
    request_put(r, model, "take_action", request_href(r, "/me/speak/take"));
    request_put(r, model, "new_code", new_code);
    json_tree_append(fields, component_input(r, "actor", translate(r, "Who may speak for you?"),
                                             translate(r,
                                                       "Their full name, and what they are to "
                                                       "you."),
                                             NULL));
    json_tree_append(fields,
                     component_date(r, "until", translate(r, "Until when?"),
                                    translate(r,
                                              "For example, 27 3 2027. Leave it empty if it is "
                                              "until you say otherwise."),
                                    INT32_MIN));
    json_tree_append(
        take, component_input(r, "code", translate(r, "The code that they gave you"), NULL, NULL));
    json_tree_put(model, STR("fields"), fields);
    json_tree_put(model, STR("take"), take);
    resident_self_free(&self);
    return code ? code : reply_page(r, "resident/speak", model);
}

int resident_speak(struct request *r, struct err *err)
{
    return show(r, "", err);
}

/* ---- entered, taken up, ended ---- */

struct speaking {
    struct request *r;
    struct authority authority;
    const struct permitted_list *mentions;
    struct str text;
    int64_t number;
    char code[RESUME_CODE_TEXT_MAX];
};

static int add(struct db *db, void *context, struct err *err)
{
    struct speaking *s = context;
    struct request *r = s->r;
    return authority_add(db, r->inquiry->picture.seal, &s->authority, s->mentions,
                         r->session.record, r->session.mention, &s->number, s->code, err);
}

static int take(struct db *db, void *context, struct err *err)
{
    struct speaking *s = context;
    struct request *r = s->r;
    return authority_take(db, r->inquiry->picture.seal, s->text, r->session.record,
                          r->session.mention, &s->number, err);
}

static int end(struct db *db, void *context, struct err *err)
{
    struct speaking *s = context;
    return authority_end(db, s->number, STR(""), s->r->now, err);
}

static struct str own_name(const struct view_person *person)
{
    for (size_t i = 0; i < person->field_count; i++) {
        if (person->fields[i].category == CATEGORY_NAME && person->fields[i].count > 0) {
            return person->fields[i].values[0].text;
        }
    }
    return STR("");
}

int resident_speak_for(struct request *r, struct err *err)
{
    struct resident_self self = {0};
    struct speaking s = {.r = r};
    int32_t until = form_day(&r->form, "until");
    const struct view_person *people[] = {&self.view.self};
    if (until != INT32_MIN && until < r->today) {
        form_error(&r->form, "until", translate(r, "The day can’t lie in the past"));
    }
    if (r->form.error_count > 0) {
        return show(r, "", err);
    }
    int code = resident_self_open(r, &self, err);
    if (code == 0 && !self.there) {
        code = err_say(err, ERR_CONFLICT, "%s",
                       translate(r, "The record that you signed in by is gone. Call us."));
    }
    code = code ? code : inquiry_tell_contact(r->inquiry, people, 1, 1, true, err);
    s.mentions = &self.view.self.mentions;
    s.authority = (struct authority){.basis = AUTHORITY_DECLARED,
                                     .matters = STR(""),
                                     .from = r->today,
                                     .until = until != INT32_MIN ? until : INT32_MAX,
                                     .purpose = STR("residents_own_view"),
                                     .made_by = STR(""),
                                     .made = r->now,
                                     .actor = form_text(&r->form, "actor"),
                                     .principal = own_name(&self.view.self),
                                     .evidence = STR("")};
    code = code ? code : picture_do(&r->inquiry->picture, add, &s, err);
    resident_self_free(&self);
    return code ? code : show(r, s.code, err);
}

int resident_speak_take(struct request *r, struct err *err)
{
    struct speaking s = {.r = r, .text = form_text(&r->form, "code")};
    int code = resident_self_tell(r, err);
    code = code ? code : picture_do(&r->inquiry->picture, take, &s, err);
    if (code == 0 && s.number == 0) {
        form_error(&r->form, "code",
                   translate(r, "Check the code: there is none such that you can take up"));
        return show(r, "", err);
    }
    return code ? code : reply_redirect(r, "/me/speak");
}

/* One of theirs alone: that they gave, or that they took up. */
static int check_own(struct request *r, int64_t number, struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    struct resident_self self = {0};
    const struct view_person *people[] = {&self.view.self};
    struct authorities mine = {0};
    struct authorities others = {0};
    bool own = false;
    int code = resident_self_open(r, &self, err);
    code = code == 0 && self.there ? authorities_for(&r->arena, &r->inquiry->viewing, picture->seal,
                                                     &self.view, &mine, err)
                                   : code;
    code = code ? code
                : authorities_of(&r->arena, picture->db, picture->seal, r->session.record,
                                 r->session.mention, r->today, &others, err);
    for (size_t i = 0; i < mine.count; i++) {
        own = own || mine.at[i].number == number;
    }
    for (size_t i = 0; i < others.count; i++) {
        own = own || others.at[i].number == number;
    }
    code =
        code ? code : inquiry_tell_contact(r->inquiry, people, self.there, self.there, true, err);
    resident_self_free(&self);
    return code == 0 && !own
               ? err_say(err, ERR_NOTFOUND, "%s", translate(r, "This is not yours to end."))
               : code;
}

int resident_speak_end(struct request *r, struct err *err)
{
    struct speaking s = {.r = r, .number = form_number(&r->form, "number", 0)};
    int code = check_own(r, s.number, err);
    code = code ? code : picture_do(&r->inquiry->picture, end, &s, err);
    return code ? code : reply_redirect(r, "/me/speak");
}
