/* role_words.c - see role_words.h. */
#include "role_words.h"

static const char *const titles[ROLES] = {
    [ROLE_IGNORE] = TO_SAY("Not used"),
    [ROLE_TITLE] = TO_SAY("Title"),
    [ROLE_GIVEN_NAME] = TO_SAY("Given name"),
    [ROLE_MIDDLE_NAME] = TO_SAY("Middle names"),
    [ROLE_FAMILY_NAME] = TO_SAY("Family name"),
    [ROLE_FORMER_NAME] = TO_SAY("Former family name"),
    [ROLE_FULL_NAME] = TO_SAY("Full name"),
    [ROLE_ORGANISATION] = TO_SAY("Organisation"),
    [ROLE_THING_NAME] = TO_SAY("Name"),
    [ROLE_BIRTH_DATE] = TO_SAY("Date of birth"),
    [ROLE_BIRTH_YEAR] = TO_SAY("Year of birth"),
    [ROLE_BIRTH_MONTH] = TO_SAY("Month of birth"),
    [ROLE_BIRTH_DAY] = TO_SAY("Day of birth"),
    [ROLE_SEX] = TO_SAY("Sex"),
    [ROLE_ADDRESS] = TO_SAY("Address"),
    [ROLE_PREMISE] = TO_SAY("House or flat"),
    [ROLE_STREET] = TO_SAY("Street"),
    [ROLE_TOWN] = TO_SAY("Town"),
    [ROLE_POSTCODE] = TO_SAY("Postcode"),
    [ROLE_UPRN] = TO_SAY("UPRN"),
    [ROLE_PHONE] = TO_SAY("Phone"),
    [ROLE_EMAIL] = TO_SAY("Email"),
    [ROLE_NHS_NUMBER] = TO_SAY("NHS number"),
    [ROLE_NATIONAL_INSURANCE] = TO_SAY("National Insurance number"),
    [ROLE_SINCE] = TO_SAY("Since"),
    [ROLE_UNTIL] = TO_SAY("Until"),
    [ROLE_ATTRIBUTE] = TO_SAY("Attribute"),
    [ROLE_RECORD_ID] = TO_SAY("Number of the record"),
};

const char *role_title(enum language language, enum role role)
{
    return language_say(language, titles[role]);
}
