/* quality.c - expected right pairs within entities, expected matches left apart. */
#include "quality.h"

#include "memory.h"

#include <math.h>

struct support {
    double *sum;    /* of scores with the rest of its cluster, in bits */
    double *met;    /* how many of them were compared */
    double *others; /* mentions of the cluster beside the node's own */
};

static double probability(double bits)
{
    return 1 / (1 + exp2(-bits));
}

static double bits_of(const struct linking *l, size_t pair)
{
    return (double)pair_score(&l->pairs, l->weights, pair) / WEIGHT_ONE;
}

/* Mean score of each node with its cluster; pairs never met count as the model says. */
static void find_support(const struct linking *l, const struct kind_model *m, struct support *s)
{
    const uint32_t *cluster = l->outcome.cluster;
    double unmet = (double)(m->cut + m->unmet) / WEIGHT_ONE;
    for (size_t n = 0; n < l->nodes.count; n++) {
        s->others[cluster[n]] += node_size(&l->nodes, n);
    }
    for (size_t n = 0; n < l->nodes.count; n++) {
        s->others[n] = s->others[cluster[n]]; /* a cluster is named by its lowest node */
    }
    for (size_t a = 0; a < l->nodes.count; a++) {
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            size_t b = l->pairs.right[i];
            if (cluster[a] == cluster[b]) {
                s->sum[a] += bits_of(l, i) * node_size(&l->nodes, b);
                s->sum[b] += bits_of(l, i) * node_size(&l->nodes, a);
                s->met[a] += node_size(&l->nodes, b);
                s->met[b] += node_size(&l->nodes, a);
            }
        }
    }
    for (size_t n = 0; n < l->nodes.count; n++) {
        s->others[n] -= node_size(&l->nodes, n);
        if (s->others[n] > 0) {
            s->sum[n] = (s->sum[n] + unmet * (s->others[n] - s->met[n])) / s->others[n];
        }
    }
}

static void add_up(const struct linking *l, const struct kind_model *m, const struct support *s,
                   double *ret_within, double *ret_right, double *ret_apart)
{
    const uint32_t *cluster = l->outcome.cluster;
    double within = 0;
    double right = 0;
    double apart = 0;
    for (size_t a = 0; a < l->nodes.count; a++) {
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            size_t b = l->pairs.right[i];
            double times = (double)node_size(&l->nodes, a) * node_size(&l->nodes, b);
            double bits = bits_of(l, i);
            if (cluster[a] != cluster[b]) {
                apart += times * probability(bits);
                continue;
            }
            within += times;
            right += times * probability(fmax(bits, (s->sum[a] + s->sum[b]) / 2));
        }
        /* Pairs of the entity that were never compared: half of them seen from either end. */
        double times = (s->others[a] - s->met[a]) * node_size(&l->nodes, a) / 2;
        within += times;
        right += times * probability(s->sum[a]);
        double same = node_size(&l->nodes, a);
        if (l->self[a] != UINT32_MAX &&
            !resolve_is_apart(l->weights, l->self, l->self_rarity, m->cut, a)) {
            int32_t score = l->weights[l->self[a]] + l->self_rarity[a] * (WEIGHT_ONE / 64);
            within += same * (same - 1) / 2;
            right += same * (same - 1) / 2 * probability((double)score / WEIGHT_ONE);
        }
    }
    *ret_within = within;
    *ret_right = right;
    *ret_apart = apart;
}

int quality_tell(const struct linking *l, const struct kind_model *m, double *ret_precision,
                 double *ret_recall)
{
    size_t n = l->nodes.count;
    struct support s = {mem_try_array(n, sizeof *s.sum), mem_try_array(n, sizeof *s.met),
                        mem_try_array(n, sizeof *s.others)};
    int code = s.sum && s.met && s.others ? 0 : ERR_MEMORY;
    if (code == 0) {
        double within, right, apart;
        find_support(l, m, &s);
        add_up(l, m, &s, &within, &right, &apart);
        *ret_precision = within > 0 ? right / within : NAN;
        *ret_recall = right + apart > 0 ? right / (right + apart) : NAN;
    }
    mem_free(s.sum);
    mem_free(s.met);
    mem_free(s.others);
    return code;
}
