/* seal_test.h - a folder of keys for a test, and what its files hold. For tests only. */
#ifndef CANTREF_STORE_SEAL_TEST_H
#define CANTREF_STORE_SEAL_TEST_H

#include "seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct test_home {
    char root[64];   /* removed at the end */
    char folder[80]; /* of keys, in it */
};

struct test_path {
    char text[160];
};

static inline struct test_path in_home(const struct test_home *home, const char *name)
{
    struct test_path path;
    snprintf(path.text, sizeof path.text, "%s/%s", home->folder, name);
    return path;
}

static inline void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("code %d: %s", code, err->message);
    }
}

static inline struct test_home home_begin(void)
{
    struct test_home home = {.root = "/tmp/cantref_seal_test.XXXXXX"};
    assert_non_null(mkdtemp(home.root));
    snprintf(home.folder, sizeof home.folder, "%s/keys", home.root);
    return home;
}

static inline struct seal *home_open(const struct test_home *home)
{
    struct err err = {0};
    struct seal *seal = NULL;
    must(seal_open(home->folder, &seal, &err), &err);
    return seal;
}

static inline struct test_home home_make(struct seal **ret)
{
    struct err err = {0};
    struct test_home home = home_begin();
    must(seal_keys_make(home.folder, &err), &err);
    *ret = home_open(&home);
    return home;
}

static inline void folder_remove(const char *folder)
{
    DIR *listing = opendir(folder);
    for (struct dirent *entry; listing != NULL && (entry = readdir(listing)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            unlinkat(dirfd(listing), entry->d_name, 0);
        }
    }
    if (listing != NULL) {
        closedir(listing);
    }
    rmdir(folder);
}

static inline void home_end(const struct test_home *home)
{
    folder_remove(home->folder);
    folder_remove(home->root);
}

static inline struct buf file_bytes(const char *path)
{
    struct buf bytes = {0};
    char piece[4096];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;) {
        buf_add(&bytes, str_make(piece, got));
    }
    fclose(file);
    return bytes;
}

static inline void file_put(const char *path, struct str bytes)
{
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes.ptr, bytes.len), bytes.len);
    close(fd);
}

static inline bool holds(struct str text, struct str needle)
{
    return needle.len > 0 && memmem(text.ptr, text.len, needle.ptr, needle.len) != NULL;
}

/* files_holding - how many files of the folder hold these bytes. */
static inline int files_holding(const char *folder, struct str needle)
{
    int count = 0;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        char path[400];
        struct stat status;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (stat(path, &status) == 0 && S_ISREG(status.st_mode)) {
            struct buf bytes = file_bytes(path);
            count += holds(buf_str(&bytes), needle);
            buf_free(&bytes);
        }
    }
    closedir(listing);
    return count;
}

/* wrapped_key - a key's row of values.db as it stands there; empty: none. */
static inline struct buf wrapped_key(const struct test_home *home, int64_t number)
{
    struct err err = {0};
    struct db *db = NULL;
    struct db_query *q;
    bool row = false;
    struct buf wrapped = {0};
    must(db_open(in_home(home, "values.db").text, DB_READ, &db, &err), &err);
    must(db_query(db, "SELECT wrapped FROM value_key WHERE number = $1", &q, &err), &err);
    db_bind_whole(q, 1, number);
    must(db_step(q, &row, &err), &err);
    if (row) {
        buf_add(&wrapped, db_bytes(q, 0));
        db_reset(q);
    }
    db_close(db);
    return wrapped;
}

/* sealed_text - "text of N" under key N, row N of "cells"; unseals - is it that? Gives the code. */
static inline struct buf sealed_text(struct seal *seal, int64_t number)
{
    struct err err = {0};
    struct buf sealed = {0};
    char text[40];
    snprintf(text, sizeof text, "text of %lld", (long long)number);
    must(seal_value(seal, number, "cells", number, str_of(text), &sealed, &err), &err);
    return sealed;
}

static inline int unseals(struct seal *seal, int64_t number, const struct buf *sealed)
{
    struct err err = {0};
    struct buf text = {0};
    char wanted[40];
    snprintf(wanted, sizeof wanted, "text of %lld", (long long)number);
    int code = unseal_value(seal, number, "cells", number, buf_str(sealed), &text, &err);
    if (code == 0) {
        assert_true(str_eq(buf_str(&text), str_of(wanted)));
    } else {
        assert_int_equal(text.len, 0);
        assert_true(err.code == code && err.message[0] != 0);
    }
    buf_free(&text);
    return code;
}

#endif
