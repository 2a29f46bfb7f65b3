/* page_component_test.c - parts of pages: what was typed and what is wrong with it come back; what
 * a template asks for is there, in both languages; and each page of an error can be shown. That
 * their HTML is the design system's is tests/web/components.mjs's. */
#include "page_component.h"

#include "page_layout.h"
#include "page_templates.h"
#include "web.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const colours[] = {"red", "blue", NULL};
static const struct form_field fields[] = {
    {.name = "name", .kind = FORM_TEXT, .is_required = true, .missing = "Choose an answer"},
    {.name = "more", .kind = FORM_LONG_TEXT},
    {.name = "born", .kind = FORM_DATE},
    {.name = "colour", .kind = FORM_CHOICE, .choices = colours},
    {.name = "colours", .kind = FORM_CHOICES, .choices = colours},
};
static const struct component_choice choices[] = {{"red", "Red & hot", "As fire"},
                                                  {"blue", "Blue", NULL}};

struct bench {
    struct web web;
    struct request request;
};

static const char *in_page(void *context, const char *english)
{
    return translate(context, english);
}

static int set_up(void **state)
{
    struct bench *bench = mem_must_array(1, sizeof *bench);
    struct err err = {0};
    struct web *web = &bench->web;
    assert_int_equal(0, page_catalogue_load(&web->welsh, &err));
    assert_int_equal(0, page_templates_load(NULL, &web->templates[ACCESS_ENGLISH], &err));
    assert_int_equal(0, page_templates_load(web->welsh, &web->templates[ACCESS_WELSH], &err));
    web->council = STR("A & B Council");
    web->council_welsh = STR("Cyngor A a B");
    web->is_example = true;
    bench->request = (struct request){
        .web = web, .method = STR("GET"), .path = STR("/x"), .query = STR("a=1&b=2")};
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    arena_free(&bench->request.arena);
    mustache_free(bench->web.templates[ACCESS_ENGLISH]);
    mustache_free(bench->web.templates[ACCESS_WELSH]);
    catalogue_free(bench->web.welsh);
    mem_free(bench);
    return 0;
}

static void sent(struct bench *bench, const char *body)
{
    struct err err = {0};
    assert_int_equal(0, form_read(&bench->request.arena, str_of(body), fields,
                                  sizeof fields / sizeof fields[0], in_page, &bench->request,
                                  &bench->request.form, &err));
}

/* shown - a part's HTML, in the language of the request; in the request's arena. */
static const char *shown(struct bench *bench, const char *template_name,
                         const struct json_node *model)
{
    struct request *r = &bench->request;
    struct buf out = {0};
    struct err err = {0};
    if (mustache_render(bench->web.templates[r->language], str_of(template_name), model,
                        MUSTACHE_STRICT, &out, &err) != 0) {
        fail_msg("%s:%zu: %s", err.file, err.line, err.message);
    }
    const char *text = arena_str(&r->arena, buf_str(&out)).ptr;
    buf_free(&out);
    return text;
}

static const char *shown_field(struct bench *bench, struct json_node *field)
{
    const struct json_node *name =
        json_tree_get(field, STR("component"), json_tree_print(STR("component")));
    return shown(bench, arena_str(&bench->request.arena, name->text).ptr, field);
}

static void has(const char *html, const char *part)
{
    if (strstr(html, part) == NULL) {
        fail_msg("no %s in\n%s", part, html);
    }
}

static void has_not(const char *html, const char *part)
{
    if (strstr(html, part) != NULL) {
        fail_msg("%s in\n%s", part, html);
    }
}

static void what_was_typed_comes_back_with_what_is_wrong(void **state)
{
    struct bench *bench = *state;
    struct request *r = &bench->request;
    sent(bench,
         "name=&more=%0A%3Ca%3E&born-day=30&born-month=2&born-year=2026&colour=blue&"
         "colours=red&colours=blue");
    const char *html = shown_field(bench, component_input(r, "name", "Your name", "In full", "A"));
    has_not(html, "value=");
    has(html, "aria-describedby=\"name-hint name-error\"");
    has(html, "govuk-input--error");
    has(html, "</span> Choose an answer</p>");
    html = shown_field(bench, component_textarea(r, "more", "More", NULL, "nothing"));
    has(html, "&lt;a&gt;</textarea>");
    has_not(html, "error");
    html = shown_field(bench, component_date(r, "born", "Born", "As 27 3 2026", 0));
    has(html, "name=\"born-day\" type=\"text\" value=\"30\"");
    has(html, "name=\"born-year\" type=\"text\" value=\"2026\"");
    has(html, "govuk-input--width-4 govuk-input--error");
    html = shown_field(bench, component_radios(r, "colour", "Colour", NULL, choices, 2, "red"));
    has(html, "id=\"colour-2\" name=\"colour\" type=\"radio\" value=\"blue\" checked");
    has_not(html, "value=\"red\" checked");
    html = shown_field(bench, component_checkboxes(r, "colours", "Which", NULL, choices, 2, NULL));
    has(html, "value=\"red\" checked");
    has(html, "value=\"blue\" checked");
    struct json_node *model = json_tree_object(&r->arena);
    page_put_errors(r, model);
    html = shown(bench, "components/error-summary", model);
    has(html, "<a href=\"#name\">Choose an answer</a>");
    has(html, "<a href=\"#born-day\">");
    has_not(html, "lang=");
    const struct err technical = {.message = "no row 12"};
    const struct err said = {.message = "Nobody of that name", .is_said = true};
    form_fail(&r->form, "name", "It can’t be taken", &technical);
    form_fail(&r->form, "more", "It can’t be taken", &said);
    model = json_tree_object(&r->arena);
    page_put_errors(r, model);
    html = shown(bench, "components/error-summary", model);
    has(html, "<a href=\"#name\">It can’t be taken</a><br>");
    has(html, "<span lang=\"en\">no row 12</span></li>");
    has(html, "<a href=\"#more\">Nobody of that name</a></li>");
}

static void at_first_the_value_is_shown(void **state)
{
    struct bench *bench = *state;
    struct request *r = &bench->request;
    r->form = (struct form){.arena = &r->arena};
    has(shown_field(bench, component_input(r, "name", "Name", NULL, "<Siân>")),
        "value=\"&lt;Siân&gt;\"");
    const char *html = shown_field(bench, component_date(r, "born", "Born", NULL, 20000));
    has(html, "name=\"born-day\" type=\"text\" value=\"4\""); /* 4 October 2024 */
    has(html, "name=\"born-month\" type=\"text\" value=\"10\"");
    has(html, "name=\"born-year\" type=\"text\" value=\"2024\"");
    html = shown_field(bench, component_radios(r, "colour", "Colour", "One", choices, 2, "red"));
    has(html, "value=\"red\" checked aria-describedby=\"colour-item-hint\"");
    has(html, "Red &amp; hot</label>");
    html = shown_field(bench, component_select(r, "colour", "Colour", NULL, choices, 2, "blue"));
    has(html, "<option value=\"blue\" selected>Blue</option>");
    has(shown_field(bench, component_hidden(r, "where", "a\"b")), "value=\"a&quot;b\"");
    html = shown_field(bench, component_character_count(r, "more", "More", "Hint", NULL, 200));
    has(html, "aria-describedby=\"more-info more-hint\"");
    has(html, "You can enter up to 200 characters");
}

static void options_are_put_into_parts(void **state)
{
    struct bench *bench = *state;
    struct request *r = &bench->request;
    r->form = (struct form){.arena = &r->arena};
    struct json_node *field = component_input(r, "name", "What is your name?", NULL, NULL);
    component_heading(r, field);
    component_option(r, field, "autocomplete", "name");
    component_option(r, field, "classes", "govuk-input--width-20");
    const char *html = shown_field(bench, field);
    has(html, "<h1 class=\"govuk-label-wrapper\"><label class=\"govuk-label govuk-label--l\"");
    has(html, "class=\"govuk-input govuk-input--width-20\"");
    has(html, "autocomplete=\"name\"");
    field = component_radios(r, "colour", "Which?", NULL, choices, 2, "blue");
    component_heading(r, field);
    component_conditional(r, field, "blue", component_input(r, "shade", "Shade", NULL, NULL));
    html = shown_field(bench, field);
    has(html, "<h1 class=\"govuk-fieldset__heading\">Which?</h1>");
    has(html, "data-aria-controls=\"conditional-colour-2\"");
    has(html, "<div class=\"govuk-radios__conditional\" id=\"conditional-colour-2\">");
    has(html, "id=\"shade\"");
}

static void lists_and_tables(void **state)
{
    struct bench *bench = *state;
    struct request *r = &bench->request;
    struct json_node *model = json_tree_object(&r->arena), *rows = json_tree_list(&r->arena);
    json_tree_append(rows, component_summary_row(r, "Name", "Siân", "/en/change"));
    json_tree_append(rows, component_summary_row(r, "Born", NULL, NULL));
    json_tree_put(model, STR("rows"), rows);
    const char *html = shown(bench, "components/summary-list", model);
    has(html, "Change<span class=\"govuk-visually-hidden\"> Name</span></a>");
    struct json_node *table = component_table(r, "Tasks");
    has_not(shown(bench, "components/table", table), "<thead");
    component_table_head(r, table, "What", false);
    component_table_head(r, table, "How many", true);
    struct json_node *row = component_table_row(r, table);
    component_cell_link(r, row, "A & B", "/en/x?a=1&b=2");
    component_cell_number(r, row, -1234567);
    row = component_table_row(r, table);
    component_cell_tag(r, row, "Late", "red");
    component_cell_number(r, row, 0);
    row = component_table_row(r, table);
    component_cell(r, row, NULL);
    component_cell_number(r, row, INT64_MIN);
    html = shown(bench, "components/table", table);
    has(html, "<a class=\"govuk-link\" href=\"/en/x?a=1&amp;b=2\">A &amp; B</a>");
    has(html, "govuk-table__cell--numeric\">-1,234,567</td>");
    has(html, "<strong class=\"govuk-tag govuk-tag--red\">Late</strong></td>");
    has(html, ">-9,223,372,036,854,775,808</td>");
    html = shown(bench, "components/pagination", component_pagination(r, NULL, "/en/x?from=50"));
    has(html, "rel=\"next\"");
    has_not(html, "rel=\"prev\"");
    struct json_node *tasks = json_tree_list(&r->arena);
    component_task(r, tasks, "First", "About it", "/en/first", "Not yet begun", "blue");
    component_task(r, tasks, "Second", NULL, NULL, "Cannot start yet", NULL);
    model = json_tree_object(&r->arena);
    json_tree_put(model, STR("items"), tasks);
    html = shown(bench, "components/task-list", model);
    has(html, "aria-describedby=\"task-list-1-hint task-list-1-status\"");
    has(html, "id=\"task-list-2-status\">Cannot start yet</div>");
}

static void each_error_has_a_page_in_both_languages(void **state)
{
    struct bench *bench = *state;
    struct request *r = &bench->request;
    const struct err said = {.message = "For this & that.", .is_said = true};
    const struct err technical = {.message = "For this & that."};
    for (int language = 0; language < ACCESS_LANGUAGES; language++) {
        r->language = (enum access_language)language;
        for (int status = 400; status < 600; status++) {
            struct buf out = {0};
            struct err err = {0};
            r->form = (struct form){.arena = &r->arena};
            page_error(r, status, status % 2 == 0 ? &said : &technical);
            assert_int_equal(status, r->reply.status);
            if (page_render(r, &out, &err) != 0) {
                fail_msg("%s:%zu: %s", err.file, err.line, err.message);
            }
            buf_add_char(&out, '\0');
            has(out.ptr, language == ACCESS_WELSH ? "<html lang=\"cy\"" : "<html lang=\"en\"");
            has(out.ptr, language == ACCESS_WELSH ? "href=\"/en/x?a=1&amp;b=2\" lang=\"en\""
                                                  : "href=\"/cy/x?a=1&amp;b=2\" lang=\"cy\"");
            has(out.ptr, language == ACCESS_WELSH ? "Cyngor A a B" : "A &amp; B Council");
            assert_true((strstr(out.ptr, "For this &amp; that.") != NULL) == (status < 500));
            assert_true((strstr(out.ptr, "<span lang=\"en\">For this &amp; that.</span>") !=
                         NULL) == (status < 500 && status % 2 != 0));
            buf_free(&out);
        }
        arena_reset(&r->arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_typed_comes_back_with_what_is_wrong),
        cmocka_unit_test(at_first_the_value_is_shown),
        cmocka_unit_test(options_are_put_into_parts),
        cmocka_unit_test(lists_and_tables),
        cmocka_unit_test(each_error_has_a_page_in_both_languages),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
