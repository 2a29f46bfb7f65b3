/* audit_leaf.h - one leaf of the log: what was answered to whom, as bytes that are hashed.
 *
 *    0   7   "cantref"
 *    7   1   version of this layout: 1
 *    8   1   kind: answer, refusal …                                  in clear: anybody who has the
 *    9   1   1: sealed (of an investigation), else 0                  log may count and date
 *   10   8   time: milliseconds since 1970, UTC                       what was answered
 *   18   4   part, from 1 }  a response about many is
 *   22   4   parts        }  several leaves, one after another
 *   26   2   commitments that follow: 3 and one for each subject
 *   28  33   what (1 who, 2 purpose, 3 case, 4 subject) and SHA-256(salt ‖ what ‖ value), each
 *        24  nonce
 *            detail: XChaCha20-Poly1305 under the key of the leaf's month, all above authenticated
 *        16  its tag
 *
 * Numbers are big-endian. The detail names who, why and whom: ids and names of fields, never a
 * value of a person. It holds the leaf's secret too, from which the salt (16 bytes) of each
 * commitment follows: who has the detail can show one of them to somebody and hide the others. When
 * the month's key is destroyed, what was committed to can't be guessed, and the leaf's hash, its
 * place and its time stand. A leaf has at most 65,535 bytes, as tlog-tiles has it.
 *
 * Detail: secret (32 bytes), the response's id (16), then, as pack.h has numbers and texts: who,
 * role, purpose, its version, legal basis, case, system, rule, reason, how many were found, the
 * number of subjects, and each: entity; count of mentions and each; 0: the fields of the subject
 * before, or their count and 1 more, and each; then 0x80 and zeros to a multiple of 32 bytes, so
 * that its length tells little. */
#ifndef CANTREF_AUDIT_LEAF_H
#define CANTREF_AUDIT_LEAF_H

#include "memory.h"

enum {
    AUDIT_LEAF_BYTES_MAX = 65535,
    AUDIT_TEXT_BYTES_MAX = 1024, /* of each text */
    AUDIT_SECRET_BYTES = 32,
    AUDIT_SALT_BYTES = 16,
    AUDIT_ID_BYTES = 16,
    AUDIT_DETAIL_KEY_BYTES = 32,
    AUDIT_COMMITMENT_BYTES = 32
};

enum audit_kind {
    AUDIT_ANSWER = 1,  /* fields of persons were shown */
    AUDIT_EMPTY,       /* nobody was found */
    AUDIT_REFUSAL,     /* not allowed: the rule says why */
    AUDIT_BREAK_GLASS, /* shown against the rule, with a reason */
    AUDIT_CHANGE,      /* of a purpose, a gateway, a seal, a decision, staff */
    AUDIT_RECOVERY     /* the log was opened after a crash, and an unfinished end was cut off */
};
enum { AUDIT_KIND_LAST = AUDIT_RECOVERY };

enum audit_commitment_of { AUDIT_OF_WHO = 1, AUDIT_OF_PURPOSE, AUDIT_OF_CASE, AUDIT_OF_SUBJECT };
enum { AUDIT_COMMITMENTS_FIXED = 3 };

/* struct audit_subject - whom it was about: entity by the id that was shown, its mentions as they
 * were then (numbers from 0 that stay theirs), the names of the fields shown or asked for. */
struct audit_subject {
    struct str entity;
    const int64_t *mentions;
    size_t mention_count;
    const struct str *fields;
    size_t field_count;
};

/* struct audit_response - what a leaf tells. Texts that don't apply are "". */
struct audit_response {
    enum audit_kind kind;
    bool is_sealed; /* not to be told to the resident, only counted */
    struct str who, role;
    struct str purpose, purpose_version, legal_basis;
    struct str case_reference;
    struct str system; /* that asked: "cantref view" */
    struct str rule;   /* that decided */
    struct str reason; /* given, when the glass was broken */
    uint64_t found;    /* how many there were, when not all are named */
    const struct audit_subject *subjects;
    size_t subject_count;
};

/* struct audit_leaf - a leaf's parts, slices of its bytes. */
struct audit_leaf {
    enum audit_kind kind;
    bool is_sealed;
    int64_t time_ms;
    uint32_t part, parts;
    size_t commitment_count;
    struct str commitments; /* 33 bytes each */
    struct str head;        /* all that is authenticated */
    struct str nonce, sealed;
};

/* struct audit_detail - what it says, in an arena. response.subjects are those of this part. */
struct audit_detail {
    struct audit_response response;
    uint8_t response_id[AUDIT_ID_BYTES]; /* the same in all its parts */
    uint8_t secret[AUDIT_SECRET_BYTES];
};

/* struct audit_leaf_place - which part of a response, with which of its subjects. */
struct audit_leaf_place {
    int64_t time_ms; /* from 1970 on */
    uint32_t part, parts;
    size_t subject_first, subject_count;
    const uint8_t *response_id;
};

/* audit_leaf_split - how many of the subjects from `first` on fit into one leaf, at least 1 when
 * there are any.
 * Errors: ERR_LIMIT when that one has too many mentions or fields, or a text is too long; ERR_INPUT
 *         for a kind that there is none of, or a mention below 0. */
int audit_leaf_split(const struct audit_response *response, size_t first, size_t *ret_count,
                     struct err *err);

/* audit_leaf_write - a leaf, added to out. In: place: as audit_leaf_split gave it; key: the
 * month's. Cost: 6 µs and 1 µs a subject. Safe from any thread. */
void audit_leaf_write(const struct audit_response *response, const struct audit_leaf_place *place,
                      const uint8_t key[AUDIT_DETAIL_KEY_BYTES], struct buf *out);

/* audit_leaf_parse - the parts of a leaf, whose bytes must stay. Errors: ERR_INPUT. Pure. */
int audit_leaf_parse(struct str leaf, struct audit_leaf *ret, struct err *err);

/* audit_leaf_open - the detail. Out: texts and lists in the arena. Errors: ERR_INPUT when it isn't
 * what was sealed, under another key, or not what its commitments say. */
int audit_leaf_open(const struct audit_leaf *leaf, const uint8_t key[AUDIT_DETAIL_KEY_BYTES],
                    struct arena *arena, struct audit_detail *ret, struct err *err);

/* audit_salt - of commitment `number` (from 0) of a leaf with that secret. audit_commitment - to a
 * value: who, purpose and case as they are; a subject as audit_subject_value has it: entity,
 * mentions and fields, packed, added to out. Pure. */
void audit_salt(const uint8_t secret[AUDIT_SECRET_BYTES], size_t number,
                uint8_t ret[AUDIT_SALT_BYTES]);
void audit_commitment(const uint8_t salt[AUDIT_SALT_BYTES], enum audit_commitment_of what,
                      struct str value, uint8_t ret[AUDIT_COMMITMENT_BYTES]);
void audit_subject_value(const struct audit_subject *subject, struct buf *out);

/* audit_month - the month of a time, counted from the year 0: 12 * year + month - 1. */
int audit_month(int64_t time_ms);

#endif
