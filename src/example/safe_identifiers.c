/* safe_identifiers.c - the ranges, and where it is said that nobody has them.
 *
 * NHS numbers: 999 000 0000 to 999 999 9999 are for tests and demonstrations and never issued
 *   (documentation of the Rust crate nhs-number, docs/ranges, after Wikipedia, "NHS number").
 * National Insurance numbers: HM Revenue & Customs, NIM39110: Q is not used as either letter of a
 *   prefix; QQ 12 34 56 A is its own example.
 * Telephones: Ofcom, Telephone numbers for drama use: 01632 960000-960999, 029 2018 0000-0999
 *   (Cardiff), 07700 900000-900999. There are too few for a council, so beyond them:
 *   - the rest of 01632: the code is allotted to no place and "contains no working phone numbers"
 *     (area-codes.org.uk/01632); local numbers starting 2 to 8 are taken;
 *   - 07700 2, 4, 5, 6 and the rest of 9: of 07700 only 0 and 1 are allotted in Great Britain, and
 *     3, 7, 8 in Jersey (libphonenumber's metadata: GB "700[01]", JE "7(?:00[378]|…)").
 *   Beyond some two million people there are too few mobile numbers: then many people have none.
 * UPRN: at most 12 digits (Ordnance Survey; GeoPlace hands out blocks). That 990000000000 and above
 *   are not handed out is unverified: no public list of the blocks is known to us.
 * Unique pupil numbers: letter rule from the UK Government Data Standards Catalogue, Unique Pupil
 *   Number 2.0; local authority 000 is none (python-stdnum, stdnum.gb.upn, rejects it as unknown).
 * Postcodes (area CY): see places.c.
 * E-mail: example.org, example.com and example.net are reserved (RFC 2606). */
#include "safe_identifiers.h"

#include "hash.h"

#include <stdio.h>
#include <stdlib.h>

struct safe_range {
    const char *prefix;
    uint64_t first, count;
    int digits; /* after the prefix */
};

static const struct safe_range ranges[SAFE_KINDS][5] = {
    [SAFE_NHS_NUMBER] = {{"999", 0, 1000000, 6}},
    [SAFE_NATIONAL_INSURANCE] = {{"QQ", 0, 1000000, 6}},
    [SAFE_LANDLINE] = {{"01632960", 0, 1000, 3},
                       {"029201", 80000, 1000, 5},
                       {"01632", 200000, 700000, 6}},
    [SAFE_MOBILE] = {{"07700900", 0, 1000, 3},
                     {"07700", 400000, 300000, 6},
                     {"07700", 200000, 100000, 6},
                     {"077009", 1000, 90000, 5}},
};

uint64_t scatter(uint64_t seed, uint64_t index, uint64_t size)
{
    /* Affine, with a multiplier that shares no factor with size. */
    uint64_t offset = hash_mix(seed) % size;
    uint64_t multiplier = seed & 1 ? 104729 : 7919;
    return (index % size * multiplier + offset) % size;
}

static uint64_t safe_total(enum safe_kind kind)
{
    uint64_t total = 0;
    for (int r = 0; r < 5 && ranges[kind][r].count > 0; r++) {
        total += ranges[kind][r].count;
    }
    return total;
}

/* The number of that index in the kind's ranges, without check digit or suffix. */
static void safe_write(enum safe_kind kind, uint64_t seed, uint64_t index, char ret[SAFE_TEXT_MAX])
{
    const struct safe_range *range = ranges[kind];
    while (index >= range->count) {
        index -= range->count;
        range++;
    }
    uint64_t number = range->first + scatter(seed + kind, index, range->count);
    snprintf(ret, SAFE_TEXT_MAX, "%s%0*llu", range->prefix, range->digits,
             (unsigned long long)number);
}

/* The tenth digit by modulus 11, or -1 when these nine have none. */
static int nhs_check_digit(const char *nine)
{
    int sum = 0;
    for (int i = 0; i < 9; i++) {
        sum += (nine[i] - '0') * (10 - i);
    }
    int digit = 11 - sum % 11;
    return digit == 11 ? 0 : digit == 10 ? -1 : digit;
}

bool safe_take(struct safe_share *share, enum safe_kind kind, char ret[SAFE_TEXT_MAX])
{
    uint64_t size = safe_total(kind) / share->block_count;
    while (share->used[kind] < size) {
        uint64_t index = share->block * size + share->used[kind]++;
        safe_write(kind, share->seed, index, ret);
        if (kind == SAFE_NATIONAL_INSURANCE) {
            ret[8] = (char)('A' + hash_mix(share->seed + index) % 4);
            ret[9] = '\0';
        }
        if (kind != SAFE_NHS_NUMBER) {
            return true;
        }
        int digit = nhs_check_digit(ret);
        if (digit >= 0) {
            ret[9] = (char)('0' + digit);
            ret[10] = '\0';
            return true;
        }
    }
    ret[0] = '\0';
    return false;
}

void safe_uprn(uint64_t seed, uint64_t serial, char ret[SAFE_TEXT_MAX])
{
    snprintf(ret, SAFE_TEXT_MAX, "990%09llu",
             (unsigned long long)scatter(seed + SAFE_KINDS, serial, 1000000000));
}

void safe_pupil_number(unsigned school, unsigned year, unsigned serial, char ret[SAFE_TEXT_MAX])
{
    static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
    char digits[SAFE_TEXT_MAX];
    snprintf(digits, sizeof digits, "000%04u%02u%03u", school % 10000, year % 100, serial % 1000);
    unsigned sum = 0;
    for (unsigned i = 0; i < 12; i++) {
        sum += (unsigned)(digits[i] - '0') * (i + 2);
    }
    snprintf(ret, SAFE_TEXT_MAX, "%c%.12s", letters[sum % 23], digits);
}

bool safe_contains(enum safe_kind kind, const char *text)
{
    char plain[SAFE_TEXT_MAX];
    size_t len = 0;
    for (; *text && len + 1 < sizeof plain; text++) {
        if (*text != ' ') {
            plain[len++] = *text;
        }
    }
    plain[len] = '\0';
    for (int r = 0; r < 5 && ranges[kind][r].count > 0; r++) {
        const struct safe_range *range = &ranges[kind][r];
        size_t prefix = 0;
        while (range->prefix[prefix] && range->prefix[prefix] == plain[prefix]) {
            prefix++;
        }
        if (range->prefix[prefix]) {
            continue;
        }
        char digits[SAFE_TEXT_MAX];
        snprintf(digits, sizeof digits, "%.*s", range->digits, plain + prefix);
        uint64_t number = strtoull(digits, NULL, 10);
        if (number >= range->first && number - range->first < range->count) {
            return true;
        }
    }
    return false;
}
