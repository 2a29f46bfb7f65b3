/* err_list.c - errors kept in the order in which they were met. */
#include "err_list.h"

#include "memory.h"

int err_list_add(struct err_list *list, const struct err *err)
{
    list->count++;
    if (list->kept < ERR_LIST_MAX) {
        mem_must_grow((void **)&list->errors, &list->capacity, list->kept + 1,
                      sizeof *list->errors);
        list->errors[list->kept++] = *err;
    }
    return err->code;
}

static bool comes_after(const struct err *a, const struct err *b)
{
    return a->line != b->line ? a->line > b->line : a->column > b->column;
}

void err_list_sort(struct err_list *list, size_t from)
{
    for (size_t i = from + 1; i < list->kept; i++) { /* few, and nearly in order */
        struct err err = list->errors[i];
        size_t at = i;
        for (; at > from && comes_after(&list->errors[at - 1], &err); at--) {
            list->errors[at] = list->errors[at - 1];
        }
        list->errors[at] = err;
    }
}

int err_list_code(const struct err_list *list)
{
    return list->kept > 0 ? list->errors[0].code : 0;
}

int err_list_first(const struct err_list *list, struct err *err)
{
    if (list->kept > 0 && err != NULL) {
        *err = list->errors[0];
    }
    return err_list_code(list);
}

void err_list_free(struct err_list *list)
{
    mem_free(list->errors);
    *list = (struct err_list){0};
}
