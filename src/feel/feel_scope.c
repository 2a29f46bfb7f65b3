/* feel_scope.c - which names are there. */
#include "feel_syntax.h"

#include "feel_builtin.h"
#include "feel_lexer.h"

struct feel_scope *feel_scope_new(struct arena *arena, const struct feel_scope *outer,
                                  enum feel_scope_kind kind)
{
    struct feel_scope *scope = arena_alloc(arena, sizeof *scope);
    scope->kind = kind;
    scope->outer = outer;
    scope->arena = arena;
    scope->captured = arena_alloc(arena, sizeof *scope->captured);
    scope->partial = arena_alloc(arena, sizeof *scope->partial);
    return scope;
}

struct str feel_name_normal(struct arena *arena, struct str name)
{
    char *copy = arena_alloc(arena, name.len + 1);
    size_t length = 0;
    bool gap = false;
    for (size_t i = 0; i < name.len;) {
        size_t space = feel_space_at(name, i);
        gap = gap || space > 0;
        if (space == 0) {
            if (gap && length > 0) {
                copy[length++] = ' ';
            }
            gap = false;
            copy[length++] = name.ptr[i];
        }
        i += space > 0 ? space : 1;
    }
    return (struct str){copy, length};
}

/* Room for one more of `count` in an array that the arena keeps. */
static void *grow(struct arena *arena, void *array, uint32_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return array;
    }
    *capacity = *capacity == 0 ? 4 : *capacity * 2;
    void *larger = arena_alloc(arena, *capacity * size);
    if (count > 0) {
        memcpy(larger, array, count * size);
    }
    return larger;
}

uint32_t feel_scope_add(struct feel_scope *scope, struct str name, const struct feel_type *type)
{
    scope->names =
        grow(scope->arena, scope->names, scope->count, &scope->capacity, sizeof *scope->names);
    scope->names[scope->count] = (struct feel_name){feel_name_normal(scope->arena, name), type};
    return scope->count++;
}

void feel_scope_add_type(struct feel_scope *scope, struct str name, const struct feel_type *type)
{
    scope->types = grow(scope->arena, scope->types, scope->type_count, &scope->type_capacity,
                        sizeof *scope->types);
    scope->types[scope->type_count++] =
        (struct feel_named_type){feel_name_normal(scope->arena, name), type};
}

struct feel_scope *feel_scope_of_input(struct arena *arena, const struct feel_scope *outer,
                                       const struct feel_type *type)
{
    struct feel_scope *scope = feel_scope_new(arena, outer, FEEL_SCOPE_DECLARED);
    feel_scope_add(scope, STR("?"), type);
    return scope;
}

struct feel_scope *feel_scope_of_filter(struct arena *arena, const struct feel_scope *outer,
                                        const struct feel_type *item)
{
    struct feel_scope *scope = feel_scope_new(arena, outer, FEEL_SCOPE_FILTER);
    feel_scope_add(scope, STR("item"), item);
    return scope;
}

const struct feel_type *feel_type_built_in(struct str name)
{
    for (int kind = FEEL_NULL; kind < FEEL_KINDS; kind++) {
        if (str_eq(name, str_of(feel_kind_name(kind)))) {
            return feel_type_simple(kind);
        }
    }
    return NULL;
}

const struct feel_type *feel_scope_find_type(const struct feel_scope *scope, struct str name)
{
    for (; scope != NULL; scope = scope->outer) {
        for (uint32_t i = 0; i < scope->type_count; i++) {
            if (str_eq(scope->types[i].name, name)) {
                return scope->types[i].type;
            }
        }
    }
    return feel_type_built_in(name);
}

size_t feel_name_match(struct str text, size_t at, struct str name)
{
    size_t from = at, i = 0;
    bool word = false; /* the last character was of a word */
    while (i < name.len) {
        if (name.ptr[i] == ' ') { /* must be there between words, may be around symbols */
            i++;
            size_t space = feel_space_at(text, at);
            if (space == 0 && word && feel_name_part_at(name, i) > 0) {
                return 0;
            }
        } else if (word && feel_name_part_at(name, i) > 0 && feel_space_at(text, at) > 0) {
            return 0;
        }
        for (size_t space; (space = feel_space_at(text, at)) > 0;) {
            at += space;
        }
        word = feel_name_part_at(name, i) > 0;
        size_t length = word ? feel_name_part_at(name, i) : 1;
        if (at + length > text.len || memcmp(text.ptr + at, name.ptr + i, length) != 0) {
            return 0;
        }
        at += length;
        i += length;
    }
    return word && feel_name_part_at(text, at) > 0 ? 0 : at - from;
}

static void match_longer(struct str text, size_t at, struct str name, size_t *longest,
                         struct str *ret_name)
{
    if (name.len > 0 && at < text.len && name.ptr[0] == text.ptr[at]) {
        size_t length = feel_name_match(text, at, name);
        if (length > *longest) {
            *longest = length;
            *ret_name = name;
        }
    }
}

size_t feel_scope_match(const struct feel_scope *scope, struct str text, size_t at,
                        struct str *ret_name)
{
    size_t longest = 0;
    for (; scope != NULL; scope = scope->outer) {
        for (uint32_t i = 0; i < scope->count; i++) {
            match_longer(text, at, scope->names[i].name, &longest, ret_name);
        }
        if (scope->kind == FEEL_SCOPE_FILTER && scope->count > 0) {
            const struct feel_type *item = scope->names[0].type;
            for (uint32_t i = 0; item->kind == FEEL_CONTEXT && i < item->field_count; i++) {
                match_longer(text, at, item->fields[i].name, &longest, ret_name);
            }
        }
    }
    for (size_t i = 0; i < feel_builtin_count; i++) {
        match_longer(text, at, feel_builtins[i].name, &longest, ret_name);
    }
    return longest;
}
