/* picture_test.h - what the tests of a whole home share: a home in a folder of its own, sources and
 * extracts in it, and short ways to ask its database. For tests only. */
#ifndef CANTREF_RECORD_PICTURE_TEST_H
#define CANTREF_RECORD_PICTURE_TEST_H

#include "hash.h"
#include "ingest.h"
#include "model_store.h"
#include "store_test.h"
#include "whole_file.h"

#include <stdint.h>
#include <string.h>

/* struct test_picture - start with test_picture_begin, end with test_picture_end. */
struct test_picture {
    char folder[64];
    struct picture picture;
    struct ingest_summary summary; /* of the last extract */
    struct err err;
};

static inline void test_picture_open(struct test_picture *t)
{
    t->picture = (struct picture){.home = {.lock_fd = -1}};
    if (picture_open(t->folder, &t->picture, &t->err) != 0) {
        fail_msg("%s", t->err.message);
    }
}

static inline void test_picture_begin(struct test_picture *t)
{
    static const struct council council = {
        .name = STR_INIT("X"), .language_count = 1, .retention_days = 30};
    *t = (struct test_picture){.folder = "/tmp/cantref_home_XXXXXX"};
    assert_non_null(mkdtemp(t->folder));
    if (home_make(t->folder, &council, &t->err) != 0) {
        fail_msg("%s", t->err.message);
    }
    test_picture_open(t);
}

/* test_picture_again - close the home and open it, as the next command does. */
static inline void test_picture_again(struct test_picture *t)
{
    picture_close(&t->picture);
    test_picture_open(t);
}

static inline void test_remove_tree(const char *path)
{
    DIR *entries = opendir(path);
    if (entries == NULL) { /* a file */
        assert_int_equal(unlink(path), 0);
        return;
    }
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        struct buf inner = {0};
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            buf_printf(&inner, "%s/%s", path, entry->d_name);
            buf_add_char(&inner, '\0');
            test_remove_tree(inner.ptr);
        }
        buf_free(&inner);
    }
    closedir(entries);
    assert_int_equal(rmdir(path), 0);
}

static inline void test_picture_end(struct test_picture *t)
{
    picture_close(&t->picture);
    test_remove_tree(t->folder);
}

static inline void test_picture_put(struct test_picture *t, const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", t->folder, name);
    assert_int_equal(file_replace(path, str_of(text), 0600, &t->err), 0);
}

/* test_picture_source - sources/NAME.yaml of a file source; `rules` are its key, delivery and the
 * like, `columns` its mapping's, each a line "column: role". */
static inline void test_picture_source(struct test_picture *t, const char *name, const char *rules,
                                       const char *columns)
{
    struct buf text = {0};
    char path[100];
    buf_printf(&text, "source: %s\nconnector:\n  kind: file\n  path: extracts/%s.csv\n%s", name,
               name, rules);
    if (strstr(rules, "delivery:") == NULL) {
        buf_printf(&text, "delivery: snapshot\n");
    }
    buf_printf(&text, "mapping:\n  kind: people\n  latest_year: 2027\n  columns:\n");
    for (struct str rest = str_of(columns), line; str_next_token(&rest, '\n', &line);) {
        ptrdiff_t at = str_find(line, STR(":"));
        assert_true(at > 0);
        buf_printf(&text, "    - column: %.*s\n      role: %.*s\n",
                   PRI(str_slice(line, 0, (size_t)at)),
                   PRI(str_trim(str_slice(line, (size_t)at + 1, line.len))));
    }
    buf_add_char(&text, '\0');
    snprintf(path, sizeof path, "sources/%s.yaml", name);
    test_picture_put(t, path, text.ptr);
    buf_free(&text);
}

/* test_picture_take - ingest an extract with these bytes; shrink_max < 0: as the source says. */
static inline int test_picture_take(struct test_picture *t, const char *name, const char *csv,
                                    double shrink_max)
{
    struct source_definition definition;
    struct err_list errors = {0};
    const struct ingest_options options = {shrink_max, NULL};
    char path[200];
    test_picture_put(t, "extract.csv", csv);
    snprintf(path, sizeof path, "%s/extract.csv", t->folder);
    if (home_source(&t->picture.home, str_of(name), &definition, &errors) != 0) {
        err_list_first(&errors, &t->err);
        fail_msg("%s", t->err.message);
    }
    t->err = (struct err){0};
    int code = ingest(&t->picture, &definition, path, &options, &t->summary, &t->err);
    source_definition_free(&definition);
    return code;
}

static inline int64_t test_picture_ask(struct test_picture *t, const char *sql)
{
    return test_ask(t->picture.db, sql);
}

/* test_picture_dump - a hash of all that the database holds but the list of extracts, which tells
 * each delivery. */
static inline uint64_t test_picture_dump(struct test_picture *t)
{
    static const char *const tables[] = {
        "SELECT quote(source) || quote(name) FROM source ORDER BY source",
        "SELECT quote(header) || quote(source) || quote(columns) FROM header ORDER BY header",
        "SELECT quote(record) || quote(source) || quote(identity) FROM record ORDER BY record",
        "SELECT quote(record) || quote(version) || ' ' || quote(extract) || ' ' || "
        "quote(row_number) || quote(known_from) || quote(known_to) || quote(header) || "
        "quote(content) || quote(value_key) || quote(cells) FROM record_version "
        "ORDER BY record, version",
        "SELECT quote(mention) || ' ' || quote(model) || ' ' || quote(record) || ' ' || "
        "quote(number) || ' ' || quote(node) || quote(address) || quote(uprn) || "
        "quote(value_key) || quote(sealed) FROM mention ORDER BY mention",
        "SELECT quote(node) || ' ' || quote(content) || ' ' || quote(component) FROM node "
        "ORDER BY node",
        "SELECT quote(token) || ' ' || quote(node) FROM block ORDER BY model, token, node",
        "SELECT quote(node) || ' ' || quote(other) || ' ' || quote(score) FROM edge "
        "ORDER BY node, other",
        "SELECT quote(entity) || quote(id) || quote(kind) || quote(merged_into) FROM entity "
        "ORDER BY entity",
        "SELECT quote(record) || ' ' || quote(number) || ' ' || quote(entity) FROM membership "
        "ORDER BY record, number",
        "SELECT quote(record) || ' ' || quote(number) || ' ' || quote(entity) || quote(ended) "
        "FROM membership_past ORDER BY record, number, entity, ended",
        "SELECT quote(change) || ' ' || subject || what || quote(number) || ' ' || quote(other) "
        "FROM change ORDER BY change",
    };
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        struct db_query *q = NULL;
        bool row = false;
        assert_int_equal(db_query(t->picture.db, tables[i], &q, &t->err), 0);
        while (db_step(q, &row, &t->err) == 0 && row) {
            hash = hash_join(hash + i, hash_bytes(db_text(q, 0)));
        }
    }
    return hash;
}

/* test_picture_settled - the picture is what linking all records anew with this model, which is in
 * use, gives, and nothing else is left in the store. */
static inline void test_picture_settled(struct test_picture *t, const char *name)
{
    static const char *const none[] = {
        "SELECT count(*) FROM membership b WHERE NOT EXISTS (SELECT 1 FROM mention m WHERE "
        "m.record = b.record AND m.number = b.number)",
        "SELECT count(*) FROM membership b JOIN entity e ON e.entity = b.entity WHERE "
        "e.merged_into IS NOT NULL",
        "SELECT count(*) FROM mention WHERE model <> (SELECT CAST(CAST(value AS TEXT) AS INTEGER) "
        "FROM about WHERE name = 'model')",
        "SELECT count(*) FROM node WHERE model <> (SELECT CAST(CAST(value AS TEXT) AS INTEGER) "
        "FROM about WHERE name = 'model')",
        "SELECT count(*) FROM block WHERE model <> (SELECT CAST(CAST(value AS TEXT) AS INTEGER) "
        "FROM about WHERE name = 'model')",
        "SELECT count(*) FROM edge e WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.node = e.node)",
        "SELECT count(*) FROM membership b JOIN entity e ON e.entity = b.entity JOIN mention m ON "
        "m.record = b.record AND m.number = b.number JOIN node n ON n.node = m.node WHERE "
        "n.kind <> e.kind",
        "SELECT max(change) - count(*) FROM change",
        "SELECT (SELECT count(*) FROM change WHERE subject = 'entity' AND what IN ('added', "
        "'split')) - (SELECT count(*) FROM change WHERE subject = 'entity' AND what IN ('merged', "
        "'withdrawn')) - (SELECT count(DISTINCT entity) FROM membership)",
    };
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        int64_t found = test_picture_ask(t, none[i]);
        if (found != 0) {
            fail_msg("%lld: %s", (long long)found, none[i]);
        }
    }
    struct model_comparison c;
    if (model_compare(&t->picture, name, 1, NULL, &c, &t->err) != 0) {
        fail_msg("%s", t->err.message);
    }
    if (c.merges + c.splits + c.moved != 0 || c.unchanged != c.entities_after) {
        fail_msg("%s would change: %zu merges, %zu splits, %zu moved", name, c.merges, c.splits,
                 c.moved);
    }
    assert_int_equal(c.mentions, test_picture_ask(t, "SELECT count(*) FROM membership"));
    assert_int_equal(model_check_adopted(t->picture.db, &t->err), 0);
}

#endif
