/* explanation_json.c - explanations for programs. */
#include "explanation.h"
#include "json_writer.h"
#include "mention_build.h"

static void put_text(struct json_writer *json, const char *key, struct str text)
{
    json_write_key(json, str_of(key));
    json_write_text(json, text);
}

static void put_bits(struct json_writer *json, const char *key, int32_t weight)
{
    json_write_key(json, str_of(key));
    json_write_decimal(json, (double)weight / WEIGHT_ONE, 3);
}

static void put_share(struct json_writer *json, const char *key, float share)
{
    json_write_key(json, str_of(key));
    json_write_decimal(json, (double)share, 6);
}

static void put_bool(struct json_writer *json, const char *key, bool value)
{
    json_write_key(json, str_of(key));
    json_write_bool(json, value);
}

/* Members of an open object: where a mention stands. */
static void put_place(struct json_writer *json, const struct report *r, uint32_t m)
{
    put_text(json, "source", report_source_name(r, m));
    json_write_key(json, STR("row"));
    json_write_whole(json, report_row_number(r, m));
    json_write_key(json, STR("mention"));
    json_write_whole(json, r->number[m]);
}

static void put_mention(struct json_writer *json, const struct report *r, uint32_t m)
{
    const struct report_input *in = r->in;
    const struct partition *p = &in->run->partition;
    char id[ENTITY_ID_TEXT_MAX];
    struct buf value = {0};
    json_write_object(json);
    put_place(json, r, m);
    put_text(json, "kind", str_of(report_kind_text(in->mentions->places[m].kind)));
    put_text(json, "record_id",
             mention_record_id(in->tables, in->mappings, &in->mentions->places[m]));
    put_text(json, "entity", str_of(report_entity_id(r, p->entity[m], id)));
    put_share(json, "confidence", p->confidence[m]);
    json_write_key(json, STR("values"));
    json_write_object(json);
    for (int field = 0; field < (int)in->mentions->field_count; field++) {
        if (mention_value(in->mentions, m, field) != 0) {
            value.len = 0;
            if (field == FIELD_NAME) {
                report_name(r, m, &value);
            } else {
                report_value(r, m, field, &value);
            }
            json_write_key(json, report_field_column(r, field));
            json_write_text(json, buf_str(&value));
        }
    }
    json_write_close(json);
    json_write_close(json);
    buf_free(&value);
}

void explanation_json_write(const struct report *r, uint32_t left, uint32_t right,
                            const struct explanation *e, struct buf *out)
{
    struct json_writer json = {.out = out, .indent = 2};
    int32_t running = e->start;
    json_write_object(&json);
    json_write_key(&json, STR("left"));
    put_mention(&json, r, left);
    json_write_key(&json, STR("right"));
    put_mention(&json, r, right);
    put_bool(&json, "comparable", e->comparable);
    put_bool(&json, "linked", e->same_entity);
    put_bool(&json, "directly", e->direct);
    put_bool(&json, "candidate", e->candidate);
    put_text(&json, "key", str_of(e->key));
    put_bits(&json, "start", e->start);
    json_write_key(&json, STR("evidence"));
    json_write_array(&json);
    for (int i = 0; i < e->row_count; i++) {
        running += e->rows[i].weight;
        json_write_object(&json);
        put_text(&json, "field", str_of(e->rows[i].feature));
        put_text(&json, "left", str_of(e->rows[i].left));
        put_text(&json, "right", str_of(e->rows[i].right));
        put_text(&json, "level", str_of(e->rows[i].level));
        put_bits(&json, "weight", e->rows[i].weight);
        put_bits(&json, "running", running);
        json_write_close(&json);
    }
    json_write_close(&json);
    put_bits(&json, "weight", e->total);
    put_bits(&json, "cut", e->cut);
    put_share(&json, "probability", e->probability);
    put_text(&json, "change", str_of(e->change));
    json_write_close(&json);
    buf_add_char(out, '\n');
}

void entity_explanation_json_write(const struct report *r, uint32_t mention, struct buf *out)
{
    const struct partition *p = &r->in->run->partition;
    struct json_writer json = {.out = out, .indent = 2};
    uint32_t entity = p->entity[mention];
    struct scored_pair *links = NULL;
    size_t capacity = 0;
    size_t count = entity_links(r, entity, &links, &capacity);
    char id[ENTITY_ID_TEXT_MAX];
    json_write_object(&json);
    put_text(&json, "entity", str_of(report_entity_id(r, entity, id)));
    put_text(&json, "kind", str_of(report_kind_text(p->entity_kind[entity])));
    json_write_key(&json, STR("mentions"));
    json_write_array(&json);
    for (uint32_t i = r->entities.offset[entity]; i < r->entities.offset[entity + 1]; i++) {
        put_mention(&json, r, r->entities.member[i]);
    }
    json_write_close(&json);
    json_write_key(&json, STR("links"));
    json_write_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_write_object(&json);
        json_write_key(&json, STR("left"));
        json_write_object(&json);
        put_place(&json, r, links[i].left);
        json_write_close(&json);
        json_write_key(&json, STR("right"));
        json_write_object(&json);
        put_place(&json, r, links[i].right);
        json_write_close(&json);
        put_bits(&json, "weight", links[i].weight);
        put_share(&json, "probability", links[i].probability);
        json_write_close(&json);
    }
    json_write_close(&json);
    json_write_close(&json);
    buf_add_char(out, '\n');
    mem_free(links);
}
