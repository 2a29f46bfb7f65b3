/* json_writer_test.c - what comes out is JSON, read back by jansson as what went in. */
#include "json_writer.h"

#include "format_test.h"
#include "random.h"
#include "test_seed.h"

#include <float.h>
#include <jansson.h>
#include <math.h>

static void write_example(struct json_writer *json)
{
    json_write_object(json);
    json_write_key(json, STR("rows"));
    json_write_whole(json, INT64_MIN);
    json_write_key(json, STR("f1"));
    json_write_decimal(json, 0.98765, 3);
    json_write_key(json, STR("list"));
    json_write_array(json);
    json_write_bool(json, true);
    json_write_nothing(json);
    json_write_array(json);
    json_write_close(json);
    json_write_close(json);
    json_write_key(json, STR("empty"));
    json_write_object(json);
    json_write_close(json);
    json_write_close(json);
}

static void test_shape(void **state)
{
    (void)state;
    struct buf out = {0};
    struct json_writer json = {.out = &out};
    write_example(&json);
    assert_text("one line", buf_str(&out),
                STR("{\"rows\": -9223372036854775808, \"f1\": 0.988, \"list\": [true, null, []], "
                    "\"empty\": {}}"));
    out.len = 0;
    json = (struct json_writer){.out = &out, .indent = 2};
    write_example(&json);
    assert_text("indented", buf_str(&out),
                STR("{\n  \"rows\": -9223372036854775808,\n  \"f1\": 0.988,\n  \"list\": [\n    "
                    "true,\n    null,\n    []\n  ],\n  \"empty\": {}\n}"));
    buf_free(&out);
}

static void test_values(void **state)
{
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *written;
    } decimals[] = {{0, 2, "0.00"},
                    {-0.001, 2, "0.00"},
                    {-0.0, 0, "0"},
                    {-1.5, 1, "-1.5"},
                    {1e6, 0, "1000000"},
                    {(double)NAN, 2, "null"},
                    {(double)INFINITY, 2, "null"}};
    static const struct {
        double value;
        int digits;
        const char *written;
    } exacts[] = {{0, 9, "0"},
                  {1, 17, "1"},
                  {(double)0.1f, 9, "0.100000001"},
                  {0.1, 17, "0.10000000000000001"},
                  {-1e-300, 17, "-1e-300"},
                  {DBL_MAX, 17, "1.7976931348623157e+308"},
                  {(double)NAN, 9, "null"},
                  {(double)-INFINITY, 9, "null"}};
    static const struct {
        const char *text;
        const char *written;
    } texts[] = {
        {"", "\"\""},
        {"Siân", "\"Siân\""},
        {"a\"b\\c", "\"a\\\"b\\\\c\""},
        {"\n\r\t\x01\x7f", "\"\\n\\r\\t\\u0001\\u007f\""},
        {"</script>", "\"\\u003c/script>\""},
        {"a\xff"
         "b\xe2\x80",
         "\"a\xef\xbf\xbd"
         "b\xef\xbf\xbd\xef\xbf\xbd\""},
        {"\u2028\u2029\u202a", "\"\\u2028\\u2029\u202a\""},
    };
    for (size_t i = 0; i < sizeof decimals / sizeof decimals[0]; i++) {
        struct buf out = {0};
        struct json_writer json = {.out = &out};
        json_write_decimal(&json, decimals[i].value, decimals[i].decimals);
        assert_text("decimal", buf_str(&out), str_of(decimals[i].written));
        buf_free(&out);
    }
    for (size_t i = 0; i < sizeof exacts / sizeof exacts[0]; i++) {
        struct buf out = {0};
        struct json_writer json = {.out = &out};
        json_write_exact(&json, exacts[i].value, exacts[i].digits);
        assert_text("exact", buf_str(&out), str_of(exacts[i].written));
        buf_free(&out);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct buf out = {0};
        struct json_writer json = {.out = &out};
        json_write_text(&json, str_of(texts[i].text));
        assert_text("text", buf_str(&out), str_of(texts[i].written));
        buf_free(&out);
    }
}

static void test_full(void **state)
{
    (void)state;
    struct buf out = {.max = 10};
    struct json_writer json = {.out = &out};
    write_example(&json);
    assert_int_equal(json.code, ERR_LIMIT);
    assert_true(out.len <= 10);
    buf_free(&out);
}

/* Any bytes give JSON that jansson takes; text that is valid comes back the same. */
static void test_any_bytes(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int round = 0; round < 2000; round++) {
        char text[24];
        size_t len = random_below(&random, sizeof text);
        bool ascii = round % 2;
        for (size_t i = 0; i < len; i++) {
            text[i] = (char)(1 + random_below(&random, ascii ? 127 : 255));
        }
        struct buf out = {0};
        struct json_writer json = {.out = &out};
        json_write_text(&json, str_make(text, len));
        json_t *value = json_loadb(out.ptr, out.len, JSON_DECODE_ANY, NULL);
        assert_non_null(value);
        if (ascii) {
            assert_text("back", str_of(json_string_value(value)), str_make(text, len));
        }
        json_decref(value);
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
