/* data_look.c - see data_look.h. */
#include "data_look.h"

#include "entity_shown.h"
#include "entity_store.h"
#include "explanation.h"
#include "pair_rows.h"
#include "parallel.h"
#include "wording.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum language data_language(const struct request *r)
{
    return r->language == ACCESS_WELSH ? LANGUAGE_WELSH : LANGUAGE_ENGLISH;
}

void data_put(struct request *r, struct json_node *object, const char *key, struct buf *text)
{
    json_tree_put_text(&r->arena, object, str_of(key), buf_str(text));
    text->len = 0;
}

void data_decimal(struct request *r, struct json_node *object, const char *key, double value,
                  int places)
{
    if (isnan(value)) {
        request_put(r, object, key, "–");
    } else {
        request_put_format(r, object, key, "%.*f", places, value);
    }
}

int data_joined(struct request *r, struct err *err)
{
    size_t left_out = 0;
    return inquiry_show_joined(r->inquiry, &left_out, err);
}

/* ---- runs ---- */

static void open_report(struct request *r, struct data_look *look)
{
    look->input = (struct report_input){.tables = look->run->standing.tables,
                                        .mappings = look->run->standing.mappings,
                                        .table_count = look->run->standing.count,
                                        .mentions = &look->run->mentions,
                                        .run = &look->run->run,
                                        .entity_names = look->run->names,
                                        .language = data_language(r),
                                        .from_home = true,
                                        .version = CANTREF_VERSION};
    report_begin(&look->input, &look->report);
    look->is_open = true;
}

int data_look_rows(struct request *r, const int64_t *records, size_t count, struct data_look *ret,
                   struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    ret->run = mem_must_array(1, sizeof *ret->run); /* megabytes: too large for a stack */
    struct standing *standing = &ret->run->standing;
    int code = standing_read_some(picture, picture->db, records, count, standing, err);
    code = code ? code : standing_map(picture, picture->live, standing, err);
    code =
        code ? code
             : standing_mentions(picture->db, picture->seal, standing, 1, &ret->run->mentions, err);
    if (code == 0) {
        ret->input = (struct report_input){.tables = standing->tables,
                                           .mappings = standing->mappings,
                                           .table_count = standing->count,
                                           .mentions = &ret->run->mentions,
                                           .language = data_language(r),
                                           .from_home = true};
        report_begin_rows(&ret->input, &ret->report);
        ret->is_open = true;
    }
    return code;
}

int data_look_all(struct request *r, struct data_look *ret, struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    ret->run = mem_must_array(1, sizeof *ret->run);
    int code = standing_run_make(picture, NULL, 0, parallel_cores(), NULL, ret->run, err);
    if (code == 0 && picture->shown != NULL) {
        code = standing_run_call(ret->run, picture, err);
    }
    if (code == 0) {
        open_report(r, ret);
    }
    return code;
}

int data_look_entities(struct request *r, const struct entity_about *const *entities, size_t count,
                       struct data_look *ret, uint32_t *ret_mentions, struct err *err)
{
    ret->run = mem_must_array(1, sizeof *ret->run);
    int code = entity_read(&r->inquiry->picture, entities, count, false, parallel_cores(), NULL,
                           ret->run, ret_mentions, err);
    if (code == 0) {
        open_report(r, ret);
    }
    return code;
}

/* Whose a mention is, in the sources that are shown. */
static int about_mention(struct request *r, struct decided_mention m, struct entity_about *ret,
                         struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    struct permitted *view = NULL;
    int64_t entity = 0;
    int code;
    if (picture->shown != NULL) {
        code = permitted_open(picture->live, picture->db, picture->shown, &view, err);
        code = code ? code
                    : entity_shown_about(picture, picture->db, view, m.record, m.number, ret, err);
        permitted_close(view);
        return code;
    }
    code = entity_of(picture->db, m.record, m.number, &entity, err);
    if (code == 0 && entity == 0) {
        code = err_say(err, ERR_NOTFOUND, "%s",
                       translate(r, "A record that was asked about is not there any more."));
    }
    return code ? code : entity_by_number(picture->db, entity, ret, err);
}

int data_look_mentions(struct request *r, const struct decided_mention *mentions, size_t count,
                       struct data_look *ret, struct err *err)
{
    struct entity_about abouts[DATA_LOOK_MENTIONS_MAX];
    const struct entity_about *wanted[DATA_LOOK_MENTIONS_MAX];
    uint32_t firsts[DATA_LOOK_MENTIONS_MAX];
    size_t kept = 0;
    int code = 0;
    assert(count <= DATA_LOOK_MENTIONS_MAX);
    for (size_t i = 0; code == 0 && i < count; i++) {
        bool known = false;
        code = about_mention(r, mentions[i], &abouts[i], err);
        for (size_t k = 0; code == 0 && k < kept; k++) {
            known = known || strcmp(wanted[k]->id, abouts[i].id) == 0;
        }
        if (code == 0 && !known) {
            wanted[kept++] = &abouts[i];
        }
    }
    return code ? code : data_look_entities(r, wanted, kept, ret, firsts, err);
}

void data_look_close(struct data_look *look)
{
    if (look->is_open) {
        report_free(&look->report);
    }
    if (look->run != NULL) {
        standing_run_free(look->run);
        mem_free(look->run);
    }
    *look = (struct data_look){0};
}

uint32_t data_look_find(const struct data_look *look, struct decided_mention mention)
{
    const struct mention_table *t = &look->run->mentions;
    for (uint32_t m = 0; m < t->count; m++) {
        if (t->places[m].number == mention.number &&
            standing_record(&look->run->standing, t, m) == mention.record) {
            return m;
        }
    }
    return UINT32_MAX;
}

int64_t data_subject(const struct data_look *look, uint32_t mention)
{
    const struct mention_table *t = &look->run->mentions;
    return disclosure_subject(standing_record(&look->run->standing, t, mention),
                              t->places[mention].number);
}

/* ---- what is shown of them ---- */

struct json_node *data_record(struct request *r, const struct data_look *look, uint32_t mention)
{
    struct json_node *record = json_tree_object(&r->arena);
    struct buf text = {0};
    pair_place(&look->report, mention, &text);
    data_put(r, record, "place", &text);
    report_name(&look->report, mention, &text);
    data_put(r, record, "name", &text);
    report_address(&look->report, mention, &text);
    data_put(r, record, "address", &text);
    buf_free(&text);
    return record;
}

struct pair_rows {
    struct request *r;
    struct json_node *list;
};

static void add_row(void *context, struct str label, struct str left, struct str right,
                    enum pair_sign sign)
{
    struct pair_rows *rows = context;
    struct request *r = rows->r;
    struct json_node *row = json_tree_object(&r->arena);
    json_tree_put_text(&r->arena, row, STR("label"), label);
    json_tree_put_text(&r->arena, row, STR("left"), left);
    json_tree_put_text(&r->arena, row, STR("right"), right);
    request_put(r, row, "comparison",
                sign == PAIR_SAME      ? translate(r, "Same")
                : sign == PAIR_DIFFERS ? translate(r, "Different")
                                       : translate(r, "In one only"));
    json_tree_put_bool(&r->arena, row, STR("is_same"), sign == PAIR_SAME);
    json_tree_put_bool(&r->arena, row, STR("is_different"), sign == PAIR_DIFFERS);
    json_tree_append(rows->list, row);
}

struct json_node *data_pair(struct request *r, const struct data_look *look, uint32_t left,
                            uint32_t right)
{
    struct json_node *pair = json_tree_object(&r->arena);
    struct pair_rows rows = {r, json_tree_list(&r->arena)};
    struct buf text = {0};
    pair_place(&look->report, left, &text);
    data_put(r, pair, "left", &text);
    pair_place(&look->report, right, &text);
    data_put(r, pair, "right", &text);
    pair_rows_each(&look->report, left, right, add_row, &rows);
    json_tree_put(pair, STR("rows"), rows.list);
    buf_free(&text);
    return pair;
}

/* A text that the linkage made in English, in the language of the page. */
static void put_made(struct request *r, const struct data_look *look, struct json_node *object,
                     const char *key, const char *made)
{
    struct buf text = {0};
    say_made(&look->report, str_of(made), &text);
    data_put(r, object, key, &text);
    buf_free(&text);
}

static struct json_node *evidence(struct request *r, const struct data_look *look,
                                  const struct explanation_row *row)
{
    struct json_node *line = json_tree_object(&r->arena);
    char bits[FIGURE_TEXT_MAX];
    put_made(r, look, line, "field", row->feature);
    request_put(r, line, "left", row->left[0] != '\0' ? row->left : "–");
    request_put(r, line, "right", row->right[0] != '\0' ? row->right : "–");
    put_made(r, look, line, "level", row->level);
    request_put(r, line, "weight", bits_text(row->weight, bits));
    return line;
}

/* The lines of a text, which is empty again. */
static struct json_node *lines_of(struct request *r, struct buf *text)
{
    struct json_node *lines = json_tree_list(&r->arena);
    for (struct str rest = buf_str(text), line; str_next_token(&rest, '\n', &line);) {
        if (line.len > 0) {
            json_tree_append(lines, json_tree_text(&r->arena, line));
        }
    }
    text->len = 0;
    return lines;
}

struct json_node *data_explanation(struct request *r, const struct data_look *look, uint32_t left,
                                   uint32_t right)
{
    struct explanation *e = mem_must_array(1, sizeof *e);
    struct json_node *told = json_tree_object(&r->arena);
    struct json_node *rows = json_tree_list(&r->arena);
    struct buf text = {0};
    char figure[FIGURE_TEXT_MAX];
    if (explain_pair(&look->run->run, left, right, e) != 0 || !e->comparable) {
        mem_free(e);
        return NULL;
    }
    struct explanation_row start = {.weight = e->start};
    snprintf(start.feature, sizeof start.feature, "to begin with");
    snprintf(start.level, sizeof start.level, "before any evidence");
    request_put(r, told, "weight", bits_text(e->total, figure));
    request_put_format(r, told, "odds", "%.0f", 100 * (double)e->probability);
    explanation_verdict(&look->report, e, &text);
    json_tree_put(told, STR("lines"), lines_of(r, &text));
    json_tree_append(rows, evidence(r, look, &start));
    for (int i = 0; i < e->row_count; i++) {
        const struct explanation_row *row = &e->rows[i];
        if (row->weight != 0 || row->left[0] != '\0' || row->right[0] != '\0') {
            json_tree_append(rows, evidence(r, look, row)); /* else neither says anything */
        }
    }
    json_tree_put(told, STR("rows"), rows);
    explanation_svg_write(&look->report, left, right, e, &text);
    data_put(r, told, "svg_html", &text);
    buf_free(&text);
    mem_free(e);
    return told;
}
