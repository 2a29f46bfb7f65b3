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

struct viewing_options {
    struct str who;            /* login */
    struct str purpose;        /* id; "": none was stated */
    struct str case_reference; /* "": none */
    struct str break_glass;    /* the reason; "": none */
    int32_t day;               /* days since 1970, London */
    enum access_language language;
    bool resident_asks; /* the person whom it is about asks, through who */
};

struct viewing {
    struct picture *picture;
    const struct access *access;
    struct viewing_options options;
    uint32_t person;  /* places in the access' table */
    uint16_t purpose; /* likewise */
    size_t set_count;
    uint16_t *set_of;      /* by source of the access: from 1; 0: not used */
    int64_t *number_of;    /* by source of the access: its number in the store; 0: none yet */
    uint16_t *source_of;   /* by number in the store, < SOURCES_MAX; ACCESS_NONE: unknown */
    struct permitted **at; /* pictures by set; NULL: not opened yet */
};

/* viewing_open - whether this may be asked at all.
 * In:     picture, access must outlive it; nobody writes meanwhile.
 * Out:    *ret, to be closed with viewing_close in any case; start from zero. *ret_rule: what
 *         decided when ERR_DENIED is returned.
 * Errors: ERR_DENIED, with one sentence that says why and whom to ask; those of the store. */
int viewing_open(struct picture *picture, const struct access *access,
                 const struct viewing_options *options, struct viewing *ret,
                 enum access_rule *ret_rule, struct err *err);
void viewing_close(struct viewing *viewing);

/* viewing_picture - of a set, from 1. Errors: those of permitted_open. */
int viewing_picture(struct viewing *viewing, size_t set, struct permitted **ret, struct err *err);

/* viewing_decide - about one category of one mention of a source (a place in the access), whose
 * owner stands so to the one who was looked up. kind: enum mention_kind. */
struct access_decision viewing_decide(const struct viewing *viewing, int64_t record, int number,
                                      int kind, enum relation relation, uint16_t source,
                                      enum field_category category);

/* viewing_resolve - the mention that an id under this purpose leads to, and its set; or SOURCE:ROW
 * of a source that it uses, the row of its newest extract.
 * Errors: ERR_NOTFOUND for an id that leads to none, whatever the reason; those of the store. */
int viewing_resolve(struct viewing *viewing, struct str id, size_t *ret_set, int64_t *ret_record,
                    int *ret_number, struct err *err);

/* viewing_id - of a person: the first of its mentions, as permitted_cluster orders them. */
const char *viewing_id(const struct viewing *viewing, const struct permitted_mention *first,
                       char ret[PURPOSE_ID_TEXT_MAX]);

/* viewing_nobody - what is said whether there is nobody, nobody in these sources, or somebody who
 * is not to be known of. */
int viewing_nobody(struct err *err);

/* viewing_purpose - the purpose itself. */
const struct purpose *viewing_purpose(const struct viewing *viewing);

#endif
