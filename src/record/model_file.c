/* model_file.c - a model written, and made ready for a new data set. */
#include "model_parts.h"

#include "infer.h"
#include "json_writer.h"
#include "mapping_file.h"
#include "mention_arrange.h"
#include "standardiser.h"

#include <inttypes.h>

const char *const model_kind_names[LINKED_KINDS] = {[MENTION_PERSON] = "person",
                                                    [MENTION_ORGANISATION] = "organisation",
                                                    [MENTION_ESTATE] = "estate",
                                                    [MENTION_UNKNOWN] = "unknown"};

/* Enough to read the same number back. */
enum { FLOAT_DIGITS = 9, DOUBLE_DIGITS = 17 };

struct frozen_rarities *model_frequency(struct frozen_frequency *frequency, int i,
                                        const char **ret_name)
{
    static const char *const names[FIELD_ATTRIBUTE] = {[FIELD_GIVEN] = "given name",
                                                       [FIELD_MIDDLE] = "middle name",
                                                       [FIELD_FAMILY] = "family name",
                                                       [FIELD_FORMER_FAMILY] = "former family name",
                                                       [FIELD_NAME] = "words of the name",
                                                       [FIELD_BIRTH_DATE] = "birth date",
                                                       [FIELD_SEX] = "sex",
                                                       [FIELD_UPRN] = "UPRN",
                                                       [FIELD_PREMISE] = "premise",
                                                       [FIELD_STREET] = "street",
                                                       [FIELD_TOWN] = "town",
                                                       [FIELD_POSTCODE] = "postcode",
                                                       [FIELD_PHONE] = "phone",
                                                       [FIELD_EMAIL] = "e-mail",
                                                       [FIELD_NHS_NUMBER] = "NHS number",
                                                       [FIELD_NATIONAL_INSURANCE] =
                                                           "National Insurance number",
                                                       [FIELD_STAY] = "dates",
                                                       [FIELD_COMPANION] = "others in the row"};
    *ret_name = i < FIELD_ATTRIBUTE ? names[i]
                : i < FIELDS_MAX    ? NULL
                : i == FIELDS_MAX   ? "given and family name"
                                    : "premise and postcode";
    return i < FIELDS_MAX    ? &frequency->value[i]
           : i == FIELDS_MAX ? &frequency->whole_name
                             : &frequency->whole_address;
}

/* ---- writing ---- */

struct writer {
    struct json_writer json;
    struct buf scratch;
    const struct mention_table *mentions;
};

static void put_whole(struct writer *w, struct str key, int64_t value)
{
    json_write_key(&w->json, key);
    json_write_whole(&w->json, value);
}

static void put_text(struct writer *w, struct str key, struct str value)
{
    json_write_key(&w->json, key);
    json_write_text(&w->json, value);
}

static void put_exact(struct writer *w, struct str key, double value)
{
    json_write_key(&w->json, key);
    json_write_exact(&w->json, value, DOUBLE_DIGITS);
}

static void put_scratch(struct writer *w, struct str key)
{
    put_text(w, key, buf_str(&w->scratch));
    w->scratch.len = 0;
}

/* A list on one line. Returns the indentation to go back to. */
static int begin_line(struct writer *w, struct str key)
{
    int indent = w->json.indent;
    if (key.len > 0) {
        json_write_key(&w->json, key);
    }
    json_write_array(&w->json);
    w->json.indent = 0;
    return indent;
}

static void end_line(struct writer *w, int indent)
{
    json_write_close(&w->json);
    w->json.indent = indent;
}

static void put_parts(struct writer *w, struct str key, const int *parts, int count)
{
    int indent = begin_line(w, key);
    for (int i = 0; i < count; i++) {
        if (parts[i] < PART_ATTRIBUTE) {
            json_write_text(&w->json, str_of(part_name(parts[i])));
        } else {
            struct str name = w->mentions->attribute_name[parts[i] - PART_ATTRIBUTE];
            buf_printf(&w->scratch, MODEL_ATTRIBUTE_PREFIX "%.*s", PRI(name));
            json_write_text(&w->json, buf_str(&w->scratch));
            w->scratch.len = 0;
        }
    }
    end_line(w, indent);
}

static void put_hashes(struct writer *w, struct str key, const struct hash_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        buf_printf(&w->scratch, "%08" PRIx32, list->hashes[i]);
    }
    put_scratch(w, key);
}

static void put_plan(struct writer *w, const struct plan *plan)
{
    json_write_key(&w->json, STR("plan"));
    json_write_object(&w->json);
    put_whole(w, STR("block_max"), plan->block_max);
    put_parts(w, STR("refinements"), plan->refinements, plan->refinement_count);
    json_write_key(&w->json, STR("keys"));
    json_write_array(&w->json);
    for (int k = 0; k < plan->key_count; k++) {
        const struct planned_key *key = &plan->keys[k];
        json_write_object(&w->json);
        put_parts(w, STR("parts"), key->key.parts, key->key.part_count);
        put_whole(w, STR("closed_nodes"), (int64_t)key->closed_nodes);
        put_hashes(w, STR("refined"), &key->refined);
        put_hashes(w, STR("closed"), &key->closed);
        json_write_close(&w->json);
    }
    json_write_close(&w->json);
    json_write_close(&w->json);
}

static void put_features(struct writer *w, const struct feature_set *features)
{
    json_write_key(&w->json, STR("features"));
    json_write_array(&w->json);
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        json_write_object(&w->json);
        put_text(w, STR("feature"), str_of(feature_kind_name(feature)));
        json_write_key(&w->json, STR("attribute"));
        if (feature_is_attribute(feature)) {
            json_write_text(&w->json,
                            w->mentions->attribute_name[feature->field - FIELD_ATTRIBUTE]);
        } else {
            json_write_nothing(&w->json);
        }
        put_whole(w, STR("levels"), feature->levels);
        json_write_close(&w->json);
    }
    json_write_close(&w->json);
}

static void put_classes(struct writer *w, const struct estimate *estimate,
                        const struct feature_set *features)
{
    json_write_key(&w->json, STR("classes"));
    json_write_array(&w->json);
    for (int c = 0; c < estimate->class_count; c++) {
        const struct coincidence *coincidence = &estimate->coincidences[c];
        json_write_object(&w->json);
        put_exact(w, STR("share"), estimate->share[c]);
        put_parts(w, STR("agreeing_on"), coincidence->parts, coincidence->part_count);
        json_write_key(&w->json, STR("levels"));
        json_write_array(&w->json);
        for (int f = 0; f < features->count; f++) {
            int indent = begin_line(w, STR(""));
            for (int level = 0; level < features->features[f].levels; level++) {
                double share = (double)estimate->classes[c].share[f][level];
                json_write_exact(&w->json, share, FLOAT_DIGITS);
            }
            end_line(w, indent);
        }
        json_write_close(&w->json);
        json_write_close(&w->json);
    }
    json_write_close(&w->json);
}

static void put_frequencies(struct writer *w, const struct frozen_frequency *frequency)
{
    struct frozen_frequency lists = *frequency; /* its lists, not copies of them */
    json_write_key(&w->json, STR("frequencies"));
    json_write_array(&w->json);
    for (int i = 0; i < MODEL_FREQUENCIES_MAX; i++) {
        const char *name;
        const struct frozen_rarities *r = model_frequency(&lists, i, &name);
        if (r->count == 0 && r->rarest == 0) {
            continue;
        }
        json_write_object(&w->json);
        if (name != NULL) {
            put_text(w, STR("of"), str_of(name));
        } else {
            struct str attribute = w->mentions->attribute_name[i - FIELD_ATTRIBUTE];
            buf_printf(&w->scratch, MODEL_ATTRIBUTE_PREFIX "%.*s", PRI(attribute));
            put_scratch(w, STR("of"));
        }
        put_whole(w, STR("rarest"), r->rarest);
        for (size_t v = 0; v < r->count; v++) {
            buf_printf(&w->scratch, "%016" PRIx64 "%04x", r->hash[v],
                       (unsigned)(uint16_t)r->bits[v]);
        }
        put_scratch(w, STR("values"));
        json_write_close(&w->json);
    }
    json_write_close(&w->json);
}

static void put_kind(struct writer *w, int kind, const struct kind_model *model)
{
    json_write_object(&w->json);
    put_text(w, STR("kind"), str_of(model_kind_names[kind]));
    json_write_key(&w->json, STR("learnt"));
    json_write_bool(&w->json, model->learnt);
    json_write_key(&w->json, STR("converged"));
    json_write_bool(&w->json, model->estimate.converged);
    put_whole(w, STR("iterations"), model->estimate.iterations);
    put_whole(w, STR("cut"), model->cut);
    put_whole(w, STR("unmet"), model->unmet);
    put_whole(w, STR("best_edges"), model->k);
    put_exact(w, STR("precision"), model->precision);
    put_exact(w, STR("recall"), model->recall);
    put_features(w, &model->features);
    put_plan(w, &model->plan);
    put_classes(w, &model->estimate, &model->features);
    put_frequencies(w, &model->frequency);
    json_write_close(&w->json);
}

/* The item of one source in the list of a mapping file, without the file's head. */
static int source_mapping(const struct mapping *mapping, struct buf *ret)
{
    struct buf whole = {0};
    int code = mapping_file_write(&whole, mapping, 1);
    ptrdiff_t head = str_find(buf_str(&whole), STR("\nsources:\n"));
    if (code == 0 && head >= 0) {
        code = buf_add(
            ret, str_slice(buf_str(&whole), (size_t)head + sizeof "\nsources:\n" - 1, whole.len));
    }
    buf_free(&whole);
    return code;
}

static void put_source(struct writer *w, const struct mapping *mapping, int level)
{
    json_write_object(&w->json);
    put_text(w, STR("name"), mapping->source);
    put_whole(w, STR("level"), level);
    int indent = begin_line(w, STR("columns"));
    for (size_t c = 0; c < mapping->column_count; c++) {
        json_write_text(&w->json, mapping->columns[c].header);
    }
    end_line(w, indent);
    int code = source_mapping(mapping, &w->scratch);
    w->json.code = w->json.code ? w->json.code : code;
    put_scratch(w, STR("mapping"));
    json_write_close(&w->json);
}

static void put_attributes(struct writer *w, const struct model *model)
{
    json_write_key(&w->json, STR("attributes"));
    json_write_array(&w->json);
    for (size_t a = 0; a < w->mentions->attribute_count; a++) {
        json_write_object(&w->json);
        put_text(w, STR("name"), w->mentions->attribute_name[a]);
        buf_printf(&w->scratch, "%016" PRIx64, model->attribute_seed[a]);
        put_scratch(w, STR("seed"));
        json_write_close(&w->json);
    }
    json_write_close(&w->json);
}

static void put_given_sexes(struct writer *w, const struct given_sexes *sexes)
{
    for (size_t i = 0; i < sexes->count; i++) {
        buf_printf(&w->scratch, "%016" PRIx64 "%c", sexes->hash[i], sexes->sex[i]);
    }
    put_scratch(w, STR("given_sexes"));
}

/* Levels of sources are the same for all kinds that there are. */
static const struct feature_set *any_features(const struct model *model)
{
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        if (model->kinds[kind].estimate.class_count > 0) {
            return &model->kinds[kind].features;
        }
    }
    return &model->kinds[0].features;
}

int model_file_write(const struct run *run, const struct mapping *mappings, size_t count,
                     struct str made, struct buf *out)
{
    struct writer w = {.json = {.out = out, .indent = 1}, .mentions = run->mentions};
    const struct model *model = &run->model;
    json_write_object(&w.json);
    put_text(&w, STR("program"), STR("cantref"));
    put_text(&w, STR("version"), STR(CANTREF_VERSION));
    put_whole(&w, STR("format"), MODEL_FORMAT);
    put_whole(&w, STR("standardiser"), STANDARDISER_VERSION);
    put_text(&w, STR("made"), made);
    json_write_key(&w.json, STR("sources"));
    json_write_array(&w.json);
    for (size_t s = 0; s < count; s++) {
        put_source(&w, &mappings[s], s < SOURCES_MAX ? any_features(model)->source_level[s] : 0);
    }
    json_write_close(&w.json);
    put_attributes(&w, model);
    put_given_sexes(&w, &model->given_sexes);
    json_write_key(&w.json, STR("kinds"));
    json_write_array(&w.json);
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        if (model_kind_names[kind] != NULL && model->kinds[kind].estimate.class_count > 0) {
            put_kind(&w, kind, &model->kinds[kind]);
        }
    }
    json_write_close(&w.json);
    json_write_close(&w.json);
    buf_free(&w.scratch);
    return w.json.code ? w.json.code : buf_add_char(out, '\n');
}

/* ---- using ---- */

struct str model_file_made(const struct model_file *file)
{
    return file->made;
}

static const struct model_source *find_source(const struct model_file *file, struct str name)
{
    for (size_t s = 0; s < file->source_count; s++) {
        if (str_eq(file->sources[s].name, name)) {
            return &file->sources[s];
        }
    }
    return NULL;
}

/* The same headers as often, in any order. */
static bool same_headers(const struct model_source *source, const struct table *table)
{
    bool same = source->column_count == table->column_count;
    for (size_t c = 0; same && c < table->column_count; c++) {
        struct str header = table->columns[c].header;
        size_t here = 0;
        size_t there = 0;
        for (size_t i = 0; i < table->column_count; i++) {
            here += str_eq(table->columns[i].header, header);
            there += str_eq(source->columns[i], header);
        }
        same = here == there;
    }
    return same;
}

int model_file_mappings(const struct model_file *file, const struct table *tables, size_t count,
                        struct mapping *ret, size_t *ret_known, struct err *err)
{
    struct buf text = {0};
    size_t known = 0;
    int code = buf_add(&text, STR("sources:\n"));
    for (size_t t = 0; code == 0 && t < count; t++) {
        const struct model_source *source = find_source(file, tables[t].name);
        if (source != NULL && same_headers(source, &tables[t])) {
            code = buf_add(&text, source->mapping);
            known++;
        }
    }
    if (known == 0) {
        code = infer_mappings(tables, count, ret, err);
    } else {
        struct err wrong = {0};
        code = mapping_file_parse(buf_str(&text), file->path, tables, count, ret, &wrong);
        if (code != 0) {
            err_at(err, code, file->path, 0, 0, "its mapping: %s", wrong.message);
        }
    }
    buf_free(&text);
    *ret_known = code == 0 ? known : 0;
    return code;
}

static void number_sources(const struct model_file *file, const struct str *sources, size_t count,
                           struct feature_set *features)
{
    memset(features->source_level, 0, sizeof features->source_level);
    for (size_t s = 0; s < count && s < SOURCES_MAX; s++) {
        const struct model_source *source = find_source(file, sources[s]);
        features->source_level[s] = (uint8_t)(source == NULL ? 0 : source->level);
    }
}

struct model_file *model_file_share(struct model_file *file)
{
    if (file != NULL) {
        atomic_fetch_add(&file->shared, 1);
    }
    return file;
}

int model_file_prepare(struct model_file *file)
{
    int code = 0;
    for (int kind = 0; code == 0 && kind < LINKED_KINDS; kind++) {
        struct kind_model *model = &file->model.kinds[kind];
        code = estimate_prepare(&model->estimate, &model->features);
    }
    return code;
}

void model_file_model(const struct model_file *file, struct model *ret)
{
    *ret = file->model;
}

void model_file_number(const struct model_file *file, const struct str *sources, size_t count,
                       struct model *model)
{
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        number_sources(file, sources, count, &model->kinds[kind].features);
    }
}

const struct str *model_file_attributes(const struct model_file *file, size_t *ret_count)
{
    *ret_count = file->attribute_count;
    return file->attributes;
}

int model_bind(struct model_file *file, struct mention_table *mentions, struct run *ret,
               struct err *err)
{
    if (mention_table_arrange(mentions, file->attributes, file->attribute_count) != 0) {
        return err_set(err, ERR_MEMORY, "out of memory while standardising rows");
    }
    ret->model = file->model;
    model_file_number(file, mentions->source_names, mentions->source_count, &ret->model);
    memset(&file->model, 0, sizeof file->model);
    return 0;
}

void model_file_free(struct model_file *file)
{
    if (file == NULL || atomic_fetch_sub(&file->shared, 1) > 0) {
        return;
    }
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        kind_model_free(&file->model.kinds[kind]);
    }
    given_sexes_free(&file->model.given_sexes);
    mem_free(file->sources);
    arena_free(&file->arena);
    mem_free(file);
}
