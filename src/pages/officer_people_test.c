/* officer_people_test.c - of one view: what systems say side by side and which says otherwise, why
 * their records are one person, since when; nothing that the view has not. */
#include "officer_people.h"

#include "json_writer.h"
#include "web.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { OCTOBER = 1790812800, NOVEMBER = 1793491200 }; /* midnights */

/* struct bench - a request of nobody's, with an access that knows no source. */
struct bench {
    struct web web;
    struct inquiry inquiry;
    struct request request;
};

static void begin(struct bench *b)
{
    *b = (struct bench){0};
    b->request.web = &b->web;
    b->request.inquiry = &b->inquiry;
    b->request.parameters[0] = STR("blue_badge");
    b->request.case_reference = STR("BB-7");
}

static struct view_witness housing = {STR_INIT("housing"), OCTOBER, 994};
static struct view_witness care = {STR_INIT("social_care"), NOVEMBER, 994};
static struct view_witness both[2];
static struct view_value names[] = {{STR_INIT("Siân Rees"), 1, &housing},
                                    {STR_INIT("Sian Rees"), 1, &care}};
static struct view_value births[] = {{STR_INIT("1969-08-26"), 2, both}};
static struct view_value stays[] = {{STR_INIT("1998-09-22/"), 1, &housing}};
static struct view_field fields[] = {{CATEGORY_NAME, DETAIL_FULL, 2, names},
                                     {CATEGORY_BIRTH_DATE, DETAIL_FULL, 1, births},
                                     {CATEGORY_DATES, DETAIL_FULL, 1, stays}};

static struct view_person person_of(size_t field_count)
{
    both[0] = housing;
    both[1] = care;
    return (struct view_person){
        .id = "AAAA-BBBB-CCCC-DDDD", .records = 2, .field_count = field_count, .fields = fields};
}

/* said - does the model, as JSON, say a text? */
static bool said(const struct json_node *model, const char *text)
{
    struct buf out = {0};
    struct json_writer json = {.out = &out};
    json_tree_write(model, &json);
    bool found = str_find(buf_str(&out), str_of(text)) >= 0;
    if (!found) {
        print_message("%.*s\n", PRI(buf_str(&out)));
    }
    buf_free(&out);
    return found;
}

static void test_person(void **state)
{
    struct bench b;
    struct view_person person = person_of(3);
    (void)state;
    begin(&b);
    struct json_node *model = json_tree_object(&b.request.arena);
    officer_put_person(&b.request, model, &person);
    assert_true(said(model, "\"heads\": [\"Housing\", \"Social care\"]"));
    assert_true(
        said(model, "{\"source\": \"Social care\", \"text\": \"Sian Rees\", \"odd\": true}"));
    assert_true(said(model, "{\"source\": \"Housing\", \"text\": \"Siân Rees\", \"odd\": false}"));
    assert_true(said(model, "26 August 1969"));
    assert_true(said(model, "from 22 September 1998"));
    assert_true(said(model, "linked, 99.4% sure"));
    assert_true(said(model, "\"marks\": []"));
    arena_free(&b.request.arena);
}

static void test_one_says(void **state)
{
    struct bench b;
    struct view_person person = person_of(3);
    (void)state;
    begin(&b);
    person.fields = fields + 1; /* no name: they are called by their id */
    person.field_count = 2;
    person.flags = ENTITY_SEALED | ENTITY_RESTRICTED;
    struct json_node *model = json_tree_object(&b.request.arena);
    officer_put_person(&b.request, model, &person);
    assert_true(said(model, "\"disagree\": null"));
    assert_true(said(model, "sealed"));
    assert_true(said(model, "restricted"));
    assert_true(str_eq(view_name(&person), str_of(person.id)));
    arena_free(&b.request.arena);
}

static void test_why(void **state)
{
    struct bench b;
    struct view_person person = person_of(3);
    (void)state;
    begin(&b);
    struct json_node *model = json_tree_object(&b.request.arena);
    officer_put_why(&b.request, model, &person);
    assert_true(said(model, "\"alone\": false"));
    assert_true(said(model, "\"same\": \"date of birth\", \"other\": \"name\""));
    officer_put_timeline(&b.request, model, &person);
    assert_true(said(model, "[{\"day\": \"1 November 2026\", \"source\": \"Social care\""));
    assert_true(said(model, "people/AAAA-BBBB-CCCC-DDDD?at-day=31&at-month=10&at-year=2026"));
    assert_true(said(model, "&case=BB-7"));
    arena_free(&b.request.arena);
}

static void test_related(void **state)
{
    struct bench b;
    struct view_person other = person_of(2);
    struct view view = {
        .self = person_of(3), .related = &other, .related_count = 1, .household_others = 3};
    (void)state;
    begin(&b);
    other.relation = RELATION_HOUSEHOLD;
    struct json_node *model = json_tree_object(&b.request.arena);
    officer_put_related(&b.request, model, &view);
    assert_true(said(model, "\"relation\": \"same address\""));
    assert_true(said(model, "not listed: 3"));
    assert_true(said(model, "/en/purpose/blue_badge/people/AAAA-BBBB-CCCC-DDDD?case=BB-7"));
    arena_free(&b.request.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_person),
                                       cmocka_unit_test(test_one_says), cmocka_unit_test(test_why),
                                       cmocka_unit_test(test_related)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
