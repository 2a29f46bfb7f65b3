/* dictionary.c - interning of values (open addressing, linear probing, three quarters full
 * at most). */
#include "dictionary.h"

#include "hash.h"
#include "memory.h"

#include <assert.h>

static int grow_u32(uint32_t **array, size_t *capacity, size_t needed)
{
    void *ptr = *array;
    int code = mem_try_grow(&ptr, capacity, needed, sizeof **array);
    *array = ptr;
    return code;
}

/* Bits of the hash that choose no slot of a dictionary of common size. */
static uint32_t tag_of(uint64_t hash)
{
    return (uint32_t)hash ^ (uint32_t)(hash >> 41);
}

/* str_eq without a call: values are short, and nearly always equal once their tags are. */
static bool same_text(struct str a, struct str b)
{
    enum { EIGHT = 8 };
    uint64_t x, y;
    if (a.len != b.len || a.len < EIGHT) {
        return str_eq(a, b);
    }
    for (size_t at = 0; at + EIGHT < a.len; at += EIGHT) {
        memcpy(&x, a.ptr + at, EIGHT);
        memcpy(&y, b.ptr + at, EIGHT);
        if (x != y) {
            return false;
        }
    }
    memcpy(&x, a.ptr + a.len - EIGHT, EIGHT);
    memcpy(&y, b.ptr + a.len - EIGHT, EIGHT);
    return x == y;
}

static size_t probe(const struct dictionary *d, struct str s, uint64_t hash)
{
    size_t at = dictionary_slot_of(d, hash);
    uint32_t tag = tag_of(hash);
    while (d->slot[at].id != 0) {
        if (d->slot[at].tag == tag && same_text(dictionary_text(d, d->slot[at].id), s)) {
            break;
        }
        at = (at + 1) & d->slot_mask;
    }
    return at;
}

static int rehash(struct dictionary *d, size_t slots)
{
    struct dictionary_slot *slot = mem_try_array(slots, sizeof *slot);
    if (slot == NULL) {
        return ERR_MEMORY;
    }
    /* Written once before it is read at random: a fresh page that is read first faults twice. */
    memset(slot, 0, slots * sizeof *slot);
    for (uint32_t id = 1; id < d->count; id++) {
        size_t at = (size_t)(d->hash[id] >> 17) & (slots - 1);
        while (slot[at].id != 0) {
            at = (at + 1) & (slots - 1);
        }
        slot[at] = (struct dictionary_slot){id, tag_of(d->hash[id])};
    }
    mem_free(d->slot);
    d->slot = slot;
    d->slot_mask = slots - 1;
    return 0;
}

static int reserve(struct dictionary *d, size_t text_more)
{
    size_t ids = d->count == 0 ? 2 : (size_t)d->count + 1;
    if (ids >= UINT32_MAX || d->text_len + text_more >= UINT32_MAX) {
        return ERR_LIMIT;
    }
    void *text = d->text;
    void *hash = d->hash;
    int code = mem_try_grow(&text, &d->text_capacity, d->text_len + text_more + 1, 1);
    d->text = text;
    if (code == 0) {
        code = mem_try_grow(&hash, &d->hash_capacity, ids, sizeof *d->hash);
        d->hash = hash;
    }
    if (code == 0) {
        code = grow_u32(&d->offset, &d->offset_capacity, ids + 1);
    }
    if (code == 0 && (d->slot == NULL || ids * 4 > d->slot_mask * 3)) {
        code = rehash(d, d->slot == NULL ? 8 : (d->slot_mask + 1) * 2);
    }
    return code;
}

int dictionary_add_hashed(struct dictionary *d, struct str s, uint64_t hash, uint32_t *ret_id)
{
    if (s.len == 0) {
        int code = d->count == 0 ? reserve(d, 0) : 0;
        if (code == 0) {
            d->count = d->count == 0 ? 1 : d->count;
            *ret_id = 0;
        }
        return code;
    }
    if (d->slot != NULL) {
        uint32_t id = d->slot[probe(d, s, hash)].id;
        if (id != 0) {
            *ret_id = id;
            return 0;
        }
    }
    int code = reserve(d, s.len);
    if (code != 0) {
        return code;
    }
    d->count = d->count == 0 ? 1 : d->count;
    uint32_t id = d->count++;
    d->slot[probe(d, s, hash)] = (struct dictionary_slot){id, tag_of(hash)};
    memcpy(d->text + d->text_len, s.ptr, s.len);
    d->offset[id] = (uint32_t)d->text_len;
    d->text_len += s.len;
    d->offset[id + 1] = (uint32_t)d->text_len;
    d->hash[id] = hash;
    *ret_id = id;
    return 0;
}

int dictionary_add(struct dictionary *d, struct str s, uint32_t *ret_id)
{
    return dictionary_add_hashed(d, s, s.len > 0 ? hash_bytes(s) : 0, ret_id);
}

int dictionary_add_values(const struct dictionary_value *values, size_t count)
{
    uint64_t hash[DICTIONARY_VALUES_MAX];
    int code = 0;
    assert(count <= DICTIONARY_VALUES_MAX);
    for (size_t i = 0; i < count; i++) {
        hash[i] = values[i].text.len > 0 ? hash_bytes(values[i].text) : 0;
        dictionary_near(values[i].dictionary, hash[i]);
    }
    for (size_t i = 0; i < count; i++) {
        dictionary_nearer(values[i].dictionary, hash[i]);
    }
    for (size_t i = 0; i < count; i++) {
        dictionary_nearest(values[i].dictionary, hash[i]);
    }
    for (size_t i = 0; i < count && code == 0; i++) {
        code =
            dictionary_add_hashed(values[i].dictionary, values[i].text, hash[i], values[i].ret_id);
    }
    return code;
}

uint32_t dictionary_find(const struct dictionary *d, struct str s)
{
    if (s.len == 0 || d->slot == NULL) {
        return 0;
    }
    return d->slot[probe(d, s, hash_bytes(s))].id;
}

void dictionary_seal(struct dictionary *d)
{
    mem_free(d->slot);
    d->slot = NULL;
    d->slot_mask = 0;
    if (d->count > 0) {
        d->text_capacity = d->text_len + 1;
        d->text = mem_trim(d->text, d->text_capacity);
        d->offset_capacity = (size_t)d->count + 1;
        d->offset = mem_trim(d->offset, d->offset_capacity * sizeof *d->offset);
        d->hash_capacity = d->count;
        d->hash = mem_trim(d->hash, d->count * sizeof *d->hash);
    }
}

void dictionary_keep_texts(struct dictionary *d)
{
    dictionary_seal(d);
    mem_free(d->hash);
    d->hash = NULL;
    d->hash_capacity = 0;
}

size_t dictionary_bytes(const struct dictionary *d)
{
    return d->text_capacity + d->offset_capacity * sizeof *d->offset +
           d->hash_capacity * sizeof *d->hash +
           (d->slot ? (d->slot_mask + 1) * sizeof *d->slot : 0);
}

void dictionary_free(struct dictionary *d)
{
    mem_free(d->text);
    mem_free(d->offset);
    mem_free(d->hash);
    mem_free(d->slot);
    *d = (struct dictionary){0};
}
