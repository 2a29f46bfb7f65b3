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

static void household_body(const void *context, struct line_writer *w, size_t item)
{
    const struct report *r = context;
    uint32_t property = (uint32_t)item;
    uint32_t *persons = NULL;
    size_t capacity = 0;
    char id[ENTITY_ID_TEXT_MAX];
    size_t count = property_persons(r, property, &persons, &capacity);
    if (count > 0) {
        line_plain(w, str_of(household_id_text(r, property, id)));
        line_plain(w, str_of(report_property_id(r, property, id)));
        w->scratch.len = 0;
        golden_address(r, property, &w->scratch);
        line_value(w, buf_str(&w->scratch));
        line_whole(w, count);
        w->scratch.len = 0;
        for (size_t i = 0; i < count; i++) {
            buf_add(&w->scratch, i > 0 ? STR(" ") : STR(""));
            buf_add(&w->scratch, str_of(report_entity_id(r, persons[i], id)));
        }
        line_plain(w, buf_str(&w->scratch));
        line_end(w);
    }
    mem_free(persons);
}

void households_write(const struct report *r, FILE *stream)
{
    struct line_writer header = line_writer_begin(stream);
    line_header(&header, "household,property,address,persons,person_entities");
    line_writer_end(&header);
    lines_write(stream, r->in->threads, r->in->run->partition.property_count, household_body, r);
}

static void property_body(const void *context, struct line_writer *w, size_t item)
{
    static const int fields[] = {FIELD_PREMISE, FIELD_STREET, FIELD_TOWN, FIELD_POSTCODE,
                                 FIELD_UPRN};
    const struct report *r = context;
    const uint32_t *members = r->properties.member + r->properties.offset[item];
    size_t size = grouping_size(&r->properties, item);
    uint32_t *persons = NULL;
    size_t capacity = 0;
    size_t mentions = 0;
    char id[ENTITY_ID_TEXT_MAX];
    line_plain(w, str_of(report_property_id(r, (uint32_t)item, id)));
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        w->scratch.len = 0;
        golden_field(r, members, size, fields[i], &w->scratch);
        line_value(w, buf_str(&w->scratch));
    }
    for (size_t i = 0; i < size; i++) {
        mentions += report_carries(r, members[i]);
    }
    line_whole(w, mentions);
    line_whole(w, property_persons(r, (uint32_t)item, &persons, &capacity));
    line_end(w);
    mem_free(persons);
}

void properties_write(const struct report *r, FILE *stream)
{
    struct line_writer header = line_writer_begin(stream);
    line_header(&header, "property,premise,street,town,postcode,uprn,mentions,persons");
    line_writer_end(&header);
    lines_write(stream, r->in->threads, r->in->run->partition.property_count, property_body, r);
}
