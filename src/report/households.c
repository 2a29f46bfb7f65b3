/* households.c - households.csv and properties.csv: who is where, by what the rows say. */
#include "line_writer.h"
#include "report_files.h"

#include <stdlib.h>

static int compare_entities(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

size_t property_persons(const struct report *r, uint32_t property, uint32_t **ret, size_t *capacity)
{
    const struct grouping *g = &r->properties;
    const struct partition *p = &r->in->run->partition;
    void *grown = *ret;
    mem_must_grow(&grown, capacity, grouping_size(g, property) + 1, sizeof **ret);
    *ret = grown;
    size_t count = 0;
    for (uint32_t i = g->offset[property]; i < g->offset[property + 1]; i++) {
        if (r->in->mentions->places[g->member[i]].kind == MENTION_PERSON) {
            (*ret)[count++] = p->entity[g->member[i]];
        }
    }
    qsort(*ret, count, sizeof **ret, compare_entities);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || (*ret)[kept - 1] != (*ret)[i]) {
            (*ret)[kept++] = (*ret)[i];
        }
    }
    return kept;
}

const char *household_id_text(const struct report *report, uint32_t property,
                              char ret[ENTITY_ID_TEXT_MAX])
{
    report_property_id(report, property, ret);
    ret[0] = 'D';
    return ret;
}

void golden_address(const struct report *r, uint32_t property, struct buf *ret)
{
    static const int parts[] = {FIELD_PREMISE, FIELD_STREET, FIELD_TOWN, FIELD_POSTCODE};
    const uint32_t *members = r->properties.member + r->properties.offset[property];
    size_t count = grouping_size(&r->properties, property);
    size_t from = ret->len;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t before = ret->len;
        if (before > from) {
            bool number = parts[i] == FIELD_STREET && ascii_is_digit(ret->ptr[before - 1]);
            buf_add(ret, number ? STR(" ") : STR(", "));
        }
        if (golden_field(r, members, count, parts[i], ret) < 0) {
            ret->len = before;
        }
    }
}

void households_write(const struct report *r, FILE *stream)
{
    const struct partition *p = &r->in->run->partition;
    struct line_writer w = line_writer_begin(stream);
    struct buf text = {0};
    uint32_t *persons = NULL;
    size_t capacity = 0;
    char id[ENTITY_ID_TEXT_MAX];
    line_header(&w, "household,property,address,persons,person_entities");
    for (uint32_t h = 0; h < p->property_count; h++) {
        size_t count = property_persons(r, h, &persons, &capacity);
        if (count == 0) {
            continue;
        }
        line_plain(&w, str_of(household_id_text(r, h, id)));
        line_plain(&w, str_of(report_property_id(r, h, id)));
        text.len = 0;
        golden_address(r, h, &text);
        line_value(&w, buf_str(&text));
        line_whole(&w, count);
        text.len = 0;
        for (size_t i = 0; i < count; i++) {
            buf_add(&text, i > 0 ? STR(" ") : STR(""));
            buf_add(&text, str_of(report_entity_id(r, persons[i], id)));
        }
        line_plain(&w, buf_str(&text));
        line_end(&w);
    }
    line_writer_end(&w);
    buf_free(&text);
    mem_free(persons);
}

void properties_write(const struct report *r, FILE *stream)
{
    static const int fields[] = {FIELD_PREMISE, FIELD_STREET, FIELD_TOWN, FIELD_POSTCODE,
                                 FIELD_UPRN};
    const struct partition *p = &r->in->run->partition;
    const struct grouping *g = &r->properties;
    struct line_writer w = line_writer_begin(stream);
    struct buf text = {0};
    uint32_t *persons = NULL;
    size_t capacity = 0;
    char id[ENTITY_ID_TEXT_MAX];
    line_header(&w, "property,premise,street,town,postcode,uprn,mentions,persons");
    for (uint32_t h = 0; h < p->property_count; h++) {
        const uint32_t *members = g->member + g->offset[h];
        size_t mentions = 0;
        line_plain(&w, str_of(report_property_id(r, h, id)));
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
            text.len = 0;
            golden_field(r, members, grouping_size(g, h), fields[i], &text);
            line_value(&w, buf_str(&text));
        }
        for (size_t i = 0; i < grouping_size(g, h); i++) {
            mentions += report_carries(r, members[i]);
        }
        line_whole(&w, mentions);
        line_whole(&w, property_persons(r, h, &persons, &capacity));
        line_end(&w);
    }
    line_writer_end(&w);
    buf_free(&text);
    mem_free(persons);
}
