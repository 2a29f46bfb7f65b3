/* audit_note_test.c - keys and checkpoints to text and back; what is no such text is refused. */
#include "audit_note.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *council, *name;
    } cases[] = {{"Our Council", "cantref/our-council"},
                 {"Cyngor Sir Ynys M\xc3\xb4n", "cantref/cyngor-sir-ynys-mon"},
                 {"  St. Mary's & St John's  ", "cantref/st-marys-st-johns"},
                 {"", "cantref/council"},
                 {"\xe6\x9d\xb1\xe4\xba\xac", "cantref/council"}};
    static const char *const bad[] = {"", "A", "a b", "a+b", "a\n", ".a", "a/", "\xc3\xb4"};
    char name[AUDIT_NAME_BYTES_MAX + 1];
    char many[600];
    for (size_t i = 0; i < COUNT(cases); i++) {
        audit_name_make(str_of(cases[i].council), name);
        assert_string_equal(name, cases[i].name);
        assert_true(audit_name_fits(str_of(name)));
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(audit_name_fits(str_of(bad[i])));
    }
    for (size_t len = 100; len < 130; len++) { /* cut wherever the limit falls */
        memset(many, 'a', sizeof many);
        many[len] = ' ';
        audit_name_make(str_make(many, len + 20), name);
        assert_true(audit_name_fits(str_of(name)));
    }
}

struct pair {
    struct audit_public public;
    uint8_t secret[AUDIT_SECRET_KEY_BYTES];
};

static struct pair make_pair(const char *name)
{
    struct pair pair;
    struct buf text = {0};
    struct err err = {0};
    uint8_t seed[AUDIT_SEED_BYTES];
    randombytes_buf(seed, sizeof seed);
    audit_private_write(name, seed, &text);
    assert_int_equal(audit_private_parse(buf_str(&text), "key", &pair.public, pair.secret, &err),
                     0);
    buf_free(&text);
    return pair;
}

static void test_keys(void **state)
{
    (void)state;
    struct pair pair = make_pair("cantref/our-council");
    struct audit_public again;
    struct buf text = {0};
    struct err err = {0};
    audit_public_write(&pair.public, &text);
    assert_int_equal(audit_public_parse(buf_str(&text), "key", &again, &err), 0);
    assert_memory_equal(&again, &pair.public, sizeof again);
    for (size_t i = 0; i < text.len; i++) {
        text.ptr[i] ^= 1;
        assert_int_equal(audit_public_parse(buf_str(&text), "key", &again, &err), ERR_INPUT);
        text.ptr[i] ^= 1;
        assert_int_equal(audit_public_parse(str_slice(buf_str(&text), 0, i), "key", &again, &err),
                         ERR_INPUT);
    }
    buf_add_char(&text, '\n');
    assert_int_equal(audit_public_parse(buf_str(&text), "key", &again, &err), ERR_INPUT);
    buf_free(&text);
}

static void test_private_keys(void **state)
{
    (void)state;
    /* RFC 8032 7.1, test 1: this seed has this public key. */
    static const char seed_hex[] =
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    static const char public_hex[] =
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    uint8_t seed[32], public[32], secret[AUDIT_SECRET_KEY_BYTES];
    struct audit_public key;
    struct buf text = {0};
    struct err err = {0};
    sodium_hex2bin(seed, 32, seed_hex, 64, NULL, NULL, NULL);
    sodium_hex2bin(public, 32, public_hex, 64, NULL, NULL, NULL);
    audit_private_write("cantref/test", seed, &text);
    assert_true(str_starts(buf_str(&text), STR("PRIVATE+KEY+cantref/test+")));
    assert_int_equal(audit_private_parse(buf_str(&text), "key", &key, secret, &err), 0);
    assert_memory_equal(key.key, public, 32);
    for (size_t i = 0; i < text.len; i++) {
        text.ptr[i] ^= 1;
        assert_int_equal(audit_private_parse(buf_str(&text), "key", &key, secret, &err), ERR_INPUT);
        text.ptr[i] ^= 1;
    }
    buf_free(&text);
}

static void test_checkpoints(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {0, 1, 255, 10000000, ((uint64_t)1 << AUDIT_SIZE_BITS) - 1};
    struct pair pair = make_pair("cantref/our-council"), other = make_pair("cantref/our-council");
    struct audit_checkpoint again;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct audit_checkpoint checkpoint = {sizes[i], audit_empty_hash()};
        struct buf text = {0};
        audit_checkpoint_write(&checkpoint, &pair.public, pair.secret, &text);
        assert_true(text.len < AUDIT_CHECKPOINT_BYTES_MAX);
        assert_true(audit_checkpoint_parse(buf_str(&text), &pair.public, &again));
        assert_int_equal(again.size, sizes[i]);
        assert_true(audit_hash_eq(&again.root, &checkpoint.root));
        assert_false(audit_checkpoint_parse(buf_str(&text), &other.public, &again));
        for (size_t j = 0; j < text.len; j++) {
            text.ptr[j] ^= 1;
            assert_false(audit_checkpoint_parse(buf_str(&text), &pair.public, &again));
            text.ptr[j] ^= 1;
            assert_false(
                audit_checkpoint_parse(str_slice(buf_str(&text), 0, j), &pair.public, &again));
        }
        buf_add_char(&text, '\n');
        assert_false(audit_checkpoint_parse(buf_str(&text), &pair.public, &again));
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_private_keys),
        cmocka_unit_test(test_checkpoints),
    };
    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
