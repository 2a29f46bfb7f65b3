/* whole_list.h - whole numbers in a list that grows. */
#ifndef CANTREF_BASE_WHOLE_LIST_H
#define CANTREF_BASE_WHOLE_LIST_H

#include "memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* struct whole_list - start from zero; end with whole_list_free. */
struct whole_list {
    int64_t *at;
    size_t count, capacity;
};

/* whole_list_add - at its end; aborts when out of memory. whole_list_free - empty again. */
static inline void whole_list_add(struct whole_list *list, int64_t value)
{
    void *at = list->at;
    mem_must_grow(&at, &list->capacity, list->count + 1, sizeof *list->at);
    list->at = at;
    list->at[list->count++] = value;
}

/* whole_list_sort - ascending. whole_list_unique - and each once. */
static inline int whole_list_compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static inline void whole_list_sort(struct whole_list *list)
{
    if (list->count > 1) {
        qsort(list->at, list->count, sizeof *list->at, whole_list_compare);
    }
}

static inline void whole_list_unique(struct whole_list *list)
{
    size_t kept = 0;
    whole_list_sort(list);
    for (size_t i = 0; i < list->count; i++) {
        if (kept == 0 || list->at[kept - 1] != list->at[i]) {
            list->at[kept++] = list->at[i];
        }
    }
    list->count = kept;
}

/* whole_list_has - is the value in it? Cost: its length. */
static inline bool whole_list_has(const struct whole_list *list, int64_t value)
{
    size_t i = 0;
    while (i < list->count && list->at[i] != value) {
        i++;
    }
    return i < list->count;
}

static inline void whole_list_free(struct whole_list *list)
{
    mem_free(list->at);
    *list = (struct whole_list){0};
}

#endif
