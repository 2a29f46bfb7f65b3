/* help_offer.h - help that is offered to people who can't be reached as others are: a device, a
 * connection, skills, a language line (0018_help_offer.sql). An offer is open until it is taken,
 * declined or closed; a person has at most one open of a kind.
 *
 * For the thread that has the connection; what writes, within a transaction. */
#ifndef CANTREF_ENGINE_HELP_OFFER_H
#define CANTREF_ENGINE_HELP_OFFER_H

#include "contact_preference.h"

enum { HELP_AGAIN_DAYS = 365 };

enum help_state { HELP_OPEN, HELP_TAKEN, HELP_DECLINED, HELP_CLOSED, HELP_STATES };
extern const char *const help_state_names[HELP_STATES + 1];

/* help_state_title - for people: "taken". */
const char *help_state_title(enum help_state state, enum access_language language);

struct help_offer {
    int64_t number;
    enum help_kind kind;
    enum help_state state;
    struct str purpose;                   /* under which it was opened */
    int64_t opened, ended;                /* seconds; ended 0: it is open */
    struct str opened_by, ended_by, note; /* note: sealed, what became of it */
    bool by_hand; /* help_offer_open: a person opens it; else a step does, by itself */
};

/* help_offer_open - for the person of these mentions, the first counting most: opened, unless one
 * of the kind is open already; nor by a step where they took or declined one within
 * HELP_AGAIN_DAYS: nobody is asked with every letter. kind, purpose, opened, opened_by, by_hand
 * of offer count.
 * Out:    *ret: its number, or of the one that there is; *ret_new: it was opened now. Errors: those
 *         of the store. */
int help_offer_open(struct db *db, const struct help_offer *offer,
                    const struct permitted_list *mentions, int64_t *ret, bool *ret_new,
                    struct err *err);

/* help_offer_end - taken, declined or closed. Errors: ERR_NOTFOUND; ERR_CONFLICT it has ended;
 * ERR_INPUT for a note that is too long or no UTF-8; those of the store. */
int help_offer_end(struct db *db, struct seal *seal, int64_t number, enum help_state state,
                   struct str note, struct str who, int64_t now, struct err *err);

/* help_offers - of the person of a view, the oldest first, in the arena; none where the purpose
 * does not reach how people are reached. help_offers_held - of a person by all their mentions, for
 * subject access, as contact_held. help_numbers - of all offers, ascending, added to ret;
 * help_offer_read - one of them; help_table - whose they are. Errors: those of the store. */
struct help_offers {
    struct help_offer *at;
    size_t count;
};
int help_offers(struct arena *arena, struct inquiry *inquiry, const struct view *view,
                struct help_offers *ret, struct err *err);
int help_offers_held(struct arena *arena, struct picture *picture,
                     const struct whole_list *subjects, struct help_offers *ret, struct err *err);
int help_numbers(struct db *db, struct whole_list *ret, struct err *err);
int help_offer_read(struct arena *arena, const struct picture *picture, int64_t number,
                    struct help_offer *ret, struct err *err);
extern const struct kept_table help_table;

#endif
