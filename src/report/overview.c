/* overview.c - counting, once over all mentions and once over all entities. */
#include "overview.h"

#include "memory.h"

static void count_entity(const struct report *r, uint32_t entity, uint16_t *sources,
                         struct overview *o)
{
    const struct mention_place *places = r->in->mentions->places;
    const uint32_t *members = r->entities.member + r->entities.offset[entity];
    size_t size = grouping_size(&r->entities, entity);
    size_t distinct = 0; /* members are in the order of sources */
    for (size_t i = 0; i < size; i++) {
        if (distinct == 0 || sources[distinct - 1] != places[members[i]].source) {
            sources[distinct++] = places[members[i]].source;
        }
    }
    o->in_several_sources += distinct > 1;
    o->twice_in_a_source += distinct < size;
    o->spare_mentions += size - distinct;
    o->sizes[size < SIZES_SHOWN ? size : SIZES_SHOWN]++;
    o->largest = size > o->largest ? size : o->largest;
    size_t sets = 0;
    for (size_t i = 0; i < size; i++) {
        uint16_t source = places[members[i]].source;
        bool again = i > 0 && places[members[i - 1]].source == source;
        bool first_again = again && (i == 1 || places[members[i - 2]].source != source);
        o->twice[source] += first_again;
        o->spare[source] += again;
        sets |= source < COMBINED_MAX ? (size_t)1 << source : 0;
    }
    o->combined[sets]++;
    if (distinct == 1) {
        o->only[sources[0]]++;
    }
    for (size_t a = 0; a < distinct; a++) {
        for (size_t b = 0; b < distinct; b++) {
            o->shared[sources[a] * o->source_count + sources[b]]++;
        }
    }
}

static void count_mentions(const struct report *r, struct overview *o)
{
    const struct mention_table *t = r->in->mentions;
    const struct partition *p = &r->in->run->partition;
    for (size_t m = 0; m < t->count; m++) {
        o->mentions[t->places[m].kind]++;
        o->mentions[MENTION_PROPERTY] +=
            t->places[m].carries_property && p->property[m] != NO_ENTITY;
    }
}

/* One property: who is there, and which systems know it. last[entity]: the property, plus one, at
 * which it was counted last. */
static void count_property(const struct report *r, size_t property, uint32_t *last,
                           struct overview *o)
{
    const struct mention_place *places = r->in->mentions->places;
    size_t people = 0;
    bool several = false;
    uint32_t first = r->properties.offset[property];
    for (uint32_t i = first; i < r->properties.offset[property + 1]; i++) {
        uint32_t m = r->properties.member[i];
        uint32_t entity = r->in->run->partition.entity[m];
        several = several || places[m].source != places[r->properties.member[first]].source;
        if (places[m].kind == MENTION_PERSON && last[entity] != property + 1) {
            last[entity] = (uint32_t)property + 1;
            people++;
        }
    }
    o->households += people > 0;
    o->residents[people < RESIDENTS_SHOWN ? people : RESIDENTS_SHOWN]++;
    o->in_several += several;
    o->in_one_source += !several;
}

static void count_properties(const struct report *r, struct overview *o)
{
    const struct partition *p = &r->in->run->partition;
    uint32_t *last = mem_must_array(p->entity_count, sizeof *last);
    o->entities[MENTION_PROPERTY] += p->property_count;
    for (size_t property = 0; property < p->property_count; property++) {
        count_property(r, property, last, o);
    }
    mem_free(last);
}

void overview_make(const struct report *r, struct overview *ret)
{
    const struct report_input *in = r->in;
    const struct partition *p = &in->run->partition;
    *ret = (struct overview){
        .source_count = in->table_count, .links = p->link_count, .reviews = p->review_count};
    ret->shared = mem_must_array(in->table_count * in->table_count, sizeof *ret->shared);
    ret->only = mem_must_array(in->table_count, sizeof *ret->only);
    ret->twice = mem_must_array(in->table_count, sizeof *ret->twice);
    ret->spare = mem_must_array(in->table_count, sizeof *ret->spare);
    ret->combined = mem_must_array((size_t)1 << COMBINED_MAX, sizeof *ret->combined);
    for (size_t t = 0; t < in->table_count; t++) {
        ret->rows += in->tables[t].row_count;
        ret->rejected += in->sources != NULL ? in->sources[t].rejected : 0;
    }
    count_mentions(r, ret);
    uint16_t *sources = mem_must_array(in->table_count, sizeof *sources);
    for (uint32_t e = 0; e < p->entity_count; e++) {
        uint32_t first = r->entities.member[r->entities.offset[e]];
        if (p->entity_kind[e] != MENTION_PROPERTY || p->property[first] == NO_ENTITY) {
            ret->entities[p->entity_kind[e]]++;
        }
        if (p->entity_kind[e] == r->main_kind) {
            count_entity(r, e, sources, ret);
        }
    }
    mem_free(sources);
    count_properties(r, ret);
}

void overview_free(struct overview *overview)
{
    mem_free(overview->shared);
    mem_free(overview->only);
    mem_free(overview->twice);
    mem_free(overview->spare);
    mem_free(overview->combined);
    *overview = (struct overview){0};
}
