/* contact_measures.c - see contact_measures.h. */
#include "contact_measures.h"

#include "contact_review.h"
#include "dictionary.h"
#include "disclosure_control.h"

enum {
    CANNOT_ROWS = STEP_CHANNELS * REACH_REASONS,
    WILL_NOT_ROWS = STEP_CHANNELS,
    HELP_ROWS = HELP_KINDS * HELP_STATES,
    ROWS = CANNOT_ROWS + WILL_NOT_ROWS + HELP_ROWS
};

/* struct counting - counts by row and place, before anything is left out. */
struct counting {
    struct inquiry *inquiry;
    struct dictionary places; /* id 0: no place is known */
    uint64_t (*cells)[ROWS];  /* by place's id */
    size_t capacity;
    struct dictionary counted; /* a person, a kind of help and its state, once */
};

static size_t row_of_help(enum help_kind kind, enum help_state state)
{
    return CANNOT_ROWS + WILL_NOT_ROWS + (size_t)kind * HELP_STATES + (size_t)state;
}

static struct contact_figures figures_of_row(size_t row)
{
    if (row < CANNOT_ROWS) {
        return (struct contact_figures){.measure = MEASURE_CANNOT,
                                        .channel = (enum step_channel)(row / REACH_REASONS),
                                        .reason = (enum reach_reason)(row % REACH_REASONS)};
    }
    row -= CANNOT_ROWS;
    if (row < WILL_NOT_ROWS) {
        return (struct contact_figures){.measure = MEASURE_WILL_NOT,
                                        .channel = (enum step_channel)row};
    }
    row -= WILL_NOT_ROWS;
    return (struct contact_figures){.measure = MEASURE_HELP,
                                    .help = (enum help_kind)(row / HELP_STATES),
                                    .state = (enum help_state)(row % HELP_STATES)};
}

/* ---- counted ---- */

/* Where somebody lives, as coarse as it is told. */
static struct str place_of(const struct counting *c, const struct view_person *person,
                           char made[DETAIL_TEXT_MAX])
{
    for (size_t f = 0; f < person->field_count; f++) {
        const struct view_field *field = &person->fields[f];
        if (field->category == CATEGORY_ADDRESS && field->count > 0) {
            struct detail_value value = {.text = field->values[0].text};
            return field->level == DETAIL_FULL
                       ? detail_of(CATEGORY_ADDRESS, DETAIL_OUTWARD_POSTCODE, value,
                                   c->inquiry->viewing.options.day, ACCESS_ENGLISH, made)
                   : field->level == DETAIL_OUTWARD_POSTCODE || field->level == DETAIL_WARD
                       ? value.text
                       : STR("");
        }
    }
    return STR("");
}

static int find_place(struct counting *c, const struct view_person *person, uint32_t *ret,
                      struct err *err)
{
    char made[DETAIL_TEXT_MAX];
    void *cells = c->cells;
    int code = dictionary_add(&c->places, place_of(c, person, made), ret);
    if (code != 0) {
        return err_set(err, code, "too many places for one table");
    }
    mem_must_grow(&cells, &c->capacity, (size_t)*ret + 1, sizeof *c->cells);
    c->cells = cells;
    return 0;
}

static int count_person(void *context, struct view *view, int64_t row, bool again, struct err *err)
{
    struct counting *c = context;
    struct arena arena = {0};
    struct reach reach;
    uint32_t place = 0;
    (void)row;
    int code = again ? 0 : reach_of(c->inquiry, view, &reach, &arena, err);
    code = code ? code : find_place(c, &view->self, &place, err);
    for (size_t s = STEP_CHANNEL_POST; code == 0 && !again && s < STEP_CHANNELS; s++) {
        const struct reach_channel *channel = &reach.channels[s];
        if (channel->state == REACH_CANNOT) {
            c->cells[place][s * REACH_REASONS + channel->reason]++;
        } else if (channel->state == REACH_WILL_NOT) {
            c->cells[place][CANNOT_ROWS + s]++;
        }
    }
    arena_free(&arena);
    return code;
}

static int count_offer(void *context, struct view *view, int64_t row, bool again, struct err *err)
{
    struct counting *c = context;
    struct arena arena = {0};
    struct help_offer offer;
    uint32_t place = 0;
    uint32_t id = 0;
    uint32_t before = c->counted.count;
    (void)again;
    int code = help_offer_read(&arena, c->inquiry->viewing.picture, row, &offer, err);
    code = code ? code : find_place(c, &view->self, &place, err);
    if (code == 0) {
        struct str once =
            arena_printf(&arena, "%s %d %d", view->self.id, (int)offer.kind, (int)offer.state);
        code = dictionary_add(&c->counted, once, &id);
        code = code ? err_set(err, code, "too many people for one table") : 0;
    }
    if (code == 0 && c->counted.count != before) {
        c->cells[place][row_of_help(offer.kind, offer.state)]++;
    }
    arena_free(&arena);
    return code;
}

static int count_all(struct counting *c, struct err *err)
{
    struct db *db = c->inquiry->viewing.picture->db;
    struct whole_list statements = {0};
    struct whole_list offers = {0};
    int code = contact_numbers(db, &statements, err);
    code = code ? code : help_numbers(db, &offers, err);
    code =
        code ? code : contact_each(c->inquiry, &contact_table, &statements, count_person, c, err);
    code = code ? code : contact_each(c->inquiry, &help_table, &offers, count_offer, c, err);
    whole_list_free(&statements);
    whole_list_free(&offers);
    return code;
}

/* ---- what may be shown ---- */

/* One row, by places in the order in which they are shown. False: nothing of it is. */
static bool make_row(struct arena *arena, const struct counting *c, const uint32_t *order,
                     size_t count, size_t row, struct contact_figures *ret)
{
    uint64_t *cells = arena_alloc(arena, (count + 1) * sizeof *cells);
    bool *shown = arena_alloc(arena, (count + 1) * sizeof *shown);
    struct contact_figures figures = figures_of_row(row);
    bool any;
    for (size_t i = 0; i < count; i++) {
        cells[i] = c->cells[order[i]][row];
        figures.total += cells[i];
    }
    disclosure_control(cells, count, shown, &figures.total_shown);
    any = figures.total_shown && figures.total > 0;
    for (size_t i = 0; i < count; i++) {
        any = any || shown[i];
        cells[i] = shown[i] ? cells[i] : 0;
    }
    figures.total = figures.total_shown ? figures.total : 0;
    figures.cells = cells;
    figures.shown = shown;
    *ret = figures;
    return any;
}

/* Places of which nothing is shown go from the rows. */
static void drop_places(struct contact_measures *m)
{
    size_t kept = 0;
    for (size_t i = 0; i < m->place_count; i++) {
        bool any = false;
        for (size_t r = 0; r < m->count; r++) {
            any = any || m->at[r].shown[i];
        }
        for (size_t r = 0; any && r < m->count; r++) {
            m->at[r].cells[kept] = m->at[r].cells[i];
            m->at[r].shown[kept] = m->at[r].shown[i];
        }
        m->places[kept] = m->places[i];
        kept += any;
    }
    m->place_count = kept;
}

static void order_places(const struct counting *c, uint32_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        struct str text = dictionary_text(&c->places, (uint32_t)i);
        for (; at > 0 && str_cmp(dictionary_text(&c->places, order[at - 1]), text) > 0; at--) {
            order[at] = order[at - 1];
        }
        order[at] = (uint32_t)i;
    }
}

static void make_measures(struct arena *arena, const struct counting *c,
                          struct contact_measures *ret)
{
    size_t count = c->capacity > 0 ? c->places.count : 0;
    uint32_t *order = arena_alloc(arena, (count + 1) * sizeof *order);
    ret->places = arena_alloc(arena, (count + 1) * sizeof *ret->places);
    ret->at = arena_alloc(arena, ROWS * sizeof *ret->at);
    order_places(c, order, count);
    for (size_t i = 0; i < count; i++) {
        ret->places[i] = arena_str(arena, dictionary_text(&c->places, order[i]));
    }
    ret->place_count = count;
    for (size_t row = 0; row < ROWS; row++) {
        ret->count += make_row(arena, c, order, count, row, &ret->at[ret->count]);
    }
    drop_places(ret);
}

int contact_measures_read(struct arena *arena, struct inquiry *q, struct contact_measures *ret,
                          struct err *err)
{
    struct counting c = {.inquiry = q};
    struct contact_measures measures = {0};
    int code = count_all(&c, err);
    if (code == 0) {
        make_measures(arena, &c, &measures);
        *ret = measures;
    }
    dictionary_free(&c.places);
    dictionary_free(&c.counted);
    mem_free(c.cells);
    return code;
}
