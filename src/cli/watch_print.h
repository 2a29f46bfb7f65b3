/* watch_print.h - findings of watching to standard output, for information governance. */
#ifndef CANTREF_CLI_WATCH_PRINT_H
#define CANTREF_CLI_WATCH_PRINT_H

#include "watch.h"

/* struct watch_print - ids: by person of the table, filled for those in findings. */
struct watch_print {
    const struct watch *watch;
    const struct staff *staff;
    char (*ids)[PURPOSE_ID_TEXT_MAX];
    bool closed_too;
};

/* watch_print - findings that are open, or all, for people. watch_print_json - likewise. */
void watch_print(const struct watch_print *print);
void watch_print_json(const struct watch_print *print);

#endif
