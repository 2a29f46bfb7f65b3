/* decision_lines.c - decisions, and a run over the records that they name. */
#include "decision_lines.h"

#include "entity_shown.h"
#include "entity_store.h"
#include "explain.h"
#include "mention_decide.h"
#include "standing_run.h"

#include <stdlib.h>

struct reading {
    struct picture *picture;
    bool undone;
    struct decision_lines *lines;
    struct standing_run *run;
    struct permitted *shown;  /* NULL: all is */
    struct dictionary places; /* record and number → mention + 1 */
};

static int may_be_known(const struct reading *r, int64_t record, bool *ret, struct err *err)
{
    const struct source_set *shown = r->picture->shown;
    int64_t source = 0;
    int code = shown != NULL
                   ? db_number_with(r->picture->db, "SELECT source FROM record WHERE record = $1",
                                    WHOLES(record), &source, err)
                   : 0;
    *ret = shown == NULL || source_set_has(shown, source);
    return code;
}

static int take(void *context, const struct decision *d, struct err *err)
{
    struct reading *r = context;
    struct decision_lines *lines = r->lines;
    void *at = lines->at;
    bool left = true;
    bool right = true;
    int code = may_be_known(r, d->left.record, &left, err);
    code = code ? code : may_be_known(r, d->right.record, &right, err);
    if (code != 0 || !left || !right || (d->undone != 0 && !r->undone)) {
        return code;
    }
    mem_must_grow(&at, &lines->capacity, lines->count + 1, sizeof *lines->at);
    lines->at = at;
    struct decision_line *line = &lines->at[lines->count++];
    *line = (struct decision_line){.decision = *d};
    line->decision.who = arena_str(&lines->arena, d->who);
    line->decision.why = arena_str(&lines->arena, d->why);
    line->left.number = d->left.number;
    line->right.number = d->right.number;
    return 0;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The records that decisions name, each once. */
static size_t find_records(const struct decision_lines *lines, int64_t *ret)
{
    size_t count = 0;
    size_t kept = 0;
    for (size_t i = 0; i < lines->count; i++) {
        ret[count++] = lines->at[i].decision.left.record;
        ret[count++] = lines->at[i].decision.right.record;
    }
    qsort(ret, count, sizeof *ret, by_value);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || ret[i] != ret[i - 1]) {
            ret[kept++] = ret[i];
        }
    }
    return kept;
}

static struct str place_text(int64_t record, int number, int64_t key[2])
{
    key[0] = record;
    key[1] = number;
    return str_make((const char *)key, 2 * sizeof *key);
}

static void know_places(struct reading *r)
{
    const struct mention_table *t = &r->run->mentions;
    for (size_t m = 0; m < t->count; m++) {
        const struct mention_place *p = &t->places[m];
        int64_t key[2];
        uint32_t id;
        int64_t record = r->run->standing.records[p->source][p->row];
        if (dictionary_add(&r->places, place_text(record, p->number, key), &id) != 0) {
            mem_exhausted();
        }
    }
}

static uint32_t find(const struct reading *r, struct decided_mention m)
{
    int64_t key[2];
    uint32_t id =
        r->places.count > 0 ? dictionary_find(&r->places, place_text(m.record, m.number, key)) : 0;
    return id != 0 ? id - 1 : NO_MENTION;
}

static bool says_else(const struct reading *r, uint32_t mention, int64_t said)
{
    const struct mention_table *t = &r->run->mentions;
    struct mention_values values = {.place = t->places[mention]};
    for (int f = 0; f < FIELD_ATTRIBUTE; f++) {
        values.text[f] = mention_text(t, mention, f);
    }
    return decision_said(r->picture->seal, &values) != said;
}

/* What the entity of a mention is called. */
static int read_id(struct reading *r, uint32_t mention, struct str *ret, struct err *err)
{
    struct entity_about about = {0};
    struct buf id = {0};
    int code;
    if (r->shown != NULL) {
        code = entity_shown_about(r->picture, r->picture->db, r->shown,
                                  standing_record(&r->run->standing, &r->run->mentions, mention),
                                  r->run->mentions.places[mention].number, &about, err);
        buf_add(&id, str_of(about.id));
    } else {
        code = entity_id_of(r->picture->db, r->run->entity[mention], &id, err);
    }
    *ret = arena_str(&r->lines->arena, buf_str(&id));
    buf_free(&id);
    return code;
}

static int read_side(struct reading *r, uint32_t mention, int64_t said, struct decision_side *ret,
                     struct err *err)
{
    if (mention == NO_MENTION) {
        return 0;
    }
    const struct mention_place *p = &r->run->mentions.places[mention];
    const struct table *table = &r->run->standing.tables[p->source];
    ret->source = arena_str(&r->lines->arena, table->name);
    ret->row = table->row_number[p->row];
    ret->says_else = said != 0 && says_else(r, mention, said);
    return read_id(r, mention, &ret->entity, err);
}

static bool holds(const struct reading *r, int64_t number)
{
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        const struct constraint_list *list = &r->run->run.linkings[kind].constraints;
        for (size_t i = 0; i < list->count; i++) {
            if (list->at[i].number == number) {
                return list->at[i].holds;
            }
        }
    }
    return false;
}

static int read_line(struct reading *r, struct decision_line *line, struct err *err)
{
    const struct decision *d = &line->decision;
    struct explanation *told = mem_must_array(1, sizeof *told);
    uint32_t left = find(r, d->left);
    uint32_t right = find(r, d->right);
    int code = read_side(r, left, d->left_said, &line->left, err);
    code = code ? code : read_side(r, right, d->right_said, &line->right, err);
    if (code == 0 && left != NO_MENTION && right != NO_MENTION) {
        code = explain_pair(&r->run->run, left, right, told);
        code = code ? err_set(err, code, "out of memory while weighing") : 0;
        line->holds = holds(r, d->number);
        line->weighed = code == 0 && told->comparable;
        line->weight_now = told->total;
        line->disagrees = line->weighed && d->same != (told->total > told->cut);
    }
    mem_free(told);
    return code;
}

int decision_lines_read(struct picture *picture, bool undone, int threads,
                        struct decision_lines *ret, struct err *err)
{
    struct reading r = {.picture = picture, .undone = undone, .lines = ret};
    int code = decisions_all(picture->db, picture->seal, take, &r, err);
    if (code != 0 || ret->count == 0) {
        return code;
    }
    int64_t *records = mem_must_array(2 * ret->count, sizeof *records);
    size_t count = find_records(ret, records);
    r.run = mem_must_array(1, sizeof *r.run);
    code = standing_run_make(picture, records, count, threads, NULL, r.run, err);
    if (code == 0) {
        know_places(&r);
    }
    if (code == 0 && picture->shown != NULL) {
        code = permitted_open(picture->live, picture->db, picture->shown, &r.shown, err);
    }
    for (size_t i = 0; code == 0 && i < ret->count; i++) {
        code = read_line(&r, &ret->at[i], err);
    }
    permitted_close(r.shown);
    dictionary_free(&r.places);
    standing_run_free(r.run);
    mem_free(r.run);
    mem_free(records);
    return code;
}

void decision_lines_free(struct decision_lines *lines)
{
    mem_free(lines->at);
    arena_free(&lines->arena);
    *lines = (struct decision_lines){0};
}
