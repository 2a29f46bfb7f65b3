/* report_files_test.c - each file as it must stand, byte for byte, and what must be escaped in it.
 */
#include "report_files.h"

#include "line_writer.h"
#include "report_test.h"

static const char *const tax_lines[] = {
    "Ref|Liable|Address|Post",
    "a,1|MR J & MRS S EVANS|12 MILL ST|SA15 1AA",
    "b \"2\"|THE OCCUPIER|14 MILL ST|SA15 1AA",
    "c3|EVANS PROPERTIES LTD|1 HIGH ST|SA15 1BB",
    "d4|EXORS OF J EVANS (DECD)|12 MILL ST|SA15 1AA",
};
static const enum role tax_roles[] = {ROLE_RECORD_ID, ROLE_FULL_NAME, ROLE_ADDRESS, ROLE_POSTCODE};

static const char *const school_lines[] = {
    "Forename|Surname|DOB|Phone|Note",
    "=cmd()|Evans|2010-02-03|+44 1632 960123|-1",
    "Siân|Evans|2010-02-03||@home",
    "SIAN|Evans|||5",
};
static const enum role school_roles[] = {ROLE_GIVEN_NAME, ROLE_FAMILY_NAME, ROLE_BIRTH_DATE,
                                         ROLE_PHONE, ROLE_ATTRIBUTE};

static const struct fixture_source two_sources[] = {
    {"council, tax", LINES(tax_lines), tax_roles},
    {"schools", LINES(school_lines), school_roles},
};

/* Mentions: 0 J Evans, 1 S Evans, 2 occupier, 3 company, 4 estate, 5 =cmd, 6 Siân, 7 SIAN. */
static const uint32_t two_sources_entities[] = {0, 1, 2, 3, 4, 5, 1, 1};

static void two_sources_begin(struct fixture *f)
{
    fixture_begin(f, two_sources, 2);
    f->tables[0].row_number[3] = 7; /* rows 4 to 6 were rejected */
    fixture_link(f, two_sources_entities, 8);
}

static void test_entities(void **state)
{
    (void)state;
    struct fixture f;
    two_sources_begin(&f);
    char *text = written(&f.report, entities_write);
    assert_string_equal(text,
                        "source,row,mention,kind,record_id,entity,confidence\n"
                        "\"council, tax\",1,1,person,\"a,1\",P000000000001,0.900\n"
                        "\"council, tax\",1,2,person,\"a,1\",P000000000002,0.900\n"
                        "\"council, tax\",1,3,property,\"a,1\",H000000000001,1.000\n"
                        "\"council, tax\",2,1,property,\"b \"\"2\"\"\",H000000000002,1.000\n"
                        "\"council, tax\",2,2,unknown,\"b \"\"2\"\"\",U000000000003,0.900\n"
                        "\"council, tax\",3,1,organisation,c3,O000000000004,0.900\n"
                        "\"council, tax\",3,2,property,c3,H000000000003,1.000\n"
                        "\"council, tax\",7,1,estate,d4,E000000000005,0.900\n"
                        "\"council, tax\",7,2,property,d4,H000000000001,1.000\n"
                        "schools,1,1,person,,P000000000006,0.900\n"
                        "schools,2,1,person,,P000000000002,0.900\n"
                        "schools,3,1,person,,P000000000002,0.900\n");
    free(text);
    fixture_end(&f);
}

static void test_pairs(void **state)
{
    (void)state;
    static struct scored_pair links[] = {{6, 1, 12600, 0.99951f}, {6, 7, -1, 0.4998f}};
    static struct scored_pair reviews[] = {{5, 6, -1536, 0.261f}};
    struct fixture f;
    two_sources_begin(&f);
    f.run->partition.links = links;
    f.run->partition.link_count = 2;
    f.run->partition.reviews = reviews;
    f.run->partition.review_count = 1;
    char *text = written(&f.report, links_write);
    assert_string_equal(text,
                        "left_source,left_row,left_mention,right_source,right_row,right_mention,"
                        "weight,probability\n"
                        "\"council, tax\",1,2,schools,2,1,12.305,1.000\n"
                        "schools,2,1,schools,3,1,-0.001,0.500\n");
    free(text);
    text = written(&f.report, review_write);
    assert_string_equal(
        text,
        "rank,left_source,left_row,left_mention,right_source,right_row,right_mention,weight,"
        "probability,linked,left_name,right_name,left_birth_date,right_birth_date,left_sex,"
        "right_sex,left_premise,right_premise,left_street,right_street,left_postcode,"
        "right_postcode,left_phone,right_phone,left_others,right_others,left_Note,right_Note\n"
        "1,schools,1,1,schools,2,1,-1.500,0.261,no,'=cmd() Evans,Siân Evans,2010-02-03,"
        "2010-02-03,,,,,,,,,+44 1632 960123,,,,-1,'@home\n");
    free(text);
    f.run->partition.links = f.run->partition.reviews = NULL;
    fixture_end(&f);
}

static void test_golden(void **state)
{
    (void)state;
    struct fixture f;
    two_sources_begin(&f);
    char *text = written(&f.report, golden_write);
    struct str all = str_of(text);
    assert_true(str_starts(
        all, STR("entity,kind,mentions,sources,given_name,family_name,name,birth_date,sex,premise,"
                 "street,postcode,phone,Note,value_sources\n")));
    /* the full name, not the initial; the spelling with accents; the address of the only mention
     * that has one */
    assert_true(str_find(all, STR("\nP000000000002,person,3,\"council, tax;schools\",Siân,Evans,"
                                  "Siân Evans,2010-02-03,f,12,Mill Street,SA15 1AA,,'@home,"
                                  "bbbbaaaa.b\n")) > 0);
    assert_true(str_find(all, STR("\nP000000000006,person,1,schools,'=cmd(),Evans,")) > 0);
    assert_true(
        str_find(all, STR(",EVANS PROPERTIES LTD,,,1,High Street,SA15 1BB,,,..a..aaa..\n")) > 0);
    assert_true(str_find(all, STR("\nH000000000001,property,2,\"council, tax\",,,,,,12,")) > 0);
    free(text);
    fixture_end(&f);
}

/* Which value is best: the standardised one that most have, then the longest, then the first in
 * byte order. */
static void test_golden_rules(void **state)
{
    (void)state;
    static const struct {
        const char *given[5];
        const char *wanted;
    } cases[] = {
        {{"Ann", "Anne", "Ann"}, "Ann"},        {{"Ann", "Anne"}, "Anne"},
        {{"S", "S", "S", "Sian"}, "Sian"},      {{"S", "T", "S"}, "S"},
        {{"ANN", "Ann", "ann"}, "Ann"},         {{"Sian", "Siân"}, "Siân"},
        {{"ANN", "ANN", "Ann"}, "ANN"},         {{"Bet", "Ann"}, "Ann"},
        {{"Ann", "S", "Ann", "Sioned"}, "Ann"},
    };
    static const enum role roles[] = {ROLE_GIVEN_NAME, ROLE_FAMILY_NAME};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        char lines[6][32];
        const char *pointers[6] = {"Forename|Surname"};
        size_t count = 0;
        uint32_t entity[5] = {0};
        for (; count < 5 && cases[c].given[count] != NULL; count++) {
            snprintf(lines[count], sizeof lines[count], "%s|Evans", cases[c].given[count]);
            pointers[count + 1] = lines[count];
        }
        struct fixture_source source = {"a", pointers, count + 1, roles};
        struct fixture f;
        struct buf value = {0};
        fixture_begin(&f, &source, 1);
        fixture_link(&f, entity, count);
        assert_int_equal(
            golden_field(&f.report, f.report.entities.member, count, FIELD_GIVEN, &value), 0);
        buf_add_char(&value, '\0');
        assert_string_equal(value.ptr, cases[c].wanted);
        value.len = 0;
        assert_int_equal(
            golden_field(&f.report, f.report.entities.member, count, FIELD_PHONE, &value), -1);
        buf_free(&value);
        fixture_end(&f);
    }
}

/* Somebody who moved: the house of one address never stands with the street of the other. */
static void test_golden_address_is_whole(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Forename|Surname|House|Street|Postcode",
        "Ann|Rees|The Old Rectory|A St|SA15 1AA",
        "Ann|Rees|2|Considerably Longer Street|SA15 1BB",
    };
    static const enum role roles[] = {ROLE_GIVEN_NAME, ROLE_FAMILY_NAME, ROLE_PREMISE, ROLE_STREET,
                                      ROLE_POSTCODE};
    static const struct fixture_source source = {"a", LINES(lines), roles};
    static const uint32_t entity[] = {0, 0};
    struct fixture f;
    fixture_begin(&f, &source, 1);
    fixture_link(&f, entity, 2);
    char *text = written(&f.report, golden_write);
    assert_non_null(strstr(text, ",The Old Rectory,A St,SA15 1AA,"));
    free(text);
    fixture_end(&f);
}

static void test_households(void **state)
{
    (void)state;
    struct fixture f;
    two_sources_begin(&f);
    char *text = written(&f.report, households_write);
    assert_string_equal(text,
                        "household,property,address,persons,person_entities\n"
                        "D000000000001,H000000000001,\"12 Mill Street, SA15 1AA\",2,"
                        "P000000000001 P000000000002\n");
    free(text);
    text = written(&f.report, properties_write);
    assert_string_equal(text,
                        "property,premise,street,town,postcode,uprn,mentions,persons\n"
                        "H000000000001,12,Mill Street,,SA15 1AA,,2,2\n"
                        "H000000000002,14,Mill Street,,SA15 1AA,,1,0\n"
                        "H000000000003,1,High Street,,SA15 1BB,,1,0\n");
    free(text);
    fixture_end(&f);
}

/* No table, or a table of no row, gives a header and nothing else. */
static void test_nothing(void **state)
{
    (void)state;
    static const struct fixture_source source = {"tax", tax_lines, 1, tax_roles};
    static void (*const writers[])(const struct report *,
                                   FILE *) = {entities_write, links_write,      review_write,
                                              golden_write,   households_write, properties_write};
    for (size_t sources = 0; sources < 2; sources++) {
        struct fixture f;
        fixture_begin(&f, &source, sources);
        fixture_link(&f, NULL, 0);
        for (size_t w = 0; w < sizeof writers / sizeof *writers; w++) {
            char *text = written(&f.report, writers[w]);
            assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
            free(text);
        }
        fixture_end(&f);
    }
}

static void test_formulas(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool formula;
    } cases[] = {
        {"=1+1", true},
        {"=HYPERLINK(\"x\")", true},
        {"@SUM(A1)", true},
        {"+1+cmd|x", true},
        {"-2+3", true},
        {"--12-09", true},
        {"\t=1", true},
        {"+A1", true},
        {"", false},
        {"Evans", false},
        {"+441632960123", false},
        {"+44 1632 960123", false},
        {"-12.50", false},
        {"1=1", false},
        {"a@b.example", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (value_is_formula(str_of(cases[i].text)) != cases[i].formula) {
            fail_msg("%s", cases[i].text);
        }
    }
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        int32_t weight;
        const char *text;
    } cases[] = {{0, "0.000"},      {1, "0.001"},        {-1, "-0.001"},
                 {1024, "1.000"},   {-512, "-0.500"},    {1023, "0.999"},
                 {40960, "40.000"}, {-40960, "-40.000"}, {INT32_MAX, "2097151.999"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = NULL;
        size_t len = 0;
        FILE *stream = open_memstream(&text, &len);
        struct line_writer w = line_writer_begin(stream);
        line_weight(&w, cases[i].weight);
        line_writer_end(&w);
        fclose(stream);
        assert_string_equal(text, cases[i].text);
        free(text);
    }
}

static void number_body(const void *context, struct line_writer *w, size_t item)
{
    (void)context;
    for (size_t i = 0; i < item % 3; i++) { /* none, one or two lines */
        line_whole(w, item);
        line_end(w);
    }
}

/* Pieces come out in the order of their items, on any number of threads. */
static void test_lines_keep_their_order(void **state)
{
    (void)state;
    char *text[2] = {NULL};
    size_t len[2] = {0};
    for (int i = 0; i < 2; i++) {
        FILE *stream = open_memstream(&text[i], &len[i]);
        lines_write(stream, i == 0 ? 0 : 4, 40000, number_body, NULL);
        fclose(stream);
    }
    assert_int_equal(len[0], len[1]);
    assert_memory_equal(text[0], text[1], len[0]);
    char *at = text[1];
    for (size_t item = 0; item < 40000; item++) {
        for (size_t i = 0; i < item % 3; i++) {
            assert_int_equal(strtoull(at, &at, 10), item);
        }
    }
    assert_string_equal(at, "\n");
    free(text[0]);
    free(text[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_golden_rules),
        cmocka_unit_test(test_golden_address_is_whole),
        cmocka_unit_test(test_households),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_formulas),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_lines_keep_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
