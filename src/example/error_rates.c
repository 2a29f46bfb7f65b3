/* error_rates.c - the one table of error rates. Chances in a thousand, a column a system.
 *
 * Sources:
 * [EC]  Electoral Commission, 2019 report: accuracy and completeness of the 2018 electoral
 *       registers in Great Britain: local government registers 83% complete, 89% accurate; age and
 *       moving explain most of it.
 * [HES] Harron et al., Utilising identifier error variation in linkage of large administrative data
 *       sources, BMC Medical Research Methodology 17:23 (2017): sex and birth date wrong or missing
 *       in 0.11% of hospital records against the Personal Demographics Service. Councils are
 *       assumed to do worse.
 * [Millett] Millett et al. 2005, as cited in Hagger-Johnson et al., Health Services Research
 *       50:1162 (2015): 40% of people who moved had not registered with a doctor six months later.
 * [StatsWales] household estimates of Wales by type, 2020: used in society.c.
 * "assumption": set by judgement so that every kind occurs; no source is known to us. */
#include "error_rates.h"

#include <stddef.h>

struct error_rate {
    int per_1000[SYSTEM_COUNT];
    const char *source;
};

static const struct error_rate error_rates[ERROR_COUNT] = {
    /*                          council tax, roll, social care, schools, housing */
    [ERROR_ADDRESS_OLD] = {{60, 380, 300, 120, 40},
                           "[EC] for the roll, [Millett]; else assumption"},
    [ERROR_NAME_OLD] = {{250, 200, 350, 150, 250}, "assumption"},
    [ERROR_SECOND_RECORD] = {{0, 120, 160, 40, 100}, "assumption"},

    [ERROR_GIVEN_MISSING] = {{4, 0, 6, 1, 4}, "assumption"},
    [ERROR_GIVEN_INITIAL] = {{480, 3, 15, 0, 40}, "assumption"},
    [ERROR_GIVEN_PET] = {{30, 15, 300, 120, 250}, "assumption"},
    [ERROR_GIVEN_WELSH] = {{400, 300, 350, 250, 350}, "assumption"},
    [ERROR_GIVEN_SECOND] = {{300, 60, 400, 200, 350}, "assumption"},
    [ERROR_GIVEN_TYPING] = {{14, 5, 14, 6, 14}, "assumption"},
    [ERROR_MIDDLE_MISSING] = {{700, 120, 550, 250, 600}, "assumption"},
    [ERROR_MIDDLE_INITIAL] = {{700, 150, 350, 100, 400}, "assumption"},
    [ERROR_FAMILY_TYPING] = {{14, 4, 12, 5, 12}, "assumption"},
    [ERROR_FAMILY_WELSH] = {{350, 250, 300, 200, 300}, "assumption"},
    [ERROR_FAMILY_HALF] = {{180, 40, 150, 60, 140}, "assumption"},
    [ERROR_FAMILY_UNHYPHENED] = {{300, 60, 150, 80, 200}, "assumption"},
    [ERROR_NAME_SOUND] = {{6, 2, 16, 5, 10}, "assumption"},
    [ERROR_NAME_SCAN] = {{4, 6, 3, 1, 2}, "assumption"},
    [ERROR_NAMES_SWAPPED] = {{3, 2, 8, 4, 8}, "assumption"},
    [ERROR_TITLE_MISSING] = {{120, 1000, 150, 300, 80}, "assumption"},
    [ERROR_SEX_MISSING] = {{1000, 1000, 30, 5, 1000}, "assumption"},
    [ERROR_SEX_WRONG] = {{0, 0, 5, 2, 0}, "[HES] 0.11%, raised"},

    [ERROR_BIRTH_MISSING] = {{1000, 0, 25, 0, 60}, "[HES] 0.11%, raised"},
    [ERROR_BIRTH_PLACEHOLDER] = {{0, 0, 18, 0, 15}, "assumption"},
    [ERROR_BIRTH_SWAPPED] = {{0, 0, 10, 3, 10}, "assumption"},
    [ERROR_BIRTH_DIGIT] = {{0, 0, 12, 4, 12}, "[HES] 0.11%, raised"},
    [ERROR_BIRTH_YEAR] = {{0, 0, 7, 2, 7}, "[HES] 0.11%, raised"},

    [ERROR_ADDRESS_MISSING] = {{0, 0, 15, 6, 8}, "assumption"},
    [ERROR_STREET_TYPING] = {{3, 4, 25, 20, 12}, "assumption"},
    [ERROR_STREET_SHORT] = {{250, 20, 200, 150, 150}, "assumption"},
    [ERROR_STREET_WELSH] = {{20, 60, 120, 200, 60}, "assumption"},
    [ERROR_LOCALITY_MISSING] = {{500, 200, 550, 400, 350}, "assumption"},
    [ERROR_TOWN_MISSING] = {{30, 20, 80, 60, 30}, "assumption"},
    [ERROR_TOWN_WELSH] = {{30, 250, 120, 250, 60}, "assumption"},
    [ERROR_POSTCODE_MISSING] = {{5, 4, 45, 25, 12}, "assumption"},
    [ERROR_POSTCODE_WRONG] = {{3, 2, 20, 15, 8}, "assumption"},
    [ERROR_POSTCODE_UNSPACED] = {{5, 5, 90, 120, 30}, "assumption"},

    [ERROR_MOVE_DAY] = {{150, 0, 0, 0, 200},
                        "assumption: liability and tenancy follow their own papers"},

    [ERROR_UPRN_MISSING] = {{30, 1000, 700, 1000, 1000}, "assumption"},
    [ERROR_NHS_MISSING] = {{1000, 1000, 220, 1000, 1000}, "assumption"},
    [ERROR_NHS_PLACEHOLDER] = {{0, 0, 15, 0, 0}, "assumption"},
    [ERROR_NHS_WRONG] = {{0, 0, 6, 0, 0}, "assumption"},
    [ERROR_NI_MISSING] = {{1000, 1000, 1000, 1000, 180}, "assumption"},
    [ERROR_NI_WRONG] = {{0, 0, 0, 0, 8}, "assumption"},
    [ERROR_PHONE_MISSING] = {{1000, 1000, 250, 60, 150}, "assumption"},
    [ERROR_PHONE_PLACEHOLDER] = {{0, 0, 20, 4, 15}, "assumption"},
    [ERROR_PHONE_WRONG] = {{0, 0, 15, 10, 12}, "assumption"},
    [ERROR_EMAIL_MISSING] = {{1000, 1000, 1000, 150, 380}, "assumption"},
    [ERROR_EMAIL_PLACEHOLDER] = {{0, 0, 0, 5, 12}, "assumption"},
    [ERROR_EMAIL_WRONG] = {{0, 0, 0, 12, 12}, "assumption"},
};

static const struct {
    int per_1000;
    const char *source;
} coverages[COVERAGE_COUNT] = {
    [COVERAGE_ELECTOR] =
        {850, "[EC] 83% complete; Wales registers from 14, exports from 16: assumption"},
    [COVERAGE_CARE_CHILD] = {90, "assumption"},
    [COVERAGE_CARE_ADULT] = {130, "assumption, with carers and blue badges"},
    [COVERAGE_CARE_OLD] = {420, "assumption, with blue badges"},
    [COVERAGE_CARE_HOME] = {930, "assumption"},
    [COVERAGE_PUPIL] = {945, "assumption: the rest are taught elsewhere"},
    [COVERAGE_CLOSED_ACCOUNT] = {600, "assumption"},
};

static bool chance(struct random *random, int per_1000)
{
    /* Always one draw, so that changing a rate leaves all later draws as they were. */
    return (int)random_below(random, 1000) < per_1000;
}

bool error_happens(struct random *random, enum system system, enum error error)
{
    return chance(random, error_rates[error].per_1000[system]);
}

int error_per_1000(enum system system, enum error error)
{
    return error_rates[error].per_1000[system];
}

const char *error_source(enum error error)
{
    return error_rates[error].source;
}

bool coverage_happens(struct random *random, enum coverage coverage)
{
    return chance(random, coverages[coverage].per_1000);
}
