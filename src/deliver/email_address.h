/* email_address.h - addresses that e-mail is sent from and to. */
#ifndef CANTREF_DELIVER_EMAIL_ADDRESS_H
#define CANTREF_DELIVER_EMAIL_ADDRESS_H

#include "str.h"

enum { EMAIL_ADDRESS_BYTES_MAX = 254, EMAIL_LOCAL_BYTES_MAX = 64 };

/* email_address_fits - NAME@HOST in plain ASCII, which every mail server takes: no quotes, no
 * space, no comment, nothing that could be taken for a second address, a command or another header.
 * Pure. Source: RFC 5321 §4.1.2 Dot-string and Domain, §4.5.3.1. */
bool email_address_fits(struct str address);

#endif
