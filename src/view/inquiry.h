/* inquiry.h - a question about people, from who asks to the leaf in the audit log: what every
 * command that shows somebody's data goes through.
 *
 *     inquiry_open   home, purposes, audit log; may this be asked?   no: a leaf says so, ERR_DENIED
 *     … find, view, read, into memory …
 *     inquiry_tell   the answer's leaf, on disk                       fails: nothing may be shown
 *     … only now is it printed …
 *     inquiry_close
 */
#ifndef CANTREF_VIEW_INQUIRY_H
#define CANTREF_VIEW_INQUIRY_H

#include "audit.h"
#include "picture_pool.h"
#include "view.h"

/* The purpose of work on the picture itself, where none is named. */
#define INQUIRY_DATA_QUALITY "data_quality_review"

struct inquiry_options {
    const char *start;  /* the folder from which the home is looked for */
    const char *system; /* that asks: "cantref view" */
    const char *who;    /* login of who asks; NULL: whoever runs this program (staff_asker). For a
                           server that knows its users by itself */
    const char *roles;  /* of theirs, those that may be used now, blanks between; NULL, "": all */
    const char *purpose, *case_reference, *break_glass; /* "" for none */
    int32_t day;                                        /* days since 1970, London */
    enum access_language language;
    int64_t at;         /* what was known then; 0: now (shown_at of picture.h) */
    const char *asked;  /* id or SOURCE:ROW of whom it is about, for the leaf of a refusal; "" */
    bool resident_asks; /* the person whom it is about asks, through whoever runs this */
    bool log_was_lost;  /* the newest copy of the log is gone: go on without (log_witness.h) */
};

struct inquiry {
    struct picture picture;
    struct home_access access;
    struct audit *audit;
    struct viewing viewing;
    const char *system;
    struct str asked;        /* of the options */
    int64_t shown_at;        /* likewise, where there is a pool */
    struct source_set shown; /* inquiry_show_joined */
    struct arena arena;
    struct arena leaf;         /* the one that is being made */
    struct picture_pool *pool; /* inquiry_open_beside: where its pictures are from, and purposes and
                                  log are another's; NULL: it has its own */
    uint64_t log_had, log_has; /* leaves: when it was last seen, and when it was opened */
    bool has_access;
};

/* inquiry_open - the home locked, its purposes read, the log open, and whether this may be asked
 * at all. A refusal is in the log when this returns.
 * Out:    *ret, to be closed with inquiry_close in any case; start from zero.
 * Errors: those of picture_open, home_access_open, audit_open, log_witness_check, viewing_open. */
int inquiry_open(const struct inquiry_options *options, struct inquiry *ret, struct err *err);

/* inquiry_open_home - the same without asking: for what shows nobody's data and has rules of its
 * own as to who may. inquiry_ask - then, may this be asked? purpose: of the options, or another.
 * Errors: those of inquiry_open. */
int inquiry_open_home(const struct inquiry_options *options, struct inquiry *ret, struct err *err);
int inquiry_ask(struct inquiry *inquiry, const char *purpose, struct err *err);

/* inquiry_open_beside - for one more thread of the program: purposes and log are those of `of`, the
 * pictures from a pool beside its picture, which both must outlive it. Then inquiry_ask for each
 * question, which takes a picture; the question's leaf, or closing, lets it go: it is never held
 * while anything is waited for.
 * Errors: those of staff_asker. From any thread. */
int inquiry_open_beside(const struct inquiry *of, struct picture_pool *pool,
                        const struct inquiry_options *options, struct inquiry *ret,
                        struct err *err);

/* inquiry_again - a home that is open stands for another question, as if inquiry_open_home had been
 * called with these options: for a server, whose requests have it in turn. What the options say
 * must last until the next time. Errors: those of staff_asker. */
int inquiry_again(struct inquiry *inquiry, const struct inquiry_options *options, struct err *err);

/* inquiry_act - may this be done, which is no looking (purpose.h)? Under the purpose that was
 * named, or, "", the one that is for it. inquiry_open_act - inquiry_open_home, then that.
 * Errors: those of inquiry_open; ERR_DENIED the purpose is not for it: in the log, too;
 *         ERR_NOTFOUND none was named, and none or several are. */
int inquiry_act(struct inquiry *inquiry, const char *purpose, enum purpose_act act,
                struct err *err);
int inquiry_open_act(const struct inquiry_options *options, enum purpose_act act,
                     struct inquiry *ret, struct err *err);

/* inquiry_close - Errors: those of log_witness_keep and audit_close; all that was told is in the
 * log all the same. */
int inquiry_close(struct inquiry *inquiry, struct err *err);

/* inquiry_show_joined - from now on the picture is read as it would be had only those sources been
 * connected that the purpose uses and its gateways join (the first of its sets): for work on the
 * picture as a whole, such as reviews and exports. *ret_left_out: how many of the home's sources,
 * with records, are not among them. Errors: those of the store. */
int inquiry_show_joined(struct inquiry *inquiry, size_t *ret_left_out, struct err *err);

/* inquiry_tell - what is about to be shown of these people, on disk in the log. found: how many
 * there were, those that are not among them too. No people: an empty answer, unless found is
 * greater than 0. inquiry_tell_everybody - of an answer about all people of the home.
 * Errors: those of audit_append. Nothing may be shown then. */
int inquiry_tell(struct inquiry *inquiry, const struct view_person *const *people, size_t count,
                 uint64_t found, struct err *err);
int inquiry_tell_everybody(struct inquiry *inquiry, uint64_t found, struct err *err);

/* inquiry_refuse - the refusal of one person's view (code: ERR_DENIED, as view_of_mention gave
 * it), in the log with whom it was about. Returns code, or the error of audit_append. */
int inquiry_refuse(struct inquiry *inquiry, const struct view_person *person, int code,
                   struct err *err);

/* inquiry_tell_log - that the log was shown, as far as it is about this person.
 * inquiry_tell_leaves - that so many leaves were shown, or findings about them, and these people's
 * ids with them. Errors: likewise. */
int inquiry_tell_log(struct inquiry *inquiry, const struct view_person *person, uint64_t found,
                     struct err *err);
int inquiry_tell_leaves(struct inquiry *inquiry, const struct audit_subject *subjects, size_t count,
                        uint64_t found, struct err *err);

/* inquiry_tell_events - that life events of these people were shown, or, where change, that one is
 * told or changed; nobody: one that names nobody. Errors: likewise. */
int inquiry_tell_events(struct inquiry *inquiry, const struct view_person *const *people,
                        size_t count, uint64_t found, bool change, struct err *err);

/* inquiry_tell_event_view - that a life event was shown, and what follows from what is held of whom
 * it is about: what was read of them and of those related is told, too. other: who is named by it
 * besides; NULL: nobody. Errors: likewise. */
int inquiry_tell_event_view(struct inquiry *inquiry, const struct view *view,
                            const struct view_person *other, struct err *err);

/* inquiry_tell_contact - that how these people are reached was shown: phone, e-mail, address, as
 * far as the views have them, and what they said of it; or, where change, that they say something
 * of it. Errors: likewise. */
int inquiry_tell_contact(struct inquiry *inquiry, const struct view_person *const *people,
                         size_t count, uint64_t found, bool change, struct err *err);

/* inquiry_tell_signing - that this person is given the means to sign in, or signs in: as, one of
 * the three fields below, says which, in their own log too. Errors: likewise; it may not be done
 * then. */
int inquiry_tell_signing(struct inquiry *inquiry, const struct view_person *person,
                         const struct str *as, struct err *err);

/* inquiry_log_change - something is about to be done to the log, or was decided about it: rule
 * says what, about says of which month or finding. Errors: likewise; it may not be done then. */
int inquiry_log_change(struct inquiry *inquiry, struct str rule, struct str about,
                       struct str reason, uint64_t found, struct err *err);

/* inquiry_tell_mentions - of all that the purpose may see of count mentions (disclosure_subject),
 * under one name. inquiry_tell_change - that something is decided or changed: name is an entity's
 * id, whose mentions are told then, or says what it is. */
int inquiry_tell_mentions(struct inquiry *inquiry, struct str name, const int64_t *mentions,
                          size_t count, struct err *err);
int inquiry_tell_change(struct inquiry *inquiry, struct str name, struct err *err);

/* inquiry_tell_change_of - the same of count mentions (disclosure_subject), under a name that is no
 * entity's. Errors: likewise. */
int inquiry_tell_change_of(struct inquiry *inquiry, struct str name, const int64_t *mentions,
                           size_t count, struct err *err);

/* inquiry_tell_view - inquiry_tell of a view: the one looked up, and those related. */
int inquiry_tell_view(struct inquiry *inquiry, const struct view *view, struct err *err);

/* A mention as the log has it: disclosure_subject; this one stands for everybody. */
enum { INQUIRY_EVERYBODY = 0 };

/* What the system that asks begins with when it is a trigger, which nobody sits before. */
#define INQUIRY_TRIGGER "trigger:"

/* And when it is a page of residents' own data, which shows nobody else's (routes "resident_me_…",
 * to whoever is signed in as the one it is about). */
#define INQUIRY_OWN_PAGE "page:resident_me"

/* And when it is a page on which whoever may speak for somebody sees for whom. */
#define INQUIRY_SPEAKER_PAGE "page:resident_speaker"

/* And when a partner's system has sent something. */
#define INQUIRY_PARTNER "partner:"

/* What a subject's field is called when the log itself was shown. */
extern const struct str inquiry_log_field;

/* And when life events were, or how somebody wants to be reached. */
extern const struct str inquiry_event_field;
extern const struct str inquiry_contact_field;

/* And when what they ask for about their data was, or what is marked of them. */
extern const struct str inquiry_rights_field;

/* And when they were given a one-time code, have signed in, or have bound a sign-on to themselves,
 * by which they sign in from then on. */
extern const struct str inquiry_code_field;
extern const struct str inquiry_signed_in_field;
extern const struct str inquiry_sign_on_field;

#endif
