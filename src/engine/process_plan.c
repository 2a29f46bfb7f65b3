/* process_plan.c - from names to places. */
#include "process_plan.h"

#include "staff.h"

#include <assert.h>

/* struct making - a plan being made. */
struct making {
    struct arena *arena;
    const struct event_pack *pack;
    struct plan_step *steps;
    struct plan_duty *duties;
    uint16_t scratch[PACK_STEPS_MAX + DUTIES_MAX];
};

static uint16_t step_place(const struct event_pack *pack, struct str id)
{
    size_t place = 0;
    while (place < pack->steps.count && !str_eq(pack->steps.at[place].id, id)) {
        place++;
    }
    assert(place < pack->steps.count); /* pack_names.c has looked each name up */
    return (uint16_t)place;
}

static struct plan_places keep_places(struct making *m, size_t count)
{
    uint16_t *kept = arena_alloc(m->arena, (count + 1) * sizeof *kept);
    memcpy(kept, m->scratch, count * sizeof *kept);
    return (struct plan_places){kept, count};
}

/* places_of - of steps by their names, in rising order. */
static struct plan_places places_of(struct making *m, const struct name_list *names)
{
    size_t count = 0;
    for (size_t i = 0; i < names->count; i++) {
        uint16_t place = step_place(m->pack, names->at[i]);
        size_t at = count;
        for (; at > 0 && m->scratch[at - 1] > place; at--) {
            m->scratch[at] = m->scratch[at - 1];
        }
        m->scratch[at] = place;
        count++;
    }
    return keep_places(m, count);
}

/* served_by - the lines of duties that a step is for, or discharges. */
static struct plan_places served_by(struct making *m, const struct pack_step *step)
{
    size_t count = 0;
    for (size_t i = 0; i < m->pack->duties.count; i++) {
        const struct duty *duty = &m->pack->duties.at[i];
        uint16_t line = m->duties[i].line;
        bool serves =
            names_have(&duty->discharged_by, step->id) || names_have(&step->for_duty, duty->id);
        bool has = false;
        for (size_t k = 0; k < count; k++) {
            has |= m->scratch[k] == line;
        }
        if (serves && !has) {
            m->scratch[count++] = line;
        }
    }
    return keep_places(m, count);
}

static enum plan_addressee addressee_of(const struct pack_step *step)
{
    bool addressed =
        step->kind == STEP_LETTER || step->kind == STEP_MESSAGE || step->kind == STEP_CALL;
    return !addressed                         ? ADDRESSED_TO_NOBODY
           : str_eq(step->to, STR("subject")) ? ADDRESSED_TO_SUBJECT
           : str_eq(step->to, STR("teller"))  ? ADDRESSED_TO_TELLER
                                              : ADDRESSED_TO_OTHER;
}

static void make_step(struct making *m, const struct pack_step *step, struct plan_step *ret)
{
    *ret = (struct plan_step){
        .kind = step->kind,
        .proof = step->proof,
        .undo = step->undo,
        .to = addressee_of(step),
        .undo_step = step->undo == UNDO_STEP ? step_place(m->pack, step->undo_step) : 0,
        .undoes = step->undoes,
        .escalates = step->escalate_to.len > 0,
        .after = places_of(m, &step->after),
        .serves = served_by(m, step),
        .due = step->due,
        .escalate_after = step->escalate_after,
        .wait_for = step->wait_for,
        .option_count = (uint8_t)step->option_count,
    };
    for (size_t i = 0; i < step->option_count; i++) {
        ret->then[i] = step->options[i].then;
        ret->confirms |= step->options[i].then == THEN_CONFIRMS;
    }
}

/* number_lines - the line of each entry: that of the first of its id. Returns how many. */
static size_t number_lines(struct making *m)
{
    size_t count = 0;
    const struct duty_list *duties = &m->pack->duties;
    for (size_t i = 0; i < duties->count; i++) {
        size_t same = 0;
        while (!str_eq(duties->at[same].id, duties->at[i].id)) {
            same++;
        }
        m->duties[i].line = same < i ? m->duties[same].line : (uint16_t)count++;
    }
    return count;
}

/* order_steps - each step behind those that it comes after: pack_names.c refuses circles. */
static const uint16_t *order_steps(struct making *m)
{
    size_t count = 0, all = m->pack->steps.count;
    uint16_t *order = arena_alloc(m->arena, (all + 1) * sizeof *order);
    bool *placed = arena_alloc(m->arena, (all + 1) * sizeof *placed);
    while (count < all) {
        size_t before = count;
        for (size_t i = 0; i < all; i++) {
            bool ready = !placed[i];
            for (size_t k = 0; ready && k < m->steps[i].after.count; k++) {
                ready = placed[m->steps[i].after.at[k]];
            }
            if (ready) {
                placed[i] = true;
                order[count++] = (uint16_t)i;
            }
        }
        assert(count > before);
    }
    return order;
}

void process_plan_make(struct arena *arena, const struct event_pack *pack, enum nation nation,
                       struct process_plan *ret)
{
    struct making m = {
        .arena = arena,
        .pack = pack,
        .steps = arena_alloc(arena, (pack->steps.count + 1) * sizeof *m.steps),
        .duties = arena_alloc(arena, (pack->duties.count + 1) * sizeof *m.duties),
    };
    size_t lines = number_lines(&m);
    for (size_t i = 0; i < pack->duties.count; i++) {
        m.duties[i].discharged_by = places_of(&m, &pack->duties.at[i].discharged_by);
    }
    for (size_t i = 0; i < pack->steps.count; i++) {
        make_step(&m, &pack->steps.at[i], &m.steps[i]);
    }
    *ret = (struct process_plan){
        .steps = m.steps,
        .duties = m.duties,
        .order = order_steps(&m),
        .step_count = pack->steps.count,
        .duty_count = pack->duties.count,
        .line_count = lines,
        .ends_life = pack->type.ends_life,
        .calendar = nation_calendar(nation),
    };
}

/* line_ids - the id of each line, in their order; returns how many. */
static size_t line_ids(struct arena *arena, const struct event_pack *pack, struct str **ret)
{
    size_t count = 0;
    *ret = arena_alloc(arena, (pack->duties.count + 1) * sizeof **ret);
    for (size_t i = 0; i < pack->duties.count; i++) {
        bool has = false;
        for (size_t k = 0; k < count; k++) {
            has |= str_eq((*ret)[k], pack->duties.at[i].id);
        }
        if (!has) {
            (*ret)[count++] = pack->duties.at[i].id;
        }
    }
    return count;
}

/* is_same_step - of two of one id: may what has come of the first stand for the second? One that
 * goes to somebody else, is proved otherwise, or is decided by other options is another step. */
static bool is_same_step(const struct pack_step *a, const struct pack_step *b)
{
    bool same = a->kind == b->kind && a->undoes == b->undoes && a->proof == b->proof &&
                addressee_of(a) == addressee_of(b) && str_eq(a->to, b->to) &&
                a->option_count == b->option_count;
    for (size_t i = 0; same && i < a->option_count; i++) {
        same =
            str_eq(a->options[i].id, b->options[i].id) && a->options[i].then == b->options[i].then;
    }
    return same;
}

void plan_mapping_make(struct arena *arena, const struct event_pack *from,
                       const struct event_pack *to, struct plan_mapping *ret)
{
    struct str *old_lines, *new_lines;
    size_t old_count = line_ids(arena, from, &old_lines);
    size_t new_count = line_ids(arena, to, &new_lines);
    uint16_t *steps = arena_alloc(arena, (to->steps.count + 1) * sizeof *steps);
    uint16_t *lines = arena_alloc(arena, (new_count + 1) * sizeof *lines);
    for (size_t i = 0; i < to->steps.count; i++) {
        const struct pack_step *same = step_find(&from->steps, to->steps.at[i].id);
        bool fits = same != NULL && is_same_step(same, &to->steps.at[i]);
        steps[i] = fits ? (uint16_t)(same - from->steps.at) : (uint16_t)PLAN_NEW;
    }
    for (size_t i = 0; i < new_count; i++) {
        lines[i] = PLAN_NEW;
        for (size_t k = 0; k < old_count; k++) {
            lines[i] = str_eq(new_lines[i], old_lines[k]) ? (uint16_t)k : lines[i];
        }
    }
    *ret = (struct plan_mapping){steps, lines};
}
