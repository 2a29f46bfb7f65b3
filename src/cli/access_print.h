/* access_print.h - purposes and gateways to standard output; what their commands share. */
#ifndef CANTREF_CLI_ACCESS_PRINT_H
#define CANTREF_CLI_ACCESS_PRINT_H

#include "home_access.h"
#include "picture.h"

/* access_print_purposes, access_print_gateways - a line or a few each, or one JSON object: what it
 * is, whether it is approved, and until when it may be used. */
void access_print_purposes(const struct access *access, enum access_language language, bool json);
void access_print_gateways(const struct access *access, bool json);

/* access_print_purpose - all that a purpose says, in plain words, and which of the home's sources
 * it lets be joined today. access_purpose_json - the same as one JSON object. */
void access_print_purpose(const struct access *access, uint16_t place,
                          enum access_language language);
void access_purpose_json(const struct access *access, uint16_t place);

/* access_print_findings - mistakes and notes, a line each, or one JSON object. */
void access_print_findings(const struct err_list *errors, const struct err_list *notes, bool json);

/* access_approve_as_asker - whoever runs this approves a purpose, gateway, source or staff.yaml,
 * and is told how many have. Errors: those of staff_asker, home_open, home_access_open,
 * access_approve; ERR_NOTFOUND the home has no keys. */
int access_approve_as_asker(const char *start, enum approval_of of, struct str id, bool json,
                            struct err *err);

#endif
