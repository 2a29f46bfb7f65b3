/* feel_builtin_context.c - functions of contexts (DMN 1.5 §10.3.4.10). */
#include "feel_machine.h"

/* A context that is being put together; its entries stay in order. Start from begin. */
struct draft {
    struct feel_evaluation *evaluation;
    struct str *names;
    struct feel_value *values;
    size_t count, capacity;
};

static bool draft_reserve(struct draft *draft, size_t capacity)
{
    struct str *names = feel_take(draft->evaluation, (capacity + 1) * sizeof *names);
    struct feel_value *values = feel_take(draft->evaluation, (capacity + 1) * sizeof *values);
    if (names == NULL || values == NULL) {
        return false;
    }
    if (draft->count > 0) {
        memcpy(names, draft->names, draft->count * sizeof *names);
        memcpy(values, draft->values, draft->count * sizeof *values);
    }
    draft->names = names;
    draft->values = values;
    draft->capacity = capacity;
    return true;
}

/* Put an entry, in place of one of the same name. */
static bool draft_put(struct draft *draft, struct str name, const struct feel_value *value)
{
    for (size_t i = 0; i < draft->count; i++) {
        struct feel_value ignored;
        if (!feel_step(draft->evaluation, NULL, &ignored)) {
            return false;
        }
        if (str_eq(draft->names[i], name)) {
            draft->values[i] = *value;
            return true;
        }
    }
    if (draft->count == draft->capacity && !draft_reserve(draft, draft->capacity * 2 + 4)) {
        return false;
    }
    draft->names[draft->count] = name;
    draft->values[draft->count++] = *value;
    return true;
}

static bool draft_put_all(struct draft *draft, const struct feel_context *context)
{
    for (size_t i = 0; i < context->count; i++) {
        if (!draft_put(draft, context->names[i], &context->values[i])) {
            return false;
        }
    }
    return true;
}

static void draft_finish(struct draft *draft, struct feel_value *ret)
{
    struct feel_context *context = feel_take(draft->evaluation, sizeof *context);
    struct feel_extent extent = {1, 1};
    bool fits = context != NULL;
    for (size_t i = 0; i < draft->count && fits; i++) {
        fits = feel_extent_add(&extent, &draft->values[i]);
    }
    if (!fits) {
        feel_stop(draft->evaluation, ret);
        return;
    }
    *context = (struct feel_context){draft->count, draft->names, draft->values, extent};
    *ret = (struct feel_value){.kind = FEEL_CONTEXT, .context = context};
}

void feel_call_get_value(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_value *value =
        feel_context_get(call->arguments[0].context, call->arguments[1].string);
    if (value == NULL) {
        feel_refuse(call, FEEL_CAUSE_MISSING_NAME, ret);
    } else {
        *ret = *value;
    }
}

void feel_call_get_entries(const struct feel_invocation *call, struct feel_value *ret)
{
    static const struct str names[2] = {STR_INIT("key"), STR_INIT("value")};
    const struct feel_context *context = call->arguments[0].context;
    struct feel_gathering entries = {0};
    for (size_t i = 0; i < context->count; i++) {
        struct feel_value pair[2] = {feel_string(context->names[i]), context->values[i]}, entry;
        if (!feel_step(call->evaluation, call->at, ret)) {
            return;
        }
        entry = feel_context_of(call->evaluation->arena, names, pair, 2);
        if (!feel_gather(call->evaluation, &entries, &entry)) {
            return;
        }
    }
    feel_gathered(call->evaluation, &entries, ret);
}

void feel_call_context(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_list *entries = call->arguments[0].list;
    struct draft draft = {.evaluation = call->evaluation};
    for (size_t i = 0; i < entries->count; i++) {
        const struct feel_value *entry = &entries->items[i], *key = NULL, *value = NULL;
        size_t before = draft.count;
        if (entry->kind == FEEL_CONTEXT) {
            key = feel_context_get(entry->context, STR("key"));
            value = feel_context_get(entry->context, STR("value"));
        }
        if (key == NULL || value == NULL || key->kind != FEEL_STRING) {
            feel_refuse(call, FEEL_CAUSE_WRONG_TYPE, ret);
            return;
        }
        if (!draft_put(&draft, key->string, value)) {
            return;
        }
        if (draft.count == before) { /* a key that is there already */
            feel_refuse(call, FEEL_CAUSE_DOMAIN, ret);
            return;
        }
    }
    draft_finish(&draft, ret);
}

void feel_call_context_merge(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_list *contexts = call->arguments[0].list;
    struct draft draft = {.evaluation = call->evaluation};
    for (size_t i = 0; i < contexts->count; i++) {
        if (contexts->items[i].kind != FEEL_CONTEXT) {
            feel_refuse(call, FEEL_CAUSE_WRONG_TYPE, ret);
            return;
        }
        if (!draft_put_all(&draft, contexts->items[i].context)) {
            return;
        }
    }
    draft_finish(&draft, ret);
}

/* The context with a value at the end of a path of keys. At most as deep as contexts are. */
static bool put_path(const struct feel_invocation *call, const struct feel_value *context,
                     const struct feel_value *keys, size_t count, struct feel_value *ret)
{
    if (context == NULL || context->kind != FEEL_CONTEXT || keys[0].kind != FEEL_STRING) {
        return false;
    }
    struct draft draft = {.evaluation = call->evaluation};
    struct feel_value inner = call->arguments[2];
    if (count > 1 && !put_path(call, feel_context_get(context->context, keys[0].string), keys + 1,
                               count - 1, &inner)) {
        return false;
    }
    if (draft_put_all(&draft, context->context) && draft_put(&draft, keys[0].string, &inner)) {
        draft_finish(&draft, ret);
    }
    return true;
}

void feel_call_context_put(const struct feel_invocation *call, struct feel_value *ret)
{
    const struct feel_value *key = &call->arguments[1], *keys = key;
    size_t count = 1;
    if (key->kind == FEEL_LIST) {
        keys = key->list->items;
        count = key->list->count;
    }
    if (count == 0 || !put_path(call, &call->arguments[0], keys, count, ret)) {
        feel_refuse(call, FEEL_CAUSE_WRONG_TYPE, ret);
    }
}
