/* quality.c - expected right pairs within entities, expected matches left apart, cut by cut.
 *
 * A pair's own probability is not enough. A mention that might be the same as any of five
 * namesakes, a third each, is the same as one of them at most: what a pair is claimed to be worth
 * competes with the other entities that either end might belong to. And a pair within an entity has
 * a second witness: whoever is the same as both ends.
 *
 * Pairs between components are apart at every cut: they are added up once. A component is looked at
 * by itself, from the lowest cut to the highest; between two cuts at which none of its merges and
 * identical mentions part, it gives the same again. */
#include "quality.h"

#include "memory.h"
#include "parallel.h"

#include <math.h>
#include <stdatomic.h>

enum { NODE_GRAIN = 8192, COMPONENT_GRAIN = 256 };
static const double SUM_ONE = 1 << 20;  /* sums are whole numbers of this part of a pair */
static const double ODDS_ONE = 1 << 10; /* and odds of this part of one, at most: */
static const double ODDS_MAX = 1 << 7;  /* as good as certain where it competes */
static const int32_t RIVAL_LEAST = -11 * WEIGHT_ONE; /* a pair that weighs less is nobody's rival */
static const double NEVER_MET_LEFT = 2.0 / 3; /* of what no key brought: to the rest others lead */
static const double LEFT_TO_CLOSED = 2.0 / 3; /* matches no key brought: left apart, to closed */
static const double MORE_LEAST = 0.05; /* of pairs, in entities of three and more, to tell from */

struct sums {
    int64_t within, right, apart;
    int64_t more;  /* of those within: in entities of three mentions or more; */
    int64_t unmet; /* nobody compared */
};

/* A pair of one component, its nodes by their places. */
struct inner_pair {
    uint32_t left, right;
    float odds;
    float times; /* pairs of mentions that it stands for */
};

/* One thread's room for a component. */
struct view {
    size_t count; /* nodes */
    uint32_t *
        cluster; /* by place: the place of its cluster's lowest node; the next two stand behind it */
    uint32_t *next;   /* by place: the next of its cluster; UINT32_MAX: none */
    uint32_t *first;  /* by cluster, 2 × count: its first place */
    uint32_t *up;     /* by place: the place of the node that it merged into, */
    int32_t *height;  /* and at what average */
    int32_t *self;    /* by place: score of its identical mentions; INT32_MAX: it has one */
    uint64_t changes; /* cuts, a bit each by their place in the trade, unlike the one before */
    double *size;     /* mentions; the next four stand behind it */
    double *claim;    /* odds of all pairs between entities that the node has, */
    double *rival;    /* and what is left of them once they compete with one another */
    double *outside;  /* the part of either that other components bring: claim, */
    double *beyond;   /* rival */
    size_t capacity;
    float *chance; /* of a pair of places, by itself; 0: never compared */
    size_t chance_capacity;
    struct inner_pair *pairs;
    size_t pair_count, pair_capacity;
};

struct telling {
    const struct weighing *weighing;
    const struct components *components;
    const struct resolution *resolution;
    const struct trade *trade;
    struct never_met never_met;
    _Atomic uint32_t
        *claim; /* by node, as in a view: of pairs between components, in parts of one. */
    _Atomic uint32_t *rival; /* Room for 2^15 certain pairs of a node: more than keys bring */
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
            t->sums[thread][c].more += size > 2 ? whole(size * (size - 1) / 2) : 0;
            t->sums[thread][c].right += whole(right);
        }
    }
}

/* A pair's odds where it has rivals: those of all other claims on its two ends go against it. */
static double compete(double odds, double rivals)
{
    return odds / (1 + odds + fmax(rivals, 0));
}

static double odds_of(int32_t score)
{
    return fmin(exp2((double)score / WEIGHT_ONE), ODDS_MAX);
}

static uint32_t part_of_one(double odds)
{
    return (uint32_t)lrint(odds * ODDS_ONE);
}

static int claims_body(void *context, size_t from, size_t to, int thread)
{
    struct telling *t = context;
    const struct weighing *w = t->weighing;
    const uint32_t *root = t->components->root;
    (void)thread;
    for (size_t a = from; a < to; a++) {
        uint32_t claim = 0;
        for (uint32_t i = w->pairs->start[a]; i < w->pairs->start[a + 1]; i++) {
            uint32_t b = w->pairs->right[i];
            int32_t score = weighing_score(w, i);
            if (score >= RIVAL_LEAST && root[a] != root[b]) {
                uint32_t odds = part_of_one(odds_of(score));
                claim += odds;
                atomic_fetch_add_explicit(&t->claim[b], odds, memory_order_relaxed);
            }
        }
        atomic_fetch_add_explicit(&t->claim[a], claim, memory_order_relaxed);
    }
    return 0;
}

static double claim_on(const struct telling *t, size_t node)
{
    return atomic_load_explicit(&t->claim[node], memory_order_relaxed) / ODDS_ONE;
}

static int between_body(void *context, size_t from, size_t to, int thread)
{
    struct telling *t = context;
    const struct weighing *w = t->weighing;
    const uint32_t *root = t->components->root;
    for (size_t a = from; a < to; a++) {
        double claim = claim_on(t, a);
        double apart = 0;
        uint32_t rival = 0;
        for (uint32_t i = w->pairs->start[a]; i < w->pairs->start[a + 1]; i++) {
            uint32_t b = w->pairs->right[i];
            int32_t score = weighing_score(w, i);
            if (score >= RIVAL_LEAST && root[a] != root[b]) {
                double odds = odds_of(score);
                double left = compete(odds, claim + claim_on(t, b) - 2 * odds);
                uint32_t part = part_of_one(left);
                apart += node_size(w->nodes, b) * left;
                rival += part;
                atomic_fetch_add_explicit(&t->rival[b], part, memory_order_relaxed);
            }
        }
        atomic_fetch_add_explicit(&t->rival[a], rival, memory_order_relaxed);
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
    void *chance = v->chance;
    int code = mem_try_grow(&chance, &v->chance_capacity, count * count, sizeof *v->chance);
    v->chance = chance;
    v->count = count;
    if (code != 0) {
        return code;
    }
    memset(v->chance, 0, count * count * sizeof *v->chance);
    if (count <= v->capacity) {
        return 0;
    }
    mem_free(v->cluster);
    mem_free(v->up);
    mem_free(v->height);
    mem_free(v->self);
    mem_free(v->size);
    v->capacity = count < 64 ? 64 : count;
    v->cluster = mem_try_array(4 * v->capacity, sizeof *v->cluster);
    v->up = mem_try_array(v->capacity, sizeof *v->up);
    v->height = mem_try_array(v->capacity, sizeof *v->height);
    v->self = mem_try_array(v->capacity, sizeof *v->self);
    v->size = mem_try_array(5 * v->capacity, sizeof *v->size);
    if (!v->cluster || !v->up || !v->height || !v->self || !v->size) {
        v->capacity = 0;
        return ERR_MEMORY;
    }
    v->next = v->cluster + v->capacity;
    v->first = v->next + v->capacity;
    v->claim = v->size + v->capacity;
    v->rival = v->claim + v->capacity;
    v->outside = v->rival + v->capacity;
    v->beyond = v->outside + v->capacity;
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
    v->outside[i] = claim_on(t, node);
    v->beyond[i] = atomic_load_explicit(&t->rival[node], memory_order_relaxed) / ODDS_ONE;
    v->up[i] = t->components->local[t->resolution->up[node]];
    v->height[i] = t->resolution->height[node];
    v->self[i] = w->self[node] == UINT32_MAX ? INT32_MAX : weighing_self_score(w, node);
    note_change(t->trade, v->height[i], &v->changes);
    note_change(t->trade, v->self[i], &v->changes);
}

static int view_add_pair(const struct telling *t, size_t pair, size_t left, struct view *v)
{
    const struct weighing *w = t->weighing;
    uint32_t right = t->components->local[w->pairs->right[pair]];
    double bits = (double)weighing_score(w, pair) / WEIGHT_ONE;
    void *pairs = v->pairs;
    int code = mem_try_grow(&pairs, &v->pair_capacity, v->pair_count + 1, sizeof *v->pairs);
    v->pairs = pairs;
    if (code == 0) {
        v->pairs[v->pair_count++] = (struct inner_pair){
            (uint32_t)left, right, (float)fmin(exp2(bits), ODDS_MAX),
            (float)(v->size[left] * node_size(w->nodes, w->pairs->right[pair]))};
        v->chance[left * v->count + right] = (float)probability(bits);
        v->chance[right * v->count + left] = (float)probability(bits);
    }
    return code;
}

static int view_fill(const struct telling *t, const uint32_t *member, size_t count, struct view *v)
{
    const struct weighing *w = t->weighing;
    uint32_t root = t->components->root[member[0]];
    int code = view_reserve(v, count);
    v->pair_count = 0;
    v->changes = 1;
    for (size_t i = 0; code == 0 && i < count; i++) {
        view_place(t, member[i], i, v);
        for (uint32_t p = w->pairs->start[member[i]];
             code == 0 && p < w->pairs->start[member[i] + 1]; p++) {
            if (t->components->root[w->pairs->right[p]] == root) {
                code = view_add_pair(t, p, i, v);
            }
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
    memset(v->first, 0xff, 2 * v->count * sizeof *v->first);
    for (size_t i = v->count; i-- > 0;) {
        v->next[i] = v->first[v->cluster[i]];
        v->first[v->cluster[i]] = (uint32_t)i;
    }
}

/* Matches among the pairs that the cut leaves apart. Leaves what every node's rivals amount to. */
static double view_apart(struct view *v)
{
    double apart = 0;
    memcpy(v->claim, v->outside, v->count * sizeof *v->claim);
    memcpy(v->rival, v->beyond, v->count * sizeof *v->rival);
    for (size_t p = 0; p < v->pair_count; p++) {
        struct inner_pair pair = v->pairs[p];
        if (v->cluster[pair.left] != v->cluster[pair.right]) {
            v->claim[pair.left] += (double)pair.odds;
            v->claim[pair.right] += (double)pair.odds;
        }
    }
    for (size_t p = 0; p < v->pair_count; p++) {
        struct inner_pair pair = v->pairs[p];
        if (v->cluster[pair.left] != v->cluster[pair.right]) {
            double odds = (double)pair.odds;
            double left = compete(odds, v->claim[pair.left] + v->claim[pair.right] - 2 * odds);
            v->rival[pair.left] += left;
            v->rival[pair.right] += left;
            apart += (double)pair.times * left;
        }
    }
    return apart;
}

/* That two of an entity are the same: by their own pair, or because a third of the entity is the
 * same as both. */
static double view_chance(const struct view *v, size_t i, size_t j)
{
    const float *from_i = v->chance + i * v->count;
    const float *from_j = v->chance + j * v->count;
    float path = 0;
    for (uint32_t k = v->first[v->cluster[i]]; k != UINT32_MAX; k = v->next[k]) {
        float both = from_i[k] * from_j[k];
        path = both > path ? both : path;
    }
    return 1 - (1 - (double)from_i[j]) * (1 - (double)path);
}

/* Are two all of their entity, a mention each? */
static bool is_pair(const struct view *v, size_t i, size_t j)
{
    return v->first[v->cluster[i]] == i && v->next[i] == j && v->next[j] == UINT32_MAX &&
           v->size[i] + v->size[j] <= 2;
}

static struct sums view_sums(int32_t cut, struct view *v)
{
    double within = 0;
    double right = 0;
    double pairs_of_two = 0;
    double unmet = 0;
    double apart = view_apart(v);
    for (size_t i = 0; i < v->count; i++) {
        for (uint32_t j = v->next[i]; j != UINT32_MAX; j = v->next[j]) {
            double chance = view_chance(v, i, j);
            double odds = chance / fmax(1 - chance, 1e-12);
            double times = v->size[i] * v->size[j];
            within += times;
            unmet += v->chance[i * v->count + j] > 0 ? 0 : times;
            pairs_of_two += is_pair(v, i, j) ? 1 : 0;
            right += times * compete(odds, (v->rival[i] + v->rival[j]) / 2);
        }
        if (v->size[i] > 1 && v->self[i] > cut) {
            double same = v->size[i] * (v->size[i] - 1) / 2;
            within += same;
            right += same * probability((double)v->self[i] / WEIGHT_ONE);
        }
    }
    return (struct sums){whole(within), whole(right), whole(apart), whole(within - pairs_of_two),
                         whole(unmet)};
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
                sums = view_sums(cut, v);
            }
            t->sums[thread][q].within += sums.within;
            t->sums[thread][q].right += sums.right;
            t->sums[thread][q].apart += sums.apart;
            t->sums[thread][q].more += sums.more;
            t->sums[thread][q].unmet += sums.unmet;
        }
    }
    return 0;
}

/* ---- all of it */

static double never_met(const struct telling *t, const struct sums *all)
{
    double bound = t->never_met.bound * SUM_ONE;
    double closed = t->never_met.completed * SUM_ONE + (double)all->unmet;
    if ((double)all->more <= MORE_LEAST * (double)all->within) {
        return bound;
    }
    return fmin(bound, LEFT_TO_CLOSED * closed / (double)all->more * (double)all->right);
}

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
            all.more += t->sums[thread][q].more;
            all.unmet += t->sums[thread][q].unmet;
        }
        double right = (double)all.right;
        double matches = right + (double)all.apart + never_met(t, &all);
        trade->points[q].precision = all.within > 0 ? right / (double)all.within : NAN;
        trade->points[q].recall = matches > 0 ? right / matches : NAN;
    }
}

double quality_never_met(const struct patterns *patterns, const int32_t *weights, int keys)
{
    double once = 0;
    double twice = 0;
    for (size_t p = 0; keys > 1 && p < patterns->count; p++) {
        once += weights[p] > 0 ? patterns->met_once[p] : 0;
        twice += weights[p] > 0 ? patterns->met_twice[p] : 0;
    }
    double never = (keys - 1.0) / keys * once * once / (2 * (twice + 1));
    return keys > 1 ? NEVER_MET_LEFT * fmin(never, once) : 0;
}

static void telling_end(struct telling *t)
{
    for (int thread = 0; t->views != NULL && thread < THREADS_MAX; thread++) {
        mem_free(t->views[thread].cluster);
        mem_free(t->views[thread].up);
        mem_free(t->views[thread].height);
        mem_free(t->views[thread].self);
        mem_free(t->views[thread].size);
        mem_free(t->views[thread].chance);
        mem_free(t->views[thread].pairs);
    }
    mem_free(t->sums);
    mem_free(t->between);
    mem_free(t->views);
    mem_free((void *)t->claim);
    mem_free((void *)t->rival);
}

int quality_tell(const struct weighing *weighing, const struct components *components,
                 const struct resolution *resolution, struct never_met never_met, int threads,
                 struct trade *trade)
{
    struct telling t = {.weighing = weighing,
                        .components = components,
                        .resolution = resolution,
                        .trade = trade,
                        .never_met = never_met};
    size_t nodes = weighing->nodes->count;
    t.sums = mem_try_array(THREADS_MAX, sizeof *t.sums);
    t.between = mem_try_array(THREADS_MAX, sizeof *t.between);
    t.views = mem_try_array(THREADS_MAX, sizeof *t.views);
    t.claim = mem_try_array(nodes, sizeof *t.claim);
    t.rival = mem_try_array(nodes, sizeof *t.rival);
    int code = t.sums && t.between && t.views && t.claim && t.rival ? 0 : ERR_MEMORY;
    code = code ? code : parallel_for(threads, nodes, NODE_GRAIN, claims_body, &t);
    code = code ? code : parallel_for(threads, nodes, NODE_GRAIN, between_body, &t);
    code =
        code ? code : parallel_for(threads, components->count, COMPONENT_GRAIN, component_body, &t);
    if (code == 0) {
        add_up(&t, trade);
    }
    telling_end(&t);
    return code;
}
