/* event_look.c - see event_look.h. */
#include "event_look.h"

#include "date.h"

static int no_event(const struct viewing *viewing, struct err *err)
{
    return err_say(err, ERR_NOTFOUND, "%s",
                   viewing->options.language == ACCESS_WELSH
                       ? "nid oes digwyddiad â’r enw hwnnw o dan y diben hwn"
                       : "there is no event of that name under this purpose");
}

bool event_is_hidden(const struct viewing *viewing, const struct event *event)
{
    bool hidden = false;
    for (size_t i = 0; i < event->mention_count; i++) {
        const struct event_mention *m = &event->mentions[i];
        uint16_t team;
        hidden = hidden || ((viewing_flags(viewing, m->record, m->number) & ENTITY_SEALED) != 0 &&
                            !viewing_seal(viewing, m->record, m->number, &team));
    }
    return hidden;
}

int event_open(struct inquiry *q, struct str id, struct event *ret, struct err *err)
{
    char name[EVENT_ID_TEXT_MAX];
    int64_t number = 0;
    struct picture *picture = &q->picture;
    if (!event_id_read(id, name)) {
        return no_event(&q->viewing, err);
    }
    int code = event_named(picture->db, str_of(name), &number, err);
    if (code == 0 && number == 0) {
        return no_event(&q->viewing, err);
    }
    code = code ? code : event_read(picture->db, picture->seal, number, ret, err);
    if (code == 0 && (!str_eq(ret->made.purpose, viewing_purpose(&q->viewing)->id) ||
                      event_is_hidden(&q->viewing, ret))) {
        return no_event(&q->viewing, err);
    }
    return code;
}

/* ---- whom it is about ---- */

static bool list_has(const struct permitted_list *list, const struct event_mention *m)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].record == m->record && list->at[i].number == m->number) {
            return true;
        }
    }
    return false;
}

/* The set of the viewing in which a record is; 0: it may not be read, or is gone. */
static int set_of(const struct viewing *v, int64_t record, size_t *ret, struct err *err)
{
    int64_t source = 0;
    int code = db_number_with(v->picture->db, "SELECT source FROM record WHERE record = $1",
                              WHOLES(record), &source, err);
    uint16_t place =
        code == 0 && source > 0 && source < SOURCES_MAX ? v->source_of[source] : ACCESS_NONE;
    *ret = place != ACCESS_NONE ? v->set_of[place] : 0;
    return code;
}

/* Whom a role names as it is kept, whatever became of their records. */
static void names_kept(const struct event *event, struct str role, struct permitted_list *ret)
{
    for (size_t i = 0; i < event->mention_count; i++) {
        const struct event_mention *m = &event->mentions[i];
        if (m->number != 0 && str_eq(m->role, role)) {
            struct permitted_mention kept = {.record = m->record, .number = m->number};
            permitted_list_join(ret, &(const struct permitted_list){.at = &kept, .count = 1});
        }
    }
}

int event_person(struct viewing *v, const struct event *event, struct str role, bool self_only,
                 struct view *ret, size_t *ret_set, bool *ret_there, struct err *err)
{
    int code = 0;
    *ret_there = false;
    for (size_t i = 0; code == 0 && !*ret_there && i < event->mention_count; i++) {
        const struct event_mention *m = &event->mentions[i];
        size_t set = 0;
        if (m->number == 0 || !str_eq(m->role, role)) {
            continue;
        }
        code = set_of(v, m->record, &set, err);
        if (code != 0 || set == 0) {
            continue;
        }
        view_free(ret);
        code = view_of_mention(v, set, m->record, m->number, self_only, ret, err);
        *ret_there = code == 0;
        *ret_set = set;
        code = code == ERR_NOTFOUND ? 0 : code;
    }
    if (code == 0 && !*ret_there) {
        view_free(ret);
        names_kept(event, role, &ret->self.mentions);
    }
    return code;
}

int event_is_about(struct viewing *v, const struct event *event, struct str role,
                   const struct permitted_list *mentions, bool *ret, struct err *err)
{
    *ret = false;
    for (size_t i = 0; i < event->mention_count; i++) {
        const struct event_mention *m = &event->mentions[i];
        int64_t stands = 0;
        if (m->number == 0 || !str_eq(m->role, role)) {
            continue;
        }
        if (list_has(mentions, m)) {
            *ret = true;
            return 0;
        }
        int code =
            db_number_with(v->picture->db,
                           "SELECT 1 FROM mention WHERE record = $1 AND number = $2 AND model = $3",
                           WHOLES(m->record, m->number, v->picture->model), &stands, err);
        if (code != 0 || stands != 0) {
            return code; /* it is somebody else now */
        }
    }
    return 0;
}

/* ---- facts ---- */

int32_t event_happened(const struct event *event)
{
    const struct event_answer *a = event_answer_of(event, STR(EVENT_HAPPENED));
    struct date date;
    return a != NULL && date_from_text(a->value, &date) && date_is_valid(date) ? date_days(date)
                                                                               : INT32_MIN;
}

void event_answers(struct arena *arena, const struct event *event, const struct event_type *type,
                   struct answers *ret)
{
    answers_begin(arena, type, ret);
    for (size_t i = 0; i < type->question_count; i++) {
        const struct event_answer *a = event_answer_of(event, type->questions[i].name);
        ret->text[i] = a != NULL ? arena_str(arena, a->value) : STR("");
    }
}

void event_fact_values(const struct event *event, struct facts *facts)
{
    int32_t happened = event_happened(event);
    bool detected = false;
    const struct event_telling *told = NULL;
    for (size_t i = 0; i < event->telling_count; i++) {
        detected = detected || event->tellings[i].detected;
        told = told == NULL && !event->tellings[i].detected ? &event->tellings[i] : told;
    }
    if (happened != INT32_MIN) {
        facts_put(facts, "event.date", fact_day(happened));
    }
    facts_put(facts, "event.known", fact_day(event->version.known));
    facts_put(facts, "event.language", fact_text(facts->arena, event->version.language));
    facts_put(facts, "event.detected", feel_boolean(detected));
    if (told != NULL) {
        facts_put(facts, "event.told_by", fact_text(facts->arena, told->relation));
        facts_put(facts, "event.channel", fact_text(facts->arena, told->channel));
    }
}

int event_facts(struct arena *arena, struct viewing *viewing, const struct event *event,
                const struct event_facts_options *o, struct facts *ret, struct err *err)
{
    struct answers answers;
    facts_begin(arena, o->today, ret);
    event_fact_values(event, ret);
    event_answers(arena, event, o->type, &answers);
    ret->answers = answers_value(arena, &answers);
    facts_of_council(o->nation, o->council, ret);
    if (o->code.len > 0) {
        facts_put(ret, "council.code", fact_text(arena, o->code));
    }
    /* The age that counts is that on the day of death; of all else that of today. */
    int32_t day = o->type->ends_life ? event_happened(event) : INT32_MIN;
    return o->view != NULL ? facts_of_view(viewing, o->set, o->view, day, ret, err) : 0;
}
