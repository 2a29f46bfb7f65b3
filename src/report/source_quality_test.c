/* source_quality_test.c - rows counted by what their cells hold. */
#include "source_quality.h"

#include "report_test.h"

static const char *const lines[] = {
    "Forename|Surname|DOB|Address|Post|Phone",
    "Ann|Rees|1980-02-03|1 High St|SA15 1AA|01632 960001",
    "Huw|Lloyd|31/02/1970|2 Low St|SA15 1AB|",
    "Sian|Evans|01/01/1900|no fixed abode||unknown",
    "Eira|Huws|1840-05-06|3 Low St|nowhere|see notes",
    "Non|Price||||",
    "|The Occupier||4 Low St|SA15 1AC|",
    "|||5 Low St|SA15 1AD|",
    "n/a|unknown|99/99/9999|6 Low St|SA15 1AE|",
};
static const enum role roles[] = {ROLE_GIVEN_NAME, ROLE_FAMILY_NAME, ROLE_BIRTH_DATE,
                                  ROLE_ADDRESS,    ROLE_POSTCODE,    ROLE_PHONE};
static const struct fixture_source sources[] = {{"housing", LINES(lines), roles},
                                                {"roll", lines, 2, roles}};

static void check(const struct field_quality *f, uint64_t filled, uint64_t empty,
                  uint64_t placeholder, uint64_t impossible, uint64_t unread)
{
    assert_true(f->has_column);
    assert_int_equal(f->filled, filled);
    assert_int_equal(f->empty, empty);
    assert_int_equal(f->placeholder, placeholder);
    assert_int_equal(f->impossible, impossible);
    assert_int_equal(f->unread, unread);
    assert_int_equal(f->rows, filled + empty + placeholder + impossible + unread);
}

static void test_counts(void **state)
{
    (void)state;
    struct fixture f;
    struct source_quality q[2] = {{.rows = 0}};
    fixture_begin(&f, sources, 2);
    uint32_t *entity = mem_must_array(f.mentions.count, sizeof *entity);
    for (size_t m = 0; m < f.mentions.count; m++) {
        entity[m] = (uint32_t)m;
    }
    fixture_link(&f, entity, f.mentions.count);
    source_quality_count(&f.report, q);
    assert_int_equal(q[0].rows, 8);
    assert_int_equal(q[1].rows, 1);
    check(&q[0].fields[QUALITY_NAME], 5, 1, 2, 0, 0);
    check(&q[1].fields[QUALITY_NAME], 1, 0, 0, 0, 0);
    check(&q[0].fields[QUALITY_BIRTH_DATE], 1, 1, 1, 2, 0); /* of the five people */
    check(&q[0].fields[QUALITY_ADDRESS], 6, 1, 1, 0, 0);
    check(&q[0].fields[QUALITY_PHONE], 1, 5, 1, 0, 1);
    assert_int_equal(q[0].fields[QUALITY_POSTCODE].empty, 2);
    assert_false(q[0].fields[QUALITY_UPRN].has_column);
    assert_int_equal(q[0].nobody, 1);
    assert_int_equal(q[0].property_only, 2);
    assert_int_equal(q[0].name_only, 2); /* Non, and Sian of no abode */
    assert_int_equal(q[1].name_only, 0);
    for (int field = 0; field < QUALITY_FIELDS; field++) {
        assert_true(strlen(quality_field_label(field)) > 0);
    }
    mem_free(entity);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_counts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
