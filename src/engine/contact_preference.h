/* contact_preference.h - what people said of how they can and want to be reached, as the store
 * keeps it (0017_contact_preference.sql), and how a person is reached under a purpose.
 *
 *     statement 4   said by the person on a day, typed by somebody, under a purpose
 *       mentions    that were one person under that purpose then; the first counts most
 *       items       preferred=phone   email=cannot no_connection   phone_value=01792 …
 *
 * Nothing is overwritten: of each item the newest statement stands; what a person says of
 * themselves, or whoever acts for them by law, before what others say of them. A statement is of
 * whoever the first of its mentions is that stands in the purpose's own picture: so it follows
 * merges and splits, and never tells one purpose who is who in another's sources (decision 0029).
 * Said to the council, it holds for every purpose whose view reaches how the person is reached,
 * unless it was said for one alone.
 *
 * All that takes a struct db is for the thread that has the connection. */
#ifndef CANTREF_ENGINE_CONTACT_PREFERENCE_H
#define CANTREF_ENGINE_CONTACT_PREFERENCE_H

#include "channel_rule.h"
#include "inquiry.h"
#include "kept_mention.h"

enum { CONTACT_VALUE_BYTES_MAX = 400 };

/* What can be said. Channels stand in the order of enum step_channel, from post. */
enum contact_item {
    CONTACT_PREFERRED,
    CONTACT_SPOKEN,
    CONTACT_WRITTEN,
    CONTACT_FORMAT,
    CONTACT_POST, /* can, cannot, will_not */
    CONTACT_EMAIL,
    CONTACT_SMS,
    CONTACT_PHONE,
    CONTACT_DESK,
    CONTACT_VISIT,
    CONTACT_POST_VALUE, /* where: an address */
    CONTACT_EMAIL_VALUE,
    CONTACT_PHONE_VALUE, /* for calls and texts */
    CONTACT_ITEMS
};
extern const char *const contact_item_names[CONTACT_ITEMS + 1];

enum contact_sayer {
    SAID_BY_SELF,
    SAID_BY_REPRESENTATIVE, /* who acts for them by law: attorney, deputy, appointee, parent */
    SAID_BY_OTHER,          /* relative, carer, staff, partner */
    CONTACT_SAYERS
};
extern const char *const contact_sayer_names[CONTACT_SAYERS + 1];

/* struct contact_statement - said at one time. An item that is not said is left as it was; one that
 * is said as "" is taken back. */
struct contact_statement {
    int64_t number;
    struct str purpose;
    bool alone; /* for this purpose alone */
    enum contact_sayer sayer;
    struct str said_by; /* sealed; "": themselves */
    int32_t said;       /* day since 1970 */
    struct str who;     /* login */
    int64_t at;
    struct str values[CONTACT_ITEMS]; /* sealed */
    bool has[CONTACT_ITEMS];
};

/* contact_value_read - a value as somebody types it, made into the one that is kept:
 * "cannot no_device 2027-01-31", "will_not", "phone", "large_print", an address.
 * In:     today: a `cannot` without a day is asked again a year later.
 * Out:    *ret, in arena. Errors: ERR_USAGE, saying what may be said. Pure. */
int contact_value_read(struct arena *arena, enum contact_item item, struct str text, int32_t today,
                       struct str *ret, struct err *err);

/* contact_value_text - a value as people read it: "can't: no device; to be asked again from
 * 2027-01-31". In arena, or a literal. Pure. */
struct str contact_value_text(struct arena *arena, enum contact_item item, struct str value,
                              enum access_language language);

/* contact_reaches - does the purpose's view reach how people are reached: address, phone or e-mail,
 * any of them in full? One that does not knows nothing of all this. contact_check - ERR_DENIED
 * where it does not. Pure. */
bool contact_reaches(const struct purpose *purpose);
int contact_check(const struct viewing *viewing, struct err *err);

/* contact_say - one more statement of the person of a view, told to the log first.
 * In:     statement: its purpose and who are the inquiry's; values as contact_value_read made them.
 *         record, number: the mention that was named, which is kept first; 0: none was.
 * Errors: ERR_DENIED: the purpose does not reach how people are reached, or does not show what is
 *         said of where; ERR_USAGE what is said contradicts itself; ERR_INPUT it is too long or no
 *         UTF-8; those of inquiry_tell_contact and of the store. */
int contact_say(struct inquiry *inquiry, const struct view *view,
                const struct contact_statement *statement, int64_t record, int number,
                struct err *err);

/* contact_statements - all of the person of a view that this purpose may know, the oldest first, in
 * the arena. None where the purpose's view does not reach how people are reached.
 * contact_stands - of these, the one whose word on an item stands; NULL: none, or taken back. Pure.
 */
struct contact_statements {
    struct contact_statement *at;
    size_t count;
};
int contact_statements(struct arena *arena, struct inquiry *inquiry, const struct view *view,
                       struct contact_statements *ret, struct err *err);
const struct contact_statement *contact_stands(const struct contact_statements *statements,
                                               enum contact_item item);

/* contact_held - all statements of a person by all their mentions (disclosure_subject) in all
 * sources, for subject access. Errors: those of the store. */
int contact_held(struct arena *arena, struct picture *picture, const struct whole_list *subjects,
                 struct contact_statements *ret, struct err *err);

/* contact_numbers - of all statements, ascending, added to ret. contact_table - whose they are
 * (kept_mention.h). Errors: those of the store. */
int contact_numbers(struct db *db, struct whole_list *ret, struct err *err);
extern const struct kept_table contact_table;

/* reach_said - which channels a person can't or won't use, as these say, into ret's channels. Pure.
 */
void reach_said(const struct contact_statements *statements, struct reach *ret);

/* reach_of - how a person is reached under the inquiry's purpose: as they said, and else by what
 * the view has of phone, e-mail and address, in full, and no more. The caller tells the log of the
 * view.
 * Out:    *ret; texts are in arena, or the view's. Errors: those of the store. */
int reach_of(struct inquiry *inquiry, const struct view *view, struct reach *ret,
             struct arena *arena, struct err *err);

#endif
