/* my_print.h - a resident's own log to standard output, in plain words in English or Welsh, or as
 * one JSON object. */
#ifndef CANTREF_CLI_MY_PRINT_H
#define CANTREF_CLI_MY_PRINT_H

#include "own_log.h"

/* struct my_print - what is shown besides. */
struct my_print {
    const struct inquiry *inquiry;
    const struct own_log *log;
    const struct view_person *person;
    int64_t sealed_review_months, log_retention_months; /* as council.yaml has them */
};

/* my_print - all of it, for people. my_print_json - the same, as one JSON object. */
void my_print(const struct my_print *print);
void my_print_json(const struct my_print *print);

#endif
