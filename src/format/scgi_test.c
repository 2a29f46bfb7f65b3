/* scgi_test.c - requests read alike in any pieces; what two readers could take in two ways is
 * refused. The cases are what a front could let through of attacks on HTTP: two lengths, Transfer-
 * Encoding, a header twice, space before a colon, folded lines, bare line ends, hidden slashes and
 * NULs in paths, more or fewer bytes than are said, lengths that overflow. */
#include "scgi.h"

#include "format_test.h"
#include "random.h"
#include "test_seed.h"

static const struct str names[] = {STR_INIT("HTTP_HOST"), STR_INIT("CONTENT_TYPE"),
                                   STR_INIT("HTTP_COOKIE")};
static const struct scgi_rules rules = {names, 3, 1024};

/* HEAD - the headers that every request has, before those of a case. A literal's "\0" stands before
 * no digit here, which would make it another byte. */
#define HEAD(length, target)                                                                       \
    "CONTENT_LENGTH\0" length                                                                      \
    "\0SCGI\0"                                                                                     \
    "1\0REQUEST_METHOD\0GET\0REQUEST_URI\0" target "\0"
#define CASE(text) STR_INIT(text)

/* wrapped - headers as a netstring, and a body. */
static void wrapped(struct str headers, struct str body, struct buf *out)
{
    buf_printf(out, "%zu:", headers.len);
    buf_add(out, headers);
    buf_add_char(out, ',');
    buf_add(out, body);
}

/* read_pieces - a whole connection's bytes, `step` at a time (0: at random). */
static int read_pieces(struct scgi_reader *reader, struct str bytes, size_t step, size_t body_max,
                       struct random *random, struct err *err)
{
    int code = 0;
    scgi_begin(reader, &rules);
    while (code == 0 && bytes.len > 0) {
        size_t len = step ? step : 1 + (size_t)random_below(random, 40);
        struct str piece = str_slice(bytes, 0, len);
        bytes = str_slice(bytes, piece.len, bytes.len);
        while (code == 0 && piece.len > 0) {
            code = scgi_take(reader, &piece, err);
            if (code == 0 && reader->stage == SCGI_WAITS) {
                code = scgi_allow(reader, body_max, err);
            }
        }
    }
    return code ? code : scgi_end(reader, err);
}

static void test_whole(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    static const struct {
        struct str headers, body, path, query, host;
    } cases[] = {
        {CASE(HEAD("0", "/")), CASE(""), CASE("/"), CASE(""), CASE("")},
        {CASE(HEAD("0", "/?")), CASE(""), CASE("/"), CASE(""), CASE("")},
        {CASE(HEAD("3", "/tasks/?a=%2F%00&b=../x") "HTTP_HOST\0llan.example\0"), CASE("a\0b"),
         CASE("/tasks/"), CASE("a=%2F%00&b=../x"), CASE("llan.example")},
        {CASE(HEAD("1", "/a.b/..c/%c5%b5~-%2e%2e.") "CONTENT_TYPE\0\0HTTP_HOST\0a b\tc\xff\0"),
         CASE("\n"), CASE("/a.b/..c/%c5%b5~-%2e%2e."), CASE(""), CASE("a b\tc\xff")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf bytes = {0};
        wrapped(cases[i].headers, cases[i].body, &bytes);
        for (size_t step = 0; step <= bytes.len; step++) {
            struct scgi_reader reader;
            struct err err = {0};
            if (read_pieces(&reader, buf_str(&bytes), step, 3, &random, &err) != 0) {
                fail_msg("case %zu by %zu: %s", i, step, err.message);
            }
            assert_text("method", reader.method, STR("GET"));
            assert_text("path", reader.path, cases[i].path);
            assert_text("query", reader.query, cases[i].query);
            assert_text("host", reader.values[0], cases[i].host);
            assert_text("body", buf_str(&reader.body), cases[i].body);
            assert_null(reader.values[2].ptr); /* not sent, apart from empty */
            scgi_free(&reader);
        }
        buf_free(&bytes);
    }
}

/* Each beginning of a request is not whole; one byte more than the request is too many. */
static void test_cut(void **state)
{
    (void)state;
    struct random random = random_seed(1);
    struct buf bytes = {0};
    struct err err = {0};
    struct scgi_reader reader;
    wrapped(STR(HEAD("4", "/x") "HTTP_HOST\0a\0"), STR("body"), &bytes);
    for (size_t len = 0; len < bytes.len; len++) {
        int code = read_pieces(&reader, str_make(bytes.ptr, len), 7, 100, &random, &err);
        assert_int_equal(code, ERR_INPUT);
        assert_non_null(strstr(err.message, "ended before"));
        scgi_free(&reader);
    }
    for (size_t step = 1; step <= bytes.len + 1; step++) {
        struct buf more = {0};
        buf_add(&more, buf_str(&bytes));
        buf_add_char(&more, 'x');
        assert_int_equal(read_pieces(&reader, buf_str(&more), step, 100, &random, &err), ERR_INPUT);
        assert_non_null(strstr(err.message, "more bytes"));
        scgi_free(&reader);
        buf_free(&more);
    }
    buf_free(&bytes);
}

static const struct {
    struct str headers; /* after them: "body" */
    int code;
    const char *message;
} refused[] = {
    /* lengths: one, first, in digits, no longer than need be, no longer than may be */
    {CASE("SCGI\0"
          "1\0CONTENT_LENGTH\0"
          "4\0REQUEST_METHOD\0GET\0REQUEST_URI\0/\0"),
     ERR_INPUT, "not first"},
    {CASE("SCGI\0"
          "1\0REQUEST_METHOD\0GET\0REQUEST_URI\0/\0"),
     ERR_INPUT, "not first"},
    {CASE(""), ERR_INPUT, "not first"},
    {CASE("CONTENT_LENGTH\0"), ERR_INPUT, "not first"},
    {CASE("content_length\0"
          "4\0"),
     ERR_INPUT, "not first"},
    {CASE(HEAD("4", "/") "CONTENT_LENGTH\0"
                         "4\0"),
     ERR_INPUT, "CONTENT_LENGTH is there twice"},
    {CASE(HEAD("4", "/") "CONTENT_LENGTH\0"
                         "0\0"),
     ERR_INPUT, "CONTENT_LENGTH is there twice"},
    {CASE(HEAD("", "/")), ERR_INPUT, "in digits"},
    {CASE(HEAD("+4", "/")), ERR_INPUT, "in digits"},
    {CASE(HEAD("-4", "/")), ERR_INPUT, "in digits"},
    {CASE(HEAD(" 4", "/")), ERR_INPUT, "in digits"},
    {CASE(HEAD("4 ", "/")), ERR_INPUT, "in digits"},
    {CASE(HEAD("4,4", "/")), ERR_INPUT, "in digits"},
    {CASE(HEAD("04", "/")), ERR_INPUT, "in digits"},
    {CASE(HEAD("0x4", "/")), ERR_INPUT, "in digits"},
    {CASE(HEAD("4e0", "/")), ERR_INPUT, "in digits"},
    {CASE(HEAD("\xd9\xa4", "/")), ERR_INPUT, "in digits"}, /* ٤, a digit elsewhere */
    {CASE(HEAD("9223372036854775808", "/")), ERR_INPUT, "in digits"},
    {CASE(HEAD("18446744073709551620", "/")), ERR_INPUT, "in digits"}, /* 4 in 64 bits */
    {CASE(HEAD("9223372036854775807", "/")), ERR_LIMIT, "the body is longer than 100 bytes"},
    {CASE(HEAD("101", "/")), ERR_LIMIT, "the body is longer than 100 bytes"},
    {CASE(HEAD("3", "/")), ERR_INPUT, "more bytes come"},
    {CASE(HEAD("5", "/")), ERR_INPUT, "ended before"},
    /* names: known, once */
    {CASE(HEAD("4", "/") "HTTP_TRANSFER_ENCODING\0chunked\0"), ERR_INPUT, "not passed on"},
    {CASE(HEAD("4", "/") "HTTP_CONTENT_LENGTH\0"
                         "4\0"),
     ERR_INPUT, "not passed on"},
    {CASE(HEAD("4", "/") "HTTP_PROXY\0http:/x\0"), ERR_INPUT, "not passed on"},
    {CASE(HEAD("4", "/") "HTTP_HOST \0a\0"), ERR_INPUT, "not passed on"},
    {CASE(HEAD("4", "/") " HTTP_HOST\0a\0"), ERR_INPUT, "not passed on"},
    {CASE(HEAD("4", "/") "http_host\0a\0"), ERR_INPUT, "not passed on"},
    {CASE(HEAD("4", "/") "\0a\0"), ERR_INPUT, "not passed on"},
    {CASE(HEAD("4", "/") "HTTP_HOST\0a\0HTTP_HOST\0a\0"), ERR_INPUT, "twice"},
    {CASE(HEAD("4", "/") "HTTP_HOST\0\0HTTP_HOST\0a\0"), ERR_INPUT, "twice"},
    {CASE(HEAD("4", "/") "SCGI\0"
                         "1\0"),
     ERR_INPUT, "twice"},
    {CASE(HEAD("4", "/") "REQUEST_METHOD\0POST\0"), ERR_INPUT, "twice"},
    {CASE(HEAD("4", "/") "REQUEST_URI\0/x\0"), ERR_INPUT, "twice"},
    {CASE(HEAD("4", "/") "HTTP_HOST\0a"), ERR_INPUT, "no end"},
    {CASE(HEAD("4", "/") "HTTP_HOST\0"), ERR_INPUT, "no end"},
    {CASE(HEAD("4", "/") "HTTP_HOST"), ERR_INPUT, "no end"},
    {CASE("CONTENT_LENGTH\0"
          "4\0REQUEST_METHOD\0GET\0REQUEST_URI\0/\0"),
     ERR_INPUT, "SCGI is not"},
    {CASE("CONTENT_LENGTH\0"
          "4\0SCGI\0"
          "2\0REQUEST_METHOD\0GET\0REQUEST_URI\0/\0"),
     ERR_INPUT, "SCGI is not"},
    {CASE("CONTENT_LENGTH\0"
          "4\0SCGI\0"
          "1\0REQUEST_URI\0/\0"),
     ERR_INPUT, "no method"},
    {CASE("CONTENT_LENGTH\0"
          "4\0SCGI\0"
          "1\0REQUEST_METHOD\0GE T\0REQUEST_URI\0/\0"),
     ERR_INPUT, "no method"},
    {CASE("CONTENT_LENGTH\0"
          "4\0SCGI\0"
          "1\0REQUEST_METHOD\0GET\0"),
     ERR_INPUT, "begin with a slash"},
    /* values: no line ends, folded or bare, and nothing else that is not seen */
    {CASE(HEAD("4", "/") "HTTP_HOST\0a\r\n b\0"), ERR_INPUT, "control character"},
    {CASE(HEAD("4", "/") "HTTP_HOST\0a\nX: y\0"), ERR_INPUT, "control character"},
    {CASE(HEAD("4", "/") "HTTP_HOST\0a\rb\0"), ERR_INPUT, "control character"},
    {CASE(HEAD("4", "/") "HTTP_COOKIE\0a\x7f\0"), ERR_INPUT, "control character"},
    {CASE(HEAD("4", "/") "HTTP_COOKIE\0a\0b\0"), ERR_INPUT, "no end"},
    /* addresses */
    {CASE(HEAD("4", "")), ERR_INPUT, "begin with a slash"},
    {CASE(HEAD("4", "*")), ERR_INPUT, "begin with a slash"},
    {CASE(HEAD("4", "http://a/b")), ERR_INPUT, "begin with a slash"},
    {CASE(HEAD("4", "?a")), ERR_INPUT, "begin with a slash"},
    {CASE(HEAD("4", "//a.example/")), ERR_INPUT, "two slashes"},
    {CASE(HEAD("4", "/a//b")), ERR_INPUT, "two slashes"},
    {CASE(HEAD("4", "/a%00b")), ERR_INPUT, "hides"},
    {CASE(HEAD("4", "/a%2fb")), ERR_INPUT, "hides"},
    {CASE(HEAD("4", "/a%2Fb")), ERR_INPUT, "hides"},
    {CASE(HEAD("4", "/a%5cb")), ERR_INPUT, "hides"},
    {CASE(HEAD("4", "/a\\b")), ERR_INPUT, "hides"},
    {CASE(HEAD("4", "/a%0d%0aX")), ERR_INPUT, "hides"},
    {CASE(HEAD("4", "/a%7f")), ERR_INPUT, "hides"},
    {CASE(HEAD("4", "/.")), ERR_INPUT, ". or .."},
    {CASE(HEAD("4", "/a/../b")), ERR_INPUT, ". or .."},
    {CASE(HEAD("4", "/a/%2e%2E/b")), ERR_INPUT, ". or .."},
    {CASE(HEAD("4", "/a/.%2e?x")), ERR_INPUT, ". or .."},
    {CASE(HEAD("4", "/a/%2e/")), ERR_INPUT, ". or .."},
    {CASE(HEAD("4", "/%")), ERR_INPUT, "percent"},
    {CASE(HEAD("4", "/%2")), ERR_INPUT, "percent"},
    {CASE(HEAD("4", "/%2/a")), ERR_INPUT, "percent"},
    {CASE(HEAD("4", "/%g0")), ERR_INPUT, "percent"},
    {CASE(HEAD("4", "/%u0041")), ERR_INPUT, "percent"},
    {CASE(HEAD("4", "/a b")), ERR_INPUT, "no address has"},
    {CASE(HEAD("4", "/a#b")), ERR_INPUT, "no address has"},
    {CASE(HEAD("4", "/\xc5\xb5")), ERR_INPUT, "no address has"},
    {CASE(HEAD("4", "/?\x01")), ERR_INPUT, "control character"},
};

static void test_refused(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct buf bytes = {0};
        wrapped(refused[i].headers, STR("body"), &bytes);
        for (size_t step = 0; step < 9; step++) {
            struct scgi_reader reader;
            struct err err = {0};
            int code = read_pieces(&reader, buf_str(&bytes), step, 100, &random, &err);
            if (code != refused[i].code || strstr(err.message, refused[i].message) == NULL) {
                fail_msg("case %zu by %zu\n  wanted: %d %s\n  got:    %d %s", i, step,
                         refused[i].code, refused[i].message, code, err.message);
            }
            scgi_free(&reader);
        }
        buf_free(&bytes);
    }
}

/* The netstring itself, as bytes. */
static void test_netstring(void **state)
{
    (void)state;
    static const struct {
        struct str bytes;
        int code;
        const char *message;
    } cases[] = {
        {CASE(":"), ERR_INPUT, "no length"},
        {CASE("a"), ERR_INPUT, "no length"},
        {CASE("-1:"), ERR_INPUT, "no length"},
        {CASE(" 1:"), ERR_INPUT, "no length"},
        {CASE("1 :"), ERR_INPUT, "no length"},
        {CASE("\0"), ERR_INPUT, "no length"},
        {CASE("GET / HTTP/1.1\r\n"), ERR_INPUT, "no length"},
        {CASE("01:"), ERR_INPUT, "begins with 0"},
        {CASE("00:"), ERR_INPUT, "begins with 0"},
        {CASE("0:,"), ERR_INPUT, "not first"},
        {CASE("0:x"), ERR_INPUT, "as long as it says"},
        {CASE("17:CONTENT_LENGTH\0"
              "0\0;"),
         ERR_INPUT, "as long as it says"},
        {CASE("16:CONTENT_LENGTH\0"
              "0\0,"),
         ERR_INPUT, "as long as it says"},
        {CASE("18:CONTENT_LENGTH\0"
              "0\0,"),
         ERR_INPUT, "ended before"},
        {CASE("17:CONTENT_LENGTH\0"
              "0\0,"),
         ERR_INPUT, "SCGI is not"},
        {CASE("1025"), ERR_LIMIT, "longer than 1024"},
        {CASE("99999999999999999999999"), ERR_LIMIT, "longer than 1024"},
        {CASE("4294967297:"), ERR_LIMIT, "longer than 1024"},
        {CASE("1024:"), ERR_INPUT, "ended before"},
    };
    struct random random = random_seed(1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t step = 1; step < 6; step++) {
            struct scgi_reader reader;
            struct err err = {0};
            int code = read_pieces(&reader, cases[i].bytes, step, 100, &random, &err);
            if (code != cases[i].code || strstr(err.message, cases[i].message) == NULL) {
                fail_msg("case %zu by %zu\n  wanted: %d %s\n  got:    %d %s", i, step,
                         cases[i].code, cases[i].message, code, err.message);
            }
            assert_true(reader.headers.capacity <= 4096); /* what is claimed reserves nothing */
            scgi_free(&reader);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_netstring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
