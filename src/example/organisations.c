/* organisations.c - names made from family names and words; a registered company may bear any of
 * them, with another address. */
#include "organisations.h"

#include "hash.h"

#include <stdio.h>

enum { COUNTY_ORGANISATIONS = 16, BLOCK_ORGANISATIONS = BLOCK_LANDLORDS + 1 };

uint32_t organisation_landlord(const struct society *society, int32_t landlord)
{
    return COUNTY_ORGANISATIONS + (uint32_t)society->block * BLOCK_ORGANISATIONS +
           (uint32_t)landlord;
}

uint32_t organisation_care(const struct society *society)
{
    return organisation_landlord(society, BLOCK_LANDLORDS);
}

uint32_t organisation_any(struct export *x)
{
    /* An empty home is the council's or an association's as often as a landlord's. */
    if (pick(x, 2)) {
        return (uint32_t)pick(x, 5);
    }
    return organisation_landlord(x->society, pick(x, BLOCK_LANDLORDS));
}

void organisation_show(struct export *x, uint32_t organisation, char ret[CELL_MAX])
{
    static const char *const county[] = {"CYNGOR SIR CANTREF HELYG",
                                         "CARTREFI HELYG HOUSING ASSOCIATION", "TAI ELWEN CYF",
                                         "HELYG COMMUNITY HOUSING LTD", "CWMNI TAI DYFFRYN CYF"};
    static const char *const county_other[] = {
        "HELYG COUNTY COUNCIL", "CARTREFI HELYG", "TAI ELWEN CYFYNGEDIG",
        "HELYG COMMUNITY HOUSING LIMITED", "CWMNI TAI DYFFRYN"};
    static const char *const words[] = {
        "PROPERTIES",          "LETTINGS",    "ESTATES",       "HOMES",
        "PROPERTY MANAGEMENT", "INVESTMENTS", "STUDENT HOMES", "EIDDO"};
    static const char *const ends[] = {"LTD", "LTD", "LIMITED", "LTD.", "LTD"};
    static const char *const care[] = {"CARE HOMES", "HEALTHCARE", "RESIDENTIAL CARE"};
    if (organisation < 5) {
        snprintf(ret, CELL_MAX, "%s",
                 pick(x, 3) ? county[organisation] : county_other[organisation]);
        return;
    }
    uint64_t h = hash_mix(organisation * 977 + x->society->county.seed);
    const char *family = surname_shares.shares[h % surname_shares.count].name;
    const char *second = surname_common.words[h / 128 % surname_common.count];
    bool is_care = (organisation - COUNTY_ORGANISATIONS) % BLOCK_ORGANISATIONS == BLOCK_LANDLORDS;
    const char *word = is_care ? care[h / 4096 % 3] : words[h / 4096 % 8];
    const char *end = h % 11 == 0 ? (pick(x, 3) ? "CYF" : "CYFYNGEDIG") : ends[pick(x, 5)];
    if (h / 65536 % 3 == 0) {
        snprintf(ret, CELL_MAX, "%s & %s %s %s", family, second, word, end);
    } else {
        snprintf(ret, CELL_MAX, "%s %s %s", h / 65536 % 3 == 1 ? family : second, word, end);
    }
}
