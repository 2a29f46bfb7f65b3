/* mention_values_test.c - packing and unpacking, bytes that are no mention, tables of what was
 * kept. */
#include "mention_values.h"

#include "infer.h"
#include "mention_build.h"
#include "node.h"
#include "table_test.h"

static struct mention_table make_mentions(void)
{
    static const char *const headers[] = {"Name", "Date of Birth", "Address", "Postcode", "Band"};
    static const char *const rows[][5] = {
        {"Siân Evans", "03/04/1981", "12 Mill Street, Llanelli", "SA15 1AA", "red"},
        {"Mr J & Mrs S Evans", "", "14 Mill Street, Llanelli", "SA15 1AA", "blue"},
        {"THE OCCUPIER", "", "16 Mill Street, Llanelli", "SA15 1AA", ""},
        {"Evans Properties Ltd", "", "1 High Street, Llanelli", "SA15 2AB", "red"},
    };
    struct table table = table_begin("rents", headers, 5);
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        struct str cells[5];
        for (size_t c = 0; c < 5; c++) {
            cells[c] = str_of(rows[r][c]);
        }
        table_add_row(&table, cells);
    }
    struct mapping mapping;
    struct mention_table mentions = {0};
    struct err err;
    assert_int_equal(infer_mappings(&table, 1, &mapping, &err), 0);
    assert_int_equal(mention_table_build(&table, &mapping, 1, 1, &mentions, &err), 0);
    mapping_free(&mapping);
    table_end(&table);
    return mentions;
}

static void test_kept_mentions_are_the_same(void **state)
{
    (void)state;
    struct mention_table mentions = make_mentions();
    size_t count = mentions.count;
    struct buf packed[16] = {{0}};
    struct mention_values values[16];
    assert_in_range(count, 5, 16);
    for (size_t m = 0; m < count; m++) {
        size_t back = count - 1 - m; /* another order */
        assert_int_equal(mention_pack(&mentions, m, mentions.attribute_count, &packed[m]), 0);
        assert_int_equal(mention_unpack(buf_str(&packed[m]), &values[back]), 0);
        values[back].place.row = mentions.places[m].row;
    }
    struct mention_table kept = {0};
    assert_int_equal(mention_table_of(values, count, mentions.source_names, 1,
                                      mentions.attribute_name, mentions.attribute_count, &kept),
                     0);
    for (size_t m = 0; m < count; m++) {
        size_t back = count - 1 - m;
        assert_int_equal(kept.places[back].kind, mentions.places[m].kind);
        assert_int_equal(kept.places[back].number, mentions.places[m].number);
        for (int f = 0; f < (int)mentions.field_count; f++) {
            assert_true(str_eq(mention_text(&kept, back, f), mention_text(&mentions, m, f)));
        }
    }
    mention_table_free(&kept);
    for (size_t m = 0; m < count; m++) {
        buf_free(&packed[m]);
    }
    mention_table_free(&mentions);
}

static void test_other_bytes_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct str bytes;
    } cases[] = {
        {"nothing", STR_INIT("")},
        {"a kind that isn't", STR_INIT("\x09\0\0\x01")},
        {"no number", STR_INIT("\0\0\0")},
        {"a number without end", STR_INIT("\0\0\0\x80")},
        {"field 0", STR_INIT("\0\0\0\x01\0\x01q")},
        {"a field too high", STR_INIT("\0\0\0\x01\x7f\x01q")},
        {"an empty text", STR_INIT("\0\0\0\x01\x01\0")},
        {"a text cut short", STR_INIT("\0\0\0\x01\x01\x05sian")},
        {"a length cut short", STR_INIT("\0\0\0\x01\x01\x85")},
        {"a length too long", STR_INIT("\0\0\0\x01\x01\xff\xff\xff\xff\x7fq")},
    };
    struct mention_values values;
    assert_int_equal(mention_unpack(STR("\0\0\0\x01\x01\x04sian"), &values), 0);
    assert_true(str_eq(values.text[FIELD_GIVEN], STR("sian")));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (mention_unpack(cases[i].bytes, &values) != ERR_INPUT) {
            fail_msg("%s was taken", cases[i].what);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_mentions_are_the_same),
        cmocka_unit_test(test_other_bytes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
