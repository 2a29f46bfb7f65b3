/* access_told.h - what somebody has begun to tell, or staff about them, and not sent, and who may
 * speak for whom, as subject access tells of it: UK GDPR Article 15, what is about others left out
 * (Article 15(4); Data Protection Act 2018, Schedule 2, paragraph 16).
 *
 *     an application of their own      all answers; who of the staff typed one, nobody learns
 *     one about somebody else          whom it is about, and what is said of them, is left out
 *     one that staff typed of them     what is said of them, to be read before it is given where
 *                                      somebody else said it; who that was is left out
 *     an authority they have given     to whom, if they said so themselves; not what was seen
 *     one by which they speak          what they are called; for whom is left out
 *
 * All is added as held_cell, so that it reads as the records do. */
#ifndef CANTREF_ENGINE_ACCESS_TOLD_H
#define CANTREF_ENGINE_ACCESS_TOLD_H

#include "json_writer.h"
#include "subject_access.h"

enum access_told_kind { TOLD_APPLICATION, TOLD_AUTHORITY, TOLD_KINDS };

struct access_told {
    enum access_told_kind kind;
    int64_t at; /* seconds: begun, made */
    size_t count;
    struct held_cell *cells;
};

struct access_tellings {
    size_t count, redacted;
    struct access_told *at;
};

/* access_tellings_read - of a person by all their mentions (disclosure_subject). Texts in arena.
 * Errors: those of the store.
 * access_tellings_json - "applications" and "authorities", of the object that is open. */
int access_tellings_read(struct arena *arena, struct picture *picture,
                         const struct whole_list *subjects, int64_t now,
                         struct access_tellings *ret, struct err *err);
void access_tellings_json(struct json_writer *json, const struct access_tellings *tellings);

#endif
