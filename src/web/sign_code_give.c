/* sign_code_give.c - see sign_code_give.h. */
#include "sign_code_give.h"

#include <assert.h>

int sign_code_issue_to(struct inquiry *inquiry, const struct view_person *person, int64_t now,
                       char ret[SIGN_CODE_TEXT_MAX], struct err *err)
{
    assert(viewing_purpose(&inquiry->viewing)->acts[ACT_CODE]);
    if (person->mentions.count == 0) {
        return err_set(err, ERR_NOTFOUND, "no record of this person stands");
    }
    const struct permitted_mention *mention = &person->mentions.at[0];
    int code = inquiry_tell_signing(inquiry, person, &inquiry_code_field, err);
    return code ? code
                : sign_code_issue(&inquiry->picture, mention->record, mention->number,
                                  inquiry->viewing.options.who, now, ret, err);
}
