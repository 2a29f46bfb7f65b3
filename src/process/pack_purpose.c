/* pack_purpose.c - facts held against what a purpose shows. */
#include "pack_purpose.h"

/* From which level on a category tells a fact, of whom. */
static const struct {
    const char *fact;
    enum relation relation;
    enum field_category category;
    enum detail_level least;
} needs[] = {
    {"person.birth_date", RELATION_SELF, CATEGORY_BIRTH_DATE, DETAIL_FULL},
    {"person.age", RELATION_SELF, CATEGORY_BIRTH_DATE, DETAIL_FULL},
    {"person.birth_year", RELATION_SELF, CATEGORY_BIRTH_DATE, DETAIL_YEAR},
    {"person.age_band", RELATION_SELF, CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND},
    {"person.sex", RELATION_SELF, CATEGORY_SEX, DETAIL_FULL},
    {"person.has.phone", RELATION_SELF, CATEGORY_PHONE, DETAIL_YES_NO},
    {"person.has.email", RELATION_SELF, CATEGORY_EMAIL, DETAIL_YES_NO},
    {"person.has.nhs_number", RELATION_SELF, CATEGORY_NHS_NUMBER, DETAIL_YES_NO},
    {"person.has.national_insurance", RELATION_SELF, CATEGORY_NATIONAL_INSURANCE, DETAIL_YES_NO},
    {"household.adults", RELATION_HOUSEHOLD, CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND},
    {"household.children", RELATION_HOUSEHOLD, CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND},
    {"property.uprn", RELATION_SELF, CATEGORY_UPRN, DETAIL_FULL},
    {"property.ward", RELATION_SELF, CATEGORY_ADDRESS, DETAIL_WARD},
    {"property.outward_postcode", RELATION_SELF, CATEGORY_ADDRESS, DETAIL_OUTWARD_POSTCODE},
};

static bool has_source(const struct purpose *purpose, struct str category)
{
    enum source_category wanted = source_category_find(category);
    bool has = false;
    for (size_t i = 0; i < purpose->sources.count; i++) {
        enum source_category one = purpose->sources.at[i].category;
        has = has || one == wanted || one == SOURCE_CATEGORIES;
    }
    return has;
}

static bool shows_household(const struct purpose *purpose)
{
    bool shows = false;
    for (int c = 0; c < FIELD_CATEGORIES; c++) {
        shows = shows || purpose->level[RELATION_HOUSEHOLD][c] != DETAIL_NONE;
    }
    return shows;
}

bool fact_is_within(struct str fact, const struct purpose *purpose)
{
    ptrdiff_t known = str_find(fact, STR(".known."));
    bool household = str_starts(fact, STR("household."));
    if (household && !shows_household(purpose)) {
        return false;
    }
    if (known >= 0) {
        return has_source(purpose, str_slice(fact, (size_t)known + strlen(".known."), fact.len));
    }
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
        if (str_eq(fact, str_of(needs[i].fact))) {
            return purpose->level[needs[i].relation][needs[i].category] >= needs[i].least;
        }
    }
    return true;
}

void pack_facts_beyond(const struct event_pack *pack, const struct purpose *purpose,
                       struct fact_names *ret)
{
    for (size_t i = 0; i < pack->facts.count; i++) {
        if (!fact_is_within(pack->facts.at[i], purpose)) {
            fact_names_add(ret, pack->facts.at[i]);
        }
    }
}
