/* own_log.h - a resident's own log: who looked at this person's data, when, what for, under what
 * law, and which kinds of it.
 *
 *     person ─► mentions, each as long as it was theirs ─► leaves that name one, or everybody
 *                                                           │ sealed: counted by the month
 *                                                           └ else: told, without any name
 *
 * What it tells is of this person alone: of a leaf about several, nothing says that there were
 * others, or who was looked for. Staff are told by department and role. UK GDPR Article 15(1)
 * gives dates and purposes, and not who on the staff it was, unless that is essential to use one's
 * rights: Court of Justice of the European Union, 22 June 2023, Pankki S, C-579/21,
 * ECLI:EU:C:2023:501; courts here may have regard to it, and need not follow it (European Union
 * (Withdrawal) Act 2018 section 6). Why this, and no more: docs/decisions/0017. */
#ifndef CANTREF_VIEW_OWN_LOG_H
#define CANTREF_VIEW_OWN_LOG_H

#include "inquiry.h"

/* struct own_entry - a response that named the person. Texts and lists are in the log's arena. */
struct own_entry {
    uint64_t leaf;
    int64_t time_ms; /* since 1970, UTC */
    enum audit_kind kind;
    bool everybody;                     /* it was about all people of the home */
    const struct bilingual *department; /* of who asked, as it is called now; NULL: not known */
    struct str roles;                   /* of who asked, as it was logged: one or more, commas */
    struct str purpose;                 /* its id; "": none was stated */
    const struct purpose *definition;   /* of the purpose, as it is now; NULL: it is no more */
    struct str legal_basis, rule;
    bool has_case;
    bool by_self;             /* they themselves, on a page that is for whoever is signed in,
                                           or signing in */
    bool by_speaker;          /* whoever may speak for them, on such a page */
    bool by_trigger;          /* a program looked, in the name of whoever switched it on */
    struct str partner;       /* whose system told of it; who answers for it is named; "": none's */
    const struct str *fields; /* names of categories, and inquiry_log_field … */
    size_t field_count;
};

/* struct own_month - sealed entries of a month (audit_month). */
struct own_month {
    int month;
    uint64_t count;
};

/* struct own_log - start from zero; end with own_log_free. */
struct own_log {
    struct own_entry *entries; /* the newest first */
    size_t count;
    struct own_month *sealed; /* the newest first */
    size_t sealed_count;
    uint64_t destroyed;      /* leaves of months whose details are destroyed, whomever they named */
    int destroyed_until;     /* the last such month */
    uint64_t perhaps_others; /* entries about a record from before it was changed and became this
                                person's: whose it was then is not known */
    const struct str *sources; /* that the person's records are in */
    size_t source_count;
    const struct str *apart; /* sources that may not be joined with these: to be asked for by row */
    size_t apart_count;
    struct arena arena;
};

/* own_log_read - of one person, as view_of_mention gives them.
 * In:     set: of the purpose's sources, in which the person was found.
 * Errors: those of audit_find_subject, audit_read and the store.
 * Cost: a look-up a mention, and 256 leaves read for each that is found. */
int own_log_read(struct inquiry *inquiry, const struct view_person *person, size_t set,
                 struct own_log *ret, struct err *err);
void own_log_free(struct own_log *log);

/* own_log_prove - a file that shows an entry to be in the signed log (audit_proof_file.h), with its
 * purpose and what it says of this person opened, and nothing of who asked; added to out.
 * Errors: ERR_NOTFOUND when it is no entry of this log; those of audit_prove. */
int own_log_prove(struct inquiry *inquiry, const struct own_log *log,
                  const struct view_person *person, uint64_t leaf, struct buf *out,
                  struct err *err);

#endif
