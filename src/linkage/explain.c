/* explain.c - the weight of one pair, taken apart. */
#include "explain.h"

#include "memory.h"

#include <math.h>
#include <stdio.h>

static size_t node_of(const struct node_set *nodes, uint32_t mention)
{
    for (size_t n = 0; n < nodes->count; n++) {
        for (uint32_t m = nodes->offset[n]; m < nodes->offset[n + 1]; m++) {
            if (nodes->member[m] == mention) {
                return n;
            }
        }
    }
    return SIZE_MAX;
}

static bool find_key(const struct run *run, const struct linking *l, const struct kind_model *model,
                     size_t left, size_t right, char ret[KEY_TEXT_MAX])
{
    const struct mention_table *table = run->mentions;
    const uint32_t *left_row = mention_row(table, l->nodes.mention[left]);
    const uint32_t *right_row = mention_row(table, l->nodes.mention[right]);
    for (int k = 0; k < model->plan.key_count; k++) {
        if (left != right && key_brings(l->lexicon, &model->plan, k, left_row, right_row)) {
            key_text(&model->plan.keys[k].key, run->mentions, ret);
            return true;
        }
    }
    if (left == right) {
        snprintf(ret, KEY_TEXT_MAX, "everything: the two say the same");
    }
    return left == right;
}

static int fill_rows(const struct run *run, const struct kind_model *model, uint32_t left,
                     uint32_t right, const uint8_t *levels, int rarity, struct explanation *ret)
{
    int32_t weight[FEATURES_MAX];
    const struct feature_set *features = &model->features;
    int chance;
    int code = estimate_explain(&model->estimate, features, levels, &ret->total, weight, &chance);
    if (code != 0) {
        return code;
    }
    ret->start = ret->total;
    rarity = rarity_felt(rarity, chance);
    for (int f = 0; f < features->count; f++) {
        const struct feature *feature = &features->features[f];
        struct explanation_row *row = &ret->rows[ret->row_count++];
        snprintf(row->feature, sizeof row->feature, "%.*s",
                 PRI(feature_name(feature, run->mentions)));
        feature_value_text(feature, run->mentions, left, row->left, sizeof row->left);
        feature_value_text(feature, run->mentions, right, row->right, sizeof row->right);
        feature_level_text(feature, levels[f], row->level);
        row->weight = weight[f];
        ret->start -= weight[f];
    }
    if (rarity != 0) {
        struct explanation_row *row = &ret->rows[ret->row_count++];
        snprintf(row->feature, sizeof row->feature, "how common");
        snprintf(row->level, sizeof row->level, "%s",
                 rarity > 0 ? "what they share is rare" : "what they share is common");
        row->weight = rarity * (WEIGHT_ONE / 64);
        ret->total += row->weight;
    }
    return 0;
}

/* The one feature whose agreement (or difference) would turn the answer of the pair. */
static int find_change(const struct run *run, const struct kind_model *model,
                       const struct linking *l, size_t left, size_t right, const uint8_t *levels,
                       struct explanation *ret)
{
    const struct feature_set *features = &model->features;
    bool linked = ret->total > ret->cut;
    int best = -1;
    int32_t best_total = 0;
    for (int f = 0; f < features->count; f++) {
        uint8_t changed[FEATURES_MAX];
        int32_t weight[FEATURES_MAX];
        int32_t total;
        const struct feature *feature = &features->features[f];
        if (feature->field < 0) {
            continue; /* the source is not evidence that could be mended */
        }
        memcpy(changed, levels, sizeof changed);
        changed[f] = (uint8_t)(linked ? feature_worst_level(feature) : feature_best_level(feature));
        int chance;
        int code = estimate_explain(&model->estimate, features, changed, &total, weight, &chance);
        if (code != 0) {
            return code;
        }
        int rarity = frequency_adjust(&l->frequency, run->mentions, features, &l->nodes, changed,
                                      left, right);
        total += rarity_felt(rarity, chance) * (WEIGHT_ONE / RARITY_ONE);
        bool turned = linked ? total <= ret->cut : total > ret->cut;
        if (turned && (best < 0 || (linked ? total < best_total : total > best_total))) {
            best = f;
            best_total = total;
        }
    }
    if (best < 0) {
        snprintf(ret->change, sizeof ret->change,
                 linked ? "No single difference would part them."
                        : "No single agreement would be enough to link them.");
    } else {
        snprintf(ret->change, sizeof ret->change,
                 linked ? "If the %.*s differed, this pair by itself would not be linked."
                        : "If the %.*s agreed in full, this pair would be linked.",
                 PRI(feature_name(&features->features[best], run->mentions)));
    }
    return 0;
}

int explain_pair(const struct run *run, uint32_t left, uint32_t right, struct explanation *ret)
{
    int kind = run->mentions->places[left].kind;
    const struct linking *l = &run->linkings[kind];
    const struct kind_model *model = &run->model.kinds[kind];
    uint8_t levels[FEATURES_MAX] = {0};
    *ret = (struct explanation){0};
    ret->same_entity = run->partition.entity[left] == run->partition.entity[right];
    if (kind != run->mentions->places[right].kind || l->outcome.cluster == NULL || left == right) {
        snprintf(ret->change, sizeof ret->change,
                 "Mentions of different kinds, and THE OCCUPIER, are never linked.");
        return 0;
    }
    size_t a = node_of(&l->nodes, left);
    size_t b = node_of(&l->nodes, right);
    ret->comparable = true;
    ret->cut = model->cut;
    ret->candidate = find_key(run, l, model, a, b, ret->key);
    node_compare(&model->features, &run->lexicon, &l->nodes, a, b, levels);
    int rarity =
        frequency_adjust(&l->frequency, run->mentions, &model->features, &l->nodes, levels, a, b);
    int code = fill_rows(run, model, left, right, levels, rarity, ret);
    ret->direct = ret->candidate && ret->total > ret->cut;
    ret->probability = (float)(1 / (1 + exp2(-(double)ret->total / WEIGHT_ONE)));
    return code ? code : find_change(run, model, l, a, b, levels, ret);
}
