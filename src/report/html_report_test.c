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

/* Sections in their order, each with its line in the contents; each chart named and described, in
 * a region that the keyboard reaches. */
static void check_structure(const char *page)
{
    const char *at = strstr(page, "<nav");
    const char *end = strstr(page, "</nav>");
    const char *heading = end;
    size_t sections = 0;
    assert_true(at != NULL && end > at);
    while ((at = strstr(at, "href=\"#")) != NULL && at < end) {
        char wanted[80];
        int len = (int)strcspn(at + 7, "\"");
        snprintf(wanted, sizeof wanted, "<h2 id=\"%.*s\">", len, at + 7);
        heading = strstr(heading, wanted);
        assert_non_null(heading);
        sections++;
        at++;
    }
    assert_int_equal(times(page, "<h2"), sections + 1); /* the contents have one, too */
    assert_int_equal(times(page, "<figure>"), times(page, "class=\"chart\""));
    assert_int_equal(times(page, "<figure>"), times(page, "<desc id=\"c"));
    assert_int_equal(times(page, "role=\"region\""), times(page, "role=\"region\" tabindex=\"0\""));
    assert_int_equal(times(page, "<details>"), times(page, "<summary>"));
    assert_null(strstr(page, "nan<"));
    assert_null(strstr(page, "nan%"));
}

static void test_every_section(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, hostile, 2);
    fixture_learn(&f);
    struct trade *trade = &f.run->linkings[MENTION_PERSON].trade;
    f.run->zones[MENTION_PERSON] =
        (struct zones){.pairs = {5, 0, 3},
                       .linked_pairs = {0, 0, 3},
                       .example_count = {1, 0, 1},
                       .examples = {{{1, 0, 2, -9000, false}}, {{0}}, {{1, 0, 1, 9000, true}}}};
    f.run->zones[MENTION_PERSON].all[ZONE_WEIGHT + 8] = 3;
    f.run->zones[MENTION_PERSON].linked[ZONE_WEIGHT + 8] = 3;
    f.run->zones[MENTION_PERSON].all[ZONE_WEIGHT - 9] = 5;
    for (size_t points = 0; points <= TRADE_MAX; points += TRADE_MAX / 2) {
        f.run->precision = .95;
        f.run->recall = points == 0 ? 1 : .8;
        f.run->wanted_precision = points == 0 ? 0 : .999;
        trade->count = points;
        for (size_t i = 0; i < points; i++) {
            trade->points[i].cut = (int32_t)i * WEIGHT_ONE / 2 - 4 * WEIGHT_ONE;
            trade->points[i].precision = i % 5 == 0 ? NAN : .9 + (double)i / 400;
            trade->points[i].recall = i % 7 == 0 ? NAN : .9 - (double)i / 100;
        }
        char *page = page_of(&f);
        check_nesting(page);
        check_structure(page);
        assert_int_equal(strstr(page, "No other line was tried") != NULL, points == 0);
        assert_int_equal(strstr(page, "at least 99.9% right") != NULL, points > 0);
        assert_int_equal(strstr(page, "About 1 link in 20 is wrong and about 1 in 5 was missed") !=
                             NULL,
                         points > 0);
        assert_non_null(strstr(page, "Two people taken for one?"));
        assert_non_null(strstr(page, "Pairs by zone"));
        assert_non_null(strstr(page, "one and the same (the pair by itself: more than 99 in 100)"));
        assert_non_null(strstr(page, "kept apart (the pair by itself: less than 1 in 100)"));
        free(page);
    }
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
        check_structure(page);
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
        cmocka_unit_test(test_every_section),
        cmocka_unit_test(test_nothing_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
