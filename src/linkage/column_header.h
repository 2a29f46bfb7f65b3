/* column_header.h - what the words at the head of a column say: whose it is, and which role.
 *
 *   "Parent1_Forename"  → words "parent 1 forename"  subject "parent 1"  given_name 1.0
 *   "res_city_desc"     → words "res city desc"      subject ""          town 1.0
 *   "corrAddress2"      → words "corr address 2"     an address elsewhere, address 1.0, number 2
 *
 * Pure. Header words are those of role_table and of the table of subjects in column_header.c. */
#ifndef CANTREF_LINKAGE_COLUMN_HEADER_H
#define CANTREF_LINKAGE_COLUMN_HEADER_H

#include "role.h"

enum { HEADER_BYTES = 160, HEADER_TOKENS = 20, SUBJECT_BYTES = 64 };

enum header_owner {
    OWNER_NONE,     /* says nothing of whose it is */
    OWNER_MAIN,     /* the person the row is about: pupil, tenant, customer */
    OWNER_OTHER,    /* somebody beside: parent, joint tenant, partner, landlord */
    OWNER_THING,    /* something that is no resident: school, employer, GP, officer */
    OWNER_ELSEWHERE /* an address they have left or only get letters at */
};

struct column_header {
    char words[HEADER_BYTES];    /* folded, one space between */
    char subject[SUBJECT_BYTES]; /* "parent 1"; "" */
    enum header_owner owner;
    int owner_rank;         /* place in the table of subjects: the lower, the likelier to be main */
    int number;             /* a number that is not part of the subject; 0: none */
    double strength[ROLES]; /* 0 … 1: how plainly the words name the role */
    int unknown_words;      /* words beside subject, role and filler */
    bool meaningless;       /* no header, or filler only */
};

/* header_read - take a header apart. has_header false: everything unknown. */
void header_read(struct str header, bool has_header, struct column_header *ret);

/* header_order - < 0, 0, > 0: in which order two columns of one role are joined or tried:
 * flat before building before number; mobile before home before work; then by number. */
int header_order(const struct column_header *a, const struct column_header *b);

#endif
