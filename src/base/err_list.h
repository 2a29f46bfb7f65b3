/* err_list.h - every mistake in some input, not only the first: what a check tells at once. */
#ifndef CANTREF_BASE_ERR_LIST_H
#define CANTREF_BASE_ERR_LIST_H

#include "err.h"

enum { ERR_LIST_MAX = 1000 };

/* struct err_list - start from {0}, end with err_list_free. The first ERR_LIST_MAX are kept, all
 * are counted. Belongs to one thread at a time. */
struct err_list {
    struct err *errors;
    size_t kept;
    size_t count;
    size_t capacity;
};

/* err_list_add - a copy of err at the end. Returns err's code. Out of memory ends the program. */
int err_list_add(struct err_list *list, const struct err *err);

/* err_list_sort - put the errors from the one at `from` on in the order of their lines and columns;
 * those of one place stay as they were. */
void err_list_sort(struct err_list *list, size_t from);

/* err_list_code - the code of the first, 0 when there is none. */
int err_list_code(const struct err_list *list);

/* err_list_first - the code of the first, which is copied to err (NULL: not); 0 when there is
 * none, err is untouched then. */
int err_list_first(const struct err_list *list, struct err *err);

void err_list_free(struct err_list *list);

#endif
