/* resolve.c - average linkage within each component, to a tree that any cut reads off. */
#include "resolve.h"

#include "memory.h"
#include "parallel.h"

#include <math.h>

enum { COMPONENT_GRAIN = 64 };
static const double NEVER = -1e15; /* outweighs all else that a component can hold; what it rounds
                                      away belongs to clusters that never merge */

struct run {
    const struct weighing *weighing;
    const struct components *components;
    const struct resolve_options *options;
    struct resolution *resolution;
    /* Decisions by the root of their component: the first + 1, and the next of each; NULL: none. */
    uint32_t *first, *next;
};

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

/* Scores over the cut; pairs never met as the options say. */
static void fill_matrix(const struct run *run, const uint32_t *member, struct matrix *m)
{
    const struct weighing *w = run->weighing;
    const struct components *components = run->components;
    uint32_t root = components->root[member[0]];
    double unmet = run->options->unmet - run->options->cut;
    for (size_t i = 0; i < m->count; i++) {
        m->size[i] = node_size(w->nodes, member[i]);
        m->gone[i] = false;
    }
    for (size_t i = 0; i < m->count; i++) {
        for (size_t j = 0; j < m->count; j++) {
            m->sum[i * m->count + j] = unmet * m->size[i] * m->size[j];
        }
    }
    for (size_t i = 0; i < m->count; i++) {
        uint32_t left = member[i];
        for (uint32_t p = w->pairs->start[left]; p < w->pairs->start[left + 1]; p++) {
            uint32_t right = w->pairs->right[p];
            if (components->root[right] == root) {
                size_t j = components->local[right];
                double score = weighing_score(w, p) - run->options->cut;
                double sum = score * m->size[i] * m->size[j];
                m->sum[i * m->count + j] = sum;
                m->sum[j * m->count + i] = sum;
            }
        }
    }
}

static bool share_row(const struct run *run, uint32_t a, uint32_t b)
{
    const struct mention_place *places = run->options->places;
    const struct node_set *nodes = run->weighing->nodes;
    return places != NULL && places[nodes->mention[a]].source == places[nodes->mention[b]].source &&
           node_share_row(places, nodes, a, b);
}

/* Nodes that stand together in a row: no average is good enough. */
static void keep_rows_apart(const struct run *run, const uint32_t *member, struct matrix *m)
{
    for (size_t i = 0; i < m->count; i++) {
        for (size_t j = i + 1; j < m->count; j++) {
            if (share_row(run, member[i], member[j])) {
                m->sum[i * m->count + j] = m->sum[j * m->count + i] = NEVER;
            }
        }
    }
}

/* Clusters that somebody decided to be different. */
static void keep_decided_apart(const struct run *run, uint32_t root, struct matrix *m)
{
    const struct constraint_list *list = run->weighing->constraints;
    for (uint32_t i = run->first != NULL ? run->first[root] : 0; i != 0; i = run->next[i - 1]) {
        const struct constraint *c = &list->at[i - 1];
        if (c->holds && !c->same) {
            size_t a = run->components->local[c->left];
            size_t b = run->components->local[c->right];
            m->sum[a * m->count + b] = m->sum[b * m->count + a] = NEVER;
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

/* The place of the cluster that a node is in by now. */
static size_t cluster_of(const struct run *run, uint32_t node)
{
    while (run->resolution->up[node] != node) {
        node = run->resolution->up[node];
    }
    return run->components->local[node];
}

/* Nodes that somebody decided to be the same, before anything else. */
static void merge_decided(const struct run *run, const uint32_t *member, struct matrix *m)
{
    const struct constraint_list *list = run->weighing->constraints;
    uint32_t root = run->components->root[member[0]];
    for (uint32_t i = run->first != NULL ? run->first[root] : 0; i != 0; i = run->next[i - 1]) {
        const struct constraint *c = &list->at[i - 1];
        if (c->holds && c->same) {
            size_t a = cluster_of(run, c->left);
            size_t b = cluster_of(run, c->right);
            size_t keep = a < b ? a : b;
            size_t drop = a < b ? b : a;
            if (a != b) {
                run->resolution->up[member[drop]] = member[keep];
                run->resolution->height[member[drop]] = INT32_MAX;
                merge_clusters(m, keep, drop);
            }
        }
    }
}

/* A mean over the cut as the height of a merge: over a whole cut if and only if the mean is. */
static int32_t height_of(const struct run *run, double mean)
{
    return (int32_t)ceil(mean) + run->options->cut;
}

static int agglomerate(const struct run *run, const uint32_t *member, size_t count,
                       struct matrix *m)
{
    int code = matrix_reserve(m, count);
    if (code != 0) {
        return code;
    }
    fill_matrix(run, member, m);
    keep_rows_apart(run, member, m);
    keep_decided_apart(run, run->components->root[member[0]], m);
    for (size_t i = 0; i < count; i++) {
        find_best(m, i);
    }
    merge_decided(run, member, m);
    int32_t height = INT32_MAX;
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
        int32_t merged = height_of(run, m->best_mean[top]);
        height = merged < height ? merged : height; /* averages only fall, but for rounding */
        run->resolution->up[member[drop]] = member[keep];
        run->resolution->height[member[drop]] = height;
        merge_clusters(m, keep, drop);
    }
}

/* Most components are two nodes and one pair. */
static void join_two(const struct run *run, const uint32_t *member)
{
    const struct pair_list *pairs = run->weighing->pairs;
    uint32_t at = pairs->start[member[0]];
    while (at < pairs->start[member[0] + 1] && pairs->right[at] != member[1]) {
        at++;
    }
    int32_t score =
        at < pairs->start[member[0] + 1] ? weighing_score(run->weighing, at) : run->options->unmet;
    if (score > run->options->cut && !share_row(run, member[0], member[1])) {
        run->resolution->up[member[1]] = member[0];
        run->resolution->height[member[1]] = score;
    }
}

static int component_body(void *context, size_t from, size_t to, int thread)
{
    const struct run *run = context;
    const struct components *components = run->components;
    struct matrix matrix = {0};
    int code = 0;
    (void)thread;
    for (size_t c = from; code == 0 && c < to; c++) {
        const uint32_t *member = components->member + components->start[c];
        size_t count = components->start[c + 1] - components->start[c];
        bool decided = run->first != NULL && run->first[components->root[member[0]]] != 0;
        if (count == 2 && !decided) {
            join_two(run, member);
        } else {
            code = agglomerate(run, member, count, &matrix);
        }
    }
    matrix_free(&matrix);
    return code;
}

/* Which decisions are between nodes of one component. The other ones need nothing: what is
 * different is apart already. */
static int index_decisions(struct run *run)
{
    const struct constraint_list *list = run->weighing->constraints;
    const uint32_t *root = run->components->root;
    if (list == NULL || list->count == 0) {
        return 0;
    }
    run->first = mem_try_array(run->weighing->nodes->count, sizeof *run->first);
    run->next = mem_try_array(list->count, sizeof *run->next);
    if (run->first == NULL || run->next == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (root[list->at[i].left] == root[list->at[i].right]) {
            run->next[i] = run->first[root[list->at[i].left]];
            run->first[root[list->at[i].left]] = (uint32_t)i + 1;
        }
    }
    return 0;
}

int resolve(const struct weighing *weighing, const struct components *components,
            const struct resolve_options *options, struct resolution *ret)
{
    size_t nodes = weighing->nodes->count;
    struct run run = {weighing, components, options, ret, NULL, NULL};
    ret->up = mem_try_array(nodes, sizeof *ret->up);
    ret->height = mem_try_array(nodes, sizeof *ret->height);
    if (ret->up == NULL || ret->height == NULL) {
        return ERR_MEMORY;
    }
    for (size_t n = 0; n < nodes; n++) {
        ret->up[n] = (uint32_t)n;
        ret->height[n] = INT32_MIN;
    }
    int code = index_decisions(&run);
    code = code ? code
                : parallel_for(options->threads, components->count, COMPONENT_GRAIN, component_body,
                               &run);
    mem_free(run.first);
    mem_free(run.next);
    return code;
}

void resolution_free(struct resolution *resolution)
{
    mem_free(resolution->up);
    mem_free(resolution->height);
    *resolution = (struct resolution){0};
}

int resolution_cut(const struct resolution *resolution, const struct weighing *weighing,
                   int32_t cut, uint32_t **ret_cluster)
{
    size_t nodes = weighing->nodes->count;
    uint32_t *cluster = mem_try_array(nodes, sizeof *cluster);
    uint32_t *lowest = mem_try_array(nodes, sizeof *lowest); /* by root: who is not kept apart */
    if (cluster == NULL || lowest == NULL) {
        mem_free(cluster);
        mem_free(lowest);
        return ERR_MEMORY;
    }
    for (uint32_t n = 0; n < nodes; n++) {
        cluster[n] = resolution->height[n] > cut ? cluster[resolution->up[n]] : n;
        lowest[n] = UINT32_MAX;
    }
    for (uint32_t n = 0; n < nodes; n++) {
        if (!weighing_apart(weighing, cut, n) && lowest[cluster[n]] == UINT32_MAX) {
            lowest[cluster[n]] = n;
        }
    }
    for (uint32_t n = 0; n < nodes; n++) {
        cluster[n] = weighing_apart(weighing, cut, n) ? n : lowest[cluster[n]];
    }
    mem_free(lowest);
    *ret_cluster = cluster;
    return 0;
}
