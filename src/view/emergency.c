/* emergency.c - see emergency.h. */
#include "emergency.h"

#include "request_store.h"

/* struct notifying - a notice under way. */
struct notifying {
    struct seal *seal;
    struct break_glass notice;
    int64_t number;
};

static int put_notice(struct db *db, void *context, struct err *err)
{
    struct notifying *n = context;
    return break_glass_add(db, n->seal, &n->notice, &n->number, err);
}

int emergency_notice(struct inquiry *inquiry, struct str person, int64_t now, int64_t *ret,
                     struct err *err)
{
    const struct viewing *v = &inquiry->viewing;
    const struct viewing_options *o = &v->options;
    const struct purpose *purpose = viewing_purpose(v);
    struct notifying n = {.seal = v->picture->seal,
                          .notice = {.at = now,
                                     .who = o->who,
                                     .purpose = purpose->id,
                                     .owner = purpose->owner.text[ACCESS_ENGLISH],
                                     .case_reference = o->case_reference,
                                     .person = person,
                                     .reason = o->break_glass}};
    int code = v->allowed_by == RULE_BREAK_GLASS ? picture_do(v->picture, put_notice, &n, err) : 0;
    if (code == 0) {
        *ret = n.number;
    }
    return code;
}
