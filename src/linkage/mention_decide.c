/* mention_decide.c - decisions put in order, and the mentions they name marked. */
#include "mention_decide.h"

#include "hash.h"
#include "memory.h"

#include <stdlib.h>

static int by_number(const void *a, const void *b)
{
    const struct mention_decision *x = a;
    const struct mention_decision *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static bool is_wrong(const struct mention_table *t, const struct mention_decision *d)
{
    if (d->left == NO_MENTION || d->right == NO_MENTION) {
        return false;
    }
    const struct mention_place *left = &t->places[d->left];
    const struct mention_place *right = &t->places[d->right];
    return d->left == d->right ||
           (d->same && left->source == right->source && left->row == right->row);
}

static void mark(struct mention_table *t, uint32_t mention, int64_t number, uint64_t side)
{
    if (mention != NO_MENTION && t->decided[mention] == 0) {
        uint64_t mark = hash_join((uint64_t)number, side);
        t->decided[mention] = mark != 0 ? mark : 1;
    }
}

int mention_table_decide(struct mention_table *t, const struct mention_decision *decisions,
                         size_t count, size_t *ret_wrong)
{
    for (size_t i = 0; i < count; i++) {
        if (is_wrong(t, &decisions[i])) {
            *ret_wrong = i;
            return ERR_INPUT;
        }
    }
    if (count == 0) {
        return 0;
    }
    struct mention_decision *kept = mem_try_array(count, sizeof *kept);
    uint64_t *decided = mem_try_array(t->count, sizeof *decided);
    if (kept == NULL || decided == NULL) {
        mem_free(kept);
        mem_free(decided);
        return ERR_MEMORY;
    }
    memcpy(kept, decisions, count * sizeof *kept);
    qsort(kept, count, sizeof *kept, by_number);
    t->decisions = kept;
    t->decision_count = count;
    t->decided = decided;
    for (size_t i = 0; i < count; i++) {
        mark(t, kept[i].left, kept[i].number, 1);
        mark(t, kept[i].right, kept[i].number, 2);
    }
    return 0;
}
