/* feel_type.c - types, and which conform to which. Types nest no deeper than what was parsed or
 * built with FEEL_DEPTH_MAX, so that walking them is bounded. */
#include "feel_type.h"

/* An item definition may refer to itself, more than once: two that are alike as far as this goes
 * are taken to be alike. */
enum { NESTING_MAX = 64, COMPARISONS_MAX = 10000 };

static const char *const kind_names[FEEL_KINDS] = {"Null",
                                                   "boolean",
                                                   "number",
                                                   "string",
                                                   "date",
                                                   "time",
                                                   "date and time",
                                                   "days and time duration",
                                                   "years and months duration",
                                                   "list",
                                                   "context",
                                                   "range",
                                                   "function",
                                                   "Any"};

static const struct feel_type any = {.kind = FEEL_ANY};
static const struct feel_type simple[FEEL_KINDS] = {
    [FEEL_NULL] = {.kind = FEEL_NULL},
    [FEEL_BOOLEAN] = {.kind = FEEL_BOOLEAN},
    [FEEL_NUMBER] = {.kind = FEEL_NUMBER},
    [FEEL_STRING] = {.kind = FEEL_STRING},
    [FEEL_DATE] = {.kind = FEEL_DATE},
    [FEEL_TIME] = {.kind = FEEL_TIME},
    [FEEL_DATE_TIME] = {.kind = FEEL_DATE_TIME},
    [FEEL_DAYS_DURATION] = {.kind = FEEL_DAYS_DURATION},
    [FEEL_MONTHS_DURATION] = {.kind = FEEL_MONTHS_DURATION},
    [FEEL_LIST] = {.kind = FEEL_LIST, .element = &any},
    [FEEL_CONTEXT] = {.kind = FEEL_CONTEXT},
    [FEEL_RANGE] = {.kind = FEEL_RANGE, .element = &any},
    [FEEL_FUNCTION] = {.kind = FEEL_FUNCTION, .result = &any},
};

const char *feel_kind_name(enum feel_kind kind)
{
    return kind_names[kind];
}

const struct feel_type *feel_type_simple(enum feel_kind kind)
{
    return kind == FEEL_ANY ? &any : &simple[kind];
}

static struct feel_type *type_new(struct arena *arena, enum feel_kind kind,
                                  const struct feel_type *element)
{
    struct feel_type *type = arena_alloc(arena, sizeof *type);
    type->kind = kind;
    type->element = element;
    return type;
}

static void set_fields(struct arena *arena, struct feel_type *type, const struct feel_field *fields,
                       uint32_t count)
{
    struct feel_field *copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    if (count > 0) {
        memcpy(copy, fields, count * sizeof *copy);
    }
    type->fields = copy;
    type->field_count = count;
}

struct feel_type *feel_type_list(struct arena *arena, const struct feel_type *element)
{
    return type_new(arena, FEEL_LIST, element);
}

struct feel_type *feel_type_range(struct arena *arena, const struct feel_type *element)
{
    return type_new(arena, FEEL_RANGE, element);
}

struct feel_type *feel_type_context(struct arena *arena, const struct feel_field *fields,
                                    uint32_t count)
{
    struct feel_type *type = type_new(arena, FEEL_CONTEXT, NULL);
    set_fields(arena, type, fields, count);
    return type;
}

struct feel_type *feel_type_function(struct arena *arena, const struct feel_field *parameters,
                                     uint32_t count, const struct feel_type *result)
{
    struct feel_type *type = type_new(arena, FEEL_FUNCTION, NULL);
    set_fields(arena, type, parameters, count);
    type->result = result;
    return type;
}

const struct feel_type *feel_type_field(const struct feel_type *type, struct str name)
{
    for (uint32_t i = 0; type->kind == FEEL_CONTEXT && i < type->field_count; i++) {
        if (str_eq(type->fields[i].name, name)) {
            return type->fields[i].type;
        }
    }
    return NULL;
}

static bool equal_within(const struct feel_type *a, const struct feel_type *b, unsigned nesting,
                         unsigned *left)
{
    if (a == b || nesting >= NESTING_MAX || *left == 0) {
        return true;
    }
    --*left;
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case FEEL_LIST:
    case FEEL_RANGE:
        return equal_within(a->element, b->element, nesting + 1, left);
    case FEEL_CONTEXT:
        for (uint32_t i = 0; i < a->field_count; i++) {
            const struct feel_type *other = feel_type_field(b, a->fields[i].name);
            if (other == NULL || !equal_within(a->fields[i].type, other, nesting + 1, left)) {
                return false;
            }
        }
        return a->field_count == b->field_count;
    case FEEL_FUNCTION:
        for (uint32_t i = 0; i < a->field_count && i < b->field_count; i++) {
            if (!equal_within(a->fields[i].type, b->fields[i].type, nesting + 1, left)) {
                return false;
            }
        }
        return a->field_count == b->field_count &&
               equal_within(a->result, b->result, nesting + 1, left);
    default:
        return true;
    }
}

bool feel_type_equal(const struct feel_type *a, const struct feel_type *b)
{
    return equal_within(a, b, 0, &(unsigned){COMPARISONS_MAX});
}

static bool conforms_within(const struct feel_type *type, const struct feel_type *target,
                            unsigned nesting, unsigned *left)
{
    if (type == target || target->kind == FEEL_ANY || type->kind == FEEL_NULL ||
        nesting >= NESTING_MAX || *left == 0) {
        return true;
    }
    --*left;
    if (type->kind != target->kind) {
        return false;
    }
    switch (type->kind) {
    case FEEL_LIST:
    case FEEL_RANGE:
        return conforms_within(type->element, target->element, nesting + 1, left);
    case FEEL_CONTEXT:
        for (uint32_t i = 0; i < target->field_count; i++) {
            const struct feel_type *mine = feel_type_field(type, target->fields[i].name);
            if (mine == NULL || !conforms_within(mine, target->fields[i].type, nesting + 1, left)) {
                return false;
            }
        }
        return true;
    case FEEL_FUNCTION: /* parameters the other way round */
        if (target == &simple[FEEL_FUNCTION]) {
            return true;
        }
        for (uint32_t i = 0; i < type->field_count && i < target->field_count; i++) {
            if (!conforms_within(target->fields[i].type, type->fields[i].type, nesting + 1, left)) {
                return false;
            }
        }
        return type->field_count == target->field_count &&
               conforms_within(type->result, target->result, nesting + 1, left);
    default:
        return true;
    }
}

bool feel_type_conforms(const struct feel_type *type, const struct feel_type *target)
{
    return conforms_within(type, target, 0, &(unsigned){COMPARISONS_MAX});
}

static void add_type(struct buf *out, const struct feel_type *type, unsigned nesting)
{
    if (type->name.len > 0 || nesting >= NESTING_MAX) {
        buf_add(out, type->name.len > 0 ? type->name : STR("…"));
        return;
    }
    buf_add(out, str_of(kind_names[type->kind]));
    if (type->kind == FEEL_LIST || type->kind == FEEL_RANGE) {
        buf_add_char(out, '<');
        add_type(out, type->element, nesting + 1);
        buf_add_char(out, '>');
    } else if (type->kind == FEEL_CONTEXT || type->kind == FEEL_FUNCTION) {
        buf_add_char(out, '<');
        for (uint32_t i = 0; i < type->field_count; i++) {
            buf_add(out, i > 0 ? STR(", ") : STR(""));
            if (type->kind == FEEL_CONTEXT) {
                buf_printf(out, "%.*s: ", PRI(type->fields[i].name));
            }
            add_type(out, type->fields[i].type, nesting + 1);
        }
        buf_add_char(out, '>');
        if (type->kind == FEEL_FUNCTION) {
            buf_add(out, STR("->"));
            add_type(out, type->result, nesting + 1);
        }
    }
}

struct str feel_type_text(struct arena *arena, const struct feel_type *type)
{
    struct buf out = {.max = 4096};
    add_type(&out, type, 0);
    struct str text = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return text;
}
