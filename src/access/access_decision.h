/* access_decision.h - may this person see this field of that person, for this purpose, now? One
 * pure function, and the only maker of what opens a value.
 *
 *     definitions (purpose.h, staff.h) ──► access_table ──┐
 *     who, purpose, case, entity, field, source, day ─────┴─► access_decide ──► access_decision
 *                                                               level of detail or denied,
 *                                                               the rule that decided
 *
 * Whatever unseals or shows a value of a person takes a struct access_decision and looks whether it
 * allows this category of this source about this subject. Only access_decide makes one; all zero,
 * as memory comes, it denies. ./do check sees to it that no other folder writes one.
 *
 * Default deny; a prohibition wins over every permission. Rules and their order: access_rule.h. */
#ifndef CANTREF_ACCESS_ACCESS_DECISION_H
#define CANTREF_ACCESS_ACCESS_DECISION_H

#include "access_rule.h"
#include "purpose.h"
#include "staff.h"

enum { ACCESS_NONE = 0xffff, ACCESS_SOURCE_WORDS = 16, ACCESS_TEAM_WORDS = 4 };

/* What is known of whose value is asked for. */
enum entity_flag {
    ENTITY_SEALED = 1,
    ENTITY_SEAL_OPENED = 2, /* two people have approved that this seal is opened to the asker */
    ENTITY_RESTRICTED = 4,  /* UK GDPR Article 18 */
    ENTITY_OBJECTED = 8,    /* Article 21 */
    ENTITY_OWN_RECORD = 16, /* it is the asker's own */
    ENTITY_ASKS = 32        /* the person whom it is about asks, through the asker */
};

struct access_request {
    uint64_t council;   /* whose data */
    int64_t subject;    /* whatever the caller calls the one whose value it is; not looked at */
    int32_t day;        /* days since 1970, London */
    uint32_t person;    /* place in the table's staff; what is not there is not staff */
    uint16_t purpose;   /* place in the table's purposes; ACCESS_NONE: none was stated */
    uint16_t source;    /* place in the table's sources */
    uint16_t seal_team; /* of a sealed entity: place of the team that the seal names */
    uint64_t roles_withheld; /* bits, in the order of staff.yaml's roles: those that the person has
                                and may not use now (access_roles_withheld) */
    uint8_t kind;            /* enum entity_kind */
    uint8_t relation;        /* enum relation: of the subject to the entity that was looked up */
    uint8_t category;        /* enum field_category */
    uint8_t flags;           /* enum entity_flag */
    bool has_case;
    bool break_glass; /* a reason was given, and is being written down */
};

struct access_decision {
    uint64_t decision_bits; /* access_decision.c alone writes these; read by the functions below */
    int64_t decision_subject;
};

/* The definitions as access_decide reads them; made by access_table_make. */
struct access_staff_row {
    uint64_t roles;
    uint64_t teams[ACCESS_TEAM_WORDS];
    int32_t from, until;
};

struct access_power_row {
    int32_t from, until;
};

struct access_purpose_row {
    uint64_t roles;
    uint64_t teams[ACCESS_TEAM_WORDS];
    uint64_t sources[ACCESS_SOURCE_WORDS];
    struct access_power_row powers[DEFINITION_POWERS_MAX]; /* those of the council's nation */
    uint32_t power_count;
    int32_t review;
    bool approved, case_required, own_record, break_glass, despite_restriction;
    bool despite_objection; /* or there is no right to object to it */
    uint8_t kinds;          /* a bit a kind */
    uint8_t relations;      /* a bit a relation that it reaches */
    uint8_t level[RELATIONS][FIELD_CATEGORIES];
};

struct access_table {
    uint64_t council;
    struct access_staff_row *staff;
    struct access_purpose_row *purposes;
    uint32_t staff_count, purpose_count, source_count;
};

/* access_decide - the decision on one request. Pure; safe from any thread. Cost: some 20 ns. */
struct access_decision access_decide(const struct access_table *table,
                                     const struct access_request *request);

/* access_decision_… - what was decided. The level is DETAIL_NONE unless it allows. */
enum access_rule access_decision_rule(struct access_decision decision);
bool access_decision_allows(struct access_decision decision);
enum detail_level access_decision_level(struct access_decision decision);
enum field_category access_decision_category(struct access_decision decision);
uint16_t access_decision_source(struct access_decision decision);
uint16_t access_decision_purpose(struct access_decision decision);
int64_t access_decision_subject(struct access_decision decision);

/* What a table is made of. Places in the table are places in these arrays. */
struct access_definitions {
    uint64_t council;
    enum nation nation;
    const struct purpose *purposes;
    const bool *approved; /* of each purpose */
    size_t purpose_count; /* < ACCESS_NONE */
    const struct staff *staff;
    const struct access_source *sources;
    size_t source_count; /* ≤ ACCESS_SOURCES_MAX */
};

/* access_table_make - the table of definitions that fit together (access_load). To be freed with
 * access_table_free. Names that nothing has are left out: they permit nothing. */
void access_table_make(const struct access_definitions *definitions, struct access_table *ret);
void access_table_free(struct access_table *table);

/* access_team_place - the place of a team, as in seal_team: departments in their order, their teams
 * in theirs; ACCESS_NONE: there is none of that name. */
uint16_t access_team_place(const struct staff *staff, struct str team);

#endif
