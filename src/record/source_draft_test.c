/* source_draft_test.c - the key that is chosen or refused; nothing that a cell holds gets into the
 * definition, which is kept in git. */
#include "source_draft.h"

#include "infer.h"
#include "random.h"
#include "table_test.h"
#include "test_seed.h"

static const char *const tenants[] = {
    "Tenancy Ref|Forename|Surname|DOB|Postcode|Half", "T1001|Siân|Evans|03/02/1962|CF10 1AA|1",
    "T1002|John|Rees|04/05/1971|CF10 1AB|", "T1003|Ann|Jones|06/07/1980|CF10 1AC|3",
    "T1004|Mary|Jones|06/07/1985|CF10 1AC|3"};
enum { TENANT_LINES = sizeof tenants / sizeof *tenants };

struct drafted {
    struct arena arena;
    struct table table;
    struct mapping mapping;
    struct source_definition definition;
    struct buf why;
    struct err err;
    int code;
};

static void draft(struct drafted *d, const char *const *lines, size_t count,
                  const struct source_wish *wish)
{
    *d = (struct drafted){0};
    d->table = table_of_lines("tenants", lines, count, &d->arena);
    assert_int_equal(infer_mappings(&d->table, 1, &d->mapping, &d->err), 0);
    d->code = source_draft(&d->table, &d->mapping, wish, &d->definition, &d->why, &d->err);
}

static void drafted_free(struct drafted *d)
{
    source_definition_free(&d->definition);
    mapping_free(&d->mapping);
    table_end(&d->table);
    buf_free(&d->why);
    arena_free(&d->arena);
}

static struct source_wish wish_of(const char *key, enum source_delivery delivery)
{
    return (struct source_wish){.name = STR("tenants"),
                                .path = STR("extracts/tenants.csv"),
                                .key = str_of(key),
                                .category = SOURCE_CATEGORIES,
                                .agreement = STR(""),
                                .delivery = delivery,
                                .reject_max = REJECT_MAX_DEFAULT};
}

static void test_keys(void **state)
{
    (void)state;
    static const char *const no_number[] = {"Forename|Surname", "Siân|Evans", "John|Rees"};
    static const struct {
        const char *const *lines;
        size_t count;
        const char *wish;
        enum source_delivery delivery;
        int code;
        const char *key; /* "": none */
        const char *said;
    } cases[] = {
        {tenants, TENANT_LINES, "", DELIVERY_SNAPSHOT, 0, "Tenancy Ref", "all 4 rows"},
        {tenants, TENANT_LINES, "", DELIVERY_CHANGES, 0, "Tenancy Ref", "all 4 rows"},
        {tenants, TENANT_LINES, "Forename", DELIVERY_SNAPSHOT, 0, "Forename", "as you said"},
        {tenants, TENANT_LINES, "Surname", DELIVERY_SNAPSHOT, ERR_INPUT, "", "0 of 4 rows"},
        {tenants, TENANT_LINES, "Surname", DELIVERY_CHANGES, 0, "Surname", "as you said"},
        {tenants, TENANT_LINES, "Half", DELIVERY_CHANGES, ERR_INPUT, "", "1 of 4 rows have no"},
        {tenants, TENANT_LINES, "Ref", DELIVERY_SNAPSHOT, ERR_INPUT, "", "there are: Tenancy Ref"},
        {no_number, 3, "", DELIVERY_SNAPSHOT, 0, "", "no column is filled"},
        {no_number, 3, "", DELIVERY_CHANGES, ERR_INPUT, "", "--key"},
        {tenants, 1, "", DELIVERY_SNAPSHOT, 0, "", "no column"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct drafted d;
        struct source_wish wish = wish_of(cases[i].wish, cases[i].delivery);
        draft(&d, cases[i].lines, cases[i].count, &wish);
        struct str key = d.definition.key_count > 0 ? d.definition.key[0] : STR("");
        struct str said = d.code == 0 ? buf_str(&d.why) : str_of(d.err.message);
        if (d.code != cases[i].code || !str_eq(key, str_of(cases[i].key)) ||
            str_find(said, str_of(cases[i].said)) < 0) {
            fail_msg("case %zu: %d, key \"%.*s\", \"%.*s\"", i, d.code, PRI(key), PRI(said));
        }
        drafted_free(&d);
    }
}

/* A word that stands in every cell, whatever the columns are taken for, is nowhere in the file. */
static void test_no_values(void **state)
{
    (void)state;
    static const char *const headers =
        "Ref|Title|Forename|Surname|Name|DOB|Sex|Address|Postcode|UPRN|Phone|Email|NHS Number|"
        "Parent Name|Notes|";
    static const char *const shapes[] = {
        "%s",           "Mr %s",  "%s %s", "12 %s Street",  "%s@x.org", "01/02/19%s",
        "100%s0012345", "CF1 %s", "",      "%s and Mrs %s", "%s Ltd",   "M"};
    struct random random = random_seed(test_seed());
    for (int round = 0; round < 50; round++) {
        enum { ROWS = 40, COLUMNS = 16 };
        struct drafted d;
        struct arena arena = {0};
        const char *lines[ROWS + 1] = {headers};
        for (int r = 1; r <= ROWS; r++) {
            struct buf line = {0};
            for (int c = 0; c < COLUMNS; c++) {
                const char *shape = shapes[random_below(&random, sizeof shapes / sizeof *shapes)];
                buf_add(&line, c > 0 ? STR("|") : STR(""));
                for (const char *at = shape; *at != '\0'; at++) {
                    bool canary = at[0] == '%';
                    buf_add(&line, canary ? STR("Zyxwvq") : str_make(at, 1));
                    at += canary;
                }
                buf_printf(&line, "%d", random_below(&random, 3) == 0 ? 7351 : r);
            }
            lines[r] = arena_str(&arena, buf_str(&line)).ptr;
            buf_free(&line);
        }
        struct source_wish wish = wish_of("", DELIVERY_SNAPSHOT);
        draft(&d, lines, ROWS + 1, &wish);
        assert_int_equal(d.code, 0);
        struct buf text = {0};
        assert_int_equal(source_definition_write(&text, &d.definition), 0);
        buf_add(&text, buf_str(&d.why));
        assert_true(str_find(buf_str(&text), STR("mapping:")) > 0);
        for (size_t i = 0; i < text.len; i++) {
            text.ptr[i] = ascii_lower(text.ptr[i]);
        }
        if (str_find(buf_str(&text), STR("zyxwvq")) >= 0 ||
            str_find(buf_str(&text), STR("7351")) >= 0) {
            fail_msg("a value in the definition:\n%.*s", PRI(buf_str(&text)));
        }
        buf_free(&text);
        drafted_free(&d);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_no_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
