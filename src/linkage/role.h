/* role.h - what a column says of whom: one table of roles.
 *
 * A role is one row of role_table: its name in mapping files, the words a header uses for it, how
 * one cell of it is read, and how many of a column's values must read as it before it is believed.
 * To add a role: a value in enum role, its row in role.c, and, when it fills a field of its own,
 * the field in mention.h; mention_build.c reads single-cell roles through this table. */
#ifndef CANTREF_LINKAGE_ROLE_H
#define CANTREF_LINKAGE_ROLE_H

#include "date.h"
#include "mention.h"
#include "text.h"

enum role {
    ROLE_IGNORE, /* not used for linking */
    ROLE_TITLE,
    ROLE_GIVEN_NAME,
    ROLE_MIDDLE_NAME,
    ROLE_FAMILY_NAME,
    ROLE_FORMER_NAME,
    ROLE_FULL_NAME,
    ROLE_ORGANISATION,
    ROLE_THING_NAME, /* of something that is no person: a product, a restaurant */
    ROLE_BIRTH_DATE,
    ROLE_BIRTH_YEAR,
    ROLE_BIRTH_MONTH,
    ROLE_BIRTH_DAY,
    ROLE_SEX,
    ROLE_ADDRESS, /* a whole address, or one of several lines in order */
    ROLE_PREMISE,
    ROLE_STREET,
    ROLE_TOWN,
    ROLE_POSTCODE,
    ROLE_UPRN,
    ROLE_PHONE,
    ROLE_EMAIL,
    ROLE_NHS_NUMBER,
    ROLE_NATIONAL_INSURANCE,
    ROLE_SINCE,     /* when what the row says began: a liability, a tenancy */
    ROLE_UNTIL,     /* when it ended */
    ROLE_ATTRIBUTE, /* any other informative column, compared as it is */
    ROLE_RECORD_ID, /* the source's own number of the row */
    ROLES
};

enum role_flag {
    ROLE_MANY = 1,     /* several columns of one subject may have it, in order */
    ROLE_SHARED = 2,   /* without a subject in its header it belongs to everybody in the row */
    ROLE_NAMES = 4,    /* somebody is there when one of these is filled */
    ROLE_PERSONAL = 8, /* only a person has it */
    ROLE_NUMBERED = 16 /* several columns only when their headers count: name 1, name 2 */
};

enum { ROLE_TEXT_MAX = TEXT_BYTES_MAX };

/* What else a cell's reading depends on. */
struct role_context {
    enum date_order date_order;
    int latest_year; /* two-digit years fall in the hundred years that end with it */
};

/* role_read - one cell as standardised text, NUL-terminated. False: nothing there is understood.
 * Pure. */
typedef bool role_read(struct str cell, const struct role_context *context,
                       char ret[ROLE_TEXT_MAX]);

/* role_test - does the cell look like this role? folded: as text_fold gives it. */
typedef bool role_test(struct str cell, struct str folded);

struct role_info {
    const char *name;         /* in mapping files */
    int field;                /* the field it fills alone; -1: several, or none */
    unsigned flags;           /* enum role_flag */
    double share_with_header; /* of values that must pass when the header names it */
    double share_alone;       /* the same when the header says nothing; 2: never by values alone */
    role_test *test;          /* NULL: any text */
    role_read *read;          /* NULL: read together with other columns (mention_build.c) */
    const char *words;        /* header words, folded; phrases separated by | */
};

extern const struct role_info role_table[ROLES];

/* role_is_date - is a cell of it a whole date, so that day or month may come first? */
bool role_is_date(enum role role);

/* role_find - the role of that name, or ROLES. */
enum role role_find(struct str name);

/* role_is_code - letters and digits as a register gives them out: at least one digit, no more than
 * two words. */
bool role_is_code(struct str folded);

/* role_is_identity - do these folded header words name a number that a state gives to a person
 * or a thing (passport, social security)? Then it is evidence even if nearly unique. */
bool role_is_identity(struct str words);

/* role_has_street_word - does a folded text hold a word for a street in a common language? */
bool role_has_street_word(struct str folded);

#endif
