/* approved_text.h - purposes and gateways as two people approved them last, so that whoever
 * approves a change sees what it is: the files as they were then, in a folder beside them.
 *
 *     purposes/blue_badge.yaml  ──second approval──►  approved/purposes/blue_badge.yaml
 *     gateways.yaml             ──of one of them──►   approved/gateways/NAME.yaml, all of it
 *
 * A copy counts as far as approvals.yaml says that two people approved its content: nobody makes
 * one by hand. A home from before there were copies has none until the next approval. */
#ifndef CANTREF_ACCESS_APPROVED_TEXT_H
#define CANTREF_ACCESS_APPROVED_TEXT_H

#include "access.h"

/* approved_text_keep - the copy, of what has just been approved. Sources and staff.yaml: nothing.
 * Errors: ERR_CREATE, ERR_IO, ERR_NOTFOUND. */
int approved_text_keep(const struct access *access, enum approval_of of, struct str id,
                       struct err *err);

/* struct definition_change - a clause that is another than it was: "fields.birth_date"; before or
 * after "": it was, or is, not there. */
struct definition_change {
    struct str clause, before, after;
};
struct definition_changes {
    struct definition_change *at;
    size_t count;
    bool is_known; /* there is an approved text to hold the one of now against */
};

/* approved_text_changes - from what two people approved last to what the file says now, in the
 * order of the file. Everything in the arena. Errors: those of reading; ERR_NOTFOUND there is none
 * of that id. */
int approved_text_changes(const struct access *access, enum approval_of of, struct str id,
                          struct arena *arena, struct definition_changes *ret, struct err *err);

#endif
