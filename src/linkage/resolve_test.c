/* resolve_test.c - clusters against plain average linkage that tries everything, on small graphs
 * full of ties. */
#include "resolve.h"

#include "linkage_test.h"

enum { NODES_MAX = 1200, PAIRS_MAX = 8000 };

/* A graph as resolve wants it: a pattern for each weight that occurs. */
struct graph {
    struct node_set nodes;
    struct pair_list pairs;
    int32_t weights[41]; /* -20 … 20 bits */
    uint32_t offset[NODES_MAX + 1];
    uint32_t start[NODES_MAX + 1];
    uint32_t right[PAIRS_MAX];
    uint32_t pattern[PAIRS_MAX];
    int16_t rarity[PAIRS_MAX];
    uint32_t self[NODES_MAX];
    int16_t self_rarity[NODES_MAX];
    struct constraint_list constraints;
    struct constraint decided[32];
};

static struct graph *graph_begin(uint32_t nodes)
{
    struct graph *g = mem_must_array(1, sizeof *g);
    g->nodes = (struct node_set){.count = nodes, .offset = g->offset};
    g->pairs = (struct pair_list){.node_count = nodes,
                                  .start = g->start,
                                  .right = g->right,
                                  .pattern = g->pattern,
                                  .rarity = g->rarity};
    for (int i = 0; i < 41; i++) {
        g->weights[i] = (i - 20) * WEIGHT_ONE;
    }
    for (uint32_t n = 0; n < nodes; n++) {
        g->offset[n + 1] = n + 1;
        g->self[n] = UINT32_MAX;
    }
    return g;
}

/* Pairs have to come in the order of their left node. */
static void graph_add(struct graph *g, uint32_t left, uint32_t right, int bits)
{
    size_t i = g->pairs.count++;
    assert_true(i < PAIRS_MAX && left < right);
    g->right[i] = right;
    g->pattern[i] = (uint32_t)(bits + 20);
    for (size_t n = left + 1; n <= g->nodes.count; n++) {
        g->start[n] = (uint32_t)g->pairs.count;
    }
}

static struct graph *random_graph(struct random *random)
{
    uint32_t nodes = 2 + (uint32_t)random_below(random, 24);
    struct graph *g = graph_begin(nodes);
    uint64_t density = 2 + random_below(random, 8);
    for (uint32_t a = 0; a < nodes; a++) {
        uint32_t size = 1 + (random_below(random, 4) == 0) * (uint32_t)random_below(random, 3);
        g->offset[a + 1] = g->offset[a] + size;
        if (size > 1) {
            g->self[a] = (uint32_t)random_below(random, 41);
        }
        for (uint32_t b = a + 1; b < nodes; b++) {
            if (random_below(random, density) == 0) {
                graph_add(g, a, b, (int)random_below(random, 12) - 5); /* few values: many ties */
            }
        }
    }
    return g;
}

/* What a test resolves with: options, and the best edges of a node. */
struct asked {
    int32_t cut, unmet;
    int k, threads;
    const struct mention_place *places;
};

static struct weighing weighing_of(const struct graph *g)
{
    return (struct weighing){&g->nodes, &g->pairs,      g->weights,
                             g->self,   g->self_rarity, &g->constraints};
}

static bool is_apart(const struct graph *g, const struct asked *o, uint32_t n)
{
    return g->self[n] != UINT32_MAX && g->weights[g->self[n]] <= o->cut;
}

/* The score of two nodes over the cut; false: never met. */
static bool met(const struct graph *g, const struct asked *o, uint32_t a, uint32_t b, int32_t *ret)
{
    uint32_t left = a < b ? a : b;
    uint32_t right = a < b ? b : a;
    for (uint32_t i = g->start[left]; i < g->start[left + 1]; i++) {
        if (g->right[i] == right) {
            *ret = g->weights[g->pattern[i]] - o->cut;
            return true;
        }
    }
    return false;
}

/* Is b among the best k of a? */
static bool among_best(const struct graph *g, const struct asked *o, uint32_t a, uint32_t b)
{
    int32_t score;
    int better = 0;
    if (is_apart(g, o, a) || is_apart(g, o, b) || !met(g, o, a, b, &score) || score <= 0) {
        return false;
    }
    for (uint32_t n = 0; n < g->nodes.count; n++) {
        int32_t other;
        if (n != a && n != b && !is_apart(g, o, n) && met(g, o, a, n, &other) &&
            (other > score || (other == score && n < b))) {
            better++;
        }
    }
    return better < o->k;
}

static double mean_between(const struct graph *g, const struct asked *o, const uint32_t *cluster,
                           uint32_t a, uint32_t b)
{
    double sum = 0;
    double count = 0;
    for (size_t i = 0; i < g->constraints.count; i++) {
        const struct constraint *c = &g->decided[i];
        uint32_t x = cluster[c->left];
        uint32_t y = cluster[c->right];
        if (c->holds && !c->same && ((x == a && y == b) || (x == b && y == a))) {
            return -1;
        }
    }
    for (uint32_t x = 0; x < g->nodes.count; x++) {
        for (uint32_t y = 0; y < g->nodes.count; y++) {
            if (cluster[x] == a && cluster[y] == b) {
                double times = (double)node_size(&g->nodes, x) * node_size(&g->nodes, y);
                int32_t score;
                sum += times * (met(g, o, x, y, &score) ? score : o->unmet - o->cut);
                count += times;
            }
        }
    }
    return sum / count;
}

static void make_one(uint32_t *set, size_t count, uint32_t a, uint32_t b)
{
    uint32_t low = set[a] < set[b] ? set[a] : set[b];
    uint32_t high = set[a] < set[b] ? set[b] : set[a];
    for (size_t n = 0; n < count; n++) {
        set[n] = set[n] == high ? low : set[n];
    }
}

/* Components of mutual best edges and decisions, what was decided, then the best average of all,
 * again and again, ties to the lower nodes. */
static void plain_linkage(const struct graph *g, const struct asked *o, uint32_t *cluster)
{
    uint32_t component[64];
    uint32_t count = (uint32_t)g->nodes.count;
    assert_true(count <= COUNT_OF(component));
    for (uint32_t n = 0; n < count; n++) {
        component[n] = cluster[n] = n;
    }
    for (uint32_t a = 0; a < count; a++) {
        for (uint32_t b = 0; b < count; b++) {
            if (a != b && among_best(g, o, a, b) && among_best(g, o, b, a)) {
                make_one(component, count, a, b);
            }
        }
    }
    for (size_t i = 0; i < g->constraints.count; i++) {
        const struct constraint *c = &g->decided[i];
        if (c->same) {
            make_one(component, count, c->left, c->right);
        }
        if (c->same && c->holds) {
            make_one(cluster, count, c->left, c->right);
        }
    }
    for (;;) {
        double best = 0;
        uint32_t keep = 0;
        uint32_t drop = 0;
        for (uint32_t a = 0; a < count; a++) {
            for (uint32_t b = a + 1; b < count; b++) {
                if (cluster[a] == a && cluster[b] == b && component[a] == component[b]) {
                    double mean = mean_between(g, o, cluster, a, b);
                    if (mean > best) {
                        best = mean;
                        keep = a;
                        drop = b;
                    }
                }
            }
        }
        if (best <= 0) {
            return;
        }
        for (uint32_t n = 0; n < count; n++) {
            cluster[n] = cluster[n] == drop ? keep : cluster[n];
        }
    }
}

/* Resolve, with the tree made for cuts down to `least`. */
static void resolve_from(const struct graph *g, const struct asked *o, int32_t least,
                         struct components *ret_components, uint32_t **ret_cluster)
{
    struct weighing weighing = weighing_of(g);
    struct resolve_options options = {least, o->unmet, o->threads, o->places};
    struct resolution resolution = {0};
    *ret_components = (struct components){0};
    assert_int_equal(components_find(&weighing, least, o->k, o->threads, ret_components), 0);
    assert_int_equal(resolve(&weighing, ret_components, &options, &resolution), 0);
    assert_int_equal(resolution_cut(&resolution, &weighing, o->cut, ret_cluster), 0);
    for (uint32_t n = 0; n < g->nodes.count; n++) {
        assert_true(resolution.up[n] <= n);
    }
    resolution_free(&resolution);
}

static uint32_t *resolve_graph(const struct graph *g, const struct asked *o)
{
    struct components components;
    uint32_t *cluster;
    resolve_from(g, o, o->cut, &components, &cluster);
    components_free(&components);
    return cluster;
}

/* The pairs of each left node in another order. */
static void shuffle_pairs(struct graph *g, struct random *random)
{
    for (uint32_t n = 0; n < g->nodes.count; n++) {
        for (uint32_t i = g->start[n]; i < g->start[n + 1]; i++) {
            uint32_t j = g->start[n] + (uint32_t)random_below(random, i - g->start[n] + 1);
            uint32_t right = g->right[i];
            uint32_t pattern = g->pattern[i];
            g->right[i] = g->right[j];
            g->pattern[i] = g->pattern[j];
            g->right[j] = right;
            g->pattern[j] = pattern;
        }
    }
}

/* Decisions that agree with one another: of nodes that are said to be one of a few. Some that don't
 * hold, which join components and no more. */
static void decide(struct graph *g, struct random *random)
{
    size_t count = random_below(random, 3) == 0 ? 0 : random_below(random, COUNT_OF(g->decided));
    uint32_t who[64];
    g->constraints = (struct constraint_list){g->decided, 0};
    for (uint32_t n = 0; n < g->nodes.count; n++) {
        who[n] = (uint32_t)random_below(random, 6);
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t a = (uint32_t)random_below(random, g->nodes.count);
        uint32_t b = (uint32_t)random_below(random, g->nodes.count);
        if (node_size(&g->nodes, a) == 1 && node_size(&g->nodes, b) == 1 && a != b) {
            bool holds = random_below(random, 6) > 0;
            g->decided[g->constraints.count++] = (struct constraint){
                a < b ? a : b, a < b ? b : a, (who[a] == who[b]) == holds, holds, (int64_t)i};
        }
    }
}

static void same_as_plain_linkage(void **state)
{
    struct random random = random_seed(test_seed());
    int merged = 0;
    (void)state;
    for (int round = 0; round < 1500; round++) {
        struct graph *g = random_graph(&random);
        struct asked o = {.cut = ((int)random_below(&random, 4) - 2) * WEIGHT_ONE,
                          .unmet = ((int)random_below(&random, 3) - 4) * WEIGHT_ONE,
                          .k = 1 + (int)random_below(&random, 8),
                          .threads = 1};
        uint32_t wanted[64];
        decide(g, &random);
        plain_linkage(g, &o, wanted);
        uint32_t *cluster = resolve_graph(g, &o);
        for (uint32_t n = 0; n < g->nodes.count; n++) {
            if (cluster[n] != wanted[n]) {
                fail_msg("round %d: node %u in %u, wanted %u", round, n, cluster[n], wanted[n]);
            }
            merged += wanted[n] != n;
        }
        mem_free(cluster);
        shuffle_pairs(g, &random);
        cluster = resolve_graph(g, &o);
        assert_memory_equal(cluster, wanted, g->nodes.count * sizeof *wanted);
        mem_free(cluster);
        mem_free(g);
    }
    assert_true(merged > 1000);
}

/* Many components, several threads. */
static void threads_change_nothing(void **state)
{
    struct random random = random_seed(test_seed());
    struct graph *g = graph_begin(NODES_MAX);
    struct asked o = {.cut = 0, .unmet = -2 * WEIGHT_ONE, .k = 4, .threads = 1};
    (void)state;
    for (uint32_t a = 0; a < NODES_MAX; a++) {
        for (uint32_t b = a + 1; b < NODES_MAX && b < a + 6; b++) {
            graph_add(g, a, b, (int)random_below(&random, 10) - 6);
        }
    }
    uint32_t *one = resolve_graph(g, &o);
    o.threads = 5;
    uint32_t *five = resolve_graph(g, &o);
    assert_memory_equal(one, five, NODES_MAX * sizeof *one);
    mem_free(one);
    mem_free(five);
    mem_free(g);
}

/* "J Smith" and "J Smith": not told apart, not joined, and no bridge for others. */
static void identical_weak_mentions_stay_apart(void **state)
{
    struct graph *g = graph_begin(3);
    struct asked o = {.cut = 0, .unmet = -2 * WEIGHT_ONE, .k = 8, .threads = 1};
    (void)state;
    g->offset[1] = 5;
    g->offset[2] = 6;
    g->offset[3] = 7;
    graph_add(g, 0, 1, 10);
    graph_add(g, 0, 2, 10);
    struct weighing weighing = weighing_of(g);
    g->self[0] = 20; /* 0 bits: at the cut is not over it */
    uint32_t *cluster = resolve_graph(g, &o);
    assert_true(weighing_apart(&weighing, o.cut, 0));
    for (uint32_t n = 0; n < 3; n++) {
        assert_int_equal(cluster[n], n);
    }
    mem_free(cluster);
    g->self[0] = 21; /* and one bit is */
    cluster = resolve_graph(g, &o);
    assert_int_equal(cluster[1], 0);
    mem_free(cluster);
    g->self_rarity[0] = -2 * RARITY_ONE; /* unless what they share is common */
    assert_true(weighing_apart(&weighing, o.cut, 0));
    mem_free(g);
}

/* A chain of a thousand: its weakest edges give way, and it is counted. */
static void giants_are_split(void **state)
{
    struct graph *g = graph_begin(1000);
    struct asked o = {.cut = 0, .unmet = 0, .k = 8, .threads = 2};
    uint32_t size[1000] = {0};
    (void)state;
    for (uint32_t n = 0; n + 1 < 1000; n++) {
        graph_add(g, n, n + 1, n % 100 == 99 ? 1 : 15);
    }
    struct components components;
    uint32_t *cluster;
    resolve_from(g, &o, o.cut, &components, &cluster);
    assert_int_equal(components.split, 1);
    assert_int_equal(components.largest, 1000);
    components_free(&components);
    for (uint32_t n = 0; n < 1000; n++) {
        assert_true(cluster[n] <= n);
        assert_int_equal(cluster[cluster[n]], cluster[n]);
        assert_true(++size[cluster[n]] <= 256);
    }
    mem_free(cluster);
    mem_free(g);
}

/* Three hundred that somebody decided are one: however large that is, and without a single edge. */
static void decided_giants_are_not(void **state)
{
    struct graph *g = graph_begin(300);
    struct constraint *chain = mem_must_array(299, sizeof *chain);
    struct asked o = {.cut = 0, .unmet = -4 * WEIGHT_ONE, .k = 8, .threads = 2};
    (void)state;
    for (uint32_t n = 0; n < 299; n++) {
        chain[n] = (struct constraint){n, n + 1, true, true, n};
    }
    g->constraints = (struct constraint_list){chain, 299};
    uint32_t *cluster = resolve_graph(g, &o);
    for (uint32_t n = 0; n < 300; n++) {
        assert_int_equal(cluster[n], 0);
    }
    mem_free(cluster);
    mem_free(chain);
    mem_free(g);
}

/* Two people of one row, each as like a third as can be: one of them at most is the third. */
static void one_row_is_never_one(void **state)
{
    struct mention_place places[4] = {{.row = 7}, {.row = 9}, {.row = 7}, {.row = 8}};
    uint32_t mentions[] = {0, 1, 2, 3};
    struct graph *g = graph_begin(4);
    struct asked o = {.cut = 0, .unmet = 0, .k = 8, .threads = 1};
    (void)state;
    g->nodes.mention = mentions;
    g->nodes.member = mentions;
    graph_add(g, 0, 1, 15);
    graph_add(g, 0, 2, -20);
    graph_add(g, 0, 3, 20);
    graph_add(g, 1, 2, 15);
    graph_add(g, 1, 3, 20);
    graph_add(g, 2, 3, 20);
    uint32_t *cluster = resolve_graph(g, &o);
    assert_int_equal(cluster[2], 0); /* the average alone would have joined them */
    mem_free(cluster);
    o.places = places;
    cluster = resolve_graph(g, &o);
    assert_int_not_equal(cluster[0], cluster[2]);
    assert_int_equal(cluster[1], cluster[3]);
    mem_free(cluster);
    mem_free(g);
}

/* One tree answers for every cut: the same clusters as a tree made for that cut alone, where nodes
 * keep all their edges, nothing is apart, and the components are the same. */
static void a_tree_for_every_cut(void **state)
{
    struct random random = random_seed(test_seed());
    int differ = 0;
    (void)state;
    for (int round = 0; round < 500; round++) {
        struct graph *g = random_graph(&random);
        struct asked o = {.cut = -4 * WEIGHT_ONE, .unmet = -4 * WEIGHT_ONE, .k = 64, .threads = 1};
        uint32_t *lowest = resolve_graph(g, &o);
        for (uint32_t n = 0; n < g->nodes.count; n++) {
            g->self[n] = UINT32_MAX;
        }
        for (o.cut = -4 * WEIGHT_ONE; o.cut <= 8 * WEIGHT_ONE; o.cut += WEIGHT_ONE) {
            struct components components;
            uint32_t *cluster;
            uint32_t *alone = resolve_graph(g, &o);
            resolve_from(g, &o, -4 * WEIGHT_ONE, &components, &cluster);
            assert_memory_equal(cluster, alone, g->nodes.count * sizeof *alone);
            differ += memcmp(cluster, lowest, g->nodes.count * sizeof *lowest) != 0;
            components_free(&components);
            mem_free(cluster);
            mem_free(alone);
        }
        mem_free(lowest);
        mem_free(g);
    }
    assert_true(differ > 1000);
}

static void nothing_to_resolve(void **state)
{
    struct asked o = {.cut = 0, .unmet = -1, .k = 8, .threads = 2};
    (void)state;
    for (uint32_t nodes = 0; nodes <= 2; nodes++) {
        struct graph *g = graph_begin(nodes);
        uint32_t *cluster = resolve_graph(g, &o);
        for (uint32_t n = 0; n < nodes; n++) {
            assert_int_equal(cluster[n], n);
        }
        mem_free(cluster);
        mem_free(g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_as_plain_linkage),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(identical_weak_mentions_stay_apart),
        cmocka_unit_test(giants_are_split),
        cmocka_unit_test(decided_giants_are_not),
        cmocka_unit_test(one_row_is_never_one),
        cmocka_unit_test(a_tree_for_every_cut),
        cmocka_unit_test(nothing_to_resolve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
