/* permitted.c - see permitted.h. */
#include "permitted.h"

#include "live_follow.h"

#include <stdlib.h>

/* struct alike - nodes that are one here: those that only decisions about barred records tell
 * apart, and the node, if there is one, of mentions that say the same and that nobody decided
 * about. The first stands for all. */
struct alike {
    struct node_list nodes;
    int64_t content; /* token that all of them would have */
    int kind;
    bool apart; /* the cut keeps their mentions apart: no edges */
};

struct permitted {
    struct live *live;
    struct db *db;
    struct source_set sources;
    struct alike *alike;
    size_t alike_count, alike_capacity;
    bool decided;           /* people have decided something, of whatever sources */
    struct node_list known; /* nodes of any of these … */
    size_t *alike_of;       /* … and of which, by place */
    size_t known_capacity;
};

/* ---- what is asked on the way ---- */

const struct source_set *permitted_sources(const struct change_work *w)
{
    return w->permitted != NULL ? &w->permitted->sources : NULL;
}

static const struct alike *alike_of(const struct permitted *p, int64_t node)
{
    size_t place;
    return p != NULL && list_find(&p->known, node, &place) ? &p->alike[p->alike_of[place]] : NULL;
}

int64_t permitted_node(const struct change_work *w, int64_t node)
{
    const struct alike *alike = alike_of(w->permitted, node);
    return alike != NULL ? list_at(&alike->nodes, 0) : node;
}

void permitted_expand(const struct change_work *w, const struct node_list *nodes,
                      struct node_list *ret)
{
    for (size_t n = 0; n < list_count(nodes); n++) {
        const struct alike *alike = alike_of(w->permitted, list_at(nodes, n));
        for (size_t i = 0; alike != NULL && i < list_count(&alike->nodes); i++) {
            list_add(ret, list_at(&alike->nodes, i));
        }
        if (alike == NULL) {
            list_add(ret, list_at(nodes, n));
        }
    }
}

int permitted_has(const struct change_work *w, int64_t node, bool *ret)
{
    int64_t source = 0;
    if (w->permitted == NULL) {
        *ret = true;
        return 0;
    }
    int code = db_number_with(w->db, "SELECT source FROM node WHERE node = $1", WHOLES(node),
                              &source, w->err);
    *ret = source_set_has(&w->permitted->sources, source);
    return code;
}

int permitted_decided(const struct change_work *w, bool *ret)
{
    if (w->permitted == NULL) {
        return decisions_in_use(w->db, ret, w->err);
    }
    *ret = w->permitted->decided;
    return 0;
}

/* struct edge_list - of a node that stands for several; each other once. */
struct edge_list {
    struct stored_edge *at;
    size_t count, capacity;
    struct node_list others;
};

static int add_edges(struct change_work *w, int64_t node, int64_t stands_for, struct edge_list *ret)
{
    struct stored_edge *edges;
    size_t count;
    int code = edges_among(w->db, node, &w->permitted->sources, &w->arena, &edges, &count, w->err);
    for (size_t e = 0; code == 0 && e < count; e++) {
        const struct alike *alike = alike_of(w->permitted, edges[e].other);
        int64_t other = permitted_node(w, edges[e].other);
        size_t before = list_count(&ret->others);
        if (other == stands_for || (alike != NULL && alike->apart) ||
            list_add(&ret->others, other) < before) {
            continue;
        }
        void *at = ret->at;
        mem_must_grow(&at, &ret->capacity, ret->count + 1, sizeof *ret->at);
        ret->at = at;
        ret->at[ret->count++] = (struct stored_edge){other, edges[e].score};
    }
    return code;
}

static int heaviest_first(const void *a, const void *b)
{
    const struct stored_edge *x = a;
    const struct stored_edge *y = b;
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    return (x->other > y->other) - (x->other < y->other);
}

int permitted_edges(struct change_work *w, int64_t node, struct stored_edge **ret,
                    size_t *ret_count)
{
    struct edge_list list = {0};
    const struct alike *alike = alike_of(w->permitted, node);
    int code = 0;
    if (w->permitted == NULL) {
        return edges_of(w->db, node, &w->arena, ret, ret_count, w->err);
    }
    if (alike == NULL) {
        code = add_edges(w, node, node, &list);
    }
    for (size_t i = 0; code == 0 && alike != NULL && !alike->apart && i < list_count(&alike->nodes);
         i++) {
        code = add_edges(w, list_at(&alike->nodes, i), node, &list);
    }
    if (code == 0) {
        *ret = arena_alloc(&w->arena, (list.count + 1) * sizeof **ret);
        *ret_count = list.count;
        if (list.count > 0) {
            qsort(list.at, list.count, sizeof *list.at, heaviest_first);
            memcpy(*ret, list.at, list.count * sizeof **ret);
        }
    }
    mem_free(list.at);
    list_free(&list.others);
    return code;
}

/* ---- nodes that are one here ---- */

/* struct named_mention - one that decisions name. */
struct named_mention {
    int64_t record, number;
    bool held; /* by a decision between permitted records */
};

static int compare_named(const void *a, const void *b)
{
    const struct named_mention *x = a;
    const struct named_mention *y = b;
    if (x->record != y->record) {
        return x->record < y->record ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

struct named_list {
    struct named_mention *at;
    size_t count, capacity;
};

static void name(struct named_list *list, int64_t record, int64_t number, bool held)
{
    void *at = list->at;
    mem_must_grow(&at, &list->capacity, list->count + 1, sizeof *list->at);
    list->at = at;
    list->at[list->count++] = (struct named_mention){record, number, held};
}

/* Permitted mentions that decisions name, in order, some more than once. */
static int read_named(struct change_work *w, struct named_list *ret)
{
    const struct source_set *sources = permitted_sources(w);
    struct db_query *q;
    bool row = false;
    int code = db_query(w->db,
                        "SELECT d.left_record, d.left_number, l.source, d.right_record, "
                        "d.right_number, r.source FROM decision d "
                        "JOIN record l ON l.record = d.left_record "
                        "JOIN record r ON r.record = d.right_record WHERE d.undone IS NULL",
                        &q, w->err);
    while (code == 0 && (code = db_step(q, &row, w->err)) == 0 && row) {
        bool left = source_set_has(sources, db_whole(q, 2));
        bool right = source_set_has(sources, db_whole(q, 5));
        if (left) {
            name(ret, db_whole(q, 0), db_whole(q, 1), right);
        }
        if (right) {
            name(ret, db_whole(q, 3), db_whole(q, 4), left);
        }
    }
    if (ret->count > 0) {
        qsort(ret->at, ret->count, sizeof *ret->at, compare_named);
    }
    return code;
}

static void alike_add(struct permitted *p, size_t at, int64_t node)
{
    size_t place = list_add(&p->known, node);
    void *of = p->alike_of;
    mem_must_grow(&of, &p->known_capacity, place + 1, sizeof *p->alike_of);
    p->alike_of = of;
    p->alike_of[place] = at;
    list_add(&p->alike[at].nodes, node);
}

/* The place among alike of a content; a new one begins with the node of that content, if any. */
static int alike_place(struct change_work *w, struct permitted *p, int kind, int64_t content,
                       size_t *ret)
{
    for (size_t i = 0; i < p->alike_count; i++) {
        if (p->alike[i].content == content) {
            *ret = i;
            return 0;
        }
    }
    void *at = p->alike;
    mem_must_grow(&at, &p->alike_capacity, p->alike_count + 1, sizeof *p->alike);
    p->alike = at;
    *ret = p->alike_count++;
    p->alike[*ret] = (struct alike){.content = content, .kind = kind};
    int64_t node = 0;
    int code = node_find(w->db, content, &node, w->err);
    if (code == 0 && node != 0) {
        alike_add(p, *ret, node);
    }
    return code;
}

static int node_of(struct change_work *w, int64_t record, int64_t number, int64_t *ret)
{
    return db_number_with(w->db,
                          "SELECT node FROM mention WHERE record = $1 AND number = $2 "
                          "AND model = $3",
                          WHOLES(record, number, w->live->number), ret, w->err);
}

/* A mention that no decision holds here: with those that say the same. */
static int let_go(struct change_work *w, struct permitted *p, const struct named_mention *m)
{
    struct node_list one = {0};
    struct excerpt part = {0};
    struct node_set *nodes = &part.linking.nodes;
    int64_t node = 0;
    int64_t kind = 0;
    int code = node_of(w, m->record, m->number, &node);
    if (code != 0 || node == 0) { /* withdrawn, or of a kind that isn't linked */
        return code;
    }
    code =
        db_number_with(w->db, "SELECT kind FROM node WHERE node = $1", WHOLES(node), &kind, w->err);
    list_add(&one, node);
    code = code ? code : excerpt_load(w, &one, false, &part);
    if (code == 0 && node_set_build(&part.table, part.mentions, part.table.count,
                                    w->live->model->attribute_seed, 1, nodes) != 0) {
        code = live_no_memory(w);
    }
    size_t at = 0;
    code =
        code ? code
             : alike_place(w, p, (int)kind, content_token(w->live, (int)kind, nodes->hash[0]), &at);
    if (code == 0) {
        alike_add(p, at, node);
    }
    excerpt_free(&part);
    list_free(&one);
    return code;
}

/* Does the cut keep their mentions apart? As put_edges of live.c asks of a node. */
static int find_apart(struct change_work *w, struct alike *alike)
{
    struct node_list one = {0};
    struct excerpt part = {0};
    list_add(&one, list_at(&alike->nodes, 0));
    int code = excerpt_load(w, &one, true, &part);
    code = code ? code : excerpt_score(w, alike->kind, true, &part);
    if (code == 0) {
        struct weighing weighing = linking_weighing(&part.linking);
        alike->apart = weighing_apart(&weighing, linking_edge_cut(), 0);
    }
    excerpt_free(&part);
    list_free(&one);
    return code;
}

static int find_alike(struct change_work *w, struct permitted *p)
{
    struct named_list named = {0};
    int code = read_named(w, &named);
    for (size_t from = 0, to; code == 0 && from < named.count; from = to) {
        bool held = false;
        for (to = from; to < named.count && compare_named(&named.at[from], &named.at[to]) == 0;
             to++) {
            held = held || named.at[to].held;
        }
        code = held ? 0 : let_go(w, p, &named.at[from]);
    }
    for (size_t i = 0; code == 0 && i < p->alike_count; i++) {
        code = find_apart(w, &p->alike[i]);
    }
    mem_free(named.at);
    return code;
}

/* ---- the view ---- */

static struct change_work work_of(struct permitted *p, struct err *err)
{
    return (struct change_work){.live = p->live, .db = p->db, .permitted = p, .err = err};
}

static void work_end(struct change_work *w)
{
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        excerpt_free(&w->scored[kind]);
    }
    mem_free(w->members.at);
    arena_free(&w->arena);
}

int permitted_open(struct live *live, struct db *db, const struct source_set *sources,
                   struct permitted **ret, struct err *err)
{
    struct permitted *p = mem_must_array(1, sizeof *p);
    *p = (struct permitted){.live = live, .db = db, .sources = *sources};
    struct change_work w = work_of(p, err);
    int code = live_know_sources(live, db, err);
    code = code ? code : decisions_in_use(db, &p->decided, err);
    code = code == 0 && p->decided ? find_alike(&w, p) : code;
    work_end(&w);
    if (code != 0) {
        permitted_close(p);
        return code;
    }
    *ret = p;
    return 0;
}

void permitted_close(struct permitted *p)
{
    if (p != NULL) {
        for (size_t i = 0; i < p->alike_count; i++) {
            list_free(&p->alike[i].nodes);
        }
        list_free(&p->known);
        mem_free(p->alike);
        mem_free(p->alike_of);
        mem_free(p);
    }
}

void permitted_list_join(struct permitted_list *list, const struct permitted_list *more)
{
    void *at = list->at;
    mem_must_grow(&at, &list->capacity, list->count + more->count, sizeof *list->at);
    list->at = at;
    if (more->count > 0) {
        memcpy(list->at + list->count, more->at, more->count * sizeof *more->at);
        list->count += more->count;
    }
}

void permitted_list_free(struct permitted_list *list)
{
    mem_free(list->at);
    *list = (struct permitted_list){0};
}

static void add_mention(struct permitted_list *list, int64_t record, int number)
{
    void *at = list->at;
    mem_must_grow(&at, &list->capacity, list->count + 1, sizeof *list->at);
    list->at = at;
    list->at[list->count++] =
        (struct permitted_mention){.record = record, .number = number, .weight = INT32_MIN};
}

static int compare_mentions(const void *a, const void *b)
{
    const struct permitted_mention *x = a;
    const struct permitted_mention *y = b;
    int order = memcmp(x->identity, y->identity, sizeof x->identity);
    return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

/* The members of the group that the mention is in. */
static void take_group(const struct change_work *w, int64_t record, int number,
                       struct permitted_list *ret)
{
    const struct member_list *members = &w->members;
    uint32_t group = 0;
    for (size_t i = 0; i < members->count; i++) {
        const struct entity_member *m = &members->at[i];
        group = m->record == record && m->number == number ? m->group : group;
    }
    for (size_t i = 0; i < members->count; i++) {
        if (members->at[i].group == group) {
            add_mention(ret, members->at[i].record, members->at[i].number);
        }
    }
}

static struct permitted_mention *find_in(struct permitted_list *list, size_t from,
                                         const struct stored_mention *m)
{
    for (size_t i = from; i < list->count; i++) {
        if (list->at[i].record == m->record && list->at[i].number == m->number) {
            return &list->at[i];
        }
    }
    return NULL;
}

/* Each mention of a node of the pair weighs at least that, if mentions of both are in the list. */
static void weigh_pair(const struct excerpt *part, size_t left, size_t right, int32_t score,
                       struct permitted_list *ret, size_t from)
{
    const struct node_set *nodes = &part->linking.nodes;
    const size_t ends[] = {left, right};
    struct permitted_mention *first[2];
    for (int i = 0; i < 2; i++) {
        first[i] = find_in(ret, from, &part->kept[nodes->member[nodes->offset[ends[i]]]]);
    }
    for (int i = 0; i < 2 && first[0] != NULL && first[1] != NULL; i++) {
        for (uint32_t m = nodes->offset[ends[i]]; m < nodes->offset[ends[i] + 1]; m++) {
            struct permitted_mention *member = find_in(ret, from, &part->kept[nodes->member[m]]);
            if (member != NULL && member->weight < score) {
                member->weight = score;
            }
        }
    }
}

/* How heavy the pairs within the cluster are. */
static void weigh_group(struct change_work *w, int kind, struct permitted_list *ret, size_t from)
{
    const struct excerpt *part = &w->scored[kind];
    const struct linking *l = &part->linking;
    struct weighing weighing = linking_weighing(l);
    for (uint32_t left = 0; left < l->nodes.count; left++) {
        if (node_size(&l->nodes, left) > 1 && weighing.self[left] != UINT32_MAX) {
            weigh_pair(part, left, left, weighing_self_score(&weighing, left), ret, from);
        }
        for (uint32_t i = l->pairs.start[left]; i < l->pairs.start[left + 1]; i++) {
            weigh_pair(part, left, l->pairs.right[i], weighing_score(&weighing, i), ret, from);
        }
    }
}

/* The records' identities, and the order that they give. */
static int order_group(struct change_work *w, struct permitted_list *ret, size_t from)
{
    int code = 0;
    for (size_t i = from; code == 0 && i < ret->count; i++) {
        struct db_query *q;
        bool row = false;
        code = db_query_with(w->db, "SELECT identity FROM record WHERE record = $1",
                             WHOLES(ret->at[i].record), &q, w->err);
        code = code ? code : db_step(q, &row, w->err);
        if (code == 0 && row) {
            struct str identity = db_bytes(q, 0);
            memcpy(ret->at[i].identity, identity.ptr,
                   identity.len < TOKEN_BYTES ? identity.len : TOKEN_BYTES);
            db_reset(q);
        }
    }
    if (code == 0 && ret->count > from) {
        qsort(ret->at + from, ret->count - from, sizeof *ret->at, compare_mentions);
    }
    return code;
}

/* A node without edges whose content one mention alone has: there is nobody to compare it with. */
static int is_one_mention(struct change_work *w, const struct joined *joined, bool *ret)
{
    struct node_list all = {0};
    struct whole_list mentions = {0};
    int code = 0;
    *ret = false;
    if (list_count(&joined->nodes) == 1) {
        permitted_expand(w, &joined->nodes, &all);
        code = list_count(&all) == 1
                   ? db_list_with(w->db, "SELECT mention FROM mention WHERE node = $1 LIMIT 2",
                                  WHOLES(list_at(&all, 0)), &mentions, w->err)
                   : 0;
        *ret = mentions.count == 1;
    }
    whole_list_free(&mentions);
    list_free(&all);
    return code;
}

static int cluster_of(struct change_work *w, int64_t node, int64_t record, int number,
                      struct permitted_list *ret)
{
    struct joined joined = {0};
    int64_t kind = 0;
    size_t from = ret->count;
    bool one = false;
    int code =
        db_number_with(w->db, "SELECT kind FROM node WHERE node = $1", WHOLES(node), &kind, w->err);
    list_add(&joined.nodes, permitted_node(w, node));
    code = code ? code : live_follow(w, (int)kind, &joined);
    code = code ? code : is_one_mention(w, &joined, &one);
    if (code == 0 && one) {
        add_mention(ret, record, number);
    } else if (code == 0 && (code = live_cluster(w, (int)kind, &joined)) == 0) {
        take_group(w, record, number, ret);
        weigh_group(w, (int)kind, ret, from);
    }
    joined_free(&joined);
    return code;
}

/* Is there such a mention, of a permitted source? node 0: it stands alone. */
static int find_mention(struct change_work *w, int64_t record, int number, int64_t *ret_node)
{
    struct db_query *q;
    bool row = false;
    bool found = false;
    int code = db_query_with(w->db,
                             "SELECT r.source, m.node FROM mention m JOIN record r "
                             "ON r.record = m.record WHERE m.record = $1 AND m.number = $2 "
                             "AND m.model = $3",
                             WHOLES(record, number, w->live->number), &q, w->err);
    code = code ? code : db_step(q, &row, w->err);
    if (code == 0 && row) {
        found = source_set_has(permitted_sources(w), db_whole(q, 0));
        *ret_node = db_whole(q, 1);
        db_reset(q);
    }
    return code == 0 && !found ? err_set(w->err, ERR_NOTFOUND, "there is no such person here")
                               : code;
}

static int records_of(struct change_work *w, const struct node_list *nodes, struct whole_list *ret)
{
    struct node_list all = {0};
    int code = 0;
    permitted_expand(w, nodes, &all);
    for (size_t n = 0; code == 0 && n < list_count(&all); n++) {
        code = db_list_with(w->db, "SELECT record FROM mention WHERE node = $1",
                            WHOLES(list_at(&all, n)), ret, w->err);
    }
    list_free(&all);
    return code;
}

int permitted_component(struct permitted *permitted, int64_t record, int number,
                        struct whole_list *ret, struct err *err)
{
    struct change_work w = work_of(permitted, err);
    struct joined joined = {0};
    int64_t node = 0;
    int64_t kind = 0;
    int code = find_mention(&w, record, number, &node);
    if (code == 0 && (node == 0 || permitted->live->file == NULL)) {
        whole_list_add(ret, record);
    } else if (code == 0) {
        list_add(&joined.nodes, permitted_node(&w, node));
        code =
            db_number_with(w.db, "SELECT kind FROM node WHERE node = $1", WHOLES(node), &kind, err);
        code = code ? code : live_follow(&w, (int)kind, &joined);
        code = code ? code : records_of(&w, &joined.nodes, ret);
    }
    joined_free(&joined);
    work_end(&w);
    return code;
}

int permitted_cluster(struct permitted *permitted, int64_t record, int number,
                      struct permitted_list *ret, struct err *err)
{
    struct change_work w = work_of(permitted, err);
    int64_t node = 0;
    size_t from = ret->count;
    int code = find_mention(&w, record, number, &node);
    if (code == 0 && (node == 0 || permitted->live->file == NULL)) {
        add_mention(ret, record, number);
    } else if (code == 0) {
        code = cluster_of(&w, node, record, number, ret);
    }
    code = code ? code : order_group(&w, ret, from);
    work_end(&w);
    return code;
}

int permitted_alone(struct permitted *permitted, int64_t record, int number,
                    struct permitted_list *ret, struct err *err)
{
    struct change_work w = work_of(permitted, err);
    int64_t source = 0;
    size_t from = ret->count;
    int code = db_number_with(permitted->db,
                              "SELECT r.source FROM record r JOIN record_version v ON v.record = "
                              "r.record AND v.known_to IS NULL WHERE r.record = $1",
                              WHOLES(record), &source, err);
    add_mention(ret, record, number); /* so that it costs the same whether there is one */
    code = code ? code : order_group(&w, ret, from);
    if (code == 0 && !source_set_has(&permitted->sources, source)) {
        code = err_set(err, ERR_NOTFOUND, "there is no such person here");
    }
    ret->count = code == 0 ? ret->count : from;
    work_end(&w);
    return code;
}
