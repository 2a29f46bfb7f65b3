/* source_quality.c - counting filled cells, and asking of those that gave no value why. */
#include "source_quality.h"

#include "address.h"
#include "memory.h"

enum { COLUMNS_LOOKED_AT = 12, OLDEST_YEARS = 120, FIELD_ROLES = 4, FIELD_VALUES = 4 };

/* A field of a mention is filled when one of the values is there. */
static const struct {
    const char *label;
    bool personal;
    enum role roles[FIELD_ROLES]; /* ended by ROLE_IGNORE */
    int values[FIELD_VALUES];     /* ended by -1 */
} fields[QUALITY_FIELDS] = {
    [QUALITY_NAME] = {TO_SAY("Name"),
                      false,
                      {ROLE_GIVEN_NAME, ROLE_FAMILY_NAME, ROLE_FULL_NAME, ROLE_ORGANISATION},
                      {FIELD_NAME, FIELD_FAMILY, FIELD_GIVEN, -1}},
    [QUALITY_BIRTH_DATE] = {TO_SAY("Date of birth"),
                            true,
                            {ROLE_BIRTH_DATE, ROLE_BIRTH_YEAR, ROLE_BIRTH_MONTH, ROLE_BIRTH_DAY},
                            {FIELD_BIRTH_DATE, -1}},
    [QUALITY_SEX] = {TO_SAY("Sex"), true, {ROLE_SEX}, {FIELD_SEX, -1}},
    [QUALITY_ADDRESS] = {TO_SAY("Address"),
                         false,
                         {ROLE_ADDRESS, ROLE_PREMISE, ROLE_STREET},
                         {FIELD_STREET, FIELD_PREMISE, -1}},
    [QUALITY_POSTCODE] = {TO_SAY("Postcode"), false, {ROLE_POSTCODE}, {FIELD_POSTCODE, -1}},
    [QUALITY_UPRN] = {TO_SAY("UPRN"), false, {ROLE_UPRN}, {FIELD_UPRN, -1}},
    [QUALITY_PHONE] = {TO_SAY("Phone"), false, {ROLE_PHONE}, {FIELD_PHONE, -1}},
    [QUALITY_EMAIL] = {TO_SAY("Email"), false, {ROLE_EMAIL}, {FIELD_EMAIL, -1}},
    [QUALITY_NHS_NUMBER] = {TO_SAY("NHS number"), true, {ROLE_NHS_NUMBER}, {FIELD_NHS_NUMBER, -1}},
    [QUALITY_NATIONAL_INSURANCE] = {TO_SAY("National Insurance number"),
                                    true,
                                    {ROLE_NATIONAL_INSURANCE},
                                    {FIELD_NATIONAL_INSURANCE, -1}},
};

struct field_columns {
    size_t count;
    size_t at[COLUMNS_LOOKED_AT];
};

const char *quality_field_label(int field)
{
    return fields[field].label;
}

static struct field_columns columns_of(const struct mapping *mapping, int field)
{
    struct field_columns ret = {0};
    for (int i = 0; i < FIELD_ROLES && fields[field].roles[i] != ROLE_IGNORE; i++) {
        ret.count +=
            (size_t)mapping_columns(mapping, STR(""), fields[field].roles[i],
                                    (int)(COLUMNS_LOOKED_AT - ret.count), ret.at + ret.count);
    }
    return ret;
}

/* ---- dates */

/* By birth date: could it not be anybody's? NULL: none is known. */
static bool *impossible_dates(const struct report *r)
{
    const struct dictionary *dates = &r->in->mentions->dictionaries[FIELD_BIRTH_DATE];
    bool *ret = mem_must_array(dates->count + 1, sizeof *ret);
    int latest = r->in->table_count > 0 ? r->in->mappings[0].latest_year : LATEST_YEAR_DEFAULT;
    for (uint32_t id = 1; id < dates->count; id++) {
        struct date date;
        if (date_from_text(dictionary_text(dates, id), &date)) {
            bool whole = date.year != 0 && date.month != 0 && date.day != 0;
            ret[id] = (whole && !date_is_valid(date)) || date.year > latest ||
                      (date.year != 0 && date.year < latest - OLDEST_YEARS);
        }
    }
    return ret;
}

/* The digits of 1900-01-01 and the like, in any layout, with or without a time behind. */
static bool is_stand_in_date(struct str cell)
{
    static const char *const digits[] = {"19000101", "01011900", "17530101", "01011753",
                                         "99991231", "31129999", "12319999", "00010101",
                                         "01010001", "11111111", "00000000"};
    char own[9] = {0};
    size_t count = 0;
    for (size_t i = 0; i < cell.len && count < 8; i++) {
        if (ascii_is_digit(cell.ptr[i])) {
            own[count++] = cell.ptr[i];
        }
    }
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        if (strcmp(own, digits[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_digit(struct str cell)
{
    for (size_t i = 0; i < cell.len; i++) {
        if (ascii_is_digit(cell.ptr[i])) {
            return true;
        }
    }
    return false;
}

/* ---- rows */

/* Cells that gave no value: why. */
static void count_unfilled(const struct table *table, size_t row, int field,
                           const struct field_columns *columns, struct field_quality *q)
{
    struct str cell = STR("");
    for (size_t c = 0; c < columns->count && cell.len == 0; c++) {
        cell = table_cell(table, row, columns->at[c]);
    }
    if (cell.len == 0) {
        q->empty++;
    } else if (text_is_placeholder(cell) ||
               (field == QUALITY_BIRTH_DATE && is_stand_in_date(cell)) ||
               (field == QUALITY_ADDRESS && address_is_no_fixed_abode(cell))) {
        q->placeholder++;
    } else if (field == QUALITY_BIRTH_DATE && has_digit(cell)) {
        q->impossible++;
    } else {
        q->unread++;
    }
}

static bool is_filled(const struct mention_table *t, size_t m, int field)
{
    for (int i = 0; i < FIELD_VALUES && fields[field].values[i] >= 0; i++) {
        if (mention_value(t, m, fields[field].values[i]) != 0) {
            return true;
        }
    }
    return false;
}

static void count_fields(const struct report *r, size_t m, const struct field_columns *columns,
                         const bool *impossible, struct source_quality *q)
{
    const struct mention_table *t = r->in->mentions;
    const struct mention_place *place = &t->places[m];
    bool person = place->kind == MENTION_PERSON || place->kind == MENTION_ESTATE;
    for (int f = 0; f < QUALITY_FIELDS; f++) {
        struct field_quality *field = &q->fields[f];
        if (!field->has_column || (fields[f].personal && !person)) {
            continue;
        }
        field->rows++;
        if (is_filled(t, m, f)) {
            uint32_t date = mention_value(t, m, FIELD_BIRTH_DATE);
            bool wrong = f == QUALITY_BIRTH_DATE && impossible[date];
            field->filled += !wrong;
            field->impossible += wrong;
        } else if (f == QUALITY_NAME && place->kind == MENTION_NOBODY) {
            field->placeholder++;
        } else {
            count_unfilled(&r->in->tables[place->source], place->row, f, &columns[f], field);
        }
    }
}

/* Does the mention say anything that tells two people of one name apart? */
static bool says_more_than_name(const struct mention_table *t, size_t m)
{
    for (int field = FIELD_BIRTH_DATE; field < (int)t->field_count; field++) {
        if (field != FIELD_SEX && mention_value(t, m, field) != 0) {
            return true;
        }
    }
    return false;
}

static void count_kind(const struct report *r, size_t m, struct source_quality *q)
{
    const struct mention_table *t = r->in->mentions;
    switch (t->places[m].kind) {
    case MENTION_PROPERTY:
        q->property_only++;
        break;
    case MENTION_NOBODY:
        q->nobody++;
        break;
    case MENTION_UNKNOWN:
        q->nameless += mention_value(t, m, FIELD_NAME) == 0;
        break;
    case MENTION_PERSON:
        q->name_only += !says_more_than_name(t, m);
        break;
    default:
        break;
    }
}

/* Rows that say the same of somebody as others do, and were not made one: no more is said. */
static void count_same_apart(const struct report *r, struct source_quality *ret)
{
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        const struct linking *l = &r->in->run->linkings[kind];
        int32_t cut = r->in->run->model.kinds[kind].cut;
        for (size_t n = 0; l->self != NULL && n < l->nodes.count; n++) {
            if (l->self[n] == UINT32_MAX ||
                l->weights[l->self[n]] + l->self_rarity[n] * (WEIGHT_ONE / 64) > cut) {
                continue;
            }
            for (uint32_t i = l->nodes.offset[n]; i < l->nodes.offset[n + 1]; i++) {
                ret[r->in->mentions->places[l->nodes.member[i]].source].same_apart++;
            }
        }
    }
}

void source_quality_count(const struct report *r, struct source_quality *ret)
{
    const struct mention_table *t = r->in->mentions;
    size_t sources = r->in->table_count;
    struct field_columns(*columns)[QUALITY_FIELDS] = mem_must_array(sources, sizeof *columns);
    bool *impossible = impossible_dates(r);
    for (size_t s = 0; s < sources; s++) {
        for (int f = 0; f < QUALITY_FIELDS; f++) {
            columns[s][f] = columns_of(&r->in->mappings[s], f);
            ret[s].fields[f].has_column = columns[s][f].count > 0;
        }
    }
    uint64_t row_before = UINT64_MAX;
    for (size_t m = 0; m < t->count; m++) {
        const struct mention_place *place = &t->places[m];
        uint64_t row = (uint64_t)place->source << 32 | place->row;
        if (row != row_before && place->subject == 0) {
            row_before = row;
            ret[place->source].rows++;
            count_fields(r, m, columns[place->source], impossible, &ret[place->source]);
            count_kind(r, m, &ret[place->source]);
        }
    }
    if (r->in->run != NULL) {
        count_same_apart(r, ret);
    }
    mem_free(columns);
    mem_free(impossible);
}
