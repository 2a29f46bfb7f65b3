/* resolve.c - mutual best edges, components, average linkage. */
#include "resolve.h"

#include "memory.h"
#include "parallel.h"
#include "radix.h"

#include <stdlib.h>

enum { COMPONENT_GRAIN = 64 };
static const double NEVER =
    -1e15; /* outweighs all else that a component can hold; what it rounds away belongs to clusters that never merge */

struct edge {
    int32_t score; /* over the cut */
    uint32_t other;
};

struct run {
    const struct node_set *nodes;
    const struct pair_list *pairs;
    const int32_t *weights;
    const struct resolve_options *options;
    bool *apart;          /* nodes whose identical mentions are kept apart */
    uint32_t *edge_start; /* edges of a node: edges[edge_start[n] … + edge_count[n]) */
    uint32_t *edge_count; /* at most k once trimmed */
    struct edge *edges;
    uint32_t *parent;    /* union-find; then the component's root */
    uint32_t *member;    /* nodes grouped by component, ascending within */
    uint32_t *component; /* starts in member of components of two or more; one more at the end */
    size_t component_count;
    uint32_t *local;   /* a node's place within its component */
    uint32_t *cluster; /* the answer */
};

static uint32_t find_root(uint32_t *parent, uint32_t node)
{
    while (parent[node] != node) {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    return node;
}

/* The lower node becomes the root, whatever the order of unions. */
static void unite(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = find_root(parent, a);
    b = find_root(parent, b);
    if (a < b) {
        parent[b] = a;
    } else {
        parent[a] = b;
    }
}

static int compare_edges(const void *a, const void *b)
{
    const struct edge *x = a;
    const struct edge *y = b;
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    return x->other < y->other ? -1 : x->other > y->other;
}

static int32_t over_cut(const struct run *run, size_t pair)
{
    return pair_score(run->pairs, run->weights, pair) - run->options->cut;
}

/* Edges over the cut at both ends, the best k of each node first. */
static int collect_edges(struct run *run)
{
    const struct pair_list *pairs = run->pairs;
    size_t nodes = pairs->node_count;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t left = 0; left < nodes; left++) {
            for (uint32_t i = pairs->start[left]; i < pairs->start[left + 1]; i++) {
                uint32_t right = pairs->right[i];
                int32_t score = over_cut(run, i);
                if (score <= 0 || run->apart[left] || run->apart[right]) {
                    continue;
                }
                if (pass == 1) {
                    run->edges[run->edge_start[left] + run->edge_count[left]] =
                        (struct edge){score, right};
                    run->edges[run->edge_start[right] + run->edge_count[right]] =
                        (struct edge){score, left};
                }
                run->edge_count[left]++;
                run->edge_count[right]++;
            }
        }
        if (pass == 0) {
            for (size_t n = 0; n < nodes; n++) {
                run->edge_start[n + 1] = run->edge_start[n] + run->edge_count[n];
                run->edge_count[n] = 0;
            }
            run->edges = mem_try_array(run->edge_start[nodes], sizeof *run->edges);
            if (run->edges == NULL) {
                return ERR_MEMORY;
            }
        }
    }
    return 0;
}

static int trim_body(void *context, size_t from, size_t to, int thread)
{
    struct run *run = context;
    (void)thread;
    for (size_t n = from; n < to; n++) {
        struct edge *edges = run->edges + run->edge_start[n];
        if (run->edge_count[n] > 1) {
            qsort(edges, run->edge_count[n], sizeof *edges, compare_edges);
        }
        if (run->edge_count[n] > (uint32_t)run->options->k) {
            run->edge_count[n] = (uint32_t)run->options->k;
        }
    }
    return 0;
}

static bool has_edge(const struct run *run, uint32_t node, uint32_t other)
{
    const struct edge *edges = run->edges + run->edge_start[node];
    for (uint32_t i = 0; i < run->edge_count[node]; i++) {
        if (edges[i].other == other) {
            return true;
        }
    }
    return false;
}

/* Group nodes by root: member[], component[], local[]. Nodes that are alone are left out. */
static void group(struct run *run)
{
    size_t nodes = run->pairs->node_count;
    uint32_t *size = run->edge_count; /* edges are done with */
    uint32_t *slot = run->edge_start;
    memset(size, 0, nodes * sizeof *size);
    for (uint32_t n = 0; n < nodes; n++) {
        run->parent[n] = find_root(run->parent, n);
        run->cluster[n] = n;
        size[run->parent[n]]++;
    }
    uint32_t at = 0;
    for (uint32_t n = 0; n < nodes; n++) {
        slot[n] = at;
        if (size[n] > 1) {
            run->component[run->component_count++] = at;
            at += size[n];
        }
    }
    run->component[run->component_count] = at;
    for (uint32_t n = 0; n < nodes; n++) {
        uint32_t root = run->parent[n];
        if (size[root] > 1) {
            run->member[slot[root]++] = n;
        }
    }
    for (size_t c = 0; c < run->component_count; c++) {
        for (uint32_t m = run->component[c]; m < run->component[c + 1]; m++) {
            run->local[run->member[m]] = m - run->component[c];
        }
    }
}

struct link {
    int32_t score;
    uint32_t left, right;
};

static int compare_links(const void *a, const void *b)
{
    const struct link *x = a;
    const struct link *y = b;
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    if (x->left != y->left) {
        return x->left < y->left ? -1 : 1;
    }
    return x->right < y->right ? -1 : x->right > y->right;
}

/* Join the ends of mutual best edges, best first, but let none grow over COMPONENT_MAX nodes: the
 * weakest edges of a giant give way. Most components are small, so that the order matters to
 * few. */
static int unite_edges(struct run *run, struct resolve_outcome *ret)
{
    size_t nodes = run->pairs->node_count;
    size_t count = 0;
    size_t capacity = 0;
    void *links = NULL;
    for (uint32_t n = 0; n < nodes; n++) {
        for (uint32_t i = 0; i < run->edge_count[n]; i++) {
            struct edge edge = run->edges[run->edge_start[n] + i];
            if (edge.other > n && has_edge(run, edge.other, n)) {
                if (mem_try_grow(&links, &capacity, count + 1, sizeof(struct link)) != 0) {
                    mem_free(links);
                    return ERR_MEMORY;
                }
                ((struct link *)links)[count++] = (struct link){edge.score, n, edge.other};
                unite(run->parent, n, edge.other);
            }
        }
    }
    uint32_t *size = run->local;
    memset(size, 0, nodes * sizeof *size);
    for (uint32_t n = 0; n < nodes; n++) {
        uint32_t root = find_root(run->parent, n);
        size[root]++;
        ret->largest_component =
            size[root] > ret->largest_component ? size[root] : ret->largest_component;
    }
    if (ret->largest_component > COMPONENT_MAX) {
        qsort(links, count, sizeof(struct link), compare_links);
        for (uint32_t n = 0; n < nodes; n++) {
            ret->split_components += size[n] > COMPONENT_MAX;
            run->parent[n] = n;
            size[n] = 1;
        }
        for (size_t i = 0; i < count; i++) {
            struct link link = ((struct link *)links)[i];
            uint32_t a = find_root(run->parent, link.left);
            uint32_t b = find_root(run->parent, link.right);
            if (a != b && size[a] + size[b] <= COMPONENT_MAX) {
                uint32_t together = size[a] + size[b];
                unite(run->parent, a, b);
                size[a < b ? a : b] = together;
            }
        }
    }
    mem_free(links);
    return 0;
}

/* One component as a dense matrix of sums of scores between clusters. */
struct matrix {
    size_t count;
    double *sum;
    double *size;
    uint32_t *best; /* the other cluster with the best average */
    double *best_mean;
    bool *gone;
    size_t capacity;
};

static int matrix_reserve(struct matrix *m, size_t count)
{
    if (count > m->capacity) {
        mem_free(m->sum);
        mem_free(m->size);
        mem_free(m->best);
        mem_free(m->best_mean);
        mem_free(m->gone);
        *m = (struct matrix){.capacity = count < 32 ? 32 : count};
        m->sum = mem_try_array(m->capacity * m->capacity, sizeof *m->sum);
        m->size = mem_try_array(m->capacity, sizeof *m->size);
        m->best = mem_try_array(m->capacity, sizeof *m->best);
        m->best_mean = mem_try_array(m->capacity, sizeof *m->best_mean);
        m->gone = mem_try_array(m->capacity, sizeof *m->gone);
        if (!m->sum || !m->size || !m->best || !m->best_mean || !m->gone) {
            return ERR_MEMORY;
        }
    }
    m->count = count;
    return 0;
}

static void matrix_free(struct matrix *m)
{
    mem_free(m->sum);
    mem_free(m->size);
    mem_free(m->best);
    mem_free(m->best_mean);
    mem_free(m->gone);
}

static void find_best(struct matrix *m, size_t i)
{
    m->best_mean[i] = 0;
    m->best[i] = UINT32_MAX;
    for (size_t j = 0; j < m->count; j++) {
        if (j == i || m->gone[j]) {
            continue;
        }
        double mean = m->sum[i * m->count + j] / (m->size[i] * m->size[j]);
        if (mean > m->best_mean[i]) {
            m->best_mean[i] = mean;
            m->best[i] = (uint32_t)j;
        }
    }
}

static void fill_matrix(const struct run *run, const uint32_t *member, struct matrix *m)
{
    const struct pair_list *pairs = run->pairs;
    uint32_t root = run->parent[member[0]];
    for (size_t i = 0; i < m->count; i++) {
        m->size[i] = node_size(run->nodes, member[i]);
        m->gone[i] = false;
    }
    for (size_t i = 0; i < m->count; i++) {
        for (size_t j = 0; j < m->count; j++) {
            m->sum[i * m->count + j] = run->options->unmet * m->size[i] * m->size[j];
        }
    }
    for (size_t i = 0; i < m->count; i++) {
        uint32_t left = member[i];
        for (uint32_t p = pairs->start[left]; p < pairs->start[left + 1]; p++) {
            uint32_t right = pairs->right[p];
            if (run->parent[right] == root) {
                size_t j = run->local[right];
                double sum = over_cut(run, p) * m->size[i] * m->size[j];
                m->sum[i * m->count + j] = sum;
                m->sum[j * m->count + i] = sum;
            }
        }
    }
}

/* Nodes that stand together in a row: no average is good enough. */
static void keep_rows_apart(const struct run *run, const uint32_t *member, struct matrix *m)
{
    const struct mention_place *places = run->options->places;
    for (size_t i = 0; places != NULL && i < m->count; i++) {
        uint16_t source = places[run->nodes->mention[member[i]]].source;
        for (size_t j = i + 1; j < m->count; j++) {
            if (places[run->nodes->mention[member[j]]].source == source &&
                node_share_row(places, run->nodes, member[i], member[j])) {
                m->sum[i * m->count + j] = m->sum[j * m->count + i] = NEVER;
            }
        }
    }
}

static void merge_clusters(struct matrix *m, size_t keep, size_t drop)
{
    m->gone[drop] = true;
    m->size[keep] += m->size[drop];
    for (size_t j = 0; j < m->count; j++) {
        if (j != keep && !m->gone[j]) {
            m->sum[keep * m->count + j] += m->sum[drop * m->count + j];
            m->sum[j * m->count + keep] = m->sum[keep * m->count + j];
        }
    }
    find_best(m, keep);
    for (size_t j = 0; j < m->count; j++) {
        if (m->gone[j] || j == keep) {
            continue;
        }
        double mean = m->sum[j * m->count + keep] / (m->size[keep] * m->size[j]);
        if (m->best[j] == keep || m->best[j] == drop) {
            find_best(m, j);
        } else if (mean > m->best_mean[j] || (mean == m->best_mean[j] && keep < m->best[j])) {
            m->best_mean[j] = mean > 0 ? mean : m->best_mean[j];
            m->best[j] = mean > 0 ? (uint32_t)keep : m->best[j];
        }
    }
}

static int agglomerate(struct run *run, const uint32_t *member, size_t count, struct matrix *m)
{
    int code = matrix_reserve(m, count);
    if (code != 0) {
        return code;
    }
    fill_matrix(run, member, m);
    keep_rows_apart(run, member, m);
    for (size_t i = 0; i < count; i++) {
        find_best(m, i);
    }
    for (;;) {
        size_t top = SIZE_MAX;
        for (size_t i = 0; i < count; i++) {
            if (!m->gone[i] && m->best[i] != UINT32_MAX &&
                (top == SIZE_MAX || m->best_mean[i] > m->best_mean[top])) {
                top = i;
            }
        }
        if (top == SIZE_MAX) {
            return 0;
        }
        size_t other = m->best[top];
        size_t keep = top < other ? top : other;
        size_t drop = top < other ? other : top;
        for (size_t i = 0; i < count; i++) {
            if (run->cluster[member[i]] == member[drop]) {
                run->cluster[member[i]] = member[keep];
            }
        }
        merge_clusters(m, keep, drop);
    }
}

static int component_body(void *context, size_t from, size_t to, int thread)
{
    struct run *run = context;
    struct matrix matrix = {0};
    int code = 0;
    (void)thread;
    for (size_t c = from; code == 0 && c < to; c++) {
        uint32_t first = run->component[c];
        code = agglomerate(run, run->member + first, run->component[c + 1] - first, &matrix);
    }
    matrix_free(&matrix);
    return code;
}

static void run_end(struct run *run)
{
    mem_free(run->apart);
    mem_free(run->edge_start);
    mem_free(run->edge_count);
    mem_free(run->edges);
    mem_free(run->parent);
    mem_free(run->member);
    mem_free(run->component);
    mem_free(run->local);
    mem_free(run->cluster);
}

/* As far as components. To be ended in any case. */
static int find_components(const uint32_t *self, const int16_t *self_rarity, struct run *run,
                           struct resolve_outcome *ret)
{
    size_t count = run->nodes->count;
    run->apart = mem_try_array(count, sizeof *run->apart);
    run->edge_start = mem_try_array(count + 1, sizeof *run->edge_start);
    run->edge_count = mem_try_array(count, sizeof *run->edge_count);
    run->parent = mem_try_array(count, sizeof *run->parent);
    run->member = mem_try_array(count, sizeof *run->member);
    run->component = mem_try_array(count / 2 + 2, sizeof *run->component);
    run->local = mem_try_array(count, sizeof *run->local);
    run->cluster = mem_try_array(count, sizeof *run->cluster);
    int code = run->apart && run->edge_start && run->edge_count && run->parent && run->member &&
                       run->component && run->local && run->cluster
                   ? 0
                   : ERR_MEMORY;
    for (size_t n = 0; code == 0 && n < count; n++) {
        run->parent[n] = (uint32_t)n;
        run->apart[n] = resolve_is_apart(run->weights, self, self_rarity, run->options->cut, n);
    }
    code = code ? code : collect_edges(run);
    code = code ? code : parallel_for(run->options->threads, count, 8192, trim_body, run);
    code = code ? code : unite_edges(run, ret);
    if (code == 0) {
        group(run);
    }
    return code;
}

int resolve(const struct node_set *nodes, const struct pair_list *pairs, const int32_t *weights,
            const uint32_t *self, const int16_t *self_rarity, const struct resolve_options *options,
            struct resolve_outcome *ret)
{
    struct run run = {.nodes = nodes, .pairs = pairs, .weights = weights, .options = options};
    int code = find_components(self, self_rarity, &run, ret);
    if (code == 0) {
        code = parallel_for(options->threads, run.component_count, COMPONENT_GRAIN, component_body,
                            &run);
    }
    if (code == 0) {
        ret->cluster = run.cluster;
        run.cluster = NULL;
    }
    run_end(&run);
    return code;
}

/* Pairs of one component that are not in the list: at most half its members' square. */
static size_t unmet_of(const struct run *run, const uint32_t *member, size_t count, uint64_t *ret)
{
    size_t found = 0;
    uint32_t root = run->parent[member[0]];
    for (size_t i = 0; i < count; i++) {
        bool met[COMPONENT_COMPARED_MAX] = {false};
        const struct pair_list *pairs = run->pairs;
        for (uint32_t p = pairs->start[member[i]]; p < pairs->start[member[i] + 1]; p++) {
            uint32_t right = pairs->right[p];
            if (run->parent[right] == root) {
                met[run->local[right]] = true;
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

int resolve_unmet(const struct node_set *nodes, const struct pair_list *pairs,
                  const int32_t *weights, const uint32_t *self, const int16_t *self_rarity,
                  const struct resolve_options *options, uint64_t **ret_pairs, size_t *ret_count)
{
    struct run run = {.nodes = nodes, .pairs = pairs, .weights = weights, .options = options};
    struct resolve_outcome outcome = {0};
    void *unmet = NULL;
    size_t capacity = 0;
    size_t count = 0;
    int code = find_components(self, self_rarity, &run, &outcome);
    for (size_t c = 0; code == 0 && c < run.component_count; c++) {
        size_t size = run.component[c + 1] - run.component[c];
        if (size > 2 && size <= COMPONENT_COMPARED_MAX) {
            code = mem_try_grow(&unmet, &capacity, count + size * (size - 1) / 2, sizeof(uint64_t));
            count += code == 0 ? unmet_of(&run, run.member + run.component[c], size,
                                          (uint64_t *)unmet + count)
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
    run_end(&run);
    return code;
}
