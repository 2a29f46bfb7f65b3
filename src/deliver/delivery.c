/* delivery.c - the names of ways and outcomes. */
#include "delivery.h"

const char *const delivery_way_names[DELIVERY_WAYS + 1] = {"post",   "email",  "sms",
                                                           "notice", "update", NULL};
const char *const delivery_outcome_names[] = {"left", "later", "refused", "uncertain", NULL};
