/* mustache_test.c - the public specification's cases, where they are there, and cases of our own:
 * what it leaves open, strictness, limits, messages. */
#include "mustache.h"

#include "format_test.h"
#include "html.h"
#include "random.h"
#include "test_seed.h"
#include "whole_file.h"

struct partial {
    const char *name, *text;
};

struct fixture {
    struct arena arena;
    struct mustache *set;
    struct json_node *model;
    struct buf out;
    struct err err;
};

static void begin(struct fixture *f, const char *model)
{
    *f = (struct fixture){.set = mustache_new()};
    if (json_tree_read(&f->arena, str_of(model), "model.json", &f->model, &f->err) != 0) {
        fail_msg("%s: %s", model, f->err.message);
    }
}

static void end(struct fixture *f)
{
    mustache_free(f->set);
    arena_free(&f->arena);
    buf_free(&f->out);
}

static int add(struct fixture *f, const char *name, const char *text)
{
    return mustache_add(f->set, str_of(name), str_of(text), name, &f->err);
}

static int render(struct fixture *f, enum mustache_mode mode)
{
    return mustache_render(f->set, STR("page"), f->model, mode, &f->out, &f->err);
}

/* all - add, link and render at once: the first code that is not 0. */
static int all(struct fixture *f, enum mustache_mode mode, const char *text,
               const struct partial *partials, size_t count)
{
    int code = add(f, "page", text);
    for (size_t i = 0; i < count && partials[i].name != NULL && code == 0; i++) {
        code = add(f, partials[i].name, partials[i].text);
    }
    code = code ? code : mustache_link(f->set, mode, &f->err);
    return code ? code : render(f, mode);
}

/* --- the specification --- */

static struct str text_of(const struct json_node *object, const char *key)
{
    const struct json_node *node = json_tree_get(object, str_of(key), json_tree_print(str_of(key)));
    return node != NULL && node->kind == JSON_NODE_TEXT ? node->text : STR("");
}

static void specified(const struct json_node *test, const char *module)
{
    struct fixture f = {.set = mustache_new()};
    const struct json_node *partials =
        json_tree_get(test, STR("partials"), json_tree_print(STR("partials")));
    struct str name = text_of(test, "name");
    const struct json_node *data = json_tree_get(test, STR("data"), json_tree_print(STR("data")));
    int code = mustache_add(f.set, STR("a page"), text_of(test, "template"), module, &f.err);
    for (const struct json_node *p = partials ? partials->first : NULL; p != NULL && code == 0;
         p = p->next) {
        code = mustache_add(f.set, p->key, p->text, module, &f.err);
    }
    code = code ? code : mustache_link(f.set, MUSTACHE_LENIENT, &f.err);
    code =
        code ? code : mustache_render(f.set, STR("a page"), data, MUSTACHE_LENIENT, &f.out, &f.err);
    if (code != 0) {
        fail_msg("%s, %.*s: %s", module, PRI(name), f.err.message);
    }
    if (!str_eq(buf_str(&f.out), text_of(test, "expected"))) {
        fail_msg("%s, %.*s\n  wanted: %.*s\n  got:    %.*s", module, PRI(name),
                 PRI(text_of(test, "expected")), PRI(buf_str(&f.out)));
    }
    end(&f);
}

static void test_specification(void **state)
{
    (void)state;
    static const char *const modules[] = {"comments",       "delimiters",  "interpolation",
                                          "inverted",       "partials",    "sections",
                                          "~dynamic-names", "~inheritance"};
    const char *shared = getenv("CANTREF_SHARED");
    size_t count = 0;
    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
        struct arena arena = {0};
        struct buf text = {0};
        struct err err = {0};
        struct json_node *root;
        struct str path = arena_printf(&arena, "%s/suites/mustache/%s.json",
                                       shared ? shared : "../shared", modules[i]);
        if (file_read_whole(path.ptr, "the cases", 1 << 20, &text, &err) != 0) {
            printf("# skipped: the Mustache specification's cases are not there: %s\n", path.ptr);
            buf_free(&text);
            arena_free(&arena);
            skip();
        }
        assert_int_equal(json_tree_read(&arena, buf_str(&text), path.ptr, &root, &err), 0);
        const struct json_node *tests =
            json_tree_get(root, STR("tests"), json_tree_print(STR("tests")));
        assert_non_null(tests);
        for (const struct json_node *test = tests->first; test != NULL; test = test->next) {
            specified(test, modules[i]);
            count++;
        }
        buf_free(&text);
        arena_free(&arena);
    }
    printf("# %zu cases of the Mustache specification\n", count);
    assert_true(count > 100);
}

/* --- our own --- */

static const struct {
    const char *model, *text;
    struct partial partials[3];
    const char *wanted;
} rendered[] = {
    /* what is so, and what is not */
    {"{\"a\": 0}", "{{#a}}{{.}} is said{{/a}}{{^a}}no{{/a}}", {{0}}, "0 is said"},
    {"{\"a\": \"\"}", "{{#a}}yes{{/a}}{{^a}}no{{/a}}", {{0}}, "no"},
    {"{\"a\": {}}", "{{#a}}yes{{/a}}", {{0}}, "yes"},
    {"{\"a\": [null, false, \"\"]}", "{{#a}}({{.}}){{/a}}", {{0}}, "()(false)()"},
    {"{\"a\": [[1, 2], [3]]}", "{{#a}}[{{#.}}{{.}},{{/.}}]{{/a}}", {{0}}, "[1,2,][3,]"},
    /* the nearest of a name counts, null too */
    {"{\"n\": 1, \"a\": {\"n\": null}}", "{{#a}}({{n}}){{/a}}", {{0}}, "()"},
    {"{\"a\": {\"b\": true}, \"c\": 2}", "{{#a.b}}{{c}}{{/a.b}}", {{0}}, "2"},
    /* escaped by default, in text and attributes; what is no text never breaks out */
    {"{\"a\": \"<b> & 'c' \\\"d\\\" \\u0000\"}",
     "{{a}}",
     {{0}},
     "&lt;b&gt; &amp; &#39;c&#39; &quot;d&quot; \xef\xbf\xbd"},
    {"{\"html\": \"<b>\"}", "{{{html}}}{{& html }}", {{0}}, "<b><b>"},
    {"{\"a\": \"{{b}}\", \"b\": 1}", "{{a}}", {{0}}, "{{b}}"},
    {"{\"enw\": \"Siân Ŵyn\"}", "Ŵ {{enw}}\n", {{0}}, "Ŵ Siân Ŵyn\n"},
    /* tags over lines, spaces around what they hold, delimiters */
    {"{\"a\": 1}", "{{\n a\n}}{{ #a }}!{{ /a }}", {{0}}, "1!"},
    {"{\"a\": 1}", "x\n  {{! one\n  two }}\ny", {{0}}, "x\ny"},
    {"{\"a\": 1}", "{{=| |=}}|a||={{ }}=|{{a}} |a|", {{0}}, "11 |a|"},
    {"{\"html\": 1}", "{{=<% %>=}}<%{html}%><%& html%>", {{0}}, "11"},
    {"{}", "{ } }} {x}\n", {{0}}, "{ } }} {x}\n"},
    {"{}", "", {{0}}, ""},
    /* indentation goes before lines of a template, never into values */
    {"{\"v\": \"1\\n2\"}", "a\n  {{>b}}\nz\n", {{"b", "{{v}}\nc\n"}}, "a\n  1\n2\n  c\nz\n"},
    {"{\"v\": [1, 2]}",
     " {{>b}}\n",
     {{"b", "{{#v}}\n-{{.}}\n{{/v}}\n{{>c}}\n"}, {"c", "x\ny"}},
     " -1\n -2\n x\n y"},
    {"{}", "  {{>b}}\n", {{"b", "1{{>c}}2\n"}, {"c", "x\ny"}}, "  1x\ny2\n"},
    {"{}", "  {{>b}}\n", {{"b", "1\n  {{>c}}\n2\n"}, {"c", "x\ny\n"}}, "  1\n    x\n    y\n  2\n"},
    /* templates that others build on */
    {"{\"t\": \"T\"}",
     "{{<base}}{{$title}}{{t}}!{{/title}}{{/base}}",
     {{"base", "<title>{{$title}}none{{/title}}</title>{{$main}}-{{/main}}"}},
     "<title>T!</title>-"},
    {"{}", /* an empty block is indented as its opening tag is, wherever its end stands */
     "{{<b}}{{$x}}\n1\n2\n{{/x}}{{/b}}",
     {{"b", "  {{$x}}\n{{/x}}\nz"}},
     "  1\n  2\nz"},
    {"{\"kind\": \"b\"}", "{{<*kind}}{{$x}}1{{/x}}{{/*kind}}", {{"b", "({{$x}}0{{/x}})"}}, "(1)"},
    {"{}",
     "{{<a}}{{/a}}",
     {{"a", "{{<b}}{{$x}}{{$y}}2{{/y}}{{/x}}{{/b}}"}, {"b", "{{$x}}0{{/x}}{{$y}}1{{/y}}"}},
     "21"},
};

static void test_rendered(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rendered / sizeof rendered[0]; i++) {
        for (enum mustache_mode mode = MUSTACHE_STRICT; mode <= MUSTACHE_LENIENT; mode++) {
            struct fixture f;
            begin(&f, rendered[i].model);
            if (all(&f, mode, rendered[i].text, rendered[i].partials, 3) != 0) {
                fail_msg("%s: %s:%zu:%zu: %s", rendered[i].text, f.err.file, f.err.line,
                         f.err.column, f.err.message);
            }
            assert_text(rendered[i].text, buf_str(&f.out), str_of(rendered[i].wanted));
            end(&f);
        }
    }
}

/* What is refused, where, in which words. */
static const struct {
    const char *model, *text;
    struct partial partials[2];
    int code;
    const char *place, *message;
} refused[] = {
    {"{}", "a\nb {{x", {{0}}, ERR_INPUT, "page:2:3", "this tag has no end"},
    {"{}", "{{{html}}", {{0}}, ERR_INPUT, "page:1:1", "this tag has no end"},
    {"{}", "{{}}", {{0}}, ERR_INPUT, "page:1:1", "no name"},
    {"{}", " {{# }}", {{0}}, ERR_INPUT, "page:1:2", "no name"},
    {"{}", "{{a b}}", {{0}}, ERR_INPUT, "page:1:1", "no spaces"},
    {"{}", "{{a..b}}", {{0}}, ERR_INPUT, "page:1:1", "before or after a point"},
    {"{}", "{{.a}}", {{0}}, ERR_INPUT, "page:1:1", "before or after a point"},
    {"{}", "{{a.}}", {{0}}, ERR_INPUT, "page:1:1", "before or after a point"},
    {"{}", "{{a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q}}", {{0}}, ERR_LIMIT, "page:1:1", "parts"},
    {"{}", "\n{{#a}}\n", {{0}}, ERR_INPUT, "page:2:1", "no end"},
    {"{}", "{{/a}}", {{0}}, ERR_INPUT, "page:1:1", "has not begun"},
    {"{}", "{{#a}}\n\n {{/b}}", {{0}}, ERR_INPUT, "page:3:2", "on line 1"},
    {"{}", "{{#a}}{{#b}}{{/a}}{{/b}}", {{0}}, ERR_INPUT, "page:1:13", "something else"},
    {"{}", "{{<b}}{{/*b}}", {{"b", ""}}, ERR_INPUT, "page:1:7", "something else"},
    {"{}", "{{<b}}{{x}}{{/b}}", {{"b", ""}}, ERR_INPUT, "page:1:7", "only blocks"},
    {"{}", "{{=a=}}", {{0}}, ERR_INPUT, "page:1:1", "delimiters are two"},
    {"{}", "{{=a b c=}}", {{0}}, ERR_INPUT, "page:1:1", "delimiters are two"},
    {"{}", "{{= = == =}}", {{0}}, ERR_INPUT, "page:1:1", "delimiters are two"},
    {"{}", "{{=<<<<<<<<<<<<<<<<< >=}}", {{0}}, ERR_INPUT, "page:1:1", "delimiters are two"},
    {"{}", "ab\n\xff", {{0}}, ERR_INPUT, "page:2:1", "UTF-8"},
    {"{}", "{{>b}}", {{0}}, ERR_NOTFOUND, "page:1:1", "there is no template \"b\""},
    {"{}", "\n {{<b}}{{/b}}", {{0}}, ERR_NOTFOUND, "page:2:2", "there is no template \"b\""},
    {"{}",
     "{{<b}}{{$titel}}{{/titel}}{{/b}}",
     {{"b", "{{$title}}{{/title}}"}},
     ERR_NOTFOUND,
     "page:1:7",
     "no block \"titel\""},
    {"{\"a\": 1}", "{{{a}}}", {{0}}, ERR_INPUT, "page:1:1", "\"a\" would stand here as HTML"},
    {"{\"a\": 1}", "{{#a}}{{&.}}{{/a}}", {{0}}, ERR_INPUT, "page:1:7", "as HTML"},
    {"{\"name\": 1}", "x\n  {{nmae}}", {{0}}, ERR_NOTFOUND, "page:2:3", "called \"nmae\" here"},
    {"{\"name\": 1}", "{{#nmae}}{{/nmae}}", {{0}}, ERR_NOTFOUND, "page:1:1", "\"nmae\""},
    {"{\"name\": 1}", "{{^nmae}}{{/nmae}}", {{0}}, ERR_NOTFOUND, "page:1:1", "\"nmae\""},
    {"{\"a\": {\"b\": 1}}", "{{a.c}}", {{0}}, ERR_NOTFOUND, "page:1:1", "\"a.c\""},
    {"{\"a\": {\"b\": 1}, \"c\": 1}", "{{a.b.c}}", {{0}}, ERR_NOTFOUND, "page:1:1", "\"a.b.c\""},
    {"{\"a\": null}", "{{a.b}}", {{0}}, ERR_NOTFOUND, "page:1:1", "\"a.b\""},
    {"{\"r\": [{\"x\": 1}, {}]}", "{{#r}}{{x}}{{/r}}", {{0}}, ERR_NOTFOUND, "page:1:7", "\"x\""},
    {"{}", "{{>b}}", {{"b", "\n{{x}}"}}, ERR_NOTFOUND, "b:2:1", "\"x\""},
    {"{\"k\": \"c\"}",
     "{{>*k}}",
     {{"b", ""}},
     ERR_NOTFOUND,
     "page:1:1",
     "the name that is in \"k\""},
    {"{\"k\": 1}", "{{>*k}}", {{"b", ""}}, ERR_NOTFOUND, "page:1:1", "the name that is in \"k\""},
    {"{\"a\": []}", "{{a}}", {{0}}, ERR_INPUT, "page:1:1", "\"a\" is a list or an object"},
    {"{\"a\": {}}", "{{a}}", {{0}}, ERR_INPUT, "page:1:1", "\"a\" is a list or an object"},
    {"{}", "{{>page}}", {{0}}, ERR_LIMIT, "page:1:1", "nested too deep"},
    {"{}", "x{{>b}}", {{"b", "{{>page}}"}}, ERR_LIMIT, NULL, "nested too deep"},
    {"{}",
     "{{<b}}{{$x}}{{$x}}{{/x}}{{/x}}{{/b}}",
     {{"b", "{{$x}}{{/x}}"}},
     ERR_LIMIT,
     NULL,
     "nested too deep"},
};

/* The output stays as it was. */
static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct fixture f;
        begin(&f, refused[i].model);
        buf_add(&f.out, STR("kept"));
        int code = all(&f, MUSTACHE_STRICT, refused[i].text, refused[i].partials, 2);
        char place[sizeof f.err.file + 64];
        snprintf(place, sizeof place, "%s:%zu:%zu", f.err.file, f.err.line, f.err.column);
        if (code != refused[i].code || strstr(f.err.message, refused[i].message) == NULL ||
            (refused[i].place != NULL && strcmp(place, refused[i].place) != 0)) {
            fail_msg("%s\n  wanted: %d %s: %s\n  got:    %d %s: %s", refused[i].text,
                     refused[i].code, refused[i].place ? refused[i].place : "", refused[i].message,
                     code, place, code ? f.err.message : "no error");
        }
        assert_text(refused[i].text, buf_str(&f.out), STR("kept"));
        end(&f);
    }
}

static void test_set(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f, "{}");
    assert_int_equal(add(&f, "page", "1"), 0);
    assert_int_equal(add(&f, "page", "2"), ERR_CONFLICT);
    assert_int_equal(add(&f, "bad", "{{#x}}"), ERR_INPUT);
    assert_int_equal(add(&f, "bad", "good now"), 0);
    assert_int_equal(mustache_link(f.set, MUSTACHE_STRICT, &f.err), 0);
    assert_int_equal(render(&f, MUSTACHE_STRICT), 0);
    assert_text("the first of the name", buf_str(&f.out), STR("1"));
    assert_int_equal(mustache_render(f.set, STR("none"), f.model, MUSTACHE_LENIENT, &f.out, &f.err),
                     ERR_NOTFOUND);
    end(&f);
}

/* Templates that would write or run for ever, and those that are too large, end with an error. */
static void test_limits(void **state)
{
    (void)state;
    struct fixture f;
    struct buf text = {0};
    begin(&f, "{\"a\": \"0123456789\", \"l\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}");
    f.out.max = 25;
    assert_int_equal(all(&f, MUSTACHE_STRICT, "{{a}}{{a}}{{a}}", NULL, 0), ERR_LIMIT);
    assert_int_equal(f.out.len, 0);
    assert_int_equal(f.out.max, 25);
    end(&f);

    begin(&f, "{}"); /* each names the next one twice: 2^40 times nothing */
    for (int i = 0; i < 40; i++) {
        char name[16], twice[32];
        snprintf(name, sizeof name, "t%d", i);
        snprintf(twice, sizeof twice, "{{>t%d}}{{>t%d}}", i + 1, i + 1);
        assert_int_equal(add(&f, name, twice), 0);
    }
    assert_int_equal(add(&f, "t40", ""), 0);
    assert_int_equal(all(&f, MUSTACHE_STRICT, "{{>t0}}", NULL, 0), ERR_LIMIT);
    assert_non_null(strstr(f.err.message, "too long"));
    end(&f);
    begin(&f, "{\"l\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}");
    for (int i = 0; i < 20; i++) {
        buf_add(&text, STR("{{#l}}"));
    }
    for (int i = 0; i < 20; i++) {
        buf_add(&text, STR("{{/l}}"));
    }
    buf_add_char(&text, '\0');
    assert_int_equal(all(&f, MUSTACHE_STRICT, text.ptr, NULL, 0), ERR_LIMIT);
    assert_non_null(strstr(f.err.message, "too long"));
    end(&f);

    begin(&f, "{\"t\": true}");
    text.len = 0;
    for (int i = 0; i <= MUSTACHE_DEPTH_MAX; i++) {
        buf_add(&text, STR("{{#t}}"));
    }
    buf_add_char(&text, '\0');
    assert_int_equal(add(&f, "page", text.ptr), ERR_LIMIT);
    text.len = 0;
    for (int i = 0; i < MUSTACHE_BYTES_MAX; i++) {
        buf_add_char(&text, 'x');
    }
    assert_int_equal(mustache_add(f.set, STR("long"), buf_str(&text), "long", &f.err), 0);
    buf_add_char(&text, 'x');
    assert_int_equal(mustache_add(f.set, STR("longer"), buf_str(&text), "longer", &f.err),
                     ERR_LIMIT);
    end(&f);
    buf_free(&text);
}

/* Whatever a value is, its page read back as HTML holds it and nothing else: escaped exactly as
 * html_escape does, and no tag of it is ever carried out. */
static void test_values_random(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    static const char *const pieces[] = {"{{", "}}", "{{{", "#x",        "/x",       "<",
                                         ">",  "&",  "\"",  "'",         "ŵ",        "\xff",
                                         "\n", " ",  "a",   "{{>page}}", "{{=a b=}}"};
    for (int i = 0; i < 2000; i++) {
        struct fixture f = {.set = mustache_new()};
        struct buf value = {0}, wanted = {0};
        for (uint64_t n = random_below(&random, 12); n > 0; n--) {
            buf_add(&value, str_of(pieces[random_below(&random, sizeof pieces / sizeof *pieces)]));
        }
        f.model = json_tree_object(&f.arena);
        json_tree_put_text(&f.arena, f.model, STR("v"), buf_str(&value));
        buf_add(&wanted, STR("<p title=\""));
        html_escape(&wanted, buf_str(&value));
        buf_add(&wanted, STR("\">"));
        assert_int_equal(all(&f, MUSTACHE_STRICT, "<p title=\"{{v}}\">", NULL, 0), 0);
        assert_text("value", buf_str(&f.out), buf_str(&wanted));
        buf_free(&value);
        buf_free(&wanted);
        end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_specification), cmocka_unit_test(test_rendered),
        cmocka_unit_test(test_refused),       cmocka_unit_test(test_set),
        cmocka_unit_test(test_limits),        cmocka_unit_test(test_values_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
