/* application_person.c - see application_person.h. */
#include "application_person.h"

#include "event_look.h"

#define TELLER "teller"
#define AUTHORITY STR("authority:")

const struct kept_table application_table = {
    .of_mention = "SELECT application FROM application_mention WHERE record = $1 AND number = $2",
    .mentions =
        "SELECT record, number FROM application_mention WHERE application = $1 ORDER BY place",
    .put =
        "INSERT INTO application_mention (application, place, record, number) "
        "VALUES ($1, $2, $3, $4)"};

int application_none(const struct inquiry *inquiry, struct err *err)
{
    return err_say(err, ERR_NOTFOUND, "%s",
                   inquiry->viewing.options.language == ACCESS_WELSH
                       ? "Nid oes cais â’r rhif hwnnw o dan y diben hwn."
                       : "There is no application of that number under this purpose.");
}

/* struct named - mentions with their roles, as an event has them. */
struct named {
    struct event_mention *at;
    size_t count, capacity;
};

static void add(struct named *named, const char *role, int64_t record, int number)
{
    void *at = named->at;
    mem_must_grow(&at, &named->capacity, named->count + 1, sizeof *named->at);
    named->at = at;
    named->at[named->count++] =
        (struct event_mention){.role = str_of(role), .record = record, .number = number};
}

static int add_kept(struct db *db, const struct kept_table *table, int64_t row, struct named *named,
                    struct err *err)
{
    struct db_query *q;
    bool more = false;
    int code = db_query_with(db, table->mentions, WHOLES(row), &q, err);
    while (code == 0 && (code = db_step(q, &more, err)) == 0 && more) {
        add(named, EVENT_SUBJECT, db_whole(q, 0), (int)db_whole(q, 1));
    }
    return code;
}

/* authority_of - the number of the authority by which it is told; 0: by none. */
static int64_t authority_of(const struct application *a)
{
    struct str text = application_text(a, APPLICATION_SUBJECT);
    uint64_t number = 0;
    return str_starts(text, AUTHORITY) &&
                   str_to_uint(str_slice(text, AUTHORITY.len, text.len), INT64_MAX, &number)
               ? (int64_t)number
               : 0;
}

/* holds - does that authority hold in the matter today, for whoever is signed in? */
static int holds(struct inquiry *q, const struct application *a, struct str matter, int32_t today,
                 bool *ret, struct err *err)
{
    struct arena arena = {0};
    struct authorities all = {0};
    int64_t number = authority_of(a);
    int code = authorities_of(&arena, q->picture.db, q->picture.seal, a->record, a->mention, today,
                              &all, err);
    *ret = false;
    for (size_t i = 0; code == 0 && i < all.count; i++) {
        *ret = *ret || (all.at[i].number == number && authority_is_for(&all.at[i], matter, today));
    }
    arena_free(&arena);
    return code;
}

static int read_named(struct inquiry *q, const struct application *a, struct named *named,
                      struct err *err)
{
    struct db *db = q->picture.db;
    bool self = str_eq(application_text(a, APPLICATION_TELLER), STR("self"));
    if (a->record != 0) {
        add(named, self ? EVENT_SUBJECT : TELLER, a->record, a->mention);
    }
    int code = add_kept(db, &application_table, a->number, named, err);
    return code == 0 && a->record != 0 && !self && authority_of(a) != 0
               ? add_kept(db, &authority_table, authority_of(a), named, err)
               : code;
}

static int read_subject(struct inquiry *q, const struct event *event, bool for_facts,
                        struct application_people *ret, struct err *err)
{
    const struct view_person *self = &ret->subject.self;
    bool whole = for_facts && ret->may_be_for;
    int code = event_person(&q->viewing, event, STR(EVENT_SUBJECT), !whole, &ret->subject,
                            &ret->set, &ret->there, err);
    ret->denied = code == ERR_DENIED ? self : ret->denied;
    ret->has_facts = code == 0 && whole && ret->there && (self->flags & ENTITY_SEALED) == 0;
    return code;
}

static int read_teller(struct inquiry *q, const struct event *event, struct application_people *ret,
                       struct err *err)
{
    size_t set = 0;
    bool there = false;
    int code = event_person(&q->viewing, event, STR(TELLER), true, &ret->teller, &set, &there, err);
    ret->denied = code == ERR_DENIED ? &ret->teller.self : ret->denied;
    return code;
}

int application_people_read(struct inquiry *q, const struct application *a,
                            const struct event_pack *pack, int32_t today, bool for_facts,
                            struct application_people *ret, struct err *err)
{
    struct named named = {0};
    int code = read_named(q, a, &named, err);
    const struct event as_event = {.mention_count = named.count, .mentions = named.at};
    if (code == 0 && event_is_hidden(&q->viewing, &as_event)) {
        code = application_none(q, err);
    }
    ret->may_be_for = true;
    if (code == 0 && authority_of(a) != 0) {
        code = holds(q, a, pack->id, today, &ret->may_be_for, err);
    }
    code = code ? code : read_subject(q, &as_event, for_facts, ret, err);
    code = code ? code : read_teller(q, &as_event, ret, err);
    mem_free(named.at);
    return code;
}

void application_people_free(struct application_people *people)
{
    view_free(&people->subject);
    view_free(&people->teller);
}

size_t application_people_told(const struct application_people *people,
                               const struct view_person *ret[APPLICATION_PEOPLE_MAX])
{
    size_t count = 0;
    const struct view_person *all[] = {&people->subject.self, &people->teller.self};
    for (size_t i = 0; i < APPLICATION_PEOPLE_MAX; i++) {
        if (all[i]->mentions.count > 0) {
            ret[count++] = all[i];
        }
    }
    return count;
}
