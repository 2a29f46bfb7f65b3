/* sign_code_give.c - see sign_code_give.h. */
#include "sign_code_give.h"

#include "disclosure.h"

int sign_code_issue_to(struct inquiry *inquiry, const struct view_person *person, int64_t now,
                       char ret[SIGN_CODE_TEXT_MAX], struct err *err)
{
    if (person->mentions.count == 0) {
        return err_set(err, ERR_NOTFOUND, "no record of this person stands");
    }
    const struct permitted_mention *mention = &person->mentions.at[0];
    const int64_t subject = disclosure_subject(mention->record, mention->number);
    int code = inquiry_tell_change_of(inquiry, STR("one-time code given"), &subject, 1, err);
    return code ? code
                : sign_code_issue(&inquiry->picture, mention->record, mention->number,
                                  inquiry->viewing.options.who, now, ret, err);
}
