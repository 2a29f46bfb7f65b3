/* facts_test.c - the facts of a view: each at the level of detail that the purpose has, null where
 * nobody holds it, where sources disagree, where the purpose may not see it; never a wrong no. */
#include "facts.h"

#include "migration.h"
#include "store_test.h"

#include <stdint.h>
#include <stdlib.h>

/* A home with council tax and rents joined, schools apart, benefits defined and never connected. */
enum { COUNCIL_TAX, RENTS, SCHOOLS, BENEFITS, SOURCES };

struct bench {
    struct test_folder folder;
    struct db *db;
    struct picture picture;
    struct access access;
    struct purpose purpose;
    struct viewing viewing;
    struct access_source sources[SOURCES];
    uint16_t set_of[SOURCES];
    int64_t number_of[SOURCES];
    uint16_t source_of[SOURCES_MAX];
};

static int enter(void **state)
{
    static struct bench b;
    struct err err = {0};
    b.folder = test_folder_make();
    b.db = test_open(b.folder.database, DB_WRITE);
    if (migrate(b.db, &err) != 0) {
        fail_msg("%s", err.message);
    }
    test_run(b.db,
             "INSERT INTO source (source, name) VALUES (1, 'council_tax'), (2, 'rents'), "
             "(3, 'schools');"
             "INSERT INTO record (record, source, identity) VALUES (11, 1, x'01'), "
             "(12, 1, x'02'), (21, 2, x'03'), (31, 3, x'04')");
    b.sources[COUNCIL_TAX] = (struct access_source){STR("council_tax"), SOURCE_COUNCIL_TAX};
    b.sources[RENTS] = (struct access_source){STR("rents"), SOURCE_HOUSING};
    b.sources[SCHOOLS] = (struct access_source){STR("schools"), SOURCE_SCHOOLS};
    b.sources[BENEFITS] = (struct access_source){STR("benefits"), SOURCE_HOUSING_BENEFIT};
    b.set_of[COUNCIL_TAX] = b.set_of[RENTS] = b.set_of[BENEFITS] = 1;
    b.set_of[SCHOOLS] = 2;
    memset(b.source_of, 0xff, sizeof b.source_of);
    for (int s = 0; s < BENEFITS; s++) {
        b.number_of[s] = s + 1;
        b.source_of[s + 1] = (uint16_t)s;
    }
    b.purpose.level[RELATION_SELF][CATEGORY_PHONE] = DETAIL_YES_NO;
    b.purpose.level[RELATION_HOUSEHOLD][CATEGORY_NAME] = DETAIL_FULL;
    b.access.options.sources = b.sources;
    b.access.options.source_count = SOURCES;
    b.access.purposes = &b.purpose;
    b.picture.db = b.db;
    b.viewing = (struct viewing){.picture = &b.picture,
                                 .access = &b.access,
                                 .options = {.day = 20000}, /* 2024-10-04 */
                                 .set_of = b.set_of,
                                 .number_of = b.number_of,
                                 .source_of = b.source_of};
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    struct bench *b = *state;
    db_close(b->db);
    test_folder_remove(&b->folder);
    return 0;
}

/* ---- people ---- */

/* struct made - a person of a view, with room for what it says. */
struct made {
    struct view_field fields[4];
    struct view_value values[4][2];
    struct permitted_mention mentions[2];
};

static void person_make(struct made *m, struct view_person *ret, int64_t record, int64_t other)
{
    m->mentions[0] = (struct permitted_mention){.record = record, .number = 1};
    m->mentions[1] = (struct permitted_mention){.record = other, .number = 1};
    *ret = (struct view_person){.kind = MENTION_PERSON,
                                .fields = m->fields,
                                .mentions = {m->mentions, other != 0 ? 2 : 1, 2}};
}

static void person_say(struct made *m, struct view_person *p, enum field_category category,
                       enum detail_level level, const char *first, const char *second)
{
    struct view_value *values = m->values[p->field_count];
    values[0].text = str_of(first);
    values[1].text = str_of(second != NULL ? second : "");
    p->fields[p->field_count++] = (struct view_field){
        .category = category, .level = level, .count = second != NULL ? 2 : 1, .values = values};
}

/* ---- asked ---- */

/* What a fact is, as text; "?": not known, "!": sources disagree. */
static const char *fact_of(const struct feel_value values[FACT_SLOTS], const char *name,
                           char ret[80])
{
    struct arena arena = {0};
    struct str rest = str_of(name);
    struct str part;
    const struct feel_value *v = NULL;
    while (str_next_token(&rest, '.', &part)) {
        for (int s = 0; v == NULL && s < FACT_SLOTS; s++) {
            v = str_eq(part, str_of(fact_slot_names[s])) ? &values[s] : v;
        }
        if (!str_eq(part, str_of(fact_slot_names[0])) && v->kind == FEEL_CONTEXT &&
            feel_context_get(v->context, part) != NULL) {
            v = feel_context_get(v->context, part);
        }
    }
    assert_non_null(v);
    if (v->kind == FEEL_NULL) {
        assert_non_null(v->cause); /* a null that nobody explains would pass for somebody's null */
        return str_eq(v->cause->text, STR(FACT_DISAGREE)) ? "!" : "?";
    }
    snprintf(ret, 80, "%.*s", PRI(feel_value_text(&arena, v)));
    arena_free(&arena);
    return ret;
}

struct wanted {
    const char *name, *is;
};

static void check(struct bench *b, const struct view *view, int32_t event_day,
                  const struct wanted *wanted)
{
    struct arena arena = {0};
    struct err err = {0};
    struct facts facts;
    struct feel_value values[FACT_SLOTS];
    facts_begin(&arena, 20000, &facts);
    if (facts_of_view(&b->viewing, 1, view, event_day, &facts, &err) != 0) {
        fail_msg("%s", err.message);
    }
    facts_values(&facts, values);
    for (; wanted->name != NULL; wanted++) {
        char text[80];
        const char *is = fact_of(values, wanted->name, text);
        if (strcmp(is, wanted->is) != 0) {
            fail_msg("%s: %s, not %s", wanted->name, is, wanted->is);
        }
    }
    arena_free(&arena);
}

static void test_person(void **state)
{
    struct made m = {0};
    struct view view = {0};
    person_make(&m, &view.self, 11, 0);
    person_say(&m, &view.self, CATEGORY_BIRTH_DATE, DETAIL_FULL, "1959-10-05", NULL);
    person_say(&m, &view.self, CATEGORY_SEX, DETAIL_FULL, "female", NULL);
    person_say(&m, &view.self, CATEGORY_PHONE, DETAIL_YES_NO, "no", NULL);
    const struct wanted wanted[] = {{"person.birth_date", "1959-10-05"},
                                    {"person.age", "64"}, /* 65 tomorrow */
                                    {"person.birth_year", "1959"},
                                    {"person.age_band", "55-64"},
                                    {"person.sex", "female"},
                                    {"person.has.phone", "false"},
                                    {"person.has.email", "?"}, /* not of the purpose */
                                    {"person.known.council_tax", "true"},
                                    {"person.known.housing", "false"},
                                    {"person.known.schools", "?"}, /* joined by no gateway */
                                    {"person.known.housing_benefit", "?"}, /* never connected */
                                    {"person.known.libraries", "?"},
                                    {"property.uprn", "?"},
                                    {NULL, NULL}};
    check(*state, &view, INT32_MIN, wanted);
    m.values[1][0].text = STR("gwryw"); /* read in Welsh */
    m.values[2][0].text = STR("oes");
    const struct wanted welsh[] = {
        {"person.sex", "male"}, {"person.has.phone", "true"}, {NULL, NULL}};
    check(*state, &view, INT32_MIN, welsh);
    const struct wanted later[] = {{"person.age", "65"}, {NULL, NULL}};
    check(*state, &view, 20001, later); /* on the day of the event */
}

/* Of two sources of a category one record says yes; no record says no where both could be seen. */
static void test_part_of_a_category(void **state)
{
    struct bench *b = *state;
    static const struct {
        uint16_t set;
        int64_t number;
        const char *known, *not_known; /* of somebody with a record in the first, and without */
    } rows[] = {{1, 4, "true", "false"},
                {2, 4, "true", "?"},  /* joined by no gateway */
                {1, 0, "true", "?"}}; /* never connected */
    b->sources[BENEFITS].category = SOURCE_HOUSING;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct made m = {0};
        struct view view = {0};
        b->set_of[BENEFITS] = rows[i].set;
        b->number_of[BENEFITS] = rows[i].number;
        person_make(&m, &view.self, 21, 0);
        const struct wanted with[] = {{"person.known.housing", rows[i].known},
                                      {"person.known.council_tax", "false"},
                                      {NULL, NULL}};
        check(b, &view, INT32_MIN, with);
        person_make(&m, &view.self, 11, 0);
        const struct wanted without[] = {{"person.known.housing", rows[i].not_known}, {NULL, NULL}};
        check(b, &view, INT32_MIN, without);
    }
    b->sources[BENEFITS].category = SOURCE_HOUSING_BENEFIT;
    b->set_of[BENEFITS] = 1;
    b->number_of[BENEFITS] = 0;
}

static void test_levels(void **state)
{
    static const struct {
        enum detail_level level;
        const char *first, *second;
        struct wanted wanted[5];
    } rows[] = {
        {DETAIL_AGE_BAND,
         "65-74",
         NULL,
         {{"person.age_band", "65-74"}, {"person.age", "?"}, {"person.birth_date", "?"}}},
        {DETAIL_YEAR,
         "1959",
         NULL,
         {{"person.birth_year", "1959"}, {"person.age", "?"}, {"person.age_band", "?"}}},
        {DETAIL_FULL,
         "1959-10-05",
         "1995-10-05",
         {{"person.birth_date", "!"}, {"person.age", "!"}, {"person.age_band", "!"}}},
        {DETAIL_FULL, "1959", NULL, {{"person.birth_date", "?"}, {"person.age", "?"}}},
        {DETAIL_FULL, "2024-10-05", NULL, {{"person.age", "?"}}}, /* not born yet */
        {DETAIL_YES_NO, "yes", NULL, {{"person.birth_date", "?"}, {"person.age", "?"}}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct made m = {0};
        struct view view = {0};
        person_make(&m, &view.self, 11, 0);
        person_say(&m, &view.self, CATEGORY_BIRTH_DATE, rows[i].level, rows[i].first,
                   rows[i].second);
        check(*state, &view, INT32_MIN, rows[i].wanted);
    }
}

/* ---- households ---- */

struct house {
    struct made made[4];
    struct view view;
    struct view_person related[3];
};

/* Somebody of 61 with rents, a partner of that band, a child by the year, and one who is named and
 * lives elsewhere. */
static void house_make(struct house *h, enum detail_level child)
{
    *h = (struct house){0};
    person_make(&h->made[0], &h->view.self, 11, 21);
    person_say(&h->made[0], &h->view.self, CATEGORY_BIRTH_DATE, DETAIL_FULL, "1963-01-01", NULL);
    for (int i = 0; i < 3; i++) {
        person_make(&h->made[i + 1], &h->related[i], 12, 0);
        h->related[i].at_home = i < 2;
    }
    person_say(&h->made[1], &h->related[0], CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, "55-64", NULL);
    person_say(&h->made[2], &h->related[1], CATEGORY_BIRTH_DATE, child,
               child == DETAIL_AGE_BAND ? "16-17" : "2008", NULL);
    h->view.related = h->related;
    h->view.related_count = 3;
    h->view.addresses = 1;
}

static void test_household(void **state)
{
    struct house h;
    house_make(&h, DETAIL_AGE_BAND);
    const struct wanted wanted[] = {{"household.size", "3"},
                                    {"household.adults", "2"},
                                    {"household.children", "1"},
                                    {"household.known.council_tax", "true"},
                                    {"household.known.housing", "false"},
                                    {"household.known.schools", "?"},
                                    {"property.known.housing", "true"},
                                    {NULL, NULL}};
    check(*state, &h.view, INT32_MIN, wanted);
    house_make(&h, DETAIL_YEAR); /* 16 this year: nobody can tell on which side of 18 others are */
    const struct wanted unsure[] = {{"household.size", "3"},
                                    {"household.adults", "?"},
                                    {"household.children", "?"},
                                    {NULL, NULL}};
    check(*state, &h.view, INT32_MIN, unsure);
    house_make(&h, DETAIL_AGE_BAND);
    h.view.household_others = 7;
    const struct wanted many[] = {
        {"household.size", "10"}, {"household.adults", "?"}, {NULL, NULL}};
    check(*state, &h.view, INT32_MIN, many);
}

/* Where records give two addresses nobody knows with whom they live. */
static void test_two_addresses(void **state)
{
    struct house h;
    house_make(&h, DETAIL_AGE_BAND);
    h.view.addresses = 2;
    const struct wanted wanted[] = {{"household.size", "!"},
                                    {"household.adults", "!"},
                                    {"household.known.council_tax", "?"},
                                    {"property.known.council_tax", "?"},
                                    {"person.known.council_tax", "true"},
                                    {NULL, NULL}};
    check(*state, &h.view, INT32_MIN, wanted);
    h.view.addresses = 0;
    const struct wanted none[] = {
        {"household.size", "?"}, {"household.known.housing", "?"}, {NULL, NULL}};
    check(*state, &h.view, INT32_MIN, none);
}

/* A purpose that reaches nobody else knows nothing of a household. */
static void test_not_reached(void **state)
{
    struct bench *b = *state;
    struct house h;
    house_make(&h, DETAIL_AGE_BAND);
    b->purpose.level[RELATION_HOUSEHOLD][CATEGORY_NAME] = DETAIL_NONE;
    const struct wanted wanted[] = {{"household.size", "?"},
                                    {"household.known.council_tax", "?"},
                                    {"person.known.housing", "true"},
                                    {NULL, NULL}};
    check(b, &h.view, INT32_MIN, wanted);
    b->purpose.level[RELATION_HOUSEHOLD][CATEGORY_NAME] = DETAIL_FULL;
}

static void test_property(void **state)
{
    struct made m = {0};
    struct view view = {0};
    person_make(&m, &view.self, 11, 0);
    view.self.kind = MENTION_PROPERTY;
    person_say(&m, &view.self, CATEGORY_UPRN, DETAIL_FULL, "990281746872", NULL);
    const struct wanted wanted[] = {{"property.uprn", "990281746872"},
                                    {"property.known.council_tax", "true"},
                                    {"property.known.housing", "false"},
                                    {"person.known.council_tax", "?"},
                                    {"person.age", "?"},
                                    {NULL, NULL}};
    check(*state, &view, INT32_MIN, wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_person),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_household),
        cmocka_unit_test(test_two_addresses),
        cmocka_unit_test(test_not_reached),
        cmocka_unit_test(test_property),
        cmocka_unit_test(test_part_of_a_category),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
