/* live_excerpt.c - nodes of the store as a mention table. */
#include "live_excerpt.h"

#include "decision_store.h"
#include "mention_build.h"
#include "node_store.h"
#include "permitted.h"
#include "property_store.h"

#include <stdlib.h>

int live_no_memory(struct change_work *w)
{
    return err_set(w->err, ERR_MEMORY, "out of memory while linking");
}

void excerpt_free(struct excerpt *part)
{
    linking_free(&part->linking);
    lexicon_free(&part->lexicon);
    mention_table_free(&part->table);
    mem_free(part->mentions);
    mem_free(part->node);
    mem_free(part->kept);
    *part = (struct excerpt){0};
}

int excerpt_lexicon(struct change_work *w, struct excerpt *part)
{
    int code = lexicon_build(&part->table, &part->lexicon);
    code = code ? code
                : given_sexes_apply(&w->live->model->given_sexes, &part->table,
                                    &part->lexicon.given_sex);
    return code ? live_no_memory(w) : 0;
}

/* The mentions are there: what comes from them. */
static int excerpt_finish(struct change_work *w, struct excerpt *part)
{
    size_t count = part->table.count;
    int64_t *records = mem_must_array(count, sizeof *records);
    part->mentions = mem_must_array(count, sizeof *part->mentions);
    part->node = mem_must_array(count, sizeof *part->node);
    for (size_t m = 0; m < count; m++) {
        part->mentions[m] = (uint32_t)m;
        part->node[m] = permitted_node(w, part->kept[m].node);
        records[m] = part->kept[m].record;
    }
    bool decided = false;
    int code = permitted_decided(w, &decided);
    if (code == 0 && decided) {
        code = decide_mentions(w->db, records, permitted_sources(w), &part->table, w->err);
    }
    mem_free(records);
    return code ? code : excerpt_lexicon(w, part);
}

static int load_nodes(struct change_work *w, const struct node_list *nodes, bool whole,
                      struct excerpt *ret)
{
    struct live *live = w->live;
    size_t count = 0;
    size_t capacity = 0;
    void *values = NULL;
    void *kept = NULL;
    size_t kept_capacity = 0;
    int code = 0;
    for (size_t n = 0; code == 0 && n < list_count(nodes); n++) {
        struct node_content content;
        code = node_load(w->db, live->seal, live->cache, list_at(nodes, n), &w->arena, &content,
                         w->err);
        if (code != 0) {
            break;
        }
        content.values.place.source = (uint16_t)content.source;
        size_t mentions = whole ? content.count : 1;
        mem_must_grow(&values, &capacity, count + mentions, sizeof(struct mention_values));
        mem_must_grow(&kept, &kept_capacity, count + mentions, sizeof *ret->kept);
        for (size_t m = 0; m < mentions; m++) {
            struct mention_values *to = (struct mention_values *)values + count;
            *to = content.values;
            to->place.row = (uint32_t)content.mentions[m].record;
            to->place.number = (uint16_t)content.mentions[m].number;
            ((struct stored_mention *)kept)[count++] = content.mentions[m];
        }
    }
    size_t attributes;
    const struct str *names = model_file_attributes(live->file, &attributes);
    if (code == 0 && mention_table_of(values, count, live->sources, live->source_count, names,
                                      attributes, &ret->table) != 0) {
        code = live_no_memory(w);
    }
    mem_free(values);
    ret->kept = kept;
    return code ? code : excerpt_finish(w, ret);
}

int excerpt_load(struct change_work *w, const struct node_list *nodes, bool whole,
                 struct excerpt *ret)
{
    if (w->permitted == NULL) {
        return load_nodes(w, nodes, whole, ret);
    }
    struct node_list all = {0};
    permitted_expand(w, nodes, &all);
    int code = load_nodes(w, &all, whole, ret);
    list_free(&all);
    return code;
}

int live_too_common(struct change_work *w, const struct kind_model *model, int k)
{
    char text[KEY_TEXT_MAX];
    w->too_common = true;
    return err_set(w->err, ERR_LIMIT,
                   "a value of \"%s\" has become far more common than when the model was made: "
                   "train a new one (cantref model train)",
                   key_text(&model->plan.keys[k].key, NULL, text));
}

int excerpt_score(struct change_work *w, int kind, bool whole, struct excerpt *part)
{
    struct kind_model *model = &w->live->model->kinds[kind];
    struct linking_options options = linking_defaults();
    int key = -1;
    if (whole) {
        int code = linking_score_component(&part->lexicon, part->mentions, part->table.count,
                                           w->live->model->attribute_seed, model, &part->linking);
        return code ? live_no_memory(w) : 0;
    }
    int code = linking_score(&part->lexicon, part->mentions, part->table.count,
                             w->live->model->attribute_seed, &options, model, &part->linking, &key);
    if (code == ERR_LIMIT && key >= 0) {
        return live_too_common(w, model, key);
    }
    return code ? live_no_memory(w) : 0;
}

static int entities_of(struct change_work *w, int64_t *ret)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < w->members.count; i++) {
        const struct entity_member *m = &w->members.at[i];
        code = entity_of(w->db, m->record, m->number, &ret[i], w->err);
    }
    return code;
}

/* entities_settle puts members in the order of records: before and after are of that order. */
static int compare_members(const void *a, const void *b)
{
    const struct entity_member *x = a;
    const struct entity_member *y = b;
    if (x->record != y->record) {
        return x->record < y->record ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

int live_settle(struct change_work *w)
{
    size_t count = w->members.count;
    int64_t now = w->change->now;
    int64_t *before = mem_must_array(count, sizeof *before);
    int64_t *after = mem_must_array(count, sizeof *after);
    if (count > 0) {
        qsort(w->members.at, count, sizeof *w->members.at, compare_members);
    }
    int code = entities_of(w, before);
    code =
        code ? code
             : entities_settle(w->db, now, w->members.at, count, w->gone.at, w->gone.count, w->err);
    code = code ? code : entities_of(w, after);
    for (size_t i = 0; code == 0 && i < count; i++) {
        if (before[i] != after[i]) {
            code = places_of_record(w->db, w->live->number, w->members.at[i].record, &w->places,
                                    w->err);
        }
    }
    mem_free(before);
    mem_free(after);
    return code ? code : properties_settle(w->db, w->live->number, now, &w->places, w->err);
}
