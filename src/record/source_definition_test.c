/* source_definition_test.c - sources/NAME.yaml: any definition is read back as it was written;
 * every mistake is told with its place; no secret is taken. */
#include "source_definition.h"

#include "random.h"
#include "table_test.h"
#include "test_seed.h"

/* ---- round trip ---- */

static const char *const pieces[] = {"a", "Z", "9", " ", ":", "#", "\"",
                                     "'", "-", "ŵ", "é", "%", "{"};

/* any_text - not empty, on one line. */
static struct str any_text(struct random *random, struct arena *arena)
{
    struct buf text = {0};
    for (uint64_t i = 0, count = 1 + random_below(random, 12); i < count; i++) {
        buf_add(&text, str_of(pieces[random_below(random, sizeof pieces / sizeof *pieces)]));
    }
    struct str copy = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return copy;
}

static bool maybe(struct random *random)
{
    return random_below(random, 2) == 0;
}

static void any_connector(struct random *random, struct arena *arena, struct connector *ret)
{
    *ret = (struct connector){.kind = (enum connector_kind)random_below(random, CONNECTOR_KINDS)};
    struct str keyfile = STR("keys/secret"), variable = STR("COUNCIL_SECRET_1");
    bool in_file = maybe(random), named = maybe(random);
    switch (ret->kind) {
    case CONNECTOR_FOLDER:
        ret->pattern = STR("tenancies_*.csv");
        ret->path = any_text(random, arena);
        break;
    case CONNECTOR_ODBC:
        ret->dsn = named ? STR("revenues") : STR("");
        ret->connection = named ? STR("") : STR("Driver={ODBC 18};Server=db;UID=reader");
        ret->query = any_text(random, arena);
        ret->query = arena_printf(arena, "select *\nfrom t -- %.*s\n", PRI(ret->query));
        ret->password_file = in_file ? keyfile : STR("");
        ret->password_environment = in_file ? STR("") : variable;
        break;
    case CONNECTOR_HTTP:
        ret->url = named ? STR("https://x.example/api?page=1") : STR("http://127.0.0.1:80/a");
        ret->items = any_text(random, arena);
        ret->cursor_parameter = named ? any_text(random, arena) : STR("");
        ret->cursor = named ? any_text(random, arena) : STR("");
        ret->token_file = in_file ? keyfile : STR("");
        ret->token_environment = in_file ? STR("") : variable;
        break;
    default:
        ret->path = any_text(random, arena);
    }
}

static void any_mapping(struct random *random, struct mapping *ret)
{
    *ret = (struct mapping){.source = STR("s"),
                            .kind = (enum mapping_kind)random_below(random, MAPPING_KINDS),
                            .latest_year = 1900 + (int)random_below(random, 200),
                            .column_count = 1 + random_below(random, 6)};
    ret->columns = mem_must_array(ret->column_count, sizeof *ret->columns);
    for (size_t c = 0; c < ret->column_count; c++) {
        struct str header = any_text(random, &ret->arena);
        ret->columns[c] = (struct mapping_column){
            .header = header,
            .role = maybe(random) ? ROLE_IGNORE : ROLE_ATTRIBUTE,
            .subject = maybe(random) ? STR("") : any_text(random, &ret->arena),
            .attribute = STR(""),
            .evidence = any_text(random, &ret->arena)};
        if (ret->columns[c].role == ROLE_ATTRIBUTE) {
            ret->columns[c].attribute = header;
        }
    }
}

static void any_definition(struct random *random, struct source_definition *ret)
{
    *ret = (struct source_definition){
        .name = STR("s"),
        .delivery = maybe(random) ? DELIVERY_SNAPSHOT : DELIVERY_CHANGES,
        .duplicates = maybe(random) ? DUPLICATES_FREE : DUPLICATES_POSSIBLE,
        .retention_days = maybe(random) ? 0 : 1 + (int64_t)random_below(random, RETENTION_DAYS_MAX),
        .schedule = {.kind = (enum schedule_kind)random_below(random, 4)},
        .shrink_max = (double)random_below(random, 1000001) / 1e6,
        .reject_max = (double)random_below(random, 101) / 100};
    any_connector(random, &ret->arena, &ret->connector);
    any_mapping(random, &ret->mapping);
    ret->category = (enum source_category)random_below(random, SOURCE_CATEGORIES + 1);
    ret->agreement = maybe(random) ? STR("") : any_text(random, &ret->arena);
    ret->key_count = random_below(random, 3) + (ret->delivery == DELIVERY_CHANGES);
    for (size_t k = 0; k < ret->key_count; k++) {
        ret->key[k] = ret->mapping.columns[random_below(random, ret->mapping.column_count)].header;
    }
    if (ret->delivery == DELIVERY_CHANGES && maybe(random)) {
        ret->deletion_column = ret->mapping.columns[0].header;
        ret->deletion_value = any_text(random, &ret->arena);
    }
    if (ret->schedule.kind == SCHEDULE_DAILY || ret->schedule.kind == SCHEDULE_WEEKLY) {
        ret->schedule.hour = (int)random_below(random, 24);
        ret->schedule.minute = (int)random_below(random, 60);
    }
    ret->schedule.weekday =
        ret->schedule.kind == SCHEDULE_WEEKLY ? (int)random_below(random, 7) : 0;
}

static bool same_mapping(const struct mapping *a, const struct mapping *b)
{
    bool same = a->kind == b->kind && a->latest_year == b->latest_year &&
                a->column_count == b->column_count;
    for (size_t c = 0; c < a->column_count && same; c++) {
        same = str_eq(a->columns[c].header, b->columns[c].header) &&
               a->columns[c].role == b->columns[c].role &&
               str_eq(a->columns[c].subject, b->columns[c].subject) &&
               str_eq(a->columns[c].attribute, b->columns[c].attribute);
    }
    return same;
}

static bool same_connector(const struct connector *a, const struct connector *b)
{
    return a->kind == b->kind && str_eq(a->path, b->path) && str_eq(a->pattern, b->pattern) &&
           str_eq(a->dsn, b->dsn) && str_eq(a->connection, b->connection) &&
           str_eq(a->query, b->query) && str_eq(a->password_file, b->password_file) &&
           str_eq(a->password_environment, b->password_environment) && str_eq(a->url, b->url) &&
           str_eq(a->items, b->items) && str_eq(a->cursor_parameter, b->cursor_parameter) &&
           str_eq(a->cursor, b->cursor) && str_eq(a->token_file, b->token_file) &&
           str_eq(a->token_environment, b->token_environment);
}

static bool same_definition(const struct source_definition *a, const struct source_definition *b)
{
    bool same = a->key_count == b->key_count;
    for (size_t k = 0; k < a->key_count && same; k++) {
        same = str_eq(a->key[k], b->key[k]);
    }
    return same && str_eq(a->name, b->name) && same_connector(&a->connector, &b->connector) &&
           a->delivery == b->delivery && str_eq(a->deletion_column, b->deletion_column) &&
           str_eq(a->deletion_value, b->deletion_value) && a->duplicates == b->duplicates &&
           a->category == b->category && str_eq(a->agreement, b->agreement) &&
           a->retention_days == b->retention_days &&
           memcmp(&a->schedule, &b->schedule, sizeof a->schedule) == 0 &&
           a->shrink_max == b->shrink_max && a->reject_max == b->reject_max &&
           same_mapping(&a->mapping, &b->mapping);
}

static void test_round_trip(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int round = 0; round < 3000; round++) {
        struct source_definition before, after;
        struct err_list errors = {0};
        struct buf text = {0};
        any_definition(&random, &before);
        assert_int_equal(source_definition_write(&text, &before), 0);
        if (source_definition_parse(buf_str(&text), "s.yaml", STR("s"), &after, &errors) != 0) {
            fail_msg("%zu:%zu: %s\n%.*s", errors.errors[0].line, errors.errors[0].column,
                     errors.errors[0].message, PRI(buf_str(&text)));
        }
        if (!same_definition(&before, &after)) {
            fail_msg("read back differently:\n%.*s", PRI(buf_str(&text)));
        }
        source_definition_free(&before);
        source_definition_free(&after);
        err_list_free(&errors);
        buf_free(&text);
    }
}

/* ---- mistakes ---- */

#define SOURCE "source: rents\n"
#define CONNECT "connector: {kind: file, path: rents.csv}\n"
#define DELIVERY "delivery: snapshot\n"
#define MAPPING                                                                                    \
    "mapping:\n  columns:\n    - {column: Ref, role: record_id}\n"                                 \
    "    - {column: Surname, role: family_name}\n"
#define ALL SOURCE CONNECT DELIVERY MAPPING
#define CONNECTED(text) SOURCE "connector: {" text "}\n" DELIVERY MAPPING

static const struct {
    const char *text;
    size_t count, line, column; /* of mistakes; place of the first */
    const char *said;
} mistakes[] = {
    {"", 4, 1, 1, "\"source\" is missing"},
    {"- a\n", 1, 1, 1, "a map"},
    {ALL "source: rents\n", 1, 8, 1, "twice"},
    {"source: rent\n" CONNECT DELIVERY MAPPING, 1, 1, 9, "the file is called rents.yaml"},
    {ALL "key: Reference\n", 1, 8, 6, "no column \"Reference\""},
    {ALL "key: [Ref, Reference, Nobody]\n", 2, 8, 12, "no column \"Reference\""},
    {ALL "key: []\n", 1, 8, 6, "1 to 8 columns"},
    {ALL "key: {a: b}\n", 1, 8, 6, "text is wanted"},
    {ALL "deletion: {column: Ref, value: D}\n", 1, 8, 11, "only a source of changes"},
    {ALL "duplicates: none\n", 1, 8, 13, "write possible or free"},
    {ALL "retention: 30 days\n", 1, 8, 1, "'retention' is not known here; known are: source, con"},
    {ALL "retention_days: 30 days\n", 1, 8, 17, "a whole number from 1 to 36525"},
    {ALL "schedule: daily\n", 1, 8, 11, "daily at 02:30"},
    {ALL "schedule: daily at 24:00\n", 1, 8, 11, "daily at 02:30"},
    {ALL "schedule: daily at 2:30\n", 1, 8, 11, "daily at 02:30"},
    {ALL "schedule: weekly on Monday at 02:30\n", 1, 8, 11, "weekly on monday"},
    {ALL "shrink_max: 20%\n", 1, 8, 13, "a share from 0 to 1"},
    {ALL "reject_max: 1.5\n", 1, 8, 13, "a share from 0 to 1"},
    {ALL "category: taxes\n", 1, 8, 11, "\"taxes\" is not known here: write council_tax, "},
    {ALL "agreement:\n", 1, 8, 11, "empty"},
    {ALL "agreement: &a b\n", 1, 8, 12, "& and *"},
    {SOURCE CONNECT "delivery: all\n" MAPPING, 1, 3, 11, "write snapshot or changes"},
    {SOURCE CONNECT "delivery: changes\n" MAPPING, 1, 3, 11, "add \"key\""},
    {SOURCE CONNECT "delivery: changes\nkey: Ref\ndeletion: {column: A}\n" MAPPING, 1, 5, 11,
     "\"value\" is missing"},
    {SOURCE CONNECT "delivery: changes\nkey: Ref\ndeletion: {column: A, value: D}\n" MAPPING, 1, 5,
     20, "no column \"A\""},
    {SOURCE CONNECT DELIVERY "mapping: {kind: person, columns: []}\n", 1, 4, 17, "unknown kind"},
    {SOURCE CONNECT DELIVERY "mapping: {kind: people}\n", 1, 4, 10, "needs \"columns\""},
    {SOURCE CONNECT DELIVERY "mapping: people\n", 1, 4, 10, "a map"},
    {SOURCE CONNECT DELIVERY "mapping: {columns: [{column: A, role: nmae}, {role: sex}]}\n", 2, 4,
     39, "unknown role"},
    {CONNECTED("path: a"), 1, 2, 12, "needs \"kind\""},
    {CONNECTED("kind: ftp"), 1, 2, 19, "write file, folder, odbc or http"},
    {CONNECTED("kind: file"), 1, 2, 12, "needs \"path\""},
    {CONNECTED("kind: file, path: a, query: b"), 1, 2, 34, "'query' is not known here; known are:"},
    {CONNECTED("kind: folder, path: a"), 1, 2, 12, "needs \"pattern\""},
    {CONNECTED("kind: folder, path: a, pattern: b/*.csv"), 1, 2, 45, "file names only"},
    {CONNECTED("kind: odbc, query: q"), 1, 2, 12, "\"dsn\" or \"connection\""},
    {CONNECTED("kind: odbc, dsn: a, connection: b, query: q"), 1, 2, 12, "take one of the two out"},
    {CONNECTED("kind: odbc, dsn: a"), 1, 2, 12, "needs \"query\""},
    {CONNECTED("kind: odbc, dsn: a, query: ''"), 1, 2, 40, "a query"},
    {CONNECTED("kind: odbc, dsn: 'a;PWD=x', query: q"), 1, 2, 30, "under connection"},
    {CONNECTED("kind: odbc, dsn: a, query: q, password_file: pw.txt"), 1, 2, 58,
     "put it into keys"},
    {CONNECTED("kind: odbc, dsn: a, query: q, password_file: keys/../pw"), 1, 2, 58, "keys/"},
    {CONNECTED("kind: odbc, dsn: a, query: q, password_environment: hunter 2"), 1, 2, 65,
     "name of"},
    {CONNECTED("kind: odbc, dsn: a, query: q, password: hunter2"), 1, 2, 43, "'password' is not"},
    {CONNECTED("kind: http, url: example.org"), 1, 2, 30, "https://"},
    {CONNECTED("kind: http, url: 'http://example.org/'"), 1, 2, 30, "readably"},
    {CONNECTED("kind: http, url: 'http://127.0.0.1.example.org/'"), 1, 2, 30, "readably"},
    {CONNECTED("kind: http, url: 'https://'"), 1, 2, 30, "no address"},
    {CONNECTED("kind: http, url: 'https://x/', cursor: next"), 1, 2, 12, "without the other"},
    {CONNECTED("kind: http, url: 'https://x/', token_file: a, token_environment: B"), 1, 2, 56,
     "put it into keys"},
};

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct source_definition definition = {.key_count = 77};
        struct err_list errors = {0};
        int code = source_definition_parse(str_of(mistakes[i].text), "sources/rents.yaml",
                                           STR("rents"), &definition, &errors);
        const struct err *first = errors.kept > 0 ? &errors.errors[0] : &(struct err){0};
        if (code != ERR_INPUT || errors.count != mistakes[i].count ||
            first->line != mistakes[i].line || first->column != mistakes[i].column ||
            strstr(first->message, mistakes[i].said) == NULL ||
            strcmp(first->file, "sources/rents.yaml") != 0 || definition.key_count != 77) {
            fail_msg("case %zu:\n%s\ngot %d, %zu mistakes, %zu:%zu \"%s\"", i, mistakes[i].text,
                     code, errors.count, first->line, first->column, first->message);
        }
        err_list_free(&errors);
    }
}

/* Nothing secret is taken into a file that git keeps, and no error repeats it. */
static void test_secrets(void **state)
{
    (void)state;
    static const char *const connectors[] = {
        "kind: odbc, connection: 'Server=a;PWD=hunter2', query: q",
        "kind: odbc, connection: 'Server=a; Password = hunter2', query: q",
        "kind: odbc, connection: 'passwd=hunter2;Server=a', query: q",
        "kind: odbc, connection: 'Server={a;b};pWd={hunter2}', query: q",
        "kind: odbc, connection: 'Server=a;AccessToken=hunter2', query: q",
        "kind: http, url: 'https://user:hunter2@example.org/'",
        "kind: http, url: 'https://example.org/?api_key=hunter2'",
        "kind: http, url: 'https://example.org/?page=1&access_token=hunter2'",
        "kind: http, url: 'https://example.org/?SIG=hunter2'",
    };
    for (size_t i = 0; i < sizeof connectors / sizeof *connectors; i++) {
        struct arena arena = {0};
        struct source_definition definition;
        struct err_list errors = {0};
        struct str text =
            arena_printf(&arena, SOURCE "connector: {%s}\n" DELIVERY MAPPING, connectors[i]);
        int code = source_definition_parse(text, "rents.yaml", STR("rents"), &definition, &errors);
        if (code != ERR_INPUT || errors.count != 1 ||
            strstr(errors.errors[0].message, "kept in git") == NULL ||
            strstr(errors.errors[0].message, "hunter2") != NULL) {
            fail_msg("%s: %d", connectors[i], code);
        }
        err_list_free(&errors);
        arena_free(&arena);
    }
}

/* ---- with a table ---- */

static void test_map(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        const char *key;
        size_t count, line, column;
    } cases[] = {
        {"Surname|Ref|New", "Ref", 0, 0, 0},
        {"Ref|Forename", "Ref", 1, 7, 16},
        {"Forename", "[Ref, Surname]", 2, 6, 16},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct source_definition definition;
        struct mapping mapping;
        struct err_list errors = {0};
        struct str text = arena_printf(&arena, ALL "key: %s\n", cases[i].key);
        assert_int_equal(
            source_definition_parse(text, "rents.yaml", STR("rents"), &definition, &errors), 0);
        assert_int_equal(definition.mapping.column_count, 2);
        const char *header[] = {cases[i].header};
        struct table table = table_of_lines("rents", header, 1, &arena);
        int code = source_definition_map(&definition, &table, &mapping, &errors);
        size_t mapped = errors.count;
        if (mapped != cases[i].count ||
            (mapped > 0 && (code != ERR_INPUT || errors.errors[0].line != cases[i].line ||
                            errors.errors[0].column != cases[i].column))) {
            fail_msg("case %zu: %d, %zu mistakes", i, code, errors.count);
        }
        if (code == 0) {
            assert_int_equal(mapping.column_count, 3);
            assert_int_equal(mapping.columns[0].role, ROLE_FAMILY_NAME);
            assert_int_equal(mapping.columns[1].role, ROLE_RECORD_ID);
            assert_int_equal(mapping.columns[2].role, ROLE_IGNORE);
            mapping_free(&mapping);
        }
        source_definition_free(&definition);
        err_list_free(&errors);
        table_end(&table);
        arena_free(&arena);
    }
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool fits;
    } cases[] = {{"council_tax", true},
                 {"a", true},
                 {"2024-rents", true},
                 {"", false},
                 {"-a", false},
                 {"a b", false},
                 {"a.b", false},
                 {"tŷ", false},
                 {"../a", false},
                 {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true},
                 {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(source_name_fits(str_of(cases[i].name)), cases[i].fits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_secrets),    cmocka_unit_test(test_map),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
