/* property.c - addresses to properties, by sorting keys. */
#include "property.h"

#include "hash.h"
#include "memory.h"
#include "postcode.h"
#include "radix.h"

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

/* 0: no address that names a property. In Britain a premise and a postcode do; the street may be
 * spelt in many ways. */
static uint64_t address_key(const struct mention_table *t, size_t mention)
{
    struct str premise = mention_text(t, mention, FIELD_PREMISE);
    struct str street = mention_text(t, mention, FIELD_STREET);
    struct str town = mention_text(t, mention, FIELD_TOWN);
    struct str postcode = mention_text(t, mention, FIELD_POSTCODE);
    if ((premise.len == 0 && street.len == 0) || (postcode.len == 0 && town.len == 0)) {
        return 0;
    }
    bool unit = premise.len > 0 && postcode_is_british(postcode);
    if (!unit && street.len == 0 && !is_named(premise)) {
        return 0; /* number 12 of some street of a whole town, or of another country's postcode */
    }
    uint64_t key = hash_join(words_hash(premise), unit ? 0 : hash_bytes(street));
    return hash_join(key, hash_bytes(postcode.len ? postcode : town)) | 1;
}

static uint64_t uprn_key(const struct mention_table *t, size_t mention)
{
    uint32_t id = mention_value(t, mention, FIELD_UPRN);
    return id ? t->dictionaries[FIELD_UPRN].hash[id] | 1 : 0;
}

struct work {
    uint64_t *key, *key_scratch;
    uint32_t *mention, *scratch;
};

/* Where all mentions of an address that have a UPRN have the same, give it to those that have none:
 * their id becomes it. */
static void adopt_uprns(const struct mention_table *t, struct work *w, uint64_t *id)
{
    size_t used = 0;
    for (size_t i = 0; i < t->count; i++) {
        uint64_t key = address_key(t, i);
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

int property_assign(const struct mention_table *table, uint32_t **ret_property, uint64_t **ret_ids,
                    size_t *ret_count)
{
    size_t n = table->count;
    struct work w = {mem_try_array(n, sizeof *w.key), mem_try_array(n, sizeof *w.key_scratch),
                     mem_try_array(n, sizeof *w.mention), mem_try_array(n, sizeof *w.scratch)};
    uint64_t *id = mem_try_array(n, sizeof *id);
    uint32_t *property = mem_try_array(n, sizeof *property);
    int code = w.key && w.key_scratch && w.mention && w.scratch && id && property ? 0 : ERR_MEMORY;
    if (code == 0) {
        adopt_uprns(table, &w, id);
        code = number(table, &w, id, property, ret_ids, ret_count);
    }
    mem_free(w.key);
    mem_free(w.key_scratch);
    mem_free(w.mention);
    mem_free(w.scratch);
    mem_free(id);
    if (code == 0) {
        *ret_property = property;
    } else {
        mem_free(property);
    }
    return code;
}
