/* audit_tree_test.c - hashes, roots and proofs of RFC 9162 against published vectors and against
 * the definition written a second way; the right edge as it grows, is cut, dropped and loaded. */
#include "audit_tree.h"
#include "memory.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
enum { SIZE_MAX_HERE = 1500 };

/* The tree that implementations of RFC 6962 test themselves with. */
static const char *const leaves[] = {"",
                                     "00",
                                     "10",
                                     "2021",
                                     "3031",
                                     "40414243",
                                     "5051525354555657",
                                     "606162636465666768696a6b6c6d6e6f"};
static const char *const roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

static void test_vectors(void **state)
{
    (void)state;
    struct audit_edge edge = {0};
    for (size_t i = 0; i <= COUNT(leaves); i++) {
        uint8_t root[AUDIT_HASH_BYTES], leaf[16];
        size_t len = 0;
        sodium_hex2bin(root, sizeof root, roots[i], 64, NULL, NULL, NULL);
        struct audit_hash found = audit_edge_root(&edge);
        assert_memory_equal(found.bytes, root, sizeof root);
        if (i < COUNT(leaves)) {
            sodium_hex2bin(leaf, sizeof leaf, leaves[i], strlen(leaves[i]), NULL, &len, NULL);
            found = audit_leaf_hash(str_make((const char *)leaf, len));
            audit_edge_add(&edge, &found);
        }
    }
    audit_edge_free(&edge);
}

/* ── the definition, word for word (RFC 9162 2.1.1, 2.1.3.1) ─────────────────────────────────── */

static size_t below(size_t count)
{
    size_t power = 1;
    while (2 * power < count) {
        power *= 2;
    }
    return power;
}

static struct audit_hash naive_root(const struct audit_hash *hashes, size_t count)
{
    if (count == 0) {
        return audit_empty_hash();
    }
    if (count == 1) {
        return hashes[0];
    }
    struct audit_hash left = naive_root(hashes, below(count));
    struct audit_hash right = naive_root(hashes + below(count), count - below(count));
    return audit_node_hash(&left, &right);
}

static size_t naive_path(const struct audit_hash *hashes, size_t count, size_t leaf,
                         struct audit_hash *ret)
{
    if (count == 1) {
        return 0;
    }
    size_t half = below(count), done;
    if (leaf < half) {
        done = naive_path(hashes, half, leaf, ret);
        ret[done] = naive_root(hashes + half, count - half);
    } else {
        done = naive_path(hashes + half, count - half, leaf - half, ret);
        ret[done] = naive_root(hashes, half);
    }
    return done + 1;
}

static void draw_hashes(struct random *random, struct audit_hash *ret, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t number = random_next(random);
        ret[i] = audit_leaf_hash(str_make((const char *)&number, sizeof number));
    }
}

/* read_row - audit_hash_read from all hashes of leaves. */
struct row {
    const struct audit_hash *hashes;
    size_t count;
};
static int read_row(void *context, int level, uint64_t number, size_t count, struct audit_hash *ret,
                    struct err *err)
{
    const struct row *row = context;
    size_t span = (size_t)1 << (8 * level);
    (void)err;
    assert_true(number / AUDIT_TILE_WIDTH == (number + count - 1) / AUDIT_TILE_WIDTH);
    assert_true((number + count) * span <= row->count);
    for (size_t i = 0; i < count; i++) {
        ret[i] = naive_root(row->hashes + (number + i) * span, span);
    }
    return 0;
}

static void check_proof(struct row *row, size_t leaf, struct random *random)
{
    struct audit_hash path[AUDIT_PROOF_HASHES_MAX], expected[AUDIT_PROOF_HASHES_MAX];
    struct audit_hash root = naive_root(row->hashes, row->count);
    size_t count = 0;
    struct err err = {0};
    assert_int_equal(audit_tree_prove(leaf, row->count, read_row, row, path, &count, &err), 0);
    assert_int_equal(count, naive_path(row->hashes, row->count, leaf, expected));
    assert_memory_equal(path, expected, count * sizeof *path);
    const struct audit_hash *hash = &row->hashes[leaf];
    assert_true(audit_proof_check(leaf, row->count, hash, path, count, &root));
    /* and nothing else holds */
    size_t other = (leaf + 1 + (size_t)random_below(random, row->count)) % (row->count + 1);
    assert_false(audit_proof_check(other == leaf ? row->count : other, row->count, hash, path,
                                   count, &root));
    assert_false(audit_proof_check(leaf, row->count, &path[0], path, count, &root) && count > 0);
    if (count > 0) {
        assert_false(audit_proof_check(leaf, row->count, hash, path, count - 1, &root));
        path[random_below(random, count)].bytes[random_below(random, 32)] ^= 1;
        assert_false(audit_proof_check(leaf, row->count, hash, path, count, &root));
    }
    expected[count] = root;
    assert_false(audit_proof_check(leaf, row->count, hash, expected, count + 1, &root));
}

static void test_proofs(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    static struct audit_hash hashes[SIZE_MAX_HERE];
    draw_hashes(&random, hashes, SIZE_MAX_HERE);
    for (size_t size = 1; size <= 40; size++) {
        for (size_t leaf = 0; leaf < size; leaf++) {
            check_proof(&(struct row){hashes, size}, leaf, &random);
        }
    }
    for (int i = 0; i < 150; i++) {
        size_t size = 1 + (size_t)random_below(&random, SIZE_MAX_HERE);
        check_proof(&(struct row){hashes, size}, (size_t)random_below(&random, size), &random);
    }
    struct err err = {0};
    size_t count;
    assert_int_equal(audit_tree_prove(3, 3, read_row, NULL, hashes, &count, &err), ERR_NOTFOUND);
}

/* ── the edge ────────────────────────────────────────────────────────────────────────────────── */

static void check_edge(const struct audit_edge *edge, const struct audit_hash *hashes, size_t size)
{
    struct audit_hash root = audit_edge_root(edge), expected = naive_root(hashes, size);
    assert_int_equal(edge->size, size);
    assert_true(audit_hash_eq(&root, &expected));
    for (int level = 0; level < AUDIT_LEVELS; level++) {
        const struct audit_level *own = &edge->levels[level];
        size_t span = (size_t)1 << (8 * level);
        assert_int_equal(own->first + own->count, size / span);
        for (size_t i = 0; level > 0 && i < own->count; i++) {
            struct audit_hash hash = naive_root(hashes + (own->first + i) * span, span);
            assert_true(audit_hash_eq(&own->at[i], &hash));
        }
    }
}

/* reload - an edge from what a log has on disk. */
static struct audit_edge reload(const struct audit_hash *hashes, size_t size)
{
    static struct audit_hash rows[AUDIT_LEVELS][AUDIT_TILE_WIDTH];
    const struct audit_hash *pointers[AUDIT_LEVELS];
    struct audit_edge edge = {0};
    for (int level = 0; level < AUDIT_LEVELS; level++) {
        size_t span = (size_t)1 << (8 * level), count = size / span;
        size_t first = count - count % AUDIT_TILE_WIDTH;
        for (size_t i = first; i < count; i++) {
            rows[level][i - first] = naive_root(hashes + i * span, span);
        }
        pointers[level] = rows[level];
    }
    audit_edge_load(&edge, size, pointers);
    return edge;
}

static void test_edge(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    static struct audit_hash hashes[SIZE_MAX_HERE], other;
    struct audit_edge edge = {0};
    draw_hashes(&random, hashes, SIZE_MAX_HERE);
    for (size_t size = 0; size < SIZE_MAX_HERE;) {
        size_t more = 1 + (size_t)random_below(&random, 90);
        struct audit_hash perfect[AUDIT_SIZE_BITS];
        memcpy(perfect, edge.perfect, sizeof perfect);
        for (size_t i = 0; i < more; i++) { /* what was never committed */
            other = hashes[random_below(&random, SIZE_MAX_HERE)];
            audit_edge_add(&edge, &other);
        }
        audit_edge_cut(&edge, size, perfect);
        for (size_t i = 0; i < more && size < SIZE_MAX_HERE; i++) {
            audit_edge_add(&edge, &hashes[size++]);
        }
        check_edge(&edge, hashes, size);
        if (random_below(&random, 3) == 0) {
            audit_edge_drop(&edge, size);
            check_edge(&edge, hashes, size);
        } else if (random_below(&random, 3) == 0) {
            audit_edge_free(&edge);
            edge = reload(hashes, size);
            check_edge(&edge, hashes, size);
        }
    }
    audit_edge_free(&edge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_proofs),
        cmocka_unit_test(test_edge),
    };
    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
