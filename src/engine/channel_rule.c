/* channel_rule.c - see channel_rule.h. */
#include "channel_rule.h"

const char *const reach_state_names[REACH_STATES + 1] = {"can", "cannot", "will_not", NULL};
const char *const reach_reason_names[REACH_REASONS + 1] = {
    "unsaid",   "no_device", "no_connection", "no_skill",         "sight",    "hearing", "speech",
    "language", "reading",   "mobility",      "no_fixed_address", "not_safe", NULL};
const char *const reach_format_names[REACH_FORMATS + 1] = {"standard", "large_print", "easy_read",
                                                           "braille",  "audio",       NULL};
const char *const help_kind_names[HELP_KINDS + 1] = {"device",  "connection", "skills",
                                                     "sight",   "hearing",    "language_line",
                                                     "reading", "address",    NULL};

static const char *const channel_titles[STEP_CHANNELS][ACCESS_LANGUAGES] = {
    [STEP_CHANNEL_PREFERRED] = {"as they wish", "fel y dymunant"},
    [STEP_CHANNEL_POST] = {"post", "post"},
    [STEP_CHANNEL_EMAIL] = {"e-mail", "e-bost"},
    [STEP_CHANNEL_SMS] = {"text message", "neges destun"},
    [STEP_CHANNEL_PHONE] = {"phone", "ffôn"},
    [STEP_CHANNEL_DESK] = {"desk", "desg"},
    [STEP_CHANNEL_VISIT] = {"visit", "ymweliad"}};
static const char *const state_titles[REACH_STATES][ACCESS_LANGUAGES] = {
    [REACH_CAN] = {"can", "gallant"},
    [REACH_CANNOT] = {"can't", "ni allant"},
    [REACH_WILL_NOT] = {"won't", "ni fynnant"}};
static const char *const reason_titles[REACH_REASONS][ACCESS_LANGUAGES] = {
    [REASON_UNSAID] = {"reason not said", "heb ddweud pam"},
    [REASON_NO_DEVICE] = {"no device", "dim dyfais"},
    [REASON_NO_CONNECTION] = {"no connection", "dim cysylltiad"},
    [REASON_NO_SKILL] = {"has not learnt how", "heb ddysgu sut"},
    [REASON_SIGHT] = {"sight", "golwg"},
    [REASON_HEARING] = {"hearing", "clyw"},
    [REASON_SPEECH] = {"speech", "lleferydd"},
    [REASON_LANGUAGE] = {"language", "iaith"},
    [REASON_READING] = {"reading", "darllen"},
    [REASON_MOBILITY] = {"getting about", "symudedd"},
    [REASON_NO_FIXED_ADDRESS] = {"no fixed address", "dim cyfeiriad sefydlog"},
    [REASON_NOT_SAFE] = {"not safe for them", "nid yw’n ddiogel iddynt"}};
static const char *const format_titles[REACH_FORMATS][ACCESS_LANGUAGES] = {
    [FORMAT_STANDARD] = {"standard print", "print safonol"},
    [FORMAT_LARGE_PRINT] = {"large print", "print bras"},
    [FORMAT_EASY_READ] = {"easy read", "hawdd ei ddeall"},
    [FORMAT_BRAILLE] = {"braille", "braille"},
    [FORMAT_AUDIO] = {"audio", "sain"}};
static const char *const help_titles[HELP_KINDS][ACCESS_LANGUAGES] = {
    [HELP_DEVICE] = {"a device", "dyfais"},
    [HELP_CONNECTION] = {"a connection", "cysylltiad"},
    [HELP_SKILLS] = {"learning how", "dysgu sut"},
    [HELP_SIGHT] = {"help with seeing", "cymorth â gweld"},
    [HELP_HEARING] = {"help with hearing or speaking", "cymorth â chlywed neu siarad"},
    [HELP_LANGUAGE_LINE] = {"a language line", "llinell iaith"},
    [HELP_READING] = {"help with reading", "cymorth â darllen"},
    [HELP_ADDRESS] = {"a place to collect post", "lle i gasglu post"}};

const char *reach_channel_title(enum step_channel channel, enum access_language language)
{
    return channel_titles[channel][language];
}

const char *reach_state_title(enum reach_state state, enum access_language language)
{
    return state_titles[state][language];
}

const char *reach_reason_title(enum reach_reason reason, enum access_language language)
{
    return reason_titles[reason][language];
}

const char *reach_format_title(enum reach_format format, enum access_language language)
{
    return format_titles[format][language];
}

const char *help_kind_title(enum help_kind kind, enum access_language language)
{
    return help_titles[kind][language];
}

enum help_kind reach_reason_help(enum reach_reason reason)
{
    static const enum help_kind helps[REACH_REASONS] = {[REASON_UNSAID] = HELP_NONE,
                                                        [REASON_NO_DEVICE] = HELP_DEVICE,
                                                        [REASON_NO_CONNECTION] = HELP_CONNECTION,
                                                        [REASON_NO_SKILL] = HELP_SKILLS,
                                                        [REASON_SIGHT] = HELP_SIGHT,
                                                        [REASON_HEARING] = HELP_HEARING,
                                                        [REASON_SPEECH] = HELP_HEARING,
                                                        [REASON_LANGUAGE] = HELP_LANGUAGE_LINE,
                                                        [REASON_READING] = HELP_READING,
                                                        [REASON_MOBILITY] = HELP_NONE,
                                                        [REASON_NO_FIXED_ADDRESS] = HELP_ADDRESS,
                                                        [REASON_NOT_SAFE] = HELP_NONE};
    return helps[reason];
}

/* ---- the rule ---- */

/* struct choosing - one choice, and what is told of it: a clause for each channel passed over. */
struct choosing {
    const struct reach *reach;
    int32_t today;
    struct channel_choice *choice;
    bool tried[STEP_CHANNELS];
    struct buf clauses[ACCESS_LANGUAGES];
};

/* What is said of a channel that was passed over: unknown, can't (a reason follows), won't. */
static const char *const unknown_clauses[STEP_CHANNELS][ACCESS_LANGUAGES] = {
    [STEP_CHANNEL_POST] = {"no address is known", "nid oes cyfeiriad yn hysbys"},
    [STEP_CHANNEL_EMAIL] = {"no e-mail address is known", "nid oes cyfeiriad e-bost yn hysbys"},
    [STEP_CHANNEL_SMS] = {"no number for texts is known",
                          "nid oes rhif ar gyfer negeseuon testun yn hysbys"},
    [STEP_CHANNEL_PHONE] = {"no phone number is known", "nid oes rhif ffôn yn hysbys"},
    [STEP_CHANNEL_VISIT] = {"no address to visit is known",
                            "nid oes cyfeiriad i ymweld ag ef yn hysbys"}};
static const char *const cannot_clauses[STEP_CHANNELS][ACCESS_LANGUAGES] = {
    [STEP_CHANNEL_POST] = {"they can't use post", "ni allant ddefnyddio’r post"},
    [STEP_CHANNEL_EMAIL] = {"they can't use e-mail", "ni allant ddefnyddio e-bost"},
    [STEP_CHANNEL_SMS] = {"they can't use text messages", "ni allant ddefnyddio negeseuon testun"},
    [STEP_CHANNEL_PHONE] = {"they can't use a phone", "ni allant ddefnyddio ffôn"},
    [STEP_CHANNEL_DESK] = {"they can't come to the desk", "ni allant ddod at y ddesg"},
    [STEP_CHANNEL_VISIT] = {"they can't be visited", "ni ellir ymweld â hwy"}};
static const char *const will_not_clauses[STEP_CHANNELS][ACCESS_LANGUAGES] = {
    [STEP_CHANNEL_POST] = {"they don't want post", "nid ydynt am gael post"},
    [STEP_CHANNEL_EMAIL] = {"they don't want e-mail", "nid ydynt am gael e-bost"},
    [STEP_CHANNEL_SMS] = {"they don't want text messages", "nid ydynt am gael negeseuon testun"},
    [STEP_CHANNEL_PHONE] = {"they don't want calls", "nid ydynt am gael galwadau"},
    [STEP_CHANNEL_DESK] = {"they don't want to come to the desk", "nid ydynt am ddod at y ddesg"},
    [STEP_CHANNEL_VISIT] = {"they don't want visits", "nid ydynt am gael ymweliadau"}};
static const char *const by_channel[STEP_CHANNELS][ACCESS_LANGUAGES] = {
    [STEP_CHANNEL_POST] = {"by post", "drwy’r post"},
    [STEP_CHANNEL_EMAIL] = {"by e-mail", "drwy e-bost"},
    [STEP_CHANNEL_SMS] = {"by text message", "drwy neges destun"},
    [STEP_CHANNEL_PHONE] = {"by phone", "dros y ffôn"},
    [STEP_CHANNEL_DESK] = {"at the desk", "wrth y ddesg"},
    [STEP_CHANNEL_VISIT] = {"by a visit", "drwy ymweliad"}};

/* The channel under whose value somebody is reached; STEP_CHANNEL_PREFERRED: none is needed. */
static enum step_channel value_channel(enum step_channel channel)
{
    static const enum step_channel at[STEP_CHANNELS] = {
        [STEP_CHANNEL_POST] = STEP_CHANNEL_POST,      [STEP_CHANNEL_EMAIL] = STEP_CHANNEL_EMAIL,
        [STEP_CHANNEL_SMS] = STEP_CHANNEL_SMS,        [STEP_CHANNEL_PHONE] = STEP_CHANNEL_PHONE,
        [STEP_CHANNEL_DESK] = STEP_CHANNEL_PREFERRED, [STEP_CHANNEL_VISIT] = STEP_CHANNEL_POST};
    return at[channel];
}

static void pass_over(struct choosing *c, const char *const clause[ACCESS_LANGUAGES],
                      const char *const reason[ACCESS_LANGUAGES])
{
    for (int l = 0; l < ACCESS_LANGUAGES; l++) {
        buf_printf(&c->clauses[l], "%s%s", c->clauses[l].len > 0 ? "; " : "", clause[l]);
        if (reason != NULL) {
            buf_printf(&c->clauses[l], " (%s)", reason[l]);
        }
    }
}

static void note_cannot(struct choosing *c, enum step_channel channel)
{
    const struct reach_channel *at = &c->reach->channels[channel];
    enum help_kind help = reach_reason_help(at->reason);
    if (help != HELP_NONE) {
        c->choice->offer[help] = true;
    }
    c->choice->ask_again[channel] = at->has_review && at->review <= c->today;
    pass_over(c, cannot_clauses[channel], reason_titles[at->reason]);
}

/* try_channel - take it, or note why not. */
static void try_channel(struct choosing *c, enum step_channel channel)
{
    enum step_channel where = value_channel(channel);
    if (c->choice->chosen || c->tried[channel]) {
        return;
    }
    c->tried[channel] = true;
    if (c->reach->channels[channel].state == REACH_WILL_NOT) {
        pass_over(c, will_not_clauses[channel], NULL);
    } else if (c->reach->channels[channel].state == REACH_CANNOT) {
        note_cannot(c, channel);
    } else if (where != STEP_CHANNEL_PREFERRED && c->reach->channels[where].value.len == 0) {
        pass_over(c, unknown_clauses[channel], NULL);
    } else {
        c->choice->chosen = true;
        c->choice->channel = channel;
    }
}

/* As the person wishes: post, when they haven't said. */
static enum step_channel wished(const struct reach *reach)
{
    return reach->preferred != STEP_CHANNEL_PREFERRED ? reach->preferred : STEP_CHANNEL_POST;
}

/* What is said of a first choice that could be taken. */
static const char *first_clause(const struct reach *reach, enum step_channel first, int language)
{
    static const char *const clauses[3][ACCESS_LANGUAGES] = {
        {"as the step says", "fel y dywed y cam"},
        {"as they wish", "fel y dymunant"},
        {"they have not said what they wish", "nid ydynt wedi dweud beth a ddymunant"}};
    int which = first != STEP_CHANNEL_PREFERRED              ? 0
                : reach->preferred != STEP_CHANNEL_PREFERRED ? 1
                                                             : 2;
    return clauses[which][language];
}

static void say_why(struct arena *arena, struct choosing *c, enum step_channel first)
{
    static const char *const nobody[ACCESS_LANGUAGES] = {"a person must see to it",
                                                         "rhaid i berson ymdrin ag ef"};
    static const char *const no_channel[ACCESS_LANGUAGES] = {"the step names no other channel",
                                                             "nid yw’r cam yn enwi sianel arall"};
    for (int l = 0; l < ACCESS_LANGUAGES; l++) {
        const char *by = c->choice->chosen ? by_channel[c->choice->channel][l] : nobody[l];
        struct str passed = buf_str(&c->clauses[l]);
        const char *rest = c->choice->chosen ? first_clause(c->reach, first, l) : no_channel[l];
        c->choice->why.text[l] = passed.len > 0 ? arena_printf(arena, "%s: %.*s", by, PRI(passed))
                                                : arena_printf(arena, "%s: %s", by, rest);
        buf_free(&c->clauses[l]);
    }
}

void channel_choose(struct arena *arena, const struct reach *reach, enum step_channel first,
                    const enum step_channel *cannot, size_t count, int32_t today,
                    struct channel_choice *ret)
{
    struct channel_choice choice = {0};
    struct choosing c = {.reach = reach, .today = today, .choice = &choice};
    try_channel(&c, first == STEP_CHANNEL_PREFERRED ? wished(reach) : first);
    for (size_t i = 0; i < count; i++) {
        try_channel(&c, cannot[i] == STEP_CHANNEL_PREFERRED ? wished(reach) : cannot[i]);
    }
    say_why(arena, &c, first);
    *ret = choice;
}

enum access_language reach_language(const struct reach *reach, enum access_language otherwise)
{
    return str_eq(reach->written, STR("cy"))   ? ACCESS_WELSH
           : str_eq(reach->written, STR("en")) ? ACCESS_ENGLISH
                                               : otherwise;
}
