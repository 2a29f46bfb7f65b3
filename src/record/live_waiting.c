/* live_waiting.c - see live_waiting.h. */
#include "live_waiting.h"

#include "node_store.h"

#include <assert.h>

/* struct crowd - what the rows seen so far would add to blocks. */
struct crowd {
    struct change_work *w;
    const struct excerpt *part;
    struct node_set nodes[LINKED_KINDS];
    uint32_t *node_of;         /* by mention, within its kind's nodes */
    bool *joins[LINKED_KINDS]; /* nodes that a row before this one brings */
    struct node_list blocks;   /* tokens */
    size_t *count;             /* of each: nodes of the store, and of rows that don't wait */
    size_t capacity;
    struct node_list of_row; /* blocks that this row adds to; places in `blocks`, and … */
    size_t *added;           /* … by how much */
    size_t added_capacity;
};

static void crowd_free(struct crowd *c)
{
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        node_set_free(&c->nodes[kind]);
        mem_free(c->joins[kind]);
    }
    list_free(&c->blocks);
    list_free(&c->of_row);
    mem_free(c->node_of);
    mem_free(c->count);
    mem_free(c->added);
}

static int group_kind(struct crowd *c, int kind)
{
    const struct mention_table *t = &c->part->table;
    struct node_set *nodes = &c->nodes[kind];
    uint32_t *of_kind = mem_must_array(t->count, sizeof *of_kind);
    size_t count = 0;
    for (size_t m = 0; m < t->count; m++) {
        if (t->places[m].kind == kind) {
            of_kind[count++] = (uint32_t)m;
        }
    }
    int code = count > 0 && node_set_build(t, of_kind, count, c->w->live->model->attribute_seed, 1,
                                           nodes) != 0
                   ? live_no_memory(c->w)
                   : 0;
    c->joins[kind] = mem_must_array(nodes->count, sizeof *c->joins[kind]);
    for (size_t n = 0; n < nodes->count; n++) {
        for (uint32_t i = nodes->offset[n]; i < nodes->offset[n + 1]; i++) {
            c->node_of[nodes->member[i]] = (uint32_t)n;
        }
    }
    mem_free(of_kind);
    return code;
}

static int count_one(void *context, int64_t node)
{
    (void)node;
    ++*(size_t *)context;
    return 0;
}

/* The block's place in the list; how many it has is asked for once. */
static int find_block(struct crowd *c, int64_t token, size_t *ret)
{
    size_t before = list_count(&c->blocks);
    *ret = list_add(&c->blocks, token);
    if (list_count(&c->blocks) == before) {
        return 0;
    }
    void *count = c->count;
    mem_must_grow(&count, &c->capacity, before + 1, sizeof *c->count);
    c->count = count;
    c->count[*ret] = 0;
    return block_nodes(c->w->db, c->w->live->number, token, SIZE_MAX, count_one, &c->count[*ret],
                       c->w->err);
}

static void add_to_row(struct crowd *c, size_t block)
{
    size_t before = list_count(&c->of_row);
    size_t place = list_add(&c->of_row, (int64_t)block);
    void *added = c->added;
    mem_must_grow(&added, &c->added_capacity, place + 1, sizeof *c->added);
    c->added = added;
    c->added[place] = list_count(&c->of_row) > before ? 1 : c->added[place] + 1;
    c->count[block]++;
}

/* A node joins its blocks, each once. *ret_key: the key of one that is full; -1: none is. */
static int add_node(struct crowd *c, int kind, size_t mention, int *ret_key)
{
    const struct plan *plan = &c->w->live->model->kinds[kind].plan;
    struct node_list joined = {0};
    int code = 0;
    for (int k = 0; code == 0 && *ret_key < 0 && k < plan->key_count; k++) {
        uint64_t blocks[PART_HASHES_MAX];
        int count =
            key_blocks(&c->part->lexicon, plan, k, mention_row(&c->part->table, mention), blocks);
        for (int b = 0; code == 0 && *ret_key < 0 && b < count; b++) {
            size_t place = 0;
            code = find_block(c, block_token(c->w->live, kind, blocks[b]), &place);
            if (code != 0 || list_has(&joined, (int64_t)place)) {
                continue;
            }
            list_add(&joined, (int64_t)place);
            if (c->count[place] >= LIVE_BLOCK_NODES(plan)) {
                *ret_key = k;
            } else {
                add_to_row(c, place);
            }
        }
    }
    list_free(&joined);
    return code;
}

/* Does the mention bring a node that stands in no block yet? */
static int is_new(struct crowd *c, size_t mention, bool *ret)
{
    int kind = c->part->table.places[mention].kind;
    uint32_t n = c->node_of[mention];
    int64_t node = 0;
    *ret = !c->joins[kind][n];
    if (!*ret) {
        return 0;
    }
    int code = node_find(c->w->db, content_token(c->w->live, kind, c->nodes[kind].hash[n]), &node,
                         c->w->err);
    *ret = node == 0 || list_has(&c->w->emptied[kind], node);
    return code;
}

static int list_waiting(struct crowd *c, size_t row, const struct planned_key *key)
{
    char text[KEY_TEXT_MAX];
    struct db_query *q;
    int code = db_query(c->w->db, "INSERT INTO waiting (record, key, since) VALUES ($1, $2, $3)",
                        &q, c->w->err);
    if (code == 0) {
        db_bind_whole(q, 1, c->w->change->records[row]);
        db_bind_text(q, 2, str_of(key_text(&key->key, NULL, text)));
        db_bind_whole(q, 3, c->w->change->now);
        code = db_do(q, c->w->err);
    }
    return code;
}

/* What the row would have added is taken back. */
static void leave_blocks(struct crowd *c)
{
    for (size_t i = 0; i < list_count(&c->of_row); i++) {
        c->count[list_at(&c->of_row, i)] -= c->added[i];
    }
}

static int try_row(struct crowd *c, size_t row, size_t from, size_t to)
{
    const struct mention_table *t = &c->part->table;
    bool *brings = mem_must_array(to - from, sizeof *brings);
    const struct planned_key *full = NULL;
    int code = 0;
    for (size_t m = from; code == 0 && full == NULL && m < to; m++) {
        int kind = t->places[m].kind;
        int key = -1;
        if (!is_linked(c->w->live, kind)) {
            continue;
        }
        code = is_new(c, m, &brings[m - from]);
        if (code == 0 && brings[m - from]) {
            c->joins[kind][c->node_of[m]] = true; /* of two alike in one row, the first brings it */
            code = add_node(c, kind, m, &key);
            full = key >= 0 ? &c->w->live->model->kinds[kind].plan.keys[key] : NULL;
        }
    }
    if (code == 0 && full != NULL) {
        leave_blocks(c);
        for (size_t m = from; m < to; m++) {
            if (brings[m - from]) {
                c->joins[t->places[m].kind][c->node_of[m]] = false;
            }
        }
        c->w->waits[row] = true;
        code = list_waiting(c, row, full);
    }
    list_free(&c->of_row);
    mem_free(brings);
    return code;
}

int waiting_find(struct change_work *w, const struct excerpt *part)
{
    const struct mention_table *t = &part->table;
    struct crowd c = {.w = w, .part = part};
    int code = 0;
    c.node_of = mem_must_array(t->count, sizeof *c.node_of);
    w->waits = mem_must_array(w->change->rows->row_count, sizeof *w->waits);
    for (int kind = 0; code == 0 && kind < LINKED_KINDS; kind++) {
        code = is_linked(w->live, kind) ? group_kind(&c, kind) : 0;
    }
    for (size_t from = 0, to; code == 0 && from < t->count; from = to) {
        size_t row = t->places[from].row;
        for (to = from + 1; to < t->count && t->places[to].row == row; to++) {
        }
        assert(to == t->count || t->places[to].row > row);
        code = try_row(&c, row, from, to);
    }
    crowd_free(&c);
    return code;
}

int waiting_end(struct change_work *w, int64_t record)
{
    struct db_query *q;
    int code = db_query(w->db, "DELETE FROM waiting WHERE record = $1", &q, w->err);
    if (code == 0) {
        db_bind_whole(q, 1, record);
        code = db_do(q, w->err);
    }
    return code;
}
