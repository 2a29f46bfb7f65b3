/* live_follow.c - see live_follow.h. */
#include "live_follow.h"

#include "decision_store.h"
#include "node_store.h"
#include "permitted.h"

struct best_edges {
    struct stored_edge *at;
    size_t count;
};

/* struct outward - nodes followed from edge to edge, with the best edges of each, once known. */
struct outward {
    struct change_work *w;
    int kind;
    struct node_list nodes;
    struct best_edges *best; /* by place in nodes; at NULL: not yet asked for */
    size_t capacity;
};

/* Nodes of equal score at the end of a full list: those that come first by content stay, in the
 * order that node_set_build gives them. */
static int break_ties(struct outward *o, struct stored_edge *edges, size_t count, size_t kept)
{
    struct node_list tied = {0};
    struct excerpt part = {0};
    size_t from = kept;
    while (from > 0 && edges[from - 1].score == edges[kept].score) {
        from--;
    }
    for (size_t e = from; e < count && edges[e].score == edges[kept].score; e++) {
        list_add(&tied, edges[e].other);
    }
    int code = excerpt_load(o->w, &tied, false, &part);
    if (code == 0 &&
        node_set_build(&part.table, part.mentions, part.table.count,
                       o->w->live->model->attribute_seed, 1, &part.linking.nodes) != 0) {
        code = live_no_memory(o->w);
    }
    for (size_t n = 0; code == 0 && from + n < kept; n++) {
        edges[from + n].other = excerpt_node(&part, (uint32_t)n);
    }
    excerpt_free(&part);
    list_free(&tied);
    return code;
}

static int best_of(struct outward *o, int64_t node, struct best_edges *ret)
{
    const struct kind_model *model = &o->w->live->model->kinds[o->kind];
    size_t place = list_add(&o->nodes, node);
    void *best = o->best;
    mem_must_grow(&best, &o->capacity, place + 1, sizeof *o->best);
    o->best = best;
    int code = 0;
    if (o->best[place].at == NULL) {
        struct stored_edge *edges;
        size_t count;
        size_t k = (size_t)model->k;
        code = permitted_edges(o->w, node, &edges, &count);
        if (code == 0 && count > k && edges[k - 1].score == edges[k].score) {
            code = break_ties(o, edges, count, k);
        }
        if (code == 0) {
            o->best[place] = (struct best_edges){edges, count < k ? count : k};
        }
    }
    *ret = o->best[place];
    return code;
}

static bool has_best(const struct best_edges *best, int64_t node)
{
    for (size_t e = 0; e < best->count; e++) {
        if (best->at[e].other == node) {
            return true;
        }
    }
    return false;
}

void joined_free(struct joined *joined)
{
    list_free(&joined->nodes);
    mem_free(joined->edges);
}

static void joined_add(struct joined *joined, int32_t score, size_t left, size_t right)
{
    void *edges = joined->edges;
    mem_must_grow(&edges, &joined->capacity, joined->count + 1, sizeof *joined->edges);
    joined->edges = edges;
    joined->edges[joined->count++] =
        (struct component_edge){score, (uint32_t)left, (uint32_t)right};
}

/* What somebody decided is the same, whatever it weighs. */
static int follow_decided(struct change_work *w, int kind, size_t place, struct joined *ret)
{
    int64_t node = list_at(&ret->nodes, place);
    struct node_list same = {0};
    int code = decided_same(w->db, w->live->number, kind, node, list_visit, &same, w->err);
    for (size_t i = 0; code == 0 && i < list_count(&same); i++) {
        bool permitted = true;
        code = permitted_has(w, list_at(&same, i), &permitted);
        if (code != 0 || !permitted) {
            continue;
        }
        size_t other = list_add(&ret->nodes, list_at(&same, i));
        if (node < list_at(&same, i)) {
            joined_add(ret, EDGE_DECIDED, place, other);
        }
    }
    list_free(&same);
    return code;
}

int live_follow(struct change_work *w, int kind, struct joined *ret)
{
    struct outward o = {.w = w, .kind = kind};
    bool decided = false;
    int code = permitted_decided(w, &decided);
    for (size_t n = 0; code == 0 && n < list_count(&ret->nodes); n++) {
        int64_t node = list_at(&ret->nodes, n);
        struct best_edges best;
        code = best_of(&o, node, &best);
        for (size_t e = 0; code == 0 && e < best.count; e++) {
            int64_t other = best.at[e].other;
            struct best_edges back;
            code = best_of(&o, other, &back);
            if (code != 0 || !has_best(&back, node)) {
                continue;
            }
            size_t place = list_add(&ret->nodes, other);
            if (node < other) { /* each edge once */
                joined_add(ret, best.at[e].score, n, place);
            }
        }
        code = code == 0 && decided ? follow_decided(w, kind, n, ret) : code;
    }
    list_free(&o.nodes);
    mem_free(o.best);
    return code;
}

/* ---- clusters ---- */

/* Edges between places in a list → between nodes of the part, the lower first. */
static int join_part(const struct joined *joined, const struct excerpt *part,
                     struct components *ret)
{
    size_t nodes = part->linking.nodes.count;
    uint32_t *at = mem_must_array(list_count(&joined->nodes), sizeof *at);
    struct component_edge *edges = mem_must_array(joined->count, sizeof *edges);
    for (uint32_t n = 0; n < nodes; n++) {
        size_t place;
        if (list_find(&joined->nodes, excerpt_node(part, n), &place)) {
            at[place] = n;
        }
    }
    for (size_t e = 0; e < joined->count; e++) {
        uint32_t a = at[joined->edges[e].left];
        uint32_t b = at[joined->edges[e].right];
        edges[e] = (struct component_edge){joined->edges[e].score, a < b ? a : b, a < b ? b : a};
    }
    int code = components_join(edges, joined->count, nodes, ret);
    mem_free(at);
    mem_free(edges);
    return code;
}

/* Members of clusters, each a group; where the cut keeps a node's mentions apart, each by itself.
 */
static void group_members(struct change_work *w, int kind, const struct joined *joined,
                          const struct excerpt *part)
{
    const struct linking *l = &part->linking;
    struct weighing weighing = linking_weighing(l);
    int32_t cut = w->live->model->kinds[kind].cut;
    uint32_t base = w->groups;
    w->groups += (uint32_t)l->nodes.count;
    for (uint32_t n = 0; n < l->nodes.count; n++) {
        bool apart = weighing_apart(&weighing, cut, n);
        if (!list_has(&joined->nodes, excerpt_node(part, n))) {
            continue; /* as it was */
        }
        for (uint32_t i = l->nodes.offset[n]; i < l->nodes.offset[n + 1]; i++) {
            const struct stored_mention *m = &part->kept[l->nodes.member[i]];
            uint32_t group = apart ? w->groups++ : base + l->outcome.cluster[n];
            member_add(&w->members, m->record, m->number, kind, group);
        }
    }
}

/* Are all nodes of the components among those weighed already? Mostly they are. */
static bool is_weighed(const struct node_list *near, const struct joined *joined)
{
    for (size_t n = 0; n < list_count(&joined->nodes); n++) {
        if (!list_has(near, list_at(&joined->nodes, n))) {
            return false;
        }
    }
    return true;
}

/* What a view follows is one component. Are all its pairs compared, in batch too? Those of a large
 * one are not, nor is the pair of two that a decision alone joins (components_unmet). */
static bool is_compared_whole(const struct change_work *w, const struct joined *joined)
{
    size_t nodes = list_count(&joined->nodes);
    bool met = nodes != 2;
    for (size_t e = 0; e < joined->count; e++) {
        met = met || joined->edges[e].score != EDGE_DECIDED;
    }
    return w->permitted != NULL && nodes <= COMPONENT_COMPARED_MAX && met;
}

int live_cluster(struct change_work *w, int kind, const struct joined *joined)
{
    struct excerpt *part = &w->scored[kind];
    struct components components = {0};
    int code = 0;
    if (!is_weighed(&w->near[kind], joined)) {
        excerpt_free(part);
        code = excerpt_load(w, &joined->nodes, true, part);
        code = code ? code : excerpt_score(w, kind, is_compared_whole(w, joined), part);
    }
    if (code == 0 &&
        (join_part(joined, part, &components) != 0 ||
         linking_resolve(&part->linking, &w->live->model->kinds[kind], &components, 1) != 0)) {
        code = live_no_memory(w);
    }
    if (code == 0) {
        group_members(w, kind, joined, part);
    }
    components_free(&components);
    return code;
}
