/* contact_print.c - see contact_print.h. */
#include "contact_print.h"

#include "clock.h"

#include <stdio.h>

enum { LABEL_WIDTH = 16, DAY_LENGTH = 10 };

enum word {
    WORD_PREFERS,
    WORD_SPOKEN,
    WORD_WRITTEN,
    WORD_FORMAT,
    WORD_NOT_SAID,
    WORD_THEIR_WORD,
    WORD_RECORD,
    WORD_ASK_FROM,
    WORD_ASK_NOW,
    WORD_SAID,
    WORD_BY_SELF,
    WORD_BY_REPRESENTATIVE,
    WORD_BY_OTHER,
    WORD_ALONE,
    WORD_TYPED_BY,
    WORD_TAKEN_BACK,
    WORD_HELP,
    WORD_NO_HELP,
    WORD_SINCE,
    WORDS
};

/* The Welsh is to be checked by a translator. */
static const char *const words[WORDS][ACCESS_LANGUAGES] = {
    [WORD_PREFERS] = {"prefers", "dewis cyntaf"},
    [WORD_SPOKEN] = {"speaks", "iaith lafar"},
    [WORD_WRITTEN] = {"reads", "iaith ysgrifen"},
    [WORD_FORMAT] = {"format", "fformat"},
    [WORD_NOT_SAID] = {"not said", "heb ei ddweud"},
    [WORD_THEIR_WORD] = {"as they say", "yn ôl eu gair"},
    [WORD_RECORD] = {"as a record has it", "yn ôl cofnod"},
    [WORD_ASK_FROM] = {"to be asked again from", "i’w ofyn eto o"},
    [WORD_ASK_NOW] = {"to be asked again, since", "i’w ofyn eto, ers"},
    [WORD_SAID] = {"What was said", "Yr hyn a ddywedwyd"},
    [WORD_BY_SELF] = {"themselves", "y person"},
    [WORD_BY_REPRESENTATIVE] = {"whoever acts for them", "y sawl sy’n gweithredu drostynt"},
    [WORD_BY_OTHER] = {"somebody else", "rhywun arall"},
    [WORD_ALONE] = {"for this purpose alone", "at y diben hwn yn unig"},
    [WORD_TYPED_BY] = {"typed by", "teipiwyd gan"},
    [WORD_TAKEN_BACK] = {"taken back", "tynnwyd yn ôl"},
    [WORD_HELP] = {"Help that is offered", "Cymorth a gynigir"},
    [WORD_NO_HELP] = {"no help was offered", "ni chynigiwyd cymorth"},
    [WORD_SINCE] = {"since", "ers"}};

static const char *word(const struct contact_shown *s, enum word w)
{
    return words[w][s->language];
}

/* ---- for people ---- */

static int columns_of(const char *text)
{
    int columns = 0;
    for (; *text != '\0'; text++) {
        columns += ((unsigned char)*text & 0xc0) != 0x80;
    }
    return columns;
}

static void print_padded(const char *text, int width)
{
    int pad = width - columns_of(text);
    printf("%s%*s", text, pad > 1 ? pad : 1, "");
}

static void print_label(const char *text)
{
    printf("  ");
    print_padded(text, LABEL_WIDTH);
}

static void print_value(const struct contact_shown *s, enum word label, const char *text)
{
    print_label(word(s, label));
    printf("%s\n", text[0] != '\0' ? text : word(s, WORD_NOT_SAID));
}

static void print_channel(const struct contact_shown *s, enum step_channel channel)
{
    const struct reach_channel *c = &s->reach.channels[channel];
    char day[CALENDAR_TEXT_MAX];
    print_label(reach_channel_title(channel, s->language));
    printf("%s", reach_state_title(c->state, s->language));
    if (c->state == REACH_CANNOT) {
        printf(": %s", reach_reason_title(c->reason, s->language));
    }
    if (c->has_review) {
        printf("; %s %s", word(s, c->review <= s->today ? WORD_ASK_NOW : WORD_ASK_FROM),
               calendar_text(c->review, day));
    }
    if (c->value.len > 0) {
        printf("; %.*s (%s)", PRI(c->value), word(s, c->said ? WORD_THEIR_WORD : WORD_RECORD));
    }
    printf("\n");
}

static void print_statement(const struct contact_shown *s, const struct contact_statement *said)
{
    static const enum word by[CONTACT_SAYERS] = {[SAID_BY_SELF] = WORD_BY_SELF,
                                                 [SAID_BY_REPRESENTATIVE] = WORD_BY_REPRESENTATIVE,
                                                 [SAID_BY_OTHER] = WORD_BY_OTHER};
    struct arena arena = {0};
    char day[CALENDAR_TEXT_MAX];
    printf("  %s  %s", calendar_text(said->said, day), word(s, by[said->sayer]));
    if (said->said_by.len > 0) {
        printf(" (%.*s)", PRI(said->said_by));
    }
    printf("; %s %.*s%s%s\n", word(s, WORD_TYPED_BY), PRI(said->who), said->alone ? "; " : "",
           said->alone ? word(s, WORD_ALONE) : "");
    for (int i = 0; i < CONTACT_ITEMS; i++) {
        enum contact_item item = (enum contact_item)i;
        struct str text = contact_value_text(&arena, item, said->values[i], s->language);
        if (said->has[i]) {
            printf("    %s: %.*s\n", contact_item_title(item, s->language),
                   PRI(text.len > 0 ? text : str_of(word(s, WORD_TAKEN_BACK))));
        }
    }
    arena_free(&arena);
}

void contact_offers_print(const struct contact_shown *s)
{
    printf("%s\n", word(s, WORD_HELP));
    for (size_t i = 0; i < s->offers.count; i++) {
        const struct help_offer *o = &s->offers.at[i];
        char at[CLOCK_TEXT_MAX];
        clock_text(o->ended != 0 ? o->ended : o->opened, at);
        printf("  %lld  %s: %s %s %.*s%s%.*s\n", (long long)o->number,
               help_kind_title(o->kind, s->language), help_state_title(o->state, s->language),
               word(s, WORD_SINCE), DAY_LENGTH, at, o->note.len > 0 ? ": " : "", PRI(o->note));
    }
    if (s->offers.count == 0) {
        printf("  %s\n", word(s, WORD_NO_HELP));
    }
}

void contact_print(const struct contact_shown *s)
{
    const struct reach *r = &s->reach;
    struct buf language = {0};
    printf("%s\n", s->person);
    print_value(s, WORD_PREFERS,
                r->preferred == STEP_CHANNEL_PREFERRED
                    ? ""
                    : reach_channel_title(r->preferred, s->language));
    buf_printf(&language, "%.*s%c%.*s%c", PRI(r->spoken), '\0', PRI(r->written), '\0');
    print_value(s, WORD_SPOKEN, language.ptr);
    print_value(s, WORD_WRITTEN, language.ptr + r->spoken.len + 1);
    buf_free(&language);
    print_value(s, WORD_FORMAT, reach_format_title(r->format, s->language));
    for (int c = STEP_CHANNEL_POST; c < STEP_CHANNELS; c++) {
        print_channel(s, (enum step_channel)c);
    }
    if (s->statements.count > 0) {
        printf("%s\n", word(s, WORD_SAID));
    }
    for (size_t i = s->statements.count; i-- > 0;) { /* the newest first */
        print_statement(s, &s->statements.at[i]);
    }
    if (s->offers.count > 0) {
        contact_offers_print(s);
    }
}

/* ---- as JSON ---- */

static void put_text_or_null(struct json_writer *json, const char *key, struct str text)
{
    json_write_key(json, str_of(key));
    if (text.len > 0) {
        json_write_text(json, text);
    } else {
        json_write_nothing(json);
    }
}

static void channel_json(struct json_writer *json, const struct contact_shown *s,
                         enum step_channel channel)
{
    const struct reach_channel *c = &s->reach.channels[channel];
    char day[CALENDAR_TEXT_MAX];
    json_write_key(json, str_of(step_channel_names[channel]));
    json_write_object(json);
    json_put_text(json, "state", str_of(reach_state_names[c->state]));
    if (c->state == REACH_CANNOT) {
        json_put_text(json, "reason", str_of(reach_reason_names[c->reason]));
    }
    if (c->has_review) {
        json_put_text(json, "review", str_of(calendar_text(c->review, day)));
        json_put_bool(json, "ask_again", c->review <= s->today);
    }
    put_text_or_null(json, "value", c->value);
    if (c->value.len > 0) {
        json_put_bool(json, "said", c->said);
    }
    json_write_close(json);
}

void contact_json(struct json_writer *json, const struct contact_shown *s)
{
    const struct reach *r = &s->reach;
    json_put_text(json, "person", str_of(s->person));
    put_text_or_null(json, "preferred",
                     r->preferred != STEP_CHANNEL_PREFERRED
                         ? str_of(step_channel_names[r->preferred])
                         : STR(""));
    put_text_or_null(json, "spoken", r->spoken);
    put_text_or_null(json, "written", r->written);
    json_put_text(json, "format", str_of(reach_format_names[r->format]));
    json_write_key(json, STR("channels"));
    json_write_object(json);
    for (int c = STEP_CHANNEL_POST; c < STEP_CHANNELS; c++) {
        channel_json(json, s, (enum step_channel)c);
    }
    json_write_close(json);
    contact_statements_json(json, &s->statements);
    contact_offers_json(json, &s->offers);
}
