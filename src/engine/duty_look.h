/* duty_look.h - the duties of one event, looked at: whom it is about now, the facts, what is owed
 * by them; and kept in the ledger. */
#ifndef CANTREF_ENGINE_DUTY_LOOK_H
#define CANTREF_ENGINE_DUTY_LOOK_H

#include "duty_ledger.h"
#include "event_look.h"

/* struct duty_packs - packs that were opened, each once. Start from zero; duty_packs_free. */
struct duty_pack {
    int64_t kept; /* 0: the one that the home has now */
    struct event_pack pack;
};
struct duty_packs {
    struct duty_pack **at;
    size_t count, capacity;
};

/* duty_pack_now - the pack of that name that the home has now, with its overlay. duty_pack_of - the
 * pack under which an event's case goes: the one that it began with, or, of one that hasn't begun,
 * the one of now. Errors: those of home_pack_open and pack_kept_load. */
int duty_pack_now(struct inquiry *inquiry, struct duty_packs *packs, struct str name,
                  const struct event_pack **ret, struct err *err);
int duty_pack_of(struct inquiry *inquiry, struct duty_packs *packs, const struct event *event,
                 const struct event_pack **ret, struct err *err);
void duty_packs_free(struct duty_packs *packs);

/* struct duty_look - start from zero; duty_look_free. Everything but the view is in the arena. */
struct duty_look {
    struct view view; /* of its subject */
    size_t set;
    bool there;
    struct facts facts;
    struct feel_value values[FACT_SLOTS]; /* of them */
    struct case_facts given;
    struct assessment duties;
    struct step_assessment steps;
    struct arena arena;
};

/* duty_look_at - the findings of an event under the inquiry's purpose.
 * In:     pack: of its type, outlives *ret. law_day: whose law holds; INT32_MIN: that of the day on
 *         which the council knew.
 * Errors: ERR_DENIED its subject may not be read; those of the store. *ret is freed in any case. */
int duty_look_at(struct inquiry *inquiry, const struct event *event, const struct event_pack *pack,
                 int32_t law_day, struct duty_look *ret, struct err *err);

/* duty_look_blind - the same of somebody who may not be read: only what the event itself says is
 * known, and duties that hang on more can't tell. Errors: those of the store. */
int duty_look_blind(struct inquiry *inquiry, const struct event *event,
                    const struct event_pack *pack, struct duty_look *ret, struct err *err);

/* duty_look_keep - the findings into the ledger, or, of an event that was withdrawn, an end to its
 * entries. A case that hasn't begun begins under this pack; with moves, one that has goes on under
 * it. That it was looked at must be in the log. *ret_changed: how many are new. */
int duty_look_keep(struct inquiry *inquiry, const struct event *event,
                   const struct event_pack *pack, const struct duty_look *look, bool moves,
                   size_t *ret_changed, struct err *err);

/* duty_look_keep_in - the same of one that has begun, within a transaction. */
int duty_look_keep_in(struct inquiry *inquiry, struct db *db, const struct event *event,
                      const struct event_pack *pack, const struct duty_look *look, int64_t now,
                      struct err *err);

/* duty_look_kept - in place of the findings of now those that the ledger keeps of an event, as of
 * one that was closed: nothing is done for it any more.
 * Errors: those of the store. */
int duty_look_kept(struct inquiry *inquiry, const struct event *event, struct duty_look *look,
                   struct err *err);

/* duty_look_discharged - of the findings those whose duties were discharged since, as the ledger
 * keeps them. Errors: those of the store. */
int duty_look_discharged(struct inquiry *inquiry, const struct event *event, struct duty_look *look,
                         struct err *err);

void duty_look_free(struct duty_look *look);

/* duty_look_after - look at an event and keep it, for a command that has just changed it and told
 * so in the log. */
int duty_look_after(struct inquiry *inquiry, struct str event_id, struct err *err);

#endif
