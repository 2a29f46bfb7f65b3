/* example_cases.h - pairs of mentions that are hard to judge, with the answer: so that a test can
 * count how many of each kind came out right. */
#ifndef CANTREF_EXAMPLE_EXAMPLE_CASES_H
#define CANTREF_EXAMPLE_EXAMPLE_CASES_H

#include "export.h"

#include <stdio.h>

enum case_kind {
    /* different people */
    CASE_TWINS,
    CASE_FATHER_AND_SON, /* of one name at one address */
    CASE_COUPLE,         /* of one family name */
    CASE_SIBLINGS,
    CASE_LODGERS, /* strangers under one roof */
    CASE_CARE_HOME,
    CASE_NAMESAKES, /* of one name, elsewhere */
    CASE_ESTATE,    /* a person, and the estate of that person */
    /* the same person */
    CASE_MOVED,
    CASE_MARRIED,
    CASE_MOVED_AND_MARRIED,
    CASE_NICKNAME,
    CASE_WELSH_FORM,
    CASE_SECOND_NAME, /* called by the second given name */
    CASE_JOINT_ACCOUNT,
    CASE_DUPLICATE, /* two records in one system */
    CASE_KINDS
};

enum { CASES_WRITTEN_MAX = 200 }; /* of each kind */

extern const char *const case_names[CASE_KINDS];
/* case_same - is it one person? */
bool case_same(enum case_kind kind);

/* cases_write - find the block's cases in what the five systems made (rows numbered already), count
 * them all into counts, and write the first CASES_WRITTEN_MAX of each kind:
 * kind,source_a,row_a,mention_a,source_b,row_b,mention_b,same. */
void cases_write(const struct export exports[SYSTEM_COUNT], struct random *random,
                 uint64_t counts[CASE_KINDS], FILE *out);

#endif
