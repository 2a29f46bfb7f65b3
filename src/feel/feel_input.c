/* feel_input.c - feel_input.h. */
#include "feel_input.h"

struct reading {
    struct arena *arena;
    const struct feel_zones *zones;
    const char *file;
    struct err *err;
};

static int read_value(struct reading *r, const struct yaml_node *node, struct feel_value *ret);

static bool as_moment(struct reading *r, struct str text, struct feel_value *ret)
{
    if (feel_date_parse(text, &ret->date) == FEEL_FAULT_NONE) {
        ret->kind = FEEL_DATE;
    } else if (feel_date_time_parse(r->zones, text, &ret->date_time) == FEEL_FAULT_NONE) {
        ret->kind = FEEL_DATE_TIME;
    } else if (feel_time_parse(r->zones, text, &ret->time) == FEEL_FAULT_NONE) {
        ret->kind = FEEL_TIME;
    } else if (feel_days_duration_parse(text, &ret->days_duration) == FEEL_FAULT_NONE) {
        ret->kind = FEEL_DAYS_DURATION;
    } else if (feel_months_duration_parse(text, &ret->months_duration) == FEEL_FAULT_NONE) {
        ret->kind = FEEL_MONTHS_DURATION;
    } else {
        return false;
    }
    return true;
}

/* digits_that_count - without zeros before and after them, and the exponent. */
static size_t digits_that_count(struct str text)
{
    size_t count = 0, zeros = 0;
    for (size_t i = 0; i < text.len && text.ptr[i] != 'e' && text.ptr[i] != 'E'; i++) {
        if (!ascii_is_digit(text.ptr[i]) || (count == 0 && text.ptr[i] == '0')) {
            continue;
        }
        zeros = text.ptr[i] == '0' ? zeros + 1 : 0;
        count++;
    }
    return count - zeros;
}

static int read_plain(struct reading *r, const struct yaml_node *node, struct feel_value *ret)
{
    struct str text = node->text;
    if (text.len == 0 || str_eq(text, STR("null")) || str_eq(text, STR("~"))) {
        *ret = feel_null(NULL);
    } else if (str_eq(text, STR("true")) || str_eq(text, STR("false"))) {
        *ret = feel_boolean(text.ptr[0] == 't');
    } else if (feel_decimal_parse(text, &ret->number) == FEEL_FAULT_NONE) {
        ret->kind = FEEL_NUMBER;
        if (digits_that_count(text) > FEEL_DECIMAL_DIGITS) {
            return err_at(r->err, ERR_INPUT, r->file, node->line, node->column,
                          "a number of more than %d digits can't be kept exactly; put a text in "
                          "quotes",
                          FEEL_DECIMAL_DIGITS);
        }
    } else if (!as_moment(r, text, ret)) {
        *ret = feel_string(arena_str(r->arena, text));
    }
    return 0;
}

static int read_list(struct reading *r, const struct yaml_node *node, struct feel_value *ret)
{
    struct feel_value *items = arena_alloc(r->arena, (node->count + 1) * sizeof *items);
    size_t count = 0;
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        int code = read_value(r, item, &items[count++]);
        if (code != 0) {
            return code;
        }
    }
    *ret = feel_list_of(r->arena, items, count);
    return 0;
}

static int read_map(struct reading *r, const struct yaml_node *node, struct feel_value *ret)
{
    struct feel_value *values = arena_alloc(r->arena, (node->count + 1) * sizeof *values);
    struct str *names = arena_alloc(r->arena, (node->count + 1) * sizeof *names);
    size_t count = 0;
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        names[count] = feel_name_normal(r->arena, item->key);
        int code = read_value(r, item, &values[count++]);
        if (code != 0) {
            return code;
        }
    }
    *ret = feel_context_of(r->arena, names, values, count);
    return 0;
}

/* No deeper than YAML_DEPTH_MAX. */
static int read_value(struct reading *r, const struct yaml_node *node, struct feel_value *ret)
{
    int code = 0;
    *ret = feel_null(NULL);
    switch (node->kind) {
    case YAML_LIST:
        code = read_list(r, node, ret);
        break;
    case YAML_MAP:
        code = read_map(r, node, ret);
        break;
    case YAML_TEXT:
        if (!node->quoted) {
            return read_plain(r, node, ret);
        }
        if (!as_moment(r, node->text, ret)) {
            *ret = feel_string(arena_str(r->arena, node->text));
        }
        return 0;
    }
    if (code == 0 && ret->kind == FEEL_NULL) {
        code = err_at(r->err, ERR_LIMIT, r->file, node->line, node->column,
                      "this is larger than a value may be");
    }
    return code;
}

/* type_of - that of a value, with the entries that it has; a list: that of its first item, when
 * all have it. */
static const struct feel_type *type_of(struct arena *arena, const struct feel_value *value)
{
    if (value->kind == FEEL_NULL) {
        return feel_type_simple(FEEL_ANY);
    }
    if (value->kind == FEEL_LIST) {
        const struct feel_type *element = feel_type_simple(FEEL_ANY);
        for (size_t i = 0; i < value->list->count; i++) {
            const struct feel_type *type = type_of(arena, &value->list->items[i]);
            if (i > 0 && !feel_type_conforms(type, element)) {
                return feel_type_list(arena, feel_type_simple(FEEL_ANY));
            }
            element = i == 0 ? type : element;
        }
        return feel_type_list(arena, element);
    }
    if (value->kind != FEEL_CONTEXT) {
        return feel_type_simple((enum feel_kind)value->kind);
    }
    const struct feel_context *context = value->context;
    struct feel_field *fields = arena_alloc(arena, (context->count + 1) * sizeof *fields);
    for (size_t i = 0; i < context->count; i++) {
        fields[i] = (struct feel_field){context->names[i], type_of(arena, &context->values[i])};
    }
    return feel_type_context(arena, fields, (uint32_t)context->count);
}

int feel_inputs_read(struct arena *arena, const struct yaml_node *root, const char *file,
                     const struct feel_zones *zones, struct feel_inputs *ret, struct err *err)
{
    struct reading r = {arena, zones, file, err};
    struct feel_inputs inputs = {.scope = feel_scope_new(arena, NULL, FEEL_SCOPE_DECLARED)};
    if (root != NULL && root->kind != YAML_MAP) {
        return err_at(err, ERR_INPUT, file, root->line, root->column,
                      "inputs are a map: a name and its value each");
    }
    if (root != NULL && root->count > FEEL_INPUTS_MAX) {
        return err_at(err, ERR_LIMIT, file, root->line, root->column, "more than %d inputs",
                      FEEL_INPUTS_MAX);
    }
    inputs.values = arena_alloc(arena, ((root ? root->count : 0) + 1) * sizeof *inputs.values);
    for (const struct yaml_node *item = root ? root->first : NULL; item; item = item->next) {
        struct feel_value *value = &inputs.values[inputs.count++];
        int code = read_value(&r, item, value);
        if (code != 0) {
            return code;
        }
        feel_scope_add(inputs.scope, item->key, type_of(arena, value));
    }
    *ret = inputs;
    return 0;
}

static int read_label(const struct yaml_node *node, const char *file, struct feel_label *ret,
                      struct err *err)
{
    static const struct str keys[] = {STR_INIT("en"), STR_INIT("cy")};
    if (node->kind == YAML_TEXT) {
        ret->en = ret->cy = node->text;
        return 0;
    }
    int code = yaml_map_check(node, file, keys, 2, err);
    const struct yaml_node *en = yaml_map_get(node, keys[0]), *cy = yaml_map_get(node, keys[1]);
    if (code == 0 && en == NULL) {
        code = err_at(err, ERR_INPUT, file, node->line, node->column,
                      "a label needs en: what it is called in English");
    }
    if (code == 0) {
        code = yaml_get_text(en, file, &ret->en, err);
    }
    if (code == 0 && cy != NULL) {
        code = yaml_get_text(cy, file, &ret->cy, err);
    }
    return code;
}

int feel_labels_read(struct arena *arena, const struct yaml_node *root, const char *file,
                     const struct feel_label **ret, size_t *ret_count, struct err *err)
{
    if (root->kind != YAML_MAP) {
        return err_at(err, ERR_INPUT, file, root->line, root->column,
                      "labels are a map: a name and what it is called each");
    }
    struct feel_label *labels = arena_alloc(arena, (root->count + 1) * sizeof *labels);
    size_t count = 0;
    for (const struct yaml_node *item = root->first; item != NULL; item = item->next) {
        labels[count].name = item->key;
        int code = read_label(item, file, &labels[count++], err);
        if (code != 0) {
            return code;
        }
    }
    *ret = labels;
    *ret_count = count;
    return 0;
}
