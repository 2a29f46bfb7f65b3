/* pair_cause.c - a pair's way through blocking, weighing and resolving, followed once more. */
#include "pair_cause.h"

#include "memory.h"
#include "union_find.h"

#include <stdlib.h>

static const struct {
    const char *group, *name;
} cause_names[PAIR_CAUSES] = {
    [CAUSE_RIGHT] = {"right", "right"},
    [CAUSE_NOT_READ] = {"not read", "not read"},
    [CAUSE_OTHER_KIND] = {"not people", "not people"},
    [CAUSE_UNMET_ALONE] = {"never blocked", "never blocked: no path"},
    [CAUSE_UNMET_PATH] = {"never blocked", "never blocked: a path exists"},
    [CAUSE_SCORED_LOW] = {"scored low", "scored low"},
    [CAUSE_APART_IDENTICAL] = {"resolved apart", "resolved apart: identical rows"},
    [CAUSE_APART_EDGES] = {"resolved apart", "resolved apart: not among the best edges"},
    [CAUSE_APART_COMPONENT] = {"resolved apart", "resolved apart: component over its limit"},
    [CAUSE_APART_AVERAGE] = {"resolved apart", "resolved apart: average link"},
    [CAUSE_OTHER_KIND_JOINED] = {"not people", "not people"},
    [CAUSE_SCORED_HIGH] = {"scored high", "scored high"},
    [CAUSE_CHAINED_LOW] = {"chained", "chained: scored low"},
    [CAUSE_CHAINED_UNMET] = {"chained", "chained: never met"},
};

const char *pair_cause_name(enum pair_cause cause)
{
    return cause_names[cause].name;
}

const char *pair_cause_group(enum pair_cause cause)
{
    return cause_names[cause].group;
}

static uint32_t *own_roots(size_t count)
{
    uint32_t *parent = mem_must_array(count, sizeof *parent);
    for (size_t i = 0; i < count; i++) {
        parent[i] = (uint32_t)i;
    }
    return parent;
}

static bool is_apart(const struct pair_causes *c, size_t node)
{
    const struct linking *l = c->linking;
    struct weighing weighing = linking_weighing(l);
    return weighing_apart(&weighing, c->model->cut, node);
}

/* ---- paths of candidates within a label */

static void unite_same_labels(struct pair_causes *c, const uint32_t *label, size_t a, size_t b)
{
    const struct node_set *nodes = &c->linking->nodes;
    for (uint32_t i = nodes->offset[a]; i < nodes->offset[a + 1]; i++) {
        uint32_t left = nodes->member[i];
        for (uint32_t j = nodes->offset[b]; j < nodes->offset[b + 1]; j++) {
            uint32_t right = nodes->member[j];
            if (label[left] != 0 && label[left] == label[right]) {
                union_find_unite(c->path, left, right);
            }
        }
    }
}

static void find_paths(struct pair_causes *c, const uint32_t *label)
{
    const struct linking *l = c->linking;
    c->path = own_roots(c->mention_count);
    for (size_t a = 0; a < l->nodes.count; a++) {
        unite_same_labels(c, label, a, a);
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            unite_same_labels(c, label, a, l->pairs.right[i]);
        }
    }
    for (uint32_t m = 0; m < c->mention_count; m++) {
        c->path[m] = union_find_root(c->path, m);
    }
}

/* ---- components of mutual best edges, as resolve finds them */

struct best_edge {
    uint32_t node, other;
    int32_t score;
};

/* By node, then as resolve ranks edges: the best score, then the lower node. */
static int compare_edges(const void *a, const void *b)
{
    const struct best_edge *x = a;
    const struct best_edge *y = b;
    if (x->node != y->node) {
        return x->node < y->node ? -1 : 1;
    }
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    return x->other < y->other ? -1 : x->other > y->other;
}

static int compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static struct best_edge *edges_over_cut(const struct pair_causes *c, size_t *ret_count)
{
    const struct linking *l = c->linking;
    struct best_edge *edges = NULL;
    void *grown = NULL;
    size_t count = 0;
    size_t capacity = 0;
    for (uint32_t a = 0; a < l->nodes.count; a++) {
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            uint32_t b = l->pairs.right[i];
            int32_t score = pair_score(&l->pairs, l->weights, i);
            if (score > c->model->cut && !is_apart(c, a) && !is_apart(c, b)) {
                mem_must_grow(&grown, &capacity, count + 2, sizeof *edges);
                edges = grown;
                edges[count++] = (struct best_edge){a, b, score};
                edges[count++] = (struct best_edge){b, a, score};
            }
        }
    }
    if (count > 0) {
        qsort(edges, count, sizeof *edges, compare_edges);
    }
    *ret_count = count;
    return edges;
}

static bool keeps_edge(const struct pair_causes *c, uint32_t node, uint32_t other)
{
    size_t count = c->edge_start[node + 1] - c->edge_start[node];
    return count > 0 && bsearch(&other, c->edges + c->edge_start[node], count, sizeof *c->edges,
                                compare_u32) != NULL;
}

static void find_components(struct pair_causes *c)
{
    size_t nodes = c->linking->nodes.count;
    size_t count;
    struct best_edge *edges = edges_over_cut(c, &count);
    size_t at = 0;
    size_t used = 0;
    c->edge_start = mem_must_array(nodes + 1, sizeof *c->edge_start);
    c->edges = mem_must_array(count, sizeof *c->edges);
    for (size_t n = 0; n < nodes; n++) {
        c->edge_start[n] = used;
        for (int rank = 0; at < count && edges[at].node == n; at++, rank++) {
            if (rank < c->model->k) {
                c->edges[used++] = edges[at].other;
            }
        }
        if (used > c->edge_start[n]) {
            qsort(c->edges + c->edge_start[n], used - c->edge_start[n], sizeof *c->edges,
                  compare_u32);
        }
    }
    c->edge_start[nodes] = used;
    mem_free(edges);
    c->component = own_roots(nodes);
    c->component_size = mem_must_array(nodes, sizeof *c->component_size);
    for (uint32_t n = 0; n < nodes; n++) {
        for (size_t i = c->edge_start[n]; i < c->edge_start[n + 1]; i++) {
            if (keeps_edge(c, c->edges[i], n)) {
                union_find_unite(c->component, n, c->edges[i]);
            }
        }
    }
    for (uint32_t n = 0; n < nodes; n++) {
        c->component[n] = union_find_root(c->component, n);
        c->component_size[c->component[n]]++;
    }
}

void pair_causes_begin(const struct linking *linking, const struct kind_model *model,
                       const uint32_t *label, size_t mention_count, struct pair_causes *ret)
{
    const struct node_set *nodes = &linking->nodes;
    *ret = (struct pair_causes){.linking = linking, .model = model, .mention_count = mention_count};
    ret->node = mem_must_array(mention_count, sizeof *ret->node);
    memset(ret->node, 0xff, mention_count * sizeof *ret->node);
    for (uint32_t n = 0; n < nodes->count; n++) {
        for (uint32_t i = nodes->offset[n]; i < nodes->offset[n + 1]; i++) {
            ret->node[nodes->member[i]] = n;
        }
    }
    find_paths(ret, label);
    find_components(ret);
}

void pair_causes_free(struct pair_causes *c)
{
    mem_free(c->node);
    mem_free(c->path);
    mem_free(c->component);
    mem_free(c->component_size);
    mem_free(c->edge_start);
    mem_free(c->edges);
    *c = (struct pair_causes){0};
}

/* ---- one pair */

/* Fills what is known of a pair that met; false: it did not. */
static bool find_pair(const struct linking *l, uint32_t a, uint32_t b, struct pair_verdict *ret)
{
    if (a == b) {
        ret->pattern = l->self[a];
        ret->rarity = l->self_rarity[a];
    } else {
        uint32_t left = a < b ? a : b;
        uint32_t right = a < b ? b : a;
        const uint32_t *from = l->pairs.right + l->pairs.start[left];
        size_t count = l->pairs.start[left + 1] - l->pairs.start[left];
        const uint32_t *found =
            count ? bsearch(&right, from, count, sizeof right, compare_u32) : NULL;
        if (found == NULL) {
            return false;
        }
        ret->pattern = l->pairs.pattern[found - l->pairs.right];
        ret->rarity = l->pairs.rarity[found - l->pairs.right];
    }
    ret->weight = l->weights[ret->pattern] + ret->rarity * (WEIGHT_ONE / 64);
    return true;
}

static enum pair_cause why_missed(const struct pair_causes *c, size_t left, size_t right,
                                  const struct pair_verdict *v)
{
    uint32_t a = c->node[left];
    uint32_t b = c->node[right];
    if (!v->met) {
        return c->path[left] == c->path[right] ? CAUSE_UNMET_PATH : CAUSE_UNMET_ALONE;
    }
    if (v->weight <= c->model->cut) {
        return CAUSE_SCORED_LOW;
    }
    if (is_apart(c, a) || is_apart(c, b)) {
        return CAUSE_APART_IDENTICAL;
    }
    if (c->component[a] != c->component[b]) {
        return CAUSE_APART_EDGES;
    }
    return c->component_size[c->component[a]] > COMPONENT_MAX ? CAUSE_APART_COMPONENT
                                                              : CAUSE_APART_AVERAGE;
}

struct pair_verdict pair_cause_of(const struct pair_causes *c, size_t left, size_t right, bool same,
                                  bool together_otherwise)
{
    struct pair_verdict v = {.cause = CAUSE_RIGHT, .pattern = UINT32_MAX};
    if (left == SIZE_MAX || right == SIZE_MAX) {
        v.cause = same ? CAUSE_NOT_READ : CAUSE_RIGHT;
        return v;
    }
    uint32_t a = c->node[left];
    uint32_t b = c->node[right];
    if (a == UINT32_MAX || b == UINT32_MAX) {
        v.together = together_otherwise;
        v.cause = same == together_otherwise ? CAUSE_RIGHT
                  : same                     ? CAUSE_OTHER_KIND
                                             : CAUSE_OTHER_KIND_JOINED;
        return v;
    }
    const uint32_t *cluster = c->linking->outcome.cluster;
    v.met = find_pair(c->linking, a, b, &v);
    v.together = cluster[a] == cluster[b] && !is_apart(c, a) && !is_apart(c, b);
    if (same && !v.together) {
        v.cause = why_missed(c, left, right, &v);
    } else if (!same && v.together) {
        v.cause = !v.met                     ? CAUSE_CHAINED_UNMET
                  : v.weight > c->model->cut ? CAUSE_SCORED_HIGH
                                             : CAUSE_CHAINED_LOW;
    }
    return v;
}
