/* access_rule.h - the rules by which access is decided, each with its name, its sentence and whom
 * to ask.
 *
 * Rules are tried in this order and the first that applies decides; everything is denied that the
 * last two don't allow. To add one: a value here, its row in access_rule.c, its line in
 * access_decision.c, its sentence in access_evaluator.c. */
#ifndef CANTREF_ACCESS_ACCESS_RULE_H
#define CANTREF_ACCESS_ACCESS_RULE_H

#include "detail.h"

enum access_rule {
    RULE_NOTHING_DECIDED, /* of a decision that was never made */
    /* who asks, and what for */
    RULE_OTHER_COUNCIL,
    RULE_NOT_STAFF,
    RULE_NOT_IN_POST,
    RULE_NO_PURPOSE,
    RULE_UNKNOWN_PURPOSE,
    RULE_NOT_APPROVED,
    RULE_REVIEW_OVERDUE,
    RULE_NO_POWER,
    /* permissions; break-glass stands in for them */
    RULE_NOT_THE_ROLE,
    RULE_NOT_THE_TEAM,
    RULE_NO_CASE,
    /* prohibitions, which nothing stands in for */
    RULE_SEALED,
    RULE_OWN_RECORD,
    RULE_NOT_OWN_RECORD,
    RULE_RESTRICTED,
    RULE_OBJECTED,
    /* what the purpose does not reach */
    RULE_OTHER_KIND,
    RULE_RELATED_TOO_FAR,
    RULE_OTHER_SOURCE,
    RULE_OTHER_FIELD,
    /* allowed */
    RULE_BREAK_GLASS,
    RULE_PURPOSE,
    ACCESS_RULES
};

enum access_ask {
    ASK_NOBODY,
    ASK_MANAGER,    /* of whoever asks */
    ASK_OWNER,      /* of the purpose */
    ASK_DEPARTMENT, /* that answers for the purpose */
    ASK_GOVERNANCE, /* information governance */
    ACCESS_ASKS
};

struct access_rule_info {
    const char *name; /* stable: in logs, JSON, tests */
    bool allows;
    bool conceals; /* nobody may be told that this was the reason: answer as if there were nobody */
    enum access_ask ask;
    const char *sentence[ACCESS_LANGUAGES];
};

extern const struct access_rule_info access_rules[ACCESS_RULES];

/* access_ask_text - whom to ask, for people: "the purpose’s owner". "" for nobody. */
const char *access_ask_text(enum access_ask ask, enum access_language language);

#endif
