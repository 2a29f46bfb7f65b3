/* dictionary_test.c - ids are dense, stable and one a value; nothing is lost while it grows. */
#include "dictionary.h"

#include "err.h"
#include "hash.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_add_find_text(void **state)
{
    (void)state;
    struct dictionary dictionary = {0};
    uint32_t smith, evans, again, none = 99;
    assert_int_equal(dictionary_find(&dictionary, STR("smith")), 0); /* before anything is added */
    assert_int_equal(dictionary_add(&dictionary, STR("smith"), &smith), 0);
    assert_int_equal(dictionary_add(&dictionary, STR("evans"), &evans), 0);
    assert_int_equal(dictionary_add(&dictionary, STR("smith"), &again), 0);
    assert_int_equal(dictionary_add(&dictionary, STR(""), &none), 0);
    assert_int_equal(smith, 1);
    assert_int_equal(evans, 2);
    assert_int_equal(again, smith);
    assert_int_equal(none, 0);
    assert_int_equal(dictionary.count, 3);
    assert_int_equal(dictionary.hash[evans], hash_bytes(STR("evans")));
    assert_true(str_eq(dictionary_text(&dictionary, smith), STR("smith")));
    assert_true(str_eq(dictionary_text(&dictionary, 0), STR("")));
    assert_true(str_eq(dictionary_text(&dictionary, 3), STR(""))); /* an id never given */
    assert_int_equal(dictionary_find(&dictionary, STR("evans")), evans);
    assert_int_equal(dictionary_find(&dictionary, STR("evan")), 0);
    assert_int_equal(dictionary_find(&dictionary, STR("")), 0);
    dictionary_free(&dictionary);
}

static void test_values_may_hold_any_bytes(void **state)
{
    (void)state;
    struct dictionary dictionary = {0};
    uint32_t a, b, c;
    assert_int_equal(dictionary_add(&dictionary, str_make("x\0y", 3), &a), 0);
    assert_int_equal(dictionary_add(&dictionary, str_make("x\0z", 3), &b), 0);
    assert_int_equal(dictionary_add(&dictionary, str_make("x", 1), &c), 0);
    assert_true(a != b && b != c && a != c);
    assert_true(str_eq(dictionary_text(&dictionary, a), str_make("x\0y", 3)));
    dictionary_free(&dictionary);
}

static void test_grows_and_keeps_every_value(void **state)
{
    (void)state;
    enum { VALUES = 20000, DRAWS = 60000 };
    struct random random = random_seed(test_seed());
    struct dictionary dictionary = {0};
    static uint32_t id_of[VALUES];
    memset(id_of, 0, sizeof id_of);
    char text[32];
    uint32_t distinct = 0;
    for (int i = 0; i < DRAWS; i++) {
        uint32_t value = (uint32_t)random_below(&random, VALUES), id;
        int len = snprintf(text, sizeof text, "%x", value);
        assert_int_equal(dictionary_add(&dictionary, str_make(text, (size_t)len), &id), 0);
        distinct += id_of[value] == 0;
        assert_true(id_of[value] == 0 || id_of[value] == id);
        id_of[value] = id;
    }
    assert_int_equal(dictionary.count, distinct + 1);
    for (uint32_t value = 0; value < VALUES; value++) {
        int len = snprintf(text, sizeof text, "%x", value);
        struct str s = str_make(text, (size_t)len);
        assert_int_equal(dictionary_find(&dictionary, s), id_of[value]);
        if (id_of[value] != 0) {
            assert_true(str_eq(dictionary_text(&dictionary, id_of[value]), s));
        }
    }
    size_t before = dictionary_bytes(&dictionary);
    dictionary_seal(&dictionary);
    assert_true(dictionary_bytes(&dictionary) < before);
    assert_int_equal(dictionary_find(&dictionary, STR("0")), 0);
    dictionary_free(&dictionary);
    assert_int_equal(dictionary_bytes(&dictionary), 0);
}

static void test_too_much_text_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    struct dictionary dictionary = {0};
    uint32_t id = 77;
    assert_int_equal(dictionary_add(&dictionary, STR("one"), &id), 0);
    /* Refused by its length alone: not a byte of it is read. */
    assert_int_equal(dictionary_add(&dictionary, STR("one"), &id), 0);
    size_t text_len = dictionary.text_len;
    dictionary.text_len = UINT32_MAX - 2;
    assert_int_equal(dictionary_add(&dictionary, STR("two"), &id), ERR_LIMIT);
    dictionary.text_len = text_len;
    assert_int_equal(id, 1);
    assert_int_equal(dictionary.count, 2);
    assert_int_equal(dictionary_find(&dictionary, STR("two")), 0);
    dictionary_free(&dictionary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add_find_text),
        cmocka_unit_test(test_values_may_hold_any_bytes),
        cmocka_unit_test(test_grows_and_keeps_every_value),
        cmocka_unit_test(test_too_much_text_is_refused_and_changes_nothing),
    };
    return cmocka_run_group_tests_name("dictionary", tests, NULL, NULL);
}
