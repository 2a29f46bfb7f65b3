/* svg_waterfall_test.c - pictures that are well formed, say their values as text, and hold what
 * anybody could have put in a name. */
#include "svg_waterfall.h"

#include "format_test.h"

static const struct svg_waterfall_step steps[] = {
    {STR_INIT("to begin with"), {{0}}, 0, -3, STR_INIT("-3.0")},
    {STR_INIT("name"),
     {STR_INIT("<b>\"Sian\" & 'Siân'\x01\xff"), STR_INIT("same")},
     -3,
     8,
     STR_INIT("+11.0")},
    {STR_INIT("phone"), {{0}}, 8, 8, STR_INIT("0.0")},
};
static const struct svg_waterfall_mark marks[] = {{0, STR_INIT("0")}, {5.5, STR_INIT("line")}};

/* Tags open and close; what is data opens none. */
static void check_well_formed(struct str svg)
{
    int depth = 0;
    for (size_t i = 0; i < svg.len; i++) {
        assert_true((unsigned char)svg.ptr[i] >= 32 || svg.ptr[i] == '\n');
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
}

static void test_picture(void **state)
{
    (void)state;
    struct buf out = {0};
    for (size_t count = 0; count <= 3; count++) {
        struct svg_waterfall chart = {.language = "cy",
                                      .title = STR("Pam <y rhain>"),
                                      .description = STR("a & b"),
                                      .steps = steps,
                                      .step_count = count,
                                      .marks = marks,
                                      .mark_count = count % 3};
        out.len = 0;
        svg_waterfall_write(&chart, &out);
        struct str svg = buf_str(&out);
        check_well_formed(svg);
        assert_true(str_starts(svg, STR("<svg xmlns=\"http://www.w3.org/2000/svg\" lang=\"cy\"")));
        assert_true(
            str_find(svg, STR("<title id=\"waterfall-title\">Pam &lt;y rhain&gt;</title>")) > 0);
        assert_true(str_find(svg, STR("\">a &amp; b</desc>")) > 0);
        assert_int_equal(str_find(svg, STR(">+11.0</text>")) > 0, count > 1);
        assert_int_equal(str_find(svg, STR("url(#waterfall-hatch)")) > 0, count > 0);
        assert_int_equal(str_find(svg, STR("fill=\"#1d70b8\"")) > 0, count > 1);
        assert_true(str_find(svg, STR("nan")) < 0 && str_find(svg, STR("inf")) < 0);
        assert_true(str_find(svg, STR("<b>")) < 0);
        assert_true(str_find(svg, STR("style")) < 0);
    }
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_picture)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
