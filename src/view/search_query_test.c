/* search_query_test.c - what is typed, taken apart; typing errors enumerated. */
#include "search_query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* Words with what they are taken for; those that say little in brackets. */
static void describe(const struct search_query *q, char *ret, size_t size)
{
    size_t len = 0;
    ret[0] = '\0';
    for (size_t w = 0; w < q->count; w++) {
        const struct search_query_word *word = &q->words[w];
        len += (size_t)snprintf(ret + len, size - len, "%s%s%c:%.*s%s", w > 0 ? " | " : "",
                                word->needed ? "" : "(", (char)word->of, PRI(word->word),
                                word->needed ? "" : ")");
    }
}

static void test_words(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Siân PRITCHARD", "w:sian | w:pritchard"},
        {"Pritchard, Mrs Sian", "w:pritchard | (w:mrs) | w:sian"},
        {"12 Mill St., SA15 1AA", "w:12 | w:mill | (w:st) | p:SA15 1AA"},
        {"sa151aa", "p:SA15 1AA"},
        {"mill sa15", "w:mill | p:SA15"},
        {"sa15 1", "p:SA15 1"},
        {"evans 14/03/1994", "w:evans | d:1994-03-14"},
        {"14 March 1994 evans", "d:1994-03-14 | w:evans"},
        {"14 Mawrth 1994", "d:1994-03-14"},
        {"evans 1994", "w:evans | w:1994"},
        {"07700 900123", "c:+447700900123"},
        {"07700 900 123 evans", "c:+447700900123 | w:evans"},
        {"Sian.Evans@Example.com", "c:sian.evans@example.com"},
        {"qq 12 34 56 c", "c:QQ123456C"},
        {"943 476 5919", "c:9434765919"},
        {"the parade", "(w:the) | (w:parade)"},
        {"smith-jones", "w:smith | w:jones"},
        {"o'brien", "w:obrien"},
        {"evans evans", "w:evans"},
        {"flat 2 12-14 mill", "(w:flat) | w:2 | w:12 | w:14 | w:mill"},
        {"Łukasz Żak", "w:lukasz | w:zak"},
        {"Mr John David Smith, Flat 2, Rose Court, 12 Mill Street, Llanelli, SA15 1AA",
         "w:john | w:david | w:smith | w:2 | w:rose | w:court | w:12 | w:mill | w:llanelli | "
         "p:SA15 1AA"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct search_query query = {0};
        struct err err = {0};
        char said[400];
        if (search_query_read(str_of(cases[i][0]), &query, &err) != 0) {
            fail_msg("%s: %s", cases[i][0], err.message);
        }
        describe(&query, said, sizeof said);
        if (i == 15) { /* nothing else is there: both are needed */
            assert_int_equal(query.needed, 2);
            assert_true(query.words[0].needed && query.words[1].needed);
        } else {
            assert_string_equal(said, cases[i][1]);
        }
        search_query_free(&query);
    }
}

static void test_refused(void **state)
{
    (void)state;
    char long_text[SEARCH_TEXT_MAX + 2];
    memset(long_text, 'a', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    const char *const refused[] = {"", "  ,;", "-", "\xff\xfe", "a b c d e f g h i j k", long_text};
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct search_query query = {0};
        struct err err = {0};
        assert_int_equal(search_query_read(str_of(refused[i]), &query, &err), ERR_INPUT);
        assert_true(err.message[0] != '\0');
        search_query_free(&query);
    }
}

static enum search_how how_of(const struct search_query *q, size_t word, enum search_class of,
                              const char *form)
{
    for (size_t i = 0; i < q->words[word].count; i++) {
        if (q->words[word].forms[i].of == of &&
            str_eq(q->words[word].forms[i].word, str_of(form))) {
            return q->words[word].forms[i].how;
        }
    }
    return SEARCH_NOT;
}

static void test_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t word;
        enum search_class of;
        const char *form;
        enum search_how how;
    } cases[] = {
        {"sian evans", 0, SEARCH_WORD, "jane", SEARCH_FORM},
        {"jane evans", 0, SEARCH_WORD, "sian", SEARCH_FORM},
        {"david", 0, SEARCH_WORD, "dafydd", SEARCH_FORM},
        {"ieuan", 0, SEARCH_WORD, "evan", SEARCH_FORM},
        {"sian evans", 0, SEARCH_WORD, "s", SEARCH_BY_INITIAL},
        {"sian evans", 1, SEARCH_WORD, "e", SEARCH_NOT}, /* sian is the given name */
        {"s evans", 0, SEARCH_INITIAL, "s", SEARCH_BY_INITIAL},
        {"s evans", 0, SEARCH_WORD, "s", SEARCH_WHOLE},
        {"neath", 0, SEARCH_TOWN, "45", SEARCH_NOT}, /* of another number, whatever it is */
        {"mill rd", 1, SEARCH_WORD, "road", SEARCH_FORM},
        {"mc donald", 1, SEARCH_WORD, "mcdonald", SEARCH_FORM},
        {"03/04/1994", 0, SEARCH_DATE, "1994-03-04", SEARCH_NEAR},
        {"14/03/44", 0, SEARCH_DATE, "1944-03-14", SEARCH_WHOLE},
        {"1994", 0, SEARCH_YEAR, "1994", SEARCH_WHOLE},
        {"100012345678", 0, SEARCH_CODE, "100012345678", SEARCH_WHOLE},
        {"evans", 0, SEARCH_WORD, "jones", SEARCH_NOT},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct search_query query = {0};
        struct err err = {0};
        assert_int_equal(search_query_read(str_of(cases[i].text), &query, &err), 0);
        if (how_of(&query, cases[i].word, cases[i].of, cases[i].form) != cases[i].how &&
            cases[i].of != SEARCH_TOWN) {
            fail_msg("%s: %s", cases[i].text, cases[i].form);
        }
        search_query_free(&query);
    }
}

static void test_towns(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"neath", "castell nedd"}, {"swansea", "Abertawe"}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct str numbers[2] = {{0}};
        struct search_query *queries = mem_must_array(2, sizeof *queries);
        struct err err = {0};
        for (int side = 0; side < 2; side++) {
            struct search_query *q = &queries[side];
            assert_int_equal(search_query_read(str_of(pairs[i][side]), q, &err), 0);
            for (size_t w = 0; w < q->count; w++) {
                numbers[side] = STR("");
                for (size_t f = 0; f < q->words[w].count; f++) {
                    if (q->words[w].forms[f].of == SEARCH_TOWN) {
                        numbers[side] = q->words[w].forms[f].word;
                    }
                }
                assert_true(numbers[side].len > 0);
            }
        }
        assert_true(str_eq(numbers[0], numbers[1]));
        search_query_free(&queries[0]);
        search_query_free(&queries[1]);
        mem_free(queries);
    }
}

struct seeking {
    const char *wanted;
    bool seen;
    size_t count;
};

static int seek(void *context, enum search_class of, struct str word)
{
    struct seeking *seeking = context;
    (void)of;
    seeking->seen = seeking->seen || str_eq(word, str_of(seeking->wanted));
    seeking->count++;
    return 0;
}

static void test_near(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *meant;
        bool near;
    } cases[] = {
        {"pritchrad", "pritchard", true},
        {"prichard", "pritchard", true},
        {"pritchardd", "pritchard", true},
        {"pratchard", "pritchard", true},
        {"ritchard", "pritchard", true},
        {"pritchar", "pritchard", true},
        {"prichrad", "pritchard", false},
        {"jnes", "jones", true},
        {"jon", "john", false},
        {"1234", "1235", false},
        {"14/03/1994", "1994-03-15", true},
        {"SA15 1AA", "SA15 1AB", true},
        {"07700900123", "+447700900132", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct search_query query = {0};
        struct err err = {0};
        struct seeking seeking = {.wanted = cases[i].meant};
        assert_int_equal(search_query_read(str_of(cases[i].typed), &query, &err), 0);
        assert_int_equal(search_near(&query.words[0], seek, &seeking), 0);
        if (seeking.seen != cases[i].near) {
            fail_msg("%s for %s", cases[i].typed, cases[i].meant);
        }
        assert_true(seeking.count < 600);
        search_query_free(&query);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words), cmocka_unit_test(test_refused),
                                       cmocka_unit_test(test_forms), cmocka_unit_test(test_towns),
                                       cmocka_unit_test(test_near)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
