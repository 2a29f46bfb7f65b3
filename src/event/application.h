/* application.h - an application in progress: what somebody has answered of a life event's
 * questions so far, kept until it is sent (0022_application.sql).
 *
 *   phone ──► begun ──► saved: "K7MP-2RTX-9HVD" ─────────────► sent: one event, in one transaction
 *               ▲            │ code, and one of the answers
 *   desk ───────┴────────────┘ each answer with who typed it, when, and how
 *
 * Whoever has it open holds it: a browser by what its session alone knows, a resident who is signed
 * in by the mention that they are, staff by its id. It takes up from elsewhere by a resume code, of
 * which a hash is kept, with one of the answers; after five wrong ones in turn the code is dead,
 * and staff can give another. Whatever nobody touched for 28 days goes, keys and all.
 *
 * Names of entries are those of the pack's questions, and those below. What staff see or do of an
 * application belongs in the audit log: inquiry_tell_events, before anything is shown.
 *
 * All are for the thread that has the connection; what writes, within a transaction. */
#ifndef CANTREF_EVENT_APPLICATION_H
#define CANTREF_EVENT_APPLICATION_H

#include "intake.h"
#include "resume_code.h"

enum {
    APPLICATION_CODE_TEXT_MAX = RESUME_CODE_TEXT_MAX,
    APPLICATION_DAYS = 28,       /* since something was answered last */
    APPLICATION_SENT_DAYS = 400, /* that it is known who typed what was sent */
    APPLICATION_TRIES_MAX = 5,
    APPLICATION_ENTRIES_MAX = 1000, /* of one, changed ones too */
    APPLICATION_HOLDER_BYTES = 16
};

/* What is asked beside the pack's questions: who tells (a name of enum teller), the day it happened
 * as 2026-11-28, whom it is about, and who tells it and how they are reached. */
#define APPLICATION_LANGUAGE                                                                       \
    ".language" /* en, cy: whether it was asked; application_speak keeps it */
#define APPLICATION_TELLER ".teller"
#define APPLICATION_HAPPENED ".happened"
#define APPLICATION_NAME ".name"
#define APPLICATION_BIRTH_DATE ".birth_date"
#define APPLICATION_ADDRESS ".address"
#define APPLICATION_CHECK ".check" /* what is asked for with a resume code, where nothing else is */
#define APPLICATION_TOLD_BY ".told_by"
#define APPLICATION_REACHED ".reached" /* telephone or e-mail of whoever tells */
#define APPLICATION_SUBJECT ".subject" /* SOURCE:ROW, or "self" of who is signed in; "": as named */

struct application_entry {
    struct str name, text; /* text "": asked, and nothing said; or kept no longer */
    struct str who;        /* login; "": the resident */
    enum channel channel;
    int64_t at, ended; /* ended 0: it stands */
};

/* struct application - all of one; texts and lists are in the arena. */
struct application {
    int64_t number;
    char id[EVENT_ID_TEXT_MAX];
    struct str type;
    enum access_language language;
    int64_t record; /* of a resident who is signed in; 0: nobody */
    int mention;
    int64_t begun, changed;
    bool saved, dead;      /* it has a resume code; that is dead */
    struct str check_item; /* which answer is asked with the code */
    int64_t sent;          /* 0: in progress */
    char event[EVENT_ID_TEXT_MAX];
    size_t count;
    struct application_entry *entries; /* in the order in which they were typed */
    struct arena arena;
};

/* ---- begun, answered ---- */

/* application_begin - a new one of that type; record 0: of nobody who is signed in.
 * application_put - what somebody typed, in place of what stood; the same text once more is
 *     nothing new. who: a login, "": the resident. text "": it was asked, and nothing was said.
 * application_speak - in which language whoever tells it is answered.
 * Errors: ERR_INPUT a text that is too long or no UTF-8; ERR_CONFLICT it was sent; ERR_LIMIT too
 *         many entries; ERR_NOTFOUND; those of the store. */
struct application_beginning {
    struct str type;
    enum access_language language;
    int64_t record;
    int mention;
    int64_t now;
};
int application_begin(struct db *db, const struct application_beginning *beginning, int64_t *ret,
                      struct err *err);
struct application_typed {
    struct str name, text, who;
    enum channel channel;
    int64_t now;
};
int application_put(struct db *db, struct seal *seal, int64_t application,
                    const struct application_typed *typed, struct err *err);
int application_speak(struct db *db, int64_t application, enum access_language language,
                      struct err *err);

/* ---- read ---- */

/* application_read - all of it. *ret: free it with application_free in any case; start from zero.
 * Errors: ERR_NOTFOUND there is none, or it was kept for long enough at `now`; those of the store.
 * application_text - what stands of that name; "": nothing. application_asked - was it asked? Pure.
 * application_named - the number of an id, as somebody says it; 0: none. */
int application_read(struct db *db, struct seal *seal, int64_t number, int64_t now,
                     struct application *ret, struct err *err);
void application_free(struct application *application);
struct str application_text(const struct application *application, const char *name);
bool application_asked(const struct application *application, const char *name);
int application_named(struct db *db, struct str id, int64_t *ret, struct err *err);

/* applications_of_mention - those in progress of a resident who is signed in; applications_of_staff
 * - those in progress in which that login typed something. The newest first, added to ret.
 * applications_sent_of - those that a resident who is signed in has sent, likewise.
 * application_of_event - the newest that became that event, sent by a resident who is signed in; 0:
 * they sent none. */
int applications_of_mention(struct db *db, int64_t record, int mention, int64_t now,
                            struct whole_list *ret, struct err *err);
int applications_sent_of(struct db *db, int64_t record, int mention, struct whole_list *ret,
                         struct err *err);
int applications_of_staff(struct db *db, struct str who, int64_t now, struct whole_list *ret,
                          struct err *err);
int application_of_event(struct db *db, struct str event, int64_t record, int mention, int64_t *ret,
                         struct err *err);

/* ---- held by a browser ---- */

/* application_holder - of what one session alone knows (session.csrf). Pure.
 * application_hold - that browser has it open from now on.
 * application_held - the newest of that type ("": any) that it has open, or (event not "") the one
 *     that became this event; 0: none.
 * application_last_sent - the event that the newest of that type became, which it had open and
 *     sent; "": none. */
void application_holder(const struct seal *seal, struct str secret,
                        uint8_t ret[APPLICATION_HOLDER_BYTES]);
int application_hold(struct db *db, int64_t application,
                     const uint8_t holder[APPLICATION_HOLDER_BYTES], int64_t now, struct err *err);
int application_held(struct db *db, const uint8_t holder[APPLICATION_HOLDER_BYTES], struct str type,
                     struct str event, int64_t now, int64_t *ret, struct err *err);
int application_last_sent(struct db *db, const uint8_t holder[APPLICATION_HOLDER_BYTES],
                          struct str type, char ret_event[EVENT_ID_TEXT_MAX], struct err *err);

/* ---- saved, taken up again ---- */

/* application_save - a new resume code, as people write it; one that there was is none any more.
 * In:     item: which entry is asked for with it; it has a text. */
int application_save(struct db *db, struct seal *seal, int64_t application, const char *item,
                     char ret_code[APPLICATION_CODE_TEXT_MAX], struct err *err);

/* application_resume - the application of a code. Capitals, spaces and hyphens don't matter, in the
 * answer neither; a day is written as 2026-11-28. What comes of it must be committed, wrong ones
 * too. RESUME_UNKNOWN and RESUME_WRONG are told in one sentence. Errors: those of the store.
 * application_coded - the same by the code alone, for staff who have the person before them or on
 *     the phone; 0: none. */
enum application_resumed { RESUME_FOUND, RESUME_UNKNOWN, RESUME_WRONG, RESUME_DEAD };
int application_resume(struct db *db, struct seal *seal, struct str code, struct str answer,
                       int64_t now, enum application_resumed *ret, int64_t *ret_application,
                       struct err *err);
int application_coded(struct db *db, const struct seal *seal, struct str code, int64_t now,
                      int64_t *ret, struct err *err);

/* ---- sent ---- */

/* application_send - intake_tell of what was answered, and the application is sent, all or nothing.
 * In:     telling: type, pack_version, shadow, answers (application_look.h), channel, known, now,
 *         then, subject; what is left is taken from the application.
 * Out:    *ret; of one that was sent before, the event that it became, and nothing is done.
 * Errors: those of intake_tell; ERR_INPUT names who tells, or a day, that is none. */
int application_send(struct inquiry *inquiry, const struct application *application,
                     const struct telling *telling, struct told *ret, struct err *err);

/* ---- kept for long enough ---- */

/* applications_retire - what nobody touched for APPLICATION_DAYS goes, and what was sent
 * APPLICATION_SENT_DAYS ago; keys are listed to be forgotten (retention.h). dry_run: only count.
 * *ret: how many. Errors: those of the store. */
int applications_retire(struct db *db, int64_t now, bool dry_run, int64_t *ret, struct err *err);

#endif
