/* compose.c - see compose.h. */
#include "compose.h"

#include "action_content.h"
#include "compose_text.h"
#include "contact_preference.h"
#include "deceased.h"
#include "help_offer.h"
#include "postcode.h"
#include "recipient.h"

#include <ctype.h>
#include <stdio.h>

/* struct addressee - whom a letter or message is for. */
struct addressee {
    struct str name, postcode; /* "": not known */
    struct str address[DELIVERY_ADDRESS_LINES_MAX];
    size_t address_count;
    struct reach reach;
};

/* struct making - one delivery in the making. */
struct making {
    struct composer *w;
    const struct action_row *row;
    const struct pack_step *step;
    enum plan_addressee to;
    struct addressee who; /* of a letter or message */
    struct str subject;   /* name of whom the event is about */
    enum access_language language;
    struct channel_choice choice;
    bool dead;
    struct composition *ret;
};

void composer_begin(struct caseload *caseload, const struct delivery_setup *setup,
                    struct composer *ret)
{
    *ret = (struct composer){.c = caseload,
                             .setup = setup,
                             .at = mem_must_array(1, sizeof *ret->at),
                             .look = mem_must_array(1, sizeof *ret->look)};
}

static void forget(struct composer *w)
{
    case_free(w->at);
    duty_look_free(w->look);
    *w->at = (struct case_row){0};
    arena_reset(&w->arena);
}

void composer_end(struct composer *w)
{
    forget(w);
    arena_free(&w->arena);
    mem_free(w->at);
    mem_free(w->look);
}

static int refuse(struct making *m, const char *reason)
{
    m->ret->what = COMPOSED_NOT;
    snprintf(m->ret->reason, sizeof m->ret->reason, "%.*s", (int)sizeof m->ret->reason - 1, reason);
    return 0;
}

/* ---- whom it is for ---- */

/* lower_capitals - "MRS SIAN EVANS" as "Mrs Sian Evans"; a name that has any small letter, or a
 * letter with an accent, stays as somebody wrote it. */
static void lower_capitals(char *name, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (islower((unsigned char)name[i]) || (unsigned char)name[i] >= 0x80) {
            return;
        }
    }
    for (size_t i = 1; i < len; i++) {
        if (isalpha((unsigned char)name[i - 1])) {
            name[i] = (char)tolower((unsigned char)name[i]);
        }
    }
}

/* name_written - a record's name as a letter has it: "EVANS, MRS SIAN" is "Mrs Sian Evans". */
static struct str name_written(struct arena *arena, struct str name)
{
    ptrdiff_t comma = str_find(name, STR(","));
    struct str family = comma > 0 ? str_trim(str_slice(name, 0, (size_t)comma)) : STR("");
    struct str rest = comma > 0 ? str_trim(str_slice(name, (size_t)comma + 1, name.len)) : name;
    struct buf text = {0};
    buf_printf(&text, "%.*s%s%.*s", PRI(rest), family.len > 0 ? " " : "", PRI(family));
    char *made = arena_alloc(arena, text.len + 1);
    size_t len = text.len;
    memcpy(made, buf_str(&text).ptr, len);
    buf_free(&text);
    lower_capitals(made, len);
    return (struct str){made, len};
}

static struct str postcode_of(const struct str *lines, size_t count)
{
    struct str found = STR("");
    for (size_t i = 0; i < count; i++) {
        struct str postcode = postcode_find(lines[i]);
        found = postcode.len > 0 ? postcode : found;
    }
    return found;
}

static void put_value(struct addressee *who, enum step_channel channel, struct str value)
{
    who->reach.channels[channel].value = value;
    who->reach.channels[channel].said = value.len > 0;
}

/* read_text - somebody whom free text names, as far as it says how they are reached. */
static void read_text(struct arena *arena, struct str text, struct addressee *ret)
{
    struct recipient r;
    struct buf address = {0};
    recipient_read(arena, text, &r);
    *ret = (struct addressee){.name = r.name, .address_count = r.address_count};
    for (size_t i = 0; i < r.address_count; i++) {
        ret->address[i] = r.address[i];
        buf_printf(&address, "%s%.*s", i > 0 ? ", " : "", PRI(r.address[i]));
    }
    ret->postcode = postcode_of(ret->address, ret->address_count);
    put_value(ret, STEP_CHANNEL_POST, arena_str(arena, buf_str(&address)));
    put_value(ret, STEP_CHANNEL_VISIT, ret->reach.channels[STEP_CHANNEL_POST].value);
    put_value(ret, STEP_CHANNEL_EMAIL, arena_str(arena, str_of(r.email)));
    put_value(ret, STEP_CHANNEL_PHONE, arena_str(arena, str_of(r.phone)));
    put_value(ret, STEP_CHANNEL_SMS, ret->reach.channels[STEP_CHANNEL_PHONE].value);
    buf_free(&address);
}

static struct str name_in(const struct composer *w, struct arena *arena)
{
    const struct view_person *self = &w->look->view.self;
    for (size_t i = 0; i < self->field_count; i++) {
        if (self->fields[i].category == CATEGORY_NAME && self->fields[i].count > 0) {
            return name_written(arena, self->fields[i].values[0].text);
        }
    }
    return STR("");
}

/* told_by - who told first, in their words; *ret_self: it was whom the event is about. */
static struct str told_by(const struct event *event, bool *ret_self)
{
    for (size_t i = 0; i < event->telling_count; i++) {
        const struct event_telling *t = &event->tellings[i];
        if (!t->detected) {
            *ret_self = str_eq(t->relation, str_of(teller_names[TELLER_SELF]));
            return t->told_by;
        }
    }
    return STR("");
}

/* is_to_subject - also a teller who told of themselves. */
static bool is_to_subject(const struct making *m)
{
    bool self = false;
    (void)told_by(&m->w->at->event, &self);
    return m->to == ADDRESSED_TO_SUBJECT || (m->to == ADDRESSED_TO_TELLER && self);
}

static struct str free_text(const struct making *m)
{
    const struct event *event = &m->w->at->event;
    bool self = false;
    if (m->to == ADDRESSED_TO_TELLER) {
        return told_by(event, &self);
    }
    const struct event_answer *a = event_answer_of(event, m->step->to);
    return a != NULL ? a->value : STR("");
}

/* check_alive - m->dead: it would be addressed to somebody who died. */
static int check_alive(struct making *m, struct err *err)
{
    struct composer *w = m->w;
    struct picture *picture = &w->c->inquiry->picture;
    const struct event *event = &w->at->event;
    struct permitted_list kept = {0};
    int code = 0;
    m->dead = (w->at->process.dead & 1U << m->to) != 0;
    if (m->dead) {
        return 0;
    }
    if (is_to_subject(m)) {
        for (size_t i = 0; i < event->mention_count; i++) {
            struct permitted_mention one = {.record = event->mentions[i].record,
                                            .number = event->mentions[i].number};
            permitted_list_join(&kept, &(const struct permitted_list){.at = &one, .count = 1});
        }
        code = deceased_has(picture->db, &kept, &m->dead, err);
        permitted_list_free(&kept);
        return code != 0 || m->dead
                   ? code
                   : deceased_has(picture->db, &w->look->view.self.mentions, &m->dead, err);
    }
    const struct deceased_name name = {m->who.name, m->who.postcode};
    return deceased_has_name(picture->db, picture->seal, &name, &m->dead, err);
}

/* suppress - nothing leaves; of the subject or the teller the process knows from now on. */
static int suppress(struct making *m, struct err *err)
{
    struct caseload *c = m->w->c;
    const struct process_input input = {.kind = INPUT_DIED, .died = m->to};
    bool known = (m->w->at->process.dead & 1U << m->to) != 0;
    int code = m->to != ADDRESSED_TO_OTHER && !known
                   ? engine_input(c->engine, m->row->process, &input, &c->now, STR(ENGINE_WHO), err)
                   : 0;
    return code ? code : refuse(m, "it would be addressed to somebody who may have died");
}

static int find_addressee(struct making *m, struct err *err)
{
    struct composer *w = m->w;
    const struct event *event = &w->at->event;
    bool welsh = str_eq(event->version.language, STR("cy"));
    enum access_language spoken = welsh ? ACCESS_WELSH : ACCESS_ENGLISH;
    m->language = spoken;
    if (!is_to_subject(m)) {
        read_text(&w->arena, free_text(m), &m->who);
        return 0;
    }
    m->who = (struct addressee){.name = name_in(w, &w->arena)};
    if (!w->look->there) {
        return 0;
    }
    int code = reach_of(w->c->inquiry, &w->look->view, &m->who.reach, &w->arena, err);
    if (code == 0) {
        m->who.address_count = recipient_address(
            &w->arena, m->who.reach.channels[STEP_CHANNEL_POST].value, m->who.address);
        m->who.postcode = postcode_of(m->who.address, m->who.address_count);
        m->language = reach_language(&m->who.reach, spoken);
    }
    return code;
}

/* ---- by which channel ---- */

static int offer_job(struct db *db, void *context, struct err *err)
{
    const struct making *m = context;
    const struct caseload *c = m->w->c;
    int code = 0;
    for (int kind = 0; code == 0 && kind < HELP_KINDS; kind++) {
        const struct help_offer offer = {.kind = (enum help_kind)kind,
                                         .purpose = viewing_purpose(&c->inquiry->viewing)->id,
                                         .opened = c->now.at,
                                         .opened_by = STR(ENGINE_WHO)};
        int64_t number = 0;
        bool is_new = false;
        code = m->choice.offer[kind] ? help_offer_open(db, &offer, &m->w->look->view.self.mentions,
                                                       &number, &is_new, err)
                                     : 0;
    }
    return code;
}

static int open_offers(struct making *m, struct err *err)
{
    bool any = false;
    for (int kind = 0; kind < HELP_KINDS; kind++) {
        any = any || m->choice.offer[kind];
    }
    return any && is_to_subject(m) && m->w->look->there
               ? picture_do(&m->w->c->inquiry->picture, offer_job, m, err)
               : 0;
}

/* choose - a text that says what happened goes by no channel that others may read. */
static void choose(struct making *m, const struct pack_text *text)
{
    struct reach reach = m->who.reach;
    if (text->says_what_happened && text->safe_because.len == 0) {
        reach.channels[STEP_CHANNEL_EMAIL].state = REACH_CANNOT;
        reach.channels[STEP_CHANNEL_EMAIL].reason = REASON_UNSAID;
        reach.channels[STEP_CHANNEL_SMS].state = REACH_CANNOT;
        reach.channels[STEP_CHANNEL_SMS].reason = REASON_UNSAID;
        bool message = reach.preferred == STEP_CHANNEL_EMAIL || reach.preferred == STEP_CHANNEL_SMS;
        reach.preferred = message ? STEP_CHANNEL_POST : reach.preferred;
    }
    channel_choose(&m->w->arena, &reach, m->step->first, m->step->cannot, m->step->cannot_count,
                   m->w->c->now.day, &m->choice);
}

/* ---- the delivery ---- */

static struct text_facts facts_of(const struct making *m)
{
    const struct composer *w = m->w;
    return (struct text_facts){.at = w->at,
                               .look = w->look,
                               .council = &w->c->council,
                               .place = m->row->place,
                               .recipient = m->who.name,
                               .subject = m->subject,
                               .team_phone = w->setup->file.letters.telephone,
                               .language = m->language,
                               .today = w->c->now.day};
}

static void begin_delivery(struct making *m, enum delivery_way way)
{
    struct composer *w = m->w;
    char key[ACTION_KEY_BYTES];
    action_key(w->c->inquiry->picture.seal, m->row, key);
    m->ret->what = COMPOSED_DELIVERY;
    m->ret->delivery = (struct delivery){
        .way = way,
        .key = arena_str(&w->arena, str_of(key)),
        .language = m->language,
        .type = arena_printf(&w->arena, "uk.cantref.%.*s.%.*s.v1", PRI(w->at->pack->id),
                             PRI(m->step->id)),
        .subject = arena_printf(&w->arena, "%s/%.*s", w->at->event.made.id, PRI(m->step->id)),
        .time = w->c->now.at};
}

static void address_delivery(struct making *m, const struct pack_text *text)
{
    struct delivery *d = &m->ret->delivery;
    d->name = m->who.name;
    d->title = text->title;
    d->large_print = m->who.reach.format == FORMAT_LARGE_PRINT;
    if (d->way == DELIVERY_POST) {
        memcpy(d->address, m->who.address, sizeof d->address);
        d->address_count = m->who.address_count;
    } else {
        d->to = m->who.reach.channels[m->choice.channel].value;
    }
}

static int make_letter(struct making *m, struct err *err)
{
    const struct event_pack *pack = m->w->at->pack;
    const struct pack_text *text = pack_text_find(&pack->texts, m->step->letter, true, m->language);
    if (m->who.name.len == 0) {
        return refuse(m, "no name is known of whom it is for");
    }
    if (text == NULL) {
        return refuse(m, "the pack has no such text in that language");
    }
    choose(m, text);
    int code = open_offers(m, err);
    if (code != 0 || !m->choice.chosen) {
        return code ? code : refuse(m, m->choice.why.text[ACCESS_ENGLISH].ptr);
    }
    m->ret->channel = m->choice.channel;
    enum reach_format format = m->who.reach.format;
    if (m->choice.channel == STEP_CHANNEL_POST && format > FORMAT_LARGE_PRINT) {
        char reason[DELIVERY_REASON_BYTES_MAX];
        snprintf(reason, sizeof reason, "it is wanted in another format, to be made by hand: %s",
                 reach_format_title(format, ACCESS_ENGLISH));
        return refuse(m, reason);
    }
    if (m->choice.channel == STEP_CHANNEL_PHONE || m->choice.channel == STEP_CHANNEL_DESK ||
        m->choice.channel == STEP_CHANNEL_VISIT) {
        m->ret->what = COMPOSED_CHANNEL;
        return 0;
    }
    bool sms = m->choice.channel == STEP_CHANNEL_SMS;
    struct text_facts facts = facts_of(m);
    struct err hole = {0};
    begin_delivery(m, m->choice.channel == STEP_CHANNEL_POST    ? DELIVERY_POST
                      : m->choice.channel == STEP_CHANNEL_EMAIL ? DELIVERY_EMAIL
                                                                : DELIVERY_SMS);
    code = compose_text(&m->w->arena, text, &facts, sms, &m->ret->delivery.body, &hole);
    if (code != 0) {
        return refuse(m, hole.message);
    }
    address_delivery(m, text);
    return 0;
}

static int make_data(struct making *m, struct err *err)
{
    bool update = m->step->kind == STEP_UPDATE;
    struct text_facts facts = facts_of(m);
    struct err hole = {0};
    (void)err;
    m->ret->channel = STEP_CHANNEL_PREFERRED;
    begin_delivery(m, update ? DELIVERY_UPDATE : DELIVERY_NOTICE);
    m->ret->delivery.party = update ? str_of(source_category_names[m->step->source]) : m->step->to;
    int code = compose_json(&m->w->arena, &m->step->fields, &facts, &m->ret->delivery.data, &hole);
    return code ? refuse(m, hole.message) : 0;
}

/* ---- kept ---- */

struct keeping_content {
    struct seal *seal;
    int64_t action;
    const struct delivery *delivery;
};

static int keep_job(struct db *db, void *context, struct err *err)
{
    const struct keeping_content *k = context;
    return action_content_put(db, k->seal, k->action, k->delivery, err);
}

static enum step_channel channel_of(enum delivery_way way)
{
    return way == DELIVERY_POST    ? STEP_CHANNEL_POST
           : way == DELIVERY_EMAIL ? STEP_CHANNEL_EMAIL
           : way == DELIVERY_SMS   ? STEP_CHANNEL_SMS
                                   : STEP_CHANNEL_PREFERRED;
}

/* take_kept - what was made before: the same bytes, unless whoever it is for has died since. */
static int take_kept(struct making *m, struct err *err)
{
    struct delivery *d = &m->ret->delivery;
    if (m->to == ADDRESSED_TO_NOBODY) {
        m->ret->what = COMPOSED_DELIVERY;
        m->ret->channel = STEP_CHANNEL_PREFERRED;
        return 0;
    }
    m->who.name = d->name;
    m->who.postcode = postcode_of(d->address, d->address_count);
    int code = check_alive(m, err);
    if (code != 0 || m->dead) {
        return code ? code : suppress(m, err);
    }
    m->ret->what = COMPOSED_DELIVERY;
    m->ret->channel = channel_of(d->way);
    return 0;
}

/* ---- the whole ---- */

/* look_at - the facts under the step's purpose, in the log when this returns. *ret_denied: whoever
 * it is about may not be read. */
static int look_at(struct making *m, bool *ret_denied, struct err *err)
{
    struct composer *w = m->w;
    struct inquiry *q = w->c->inquiry;
    int code =
        caseload_ask(w->c, case_step_purpose(w->at, m->row->place), w->at->event.made.id, err);
    if (code != 0) {
        return code;
    }
    code = duty_look_at(q, &w->at->event, w->at->pack, INT32_MIN, w->look, err);
    *ret_denied = code == ERR_DENIED;
    if (*ret_denied) {
        struct err refused = {0};
        code = inquiry_refuse(q, &w->look->view.self, code, &refused);
        return code == ERR_DENIED ? 0 : err_set(err, code, "%s", refused.message);
    }
    return code ? code : inquiry_tell_view(q, &w->look->view, err);
}

static int make(struct making *m, struct err *err)
{
    struct composer *w = m->w;
    bool denied = false;
    int code = look_at(m, &denied, err);
    if (code != 0 || denied) {
        return code ? code : refuse(m, "the data of whom it is about may not be used for this now");
    }
    m->subject = name_in(w, &w->arena);
    if (m->to == ADDRESSED_TO_NOBODY) {
        code = make_data(m, err);
    } else {
        code = find_addressee(m, err);
        code = code ? code : check_alive(m, err);
        code = code ? code : m->dead ? suppress(m, err) : make_letter(m, err);
    }
    if (code != 0 || m->ret->what != COMPOSED_DELIVERY) {
        return code;
    }
    struct keeping_content keeping = {.seal = w->c->inquiry->picture.seal,
                                      .action = m->row->action,
                                      .delivery = &m->ret->delivery};
    return picture_do(&w->c->inquiry->picture, keep_job, &keeping, err);
}

int compose(struct composer *w, const struct action_row *row, struct composition *ret,
            struct err *err)
{
    struct making m = {.w = w, .row = row, .ret = ret};
    struct picture *picture = &w->c->inquiry->picture;
    bool there = false;
    forget(w);
    *ret = (struct composition){.what = COMPOSED_NOT};
    w->row = *row;
    int code = case_read(w->c, picture->db, row->process, w->at, err);
    if (code != 0) {
        return code;
    }
    m.step = &w->at->pack->steps.at[row->place];
    m.to = w->at->plan->steps[row->place].to;
    code = action_content_get(picture->db, picture->seal, row->action, &w->arena, &ret->delivery,
                              &there, err);
    return code ? code : there ? take_kept(&m, err) : make(&m, err);
}
