/* node.c - hashing content, sorting by it, collapsing what is identical. */
#include "node.h"

#include "hash.h"
#include "memory.h"
#include "parallel.h"
#include "radix.h"

enum { GRAIN = 1 << 14 };

void node_attribute_seeds(const struct mention_table *table, uint64_t ret[ATTRIBUTES_MAX])
{
    for (size_t a = 0; a < table->attribute_count; a++) {
        const struct dictionary *d = &table->dictionaries[FIELD_ATTRIBUTE + a];
        uint64_t sum = 0;
        for (uint32_t id = 1; id < d->count; id++) {
            sum += hash_mix(d->hash[id]);
        }
        ret[a] = sum ? hash_mix(sum) : 1; /* 0 stands for an attribute that is no content */
    }
}

/* struct hashing - what is known while contents are hashed. */
struct hashing {
    const struct mention_table *table;
    const uint32_t *mentions;
    const uint64_t *source_hash;
    uint64_t seed[FIELDS_MAX]; /* by field; 0: no content */
    uint64_t *hash;
    uint32_t *member;
};

static uint64_t content_hash(const struct hashing *h, size_t mention)
{
    const struct mention_table *table = h->table;
    const uint32_t *row = mention_row(table, mention);
    uint64_t sum = h->source_hash[table->places[mention].source];
    if (mention_is_organisation(table, mention)) {
        uint32_t name = row_value(table, row, FIELD_NAME);
        uint64_t seed = h->seed[FIELD_NAME];
        return hash_mix(
            name != 0 ? sum + hash_join(seed, table->dictionaries[FIELD_NAME].hash[name]) : sum);
    }
    for (size_t f = 0; f < table->field_count; f++) {
        uint32_t id = row_value(table, row, (int)f);
        if (id != 0 && h->seed[f] != 0) {
            sum += hash_join(h->seed[f], table->dictionaries[f].hash[id]);
        }
    }
    return hash_mix(sum);
}

static int hash_body(void *context, size_t from, size_t to, int thread)
{
    const struct hashing *h = context;
    (void)thread;
    for (size_t i = from; i < to; i++) {
        h->hash[i] = content_hash(h, h->mentions[i]);
        if (h->table->decided != NULL && h->table->decided[h->mentions[i]] != 0) {
            h->hash[i] = hash_join(h->hash[i], h->table->decided[h->mentions[i]]);
        }
        h->member[i] = h->mentions[i];
    }
    return 0;
}

/* Those of one family name together: most pairs are among them, and then lie together in memory. */
static uint32_t neighbourhood(const struct mention_table *table, size_t mention)
{
    int field = mention_value(table, mention, FIELD_FAMILY) != 0 ? FIELD_FAMILY : FIELD_NAME;
    uint32_t id = mention_value(table, mention, field);
    return id != 0 ? (uint32_t)(table->dictionaries[field].hash[id] >> 32) : 0;
}

/* struct neighbours - hashes and members, sorted by hash, on their way to the order of
 * neighbourhoods. */
struct neighbours {
    const struct mention_table *table;
    const uint64_t *hash;
    const uint32_t *member;
    uint64_t *ret_hash;
    uint32_t *ret_member;
    uint64_t *words; /* neighbourhood << 32 | place */
};

static int neighbourhood_body(void *context, size_t from, size_t to, int thread)
{
    const struct neighbours *n = context;
    (void)thread;
    for (size_t i = from; i < to; i++) {
        n->words[i] = (uint64_t)neighbourhood(n->table, n->member[i]) << 32 | i;
    }
    return 0;
}

static int move_body(void *context, size_t from, size_t to, int thread)
{
    const struct neighbours *n = context;
    (void)thread;
    for (size_t i = from; i < to; i++) {
        n->ret_hash[i] = n->hash[(uint32_t)n->words[i]];
        n->ret_member[i] = n->member[(uint32_t)n->words[i]];
    }
    return 0;
}

/* Sorted hashes and members → nodes. */
static void collapse(const uint64_t *hash, size_t count, struct node_set *nodes)
{
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || hash[i] != hash[i - 1]) {
            nodes->hash[nodes->count] = hash[i];
            nodes->mention[nodes->count] = nodes->member[i];
            nodes->offset[nodes->count++] = (uint32_t)i;
        }
    }
    nodes->offset[nodes->count] = (uint32_t)count;
}

int node_set_build(const struct mention_table *table, const uint32_t *mentions, size_t count,
                   const uint64_t attribute_seed[ATTRIBUTES_MAX], int threads, struct node_set *ret)
{
    uint64_t *source_hash = mem_try_array(table->source_count, sizeof *source_hash);
    uint64_t *hash = mem_try_array(count, sizeof *hash);
    uint64_t *hash_scratch = mem_try_array(count, sizeof *hash_scratch);
    uint32_t *scratch = mem_try_array(count, sizeof *scratch);
    ret->member = mem_try_array(count, sizeof *ret->member);
    ret->hash = mem_try_array(count, sizeof *ret->hash);
    ret->mention = mem_try_array(count, sizeof *ret->mention);
    ret->offset = mem_try_array(count + 1, sizeof *ret->offset);
    int code = source_hash && hash && hash_scratch && scratch && ret->member && ret->hash &&
                       ret->mention && ret->offset
                   ? 0
                   : ERR_MEMORY;
    if (code == 0) {
        struct hashing h = {table, mentions, source_hash, {0}, hash, ret->member};
        struct neighbours n = {table, hash_scratch, scratch, hash, ret->member, ret->hash};
        for (size_t s = 0; s < table->source_count; s++) {
            source_hash[s] = hash_mix(hash_bytes(table->source_names[s]));
        }
        for (size_t f = 0; f < table->field_count; f++) {
            h.seed[f] = f < FIELD_ATTRIBUTE ? hash_mix(f + 1) : attribute_seed[f - FIELD_ATTRIBUTE];
        }
        parallel_for(threads, count, GRAIN, hash_body, &h);
        radix_sort_pairs(hash, ret->member, hash_scratch, scratch, count);
        memcpy(hash_scratch, hash, count * sizeof *hash);
        memcpy(scratch, ret->member, count * sizeof *scratch);
        parallel_for(threads, count, GRAIN, neighbourhood_body, &n);
        radix_sort(n.words, hash, count, 32, 64); /* hash serves as room, to be filled again */
        parallel_for(threads, count, GRAIN, move_body, &n);
        collapse(hash, count, ret);
    }
    mem_free(source_hash);
    mem_free(hash);
    mem_free(hash_scratch);
    mem_free(scratch);
    return code;
}

/* Members of a node ascend, so their rows do. */
bool node_share_row(const struct mention_place *places, const struct node_set *nodes, size_t left,
                    size_t right)
{
    uint32_t i = nodes->offset[left];
    uint32_t j = left == right ? i + 1 : nodes->offset[right];
    while (i < nodes->offset[left + 1] && j < nodes->offset[right + 1]) {
        uint32_t a = places[nodes->member[i]].row;
        uint32_t b = places[nodes->member[j]].row;
        if (a == b) {
            return true;
        }
        if (left == right || a < b) {
            i++;
        }
        if (left == right || a > b) {
            j++;
        }
    }
    return false;
}

void node_compare_all(const struct feature_set *features, const struct lexicon *lexicon,
                      const struct node_set *nodes, size_t left, const uint32_t *right,
                      size_t count, uint8_t levels[][FEATURES_MAX])
{
    const struct mention_place *places = lexicon->mentions->places;
    uint32_t mentions[COMPARED_MAX];
    int last = features->count - 1;
    for (size_t i = 0; i < count; i++) {
        mentions[i] = nodes->mention[right[i]];
    }
    feature_compare(features, lexicon, nodes->mention[left], mentions, count, levels);
    if (last < 0 || !feature_is_source(&features->features[last])) {
        return;
    }
    uint16_t source = places[nodes->mention[left]].source;
    bool several = node_size(nodes, left) > 1; /* of single ones the feature has told already */
    for (size_t i = 0; i < count; i++) {
        if (places[mentions[i]].source == source && (several || node_size(nodes, right[i]) > 1) &&
            node_share_row(places, nodes, left, right[i])) {
            levels[i][last] = SOURCE_ROW_SAME;
        }
    }
}

void node_compare(const struct feature_set *features, const struct lexicon *lexicon,
                  const struct node_set *nodes, size_t left, size_t right, uint8_t *levels)
{
    uint32_t node = (uint32_t)right;
    uint8_t compared[1][FEATURES_MAX];
    node_compare_all(features, lexicon, nodes, left, &node, 1, compared);
    memcpy(levels, compared[0], (size_t)features->count);
}

void node_set_free(struct node_set *nodes)
{
    mem_free(nodes->hash);
    mem_free(nodes->mention);
    mem_free(nodes->offset);
    mem_free(nodes->member);
    *nodes = (struct node_set){0};
}
