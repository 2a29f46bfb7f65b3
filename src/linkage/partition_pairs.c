/* partition_pairs.c - one pass over the pairs of a kind, cut between threads by left node.
 *
 *   pairs ─► within an entity: bonds ─► sums by node ─► confidence
 *        │                          └─► strongest spanning tree ─► links
 *        └─► between entities: best elsewhere by node ─► confidence
 *                              nearest to even ─► reviews
 *
 * Sums are of integers and the best is the best, so threads may meet at a node. */
#include "partition_pairs.h"

#include "memory.h"
#include "parallel.h"
#include "radix.h"
#include "union_find.h"

#include <math.h>
#include <stdlib.h>

enum { REVIEW_REACH = ZONE_REACH * WEIGHT_ONE, PIECES_A_THREAD = 8, GRAIN = 1 << 12 };

double probability_of(int32_t weight)
{
    return 1 / (1 + exp2(-(double)weight / WEIGHT_ONE));
}

/* Two nodes of one entity. */
struct bond {
    uint32_t left, right;
    int32_t score;
};

struct bonds {
    struct bond *at;
    size_t count, capacity;
};

/* struct questions - the REVIEWS_MAX that are most worth asking of all that were added, and some
 * more. */
struct questions {
    struct scored_pair *pairs; /* 2 * REVIEWS_MAX of them */
    size_t count;
    int32_t least; /* doubt beyond which none is wanted any more */
};

struct piece {
    size_t from, to; /* left nodes */
    struct bonds bonds;
    struct questions questions;
    struct zone_gathering zones;
};

/* struct survey - one kind's pairs, looked at once. */
struct survey {
    const struct linking *linking;
    const struct kind_model *model;
    struct piece *pieces;
    size_t piece_count;
    /* By node: scores with the rest of its entity, summed; how many mentions of it were met; the
     * best score elsewhere; by cluster: mentions. */
    int64_t *within;
    uint32_t *met;
    int32_t *elsewhere;
    uint32_t *cluster_size;
    float *confidence; /* by mention */
};

static int32_t self_score(const struct linking *l, size_t node)
{
    return l->weights[l->self[node]] + l->self_rarity[node] * (WEIGHT_ONE / 64);
}

static bool is_apart(const struct linking *l, const struct kind_model *m, size_t node)
{
    struct weighing weighing = linking_weighing(l);
    return weighing_apart(&weighing, m->cut, node);
}

static struct scored_pair pair_of(const struct linking *l, uint32_t a, uint32_t b, int32_t weight)
{
    return (struct scored_pair){l->nodes.mention[a], l->nodes.mention[b], weight,
                                (float)probability_of(weight)};
}

/* ---- what to ask */

/* How much an answer is worth: nearest to even first. */
static int compare_reviews(const void *a, const void *b)
{
    const struct scored_pair *x = a;
    const struct scored_pair *y = b;
    int32_t doubt_x = abs(x->weight);
    int32_t doubt_y = abs(y->weight);
    if (doubt_x != doubt_y) {
        return doubt_x < doubt_y ? -1 : 1;
    }
    if (x->left != y->left) {
        return x->left < y->left ? -1 : 1;
    }
    return x->right < y->right ? -1 : x->right > y->right;
}

static int questions_begin(struct questions *q)
{
    q->pairs = mem_try_array(2 * (size_t)REVIEWS_MAX, sizeof *q->pairs);
    q->least = REVIEW_REACH - 1;
    return q->pairs == NULL ? ERR_MEMORY : 0;
}

static void questions_cut(struct questions *q)
{
    qsort(q->pairs, q->count, sizeof *q->pairs, compare_reviews);
    if (q->count > REVIEWS_MAX) {
        q->count = REVIEWS_MAX;
        q->least = abs(q->pairs[REVIEWS_MAX - 1].weight);
    }
}

static void questions_add(struct questions *q, struct scored_pair pair)
{
    if (abs(pair.weight) <= q->least) {
        if (q->count == 2 * (size_t)REVIEWS_MAX) {
            questions_cut(q);
        }
        q->pairs[q->count++] = pair;
    }
}

/* ---- the pass over all pairs */

static void raise_to(int32_t *value, int32_t to)
{
    int32_t seen = __atomic_load_n(value, __ATOMIC_RELAXED);
    while (seen < to && !__atomic_compare_exchange_n(value, &seen, to, true, __ATOMIC_RELAXED,
                                                     __ATOMIC_RELAXED)) {
    }
}

static int add_bond(struct survey *s, struct bonds *bonds, struct bond bond)
{
    const struct node_set *nodes = &s->linking->nodes;
    uint32_t left_size = node_size(nodes, bond.left);
    uint32_t right_size = node_size(nodes, bond.right);
    void *at = bonds->at;
    int code = mem_try_grow(&at, &bonds->capacity, bonds->count + 1, sizeof bond);
    bonds->at = at;
    if (code == 0) {
        bonds->at[bonds->count++] = bond;
        __atomic_fetch_add(&s->within[bond.left], (int64_t)bond.score * right_size,
                           __ATOMIC_RELAXED);
        __atomic_fetch_add(&s->within[bond.right], (int64_t)bond.score * left_size,
                           __ATOMIC_RELAXED);
        __atomic_fetch_add(&s->met[bond.left], right_size, __ATOMIC_RELAXED);
        __atomic_fetch_add(&s->met[bond.right], left_size, __ATOMIC_RELAXED);
    }
    return code;
}

/* Between two entities, or an entity and a mention, one question is enough: the strongest pair. */
static int survey_node(struct survey *s, struct piece *piece, uint32_t a)
{
    const struct linking *l = s->linking;
    const uint32_t *cluster = l->outcome.cluster;
    uint32_t asked = UINT32_MAX;
    int32_t asked_score = 0, best = INT32_MIN;
    int code = 0;
    for (uint32_t i = l->pairs.start[a]; code == 0 && i < l->pairs.start[a + 1]; i++) {
        uint32_t b = l->pairs.right[i];
        int32_t score = pair_score(&l->pairs, l->weights, i);
        zones_add(&piece->zones, l, a, b, score);
        if (cluster[a] == cluster[b]) {
            code = add_bond(s, &piece->bonds, (struct bond){a, b, score});
            continue;
        }
        best = score > best ? score : best;
        raise_to(&s->elsewhere[b], score);
        if (abs(score) < REVIEW_REACH && (asked == UINT32_MAX || score > asked_score)) {
            asked = b;
            asked_score = score;
        }
    }
    raise_to(&s->elsewhere[a], best);
    if (asked != UINT32_MAX) {
        questions_add(&piece->questions, pair_of(l, a, asked, asked_score));
    }
    return code;
}

static int survey_body(void *context, size_t from, size_t to, int thread)
{
    struct survey *s = context;
    int code = 0;
    (void)thread;
    for (size_t p = from; code == 0 && p < to; p++) {
        struct piece *piece = &s->pieces[p];
        code = questions_begin(&piece->questions);
        for (size_t a = piece->from; code == 0 && a < piece->to; a++) {
            code = survey_node(s, piece, (uint32_t)a);
        }
    }
    return code;
}

/* Pieces of about as many pairs each. */
static void cut_pieces(struct survey *s)
{
    const struct pair_list *pairs = &s->linking->pairs;
    size_t nodes = s->linking->nodes.count;
    size_t node = 0;
    for (size_t p = 0; p < s->piece_count; p++) {
        uint64_t until = (uint64_t)pairs->start[nodes] * (p + 1) / s->piece_count;
        s->pieces[p].from = node;
        while (node < nodes && (p + 1 == s->piece_count || pairs->start[node] < until)) {
            node++;
        }
        s->pieces[p].to = node;
    }
}

static int survey_begin(struct survey *s, int threads)
{
    const struct linking *l = s->linking;
    size_t n = l->nodes.count;
    s->piece_count = threads > 1 ? (size_t)threads * PIECES_A_THREAD : 1;
    s->pieces = mem_try_array(s->piece_count, sizeof *s->pieces);
    s->within = mem_try_array(n, sizeof *s->within);
    s->met = mem_try_array(n, sizeof *s->met);
    s->elsewhere = mem_try_array(n, sizeof *s->elsewhere);
    s->cluster_size = mem_try_array(n, sizeof *s->cluster_size);
    if (!s->pieces || !s->within || !s->met || !s->elsewhere || !s->cluster_size) {
        return ERR_MEMORY;
    }
    for (size_t node = 0; node < n; node++) {
        s->elsewhere[node] = INT32_MIN;
        s->cluster_size[l->outcome.cluster[node]] += node_size(&l->nodes, node);
    }
    cut_pieces(s);
    return parallel_for(threads, s->piece_count, 1, survey_body, s);
}

static void survey_free(struct survey *s)
{
    for (size_t p = 0; s->pieces != NULL && p < s->piece_count; p++) {
        mem_free(s->pieces[p].bonds.at);
        mem_free(s->pieces[p].questions.pairs);
    }
    mem_free(s->pieces);
    mem_free(s->within);
    mem_free(s->met);
    mem_free(s->elsewhere);
    mem_free(s->cluster_size);
}

/* ---- how sure */

static double confidence_of(const struct survey *s, size_t n)
{
    const struct linking *l = s->linking;
    uint32_t size = node_size(&l->nodes, n);
    uint32_t others = s->cluster_size[l->outcome.cluster[n]] - size;
    double sum = (double)s->within[n] + (double)s->model->unmet * (others - s->met[n]);
    bool apart = is_apart(l, s->model, n);
    if (size > 1 && !apart) {
        sum += (double)self_score(l, n) * (size - 1);
        others += size - 1;
    }
    if (others == 0 || apart) {
        return s->elsewhere[n] == INT32_MIN ? 1 : 1 - probability_of(s->elsewhere[n]);
    }
    return probability_of((int32_t)(sum / others));
}

static int confidence_body(void *context, size_t from, size_t to, int thread)
{
    const struct survey *s = context;
    const struct node_set *nodes = &s->linking->nodes;
    (void)thread;
    for (size_t n = from; n < to; n++) {
        float sure = (float)confidence_of(s, n);
        for (uint32_t m = nodes->offset[n]; m < nodes->offset[n + 1]; m++) {
            s->confidence[nodes->member[m]] = sure;
        }
    }
    return 0;
}

/* ---- what holds entities together */

struct links {
    struct scored_pair *pairs;
    size_t count, capacity;
};

static int links_add(struct links *links, struct scored_pair pair)
{
    void *pairs = links->pairs;
    int code = mem_try_grow(&pairs, &links->capacity, links->count + 1, sizeof pair);
    links->pairs = pairs;
    if (code == 0) {
        links->pairs[links->count++] = pair;
    }
    return code;
}

/* The bonds of all pieces in the order of pairs, those of the first piece having room for all. */
static int join_bonds(struct survey *s, struct bonds *ret)
{
    size_t count = 0;
    for (size_t p = 0; p < s->piece_count; p++) {
        count += s->pieces[p].bonds.count;
    }
    *ret = (struct bonds){.at = mem_try_array(count, sizeof *ret->at)};
    for (size_t p = 0; ret->at != NULL && p < s->piece_count; p++) {
        struct bonds *part = &s->pieces[p].bonds;
        if (part->count > 0) {
            memcpy(ret->at + ret->count, part->at, part->count * sizeof *part->at);
        }
        ret->count += part->count;
        mem_free(part->at);
        *part = (struct bonds){0};
    }
    return ret->at == NULL ? ERR_MEMORY : 0;
}

/* A strongest spanning tree of each cluster (Kruskal), best pairs first. */
static int add_trees(const struct linking *l, const struct bonds *bonds, struct links *links)
{
    uint64_t *order = mem_try_array(bonds->count, sizeof *order);
    uint64_t *scratch = mem_try_array(bonds->count, sizeof *scratch);
    uint32_t *parent = mem_try_array(l->nodes.count, sizeof *parent);
    int code = order && scratch && parent ? 0 : ERR_MEMORY;
    for (size_t i = 0; code == 0 && i < bonds->count; i++) {
        uint32_t descending = ~((uint32_t)bonds->at[i].score ^ 0x80000000u);
        order[i] = (uint64_t)descending << 32 | i;
    }
    for (uint32_t a = 0; code == 0 && a < l->nodes.count; a++) {
        parent[a] = a;
    }
    if (code == 0) {
        radix_sort(order, scratch, bonds->count, 32, 64);
    }
    for (size_t o = 0; code == 0 && o < bonds->count; o++) {
        const struct bond *bond = &bonds->at[(uint32_t)order[o]];
        uint32_t a = union_find_root(parent, bond->left);
        uint32_t b = union_find_root(parent, bond->right);
        if (a != b) {
            parent[a < b ? b : a] = a < b ? a : b;
            code = links_add(links, pair_of(l, bond->left, bond->right, bond->score));
        }
    }
    mem_free(order);
    mem_free(scratch);
    mem_free(parent);
    return code;
}

/* Identical mentions in a row. */
static int add_chains(const struct linking *l, const struct kind_model *m, struct links *links)
{
    int code = 0;
    for (uint32_t n = 0; code == 0 && n < l->nodes.count; n++) {
        if (node_size(&l->nodes, n) == 1 || is_apart(l, m, n)) {
            continue;
        }
        struct scored_pair same = pair_of(l, n, n, self_score(l, n));
        for (uint32_t i = l->nodes.offset[n] + 1; code == 0 && i < l->nodes.offset[n + 1]; i++) {
            same.left = l->nodes.member[i - 1];
            same.right = l->nodes.member[i];
            code = links_add(links, same);
        }
    }
    return code;
}

/* What all pieces gathered, in the first. */
static void choose_zones(struct survey *s, struct zones *ret)
{
    for (size_t p = 1; p < s->piece_count; p++) {
        zones_join(&s->pieces[0].zones, &s->pieces[p].zones);
    }
    zones_choose(&s->pieces[0].zones, ret);
}

static int read_kind(struct survey *s, int threads, struct links *links,
                     struct questions *questions, struct zones *zones)
{
    struct bonds bonds = {0};
    size_t first = links->count;
    int code = survey_begin(s, threads);
    code = code ? code : parallel_for(threads, s->linking->nodes.count, GRAIN, confidence_body, s);
    code = code ? code : join_bonds(s, &bonds);
    code = code ? code : add_trees(s->linking, &bonds, links);
    code = code ? code : add_chains(s->linking, s->model, links);
    mem_free(bonds.at);
    if (code == 0) {
        choose_zones(s, zones);
    }
    for (size_t p = 0; code == 0 && p < s->piece_count; p++) {
        for (size_t i = 0; i < s->pieces[p].questions.count; i++) {
            questions_add(questions, s->pieces[p].questions.pairs[i]);
        }
    }
    for (size_t i = first; code == 0 && i < links->count; i++) {
        questions_add(questions, links->pairs[i]);
    }
    return code;
}

int partition_read_pairs(struct run *run, int threads)
{
    struct partition *p = &run->partition;
    struct links links = {0};
    struct questions questions = {0};
    int code = questions_begin(&questions);
    for (int kind = 0; code == 0 && kind < LINKED_KINDS; kind++) {
        struct survey s = {.linking = &run->linkings[kind],
                           .model = &run->model.kinds[kind],
                           .confidence = p->confidence};
        if (s.linking->outcome.cluster != NULL) {
            code = read_kind(&s, threads, &links, &questions, &run->zones[kind]);
            survey_free(&s);
        }
    }
    if (questions.pairs != NULL) {
        questions_cut(&questions);
    }
    p->links = links.count > 0 ? mem_trim(links.pairs, links.count * sizeof *links.pairs) : NULL;
    p->link_count = links.count;
    p->reviews = questions.pairs;
    p->review_count = questions.count;
    return code;
}
