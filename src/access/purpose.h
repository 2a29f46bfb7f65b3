/* purpose.h - purposes/NAME.yaml: what data about people is used for, by whom, under which law,
 * and how much of it. No purpose, no data.
 *
 *     purpose: housing_benefit           the name of the file without .yaml
 *     title: {en: …, cy: …}
 *     what_for: {en: …, cy: …}
 *     serves: {en: …, cy: …}             the decision that it serves
 *     legal_basis:
 *       article_6: e                     letter of UK GDPR Article 6(1)
 *       article_9: g                     letter of Article 9(2), where it reads special categories
 *       schedule_1: paragraph 6          of the Data Protection Act 2018, with it
 *       unverified: true                 nobody has yet judged whether it carries the purpose
 *     powers: […]                        definition.h; those of the council's nation hold
 *     roles: [benefit_assessor]          who may use it; staff.yaml says who has them
 *     kinds: [person, household]         and property, organisation
 *     fields: {name: full, birth_date: age_band}         detail.h; what isn't here isn't shown
 *     related:                           left out: nothing of anybody else
 *       household: {name: full}          those at the same address
 *       named: {name: full}              those whom the records name: parent, carer, joint tenant
 *     sources: [council_tax, source:rents]               source_category.h; in order: gateway.h
 *     retention_days: 2555               how long what was taken out under it may be kept
 *     sharing: {en: …, cy: …}            with whom, and how
 *     dpia: DPIA-12                      the data protection impact assessment; what was looked at
 *     owner: {en: …, cy: …}              the post that answers for it
 *     review: 2027-11-28                 the last day on which it may be used without a review
 *     case_required: true                a case must be named
 *     own_record: false                  true: only for the person whose record it is, or who asks
 *     break_glass: false                 true: may be used for once without role, team or case
 *     acts: [rights]                     work other than looking that may be done under it: audit
 *                                        (the log, watching it, emergencies reviewed), rights
 *                                        (what residents ask for, granted), seal, measures (how
 *                                        many, and nobody to be found in it), code (whoever is in
 *                                        view is given a one-time code to sign in by); left out:
 *                                        none
 *     investigation: false               true: a lawful investigation, of which the person must
 *                                        not learn: the log tells them its months and counts alone
 *     despite_restriction: false         true: also while processing is restricted (Article 18(2))
 *     despite_objection: false           true: also after an objection (Article 21(1), grounds
 *                                        that override it). Matters for Article 6(1)(e) and (f)
 *                                        only
 *
 * Strict: anything else is an error with its place; every mistake is told. */
#ifndef CANTREF_ACCESS_PURPOSE_H
#define CANTREF_ACCESS_PURPOSE_H

#include "definition.h"

enum { REVIEW_WARNING_DAYS = 60 };

enum entity_kind { KIND_PERSON, KIND_HOUSEHOLD, KIND_PROPERTY, KIND_ORGANISATION, ENTITY_KINDS };
extern const char *const entity_kind_names[ENTITY_KINDS + 1];

/* How somebody whose value is asked for stands to the entity that was looked up. */
enum relation { RELATION_SELF, RELATION_HOUSEHOLD, RELATION_NAMED, RELATIONS };
extern const char *const relation_names[RELATIONS + 1];

/* What is done under a purpose other than looking at people. */
enum purpose_act { ACT_AUDIT, ACT_RIGHTS, ACT_SEAL, ACT_MEASURES, ACT_CODE, PURPOSE_ACTS };
extern const char *const purpose_act_names[PURPOSE_ACTS + 1];
const char *purpose_act_title(enum purpose_act act, enum access_language language);

struct purpose {
    struct str id, file; /* file: as errors name it */
    struct bilingual title, what_for, serves, sharing, owner;
    char article_6;        /* 'a' … 'f' */
    char article_9;        /* 'a' … 'j'; 0: no special categories */
    struct str schedule_1; /* "": none */
    bool basis_unverified;
    struct power_list powers;
    struct name_list roles;
    bool kinds[ENTITY_KINDS];
    enum detail_level level[RELATIONS][FIELD_CATEGORIES];
    struct reference_list sources;
    int64_t retention_days;
    struct str dpia;
    int32_t review; /* last day */
    bool case_required, own_record, break_glass, despite_restriction, despite_objection;
    bool investigation;
    bool acts[PURPOSE_ACTS];
    uint8_t content[CONTENT_HASH_BYTES]; /* what people approve */
    size_t line;                         /* of "review", for warnings */
    struct arena arena;
};

/* purpose_parse - the purpose in the text of a file called `file`.
 * In:     id: what it must be called.
 * Out:    *ret, to be freed with purpose_free; untouched on failure.
 * Errors: ERR_INPUT and what yaml_tree_parse refuses; each mistake is added to errors. Returns the
 *         code of the first. */
int purpose_parse(struct str text, const char *file, struct str id, struct purpose *ret,
                  struct err_list *errors);
void purpose_free(struct purpose *purpose);

/* purpose_basis - what it rests on in a nation on a day, as a leaf of the audit log has it, added
 * to out: "UK GDPR Article 6(1)(e); Care Act 2014, section 9". Some powers alone where there are
 * many. */
void purpose_basis(const struct purpose *purpose, enum nation nation, int32_t day, struct buf *out);

/* purpose_is_for_acts - is it for acts alone, which reach people of all sources, and so not to
 * look at or find anybody? */
static inline bool purpose_is_for_acts(const struct purpose *purpose)
{
    return purpose->acts[ACT_RIGHTS] || purpose->acts[ACT_SEAL] || purpose->acts[ACT_MEASURES];
}

#endif
