/* council_key.c - the council's key to a file and back. */
#include "council_key.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LINES = 4,
    LINE_KEY_BYTES = COUNCIL_KEY_BYTES / LINES,
    CHECK_BYTES = 2,
    FILE_BYTES_MAX = 4096
};
enum { LINE_BYTES = LINE_KEY_BYTES + CHECK_BYTES, LINE_DIGITS = 2 * LINE_BYTES };

static const struct str head = STR_INIT("cantref council key ");
static const struct str version = STR_INIT("1");

/* ── text ────────────────────────────────────────────────────────────────────────────────────── */

static void line_check(unsigned char place, const uint8_t *key, uint8_t ret[CHECK_BYTES])
{
    uint8_t bytes[1 + LINE_KEY_BYTES] = {place};
    uint8_t hash[crypto_generichash_BYTES];
    memcpy(bytes + 1, key, LINE_KEY_BYTES);
    crypto_generichash(hash, sizeof hash, bytes, sizeof bytes, NULL, 0);
    memcpy(ret, hash, CHECK_BYTES);
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(hash, sizeof hash);
}

void council_key_text(const uint8_t key[COUNCIL_KEY_BYTES], char ret[COUNCIL_KEY_TEXT_BYTES])
{
    size_t len = (size_t)snprintf(ret, COUNCIL_KEY_TEXT_BYTES, "%s%s\n", head.ptr, version.ptr);
    for (unsigned char i = 0; i < LINES; i++) {
        uint8_t line[LINE_BYTES];
        char hex[2 * LINE_BYTES + 1];
        memcpy(line, key + i * LINE_KEY_BYTES, LINE_KEY_BYTES);
        line_check(i, line, line + LINE_KEY_BYTES);
        sodium_bin2hex(hex, sizeof hex, line, sizeof line);
        len +=
            (size_t)snprintf(ret + len, COUNCIL_KEY_TEXT_BYTES - len, "%.4s %.4s %.4s %.4s  %.4s\n",
                             hex, hex + 4, hex + 8, hex + 12, hex + 16);
        sodium_memzero(line, sizeof line);
        sodium_memzero(hex, sizeof hex);
    }
}

static int parse_head(struct str line, const char *file, struct err *err)
{
    if (!str_starts(line, head)) {
        return err_at(err, ERR_INPUT, file, 1, 1,
                      "this is no council's key: its first line is not \"%s%s\"", head.ptr,
                      version.ptr);
    }
    if (!str_eq(str_slice(line, head.len, line.len), version)) {
        return err_at(err, ERR_INPUT, file, 1, head.len + 1,
                      "this council's key was written by a newer cantref; use that one");
    }
    return 0;
}

/* line_digits - the line's digits without its white space. */
static int line_digits(struct str line, const char *file, size_t number, char ret[LINE_DIGITS],
                       struct err *err)
{
    size_t digits = 0;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        if (c == ' ' || c == '\t') {
            continue;
        }
        if (c == 0 || strchr("0123456789abcdefABCDEF", c) == NULL) {
            return err_at(err, ERR_INPUT, file, number, i + 1,
                          "the council's key: only 0-9 and a-f stand here");
        }
        if (digits == LINE_DIGITS) {
            return err_at(err, ERR_INPUT, file, number, i + 1,
                          "the council's key: five groups of four characters, and no more");
        }
        ret[digits++] = c;
    }
    return digits == LINE_DIGITS
               ? 0
               : err_at(err, ERR_INPUT, file, number, 0,
                        "the council's key: this line has not its five groups of four characters");
}

/* parse_line - one line's bytes of the key; number is its place in the file, from 1. */
static int parse_line(struct str line, unsigned char place, const char *file, size_t number,
                      uint8_t ret[LINE_KEY_BYTES], struct err *err)
{
    char digits[LINE_DIGITS];
    uint8_t bytes[LINE_BYTES] = {0}, check[CHECK_BYTES];
    int code = line_digits(line, file, number, digits, err);
    if (code == 0) {
        sodium_hex2bin(bytes, sizeof bytes, digits, sizeof digits, NULL, NULL, NULL);
        line_check(place, bytes, check);
        if (sodium_memcmp(check, bytes + LINE_KEY_BYTES, CHECK_BYTES) == 0) {
            memcpy(ret, bytes, LINE_KEY_BYTES);
        } else {
            code = err_at(err, ERR_INPUT, file, number, 0,
                          "the council's key: something in this line is mistyped, or the lines "
                          "are out of order");
        }
    }
    sodium_memzero(digits, sizeof digits);
    sodium_memzero(bytes, sizeof bytes);
    return code;
}

int council_key_parse(struct str text, const char *file, uint8_t ret[COUNCIL_KEY_BYTES],
                      struct err *err)
{
    uint8_t key[COUNCIL_KEY_BYTES];
    unsigned char lines = 0;
    int code = 0;
    size_t number = 1;
    for (size_t at = 0; code == 0 && (at < text.len || number == 1); number++) {
        const char *feed = text.len > at ? memchr(text.ptr + at, '\n', text.len - at) : NULL;
        size_t end = feed != NULL ? (size_t)(feed - text.ptr) : text.len;
        struct str line = str_trim(str_slice(text, at, end));
        at = end + 1;
        if (number == 1) {
            code = parse_head(line, file, err);
        } else if (line.len > 0 && lines == LINES) {
            code = err_at(err, ERR_INPUT, file, number, 1,
                          "the council's key has %d lines after the first; this is one too many",
                          LINES);
        } else if (line.len > 0) {
            code = parse_line(line, lines, file, number, key + lines * LINE_KEY_BYTES, err);
            lines++;
        }
    }
    if (code == 0 && lines < LINES) {
        code = err_at(err, ERR_INPUT, file, 0, 0,
                      "the council's key is cut short: %d of its %d lines are there", lines, LINES);
    }
    if (code == 0) {
        memcpy(ret, key, sizeof key);
    }
    sodium_memzero(key, sizeof key);
    return code;
}

/* ── file ────────────────────────────────────────────────────────────────────────────────────── */

static int set_path(char path[PATH_MAX], const char *folder, const char *name, struct err *err)
{
    int len = snprintf(path, PATH_MAX, "%s/%s", folder, name);
    return len > 0 && len < PATH_MAX ? 0 : err_set(err, ERR_LIMIT, "the folder's name is too long");
}

int folder_sync(const char *folder, struct err *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int number = fd < 0 || (fsync(fd) != 0 && errno != EINVAL && errno != EROFS) ? errno : 0;
    if (fd >= 0) {
        close(fd);
    }
    return number == 0 ? 0
                       : err_set(err, ERR_IO, "the folder %s can't be brought to disk: %s", folder,
                                 strerror(number));
}

/* write_all - returns errno. */
static int write_all(int fd, const char *bytes, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t wrote = write(fd, bytes + done, len - done);
        if (wrote < 0 && errno != EINTR) {
            return errno;
        }
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    return fsync(fd) == 0 ? 0 : errno;
}

int council_key_write(const char *folder, const char *name, const uint8_t key[COUNCIL_KEY_BYTES],
                      struct err *err)
{
    char path[PATH_MAX], text[COUNCIL_KEY_TEXT_BYTES];
    int code = set_path(path, folder, name, err);
    if (code != 0) {
        return code;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno == EEXIST
                   ? err_set(err, ERR_CONFLICT, "there is a key already: %s", path)
                   : err_set(err, ERR_CREATE, "%s can't be made: %s", path, strerror(errno));
    }
    council_key_text(key, text);
    int number = write_all(fd, text, strlen(text));
    sodium_memzero(text, sizeof text);
    if (close(fd) != 0 && number == 0 && errno != EINTR) {
        number = errno;
    }
    code = number == 0 ? folder_sync(folder, err)
                       : err_set(err, ERR_IO, "%s can't be written: %s", path, strerror(number));
    if (code != 0) {
        unlink(path);
    }
    return code;
}

/* open_private - the file for reading, when it is a file and its owner's alone. */
static int open_private(const char *path, int *ret_fd, struct err *err)
{
    struct stat status;
    /* Not to wait if somebody put a pipe there. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || fstat(fd, &status) != 0) {
        int number = errno;
        if (fd >= 0) {
            close(fd);
        }
        int code = number == ENOENT || number == ENOTDIR ? ERR_NOTFOUND
                   : number == EACCES || number == EPERM ? ERR_DENIED
                                                         : ERR_IO;
        return err_set(err, code, "%s can't be read: %s", path, strerror(number));
    }
    int code = 0;
    if (!S_ISREG(status.st_mode)) {
        code = err_set(err, ERR_INPUT, "%s is not a file", path);
    } else if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        code = err_set(err, ERR_DENIED,
                       "others than its owner may read or change %s: chmod 600 it, and if anybody "
                       "may have read it, change the key",
                       path);
    } else if (status.st_size > FILE_BYTES_MAX) {
        code = err_set(err, ERR_INPUT, "%s is no council's key: it is too large", path);
    }
    if (code != 0) {
        close(fd);
        return code;
    }
    *ret_fd = fd;
    return 0;
}

int council_key_read(const char *folder, const char *name, uint8_t ret[COUNCIL_KEY_BYTES],
                     struct err *err)
{
    char path[PATH_MAX], text[FILE_BYTES_MAX];
    int fd = -1;
    int code = set_path(path, folder, name, err);
    code = code ? code : open_private(path, &fd, err);
    if (code != 0) {
        return code;
    }
    size_t len = 0;
    for (ssize_t got = 1; got != 0 && len < sizeof text;) {
        got = read(fd, text + len, sizeof text - len);
        if (got < 0 && errno != EINTR) {
            code = err_set(err, ERR_IO, "%s can't be read: %s", path, strerror(errno));
            break;
        }
        len += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    code = code ? code : council_key_parse(str_make(text, len), path, ret, err);
    sodium_memzero(text, sizeof text);
    return code;
}
