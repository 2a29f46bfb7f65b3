/* live_load.c - all records at once. */
#include "live_load.h"

#include "live_parts.h"
#include "mention_arrange.h"
#include "mention_build.h"
#include "mention_values.h"
#include "node_store.h"
#include "property.h"
#include "radix.h"
#include "search_bulk.h"

enum { SLICE_NODES = 200, SLICE_BLOCKS = 4000, SLICE_EDGES = 2000, SLICE_MENTIONS = 400 };

/* struct loading - of all kinds, and of the kind and the slice under way. */
struct loading {
    struct picture *picture; /* NULL: nothing is written */
    struct db *db;
    struct live *live;
    const struct standing *standing;
    int threads;
    struct progress *progress;
    struct mention_table table;
    struct lexicon lexicon;
    uint64_t *address, *uprn; /* by mention */
    struct membership_list *members;
    uint32_t groups;
    /* of the kind */
    int kind;
    struct linking linking;
    struct components components;
    int64_t *node;        /* numbers in the store, by node */
    uint64_t *block;      /* tokens, in ascending order, of … */
    uint32_t *block_node; /* … these nodes */
    size_t block_count;
    uint32_t *unlinked; /* mentions of kinds that aren't linked */
    size_t unlinked_count;
    struct search_bulk words;
    size_t from, to; /* the slice */
};

static int no_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, "out of memory while linking");
}

/* ---- working it out ---- */

static int64_t record_of(const struct loading *l, size_t mention)
{
    const struct mention_place *place = &l->table.places[mention];
    return l->standing->records[place->source][place->row];
}

static int decide(struct loading *l, struct err *err)
{
    int64_t *records = mem_must_array(l->table.count, sizeof *records);
    for (size_t m = 0; m < l->table.count; m++) {
        records[m] = record_of(l, m);
    }
    int code = decide_all(l->db, records, NULL, &l->table, err);
    mem_free(records);
    return code;
}

static int prepare(struct loading *l, struct err *err)
{
    const struct standing *s = l->standing;
    struct live *live = l->live;
    struct str names[SOURCES_MAX];
    size_t attributes;
    const struct str *attribute_names = model_file_attributes(live->file, &attributes);
    progress_step(l->progress, "Standardising");
    int code = standing_mentions(l->db, live->seal, s, l->threads, &l->table, err);
    if (code != 0) {
        return code;
    }
    if (mention_table_arrange(&l->table, attribute_names, attributes) != 0) {
        return no_memory(err);
    }
    code = decide(l, err);
    if (code != 0) {
        return code;
    }
    for (size_t t = 0; t < s->count; t++) {
        names[t] = s->tables[t].name;
    }
    model_file_number(live->file, names, s->count, live->model);
    live->source_count = 0; /* live_apply numbers them anew, as the store does */
    l->lexicon.threads = l->threads;
    l->address = mem_must_array(l->table.count, sizeof *l->address);
    l->uprn = mem_must_array(l->table.count, sizeof *l->uprn);
    if (lexicon_build(&l->table, &l->lexicon) != 0 ||
        given_sexes_apply(&live->model->given_sexes, &l->table, &l->lexicon.given_sex) != 0 ||
        property_keys(&l->table, l->address, l->uprn) != 0) {
        return no_memory(err);
    }
    return 0;
}

static void add_member(struct loading *l, size_t mention, uint32_t group)
{
    const struct mention_place *place = &l->table.places[mention];
    l->members->at[l->members->count++] =
        (struct entity_member){record_of(l, mention), place->number, place->kind, group};
}

static void add_members(struct loading *l)
{
    const struct linking *k = &l->linking;
    struct weighing weighing = linking_weighing(k);
    int32_t cut = l->live->model->kinds[l->kind].cut;
    uint32_t base = l->groups;
    l->groups += (uint32_t)k->nodes.count;
    for (uint32_t n = 0; n < k->nodes.count; n++) {
        bool apart = weighing_apart(&weighing, cut, n);
        for (uint32_t i = k->nodes.offset[n]; i < k->nodes.offset[n + 1]; i++) {
            add_member(l, k->nodes.member[i], apart ? l->groups++ : base + k->outcome.cluster[n]);
        }
    }
}

static int link_kind(struct loading *l, struct err *err)
{
    struct kind_model *model = &l->live->model->kinds[l->kind];
    struct linking_options options = linking_defaults();
    uint32_t *mentions = mem_must_array(l->table.count, sizeof *mentions);
    size_t count = 0;
    int key = -1;
    options.threads = l->threads;
    options.progress = l->progress;
    for (size_t m = 0; m < l->table.count; m++) {
        if (l->table.places[m].kind == l->kind) {
            mentions[count++] = (uint32_t)m;
        }
    }
    int code = count == 0
                   ? 0
                   : linking_score(&l->lexicon, mentions, count, l->live->model->attribute_seed,
                                   &options, model, &l->linking, &key);
    mem_free(mentions);
    if (code == ERR_LIMIT && key >= 0) {
        char text[KEY_TEXT_MAX];
        return err_set(err, code,
                       "a value of \"%s\" has become far more common than when the model was made: "
                       "train a new one (cantref model train)",
                       key_text(&model->plan.keys[key].key, &l->table, text));
    }
    struct weighing weighing = linking_weighing(&l->linking);
    progress_step(l->progress, "Finding components");
    if (code == 0 && count > 0) {
        code = components_find(&weighing, linking_edge_cut(), model->k, l->threads, &l->components);
    }
    return code ? no_memory(err) : 0;
}

/* ---- writing nodes, blocks, mentions ---- */

static int put_mention(struct loading *l, struct db *db, size_t m, int64_t node, struct buf *packed,
                       struct err *err)
{
    struct stored_mention place = {0, record_of(l, m), node, l->table.places[m].number};
    packed->len = 0;
    mention_pack(&l->table, m, attribute_count(l->live), packed);
    return mention_add(db, l->picture->seal, l->live->number, &place,
                       place_token(l->live, "address", l->address[m]),
                       place_token(l->live, "uprn", l->uprn[m]), buf_str(packed), err);
}

static int put_nodes(struct db *db, void *context, struct err *err)
{
    struct loading *l = context;
    const struct node_set *nodes = &l->linking.nodes;
    struct buf packed = {0};
    int code = 0;
    for (size_t n = l->from; code == 0 && n < l->to; n++) {
        size_t source = l->table.places[nodes->mention[n]].source;
        code = node_add(db, l->live->number, l->kind, l->standing->sources[source],
                        content_token(l->live, l->kind, nodes->hash[n]), &l->node[n], err);
        uint32_t lowest = l->components.whole[n];
        if (code == 0 && lowest != n) {
            code = component_put(db, l->node[n], l->node[lowest], err);
        }
        for (uint32_t i = nodes->offset[n]; code == 0 && i < nodes->offset[n + 1]; i++) {
            code = put_mention(l, db, nodes->member[i], l->node[n], &packed, err);
        }
    }
    buf_free(&packed);
    return code;
}

static int put_unlinked(struct db *db, void *context, struct err *err)
{
    struct loading *l = context;
    struct buf packed = {0};
    int code = 0;
    for (size_t i = l->from; code == 0 && i < l->to; i++) {
        code = put_mention(l, db, l->unlinked[i], 0, &packed, err);
    }
    buf_free(&packed);
    return code;
}

static int put_blocks(struct db *db, void *context, struct err *err)
{
    struct loading *l = context;
    int code = 0;
    for (size_t i = l->from; code == 0 && i < l->to; i++) {
        code = node_join_block(db, l->live->number, (int64_t)l->block[i], l->node[l->block_node[i]],
                               err);
    }
    return code;
}

/* The slice is of left nodes: each has some edges. */
static int put_edges(struct db *db, void *context, struct err *err)
{
    struct loading *l = context;
    const struct linking *k = &l->linking;
    struct weighing weighing = linking_weighing(k);
    int32_t cut = linking_edge_cut();
    int code = 0;
    for (uint32_t left = (uint32_t)l->from; code == 0 && left < l->to; left++) {
        if (weighing_apart(&weighing, cut, left)) {
            continue;
        }
        for (uint32_t i = k->pairs.start[left]; code == 0 && i < k->pairs.start[left + 1]; i++) {
            uint32_t right = k->pairs.right[i];
            int32_t score = weighing_score(&weighing, i);
            if (score > cut && !weighing_apart(&weighing, cut, right)) {
                code = edge_put(db, l->node[left], l->node[right], score, err);
            }
        }
    }
    return code;
}

static int by_slices(struct loading *l, writer_job *job, size_t count, size_t slice,
                     const char *unit, struct err *err)
{
    int code = 0;
    for (l->from = 0; code == 0 && l->from < count; l->from = l->to) {
        l->to = count - l->from < slice ? count : l->from + slice;
        code = picture_do(l->picture, job, l, err);
        progress_update(l->progress, l->to, count, unit);
    }
    return code;
}

/* Tokens in ascending order, so that the index grows at its end. */
static int find_blocks(struct loading *l, struct err *err)
{
    const struct plan *plan = &l->live->model->kinds[l->kind].plan;
    const struct node_set *nodes = &l->linking.nodes;
    void *tokens = NULL;
    void *of = NULL;
    size_t capacity = 0;
    size_t of_capacity = 0;
    l->block_count = 0;
    for (size_t n = 0; n < nodes->count; n++) {
        const uint32_t *row = mention_row(&l->table, nodes->mention[n]);
        for (int k = 0; k < plan->key_count; k++) {
            uint64_t blocks[PART_HASHES_MAX];
            int count = key_blocks(&l->lexicon, plan, k, row, blocks);
            mem_must_grow(&tokens, &capacity, l->block_count + (size_t)count, sizeof *l->block);
            mem_must_grow(&of, &of_capacity, l->block_count + (size_t)count, sizeof *l->block_node);
            for (int b = 0; b < count; b++) {
                ((uint64_t *)tokens)[l->block_count] =
                    (uint64_t)block_token(l->live, l->kind, blocks[b]);
                ((uint32_t *)of)[l->block_count++] = (uint32_t)n;
            }
        }
    }
    l->block = tokens;
    l->block_node = of;
    uint64_t *scratch = mem_try_array(l->block_count, sizeof *scratch);
    uint32_t *of_scratch = mem_try_array(l->block_count, sizeof *of_scratch);
    int code = scratch == NULL || of_scratch == NULL ? no_memory(err) : 0;
    if (code == 0) {
        radix_sort_pairs(l->block, l->block_node, scratch, of_scratch, l->block_count);
    }
    mem_free(scratch);
    mem_free(of_scratch);
    return code;
}

static int write_kind(struct loading *l, struct err *err)
{
    size_t nodes = l->linking.nodes.count;
    l->node = mem_must_array(nodes, sizeof *l->node);
    progress_step(l->progress, "Writing mentions");
    int code = by_slices(l, put_nodes, nodes, SLICE_NODES, "nodes", err);
    progress_step(l->progress, "Writing edges");
    code = code ? code : by_slices(l, put_edges, nodes, SLICE_EDGES, "nodes", err);
    progress_step(l->progress, "Writing blocks");
    code = code ? code : find_blocks(l, err);
    code = code ? code : by_slices(l, put_blocks, l->block_count, SLICE_BLOCKS, "entries", err);
    mem_free(l->block);
    mem_free(l->block_node);
    mem_free(l->node);
    l->block = NULL;
    l->block_node = NULL;
    l->node = NULL;
    return code;
}

/* ---- all kinds ---- */

static int do_kind(struct loading *l, struct err *err)
{
    int code = link_kind(l, err);
    if (code == 0 && l->linking.nodes.count > 0) {
        /* Edges are those of pairs that keys brought: before resolving compares more. */
        code = l->picture != NULL ? write_kind(l, err) : 0;
        if (code == 0 && linking_resolve(&l->linking, &l->live->model->kinds[l->kind],
                                         &l->components, l->threads) != 0) {
            code = no_memory(err);
        }
        if (code == 0) {
            add_members(l);
        }
    }
    components_free(&l->components);
    linking_free(&l->linking);
    return code;
}

static int do_unlinked(struct loading *l, struct err *err)
{
    l->unlinked = mem_must_array(l->table.count, sizeof *l->unlinked);
    for (size_t m = 0; m < l->table.count; m++) {
        int kind = l->table.places[m].kind;
        if (!is_linked(l->live, kind)) {
            l->unlinked[l->unlinked_count++] = (uint32_t)m;
            if (kind != MENTION_PROPERTY) {
                add_member(l, m, l->groups++);
            }
        }
    }
    return l->picture == NULL
               ? 0
               : by_slices(l, put_unlinked, l->unlinked_count, SLICE_MENTIONS, "mentions", err);
}

/* ---- words by which mentions are found ---- */

static struct search_place place_of(const void *context, uint32_t mention)
{
    const struct loading *l = context;
    const struct mention_place *place = &l->table.places[mention];
    return (struct search_place){record_of(l, mention), l->standing->sources[place->source],
                                 place->number};
}

static int put_words(struct db *db, void *context, struct err *err)
{
    struct loading *l = context;
    return search_bulk_write(&l->words, db, l->live->number, place_of, l, err);
}

static int write_words(struct loading *l, struct err *err)
{
    struct search_token tokens[SEARCH_TOKENS_MAX];
    int code = 0;
    progress_step(l->progress, "Indexing names and addresses");
    for (size_t m = 0; m < l->table.count; m++) {
        size_t count = search_tokens_of(l->picture->seal, l->live->words, &l->table, m, tokens);
        search_bulk_add(&l->words, (uint32_t)m, tokens, count);
    }
    while (code == 0 && l->words.written < l->words.count) {
        code = picture_do(l->picture, put_words, l, err);
        progress_update(l->progress, l->words.written, l->words.count, "words");
    }
    search_bulk_free(&l->words);
    return code;
}

static int load(struct loading *l, struct err *err)
{
    int code = prepare(l, err);
    if (code == 0) {
        l->members->at = mem_must_array(l->table.count, sizeof *l->members->at);
    }
    for (int kind = 0; code == 0 && kind < LINKED_KINDS; kind++) {
        l->kind = kind;
        code = is_linked(l->live, kind) ? do_kind(l, err) : 0;
    }
    code = code ? code : do_unlinked(l, err);
    lexicon_free(&l->lexicon);
    code = code == 0 && l->picture != NULL ? write_words(l, err) : code;
    mention_table_free(&l->table);
    mem_free(l->address);
    mem_free(l->uprn);
    mem_free(l->unlinked);
    return code;
}

static int load_all(struct loading *l, struct err *err)
{
    *l->members = (struct membership_list){0};
    return load(l, err);
}

int live_members(struct db *db, struct live *live, const struct standing *standing, int threads,
                 struct progress *progress, struct membership_list *ret, struct err *err)
{
    struct loading l = {.db = db,
                        .live = live,
                        .standing = standing,
                        .threads = threads,
                        .progress = progress,
                        .members = ret};
    return load_all(&l, err);
}

int live_load(struct picture *picture, struct live *live, const struct standing *standing,
              int threads, struct progress *progress, struct membership_list *ret, struct err *err)
{
    struct loading l = {.picture = picture,
                        .db = picture->db,
                        .live = live,
                        .standing = standing,
                        .threads = threads,
                        .progress = progress,
                        .members = ret};
    return load_all(&l, err);
}
