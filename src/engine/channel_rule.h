/* channel_rule.h - how a person can and wants to be reached, and by which channel a step reaches
 * them: a pure rule.
 *
 *     as the person wishes ─► may it be used? ─ yes ─► that one
 *     or as the step says        │
 *                                ├ they won't have it   respected, for ever: the next of the step's
 *                                ├ they can't use it    the next; an offer of help is opened
 *                                └ no address known     the next
 *     none is left ─► a person must see to it, and is told why. Never silence.
 *
 * Of a `cannot` whose review date has passed it is not known any more whether it holds: it still
 * counts, and is marked to be asked again. */
#ifndef CANTREF_ENGINE_CHANNEL_RULE_H
#define CANTREF_ENGINE_CHANNEL_RULE_H

#include "step.h"

enum reach_state { REACH_CAN, REACH_CANNOT, REACH_WILL_NOT, REACH_STATES };

/* Why somebody can't use a channel. */
enum reach_reason {
    REASON_UNSAID,
    REASON_NO_DEVICE,
    REASON_NO_CONNECTION,
    REASON_NO_SKILL,
    REASON_SIGHT,
    REASON_HEARING,
    REASON_SPEECH,
    REASON_LANGUAGE,
    REASON_READING,
    REASON_MOBILITY,
    REASON_NO_FIXED_ADDRESS,
    REASON_NOT_SAFE, /* others read what comes that way */
    REACH_REASONS
};

enum reach_format {
    FORMAT_STANDARD,
    FORMAT_LARGE_PRINT,
    FORMAT_EASY_READ,
    FORMAT_BRAILLE,
    FORMAT_AUDIO,
    REACH_FORMATS
};

/* What can be offered to somebody who can't; the reason says which. */
enum help_kind {
    HELP_DEVICE,
    HELP_CONNECTION,
    HELP_SKILLS,
    HELP_SIGHT,
    HELP_HEARING,
    HELP_LANGUAGE_LINE,
    HELP_READING,
    HELP_ADDRESS, /* where post can be collected */
    HELP_KINDS,
    HELP_NONE = HELP_KINDS
};

/* As in commands and in the store; NULL ends them. */
extern const char *const reach_state_names[REACH_STATES + 1];
extern const char *const reach_reason_names[REACH_REASONS + 1];
extern const char *const reach_format_names[REACH_FORMATS + 1];
extern const char *const help_kind_names[HELP_KINDS + 1];

/* For people: "can't", "no device", "large print", "help with a device". */
const char *reach_channel_title(enum step_channel channel, enum access_language language);
const char *reach_state_title(enum reach_state state, enum access_language language);
const char *reach_reason_title(enum reach_reason reason, enum access_language language);
const char *reach_format_title(enum reach_format format, enum access_language language);
const char *help_kind_title(enum help_kind kind, enum access_language language);

/* reach_reason_help - what is offered where that is the reason; HELP_NONE: nothing helps. */
enum help_kind reach_reason_help(enum reach_reason reason);

struct reach_channel {
    enum reach_state state;
    enum reach_reason reason; /* of cannot */
    bool has_review;
    int32_t review;   /* day since 1970: from then on it is asked again */
    struct str value; /* where they are reached: e-mail address, number, postal address, its lines
                         apart by commas; "": not known, or not for this purpose */
    bool said;        /* the value is the person's own word, not a record's */
};

/* struct reach - of one person, under one purpose. All zero: nothing is known. Languages as BCP 47
 * has them: "en", "cy", "pl"; "": not said. channels[STEP_CHANNEL_PREFERRED] is not used. */
struct reach {
    enum step_channel preferred; /* STEP_CHANNEL_PREFERRED: they haven't said */
    struct reach_channel channels[STEP_CHANNELS];
    struct str spoken, written;
    enum reach_format format;
};

struct channel_choice {
    bool chosen;                   /* false: a person must see to it */
    enum step_channel channel;     /* of chosen */
    struct bilingual why;          /* a sentence without a full stop, naming no value; never "" */
    bool offer[HELP_KINDS];        /* of help: to be opened */
    bool ask_again[STEP_CHANNELS]; /* its review date has passed */
};

/* channel_choose - by which channel a step reaches the person.
 * In:     first, cannot[count]: of the step (step.h). today: days since 1970.
 * Out:    *ret; its texts are in arena, or literals.
 *         Never a channel that they won't have or can't use, nor one whose address is not known:
 *         post and visit need the address, email an e-mail address, sms and phone a number.
 *         preferred, nothing being said: post.
 * Pure. */
void channel_choose(struct arena *arena, const struct reach *reach, enum step_channel first,
                    const enum step_channel *cannot, size_t count, int32_t today,
                    struct channel_choice *ret);

/* reach_language - in which of its languages the council writes to them: Welsh when they said so,
 * or else otherwise. Pure. */
enum access_language reach_language(const struct reach *reach, enum access_language otherwise);

#endif
