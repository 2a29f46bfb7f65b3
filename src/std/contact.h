/* contact.h - telephone numbers and e-mail addresses. Pure. */
#ifndef CANTREF_STD_CONTACT_H
#define CANTREF_STD_CONTACT_H

#include "str.h"

enum { PHONE_MAX = 20, EMAIL_MAX = 160 };

/* phone_parse - "+441632960123" from "01632 960123", "+44 (0)1632 960 123", "1632960123" (leading 0
 * lost by a spreadsheet), "1.632960123E9"; other countries' +… kept; any other 6 to 15 digits as
 * they are. Extensions are dropped. False for none, placeholders (000…, 999…, 123456…) and fewer
 * than 6 digits. */
bool phone_parse(struct str text, char ret[PHONE_MAX]);

/* email_parse - lower case, "mailto:" and angle brackets off. False unless it is
 * something@something.something, or for placeholders (none@, noemail@, test@test). */
bool email_parse(struct str text, char ret[EMAIL_MAX]);

#endif
