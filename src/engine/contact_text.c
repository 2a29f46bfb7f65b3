/* contact_text.c - see contact_text.h. The Welsh is to be checked by a translator. */
#include "contact_text.h"

#include "clock.h"

static const char *const item_titles[CONTACT_ITEMS][ACCESS_LANGUAGES] = {
    [CONTACT_PREFERRED] = {"preferred", "dewis cyntaf"},
    [CONTACT_SPOKEN] = {"spoken language", "iaith lafar"},
    [CONTACT_WRITTEN] = {"written language", "iaith ysgrifenedig"},
    [CONTACT_FORMAT] = {"format", "fformat"},
    [CONTACT_POST] = {"post", "post"},
    [CONTACT_EMAIL] = {"e-mail", "e-bost"},
    [CONTACT_SMS] = {"text messages", "negeseuon testun"},
    [CONTACT_PHONE] = {"phone", "ffôn"},
    [CONTACT_DESK] = {"desk", "desg"},
    [CONTACT_VISIT] = {"visit", "ymweliad"},
    [CONTACT_POST_VALUE] = {"address for post", "cyfeiriad post"},
    [CONTACT_EMAIL_VALUE] = {"e-mail address", "cyfeiriad e-bost"},
    [CONTACT_PHONE_VALUE] = {"phone number", "rhif ffôn"}};

const char *contact_item_title(enum contact_item item, enum access_language language)
{
    return item_titles[item][language];
}

static void put_text_or_null(struct json_writer *json, const char *key, struct str text)
{
    json_write_key(json, str_of(key));
    if (text.len > 0) {
        json_write_text(json, text);
    } else {
        json_write_nothing(json);
    }
}

void contact_statements_json(struct json_writer *json, const struct contact_statements *statements)
{
    json_write_key(json, STR("statements"));
    json_write_array(json);
    for (size_t i = 0; i < statements->count; i++) {
        const struct contact_statement *said = &statements->at[i];
        char day[CALENDAR_TEXT_MAX];
        json_write_object(json);
        json_put_text(json, "said", str_of(calendar_text(said->said, day)));
        json_put_text(json, "by", str_of(contact_sayer_names[said->sayer]));
        put_text_or_null(json, "sayer", said->said_by);
        put_text_or_null(json, "typed_by", said->who);
        json_put_text(json, "purpose", said->purpose);
        json_put_bool(json, "this_purpose_only", said->alone);
        for (int item = 0; item < CONTACT_ITEMS; item++) {
            if (said->has[item]) {
                put_text_or_null(json, contact_item_names[item], said->values[item]);
            }
        }
        json_write_close(json);
    }
    json_write_close(json);
}

void contact_offers_json(struct json_writer *json, const struct help_offers *offers)
{
    json_write_key(json, STR("help"));
    json_write_array(json);
    for (size_t i = 0; i < offers->count; i++) {
        const struct help_offer *o = &offers->at[i];
        char at[CLOCK_TEXT_MAX];
        json_write_object(json);
        json_put_whole(json, "offer", o->number);
        json_put_text(json, "kind", str_of(help_kind_names[o->kind]));
        json_put_text(json, "state", str_of(help_state_names[o->state]));
        json_put_text(json, "opened", str_of(clock_text(o->opened, at)));
        put_text_or_null(json, "ended", o->ended != 0 ? str_of(clock_text(o->ended, at)) : STR(""));
        put_text_or_null(json, "note", o->note);
        json_write_close(json);
    }
    json_write_close(json);
}
