/* dmn_run.c - see dmn_run.h. */
#include "dmn_run.h"

struct dmn_run *dmn_run_begin(const struct dmn_program *program, struct feel_evaluation *evaluation)
{
    struct dmn_run *run = arena_alloc(evaluation->arena, sizeof(*run));
    run->program = program;
    run->evaluation = evaluation;
    run->outcomes = arena_alloc(evaluation->arena, (program->nunits + 1) * sizeof(*run->outcomes));
    return run;
}

void dmn_run_give(struct dmn_run *run, const struct dmn_unit *unit, const struct feel_value *value)
{
    struct dmn_outcome *outcome = &run->outcomes[unit->index];
    outcome->state = DMN_KNOWN;
    outcome->value = *value;
    if (value->kind != FEEL_NULL) {
        feel_conform(run->evaluation, value, unit->type, &outcome->value);
    }
}

/* slot_value - of a unit, or of an import: what is required of it, by name. */
static struct feel_value slot_value(struct dmn_run *run, const struct dmn_slot *slot)
{
    if (slot->unit) {
        return dmn_run_value(run, slot->unit);
    }
    struct arena *arena = run->evaluation->arena;
    struct str *names = arena_alloc(arena, (slot->nmembers + 1) * sizeof(*names));
    struct feel_value *values = arena_alloc(arena, (slot->nmembers + 1) * sizeof(*values));
    for (size_t at = 0; at < slot->nmembers; at++) {
        names[at] = slot->members[at]->element->variable.name;
        values[at] = dmn_run_value(run, slot->members[at]);
    }
    return feel_context_of(arena, names, values, slot->nmembers);
}

/* evaluate - the tree of a decision or knowledge model, with what it requires. A knowledge model
 * may call itself: its own slot is filled in once there is a value. */
static struct feel_value evaluate(struct dmn_run *run, const struct dmn_unit *unit)
{
    struct feel_value value = feel_null(NULL);
    if (!unit->node) {
        return value;
    }
    struct arena *arena = run->evaluation->arena;
    struct feel_value *slots = arena_alloc(arena, (unit->nslots + 1) * sizeof(*slots));
    struct feel_frame *frame = arena_alloc(arena, sizeof(*frame));
    for (size_t at = 0; at < unit->nslots; at++) {
        slots[at] = slot_value(run, &unit->slots[at]);
    }
    frame->slots = slots;
    feel_evaluate_node(run->evaluation, unit->node, frame, &value);
    for (size_t at = 0; at < unit->nslots; at++) {
        if (unit->slots[at].unit == unit) {
            slots[at] = value;
        }
    }
    return value;
}

/* call_service - a decision service as a function of FEEL. */
static void call_service(void *context, struct feel_evaluation *evaluation,
                         const struct feel_value *arguments, struct feel_value *ret)
{
    const struct dmn_unit *service = context;
    struct dmn_run *run = dmn_run_begin(service->program, evaluation);
    for (size_t at = 0; at < service->nslots; at++) {
        dmn_run_give(run, service->slots[at].unit, &arguments[at]);
    }
    *ret = dmn_run_service(run, service);
}

static struct feel_value service_function(struct dmn_run *run, const struct dmn_unit *unit)
{
    struct feel_function *function = arena_alloc(run->evaluation->arena, sizeof(*function));
    union {
        const struct dmn_unit *given;
        void *context;
    } unit_as = {.given = unit};
    function->name = unit->element->name;
    function->type = unit->type;
    function->native = call_service;
    function->context = unit_as.context;
    return (struct feel_value){.kind = FEEL_FUNCTION, .function = function};
}

struct feel_value dmn_run_value(struct dmn_run *run, const struct dmn_unit *unit)
{
    struct dmn_outcome *outcome = &run->outcomes[unit->index];
    if (outcome->state == DMN_KNOWN) {
        return outcome->value;
    }
    if (outcome->state == DMN_BEGUN) {
        return feel_null(NULL);
    }
    outcome->state = DMN_BEGUN;
    switch (unit->element->kind) {
    case DMN_INPUT:
        outcome->value = feel_not_known(run->evaluation->arena, unit->element->name);
        break;
    case DMN_DECISION:
    case DMN_KNOWLEDGE:
        outcome->value = evaluate(run, unit);
        break;
    case DMN_SERVICE:
        outcome->value = service_function(run, unit);
        break;
    }
    outcome->state = DMN_KNOWN;
    return outcome->value;
}

struct feel_value dmn_run_service(struct dmn_run *run, const struct dmn_unit *service)
{
    struct arena *arena = run->evaluation->arena;
    struct feel_value *values = arena_alloc(arena, (service->noutputs + 1) * sizeof(*values));
    struct str *names = arena_alloc(arena, (service->noutputs + 1) * sizeof(*names));
    for (size_t at = 0; at < service->noutputs; at++) {
        names[at] = service->outputs[at]->element->variable.name;
        values[at] = dmn_run_value(run, service->outputs[at]);
    }
    struct feel_value result = service->noutputs == 1
                                   ? values[0]
                                   : feel_context_of(arena, names, values, service->noutputs);
    struct feel_value conforming = result;
    if (result.kind != FEEL_NULL && service->type->kind == FEEL_FUNCTION) {
        feel_conform(run->evaluation, &result, service->type->result, &conforming);
    }
    return conforming;
}

static bool needs_external(const struct dmn_unit *unit, bool *seen)
{
    if (seen[unit->index]) {
        return false;
    }
    seen[unit->index] = true;
    bool found = unit->external;
    for (size_t at = 0; !found && at < unit->nslots; at++) {
        const struct dmn_slot *slot = &unit->slots[at];
        found = slot->unit && needs_external(slot->unit, seen);
        for (size_t member = 0; !found && member < slot->nmembers; member++) {
            found = needs_external(slot->members[member], seen);
        }
    }
    for (size_t at = 0; !found && at < unit->noutputs; at++) {
        found = needs_external(unit->outputs[at], seen);
    }
    return found;
}

bool dmn_run_needs_external(const struct dmn_unit *unit)
{
    bool *seen = mem_must_array(unit->program->nunits + 1, sizeof(*seen));
    bool found = needs_external(unit, seen);
    mem_free(seen);
    return found;
}
