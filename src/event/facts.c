/* facts.c - see facts.h. */
#include "facts.h"

#include "date.h"

#include <assert.h>

void facts_begin(struct arena *arena, int32_t today, struct facts *ret)
{
    *ret = (struct facts){.arena = arena,
                          .today = fact_day(today),
                          .at = arena_alloc(arena, facts_count * sizeof *ret->at)};
}

static size_t place_of(const char *name)
{
    size_t place = fact_find(str_of(name));
    assert(place != SIZE_MAX);
    return place;
}

void facts_put(struct facts *facts, const char *name, struct feel_value value)
{
    facts->at[place_of(name)] = value;
}

void facts_disagree(struct facts *facts, const char *name)
{
    struct feel_cause *cause = arena_alloc(facts->arena, sizeof *cause);
    *cause = (struct feel_cause){.code = FEEL_CAUSE_NOT_KNOWN,
                                 .about = arena_str(facts->arena, str_of(name)),
                                 .text = STR(FACT_DISAGREE)};
    facts_put(facts, name, feel_null(cause));
}

struct feel_value fact_day(int32_t day)
{
    struct feel_value value = {.kind = FEEL_DATE};
    char text[CALENDAR_TEXT_MAX];
    enum feel_fault fault = feel_date_parse(str_of(calendar_text(day, text)), &value.date);
    return fault == 0 ? value : feel_null(NULL);
}

struct feel_value fact_text(struct arena *arena, struct str text)
{
    return feel_string(arena_str(arena, text));
}

/* ---- for FEEL ---- */

/* The facts of a group of a slot; returns how many there are. */
static size_t group_values(const struct facts *facts, enum fact_slot slot, struct str group,
                           struct str *names, struct feel_value *values)
{
    char name[FACT_NAME_MAX];
    size_t count = 0;
    for (size_t i = 0; i < facts_count; i++) {
        const struct fact *f = &facts_table[i];
        if (f->slot != slot || !str_eq(f->group, group)) {
            continue;
        }
        const struct feel_value *v = &facts->at[i];
        names[count] = f->name;
        values[count++] =
            v->kind == FEEL_NULL && v->cause == NULL
                ? feel_not_known(facts->arena, arena_str(facts->arena, str_of(fact_name(i, name))))
                : *v;
    }
    return count;
}

static struct feel_value slot_value(const struct facts *facts, enum fact_slot slot)
{
    static const struct str groups[] = {STR_INIT("known"), STR_INIT("has")};
    struct str *names = arena_alloc(facts->arena, (facts_count + 2) * sizeof *names);
    struct feel_value *values = arena_alloc(facts->arena, (facts_count + 2) * sizeof *values);
    size_t count = group_values(facts, slot, STR(""), names, values);
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        struct str *inner_names = names + count + 1;
        struct feel_value *inner = values + count + 1;
        size_t inner_count = group_values(facts, slot, groups[g], inner_names, inner);
        if (inner_count > 0) {
            values[count] = feel_context_of(facts->arena, inner_names, inner, inner_count);
            names[count++] = groups[g];
        }
    }
    return feel_context_of(facts->arena, names, values, count);
}

void facts_values(const struct facts *facts, struct feel_value ret[FACT_SLOTS])
{
    for (int slot = 0; slot < FACT_SLOTS; slot++) {
        ret[slot] = slot == FACT_TODAY     ? facts->today
                    : slot == FACT_ANSWERS ? facts->answers
                                           : slot_value(facts, (enum fact_slot)slot);
    }
    if (ret[FACT_ANSWERS].kind == FEEL_NULL) {
        ret[FACT_ANSWERS] = feel_context_of(facts->arena, NULL, NULL, 0);
    }
}

/* ---- of a view ---- */

/* struct viewed - a view being read as facts. */
struct viewed {
    struct viewing *viewing;
    size_t set;
    const struct view *view;
    struct facts *facts;
    struct err *err;
};

static const struct view_field *field_of(const struct view_person *person,
                                         enum field_category category)
{
    for (size_t i = 0; i < person->field_count; i++) {
        if (person->fields[i].category == category) {
            return &person->fields[i];
        }
    }
    return NULL;
}

/* The one value of a field at a level; *ret_disagree: there are several. */
static bool value_of(const struct view_person *person, enum field_category category,
                     enum detail_level level, struct str *ret, bool *ret_disagree)
{
    const struct view_field *f = field_of(person, category);
    *ret_disagree = f != NULL && f->count > 1;
    if (f == NULL || f->count != 1 || f->level != level) {
        return false;
    }
    *ret = f->values[0].text;
    return true;
}

static void put_field(struct viewed *v, const struct view_person *person, const char *name,
                      enum field_category category, enum detail_level level)
{
    struct str text;
    bool disagree;
    if (value_of(person, category, level, &text, &disagree)) {
        facts_put(v->facts, name, fact_text(v->facts->arena, text));
    } else if (disagree) {
        facts_disagree(v->facts, name);
    }
}

/* Whole years from one day to another; -1: the one lies after the other. */
static int years_between(struct feel_date from, struct feel_date to)
{
    int years = to.year - from.year;
    bool before = to.month < from.month || (to.month == from.month && to.day < from.day);
    return years - before < 0 ? -1 : years - before;
}

/* The fact of the level that the purpose has: a date, its year, or the band alone. */
static void put_birth(struct viewed *v, const struct view_person *person, struct feel_date at)
{
    static const char *const names[] = {"person.birth_date", "person.age", "person.birth_year",
                                        "person.age_band"};
    struct facts *facts = v->facts;
    char made[DETAIL_TEXT_MAX];
    struct str text;
    bool disagree;
    struct feel_date born;
    if (value_of(person, CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, &text, &disagree)) {
        facts_put(facts, "person.age_band", fact_text(facts->arena, text));
    } else if (value_of(person, CATEGORY_BIRTH_DATE, DETAIL_YEAR, &text, &disagree)) {
        uint64_t year = 0;
        if (str_to_uint(text, 9999, &year)) {
            facts_put(facts, "person.birth_year", feel_integer((int64_t)year));
        }
    } else if (value_of(person, CATEGORY_BIRTH_DATE, DETAIL_FULL, &text, &disagree) &&
               feel_date_parse(text, &born) == 0) {
        int age = years_between(born, at);
        facts_put(facts, names[0], (struct feel_value){.kind = FEEL_DATE, .date = born});
        facts_put(facts, names[2], feel_integer(born.year));
        if (age >= 0) {
            facts_put(facts, names[1], feel_integer(age));
        }
        text = detail_of(CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, (struct detail_value){text, STR("")},
                         v->viewing->options.day, ACCESS_ENGLISH, made);
        if (text.len > 0) {
            facts_put(facts, names[3], fact_text(facts->arena, text));
        }
    }
    for (size_t i = 0; disagree && i < sizeof names / sizeof names[0]; i++) {
        facts_disagree(facts, names[i]);
    }
}

/* In English, whatever language the view was read in: conditions are written once. */
static void put_sex(struct viewed *v, const struct view_person *person)
{
    static const char *const words[][2] = {
        {"benyw", "female"}, {"gwryw", "male"}, {"arall", "other"}};
    struct str text;
    bool disagree;
    if (!value_of(person, CATEGORY_SEX, DETAIL_FULL, &text, &disagree)) {
        if (disagree) {
            facts_disagree(v->facts, "person.sex");
        }
        return;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        text = str_eq(text, str_of(words[i][0])) ? str_of(words[i][1]) : text;
    }
    facts_put(v->facts, "person.sex", fact_text(v->facts->arena, text));
}

/* Whether there is a phone … at all: what any level but none tells. */
static void put_has(struct viewed *v, const struct view_person *person)
{
    static const struct {
        const char *name;
        enum field_category category;
    } rows[] = {{"person.has.phone", CATEGORY_PHONE},
                {"person.has.email", CATEGORY_EMAIL},
                {"person.has.nhs_number", CATEGORY_NHS_NUMBER},
                {"person.has.national_insurance", CATEGORY_NATIONAL_INSURANCE}};
    const struct purpose *purpose = viewing_purpose(v->viewing);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct view_field *f = field_of(person, rows[i].category);
        bool has = false;
        for (size_t n = 0; f != NULL && n < f->count; n++) {
            has = has || f->level > DETAIL_YES_NO || str_eq(f->values[n].text, STR("yes")) ||
                  str_eq(f->values[n].text, STR("oes"));
        }
        if (purpose->level[RELATION_SELF][rows[i].category] != DETAIL_NONE) {
            facts_put(v->facts, rows[i].name, feel_boolean(has));
        }
    }
}

/* ---- who has a record where ---- */

/* Are all sources of a category that the home has, at least one, of the set, with records here? Of
 * one that is not, nobody knows who is in it. */
static bool is_connected(const struct viewed *v, enum source_category category)
{
    const struct access_options *options = &v->viewing->access->options;
    bool some = false;
    for (size_t s = 0; s < options->source_count; s++) {
        if (options->sources[s].category != category) {
            continue;
        }
        if (v->viewing->set_of[s] != v->set || v->viewing->number_of[s] == 0) {
            return false;
        }
        some = true;
    }
    return some;
}

static int categories_of(struct viewed *v, const struct view_person *person,
                         bool ret[SOURCE_CATEGORIES])
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < person->mentions.count; i++) {
        int64_t source = 0;
        code =
            db_number_with(v->viewing->picture->db, "SELECT source FROM record WHERE record = $1",
                           WHOLES(person->mentions.at[i].record), &source, v->err);
        uint16_t place = code == 0 && source > 0 && source < SOURCES_MAX
                             ? v->viewing->source_of[source]
                             : ACCESS_NONE;
        if (place != ACCESS_NONE) {
            enum source_category category = v->viewing->access->options.sources[place].category;
            ret[category < SOURCE_CATEGORIES ? category : 0] |= category < SOURCE_CATEGORIES;
        }
    }
    return code;
}

/* That there is a record is known from it; that there is none, where all could have been seen. */
static void put_known(struct viewed *v, const char *slot, const bool has[SOURCE_CATEGORIES])
{
    for (int c = 0; c < SOURCE_CATEGORIES; c++) {
        if (has[c] || is_connected(v, (enum source_category)c)) {
            struct str name =
                arena_printf(v->facts->arena, "%s.known.%s", slot, source_category_names[c]);
            facts_put(v->facts, name.ptr, feel_boolean(has[c]));
        }
    }
}

/* ---- the household ---- */

/* 1: 18 and over; 0: under; -1: not known. */
static int is_adult(const struct view_person *person, struct feel_date today)
{
    struct str text;
    bool disagree;
    struct feel_date born;
    uint64_t from = 0;
    if (value_of(person, CATEGORY_BIRTH_DATE, DETAIL_FULL, &text, &disagree) &&
        feel_date_parse(text, &born) == 0) {
        int age = years_between(born, today);
        return age < 0 ? -1 : age >= 18;
    }
    if (value_of(person, CATEGORY_BIRTH_DATE, DETAIL_AGE_BAND, &text, &disagree)) {
        ptrdiff_t dash = str_find(text, STR("-"));
        struct str first = str_slice(text, 0, dash > 0 ? (size_t)dash : text.len - (text.len > 0));
        return str_to_uint(first, 200, &from) ? from >= 18 : -1;
    }
    return -1;
}

static bool reaches_household(const struct purpose *purpose)
{
    for (int c = 0; c < FIELD_CATEGORIES; c++) {
        if (purpose->level[RELATION_HOUSEHOLD][c] != DETAIL_NONE) {
            return true;
        }
    }
    return false;
}

static int put_household(struct viewed *v, struct feel_date today, bool at_home[SOURCE_CATEGORIES])
{
    static const char *const names[] = {"household.size", "household.adults", "household.children"};
    const struct view *view = v->view;
    int64_t size = 1 + (int64_t)view->household_others;
    int64_t counts[2] = {0, 0}; /* children, adults */
    bool known = view->household_others == 0;
    int code = 0;
    int adult = is_adult(&view->self, today);
    known = known && adult >= 0;
    counts[adult > 0]++;
    for (size_t i = 0; code == 0 && i < view->related_count; i++) {
        if (view->related[i].at_home) {
            adult = is_adult(&view->related[i], today);
            known = known && adult >= 0;
            counts[adult > 0]++;
            size++;
            code = categories_of(v, &view->related[i], at_home);
        }
    }
    for (size_t i = 0; view->addresses > 1 && i < sizeof names / sizeof names[0]; i++) {
        facts_disagree(v->facts, names[i]);
    }
    if (view->addresses == 1) {
        facts_put(v->facts, names[0], feel_integer(size));
        if (known) {
            facts_put(v->facts, names[1], feel_integer(counts[1]));
            facts_put(v->facts, names[2], feel_integer(counts[0]));
        }
        put_known(v, "household", at_home);
    }
    return code;
}

int facts_of_view(struct viewing *viewing, size_t set, const struct view *view, int32_t event_day,
                  struct facts *facts, struct err *err)
{
    struct viewed v = {viewing, set, view, facts, err};
    const struct view_person *self = &view->self;
    struct feel_date at = event_day != INT32_MIN ? fact_day(event_day).date : facts->today.date;
    bool own[SOURCE_CATEGORIES] = {0};
    bool at_home[SOURCE_CATEGORIES] = {0};
    int code = categories_of(&v, self, own);
    put_field(&v, self, "property.uprn", CATEGORY_UPRN, DETAIL_FULL);
    put_field(&v, self, "property.ward", CATEGORY_ADDRESS, DETAIL_WARD);
    put_field(&v, self, "property.outward_postcode", CATEGORY_ADDRESS, DETAIL_OUTWARD_POSTCODE);
    if (code != 0 || self->kind != MENTION_PERSON) {
        put_known(&v, "property", own);
        return code;
    }
    put_birth(&v, self, at);
    put_sex(&v, self);
    put_has(&v, self);
    put_known(&v, "person", own);
    if (reaches_household(viewing_purpose(viewing))) {
        code = put_household(&v, facts->today.date, at_home);
        for (int c = 0; c < SOURCE_CATEGORIES; c++) {
            at_home[c] |= own[c];
        }
        if (view->addresses == 1) {
            put_known(&v, "property", at_home);
        }
    }
    return code;
}

void facts_of_council(enum nation nation, struct str name, struct facts *facts)
{
    if (nation == NATION_ENGLAND || nation == NATION_WALES) {
        facts_put(facts, "council.nation",
                  feel_string(nation == NATION_WALES ? STR("wales") : STR("england")));
    }
    if (name.len > 0) {
        facts_put(facts, "council.name", fact_text(facts->arena, name));
    }
}
