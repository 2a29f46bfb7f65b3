/* text_test.c - folding by table, idempotent for any bytes; ways of writing "not known". */
#include "text.h"

#include "random.h"
#include "test_seed.h"

#include <utf8proc.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void test_fold(void **state)
{
    (void)state;
    static const struct {
        const char *raw, *folded;
    } cases[] = {
        {"", ""},
        {"  Siân  ", "sian"},
        {"Tŷ Gwyn", "ty gwyn"},
        {"Llŷn; Dŵr", "llyn dwr"},
        {"O'Brien", "obrien"},
        {"O’Brien", "obrien"},
        {"D`Arcy", "darcy"},
        {"O´Neill", "oneill"},
        {"Evans-Jones", "evans jones"},
        {"a - b", "a b"},
        {"Straße", "strasse"},
        {"STRASSE", "strasse"},
        {"Søren Łukasz Đorđe", "soren lukasz dorde"},
        {"Þór Æ Œ", "thor ae oe"},
        {"İstanbul ısı", "istanbul isi"},
        {"ＡＢＣ１２", "abc12"},
        {"ﬁn", "fin"},
        {"e\xcc\x81", "e"},
        {"Иван", "иван"},
        {"Ёлка", "елка"},
        {"山田　太郎", "山田 太郎"},
        {"한국", "한국"},
        {"राजेश", "राजेश"},
        {"ガ", "ガ"},
        {"محمّد", "محمد"},
        {"\xef\xbb\xbfname", "name"},
        {"so\xc2\xad"
         "ft",
         "soft"},
        {"Si\xe2n", "sin"}, /* not UTF-8: dropped, the word stays whole */
        {"!?;", ""},
        {"\t\n a\r\n\tb ", "a b"},
        {"7½", "71 2"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text text;
        text_fold(str_of(cases[i].raw), &text);
        assert_string_equal(text.ptr, cases[i].folded);
        assert_int_equal(text.len, strlen(cases[i].folded));
    }
}

static void test_fold_keep(void **state)
{
    (void)state;
    struct text text;
    text_fold_keep(STR("Evans, J. (née B-C) & O'D"), ",()-&", &text);
    assert_string_equal(text.ptr, "evans, j (nee b-c) & od");
    text_fold_keep(STR("a,b\xc3\xa9,c"), ",", &text);
    assert_string_equal(text.ptr, "a,be,c");
    text_fold_keep(STR("O'Brien"), "'", &text);
    assert_string_equal(text.ptr, "o'brien");
}

static void test_fold_cuts_at_characters(void **state)
{
    (void)state;
    char raw[3 * TEXT_BYTES_MAX];
    struct text text;
    memset(raw, 'A', sizeof(raw));
    text_fold(str_make(raw, sizeof(raw)), &text);
    assert_int_equal(text.len, TEXT_BYTES_MAX - 1);
    for (size_t i = 0; i < sizeof(raw); i += 3) {
        memcpy(raw + i, "山", 3);
    }
    text_fold(str_make(raw, sizeof(raw)), &text);
    assert_int_equal(text.len, (TEXT_BYTES_MAX - 1) / 3 * 3);
    assert_int_equal(text.ptr[text.len], '\0');
}

static size_t random_bytes(struct random *random, char *ret, size_t max)
{
    static const char *const pieces[] = {"é",
                                         "ß",
                                         "山",
                                         "한",
                                         "Ŵ",
                                         "'",
                                         "-",
                                         " ",
                                         "İ",
                                         "ǅ",
                                         "\xcc\x81",
                                         "\xcd\x85",
                                         "\xe2\x80\x99",
                                         "क्",
                                         "ि",
                                         "ﷺ",
                                         "ΐ",
                                         "½",
                                         ",",
                                         "&",
                                         "A",
                                         "z",
                                         "0",
                                         "\xef\xbf\xbd",
                                         "ẞ",
                                         "ŉ"};
    size_t length = 0;
    while (length + 8 < max && random_below(random, 40) != 0) {
        if (random_below(random, 4) == 0) {
            ret[length++] = (char)random_below(random, 256);
        } else {
            const char *piece = pieces[random_below(random, COUNT(pieces))];
            memcpy(ret + length, piece, strlen(piece));
            length += strlen(piece);
        }
    }
    return length;
}

/* Twice is once; the output is UTF-8 without double spaces, and bounded. */
static void test_fold_is_idempotent(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int run = 0; run < 20000; run++) {
        char raw[600];
        struct text once;
        struct text twice;
        size_t length = random_bytes(&random, raw, sizeof(raw));
        text_fold(str_make(raw, length), &once);
        text_fold(text_str(&once), &twice);
        assert_string_equal(once.ptr, twice.ptr);
        assert_true(once.len < TEXT_BYTES_MAX && once.ptr[once.len] == '\0');
        assert_true(str_find(text_str(&once), STR("  ")) < 0);
        for (size_t at = 0; at < once.len;) {
            utf8proc_int32_t point;
            utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)once.ptr + at,
                                                     (utf8proc_ssize_t)(once.len - at), &point);
            assert_true(used > 0);
            at += (size_t)used;
        }
    }
}

static void test_placeholder(void **state)
{
    (void)state;
    static const char *const yes[] = {"",
                                      "  ",
                                      "n/a",
                                      "N/A",
                                      "NA",
                                      "none",
                                      "NULL",
                                      "nil",
                                      "Unknown",
                                      "not known",
                                      "TBC",
                                      "tba",
                                      "REFUSED",
                                      "Declined",
                                      "withheld",
                                      "Not Stated",
                                      "xxx",
                                      "XX",
                                      "-",
                                      "?",
                                      "--",
                                      ".",
                                      "0000",
                                      "9999",
                                      "000 000",
                                      "999 999 9999",
                                      "Anhysbys",
                                      "dim",
                                      "I'w gadarnhau",
                                      "#N/A",
                                      "(blank)",
                                      "not  known",
                                      "Prefer not to say"};
    static const char *const no[] = {"Evans",    "0", "9",       "00",   "12", "Unknown Evans",
                                     "Nonesuch", "x", "dimbach", "1900", "99", "Naomi",
                                     "日本"};
    for (size_t i = 0; i < COUNT(yes); i++) {
        assert_true(text_is_placeholder(str_of(yes[i])));
    }
    for (size_t i = 0; i < COUNT(no); i++) {
        assert_false(text_is_placeholder(str_of(no[i])));
    }
    /* the table can be searched: every word of it is found */
    static const char *const ends[] = {"amherthnasol", "withheld", "nk", "missing", "nad oes"};
    for (size_t i = 0; i + 1 < COUNT(ends); i++) {
        assert_true(text_is_placeholder(str_of(ends[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold),
        cmocka_unit_test(test_fold_keep),
        cmocka_unit_test(test_fold_cuts_at_characters),
        cmocka_unit_test(test_fold_is_idempotent),
        cmocka_unit_test(test_placeholder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
