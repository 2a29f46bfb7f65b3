/* resident_telling.c - an application before a page: the pack, what is asked, what comes next. */
#include "resident.h"

#include "date.h"
#include "event_words.h"
#include "home_pack.h"
#include "session_store.h"
#include "trigger_store.h"
#include "value_words.h"

#include <sodium.h>
#include <stdio.h>

enum { HOLDER_SECRET_BYTES = 16 };
#define KEPT_HOLDER STR("applications")

/* By how the application keeps it and how the path names it. */
static const struct {
    const char *name, *part;
} items[TELL_ITEMS] = {
    [TELL_LANGUAGE] = {APPLICATION_LANGUAGE, "the-language"},
    [TELL_TELLER] = {APPLICATION_TELLER, "the-teller"},
    [TELL_SUBJECT] = {APPLICATION_SUBJECT, "the-subject"},
    [TELL_NAME] = {APPLICATION_NAME, "the-name"},
    [TELL_BIRTH_DATE] = {APPLICATION_BIRTH_DATE, "the-birth-date"},
    [TELL_ADDRESS] = {APPLICATION_ADDRESS, "the-address"},
    [TELL_HAPPENED] = {APPLICATION_HAPPENED, "the-day"},
    [TELL_OF_PACK] = {"", ""},
    [TELL_TOLD_BY] = {APPLICATION_TOLD_BY, "the-one-who-tells"},
    [TELL_REACHED] = {APPLICATION_REACHED, "the-way-to-reach"},
};

const char *tell_item_name(enum tell_item item)
{
    return items[item].name;
}

const char *tell_item_part(enum tell_item item)
{
    return items[item].part;
}

enum tell_item tell_item_of_part(const char *part)
{
    int item = 0;
    while (item < TELL_ITEMS && (part[0] == '\0' || strcmp(part, items[item].part) != 0)) {
        item++;
    }
    return (enum tell_item)item;
}

const char *resident_text(struct request *r, const struct bilingual *text)
{
    return arena_str(&r->arena, text->text[r->language]).ptr;
}

void resident_put_exit(struct request *r, struct json_node *model, const struct event_pack *pack)
{
    json_tree_put_bool(&r->arena, model, STR("exit_this_page"),
                       pack != NULL && pack->type.sensitivity != SENSITIVITY_ORDINARY);
}

/* ---- the pack ---- */

bool telling_may(const struct event_pack *pack)
{
    unsigned staff = 1u << TELLER_STAFF | 1u << TELLER_OTHER_COUNCIL;
    return (pack->type.tellers & ~staff) != 0 && pack->purposes.count > 0;
}

int telling_pack(struct request *r, const char *name, const struct event_pack **ret,
                 struct err *err)
{
    struct name_list names;
    const struct event_pack *pack = NULL;
    home_pack_names(&r->inquiry->picture.home, &r->arena, &names);
    int code = names_have(&names, str_of(name))
                   ? duty_pack_now(r->inquiry, &r->cases->packs, str_of(name), &pack, err)
                   : ERR_NOTFOUND;
    bool shadow = false;
    code = code ? code : trigger_pack_shadow(r->inquiry->picture.db, str_of(name), &shadow, err);
    if (code == ERR_NOTFOUND || (code == 0 && (shadow || !telling_may(pack)))) {
        return err_say(err, ERR_NOTFOUND, "%s",
                       translate(r, "There is nothing of that name that can be told here."));
    }
    *ret = code == 0 ? pack : *ret;
    return code;
}

/* ---- held by this browser ---- */

int resident_holder(struct request *r, bool make, uint8_t ret[APPLICATION_HOLDER_BYTES],
                    bool *ret_there, struct err *err)
{
    struct buf secret = {0};
    bool there = false;
    int code = r->session.kind == SESSION_NONE
                   ? 0
                   : session_kept(r->web->sessions, &r->session, KEPT_HOLDER, &secret, &there, err);
    if (code == 0 && !there && make) {
        uint8_t bytes[HOLDER_SECRET_BYTES];
        randombytes_buf(bytes, sizeof bytes);
        for (size_t i = 0; i < sizeof bytes; i++) {
            buf_printf(&secret, "%02x", bytes[i]);
        }
        code = session_keep(r->web->sessions, &r->session, KEPT_HOLDER, buf_str(&secret), err);
        there = code == 0;
    }
    if (code == 0 && there) {
        application_holder(r->inquiry->picture.seal, buf_str(&secret), ret);
    }
    *ret_there = code == 0 && there;
    buf_free(&secret);
    return code;
}

static int find_held(struct request *r, struct str type, int64_t *ret, struct err *err)
{
    uint8_t holder[APPLICATION_HOLDER_BYTES];
    bool there = false;
    struct db *db = r->inquiry->picture.db;
    int code = resident_holder(r, false, holder, &there, err);
    code =
        code == 0 && there ? application_held(db, holder, type, STR(""), r->now, ret, err) : code;
    return code;
}

/* Of a resident who is signed in also what they began elsewhere. */
static int find_own(struct request *r, struct str type, int64_t *ret, struct err *err)
{
    struct whole_list own = {0};
    struct picture *picture = &r->inquiry->picture;
    int code = applications_of_mention(picture->db, r->session.record, r->session.mention, r->now,
                                       &own, err);
    for (size_t i = 0; code == 0 && *ret == 0 && i < own.count; i++) {
        struct application a = {0};
        code = application_read(picture->db, picture->seal, own.at[i], r->now, &a, err);
        *ret = code == 0 && str_eq(a.type, type) ? own.at[i] : 0;
        application_free(&a);
    }
    whole_list_free(&own);
    return code;
}

/* Those of who is signed in that hold in this matter today. */
static int find_authorities(struct request *r, struct telling_page *t, struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    struct authorities all = {0};
    if (!t->is_own) {
        return 0;
    }
    int code = authorities_of(&r->arena, picture->db, picture->seal, r->session.record,
                              r->session.mention, r->today, &all, err);
    t->authorities.at = all.at;
    for (size_t i = 0; code == 0 && i < all.count; i++) {
        if (authority_is_for(&all.at[i], t->pack->id, r->today)) {
            t->authorities.at[t->authorities.count++] = all.at[i];
        }
    }
    return code;
}

const char *telling_subject_value(struct request *r, const struct authority *a)
{
    return arena_printf(&r->arena, "authority:%lld", (long long)a->number).ptr;
}

const struct authority *telling_authority(const struct telling_page *t)
{
    struct str text = application_text(&t->application, APPLICATION_SUBJECT);
    char value[40];
    for (size_t i = 0; i < t->authorities.count; i++) {
        snprintf(value, sizeof value, "authority:%lld", (long long)t->authorities.at[i].number);
        if (str_eq(text, str_of(value))) {
            return &t->authorities.at[i];
        }
    }
    return NULL;
}

int telling_tell_names(struct request *r, const struct telling_page *t, bool all, struct err *err)
{
    const struct authority *one = telling_authority(t);
    struct authorities shown = t->authorities;
    if (!all) {
        struct authority copy = one != NULL ? *one : (struct authority){0};
        shown.at = arena_alloc(&r->arena, sizeof copy);
        shown.at[0] = copy;
        shown.count = one != NULL;
    }
    if (shown.count == 0) {
        return 0;
    }
    int code = request_ask(r, "residents_own_view", "", err);
    return code ? code : authorities_tell(r->inquiry, &shown, err);
}

int telling_open(struct request *r, const char *event, struct telling_page *t, struct err *err)
{
    int64_t number = 0;
    struct picture *picture = &r->inquiry->picture;
    const struct application_looking looking = {.channel = CHANNEL_WEB, .today = r->today};
    int code = telling_pack(r, event, &t->pack, err);
    code = code ? code : find_held(r, t->pack->id, &number, err);
    if (code == 0 && number == 0 && r->session.kind == SESSION_RESIDENT) {
        code = find_own(r, t->pack->id, &number, err);
    }
    if (code != 0 || number == 0) {
        return code;
    }
    code = application_read(picture->db, picture->seal, number, r->now, &t->application, err);
    code = code ? code
                : application_look(r->inquiry, t->pack, &t->application, &looking, &t->look, err);
    t->there = code == 0;
    t->is_own = t->there && r->session.kind == SESSION_RESIDENT && t->application.record != 0 &&
                t->application.record == r->session.record &&
                t->application.mention == r->session.mention;
    return code ? code : find_authorities(r, t, err);
}

void telling_free(struct telling_page *t)
{
    application_look_free(&t->look);
    application_free(&t->application);
}

/* ---- what is asked ---- */

static bool has_fact(const struct event_pack *pack, const char *name)
{
    return names_have(&pack->facts, str_of(name));
}

static bool is_self(const struct telling_page *t)
{
    return str_eq(application_text(&t->application, APPLICATION_TELLER), STR("self"));
}

/* Is it known whom it is about, so that nobody need say? */
static bool knows_subject(const struct telling_page *t)
{
    return t->is_own && (is_self(t) || telling_authority(t) != NULL);
}

bool telling_asks(const struct request *r, const struct telling_page *t, enum tell_item item)
{
    (void)r;
    const struct event_type *type = &t->pack->type;
    switch (item) {
    case TELL_LANGUAGE:
        return type->languages[ACCESS_ENGLISH] && type->languages[ACCESS_WELSH];
    case TELL_TELLER:
        return true;
    case TELL_SUBJECT:
        return t->authorities.count > 0 && !is_self(t);
    case TELL_NAME:
    case TELL_BIRTH_DATE:
    case TELL_ADDRESS:
        return !knows_subject(t);
    case TELL_HAPPENED:
        return has_fact(t->pack, "event.date");
    case TELL_TOLD_BY:
        return !is_self(t) && !t->is_own;
    case TELL_REACHED:
        return !t->is_own;
    default:
        return false;
    }
}

/* Is it to be asked still? */
static bool lacks(const struct request *r, const struct telling_page *t, enum tell_item item)
{
    return telling_asks(r, t, item) && !application_asked(&t->application, items[item].name);
}

static const char *answer_part(struct request *r, const char *part)
{
    return arena_printf(&r->arena, "answer/%s", part).ptr;
}

static const char *question_part(struct request *r, const struct question *q)
{
    return arena_printf(&r->arena, "answer/%.*s", PRI(q->name)).ptr;
}

const char *telling_next(struct request *r, const struct telling_page *t)
{
    for (int i = 0; i < TELL_ITEMS; i++) {
        enum tell_item item = (enum tell_item)i;
        if (item == TELL_OF_PACK && t->look.next != NULL) {
            return question_part(r, t->look.next);
        }
        if (item != TELL_OF_PACK && lacks(r, t, item)) {
            return answer_part(r, items[item].part);
        }
    }
    return "applies";
}

const char *telling_before(struct request *r, const struct telling_page *t, const char *part)
{
    const char *before = "";
    for (int i = 0; i < TELL_ITEMS; i++) {
        if (strcmp(items[i].part, part) == 0) {
            return before;
        }
        for (size_t q = 0; i == TELL_OF_PACK && q < t->look.count; q++) {
            if (str_eq(t->look.questions[q]->name, str_of(part))) {
                return before;
            }
            before = question_part(r, t->look.questions[q]);
        }
        if (i == TELL_OF_PACK && t->look.next != NULL && str_eq(t->look.next->name, str_of(part))) {
            return before;
        }
        if (telling_asks(r, t, (enum tell_item)i)) {
            before = answer_part(r, items[i].part);
        }
    }
    return before;
}

/* ---- typed ---- */

struct typing {
    struct request *r;
    int64_t application;
    const char *name;
    struct str text;
};

static int put_typed(struct db *db, void *context, struct err *err)
{
    struct typing *t = context;
    const struct application_typed typed = {.name = str_of(t->name),
                                            .text = t->text,
                                            .who = STR(""),
                                            .channel = CHANNEL_WEB,
                                            .now = t->r->now};
    bool language = strcmp(t->name, APPLICATION_LANGUAGE) == 0;
    int code = application_put(db, t->r->inquiry->picture.seal, t->application, &typed, err);
    return code == 0 && language
               ? application_speak(db, t->application,
                                   str_eq(t->text, STR("cy")) ? ACCESS_WELSH : ACCESS_ENGLISH, err)
               : code;
}

int telling_put(struct request *r, int64_t application, const char *name, struct str text,
                struct err *err)
{
    struct typing typing = {r, application, name, text};
    return picture_do(&r->inquiry->picture, put_typed, &typing, err);
}

/* ---- in words ---- */

static const char *day_words(struct request *r, struct str text)
{
    return arena_str(&r->arena, value_day(r, text)).ptr;
}

const char *telling_answer_words(struct request *r, const struct telling_page *t,
                                 const struct question *q, struct str text)
{
    if (text.len == 0) {
        return translate(r, "Not answered");
    }
    if (q->type == QUESTION_YES_NO) {
        return str_eq(text, STR("yes")) ? translate(r, "Yes") : translate(r, "No");
    }
    if (q->type == QUESTION_DATE) {
        return day_words(r, text);
    }
    if (q->type == QUESTION_MONEY) {
        return arena_printf(&r->arena, "£%.*s", PRI(text)).ptr;
    }
    struct str words = event_answer_words(&r->arena, &t->pack->type, q->name, text, r->language);
    return arena_str(&r->arena, words).ptr;
}

const char *telling_item_title(struct request *r, const struct telling_page *t, enum tell_item item)
{
    bool self = is_self(t);
    switch (item) {
    case TELL_LANGUAGE:
        return translate(r, "In which language shall we write and speak to you?");
    case TELL_TELLER:
        return translate(r, "Who are you?");
    case TELL_SUBJECT:
        return translate(r, "Who is this about?");
    case TELL_NAME:
        return self ? translate(r, "What is your full name?")
                    : translate(r, "What is the full name of the person this is about?");
    case TELL_BIRTH_DATE:
        return self ? translate(r, "What is your date of birth?")
                    : translate(r, "What is their date of birth?");
    case TELL_ADDRESS:
        return self ? translate(r, "What is your address?")
                    : translate(r, "What is, or was, their address?");
    case TELL_HAPPENED:
        return t->pack->type.ends_life ? translate(r, "When did the person die?")
                                       : translate(r, "When did it happen, or when will it?");
    case TELL_TOLD_BY:
        return translate(r, "What is your own name?");
    case TELL_REACHED:
        return translate(r, "How can we reach you?");
    default:
        return "";
    }
}

static const char *teller_words(struct request *r, struct str name)
{
    for (int i = 0; i < TELLERS; i++) {
        if (str_eq(name, str_of(teller_names[i]))) {
            return teller_title((enum teller)i, r->language);
        }
    }
    return translate(r, "Not answered");
}

const char *telling_item_words(struct request *r, const struct telling_page *t, enum tell_item item)
{
    struct str text = application_text(&t->application, items[item].name);
    if (text.len == 0) {
        return translate(r, "Not answered");
    }
    switch (item) {
    case TELL_LANGUAGE:
        return str_eq(text, STR("cy")) ? translate(r, "Welsh") : translate(r, "English");
    case TELL_TELLER:
        return teller_words(r, text);
    case TELL_SUBJECT:
        return telling_authority(t) != NULL
                   ? arena_str(&r->arena, telling_authority(t)->principal).ptr
                   : translate(r, "Somebody else");
    case TELL_BIRTH_DATE:
    case TELL_HAPPENED:
        return day_words(r, text);
    default:
        return arena_str(&r->arena, text).ptr;
    }
}
