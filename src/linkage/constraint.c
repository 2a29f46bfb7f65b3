/* constraint.c - decisions between nodes; the newest first, those that contradict no newer one. */
#include "constraint.h"

#include "memory.h"
#include "mention_decide.h"
#include "union_find.h"

static int find_constraints(const struct mention_table *t, const struct node_set *nodes,
                            struct constraint_list *ret)
{
    uint32_t *node_of = mem_try_array(t->count, sizeof *node_of); /* 1 more */
    ret->at = mem_try_array(t->decision_count, sizeof *ret->at);
    if (node_of == NULL || ret->at == NULL) {
        mem_free(node_of);
        return ERR_MEMORY;
    }
    for (uint32_t n = 0; n < nodes->count; n++) {
        if (t->decided[nodes->mention[n]] != 0) {
            node_of[nodes->mention[n]] = n + 1;
        }
    }
    for (size_t d = 0; d < t->decision_count; d++) {
        const struct mention_decision *decision = &t->decisions[d];
        uint32_t a = decision->left == NO_MENTION ? 0 : node_of[decision->left];
        uint32_t b = decision->right == NO_MENTION ? 0 : node_of[decision->right];
        if (a != 0 && b != 0) {
            ret->at[ret->count++] = (struct constraint){(a < b ? a : b) - 1, (a < b ? b : a) - 1,
                                                        decision->same, false, decision->number};
        }
    }
    mem_free(node_of);
    return 0;
}

/* struct sames - nodes that have been found to be the same so far. */
struct sames {
    const struct mention_table *table;
    const struct node_set *nodes;
    uint32_t *parent;
    uint32_t *next; /* the members of a set, from its root on, in a ring */
};

static bool share_row(const struct sames *s, uint32_t a, uint32_t b)
{
    const struct mention_place *x = &s->table->places[s->nodes->mention[a]];
    const struct mention_place *y = &s->table->places[s->nodes->mention[b]];
    return x->source == y->source && x->row == y->row;
}

static bool sets_share_row(const struct sames *s, uint32_t left, uint32_t right)
{
    uint32_t a = left;
    do {
        uint32_t b = right;
        do {
            if (share_row(s, a, b)) {
                return true;
            }
            b = s->next[b];
        } while (b != right);
        a = s->next[a];
    } while (a != left);
    return false;
}

/* Would uniting the two sets contradict a newer decision? */
static bool is_contradicted(const struct sames *s, const struct constraint_list *list, size_t newer,
                            uint32_t left, uint32_t right)
{
    for (size_t i = newer; i < list->count; i++) {
        const struct constraint *c = &list->at[i];
        if (c->holds && !c->same) {
            uint32_t a = union_find_root(s->parent, c->left);
            uint32_t b = union_find_root(s->parent, c->right);
            if ((a == left && b == right) || (a == right && b == left)) {
                return true;
            }
        }
    }
    return sets_share_row(s, left, right);
}

static void settle(struct sames *s, struct constraint_list *list)
{
    for (size_t i = list->count; i-- > 0;) {
        struct constraint *c = &list->at[i];
        uint32_t a = union_find_root(s->parent, c->left);
        uint32_t b = union_find_root(s->parent, c->right);
        c->holds = c->same ? a == b || !is_contradicted(s, list, i + 1, a, b) : a != b;
        if (c->holds && c->same && a != b) {
            uint32_t after = s->next[a];
            union_find_unite(s->parent, a, b);
            s->next[a] = s->next[b];
            s->next[b] = after;
        }
    }
}

int constraints_build(const struct mention_table *table, const struct node_set *nodes,
                      struct constraint_list *ret)
{
    if (table->decision_count == 0) {
        return 0;
    }
    int code = find_constraints(table, nodes, ret);
    if (code != 0 || ret->count == 0) {
        return code;
    }
    struct sames s = {.table = table,
                      .nodes = nodes,
                      .parent = mem_try_array(nodes->count, sizeof *s.parent),
                      .next = mem_try_array(nodes->count, sizeof *s.next)};
    code = s.parent == NULL || s.next == NULL ? ERR_MEMORY : 0;
    for (uint32_t n = 0; code == 0 && n < nodes->count; n++) {
        s.parent[n] = s.next[n] = n;
    }
    if (code == 0) {
        settle(&s, ret);
    }
    mem_free(s.parent);
    mem_free(s.next);
    return code;
}

void constraints_free(struct constraint_list *constraints)
{
    mem_free(constraints->at);
    *constraints = (struct constraint_list){0};
}
