/* resident_self.c - who is signed in, under whatever purpose was asked for. */
#include "resident.h"

#include "event_look.h"

int resident_self_open(struct request *r, struct resident_self *self, struct err *err)
{
    struct event_mention mention = {
        .role = STR(EVENT_SUBJECT), .record = r->session.record, .number = r->session.mention};
    const struct event as_subject = {.mention_count = 1, .mentions = &mention};
    int code = event_person(&r->inquiry->viewing, &as_subject, mention.role, true, &self->view,
                            &self->set, &self->there, err);
    return code == ERR_DENIED ? inquiry_refuse(r->inquiry, &self->view.self, code, err) : code;
}

void resident_self_free(struct resident_self *self)
{
    view_free(&self->view);
    *self = (struct resident_self){0};
}

int resident_self_tell(struct request *r, struct err *err)
{
    struct resident_self self = {0};
    const struct view_person *people[] = {&self.view.self};
    int code = resident_self_open(r, &self, err);
    code = code ? code : inquiry_tell(r->inquiry, people, self.there, self.there, err);
    resident_self_free(&self);
    return code;
}

/* first_value - what most sources say of a kind; "": none does. */
static struct str first_value(const struct view_person *person, enum field_category category)
{
    for (size_t i = 0; i < person->field_count; i++) {
        if (person->fields[i].category == category && person->fields[i].count > 0) {
            return person->fields[i].values[0].text;
        }
    }
    return STR("");
}

int telling_put_self(struct request *r, int64_t application, struct err *err)
{
    struct resident_self self = {0};
    const struct view_person *people[] = {&self.view.self};
    int code = request_ask(r, "residents_own_view", "", err);
    code = code ? code : resident_self_open(r, &self, err);
    code = code ? code : inquiry_tell(r->inquiry, people, self.there, self.there, err);
    if (code == 0 && self.there) {
        struct str name = first_value(&self.view.self, CATEGORY_NAME);
        struct str born = first_value(&self.view.self, CATEGORY_BIRTH_DATE);
        code = telling_put(r, application, APPLICATION_TOLD_BY, name, err);
        code = code ? code : telling_put(r, application, APPLICATION_CHECK, born, err);
    }
    resident_self_free(&self);
    return code;
}
