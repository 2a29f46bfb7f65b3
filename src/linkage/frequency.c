/* frequency.c - counting values, and what agreement on them is worth. */
#include "frequency.h"

#include "hash.h"
#include "memory.h"
#include "radix.h"

#include <math.h>

static const double RARER_MAX = 5;   /* bits that agreement on a rare value may add */
static const double COMMONER_MAX = 8; /* and on a common one take away */

static int16_t adjustment(double mean, double share)
{
    double bits = log2(mean / share);
    bits = bits > RARER_MAX ? RARER_MAX : bits < -COMMONER_MAX ? -COMMONER_MAX : bits;
    return (int16_t)lrint(bits * RARITY_ONE);
}

static int count_field(const struct mention_table *table, const struct node_set *nodes, int field,
                       int16_t **ret)
{
    const struct dictionary *d = &table->dictionaries[field];
    uint32_t *count = mem_try_array(d->count, sizeof *count);
    int16_t *bits = mem_try_array(d->count, sizeof *bits);
    double total = 0;
    double mean = 0;
    if (count == NULL || bits == NULL) {
        mem_free(count);
        mem_free(bits);
        return ERR_MEMORY;
    }
    for (size_t n = 0; n < nodes->count; n++) {
        uint32_t id = mention_value(table, nodes->mention[n], field);
        if (id != 0) {
            count[id] += node_size(nodes, n);
            total += node_size(nodes, n);
        }
    }
    for (uint32_t id = 1; id < d->count; id++) {
        mean += (double)count[id] / total * ((double)count[id] / total);
    }
    for (uint32_t id = 1; id < d->count; id++) {
        bits[id] = count[id] ? adjustment(mean, (double)count[id] / total) : 0;
    }
    mem_free(count);
    *ret = bits;
    return 0;
}

/* Combinations of two fields, by node. */
static int count_combination(const struct mention_table *table, const struct node_set *nodes,
                             int field_a, int field_b, int field_b_else, int16_t **ret)
{
    uint64_t *key = mem_try_array(nodes->count, sizeof *key);
    uint64_t *key_scratch = mem_try_array(nodes->count, sizeof *key_scratch);
    uint32_t *node = mem_try_array(nodes->count, sizeof *node);
    uint32_t *scratch = mem_try_array(nodes->count, sizeof *scratch);
    int16_t *bits = mem_try_array(nodes->count, sizeof *bits);
    int code = key && key_scratch && node && scratch && bits ? 0 : ERR_MEMORY;
    size_t used = 0;
    double total = 0;
    double mean = 0;
    for (size_t n = 0; code == 0 && n < nodes->count; n++) {
        uint32_t a = mention_value(table, nodes->mention[n], field_a);
        uint32_t b = mention_value(table, nodes->mention[n], field_b);
        b = b ? b : mention_value(table, nodes->mention[n], field_b_else);
        if (a && b) {
            key[used] = hash_join(a, b);
            node[used++] = (uint32_t)n;
            total += node_size(nodes, n);
        }
    }
    if (code == 0) {
        radix_sort_pairs(key, node, key_scratch, scratch, used);
    }
    for (int pass = 0; code == 0 && pass < 2; pass++) {
        for (size_t from = 0, to; from < used; from = to) {
            double share = 0;
            for (to = from; to < used && key[to] == key[from]; to++) {
                share += node_size(nodes, node[to]) / total;
            }
            mean += pass == 0 ? share * share : 0;
            for (size_t i = from; pass == 1 && i < to; i++) {
                bits[node[i]] = adjustment(mean, share);
            }
        }
    }
    mem_free(key);
    mem_free(key_scratch);
    mem_free(node);
    mem_free(scratch);
    *ret = bits;
    return code;
}

int frequency_count(const struct mention_table *table, const struct node_set *nodes,
                    struct frequency *ret)
{
    int code = 0;
    for (int field = 0; code == 0 && field < (int)table->field_count; field++) {
        if (table->dictionaries[field].count > 1 && field != FIELD_MIDDLE && field != FIELD_SEX) {
            code = count_field(table, nodes, field, &ret->value[field]);
        }
    }
    if (code == 0) {
        code = count_combination(table, nodes, FIELD_GIVEN, FIELD_FAMILY, FIELD_FAMILY,
                                 &ret->whole_name);
    }
    if (code == 0) {
        code = count_combination(table, nodes, FIELD_PREMISE, FIELD_POSTCODE, FIELD_STREET,
                                 &ret->whole_address);
    }
    return code;
}

void frequency_free(struct frequency *frequency)
{
    for (int field = 0; field < FIELDS_MAX; field++) {
        mem_free(frequency->value[field]);
    }
    mem_free(frequency->whole_name);
    mem_free(frequency->whole_address);
    *frequency = (struct frequency){0};
}

static int of_value(const struct frequency *frequency, const uint32_t *values, int field)
{
    return frequency->value[field] && values[field] ? frequency->value[field][values[field]] : 0;
}

static int adjust_name(const struct frequency *frequency, const uint32_t *values, size_t left,
                       int level)
{
    int family = level % FAMILY_LEVELS;
    int given = level / FAMILY_LEVELS % GIVEN_LEVELS;
    if (given == GIVEN_SAME && family == FAMILY_SAME) {
        return frequency->whole_name[left];
    }
    if (family == FAMILY_SAME) {
        return of_value(frequency, values, FIELD_FAMILY);
    }
    return given == GIVEN_SAME ? of_value(frequency, values, FIELD_GIVEN) : 0;
}

static int adjust_address(const struct frequency *frequency, const uint32_t *values, size_t left,
                          int level)
{
    int premise = level % PLAIN_LEVELS;
    int place = level / PLAIN_LEVELS / PLAIN_LEVELS;
    if (place == PLACE_POSTCODE_SAME && premise == PLAIN_SAME) {
        return frequency->whole_address[left];
    }
    if (place == PLACE_POSTCODE_SAME) {
        return of_value(frequency, values, FIELD_POSTCODE);
    }
    return place == PLACE_TOWN_SAME ? of_value(frequency, values, FIELD_TOWN) : 0;
}

int frequency_adjust(const struct frequency *frequency, const struct mention_table *table,
                     const struct feature_set *features, const struct node_set *nodes,
                     const uint8_t *levels, size_t left, size_t right)
{
    const uint32_t *values = &table->values[nodes->mention[left] * table->field_count];
    int sum = 0;
    (void)right;
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        if (feature->levels == WORDS_LEVELS * GIVEN_LEVELS * FAMILY_LEVELS) {
            sum += adjust_name(frequency, values, left, levels[f]);
        } else if (feature->levels == PLACE_LEVELS * PLAIN_LEVELS * PLAIN_LEVELS) {
            sum += adjust_address(frequency, values, left, levels[f]);
        } else if (feature->field >= 0 && feature->field != FIELD_SEX &&
                   levels[f] == feature->levels - 1) {
            sum += of_value(frequency, values, feature->field);
        }
    }
    return sum;
}
