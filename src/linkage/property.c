/* property.c - addresses to properties, by sorting keys. */
#include "property.h"

#include "hash.h"
#include "memory.h"
#include "parallel.h"
#include "postcode.h"
#include "radix.h"

enum { GRAIN = 1 << 12 };

/* Words in any order: "flat 2 12" and "12 flat 2" are one premise. */
static uint64_t words_hash(struct str text)
{
    uint64_t sum = 0;
    struct str word;
    while (str_next_token(&text, ' ', &word)) {
        sum += hash_mix(hash_bytes(word));
    }
    return sum;
}

/* Is there more to a premise than numbers: "rose cottage", not "flat 2 12" or "12 a"? */
static bool is_named(struct str premise)
{
    struct str word;
    while (str_next_token(&premise, ' ', &word)) {
        bool digits = false;
        for (size_t i = 0; i < word.len; i++) {
            digits = digits || ascii_is_digit(word.ptr[i]);
        }
        if (!digits && word.len > 2 && !str_eq(word, STR("flat"))) {
            return true;
        }
    }
    return false;
}

/* struct work - what is known of distinct values, and keys of mentions. */
struct work {
    const struct mention_table *table;
    uint64_t *premise; /* by value id: hash of its words */
    bool *named;       /* by value id of premises */
    bool *british;     /* by value id of postcodes */
    uint64_t *address; /* by mention: its address's key, 0: none */
    uint64_t *key, *key_scratch;
    uint32_t *mention, *scratch;
};

static int premise_body(void *context, size_t from, size_t to, int thread)
{
    const struct work *w = context;
    const struct dictionary *premises = &w->table->dictionaries[FIELD_PREMISE];
    (void)thread;
    for (size_t id = from; id < to; id++) {
        struct str premise = dictionary_text(premises, (uint32_t)id);
        w->premise[id] = words_hash(premise);
        w->named[id] = is_named(premise);
    }
    return 0;
}

static int postcode_body(void *context, size_t from, size_t to, int thread)
{
    const struct work *w = context;
    (void)thread;
    for (size_t id = from; id < to; id++) {
        w->british[id] = postcode_is_british(
            dictionary_text(&w->table->dictionaries[FIELD_POSTCODE], (uint32_t)id));
    }
    return 0;
}

static uint64_t value_hash(const struct mention_table *t, int field, uint32_t id)
{
    return id != 0 ? t->dictionaries[field].hash[id] : hash_bytes(STR(""));
}

/* 0: no address that names a property. In Britain a premise and a postcode do; the street may be
 * spelt in many ways. */
static uint64_t address_key(const struct work *w, size_t mention)
{
    const uint32_t *row = mention_row(w->table, mention);
    uint32_t premise = row_value(w->table, row, FIELD_PREMISE);
    uint32_t street = row_value(w->table, row, FIELD_STREET);
    uint32_t town = row_value(w->table, row, FIELD_TOWN);
    uint32_t postcode = row_value(w->table, row, FIELD_POSTCODE);
    if ((premise == 0 && street == 0) || (postcode == 0 && town == 0)) {
        return 0;
    }
    bool unit = premise != 0 && postcode != 0 && w->british[postcode];
    if (!unit && street == 0 && !w->named[premise]) {
        return 0; /* number 12 of some street of a whole town, or of another country's postcode */
    }
    uint64_t key =
        hash_join(w->premise[premise], unit ? 0 : value_hash(w->table, FIELD_STREET, street));
    return hash_join(key, postcode != 0 ? value_hash(w->table, FIELD_POSTCODE, postcode)
                                        : value_hash(w->table, FIELD_TOWN, town)) |
           1;
}

static int address_body(void *context, size_t from, size_t to, int thread)
{
    const struct work *w = context;
    (void)thread;
    for (size_t i = from; i < to; i++) {
        w->address[i] = address_key(w, i);
    }
    return 0;
}

static uint64_t uprn_key(const struct mention_table *t, size_t mention)
{
    uint32_t id = mention_value(t, mention, FIELD_UPRN);
    return id ? t->dictionaries[FIELD_UPRN].hash[id] | 1 : 0;
}

/* Where all mentions of an address that have a UPRN have the same, give it to those that have none:
 * their id becomes it. In: id[mention], its address. */
static void adopt_uprns(const struct mention_table *t, struct work *w, uint64_t *id)
{
    size_t used = 0;
    for (size_t i = 0; i < t->count; i++) {
        uint64_t key = id[i];
        uint64_t uprn = uprn_key(t, i);
        id[i] = uprn ? uprn : key;
        if (key != 0) {
            w->key[used] = key;
            w->mention[used++] = (uint32_t)i;
        }
    }
    radix_sort_pairs(w->key, w->mention, w->key_scratch, w->scratch, used);
    for (size_t from = 0, to; from < used; from = to) {
        uint64_t only = 0;
        bool several = false;
        for (to = from; to < used && w->key[to] == w->key[from]; to++) {
            uint64_t uprn = uprn_key(t, w->mention[to]);
            several = several || (only && uprn && uprn != only);
            only = uprn ? uprn : only;
        }
        for (size_t i = from; only && !several && i < to; i++) {
            id[w->mention[i]] = only;
        }
    }
}

/* Number the distinct ids in the order of their first mention. */
static int number(const struct mention_table *t, struct work *w, const uint64_t *id,
                  uint32_t *property, uint64_t **ret_ids, size_t *ret_count)
{
    size_t used = 0;
    for (size_t i = 0; i < t->count; i++) {
        property[i] = UINT32_MAX;
        if (id[i] != 0) {
            w->key[used] = id[i];
            w->mention[used++] = (uint32_t)i;
        }
    }
    radix_sort_pairs(w->key, w->mention, w->key_scratch, w->scratch, used);
    /* The sort is stable, so the first of a run is the first mention; it stands for the others
     * until all have numbers. */
    for (size_t from = 0, to; from < used; from = to) {
        for (to = from; to < used && w->key[to] == w->key[from]; to++) {
            property[w->mention[to]] = w->mention[from];
        }
    }
    size_t count = 0;
    for (size_t i = 0; i < t->count; i++) {
        count += property[i] == i;
    }
    uint64_t *ids = mem_try_array(count, sizeof *ids);
    if (ids == NULL) {
        return ERR_MEMORY;
    }
    count = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (property[i] == i) {
            ids[count] = id[i];
            property[i] = (uint32_t)count++;
        } else if (property[i] != UINT32_MAX) {
            property[i] = property[property[i]]; /* an earlier mention, numbered already */
        }
    }
    *ret_ids = ids;
    *ret_count = count;
    return 0;
}

static int work_begin(struct work *w, int threads)
{
    const struct mention_table *t = w->table;
    size_t premises = t->dictionaries[FIELD_PREMISE].count;
    size_t postcodes = t->dictionaries[FIELD_POSTCODE].count;
    w->premise = mem_try_array(premises, sizeof *w->premise);
    w->named = mem_try_array(premises, sizeof *w->named);
    w->british = mem_try_array(postcodes, sizeof *w->british);
    w->address = mem_try_array(t->count, sizeof *w->address);
    w->key = mem_try_array(t->count, sizeof *w->key);
    w->key_scratch = mem_try_array(t->count, sizeof *w->key_scratch);
    w->mention = mem_try_array(t->count, sizeof *w->mention);
    w->scratch = mem_try_array(t->count, sizeof *w->scratch);
    if (!w->premise || !w->named || !w->british || !w->address || !w->key || !w->key_scratch ||
        !w->mention || !w->scratch) {
        return ERR_MEMORY;
    }
    parallel_for(threads, premises, GRAIN, premise_body, w);
    parallel_for(threads, postcodes, GRAIN, postcode_body, w);
    return parallel_for(threads, t->count, GRAIN, address_body, w);
}

static void work_free(struct work *w)
{
    mem_free(w->premise);
    mem_free(w->named);
    mem_free(w->british);
    mem_free(w->address);
    mem_free(w->key);
    mem_free(w->key_scratch);
    mem_free(w->mention);
    mem_free(w->scratch);
}

int property_keys(const struct mention_table *table, uint64_t *ret_address, uint64_t *ret_uprn)
{
    struct work w = {.table = table};
    int code = work_begin(&w, 1);
    for (size_t i = 0; code == 0 && i < table->count; i++) {
        ret_address[i] = w.address[i];
        ret_uprn[i] = uprn_key(table, i);
    }
    work_free(&w);
    return code;
}

int property_assign(const struct mention_table *table, int threads, uint32_t **ret_property,
                    uint64_t **ret_ids, size_t *ret_count)
{
    struct work w = {.table = table};
    uint32_t *property = mem_try_array(table->count, sizeof *property);
    int code = property == NULL ? ERR_MEMORY : work_begin(&w, threads);
    if (code == 0) {
        adopt_uprns(table, &w, w.address);
        code = number(table, &w, w.address, property, ret_ids, ret_count);
    }
    work_free(&w);
    if (code == 0) {
        *ret_property = property;
    } else {
        mem_free(property);
    }
    return code;
}
