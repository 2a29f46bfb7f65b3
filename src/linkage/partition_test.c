/* partition_test.c - from raw tables to entities: the order of rows and files, the words of headers
 * and threads change nothing; any size of table works. */
#include "partition.h"

#include "infer.h"
#include "linkage_test.h"
#include "mention_build.h"
#include "table_test.h"

#include <math.h>

enum { ROWS = 170, TABLES = 2, CELLS_MAX = 7, TEXT_MAX = 160, LINES_MAX = 4 * ROWS };

static const char *const headers[][TABLES][CELLS_MAX] = {
    {{"Name", "Date of Birth", "Address", "Postcode", "Phone"},
     {"Forename", "Surname", "DOB", "House Number", "Street", "Postcode", "Phone"}},
    {{"Full Name", "Birth Date", "Home Address", "Post Code", "Telephone"},
     {"First Name", "Last Name", "Date of Birth", "House No", "Street Name", "Post Code",
      "Telephone"}},
};
static const size_t widths[TABLES] = {5, 7};
static const char *const source_names[TABLES] = {"rents", "schools"};

/* Rows as cells between bars. */
struct rows {
    char text[TABLES][ROWS][TEXT_MAX];
};

static void make_rows(struct random *random, struct rows *rows)
{
    static const char *const givens[] = {"Sian",  "Megan", "William",  "John",  "Rhys",
                                         "Carys", "Owen",  "Margaret", "Robert"};
    static const char *const families[] = {"Evans",     "Jones", "Pritchard", "Okafor",
                                           "Llewellyn", "Smith", "Kowalski"};
    static const char *const streets[] = {"Mill Street", "High Street", "Station Road"};
    for (size_t r = 0; r < ROWS; r++) {
        const char *given = PICK(random, givens);
        const char *family = PICK(random, families);
        int day = 1 + (int)random_below(random, 28);
        int month = 1 + (int)random_below(random, 12);
        int year = 1940 + (int)random_below(random, 70);
        int house = 1 + (int)random_below(random, 30);
        const char *street = PICK(random, streets);
        char postcode[40];
        snprintf(postcode, sizeof postcode, "SA%d %dA%c", 1 + (int)random_below(random, 9),
                 (int)random_below(random, 9), 'A' + (int)random_below(random, 2));
        int phone = (int)random_below(random, 10000);
        bool joint = random_below(random, 6) == 0;
        bool occupier = random_below(random, 12) == 0;
        if (occupier) {
            snprintf(rows->text[0][r], TEXT_MAX, "THE OCCUPIER||%d %s|%s|", house, street,
                     postcode);
        } else if (joint) {
            snprintf(rows->text[0][r], TEXT_MAX, "Mr %c & Mrs M %s||%d %s|%s|", given[0], family,
                     house, street, postcode);
        } else {
            snprintf(rows->text[0][r], TEXT_MAX, "%s %s|%02d/%02d/%d|%d %s|%s|01632 96%04d", given,
                     family, day, month, year, house, street, postcode, phone);
        }
        bool wrong = random_below(random, 5) == 0;
        snprintf(rows->text[1][r], TEXT_MAX, "%s|%s|%02d/%02d/%d|%d|%s|%s|01632 96%04d",
                 wrong ? "Jo" : given, family, day, month, year + wrong, house, street, postcode,
                 phone);
        for (int t = 0; t < TABLES && r > 0; t++) {
            if (random_below(random, 20) == 0) { /* the same row again */
                memcpy(rows->text[t][r], rows->text[t][r - 1], TEXT_MAX);
            }
        }
    }
}

/* How to present them. */
struct variant {
    int words; /* of the headers */
    bool shuffled;
    bool turned; /* the files the other way about */
    int threads;
};

/* One mention and what became of it. */
struct line {
    char text[TEXT_MAX + 60];
};

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static struct run *link_tables(struct table *tables, size_t count, int threads,
                               struct mention_table *mentions)
{
    struct err err = {0};
    struct mapping mappings[TABLES];
    struct run *run = mem_must_array(1, sizeof *run);
    assert_int_equal(infer_mappings(tables, count, mappings, &err), 0);
    assert_int_equal(mention_table_build(tables, mappings, count, threads, mentions, &err), 0);
    if (run_learn_and_link(mentions, threads, NULL, run, &err) != 0) {
        fail_msg("%s", err.message);
    }
    for (size_t t = 0; t < count; t++) {
        mapping_free(&mappings[t]);
    }
    return run;
}

static void check_partition(const struct run *run)
{
    const struct partition *p = &run->partition;
    const struct mention_table *m = run->mentions;
    for (size_t i = 0; i < m->count; i++) {
        assert_true(p->entity[i] < p->entity_count);
        assert_true(p->confidence[i] >= 0 && p->confidence[i] <= 1);
        assert_true(p->property[i] == NO_ENTITY || p->property[i] < p->property_count);
        for (size_t j = 0; j < i; j++) {
            bool together = p->entity[i] == p->entity[j];
            bool one_row =
                m->places[i].row == m->places[j].row && m->places[i].source == m->places[j].source;
            assert_false(together && (m->places[i].kind != m->places[j].kind ||
                                      m->places[i].kind == MENTION_NOBODY || one_row));
        }
    }
    for (size_t a = 0; a < p->entity_count; a++) {
        for (size_t b = 0; b < a; b++) {
            assert_int_not_equal(p->entity_id[a], p->entity_id[b]);
        }
    }
    size_t links_wanted = m->count - p->entity_count;
    assert_int_equal(p->link_count, links_wanted); /* a tree for each entity */
    for (size_t i = 0; i < p->link_count; i++) {
        assert_int_equal(p->entity[p->links[i].left], p->entity[p->links[i].right]);
    }
}

static size_t outcome_of(const struct rows *rows, const struct variant *v, struct random *random,
                         struct line ret[LINES_MAX])
{
    struct table tables[TABLES];
    uint32_t order[TABLES][ROWS];
    for (int t = 0; t < TABLES; t++) {
        int made = v->turned ? TABLES - 1 - t : t;
        tables[t] = table_begin(source_names[made], headers[v->words][made], widths[made]);
        for (uint32_t r = 0; r < ROWS; r++) {
            uint32_t other = v->shuffled ? (uint32_t)random_below(random, r + 1) : r;
            order[t][r] = order[t][other];
            order[t][other] = r;
        }
        for (uint32_t r = 0; r < ROWS; r++) {
            struct str cells[CELLS_MAX];
            assert_int_equal(split_bars(rows->text[made][order[t][r]], cells, CELLS_MAX),
                             widths[made]);
            table_add_row(&tables[t], cells);
        }
    }
    struct mention_table mentions = {0};
    struct run *run = link_tables(tables, TABLES, v->threads, &mentions);
    check_partition(run);
    assert_true(mentions.count <= LINES_MAX);
    for (size_t i = 0; i < mentions.count; i++) {
        const struct mention_place *place = &mentions.places[i];
        int made = v->turned ? TABLES - 1 - place->source : place->source;
        uint32_t entity = run->partition.entity[i];
        uint32_t property = run->partition.property[i];
        char id[ENTITY_ID_TEXT_MAX];
        snprintf(ret[i].text, sizeof ret[i].text, "%s|%s|%d %s %.6f %llx", source_names[made],
                 rows->text[made][order[place->source][place->row]], place->number,
                 entity_id_text(run->partition.entity_id[entity],
                                run->partition.entity_kind[entity], id),
                 (double)run->partition.confidence[i],
                 property == NO_ENTITY ? 0ull
                                       : (unsigned long long)run->partition.property_id[property]);
    }
    size_t count = mentions.count;
    qsort(ret, count, sizeof *ret, by_text);
    assert_true(run->partition.entity_count < count);
    run_free(run);
    mem_free(run);
    mention_table_free(&mentions);
    for (int t = 0; t < TABLES; t++) {
        table_end(&tables[t]);
    }
    return count;
}

static void only_content_counts(void **state)
{
    static const struct variant variants[] = {
        {0, false, false, 1}, {0, true, false, 1},  {0, false, true, 1},
        {1, false, false, 1}, {0, false, false, 2}, {1, true, true, 4},
    };
    struct random random = random_seed(test_seed());
    struct rows *rows = mem_must_array(1, sizeof *rows);
    struct line *wanted = mem_must_array(LINES_MAX, sizeof *wanted);
    struct line *got = mem_must_array(LINES_MAX, sizeof *got);
    size_t count = 0;
    (void)state;
    make_rows(&random, rows);
    for (size_t i = 0; i < COUNT_OF(variants); i++) {
        struct line *into = i == 0 ? wanted : got;
        size_t found = outcome_of(rows, &variants[i], &random, into);
        if (i == 0) {
            count = found;
        }
        assert_int_equal(found, count);
        for (size_t l = 0; l < count; l++) {
            if (strcmp(wanted[l].text, into[l].text) != 0) {
                fail_msg("variant %zu, line %zu:\n%s\n%s", i, l, wanted[l].text, into[l].text);
            }
        }
    }
    mem_free(rows);
    mem_free(wanted);
    mem_free(got);
}

/* What one table gives: rows of `lines` in turn, `count` of them. */
struct outcome {
    size_t mentions, entities, properties;
    bool tells; /* how good it is */
};

static struct outcome link_lines(const char *const *lines, size_t line_count, size_t count)
{
    struct arena arena = {0};
    struct mention_table mentions = {0};
    const char **repeated = mem_must_array(count + 1, sizeof *repeated);
    repeated[0] = lines[0];
    for (size_t i = 0; i < count; i++) {
        repeated[i + 1] = lines[1 + i % (line_count - 1)];
    }
    struct table table = table_of_lines("source", repeated, count + 1, &arena);
    struct run *run = link_tables(&table, 1, 2, &mentions);
    check_partition(run);
    assert_int_equal(isnan(run->precision), run->cannot_tell[0] != '\0');
    struct outcome ret = {mentions.count, run->partition.entity_count,
                          run->partition.property_count, !isnan(run->precision)};
    run_free(run);
    mem_free(run);
    mention_table_free(&mentions);
    table_end(&table);
    mem_free(repeated);
    arena_free(&arena);
    return ret;
}

static const char *const different[] = {
    "Forename|Surname|DOB|Address|Postcode",
    "Sian|Evans|03/02/1980|12 Mill Street|SA15 1AA",
    "Dafydd|Pritchard|30/11/1955|4 High Street|SA1 2BB",
    "Emily|Okafor|19/07/1991|77 Station Road|CF10 3CC",
    "Jack|Kowalski|05/05/2001|1 Heol Fawr|LL57 4DD",
    "Olivia|Schmidt|21/12/1934|9 Church Lane|NP20 5EE",
};
static const char *const identical[] = {"Forename|Surname|DOB|Postcode",
                                        "Sian|Evans|03/02/1980|SA15 1AA"};
static const char *const weak[] = {"Name", "J Smith"};
static const char *const missing[] = {"Forename|Surname|DOB", "|N/A|"};
static const char *const one_column[] = {"Surname", "Evans", "Jones", "Pritchard", "Okafor"};
static const char *const nobody[] = {"Name|Address|Postcode",
                                     "THE OCCUPIER|12 Mill Street|SA15 1AA"};

static void any_size_of_table(void **state)
{
    static const size_t sizes[] = {0, 1, 2, 10, 100};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        size_t n = sizes[i];
        struct outcome o = link_lines(different, COUNT_OF(different), n);
        assert_int_equal(o.mentions, n);
        assert_int_equal(
            o.entities,
            n < 5 ? n
                  : 5); /* a full record twice is one person, however few there are to learn from */
        assert_false(o.tells);
        o = link_lines(identical, COUNT_OF(identical), n);
        assert_int_equal(o.entities, n > 0);
        o = link_lines(weak, COUNT_OF(weak), n);
        assert_int_equal(o.entities,
                         n); /* "J Smith" and "J Smith": nothing says that they are one */
        o = link_lines(missing, COUNT_OF(missing), n);
        assert_int_equal(o.mentions, n);
        assert_int_equal(o.entities, n);
        o = link_lines(one_column, COUNT_OF(one_column), n);
        assert_int_equal(o.mentions, n);
        o = link_lines(nobody, COUNT_OF(nobody), n);
        assert_int_equal(o.mentions, n);
        assert_int_equal(o.entities, n);
        assert_int_equal(o.properties, n > 0);
    }
}

static void ids_are_short_text(void **state)
{
    char text[ENTITY_ID_TEXT_MAX];
    (void)state;
    assert_string_equal(entity_id_text(0, MENTION_PERSON, text), "P000000000000");
    assert_string_equal(entity_id_text(UINT64_MAX, MENTION_NOBODY, text), "UZZZZZZZZZZZZ");
    assert_string_equal(entity_id_text(31ull << 55, MENTION_ESTATE, text), "EZ00000000000");
}

static void ids_are_read_again(void **state)
{
    static const struct {
        const char *text;
        uint64_t id;
        int kind; /* -1: it is no id */
    } cases[] = {
        {"P000000000000", 0, MENTION_PERSON},
        {"UZZZZZZZZZZZZ", UINT64_MAX >> 4, MENTION_UNKNOWN},
        {"EZ00000000000", 31ull << 55, MENTION_ESTATE},
        {"o00000000000z", 31, MENTION_ORGANISATION},
        {"H00000000001G", 48, MENTION_PROPERTY},
        {"P00000000000", 0, -1},
        {"P0000000000000", 0, -1},
        {"D000000000000", 0, -1},
        {"P00000000000U", 0, -1},
        {"P00000000000 ", 0, -1},
        {"", 0, -1},
        {"people:17", 0, -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t id = 7;
        int kind = -1;
        bool read = entity_id_read(str_of(cases[i].text), &id, &kind);
        assert_int_equal(read, cases[i].kind >= 0);
        assert_int_equal(kind, cases[i].kind);
        assert_true(id == (read ? cases[i].id : 7));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_content_counts),
        cmocka_unit_test(any_size_of_table),
        cmocka_unit_test(ids_are_short_text),
        cmocka_unit_test(ids_are_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
