/* model_read.c - model.json back into a model. Nothing in the file is believed: every member,
 * length, name, level, share and hash is checked, so that a damaged file is an error that says
 * where, never a wrong answer or a crash. */
#include "model_parts.h"

#include "standardiser.h"
#include "whole_file.h"

#include <assert.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>

enum { MODEL_BYTES_MAX = 1 << 30, PLACE_MAX = 120 };
enum { BITS_MOST = 64, BEST_EDGES_MAX = 4096, BLOCK_MAX_MOST = 1 << 24 };

/* place: where in the file we are, for messages. */
struct reader {
    const char *path;
    char place[PLACE_MAX];
    struct model_file *out;
    struct err *err;
};

static int fail(struct reader *r, const char *what, const char *name)
{
    return err_at(r->err, ERR_INPUT, r->path, 0, 0, "damaged model file: %s: \"%.60s\" %s",
                  r->place, name, what);
}

static int no_memory(struct reader *r)
{
    return err_set(r->err, ERR_MEMORY, "out of memory while reading the model");
}

/* ---- members of objects ---- */

/* expect - is it an object with these members and no others? */
static int expect(struct reader *r, json_t *object, const char *const *names, size_t count)
{
    const char *name;
    json_t *value;
    if (!json_is_object(object)) {
        return fail(r, "is not an object", "it");
    }
    for (size_t i = 0; i < count; i++) {
        if (json_object_get(object, names[i]) == NULL) {
            return fail(r, "is missing", names[i]);
        }
    }
    json_object_foreach(object, name, value)
    {
        bool known = false;
        for (size_t i = 0; i < count; i++) {
            known = known || strcmp(name, names[i]) == 0;
        }
        if (!known) {
            return fail(r, "is not a member of this format", name);
        }
    }
    return 0;
}
#define EXPECT(r, object, ...)                                                                     \
    expect((r), (object), (const char *const[]){__VA_ARGS__},                                      \
           sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static int get_whole(struct reader *r, json_t *object, const char *name, int64_t min, int64_t max,
                     int64_t *ret)
{
    json_t *value = json_object_get(object, name);
    if (!json_is_integer(value)) {
        return fail(r, "is not a whole number", name);
    }
    if (json_integer_value(value) < min || json_integer_value(value) > max) {
        return fail(r, "is out of range", name);
    }
    *ret = json_integer_value(value);
    return 0;
}

static int get_int(struct reader *r, json_t *object, const char *name, int min, int max, int *ret)
{
    int64_t value;
    int code = get_whole(r, object, name, min, max, &value);
    if (code == 0) {
        *ret = (int)value;
    }
    return code;
}

static int get_bool(struct reader *r, json_t *object, const char *name, bool *ret)
{
    json_t *value = json_object_get(object, name);
    if (!json_is_boolean(value)) {
        return fail(r, "is neither true nor false", name);
    }
    *ret = json_is_true(value);
    return 0;
}

/* A share: 0 … 1. */
static bool as_share(const json_t *value, double *ret)
{
    *ret = json_number_value(value);
    return json_is_number(value) && *ret >= 0 && *ret <= 1;
}

/* null: can't tell. */
static int get_quality(struct reader *r, json_t *object, const char *name, double *ret)
{
    json_t *value = json_object_get(object, name);
    if (json_is_null(value)) {
        *ret = NAN;
        return 0;
    }
    return as_share(value, ret) ? 0 : fail(r, "is not a share", name);
}

static struct str text_of(const json_t *value)
{
    return str_make(json_string_value(value), json_string_length(value));
}

/* A slice of jansson's own text, which lives as long as the document. */
static int get_text(struct reader *r, json_t *object, const char *name, struct str *ret)
{
    json_t *value = json_object_get(object, name);
    if (!json_is_string(value)) {
        return fail(r, "is not a text", name);
    }
    *ret = text_of(value);
    return 0;
}

static int get_list(struct reader *r, json_t *object, const char *name, size_t max, json_t **ret)
{
    json_t *value = json_object_get(object, name);
    if (!json_is_array(value)) {
        return fail(r, "is not a list", name);
    }
    if (json_array_size(value) > max) {
        return fail(r, "is too long", name);
    }
    *ret = value;
    return 0;
}

/* ---- hashes ---- */

static bool read_hex(const char *text, size_t digits, uint64_t *ret)
{
    uint64_t value = 0;
    for (size_t i = 0; i < digits; i++) {
        char c = text[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0) {
            return false;
        }
        value = value << 4 | (uint64_t)digit;
    }
    *ret = value;
    return true;
}

static int get_hashes(struct reader *r, json_t *object, const char *name, struct hash_list *ret)
{
    enum { DIGITS = 8 };
    struct str text;
    int code = get_text(r, object, name, &text);
    if (code != 0) {
        return code;
    }
    if (text.len % DIGITS != 0) {
        return fail(r, "is cut short", name);
    }
    size_t count = text.len / DIGITS;
    ret->hashes = mem_try_array(count, sizeof *ret->hashes);
    if (ret->hashes == NULL) {
        return no_memory(r);
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t hash;
        if (!read_hex(text.ptr + i * DIGITS, DIGITS, &hash)) {
            return fail(r, "holds something that is not a hash", name);
        }
        if (i > 0 && hash <= ret->hashes[i - 1]) {
            return fail(r, "is not in order", name);
        }
        ret->hashes[i] = (uint32_t)hash;
    }
    ret->count = ret->capacity = count;
    return 0;
}

static int get_rarities(struct reader *r, json_t *object, const char *name,
                        struct frozen_rarities *ret)
{
    enum { HASH_DIGITS = 16, DIGITS = HASH_DIGITS + 4 };
    struct str text;
    int code = get_text(r, object, name, &text);
    if (code != 0) {
        return code;
    }
    if (text.len % DIGITS != 0) {
        return fail(r, "is cut short", name);
    }
    size_t count = text.len / DIGITS;
    ret->hash = mem_try_array(count, sizeof *ret->hash);
    ret->bits = mem_try_array(count, sizeof *ret->bits);
    if (ret->hash == NULL || ret->bits == NULL) {
        return no_memory(r);
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;
        if (!read_hex(text.ptr + i * DIGITS, HASH_DIGITS, &ret->hash[i]) ||
            !read_hex(text.ptr + i * DIGITS + HASH_DIGITS, DIGITS - HASH_DIGITS, &bits)) {
            return fail(r, "holds something that is not a hash", name);
        }
        if (i > 0 && ret->hash[i] <= ret->hash[i - 1]) {
            return fail(r, "is not in order", name);
        }
        ret->bits[i] = (int16_t)(uint16_t)bits;
        if (ret->bits[i] < -RARITY_MOST || ret->bits[i] > RARITY_MOST) {
            return fail(r, "holds an adjustment out of range", name);
        }
    }
    ret->count = count;
    return 0;
}

static int read_given_sexes(struct reader *r, json_t *root, struct given_sexes *ret)
{
    enum { HASH_DIGITS = 16, DIGITS = HASH_DIGITS + 1 };
    struct str text;
    int code = get_text(r, root, "given_sexes", &text);
    if (code != 0) {
        return code;
    }
    if (text.len % DIGITS != 0) {
        return fail(r, "is cut short", "given_sexes");
    }
    size_t count = text.len / DIGITS;
    ret->hash = mem_try_array(count, sizeof *ret->hash);
    ret->sex = mem_try_array(count, sizeof *ret->sex);
    if (ret->hash == NULL || ret->sex == NULL) {
        return no_memory(r);
    }
    for (size_t i = 0; i < count; i++) {
        ret->sex[i] = text.ptr[i * DIGITS + HASH_DIGITS];
        if (!read_hex(text.ptr + i * DIGITS, HASH_DIGITS, &ret->hash[i]) ||
            (ret->sex[i] != 'f' && ret->sex[i] != 'm' && ret->sex[i] != 'x')) {
            return fail(r, "holds something that is not a name's hash and sex", "given_sexes");
        }
        if (i > 0 && ret->hash[i] <= ret->hash[i - 1]) {
            return fail(r, "is not in order", "given_sexes");
        }
    }
    ret->count = count;
    return 0;
}

/* ---- names of attributes and parts ---- */

static int find_attribute(const struct model_file *file, struct str name)
{
    for (size_t a = 0; a < file->attribute_count; a++) {
        if (str_eq(file->attributes[a], name)) {
            return (int)a;
        }
    }
    return -1;
}

/* "attribute: NAME" → its place, or -1. */
static int find_prefixed(const struct model_file *file, struct str text)
{
    struct str prefix = STR(MODEL_ATTRIBUTE_PREFIX);
    return str_starts(text, prefix) ? find_attribute(file, str_slice(text, prefix.len, text.len))
                                    : -1;
}

static int get_parts(struct reader *r, json_t *object, const char *name, size_t max, int *ret,
                     int *ret_count)
{
    json_t *list = NULL;
    int code = get_list(r, object, name, max, &list);
    size_t count = code == 0 ? json_array_size(list) : 0;
    for (size_t i = 0; i < count; i++) {
        json_t *value = json_array_get(list, i);
        struct str text = json_is_string(value) ? text_of(value) : STR("");
        int attribute = find_prefixed(r->out, text);
        int part = attribute < 0 ? 0 : PART_ATTRIBUTE + attribute;
        while (attribute < 0 && part < PART_ATTRIBUTE && !str_eq(text, str_of(part_name(part)))) {
            part++;
        }
        if (attribute < 0 && part == PART_ATTRIBUTE) {
            return fail(r, "names a part that this program doesn't know", name);
        }
        ret[i] = part;
    }
    *ret_count = code == 0 ? (int)count : *ret_count;
    return code;
}

/* ---- what a kind consists of ---- */

static int read_features(struct reader *r, json_t *object, struct feature_set *ret)
{
    json_t *list = NULL;
    int code = get_list(r, object, "features", FEATURES_MAX, &list);
    for (size_t i = 0; code == 0 && i < json_array_size(list); i++) {
        json_t *item = json_array_get(list, i);
        json_t *attribute = json_object_get(item, "attribute");
        struct str kind;
        int levels;
        int field = -1;
        code = EXPECT(r, item, "feature", "attribute", "levels");
        code = code ? code : get_text(r, item, "feature", &kind);
        code = code ? code : get_int(r, item, "levels", 1, FEATURE_LEVELS_MAX, &levels);
        if (code == 0 && json_is_string(attribute)) {
            int place = find_attribute(r->out, text_of(attribute));
            field = place < 0 ? -1 : FIELD_ATTRIBUTE + place;
        }
        if (code == 0 && !json_is_null(attribute) && field < 0) {
            code = fail(r, "is none of the attributes", "attribute");
        }
        if (code == 0 && !feature_restore(ret, kind, field, levels)) {
            code = fail(r, "names what this program can't compare, or twice the same", "features");
        }
        if (code == 0 &&
            feature_is_attribute(&ret->features[ret->count - 1]) != json_is_string(attribute)) {
            code = fail(r, "does not go with the feature", "attribute");
        }
    }
    for (int f = 0; code == 0 && f < ret->count; f++) {
        for (size_t s = 0; feature_is_source(&ret->features[f]) && s < r->out->source_count; s++) {
            if (r->out->sources[s].level >= ret->features[f].levels) {
                return fail(r, "has fewer levels than there are sources", "features");
            }
        }
    }
    return code;
}

static int read_plan(struct reader *r, json_t *kind, const char *kind_name, struct plan *ret)
{
    json_t *plan = json_object_get(kind, "plan");
    json_t *keys = NULL;
    int block_max = 0;
    snprintf(r->place, sizeof r->place, "plan of %s", kind_name);
    int code = EXPECT(r, plan, "block_max", "refinements", "keys");
    code = code ? code : get_int(r, plan, "block_max", 1, BLOCK_MAX_MOST, &block_max);
    ret->block_max = (uint32_t)block_max;
    code = code ? code
                : get_parts(r, plan, "refinements", REFINEMENTS_MAX, ret->refinements,
                            &ret->refinement_count);
    code = code ? code : get_list(r, plan, "keys", KEYS_MAX, &keys);
    for (size_t k = 0; code == 0 && k < json_array_size(keys); k++) {
        json_t *item = json_array_get(keys, k);
        struct planned_key *key = &ret->keys[ret->key_count++];
        int64_t closed_nodes = 0;
        snprintf(r->place, sizeof r->place, "key %zu of %s", k + 1, kind_name);
        code = EXPECT(r, item, "parts", "closed_nodes", "refined", "closed");
        code =
            code ? code
                 : get_parts(r, item, "parts", KEY_PARTS_MAX, key->key.parts, &key->key.part_count);
        if (code == 0 && key->key.part_count == 0) {
            code = fail(r, "is empty", "parts");
        }
        code = code ? code : get_whole(r, item, "closed_nodes", 0, (int64_t)1 << 40, &closed_nodes);
        key->closed_nodes = (size_t)closed_nodes;
        code = code ? code : get_hashes(r, item, "refined", &key->refined);
        code = code ? code : get_hashes(r, item, "closed", &key->closed);
    }
    return code;
}

/* Shares of the levels of each feature; each list sums to 1. */
static int read_levels(struct reader *r, json_t *class, const struct feature_set *features,
                       struct level_shares *ret)
{
    json_t *lists = NULL;
    int code = get_list(r, class, "levels", FEATURES_MAX, &lists);
    if (code == 0 && json_array_size(lists) != (size_t)features->count) {
        return fail(r, "is not one list for each feature", "levels");
    }
    for (int f = 0; code == 0 && f < features->count; f++) {
        json_t *list = json_array_get(lists, (size_t)f);
        int levels = features->features[f].levels;
        double sum = 0;
        if (!json_is_array(list) || json_array_size(list) != (size_t)levels) {
            return fail(r, "is not one share for each level", "levels");
        }
        for (int level = 0; level < levels; level++) {
            double share;
            if (!as_share(json_array_get(list, (size_t)level), &share)) {
                return fail(r, "holds something that is not a share", "levels");
            }
            ret->share[f][level] = (float)share;
            sum += share;
        }
        if (fabs(sum - 1) > 0.001) {
            return fail(r, "has shares that do not sum to 1", "levels");
        }
    }
    return code;
}

static int read_classes(struct reader *r, json_t *kind, const char *kind_name,
                        const struct feature_set *features, struct estimate *ret)
{
    json_t *list = NULL;
    double sum = 0;
    int code = get_list(r, kind, "classes", CLASSES_MAX, &list);
    for (size_t c = 0; code == 0 && c < json_array_size(list); c++) {
        json_t *item = json_array_get(list, c);
        snprintf(r->place, sizeof r->place, "class %zu of %s", c + 1, kind_name);
        code = EXPECT(r, item, "share", "agreeing_on", "levels");
        if (code == 0 && !as_share(json_object_get(item, "share"), &ret->share[c])) {
            code = fail(r, "is not a share", "share");
        }
        sum += code == 0 ? ret->share[c] : 0;
        struct coincidence *coincidence = &ret->coincidences[c];
        code = code ? code
                    : get_parts(r, item, "agreeing_on",
                                sizeof coincidence->parts / sizeof *coincidence->parts,
                                coincidence->parts, &coincidence->part_count);
        code = code ? code : read_levels(r, item, features, &ret->classes[c]);
        ret->class_count++;
    }
    if (code == 0 && (ret->class_count == 0 || fabs(sum - 1) > 0.001)) {
        return fail(r, "has shares that do not sum to 1", "classes");
    }
    return code;
}

static int read_frequencies(struct reader *r, json_t *kind, const char *kind_name,
                            struct frozen_frequency *ret)
{
    json_t *list = NULL;
    int code = get_list(r, kind, "frequencies", MODEL_FREQUENCIES_MAX, &list);
    for (size_t i = 0; code == 0 && i < json_array_size(list); i++) {
        json_t *item = json_array_get(list, i);
        struct frozen_rarities *found = NULL;
        struct str of;
        int rarest = 0;
        snprintf(r->place, sizeof r->place, "frequencies %zu of %s", i + 1, kind_name);
        code = EXPECT(r, item, "of", "rarest", "values");
        code = code ? code : get_text(r, item, "of", &of);
        code = code ? code : get_int(r, item, "rarest", -RARITY_MOST, RARITY_MOST, &rarest);
        for (int n = 0; code == 0 && n < MODEL_FREQUENCIES_MAX && found == NULL; n++) {
            const char *name;
            struct frozen_rarities *one = model_frequency(ret, n, &name);
            bool named = name != NULL ? str_eq(of, str_of(name))
                                      : find_prefixed(r->out, of) == n - FIELD_ATTRIBUTE;
            found = named ? one : NULL;
        }
        if (code == 0 && (found == NULL || found->hash != NULL)) {
            code = fail(r, "is nothing that has frequencies, or has them twice", "of");
        }
        if (code == 0) {
            found->rarest = (int16_t)rarest;
            code = get_rarities(r, item, "values", found);
        }
    }
    return code;
}

static int read_kind(struct reader *r, json_t *item)
{
    struct str name;
    snprintf(r->place, sizeof r->place, "kinds");
    int code =
        EXPECT(r, item, "kind", "learnt", "converged", "iterations", "cut", "unmet", "best_edges",
               "precision", "recall", "features", "plan", "classes", "frequencies");
    code = code ? code : get_text(r, item, "kind", &name);
    int kind = 0;
    while (code == 0 && kind < LINKED_KINDS &&
           (model_kind_names[kind] == NULL || !str_eq(name, str_of(model_kind_names[kind])))) {
        kind++;
    }
    if (code != 0 || kind == LINKED_KINDS || r->out->model.kinds[kind].estimate.class_count > 0) {
        return code ? code : fail(r, "is no kind that is linked, or there twice", "kind");
    }
    struct kind_model *model = &r->out->model.kinds[kind];
    const char *kind_name = model_kind_names[kind];
    int most = BITS_MOST * WEIGHT_ONE;
    snprintf(r->place, sizeof r->place, "kind %s", kind_name);
    code = get_bool(r, item, "learnt", &model->learnt);
    code = code ? code : get_bool(r, item, "converged", &model->estimate.converged);
    code = code ? code : get_int(r, item, "iterations", 0, 1000000, &model->estimate.iterations);
    code = code ? code : get_int(r, item, "cut", -most, most, &model->cut);
    code = code ? code : get_int(r, item, "unmet", -most, most, &model->unmet);
    code = code ? code : get_int(r, item, "best_edges", 1, BEST_EDGES_MAX, &model->k);
    code = code ? code : get_quality(r, item, "precision", &model->precision);
    code = code ? code : get_quality(r, item, "recall", &model->recall);
    code = code ? code : read_features(r, item, &model->features);
    code = code ? code : read_plan(r, item, kind_name, &model->plan);
    code = code ? code : read_classes(r, item, kind_name, &model->features, &model->estimate);
    return code ? code : read_frequencies(r, item, kind_name, &model->frequency);
}

/* ---- the file ---- */

static int read_source(struct reader *r, json_t *item, struct model_source *ret)
{
    struct str text;
    json_t *columns = NULL;
    int code = EXPECT(r, item, "name", "level", "columns", "mapping");
    code = code ? code : get_text(r, item, "name", &text);
    ret->name = code == 0 ? arena_str(&r->out->arena, text) : ret->name;
    for (size_t s = 0; code == 0 && &r->out->sources[s] < ret; s++) {
        if (str_eq(r->out->sources[s].name, ret->name)) {
            return fail(r, "is there twice", "name");
        }
    }
    code = code ? code : get_int(r, item, "level", 0, SOURCE_LEVELS_MAX - 2, &ret->level);
    if (code == 0 && ret->level > 0 && ret->level < SOURCE_WITHIN) {
        return fail(r, "is out of range", "level");
    }
    code = code ? code : get_text(r, item, "mapping", &text);
    ret->mapping = code == 0 ? arena_str(&r->out->arena, text) : ret->mapping;
    code = code ? code : get_list(r, item, "columns", COLUMNS_MAX, &columns);
    if (code != 0) {
        return code;
    }
    ret->column_count = json_array_size(columns);
    ret->columns = arena_alloc(&r->out->arena, (ret->column_count + 1) * sizeof *ret->columns);
    for (size_t c = 0; c < ret->column_count; c++) {
        json_t *column = json_array_get(columns, c);
        if (!json_is_string(column)) {
            return fail(r, "holds something that is not a text", "columns");
        }
        ret->columns[c] = arena_str(&r->out->arena, text_of(column));
    }
    return 0;
}

static int read_sources(struct reader *r, json_t *root)
{
    json_t *list = NULL;
    int code = get_list(r, root, "sources", SOURCES_MAX, &list);
    if (code != 0) {
        return code;
    }
    r->out->sources = mem_try_array(json_array_size(list), sizeof *r->out->sources);
    if (r->out->sources == NULL) {
        return no_memory(r);
    }
    for (size_t s = 0; code == 0 && s < json_array_size(list); s++) {
        snprintf(r->place, sizeof r->place, "source %zu", s + 1);
        code = read_source(r, json_array_get(list, s), &r->out->sources[s]);
        r->out->source_count++;
    }
    return code;
}

static int read_attributes(struct reader *r, json_t *root)
{
    json_t *list = NULL;
    int code = get_list(r, root, "attributes", ATTRIBUTES_MAX, &list);
    for (size_t a = 0; code == 0 && a < json_array_size(list); a++) {
        json_t *item = json_array_get(list, a);
        struct str name;
        struct str seed;
        snprintf(r->place, sizeof r->place, "attribute %zu", a + 1);
        code = EXPECT(r, item, "name", "seed");
        code = code ? code : get_text(r, item, "name", &name);
        code = code ? code : get_text(r, item, "seed", &seed);
        if (code == 0 &&
            (seed.len != 16 || !read_hex(seed.ptr, 16, &r->out->model.attribute_seed[a]) ||
             r->out->model.attribute_seed[a] == 0)) {
            code = fail(r, "is not a hash", "seed");
        }
        if (code == 0 && find_attribute(r->out, name) >= 0) {
            code = fail(r, "is there twice", "name");
        }
        if (code == 0) {
            r->out->attributes[r->out->attribute_count++] = arena_str(&r->out->arena, name);
        }
    }
    return code;
}

/* Is it a model at all, and one that this program understands? */
static int read_head(struct reader *r, json_t *root)
{
    struct str program;
    struct str version;
    struct str made;
    int64_t format;
    int64_t standardiser;
    json_t *name = json_object_get(root, "program");
    if (!json_is_string(name) || !str_eq(text_of(name), STR("cantref"))) {
        return err_at(r->err, ERR_INPUT, r->path, 0, 0,
                      "not a model file: give the model.json of an earlier run");
    }
    int code = get_text(r, root, "program", &program);
    code = code ? code : get_text(r, root, "version", &version);
    code = code ? code : get_whole(r, root, "format", 0, INT64_MAX, &format);
    if (code == 0 && format != MODEL_FORMAT) {
        return err_at(
            r->err, ERR_INPUT, r->path, 0, 0,
            "model in format %lld, written by cantref %.*s; this is cantref %s, which reads "
            "format %d: link without --model to make a new one",
            (long long)format, (int)(version.len < 40 ? version.len : 40), version.ptr,
            CANTREF_VERSION, MODEL_FORMAT);
    }
    code = code ? code : get_whole(r, root, "standardiser", 0, INT64_MAX, &standardiser);
    if (code == 0 && standardiser != STANDARDISER_VERSION) {
        return err_at(
            r->err, ERR_INPUT, r->path, 0, 0,
            "model written by cantref %.*s, which read names, dates and addresses in another way "
            "than this cantref %s: link without --model to make a new one",
            (int)(version.len < 40 ? version.len : 40), version.ptr, CANTREF_VERSION);
    }
    code = code ? code : get_text(r, root, "made", &made);
    r->out->made = code == 0 ? arena_str(&r->out->arena, made) : r->out->made;
    return code ? code
                : EXPECT(r, root, "program", "version", "format", "standardiser", "made", "sources",
                         "attributes", "given_sexes", "kinds");
}

static int read_root(struct reader *r, json_t *root)
{
    json_t *kinds = NULL;
    snprintf(r->place, sizeof r->place, "head");
    int code = read_head(r, root);
    code = code ? code : read_sources(r, root);
    code = code ? code : read_attributes(r, root);
    code = code ? code : read_given_sexes(r, root, &r->out->model.given_sexes);
    snprintf(r->place, sizeof r->place, "kinds");
    code = code ? code : get_list(r, root, "kinds", LINKED_KINDS, &kinds);
    for (size_t k = 0; code == 0 && k < json_array_size(kinds); k++) {
        code = read_kind(r, json_array_get(kinds, k));
    }
    return code;
}

int model_file_parse(struct str text, const char *path, struct model_file **ret, struct err *err)
{
    struct reader r = {.path = path, .err = err};
    json_error_t error;
    json_t *root = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (root == NULL && json_error_code(&error) != json_error_out_of_memory) {
        return err_at(err, ERR_INPUT, path, (size_t)(error.line > 0 ? error.line : 0),
                      (size_t)(error.column > 0 ? error.column : 0),
                      "not a model file, or a damaged one: no valid JSON here");
    }
    struct model_file *file = root == NULL ? NULL : mem_try_array(1, sizeof *file);
    int code = 0;
    if (file == NULL) {
        code = no_memory(&r);
    } else {
        file->path = arena_str(&file->arena, str_of(path)).ptr;
        r.out = file;
        code = read_root(&r, root);
    }
    json_decref(root);
    if (code != 0) {
        model_file_free(file);
        return code;
    }
    *ret = file;
    return 0;
}

int model_file_read(const char *path, struct model_file **ret, struct err *err)
{
    struct buf text = {0};
    int code = file_read_whole(path, "the model", MODEL_BYTES_MAX, &text, err);
    code = code ? code : model_file_parse(buf_str(&text), path, ret, err);
    buf_free(&text);
    return code;
}
