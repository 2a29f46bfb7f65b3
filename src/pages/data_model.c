/* data_model.c - versions of the model: trained, held beside the picture as it is, taken into use
 * with a reason.
 *
 * Training, comparing and adopting have the home for as long as they take, which is as long as
 * linking all records (docs/benchmarks.md); who reads people meanwhile is not held up. */
#include "data_pages.h"

#include "data_look.h"
#include "model_history.h"
#include "model_store.h"
#include "page_component.h"
#include "parallel.h"

#include <math.h>
#include <string.h>

enum { ADOPTIONS_SHOWN = 50, EXAMPLES_SHOWN = 10, EXAMPLE_ENTITIES = 4 };

static struct picture *picture_of(const struct request *r)
{
    return &r->inquiry->picture;
}

/* ---- the versions ---- */

static void put_share(struct request *r, struct json_node *row, const char *key, double share)
{
    data_decimal(r, row, key, isnan(share) ? NAN : 100 * share, 1);
}

static int version_row(struct request *r, const struct model_version *v, struct json_node *row,
                       struct err *err)
{
    struct model_quality quality;
    int code = model_quality_of(picture_of(r)->db, v->number, &quality, err);
    if (code != 0) {
        return code;
    }
    request_put(r, row, "name", v->name);
    request_put_time(r, row, "trained", v->trained);
    json_tree_put_bool(&r->arena, row, STR("was_adopted"), v->adopted != 0);
    request_put_time(r, row, "adopted", v->adopted);
    json_tree_put_bool(&r->arena, row, STR("in_use"), v->in_use);
    json_tree_put_bool(&r->arena, row, STR("has_quality"), quality.is_there);
    json_tree_put_whole(&r->arena, row, STR("records"), quality.records);
    json_tree_put_whole(&r->arena, row, STR("entities"), quality.entities);
    put_share(r, row, "right", quality.right_share);
    put_share(r, row, "found", quality.found_share);
    request_put(r, row, "compare", request_href(r, "/data/model/compare/%s", v->name));
    return 0;
}

struct adoptions {
    struct request *r;
    const struct model_version *versions;
    size_t version_count, seen;
    struct json_node *rows;
};

static void add_adoption(void *context, int64_t model, struct str who, int64_t at,
                         struct str reason)
{
    struct adoptions *a = context;
    struct request *r = a->r;
    const char *name = "";
    if (a->seen++ >= ADOPTIONS_SHOWN) {
        return;
    }
    for (size_t i = 0; i < a->version_count; i++) {
        name = a->versions[i].number == model ? a->versions[i].name : name;
    }
    struct json_node *row = json_tree_object(&r->arena);
    request_put(r, row, "name", name);
    json_tree_put_text(&r->arena, row, STR("who"), who);
    request_put_time(r, row, "at", at);
    json_tree_put_text(&r->arena, row, STR("reason"), reason);
    json_tree_append(a->rows, row);
}

int data_model(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *rows = json_tree_list(&r->arena);
    struct model_version *versions = NULL;
    size_t count = 0;
    int code = model_list(picture_of(r)->db, &versions, &count, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        struct json_node *row = json_tree_object(&r->arena);
        code = version_row(r, &versions[i], row, err);
        json_tree_append(rows, row);
    }
    struct adoptions adoptions = {r, versions, count, 0, json_tree_list(&r->arena)};
    code = code ? code : model_adoptions(picture_of(r), add_adoption, &adoptions, err);
    if (code == 0) {
        request_put(r, model, "title", translate(r, "Models"));
        json_tree_put_bool(&r->arena, model, STR("has_versions"), count > 0);
        json_tree_put(model, STR("versions"), rows);
        json_tree_put_bool(&r->arena, model, STR("has_adoptions"), adoptions.rows->count > 0);
        json_tree_put(model, STR("adoptions"), adoptions.rows);
        reply_page(r, "data/model", model);
    }
    mem_free(versions);
    return code;
}

int data_model_train(struct request *r, struct err *err)
{
    struct model_training training;
    int code = inquiry_tell_everybody(r->inquiry, 0, err);
    code = code ? code : model_train(picture_of(r), parallel_cores(), NULL, &training, err);
    return code ? code : reply_redirect(r, "/data/model/compare/%s", training.version.name);
}

/* ---- compared ---- */

/* An entity of an example: its id, and who its records say that it is. */
static struct json_node *example_entity(struct request *r, const struct data_look *look,
                                        const char *id, uint32_t mention)
{
    const struct report *report = &look->report;
    struct json_node *entity = json_tree_object(&r->arena);
    struct json_node *records = json_tree_list(&r->arena);
    uint32_t group = look->run->run.partition.entity[mention];
    uint32_t from = report->entities.offset[group];
    for (uint32_t i = from; i < report->entities.offset[group + 1] && i - from < 6; i++) {
        json_tree_append(records, data_record(r, look, report->entities.member[i]));
    }
    request_put(r, entity, "id", id);
    request_put(r, entity, "href", request_href(r, "/data/entities/%s", id));
    json_tree_put(entity, STR("records"), records);
    return entity;
}

/* The entities that the examples name, each once, as they are. */
static int find_examples(struct request *r, const struct model_comparison *c,
                         struct entity_about *abouts, size_t *ret_count, struct err *err)
{
    size_t count = 0;
    int code = 0;
    for (size_t i = 0; code == 0 && i < c->example_count && i < EXAMPLES_SHOWN; i++) {
        for (size_t e = 0; code == 0 && e < EXAMPLE_ENTITIES && c->examples[i].ids[e][0] != '\0';
             e++) {
            size_t k = 0;
            while (k < count && strcmp(abouts[k].id, c->examples[i].ids[e]) != 0) {
                k++;
            }
            if (k == count) {
                code =
                    entity_find(picture_of(r), str_of(c->examples[i].ids[e]), &abouts[count], err);
                count++;
            }
        }
    }
    *ret_count = count;
    return code;
}

static struct json_node *example_row(struct request *r, const struct data_look *look,
                                     const struct model_change *change,
                                     const struct entity_about *abouts, const uint32_t *mentions,
                                     size_t count)
{
    struct json_node *row = json_tree_object(&r->arena);
    struct json_node *entities = json_tree_list(&r->arena);
    request_put_format(r, row, "change",
                       change->joined ? translate(r, "%zu would be made one")
                                      : translate(r, "It would be parted in %zu"),
                       change->count);
    for (size_t e = 0; e < EXAMPLE_ENTITIES && change->ids[e][0] != '\0'; e++) {
        for (size_t k = 0; k < count; k++) {
            if (strcmp(abouts[k].id, change->ids[e]) == 0) {
                json_tree_append(entities, example_entity(r, look, abouts[k].id, mentions[k]));
            }
        }
    }
    json_tree_put(row, STR("entities"), entities);
    return row;
}

/* Whom it would join or part, side by side. */
static int put_examples(struct request *r, const struct model_comparison *c,
                        struct json_node *model, struct err *err)
{
    struct entity_about abouts[EXAMPLES_SHOWN * EXAMPLE_ENTITIES];
    const struct entity_about *wanted[EXAMPLES_SHOWN * EXAMPLE_ENTITIES];
    uint32_t mentions[EXAMPLES_SHOWN * EXAMPLE_ENTITIES];
    struct json_node *rows = json_tree_list(&r->arena);
    struct whole_list told = {0};
    struct data_look look = {0};
    size_t count = 0;
    int code = find_examples(r, c, abouts, &count, err);
    for (size_t i = 0; i < count; i++) {
        wanted[i] = &abouts[i];
    }
    code = code || count == 0 ? code : data_look_entities(r, wanted, count, &look, mentions, err);
    for (size_t i = 0; code == 0 && i < c->example_count && i < EXAMPLES_SHOWN; i++) {
        json_tree_append(rows, example_row(r, &look, &c->examples[i], abouts, mentions, count));
    }
    for (uint32_t m = 0; code == 0 && count > 0 && m < look.run->mentions.count; m++) {
        whole_list_add(&told, data_subject(&look, m));
    }
    code =
        code ? code
             : inquiry_tell_mentions(r->inquiry, STR("model comparison"), told.at, told.count, err);
    json_tree_put_bool(&r->arena, model, STR("is_barred"), picture_of(r)->shown != NULL);
    json_tree_put_bool(&r->arena, model, STR("has_examples"), rows->count > 0);
    json_tree_put_bool(&r->arena, model, STR("has_more"), c->example_count > EXAMPLES_SHOWN);
    json_tree_put(model, STR("examples"), rows);
    whole_list_free(&told);
    data_look_close(&look);
    return code;
}

static int show_comparison(struct request *r, const char *name, struct err *err)
{
    struct model_comparison *c = mem_must_array(1, sizeof *c);
    struct json_node *model = json_tree_object(&r->arena);
    int code = data_joined(r, err);
    code = code ? code : model_compare(picture_of(r), name, parallel_cores(), NULL, c, err);
    code = code ? code : version_row(r, &c->version, model, err);
    code = code ? code : put_examples(r, c, model, err);
    if (code == 0) {
        request_put(r, model, "title", translate(r, "What the model would change"));
        json_tree_put_whole(&r->arena, model, STR("before"), (int64_t)c->entities_before);
        json_tree_put_whole(&r->arena, model, STR("after"), (int64_t)c->entities_after);
        json_tree_put_whole(&r->arena, model, STR("unchanged"), (int64_t)c->unchanged);
        json_tree_put_whole(&r->arena, model, STR("merges"), (int64_t)c->merges);
        json_tree_put_whole(&r->arena, model, STR("splits"), (int64_t)c->splits);
        json_tree_put_whole(&r->arena, model, STR("moved"), (int64_t)c->moved);
        json_tree_put(model, STR("reason"),
                      component_textarea(r, "reason", translate(r, "Why is it taken into use?"),
                                         translate(r, "It is kept with your name and the date."),
                                         NULL));
        reply_page(r, "data/model_compare", model);
    }
    mem_free(c);
    return code;
}

int data_model_compare(struct request *r, struct err *err)
{
    return show_comparison(r, request_parameter(r, 0), err);
}

int data_model_adopt(struct request *r, struct err *err)
{
    const char *name = request_parameter(r, 0);
    struct str reason = form_text(&r->form, "reason");
    struct model_version version;
    if (r->form.error_count > 0) {
        return show_comparison(r, name, err);
    }
    int code = model_find(picture_of(r)->db, name, &version, err);
    code = code ? code
                : inquiry_log_change(r->inquiry, STR("model_adopt"), str_of(name), reason, 0, err);
    code = code ? code
                : model_adoption_add(picture_of(r), version.number, str_of(r->session.login),
                                     reason, err);
    code = code ? code : model_adopt(picture_of(r), name, parallel_cores(), NULL, NULL, err);
    return code ? code : reply_redirect(r, "/data/model");
}
