/* dmn_types.c - see dmn_types.h. Each definition has its place from the start, so that others can
 * point to it; what copies from another (an alias, narrowed or not) waits for that one. */
#include "dmn_types.h"

struct making {
    struct arena *arena;
    const struct dmn_model *model;
    struct feel_scope *scope;
    struct feel_type **places; /* by item */
    enum { ITEM_NEW, ITEM_BEGUN, ITEM_DONE } * states;
    size_t nwrong;
};

static const struct {
    const char *name;
    enum feel_kind kind;
} other_names[] = {
    {"dateTime", FEEL_DATE_TIME},
    {"date time", FEEL_DATE_TIME},
    {"dayTimeDuration", FEEL_DAYS_DURATION},
    {"days and time duration", FEEL_DAYS_DURATION},
    {"yearMonthDuration", FEEL_MONTHS_DURATION},
    {"years and months duration", FEEL_MONTHS_DURATION},
    {"any", FEEL_ANY},
    {"integer", FEEL_NUMBER},
    {"int", FEEL_NUMBER},
    {"long", FEEL_NUMBER},
    {"decimal", FEEL_NUMBER},
    {"double", FEEL_NUMBER},
    {"float", FEEL_NUMBER},
};

static const struct feel_type *named_type(const struct feel_scope *scope, struct str name)
{
    const struct feel_type *found = feel_scope_find_type(scope, name);
    for (size_t at = 0; !found && at < sizeof(other_names) / sizeof(*other_names); at++) {
        if (str_eq(name, str_of(other_names[at].name))) {
            found = feel_type_simple(other_names[at].kind);
        }
    }
    return found;
}

const struct feel_type *dmn_type(struct arena *arena, const struct feel_scope *scope,
                                 struct str type_ref)
{
    const struct feel_type *found = type_ref.len > 0 ? named_type(scope, type_ref) : NULL;
    ptrdiff_t colon = str_find(type_ref, STR(":"));
    if (!found && colon > 0) { /* feel:number, or a prefix of the model's own namespace */
        found = named_type(scope, str_slice(type_ref, (size_t)colon + 1, type_ref.len));
    }
    if (!found && type_ref.len > 0) {
        struct err ignored = {0};
        if (feel_parse_type(arena, type_ref, scope, &found, &ignored) != 0) {
            found = NULL;
        }
    }
    return found ? found : feel_type_simple(FEEL_ANY);
}

/* narrow - the type with allowed values besides those that it has. */
static void narrow(struct making *making, struct feel_type *type, struct str tests)
{
    if (tests.len == 0) {
        return;
    }
    const struct feel_node *node = NULL;
    struct err ignored = {0};
    struct feel_scope *scope = feel_scope_of_input(making->arena, making->scope, type);
    struct feel_parse_options options = {.file = making->model->file};
    if (feel_parse_unary_tests(making->arena, tests, scope, &options, &node, &ignored) != 0) {
        making->nwrong++;
        return;
    }
    if (type->allowed) {
        const struct feel_node *both[2] = {type->allowed, node};
        node = feel_node_many(making->arena, FEEL_NODE_AND, both, 2);
    }
    type->allowed = node;
}

static void fill(struct making *making, const struct dmn_item *item, struct feel_type *type);

/* wait_for - the type that is referred to, filled in if it is the model's own and can be. */
static const struct feel_type *wait_for(struct making *making, struct str type_ref)
{
    for (size_t at = 0; at < making->model->nitems; at++) {
        const struct dmn_item *item = &making->model->items[at];
        if (str_eq(item->name, type_ref) && making->states[at] == ITEM_NEW) {
            making->states[at] = ITEM_BEGUN;
            fill(making, item, making->places[at]);
            making->states[at] = ITEM_DONE;
        }
    }
    return dmn_type(making->arena, making->scope, type_ref);
}

/* made - a type of its own for a component or parameter. */
static const struct feel_type *made(struct making *making, const struct dmn_item *item)
{
    if (item->nparts == 0 && !item->collection && !item->function && item->allowed.len == 0 &&
        item->allowed_items.len == 0) {
        return dmn_type(making->arena, making->scope, item->type);
    }
    struct feel_type *type = arena_alloc(making->arena, sizeof(*type));
    type->kind = FEEL_ANY;
    fill(making, item, type);
    return type;
}

static const struct feel_field *fields_of(struct making *making, const struct dmn_item *item)
{
    struct feel_field *fields = arena_alloc(making->arena, (item->nparts + 1) * sizeof(*fields));
    for (size_t at = 0; at < item->nparts; at++) {
        fields[at] = (struct feel_field){item->parts[at].name, made(making, &item->parts[at])};
    }
    return fields;
}

/* fill_one - what an item definition says, but for its being a collection. As deep as the
 * document. */
static void fill_one(struct making *making, const struct dmn_item *item, struct feel_type *type)
{
    if (item->function) {
        *type = *feel_type_function(making->arena, fields_of(making, item), (uint32_t)item->nparts,
                                    dmn_type(making->arena, making->scope, item->type));
    } else if (item->nparts > 0) {
        *type = *feel_type_context(making->arena, fields_of(making, item), (uint32_t)item->nparts);
    } else {
        *type = *wait_for(making, item->type);
    }
    narrow(making, type, item->allowed);
}

static void fill(struct making *making, const struct dmn_item *item, struct feel_type *type)
{
    if (item->collection) {
        bool plain = item->nparts == 0 && !item->function && item->allowed.len == 0;
        const struct feel_type *element = NULL;
        if (plain) { /* a pointer will do: it may be filled in later */
            element = dmn_type(making->arena, making->scope, item->type);
        } else {
            struct feel_type *own = arena_alloc(making->arena, sizeof(*own));
            fill_one(making, item, own);
            element = own;
        }
        *type = *feel_type_list(making->arena, element);
    } else {
        fill_one(making, item, type);
    }
    type->name = item->name;
    narrow(making, type, item->allowed_items);
}

void dmn_types_add(struct arena *arena, const struct dmn_model *model, struct feel_scope *scope,
                   size_t *nwrong)
{
    struct making making = {.arena = arena, .model = model, .scope = scope};
    making.places = arena_alloc(arena, (model->nitems + 1) * sizeof(*making.places));
    making.states = arena_alloc(arena, (model->nitems + 1) * sizeof(*making.states));
    for (size_t at = 0; at < model->nitems; at++) {
        making.places[at] = arena_alloc(arena, sizeof(**making.places));
        making.places[at]->kind = FEEL_ANY;
        feel_scope_add_type(scope, model->items[at].name, making.places[at]);
    }
    for (size_t at = 0; at < model->nitems; at++) {
        if (making.states[at] == ITEM_NEW) {
            making.states[at] = ITEM_BEGUN;
            fill(&making, &model->items[at], making.places[at]);
            making.states[at] = ITEM_DONE;
        }
    }
    *nwrong += making.nwrong;
}
