/* seal_file.c - writing and reading the key file. */
#include "seal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char HEAD[] = "cantref council key 1\n";
enum { GROUPS = 16, TEXT_MAX = 256 };

static unsigned check_of(const uint8_t key[COUNCIL_KEY_BYTES])
{
    uint8_t hash[16];
    crypto_generichash(hash, sizeof hash, key, COUNCIL_KEY_BYTES, (const uint8_t *)HEAD,
                       sizeof HEAD - 1);
    return (unsigned)hash[0] << 8 | hash[1];
}

static int key_text(const uint8_t key[COUNCIL_KEY_BYTES], char text[TEXT_MAX])
{
    int len = snprintf(text, TEXT_MAX, "%s", HEAD);
    for (int g = 0; g < GROUPS; g++) {
        len += snprintf(text + len, (size_t)(TEXT_MAX - len), "%02x%02x%s", key[2 * g],
                        key[2 * g + 1], g < GROUPS - 1 ? "-" : "\n");
    }
    return len + snprintf(text + len, (size_t)(TEXT_MAX - len), "check %04x\n", check_of(key));
}

static int sync_folder(const char *folder, struct err *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = fd < 0 || fsync(fd) != 0;
    int number = errno;
    if (fd >= 0) {
        close(fd);
    }
    return failed ? err_at(err, ERR_IO, folder, 0, 0, "can't be synced: %s", strerror(number)) : 0;
}

int key_file_write(const char *folder, const char *name, const uint8_t key[COUNCIL_KEY_BYTES],
                   struct err *err)
{
    char path[PATH_MAX];
    char text[TEXT_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return err_at(err, errno == EEXIST ? ERR_CONFLICT : ERR_CREATE, path, 0, 0,
                      "can't make the council's key: %s", strerror(errno));
    }
    int len = key_text(key, text);
    bool failed = write(fd, text, (size_t)len) != len || fsync(fd) != 0;
    int number = errno;
    sodium_memzero(text, sizeof text);
    failed = close(fd) != 0 || failed;
    if (failed) {
        unlink(path);
        return err_at(err, ERR_IO, path, 0, 0, "can't write the council's key: %s",
                      strerror(number));
    }
    return sync_folder(folder, err);
}

static bool parse(const char *text, size_t len, uint8_t ret[COUNCIL_KEY_BYTES])
{
    size_t head = sizeof HEAD - 1;
    size_t binary;
    const char *end; /* the line's: the whole text is compared below */
    char again[TEXT_MAX];
    if (len < head || memcmp(text, HEAD, head) != 0 ||
        sodium_hex2bin(ret, COUNCIL_KEY_BYTES, text + head, len - head, "-", &binary, &end) != 0 ||
        binary != COUNCIL_KEY_BYTES) {
        return false;
    }
    int wanted = key_text(ret, again);
    bool same = len == (size_t)wanted && sodium_memcmp(text, again, len) == 0;
    sodium_memzero(again, sizeof again);
    return same;
}

int key_file_read(const char *folder, const char *name, uint8_t ret[COUNCIL_KEY_BYTES],
                  struct err *err)
{
    char path[PATH_MAX];
    char text[TEXT_MAX];
    struct stat about;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return err_at(err, errno == ENOENT ? ERR_NOTFOUND : ERR_DENIED, path, 0, 0,
                      "the council's key: %s", strerror(errno));
    }
    if (fstat(fd, &about) == 0 && (about.st_mode & 077) != 0) {
        close(fd);
        return err_at(err, ERR_DENIED, path, 0, 0,
                      "others may read the council's key: chmod 600 the file");
    }
    ssize_t len = read(fd, text, sizeof text);
    close(fd);
    bool good = len > 0 && parse(text, (size_t)len, ret);
    sodium_memzero(text, sizeof text);
    if (!good) {
        sodium_memzero(ret, COUNCIL_KEY_BYTES);
        return err_at(err, ERR_INPUT, path, 0, 0,
                      "not a council's key, or one that was mistyped or cut short");
    }
    return 0;
}
