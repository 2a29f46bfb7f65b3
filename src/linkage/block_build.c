/* block_build.c - the blocks of one key, on several threads.
 *
 *   nodes ──► words (hash, node) ──► shared out by the first bits of the hash into ranges that fit
 *             the cache ──► each range alone: sorted, large blocks divided where they stand
 *         ──► members of all ranges, positions
 *
 * No block crosses a range, so the answer does not depend on how ranges fall to threads. */
#include "block.h"

#include "memory.h"
#include "parallel.h"
#include "radix.h"

enum {
    ALARM_FACTOR = 16,
    RANGE_BITS = 8,
    RANGES = 1 << RANGE_BITS,
    PIECE_NODES = 1 << 14,
    AHEAD = 6, /* nodes, at each of three depths of memory */
    FEW = 32   /* words that are sorted faster by insertion */
};

/* Words of PIECE_NODES nodes, nodes ascending, and where those of each range go. */
struct piece {
    uint64_t *words;
    size_t count, capacity;
    size_t place[RANGES]; /* at first: how many */
};

struct worker {
    uint64_t *scratch;
    size_t capacity;
    struct hash_list refined, closed;
    size_t closed_nodes;
    uint64_t pairs;
};

struct build {
    const struct lexicon *lexicon;
    const struct node_set *nodes;
    const struct plan *plan;
    const struct planned_key *key;
    bool freeze;
    struct piece *pieces;
    size_t piece_count;
    uint64_t *words; /* all pieces', range after range */
    size_t start[RANGES + 1];
    uint32_t *member; /* of range r: from start[r] on */
    size_t member_count[RANGES];
    struct worker workers[THREADS_MAX];
    struct blocks *blocks;
};

static const uint32_t *row_of(const struct build *b, size_t node)
{
    return mention_row(b->lexicon->mentions, b->nodes->mention[node]);
}

/* ---- words */

static void put_word(struct piece *piece, uint32_t hash, size_t node)
{
    piece->words[piece->count++] = (uint64_t)hash << 32 | node;
    piece->place[hash >> (32 - RANGE_BITS)]++;
}

static void collect_batch(const struct build *b, struct piece *piece, size_t from, size_t count)
{
    const uint32_t *rows[KEY_BATCH_MAX] = {NULL};
    uint32_t hash[KEY_BATCH_MAX];
    for (size_t i = 0; i < count; i++) {
        rows[i] = row_of(b, from + i);
    }
    key_hash_batch(b->lexicon, rows, count, &b->key->key, hash);
    for (size_t i = 0; i < count; i++) {
        if (hash[i] != 0) {
            put_word(piece, hash[i], from + i);
        }
    }
}

static int piece_reserve(struct piece *piece, size_t more)
{
    void *words = piece->words;
    int code = mem_try_grow(&words, &piece->capacity, piece->count + more, sizeof *piece->words);
    piece->words = words;
    return code;
}

/* Values of the nodes to come, where their hashes are, and these, each while the next are asked
 * for. */
static void ask_ahead(const struct build *b, size_t node, size_t to)
{
    if (node + 3 * AHEAD < to) {
        mention_prefetch(b->lexicon->mentions, b->nodes->mention[node + 3 * AHEAD]);
    }
    if (node + 2 * AHEAD < to) {
        key_ask_ahead(b->lexicon, row_of(b, node + 2 * AHEAD), &b->key->key, 0);
    }
    if (node + AHEAD < to) {
        key_ask_ahead(b->lexicon, row_of(b, node + AHEAD), &b->key->key, 1);
    }
}

static int collect_body(void *context, size_t from, size_t to, int thread)
{
    struct build *b = context;
    struct piece *piece = &b->pieces[from / PIECE_NODES];
    bool several = key_is_several(b->lexicon, &b->key->key);
    int code = several ? 0 : piece_reserve(piece, to - from);
    (void)thread;
    for (size_t n = from; code == 0 && !several && n < to; n += KEY_BATCH_MAX) {
        collect_batch(b, piece, n, to - n < KEY_BATCH_MAX ? to - n : KEY_BATCH_MAX);
    }
    for (size_t n = from; code == 0 && several && n < to; n++) {
        uint32_t hashes[PART_HASHES_MAX];
        ask_ahead(b, n, to);
        int count = key_hashes(b->lexicon, row_of(b, n), &b->key->key, hashes);
        code = piece_reserve(piece, (size_t)count);
        for (int h = 0; code == 0 && h < count; h++) {
            put_word(piece, hashes[h], n);
        }
    }
    return code;
}

/* Counts of words by range and piece → places. Returns their number. */
static size_t places(struct build *b)
{
    size_t at = 0;
    for (int r = 0; r < RANGES; r++) {
        b->start[r] = at;
        for (size_t p = 0; p < b->piece_count; p++) {
            size_t here = b->pieces[p].place[r];
            b->pieces[p].place[r] = at;
            at += here;
        }
    }
    b->start[RANGES] = at;
    return at;
}

static int share_out_body(void *context, size_t from, size_t to, int thread)
{
    struct build *b = context;
    (void)thread;
    for (size_t p = from; p < to; p++) {
        struct piece *piece = &b->pieces[p];
        for (size_t i = 0; i < piece->count; i++) {
            b->words[piece->place[piece->words[i] >> (64 - RANGE_BITS)]++] = piece->words[i];
        }
        mem_free(piece->words);
        piece->words = NULL;
    }
    return 0;
}

/* ---- blocks of a range */

/* By hash; nodes ascend within each, as they did before. */
static int sort_words(struct worker *w, uint64_t *words, size_t count)
{
    void *scratch = w->scratch;
    if (count <= FEW) {
        for (size_t i = 1; i < count; i++) {
            uint64_t word = words[i];
            size_t at = i;
            for (; at > 0 && words[at - 1] >> 32 > word >> 32; at--) {
                words[at] = words[at - 1];
            }
            words[at] = word;
        }
        return 0;
    }
    int code = mem_try_grow(&scratch, &w->capacity, count, sizeof *w->scratch);
    w->scratch = scratch;
    if (code == 0) {
        radix_sort(words, w->scratch, count, 32, 64);
    }
    return code;
}

/* Words of one block → members, a node once. */
static void put_block(struct build *b, struct worker *w, const uint64_t *words, size_t count,
                      size_t range)
{
    uint32_t *member = b->member + b->start[range] + b->member_count[range];
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t node = (uint32_t)words[i];
        if (size == 0 || member[size - 1] != node) {
            member[size++] = node;
        }
    }
    if (size > 1) {
        member[size - 1] |= BLOCK_LAST;
        b->member_count[range] += size;
        w->pairs += (uint64_t)size * (size - 1) / 2;
    }
}

static int divide(struct build *b, struct worker *w, uint64_t *words, size_t count, int depth,
                  size_t range);

/* A block too large → blocks of those that share the next part too. */
static int refine(struct build *b, struct worker *w, uint64_t *words, size_t count, int depth,
                  size_t range)
{
    int part = b->plan->refinements[depth];
    for (size_t i = 0; i < count; i++) {
        uint32_t node = (uint32_t)words[i];
        uint32_t hash = key_refined(b->lexicon, (uint32_t)(words[i] >> 32), row_of(b, node), part);
        words[i] = (uint64_t)hash << 32 | node;
    }
    int code = sort_words(w, words, count);
    return code ? code : divide(b, w, words, count, depth + 1, range);
}

/* Sorted words → blocks. Recursion is as deep as there are refinements. */
static int divide(struct build *b, struct worker *w, uint64_t *words, size_t count, int depth,
                  size_t range)
{
    const struct plan *plan = b->plan;
    int code = 0;
    while (depth < plan->refinement_count && key_holds(&b->key->key, plan->refinements[depth])) {
        depth++;
    }
    bool last = depth >= plan->refinement_count;
    for (size_t from = 0, to; code == 0 && from < count; from = to) {
        uint32_t hash = (uint32_t)(words[from] >> 32);
        for (to = from + 1; to < count && words[to] >> 32 == hash; to++) {
        }
        size_t size = to - from;
        if (size == 1) {
            continue;
        }
        bool large = size > plan->block_max;
        bool divisible = !last && (b->freeze ? large : hash_list_has(&b->key->refined, hash));
        bool closed = b->freeze ? large && last : hash_list_has(&b->key->closed, hash);
        if (b->freeze && (divisible || closed)) {
            code = hash_list_add(divisible ? &w->refined : &w->closed, hash);
            w->closed_nodes += closed ? size : 0;
        }
        if (code == 0 && divisible) {
            code = refine(b, w, words + from, size, depth, range);
        } else if (code == 0 && !closed) {
            code = !b->freeze && size > (size_t)plan->block_max * ALARM_FACTOR ? ERR_LIMIT : 0;
            put_block(b, w, words + from, size, range);
        }
    }
    return code;
}

static int range_body(void *context, size_t from, size_t to, int thread)
{
    struct build *b = context;
    struct worker *w = &b->workers[thread];
    int code = 0;
    for (size_t r = from; code == 0 && r < to; r++) {
        uint64_t *words = b->words + b->start[r];
        size_t count = b->start[r + 1] - b->start[r];
        code = sort_words(w, words, count);
        code = code ? code : divide(b, w, words, count, 0, r);
    }
    return code;
}

/* ---- one list of members */

static void join_ranges(struct build *b)
{
    size_t count = 0;
    for (int r = 0; r < RANGES; r++) {
        memmove(b->member + count, b->member + b->start[r], b->member_count[r] * sizeof *b->member);
        count += b->member_count[r];
    }
    b->blocks->member = mem_trim(b->member, (count + 1) * sizeof *b->member);
    b->blocks->member_count = count;
    b->member = NULL;
}

static int position_body(void *context, size_t from, size_t to, int thread)
{
    const struct blocks *blocks = ((struct build *)context)->blocks;
    (void)thread;
    for (size_t m = from; m < to; m++) {
        blocks->position[blocks->member[m] & ~BLOCK_LAST] = (uint32_t)m;
    }
    return 0;
}

/* Nodes in several blocks: a list of positions each. */
static int list_positions(struct blocks *blocks, size_t node_count)
{
    blocks->offset = mem_try_array(node_count + 1, sizeof *blocks->offset);
    blocks->position = mem_try_array(blocks->member_count, sizeof *blocks->position);
    if (blocks->offset == NULL || blocks->position == NULL) {
        return ERR_MEMORY;
    }
    uint32_t *offset = blocks->offset;
    for (size_t m = 0; m < blocks->member_count; m++) {
        offset[blocks->member[m] & ~BLOCK_LAST]++;
    }
    uint32_t at = 0;
    for (size_t n = 0; n <= node_count; n++) {
        at += offset[n];
        offset[n] = at; /* its end, moved down to its start as it fills from behind */
    }
    for (size_t m = blocks->member_count; m-- > 0;) {
        blocks->position[--offset[blocks->member[m] & ~BLOCK_LAST]] = (uint32_t)m;
    }
    return 0;
}

static int find_positions(struct build *b, int threads)
{
    struct blocks *blocks = b->blocks;
    size_t nodes = b->nodes->count;
    if (key_is_several(b->lexicon, &b->key->key)) {
        return list_positions(blocks, nodes);
    }
    blocks->position = mem_try_array(nodes, sizeof *blocks->position);
    if (blocks->position == NULL) {
        return ERR_MEMORY;
    }
    memset(blocks->position, 0xff, nodes * sizeof *blocks->position);
    return parallel_for(threads, blocks->member_count, PIECE_NODES, position_body, b);
}

/* What each thread froze → the key's lists, ascending. */
static int freeze_lists(struct build *b, struct planned_key *key)
{
    int code = 0;
    for (int t = 0; t < THREADS_MAX; t++) {
        const struct worker *w = &b->workers[t];
        for (size_t i = 0; code == 0 && i < w->refined.count; i++) {
            code = hash_list_add(&key->refined, w->refined.hashes[i]);
        }
        for (size_t i = 0; code == 0 && i < w->closed.count; i++) {
            code = hash_list_add(&key->closed, w->closed.hashes[i]);
        }
        key->closed_nodes += w->closed_nodes;
    }
    hash_list_sort(&key->refined);
    hash_list_sort(&key->closed);
    return code;
}

static int make_blocks(struct build *b, int threads)
{
    b->piece_count = (b->nodes->count + PIECE_NODES - 1) / PIECE_NODES;
    b->pieces = mem_try_array(b->piece_count, sizeof *b->pieces);
    int code = b->pieces == NULL
                   ? ERR_MEMORY
                   : parallel_for(threads, b->nodes->count, PIECE_NODES, collect_body, b);
    if (code != 0) {
        return code;
    }
    size_t count = places(b);
    b->words = mem_try_array(count, sizeof *b->words);
    if (b->words == NULL) {
        return ERR_MEMORY;
    }
    parallel_for(threads, b->piece_count, 1, share_out_body, b);
    b->member = mem_try_array(count, sizeof *b->member);
    code = b->member == NULL ? ERR_MEMORY : parallel_for(threads, RANGES, 1, range_body, b);
    mem_free(b->words);
    b->words = NULL;
    if (code == 0) {
        join_ranges(b);
        code = find_positions(b, threads);
    }
    return code;
}

int block_build(const struct lexicon *lexicon, const struct node_set *nodes, struct plan *plan,
                int k, bool freeze, int threads, struct blocks *ret)
{
    struct build *b = mem_try_array(1, sizeof *b);
    if (b == NULL) {
        return ERR_MEMORY;
    }
    *b = (struct build){.lexicon = lexicon,
                        .nodes = nodes,
                        .plan = plan,
                        .key = &plan->keys[k],
                        .freeze = freeze,
                        .blocks = ret};
    int code = make_blocks(b, threads);
    if (code == 0 && freeze) {
        code = freeze_lists(b, &plan->keys[k]);
    }
    for (int t = 0; t < THREADS_MAX; t++) {
        ret->pairs += b->workers[t].pairs;
        mem_free(b->workers[t].scratch);
        mem_free(b->workers[t].refined.hashes);
        mem_free(b->workers[t].closed.hashes);
    }
    for (size_t p = 0; b->pieces != NULL && p < b->piece_count; p++) {
        mem_free(b->pieces[p].words);
    }
    mem_free(b->pieces);
    mem_free(b->words);
    mem_free(b->member);
    mem_free(b);
    return code;
}
