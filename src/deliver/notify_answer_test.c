/* notify_answer_test.c - what GOV.UK Notify answers, and what a stranger might. */
#include "notify_answer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ID "740e5834-3a29-46b4-9a6f-16142fde533a"

static void test_messages(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        bool good;
        enum notify_status status;
    } cases[] = {
        {"{\"id\":\"" ID "\",\"status\":\"delivered\"}", true, NOTIFY_DELIVERED},
        {"{\"id\":\"" ID "\",\"status\":\"sent\"}", true, NOTIFY_DELIVERED},
        {"{\"id\":\"" ID "\",\"status\":\"sending\"}", true, NOTIFY_UNDER_WAY},
        {"{\"id\":\"" ID "\",\"status\":\"permanent-failure\"}", true, NOTIFY_PERMANENT_FAILURE},
        {"{\"id\":\"" ID "\",\"status\":\"temporary-failure\"}", true, NOTIFY_TEMPORARY_FAILURE},
        {"{\"id\":\"" ID "\",\"status\":\"technical-failure\"}", true, NOTIFY_TECHNICAL_FAILURE},
        {"{\"id\":\"" ID "\",\"status\":7}", true, NOTIFY_UNDER_WAY},
        {"{\"id\":\"" ID "\"}", true, NOTIFY_UNDER_WAY},
        {"{\"id\":\"../../../../../../../../../../../../x\"}", false, 0},
        {"{\"id\":7}", false, 0},
        {"{\"id\":\"" ID "\",\"id\":\"" ID "\"}", false, 0},
        {"{}", false, 0},
        {"[]", false, 0},
        {"7", false, 0},
        {"", false, 0},
        {"{\"id\":\"" ID "\"", false, 0},
        {"<html>", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct notify_message message = {.id = "untouched"};
        struct err err = {0};
        int code = notify_read_message(str_of(cases[i].json), &message, &err);
        if ((code == 0) != cases[i].good) {
            fail_msg("%s: %d", cases[i].json, code);
        }
        assert_string_equal(message.id, cases[i].good ? ID : "untouched");
        assert_true(!cases[i].good || message.status == cases[i].status);
    }
}

static void test_lists(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        bool good, found;
    } cases[] = {
        {"{\"notifications\":[],\"links\":{}}", true, false},
        {"{\"notifications\":[{\"id\":\"" ID "\",\"reference\":\"k\"}]}", true, true},
        {"{\"notifications\":[{\"id\":\"" ID "\",\"reference\":\"other\"}]}", true, false},
        {"{\"notifications\":[{\"id\":\"" ID "\",\"reference\":null}]}", true, false},
        {"{\"notifications\":[7,[],{\"id\":\"" ID "\",\"reference\":\"k\"}]}", true, true},
        {"{\"notifications\":[{\"reference\":\"k\"}]}", false, false},
        {"{\"notifications\":{}}", false, false},
        {"{}", false, false},
        {"[]", false, false},
        {"[[[[[[[[[[[[[[[[[[[[[[", false, false},
        {"", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct notify_message message = {0};
        bool found = false;
        struct err err = {0};
        int code = notify_read_list(str_of(cases[i].json), STR("k"), &message, &found, &err);
        if ((code == 0) != cases[i].good || found != cases[i].found) {
            fail_msg("%s: %d, %d", cases[i].json, code, found);
        }
        assert_true(!found || strcmp(message.id, ID) == 0);
    }
}

/* Names of errors and of parts come out, and nothing that somebody wrote. */
static void test_errors(void **state)
{
    (void)state;
    static const struct {
        const char *json, *expected;
    } cases[] = {
        {"{\"status_code\":400,\"errors\":[{\"error\":\"ValidationError\",\"message\":\"phone_number "
         "07700900123 Not a UK mobile number\"}]}",
         "ValidationError, phone_number"},
        {"{\"errors\":[{\"error\":\"BadRequestError\",\"message\":\"Can't send to Jones\"}]}",
         "BadRequestError"},
        {"{\"errors\":[{\"error\":\"RateLimitError\"},{\"error\":\"Other\"}]}", "RateLimitError"},
        {"{\"errors\":[{\"error\":\"Jones, 07700900123\",\"message\":\"x\"}]}", "an error"},
        {"{\"errors\":[{\"error\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}]}",
         "an error"},
        {"{\"errors\":[]}", "an error"},
        {"{\"errors\":{}}", "an error"},
        {"{\"errors\":[7]}", "an error"},
        {"[]", "an error"},
        {"", "an error"},
        {"<html>Jones</html>", "an error"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[NOTIFY_ERROR_BYTES_MAX];
        notify_read_error(str_of(cases[i].json), text);
        assert_string_equal(text, cases[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
