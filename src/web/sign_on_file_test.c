/* sign_on_file_test.c - what sign_on.yaml may say, with the place of what it may not; which roles
 * groups give: never one that staff.yaml doesn't. */
#include "sign_on_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ORIGIN "origin: https://my.council.example\n"
#define PROVIDER                                                                                   \
    "  issuer: https://login.example\n  client_id: cantref\n  secret_file: keys/sign_on\n"
#define STAFF "staff:\n" PROVIDER "  login_claim: preferred_username\n"
#define RESIDENTS "residents:\n" PROVIDER

static void what_is_refused(void **state)
{
    static const struct {
        const char *text;
        size_t line; /* of the first mistake; 0: there is none */
        const char *says;
    } cases[] = {
        {ORIGIN STAFF RESIDENTS, 0, ""},
        {ORIGIN, 0, ""},
        {"origin: http://127.0.0.1:8080\n" RESIDENTS, 0, ""},
        {ORIGIN STAFF "  groups_claim: groups\n  groups: {G-1: [clerk, officer]}\n", 0, ""},
        {ORIGIN STAFF "  addresses: [10.0.0.1]\n", 0, ""},
        {RESIDENTS, 1, "origin"},
        {"origin: http://my.council.example\n", 1, "https"},
        {"origin: https://my.council.example/\n", 1, "/"},
        {"origin: https://my.council.example/path\n", 1, "path"},
        {"origin: https://me:secret@my.council.example\n", 1, "password"},
        {"origin: https://my.council.example?x=1\n", 1, "query"},
        {"origin: my.council.example\n", 1, "https"},
        {ORIGIN "staff:\n" PROVIDER, 3, "login_claim"},
        {ORIGIN "residents:\n  client_id: x\n  secret_file: keys/x\n", 3, "issuer"},
        {ORIGIN "residents:\n  issuer: http://login.example\n  client_id: x\n"
                "  secret_file: keys/x\n",
         3, "https"},
        {ORIGIN "residents:\n  issuer: https://login.example\n  client_id: x\n"
                "  secret_file: secrets/x\n",
         5, "keys/"},
        {ORIGIN RESIDENTS "  login_claim: sub\n", 6, "login_claim"},
        {ORIGIN RESIDENTS "  groups: {}\n", 6, "groups"},
        {ORIGIN STAFF "  groups_claim: groups\n", 3, "go together"},
        {ORIGIN STAFF "  groups: {G-1: [clerk]}\n", 3, "go together"},
        {ORIGIN STAFF "  groups_claim: groups\n  groups: [G-1]\n", 8, "groups"},
        {ORIGIN "partners: x\n", 2, "partners"},
        {"- x\n", 1, ""},
        {"", 1, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sign_on_file file = {0};
        struct err_list errors = {0};
        struct err first = {0};
        int code = sign_on_file_parse(str_of(cases[i].text), "sign_on.yaml", &file, &errors);
        if ((code == 0) != (cases[i].line == 0)) {
            fail_msg("%s: code %d", cases[i].text, code);
        }
        if (code != 0) {
            err_list_first(&errors, &first);
            if (first.line != cases[i].line || strstr(first.message, cases[i].says) == NULL) {
                fail_msg("%s: line %zu: %s", cases[i].text, first.line, first.message);
            }
            assert_false(file.providers[SIGN_ON_STAFF].is_there);
        }
        err_list_free(&errors);
        sign_on_file_free(&file);
    }
}

static void what_is_read(void **state)
{
    struct sign_on_file file = {0};
    struct err_list errors = {0};
    (void)state;
    assert_int_equal(
        sign_on_file_parse(STR(ORIGIN STAFF "  groups_claim: groups\n  groups:\n    G-1: [clerk]\n"
                                            "    G-2: [clerk, officer]\n  addresses: [10.0.0.1]\n"),
                           "sign_on.yaml", &file, &errors),
        0);
    const struct sign_on_provider *p = &file.providers[SIGN_ON_STAFF];
    assert_true(p->is_there && !file.providers[SIGN_ON_RESIDENTS].is_there);
    assert_true(str_eq(file.origin, STR("https://my.council.example")));
    assert_true(str_eq(p->issuer, STR("https://login.example")));
    assert_true(str_eq(p->login_claim, STR("preferred_username")));
    assert_int_equal(p->group_count, 2);
    assert_int_equal(p->groups[1].roles.count, 2);
    assert_int_equal(p->address_count, 1);
    sign_on_file_free(&file);
}

static void roles_that_groups_give(void **state)
{
    static const struct {
        const char *claims, *roles; /* of staff.yaml: clerk, officer */
    } cases[] = {
        {"{\"groups\":[\"G-1\"]}", "clerk"},
        {"{\"groups\":[\"G-2\"]}", "clerk officer"},
        {"{\"groups\":[\"G-1\",\"G-2\"]}", "clerk officer"},
        {"{\"groups\":\"G-1\"}", "clerk"},
        {"{\"groups\":[\"G-3\"]}", ""}, /* gives what staff.yaml doesn't */
        {"{\"groups\":[\"g-1\"]}", ""},
        {"{\"groups\":[\"G-1 \"]}", ""},
        {"{\"groups\":[\"G-\",\"G-11\"]}", ""},
        {"{\"groups\":[[\"G-1\"]]}", ""},
        {"{\"groups\":{\"G-1\":true}}", ""},
        {"{\"groups\":[1,null]}", ""},
        {"{\"groups\":[]}", ""},
        {"{\"groups\":null}", ""},
        {"{\"roles\":[\"clerk\"]}", ""},
        {"{}", ""},
    };
    struct sign_on_file file = {0};
    struct err_list errors = {0};
    struct arena arena = {0};
    struct str has[] = {STR("clerk"), STR("officer")};
    const struct name_list roles = {.at = has, .count = 2};
    (void)state;
    assert_int_equal(
        sign_on_file_parse(STR(ORIGIN STAFF "  groups_claim: groups\n  groups: {G-1: [clerk], "
                                            "G-2: [officer, clerk], G-3: [governor]}\n"),
                           "sign_on.yaml", &file, &errors),
        0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct str found =
            sign_on_roles(&arena, &file.providers[SIGN_ON_STAFF], str_of(cases[i].claims), &roles);
        if (!str_eq(found, str_of(cases[i].roles))) {
            fail_msg("%s: %.*s", cases[i].claims, PRI(found));
        }
    }
    arena_free(&arena);
    sign_on_file_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(what_is_read),
        cmocka_unit_test(roles_that_groups_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
