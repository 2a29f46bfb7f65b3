/* explanation_json.c - explanations for programs. */
#include "explanation.h"
#include "json_writer.h"
#include "mention_original.h"
#include "story.h"

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

/* A text that was made in English, in the language of the report. */
static void put_made(struct json_writer *json, const struct report *r, const char *key,
                     const char *made)
{
    struct buf text = {0};
    say_made(r, str_of(made), &text);
    put_text(json, key, buf_str(&text));
    buf_free(&text);
}

static void put_place_object(struct json_writer *json, const struct report *r, const char *key,
                             uint32_t m)
{
    json_write_key(json, str_of(key));
    json_write_object(json);
    put_place(json, r, m);
    json_write_close(json);
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
    put_made(&json, r, "key", e->key);
    put_bits(&json, "start", e->start);
    json_write_key(&json, STR("evidence"));
    json_write_array(&json);
    for (int i = 0; i < e->row_count; i++) {
        running += e->rows[i].weight;
        json_write_object(&json);
        put_made(&json, r, "field", e->rows[i].feature);
        put_text(&json, "left", str_of(e->rows[i].left));
        put_text(&json, "right", str_of(e->rows[i].right));
        put_made(&json, r, "level", e->rows[i].level);
        put_bits(&json, "weight", e->rows[i].weight);
        put_bits(&json, "running", running);
        json_write_close(&json);
    }
    json_write_close(&json);
    put_bits(&json, "weight", e->total);
    put_bits(&json, "cut", e->cut);
    put_share(&json, "probability", e->probability);
    put_made(&json, r, "change", e->change);
    json_write_close(&json);
    buf_add_char(out, '\n');
}

static void put_evidence(struct json_writer *json, const struct report *r,
                         const struct explanation_row *row)
{
    json_write_object(json);
    put_made(json, r, "field", row->feature);
    put_made(json, r, "level", row->level);
    put_bits(json, "weight", row->weight);
    json_write_close(json);
}

static void put_step(struct json_writer *json, const struct report *r,
                     const struct story_step *step)
{
    json_write_object(json);
    put_place_object(json, r, "mention", step->mention);
    if (step->with != NO_MENTION) {
        put_place_object(json, r, "joins", step->with);
        put_bits(json, "weight", step->weight);
        put_share(json, "probability", step->probability);
        put_made(json, r, "key", step->key);
        json_write_key(json, STR("for"));
        json_write_array(json);
        for (int i = 0; i < step->evidence_count; i++) {
            put_evidence(json, r, &step->evidence[i]);
        }
        json_write_close(json);
        json_write_key(json, STR("against"));
        json_write_array(json);
        if (step->has_against) {
            put_evidence(json, r, &step->against);
        }
        json_write_close(json);
    }
    json_write_close(json);
}

static void put_doubt(struct json_writer *json, const struct report *r,
                      const struct story_doubt *doubt)
{
    static const char *const kinds[] = {[DOUBT_WEAK_STEP] = "weak_step",
                                        [DOUBT_INSIDE] = "together_though_apart",
                                        [DOUBT_KEPT_APART] = "kept_apart",
                                        [DOUBT_SEVERAL_VALUES] = "several_values"};
    struct buf text = {0};
    story_doubt_text(r, doubt, &text);
    json_write_object(json);
    put_text(json, "kind", str_of(kinds[doubt->kind]));
    if (doubt->kind == DOUBT_SEVERAL_VALUES) {
        put_text(json, "field", report_field_column(r, doubt->field));
        json_write_key(json, STR("values"));
        json_write_whole(json, doubt->values);
    } else {
        put_place_object(json, r, "mention", doubt->mention);
        put_place_object(json, r, "other", doubt->other);
        put_bits(json, "weight", doubt->weight);
        put_share(json, "probability", doubt->probability);
    }
    put_text(json, "text", buf_str(&text));
    json_write_close(json);
    buf_free(&text);
}

void entity_explanation_json_write(const struct report *r, uint32_t mention, struct buf *out)
{
    const struct partition *p = &r->in->run->partition;
    struct json_writer json = {.out = out, .indent = 2};
    uint32_t entity = p->entity[mention];
    char id[ENTITY_ID_TEXT_MAX];
    struct story story;
    story_make(r, mention, &story);
    json_write_object(&json);
    put_text(&json, "entity", str_of(report_entity_id(r, entity, id)));
    put_text(&json, "kind", str_of(report_kind_text(p->entity_kind[entity])));
    json_write_key(&json, STR("mentions"));
    json_write_array(&json);
    for (uint32_t i = r->entities.offset[entity]; i < r->entities.offset[entity + 1]; i++) {
        put_mention(&json, r, r->entities.member[i]);
    }
    json_write_close(&json);
    json_write_key(&json, STR("story"));
    json_write_array(&json);
    for (size_t i = 0; i < story.step_count; i++) {
        put_step(&json, r, &story.steps[i]);
    }
    json_write_close(&json);
    json_write_key(&json, STR("doubts"));
    json_write_array(&json);
    for (size_t i = 0; i < story.doubt_count; i++) {
        put_doubt(&json, r, &story.doubts[i]);
    }
    json_write_close(&json);
    json_write_close(&json);
    buf_add_char(out, '\n');
    story_free(&story);
}
