/* infer_test.c - roles from headers and values: tables with other words, without a header, from
 * other countries. */
#include "infer.h"

#include "column_header.h"
#include "column_profile.h"
#include "csv.h"
#include "random.h"
#include "table_test.h"

/* ---- headers ---- */

static const struct {
    const char *header;
    enum role role;
    const char *subject;
} header_cases[] = {
    {"forename", ROLE_GIVEN_NAME, ""},
    {"FirstName", ROLE_GIVEN_NAME, ""},
    {"FIRSTNAME", ROLE_GIVEN_NAME, ""},
    {"christian name(s)", ROLE_GIVEN_NAME, ""},
    {"lname", ROLE_FAMILY_NAME, ""},
    {"Name - Last", ROLE_FAMILY_NAME, ""},
    {"Cyfenw", ROLE_FAMILY_NAME, ""},
    {"Parent1_Forename", ROLE_GIVEN_NAME, "parent 1"},
    {"parent 2 surname", ROLE_FAMILY_NAME, "parent 2"},
    {"Mother's Forename", ROLE_GIVEN_NAME, "mother"},
    {"joint_tenant_name", ROLE_FULL_NAME, "joint tenant"},
    {"Tenant 2 Date of Birth", ROLE_BIRTH_DATE, "tenant 2"},
    {"tenant2_dob", ROLE_BIRTH_DATE, "tenant 2"},
    {"second applicant surname", ROLE_FAMILY_NAME, "second applicant"},
    {"Liable Party", ROLE_FULL_NAME, "liable party"},
    {"next of kin telephone", ROLE_PHONE, "next of kin"},
    {"Enw rhiant 1", ROLE_FULL_NAME, "rhiant 1"},
    {"NHSNumber", ROLE_NHS_NUMBER, ""},
    {"NI No.", ROLE_NATIONAL_INSURANCE, ""},
    {"Contact Number", ROLE_PHONE, ""},
    {"E-mail Address", ROLE_EMAIL, ""},
    {"eMail", ROLE_EMAIL, ""},
    {"ZIP5", ROLE_POSTCODE, ""},
    {"postcode_fake", ROLE_POSTCODE, ""},
    {"res_city_desc", ROLE_TOWN, ""},
    {"house_num", ROLE_PREMISE, ""},
    {"Straße", ROLE_STREET, ""},
    {"addr1", ROLE_ADDRESS, ""},
    {"Address Line 3", ROLE_ADDRESS, ""},
    {"place of birth", ROLE_ATTRIBUTE, ""},
    {"birth_place", ROLE_ATTRIBUTE, ""},
    {"soc_sec_id", ROLE_ATTRIBUTE, ""},
    {"start date", ROLE_SINCE, ""},
    {"Liability Start", ROLE_SINCE, ""},
    {"Tenancy End Date", ROLE_UNTIL, ""},
    {"date moved in", ROLE_SINCE, ""},
    {"Dyddiad Gorffen", ROLE_UNTIL, ""},
    {"date created", ROLE_IGNORE, ""},
    {"date of entry", ROLE_IGNORE, ""},
    {"customer ref", ROLE_RECORD_ID, ""},
    {"Company Name", ROLE_ORGANISATION, ""},
    {"maiden name", ROLE_FORMER_NAME, ""},
    {"Parent/Guardian Name", ROLE_FULL_NAME, "guardian"},
    {"MAIL_ZIP", ROLE_POSTCODE, ""},
    {"Rhif Etholwr / Elector Number", ROLE_RECORD_ID, "etholwr"},
    {"Previous Surname", ROLE_FORMER_NAME, ""},
};

static void test_headers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof header_cases / sizeof *header_cases; i++) {
        struct column_header header;
        header_read(str_of(header_cases[i].header), true, &header);
        double wanted = header.strength[header_cases[i].role];
        for (int role = 0; role < ROLES; role++) {
            if (wanted < .5 || header.strength[role] > wanted + 1e-9) {
                fail_msg("%s: %s %.2f, wanted %s %.2f", header_cases[i].header,
                         role_table[role].name, header.strength[role],
                         role_table[header_cases[i].role].name, wanted);
            }
        }
        if (strcmp(header.subject, header_cases[i].subject) != 0) {
            fail_msg("%s: subject \"%s\", wanted \"%s\"", header_cases[i].header, header.subject,
                     header_cases[i].subject);
        }
    }
}

/* ---- made tables ---- */

static const char *const given_names[] = {"John",  "Mary",    "Sian",  "Dafydd", "Owen",   "Emily",
                                          "Jack",  "Sophie",  "Rhys",  "Megan",  "Thomas", "Gareth",
                                          "Carys", "William", "James", "Olivia"};
static const char *const family_names[] = {
    "Evans",  "Jones",   "Davies", "Smith",  "Kowalski", "Pritchard", "Llewellyn",
    "Okafor", "Schmidt", "Patel",  "Howell", "Turner",   "Griffiths", "Baker"};
static const char *const streets[] = {"Mill Street", "High Street",   "Station Road",
                                      "Church Lane", "Park Crescent", "Heol Fawr"};
static const char *const towns[] = {"Llanelli", "Swansea", "Cardiff", "Neath", "Bangor"};

#define PICK(random, list) (list)[random_below((random), sizeof(list) / sizeof *(list))]

/* What a made cell is. */
enum cell_kind {
    CELL_GIVEN,
    CELL_FAMILY,
    CELL_FULL,
    CELL_COMMA,
    CELL_BIRTH,
    CELL_US_BIRTH,
    CELL_ISO_BIRTH,
    CELL_START,
    CELL_SEX,
    CELL_POSTCODE,
    CELL_ZIP,
    CELL_STREET,
    CELL_NUMBER,
    CELL_ADDRESS,
    CELL_TOWN,
    CELL_PHONE,
    CELL_EMAIL,
    CELL_SERIAL,
    CELL_CODE,
    CELL_BAND,
    CELL_YEAR,
    CELL_MONTH,
    CELL_DAY,
    CELL_TWICE,
    CELL_CONSTANT,
    CELL_EMPTY,
    CELL_PRODUCT,
    CELL_AGE,
    CELL_INITIAL,
    CELL_WHOLE,
    CELL_MONEY
};

/* A made person, so that columns of one row agree. */
struct made {
    const char *given, *family;
    int year, month, day, serial;
};

static struct str make_cell(struct arena *arena, struct random *random, enum cell_kind kind,
                            const struct made *m)
{
    int n = (int)random_below(random, 90) + 1;
    int third = (int)random_below(random, 3);
    switch (kind) {
    case CELL_GIVEN:
        return str_of(m->given);
    case CELL_FAMILY:
        return str_of(m->family);
    case CELL_FULL:
        return arena_printf(arena, "%s %s", PICK(random, given_names), PICK(random, family_names));
    case CELL_WHOLE:
        return arena_printf(arena, "%s %s", m->given, m->family);
    case CELL_INITIAL:
        return arena_printf(arena, "%c", m->given[0]);
    case CELL_COMMA:
        return arena_printf(arena, "%s %s", m->family, m->given);
    case CELL_BIRTH:
        return arena_printf(arena, "%02d/%02d/%d", m->day, m->month, m->year);
    case CELL_US_BIRTH:
        return arena_printf(arena, "%02d/%02d/%d", m->month, m->day, m->year);
    case CELL_ISO_BIRTH:
        return arena_printf(arena, "%d-%02d-%02d", m->year, m->month, m->day);
    case CELL_START:
        return arena_printf(arena, "%02d/%02d/%d", n % 28 + 1, n % 12 + 1, 2019 + third);
    case CELL_SEX:
        return m->serial % 2 ? STR("M") : STR("F");
    case CELL_POSTCODE:
        return arena_printf(arena, "SA%d %dA%c", n, n % 10, 'A' + n % 8);
    case CELL_ZIP:
        return arena_printf(arena, "%05d", 27600 + n);
    case CELL_STREET:
        return str_of(PICK(random, streets));
    case CELL_NUMBER:
        return arena_printf(arena, "%d", n);
    case CELL_ADDRESS:
        return arena_printf(arena, "%d %s, %s", n, PICK(random, streets), PICK(random, towns));
    case CELL_TOWN:
        return str_of(PICK(random, towns));
    case CELL_PHONE:
        return arena_printf(arena, "01632 960%03d", n * 7);
    case CELL_EMAIL:
        return arena_printf(arena, "%s%d@example.org", m->given, n);
    case CELL_SERIAL:
        return arena_printf(arena, "%d", 1000 + m->serial);
    case CELL_CODE:
        return arena_printf(arena, "%d", 10000000 + m->serial * 7919 % 89999999);
    case CELL_TWICE:
        return arena_printf(arena, "%d", 10000000 + m->serial / 2 * 7919 % 89999999);
    case CELL_BAND:
        return arena_printf(arena, "%c", 'A' + n % 8);
    case CELL_YEAR:
        return arena_printf(arena, "%d", m->year);
    case CELL_MONTH:
        return arena_printf(arena, "%d", m->month);
    case CELL_DAY:
        return arena_printf(arena, "%d", m->day);
    case CELL_AGE:
        return arena_printf(arena, "%d", 2024 - m->year);
    case CELL_CONSTANT:
        return STR("UK");
    case CELL_PRODUCT:
        return arena_printf(arena, "Camera X%d kit %d", n, m->serial);
    case CELL_MONEY:
        return arena_printf(arena, "%d.%02d", n, n);
    default:
        return STR("");
    }
}

struct made_column {
    const char *header;
    enum cell_kind kind;
    enum role wanted;
};

/* make_table - rows of made people; each is there twice when a column is CELL_TWICE. header false:
 * none. */
static struct table make_table(const char *name, const struct made_column *columns, size_t count,
                               size_t rows, bool header, uint64_t seed, struct arena *arena)
{
    const char *headers[32];
    struct str cells[32];
    struct random random = random_seed(seed);
    bool twice = false;
    for (size_t c = 0; c < count; c++) {
        headers[c] = columns[c].header;
        twice = twice || columns[c].kind == CELL_TWICE;
    }
    struct table table = table_begin(name, header ? headers : NULL, count);
    struct made made = {0};
    for (size_t r = 0; r < rows; r++) {
        if (!twice || r % 2 == 0) {
            made = (struct made){PICK(&random, given_names),
                                 PICK(&random, family_names),
                                 1930 + (int)random_below(&random, 75),
                                 1 + (int)random_below(&random, 12),
                                 1 + (int)random_below(&random, 28),
                                 (int)r};
        }
        made.serial = (int)r;
        for (size_t c = 0; c < count; c++) {
            cells[c] = make_cell(arena, &random, columns[c].kind, &made);
        }
        table_add_row(&table, cells);
    }
    return table;
}

#define TABLE_COLUMNS_MAX 20

struct table_case {
    const char *what;
    bool header;
    size_t rows;
    struct made_column columns[TABLE_COLUMNS_MAX];
};

static const struct table_case table_cases[] = {
    {"usual",
     true,
     300,
     {{"id", CELL_SERIAL, ROLE_RECORD_ID},
      {"forename", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"surname", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"dob", CELL_BIRTH, ROLE_BIRTH_DATE},
      {"gender", CELL_SEX, ROLE_SEX},
      {"postcode", CELL_POSTCODE, ROLE_POSTCODE},
      {"band", CELL_BAND, ROLE_ATTRIBUTE},
      {"country", CELL_CONSTANT, ROLE_IGNORE},
      {"start date", CELL_START, ROLE_SINCE},
      {"notes", CELL_EMPTY, ROLE_IGNORE}}},
    {"derived columns count once",
     true,
     300,
     {{"forename", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"surname", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"display name", CELL_WHOLE, ROLE_IGNORE},
      {"initial", CELL_INITIAL, ROLE_IGNORE},
      {"dob", CELL_BIRTH, ROLE_BIRTH_DATE},
      {"birth year", CELL_YEAR, ROLE_IGNORE},
      {"age", CELL_AGE, ROLE_IGNORE}}},
    {"a date of no meaning beside a birth date",
     true,
     300,
     {{"name", CELL_FULL, ROLE_FULL_NAME},
      {"date1", CELL_START, ROLE_IGNORE},
      {"date2", CELL_BIRTH, ROLE_BIRTH_DATE}}},
    {"no header",
     false,
     300,
     {{"", CELL_SERIAL, ROLE_RECORD_ID},
      {"", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"", CELL_ISO_BIRTH, ROLE_BIRTH_DATE},
      {"", CELL_SEX, ROLE_SEX},
      {"", CELL_POSTCODE, ROLE_POSTCODE},
      {"", CELL_PHONE, ROLE_PHONE},
      {"", CELL_EMAIL, ROLE_EMAIL},
      {"", CELL_START, ROLE_IGNORE}}},
    {"no header, family name first",
     false,
     300,
     {{"", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"", CELL_NUMBER, ROLE_PREMISE},
      {"", CELL_STREET, ROLE_STREET},
      {"", CELL_TOWN, ROLE_TOWN},
      {"", CELL_ZIP, ROLE_POSTCODE}}},
    {"no header, birth in three columns",
     false,
     300,
     {{"", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"", CELL_YEAR, ROLE_BIRTH_YEAR},
      {"", CELL_MONTH, ROLE_BIRTH_MONTH},
      {"", CELL_DAY, ROLE_BIRTH_DAY}}},
    {"no header, whole names and addresses",
     false,
     300,
     {{"", CELL_FULL, ROLE_FULL_NAME},
      {"", CELL_ADDRESS, ROLE_ADDRESS},
      {"", CELL_BIRTH, ROLE_BIRTH_DATE}}},
    {"names under no header beside a phone of a parent who has no name",
     true,
     300,
     {{"surname", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"forename", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"dob", CELL_BIRTH, ROLE_BIRTH_DATE},
      {"", CELL_FULL, ROLE_FULL_NAME},
      {"parent 1 phone", CELL_PHONE, ROLE_PHONE},
      {"", CELL_FULL, ROLE_FULL_NAME}}},
    {"two given names under no header beside a family name",
     true,
     300,
     {{"surname", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"", CELL_FULL, ROLE_GIVEN_NAME},
      {"dob", CELL_BIRTH, ROLE_BIRTH_DATE}}},
    {"words never heard of",
     true,
     300,
     {{"xq_a", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"xq_b", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"xq_c", CELL_BIRTH, ROLE_BIRTH_DATE},
      {"xq_d", CELL_EMAIL, ROLE_EMAIL},
      {"xq_e", CELL_SEX, ROLE_SEX}}},
    {"headers that lie",
     true,
     300,
     {{"forename", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"surname", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"email", CELL_BAND, ROLE_ATTRIBUTE},
      {"title", CELL_TOWN, ROLE_ATTRIBUTE},
      {"phone", CELL_EMPTY, ROLE_IGNORE}}},
    {"a number of its own beside the house's",
     true,
     300,
     {{"Rhif Etholwr / Elector Number", CELL_SERIAL, ROLE_RECORD_ID},
      {"Cyfenw / Surname", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"Enwau Cyntaf / Forenames", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"Number", CELL_NUMBER, ROLE_PREMISE},
      {"Street", CELL_STREET, ROLE_STREET},
      {"Area", CELL_TOWN, ROLE_TOWN},
      {"blocking number", CELL_DAY, ROLE_ATTRIBUTE}}},
    {"a date that only looks old",
     true,
     300,
     {{"forename", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"surname", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"Date Opened", CELL_START, ROLE_IGNORE}}},
    {"things",
     true,
     300,
     {{"id", CELL_SERIAL, ROLE_RECORD_ID},
      {"title", CELL_PRODUCT, ROLE_THING_NAME},
      {"brand", CELL_BAND, ROLE_ATTRIBUTE},
      {"price", CELL_MONEY, ROLE_ATTRIBUTE}}},
    {"money is no description of a person",
     true,
     300,
     {{"forename", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"surname", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"weekly sum", CELL_MONEY, ROLE_IGNORE}}},
    {"an identity number is evidence, even if nearly unique",
     true,
     300,
     {{"forename", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"surname", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"ssn", CELL_CODE, ROLE_ATTRIBUTE},
      {"customer ref", CELL_CODE, ROLE_IGNORE},
      {"record id", CELL_SERIAL, ROLE_RECORD_ID}}},
    {"a number met twice for the same person is theirs",
     true,
     300,
     {{"forename", CELL_GIVEN, ROLE_GIVEN_NAME},
      {"surname", CELL_FAMILY, ROLE_FAMILY_NAME},
      {"dob", CELL_BIRTH, ROLE_BIRTH_DATE},
      {"client id", CELL_TWICE, ROLE_ATTRIBUTE}}},
    {"a property's number",
     true,
     200,
     {{"number", CELL_NUMBER, ROLE_PREMISE},
      {"street", CELL_STREET, ROLE_STREET},
      {"town", CELL_TOWN, ROLE_TOWN}}},
};

static size_t columns_in(const struct made_column *columns)
{
    size_t count = 0;
    while (count < TABLE_COLUMNS_MAX && columns[count].header != NULL) {
        count++;
    }
    return count;
}

static void check_roles(const char *what, const struct mapping *mapping,
                        const struct made_column *columns)
{
    for (size_t c = 0; c < mapping->column_count; c++) {
        if (mapping->columns[c].role != columns[c].wanted) {
            fail_msg("%s: column %zu %s: wanted %s, got %s (%.*s)", what, c + 1, columns[c].header,
                     role_table[columns[c].wanted].name, role_table[mapping->columns[c].role].name,
                     PRI(mapping->columns[c].evidence));
        }
    }
}

static void test_tables(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table_cases / sizeof *table_cases; i++) {
        const struct table_case *table_case = &table_cases[i];
        for (uint64_t seed = 1; seed <= 5; seed++) {
            struct arena arena = {0};
            char what[120];
            struct table table =
                make_table("made", table_case->columns, columns_in(table_case->columns),
                           table_case->rows, table_case->header, seed, &arena);
            struct mapping mapping;
            struct err err;
            assert_int_equal(infer_mappings(&table, 1, &mapping, &err), 0);
            snprintf(what, sizeof what, "%s, seed %d", table_case->what, (int)seed);
            check_roles(what, &mapping, table_case->columns);
            mapping_free(&mapping);
            table_end(&table);
            arena_free(&arena);
        }
    }
}

static void test_orders(void **state)
{
    (void)state;
    static const struct made_column columns[] = {{"dob", CELL_US_BIRTH, ROLE_BIRTH_DATE},
                                                 {"name", CELL_COMMA, ROLE_FULL_NAME}};
    struct arena arena = {0};
    struct table table = make_table("made", columns, 2, 200, true, 1, &arena);
    struct mapping mapping;
    assert_int_equal(infer_mappings(&table, 1, &mapping, NULL), 0);
    check_roles("orders", &mapping, columns);
    assert_int_equal(mapping.columns[0].date_order, DATE_MONTH_FIRST);
    assert_int_equal(mapping.columns[1].name_order, NAME_FAMILY_FIRST);
    assert_in_range(mapping.latest_year, 2000, 2004);
    mapping_free(&mapping);
    table_end(&table);
    arena_free(&arena);
}

/* Two tables that number their rows alike share nothing; a number that goes with the same people is
 * shared. */
static void test_across_tables(void **state)
{
    (void)state;
    static const struct made_column left[] = {{"id", CELL_SERIAL, ROLE_RECORD_ID},
                                              {"forename", CELL_GIVEN, ROLE_GIVEN_NAME},
                                              {"surname", CELL_FAMILY, ROLE_FAMILY_NAME},
                                              {"local code", CELL_CODE, ROLE_ATTRIBUTE}};
    static const struct made_column right[] = {{"ref", CELL_SERIAL, ROLE_RECORD_ID},
                                               {"first name", CELL_GIVEN, ROLE_GIVEN_NAME},
                                               {"last name", CELL_FAMILY, ROLE_FAMILY_NAME},
                                               {"their code", CELL_CODE, ROLE_ATTRIBUTE}};
    for (int same = 0; same < 2; same++) {
        struct arena arena = {0};
        struct table tables[2] = {make_table("a", left, 4, 200, true, 1, &arena),
                                  make_table("b", right, 4, 200, true, same ? 1 : 2, &arena)};
        struct mapping mappings[2];
        assert_int_equal(infer_mappings(tables, 2, mappings, NULL), 0);
        if (same) {
            assert_int_equal(mappings[0].columns[3].role, ROLE_ATTRIBUTE);
            assert_int_equal(mappings[1].columns[3].role, ROLE_ATTRIBUTE);
            assert_true(str_eq(mappings[0].columns[3].attribute, mappings[1].columns[3].attribute));
        } else {
            assert_int_not_equal(mappings[0].columns[3].role, ROLE_ATTRIBUTE);
            assert_int_equal(mappings[0].columns[0].role, ROLE_RECORD_ID);
            assert_int_equal(mappings[1].columns[0].role, ROLE_RECORD_ID);
        }
        for (int t = 0; t < 2; t++) {
            mapping_free(&mappings[t]);
            table_end(&tables[t]);
        }
        arena_free(&arena);
    }
}

static void test_too_many_attributes(void **state)
{
    (void)state;
    struct made_column columns[TABLE_COLUMNS_MAX];
    char headers[TABLE_COLUMNS_MAX][16];
    for (size_t c = 0; c < TABLE_COLUMNS_MAX; c++) {
        snprintf(headers[c], sizeof headers[c], "quality %c", 'a' + (int)c);
        columns[c] = (struct made_column){headers[c], CELL_BAND, ROLE_ATTRIBUTE};
    }
    columns[0] = (struct made_column){"name", CELL_FULL, ROLE_FULL_NAME};
    struct arena arena = {0};
    struct table table = make_table("made", columns, TABLE_COLUMNS_MAX, 100, true, 1, &arena);
    struct mapping mapping;
    assert_int_equal(infer_mappings(&table, 1, &mapping, NULL), 0);
    int kept = 0;
    for (size_t c = 0; c < mapping.column_count; c++) {
        kept += mapping.columns[c].role == ROLE_ATTRIBUTE;
    }
    assert_int_equal(kept, ATTRIBUTES_MAX);
    mapping_free(&mapping);
    table_end(&table);
    arena_free(&arena);
}

/* ---- sets that others have published, without their headers ---- */

static bool is_truth(struct str header)
{
    return str_eq(header, STR("rec_id")) || str_eq(header, STR("cluster")) ||
           str_eq(header, STR("unique_id"));
}

/* read_set - a CSV file of the shared data as a table; false: it isn't there. */
static bool read_set(const char *path, bool header, struct arena *arena, struct table *ret)
{
    const char *shared = getenv("CANTREF_SHARED");
    struct str name =
        arena_printf(arena, "%s/data/%s", shared != NULL ? shared : "../shared", path);
    FILE *file = fopen(name.ptr, "rb");
    if (file == NULL) {
        print_message("skipped: %s is not there\n", path);
        return false;
    }
    int fd = fileno(file);
    struct window window;
    struct csv_reader reader;
    struct csv_row row;
    bool found = false;
    window_open(&window, byte_source_fd(&fd), WINDOW_BYTES);
    csv_open(&reader, window, ',');
    assert_int_equal(csv_next(&reader, &row, &found, NULL), 0);
    size_t kept[64], count = 0;
    const char *headers[64];
    for (size_t c = 0; c < row.count; c++) {
        if (!is_truth(str_trim(row.cells[c]))) {
            headers[count] = arena_printf(arena, "%.*s", PRI(str_trim(row.cells[c]))).ptr;
            kept[count++] = c;
        }
    }
    *ret = table_begin(path, header ? headers : NULL, count);
    while (csv_next(&reader, &row, &found, NULL) == 0 && found) {
        struct str cells[64];
        for (size_t c = 0; c < count; c++) {
            cells[c] = kept[c] < row.count ? row.cells[kept[c]] : STR("");
        }
        table_add_row(ret, cells);
    }
    csv_free(&reader);
    fclose(file);
    return true;
}

static const struct {
    const char *path;
    const char *with_header;
    const char *without;
} sets[] = {
    {"febrl/dataset1.csv",
     "given_name family_name premise address address town postcode attribute birth_date attribute",
     "given_name family_name premise street * town postcode attribute birth_date attribute"},
    {"clkhash/dirty_1000_50_1.csv",
     "given_name family_name premise address address town postcode attribute birth_date ignore phone attribute attribute",
     "given_name family_name premise street * * * attribute birth_date * phone * attribute"},
    {"splink/fake_1000.csv", "given_name family_name birth_date town email",
     "given_name family_name birth_date * email"},
    {"splink/historical_50k.csv",
     "full_name ignore given_name family_name birth_date attribute postcode sex attribute",
     "full_name ignore given_name family_name birth_date attribute postcode sex attribute"},
};

static void test_published_sets(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * sizeof sets / sizeof *sets; i++) {
        struct arena arena = {0};
        struct table table;
        struct mapping mapping;
        bool header = i % 2 == 0;
        if (!read_set(sets[i / 2].path, header, &arena, &table)) {
            arena_free(&arena);
            continue;
        }
        assert_int_equal(infer_mappings(&table, 1, &mapping, NULL), 0);
        struct str wanted = str_of(header ? sets[i / 2].with_header : sets[i / 2].without);
        struct str role;
        for (size_t c = 0; str_next_token(&wanted, ' ', &role); c++) {
            struct str got = str_of(role_table[mapping.columns[c].role].name);
            if (!str_eq(role, STR("*")) && !str_eq(role, got)) {
                fail_msg("%s column %zu: wanted %.*s, got %.*s (%.*s)", sets[i / 2].path, c + 1,
                         PRI(role), PRI(got), PRI(mapping.columns[c].evidence));
            }
        }
        mapping_free(&mapping);
        table_end(&table);
        arena_free(&arena);
    }
}

static void test_sketches(void **state)
{
    (void)state;
    struct column left = {0}, right = {0};
    for (uint32_t i = 0; i < 20000; i++) {
        char text[16];
        uint32_t id;
        snprintf(text, sizeof text, "A%u", i);
        assert_int_equal(dictionary_add(&left.values, str_of(text), &id), 0);
        snprintf(text, sizeof text, "a-%u", i + 10000);
        assert_int_equal(dictionary_add(&right.values, str_of(text), &id), 0);
    }
    struct value_sketch *sketches = mem_must_array(2, sizeof *sketches);
    sketch_make(&left, &sketches[0]);
    sketch_make(&right, &sketches[1]);
    double overlap = sketch_overlap(&sketches[0], &sketches[1]);
    assert_true(overlap > .4 && overlap < .6);
    assert_true(sketch_overlap(&sketches[0], &sketches[0]) > .999);
    mem_free(sketches);
    dictionary_free(&left.values);
    dictionary_free(&right.values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_across_tables),
        cmocka_unit_test(test_too_many_attributes),
        cmocka_unit_test(test_published_sets),
        cmocka_unit_test(test_sketches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
