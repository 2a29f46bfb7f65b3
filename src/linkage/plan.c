/* plan.c - candidate keys, measured on a sample of blocks, taken greedily.
 *
 * For each candidate key a slice of its blocks (those whose hash falls in 1/n) gives its cost in
 * pairs and up to a few thousand sampled pairs with the prior probability that each is a match.
 * Then, again and again: take the key with the most match mass not yet covered for its cost; build
 * its blocks; strike out the sampled pairs that they cover. */
#include "plan.h"

#include "hash.h"
#include "memory.h"
#include "parallel.h"
#include "radix.h"

#include <math.h>
#include <stdlib.h>

enum {
    CANDIDATES_MAX = 640,
    SAMPLE_PAIRS = 4000,
    SLICE_NODES = 30000,
    KEY_ATTRIBUTES_MAX = 6,
    AHEAD = 6
};

static const double REPEAT_COST =
    0.3; /* of meeting a pair once more under the same key, in comparisons */

struct sampled_pair {
    uint32_t left, right;
    float match; /* prior probability */
    float
        weight; /* one over the hashes that they share: a pair may stand in several blocks of one key */
    bool covered;
};

struct candidate {
    struct key key;
    bool taken;
    double pairs; /* estimate for all the nodes */
    double scale; /* pairs that one sampled pair stands for */
    size_t sample_count;
    struct sampled_pair *sample;
};

/* Nodes that have a value of the part in the slice: whole blocks of any key with the part, and
 * nothing else. */
struct slice {
    uint32_t *nodes;
    size_t count, capacity;
    double
        agreement; /* chance that two values drawn are the same: the less, the better the part divides */
};

_Static_assert(PARTS_MAX <= 64, "a set of parts is one word");

struct planner {
    const struct lexicon *lexicon;
    const struct node_set *nodes;
    const struct feature_set *features;
    const struct level_weights *prior;
    const struct plan_options *options;
    struct plan *plan;
    double prior_bits; /* log2 odds that a random pair is a match */
    uint32_t slices;
    struct slice parts[PARTS_MAX];
    struct candidate candidates[CANDIDATES_MAX];
    int candidate_count;
};

/* ---- candidates */

static void candidate_add(struct planner *planner, int count, const int *parts)
{
    struct key key = {.part_count = count};
    for (int i = 0; i < count; i++) {
        if (planner->lexicon->parts[parts[i]].hash == NULL ||
            feature_of_part(planner->features, parts[i]) < 0) {
            return;
        }
        key.parts[i] = parts[i];
    }
    if (planner->candidate_count < CANDIDATES_MAX) {
        planner->candidates[planner->candidate_count++].key = key;
    }
}

/* Groups of parts of which a key takes at most one each. */
static const int given_parts[] = {PART_GIVEN, PART_GIVEN_START, PART_GIVEN_INITIAL};
static const int family_parts[] = {PART_FAMILY, PART_FAMILY_START, PART_FAMILY_SOUND,
                                   PART_FAMILY_DELETION};
static const int birth_parts[] = {PART_BIRTH_DATE, PART_BIRTH_YEAR, PART_BIRTH_YEAR_MONTH,
                                  PART_BIRTH_MONTH_DAY};
static const int place_parts[] = {PART_POSTCODE, PART_POSTCODE_SECTOR, PART_POSTCODE_DISTRICT,
                                  PART_TOWN,     PART_STREET,          PART_PREMISE};
static const int single_parts[] = {PART_GIVEN,
                                   PART_FAMILY,
                                   PART_NAME,
                                   PART_BIRTH_DATE,
                                   PART_BIRTH_MONTH_DAY,
                                   PART_UPRN,
                                   PART_STREET,
                                   PART_POSTCODE,
                                   PART_PHONE,
                                   PART_EMAIL,
                                   PART_EMAIL_USER,
                                   PART_NHS_NUMBER,
                                   PART_NATIONAL_INSURANCE,
                                   PART_NAME_WORD_PAIR,
                                   PART_NAME_WORD,
                                   PART_FAMILY_DELETION};

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static void add_products(struct planner *p, const int *a, int a_count, const int *b, int b_count)
{
    for (int i = 0; i < a_count; i++) {
        for (int j = 0; j < b_count; j++) {
            candidate_add(p, 2, (int[]){a[i], b[j]});
        }
    }
}

static void add_triples(struct planner *p, const int *others, int other_count)
{
    static const int names[][2] = {{PART_GIVEN, PART_FAMILY},
                                   {PART_GIVEN_START, PART_FAMILY_START},
                                   {PART_GIVEN_INITIAL, PART_FAMILY_SOUND}};
    for (int o = 0; o < other_count; o++) {
        for (int n = 0; n < COUNT(names); n++) {
            candidate_add(p, 3, (int[]){names[n][0], names[n][1], others[o]});
        }
        for (int b = 0; b < COUNT(birth_parts); b++) {
            candidate_add(p, 3, (int[]){PART_GIVEN, birth_parts[b], others[o]});
            candidate_add(p, 3, (int[]){PART_GIVEN_INITIAL, birth_parts[b], others[o]});
            candidate_add(p, 3, (int[]){PART_FAMILY_START, birth_parts[b], others[o]});
        }
    }
}

static void candidates_make(struct planner *p)
{
    int attributes[ATTRIBUTES_MAX];
    int attribute_count = 0;
    for (size_t a = 0;
         a < p->lexicon->mentions->attribute_count && attribute_count < KEY_ATTRIBUTES_MAX; a++) {
        if (feature_of_part(p->features, PART_ATTRIBUTE + (int)a) >= 0) {
            attributes[attribute_count++] = PART_ATTRIBUTE + (int)a;
        }
    }
    for (int i = 0; i < COUNT(single_parts); i++) {
        candidate_add(p, 1, &single_parts[i]);
    }
    for (int a = 0; a < attribute_count; a++) {
        candidate_add(p, 1, &attributes[a]);
        for (int b = a + 1; b < attribute_count; b++) {
            candidate_add(p, 2, (int[]){attributes[a], attributes[b]});
            candidate_add(p, 3, (int[]){attributes[a], attributes[b], PART_BIRTH_YEAR});
            candidate_add(p, 3, (int[]){attributes[a], attributes[b], PART_GIVEN});
            candidate_add(p, 3, (int[]){attributes[a], attributes[b], PART_FAMILY});
            for (int c = b + 1; c < attribute_count; c++) {
                candidate_add(p, 3, (int[]){attributes[a], attributes[b], attributes[c]});
            }
        }
        candidate_add(p, 2, (int[]){attributes[a], PART_NAME_WORD});
    }
    add_products(p, given_parts, COUNT(given_parts), family_parts, COUNT(family_parts));
    add_products(p, given_parts, COUNT(given_parts), birth_parts, COUNT(birth_parts));
    add_products(p, given_parts, COUNT(given_parts), place_parts, COUNT(place_parts));
    add_products(p, family_parts, COUNT(family_parts), birth_parts, COUNT(birth_parts));
    add_products(p, family_parts, COUNT(family_parts), place_parts, COUNT(place_parts));
    add_products(p, birth_parts, COUNT(birth_parts), place_parts, COUNT(place_parts));
    add_products(p, given_parts, COUNT(given_parts), attributes, attribute_count);
    add_products(p, family_parts, COUNT(family_parts), attributes, attribute_count);
    add_products(p, birth_parts, COUNT(birth_parts), attributes, attribute_count);
    add_products(p, place_parts, COUNT(place_parts), attributes, attribute_count);
    candidate_add(p, 2, (int[]){PART_STREET, PART_PREMISE});
    candidate_add(p, 2, (int[]){PART_POSTCODE, PART_PREMISE});
    candidate_add(p, 2, (int[]){PART_NAME_WORD, PART_POSTCODE});
    candidate_add(p, 2, (int[]){PART_NAME_WORD, PART_TOWN});
    candidate_add(p, 2, (int[]){PART_NAME_WORD, PART_STREET});
    candidate_add(p, 2, (int[]){PART_NAME_WORD, PART_BIRTH_YEAR});
    candidate_add(p, 2, (int[]){PART_STAY_DAY, PART_GIVEN_INITIAL});
    candidate_add(p, 2, (int[]){PART_STAY_DAY, PART_FAMILY});
    candidate_add(p, 2, (int[]){PART_COMPANION, PART_FAMILY});
    candidate_add(p, 2, (int[]){PART_COMPANION, PART_GIVEN_INITIAL});
    add_triples(p, place_parts, COUNT(place_parts));
    add_triples(p, attributes, attribute_count);
}

/* ---- measuring */

static float match_probability(const struct planner *p, uint32_t left, uint32_t right)
{
    uint8_t levels[FEATURES_MAX];
    float bits = (float)p->prior_bits;
    node_compare(p->features, p->lexicon, p->nodes, left, right, levels);
    if (p->options->frequency != NULL) {
        int rarity = frequency_adjust(p->options->frequency, p->lexicon->mentions, p->features,
                                      p->nodes, levels, left, right);
        bits += (float)rarity / RARITY_ONE;
    }
    for (int f = 0; f < p->features->count; f++) {
        bits += p->prior->bits[f][levels[f]];
    }
    return 1.0f / (1.0f + exp2f(-bits));
}

static const uint32_t *row_of(const struct planner *p, uint32_t node)
{
    return mention_row(p->lexicon->mentions, p->nodes->mention[node]);
}

/* The key's part that divides best: its values decide which blocks are measured. */
static int slicing_part(const struct planner *p, const struct key *key)
{
    int best = key->parts[0];
    for (int i = 1; i < key->part_count; i++) {
        if (p->parts[key->parts[i]].agreement < p->parts[best].agreement) {
            best = key->parts[i];
        }
    }
    return best;
}

struct words {
    uint64_t *words;
    size_t count, capacity;
};

static int words_reserve(struct words *w, size_t more)
{
    void *words = w->words;
    int code = mem_try_grow(&words, &w->capacity, w->count + more, sizeof *w->words);
    w->words = words;
    return code;
}

static void collect_single(const struct planner *p, const struct key *key,
                           const struct slice *slice, struct words *ret)
{
    const uint32_t *rows[KEY_BATCH_MAX] = {NULL};
    uint32_t hash[KEY_BATCH_MAX];
    for (size_t from = 0; from < slice->count; from += KEY_BATCH_MAX) {
        size_t count = slice->count - from < KEY_BATCH_MAX ? slice->count - from : KEY_BATCH_MAX;
        for (size_t i = 0; i < count; i++) {
            rows[i] = row_of(p, slice->nodes[from + i]);
        }
        key_hash_batch(p->lexicon, rows, count, key, hash);
        for (size_t i = 0; i < count; i++) {
            if (hash[i] != 0) {
                ret->words[ret->count++] = (uint64_t)hash[i] << 32 | slice->nodes[from + i];
            }
        }
    }
}

/* A part with several hashes gives the key as many, in the same order; of these only those in the
 * slice count. */
static int collect_several(const struct planner *p, const struct key *key, int part, uint32_t node,
                           struct words *ret)
{
    uint32_t hashes[PART_HASHES_MAX];
    const uint32_t *own = NULL;
    const uint32_t *row = row_of(p, node);
    int several = key_hashes(p->lexicon, row, key, hashes);
    int own_count = lexicon_part(p->lexicon, row, part, part_field(part), &own);
    int code = words_reserve(ret, (size_t)several);
    for (int h = 0; code == 0 && h < several; h++) {
        if (own_count != several || own_count == 1 || own[h] % p->slices == 0) {
            ret->words[ret->count++] = (uint64_t)hashes[h] << 32 | node;
        }
    }
    return code;
}

/* Words (hash, node) of the blocks in the slice, sorted. */
static int slice_collect(const struct planner *p, const struct key *key, struct words *ret)
{
    int part = slicing_part(p, key);
    const struct slice *slice = &p->parts[part];
    bool several = key_is_several(p->lexicon, key);
    int code = words_reserve(ret, slice->count);
    if (code == 0 && !several) {
        collect_single(p, key, slice, ret);
    }
    for (size_t s = 0; code == 0 && several && s < slice->count; s++) {
        if (s + 2 * AHEAD < slice->count) {
            key_ask_ahead(p->lexicon, row_of(p, slice->nodes[s + 2 * AHEAD]), key, 0);
        }
        if (s + AHEAD < slice->count) {
            key_ask_ahead(p->lexicon, row_of(p, slice->nodes[s + AHEAD]), key, 1);
        }
        code = collect_several(p, key, part, slice->nodes[s], ret);
    }
    uint64_t *scratch = code == 0 ? mem_try_array(ret->count, sizeof *scratch) : NULL;
    if (scratch == NULL) {
        return ERR_MEMORY;
    }
    radix_sort(ret->words, scratch, ret->count, 32, 64); /* nodes are ascending already */
    mem_free(scratch);
    return 0;
}

/* Pairs of a block once refined: it is divided into blocks of at most block_max, none of which the
 * sample can see in advance. Neighbours in a pseudo-random order stand for them. */
static double block_pairs(double size, double max)
{
    return size <= max ? size * (size - 1) / 2 : size * (max - 1) / 4;
}

/* One over how many hashes of the key two nodes share. */
static float pair_weight(const struct planner *p, const struct key *key, uint32_t left,
                         uint32_t right)
{
    if (!key_is_several(p->lexicon, key)) {
        return 1;
    }
    uint32_t a[PART_HASHES_MAX];
    uint32_t b[PART_HASHES_MAX];
    int a_count = key_hashes(p->lexicon, row_of(p, left), key, a);
    int b_count = key_hashes(p->lexicon, row_of(p, right), key, b);
    int shared = 0;
    for (int i = 0; i < a_count; i++) {
        for (int j = 0; j < b_count; j++) {
            shared += a[i] == b[j];
        }
    }
    return 1.0f / (float)(shared < 1 ? 1 : shared);
}

static int measure(struct planner *p, struct candidate *c)
{
    struct words collected = {0};
    double max = p->options->block_max;
    int code = slice_collect(p, &c->key, &collected);
    const uint64_t *words = collected.words;
    size_t count = collected.count;
    double pairs = 0;
    for (size_t from = 0, to; code == 0 && from < count; from = to) {
        for (to = from + 1; to < count && words[to] >> 32 == words[from] >> 32; to++) {
        }
        pairs += block_pairs((double)(to - from), max);
    }
    c->pairs = pairs * p->slices;
    double keep = pairs > SAMPLE_PAIRS ? SAMPLE_PAIRS / pairs : 1;
    c->scale = p->slices / keep;
    uint64_t threshold = keep >= 1 ? UINT64_MAX : (uint64_t)(keep * 0x1p63) * 2;
    if (code == 0) {
        c->sample = mem_try_array(2 * SAMPLE_PAIRS, sizeof *c->sample);
        code = c->sample == NULL ? ERR_MEMORY : 0;
    }
    for (size_t from = 0, to; code == 0 && from < count; from = to) {
        for (to = from + 1; to < count && words[to] >> 32 == words[from] >> 32; to++) {
        }
        /* In a large block the pairs tried are spread over it, as many as a refined block would
         * have. */
        size_t reach = to - from > (size_t)max ? (size_t)(max / 4) + 1 : to - from;
        size_t stride = (to - from) > (size_t)max ? (to - from) / reach : 1;
        for (size_t i = from; i < to; i++) {
            for (size_t s = 1; s <= reach; s++) {
                size_t j = i + s * stride;
                uint32_t left = (uint32_t)words[i];
                if (j >= to || c->sample_count >= 2 * SAMPLE_PAIRS) {
                    break;
                }
                uint32_t right = (uint32_t)words[j];
                uint64_t pick =
                    hash_join(p->nodes->hash[left], p->nodes->hash[right] ^ words[i] >> 32);
                if (pick <= threshold && left != right) {
                    c->sample[c->sample_count++] =
                        (struct sampled_pair){.left = left < right ? left : right,
                                              .right = left < right ? right : left,
                                              .match = match_probability(p, left, right),
                                              .weight = pair_weight(p, &c->key, left, right)};
                }
            }
        }
    }
    mem_free(collected.words);
    return code;
}

/* Nodes by value → how often two agree on the part; which values are in the slice: a bit in
 * inside[value]. */
static void slice_values(struct planner *p, int part, const uint32_t *nodes_of, uint64_t *inside)
{
    const struct part_values *values = &p->lexicon->parts[part];
    uint32_t buckets[1024] = {0};
    double filled = 0;
    double agreeing = 0;
    size_t value_count = p->lexicon->mentions->dictionaries[part_field(part)].count;
    for (size_t v = 1; v < value_count; v++) {
        size_t from = values->offset ? values->offset[v] : v;
        size_t to = values->offset ? values->offset[v + 1] : v + (values->hash[v] != 0);
        for (size_t h = from; h < to; h++) {
            inside[v] |= (uint64_t)(values->hash[h] % p->slices == 0) << part;
        }
        if (from < to) {
            buckets[values->hash[from] / p->slices % 1024] += nodes_of[v];
            filled += nodes_of[v];
        }
    }
    for (int b = 0; b < 1024 && filled > 0; b++) {
        agreeing += (double)buckets[b] / filled * ((double)buckets[b] / filled);
    }
    p->parts[part].agreement = agreeing;
}

static int slice_add(struct slice *slice, size_t node)
{
    void *nodes = slice->nodes;
    int code = mem_try_grow(&nodes, &slice->capacity, slice->count + 1, sizeof *slice->nodes);
    slice->nodes = nodes;
    if (code == 0) {
        slice->nodes[slice->count++] = (uint32_t)node;
    }
    return code;
}

/* Values looked at once each, not once a node; mentions read as they lie in memory. */
struct slicing {
    struct planner *planner;
    uint32_t *node;                 /* by mention: the node that it represents + 1, or 0 */
    uint32_t *nodes_of[FIELDS_MAX]; /* by value */
    uint64_t *inside[FIELDS_MAX];   /* by value: the parts in whose slice it is, a bit each */
};

static int slicing_begin(struct slicing *s)
{
    const struct mention_table *table = s->planner->lexicon->mentions;
    const struct node_set *nodes = s->planner->nodes;
    s->node = mem_try_array(table->count, sizeof *s->node);
    int code = s->node == NULL ? ERR_MEMORY : 0;
    for (size_t f = 0; f < table->field_count; f++) {
        s->nodes_of[f] = mem_try_array(table->dictionaries[f].count, sizeof **s->nodes_of);
        s->inside[f] = mem_try_array(table->dictionaries[f].count, sizeof **s->inside);
        code = s->nodes_of[f] && s->inside[f] ? code : ERR_MEMORY;
    }
    for (size_t n = 0; code == 0 && n < nodes->count; n++) {
        s->node[nodes->mention[n]] = (uint32_t)n + 1;
    }
    for (size_t m = 0; code == 0 && m < table->count; m++) {
        for (size_t f = 0; s->node[m] != 0 && f < table->field_count; f++) {
            s->nodes_of[f][mention_value(table, m, (int)f)]++;
        }
    }
    return code;
}

static int slice_values_body(void *context, size_t from, size_t to, int thread)
{
    struct slicing *s = context;
    (void)thread;
    for (int part = 0; part < PARTS_MAX; part++) {
        size_t field = (size_t)part_field(part);
        if (field >= from && field < to && s->planner->lexicon->parts[part].hash != NULL) {
            slice_values(s->planner, part, s->nodes_of[field], s->inside[field]);
        }
    }
    return 0;
}

static int slice_nodes(struct slicing *s)
{
    const struct mention_table *table = s->planner->lexicon->mentions;
    int code = 0;
    for (size_t m = 0; code == 0 && m < table->count; m++) {
        uint64_t inside = 0;
        for (size_t f = 0; s->node[m] != 0 && f < table->field_count; f++) {
            inside |= s->inside[f][mention_value(table, m, (int)f)];
        }
        for (; code == 0 && inside != 0; inside &= inside - 1) {
            code = slice_add(&s->planner->parts[__builtin_ctzll(inside)], s->node[m] - 1);
        }
    }
    return code;
}

static int compare_nodes(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static int slice_sort_body(void *context, size_t from, size_t to, int thread)
{
    struct slicing *s = context;
    (void)thread;
    for (size_t part = from; part < to; part++) {
        struct slice *slice = &s->planner->parts[part];
        if (slice->count > 0) {
            qsort(slice->nodes, slice->count, sizeof *slice->nodes, compare_nodes);
        }
    }
    return 0;
}

static int slices_make(struct planner *p)
{
    struct slicing s = {.planner = p};
    size_t fields = p->lexicon->mentions->field_count;
    int threads = p->options->threads;
    int code = slicing_begin(&s);
    code = code ? code : parallel_for(threads, fields, 1, slice_values_body, &s);
    code = code ? code : slice_nodes(&s);
    code = code ? code : parallel_for(threads, PARTS_MAX, 1, slice_sort_body, &s);
    mem_free(s.node);
    for (size_t f = 0; f < fields; f++) {
        mem_free(s.nodes_of[f]);
        mem_free(s.inside[f]);
    }
    return code;
}

static int measure_body(void *context, size_t from, size_t to, int thread)
{
    struct planner *planner = context;
    (void)thread;
    for (size_t i = from; i < to; i++) {
        int code = measure(planner, &planner->candidates[i]);
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

/* ---- choosing */

struct coverage {
    struct planner *planner;
    const struct blocks *blocks;
};

static int cover_body(void *context, size_t from, size_t to, int thread)
{
    struct coverage *coverage = context;
    (void)thread;
    for (size_t i = from; i < to; i++) {
        struct candidate *c = &coverage->planner->candidates[i];
        for (size_t s = 0; !c->taken && s < c->sample_count; s++) {
            struct sampled_pair *pair = &c->sample[s];
            pair->covered = pair->covered || block_share(coverage->blocks, pair->left, pair->right);
        }
    }
    return 0;
}

/* The candidate with the most new match mass for its new pairs; NULL when none is worth it. */
static struct candidate *best_candidate(struct planner *p, double mass_so_far, double budget_left,
                                        double *ret_mass, double *ret_pairs)
{
    struct candidate *best = NULL;
    double best_value = 0;
    for (int i = 0; i < p->candidate_count; i++) {
        struct candidate *c = &p->candidates[i];
        double mass = 0;
        double pairs = 0;
        for (size_t s = 0; !c->taken && s < c->sample_count; s++) {
            double stands_for = c->sample[s].covered ? 0 : c->scale * (double)c->sample[s].weight;
            mass += (double)c->sample[s].match * stands_for;
            pairs += stands_for;
            /* Meeting a pair again costs too, though less than comparing it. */
            pairs += c->sample[s].covered ? 0 : REPEAT_COST * (c->scale - stands_for);
        }
        /* Every key costs its sorting: as much as a pair for some nodes. */
        double value = mass / (pairs + 1.0 * (double)p->nodes->count);
        if (mass > 0.5 && mass > 0.0005 * mass_so_far && pairs < 1.5 * budget_left &&
            value > best_value) {
            best = c;
            best_value = value;
            *ret_mass = mass;
            *ret_pairs = pairs;
        }
    }
    return best;
}

/* Its blocks strike out the sampled pairs that they cover, and bring theirs. */
static int take(struct planner *p, struct candidate *best, struct candidates *candidates,
                uint64_t ret_key_pairs[KEYS_MAX])
{
    struct blocks blocks = {0};
    struct coverage coverage = {p, &blocks};
    int threads = p->options->threads;
    int k = p->plan->key_count++;
    p->plan->keys[k].key = best->key;
    best->taken = true;
    int code = block_build(p->lexicon, p->nodes, p->plan, k, true, threads, &blocks);
    if (code == 0) {
        code = parallel_for(threads, (size_t)p->candidate_count, 8, cover_body, &coverage);
    }
    if (code == 0) {
        code = candidates_add(&blocks, p->nodes->count, threads, candidates);
    }
    ret_key_pairs[k] = blocks.pairs;
    blocks_free(&blocks);
    return code;
}

static int choose(struct planner *p, struct candidates *candidates,
                  uint64_t ret_key_pairs[KEYS_MAX])
{
    double budget = p->options->pairs_per_node * (double)p->nodes->count + PLAN_PAIRS_SPARE;
    double mass = 0;
    while (p->plan->key_count < KEYS_MAX) {
        double more = 0;
        double cost = 0;
        struct candidate *best = best_candidate(p, mass, budget, &more, &cost);
        if (best == NULL) {
            break;
        }
        int code = take(p, best, candidates, ret_key_pairs);
        if (code != 0) {
            return code;
        }
        mass += more;
        budget -= cost;
        if (budget <= 0) {
            break;
        }
    }
    return 0;
}

static const int refinement_order[] = {
    PART_GIVEN_INITIAL, PART_BIRTH_YEAR,  PART_POSTCODE_DISTRICT, PART_TOWN,
    PART_FAMILY_START,  PART_GIVEN_START, PART_BIRTH_MONTH_DAY,   PART_POSTCODE,
    PART_STREET,        PART_NAME};

static void refinements_set(const struct lexicon *l, struct plan *plan)
{
    for (int i = 0; i < COUNT(refinement_order); i++) {
        if (l->parts[refinement_order[i]].hash != NULL) {
            plan->refinements[plan->refinement_count++] = refinement_order[i];
        }
    }
    for (size_t a = 0; a < l->mentions->attribute_count; a++) {
        if (plan->refinement_count < REFINEMENTS_MAX && l->parts[PART_ATTRIBUTE + a].hash) {
            plan->refinements[plan->refinement_count++] = PART_ATTRIBUTE + (int)a;
        }
    }
}

int plan_make(const struct lexicon *lexicon, const struct node_set *nodes,
              const struct feature_set *features, const struct level_weights *prior,
              const struct plan_options *options, struct plan *ret,
              struct candidates *ret_candidates, uint64_t ret_key_pairs[KEYS_MAX])
{
    struct planner *p = mem_try_array(1, sizeof *p);
    if (p == NULL) {
        return ERR_MEMORY;
    }
    *p = (struct planner){.lexicon = lexicon,
                          .nodes = nodes,
                          .features = features,
                          .prior = prior,
                          .options = options,
                          .plan = ret,
                          .prior_bits = -log2((double)nodes->count + 1),
                          .slices = (uint32_t)(nodes->count / SLICE_NODES) + 1};
    ret->block_max = options->block_max;
    refinements_set(lexicon, ret);
    candidates_make(p);
    int code = slices_make(p);
    code = code ? code
                : parallel_for(options->threads, (size_t)p->candidate_count, 4, measure_body, p);
    if (code == 0) {
        code = choose(p, ret_candidates, ret_key_pairs);
    }
    for (int part = 0; part < PARTS_MAX; part++) {
        mem_free(p->parts[part].nodes);
    }
    for (int i = 0; i < p->candidate_count; i++) {
        mem_free(p->candidates[i].sample);
    }
    mem_free(p);
    return code;
}
