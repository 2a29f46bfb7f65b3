/* subject_access.h - all that a home holds of a person, for that person: UK GDPR Article 15.
 *
 *     entity ─► records that speak, or spoke, of them ─► every version ─► cells
 *                                                          │ whose is each column?
 *                                                          ▼
 *                              shown · redacted, somebody else's · shown, to be read by a person
 *
 * Purposes and their levels of detail are for staff and have no say here: what is held is told in
 * full. What is somebody else's is not told (Article 15(4); Data Protection Act 2018 Schedule 2
 * paragraph 16), by rule and a cell at a time, on the safe side, and each such cell is listed, so
 * that a person looks at it before the answer goes out: the law wants a weighing, not a rule.
 *
 * The rule: a row that names the person alone is shown whole; texts in columns that no role
 * explains are listed to be read, since they may name others. Of a row that names others too,
 * places, times and the source's reference are shown, and columns that are known to be the
 * person's alone; all else is redacted. A version in which the person can't be told from others is
 * redacted but for places and times. */
#ifndef CANTREF_VIEW_SUBJECT_ACCESS_H
#define CANTREF_VIEW_SUBJECT_ACCESS_H

#include "viewing.h"

enum held_state {
    HELD_SHOWN,
    HELD_TO_READ,   /* shown, and listed: free text */
    HELD_SHARED,    /* redacted: names somebody else in the same cell */
    HELD_OTHERS,    /* redacted: somebody else's */
    HELD_NOT_KNOWN, /* redacted: not known whose */
    HELD_STATES
};
extern const char *const held_state_names[HELD_STATES + 1];

struct held_cell {
    struct str column, text; /* "" when it is redacted */
    enum held_state state;
};

struct held_version {
    struct str source;
    int64_t record, version, row;
    int64_t from, to; /* seconds since 1970; to 0: it stands */
    bool erased;      /* nothing of it is left */
    size_t count;
    struct held_cell *cells; /* those that are not empty */
};

/* struct held - everything, by source, record and version. Texts are in the arena. */
struct held {
    size_t count, capacity;
    struct held_version *versions;
    size_t records, redacted, to_read;
    struct whole_list mentions; /* disclosure_subject */
    struct arena arena;
};

/* held_read - of an entity by its number; seal: the act that seals them, if the asker may see them
 * all the same, else 0.
 * In:     nobody writes meanwhile. Who may ask was decided (viewing_open).
 * Out:    *ret, to be freed with held_free in any case, which wipes it; start from zero.
 * Errors: those of the store. Cost: some 100 µs a version. */
int held_read(struct picture *picture, int64_t entity, int64_t seal, struct held *ret,
              struct err *err);
void held_free(struct held *held);

#endif
