/* live.c - what a change touches, worked out anew. The essay is in live.h. */
#include "live.h"

#include "decision_store.h"
#include "entity_store.h"
#include "hash.h"
#include "live_follow.h"
#include "live_waiting.h"
#include "mark_store.h"
#include "mention_arrange.h"
#include "mention_build.h"
#include "mention_values.h"
#include "node_store.h"
#include "property.h"
#include "property_store.h"
#include "search_build.h"

#include <assert.h>
#include <stdlib.h>

/* ---- blocks ---- */

typedef int block_do(struct change_work *w, int kind, int key, int64_t token, int64_t node,
                     void *context);

/* Do something with each block that a node of the part stands in. */
static int each_block(struct change_work *w, int kind, const struct excerpt *part, size_t mention,
                      block_do *act, void *context)
{
    const struct plan *plan = &w->live->model->kinds[kind].plan;
    int code = 0;
    for (int k = 0; code == 0 && k < plan->key_count; k++) {
        uint64_t blocks[PART_HASHES_MAX];
        int count = key_blocks(&part->lexicon, plan, k, mention_row(&part->table, mention), blocks);
        for (int b = 0; code == 0 && b < count; b++) {
            code = act(w, kind, k, block_token(w->live, kind, blocks[b]), part->node[mention],
                       context);
        }
    }
    return code;
}

static int join_block(struct change_work *w, int kind, int key, int64_t token, int64_t node,
                      void *context)
{
    (void)kind;
    (void)key;
    (void)context;
    return node_join_block(w->db, w->live->number, token, node, w->err);
}

static int leave_block(struct change_work *w, int kind, int key, int64_t token, int64_t node,
                       void *context)
{
    (void)kind;
    (void)key;
    (void)context;
    return node_leave_block(w->db, w->live->number, token, node, w->err);
}

static int find_in_block(struct change_work *w, int kind, int key, int64_t token, int64_t node,
                         void *context)
{
    const struct kind_model *model = &w->live->model->kinds[kind];
    (void)node;
    int code = block_nodes(w->db, w->live->number, token, LIVE_BLOCK_NODES(&model->plan),
                           list_visit, context, w->err);
    return code == ERR_LIMIT ? live_too_common(w, model, key) : code;
}

static int leave_blocks(struct change_work *w, int kind, const struct excerpt *part, size_t mention)
{
    list_add(&w->emptied[kind], part->node[mention]);
    return each_block(w, kind, part, mention, leave_block, NULL);
}

/* ---- words by which mentions are found ---- */

/* Without a model only if somebody asked for it (search_build.h). */
static int find_keeps_words(struct change_work *w)
{
    w->keeps_words = w->live->file != NULL;
    return w->keeps_words ? 0 : search_is_whole(w->db, &w->keeps_words, w->err);
}

static void note_words(struct change_work *w, int64_t source, int64_t record, int number,
                       const struct search_token *tokens, size_t count, bool gone)
{
    for (size_t t = 0; t < count; t++) {
        search_edit_add(&w->words, tokens[t].token, source,
                        posting_of(record, number, tokens[t].address), gone);
    }
}

/* values: of its node, which all say the same; NULL: of what isn't linked, or of an organisation,
 * whose node has its name alone. */
static int words_go(struct change_work *w, int64_t source, const struct stored_mention *mention,
                    const struct mention_values *values)
{
    struct search_token tokens[SEARCH_TOKENS_MAX];
    struct mention_values own;
    struct buf packed = {0};
    bool there = values != NULL;
    int code = 0;
    if (!w->keeps_words) {
        return 0;
    }
    if (!there) {
        code = mention_load(w->db, w->live->seal, w->live->number, mention->record, mention->number,
                            &packed, &own, &there, w->err);
        values = &own;
    }
    size_t count = code == 0 && there ? search_tokens(w->live->seal, w->live->words,
                                                      values->place.kind, values->text, tokens)
                                      : 0;
    note_words(w, source, mention->record, mention->number, tokens, count, true);
    buf_free(&packed);
    return code;
}

static void words_come(struct change_work *w, const struct mention_table *table, size_t mention)
{
    struct search_token tokens[SEARCH_TOKENS_MAX];
    const struct mention_place *place = &table->places[mention];
    if (w->keeps_words) {
        size_t count = search_tokens_of(w->live->seal, w->live->words, table, mention, tokens);
        note_words(w, w->change->source, w->change->records[place->row], place->number, tokens,
                   count, false);
    }
}

/* ---- mentions that go, and that come ---- */

/* A record's mentions leave their nodes. A node that nobody is left of leaves its blocks while it
 * is known what it said. The record's source is asked for: what is withdrawn beside rows may be of
 * another one than these. */
static int take_out(struct change_work *w, int64_t record)
{
    struct stored_mention *mentions;
    size_t count;
    int64_t source = 0;
    int code =
        mentions_of_record(w->db, w->live->number, record, &w->arena, &mentions, &count, w->err);
    code = code == 0 && count > 0 ? waiting_end(w, record) : code;
    code = code == 0 && count > 0
               ? places_of_record(w->db, w->live->number, record, &w->places, w->err)
               : code;
    if (code == 0 && count > 0) {
        code = db_number_with(w->db, "SELECT source FROM record WHERE record = $1", WHOLES(record),
                              &source, w->err);
    }
    for (size_t m = 0; code == 0 && m < count; m++) {
        struct node_content content;
        int64_t node = mentions[m].node;
        if (node == 0) { /* of a kind that isn't linked, or it waits */
            member_add(&w->gone, record, mentions[m].number, MENTION_NOBODY, 0);
            code = words_go(w, source, &mentions[m], NULL);
            code = code ? code : mention_drop(w->db, mentions[m].mention, w->err);
            continue;
        }
        code = node_load(w->db, w->live->seal, w->live->cache, node, &w->arena, &content, w->err);
        if (code != 0) {
            break;
        }
        list_add(&w->touched[content.kind], node);
        member_add(&w->gone, record, mentions[m].number, content.kind, 0);
        if (content.count == 1) {
            struct node_list one = {0};
            struct excerpt part = {0};
            list_add(&one, node);
            code = excerpt_load(w, &one, false, &part);
            code = code ? code : leave_blocks(w, content.kind, &part, 0);
            excerpt_free(&part);
            list_free(&one);
        }
        code = code ? code
                    : words_go(w, source, &mentions[m],
                               content.kind == MENTION_ORGANISATION ? NULL : &content.values);
        code = code ? code : mention_drop(w->db, mentions[m].mention, w->err);
    }
    return code;
}

/* struct arrival - mentions of new rows. */
struct arrival {
    struct excerpt part; /* node[mention] is found here */
    uint64_t *address, *uprn;
};

/* A node of some mentions of the part: one that is there, or a new one, which joins its blocks. */
static int find_node(struct change_work *w, int kind, int64_t source, const struct node_set *nodes,
                     size_t n, struct excerpt *part)
{
    int64_t token = content_token(w->live, kind, nodes->hash[n]);
    int64_t node = 0;
    int code = node_find(w->db, token, &node, w->err);
    bool fresh = node == 0;
    if (code == 0 && fresh) {
        code = node_add(w->db, w->live->number, kind, source, token, &node, w->err);
    }
    for (uint32_t i = nodes->offset[n]; i < nodes->offset[n + 1]; i++) {
        part->node[nodes->member[i]] = node;
    }
    bool back = list_has(&w->emptied[kind], node);
    if (code == 0 && (fresh || back)) {
        code = each_block(w, kind, part, nodes->mention[n], join_block, NULL);
    }
    list_add(&w->touched[kind], node);
    return code;
}

/* The nodes of one kind: those that are there, and new ones, which join their blocks. */
static int find_nodes(struct change_work *w, int kind, struct arrival *a)
{
    struct live *live = w->live;
    const struct mention_table *t = &a->part.table;
    struct node_set nodes = {0};
    uint32_t *of_kind = mem_must_array(t->count, sizeof *of_kind);
    size_t count = 0;
    for (size_t m = 0; m < t->count; m++) {
        if (t->places[m].kind == kind && !row_waits(w, t->places[m].row)) {
            of_kind[count++] = (uint32_t)m;
        }
    }
    int code =
        count > 0 && node_set_build(t, of_kind, count, live->model->attribute_seed, 1, &nodes) != 0
            ? live_no_memory(w)
            : 0;
    for (size_t n = 0; code == 0 && n < nodes.count; n++) {
        code = find_node(w, kind, w->change->source, &nodes, n, &a->part);
    }
    node_set_free(&nodes);
    mem_free(of_kind);
    return code;
}

static int keep_mentions(struct change_work *w, const struct arrival *a)
{
    const struct mention_table *t = &a->part.table;
    struct buf packed = {0};
    int code = 0;
    for (size_t m = 0; code == 0 && m < t->count; m++) {
        struct stored_mention place = {0, w->change->records[t->places[m].row], a->part.node[m],
                                       t->places[m].number};
        packed.len = 0;
        mention_pack(t, m, attribute_count(w->live), &packed);
        int64_t places[] = {place_token(w->live, "address", a->address[m]),
                            place_token(w->live, "uprn", a->uprn[m])};
        code = mention_add(w->db, w->live->seal, w->live->number, &place, places[0], places[1],
                           buf_str(&packed), w->err);
        for (int i = 0; i < 2; i++) {
            if (places[i] != 0) {
                list_add(&w->places, places[i]);
            }
        }
        words_come(w, t, m);
        int kind = t->places[m].kind;
        member_add(&w->brought, place.record, place.number, kind, 0);
        if (kind != MENTION_PROPERTY && place.node == 0) {
            member_add(&w->members, place.record, place.number, kind, w->groups++);
        }
    }
    buf_free(&packed);
    return code;
}

/* What is decided of them. */
static int decide_arrival(struct change_work *w, struct mention_table *t)
{
    int64_t *records = mem_must_array(t->count, sizeof *records);
    for (size_t m = 0; m < t->count; m++) {
        records[m] = w->change->records[t->places[m].row];
    }
    int code = decide_mentions(w->db, records, NULL, t, w->err);
    mem_free(records);
    return code;
}

/* Who is sealed isn't there: of a record of which nobody is left the feed says that it has gone. */
static int hide_records(struct change_work *w, const struct sealed_records *sealed)
{
    const struct live_change *change = w->change;
    bool any = false;
    int code = seals_in_use(w->db, &any, w->err);
    for (size_t i = 0; code == 0 && any && i < change->rows->row_count; i++) {
        int64_t record = change->records[i];
        bool was = false;
        bool is = false;
        for (size_t s = 0; s < sealed->count; s++) {
            is = is || (sealed->record[s] == record && sealed->hidden[s]);
        }
        code = record_is_hidden(w->db, record, &was, w->err);
        if (code != 0 || was == is) {
            continue;
        }
        code = is ? record_hide(w->db, record, w->err) : record_show(w->db, record, w->err);
        code = code ? code
                    : change_add(w->db, change->now, "record", is ? "withdrawn" : "added", record,
                                 0, w->err);
    }
    return code;
}

static int leave_sealed_out(struct change_work *w, struct mention_table *t)
{
    struct sealed_records sealed = {0};
    int64_t *records = mem_must_array(t->count + 1, sizeof *records);
    for (size_t m = 0; m < t->count; m++) {
        records[m] = w->change->records[t->places[m].row];
    }
    int code = seals_leave_out(w->db, w->live->seal, records, t, &sealed, w->err);
    code = code ? code : hide_records(w, &sealed);
    sealed_records_free(&sealed);
    mem_free(records);
    return code;
}

static int bring_in(struct change_work *w)
{
    struct live *live = w->live;
    const struct live_change *change = w->change;
    struct arrival a = {0};
    struct mention_table *t = &a.part.table;
    int code = mention_table_build(change->rows, change->mapping, 1, 1, t, w->err);
    code = code ? code : leave_sealed_out(w, t);
    if (code == 0) {
        a.part.node = mem_must_array(t->count, sizeof *a.part.node);
        a.address = mem_must_array(t->count, sizeof *a.address);
        a.uprn = mem_must_array(t->count, sizeof *a.uprn);
    }
    if (code == 0 && live->file != NULL) {
        size_t attributes;
        const struct str *names = model_file_attributes(live->file, &attributes);
        code = mention_table_arrange(t, names, attributes) != 0 ? live_no_memory(w) : 0;
        code = code ? code : decide_arrival(w, t);
        code = code ? code : excerpt_lexicon(w, &a.part);
        code = code == 0 && live->careful ? waiting_find(w, &a.part) : code;
    }
    if (code == 0 && property_keys(t, a.address, a.uprn) != 0) {
        code = live_no_memory(w);
    }
    for (int kind = 0; code == 0 && kind < LINKED_KINDS; kind++) {
        code = is_linked(w->live, kind) ? find_nodes(w, kind, &a) : 0;
    }
    code = code ? code : keep_mentions(w, &a);
    mem_free(a.address);
    mem_free(a.uprn);
    excerpt_free(&a.part);
    return code;
}

/* ---- mentions that were decided about ---- */

/* The mention goes to the node that is now its own, if it is another one. */
static int change_node(struct change_work *w, int64_t source, int kind, struct excerpt *part,
                       uint32_t mention)
{
    struct node_set nodes = {0};
    int64_t before = part->node[mention];
    int code =
        node_set_build(&part->table, &mention, 1, w->live->model->attribute_seed, 1, &nodes) != 0
            ? live_no_memory(w)
            : 0;
    list_add(&w->touched[kind], before);
    int64_t node = 0;
    int64_t token = code == 0 ? content_token(w->live, kind, nodes.hash[0]) : 0;
    code = code ? code : node_find(w->db, token, &node, w->err);
    if (code == 0 && node != before) {
        code = part->table.count == 1 ? leave_blocks(w, kind, part, mention) : 0;
        code = code ? code : find_node(w, kind, source, &nodes, 0, part);
        code = code ? code
                    : mention_move(w->db, part->kept[mention].mention, part->node[mention], w->err);
    }
    node_set_free(&nodes);
    return code;
}

/* A decision about it was made or undone. */
static int renew_decided(struct change_work *w, const struct decided_mention *decided)
{
    struct stored_mention *mentions;
    size_t count;
    int code = mentions_of_record(w->db, w->live->number, decided->record, &w->arena, &mentions,
                                  &count, w->err);
    for (size_t m = 0; code == 0 && m < count; m++) {
        if (mentions[m].number != decided->number || mentions[m].node == 0) {
            continue;
        }
        struct node_content content;
        struct node_list one = {0};
        struct excerpt part = {0};
        list_add(&one, mentions[m].node);
        code = node_load(w->db, w->live->seal, w->live->cache, mentions[m].node, &w->arena,
                         &content, w->err);
        code = code ? code : excerpt_load(w, &one, true, &part);
        for (uint32_t i = 0; code == 0 && i < part.table.count; i++) {
            if (part.kept[i].mention == mentions[m].mention) {
                code = change_node(w, content.source, content.kind, &part, i);
                break;
            }
        }
        excerpt_free(&part);
        list_free(&one);
    }
    return code;
}

/* ---- edges ---- */

/* Those that a touched node has, or had, an edge to. */
static int note_beside(struct change_work *w, int kind, int64_t node)
{
    struct stored_edge *edges;
    size_t count;
    int code = edges_of(w->db, node, &w->arena, &edges, &count, w->err);
    for (size_t e = 0; code == 0 && e < count; e++) {
        list_add(&w->beside[kind], edges[e].other);
    }
    return code;
}

/* Touched nodes without any mention are no more; their old edges go, those of the others too, to be
 * found anew. */
static int drop_edges(struct change_work *w, int kind, struct node_list *standing)
{
    int code = 0;
    for (size_t n = 0; code == 0 && n < list_count(&w->touched[kind]); n++) {
        int64_t node = list_at(&w->touched[kind], n);
        bool empty = true;
        code = note_beside(w, kind, node);
        code = code ? code : node_is_empty(w->db, node, &empty, w->err);
        if (code == 0 && !empty) {
            list_add(standing, node);
            code = edges_drop(w->db, node, w->err);
        }
    }
    return code;
}

static int put_edges(struct change_work *w, int kind, const struct node_list *standing,
                     const struct excerpt *part)
{
    const struct linking *l = &part->linking;
    struct weighing weighing = linking_weighing(l);
    int32_t cut = linking_edge_cut();
    int code = 0;
    for (uint32_t left = 0; code == 0 && left < l->nodes.count; left++) {
        for (uint32_t i = l->pairs.start[left]; code == 0 && i < l->pairs.start[left + 1]; i++) {
            uint32_t right = l->pairs.right[i];
            int64_t a = excerpt_node(part, left);
            int64_t b = excerpt_node(part, right);
            int32_t score = weighing_score(&weighing, i);
            if (score <= cut || weighing_apart(&weighing, cut, left) ||
                weighing_apart(&weighing, cut, right) ||
                (!list_has(standing, a) && !list_has(standing, b))) {
                continue;
            }
            list_add(&w->beside[kind], a);
            list_add(&w->beside[kind], b);
            code = edge_put(w->db, a, b, score, w->err);
        }
    }
    return code;
}

/* Pairs of touched nodes with all that share a block with them → their edges. */
static int find_edges(struct change_work *w, int kind)
{
    struct node_list standing = {0};
    struct node_list *near = &w->near[kind];
    struct excerpt *scored = &w->scored[kind];
    struct excerpt touched = {0};
    int code = drop_edges(w, kind, &standing);
    if (code == 0 && list_count(&standing) > 0) {
        code = excerpt_load(w, &standing, false, &touched);
        for (size_t m = 0; code == 0 && m < touched.table.count; m++) {
            list_add(near, touched.node[m]);
            code = each_block(w, kind, &touched, m, find_in_block, near);
        }
        code = code ? code : excerpt_load(w, near, true, scored);
        code = code ? code : excerpt_score(w, kind, false, scored);
        code = code ? code : put_edges(w, kind, &standing, scored);
    }
    excerpt_free(&touched);
    list_free(&standing);
    return code;
}

/* ---- components ---- */

/* The components in which touched nodes and their neighbours stood: all their nodes. */
static int find_former(struct change_work *w, int kind, struct node_list *ret)
{
    const struct node_list *lists[] = {&w->touched[kind], &w->beside[kind]};
    struct node_list components = {0};
    int code = 0;
    for (int i = 0; i < 2; i++) {
        for (size_t n = 0; code == 0 && n < list_count(lists[i]); n++) {
            int64_t component = 0;
            code = component_of(w->db, list_at(lists[i], n), &component, w->err);
            if (code == 0 && component != 0) {
                list_add(&components, component);
            }
        }
    }
    for (size_t c = 0; code == 0 && c < list_count(&components); c++) {
        code = component_nodes(w->db, list_at(&components, c), list_visit, ret, w->err);
    }
    list_free(&components);
    return code;
}

/* Touched nodes that nobody is left of. */
static int drop_nodes(struct change_work *w, int kind, const struct node_list *former,
                      struct node_list *ret)
{
    int code = 0;
    for (size_t n = 0; code == 0 && n < list_count(former); n++) {
        int64_t node = list_at(former, n);
        bool empty = false; /* one that was emptied may have been filled again */
        if (list_has(&w->emptied[kind], node)) {
            code = node_is_empty(w->db, node, &empty, w->err);
        }
        if (code == 0 && !empty) {
            list_add(ret, node);
        } else if (code == 0) {
            code = node_drop(w->db, node, w->err);
        }
    }
    return code;
}

/* Components may be split (component.h), but they are kept whole: what can change them is what can
 * change the edges. */
static int keep_components(struct change_work *w, const struct joined *joined)
{
    size_t count = list_count(&joined->nodes);
    int64_t *lowest = mem_must_array(count, sizeof *lowest);
    bool changed = true;
    int code = 0;
    for (size_t n = 0; n < count; n++) {
        lowest[n] = list_at(&joined->nodes, n);
    }
    while (changed) {
        changed = false;
        for (size_t e = 0; e < joined->count; e++) {
            int64_t *a = &lowest[joined->edges[e].left];
            int64_t *b = &lowest[joined->edges[e].right];
            int64_t both = *a < *b ? *a : *b;
            changed = changed || *a != both || *b != both;
            *a = *b = both;
        }
    }
    for (size_t n = 0; code == 0 && n < count; n++) {
        int64_t node = list_at(&joined->nodes, n);
        int64_t before = 0;
        code = component_of(w->db, node, &before, w->err);
        if (code == 0 && before != lowest[n]) {
            code = component_put(w->db, node, lowest[n], w->err);
        }
    }
    mem_free(lowest);
    return code;
}

static int settle_kind(struct change_work *w, int kind)
{
    struct node_list former = {0};
    struct joined joined = {0};
    int code = find_former(w, kind, &former);
    code = code ? code : drop_nodes(w, kind, &former, &joined.nodes);
    code = code ? code : live_follow(w, kind, &joined);
    code = code ? code : keep_components(w, &joined);
    code = code == 0 && list_count(&joined.nodes) > 0 ? live_cluster(w, kind, &joined) : code;
    joined_free(&joined);
    list_free(&former);
    return code;
}

/* ---- the change ---- */

int live_know_sources(struct live *live, struct db *db, struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_query(db, "SELECT source, name FROM source ORDER BY source", &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        int64_t source = db_whole(q, 0);
        if (source >= SOURCES_MAX) {
            code = err_set(err, ERR_LIMIT, "more than %d sources", SOURCES_MAX - 1);
        } else {
            live->sources[source] = arena_str(&live->names, db_text(q, 1));
            live->source_count =
                (size_t)source >= live->source_count ? (size_t)source + 1 : live->source_count;
        }
    }
    if (code == 0) {
        db_reset(q);
    }
    if (code == 0 && live->file != NULL) {
        model_file_number(live->file, live->sources, live->source_count, live->model);
    }
    return code;
}

static int apply(struct change_work *w)
{
    const struct live_change *change = w->change;
    size_t rows = change->rows != NULL ? change->rows->row_count : 0;
    bool known = (size_t)change->source < w->live->source_count &&
                 (change->source == 0 || w->live->sources[change->source].len > 0);
    int code = known ? 0 : live_know_sources(w->live, w->db, w->err);
    code = code ? code : find_keeps_words(w);
    for (size_t i = 0; code == 0 && i < change->withdrawn_count; i++) {
        code = take_out(w, change->withdrawn[i]);
    }
    for (size_t i = 0; code == 0 && i < rows; i++) {
        code = take_out(w, change->records[i]);
    }
    code = code == 0 && rows > 0 ? bring_in(w) : code;
    code = code ? code : search_edits_apply(w->db, w->live->number, &w->words, w->err);
    for (size_t i = 0; code == 0 && i < change->decided_count; i++) {
        code = is_linked(w->live, MENTION_PERSON) ? renew_decided(w, &change->decided[i]) : 0;
    }
    for (int kind = 0; code == 0 && kind < LINKED_KINDS; kind++) {
        code = is_linked(w->live, kind) ? find_edges(w, kind) : 0;
        code = code == 0 && is_linked(w->live, kind) ? settle_kind(w, kind) : code;
    }
    code = code ? code : live_tell_mentions(w->db, change->now, &w->gone, &w->brought, w->err);
    return code ? code : live_settle(w);
}

/* *ret_full: it failed since a block is full. */
static int try_change(struct live *live, struct db *db, const struct live_change *change,
                      bool *ret_full, struct err *err)
{
    struct change_work w = {.live = live, .db = db, .change = change, .err = err};
    int code = apply(&w);
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        list_free(&w.touched[kind]);
        list_free(&w.emptied[kind]);
        list_free(&w.beside[kind]);
        list_free(&w.near[kind]);
        excerpt_free(&w.scored[kind]);
    }
    mem_free(w.members.at);
    mem_free(w.gone.at);
    mem_free(w.brought.at);
    mem_free(w.waits);
    list_free(&w.places);
    search_edits_free(&w.words);
    arena_free(&w.arena);
    *ret_full = w.too_common;
    return code;
}

int live_apply(struct live *live, struct db *db, const struct live_change *change, struct err *err)
{
    bool full = false;
    if (change->again != NULL) {
        int code = try_change(live, db, change, &full, err);
        *change->again = code != 0 && full && !live->careful;
        live->careful = live->careful || *change->again;
        return code;
    }
    int code = db_mark(db, err);
    if (code != 0) {
        return code;
    }
    code = try_change(live, db, change, &full, err);
    if (code != 0 && full && !live->careful && change->rows != NULL) {
        db_return(db);
        live->careful = true;
        code = db_mark(db, err);
        code = code ? code : try_change(live, db, change, &full, err);
    }
    if (code != 0) {
        db_return(db);
        return code;
    }
    return db_release(db, err);
}

static struct live *live_make(struct model_file *file, int64_t number, struct seal *seal)
{
    struct live *live = mem_must_array(1, sizeof *live);
    live->number = number;
    live->seal = seal;
    live->cache = node_cache_make();
    live->file = file;
    if (file != NULL) {
        live->model = mem_must_array(1, sizeof *live->model);
        model_file_model(file, live->model);
    }
    return live;
}

static int check_cuts(const struct live *live, struct err *err)
{
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        if (is_linked(live, kind) && live->model->kinds[kind].cut < linking_edge_cut()) {
            return err_set(err, ERR_INPUT,
                           "this model was made for a low precision (--precision): a home needs "
                           "one that was trained there");
        }
    }
    return 0;
}

int live_open(struct str model, int64_t number, struct seal *seal, struct live **ret,
              struct err *err)
{
    struct model_file *file = NULL;
    int code = model.len > 0 ? model_file_parse(model, "the model", &file, err) : 0;
    if (code == 0 && file != NULL && model_file_prepare(file) != 0) {
        model_file_free(file);
        return err_set(err, ERR_MEMORY, "out of memory for the model");
    }
    if (code != 0) {
        return code;
    }
    struct live *live = live_make(file, number, seal);
    live->words = search_cache_make();
    code = check_cuts(live, err);
    if (code != 0) {
        live_close(live);
        return code;
    }
    *ret = live;
    return 0;
}

void live_open_beside(const struct live *of, struct live **ret)
{
    *ret = live_make(model_file_share(of->file), of->number, of->seal);
}

void live_close(struct live *live)
{
    if (live != NULL) {
        mem_free(live->model);
        model_file_free(live->file);
        arena_free(&live->names);
        node_cache_free(live->cache);
        search_cache_free(live->words);
        while (live->known != NULL) {
            struct known_source *next = live->known->next;
            mapping_free(&live->known->mapping);
            mem_free(live->known);
            live->known = next;
        }
        mem_free(live);
    }
}

int live_mapping(const struct live *live, const struct table *table, struct mapping *ret,
                 bool *ret_known, struct err *err)
{
    size_t known = 0;
    if (live->file == NULL) {
        *ret_known = false;
        return 0;
    }
    int code = model_file_mappings(live->file, table, 1, ret, &known, err);
    if (code == 0 && known == 0) {
        mapping_free(ret);
    }
    *ret_known = known > 0;
    return code;
}

static uint64_t hash_columns(const struct table *table)
{
    uint64_t hash = hash_bytes(table->name);
    for (size_t c = 0; c < table->column_count; c++) {
        hash = hash_join(hash, hash_bytes(table->columns[c].header));
    }
    return hash;
}

int live_known_mapping(struct live *live, const struct table *table, const struct mapping **ret,
                       struct err *err)
{
    uint64_t columns = hash_columns(table);
    bool known = false;
    for (struct known_source *k = live->known; k != NULL; k = k->next) {
        if (k->columns == columns) {
            *ret = &k->mapping;
            return 0;
        }
    }
    struct mapping mapping;
    int code = live_mapping(live, table, &mapping, &known, err);
    *ret = NULL;
    if (code == 0 && known) {
        struct known_source *k = mem_must_array(1, sizeof *k);
        *k = (struct known_source){columns, mapping, live->known};
        live->known = k;
        *ret = &k->mapping;
    }
    return code;
}
