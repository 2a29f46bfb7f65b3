/* encoding_test.c - the same characters whatever the bytes, and no guesses. */
#include "encoding.h"

#include "format_test.h"
#include "random.h"
#include "test_seed.h"

static int convert(struct str input, struct pieces pieces, struct buf *out,
                   enum encoding_kind *ret_kind, struct err *err)
{
    struct byte_memory memory = {.rest = input, .step = pieces.step};
    struct encoding encoding;
    int code = encoding_open(&encoding, byte_source_memory(&memory), err);
    if (code == 0) {
        code = read_whole(encoding_source(&encoding), pieces.window, out, err);
    }
    *ret_kind = encoding.kind;
    encoding_free(&encoding);
    return code;
}

#define BYTES(literal)                                                                             \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static void test_kinds(void **state)
{
    (void)state;
    static const struct {
        struct str input;
        enum encoding_kind kind;
        struct str output;
    } cases[] = {
        {BYTES(""), ENCODING_ASCII, BYTES("")},
        {BYTES("Evans"), ENCODING_ASCII, BYTES("Evans")},
        {BYTES("Siân Ŵyn 😀"), ENCODING_UTF8, BYTES("Siân Ŵyn 😀")},
        {BYTES("\xef\xbb\xbf"), ENCODING_UTF8_BOM, BYTES("")},
        {BYTES("\xef\xbb\xbfSiân"), ENCODING_UTF8_BOM, BYTES("Siân")},
        {BYTES("Si\xe2n"), ENCODING_WINDOWS_1252, BYTES("Siân")},
        {BYTES("O\x92Neill \x80"), ENCODING_WINDOWS_1252, BYTES("O’Neill €")},
        {BYTES("\xe9"), ENCODING_WINDOWS_1252, BYTES("é")},
        {BYTES("unused \x81"), ENCODING_WINDOWS_1252, BYTES("unused \xff")},
        {BYTES("\xff\xfe"
               "S\0i\0\xe2\0n\0"),
         ENCODING_UTF16LE, BYTES("Siân")},
        {BYTES("\xfe\xff"
               "\0S\0i\0\xe2\0n"),
         ENCODING_UTF16BE, BYTES("Siân")},
        {BYTES("S\0i\0\xe2\0n\0\n\0"), ENCODING_UTF16LE, BYTES("Siân\n")},
        {BYTES("\0S\0i\0\xe2\0n\0\n"), ENCODING_UTF16BE, BYTES("Siân\n")},
        {BYTES("\xff\xfe\x3d\xd8\x00\xde."), ENCODING_UTF16LE, BYTES("😀\xff")}, /* half a unit */
        {BYTES("\xff\xfe\x3d\xd8"
               "a\0"),
         ENCODING_UTF16LE,
         BYTES("\xff"
               "a")}, /* half a pair */
        {BYTES("\xff\xfe\x00\xde"
               "a\0"),
         ENCODING_UTF16LE,
         BYTES("\xff"
               "a")},
        {BYTES("\xff\xfe\x3d\xd8"), ENCODING_UTF16LE, BYTES("\xff")},
        /* a bad byte in UTF-8 stays bad */
        {BYTES("Siân\nSi\xe2n\n"), ENCODING_UTF8, BYTES("Siân\nSi\xe2n\n")},
        {BYTES("Si\xe2n\nSiân\n"), ENCODING_UTF8, BYTES("Si\xe2n\nSiân\n")},
        /* one accident in Windows-1252 does not make it UTF-8 */
        {BYTES("\xe9t\xe9 \xe9t\xe9 \xe9t\xe9 \xe9t\xe9 \xe9t\xe9 CAF\xc9\x92S"),
         ENCODING_WINDOWS_1252, BYTES("été été été été été CAFÉ’S")},
        /* overlong, surrogate, above the last character: not UTF-8 */
        {BYTES("\xc0\xaf"), ENCODING_WINDOWS_1252, BYTES("À¯")},
        {BYTES("\xed\xa0\x80"), ENCODING_WINDOWS_1252, BYTES("í\u00a0€")},
        {BYTES("\xf4\x90\x80\x80"), ENCODING_WINDOWS_1252, BYTES("ô\xff€€")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t p = 0; p < PIECES_COUNT; p++) {
            struct buf got = {0};
            enum encoding_kind kind;
            assert_int_equal(convert(cases[i].input, all_pieces[p], &got, &kind, NULL), 0);
            assert_text(encoding_name(kind), buf_str(&got), cases[i].output);
            assert_int_equal(kind, cases[i].kind);
            buf_free(&got);
        }
    }
}

/* The first accent may stand as far down as it likes. */
static void test_far_down(void **state)
{
    (void)state;
    for (size_t before = ENCODING_LOOK_BYTES - 3; before < ENCODING_LOOK_BYTES + 3; before++) {
        for (int utf8 = 0; utf8 < 2; utf8++) {
            struct buf input = {0};
            struct buf got = {0};
            enum encoding_kind kind;
            for (size_t i = 0; i < 3 * before; i++) {
                buf_add_char(&input, 'a');
            }
            buf_add(&input, utf8 ? STR("â") : STR("\xe2"));
            assert_int_equal(convert(buf_str(&input), all_pieces[0], &got, &kind, NULL), 0);
            assert_int_equal(kind, utf8 ? ENCODING_UTF8 : ENCODING_WINDOWS_1252);
            assert_int_equal(got.len, 3 * before + 2);
            assert_true(str_ends(buf_str(&got), STR("â")));
            buf_free(&input);
            buf_free(&got);
        }
    }
}

static void test_utf32(void **state)
{
    (void)state;
    struct buf got = {0};
    struct err err = {0};
    enum encoding_kind kind;
    assert_int_equal(convert(str_make("\xff\xfe\0\0a\0\0\0", 8), all_pieces[0], &got, &kind, &err),
                     ERR_INPUT);
    assert_non_null(strstr(err.message, "UTF-8"));
    buf_free(&got);
}

/* Every code point through utf8_encode is one sequence; every single byte change of it is judged as
 * by its definition. */
static void test_sequences(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        char text[4];
        if (c == 0xd800) {
            c = 0xe000;
        }
        size_t len = utf8_encode(c, text);
        if (utf8_sequence(str_make(text, len)) != len || !utf8_valid(str_make(text, len)) ||
            (len > 1 && utf8_sequence(str_make(text, len - 1)) != 0)) {
            fail_msg("U+%04x", c);
        }
    }
    static const char *const wrong[] = {"\x80",
                                        "\xc1\xbf",
                                        "\xe0\x9f\xbf",
                                        "\xed\xa0\x80",
                                        "\xf0\x8f\xbf\xbf",
                                        "\xf4\x90\x80\x80",
                                        "\xf5\x80\x80\x80",
                                        "\xe2\x28\xa1",
                                        "abcdefgh\xff",
                                        "\xc3"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(utf8_valid(str_of(wrong[i])));
    }
    assert_int_equal(utf8_sequence(STR("")), 0);
    assert_true(utf8_valid(STR("")));
}

static void test_pieces_random(void **state)
{
    (void)state;
    static const char alphabet[] = "abc\n\xc3\xa2\xe2\x82\xac\xff\xfe\0\xd8";
    struct random random = random_seed(test_seed());
    for (int round = 0; round < 1000; round++) {
        char input[40];
        size_t len = random_below(&random, sizeof input);
        for (size_t i = 0; i < len; i++) {
            input[i] = alphabet[random_below(&random, sizeof alphabet - 1)];
        }
        struct buf whole = {0};
        enum encoding_kind kind;
        int code = convert(str_make(input, len), all_pieces[0], &whole, &kind, NULL);
        for (size_t p = 1; p < PIECES_COUNT; p++) {
            struct buf got = {0};
            enum encoding_kind other;
            assert_int_equal(convert(str_make(input, len), all_pieces[p], &got, &other, NULL),
                             code);
            assert_int_equal(other, kind);
            assert_text("cut differently", buf_str(&got), buf_str(&whole));
            buf_free(&got);
        }
        buf_free(&whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),         cmocka_unit_test(test_far_down),
        cmocka_unit_test(test_utf32),         cmocka_unit_test(test_sequences),
        cmocka_unit_test(test_pieces_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
