/* dmn_program.c - see dmn_program.h. A unit is made after those that it requires, whose types it
 * may need to read its texts; in a circle, the one that is met again has the type Any. */
#include "dmn_program.h"
#include "dmn_boxed.h"
#include "dmn_types.h"

enum { REQUIRED_DEPTH_MAX = 1000, IMPORT_DEPTH_MAX = 8, INSTANCES_MAX = 200 };

static const struct dmn_model *model_of(const struct dmn_program *program, struct str namespace)
{
    for (size_t at = 0; at < program->nmodels; at++) {
        if (str_eq(program->models[at].namespace, namespace)) {
            return &program->models[at];
        }
    }
    return NULL;
}

static struct dmn_unit *unit_of(struct dmn_program *program, const struct dmn_instance *instance,
                                struct str id)
{
    for (size_t at = 0; at < instance->model->nelements; at++) {
        if (str_eq(instance->model->elements[at].id, id)) {
            return &program->units[instance->first_unit + at];
        }
    }
    return NULL;
}

/* imported_at - the instance of that namespace among what an instance imports, near ones first. As
 * deep as imports are. */
static const struct dmn_instance *imported_at(const struct dmn_instance *instance,
                                              struct str namespace)
{
    const struct dmn_model *model = instance->model;
    for (size_t at = 0; at < model->nimports; at++) {
        if (instance->imported[at] && str_eq(model->imports[at].namespace, namespace)) {
            return instance->imported[at];
        }
    }
    const struct dmn_instance *found = NULL;
    for (size_t at = 0; at < model->nimports && !found; at++) {
        found = instance->imported[at] ? imported_at(instance->imported[at], namespace) : NULL;
    }
    return found;
}

/* unit_at - what an href refers to: #id, or namespace#id; NULL where there is no such thing. */
static struct dmn_unit *unit_at(struct dmn_program *program, const struct dmn_instance *from,
                                struct str href)
{
    ptrdiff_t hash = str_find(href, STR("#"));
    struct str id = hash < 0 ? href : str_slice(href, (size_t)hash + 1, href.len);
    struct str namespace = hash <= 0 ? from->model->namespace : str_slice(href, 0, (size_t)hash);
    const struct dmn_instance *instance =
        str_eq(namespace, from->model->namespace) ? from : imported_at(from, namespace);
    return instance ? unit_of(program, instance, id) : NULL;
}

/* import_name - under which an instance has another one; of an import of an import, the name of the
 * model itself. */
static struct str import_name(const struct dmn_instance *instance,
                              const struct dmn_instance *imported)
{
    const struct dmn_model *model = instance->model;
    for (size_t at = 0; at < model->nimports; at++) {
        if (instance->imported[at] == imported) {
            return model->imports[at].name;
        }
    }
    return imported->model->name;
}

static struct dmn_slot *slot_named(struct dmn_unit *unit, struct str name)
{
    for (size_t at = 0; at < unit->nslots; at++) {
        if (str_eq(unit->slots[at].name, name)) {
            return &unit->slots[at];
        }
    }
    return NULL;
}

/* add_slot - a name for what is required; what is imported stands under the name of the import. */
static void add_slot(struct dmn_unit *unit, struct dmn_unit *required, size_t most)
{
    struct arena *arena = unit->program->arena;
    struct str name = required->instance == unit->instance
                          ? STR("")
                          : import_name(unit->instance, required->instance);
    if (name.len == 0) { /* its own, or of an import that has no name */
        unit->slots[unit->nslots++] =
            (struct dmn_slot){.name = required->element->variable.name, .unit = required};
        return;
    }
    struct dmn_slot *slot = slot_named(unit, name);
    if (!slot) {
        slot = &unit->slots[unit->nslots++];
        *slot = (struct dmn_slot){.name = name,
                                  .members = arena_alloc(arena, most * sizeof(*slot->members))};
    }
    slot->members[slot->nmembers++] = required;
}

static void find_required(struct dmn_unit *unit)
{
    const struct dmn_element *element = unit->element;
    struct dmn_program *program = unit->program;
    unit->slots = arena_alloc(program->arena, (element->nrequired + 1) * sizeof(*unit->slots));
    for (size_t at = 0; at < element->nrequired; at++) {
        struct dmn_unit *required = unit_at(program, unit->instance, element->required[at]);
        if (required && element->kind == DMN_SERVICE) {
            unit->slots[unit->nslots++] =
                (struct dmn_slot){.name = required->element->variable.name, .unit = required};
        } else if (required) {
            add_slot(unit, required, element->nrequired);
        }
    }
    unit->outputs = arena_alloc(program->arena, (element->noutputs + 1) * sizeof(*unit->outputs));
    for (size_t at = 0; at < element->noutputs; at++) {
        struct dmn_unit *output = unit_at(program, unit->instance, element->outputs[at]);
        if (output) {
            unit->outputs[unit->noutputs++] = output;
        }
    }
}

static void make_unit(struct dmn_unit *unit, size_t depth);

static void make_required(struct dmn_unit *unit, size_t depth)
{
    for (size_t at = 0; at < unit->nslots; at++) {
        const struct dmn_slot *slot = &unit->slots[at];
        if (slot->unit) {
            make_unit(slot->unit, depth + 1);
        }
        for (size_t member = 0; member < slot->nmembers; member++) {
            make_unit(slot->members[member], depth + 1);
        }
    }
    for (size_t at = 0; at < unit->noutputs; at++) {
        make_unit(unit->outputs[at], depth + 1);
    }
}

static const struct feel_type *slot_type(struct arena *arena, const struct dmn_slot *slot)
{
    if (slot->unit) {
        return slot->unit->type;
    }
    struct feel_field *fields = arena_alloc(arena, (slot->nmembers + 1) * sizeof(*fields));
    for (size_t at = 0; at < slot->nmembers; at++) {
        fields[at] =
            (struct feel_field){slot->members[at]->element->variable.name, slot->members[at]->type};
    }
    return feel_type_context(arena, fields, (uint32_t)slot->nmembers);
}

static struct feel_scope *scope_of(struct dmn_unit *unit, const struct feel_scope *types)
{
    struct feel_scope *scope = feel_scope_new(unit->program->arena, types, FEEL_SCOPE_DECLARED);
    for (size_t at = 0; at < unit->nslots; at++) {
        feel_scope_add(scope, unit->slots[at].name,
                       slot_type(unit->program->arena, &unit->slots[at]));
    }
    return scope;
}

/* result_type - what an invocable gives, as its variable's type says; NULL where it doesn't. */
static const struct feel_type *result_type(const struct feel_type *declared)
{
    if (declared->kind == FEEL_ANY) {
        return NULL;
    }
    return declared->kind == FEEL_FUNCTION ? declared->result : declared;
}

static void make_service(struct dmn_unit *unit, const struct feel_type *declared)
{
    struct arena *arena = unit->program->arena;
    struct feel_field *parameters = arena_alloc(arena, (unit->nslots + 1) * sizeof(*parameters));
    for (size_t at = 0; at < unit->nslots; at++) {
        parameters[at] = (struct feel_field){unit->slots[at].name, unit->slots[at].unit->type};
    }
    const struct feel_type *result = result_type(declared);
    if (!result && unit->noutputs == 1) {
        result = unit->outputs[0]->type;
    } else if (!result) {
        struct feel_field *fields = arena_alloc(arena, (unit->noutputs + 1) * sizeof(*fields));
        for (size_t at = 0; at < unit->noutputs; at++) {
            fields[at] = (struct feel_field){unit->outputs[at]->element->variable.name,
                                             unit->outputs[at]->type};
        }
        result = feel_type_context(arena, fields, (uint32_t)unit->noutputs);
    }
    unit->type = feel_type_function(arena, parameters, (uint32_t)unit->nslots, result);
}

/* make_unit - its type and node, once. Past a depth that no honest model has, it stays null. */
static void make_unit(struct dmn_unit *unit, size_t depth)
{
    if (unit->state != DMN_UNIT_NEW || depth > REQUIRED_DEPTH_MAX) {
        return;
    }
    unit->state = DMN_UNIT_BEGUN;
    struct dmn_program *program = unit->program;
    const struct feel_scope *types = unit->instance->types;
    const struct feel_type *declared =
        dmn_type(program->arena, types, unit->element->variable.type);
    const struct dmn_element *element = unit->element;
    unit->type = element->kind == DMN_INPUT || element->kind == DMN_DECISION
                     ? declared
                     : feel_type_simple(FEEL_ANY);
    find_required(unit);
    make_required(unit, depth);
    struct dmn_boxing boxing = {.arena = program->arena,
                                .file = unit->instance->model->file,
                                .types = types,
                                .zones = program->zones};
    if (element->kind == DMN_SERVICE) {
        make_service(unit, declared);
    } else if (element->boxed) {
        struct feel_scope *scope = scope_of(unit, types);
        unit->node = element->kind == DMN_KNOWLEDGE
                         ? dmn_boxed_function(&boxing, element->boxed, scope, result_type(declared))
                         : dmn_boxed_node(&boxing, element->boxed, scope);
        if (declared->kind == FEEL_ANY || element->kind == DMN_KNOWLEDGE) {
            unit->type = unit->node->type;
        } else {
            unit->node = feel_node_conform(program->arena, unit->node, declared);
        }
    }
    unit->external = boxing.external;
    program->nwrong += boxing.nwrong;
    unit->state = DMN_UNIT_DONE;
}

/* make_types - the types of an instance; those of what it imports are there as import.name. */
static void make_types(struct dmn_program *program, struct dmn_instance *instance)
{
    struct arena *arena = program->arena;
    const struct dmn_model *model = instance->model;
    struct feel_scope *scope = feel_scope_new(arena, NULL, FEEL_SCOPE_DECLARED);
    for (size_t import = 0; import < model->nimports; import++) {
        const struct dmn_instance *imported = instance->imported[import];
        for (size_t item = 0; imported && item < imported->model->nitems; item++) {
            struct str type = imported->model->items[item].name;
            struct str prefix = model->imports[import].name;
            struct str name =
                prefix.len > 0 ? arena_printf(arena, "%.*s.%.*s", PRI(prefix), PRI(type)) : type;
            feel_scope_add_type(scope, name, feel_scope_find_type(imported->types, type));
        }
    }
    dmn_types_add(arena, model, scope, &program->nwrong);
    instance->types = scope;
}

/* make_instance - of a model, and before it of all that it imports. */
static struct dmn_instance *make_instance(struct dmn_program *program,
                                          const struct dmn_model *model, size_t depth)
{
    if (!model || depth > IMPORT_DEPTH_MAX || program->ninstances == INSTANCES_MAX) {
        return NULL;
    }
    struct arena *arena = program->arena;
    struct dmn_instance *instance = arena_alloc(arena, sizeof(*instance));
    instance->model = model;
    instance->first_unit = program->nunits;
    instance->imported = arena_alloc(arena, (model->nimports + 1) * sizeof(*instance->imported));
    program->instances[program->ninstances++] = instance;
    program->nunits += model->nelements;
    for (size_t at = 0; at < model->nimports; at++) {
        instance->imported[at] =
            make_instance(program, model_of(program, model->imports[at].namespace), depth + 1);
    }
    make_types(program, instance);
    return instance;
}

void dmn_program_make(struct arena *arena, struct feel_zones zones, const struct dmn_model *models,
                      size_t count, struct dmn_program *ret)
{
    struct dmn_program *program = ret;
    *program =
        (struct dmn_program){.arena = arena, .zones = zones, .nmodels = count, .models = models};
    program->instances = arena_alloc(arena, INSTANCES_MAX * sizeof(*program->instances));
    make_instance(program, &models[0], 0);
    program->units = arena_alloc(arena, (program->nunits + 1) * sizeof(*program->units));
    for (size_t at = 0; at < program->ninstances; at++) {
        const struct dmn_instance *instance = program->instances[at];
        for (size_t element = 0; element < instance->model->nelements; element++) {
            size_t index = instance->first_unit + element;
            program->units[index] =
                (struct dmn_unit){.program = program,
                                  .element = &instance->model->elements[element],
                                  .instance = instance,
                                  .index = index,
                                  .type = feel_type_simple(FEEL_ANY)};
        }
    }
    for (size_t unit = 0; unit < program->nunits; unit++) {
        make_unit(&program->units[unit], 0);
    }
}

struct dmn_unit *dmn_instance_unit(const struct dmn_program *program,
                                   const struct dmn_instance *instance, struct str name,
                                   enum dmn_element_kind kind)
{
    for (size_t at = 0; at < instance->model->nelements; at++) {
        struct dmn_unit *unit = &program->units[instance->first_unit + at];
        if (unit->element->kind == kind &&
            (str_eq(unit->element->name, name) || str_eq(unit->element->variable.name, name))) {
            return unit;
        }
    }
    return NULL;
}

struct dmn_unit *dmn_program_unit(const struct dmn_program *program, struct str name,
                                  enum dmn_element_kind kind)
{
    struct dmn_unit *found = NULL;
    for (size_t at = 0; at < program->ninstances && !found; at++) {
        found = dmn_instance_unit(program, program->instances[at], name, kind);
    }
    return found;
}
