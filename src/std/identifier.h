/* identifier.h - national identifiers and other codes. Pure. */
#ifndef CANTREF_STD_IDENTIFIER_H
#define CANTREF_STD_IDENTIFIER_H

#include "str.h"

enum { IDENTIFIER_MAX = 64 };

/* nhs_number_parse - ten digits with a right modulus-11 check digit (NHS Data Dictionary), spaces
 * and dashes dropped. False for placeholders (all one digit; 999 999 9999). */
bool nhs_number_parse(struct str text, char ret[IDENTIFIER_MAX]);

/* national_insurance_parse - two letters, six digits, suffix A-D (kept) or none; prefixes never
 * allotted refused, save test ones (HMRC NIM39110). Upper case, no spaces. */
bool national_insurance_parse(struct str text, char ret[IDENTIFIER_MAX]);

/* uprn_parse - 1 to 12 digits, leading zeros off, not 0. */
bool uprn_parse(struct str text, char ret[IDENTIFIER_MAX]);

/* identifier_parse - any other code: upper case, only letters and digits kept. False when nothing
 * is left or it is a placeholder. */
bool identifier_parse(struct str text, char ret[IDENTIFIER_MAX]);

#endif
