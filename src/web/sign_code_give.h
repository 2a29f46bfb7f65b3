/* sign_code_give.h - a one-time code (sign_code.h) for a person in view, with its leaf in the log:
 * for officers' pages and the command. */
#ifndef CANTREF_WEB_SIGN_CODE_GIVE_H
#define CANTREF_WEB_SIGN_CODE_GIVE_H

#include "inquiry.h"
#include "sign_code.h"

/* sign_code_issue_to - for the first of the person's mentions, in the name of who asks.
 * In:     person: as the purpose that was asked for shows them; it has the act (inquiry_act,
 *         ACT_CODE).
 * Out:    ret: as sign_code_issue.
 * Errors: ERR_NOTFOUND no record of theirs stands; those of inquiry_tell_signing and
 *         sign_code_issue. Needs the turn. */
int sign_code_issue_to(struct inquiry *inquiry, const struct view_person *person, int64_t now,
                       char ret[SIGN_CODE_TEXT_MAX], struct err *err);

#endif
