/* contact_print.h - how a person is reached, for people on a terminal and as JSON. */
#ifndef CANTREF_CLI_CONTACT_PRINT_H
#define CANTREF_CLI_CONTACT_PRINT_H

#include "contact_text.h"

/* struct contact_shown - a person's, read before any of it is shown. */
struct contact_shown {
    const char *person; /* the id under the purpose */
    struct reach reach;
    struct contact_statements statements;
    struct help_offers offers;
    int32_t today;
    enum access_language language;
};

/* contact_print - all of it. contact_json - the same into an object that is begun.
 * contact_offers_print - the offers of help alone. */
void contact_print(const struct contact_shown *shown);
void contact_json(struct json_writer *json, const struct contact_shown *shown);
void contact_offers_print(const struct contact_shown *shown);

#endif
