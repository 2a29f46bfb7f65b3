/* safe_identifiers.h - identifiers that can't be anyone's. Each kind has ranges set aside or not
 * allotted (cited in safe_identifiers.c); a council of many blocks shares each range out among
 * them, so that no number is given twice. Where a block's share is used up, its people have none.
 * */
#ifndef CANTREF_EXAMPLE_SAFE_IDENTIFIERS_H
#define CANTREF_EXAMPLE_SAFE_IDENTIFIERS_H

#include <stdbool.h>
#include <stdint.h>

enum safe_kind { SAFE_NHS_NUMBER, SAFE_NATIONAL_INSURANCE, SAFE_LANDLINE, SAFE_MOBILE, SAFE_KINDS };

enum { SAFE_TEXT_MAX = 16 };

/* struct safe_share - one block's part of the ranges. */
struct safe_share {
    uint64_t seed, block, block_count;
    uint64_t used[SAFE_KINDS];
};

/* safe_take - the next unused one: "9990001234" (valid check digit), "QQ123456C", "01632960123",
 * "07700900123". Returns false, ret "", when the share is used up. */
bool safe_take(struct safe_share *share, enum safe_kind kind, char ret[SAFE_TEXT_MAX]);

/* safe_uprn - one for each serial number below 10^9: twelve digits from 990 000000000. */
void safe_uprn(uint64_t seed, uint64_t serial, char ret[SAFE_TEXT_MAX]);

/* safe_pupil_number - a unique pupil number: check letter, local authority 000, school (4 digits),
 * year of entry, serial (3 digits). */
void safe_pupil_number(unsigned school, unsigned year, unsigned serial, char ret[SAFE_TEXT_MAX]);

/* scatter - a bijection of [0, size) that looks like chance, another for each seed. size: at most
 * 10^10, and a multiple of neither 7919 nor 104729. */
uint64_t scatter(uint64_t seed, uint64_t index, uint64_t size);

/* safe_contains - is text within the ranges of its kind? Spaces are skipped; the check digit and
 * the letter at the end are not looked at. */
bool safe_contains(enum safe_kind kind, const char *text);

#endif
