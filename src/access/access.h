/* access.h - all that says who may see what in a home, read, held against each other, and ready to
 * decide by.
 *
 *     purposes/NAME.yaml   purpose.h       what for, by whom, under which law, how much
 *     gateways.yaml        gateway.h       what may be joined
 *     staff.yaml           staff.h         who works here
 *     approvals.yaml       approval.h      which two people approved what
 *     staff.approved.yaml                  staff.yaml as two people approved it last
 *
 * What staff.yaml newly gives counts once two people of information governance have approved it as
 * it is; what it takes away, at once: until then who works here is what both that file and the
 * approved one give (staff_limit).
 *
 * A mistake in any of them: nothing is decided, so nothing is shown. */
#ifndef CANTREF_ACCESS_ACCESS_H
#define CANTREF_ACCESS_ACCESS_H

#include "access_decision.h"
#include "approval.h"
#include "gateway.h"

enum { PURPOSES_MAX = 1024, ACCESS_FILE_BYTES_MAX = 4 << 20 };

struct access_options {
    const char *home; /* its folder */
    uint64_t council; /* any number that other councils of this program have not */
    enum nation nation;
    const struct access_source *sources; /* in byte order of names; copied, their names not */
    size_t source_count;
    const struct seal *seal; /* NULL: approvals can't be told from forged ones, and none counts */
};

struct access {
    struct access_options options; /* its sources: those below */
    struct access_source *sources;
    struct purpose *purposes; /* in byte order of their ids */
    bool *purpose_approved;
    size_t purpose_count;
    struct gateway_list gateways;
    bool *gateway_approved;
    struct staff staff;        /* in force */
    struct staff staff_said;   /* the file as it is; of one that is approved, in force too: empty */
    struct staff staff_before; /* what was approved last, while the file isn't; empty: nothing */
    bool staff_approved;
    struct approval_list approvals;
    struct access_table table;
};

/* access_load - read, check, compile.
 * In:     options: sources ≤ ACCESS_SOURCES_MAX.
 * Out:    *ret, to be freed with access_free; untouched on failure.
 * Errors: those of the readers; a role, team, purpose or source that is named and not there; a
 *         purpose that no department answers for: ERR_INPUT with its place; ERR_NOTFOUND a file is
 *         missing; ERR_LIMIT. Each is added to errors. Returns the code of the first. */
int access_load(const struct access_options *options, struct access *ret, struct err_list *errors);
void access_free(struct access *access);

/* access_warn - what is worth a word on that day, added to notes, and what has stopped working, to
 * errors: purposes whose review is due in REVIEW_WARNING_DAYS or less, or overdue; that are not
 * approved; without a power in the council's nation; gateways likewise; a staff.yaml
 * that is not approved, to notes sources that aren't; departments without an
 * administrator; powers that nobody has verified, counted. */
void access_warn(const struct access *access, int32_t day, struct err_list *errors,
                 struct err_list *notes);

/* access_purpose_find, access_person_find, access_source_find - places in the table, for a request.
 * ACCESS_NONE or, for people, UINT32_MAX: there is none of that name. */
uint16_t access_purpose_find(const struct access *access, struct str id);
uint32_t access_person_find(const struct access *access, struct str login);
uint16_t access_source_find(const struct access *access, struct str name);

/* access_purpose_for - the one purpose for an act; ACCESS_NONE: there is none, or more than one,
 * and *ret_count says how many. */
uint16_t access_purpose_for(const struct access *access, enum purpose_act act, size_t *ret_count);

/* access_roles_withheld - all roles of staff.yaml but those named, with blanks between, as bits of
 * a request; names "": none is withheld. */
uint64_t access_roles_withheld(const struct access *access, struct str names);

/* access_sets - gateway_sets of the purpose at that place on that day. ret_set: of each of
 * options.sources. */
size_t access_sets(const struct access *access, uint16_t purpose, int32_t day, uint16_t *ret_set);

/* STAFF_ID - what approvals of staff.yaml are of. */
#define STAFF_ID "staff.yaml"

/* access_approve - `who` approves a purpose, a gateway or a source by its id as it is now, or
 * staff.yaml (STAFF_ID), and approvals.yaml is written; after the second of staff.yaml
 * staff.approved.yaml too. *ret_count: how many different people have, now.
 * In:     access: loaded with a seal. when: as clock_text writes it.
 * Errors: ERR_NOTFOUND there is none of that id; ERR_DENIED who is not staff on that day, or may
 *         not approve (staff_may_approve; of staff.yaml: access_approve_staff.c); ERR_CONFLICT who
 *         has approved it already; ERR_CREATE, ERR_IO. */
int access_approve(struct access *access, enum approval_of of, struct str id, struct str who,
                   int32_t day, struct str when, size_t *ret_count, struct err *err);

/* access_approve_content - the same of whatever else needs two people, such as the opening of a
 * seal: content is definition_hash, or another BLAKE2b-256, of what exactly is approved.
 * Errors: those of access_approve but ERR_NOTFOUND. */
int access_approve_content(struct access *access, enum approval_of of, struct str id,
                           const uint8_t content[CONTENT_HASH_BYTES], struct str who, int32_t day,
                           struct str when, size_t *ret_count, struct err *err);

/* access_staff_said - staff.yaml as it is, approved or not. access_staff_count - how many people
 * have approved it so. */
const struct staff *access_staff_said(const struct access *access);
size_t access_staff_count(const struct access *access);

/* access_approve_staff - access_approve of staff.yaml. */
int access_approve_staff(struct access *access, struct str who, int32_t day, struct str when,
                         size_t *ret_count, struct err *err);

/* access_write_approvals, access_keep_staff - approvals.yaml as it is in memory;
 * staff.approved.yaml, a copy of staff.yaml. Errors: ERR_CREATE, ERR_IO. */
int access_write_approvals(const struct access *access, struct err *err);
int access_keep_staff(const struct access *access, struct err *err);

/* access_approve_shipped - the approval of the program's makers, and of `who`, for staff.yaml and
 * all purposes and gateways, with the example's sources if wished; for a home that was just made
 * of what the program ships. Errors: ERR_CREATE, ERR_IO. */
int access_approve_shipped(struct access *access, struct str who, struct str when, bool sources,
                           struct err *err);

#endif
