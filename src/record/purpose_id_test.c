/* purpose_id_test.c - ids lead back to their mention, and to nothing under another purpose. */
#define _GNU_SOURCE /* memmem */
#include "purpose_id.h"

#include "random.h"
#include "seal_test.h"
#include "test_seed.h"

static void test_ids(void **state)
{
    (void)state;
    struct seal *seal;
    struct test_home home = home_make(&seal);
    uint64_t seed = test_seed();
    struct random random = random_seed(seed);
    for (int i = 0; i < 2000; i++) {
        struct purpose_mention m, back;
        char text[PURPOSE_ID_TEXT_MAX], other[PURPOSE_ID_TEXT_MAX];
        uint64_t identity = random_next(&random);
        memcpy(m.identity, &identity, sizeof m.identity);
        m.number = (uint16_t)random_below(&random, 1u << 16);
        purpose_id_text(seal, STR("council_tax"), &m, text);
        assert_int_equal(strlen(text), PURPOSE_ID_TEXT_MAX - 1);
        assert_true(purpose_id_read(seal, STR("council_tax"), str_of(text), &back));
        assert_memory_equal(back.identity, m.identity, sizeof m.identity);
        assert_int_equal(back.number, m.number);
        purpose_id_text(seal, STR("housing"), &m, other);
        assert_string_not_equal(text, other);
        assert_true(purpose_id_read(seal, STR("housing"), str_of(text), &back));
        assert_memory_not_equal(back.identity, m.identity, sizeof m.identity);
    }
    seal_close(seal);
    home_end(&home);
}

static void test_reading(void **state)
{
    (void)state;
    struct seal *seal;
    struct test_home home = home_make(&seal);
    struct purpose_mention m = {{1, 2, 3, 4, 5, 6, 7, 8}, 9}, back;
    char text[PURPOSE_ID_TEXT_MAX], changed[2 * PURPOSE_ID_TEXT_MAX];
    purpose_id_text(seal, STR("p"), &m, text);
    size_t at = 0;
    for (size_t i = 0; text[i] != '\0'; i++) { /* as somebody may type it */
        if (text[i] != '-') {
            changed[at++] = text[i] == '0' ? 'o' : text[i] == '1' ? 'l' : ascii_lower(text[i]);
        }
    }
    assert_true(purpose_id_read(seal, STR("p"), str_make(changed, at), &back));
    assert_memory_equal(&back, &m, sizeof m);
    static const char *const wrong[] = {"",
                                        "-",
                                        "7K3Q",
                                        "7K3Q-9M2X-H4TD-0A1",
                                        "7K3Q-9M2X-H4TD-0A1CX",
                                        "UUUU-UUUU-UUUU-UUUU",
                                        "7K3Q 9M2X H4TD 0A1C",
                                        "P7K3Q9M2XH4TD"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(purpose_id_read(seal, STR("p"), str_of(wrong[i]), &back));
    }
    seal_close(seal);
    home_end(&home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
