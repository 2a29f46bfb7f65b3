/* byte_source.c - reading from descriptors and from memory. */
#include "byte_source.h"

#include <errno.h>
#include <unistd.h>

int byte_source_fill(struct byte_source source, char *into, size_t size, size_t *ret_len,
                     struct err *err)
{
    size_t len = 0;
    while (len < size) {
        size_t got = 0;
        int code = source.read(source.context, into + len, size - len, &got, err);
        if (code != 0) {
            return code;
        }
        if (got == 0) {
            break;
        }
        len += got;
    }
    *ret_len = len;
    return 0;
}

static int fd_read(void *context, char *into, size_t size, size_t *ret_len, struct err *err)
{
    const int *fd = context;
    ssize_t got;
    do {
        got = read(*fd, into, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return err_set(err, ERR_IO, "can't be read: %s", strerror(errno));
    }
    *ret_len = (size_t)got;
    return 0;
}

struct byte_source byte_source_fd(int *fd)
{
    return (struct byte_source){.read = fd_read, .context = fd};
}

static int memory_read(void *context, char *into, size_t size, size_t *ret_len, struct err *err)
{
    (void)err;
    struct byte_memory *memory = context;
    size_t len = memory->rest.len < size ? memory->rest.len : size;
    if (memory->step != 0 && len > memory->step) {
        len = memory->step;
    }
    if (len > 0) {
        memcpy(into, memory->rest.ptr, len);
    }
    memory->rest = str_slice(memory->rest, len, memory->rest.len);
    *ret_len = len;
    return 0;
}

struct byte_source byte_source_memory(struct byte_memory *memory)
{
    return (struct byte_source){.read = memory_read, .context = memory};
}
