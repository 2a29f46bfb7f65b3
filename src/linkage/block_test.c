/* block_test.c - candidates against a search over all pairs; a frozen plan on a part of the
 * nodes. */
#include "candidates.h"

#include "hash.h"
#include "linkage_test.h"

/* Keys of one, two and three parts; some give several hashes. */
static const struct key keys[] = {
    {1, {PART_FAMILY}},
    {1, {PART_NAME_WORD}},
    {1, {PART_FAMILY_DELETION}},
    {2, {PART_GIVEN_INITIAL, PART_BIRTH_YEAR}},
    {2, {PART_NAME_WORD_PAIR, PART_BIRTH_YEAR}},
    {2, {PART_BIRTH_YEAR, PART_FAMILY_DELETION}},
    {3, {PART_GIVEN, PART_FAMILY, PART_POSTCODE_DISTRICT}},
    {1, {PART_SEX}},
};
enum { KEYS = COUNT_OF(keys) };

struct world {
    struct mention_table table;
    struct lexicon lexicon;
    struct node_set nodes;
    struct plan plan;
    struct blocks blocks[KEYS];
};

static void world_begin(struct world *w, uint64_t seed, size_t rows, uint32_t block_max)
{
    static const int refinements[] = {PART_GIVEN_INITIAL, PART_BIRTH_YEAR, PART_TOWN,
                                      PART_POSTCODE};
    struct random random = random_seed(seed);
    *w = (struct world){0};
    made_begin(&w->table, 2, 0);
    made_crowd(&w->table, &random, rows);
    assert_int_equal(lexicon_build(&w->table, &w->lexicon), 0);
    made_nodes(&w->table, &w->nodes);
    w->plan.block_max = block_max;
    w->plan.key_count = KEYS;
    w->plan.refinement_count = COUNT_OF(refinements);
    memcpy(w->plan.refinements, refinements, sizeof refinements);
    for (int k = 0; k < KEYS; k++) {
        w->plan.keys[k].key = keys[k];
        assert_int_equal(block_build(&w->lexicon, &w->nodes, &w->plan, k, true, 2, &w->blocks[k]),
                         0);
    }
}

static void world_end(struct world *w)
{
    for (int k = 0; k < KEYS; k++) {
        blocks_free(&w->blocks[k]);
    }
    plan_free(&w->plan);
    node_set_free(&w->nodes);
    lexicon_free(&w->lexicon);
    made_end(&w->table);
}

static uint32_t join32(uint32_t seed, uint32_t next)
{
    uint32_t h = (uint32_t)(hash_join(seed, next) >> 32);
    return h ? h : 1;
}

/* The hashes under which a mention stands in blocks at last: refined as often as the plan says;
 * closed ones left out. */
static int effective_hashes(const struct world *w, size_t mention, int k,
                            uint32_t ret[PART_HASHES_MAX])
{
    const struct planned_key *key = &w->plan.keys[k];
    const uint32_t *values = mention_row(&w->table, mention);
    uint32_t hashes[PART_HASHES_MAX];
    int count = key_hashes(&w->lexicon, values, &key->key, hashes);
    int kept = 0;
    for (int h = 0; h < count; h++) {
        uint32_t hash = hashes[h];
        for (int r = 0; r < w->plan.refinement_count; r++) {
            int part = w->plan.refinements[r];
            bool held = false;
            for (int i = 0; i < key->key.part_count; i++) {
                held = held || key->key.parts[i] == part;
            }
            if (held || !hash_list_has(&key->refined, hash)) {
                continue;
            }
            const uint32_t *next = NULL;
            int several = lexicon_part(&w->lexicon, values, part, part_field(part), &next);
            hash = join32(hash, several == 1 ? next[0] : 0);
        }
        if (!hash_list_has(&key->closed, hash)) {
            ret[kept++] = hash;
        }
    }
    return kept;
}

static bool meet(const struct world *w, size_t a, size_t b, int k)
{
    uint32_t x[PART_HASHES_MAX];
    uint32_t y[PART_HASHES_MAX];
    int x_count = effective_hashes(w, a, k, x);
    int y_count = effective_hashes(w, b, k, y);
    for (int i = 0; i < x_count; i++) {
        for (int j = 0; j < y_count; j++) {
            if (x[i] == y[j]) {
                return true;
            }
        }
    }
    return false;
}

static bool brings(const struct world *w, int k, uint32_t left, uint32_t right)
{
    const struct mention_table *t = &w->table;
    return key_brings(&w->lexicon, &w->plan, k, mention_row(t, w->nodes.mention[left]),
                      mention_row(t, w->nodes.mention[right]));
}

static void check_candidates(const struct world *w)
{
    size_t found_in_all = 0;
    struct candidates candidates = {0};
    for (int k = 0; k < KEYS; k++) {
        assert_int_equal(candidates_add(&w->blocks[k], w->nodes.count, 2, &candidates), 0);
    }
    for (uint32_t left = 0; left < w->nodes.count; left++) {
        const struct candidate_chunk *chunk = &candidates.chunks[left / CHUNK_NODES];
        size_t first = chunk->start[left % CHUNK_NODES];
        size_t count = chunk->start[left % CHUNK_NODES + 1] - first;
        const uint32_t *right = chunk->right + first;
        const uint8_t *met = chunk->met + first;
        size_t at = 0;
        for (uint32_t other = left + 1; other < w->nodes.count; other++) {
            int wanted = 0;
            for (int k = 0; k < KEYS; k++) {
                bool together = meet(w, w->nodes.mention[left], w->nodes.mention[other], k);
                assert_int_equal(block_share(&w->blocks[k], left, other), together);
                assert_int_equal(block_share(&w->blocks[k], other, left), together);
                assert_int_equal(brings(w, k, left, other), together);
                wanted += together;
            }
            bool listed = at < count && right[at] == other;
            assert_int_equal(listed, wanted > 0);
            if (listed) {
                assert_int_equal(met[at], wanted);
                at++;
            }
        }
        assert_int_equal(at, count);
        found_in_all += count;
    }
    candidates_free(&candidates);
    assert_true(found_in_all > 0);
}

static void every_pair_once(void **state)
{
    static const uint32_t block_max[] = {2, 2, 2, 2, 6, 30, 1000};
    size_t closed_in_all = 0;
    uint64_t seed = test_seed();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(block_max); i++) {
        struct world w;
        world_begin(&w, seed + i, 220, block_max[i]);
        check_candidates(&w);
        size_t refined = 0;
        size_t closed = 0;
        for (int k = 0; k < KEYS; k++) {
            refined += w.plan.keys[k].refined.count;
            closed += w.plan.keys[k].closed.count;
        }
        assert_true(refined > 0 || block_max[i] == 1000);
        closed_in_all += closed; /* not every small world has a block that nothing divides */
        assert_true(block_max[i] < 1000 || refined + closed == 0);
        world_end(&w);
    }
    assert_true(closed_in_all > 0);
}

/* With the plan frozen a part of the nodes gives the pairs of the whole that lie within the
 * part. */
static void frozen_plan_on_a_subset(void **state)
{
    struct random random = random_seed(test_seed());
    (void)state;
    for (int round = 0; round < 3; round++) {
        struct world w;
        world_begin(&w, random_next(&random), 300, round == 0 ? 4 : 20);
        uint32_t *part = mem_must_array(w.nodes.count, sizeof *part);
        uint32_t *in_whole = mem_must_array(w.nodes.count, sizeof *in_whole);
        uint64_t seeds[ATTRIBUTES_MAX] = {0};
        struct node_set nodes = {0};
        size_t count = 0;
        for (uint32_t n = 0; n < w.nodes.count; n++) {
            if (random_below(&random, 2) == 0) {
                in_whole[count] = n;
                part[count++] = w.nodes.mention[n];
            }
        }
        assert_int_equal(node_set_build(&w.table, part, count, seeds, 1, &nodes), 0);
        assert_int_equal(nodes.count, count);
        for (int k = 0; k < KEYS; k++) {
            struct blocks blocks = {0};
            size_t refined = w.plan.keys[k].refined.count;
            assert_int_equal(block_build(&w.lexicon, &nodes, &w.plan, k, false, 2, &blocks), 0);
            assert_int_equal(w.plan.keys[k].refined.count, refined);
            for (uint32_t a = 0; a < count; a++) {
                for (uint32_t b = a + 1; b < count; b++) {
                    assert_int_equal(block_share(&blocks, a, b),
                                     block_share(&w.blocks[k], in_whole[a], in_whole[b]));
                }
            }
            blocks_free(&blocks);
        }
        node_set_free(&nodes);
        mem_free(part);
        mem_free(in_whole);
        world_end(&w);
    }
}

/* A value that became common after the plan was made is an alarm, not a silent cut. */
static void outgrown_block_is_an_alarm(void **state)
{
    struct mention_table table;
    struct lexicon lexicon = {0};
    struct node_set few = {0};
    struct node_set all = {0};
    uint64_t seeds[ATTRIBUTES_MAX] = {0};
    uint32_t mentions[100];
    struct plan plan = {.key_count = 1, .keys[0].key = {1, {PART_FAMILY}}, .block_max = 4};
    struct blocks blocks = {0};
    (void)state;
    made_begin(&table, 1, 0);
    for (uint32_t i = 0; i < 100; i++) {
        char text[60];
        snprintf(text, sizeof text, "given=n%u|family=evans", i);
        mentions[i] = (uint32_t)made_add(&table, 0, i, text);
    }
    assert_int_equal(lexicon_build(&table, &lexicon), 0);
    assert_int_equal(node_set_build(&table, mentions, 3, seeds, 1, &few), 0);
    assert_int_equal(node_set_build(&table, mentions, 100, seeds, 1, &all), 0);
    assert_int_equal(block_build(&lexicon, &few, &plan, 0, true, 2, &blocks), 0);
    assert_int_equal(blocks.pairs, 3);
    blocks_free(&blocks);
    assert_int_equal(block_build(&lexicon, &all, &plan, 0, false, 2, &blocks), ERR_LIMIT);
    blocks_free(&blocks);
    /* When a plan is made of them, what nothing divides is closed, and counted. */
    assert_int_equal(block_build(&lexicon, &all, &plan, 0, true, 2, &blocks), 0);
    assert_int_equal(blocks.pairs, 0);
    assert_int_equal(plan.keys[0].closed_nodes, 100);
    blocks_free(&blocks);
    plan_free(&plan);
    node_set_free(&few);
    node_set_free(&all);
    lexicon_free(&lexicon);
    made_end(&table);
}

static void keys_have_names(void **state)
{
    char text[KEY_TEXT_MAX];
    struct key key = {3, {PART_FAMILY, PART_BIRTH_YEAR, PART_ATTRIBUTE}};
    struct mention_table table;
    (void)state;
    made_begin(&table, 1, 1);
    assert_string_equal(key_text(&key, &table, text), "family name + birth year + a0");
    made_end(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_once),
        cmocka_unit_test(frozen_plan_on_a_subset),
        cmocka_unit_test(outgrown_block_is_an_alarm),
        cmocka_unit_test(keys_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
