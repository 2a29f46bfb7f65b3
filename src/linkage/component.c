/* component.c - edges over the cut, the best of both ends, joined up. */
#include "component.h"

#include "memory.h"
#include "parallel.h"
#include "radix.h"
#include "union_find.h"

#include <stdlib.h>

enum { PIECE_NODES = 1 << 14, TRIM_GRAIN = 8192 };

struct edge {
    int32_t score; /* over the cut */
    uint32_t other;
};

/* Edges over the cut of PIECE_NODES nodes with later ones. */
struct piece {
    struct component_edge *links;
    size_t count, capacity;
};

struct finding {
    const struct weighing *weighing;
    int32_t cut;
    int k;
    bool *apart; /* nodes whose identical mentions are kept apart */
    struct piece *pieces;
    size_t piece_count;
    uint32_t *edge_start; /* edges of a node: edges[edge_start[n] … + edge_count[n]) */
    uint32_t *edge_count; /* at most k once trimmed */
    struct edge *edges;
};

static int compare_edges(const void *a, const void *b)
{
    const struct edge *x = a;
    const struct edge *y = b;
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    return x->other < y->other ? -1 : x->other > y->other;
}

static int collect_body(void *context, size_t from, size_t to, int thread)
{
    struct finding *f = context;
    const struct pair_list *pairs = f->weighing->pairs;
    struct piece *piece = &f->pieces[from / PIECE_NODES];
    (void)thread;
    for (size_t left = from; left < to; left++) {
        for (uint32_t i = pairs->start[left]; i < pairs->start[left + 1]; i++) {
            int32_t score = weighing_score(f->weighing, i) - f->cut;
            uint32_t right = pairs->right[i];
            if (score <= 0 || f->apart[left] || f->apart[right]) {
                continue;
            }
            void *links = piece->links;
            int code =
                mem_try_grow(&links, &piece->capacity, piece->count + 1, sizeof *piece->links);
            piece->links = links;
            if (code != 0) {
                return code;
            }
            piece->links[piece->count++] = (struct component_edge){score, (uint32_t)left, right};
        }
    }
    return 0;
}

/* All pieces' edges, at both ends. */
static int gather_edges(struct finding *f, size_t nodes)
{
    for (size_t p = 0; p < f->piece_count; p++) {
        for (size_t i = 0; i < f->pieces[p].count; i++) {
            f->edge_count[f->pieces[p].links[i].left]++;
            f->edge_count[f->pieces[p].links[i].right]++;
        }
    }
    for (size_t n = 0; n < nodes; n++) {
        f->edge_start[n + 1] = f->edge_start[n] + f->edge_count[n];
        f->edge_count[n] = 0;
    }
    f->edges = mem_try_array(f->edge_start[nodes], sizeof *f->edges);
    if (f->edges == NULL) {
        return ERR_MEMORY;
    }
    for (size_t p = 0; p < f->piece_count; p++) {
        for (size_t i = 0; i < f->pieces[p].count; i++) {
            struct component_edge link = f->pieces[p].links[i];
            f->edges[f->edge_start[link.left] + f->edge_count[link.left]++] =
                (struct edge){link.score, link.right};
            f->edges[f->edge_start[link.right] + f->edge_count[link.right]++] =
                (struct edge){link.score, link.left};
        }
        mem_free(f->pieces[p].links);
        f->pieces[p] = (struct piece){0};
    }
    return 0;
}

static int trim_body(void *context, size_t from, size_t to, int thread)
{
    struct finding *f = context;
    (void)thread;
    for (size_t n = from; n < to; n++) {
        struct edge *edges = f->edges + f->edge_start[n];
        if (f->edge_count[n] > (uint32_t)f->k) {
            qsort(edges, f->edge_count[n], sizeof *edges, compare_edges);
            f->edge_count[n] = (uint32_t)f->k;
        }
    }
    return 0;
}

static bool has_edge(const struct finding *f, uint32_t node, uint32_t other)
{
    const struct edge *edges = f->edges + f->edge_start[node];
    for (uint32_t i = 0; i < f->edge_count[node]; i++) {
        if (edges[i].other == other) {
            return true;
        }
    }
    return false;
}

static int compare_links(const void *a, const void *b)
{
    const struct component_edge *x = a;
    const struct component_edge *y = b;
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    if (x->left != y->left) {
        return x->left < y->left ? -1 : 1;
    }
    return x->right < y->right ? -1 : x->right > y->right;
}

/* Edges that are among the best of both ends. Out: *ret_links, to be freed. */
static int mutual_edges(const struct finding *f, size_t nodes, struct component_edge **ret_links,
                        size_t *ret_count)
{
    void *links = NULL;
    size_t capacity = 0;
    size_t count = 0;
    int code = 0;
    for (uint32_t n = 0; code == 0 && n < nodes; n++) {
        for (uint32_t i = 0; code == 0 && i < f->edge_count[n]; i++) {
            struct edge edge = f->edges[f->edge_start[n] + i];
            if (edge.other > n && has_edge(f, edge.other, n)) {
                code = mem_try_grow(&links, &capacity, count + 1, sizeof(struct component_edge));
                if (code == 0) {
                    ((struct component_edge *)links)[count++] =
                        (struct component_edge){edge.score, n, edge.other};
                }
            }
        }
    }
    *ret_links = links;
    *ret_count = count;
    return code;
}

/* Edges that decisions make, behind the others. */
static int decided_edges(const struct constraint_list *list, struct component_edge **links,
                         size_t *count)
{
    void *grown = *links;
    size_t capacity = *count;
    int code = list == NULL ? 0
                            : mem_try_grow(&grown, &capacity, *count + list->count,
                                           sizeof(struct component_edge));
    *links = grown;
    for (size_t i = 0; code == 0 && list != NULL && i < list->count; i++) {
        const struct constraint *c = &list->at[i];
        if (c->same) {
            (*links)[(*count)++] = (struct component_edge){EDGE_DECIDED, c->left, c->right};
        }
    }
    return code;
}

/* Let no component grow over COMPONENT_MAX nodes: best edges first, the weakest of a giant give
 * way. Those that are decided come first, and all stand. */
static void split_giants(struct component_edge *edges, size_t count, size_t nodes,
                         struct components *ret)
{
    uint32_t *parent = ret->root;
    uint32_t *size = ret->local;
    qsort(edges, count, sizeof *edges, compare_links);
    for (uint32_t n = 0; n < nodes; n++) {
        ret->split += size[n] > COMPONENT_MAX;
        parent[n] = n;
        size[n] = 1;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t a = union_find_root(parent, edges[i].left);
        uint32_t b = union_find_root(parent, edges[i].right);
        bool decided = edges[i].score == EDGE_DECIDED;
        if (a != b && (decided || size[a] + size[b] <= COMPONENT_MAX)) {
            uint32_t together = size[a] + size[b];
            union_find_unite(parent, a, b);
            size[a < b ? a : b] = together;
        }
    }
}

/* Nodes by root. size and slot: room for a number a node, which the edges no longer need. */
static void group(size_t nodes, uint32_t *size, uint32_t *slot, struct components *ret)
{
    memset(size, 0, nodes * sizeof *size);
    for (uint32_t n = 0; n < nodes; n++) {
        ret->root[n] = union_find_root(ret->root, n);
        size[ret->root[n]]++;
    }
    uint32_t at = 0;
    for (uint32_t n = 0; n < nodes; n++) {
        slot[n] = at;
        if (size[n] > 1) {
            ret->start[ret->count++] = at;
            at += size[n];
        }
    }
    ret->start[ret->count] = at;
    for (uint32_t n = 0; n < nodes; n++) {
        uint32_t root = ret->root[n];
        if (size[root] > 1) {
            ret->member[slot[root]++] = n;
        }
    }
    memset(ret->local, 0xff, nodes * sizeof *ret->local);
    for (size_t c = 0; c < ret->count; c++) {
        for (uint32_t m = ret->start[c]; m < ret->start[c + 1]; m++) {
            ret->local[ret->member[m]] = m - ret->start[c];
        }
    }
}

static int components_begin(size_t nodes, struct components *ret)
{
    ret->start = mem_try_array(nodes / 2 + 2, sizeof *ret->start);
    ret->member = mem_try_array(nodes, sizeof *ret->member);
    ret->root = mem_try_array(nodes, sizeof *ret->root);
    ret->local = mem_try_array(nodes, sizeof *ret->local);
    ret->whole = mem_try_array(nodes, sizeof *ret->whole);
    return ret->start && ret->member && ret->root && ret->local && ret->whole ? 0 : ERR_MEMORY;
}

/* Most components are small, so that the order of their edges matters to few. size, slot: room for
 * a number a node. */
static void join(struct component_edge *edges, size_t count, size_t nodes, uint32_t *size,
                 uint32_t *slot, struct components *ret)
{
    for (uint32_t n = 0; n < nodes; n++) {
        ret->root[n] = n;
    }
    for (size_t i = 0; i < count; i++) {
        union_find_unite(ret->root, edges[i].left, edges[i].right);
    }
    for (uint32_t n = 0; n < nodes; n++) {
        uint32_t root = union_find_root(ret->root, n);
        ret->local[root]++;
        ret->largest = ret->local[root] > ret->largest ? ret->local[root] : ret->largest;
    }
    for (uint32_t n = 0; n < nodes; n++) {
        ret->whole[n] = union_find_root(ret->root, n);
    }
    if (ret->largest > COMPONENT_MAX) {
        split_giants(edges, count, nodes, ret);
    }
    group(nodes, size, slot, ret);
}

int components_join(struct component_edge *edges, size_t count, size_t nodes,
                    struct components *ret)
{
    uint32_t *size = mem_try_array(nodes, sizeof *size);
    uint32_t *slot = mem_try_array(nodes, sizeof *slot);
    int code = components_begin(nodes, ret);
    code = size == NULL || slot == NULL ? ERR_MEMORY : code;
    if (code == 0) {
        join(edges, count, nodes, size, slot, ret);
    }
    mem_free(size);
    mem_free(slot);
    return code;
}

static int find(struct finding *f, int threads, struct components *ret)
{
    size_t nodes = f->weighing->nodes->count;
    struct component_edge *mutual = NULL;
    size_t count = 0;
    for (size_t n = 0; n < nodes; n++) {
        f->apart[n] = weighing_apart(f->weighing, f->cut, n);
    }
    int code = parallel_for(threads, nodes, PIECE_NODES, collect_body, f);
    code = code ? code : gather_edges(f, nodes);
    code = code ? code : parallel_for(threads, nodes, TRIM_GRAIN, trim_body, f);
    code = code ? code : mutual_edges(f, nodes, &mutual, &count);
    code = code ? code : decided_edges(f->weighing->constraints, &mutual, &count);
    if (code == 0) { /* the edges of nodes have served: their room is used again */
        join(mutual, count, nodes, f->edge_count, f->edge_start, ret);
    }
    mem_free(mutual);
    return code;
}

int components_find(const struct weighing *weighing, int32_t cut, int k, int threads,
                    struct components *ret)
{
    size_t nodes = weighing->nodes->count;
    struct finding f = {.weighing = weighing, .cut = cut, .k = k};
    f.piece_count = (nodes + PIECE_NODES - 1) / PIECE_NODES;
    f.pieces = mem_try_array(f.piece_count, sizeof *f.pieces);
    f.apart = mem_try_array(nodes, sizeof *f.apart);
    f.edge_start = mem_try_array(nodes + 1, sizeof *f.edge_start);
    f.edge_count = mem_try_array(nodes, sizeof *f.edge_count);
    int code = components_begin(nodes, ret);
    code = f.pieces && f.apart && f.edge_start && f.edge_count ? code : ERR_MEMORY;
    code = code ? code : find(&f, threads, ret);
    for (size_t p = 0; f.pieces != NULL && p < f.piece_count; p++) {
        mem_free(f.pieces[p].links);
    }
    mem_free(f.pieces);
    mem_free(f.apart);
    mem_free(f.edge_start);
    mem_free(f.edge_count);
    mem_free(f.edges);
    return code;
}

void components_free(struct components *components)
{
    mem_free(components->start);
    mem_free(components->member);
    mem_free(components->root);
    mem_free(components->local);
    mem_free(components->whole);
    *components = (struct components){0};
}

/* Pairs of one component that are not in the list: at most half its members' square. */
static size_t unmet_of(const struct components *components, const struct pair_list *pairs,
                       const uint32_t *member, size_t count, uint64_t *ret)
{
    size_t found = 0;
    uint32_t root = components->root[member[0]];
    for (size_t i = 0; i < count; i++) {
        bool met[COMPONENT_COMPARED_MAX] = {false};
        for (uint32_t p = pairs->start[member[i]]; p < pairs->start[member[i] + 1]; p++) {
            uint32_t right = pairs->right[p];
            if (components->root[right] == root) {
                met[components->local[right]] = true;
            }
        }
        for (size_t j = i + 1; j < count; j++) {
            if (!met[j]) {
                ret[found++] = (uint64_t)member[i] << 32 | member[j];
            }
        }
    }
    return found;
}

int components_unmet(const struct components *components, const struct pair_list *pairs,
                     uint64_t **ret_pairs, size_t *ret_count)
{
    void *unmet = NULL;
    size_t capacity = 0;
    size_t count = 0;
    int code = 0;
    for (size_t c = 0; code == 0 && c < components->count; c++) {
        size_t size = components->start[c + 1] - components->start[c];
        if (size > 2 && size <= COMPONENT_COMPARED_MAX) {
            code = mem_try_grow(&unmet, &capacity, count + size * (size - 1) / 2, sizeof(uint64_t));
            count += code == 0
                         ? unmet_of(components, pairs, components->member + components->start[c],
                                    size, (uint64_t *)unmet + count)
                         : 0;
        }
    }
    uint64_t *scratch = code == 0 ? mem_try_array(count, sizeof *scratch) : NULL;
    code = code == 0 && scratch == NULL ? ERR_MEMORY : code;
    if (code == 0) {
        radix_sort(unmet, scratch, count, 0, 64);
        *ret_pairs = unmet;
        *ret_count = count;
    } else {
        mem_free(unmet);
    }
    mem_free(scratch);
    return code;
}
