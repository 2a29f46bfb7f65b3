/* report.c - numbers within rows, groups, original spellings: what all the writers share. */
#include "report.h"

#include "mention_original.h"
#include "wording.h"

#include <assert.h>

static const struct {
    const char *column, *label;
} field_texts[FIELD_ATTRIBUTE] = {
    [FIELD_GIVEN] = {"given_name", TO_SAY("Given name")},
    [FIELD_MIDDLE] = {"middle_name", TO_SAY("Middle names")},
    [FIELD_FAMILY] = {"family_name", TO_SAY("Family name")},
    [FIELD_FORMER_FAMILY] = {"former_family_name", TO_SAY("Former family name")},
    [FIELD_NAME] = {"name", TO_SAY("Name")},
    [FIELD_BIRTH_DATE] = {"birth_date", TO_SAY("Date of birth")},
    [FIELD_SEX] = {"sex", TO_SAY("Sex")},
    [FIELD_UPRN] = {"uprn", TO_SAY("UPRN")},
    [FIELD_PREMISE] = {"premise", TO_SAY("House or flat")},
    [FIELD_STREET] = {"street", TO_SAY("Street")},
    [FIELD_TOWN] = {"town", TO_SAY("Town")},
    [FIELD_POSTCODE] = {"postcode", TO_SAY("Postcode")},
    [FIELD_PHONE] = {"phone", TO_SAY("Phone")},
    [FIELD_EMAIL] = {"email", TO_SAY("Email")},
    [FIELD_NHS_NUMBER] = {"nhs_number", TO_SAY("NHS number")},
    [FIELD_NATIONAL_INSURANCE] = {"national_insurance", TO_SAY("National Insurance number")},
    [FIELD_STAY] = {"from_to", TO_SAY("From and to")},
    [FIELD_COMPANION] = {"others", TO_SAY("Others in the row")},
};

static const struct {
    const char *text, *one, *several;
} kind_texts[MENTION_KINDS] = {
    [MENTION_PERSON] = {"person", "person", "people"},
    [MENTION_ORGANISATION] = {"organisation", "organisation", "organisations"},
    [MENTION_ESTATE] = {"estate", "estate", "estates"},
    [MENTION_PROPERTY] = {"property", "property", "properties"},
    [MENTION_UNKNOWN] = {"unknown", "thing", "things"},
    [MENTION_NOBODY] = {"unknown", "nobody", "nobody"},
};

const char *report_kind_text(int kind)
{
    return kind_texts[kind].text;
}

const char *report_kind_people(int kind, bool several)
{
    return several ? kind_texts[kind].several : kind_texts[kind].one;
}

void report_kind_count(const struct report *r, uint64_t count, int kind, struct buf *ret)
{
    char text[FIGURE_TEXT_MAX];
    figure_text(count, text);
    switch (kind) {
    case MENTION_PERSON:
        buf_printf(ret, say_count(r, count, "%s person", "%s people"), text);
        break;
    case MENTION_ORGANISATION:
        buf_printf(ret, say_count(r, count, "%s organisation", "%s organisations"), text);
        break;
    case MENTION_ESTATE:
        buf_printf(ret, say_count(r, count, "%s estate", "%s estates"), text);
        break;
    case MENTION_PROPERTY:
        buf_printf(ret, say_count(r, count, "%s property", "%s properties"), text);
        break;
    default:
        buf_printf(ret, say_count(r, count, "%s thing", "%s things"), text);
    }
}

struct str report_field_column(const struct report *report, int field)
{
    return field >= FIELD_ATTRIBUTE ? report->in->mentions->attribute_name[field - FIELD_ATTRIBUTE]
                                    : str_of(field_texts[field].column);
}

struct str report_field_label(const struct report *report, int field)
{
    return field >= FIELD_ATTRIBUTE ? report->in->mentions->attribute_name[field - FIELD_ATTRIBUTE]
                                    : str_of(say(report, field_texts[field].label));
}

/* ---- groups */

void grouping_make(const uint32_t *group_of, size_t items, size_t groups, struct grouping *ret)
{
    *ret = (struct grouping){.count = groups,
                             .offset = mem_must_array(groups + 2, sizeof *ret->offset)};
    /* offset[g + 2] counts, then offset[g + 1] is where group g is being filled. */
    uint32_t total = 0;
    for (size_t i = 0; i < items; i++) {
        if (group_of[i] != UINT32_MAX) {
            ret->offset[group_of[i] + 2]++;
            total++;
        }
    }
    for (size_t g = 2; g < groups + 2; g++) {
        ret->offset[g] += ret->offset[g - 1];
    }
    ret->member = mem_must_array(total, sizeof *ret->member);
    for (size_t i = 0; i < items; i++) {
        if (group_of[i] != UINT32_MAX) {
            ret->member[ret->offset[group_of[i] + 1]++] = (uint32_t)i;
        }
    }
}

void grouping_free(struct grouping *grouping)
{
    mem_free(grouping->offset);
    mem_free(grouping->member);
    *grouping = (struct grouping){0};
}

/* ---- numbers within a row */

/* One row's mentions [from, to): a property comes after those who are somebody, before unknown. */
static void number_row(struct report *r, size_t from, size_t to)
{
    const struct mention_place *places = r->in->mentions->places;
    uint16_t next = 1;
    for (size_t m = from; m < to; m++) {
        if (places[m].kind < MENTION_PROPERTY) {
            r->number[m] = next++;
        }
    }
    for (size_t m = from; m < to; m++) {
        if (places[m].carries_property) {
            r->property_number[m] = next++;
        }
        if (places[m].kind == MENTION_PROPERTY) {
            r->number[m] = next++;
        }
    }
    for (size_t m = from; m < to; m++) {
        if (places[m].kind > MENTION_PROPERTY) {
            r->number[m] = next++;
        }
    }
}

static void number_mentions(struct report *r)
{
    const struct mention_table *t = r->in->mentions;
    r->number = mem_must_array(t->count, sizeof *r->number);
    r->property_number = mem_must_array(t->count, sizeof *r->property_number);
    for (size_t from = 0, to; from < t->count; from = to) {
        to = from + 1;
        while (to < t->count && t->places[to].row == t->places[from].row &&
               t->places[to].source == t->places[from].source) {
            to++;
        }
        number_row(r, from, to);
    }
}

/* ---- original spellings */

enum { NO_COLUMN = UINT16_MAX };

/* original[((source × subjects) + subject) × kinds + kind) × fields + field]: the column, or
 * NO_COLUMN. */
static size_t original_at(const struct report *r, size_t source, size_t subject, size_t kind,
                          int field)
{
    return ((source * SUBJECTS_MAX + subject) * MENTION_KINDS + kind) *
               r->in->mentions->field_count +
           (size_t)field;
}

static void find_originals(struct report *r)
{
    const struct report_input *in = r->in;
    size_t fields = in->mentions->field_count;
    size_t count = in->table_count * SUBJECTS_MAX * MENTION_KINDS * fields;
    r->original = mem_must_array(count, sizeof *r->original);
    memset(r->original, 0xff, count * sizeof *r->original);
    bool *seen = mem_must_array(in->table_count * SUBJECTS_MAX * MENTION_KINDS, sizeof *seen);
    for (size_t m = 0; m < in->mentions->count; m++) {
        const struct mention_place *p = &in->mentions->places[m];
        size_t at = original_at(r, p->source, p->subject, p->kind, 0);
        assert(p->subject < SUBJECTS_MAX);
        if (seen[at / fields]) {
            continue;
        }
        seen[at / fields] = true;
        for (int field = 0; field < (int)fields; field++) {
            size_t column = mention_original_column(&in->mappings[p->source], in->mentions,
                                                    p->subject, p->kind, field);
            r->original[at + (size_t)field] = column < NO_COLUMN ? (uint16_t)column : NO_COLUMN;
        }
    }
    mem_free(seen);
}

struct str report_original(const struct report *r, size_t mention, int field)
{
    const struct mention_place *p = &r->in->mentions->places[mention];
    uint16_t column = r->original[original_at(r, p->source, p->subject, p->kind, field)];
    if (column == NO_COLUMN || mention_value(r->in->mentions, mention, field) == 0) {
        return STR("");
    }
    return table_cell(&r->in->tables[p->source], p->row, column);
}

/* ---- values for people */

void report_capitals(int field, struct str text, struct buf *ret)
{
    bool words = field == FIELD_GIVEN || field == FIELD_MIDDLE || field == FIELD_FAMILY ||
                 field == FIELD_FORMER_FAMILY || field == FIELD_NAME || field == FIELD_PREMISE ||
                 field == FIELD_STREET || field == FIELD_TOWN;
    size_t from = ret->len;
    if (buf_add(ret, text) != 0 || !words) {
        return;
    }
    for (size_t i = from; i < ret->len; i++) {
        if (i == from || ret->ptr[i - 1] == ' ') {
            ret->ptr[i] = ascii_upper(ret->ptr[i]);
        }
    }
}

void report_value(const struct report *r, size_t mention, int field, struct buf *ret)
{
    struct str original = report_original(r, mention, field);
    if (original.len > 0) {
        buf_add(ret, original);
    } else {
        report_capitals(field, mention_text(r->in->mentions, mention, field), ret);
    }
}

static void add_part(const struct report *r, size_t mention, int field, struct str separator,
                     size_t from, struct buf *ret)
{
    if (mention_value(r->in->mentions, mention, field) != 0) {
        if (ret->len > from) {
            buf_add(ret, separator);
        }
        report_value(r, mention, field, ret);
    }
}

/* Does the row's cell with the name speak of somebody else, too? */
static bool shares_name(const struct report *r, size_t mention)
{
    const struct mention_table *t = r->in->mentions;
    const struct mention_place *p = &t->places[mention];
    for (int step = -1; step <= 1; step += 2) {
        size_t other = mention + (size_t)step;
        if (other < t->count && t->places[other].source == p->source &&
            t->places[other].row == p->row && t->places[other].subject == p->subject &&
            t->places[other].kind == p->kind) {
            return true;
        }
    }
    return false;
}

/* shared: the name's cell has others in it. */
static bool is_shared(const struct report *r, size_t mention)
{
    return report_original(r, mention, FIELD_NAME).len > 0 &&
           report_original(r, mention, FIELD_GIVEN).len == 0 &&
           report_original(r, mention, FIELD_FAMILY).len == 0 && shares_name(r, mention);
}

void report_own_name(const struct report *r, size_t mention, struct buf *ret)
{
    size_t from = ret->len;
    struct str whole = report_original(r, mention, FIELD_NAME);
    bool in_parts = report_original(r, mention, FIELD_GIVEN).len > 0 ||
                    report_original(r, mention, FIELD_FAMILY).len > 0;
    if (whole.len > 0 && !in_parts && !is_shared(r, mention)) {
        buf_add(ret, whole);
        return;
    }
    add_part(r, mention, FIELD_GIVEN, STR(" "), from, ret);
    if (report_original(r, mention, FIELD_MIDDLE).len > 0 ||
        report_original(r, mention, FIELD_GIVEN).len == 0) {
        add_part(r, mention, FIELD_MIDDLE, STR(" "), from,
                 ret); /* else a given-name cell may hold them */
    }
    add_part(r, mention, FIELD_FAMILY, STR(" "), from, ret);
    if (ret->len == from) {
        add_part(r, mention, FIELD_NAME, STR(" "), from, ret);
    }
}

void report_name(const struct report *r, size_t mention, struct buf *ret)
{
    report_own_name(r, mention, ret);
    if (is_shared(r, mention)) {
        buf_add(ret, STR(" ("));
        buf_add(ret, report_original(r, mention, FIELD_NAME));
        buf_add(ret, STR(")"));
    }
}

void report_address(const struct report *r, size_t mention, struct buf *ret)
{
    size_t from = ret->len;
    add_part(r, mention, FIELD_PREMISE, STR(", "), from, ret);
    struct str premise = mention_text(r->in->mentions, mention, FIELD_PREMISE);
    bool number = premise.len > 0 && ascii_is_digit(premise.ptr[premise.len - 1]);
    add_part(r, mention, FIELD_STREET, number ? STR(" ") : STR(", "), from, ret);
    add_part(r, mention, FIELD_TOWN, STR(", "), from, ret);
    add_part(r, mention, FIELD_POSTCODE, STR(", "), from, ret);
}

const char *report_entity_id(const struct report *r, uint32_t entity, char ret[ENTITY_ID_TEXT_MAX])
{
    const struct partition *p = &r->in->run->partition;
    if (r->in->entity_names != NULL) {
        return memcpy(ret, r->in->entity_names[entity], ENTITY_ID_TEXT_MAX);
    }
    return entity_id_text(p->entity_id[entity], p->entity_kind[entity], ret);
}

const char *report_property_id(const struct report *r, uint32_t property,
                               char ret[ENTITY_ID_TEXT_MAX])
{
    return entity_id_text(r->in->run->partition.property_id[property], MENTION_PROPERTY, ret);
}

const char *report_cannot_tell(const struct report *r)
{
    const char *why = r->in->run->cannot_tell;
    return why[0] != '\0' ? why : TO_SAY("there were no pairs to tell from");
}

/* ---- begin, free */

static int main_kind_of(const struct mention_table *t)
{
    size_t counts[MENTION_KINDS] = {0};
    for (size_t m = 0; m < t->count; m++) {
        counts[t->places[m].kind]++;
    }
    int kind = MENTION_PERSON;
    for (int other = 0; counts[MENTION_PERSON] == 0 && other < MENTION_NOBODY; other++) {
        kind = counts[other] > counts[kind] ? other : kind;
    }
    return kind;
}

void report_begin_rows(const struct report_input *in, struct report *ret)
{
    const struct mention_table *t = in->mentions;
    *ret = (struct report){.in = in, .main_kind = main_kind_of(t)};
    number_mentions(ret);
    find_originals(ret);
    for (size_t field = 0; field < t->field_count; field++) {
        ret->field_used[field] = t->dictionaries[field].count > 1;
    }
}

void report_begin(const struct report_input *in, struct report *ret)
{
    const struct partition *p = &in->run->partition;
    report_begin_rows(in, ret);
    grouping_make(p->entity, in->mentions->count, p->entity_count, &ret->entities);
    grouping_make(p->property, in->mentions->count, p->property_count, &ret->properties);
}

void report_free(struct report *report)
{
    mem_free(report->number);
    mem_free(report->property_number);
    mem_free(report->original);
    grouping_free(&report->entities);
    grouping_free(&report->properties);
    *report = (struct report){0};
}
