/* measure_reach.c - who can't or won't be reached by which channel, by place (case_measures.h). */
#include "case_measures.h"

#include "disclosure.h"
#include "entity_store.h"

/* struct counting - cells by place's number, channel, can't or won't. */
struct counting {
    struct caseload *cases;
    const struct area_file *areas;
    struct dictionary places;
    uint64_t (*cells)[STEP_CHANNELS][2];
    size_t capacity;
    struct whole_list people; /* entities */
    struct buf packed;
};

static int add_subject(void *context, int64_t record, int number)
{
    whole_list_add(context, disclosure_subject(record, number));
    return 0;
}

/* find_place - of the person's mentions, in their order, the first that has one. */
static int find_place(struct counting *c, const struct whole_list *subjects, uint32_t *ret,
                      struct err *err)
{
    char made[POSTCODE_MAX] = "";
    struct str place = STR("");
    void *grown = c->cells;
    int code = 0;
    for (size_t i = 0; code == 0 && place.len == 0 && i < subjects->count; i++) {
        code = area_of_mention(&c->cases->inquiry->picture, c->areas, subjects->at[i] >> 16,
                               (int)(subjects->at[i] & 0xffff), &c->packed, made, &place, err);
    }
    if (code == 0 && dictionary_add(&c->places, place.len > 0 ? place : STR("?"), ret) != 0) {
        code = err_set(err, ERR_LIMIT, "too many places for one table");
    }
    if (code == 0) {
        mem_must_grow(&grown, &c->capacity, (size_t)*ret + 1, sizeof *c->cells);
        c->cells = grown;
    }
    return code;
}

static int count_person(struct counting *c, int64_t entity, struct err *err)
{
    struct arena arena = {0};
    struct whole_list subjects = {0};
    struct contact_statements statements = {0};
    struct reach reach = {0};
    struct picture *p = &c->cases->inquiry->picture;
    uint32_t place = 0;
    int code = entity_members(p->db, entity, add_subject, &subjects, err);
    code = code ? code : contact_held(&arena, p, &subjects, &statements, err);
    code = code ? code : find_place(c, &subjects, &place, err);
    if (code == 0) {
        reach_said(&statements, &reach);
    }
    for (int s = STEP_CHANNEL_POST; code == 0 && s < STEP_CHANNELS; s++) {
        c->cells[place][s][0] += reach.channels[s].state == REACH_CANNOT;
        c->cells[place][s][1] += reach.channels[s].state == REACH_WILL_NOT;
    }
    whole_list_free(&subjects);
    arena_free(&arena);
    return code;
}

/* add_entity - of whoever a statement is of: the first of its mentions that stands. */
static int add_entity(struct counting *c, int64_t statement, struct err *err)
{
    struct db *db = c->cases->inquiry->picture.db;
    struct db_query *q;
    int64_t entity = 0;
    bool row = false;
    int code = db_query_with(db, contact_table.mentions, WHOLES(statement), &q, err);
    while (code == 0 && entity == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        code = entity_of(db, db_whole(q, 0), (int)db_whole(q, 1), &entity, err);
        if (code != 0 || entity != 0) {
            db_reset(q);
        }
    }
    if (code == 0 && entity != 0) {
        whole_list_add(&c->people, entity);
    }
    return code;
}

/* Figures as they may be told; places of which none is are left out. */
static void make_cells(struct arena *arena, const struct counting *c, struct measure_reach *ret)
{
    size_t most = c->capacity > 0 ? c->places.count : 0;
    ret->places = arena_alloc(arena, (most + 1) * sizeof *ret->places);
    for (int s = 0; s < STEP_CHANNELS; s++) {
        for (int k = 0; k < 2; k++) {
            ret->cells[s][k] = arena_alloc(arena, (most + 1) * sizeof **ret->cells[s]);
        }
    }
    for (uint32_t place = 1; place < most; place++) {
        struct str name = dictionary_text(&c->places, place);
        bool any = false;
        for (int s = 0; s < STEP_CHANNELS; s++) {
            for (int k = 0; k < 2; k++) {
                uint64_t cell = c->cells[place][s][k];
                ret->cells[s][k][ret->count] = cell - cell % DISCLOSURE_THRESHOLD;
                any = any || cell >= DISCLOSURE_THRESHOLD;
            }
        }
        ret->places[ret->count] = arena_str(arena, str_eq(name, STR("?")) ? STR("") : name);
        ret->count += any;
    }
}

int measure_reach_read(struct arena *arena, struct caseload *cases, const struct area_file *areas,
                       struct measure_reach *ret, struct err *err)
{
    struct counting c = {.cases = cases, .areas = areas};
    struct whole_list statements = {0};
    struct measure_reach reach = {0};
    int code = contact_numbers(cases->inquiry->picture.db, &statements, err);
    for (size_t i = 0; code == 0 && i < statements.count; i++) {
        code = add_entity(&c, statements.at[i], err);
    }
    whole_list_unique(&c.people);
    for (size_t i = 0; code == 0 && i < c.people.count; i++) {
        code = count_person(&c, c.people.at[i], err);
    }
    if (code == 0) {
        make_cells(arena, &c, &reach);
        *ret = reach;
    }
    dictionary_free(&c.places);
    mem_free(c.cells);
    buf_free(&c.packed);
    whole_list_free(&c.people);
    whole_list_free(&statements);
    return code;
}
