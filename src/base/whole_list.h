/* whole_list.h - whole numbers in a list that grows. */
#ifndef CANTREF_BASE_WHOLE_LIST_H
#define CANTREF_BASE_WHOLE_LIST_H

#include "memory.h"

#include <stdint.h>

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

static inline void whole_list_free(struct whole_list *list)
{
    mem_free(list->at);
    *list = (struct whole_list){0};
}

#endif
