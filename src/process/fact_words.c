/* fact_words.c - facts in English and Welsh. Its Welsh is to be checked by a translator. */
#include "fact_words.h"

#include "fact_scope.h"

static const struct {
    const char *name, *en, *cy;
} titles[] = {
    {"today", "today’s date", "dyddiad heddiw"},
    {"event.date", "the day it happened", "y diwrnod y digwyddodd"},
    {"event.known", "the day the council knew", "y diwrnod y gwyddai’r cyngor"},
    {"event.told_by", "who told the council", "pwy a ddywedodd wrth y cyngor"},
    {"event.channel", "the way in which it was told", "y ffordd y dywedwyd"},
    {"event.language", "the language in which it was told", "yr iaith y dywedwyd ynddi"},
    {"event.detected", "found in the data", "wedi’i ganfod yn y data"},
    {"person.birth_date", "the person’s date of birth", "dyddiad geni’r person"},
    {"person.age", "the person’s age", "oed y person"},
    {"person.age_band", "the person’s age band", "band oedran y person"},
    {"person.birth_year", "the person’s year of birth", "blwyddyn geni’r person"},
    {"person.sex", "the person’s sex", "rhyw’r person"},
    {"person.has.phone", "a telephone number of the person", "rhif ffôn y person"},
    {"person.has.email", "an e-mail address of the person", "cyfeiriad e-bost y person"},
    {"person.has.nhs_number", "an NHS number of the person", "rhif GIG y person"},
    {"person.has.national_insurance", "a National Insurance number of the person",
     "rhif Yswiriant Gwladol y person"},
    {"household.size", "the number of people at the address", "nifer y bobl yn y cyfeiriad"},
    {"household.adults", "the number of adults at the address", "nifer yr oedolion yn y cyfeiriad"},
    {"household.children", "the number of children at the address", "nifer y plant yn y cyfeiriad"},
    {"property.uprn", "the property’s number", "rhif yr eiddo"},
    {"property.ward", "the ward", "y ward"},
    {"property.outward_postcode", "the first half of the postcode", "hanner cyntaf y cod post"},
    {"council.nation", "the council’s nation", "cenedl y cyngor"},
    {"council.name", "the council’s name", "enw’r cyngor"},
    {"council.code", "the council’s code", "cod y cyngor"},
};

/* A record in a source of a category: yes or no. */
static const struct {
    const char *slot, *en, *cy;
} known[] = {
    {"person.known.", "a record of the person in ", "cofnod o’r person: "},
    {"household.known.", "a record of somebody else at the address in ",
     "cofnod o rywun arall yn y cyfeiriad: "},
    {"property.known.", "a record of the address in ", "cofnod o’r cyfeiriad: "},
};

static bool label_known(struct arena *arena, struct str name, struct feel_label *ret)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct str slot = str_of(known[i].slot);
        if (str_starts(name, slot)) {
            enum source_category category =
                source_category_find(str_slice(name, slot.len, name.len));
            ret->en = arena_printf(arena, "%s%s", known[i].en,
                                   source_category_title(category, ACCESS_ENGLISH));
            ret->cy = arena_printf(arena, "%s%s", known[i].cy,
                                   source_category_title(category, ACCESS_WELSH));
            return true;
        }
    }
    return false;
}

static struct feel_label label_fact(struct arena *arena, struct str name)
{
    struct feel_label label = {.name = name, .en = name, .cy = name};
    if (label_known(arena, name, &label)) {
        return label;
    }
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        if (str_eq(name, str_of(titles[i].name))) {
            label.en = str_of(titles[i].en);
            label.cy = str_of(titles[i].cy);
        }
    }
    return label;
}

struct fact_labels fact_labels_of(struct arena *arena, const struct event_type *type)
{
    size_t count = 0;
    struct feel_label *labels =
        arena_alloc(arena, (facts_count + type->question_count + 1) * sizeof *labels);
    labels[count++] = label_fact(arena, STR("today"));
    for (size_t i = 0; i < facts_count; i++) {
        char name[FACT_NAME_MAX];
        labels[count++] = label_fact(arena, arena_str(arena, str_of(fact_name(i, name))));
    }
    for (size_t i = 0; i < type->question_count; i++) {
        const struct question *question = &type->questions[i];
        labels[count++] = (struct feel_label){
            arena_printf(arena, "answers.%.*s", PRI(question->name)),
            arena_printf(arena, "the answer to “%.*s”", PRI(question->text.text[ACCESS_ENGLISH])),
            arena_printf(arena, "yr ateb i “%.*s”", PRI(question->text.text[ACCESS_WELSH]))};
    }
    return (struct fact_labels){labels, count};
}

struct str fact_words(const struct fact_labels *labels, struct str name,
                      enum access_language language)
{
    for (size_t i = 0; i < labels->count; i++) {
        if (str_eq(labels->at[i].name, name)) {
            return language == ACCESS_WELSH ? labels->at[i].cy : labels->at[i].en;
        }
    }
    return name;
}
