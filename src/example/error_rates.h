/* error_rates.h - how often each system of the example council goes wrong, and how: one table. */
#ifndef CANTREF_EXAMPLE_ERROR_RATES_H
#define CANTREF_EXAMPLE_ERROR_RATES_H

#include "random.h"

#include <stdbool.h>

enum system {
    SYSTEM_COUNCIL_TAX,
    SYSTEM_ELECTORAL_ROLL,
    SYSTEM_SOCIAL_CARE,
    SYSTEM_SCHOOLS,
    SYSTEM_HOUSING,
    SYSTEM_COUNT
};

/* What may happen to a record or to one of its fields. "Held" errors come from what the system last
 * heard; the others from writing it down. */
enum error {
    /* held */
    ERROR_ADDRESS_OLD,   /* the person moved, the record did not */
    ERROR_NAME_OLD,      /* the person married, the record did not */
    ERROR_SECOND_RECORD, /* after a move or a new name: a second record, the first left as it was */
    /* names */
    ERROR_GIVEN_MISSING,
    ERROR_GIVEN_INITIAL,
    ERROR_GIVEN_PET,    /* Bob for Robert, of those who are called so */
    ERROR_GIVEN_WELSH,  /* the other language's form, of those who use both */
    ERROR_GIVEN_SECOND, /* second given name as first, of those who go by it */
    ERROR_GIVEN_TYPING,
    ERROR_MIDDLE_MISSING,
    ERROR_MIDDLE_INITIAL,
    ERROR_FAMILY_TYPING,
    ERROR_FAMILY_WELSH,      /* of those who use both forms */
    ERROR_FAMILY_HALF,       /* one half of a double name, of those who have one */
    ERROR_FAMILY_UNHYPHENED, /* Evans Jones for Evans-Jones, of those who have one */
    ERROR_NAME_SOUND,        /* written as heard */
    ERROR_NAME_SCAN,         /* misread from paper */
    ERROR_NAMES_SWAPPED,     /* family name in the given name's place */
    ERROR_TITLE_MISSING,
    ERROR_SEX_MISSING,
    ERROR_SEX_WRONG,
    /* birth date */
    ERROR_BIRTH_MISSING,
    ERROR_BIRTH_PLACEHOLDER, /* 01/01/1900 */
    ERROR_BIRTH_SWAPPED,     /* day and month, where both could be either */
    ERROR_BIRTH_DIGIT,
    ERROR_BIRTH_YEAR, /* a year or ten off */
    /* address */
    ERROR_ADDRESS_MISSING, /* TBC, no fixed abode, empty */
    ERROR_STREET_TYPING,
    ERROR_STREET_SHORT, /* Rd, St, Ave */
    ERROR_STREET_WELSH, /* the other language's name, where a street has two */
    ERROR_LOCALITY_MISSING,
    ERROR_TOWN_MISSING,
    ERROR_TOWN_WELSH,
    ERROR_POSTCODE_MISSING,
    ERROR_POSTCODE_WRONG,
    ERROR_POSTCODE_UNSPACED,
    ERROR_MOVE_DAY, /* a move is entered under another day, up to four weeks off */
    /* identifiers and contacts */
    ERROR_UPRN_MISSING,
    ERROR_NHS_MISSING,
    ERROR_NHS_PLACEHOLDER,
    ERROR_NHS_WRONG,
    ERROR_NI_MISSING,
    ERROR_NI_WRONG,
    ERROR_PHONE_MISSING,
    ERROR_PHONE_PLACEHOLDER,
    ERROR_PHONE_WRONG,
    ERROR_EMAIL_MISSING,
    ERROR_EMAIL_PLACEHOLDER,
    ERROR_EMAIL_WRONG,
    ERROR_COUNT
};

/* Whom a system holds: chances in a thousand. */
enum coverage {
    COVERAGE_ELECTOR,        /* of people of 16 and over, at home or abroad */
    COVERAGE_CARE_CHILD,     /* under 18 */
    COVERAGE_CARE_ADULT,     /* 18 to 64 */
    COVERAGE_CARE_OLD,       /* 65 and over */
    COVERAGE_CARE_HOME,      /* of people in care homes */
    COVERAGE_PUPIL,          /* of children of school age */
    COVERAGE_CLOSED_ACCOUNT, /* council tax: of moves in the last six years, old account exported */
    COVERAGE_COUNT
};

/* error_happens - draws: does `error` strike this time in `system`? */
bool error_happens(struct random *random, enum system system, enum error error);

/* error_per_1000 - the table's entry, 0 … 1000. error_source - where it comes from. */
int error_per_1000(enum system system, enum error error);
const char *error_source(enum error error);

/* coverage_happens - draws: is this one held? */
bool coverage_happens(struct random *random, enum coverage coverage);

#endif
