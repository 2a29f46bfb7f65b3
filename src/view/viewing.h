/* viewing.h - a purpose in use: who asks, for what, about which case, and the pictures that its
 * gateways open: all that finding and viewing have in common.
 *
 *     purpose + gateways ─► sets of sources that may be joined ─► a picture of each (permitted.h)
 *     who, purpose, case, field, source, subject ─► access_decide
 */
#ifndef CANTREF_VIEW_VIEWING_H
#define CANTREF_VIEW_VIEWING_H

#include "disclosure.h"
#include "home_access.h"
#include "purpose_id.h"
#include "staff.h"

struct viewing_options {
    struct str who;            /* login */
    struct str roles;          /* of theirs, those that they may use now, blanks between; "": all */
    struct str purpose;        /* id; "": none was stated */
    struct str case_reference; /* "": none */
    struct str break_glass;    /* the reason; "": none */
    int32_t day;               /* days since 1970, London */
    enum access_language language;
    bool resident_asks; /* the person whom it is about asks, through who */
};

/* struct viewing_mark - what is marked of a mention (mark_store.h), as a decision takes it. */
struct viewing_mark {
    int64_t record, act;
    int number;
    uint8_t flags;      /* enum entity_flag */
    uint16_t seal_team; /* place; ACCESS_NONE: not sealed, or of a team that is no more */
};

struct viewing {
    struct picture *picture;
    const struct access *access;
    struct viewing_options options;
    uint64_t roles_withheld; /* of access_request */
    uint32_t person;         /* places in the access' table */
    uint16_t purpose;        /* likewise */
    enum access_rule allowed_by;
    size_t set_count;
    uint16_t *set_of;      /* by source of the access: from 1; 0: not used */
    int64_t *number_of;    /* by source of the access: its number in the store; 0: none yet */
    uint16_t *source_of;   /* by number in the store, < SOURCES_MAX; ACCESS_NONE: unknown */
    struct permitted **at; /* pictures by set; NULL: not opened yet */
    int64_t decoy; /* a record of the purpose's sources (viewing_resolve); 0: there is none */
    size_t mark_count;
    struct viewing_mark *marks;           /* that stand, by record and number */
    int64_t own_records[OWN_RECORDS_MAX]; /* of the asker, by staff.yaml; 0: none */
    uint64_t version; /* of the home, of which all that the store said here is */
    bool is_read;     /* it has said it */
    int depth;        /* of viewing_begin */
};

/* viewing_open - whether this may be asked at all.
 * In:     picture, access must outlive it; the thread whose picture it is.
 * Out:    *ret, to be closed with viewing_close in any case; start from zero. *ret_rule: what
 *         decided when ERR_DENIED is returned.
 * Errors: ERR_DENIED, with one sentence that says why and whom to ask; those of the store. */
int viewing_open(struct picture *picture, const struct access *access,
                 const struct viewing_options *options, struct viewing *ret,
                 enum access_rule *ret_rule, struct err *err);
void viewing_close(struct viewing *viewing);

/* viewing_open_marks - of what is marked of people, alone, for work that is under no purpose: only
 * viewing_flags and viewing_seal may be asked of it. Out, closing as viewing_open. Errors: those of
 * the store. */
int viewing_open_marks(struct picture *picture, const struct access *access,
                       const struct viewing_options *options, struct viewing *ret, struct err *err);

/* viewing_begin - until viewing_end the home is seen as it is now, and what was read of it for this
 * viewing with it. They nest; view.h and find.h do it by themselves where nobody has.
 * Errors: those of picture_begin, of the store; nothing is begun then. */
int viewing_begin(struct viewing *viewing, struct err *err);
void viewing_end(struct viewing *viewing);

/* viewing_rest - nothing more is read of the home by it, whose picture others may have from now on.
 * What decides goes on. */
void viewing_rest(struct viewing *viewing);

/* viewing_picture - of a set, from 1. Errors: those of permitted_open. */
int viewing_picture(struct viewing *viewing, size_t set, struct permitted **ret, struct err *err);

/* struct viewing_subject - whose value is asked for. */
struct viewing_subject {
    int64_t record;
    int number;
    int kind;               /* enum mention_kind */
    enum relation relation; /* to the one who was looked up */
    uint8_t flags;          /* enum entity_flag: what holds of the whole person (viewing_flags) */
    uint16_t seal_team;     /* of one who is sealed */
};

/* viewing_decide - about one category of one mention of a source (a place in the access). Of a row
 * that names somebody who is sealed, columns that are known to be nobody's are theirs. */
struct access_decision viewing_decide(const struct viewing *viewing,
                                      const struct viewing_subject *subject, uint16_t source,
                                      enum field_category category);

/* viewing_flags - what is marked of one mention: a person's are those of any of their mentions.
 * Pure. Cost: a look-up. */
uint8_t viewing_flags(const struct viewing *viewing, int64_t record, int number);

/* viewing_seal - may the asker see this mention though it is sealed? The seal's team into *ret.
 * False: it is not sealed, or not for the asker. Pure. */
bool viewing_seal(const struct viewing *viewing, int64_t record, int number, uint16_t *ret_team);

/* viewing_resolve - the mention that an id under this purpose leads to, and its set; or SOURCE:ROW
 * of a source that it uses, the row of its newest extract.
 *         Whoever isn't there is mention 0, which nobody is, of some record of set 1: so looking
 *         for nobody reads what looking for somebody sealed does.
 * Errors: those of the store. */
int viewing_resolve(struct viewing *viewing, struct str id, size_t *ret_set, int64_t *ret_record,
                    int *ret_number, struct err *err);

/* viewing_id - of a person: the first of its mentions, as permitted_cluster orders them. */
const char *viewing_id(const struct viewing *viewing, const struct permitted_mention *first,
                       char ret[PURPOSE_ID_TEXT_MAX]);

/* viewing_refuse - ERR_DENIED, with the sentence of a rule and whom to ask. */
int viewing_refuse(const struct viewing *viewing, enum access_rule rule, struct err *err);

/* viewing_nobody - what is said whether there is nobody, nobody in these sources, or somebody who
 * is not to be known of. */
int viewing_nobody(const struct viewing *viewing, struct err *err);

/* viewing_purpose - the purpose itself. */
const struct purpose *viewing_purpose(const struct viewing *viewing);

#endif
