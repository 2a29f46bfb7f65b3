/* event_type.h - event.yaml of a pack: what kind of life event it is about, who may tell it, what
 * is asked, when two tellings are one. docs/packs.md has the format.
 *
 *     event: bereavement              the pack
 *     title: {en: …, cy: …}
 *     subject: person                 person, household, property or organisation
 *     told_by: [partner, family]      relations of whoever tells, to the subject
 *     sensitivity: special            ordinary, sensitive or special
 *     ends_life: true                 left out: false
 *     languages: [en, cy]
 *     questions: […]                  in the order in which they are asked
 *     same_when: {within_days: 3660, answers: []}
 *
 * Strict: every mistake is told with its place. */
#ifndef CANTREF_EVENT_EVENT_TYPE_H
#define CANTREF_EVENT_EVENT_TYPE_H

#include "definition.h"
#include "feel.h"
#include "purpose.h"

enum { EVENT_QUESTIONS_MAX = 100, EVENT_OPTIONS_MAX = 50, EVENT_WITHIN_DAYS_MAX = 36525 };

enum teller {
    TELLER_SELF,
    TELLER_PARTNER,
    TELLER_FAMILY,
    TELLER_FRIEND,
    TELLER_EXECUTOR,
    TELLER_LANDLORD,
    TELLER_PROFESSIONAL,
    TELLER_OTHER_COUNCIL,
    TELLER_STAFF,
    TELLERS
};
enum channel {
    CHANNEL_PHONE,
    CHANNEL_WEB,
    CHANNEL_POST,
    CHANNEL_DESK,
    CHANNEL_EMAIL,
    CHANNEL_VISIT,
    CHANNEL_SYSTEM,
    CHANNELS
};
enum sensitivity { SENSITIVITY_ORDINARY, SENSITIVITY_SENSITIVE, SENSITIVITY_SPECIAL };
enum question_type {
    QUESTION_YES_NO,
    QUESTION_DATE,
    QUESTION_NUMBER,
    QUESTION_MONEY,
    QUESTION_CHOICE,
    QUESTION_CHOICES,
    QUESTION_TEXT,
    QUESTION_PERSON,
    QUESTION_ADDRESS,
    QUESTION_PHONE,
    QUESTION_EMAIL,
    QUESTION_TYPES
};
/* As in the files; NULL ends them. */
extern const char *const teller_names[TELLERS + 1],
    *const channel_names[CHANNELS + 1], *const question_type_names[QUESTION_TYPES + 1],
                                            *const sensitivity_names[4];

/* teller_title, channel_title - for people. */
const char *teller_title(enum teller teller, enum access_language language);
const char *channel_title(enum channel channel, enum access_language language);

/* struct condition - a FEEL text of a file: where it stands, and, once checked, its tree. */
struct condition {
    struct str text; /* "": left out */
    size_t line, column;
    const struct feel_node *tree; /* NULL: left out, or not checked yet */
};

struct question_option {
    struct str name;
    struct bilingual text;
};

struct question {
    struct str name;
    struct bilingual text, help; /* help: "" when left out */
    enum question_type type;
    bool of_team, required;
    struct condition ask_when, not_before, not_after;
    bool bounded_below, bounded_above;
    int64_t min, max; /* of numbers and money */
    size_t option_count;
    struct question_option *options;
};

struct event_type {
    struct str id, file;
    struct bilingual title;
    enum entity_kind subject;
    unsigned tellers; /* bits by enum teller */
    enum sensitivity sensitivity;
    bool ends_life;
    bool languages[ACCESS_LANGUAGES];
    size_t question_count;
    struct question *questions;
    int64_t within_days;
    struct name_list same_answers;
    size_t same_line; /* of same_when, for messages */
    struct arena arena;
};

/* event_type_parse - the event type in the text of a file called `file`, its conditions checked.
 * In:     id: what it must be called.
 * Out:    *ret, to be freed with event_type_free; untouched on failure.
 * Errors: ERR_INPUT and what yaml_tree_parse refuses; each mistake is added to errors. Returns the
 *         code of the first. */
int event_type_parse(struct str text, const char *file, struct str id, struct event_type *ret,
                     struct err_list *errors);
void event_type_free(struct event_type *type);

/* event_question - of that name, or NULL. question_option - likewise, of a choice. Pure. */
const struct question *event_question(const struct event_type *type, struct str name);
const struct question_option *question_option_of(const struct question *question, struct str name);

/* condition_read - a FEEL text, as setting_read has it: one or more lines. condition_check - parse
 * it against a scope, which must give that type (enum feel_kind; FEEL_ANY: any). A text that was
 * left out is right. Errors: ERR_INPUT at its place. */
int condition_read(struct settings *settings, const struct yaml_node *node, struct condition *ret,
                   struct err *err);
int condition_check(struct arena *arena, struct condition *condition, const char *file,
                    const struct feel_scope *scope, enum feel_kind kind, struct err *err);

#endif
