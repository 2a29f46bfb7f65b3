/* trigger.h - triggers/NAME.yaml of a pack: what in the data makes one propose a life event. It
 * proposes, and never decides: a team has a task, or the resident an offer.
 *
 *     trigger: left_the_register        the name of the file
 *     title: {en: …, cy: …}
 *     event: moving_home                the pack
 *     purpose: council_tax_billing      its view is all that is seen
 *     on: record                        a version of a record came or went; entity: who is who
 *                                       changed; day: time passed
 *     sources: [council_tax]            left out: all of the purpose's
 *     day: {of: birth_date, plus: 18 years}     for on: day: that date of a record, so much later
 *     condition: record.address != before.address
 *     date: record.since                the day it happened; left out: not known
 *     confidence: 0.8                   how often it is right, as measured
 *     reason: {en: …, cy: …}            what is said to whoever decides
 *     then: {task: council_tax}         a team; or {offer: …}, a text
 *     register: {…}                     struct trigger_register
 *
 * The condition sees `record` and `before`, the fields of the purpose at its levels of detail, and
 * the facts person, household, property, today (fact_scope.h). Of on: entity there is no record. */
#ifndef CANTREF_EVENT_TRIGGER_H
#define CANTREF_EVENT_TRIGGER_H

#include "event_type.h"
#include "fact_scope.h"
#include "purpose.h"

enum trigger_on { TRIGGER_RECORD, TRIGGER_ENTITY, TRIGGER_DAY };
extern const char *const trigger_on_names[4];

enum trigger_date { TRIGGER_BIRTH_DATE, TRIGGER_SINCE, TRIGGER_UNTIL };

/* What a condition of a trigger sees, by slot: those of the facts, then the record. */
enum trigger_slot { TRIGGER_NOW = FACT_SLOTS, TRIGGER_BEFORE, TRIGGER_SLOTS };

/* Fields of record and before, in their order. */
enum record_field {
    RECORD_SOURCE, /* its category */
    RECORD_CHANGE, /* added, changed, withdrawn */
    RECORD_BIRTH_DATE,
    RECORD_SINCE,
    RECORD_UNTIL,
    RECORD_CATEGORIES /* then one for each field category that is a text */
};
enum { RECORD_FIELDS_MAX = RECORD_CATEGORIES + FIELD_CATEGORIES };

/* struct trigger_register - fields of the UK Algorithmic Transparency Recording Standard that no
 * other part of the file says. */
struct trigger_register {
    struct str description, owner, alternatives, human_oversight, risks, impact_assessment;
};

struct trigger {
    struct str id, pack, file;
    struct bilingual title, reason;
    struct str purpose;
    enum trigger_on on;
    struct reference_list sources; /* none: all of the purpose's */
    enum trigger_date date_of;     /* on: day */
    int64_t plus_months, plus_days;
    struct condition condition, date;
    int confidence; /* of 1000 */
    bool offers;
    struct str then; /* team, or what is offered */
    struct trigger_register about;
    uint8_t content[CONTENT_HASH_BYTES]; /* what people switch on */
    size_t purpose_line, on_line;
    struct arena arena;
};

/* trigger_parse - the trigger in the text of a file called `file`, its conditions checked.
 * In:     id, pack: what it and its pack are called. purpose: the one that it names, for the levels
 *         of its fields; NULL: not known here, all are taken to be in full. A trigger that names
 *         another is refused.
 * Out:    *ret, to be freed with trigger_free; untouched on failure.
 * Errors: as event_type_parse. */
int trigger_parse(struct str text, const char *file, struct str id, struct str pack,
                  const struct purpose *purpose, struct trigger *ret, struct err_list *errors);
void trigger_free(struct trigger *trigger);

/* trigger_purpose_of - the purpose that a file names, before it is parsed; "": none. In arena. */
struct str trigger_purpose_of(struct arena *arena, struct str text, const char *file);

/* record_field_kind - what a field of a record is in FEEL under a purpose. record_field_name - how
 * it is called; NULL: there is none of that place. Pure. */
const char *record_field_name(size_t field);
enum feel_kind record_field_kind(size_t field, const struct purpose *purpose);
/* record_field_category - whose decision lets it be seen; FIELD_CATEGORIES: nobody's. */
enum field_category record_field_category(size_t field);

#endif
