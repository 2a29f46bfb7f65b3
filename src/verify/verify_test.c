/* verify_test.c - the verifier's parts on vectors that others published, and on what must not pass.
 * The whole of it is tried by tests/verify.py. */
#include "verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The tree of RFC 6962 implementations' common test (certificate-transparency-go, merkle testdata).
 */
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

static void test_roots(void **state)
{
    (void)state;
    struct growing tree = {0};
    struct hash row[COUNT(leaves)];
    for (size_t i = 0; i <= COUNT(leaves); i++) {
        uint8_t root[HASH_BYTES], leaf[16];
        size_t len = 0;
        sodium_hex2bin(root, sizeof root, roots[i], 64, NULL, NULL, NULL);
        struct hash found = growing_root(&tree);
        assert_memory_equal(found.bytes, root, HASH_BYTES);
        if (i > 0) {
            found = hash_row(row, i);
            assert_memory_equal(found.bytes, root, HASH_BYTES);
        }
        if (i < COUNT(leaves)) {
            sodium_hex2bin(leaf, sizeof leaf, leaves[i], strlen(leaves[i]), NULL, &len, NULL);
            row[i] = hash_leaf(leaf, len);
            growing_add(&tree, &row[i]);
        }
    }
}

/* The key of C2SP signed-note's example. */
static void test_keys(void **state)
{
    (void)state;
    static const char good[] =
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n";
    static const char *const bad[] = {
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n\n",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
        "PeterNewmann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=\n",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n"};
    struct verify_key key;
    assert_null(key_parse((const uint8_t *)good, sizeof good - 1, &key));
    assert_string_equal(key.name, "PeterNeumann");
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_non_null(key_parse((const uint8_t *)bad[i], strlen(bad[i]), &key));
    }
}

static void test_numbers_and_names(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool fits;
    } numbers[] = {{"0", true},   {"10", true},  {"", false},   {"01", false},
                   {"+1", false}, {"1 ", false}, {"1a", false}, {"999999999999999999", true}};
    static const char *const good[] = {"tile/0/000", "tile/entries/x001/x234/067",
                                       "tile/5/x123/456.p/255", "tile/entries/000.p/1"};
    static const char *const bad[] = {
        "tile/6/000",       "tile/0/00",          "tile/0/0000",       "tile/0/x000/001",
        "tile/0/000.p/256", "tile/0/000.p/0",     "tile/0/000.p/01",   "tile/0/000.p",
        "tile/0/000/",      "tile/entries/x1/01", "tile/0/000.p/1/2",  "tile/00/000",
        "tile/0/x001",      "tile/-1/000",        "tile/0/x001/.p/00", "checkpoint"};
    struct tile_file tile;
    char again[PATH_BYTES_MAX];
    uint64_t number;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        assert_int_equal(number_parse(numbers[i].text, strlen(numbers[i].text), &number),
                         numbers[i].fits);
    }
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(tile_parse(good[i], &tile));
        assert_string_equal(tile_path(tile.level, tile.number, tile.width, again), good[i]);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(tile_parse(bad[i], &tile));
    }
}

/* ── checkpoints ─────────────────────────────────────────────────────────────────────────────── */

struct signer {
    struct verify_key key;
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
};

/* sign - a note of the body by the key, under a name, its key's number as given. */
static void sign(const struct signer *signer, const char *body, const char *name, char *ret,
                 size_t max)
{
    uint8_t signature[4 + crypto_sign_BYTES];
    char base64[128];
    memcpy(signature, signer->key.id, 4);
    crypto_sign_detached(signature + 4, NULL, (const uint8_t *)body, strlen(body), signer->secret);
    sodium_bin2base64(base64, sizeof base64, signature, sizeof signature,
                      sodium_base64_VARIANT_ORIGINAL);
    snprintf(ret, max, "%s\n\xe2\x80\x94 %s %s\n", body, name, base64);
}

static const char *parse(const struct signer *signer, const char *text, bool others_may_sign)
{
    struct checkpoint checkpoint;
    return checkpoint_parse((const uint8_t *)text, strlen(text), &signer->key, others_may_sign,
                            &checkpoint);
}

#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static void test_checkpoints(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        bool fits;
    } bodies[] = {
        {"log\n0\n" ROOT "\n", true},
        {"log\n12\n" ROOT "\n", true},
        {"log\n012\n" ROOT "\n", false},
        {"log\n-1\n" ROOT "\n", false},
        {"log\n999999999999999\n" ROOT "\n", false},
        {"log\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", false}, /* stray bit */
        {"log\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n", false},
        {"log\n12\n" ROOT "\nmore\n", false},
        {"other\n12\n" ROOT "\n", false},
        {"log \n12\n" ROOT "\n", false},
        {"log\n12\n", false}};
    struct signer signer = {.key = {.name = "log", .id = {1, 2, 3, 4}}}, other;
    char text[1024], more[2048], line[1024];
    crypto_sign_keypair(signer.key.key, signer.secret);
    for (size_t i = 0; i < COUNT(bodies); i++) {
        sign(&signer, bodies[i].body, "log", text, sizeof text);
        assert_int_equal(parse(&signer, text, false) == NULL, bodies[i].fits);
    }
    sign(&signer, bodies[1].body, "log", text, sizeof text);
    for (size_t i = 0; i < strlen(text); i++) { /* no byte of it can be another */
        text[i] ^= 1;
        assert_non_null(parse(&signer, text, false));
        text[i] ^= 1;
    }
    snprintf(more, sizeof more, "%sx", text);
    assert_non_null(parse(&signer, more, true));
    snprintf(more, sizeof more, "%s\n", text);
    assert_non_null(parse(&signer, more, true));
    /* A witness's own signature: allowed where it is kept, not in the log. */
    other = signer;
    crypto_sign_keypair(other.key.key, other.secret);
    sign(&other, bodies[1].body, "witness", line, sizeof line);
    snprintf(more, sizeof more, "%s%s", text, strstr(line, "\xe2\x80\x94"));
    assert_null(parse(&signer, more, true));
    assert_non_null(parse(&signer, more, false));
    sign(&other, bodies[1].body, "log", line, sizeof line); /* another key of that name */
    assert_non_null(parse(&signer, line, true));
    sign(&signer, bodies[1].body, "witness", line, sizeof line);
    assert_non_null(parse(&signer, line, true)); /* not signed by the log */
}

/* ---- proofs ---- */

enum { TREE_MAX = 21, TEXT_MAX = 4096 };

static size_t base64(const uint8_t *bytes, size_t len, char *out)
{
    sodium_bin2base64(out, TEXT_MAX, bytes, len, sodium_base64_VARIANT_ORIGINAL);
    return strlen(out);
}

/* The path of a leaf among count hashes, from the leaf up: RFC 9162 2.1.3.1, as it is written
 * there.
 */
static size_t path_of(const struct hash *row, size_t count, size_t leaf, struct hash *ret)
{
    size_t half = 1;
    if (count == 1) {
        return 0;
    }
    while (half * 2 < count) {
        half *= 2;
    }
    bool is_left = leaf < half;
    size_t below = is_left ? path_of(row, half, leaf, ret)
                           : path_of(row + half, count - half, leaf - half, ret);
    ret[below] = is_left ? hash_row(row + half, count - half) : hash_row(row, half);
    return below + 1;
}

/* A leaf that commits to who, "tax" as its purpose, and a case. */
static size_t make_leaf(uint8_t number, uint8_t leaf[200])
{
    static const uint8_t salted[] = "0123456789abcdef\2tax";
    size_t len = 28 + 3 * 33 + 24 + 32 + 16;
    memset(leaf, 0, 200);
    memcpy(leaf, "cantref\1\1", 9);
    leaf[17] = number; /* its time */
    leaf[21] = leaf[25] = 1;
    leaf[27] = 3;
    for (uint8_t i = 0; i < 3; i++) {
        leaf[28 + 33 * i] = (uint8_t)(i + 1);
    }
    crypto_hash_sha256(leaf + 28 + 33 + 1, salted, sizeof salted - 1);
    return len;
}

static size_t make_proof(const struct signer *signer, const struct hash *row, size_t size,
                         size_t leaf, const char *purpose, char out[TEXT_MAX])
{
    uint8_t extra[400] = {1}, bytes[200], signature[4 + crypto_sign_BYTES];
    struct hash path[TREE_MAX];
    char note[TEXT_MAX], text[TEXT_MAX];
    size_t len = make_leaf((uint8_t)leaf, bytes), at = 0;
    extra[++at] = (uint8_t)(len | 128);
    extra[++at] = (uint8_t)(len >> 7);
    memcpy(extra + ++at, bytes, len);
    at += len;
    const uint8_t opened[] = {1, 1, 16};
    memcpy(extra + at, opened, sizeof opened);
    memcpy(extra + at + 3, "0123456789abcdef", 16);
    extra[at + 19] = (uint8_t)strlen(purpose);
    memcpy(extra + at + 20, purpose, strlen(purpose));
    base64(extra, at + 20 + strlen(purpose), text);
    int used = snprintf(out, TEXT_MAX, "c2sp.org/tlog-proof@v1\nextra %s\nindex %zu\n", text, leaf);
    size_t count = path_of(row, size, leaf, path);
    for (size_t i = 0; i < count; i++) {
        base64(path[i].bytes, HASH_BYTES, text);
        used += snprintf(out + used, TEXT_MAX - (size_t)used, "%s\n", text);
    }
    struct hash root = hash_row(row, size);
    base64(root.bytes, HASH_BYTES, text);
    int body = snprintf(note, sizeof note, "test\n%zu\n%s\n", size, text);
    memcpy(signature, signer->key.id, 4);
    crypto_sign_detached(signature + 4, NULL, (const uint8_t *)note, (size_t)body, signer->secret);
    base64(signature, sizeof signature, text);
    used +=
        snprintf(out + used, TEXT_MAX - (size_t)used, "\n%s\n\xe2\x80\x94 test %s\n", note, text);
    assert_true(used < TEXT_MAX);
    return (size_t)used;
}

static void test_proofs(void **state)
{
    (void)state;
    struct signer signer = {.key = {.name = "test", .id = {1, 2, 3, 4}}};
    static struct proof proof;
    struct hash row[TREE_MAX];
    uint8_t leaf[200];
    char text[TEXT_MAX];
    crypto_sign_keypair(signer.key.key, signer.secret);
    for (uint8_t i = 0; i < TREE_MAX; i++) {
        size_t len = make_leaf(i, leaf);
        row[i] = hash_leaf(leaf, len);
    }
    for (size_t size = 1; size <= TREE_MAX; size++) {
        for (size_t i = 0; i < size; i++) {
            size_t len = make_proof(&signer, row, size, i, "tax", text);
            const char *why = proof_check((const uint8_t *)text, len, &signer.key, &proof);
            if (why != NULL) {
                fail_msg("leaf %zu of %zu: %s", i, size, why);
            }
            assert_true(proof.index == i && proof.checkpoint.size == size);
            assert_true(proof.time_ms == (int64_t)i && proof.kind == 1);
            assert_string_equal(proof.says, "\nfor tax");
            for (size_t at = 0; at < len; at += 7) {
                text[at] ^= 1;
                assert_non_null(proof_check((const uint8_t *)text, len, &signer.key, &proof));
                text[at] ^= 1;
            }
            assert_non_null(proof_check((const uint8_t *)text, len - 1, &signer.key, &proof));
        }
    }
    size_t len = make_proof(&signer, row, TREE_MAX, 3, "law", text); /* the leaf says tax */
    assert_string_equal(proof_check((const uint8_t *)text, len, &signer.key, &proof),
                        "it says of the leaf what the leaf does not");
    len = make_proof(&signer, row + 1, TREE_MAX - 1, 3, "tax", text); /* another leaf is there */
    assert_non_null(proof_check((const uint8_t *)text, len, &signer.key, &proof));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_roots), cmocka_unit_test(test_keys),
                                       cmocka_unit_test(test_numbers_and_names),
                                       cmocka_unit_test(test_checkpoints),
                                       cmocka_unit_test(test_proofs)};
    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
