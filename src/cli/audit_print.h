/* audit_print.h - leaves of the log to standard output, for information governance. */
#ifndef CANTREF_CLI_AUDIT_PRINT_H
#define CANTREF_CLI_AUDIT_PRINT_H

#include "inquiry.h"

/* struct audit_listing - leaves to print, of so many that were found. */
struct audit_listing {
    const int64_t *leaves;
    size_t count, found;
};

/* audit_print_listing - a line a leaf. Errors: those of audit_read. */
int audit_print_listing(struct inquiry *inquiry, const struct audit_listing *listing, bool json,
                        struct err *err);

/* audit_print_leaf - all that it says. */
void audit_print_leaf(const struct audit_entry *entry, bool json);

#endif
