/* fact_scope.c - the table of facts, and scopes made from it. */
#include "fact_scope.h"

#include <stdio.h>

const char *const fact_slot_names[FACT_SLOTS + 1] = {"today",     "event",    "answers", "person",
                                                     "household", "property", "council", NULL};

#define KNOWN(slot)                                                                                \
    {slot, STR_INIT("known"), STR_INIT("council_tax"), FEEL_BOOLEAN},                              \
        {slot, STR_INIT("known"), STR_INIT("business_rates"), FEEL_BOOLEAN},                       \
        {slot, STR_INIT("known"), STR_INIT("housing_benefit"), FEEL_BOOLEAN},                      \
        {slot, STR_INIT("known"), STR_INIT("electoral_register"), FEEL_BOOLEAN},                   \
        {slot, STR_INIT("known"), STR_INIT("adult_social_care"), FEEL_BOOLEAN},                    \
        {slot, STR_INIT("known"), STR_INIT("childrens_services"), FEEL_BOOLEAN},                   \
        {slot, STR_INIT("known"), STR_INIT("schools"), FEEL_BOOLEAN},                              \
        {slot, STR_INIT("known"), STR_INIT("housing"), FEEL_BOOLEAN},                              \
        {slot, STR_INIT("known"), STR_INIT("homelessness"), FEEL_BOOLEAN},                         \
        {slot, STR_INIT("known"), STR_INIT("registration"), FEEL_BOOLEAN},                         \
        {slot, STR_INIT("known"), STR_INIT("blue_badge"), FEEL_BOOLEAN},                           \
        {slot, STR_INIT("known"), STR_INIT("parking"), FEEL_BOOLEAN},                              \
        {slot, STR_INIT("known"), STR_INIT("libraries"), FEEL_BOOLEAN},                            \
        {slot, STR_INIT("known"), STR_INIT("leisure"), FEEL_BOOLEAN},                              \
        {slot, STR_INIT("known"), STR_INIT("licensing"), FEEL_BOOLEAN},                            \
        {slot, STR_INIT("known"), STR_INIT("planning"), FEEL_BOOLEAN},                             \
        {slot, STR_INIT("known"), STR_INIT("waste"), FEEL_BOOLEAN},                                \
        {slot, STR_INIT("known"), STR_INIT("customer_contact"), FEEL_BOOLEAN},                     \
    {                                                                                              \
        slot, STR_INIT("known"), STR_INIT("address_register"), FEEL_BOOLEAN                        \
    }

/* Those of a slot side by side. KNOWN: in the order of enum source_category. */
const struct fact facts_table[] = {
    {FACT_EVENT, STR_INIT(""), STR_INIT("date"), FEEL_DATE},
    {FACT_EVENT, STR_INIT(""), STR_INIT("known"), FEEL_DATE},
    {FACT_EVENT, STR_INIT(""), STR_INIT("told_by"), FEEL_STRING},
    {FACT_EVENT, STR_INIT(""), STR_INIT("channel"), FEEL_STRING},
    {FACT_EVENT, STR_INIT(""), STR_INIT("language"), FEEL_STRING},
    {FACT_EVENT, STR_INIT(""), STR_INIT("detected"), FEEL_BOOLEAN},
    {FACT_PERSON, STR_INIT(""), STR_INIT("birth_date"), FEEL_DATE},
    {FACT_PERSON, STR_INIT(""), STR_INIT("age"), FEEL_NUMBER},
    {FACT_PERSON, STR_INIT(""), STR_INIT("age_band"), FEEL_STRING},
    {FACT_PERSON, STR_INIT(""), STR_INIT("birth_year"), FEEL_NUMBER},
    {FACT_PERSON, STR_INIT(""), STR_INIT("sex"), FEEL_STRING},
    {FACT_PERSON, STR_INIT("has"), STR_INIT("phone"), FEEL_BOOLEAN},
    {FACT_PERSON, STR_INIT("has"), STR_INIT("email"), FEEL_BOOLEAN},
    {FACT_PERSON, STR_INIT("has"), STR_INIT("nhs_number"), FEEL_BOOLEAN},
    {FACT_PERSON, STR_INIT("has"), STR_INIT("national_insurance"), FEEL_BOOLEAN},
    KNOWN(FACT_PERSON),
    {FACT_HOUSEHOLD, STR_INIT(""), STR_INIT("size"), FEEL_NUMBER},
    {FACT_HOUSEHOLD, STR_INIT(""), STR_INIT("adults"), FEEL_NUMBER},
    {FACT_HOUSEHOLD, STR_INIT(""), STR_INIT("children"), FEEL_NUMBER},
    KNOWN(FACT_HOUSEHOLD),
    {FACT_PROPERTY, STR_INIT(""), STR_INIT("uprn"), FEEL_STRING},
    {FACT_PROPERTY, STR_INIT(""), STR_INIT("ward"), FEEL_STRING},
    {FACT_PROPERTY, STR_INIT(""), STR_INIT("outward_postcode"), FEEL_STRING},
    KNOWN(FACT_PROPERTY),
    {FACT_COUNCIL, STR_INIT(""), STR_INIT("nation"), FEEL_STRING},
    {FACT_COUNCIL, STR_INIT(""), STR_INIT("name"), FEEL_STRING},
    {FACT_COUNCIL, STR_INIT(""), STR_INIT("code"), FEEL_STRING},
};
const size_t facts_count = sizeof facts_table / sizeof facts_table[0];

const char *fact_name(size_t place, char ret[FACT_NAME_MAX])
{
    const struct fact *f = &facts_table[place];
    snprintf(ret, FACT_NAME_MAX, "%s.%.*s%s%.*s", fact_slot_names[f->slot], PRI(f->group),
             f->group.len > 0 ? "." : "", PRI(f->name));
    return ret;
}

size_t fact_find(struct str name)
{
    char made[FACT_NAME_MAX];
    for (size_t i = 0; i < facts_count; i++) {
        if (str_eq(name, str_of(fact_name(i, made)))) {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool is_allowed(const struct name_list *allowed, size_t place)
{
    char made[FACT_NAME_MAX];
    bool found = allowed == NULL;
    for (size_t i = 0; !found && i < allowed->count; i++) {
        found = str_eq(allowed->at[i], str_of(fact_name(place, made)));
    }
    return found;
}

/* A context type without any field is that of all contexts: an entry that nobody can name makes it
 * one of none. */
const struct feel_type *fact_context(struct arena *arena, const struct feel_field *fields,
                                     uint32_t count)
{
    const struct feel_field none = {STR(""), feel_type_simple(FEEL_NULL)};
    return count > 0 ? feel_type_context(arena, fields, count) : feel_type_context(arena, &none, 1);
}

/* The fields of a group of a slot that are allowed, added to fields. */
static uint32_t add_fields(enum fact_slot slot, struct str group, const struct name_list *allowed,
                           struct feel_field *fields)
{
    uint32_t count = 0;
    for (size_t i = 0; i < facts_count; i++) {
        const struct fact *f = &facts_table[i];
        if (f->slot == slot && str_eq(f->group, group) && is_allowed(allowed, i)) {
            fields[count++] = (struct feel_field){f->name, feel_type_simple(f->kind)};
        }
    }
    return count;
}

/* A slot as a context; each of its groups is one of its own. */
static const struct feel_type *slot_type(struct arena *arena, enum fact_slot slot,
                                         const struct name_list *allowed)
{
    static const struct str groups[] = {STR_INIT("known"), STR_INIT("has")};
    struct feel_field *fields = arena_alloc(arena, (facts_count + 2) * sizeof *fields);
    uint32_t count = add_fields(slot, STR(""), allowed, fields);
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        struct feel_field *inner = arena_alloc(arena, (facts_count + 1) * sizeof *inner);
        uint32_t inner_count = add_fields(slot, groups[g], allowed, inner);
        if (inner_count > 0) {
            fields[count++] =
                (struct feel_field){groups[g], feel_type_context(arena, inner, inner_count)};
        }
    }
    return fact_context(arena, fields, count);
}

const struct feel_type *question_kind(struct arena *arena, const struct question *q)
{
    switch (q->type) {
    case QUESTION_YES_NO:
        return feel_type_simple(FEEL_BOOLEAN);
    case QUESTION_DATE:
        return feel_type_simple(FEEL_DATE);
    case QUESTION_NUMBER:
    case QUESTION_MONEY:
        return feel_type_simple(FEEL_NUMBER);
    case QUESTION_CHOICES:
        return feel_type_list(arena, feel_type_simple(FEEL_STRING));
    default:
        return feel_type_simple(FEEL_STRING);
    }
}

struct feel_scope *fact_scope(struct arena *arena, const struct question *questions, size_t count,
                              const struct name_list *allowed)
{
    struct feel_scope *scope = feel_scope_new(arena, NULL, FEEL_SCOPE_DECLARED);
    struct feel_field *answers = arena_alloc(arena, (count + 1) * sizeof *answers);
    for (size_t i = 0; i < count; i++) {
        answers[i] = (struct feel_field){questions[i].name, question_kind(arena, &questions[i])};
    }
    for (int slot = 0; slot < FACT_SLOTS; slot++) {
        const struct feel_type *type = slot == FACT_TODAY ? feel_type_simple(FEEL_DATE)
                                       : slot == FACT_ANSWERS
                                           ? fact_context(arena, answers, (uint32_t)count)
                                           : slot_type(arena, (enum fact_slot)slot, allowed);
        feel_scope_add(scope, str_of(fact_slot_names[slot]), type);
    }
    return scope;
}
