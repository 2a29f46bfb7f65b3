/* story.c - the order of joining, the evidence of each step, the doubts. */
#include "story.h"

#include "explanation.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    INSIDE_MAX = 12,               /* entities up to this size have all their pairs looked at */
    WORTH_A_WORD = WEIGHT_ONE / 4, /* evidence, for or against */
    VALUES_MAX = 20
};
static const float NEARLY_CERTAIN = .99f;

/* Fields of which a person has one. */
static const int single_fields[] = {FIELD_BIRTH_DATE, FIELD_SEX, FIELD_NHS_NUMBER,
                                    FIELD_NATIONAL_INSURANCE};

/* ---- steps */

static int compare_rows(const void *a, const void *b)
{
    const struct explanation_row *x = *(const struct explanation_row *const *)a;
    const struct explanation_row *y = *(const struct explanation_row *const *)b;
    return x->weight != y->weight ? (x->weight > y->weight ? -1 : 1) : (x > y) - (x < y);
}

static void explain_step(const struct report *r, struct explanation *e, struct story_step *step)
{
    const struct explanation_row *rows[FEATURES_MAX + 1] = {NULL};
    if (explain_pair(r->in->run, step->with, step->mention, e) != 0) {
        mem_exhausted();
    }
    step->weight = e->total;
    step->probability = e->probability;
    snprintf(step->key, sizeof step->key, "%s", e->key);
    for (int i = 0; i < e->row_count; i++) {
        rows[i] = &e->rows[i];
    }
    qsort(rows, (size_t)e->row_count, sizeof *rows, compare_rows);
    for (int i = 0; i < e->row_count && i < STORY_EVIDENCE_MAX && rows[i]->weight >= WORTH_A_WORD;
         i++) {
        step->evidence[step->evidence_count++] = *rows[i];
    }
    if (e->row_count > 0 && rows[e->row_count - 1]->weight <= -WORTH_A_WORD) {
        step->has_against = true;
        step->against = *rows[e->row_count - 1];
    }
}

static bool has_joined(const struct story *s, uint32_t mention)
{
    for (size_t i = 0; i < s->step_count; i++) {
        if (s->steps[i].mention == mention) {
            return true;
        }
    }
    return false;
}

static void join(struct story *s, uint32_t mention, uint32_t with)
{
    s->steps[s->step_count++] = (struct story_step){.mention = mention, .with = with};
}

/* links: strongest first. */
static void order_steps(const struct report *r, struct story *s, const struct scored_pair *links,
                        size_t link_count)
{
    const uint32_t *members = r->entities.member + r->entities.offset[s->entity];
    uint32_t first = members[0];
    if (link_count > 0) {
        first = links[0].left < links[0].right ? links[0].left : links[0].right;
    }
    join(s, first, NO_MENTION);
    for (size_t i = 0; i < link_count && s->step_count < STORY_STEPS_MAX;) {
        bool left = has_joined(s, links[i].left);
        bool right = has_joined(s, links[i].right);
        if (left != right) {
            join(s, left ? links[i].right : links[i].left, left ? links[i].left : links[i].right);
            i = 0; /* a stronger link may lead on from the one that came */
        } else {
            i++;
        }
    }
    for (size_t i = 0; i < s->mention_count && s->step_count < STORY_STEPS_MAX; i++) {
        if (!has_joined(s, members[i])) {
            join(s, members[i], NO_MENTION);
        }
    }
}

/* ---- doubts */

static int compare_doubts(const void *a, const void *b)
{
    const struct story_doubt *x = a;
    const struct story_doubt *y = b;
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (x->weight != y->weight) { /* the worst: kept apart though alike, together though not */
        return (x->weight < y->weight) == (x->kind == DOUBT_KEPT_APART) ? 1 : -1;
    }
    if (x->mention != y->mention) {
        return x->mention < y->mention ? -1 : 1;
    }
    return x->other != y->other ? (x->other < y->other ? -1 : 1) : x->field - y->field;
}

struct doubts {
    struct story_doubt *list;
    size_t count, capacity;
};

static void add_doubt(struct doubts *d, struct story_doubt doubt)
{
    void *list = d->list;
    mem_must_grow(&list, &d->capacity, d->count + 1, sizeof *d->list);
    d->list = list;
    d->list[d->count++] = doubt;
}

static void doubt_inside(const struct report *r, const struct story *s, struct explanation *e,
                         struct doubts *d)
{
    const uint32_t *members = r->entities.member + r->entities.offset[s->entity];
    for (size_t i = 0; s->mention_count <= INSIDE_MAX && i < s->mention_count; i++) {
        for (size_t k = i + 1; k < s->mention_count; k++) {
            if (explain_pair(r->in->run, members[i], members[k], e) != 0) {
                mem_exhausted();
            }
            if (e->comparable && e->total <= e->cut) {
                add_doubt(d, (struct story_doubt){DOUBT_INSIDE, members[i], members[k], e->total,
                                                  e->probability, 0, 0});
            }
        }
    }
}

static void doubt_outside(const struct report *r, const struct story *s, struct doubts *d)
{
    const struct partition *p = &r->in->run->partition;
    for (size_t i = 0; i < p->review_count; i++) {
        const struct scored_pair *pair = &p->reviews[i];
        bool left = p->entity[pair->left] == s->entity;
        bool right = p->entity[pair->right] == s->entity;
        if (left != right) {
            add_doubt(d, (struct story_doubt){DOUBT_KEPT_APART, left ? pair->left : pair->right,
                                              left ? pair->right : pair->left, pair->weight,
                                              pair->probability, 0, 0});
        }
    }
}

static void doubt_values(const struct report *r, const struct story *s, struct doubts *d)
{
    const uint32_t *members = r->entities.member + r->entities.offset[s->entity];
    for (size_t f = 0; f < sizeof single_fields / sizeof *single_fields; f++) {
        uint32_t values[VALUES_MAX];
        uint32_t count = 0;
        for (size_t i = 0; i < s->mention_count && count < VALUES_MAX; i++) {
            uint32_t value = mention_value(r->in->mentions, members[i], single_fields[f]);
            uint32_t k = 0;
            while (k < count && values[k] != value) {
                k++;
            }
            if (value != 0 && k == count) {
                values[count++] = value;
            }
        }
        if (count > 1) {
            add_doubt(d, (struct story_doubt){DOUBT_SEVERAL_VALUES, members[0], members[0], 0, 0,
                                              single_fields[f], count});
        }
    }
}

static void find_doubts(const struct report *r, struct story *s, struct explanation *e)
{
    struct doubts d = {0};
    for (size_t i = 1; i < s->step_count; i++) {
        const struct story_step *step = &s->steps[i];
        if (step->with != NO_MENTION && step->probability < NEARLY_CERTAIN) {
            add_doubt(&d, (struct story_doubt){DOUBT_WEAK_STEP, step->mention, step->with,
                                               step->weight, step->probability, 0, 0});
        }
    }
    doubt_inside(r, s, e, &d);
    doubt_outside(r, s, &d);
    if (r->in->run->partition.entity_kind[s->entity] == MENTION_PERSON) {
        doubt_values(r, s, &d);
    }
    if (d.count > 0) {
        qsort(d.list, d.count, sizeof *d.list, compare_doubts);
    }
    size_t of_kind = 0;
    for (size_t i = 0; i < d.count; i++) {
        of_kind = i > 0 && d.list[i].kind == d.list[i - 1].kind ? of_kind + 1 : 0;
        if (of_kind < STORY_DOUBTS_MAX) {
            d.list[s->doubt_count++] = d.list[i];
        }
    }
    s->doubts = d.list;
}

/* ---- the story */

void story_make(const struct report *r, uint32_t mention, struct story *ret)
{
    const struct report_input *in = r->in;
    uint32_t entity = in->run->partition.entity[mention];
    struct scored_pair *links = NULL;
    size_t capacity = 0;
    struct explanation *e = mem_must_array(1, sizeof *e);
    *ret = (struct story){.entity = entity, .mention_count = grouping_size(&r->entities, entity)};
    ret->steps = mem_must_array(STORY_STEPS_MAX, sizeof *ret->steps);
    for (uint32_t i = r->entities.offset[entity]; i < r->entities.offset[entity + 1]; i++) {
        const struct mention_place *places = in->mentions->places;
        ret->source_count +=
            i == r->entities.offset[entity] ||
            places[r->entities.member[i]].source != places[r->entities.member[i - 1]].source;
    }
    size_t link_count = entity_links(r, entity, &links, &capacity);
    order_steps(r, ret, links, link_count);
    for (size_t i = 0; i < ret->step_count; i++) {
        if (ret->steps[i].with != NO_MENTION) {
            explain_step(r, e, &ret->steps[i]);
        }
    }
    find_doubts(r, ret, e);
    mem_free(links);
    mem_free(e);
}

void story_free(struct story *story)
{
    mem_free(story->steps);
    mem_free(story->doubts);
    *story = (struct story){0};
}
