/* html_report_test.c - the page is well formed, escapes what it shows, and needs nothing but
 * itself. */
#include "html_report.h"

#include "report_test.h"

static const char *const lines[] = {
    "Forename|Surname|DOB|Address|Post|<b>Note</b>",
    "Ann<script>alert(1)</script>|Rees & Co|1980-02-03|1 High St|SA15 1AA|\"x' onload='y\"",
    "Anne|Rees|1980-02-03|1 High St|SA15 1AA|b",
    "Huw|Lloyd|1970-01-05|2 Low St|SA15 1AB|c",
};
static const enum role roles[] = {ROLE_GIVEN_NAME, ROLE_FAMILY_NAME, ROLE_BIRTH_DATE,
                                  ROLE_ADDRESS,    ROLE_POSTCODE,    ROLE_ATTRIBUTE};
static const struct fixture_source hostile[] = {{"<i>a</i>", LINES(lines), roles},
                                                {"b&b", LINES(lines), roles}};

static char *page_of(const struct fixture *f)
{
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    html_report_write(&f->report, &f->overview, stream);
    fclose(stream);
    return text;
}

static bool is_void(struct str name)
{
    static const char *const names[] = {"meta", "br"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq(name, str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* Every element that opens closes, in order. */
static void check_nesting(const char *page)
{
    struct str open[64];
    size_t depth = 0;
    const char *at = strchr(page, '<');
    while ((at = strchr(at, '<')) != NULL) {
        const char *end = strchr(at, '>');
        assert_non_null(end);
        bool closes = at[1] == '/';
        const char *name = at + 1 + closes;
        struct str tag = {name, strcspn(name, " >/\n")};
        at = end;
        if (name[0] == '!' || is_void(tag) || end[-1] == '/') {
            continue;
        }
        if (!closes) {
            assert_true(depth < 64);
            open[depth++] = tag;
        } else if (depth == 0 || !str_eq(open[--depth], tag)) {
            fail_msg("</%.*s> closes <%.*s>", PRI(tag), PRI(open[depth]));
        }
    }
    assert_int_equal(depth, 0);
}

static size_t times(const char *page, const char *what)
{
    size_t count = 0;
    for (const char *at = page; (at = strstr(at, what)) != NULL; at++) {
        count++;
    }
    return count;
}

static void test_hostile_values(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, hostile, 2);
    fixture_learn(&f);
    static struct scored_pair reviews[] = {
        {0, 1, 100, .52f}, {1, 4, -100, .48f}, {2, 3, -9000, .01f}};
    struct scored_pair *own = f.run->partition.reviews;
    f.run->partition.reviews = reviews;
    f.run->partition.review_count = 3;
    char *page = page_of(&f);
    check_nesting(page);
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "<b>Note"));
    assert_null(strstr(page, "<i>a"));
    assert_null(strstr(page, "onload='"));
    assert_non_null(strstr(page, "&lt;i&gt;a&lt;/i&gt;"));
    assert_non_null(strstr(page, "b&amp;b"));
    static const char *const outside[] = {
        "http:", "https:", "src=", "url(", "@import", "javascript:"};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        assert_null(strstr(page, outside[i]));
    }
    assert_int_equal(times(page, "<h1>"), 1);
    assert_int_equal(times(page, "<table"), times(page, "<caption"));
    assert_int_equal(times(page, "<h3>Pair "), 3);
    assert_int_equal(times(page, "<th>") + times(page, "<th "), times(page, " scope=\""));
    assert_non_null(strstr(page, "<html lang=\"en-GB\">"));
    free(page);
    f.run->partition.reviews = own;
    fixture_end(&f);
}

static void test_nothing_read(void **state)
{
    (void)state;
    static const struct fixture_source empty = {"a", lines, 1, roles};
    for (size_t sources = 0; sources < 2; sources++) {
        struct fixture f;
        fixture_begin(&f, &empty, sources);
        fixture_learn(&f);
        char *page = page_of(&f);
        check_nesting(page);
        assert_non_null(strstr(page, "there are 0 people."));
        assert_non_null(strstr(page, "can&#39;t be told"));
        assert_null(strstr(page, "nan"));
        free(page);
        fixture_end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hostile_values),
        cmocka_unit_test(test_nothing_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
