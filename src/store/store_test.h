/* store_test.h - what the tests of the store share: a folder for each, and short ways to ask. */
#ifndef CANTREF_STORE_STORE_TEST_H
#define CANTREF_STORE_STORE_TEST_H

#include "db.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* struct test_folder - a fresh folder and the database's path in it. */
struct test_folder {
    char path[64];
    char database[96];
};

static inline struct test_folder test_folder_make(void)
{
    struct test_folder folder = {.path = "/tmp/cantref_store_XXXXXX"};
    assert_non_null(mkdtemp(folder.path));
    snprintf(folder.database, sizeof folder.database, "%s/council.db", folder.path);
    return folder;
}

static inline void test_folder_remove(const struct test_folder *folder)
{
    DIR *entries = opendir(folder->path);
    assert_non_null(entries);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", folder->path, entry->d_name);
        assert_true(entry->d_name[0] == '.' || remove(path) == 0);
    }
    closedir(entries);
    assert_int_equal(rmdir(folder->path), 0);
}

static inline struct db *test_open(const char *path, enum db_mode mode)
{
    struct db *db = NULL;
    struct err err = {0};
    if (db_open(path, mode, &db, &err) != 0) {
        fail_msg("%s", err.message);
    }
    return db;
}

/* test_run - statements that must succeed. */
static inline void test_run(struct db *db, const char *sql)
{
    struct err err = {0};
    if (db_run(db, sql, &err) != 0) {
        fail_msg("%s: %s", sql, err.message);
    }
}

/* test_ask - the one number that a statement gives. */
static inline int64_t test_ask(struct db *db, const char *sql)
{
    struct db_query *query = NULL;
    struct err err = {0};
    bool row = false;
    if (db_query(db, sql, &query, &err) != 0 || db_step(query, &row, &err) != 0 || !row) {
        fail_msg("%s: %s", sql, row ? err.message : "no row");
    }
    int64_t number = db_whole(query, 0);
    db_reset(query);
    return number;
}

#endif
