/* partition.c - all kinds linked, numbered and named; what holds them together; what to ask. */
#include "partition.h"

#include "hash.h"
#include "memory.h"
#include "progress.h"
#include "property.h"
#include "radix.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { TELL_ROWS_MIN = 1000 }; /* under this many mentions quality can't be told without labels */

const char *entity_id_text(uint64_t id, int kind, char ret[ENTITY_ID_TEXT_MAX])
{
    static const char kinds[MENTION_KINDS + 1] = "POEHUU";
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    size_t at = 0;
    ret[at++] = kinds[kind];
    for (int shift = 55; shift >= 0; shift -= 5) {
        ret[at++] = digits[id >> shift & 31];
    }
    ret[at] = '\0';
    return ret;
}

static double probability_of(int32_t weight)
{
    return 1 / (1 + exp2(-(double)weight / WEIGHT_ONE));
}

static int32_t score_of(const struct linking *l, size_t pair)
{
    return pair_score(&l->pairs, l->weights, pair);
}

static int32_t self_score(const struct linking *l, size_t node)
{
    return l->weights[l->self[node]] + l->self_rarity[node] * (WEIGHT_ONE / 64);
}

static bool is_apart(const struct linking *l, const struct kind_model *m, size_t node)
{
    struct weighing weighing = linking_weighing(l);
    return weighing_apart(&weighing, m->cut, node);
}

/* ---- numbering */

static int select_kind(const struct mention_table *t, int kind, uint32_t **ret, size_t *ret_count)
{
    size_t count = 0;
    for (size_t i = 0; i < t->count; i++) {
        count += t->places[i].kind == kind;
    }
    *ret = mem_try_array(count, sizeof **ret);
    if (*ret == NULL) {
        return ERR_MEMORY;
    }
    count = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (t->places[i].kind == kind) {
            (*ret)[count++] = (uint32_t)i;
        }
    }
    *ret_count = count;
    return 0;
}

/* entity[] holds, for now, a mention that stands for the cluster; ids by that mention. */
static void gather_clusters(const struct run *run, int kind, uint32_t *entity, uint64_t *id_of)
{
    const struct linking *l = &run->linkings[kind];
    for (size_t n = 0; n < l->nodes.count; n++) {
        bool apart = is_apart(l, &run->model.kinds[kind], n);
        uint32_t lowest = l->outcome.cluster[n];
        uint32_t stands = l->nodes.member[l->nodes.offset[lowest]];
        for (uint32_t m = l->nodes.offset[n]; m < l->nodes.offset[n + 1]; m++) {
            uint32_t mention = l->nodes.member[m];
            entity[mention] = apart ? mention : stands;
            id_of[mention] = apart ? hash_join(l->nodes.hash[n], m - l->nodes.offset[n] + 1)
                                   : l->nodes.hash[lowest];
        }
    }
}

/* Nobody, and a property with nobody: alone in every case, with ids from what they say; those that
 * say the same are counted through. */
static int name_unlinked(const struct run *run, int kind, uint64_t *id_of)
{
    struct node_set nodes = {0};
    uint32_t *mentions = NULL;
    size_t count = 0;
    int code = select_kind(run->mentions, kind, &mentions, &count);
    if (code == 0 && count > 0) {
        code = node_set_build(run->mentions, mentions, count, run->model.attribute_seed,
                              run->lexicon.threads, &nodes);
    }
    for (size_t n = 0; code == 0 && n < nodes.count; n++) {
        uint64_t content = hash_join(nodes.hash[n], (uint64_t)kind);
        for (uint32_t m = nodes.offset[n]; m < nodes.offset[n + 1]; m++) {
            id_of[nodes.member[m]] = hash_join(content, m - nodes.offset[n] + 1);
        }
    }
    node_set_free(&nodes);
    mem_free(mentions);
    return code;
}

static int number_entities(struct run *run)
{
    struct partition *p = &run->partition;
    const struct mention_table *t = run->mentions;
    p->entity = mem_try_array(t->count, sizeof *p->entity);
    uint64_t *id_of = mem_try_array(t->count, sizeof *id_of);
    uint32_t *number = mem_try_array(t->count, sizeof *number);
    p->entity_id = mem_try_array(t->count, sizeof *p->entity_id);
    p->entity_kind = mem_try_array(t->count, sizeof *p->entity_kind);
    int code = p->entity && id_of && number && p->entity_id && p->entity_kind ? 0 : ERR_MEMORY;
    for (size_t i = 0; code == 0 && i < t->count; i++) {
        p->entity[i] = (uint32_t)i;
        number[i] = UINT32_MAX;
    }
    for (int kind = 0; code == 0 && kind < LINKED_KINDS; kind++) {
        if (run->linkings[kind].outcome.cluster != NULL) {
            gather_clusters(run, kind, p->entity, id_of);
        } else {
            code = name_unlinked(run, kind, id_of);
        }
    }
    for (size_t i = 0; code == 0 && i < t->count; i++) {
        uint32_t stands = p->entity[i];
        if (number[stands] == UINT32_MAX) {
            number[stands] = (uint32_t)p->entity_count;
            p->entity_id[p->entity_count] = id_of[i];
            p->entity_kind[p->entity_count++] = t->places[i].kind;
        }
        p->entity[i] = number[stands];
    }
    mem_free(id_of);
    mem_free(number);
    return code;
}

/* ---- how sure */

/* Sum of scores with the rest of its cluster, and the best score elsewhere, by node. */
struct standing {
    double *within;
    uint32_t *met;
    int32_t *elsewhere;
    uint32_t *cluster_size;
    struct zone_gathering *zones;
};

static void standing_of(const struct linking *l, struct standing *s)
{
    const uint32_t *cluster = l->outcome.cluster;
    for (size_t n = 0; n < l->nodes.count; n++) {
        s->elsewhere[n] = INT32_MIN;
        s->cluster_size[cluster[n]] += node_size(&l->nodes, n);
    }
    for (size_t a = 0; a < l->nodes.count; a++) {
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            size_t b = l->pairs.right[i];
            int32_t score = score_of(l, i);
            zones_add(s->zones, l, a, b, score);
            if (cluster[a] == cluster[b]) {
                s->within[a] += (double)score * node_size(&l->nodes, b);
                s->within[b] += (double)score * node_size(&l->nodes, a);
                s->met[a] += node_size(&l->nodes, b);
                s->met[b] += node_size(&l->nodes, a);
            } else {
                s->elsewhere[a] = score > s->elsewhere[a] ? score : s->elsewhere[a];
                s->elsewhere[b] = score > s->elsewhere[b] ? score : s->elsewhere[b];
            }
        }
    }
}

static double confidence_of(const struct linking *l, const struct kind_model *m,
                            const struct standing *s, size_t n)
{
    uint32_t size = node_size(&l->nodes, n);
    uint32_t others = s->cluster_size[l->outcome.cluster[n]] - size;
    double sum = s->within[n] + (double)m->unmet * (others - s->met[n]);
    if (size > 1 && !is_apart(l, m, n)) {
        sum += (double)self_score(l, n) * (size - 1);
        others += size - 1;
    }
    if (others == 0 || is_apart(l, m, n)) {
        return s->elsewhere[n] == INT32_MIN ? 1 : 1 - probability_of(s->elsewhere[n]);
    }
    return probability_of((int32_t)(sum / others));
}

static int set_confidence(struct run *run, int kind)
{
    struct linking *l = &run->linkings[kind];
    size_t n = l->nodes.count;
    struct standing s = {mem_try_array(n, sizeof *s.within), mem_try_array(n, sizeof *s.met),
                         mem_try_array(n, sizeof *s.elsewhere),
                         mem_try_array(n, sizeof *s.cluster_size),
                         mem_try_array(1, sizeof *s.zones)};
    int code = s.within && s.met && s.elsewhere && s.cluster_size && s.zones ? 0 : ERR_MEMORY;
    if (code == 0) {
        standing_of(l, &s);
        zones_choose(s.zones, &run->zones[kind]);
        for (size_t node = 0; node < n; node++) {
            float sure = (float)confidence_of(l, &run->model.kinds[kind], &s, node);
            for (uint32_t m = l->nodes.offset[node]; m < l->nodes.offset[node + 1]; m++) {
                run->partition.confidence[l->nodes.member[m]] = sure;
            }
        }
    }
    mem_free(s.within);
    mem_free(s.met);
    mem_free(s.elsewhere);
    mem_free(s.cluster_size);
    mem_free(s.zones);
    return code;
}

/* ---- what holds entities together, what to ask */

struct pair_heap {
    struct scored_pair *pairs;
    size_t count, capacity;
};

static int heap_add(struct pair_heap *heap, struct scored_pair pair)
{
    void *pairs = heap->pairs;
    int code = mem_try_grow(&pairs, &heap->capacity, heap->count + 1, sizeof pair);
    heap->pairs = pairs;
    if (code == 0) {
        heap->pairs[heap->count++] = pair;
    }
    return code;
}

static struct scored_pair pair_of(const struct linking *l, uint32_t a, uint32_t b, int32_t weight)
{
    return (struct scored_pair){l->nodes.mention[a], l->nodes.mention[b], weight,
                                (float)probability_of(weight)};
}

static uint32_t find_root(uint32_t *parent, uint32_t node)
{
    while (parent[node] != node) {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    return node;
}

/* A strongest spanning tree of each cluster (Kruskal), best pairs first; then identical mentions in
 * a row. */
static int add_links(const struct run *run, int kind, struct pair_heap *links)
{
    const struct linking *l = &run->linkings[kind];
    const uint32_t *cluster = l->outcome.cluster;
    size_t within = 0;
    for (size_t a = 0; a < l->nodes.count; a++) {
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            within += cluster[a] == cluster[l->pairs.right[i]];
        }
    }
    uint64_t *order = mem_try_array(within, sizeof *order);
    uint64_t *scratch = mem_try_array(within, sizeof *scratch);
    uint32_t *left = mem_try_array(within, sizeof *left);
    uint32_t *pair = mem_try_array(within, sizeof *pair);
    uint32_t *parent = mem_try_array(l->nodes.count, sizeof *parent);
    int code = order && scratch && left && pair && parent ? 0 : ERR_MEMORY;
    size_t used = 0;
    for (uint32_t a = 0; code == 0 && a < l->nodes.count; a++) {
        parent[a] = a;
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            if (cluster[a] == cluster[l->pairs.right[i]]) {
                uint32_t descending = ~((uint32_t)score_of(l, i) ^ 0x80000000u);
                left[used] = a;
                pair[used] = i;
                order[used] = (uint64_t)descending << 32 | used;
                used++;
            }
        }
    }
    if (code == 0) {
        radix_sort(order, scratch, used, 32, 64);
    }
    for (size_t o = 0; code == 0 && o < used; o++) {
        uint32_t at = (uint32_t)order[o];
        uint32_t a = find_root(parent, left[at]);
        uint32_t b = find_root(parent, l->pairs.right[pair[at]]);
        if (a != b) {
            parent[a < b ? b : a] = a < b ? a : b;
            code = heap_add(links,
                            pair_of(l, left[at], l->pairs.right[pair[at]], score_of(l, pair[at])));
        }
    }
    for (size_t n = 0; code == 0 && n < l->nodes.count; n++) {
        for (uint32_t m = l->nodes.offset[n] + 1;
             code == 0 && m < l->nodes.offset[n + 1] && !is_apart(l, &run->model.kinds[kind], n);
             m++) {
            struct scored_pair same = pair_of(l, (uint32_t)n, (uint32_t)n, self_score(l, n));
            same.left = l->nodes.member[m - 1];
            same.right = l->nodes.member[m];
            code = heap_add(links, same);
        }
    }
    mem_free(order);
    mem_free(scratch);
    mem_free(left);
    mem_free(pair);
    mem_free(parent);
    return code;
}

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

/* Between two entities, or an entity and a mention, one question is enough: the strongest pair. */
static int add_reviews(const struct run *run, int kind, struct pair_heap *reviews)
{
    const struct linking *l = &run->linkings[kind];
    const uint32_t *cluster = l->outcome.cluster;
    int32_t reach = ZONE_REACH * WEIGHT_ONE;
    int code = 0;
    for (uint32_t a = 0; code == 0 && a < l->nodes.count; a++) {
        size_t best = SIZE_MAX;
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            uint32_t b = l->pairs.right[i];
            bool apart = cluster[a] != cluster[b];
            if (apart && abs(score_of(l, i)) < reach &&
                (best == SIZE_MAX || score_of(l, i) > score_of(l, best))) {
                best = i;
            }
        }
        if (best != SIZE_MAX) {
            code = heap_add(reviews, pair_of(l, a, l->pairs.right[best], score_of(l, best)));
        }
    }
    return code;
}

static int ask_about(struct run *run)
{
    struct partition *p = &run->partition;
    struct pair_heap links = {0};
    struct pair_heap reviews = {0};
    int32_t reach = ZONE_REACH * WEIGHT_ONE;
    int code = 0;
    for (int kind = 0; code == 0 && kind < LINKED_KINDS; kind++) {
        if (run->linkings[kind].outcome.cluster != NULL) {
            code = add_links(run, kind, &links);
            code = code ? code : add_reviews(run, kind, &reviews);
        }
    }
    for (size_t i = 0; code == 0 && i < links.count; i++) {
        if (abs(links.pairs[i].weight) < reach) {
            code = heap_add(&reviews, links.pairs[i]);
        }
    }
    if (reviews.count > 0) {
        qsort(reviews.pairs, reviews.count, sizeof *reviews.pairs, compare_reviews);
    }
    p->links = links.pairs;
    p->link_count = links.count;
    p->reviews = reviews.pairs;
    p->review_count = reviews.count < REVIEWS_MAX ? reviews.count : REVIEWS_MAX;
    return code;
}

/* ---- quality without labels */

/* Expected share of right pairs within entities, and of all matches that are within; persons, or
 * the kind with most mentions. */
static void tell_quality(struct run *run)
{
    int kind = MENTION_PERSON;
    for (int other = 0; other < LINKED_KINDS; other++) {
        if (run->linkings[other].nodes.count > run->linkings[kind].nodes.count) {
            kind = other;
        }
    }
    const struct linking *l = &run->linkings[kind];
    const struct kind_model *m = &run->model.kinds[kind];
    run->precision = run->recall = NAN;
    if (!m->learnt) {
        snprintf(
            run->cannot_tell, sizeof run->cannot_tell,
            "too little to learn from, or nothing believable learnt; links rest on stated priors");
        return;
    }
    if (l->nodes.count == 0 || l->nodes.offset[l->nodes.count] < TELL_ROWS_MIN) {
        snprintf(run->cannot_tell, sizeof run->cannot_tell,
                 "fewer than %d records: too few to tell without labels", TELL_ROWS_MIN);
        return;
    }
    run->precision = m->precision;
    run->recall = m->recall;
}

/* ---- the run */

static int assemble(struct run *run, struct progress *progress)
{
    struct partition *p = &run->partition;
    progress_step(progress, "Naming entities");
    p->confidence = mem_try_array(run->mentions->count, sizeof *p->confidence);
    int code = p->confidence == NULL ? ERR_MEMORY : number_entities(run);
    for (size_t i = 0; code == 0 && i < run->mentions->count; i++) {
        p->confidence[i] = 1;
    }
    for (int kind = 0; code == 0 && kind < LINKED_KINDS; kind++) {
        if (run->linkings[kind].outcome.cluster != NULL) {
            code = set_confidence(run, kind);
        }
    }
    code = code ? code : ask_about(run);
    code = code ? code
                : property_assign(run->mentions, &p->property, &p->property_id, &p->property_count);
    if (code == 0) {
        tell_quality(run);
    }
    return code;
}

static const bool is_linked[LINKED_KINDS] = {[MENTION_PERSON] = true,
                                             [MENTION_ORGANISATION] = true,
                                             [MENTION_ESTATE] = true,
                                             [MENTION_UNKNOWN] = true};

static int link_kinds(struct run *run, int threads, bool learn, struct progress *progress,
                      struct err *err)
{
    struct linking_options options = linking_defaults();
    options.threads = threads;
    options.precision = run->wanted_precision;
    options.progress = progress;
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        uint32_t *mentions = NULL;
        size_t count = 0;
        int key = -1;
        if (!is_linked[kind]) {
            continue;
        }
        int code = select_kind(run->mentions, kind, &mentions, &count);
        if (code == 0 && count > 0) {
            struct kind_model *model = &run->model.kinds[kind];
            struct linking *linking = &run->linkings[kind];
            code = learn ? linking_learn(&run->lexicon, mentions, count, run->model.attribute_seed,
                                         &options, model, linking)
                         : linking_apply(&run->lexicon, mentions, count, run->model.attribute_seed,
                                         &options, model, linking, &key);
        }
        mem_free(mentions);
        if (code == ERR_LIMIT && key >= 0) {
            char text[KEY_TEXT_MAX];
            return err_set(
                err, code,
                "a value of \"%s\" has become far more common than when the model was "
                "made; link without --model to make a new one",
                key_text(&run->model.kinds[kind].plan.keys[key].key, run->mentions, text));
        }
        if (code != 0) {
            return err_set(err, code,
                           code == ERR_MEMORY ? "out of memory while linking"
                                              : "too many pairs to compare");
        }
    }
    return 0;
}

static int run_all(const struct mention_table *mentions, int threads, bool learn,
                   struct progress *progress, struct run *run, struct err *err)
{
    run->mentions = mentions;
    progress_step(progress, "Reading names, dates and addresses");
    run->lexicon.threads = threads;
    int code = lexicon_build(mentions, &run->lexicon);
    if (learn) {
        node_attribute_seeds(mentions, run->model.attribute_seed);
        code = code ? code : given_sexes_learn(mentions, &run->model.given_sexes);
    }
    code =
        code ? code : given_sexes_apply(&run->model.given_sexes, mentions, &run->lexicon.given_sex);
    if (code != 0) {
        return err_set(err, code, "out of memory while linking");
    }
    code = link_kinds(run, threads, learn, progress, err);
    if (code == 0 && (code = assemble(run, progress)) != 0) {
        err_set(err, code, "out of memory while linking");
    }
    return code;
}

int run_learn_and_link(const struct mention_table *mentions, int threads, struct progress *progress,
                       struct run *ret, struct err *err)
{
    return run_all(mentions, threads, true, progress, ret, err);
}

int run_link(const struct mention_table *mentions, int threads, struct progress *progress,
             struct run *run, struct err *err)
{
    return run_all(mentions, threads, false, progress, run, err);
}

void run_drop_pairs(struct run *run)
{
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        size_t count = run->linkings[kind].pairs.count;
        pair_list_free(&run->linkings[kind].pairs);
        run->linkings[kind].pairs.count = count;
    }
}

void run_free(struct run *run)
{
    struct partition *p = &run->partition;
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        linking_free(&run->linkings[kind]);
        kind_model_free(&run->model.kinds[kind]);
    }
    given_sexes_free(&run->model.given_sexes);
    lexicon_free(&run->lexicon);
    mem_free(p->entity);
    mem_free(p->confidence);
    mem_free(p->entity_id);
    mem_free(p->entity_kind);
    mem_free(p->property);
    mem_free(p->property_id);
    mem_free(p->links);
    mem_free(p->reviews);
    *run = (struct run){0};
}
