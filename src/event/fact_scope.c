/* fact_scope.c - the table of facts, and scopes made from it. */
#include "fact_scope.h"

#include <stdio.h>

const char *const fact_slot_names[FACT_SLOTS + 1] = {
    "today", "event", "answers", "person", "household", "property", "council", NULL};

#define KNOWN(slot)                                                                                \
    {slot, STR_INIT("council_tax"), true, FEEL_BOOLEAN},                                           \
        {slot, STR_INIT("business_rates"), true, FEEL_BOOLEAN},                                    \
        {slot, STR_INIT("housing_benefit"), true, FEEL_BOOLEAN},                                   \
        {slot, STR_INIT("electoral_register"), true, FEEL_BOOLEAN},                                \
        {slot, STR_INIT("adult_social_care"), true, FEEL_BOOLEAN},                                 \
        {slot, STR_INIT("childrens_services"), true, FEEL_BOOLEAN},                                \
        {slot, STR_INIT("schools"), true, FEEL_BOOLEAN},                                           \
        {slot, STR_INIT("housing"), true, FEEL_BOOLEAN},                                           \
        {slot, STR_INIT("homelessness"), true, FEEL_BOOLEAN},                                      \
        {slot, STR_INIT("registration"), true, FEEL_BOOLEAN},                                      \
        {slot, STR_INIT("blue_badge"), true, FEEL_BOOLEAN},                                        \
        {slot, STR_INIT("parking"), true, FEEL_BOOLEAN},                                           \
        {slot, STR_INIT("libraries"), true, FEEL_BOOLEAN},                                         \
        {slot, STR_INIT("leisure"), true, FEEL_BOOLEAN},                                           \
        {slot, STR_INIT("licensing"), true, FEEL_BOOLEAN},                                         \
        {slot, STR_INIT("planning"), true, FEEL_BOOLEAN},                                          \
        {slot, STR_INIT("waste"), true, FEEL_BOOLEAN},                                             \
        {slot, STR_INIT("customer_contact"), true, FEEL_BOOLEAN},                                  \
    {                                                                                              \
        slot, STR_INIT("address_register"), true, FEEL_BOOLEAN                                     \
    }

/* Those of a slot side by side. KNOWN: in the order of enum source_category. */
const struct fact facts_table[] = {
    {FACT_EVENT, STR_INIT("date"), false, FEEL_DATE},
    {FACT_EVENT, STR_INIT("known"), false, FEEL_DATE},
    {FACT_EVENT, STR_INIT("told_by"), false, FEEL_STRING},
    {FACT_EVENT, STR_INIT("channel"), false, FEEL_STRING},
    {FACT_EVENT, STR_INIT("language"), false, FEEL_STRING},
    {FACT_EVENT, STR_INIT("detected"), false, FEEL_BOOLEAN},
    {FACT_PERSON, STR_INIT("birth_date"), false, FEEL_DATE},
    {FACT_PERSON, STR_INIT("age"), false, FEEL_NUMBER},
    {FACT_PERSON, STR_INIT("sex"), false, FEEL_STRING},
    KNOWN(FACT_PERSON),
    {FACT_HOUSEHOLD, STR_INIT("size"), false, FEEL_NUMBER},
    {FACT_HOUSEHOLD, STR_INIT("adults"), false, FEEL_NUMBER},
    {FACT_HOUSEHOLD, STR_INIT("children"), false, FEEL_NUMBER},
    KNOWN(FACT_HOUSEHOLD),
    {FACT_PROPERTY, STR_INIT("uprn"), false, FEEL_STRING},
    {FACT_PROPERTY, STR_INIT("ward"), false, FEEL_STRING},
    KNOWN(FACT_PROPERTY),
    {FACT_COUNCIL, STR_INIT("nation"), false, FEEL_STRING},
    {FACT_COUNCIL, STR_INIT("name"), false, FEEL_STRING},
    {FACT_COUNCIL, STR_INIT("code"), false, FEEL_STRING},
};
const size_t facts_count = sizeof facts_table / sizeof facts_table[0];

const char *fact_name(size_t place, char ret[FACT_NAME_MAX])
{
    const struct fact *f = &facts_table[place];
    snprintf(ret, FACT_NAME_MAX, "%s.%s%.*s", fact_slot_names[f->slot], f->known ? "known." : "",
             PRI(f->name));
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

/* The fields of a slot that are allowed, `known` a context of its own. */
static const struct feel_type *slot_type(struct arena *arena, enum fact_slot slot,
                                         const struct name_list *allowed)
{
    struct feel_field *fields = arena_alloc(arena, (facts_count + 1) * sizeof *fields);
    struct feel_field *known = arena_alloc(arena, (facts_count + 1) * sizeof *known);
    uint32_t field_count = 0;
    uint32_t known_count = 0;
    for (size_t i = 0; i < facts_count; i++) {
        const struct fact *f = &facts_table[i];
        if (f->slot == slot && is_allowed(allowed, i)) {
            struct feel_field field = {f->name, feel_type_simple(f->kind)};
            if (f->known) {
                known[known_count++] = field;
            } else {
                fields[field_count++] = field;
            }
        }
    }
    if (known_count > 0) {
        fields[field_count++] = (struct feel_field){
            STR("known"), feel_type_context(arena, known, known_count)};
    }
    return field_count > 0 ? feel_type_context(arena, fields, field_count) : NULL;
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

const struct feel_scope *fact_scope(struct arena *arena, const struct question *questions,
                                    size_t count, const struct name_list *allowed)
{
    struct feel_scope *scope = feel_scope_new(arena, NULL, FEEL_SCOPE_DECLARED);
    struct feel_field *answers = arena_alloc(arena, (count + 1) * sizeof *answers);
    for (size_t i = 0; i < count; i++) {
        answers[i] = (struct feel_field){questions[i].name, question_kind(arena, &questions[i])};
    }
    for (int slot = 0; slot < FACT_SLOTS; slot++) {
        const struct feel_type *type =
            slot == FACT_TODAY     ? feel_type_simple(FEEL_DATE)
            : slot == FACT_ANSWERS ? feel_type_context(arena, answers, (uint32_t)count)
                                   : slot_type(arena, (enum fact_slot)slot, allowed);
        type = type != NULL ? type : feel_type_context(arena, NULL, 0);
        feel_scope_add(scope, str_of(fact_slot_names[slot]), type);
    }
    return scope;
}
