/* svg_charts_test.c - bars, curves, histogram and UpSet: well formed whatever they are given, and
 * as high as their figures are. */
#include "svg_bars.h"
#include "svg_curves.h"
#include "svg_histogram.h"
#include "svg_upset.h"

#include "format_test.h"

#include <math.h>

static const struct svg_frame frame = {7, STR_INIT("a <title> & more"),
                                       STR_INIT("what \"it\" shows")};

/* Tags open and close, data opens none, and no figure is missing. */
static void check_picture(struct str svg)
{
    int depth = 0;
    for (size_t i = 0; i < svg.len; i++) {
        if (svg.ptr[i] == '<') {
            ptrdiff_t end = str_find(str_slice(svg, i, svg.len), STR(">"));
            assert_true(end > 0);
            bool closes = svg.ptr[i + 1] == '/';
            bool alone = svg.ptr[i + (size_t)end - 1] == '/';
            depth += closes ? -1 : alone ? 0 : 1;
            assert_true(depth >= 0);
        }
    }
    assert_int_equal(depth, 0);
    assert_true(str_find(svg, STR("nan")) < 0 && str_find(svg, STR("inf")) < 0);
    assert_true(str_find(svg, STR("<b>")) < 0);
    assert_true(str_find(svg, STR("=\"-")) <
                0); /* nothing stands outside, or has less than no size */
    assert_true(
        str_starts(svg, STR("<svg class=\"chart\" role=\"img\" aria-labelledby=\"c7t c7d\"")));
    assert_true(str_find(svg, STR("<title id=\"c7t\">a &lt;title&gt; &amp; more</title>")) > 0);
    assert_true(str_find(svg, STR("<desc id=\"c7d\">what &quot;it&quot; shows</desc>")) > 0);
}

/* The value of an attribute of the nth element that begins with those bytes. */
static double attribute(struct str svg, const char *element, int nth, const char *name)
{
    for (int i = 0; i <= nth; i++) {
        ptrdiff_t at = str_find(svg, str_of(element));
        assert_true(at >= 0);
        svg = str_slice(svg, (size_t)at + (i < nth), svg.len);
    }
    ptrdiff_t at = str_find(svg, str_of(name));
    assert_true(at >= 0 && at < str_find(svg, STR(">")));
    return strtod(svg.ptr + at + strlen(name), NULL);
}

static size_t times(struct str svg, const char *what)
{
    size_t count = 0;
    for (ptrdiff_t at; (at = str_find(svg, str_of(what))) >= 0; count++) {
        svg = str_slice(svg, (size_t)at + 1, svg.len);
    }
    return count;
}

static void test_bars(void **state)
{
    (void)state;
    static const struct svg_bar bars[] = {
        {STR_INIT("<b>one"), {10, NAN}, {STR_INIT("10"), STR_INIT("–")}},
        {STR_INIT("two"), {20, 5}, {STR_INIT("20"), STR_INIT("5")}},
        {STR_INIT("none"), {0, 0}, {STR_INIT("0"), STR_INIT("0")}}};
    struct buf out = {0};
    for (size_t count = 0; count <= 3; count++) {
        out.len = 0;
        struct svg_bars chart = {frame, bars,
                                 count, {STR("a"), count > 1 ? STR("b") : STR("")},
                                 0,     count == 2 ? 120 : 0};
        svg_bars_write(&chart, &out);
        check_picture(buf_str(&out));
    }
    struct str svg = buf_str(&out);
    const char *full = "<rect class=\"a\"";
    double one = attribute(svg, full, 1, "width=\""); /* the first is in the key */
    assert_true(fabs(attribute(svg, full, 2, "width=\"") - 2 * one) < .2);
    assert_true(fabs(attribute(svg, "<rect class=\"b\"", 1, "width=\"") - one / 2) < .2);
    assert_int_equal(times(svg, full), 3);
    buf_free(&out);
}

static void test_curves(void **state)
{
    (void)state;
    static const struct svg_curve_point points[] = {
        {-4, {.9, .99}}, {-3.5, {NAN, .98}}, {-3, {.95, NAN}}, {4, {1, .5}}, {4, {1, .4}}};
    struct buf out = {0};
    for (size_t count = 0; count <= 5; count++) {
        for (int marked = 0; marked < 2; marked++) {
            out.len = 0;
            struct svg_curves chart = {
                frame,    points,           count,          {STR("a"), STR("b")},
                STR("x"), marked ? 2 : NAN, STR("<b>today")};
            svg_curves_write(&chart, &out);
            check_picture(buf_str(&out));
            assert_int_equal(times(buf_str(&out), "today"), marked);
        }
    }
    struct str svg = buf_str(&out);
    assert_int_equal(times(svg, "<circle"), 4);
    double first = attribute(svg, "<circle", 0, "cy=\"");
    assert_true(attribute(svg, "<circle", 1, "cy=\"") < first); /* surer is higher */
    assert_true(attribute(svg, "<circle", 1, "cx=\"") > attribute(svg, "<circle", 0, "cx=\""));
    static const struct svg_curve_point none[] = {{0, {NAN, NAN}}, {0, {NAN, NAN}}};
    out.len = 0;
    struct svg_curves chart = {frame, none, 2, {STR("a"), STR("")}, STR("x"), NAN, STR("")};
    svg_curves_write(&chart, &out);
    check_picture(buf_str(&out));
    buf_free(&out);
}

static void test_histogram(void **state)
{
    (void)state;
    static const uint64_t all[] = {0, 999999, 99, 9, 9};
    static const uint64_t part[] = {0, 0, 9, 9, 0};
    struct buf out = {0};
    for (size_t count = 1; count <= 5; count++) {
        out.len = 0;
        struct svg_histogram chart = {frame,
                                      -2,
                                      1,
                                      all,
                                      part,
                                      count,
                                      {STR("a"), STR("b")},
                                      {STR("no"), STR("<b>ask"), STR("yes")},
                                      {-1, 9},
                                      0,
                                      STR("the cut"),
                                      STR("bits")};
        svg_histogram_write(&chart, &out);
        check_picture(buf_str(&out));
    }
    struct str svg = buf_str(&out);
    assert_int_equal(times(svg, "<rect class=\"b\""), 5); /* with the key */
    assert_int_equal(times(svg, "<rect class=\"a\""), 3);
    /* log10(10) of log10(1,000,000) */
    assert_true(fabs(attribute(svg, "<rect class=\"b\"", 1, "height=\"") -
                     6 * attribute(svg, "<rect class=\"a\"", 1, "height=\"")) < .5);
    assert_int_equal(times(svg, ">1,000</text>"), 1);
    buf_free(&out);
}

static void test_upset(void **state)
{
    (void)state;
    static const struct svg_upset_set sets[] = {{STR_INIT("<b>tax"), 30, STR_INIT("30")},
                                                {STR_INIT("roll"), 15, STR_INIT("15")},
                                                {STR_INIT("none"), 0, STR_INIT("0")}};
    static const struct svg_upset_column columns[] = {{3, 10, STR_INIT("10")},
                                                      {1, 20, STR_INIT("20")},
                                                      {2, 5, STR_INIT("5")},
                                                      {7, 0, STR_INIT("0")}};
    struct buf out = {0};
    for (size_t count = 0; count <= 4; count++) {
        out.len = 0;
        struct svg_upset chart = {frame, sets, count < 3 ? count : 3, columns, count};
        svg_upset_write(&chart, &out);
        check_picture(buf_str(&out));
    }
    struct str svg = buf_str(&out);
    assert_int_equal(times(svg, "<circle class=\"a\""), 2 + 1 + 1 + 3);
    assert_int_equal(times(svg, "<circle class=\"o\""), 1 + 2 + 2);
    assert_int_equal(times(svg, "class=\"j\""), 2); /* columns of more sets than one */
    assert_int_equal(times(svg, "<rect class=\"a\""), 2 + 3);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bars),
        cmocka_unit_test(test_curves),
        cmocka_unit_test(test_histogram),
        cmocka_unit_test(test_upset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
