/* frequency.c - counting values, what agreement on them is worth, and keeping that for other
 * data. */
#include "frequency.h"

#include "estimate.h"
#include "hash.h"
#include "memory.h"
#include "parallel.h"
#include "radix.h"

#include <assert.h>
#include <math.h>

static const double RARER_MAX = 5;    /* bits that agreement on a rare value may add */
static const double COMMONER_MAX = 8; /* and on a common one take away */

enum { RATED_ONCE = 256 }; /* counts under this are most, and are worked out once for all values */

/* The chance that two random mentions agree. squares: counts squared and summed over all values;
 * whole numbers, whose sums don't depend on the order of values. */
static double chance_of(uint64_t squares, uint64_t total)
{
    return total == 0 ? 1 : (double)squares / (double)total / (double)total;
}

/* Of a value met count times among total. */
static int16_t adjustment(double chance, double count, uint64_t total)
{
    double bits = total == 0 ? 0 : log2(chance * (double)total / count);
    return (int16_t)lrint(fmax(fmin(bits, RARER_MAX), -COMMONER_MAX) * RARITY_ONE);
}

/* Two fields that are taken together; `otherwise` stands in where the second is missing. */
struct combination {
    int first, second, otherwise;
    double others; /* share of its mentions taken to be of others: a person's own records, which are
                      what is looked for, make a name no commoner */
};
static const struct combination whole_name = {FIELD_GIVEN, FIELD_FAMILY, FIELD_FAMILY, 0.05};
static const struct combination whole_address = {FIELD_PREMISE, FIELD_POSTCODE, FIELD_STREET, 1};

static bool combination_key(const struct mention_table *table, size_t mention,
                            const struct combination *fields, uint64_t *ret)
{
    uint32_t a = mention_value(table, mention, fields->first);
    uint32_t b = mention_value(table, mention, fields->second);
    int second = b ? fields->second : fields->otherwise;
    b = b ? b : mention_value(table, mention, second);
    if (a == 0 || b == 0) {
        return false;
    }
    *ret =
        hash_join(table->dictionaries[fields->first].hash[a], table->dictionaries[second].hash[b]);
    return true;
}

/* Keys and numbers of nodes, or of values, sorted by key. */
struct keyed {
    uint64_t *key, *key_scratch;
    uint32_t *number, *scratch;
    size_t count;
};

static int keyed_begin(struct keyed *k, size_t max)
{
    k->key = mem_try_array(max, sizeof *k->key);
    k->key_scratch = mem_try_array(max, sizeof *k->key_scratch);
    k->number = mem_try_array(max, sizeof *k->number);
    k->scratch = mem_try_array(max, sizeof *k->scratch);
    return k->key && k->key_scratch && k->number && k->scratch ? 0 : ERR_MEMORY;
}

static void keyed_add(struct keyed *k, uint64_t key, size_t number)
{
    k->key[k->count] = key;
    k->number[k->count++] = (uint32_t)number;
}

static void keyed_sort(struct keyed *k)
{
    radix_sort_pairs(k->key, k->number, k->key_scratch, k->scratch, k->count);
}

static void keyed_free(struct keyed *k)
{
    mem_free(k->key);
    mem_free(k->key_scratch);
    mem_free(k->number);
    mem_free(k->scratch);
}

static int count_combination(const struct mention_table *table, const struct node_set *nodes,
                             const struct combination *fields, double chance, struct rarities *ret)
{
    struct keyed k = {0};
    int code = keyed_begin(&k, nodes->count);
    uint64_t total = 0;
    uint64_t squares = 0;
    uint64_t key;
    ret->bits = mem_try_array(nodes->count, sizeof *ret->bits);
    code = ret->bits == NULL ? ERR_MEMORY : code;
    for (size_t n = 0; code == 0 && n < nodes->count; n++) {
        if (combination_key(table, nodes->mention[n], fields, &key)) {
            keyed_add(&k, key, n);
            total += node_size(nodes, n);
        }
    }
    if (code == 0) {
        keyed_sort(&k);
    }
    for (int pass = 0; code == 0 && pass < 2; pass++) {
        for (size_t from = 0, to; from < k.count; from = to) {
            uint64_t count = 0;
            for (to = from; to < k.count && k.key[to] == k.key[from]; to++) {
                count += node_size(nodes, k.number[to]);
            }
            squares += pass == 0 ? count * count : 0;
            int16_t bits =
                pass == 0 ? 0 : adjustment(chance, (double)count * fields->others, total);
            for (size_t i = from; pass == 1 && i < to; i++) {
                ret->bits[k.number[i]] = bits;
            }
        }
        chance = chance > 0 ? chance : chance_of(squares, total);
    }
    ret->rarest = adjustment(chance, fields->others, total);
    keyed_free(&k);
    return code;
}

static bool is_counted(const struct mention_table *table, int field)
{
    return table->dictionaries[field].count > 1 && field != FIELD_MIDDLE && field != FIELD_SEX &&
           field != FIELD_STAY;
}

enum { AHEAD = 16 }; /* nodes whose rows are asked for before they are looked at */

/* struct tally - how often each value of a field was met. */
struct tally {
    int field;
    uint32_t *count; /* by value id */
    uint64_t total;
};

struct counting {
    const struct mention_table *table;
    const struct node_set *nodes;
    struct frequency *frequency;
    struct tally tallies[FIELDS_MAX];
    size_t tally_count;
    size_t shares; /* threads between which the fields are dealt out */
};

/* Every thread reads the rows of all nodes, which lie anywhere, for its share of the fields. */
static int tally_body(void *context, size_t from, size_t to, int thread)
{
    struct counting *c = context;
    const struct mention_table *t = c->table;
    const struct node_set *nodes = c->nodes;
    uint64_t total[FIELDS_MAX] = {0};
    (void)thread;
    for (size_t n = 0; n < nodes->count; n++) {
        uint32_t size = node_size(nodes, n);
        const uint32_t *row = mention_row(t, nodes->mention[n]);
        if (n + AHEAD < nodes->count) {
            mention_prefetch(t, nodes->mention[n + AHEAD]);
        }
        for (size_t i = from; i < c->tally_count; i += c->shares) {
            uint32_t id = row_value(t, row, c->tallies[i].field);
            c->tallies[i].count[id] += size;
            total[i] += id != 0 ? size : 0;
        }
    }
    for (size_t i = from; i < c->tally_count; i += c->shares) {
        c->tallies[i].total = total[i];
    }
    assert(to == from + 1);
    return 0;
}

static int rate_field(const struct dictionary *d, const struct tally *tally, struct rarities *ret)
{
    int16_t few[RATED_ONCE];
    uint64_t squares = 0;
    ret->bits = mem_try_array(d->count, sizeof *ret->bits);
    if (ret->bits == NULL) {
        return ERR_MEMORY;
    }
    for (uint32_t id = 1; id < d->count; id++) {
        squares += (uint64_t)tally->count[id] * tally->count[id];
    }
    ret->chance = chance_of(squares, tally->total);
    ret->rarest = adjustment(ret->chance, 1, tally->total);
    few[0] = ret->rarest;
    for (int count = 1; count < RATED_ONCE; count++) {
        few[count] = adjustment(ret->chance, count, tally->total);
    }
    for (uint32_t id = 1; id < d->count; id++) {
        uint32_t count = tally->count[id];
        ret->bits[id] =
            count < RATED_ONCE ? few[count] : adjustment(ret->chance, count, tally->total);
    }
    return 0;
}

static int rate_body(void *context, size_t from, size_t to, int thread)
{
    const struct counting *c = context;
    int code = 0;
    (void)thread;
    for (size_t i = from; code == 0 && i < to; i++) {
        int field = c->tallies[i].field;
        code =
            rate_field(&c->table->dictionaries[field], &c->tallies[i], &c->frequency->value[field]);
    }
    return code;
}

static int count_values(struct counting *c, int threads)
{
    int code = 0;
    for (size_t f = 0; code == 0 && f < c->table->field_count; f++) {
        if (is_counted(c->table, (int)f)) {
            struct tally *tally = &c->tallies[c->tally_count++];
            tally->field = (int)f;
            tally->count = mem_try_array(c->table->dictionaries[f].count, sizeof *tally->count);
            code = tally->count == NULL ? ERR_MEMORY : 0;
        }
    }
    c->shares = threads < 1 ? 1 : (size_t)threads;
    code = code ? code : parallel_for(threads, c->shares, 1, tally_body, c);
    code = code ? code : parallel_for(threads, c->tally_count, 1, rate_body, c);
    for (size_t i = 0; i < c->tally_count; i++) {
        mem_free(c->tallies[i].count);
    }
    return code;
}

/* 0: the whole name; 1: the whole address. */
static int count_combinations_body(void *context, size_t from, size_t to, int thread)
{
    const struct counting *c = context;
    struct frequency *f = c->frequency;
    double chance = f->value[FIELD_GIVEN].chance * f->value[FIELD_FAMILY].chance;
    int code = 0;
    (void)thread;
    if (from == 0) {
        code = count_combination(c->table, c->nodes, &whole_name, chance, &f->whole_name);
    }
    if (code == 0 && to > 1) {
        code = count_combination(c->table, c->nodes, &whole_address, 0, &f->whole_address);
    }
    return code;
}

int frequency_count(const struct mention_table *table, const struct node_set *nodes, int threads,
                    struct frequency *ret)
{
    struct counting counting = {.table = table, .nodes = nodes, .frequency = ret};
    int code = count_values(&counting, threads);
    return code ? code : parallel_for(threads, 2, 1, count_combinations_body, &counting);
}

void frequency_free(struct frequency *frequency)
{
    for (int field = 0; field < FIELDS_MAX; field++) {
        mem_free(frequency->value[field].bits);
    }
    mem_free(frequency->whole_name.bits);
    mem_free(frequency->whole_address.bits);
    *frequency = (struct frequency){0};
}

/* ---- frozen */

/* Sorted keys → the list: each key once. */
static int freeze_keyed(struct keyed *k, const struct rarities *rarities,
                        struct frozen_rarities *ret)
{
    keyed_sort(k);
    ret->hash = mem_try_array(k->count, sizeof *ret->hash);
    ret->bits = mem_try_array(k->count, sizeof *ret->bits);
    if (ret->hash == NULL || ret->bits == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < k->count; i++) {
        if (i == 0 || k->key[i] != k->key[i - 1]) {
            ret->hash[ret->count] = k->key[i];
            ret->bits[ret->count++] = rarities->bits[k->number[i]];
        }
    }
    return 0;
}

static int freeze_field(const struct rarities *rarities, const struct dictionary *d,
                        struct frozen_rarities *ret)
{
    struct keyed k = {0};
    size_t listed = 0;
    ret->rarest = rarities->rarest;
    if (rarities->bits == NULL) {
        return 0;
    }
    for (uint32_t id = 1; id < d->count; id++) {
        listed += rarities->bits[id] != rarities->rarest;
    }
    int code = keyed_begin(&k, listed);
    for (uint32_t id = 1; code == 0 && id < d->count; id++) {
        if (rarities->bits[id] != rarities->rarest) {
            keyed_add(&k, d->hash[id], id);
        }
    }
    code = code ? code : freeze_keyed(&k, rarities, ret);
    keyed_free(&k);
    return code;
}

static int freeze_combination(const struct rarities *rarities, const struct mention_table *table,
                              const struct node_set *nodes, const struct combination *fields,
                              struct frozen_rarities *ret)
{
    struct keyed k = {0};
    uint64_t key;
    size_t listed = 0;
    ret->rarest = rarities->rarest;
    for (size_t n = 0; n < nodes->count; n++) {
        listed += rarities->bits[n] != rarities->rarest;
    }
    int code = keyed_begin(&k, listed);
    for (size_t n = 0; code == 0 && n < nodes->count; n++) {
        if (rarities->bits[n] != rarities->rarest &&
            combination_key(table, nodes->mention[n], fields, &key)) {
            keyed_add(&k, key, n);
        }
    }
    code = code ? code : freeze_keyed(&k, rarities, ret);
    keyed_free(&k);
    return code;
}

struct freezing {
    const struct frequency *frequency;
    const struct mention_table *table;
    const struct node_set *nodes;
    struct frozen_frequency *ret;
};

/* 0: the whole name; 1: the whole address; then the fields. */
static int freeze_body(void *context, size_t from, size_t to, int thread)
{
    const struct freezing *f = context;
    int code = 0;
    (void)thread;
    for (size_t i = from; code == 0 && i < to; i++) {
        if (i == 0) {
            code = freeze_combination(&f->frequency->whole_name, f->table, f->nodes, &whole_name,
                                      &f->ret->whole_name);
        } else if (i == 1) {
            code = freeze_combination(&f->frequency->whole_address, f->table, f->nodes,
                                      &whole_address, &f->ret->whole_address);
        } else {
            code = freeze_field(&f->frequency->value[i - 2], &f->table->dictionaries[i - 2],
                                &f->ret->value[i - 2]);
        }
    }
    return code;
}

int frequency_freeze(const struct frequency *frequency, const struct mention_table *table,
                     const struct node_set *nodes, int threads, struct frozen_frequency *ret)
{
    struct freezing freezing = {frequency, table, nodes, ret};
    return parallel_for(threads, table->field_count + 2, 1, freeze_body, &freezing);
}

static int16_t frozen_bits(const struct frozen_rarities *frozen, uint64_t hash)
{
    size_t from = 0;
    size_t to = frozen->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (frozen->hash[middle] < hash) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from < frozen->count && frozen->hash[from] == hash ? frozen->bits[from] : frozen->rarest;
}

static int thaw_field(const struct frozen_rarities *frozen, const struct dictionary *d,
                      struct rarities *ret)
{
    ret->rarest = frozen->rarest;
    ret->bits = mem_try_array(d->count, sizeof *ret->bits);
    if (ret->bits == NULL) {
        return ERR_MEMORY;
    }
    for (uint32_t id = 1; id < d->count; id++) {
        ret->bits[id] = frozen_bits(frozen, d->hash[id]);
    }
    return 0;
}

static int thaw_combination(const struct frozen_rarities *frozen, const struct mention_table *table,
                            const struct node_set *nodes, const struct combination *fields,
                            struct rarities *ret)
{
    uint64_t key;
    ret->rarest = frozen->rarest;
    ret->bits = mem_try_array(nodes->count, sizeof *ret->bits);
    if (ret->bits == NULL) {
        return ERR_MEMORY;
    }
    for (size_t n = 0; n < nodes->count; n++) {
        if (combination_key(table, nodes->mention[n], fields, &key)) {
            ret->bits[n] = frozen_bits(frozen, key);
        }
    }
    return 0;
}

int frequency_thaw(const struct frozen_frequency *frozen, const struct mention_table *table,
                   const struct node_set *nodes, struct frequency *ret)
{
    int code = 0;
    for (int field = 0; code == 0 && field < (int)table->field_count; field++) {
        if (is_counted(table, field)) {
            code =
                thaw_field(&frozen->value[field], &table->dictionaries[field], &ret->value[field]);
        }
    }
    if (code == 0) {
        code = thaw_combination(&frozen->whole_name, table, nodes, &whole_name, &ret->whole_name);
    }
    return code ? code
                : thaw_combination(&frozen->whole_address, table, nodes, &whole_address,
                                   &ret->whole_address);
}

static void frozen_free(struct frozen_rarities *frozen)
{
    mem_free(frozen->hash);
    mem_free(frozen->bits);
}

void frozen_frequency_free(struct frozen_frequency *frozen)
{
    for (int field = 0; field < FIELDS_MAX; field++) {
        frozen_free(&frozen->value[field]);
    }
    frozen_free(&frozen->whole_name);
    frozen_free(&frozen->whole_address);
    *frozen = (struct frozen_frequency){0};
}

/* ---- used */

/* Rare names run in families, so that sharing one is less of a chance than its frequency says: two
 * thirds of the adjustment are kept. */
enum { RARITY_KEPT = 2, RARITY_KEPT_OF = 3 };

static int of_value(const struct frequency *frequency, const struct mention_table *table,
                    const uint32_t *row, int field)
{
    const int16_t *bits = frequency->value[field].bits;
    uint32_t id = row_value(table, row, field);
    return bits && id ? bits[id] : 0;
}

static int adjust_name(const struct frequency *frequency, const struct mention_table *table,
                       const uint32_t *row, size_t left, int level)
{
    int family = level % FAMILY_LEVELS;
    int given = level / FAMILY_LEVELS % GIVEN_LEVELS;
    if (given == GIVEN_SAME && family == FAMILY_SAME) {
        int parts = of_value(frequency, table, row, FIELD_GIVEN) +
                    of_value(frequency, table, row, FIELD_FAMILY);
        int whole = frequency->whole_name.bits[left];
        return parts < whole ? parts : whole;
    }
    if (family == FAMILY_SAME) {
        return of_value(frequency, table, row, FIELD_FAMILY);
    }
    return given == GIVEN_SAME ? of_value(frequency, table, row, FIELD_GIVEN) : 0;
}

static int adjust_address(const struct frequency *frequency, const struct mention_table *table,
                          const uint32_t *row, size_t left, int level)
{
    int premise = level % PLAIN_LEVELS;
    int place = level / PLAIN_LEVELS / PLAIN_LEVELS;
    if (place == PLACE_POSTCODE_SAME && premise == PLAIN_SAME) {
        return frequency->whole_address.bits[left];
    }
    if (place == PLACE_POSTCODE_SAME) {
        return of_value(frequency, table, row, FIELD_POSTCODE);
    }
    return place == PLACE_TOWN_SAME ? of_value(frequency, table, row, FIELD_TOWN) : 0;
}

int frequency_adjust(const struct frequency *frequency, const struct mention_table *table,
                     const struct feature_set *features, const struct node_set *nodes,
                     const uint8_t *levels, size_t left, size_t right)
{
    const uint32_t *row = mention_row(table, nodes->mention[left]);
    int sum = 0;
    (void)right;
    if (mention_is_organisation(table, nodes->mention[left])) {
        return 0; /* a name on many accounts is one large landlord, not many small ones */
    }
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        if (feature->levels == WORDS_LEVELS * GIVEN_LEVELS * FAMILY_LEVELS) {
            sum += adjust_name(frequency, table, row, left, levels[f]);
        } else if (feature->levels == PLACE_LEVELS * PLAIN_LEVELS * PLAIN_LEVELS) {
            sum += adjust_address(frequency, table, row, left, levels[f]);
        } else if (feature->field >= 0 && feature->field != FIELD_SEX &&
                   levels[f] == feature->levels - 1) {
            sum += of_value(frequency, table, row, feature->field);
        }
    }
    sum = sum * RARITY_KEPT / RARITY_KEPT_OF;
    return sum > RARITY_SUM_MOST    ? RARITY_SUM_MOST
           : sum < -RARITY_SUM_MOST ? -RARITY_SUM_MOST
                                    : sum;
}

/* ---- felt */

int rarity_felt(int rarity, int chance)
{
    double c = (double)chance / CHANCE_WHOLE;
    return (int)lrint(-log2(c * exp2(-(double)rarity / RARITY_ONE) + 1 - c) * RARITY_ONE);
}

enum {
    FELT_GRAIN = 1 << 16,
    FELT_FEW = 20000 /* pairs, for fewer of which a table of all values is not worth making */
};

struct felt {
    const uint32_t *pattern;
    const uint8_t *chance;
    int16_t *rarity;
    int16_t (*table)[2 * RARITY_SUM_MOST + 1]; /* by chance and rarity; NULL: worked out */
};

static int felt_body(void *context, size_t from, size_t to, int thread)
{
    const struct felt *felt = context;
    (void)thread;
    for (size_t i = from; i < to; i++) {
        int chance = felt->pattern[i] == UINT32_MAX ? 0 : felt->chance[felt->pattern[i]];
        felt->rarity[i] = felt->table != NULL
                              ? felt->table[chance][felt->rarity[i] + RARITY_SUM_MOST]
                              : (int16_t)rarity_felt(felt->rarity[i], chance);
    }
    return 0;
}

int rarities_felt(const uint32_t *pattern, const uint8_t *chance, size_t count, int threads,
                  int16_t *rarity)
{
    struct felt felt = {pattern, chance, rarity, NULL};
    if (count < FELT_FEW) {
        return felt_body(&felt, 0, count, 0);
    }
    felt.table = mem_try_array(CHANCE_WHOLE + 1, sizeof *felt.table);
    if (felt.table == NULL) {
        return ERR_MEMORY;
    }
    for (int c = 0; c <= CHANCE_WHOLE; c++) {
        for (int r = -RARITY_SUM_MOST; r <= RARITY_SUM_MOST; r++) {
            felt.table[c][r + RARITY_SUM_MOST] = (int16_t)rarity_felt(r, c);
        }
    }
    int code = parallel_for(threads, count, FELT_GRAIN, felt_body, &felt);
    mem_free(felt.table);
    return code;
}
