/* print_batch.c - a folder written beside its place, synced, and put there; and read again. */
#define _GNU_SOURCE /* renameat2 */
#include "print_batch.h"

#include "json_writer.h"
#include "whole_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST "manifest.json"

enum {
    MANIFEST_BYTES_MAX = 8 << 20,
    PDF_BYTES_MAX = 64 << 20,
    FILE_NAME_MAX = 32, /* "0001.pdf" */
    HASH_TEXT_MAX = crypto_hash_sha256_BYTES * 2 + 1,
    PARTIAL_NAME_MAX = PRINT_BATCH_ID_MAX + 16
};

static const char *const languages[ACCESS_LANGUAGES] = {"en", "cy"};

/* ---- what is given ---- */

static bool name_fits(struct str name, size_t max)
{
    bool fits = name.len > 0 && name.len <= max;
    for (size_t i = 0; i < name.len && fits; i++) {
        char c = name.ptr[i];
        fits = ascii_is_alpha(c) || ascii_is_digit(c) || c == '_' || c == '-';
    }
    return fits;
}

static int by_key(const void *left, const void *right)
{
    return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

/* keys_differ - are no two alike? */
static bool keys_differ(const struct print_letter *letters, size_t count)
{
    struct str *keys = mem_must_array(count, sizeof *keys);
    bool differ = true;
    for (size_t i = 0; i < count; i++) {
        keys[i] = letters[i].key;
    }
    qsort(keys, count, sizeof *keys, by_key);
    for (size_t i = 1; i < count; i++) {
        differ = differ && !str_eq(keys[i - 1], keys[i]);
    }
    mem_free(keys);
    return differ;
}

static int check(struct str id, const struct print_letter *letters, size_t count, struct err *err)
{
    if (!name_fits(id, PRINT_BATCH_ID_MAX)) {
        return err_set(err, ERR_INPUT,
                       "a batch is called by at most %d letters, digits, \"_\" and \"-\"",
                       PRINT_BATCH_ID_MAX);
    }
    if (count == 0 || count > PRINT_BATCH_LETTERS_MAX) {
        return err_set(err, ERR_LIMIT, "a batch holds 1 to %d letters, not %zu",
                       PRINT_BATCH_LETTERS_MAX, count);
    }
    for (size_t i = 0; i < count; i++) {
        if (!name_fits(letters[i].key, DELIVERY_KEY_BYTES_MAX) ||
            !str_starts(letters[i].pdf, STR("%PDF-")) || letters[i].pdf.len > PDF_BYTES_MAX ||
            letters[i].pages == 0) {
            return err_set(err, ERR_INPUT, "letter %zu of the batch has no key, or is no PDF",
                           i + 1);
        }
    }
    return keys_differ(letters, count)
               ? 0
               : err_set(err, ERR_INPUT, "two letters of the batch have one key");
}

/* ---- the manifest ---- */

static const char *file_name(size_t number, char ret[FILE_NAME_MAX])
{
    snprintf(ret, FILE_NAME_MAX, "%04zu.pdf", number);
    return ret;
}

static const char *hash_text(struct str bytes, char ret[HASH_TEXT_MAX])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)bytes.ptr, bytes.len);
    return sodium_bin2hex(ret, HASH_TEXT_MAX, hash, sizeof hash);
}

static void write_manifest(struct buf *out, struct str id, const struct print_letter *letters,
                           size_t count)
{
    struct json_writer json = {.out = out, .indent = 1};
    size_t pages = 0;
    json_write_object(&json);
    json_put_text(&json, "program", STR("cantref"));
    json_put_text(&json, "batch", id);
    json_write_key(&json, STR("letters"));
    json_write_array(&json);
    for (size_t i = 0; i < count; i++) {
        char name[FILE_NAME_MAX], hash[HASH_TEXT_MAX];
        json_write_object(&json);
        json_put_text(&json, "file", str_of(file_name(i + 1, name)));
        json_put_text(&json, "key", letters[i].key);
        json_put_whole(&json, "pages", (int64_t)letters[i].pages);
        json_put_whole(&json, "bytes", (int64_t)letters[i].pdf.len);
        json_put_text(&json, "sha256", str_of(hash_text(letters[i].pdf, hash)));
        json_put_text(&json, "language", str_of(languages[letters[i].language]));
        json_put_bool(&json, "large_print", letters[i].large_print);
        json_write_close(&json);
        pages += letters[i].pages;
    }
    json_write_close(&json);
    json_put_whole(&json, "letter_count", (int64_t)count);
    json_put_whole(&json, "page_count", (int64_t)pages);
    json_write_close(&json);
    buf_add_char(out, '\n');
}

/* ---- verifying ---- */

/* verify_file - is it as the manifest says? Out: *pages, added to. */
static int verify_file(int folder, const json_t *entry, size_t number, size_t *pages,
                       struct err *err)
{
    char name[FILE_NAME_MAX], hash[HASH_TEXT_MAX], path[64];
    struct buf bytes = {.max = PDF_BYTES_MAX};
    const char *file = json_string_value(json_object_get(entry, "file"));
    const char *said = json_string_value(json_object_get(entry, "sha256"));
    json_int_t page_count = json_integer_value(json_object_get(entry, "pages"));
    file_name(number, name);
    if (file == NULL || strcmp(file, name) != 0 || said == NULL || page_count <= 0 ||
        page_count > INT_MAX) {
        return err_set(err, ERR_INPUT, "%s of the batch isn't as it was written", MANIFEST);
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d/%s", folder, name);
    int code = file_read_whole(path, "a letter of the batch", PDF_BYTES_MAX, &bytes, err);
    if (code != 0 || strcmp(hash_text(buf_str(&bytes), hash), said) != 0) {
        code = err_set(err, ERR_INPUT, "%s of the batch %s", name,
                       code != 0 ? "is missing" : "was changed");
    }
    buf_free(&bytes);
    *pages += (size_t)page_count;
    return code;
}

/* count_entries - how many files a folder holds; those that it shouldn't count, too. */
static size_t count_entries(int folder)
{
    size_t count = 0;
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = copy >= 0 ? fdopendir(copy) : NULL;
    for (const struct dirent *entry; stream != NULL && (entry = readdir(stream)) != NULL;) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    if (stream != NULL) {
        closedir(stream);
    }
    return count;
}

static int verify(int folder, struct str id, struct buf *manifest, size_t *ret_letters,
                  size_t *ret_pages, struct err *err)
{
    char path[64];
    size_t pages = 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d/%s", folder, MANIFEST);
    int code = file_read_whole(path, "a batch's manifest", MANIFEST_BYTES_MAX, manifest, err);
    if (code != 0) {
        return err_set(err, ERR_INPUT, "the batch has no %s: it is none, or was changed", MANIFEST);
    }
    json_t *root = json_loadb(manifest->ptr, manifest->len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *letters = json_object_get(root, "letters");
    const char *batch = json_string_value(json_object_get(root, "batch"));
    size_t count = json_array_size(letters);
    if (batch == NULL || !str_eq(str_of(batch), id) || count == 0 ||
        count_entries(folder) != count + 1) {
        code = err_set(err, ERR_INPUT,
                       "%s of the batch isn't as it was written, or the folder has other files",
                       MANIFEST);
    }
    for (size_t i = 0; i < count && code == 0; i++) {
        code = verify_file(folder, json_array_get(letters, i), i + 1, &pages, err);
    }
    json_decref(root);
    if (code == 0) {
        *ret_letters = count;
        *ret_pages = pages;
    }
    return code;
}

/* open_batch - its folder, or -1. */
static int open_batch(int print, struct str id)
{
    char name[PRINT_BATCH_ID_MAX + 1];
    snprintf(name, sizeof name, "%.*s", PRI(id));
    return openat(print, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int print_batch_verify(const char *print, struct str id, size_t *ret_letters, size_t *ret_pages,
                       struct err *err)
{
    struct buf manifest = {0};
    int at =
        name_fits(id, PRINT_BATCH_ID_MAX) ? open(print, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int folder = at >= 0 ? open_batch(at, id) : -1;
    int code = folder < 0
                   ? err_set(err, ERR_NOTFOUND, "there is no batch of that name in %s", print)
                   : verify(folder, id, &manifest, ret_letters, ret_pages, err);
    buf_free(&manifest);
    if (folder >= 0) {
        close(folder);
    }
    if (at >= 0) {
        close(at);
    }
    return code;
}

/* remove_letters - all that is called as a letter in the folder. Returns an errno. */
static int remove_letters(int folder)
{
    int number = 0, copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = copy >= 0 ? fdopendir(copy) : NULL;
    if (stream == NULL) {
        return errno;
    }
    for (const struct dirent *entry; number == 0 && (entry = readdir(stream)) != NULL;) {
        if (str_ends(str_of(entry->d_name), STR(".pdf")) &&
            unlinkat(folder, entry->d_name, 0) != 0) {
            number = errno == ENOENT ? 0 : errno;
        }
    }
    closedir(stream);
    return number == 0 && fsync(folder) != 0 ? errno : number;
}

int print_batch_clear(const char *print, struct str id, struct err *err)
{
    int at =
        name_fits(id, PRINT_BATCH_ID_MAX) ? open(print, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int folder = at >= 0 ? open_batch(at, id) : -1;
    int number = folder >= 0 ? remove_letters(folder) : 0; /* whoever prints may have moved it */
    if (folder >= 0) {
        close(folder);
    }
    if (at >= 0) {
        close(at);
    }
    return number == 0 ? 0
                       : err_set(err, ERR_IO, "the batch's letters can't be removed from %s: %s",
                                 print, strerror(number));
}

/* ---- writing ---- */

/* write_file - a new one, on the disk. Returns errno. */
static int write_file(int folder, const char *name, struct str bytes)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno;
    }
    int number = file_write_all(fd, bytes);
    if (number == 0 && fsync(fd) != 0) {
        number = errno;
    }
    if (close(fd) != 0 && number == 0 && errno != EINTR) {
        number = errno;
    }
    return number;
}

/* remove_partial - what an earlier try has left, or this one; files alone are in it. */
static void remove_partial(int print, const char *partial)
{
    int fd = openat(print, partial, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
    if (stream == NULL) {
        if (fd >= 0) {
            close(fd);
        }
        return;
    }
    for (const struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        unlinkat(fd, entry->d_name, 0);
    }
    closedir(stream);
    unlinkat(print, partial, AT_REMOVEDIR);
}

/* write_partial - all files of the batch, synced. Returns errno. */
static int write_partial(int print, const char *partial, struct str manifest,
                         const struct print_letter *letters, size_t count)
{
    remove_partial(print, partial);
    if (mkdirat(print, partial, 0700) != 0) {
        return errno;
    }
    int folder = openat(print, partial, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int number = folder < 0 ? errno : 0;
    for (size_t i = 0; i < count && number == 0; i++) {
        char name[FILE_NAME_MAX];
        number = write_file(folder, file_name(i + 1, name), letters[i].pdf);
    }
    number = number ? number : write_file(folder, MANIFEST, manifest);
    if (number == 0 && fsync(folder) != 0) {
        number = errno;
    }
    if (folder >= 0) {
        close(folder);
    }
    return number;
}

/* put - the batch in its place. Returns errno. */
static int put(int print, struct str id, struct str manifest, const struct print_letter *letters,
               size_t count)
{
    char name[PRINT_BATCH_ID_MAX + 1], partial[PARTIAL_NAME_MAX];
    snprintf(name, sizeof name, "%.*s", PRI(id));
    snprintf(partial, sizeof partial, ".%.*s.partial", PRI(id));
    int number = write_partial(print, partial, manifest, letters, count);
    if (number == 0 && renameat2(print, partial, print, name, RENAME_NOREPLACE) != 0) {
        number = errno;
    }
    if (number != 0) {
        remove_partial(print, partial);
        return number;
    }
    return fsync(print) == 0 ? 0 : errno;
}

/* same - is the batch that is there this one? */
static int same(int folder, struct str id, struct str manifest, struct err *err)
{
    struct buf there = {0};
    size_t letters, pages;
    int code = verify(folder, id, &there, &letters, &pages, err);
    if (code != 0 || !str_eq(buf_str(&there), manifest)) {
        code = err_set(err, ERR_CONFLICT,
                       "the batch %.*s is there already, %s: it stays as it is, and a person must "
                       "look",
                       PRI(id), /* not personal: of a batch */
                       code != 0 ? "and was changed" : "with other letters");
    }
    buf_free(&there);
    return code;
}

/* open_print - the folder of batches, made if need be, and locked: one writer at a time. */
static int open_print(const char *print, int *ret, struct err *err)
{
    if (mkdir(print, 0700) != 0 && errno != EEXIST) {
        return file_write_error(err, ERR_CREATE, print, errno);
    }
    int fd = open(print, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return file_write_error(err, ERR_CREATE, print, errno);
    }
    int parent = openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int number = parent < 0 || fsync(parent) != 0 ? errno : 0;
    if (parent >= 0) {
        close(parent);
    }
    while (number == 0 && flock(fd, LOCK_EX) != 0) {
        number = errno == EINTR ? 0 : errno;
    }
    if (number != 0) {
        close(fd);
        return file_write_error(err, ERR_IO, print, number);
    }
    *ret = fd;
    return 0;
}

int print_batch_write(const char *print, struct str id, const struct print_letter *letters,
                      size_t count, enum print_batch_outcome *ret_outcome, struct err *err)
{
    struct buf manifest = {0};
    int at;
    int code = check(id, letters, count, err);
    code = code ? code : open_print(print, &at, err);
    if (code != 0) {
        return code;
    }
    write_manifest(&manifest, id, letters, count);
    int folder = open_batch(at, id);
    enum print_batch_outcome outcome = folder >= 0 ? PRINT_BATCH_SAME : PRINT_BATCH_WRITTEN;
    if (folder >= 0) {
        code = same(folder, id, buf_str(&manifest), err);
        close(folder);
        if (code == 0 && fsync(at) != 0) { /* whoever put it there may have died before that */
            code = file_write_error(err, ERR_IO, print, errno);
        }
    } else {
        int number = put(at, id, buf_str(&manifest), letters, count);
        code = number != 0 ? file_write_error(err, ERR_IO, print, number) : 0;
    }
    buf_free(&manifest);
    close(at);
    if (code == 0) {
        *ret_outcome = outcome;
    }
    return code;
}
