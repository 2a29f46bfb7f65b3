/* contact_preference.c - see contact_preference.h. */
#include "contact_preference.h"

#include "contact.h"
#include "date.h"
#include "encoding.h"
#include "sealed_text.h"

enum {
    REVIEW_DAYS = 365, /* a `cannot` is asked again after that, unless they say when */
    LANGUAGE_TAG_BYTES_MAX = 35,
    ADDRESS_LINES_MAX = 7
};

const char *const contact_item_names[CONTACT_ITEMS + 1] = {
    "preferred", "spoken", "written", "format",     "post",        "email",       "sms",
    "phone",     "desk",   "visit",   "post_value", "email_value", "phone_value", NULL};
const char *const contact_sayer_names[CONTACT_SAYERS + 1] = {"self", "representative", "other",
                                                             NULL};

const struct kept_table contact_table = {
    .of_mention = "SELECT statement FROM contact_mention WHERE record = $1 AND number = $2",
    .mentions = "SELECT record, number FROM contact_mention WHERE statement = $1 ORDER BY place",
    .put =
        "INSERT INTO contact_mention (statement, place, record, number) "
        "VALUES ($1, $2, $3, $4)"};

static int named(const char *const *names, int count, struct str name)
{
    int place = 0;
    while (place < count && !str_eq(name, str_of(names[place]))) {
        place++;
    }
    return place;
}

/* ---- values as they are typed ---- */

/* struct channel_said - a value of a channel's item. */
struct channel_said {
    enum reach_state state;
    enum reach_reason reason;
    bool has_review;
    int32_t review;
};

/* "can", "cannot no_device 2027-11-28", "will_not". False: it is none. */
static bool channel_said_read(struct str text, struct channel_said *ret)
{
    struct channel_said said = {.state = REACH_CAN};
    struct str word = STR("");
    bool more = str_next_token(&text, ' ', &word);
    int state = named(reach_state_names, REACH_STATES, word);
    if (!more || state == REACH_STATES) {
        return false;
    }
    said.state = (enum reach_state)state;
    more = str_next_token(&text, ' ', &word);
    if (said.state == REACH_CANNOT) {
        int reason = more ? named(reach_reason_names, REACH_REASONS, word) : REACH_REASONS;
        if (reason == REACH_REASONS) {
            return false;
        }
        said.reason = (enum reach_reason)reason;
        more = str_next_token(&text, ' ', &word);
    }
    if (more) {
        struct date date;
        if (said.state == REACH_CAN || !date_from_text(word, &date) || !date_is_valid(date) ||
            str_next_token(&text, ' ', &word)) {
            return false;
        }
        said.has_review = true;
        said.review = date_days(date);
    }
    *ret = said;
    return true;
}

static int read_channel(struct arena *arena, struct str text, int32_t today, struct str *ret,
                        struct err *err)
{
    struct channel_said said;
    char day[CALENDAR_TEXT_MAX];
    if (!channel_said_read(text, &said)) {
        return err_set(err, ERR_USAGE,
                       "of a channel one says can, cannot REASON [DAY], or will_not [DAY]: the "
                       "reasons are in cantref help contact");
    }
    if (said.has_review && said.review <= today) {
        return err_set(err, ERR_USAGE, "the day on which to ask again lies in the future");
    }
    if (said.state == REACH_CANNOT && !said.has_review) {
        said.has_review = true;
        said.review = today + REVIEW_DAYS;
    }
    calendar_text(said.review, day);
    *ret = arena_printf(arena, "%s%s%s%s%s", reach_state_names[said.state],
                        said.state == REACH_CANNOT ? " " : "",
                        said.state == REACH_CANNOT ? reach_reason_names[said.reason] : "",
                        said.has_review ? " " : "", said.has_review ? day : "");
    return 0;
}

static int read_name(const char *const *names, int first, int count, const char *what,
                     struct str text, struct str *ret, struct err *err)
{
    int place = named(names, count, text);
    if (place < first || place == count) {
        struct buf list = {0};
        for (int i = first; i < count; i++) {
            buf_printf(&list, "%s%s", i > first ? ", " : "", names[i]);
        }
        int code = err_set(err, ERR_USAGE, "%s is one of: %.*s", what,
                           PRI(buf_str(&list))); /* not personal: names */
        buf_free(&list);
        return code;
    }
    *ret = str_of(names[place]);
    return 0;
}

/* "en", "cy", "pl", "zh-Hant", "bfi" (British Sign Language): the form of BCP 47, RFC 5646. */
static int read_language(struct arena *arena, struct str text, struct str *ret, struct err *err)
{
    size_t first = 0;
    bool valid = text.len <= LANGUAGE_TAG_BYTES_MAX;
    while (first < text.len && text.ptr[first] >= 'a' && text.ptr[first] <= 'z') {
        first++;
    }
    valid = valid && (first == 2 || first == 3) && (first == text.len || text.ptr[first] == '-');
    for (size_t i = first; valid && i < text.len; i++) {
        char c = text.ptr[i];
        valid = ascii_is_alpha(c) || ascii_is_digit(c) ||
                (c == '-' && i + 1 < text.len && text.ptr[i + 1] != '-');
    }
    if (!valid) {
        return err_set(err, ERR_USAGE,
                       "a language is a code of BCP 47: en, cy, pl, bfi (British Sign Language)");
    }
    *ret = arena_str(arena, text);
    return 0;
}

static int read_address(struct arena *arena, struct str text, struct str *ret, struct err *err)
{
    size_t commas = 0;
    bool valid = text.len <= CONTACT_VALUE_BYTES_MAX && utf8_valid(text);
    for (size_t i = 0; valid && i < text.len; i++) {
        commas += text.ptr[i] == ',';
        valid = (unsigned char)text.ptr[i] >= ' ' && text.ptr[i] != 0x7f;
    }
    if (!valid || commas >= ADDRESS_LINES_MAX) {
        return err_set(err, ERR_USAGE,
                       "an address has at most %d lines, apart by commas, and %d bytes of UTF-8",
                       ADDRESS_LINES_MAX, CONTACT_VALUE_BYTES_MAX);
    }
    *ret = arena_str(arena, text);
    return 0;
}

static int read_where(struct arena *arena, enum contact_item item, struct str text, struct str *ret,
                      struct err *err)
{
    char phone[PHONE_MAX], email[EMAIL_MAX];
    if (item == CONTACT_POST_VALUE) {
        return read_address(arena, text, ret, err);
    }
    if (item == CONTACT_PHONE_VALUE ? phone_parse(text, phone) : email_parse(text, email)) {
        *ret = arena_str(arena, str_of(item == CONTACT_PHONE_VALUE ? phone : email));
        return 0;
    }
    return err_set(err, ERR_USAGE,
                   item == CONTACT_PHONE_VALUE ? "phone_value is no telephone number"
                                               : "email_value is no e-mail address");
}

int contact_value_read(struct arena *arena, enum contact_item item, struct str text, int32_t today,
                       struct str *ret, struct err *err)
{
    text = str_trim(text);
    if (text.len == 0) { /* taken back */
        *ret = STR("");
        return 0;
    }
    switch (item) {
    case CONTACT_PREFERRED:
        return read_name(step_channel_names, STEP_CHANNEL_POST, STEP_CHANNELS, "preferred", text,
                         ret, err);
    case CONTACT_FORMAT:
        return read_name(reach_format_names, 0, REACH_FORMATS, "format", text, ret, err);
    case CONTACT_SPOKEN:
    case CONTACT_WRITTEN:
        return read_language(arena, text, ret, err);
    case CONTACT_POST_VALUE:
    case CONTACT_EMAIL_VALUE:
    case CONTACT_PHONE_VALUE:
        return read_where(arena, item, text, ret, err);
    default:
        return read_channel(arena, text, today, ret, err);
    }
}

static struct str channel_text(struct arena *arena, const struct channel_said *said,
                               enum access_language language)
{
    static const char *const again[ACCESS_LANGUAGES] = {"; to be asked again from ",
                                                        "; i’w ofyn eto o "};
    bool cannot = said->state == REACH_CANNOT;
    char day[CALENDAR_TEXT_MAX];
    calendar_text(said->review, day);
    return arena_printf(arena, "%s%s%s%s%s", reach_state_title(said->state, language),
                        cannot ? ": " : "",
                        cannot ? reach_reason_title(said->reason, language) : "",
                        said->has_review ? again[language] : "", said->has_review ? day : "");
}

struct str contact_value_text(struct arena *arena, enum contact_item item, struct str value,
                              enum access_language language)
{
    struct channel_said said;
    int place;
    if (item >= CONTACT_POST && item <= CONTACT_VISIT && channel_said_read(value, &said)) {
        return channel_text(arena, &said, language);
    }
    place = named(step_channel_names, STEP_CHANNELS, value);
    if (item == CONTACT_PREFERRED && place < STEP_CHANNELS) {
        return str_of(reach_channel_title((enum step_channel)place, language));
    }
    place = named(reach_format_names, REACH_FORMATS, value);
    if (item == CONTACT_FORMAT && place < REACH_FORMATS) {
        return str_of(reach_format_title((enum reach_format)place, language));
    }
    return value;
}

static enum contact_item channel_item(enum step_channel channel)
{
    return (enum contact_item)(CONTACT_POST + (int)channel - (int)STEP_CHANNEL_POST);
}

/* Items that say where somebody is reached, and the category of fields whose level rules them. */
enum { VALUES = 3 };
static const struct {
    enum contact_item item;
    enum field_category category;
} value_items[VALUES] = {{CONTACT_POST_VALUE, CATEGORY_ADDRESS},
                         {CONTACT_EMAIL_VALUE, CATEGORY_EMAIL},
                         {CONTACT_PHONE_VALUE, CATEGORY_PHONE}};

/* May the purpose know that item? */
static bool may_know(const struct purpose *purpose, enum contact_item item)
{
    bool may = true;
    for (size_t i = 0; i < VALUES; i++) {
        may = may && (value_items[i].item != item ||
                      purpose->level[RELATION_SELF][value_items[i].category] == DETAIL_FULL);
    }
    return may;
}

/* ---- written ---- */

bool contact_reaches(const struct purpose *purpose)
{
    return purpose->level[RELATION_SELF][CATEGORY_ADDRESS] == DETAIL_FULL ||
           purpose->level[RELATION_SELF][CATEGORY_PHONE] == DETAIL_FULL ||
           purpose->level[RELATION_SELF][CATEGORY_EMAIL] == DETAIL_FULL;
}

int contact_check(const struct viewing *v, struct err *err)
{
    return contact_reaches(viewing_purpose(v))
               ? 0
               : err_set(err, ERR_DENIED, "%s",
                         v->options.language == ACCESS_WELSH
                             ? "nid yw’r diben hwn yn cyrraedd sut y cysylltir â phobl: nid yw’n "
                               "dangos cyfeiriad, ffôn nac e-bost yn llawn"
                             : "this purpose does not reach how people are reached: it shows no "
                               "address, phone or email in full");
}

/* Somebody can't wish for what they, in the same breath, can't use or won't have. */
static int check_statement(const struct contact_statement *s, struct err *err)
{
    int wish = s->has[CONTACT_PREFERRED]
                   ? named(step_channel_names, STEP_CHANNELS, s->values[CONTACT_PREFERRED])
                   : STEP_CHANNELS;
    bool any = false;
    for (int i = 0; i < CONTACT_ITEMS; i++) {
        any = any || s->has[i];
    }
    if (!any) {
        return err_set(err, ERR_USAGE, "nothing is said: --say ITEM=VALUE");
    }
    if (wish != STEP_CHANNELS) {
        enum contact_item item = channel_item((enum step_channel)wish);
        struct channel_said said;
        if (s->has[item] && channel_said_read(s->values[item], &said) && said.state != REACH_CAN) {
            return err_set(err, ERR_USAGE,
                           "%s is what they prefer, and what they can't use or won't have: which?",
                           step_channel_names[wish]);
        }
    }
    return s->said_by.len <= CONTACT_VALUE_BYTES_MAX && utf8_valid(s->said_by)
               ? 0
               : err_set(err, ERR_INPUT, "who said it must be UTF-8, of at most %d bytes",
                         CONTACT_VALUE_BYTES_MAX);
}

/* A purpose keeps no address or number that it may not show. */
static int check_known(const struct viewing *v, const struct contact_statement *s, struct err *err)
{
    for (int i = 0; i < CONTACT_ITEMS; i++) {
        if (s->has[i] && !may_know(viewing_purpose(v), (enum contact_item)i)) {
            return err_set(err, ERR_DENIED,
                           v->options.language == ACCESS_WELSH
                               ? "nid yw’r diben hwn yn dangos hynny, ac ni chaiff ei gadw: %s"
                               : "this purpose does not show that, and may not keep it: %s",
                           contact_item_names[i]);
        }
    }
    return 0;
}

/* struct saying - a statement on its way into the store. */
struct saying {
    const struct contact_statement *statement;
    const struct viewing *viewing;
    struct seal *seal;
    const struct permitted_list *mentions;
    int64_t record;
    int number;
};

static int put_value(struct db *db, struct seal *seal, int64_t statement, enum contact_item item,
                     struct str text, struct err *err)
{
    struct db_query *q;
    int64_t row = 0;
    int code = db_query(db, "INSERT INTO contact_value (statement, item) VALUES ($1, $2)", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, statement);
        db_bind_text(q, 2, str_of(contact_item_names[item]));
        code = db_add(q, &row, err);
    }
    return code != 0 || text.len == 0
               ? code
               : sealed_text_put(db, seal,
                                 "UPDATE contact_value SET text_key = $2, text = $3 "
                                 "WHERE value = $1",
                                 "contact_value", row, text, err);
}

static int put_statement(struct db *db, const struct saying *k, int64_t *ret, struct err *err)
{
    const struct contact_statement *s = k->statement;
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO contact_statement (purpose, alone, sayer, said, who, at) "
                        "VALUES ($1, $2, $3, $4, $5, $6)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, viewing_purpose(k->viewing)->id);
    db_bind_whole(q, 2, s->alone);
    db_bind_text(q, 3, str_of(contact_sayer_names[s->sayer]));
    db_bind_whole(q, 4, s->said);
    db_bind_text(q, 5, k->viewing->options.who);
    db_bind_whole(q, 6, s->at);
    code = db_add(q, ret, err);
    return code != 0 || s->said_by.len == 0
               ? code
               : sealed_text_put(db, k->seal,
                                 "UPDATE contact_statement SET said_by_key = $2, said_by = $3 "
                                 "WHERE statement = $1",
                                 "contact_said_by", *ret, s->said_by, err);
}

static int put_all(struct db *db, void *context, struct err *err)
{
    const struct saying *k = context;
    int64_t statement = 0;
    int code = put_statement(db, k, &statement, err);
    code = code ? code
                : kept_put(db, &contact_table, statement, k->mentions, k->record, k->number, err);
    for (int i = 0; code == 0 && i < CONTACT_ITEMS; i++) {
        if (k->statement->has[i]) {
            code = put_value(db, k->seal, statement, (enum contact_item)i, k->statement->values[i],
                             err);
        }
    }
    return code;
}

int contact_say(struct inquiry *q, const struct view *view,
                const struct contact_statement *statement, int64_t record, int number,
                struct err *err)
{
    const struct view_person *people[] = {&view->self};
    struct saying k = {.statement = statement,
                       .viewing = &q->viewing,
                       .seal = q->picture.seal,
                       .mentions = &view->self.mentions,
                       .record = record,
                       .number = number};
    int code = contact_check(&q->viewing, err);
    code = code ? code : check_known(&q->viewing, statement, err);
    code = code ? code : check_statement(statement, err);
    code = code ? code : inquiry_tell_contact(q, people, 1, 1, true, err);
    return code ? code : picture_do(&q->picture, put_all, &k, err);
}

/* ---- read ---- */

static int read_values(struct db *db, struct seal *seal, struct arena *arena,
                       struct contact_statement *s, struct err *err)
{
    struct buf text = {0};
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT value, item, text_key, text FROM contact_value "
                             "WHERE statement = $1 ORDER BY value",
                             WHOLES(s->number), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        int item = named(contact_item_names, CONTACT_ITEMS, db_text(q, 1));
        code = sealed_text_take(q, seal, "contact_value", 2, &text, err);
        if (code == 0 && item < CONTACT_ITEMS) {
            s->has[item] = true;
            s->values[item] = arena_str(arena, buf_str(&text));
        }
        if (code != 0) {
            db_reset(q);
        }
    }
    buf_free(&text);
    return code;
}

static int read_statement(struct db *db, struct seal *seal, struct arena *arena, int64_t number,
                          struct contact_statement *ret, struct err *err)
{
    struct buf text = {0};
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT statement, purpose, alone, sayer, said, who, at, said_by_key, "
                             "said_by FROM contact_statement WHERE statement = $1",
                             WHOLES(number), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        int sayer = named(contact_sayer_names, CONTACT_SAYERS, db_text(q, 3));
        code = sealed_text_take(q, seal, "contact_said_by", 7, &text, err);
        *ret = (struct contact_statement){
            .number = number,
            .purpose = arena_str(arena, db_text(q, 1)),
            .alone = db_whole(q, 2) != 0,
            .sayer = sayer < CONTACT_SAYERS ? (enum contact_sayer)sayer : SAID_BY_OTHER,
            .said = (int32_t)db_whole(q, 4),
            .who = arena_str(arena, db_text(q, 5)),
            .at = db_whole(q, 6),
            .said_by = arena_str(arena, buf_str(&text))};
        db_reset(q);
    }
    buf_free(&text);
    return code ? code : read_values(db, seal, arena, ret, err);
}

/* What a purpose may know of a statement stays in it. False: nothing does. */
static bool narrow(const struct purpose *purpose, struct contact_statement *s)
{
    bool any = false;
    for (int i = 0; i < CONTACT_ITEMS; i++) {
        s->has[i] = s->has[i] && may_know(purpose, (enum contact_item)i);
        any = any || s->has[i];
    }
    return any && (!s->alone || str_eq(s->purpose, purpose->id));
}

/* purpose NULL: all. */
static int read_numbered(struct arena *arena, const struct picture *picture,
                         const struct purpose *purpose, const struct whole_list *numbers,
                         struct contact_statements *ret, struct err *err)
{
    struct contact_statements found = {
        .at = arena_alloc(arena, (numbers->count + 1) * sizeof *found.at)};
    int code = 0;
    for (size_t i = 0; code == 0 && i < numbers->count; i++) {
        struct contact_statement *s = &found.at[found.count];
        code = read_statement(picture->db, picture->seal, arena, numbers->at[i], s, err);
        found.count += purpose == NULL || (code == 0 && narrow(purpose, s));
    }
    if (code == 0) {
        *ret = found;
    }
    return code;
}

int contact_statements(struct arena *arena, struct inquiry *q, const struct view *view,
                       struct contact_statements *ret, struct err *err)
{
    const struct purpose *purpose = viewing_purpose(&q->viewing);
    struct whole_list numbers = {0};
    struct contact_statements none = {0};
    if (!contact_reaches(purpose)) {
        *ret = none;
        return 0;
    }
    int code = viewing_begin(&q->viewing, err);
    if (code != 0) {
        return code;
    }
    code = kept_rows(&q->viewing, &contact_table, view, &numbers, err);
    code = code ? code : read_numbered(arena, q->viewing.picture, purpose, &numbers, ret, err);
    viewing_end(&q->viewing);
    whole_list_free(&numbers);
    return code;
}

int contact_held(struct arena *arena, struct picture *picture, const struct whole_list *subjects,
                 struct contact_statements *ret, struct err *err)
{
    struct whole_list numbers = {0};
    int code = kept_of_subjects(picture->db, &contact_table, subjects, &numbers, err);
    code = code ? code : read_numbered(arena, picture, NULL, &numbers, ret, err);
    whole_list_free(&numbers);
    return code;
}

int contact_numbers(struct db *db, struct whole_list *ret, struct err *err)
{
    return db_list_with(db, "SELECT statement FROM contact_statement ORDER BY statement", NULL, 0,
                        ret, err);
}

/* Their own word before another's, then the later day, then what was typed later. */
static bool counts_more(const struct contact_statement *a, const struct contact_statement *b)
{
    bool own_a = a->sayer != SAID_BY_OTHER;
    bool own_b = b->sayer != SAID_BY_OTHER;
    if (own_a != own_b) {
        return own_a;
    }
    return a->said != b->said ? a->said > b->said : a->number > b->number;
}

const struct contact_statement *contact_stands(const struct contact_statements *statements,
                                               enum contact_item item)
{
    const struct contact_statement *best = NULL;
    for (size_t i = 0; i < statements->count; i++) {
        const struct contact_statement *s = &statements->at[i];
        best = s->has[item] && (best == NULL || counts_more(s, best)) ? s : best;
    }
    return best != NULL && best->values[item].len > 0 ? best : NULL;
}

/* ---- how they are reached ---- */

static struct str said_of(const struct contact_statements *statements, enum contact_item item)
{
    const struct contact_statement *s = contact_stands(statements, item);
    return s != NULL ? s->values[item] : STR("");
}

void reach_said(const struct contact_statements *statements, struct reach *ret)
{
    for (int c = STEP_CHANNEL_POST; c < STEP_CHANNELS; c++) {
        struct channel_said said = {.state = REACH_CAN};
        struct reach_channel *channel = &ret->channels[c];
        if (channel_said_read(said_of(statements, channel_item((enum step_channel)c)), &said)) {
            channel->state = said.state;
            channel->reason = said.reason;
            channel->has_review = said.has_review;
            channel->review = said.review;
        }
    }
}

/* A number to which texts can be sent: in the United Kingdom those that begin with 07. */
static bool takes_texts(struct str number)
{
    char phone[PHONE_MAX];
    return phone_parse(number, phone) &&
           (strncmp(phone, "+44", 3) != 0 || strncmp(phone, "+447", 4) == 0);
}

static void take_where(struct reach *ret, enum step_channel channel, struct str value, bool said)
{
    if (ret->channels[channel].value.len == 0 && value.len > 0) {
        ret->channels[channel].value = value;
        ret->channels[channel].said = said;
    }
}

/* One value of a category, as they said it or a record has it. */
static void take_value(struct reach *ret, enum field_category category, struct str value, bool said)
{
    if (category == CATEGORY_ADDRESS) {
        take_where(ret, STEP_CHANNEL_POST, value, said);
    } else if (category == CATEGORY_EMAIL) {
        take_where(ret, STEP_CHANNEL_EMAIL, value, said);
    } else if (category == CATEGORY_PHONE) {
        take_where(ret, STEP_CHANNEL_PHONE, value, said);
        bool texts = takes_texts(value) && (said || !ret->channels[STEP_CHANNEL_PHONE].said);
        take_where(ret, STEP_CHANNEL_SMS, texts ? value : STR(""), said);
    }
}

static void take_said_values(const struct purpose *purpose,
                             const struct contact_statements *statements, struct reach *ret)
{
    for (size_t i = 0; i < VALUES; i++) {
        if (may_know(purpose, value_items[i].item)) {
            take_value(ret, value_items[i].category, said_of(statements, value_items[i].item),
                       true);
        }
    }
}

static void take_recorded_values(const struct view *view, struct reach *ret)
{
    for (size_t f = 0; f < view->self.field_count; f++) {
        const struct view_field *field = &view->self.fields[f];
        for (size_t i = 0; field->level == DETAIL_FULL && i < field->count; i++) {
            take_value(ret, field->category, field->values[i].text, false);
        }
    }
}

int reach_of(struct inquiry *q, const struct view *view, struct reach *ret, struct arena *arena,
             struct err *err)
{
    struct contact_statements statements = {0};
    struct reach reach = {0};
    int code = contact_statements(arena, q, view, &statements, err);
    if (code != 0) {
        return code;
    }
    int preferred =
        named(step_channel_names, STEP_CHANNELS, said_of(&statements, CONTACT_PREFERRED));
    int format = named(reach_format_names, REACH_FORMATS, said_of(&statements, CONTACT_FORMAT));
    reach.preferred =
        preferred < STEP_CHANNELS ? (enum step_channel)preferred : STEP_CHANNEL_PREFERRED;
    reach.format = format < REACH_FORMATS ? (enum reach_format)format : FORMAT_STANDARD;
    reach.spoken = said_of(&statements, CONTACT_SPOKEN);
    reach.written = said_of(&statements, CONTACT_WRITTEN);
    reach_said(&statements, &reach);
    take_said_values(viewing_purpose(&q->viewing), &statements, &reach);
    take_recorded_values(view, &reach);
    *ret = reach;
    return 0;
}
