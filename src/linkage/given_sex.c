/* given_sex.c - counting sexes by given name. */
#include "given_sex.h"

#include "memory.h"
#include "radix.h"

/* So often must a name be met with its sex to imply it, and so seldom with another: titles and
 * sexes are mistyped, and some names are given to either. */
enum { MET_MIN = 5, OTHER_ONE_IN = 20, SEXES = 3 };
static const char sex_letters[SEXES] = {'f', 'm', 'x'};

static int sex_index(const struct mention_table *t, size_t mention)
{
    struct str text = mention_text(t, mention, FIELD_SEX);
    const char *found = text.len == 1 ? memchr(sex_letters, text.ptr[0], SEXES) : NULL;
    return found == NULL ? -1 : (int)(found - sex_letters);
}

static char implied(const uint32_t met[SEXES])
{
    uint32_t total = 0;
    int most = 0;
    for (int s = 0; s < SEXES; s++) {
        total += met[s];
        most = met[s] > met[most] ? s : most;
    }
    bool clear = total >= MET_MIN && (uint64_t)(total - met[most]) * OTHER_ONE_IN <= total;
    return clear ? sex_letters[most] : '\0';
}

static int sort_sexes(struct given_sexes *s)
{
    uint64_t *hash_scratch = mem_try_array(s->count, sizeof *hash_scratch);
    uint32_t *order = mem_try_array(s->count, sizeof *order);
    uint32_t *scratch = mem_try_array(s->count, sizeof *scratch);
    int code = hash_scratch && order && scratch ? 0 : ERR_MEMORY;
    if (code == 0) {
        for (size_t i = 0; i < s->count; i++) {
            order[i] = (uint32_t)s->sex[i];
        }
        radix_sort_pairs(s->hash, order, hash_scratch, scratch, s->count);
        for (size_t i = 0; i < s->count; i++) {
            s->sex[i] = (char)order[i];
        }
    }
    mem_free(hash_scratch);
    mem_free(order);
    mem_free(scratch);
    return code;
}

int given_sexes_learn(const struct mention_table *table, struct given_sexes *ret)
{
    const struct dictionary *given = &table->dictionaries[FIELD_GIVEN];
    uint32_t(*met)[SEXES] = mem_try_array(given->count, sizeof *met);
    ret->hash = mem_try_array(given->count, sizeof *ret->hash);
    ret->sex = mem_try_array(given->count, sizeof *ret->sex);
    int code = met && ret->hash && ret->sex ? 0 : ERR_MEMORY;
    for (size_t i = 0; code == 0 && i < table->count; i++) {
        uint32_t name = mention_value(table, i, FIELD_GIVEN);
        int sex = name != 0 ? sex_index(table, i) : -1;
        if (sex >= 0) {
            met[name][sex]++;
        }
    }
    for (uint32_t id = 1; code == 0 && id < given->count; id++) {
        char sex = dictionary_text(given, id).len > 1 ? implied(met[id]) : '\0';
        if (sex != '\0') {
            ret->hash[ret->count] = given->hash[id];
            ret->sex[ret->count++] = sex;
        }
    }
    mem_free(met);
    return code ? code : sort_sexes(ret);
}

void given_sexes_free(struct given_sexes *sexes)
{
    mem_free(sexes->hash);
    mem_free(sexes->sex);
    *sexes = (struct given_sexes){0};
}

static char find_sex(const struct given_sexes *s, uint64_t hash)
{
    size_t from = 0;
    size_t to = s->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (s->hash[middle] < hash) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from < s->count && s->hash[from] == hash ? s->sex[from] : '\0';
}

static uint32_t sex_id(const struct dictionary *sex, char letter)
{
    for (uint32_t id = 1; id < sex->count; id++) {
        if (str_eq(dictionary_text(sex, id), str_make(&letter, 1))) {
            return id;
        }
    }
    return SEX_OF_NOBODY;
}

int given_sexes_apply(const struct given_sexes *sexes, const struct mention_table *table,
                      uint32_t **ret)
{
    const struct dictionary *given = &table->dictionaries[FIELD_GIVEN];
    const struct dictionary *sex = &table->dictionaries[FIELD_SEX];
    uint32_t *by_name = mem_try_array(given->count, sizeof *by_name);
    if (by_name == NULL) {
        return ERR_MEMORY;
    }
    for (uint32_t id = 1; id < given->count; id++) {
        char letter = find_sex(sexes, given->hash[id]);
        by_name[id] = letter != '\0' ? sex_id(sex, letter) : 0;
    }
    *ret = by_name;
    return 0;
}
