/* source_failure.c - see source_failure.h. */
#include "source_failure.h"

#include "memory.h"

#include <string.h>

const struct source_failure *source_failure_of(const struct source_failures *list,
                                               struct str source)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(str_of(list->at[i].name), source)) {
            return &list->at[i];
        }
    }
    return NULL;
}

void source_failure_clear(struct source_failures *list, struct str source)
{
    const struct source_failure *known = source_failure_of(list, source);
    if (known != NULL) {
        size_t i = (size_t)(known - list->at);
        mem_free(list->at[i].name);
        list->at[i] = list->at[--list->count];
    }
}

void source_failure_put(struct source_failures *list, struct str source, const struct err *err,
                        int64_t now)
{
    void *at = list->at;
    char *name = mem_must_array(source.len + 1, 1);
    source_failure_clear(list, source);
    mem_must_grow(&at, &list->capacity, list->count + 1, sizeof *list->at);
    list->at = at;
    memcpy(name, source.ptr, source.len);
    list->at[list->count++] = (struct source_failure){.name = name, .err = *err, .at = now};
}

void source_failures_free(struct source_failures *list)
{
    for (size_t i = 0; i < list->count; i++) {
        mem_free(list->at[i].name);
    }
    mem_free(list->at);
    *list = (struct source_failures){0};
}
