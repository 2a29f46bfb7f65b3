/* quality.c - expected right pairs within entities, expected matches left apart, cut by cut.
 *
 * Pairs between components are apart at every cut: they are added up once. A component is looked at
 * by itself, from the lowest cut to the highest; between two cuts at which none of its merges and
 * identical mentions part, it gives the same again. */
#include "quality.h"

#include "memory.h"
#include "parallel.h"

#include <math.h>

enum { NODE_GRAIN = 8192, COMPONENT_GRAIN = 256 };
static const double SUM_ONE = 1 << 20; /* sums are whole numbers of this part of a pair */

struct sums {
    int64_t within, right, apart;
};

/* A pair of one component, its nodes by their places. */
struct inner_pair {
    uint32_t left, right;
    float bits;
    float times; /* pairs of mentions that it stands for */
};

/* One thread's room for a component. */
struct view {
    size_t count;      /* nodes */
    uint32_t *cluster; /* by place: the place of its cluster's lowest node */
    uint32_t *up;      /* by place: the place of the node that it merged into, */
    int32_t *height;   /* and at what average */
    int32_t *self;     /* by place: score of its identical mentions; INT32_MAX: it has one */
    uint64_t changes;  /* cuts, a bit each by their place in the trade, unlike the one before */
    double *size;      /* mentions; the next four stand behind it */
    double *support;   /* of scores with the rest of its cluster, in bits; then their mean */
    double *met;       /* how many of them were compared */
    double *others;    /* mentions of the cluster beside the node's own */
    double *mentions;  /* by cluster, 2 × count: of nodes kept apart too */
    size_t capacity;
    struct inner_pair *pairs;
    size_t pair_count, pair_capacity;
};

struct telling {
    const struct weighing *weighing;
    const struct components *components;
    const struct resolution *resolution;
    const struct trade *trade;
    double unmet;                   /* bits */
    struct sums (*sums)[TRADE_MAX]; /* by thread and cut */
    int64_t *between;               /* by thread: matches between components, at any cut */
    struct view *views;             /* by thread */
};

static double probability(double bits)
{
    return 1 / (1 + exp2(-bits));
}

static int64_t whole(double pairs)
{
    return llrint(pairs * SUM_ONE);
}

/* ---- between components */

/* A node that is in no component still may have identical mentions. */
static void add_alone(struct telling *t, size_t node, int thread)
{
    const struct weighing *w = t->weighing;
    double size = node_size(w->nodes, node);
    if (size < 2 || w->self[node] == UINT32_MAX) {
        return;
    }
    int32_t score = weighing_self_score(w, node);
    double right = size * (size - 1) / 2 * probability((double)score / WEIGHT_ONE);
    for (size_t c = 0; c < t->trade->count; c++) {
        if (score > t->trade->points[c].cut) {
            t->sums[thread][c].within += whole(size * (size - 1) / 2);
            t->sums[thread][c].right += whole(right);
        }
    }
}

static int between_body(void *context, size_t from, size_t to, int thread)
{
    struct telling *t = context;
    const struct weighing *w = t->weighing;
    const uint32_t *root = t->components->root;
    for (size_t a = from; a < to; a++) {
        double apart = 0;
        for (uint32_t i = w->pairs->start[a]; i < w->pairs->start[a + 1]; i++) {
            uint32_t b = w->pairs->right[i];
            if (root[a] != root[b]) {
                apart += (double)node_size(w->nodes, b) *
                         probability((double)weighing_score(w, i) / WEIGHT_ONE);
            }
        }
        t->between[thread] += whole(apart * node_size(w->nodes, a));
        if (t->components->local[a] == UINT32_MAX) {
            add_alone(t, a, thread);
        }
    }
    return 0;
}

/* ---- within a component */

static int view_reserve(struct view *v, size_t count)
{
    v->count = count;
    if (count <= v->capacity) {
        return 0;
    }
    mem_free(v->cluster);
    mem_free(v->up);
    mem_free(v->height);
    mem_free(v->self);
    mem_free(v->size);
    v->capacity = count < 64 ? 64 : count;
    v->cluster = mem_try_array(v->capacity, sizeof *v->cluster);
    v->up = mem_try_array(v->capacity, sizeof *v->up);
    v->height = mem_try_array(v->capacity, sizeof *v->height);
    v->self = mem_try_array(v->capacity, sizeof *v->self);
    v->size = mem_try_array(6 * v->capacity, sizeof *v->size);
    if (!v->cluster || !v->up || !v->height || !v->self || !v->size) {
        v->capacity = 0;
        return ERR_MEMORY;
    }
    v->support = v->size + v->capacity;
    v->met = v->support + v->capacity;
    v->others = v->met + v->capacity;
    v->mentions = v->others + v->capacity;
    return 0;
}

/* The first cut that is not under a height: what merged at it has parted there. */
static void note_change(const struct trade *trade, int32_t height, uint64_t *changes)
{
    for (size_t q = 0; q < trade->count; q++) {
        if (trade->points[q].cut >= height) {
            *changes |= (uint64_t)1 << q;
            return;
        }
    }
}

static void view_place(const struct telling *t, uint32_t node, size_t i, struct view *v)
{
    const struct weighing *w = t->weighing;
    v->size[i] = node_size(w->nodes, node);
    v->up[i] = t->components->local[t->resolution->up[node]];
    v->height[i] = t->resolution->height[node];
    v->self[i] = w->self[node] == UINT32_MAX ? INT32_MAX : weighing_self_score(w, node);
    note_change(t->trade, v->height[i], &v->changes);
    note_change(t->trade, v->self[i], &v->changes);
}

static int view_fill(const struct telling *t, const uint32_t *member, size_t count, struct view *v)
{
    const struct weighing *w = t->weighing;
    uint32_t root = t->components->root[member[0]];
    int code = view_reserve(v, count);
    v->pair_count = 0;
    v->changes = 1;
    for (size_t i = 0; code == 0 && i < count; i++) {
        uint32_t a = member[i];
        view_place(t, a, i, v);
        for (uint32_t p = w->pairs->start[a]; p < w->pairs->start[a + 1]; p++) {
            uint32_t b = w->pairs->right[p];
            if (t->components->root[b] != root) {
                continue;
            }
            void *pairs = v->pairs;
            code = mem_try_grow(&pairs, &v->pair_capacity, v->pair_count + 1, sizeof *v->pairs);
            v->pairs = pairs;
            if (code != 0) {
                break;
            }
            v->pairs[v->pair_count++] = (struct inner_pair){
                (uint32_t)i, t->components->local[b], (float)weighing_score(w, p) / WEIGHT_ONE,
                (float)(v->size[i] * node_size(w->nodes, b))};
        }
    }
    return code;
}

/* Clusters at a cut. A node that the cut keeps apart from its own kind is in a cluster that no
 * other place has. */
static void view_cut(int32_t cut, struct view *v)
{
    for (size_t i = 0; i < v->count; i++) {
        v->cluster[i] = v->height[i] > cut ? v->cluster[v->up[i]] : (uint32_t)i;
    }
    for (size_t i = 0; i < v->count; i++) {
        v->cluster[i] = v->self[i] > cut ? v->cluster[i] : (uint32_t)(v->count + i);
    }
}

/* Mean score of each node with its cluster; pairs never met count as the model says. */
static void view_support(const struct telling *t, struct view *v)
{
    memset(v->mentions, 0, 2 * v->count * sizeof *v->mentions);
    for (size_t i = 0; i < v->count; i++) {
        v->mentions[v->cluster[i]] += v->size[i];
    }
    for (size_t i = 0; i < v->count; i++) {
        v->support[i] = v->met[i] = 0;
        v->others[i] = v->mentions[v->cluster[i]] - v->size[i];
    }
    for (size_t p = 0; p < v->pair_count; p++) {
        struct inner_pair pair = v->pairs[p];
        if (v->cluster[pair.left] == v->cluster[pair.right]) {
            double left = v->size[pair.left];
            double right = v->size[pair.right];
            v->support[pair.left] += (double)pair.bits * right;
            v->support[pair.right] += (double)pair.bits * left;
            v->met[pair.left] += right;
            v->met[pair.right] += left;
        }
    }
    for (size_t i = 0; i < v->count; i++) {
        if (v->others[i] > 0) {
            v->support[i] = (v->support[i] + t->unmet * (v->others[i] - v->met[i])) / v->others[i];
        }
    }
}

static struct sums view_sums(const struct telling *t, int32_t cut, struct view *v)
{
    double within = 0;
    double right = 0;
    double apart = 0;
    view_support(t, v);
    for (size_t p = 0; p < v->pair_count; p++) {
        struct inner_pair pair = v->pairs[p];
        double bits = (double)pair.bits;
        if (v->cluster[pair.left] != v->cluster[pair.right]) {
            apart += (double)pair.times * probability(bits);
            continue;
        }
        double support = (v->support[pair.left] + v->support[pair.right]) / 2;
        within += (double)pair.times;
        right += (double)pair.times * probability(fmax(bits, support));
    }
    for (size_t i = 0; i < v->count; i++) {
        /* Pairs of the entity that were never compared: half of them seen from either end. */
        double times = (v->others[i] - v->met[i]) * v->size[i] / 2;
        within += times;
        right += times > 0 ? times * probability(v->support[i]) : 0;
        if (v->size[i] > 1 && v->self[i] > cut) {
            double same = v->size[i] * (v->size[i] - 1) / 2;
            within += same;
            right += same * probability((double)v->self[i] / WEIGHT_ONE);
        }
    }
    return (struct sums){whole(within), whole(right), whole(apart)};
}

static int component_body(void *context, size_t from, size_t to, int thread)
{
    struct telling *t = context;
    struct view *v = &t->views[thread];
    for (size_t c = from; c < to; c++) {
        const uint32_t *member = t->components->member + t->components->start[c];
        int code = view_fill(t, member, t->components->start[c + 1] - t->components->start[c], v);
        struct sums sums = {0};
        if (code != 0) {
            return code;
        }
        for (size_t q = 0; q < t->trade->count; q++) {
            int32_t cut = t->trade->points[q].cut;
            if (v->changes >> q & 1) {
                view_cut(cut, v);
                sums = view_sums(t, cut, v);
            }
            t->sums[thread][q].within += sums.within;
            t->sums[thread][q].right += sums.right;
            t->sums[thread][q].apart += sums.apart;
        }
    }
    return 0;
}

/* ---- all of it */

static void add_up(const struct telling *t, struct trade *trade)
{
    int64_t between = 0;
    for (int thread = 0; thread < THREADS_MAX; thread++) {
        between += t->between[thread];
    }
    for (size_t q = 0; q < trade->count; q++) {
        struct sums all = {.apart = between};
        for (int thread = 0; thread < THREADS_MAX; thread++) {
            all.within += t->sums[thread][q].within;
            all.right += t->sums[thread][q].right;
            all.apart += t->sums[thread][q].apart;
        }
        double right = (double)all.right;
        double matches = right + (double)all.apart;
        trade->points[q].precision = all.within > 0 ? right / (double)all.within : NAN;
        trade->points[q].recall = matches > 0 ? right / matches : NAN;
    }
}

int quality_tell(const struct weighing *weighing, const struct components *components,
                 const struct resolution *resolution, int32_t unmet, int threads,
                 struct trade *trade)
{
    struct telling t = {.weighing = weighing,
                        .components = components,
                        .resolution = resolution,
                        .trade = trade,
                        .unmet = (double)unmet / WEIGHT_ONE};
    t.sums = mem_try_array(THREADS_MAX, sizeof *t.sums);
    t.between = mem_try_array(THREADS_MAX, sizeof *t.between);
    t.views = mem_try_array(THREADS_MAX, sizeof *t.views);
    int code = t.sums && t.between && t.views ? 0 : ERR_MEMORY;
    code =
        code ? code : parallel_for(threads, weighing->nodes->count, NODE_GRAIN, between_body, &t);
    code =
        code ? code : parallel_for(threads, components->count, COMPONENT_GRAIN, component_body, &t);
    if (code == 0) {
        add_up(&t, trade);
    }
    for (int thread = 0; t.views != NULL && thread < THREADS_MAX; thread++) {
        mem_free(t.views[thread].cluster);
        mem_free(t.views[thread].up);
        mem_free(t.views[thread].height);
        mem_free(t.views[thread].self);
        mem_free(t.views[thread].size);
        mem_free(t.views[thread].pairs);
    }
    mem_free(t.sums);
    mem_free(t.between);
    mem_free(t.views);
    return code;
}
