/* trigger_print.h - triggers for people on a terminal, as JSON, and as records of the UK
 * Algorithmic Transparency Recording Standard. */
#ifndef CANTREF_CLI_TRIGGER_PRINT_H
#define CANTREF_CLI_TRIGGER_PRINT_H

#include "home_pack.h"

struct trigger_printing {
    struct db *db;
    enum access_language language;
    bool json;
};

/* trigger_print_list, trigger_print_show - what they are, whether they run, what came of them.
 * trigger_print_trial - what one would have proposed. trigger_print_register - records of all, or
 * of one. Errors: those of the store. */
int trigger_print_list(const struct trigger_printing *p, const struct home_triggers *triggers,
                       struct err *err);
int trigger_print_show(const struct trigger_printing *p, const struct home_trigger *trigger,
                       struct err *err);
void trigger_print_trial(const struct trigger_printing *p, const struct home_trigger *trigger,
                         const struct trial *trial);
int trigger_print_register(struct db *db, const struct home_triggers *triggers,
                           const struct home_trigger *only, struct err *err);

#endif
