/* decompress.c - a step function for each kind, which turns some input into some output; one loop
 * drives them. */
#include "decompress.h"

#include "memory.h"

#include <assert.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { DECOMPRESS_BYTES = 1 << 16, GZIP_WINDOW_BITS = 15 + 16 };

static struct str unread(const struct decompress *d)
{
    return str_make(d->in + d->from, d->to - d->from);
}

static int refill(struct decompress *d, struct err *err)
{
    struct str rest = unread(d);
    memmove(d->in, rest.ptr, rest.len);
    d->from = 0;
    d->to = rest.len;
    size_t got = 0;
    int code = byte_source_fill(d->source, d->in + d->to, DECOMPRESS_BYTES - d->to, &got, err);
    if (code == 0) {
        d->to += got;
        d->source_ended = d->to < DECOMPRESS_BYTES;
    }
    return code;
}

/* gzip_between - between two members: another one, padding, or something that does not belong
 * there. */
static int gzip_between(struct decompress *d, struct err *err)
{
    struct str rest = unread(d);
    if (rest.len >= 2 && str_starts(rest, STR("\x1f\x8b"))) {
        d->inside = true;
        return inflateReset(d->state) == Z_OK ? 0 : err_set(err, ERR_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.ptr[i] != 0) {
            return err_set(err, ERR_INPUT, "the gzip data is followed by something else");
        }
    }
    d->from = d->to;
    return 0;
}

static int gzip_step(struct decompress *d, char *into, size_t size, size_t *ret_len,
                     struct err *err)
{
    if (!d->inside) {
        int code = gzip_between(d, err);
        if (code != 0 || !d->inside) {
            return code;
        }
    }
    z_stream *z = d->state;
    size = size < UINT32_MAX ? size : UINT32_MAX;
    z->next_in = (Bytef *)d->in + d->from;
    z->avail_in = (uInt)(d->to - d->from);
    z->next_out = (Bytef *)into;
    z->avail_out = (uInt)size;
    int status = inflate(z, Z_NO_FLUSH);
    d->from = d->to - z->avail_in;
    *ret_len = size - z->avail_out;
    d->inside = status != Z_STREAM_END;
    switch (status) {
    case Z_OK:
    case Z_STREAM_END:
    case Z_BUF_ERROR: /* nothing to do for want of input */
        return 0;
    case Z_MEM_ERROR:
        return err_set(err, ERR_MEMORY, "out of memory while unpacking gzip");
    default:
        return err_set(err, ERR_INPUT, "the gzip data is damaged; fetch the file again");
    }
}

static int zstd_step(struct decompress *d, char *into, size_t size, size_t *ret_len,
                     struct err *err)
{
    ZSTD_inBuffer in = {d->in, d->to, d->from};
    ZSTD_outBuffer out = {into, size, 0};
    size_t left = ZSTD_decompressStream(d->state, &out, &in);
    d->from = in.pos;
    *ret_len = out.pos;
    d->inside = left != 0;
    if (!ZSTD_isError(left)) {
        return 0;
    }
    switch (ZSTD_getErrorCode(left)) {
    case ZSTD_error_memory_allocation:
        return err_set(err, ERR_MEMORY, "out of memory while unpacking zstd");
    case ZSTD_error_frameParameter_windowTooLarge:
        return err_set(err, ERR_LIMIT,
                       "the zstd data needs more than 128 MiB to unpack; pack it without --long");
    case ZSTD_error_prefix_unknown:
        return err_set(err, ERR_INPUT, "the zstd data is followed by something else");
    default:
        return err_set(err, ERR_INPUT, "the zstd data is damaged; fetch the file again");
    }
}

static int unpack(struct decompress *d, char *into, size_t size, size_t *ret_len, struct err *err)
{
    *ret_len = 0;
    while (*ret_len == 0 && !d->ended) {
        size_t before = d->from;
        if (d->from == d->to && !d->source_ended) {
            int code = refill(d, err);
            if (code != 0) {
                return code;
            }
            before = d->from;
        }
        if (d->from == d->to && !d->inside) {
            d->ended = true;
            return 0;
        }
        int code = d->kind == DECOMPRESS_GZIP ? gzip_step(d, into, size, ret_len, err)
                                              : zstd_step(d, into, size, ret_len, err);
        if (code != 0) {
            return code;
        }
        if (*ret_len == 0 && d->from == before && d->inside && d->source_ended) {
            return err_set(err, ERR_INPUT, "the %s data is cut off; fetch the file again",
                           decompress_name(d->kind));
        }
    }
    return 0;
}

static int decompress_read(void *context, char *into, size_t size, size_t *ret_len, struct err *err)
{
    struct decompress *d = context;
    if (d->kind != DECOMPRESS_NONE) {
        return unpack(d, into, size, ret_len, err);
    }
    struct str rest = unread(d);
    if (rest.len == 0) {
        return d->source.read(d->source.context, into, size, ret_len, err);
    }
    *ret_len = rest.len < size ? rest.len : size;
    memcpy(into, rest.ptr, *ret_len);
    d->from += *ret_len;
    return 0;
}

/* zstd data may begin with a skippable frame, 0x184D2A50 … 5F (RFC 8878 §3.1.2). */
static enum decompress_kind kind_of(struct str start)
{
    if (str_starts(start, STR("\x1f\x8b\x08"))) {
        return DECOMPRESS_GZIP;
    }
    bool skippable = start.len >= 4 && (start.ptr[0] & 0xf0) == 0x50 &&
                     str_eq(str_slice(start, 1, 4), STR("\x2a\x4d\x18"));
    return skippable || str_starts(start, STR("\x28\xb5\x2f\xfd")) ? DECOMPRESS_ZSTD
                                                                   : DECOMPRESS_NONE;
}

int decompress_open(struct decompress *d, struct byte_source source, struct err *err)
{
    *d = (struct decompress){.source = source, .in = mem_must_array(DECOMPRESS_BYTES, 1)};
    int code = refill(d, err);
    if (code != 0) {
        return code;
    }
    enum decompress_kind kind = kind_of(unread(d));
    if (kind == DECOMPRESS_GZIP) {
        z_stream *z = mem_must_array(1, sizeof *z);
        if (inflateInit2(z, GZIP_WINDOW_BITS) != Z_OK) {
            mem_free(z);
            return err_set(err, ERR_MEMORY, "out of memory while unpacking gzip");
        }
        d->state = z;
    } else if (kind == DECOMPRESS_ZSTD) {
        d->state = ZSTD_createDStream();
        if (d->state == NULL) {
            return err_set(err, ERR_MEMORY, "out of memory while unpacking zstd");
        }
    }
    d->kind = kind;
    d->inside = kind == DECOMPRESS_GZIP;
    return 0;
}

struct byte_source decompress_source(struct decompress *d)
{
    return (struct byte_source){.read = decompress_read, .context = d};
}

void decompress_free(struct decompress *d)
{
    if (d->kind == DECOMPRESS_GZIP) {
        inflateEnd(d->state);
        mem_free(d->state);
    } else if (d->kind == DECOMPRESS_ZSTD) {
        ZSTD_freeDStream(d->state);
    }
    mem_free(d->in);
    *d = (struct decompress){0};
}

const char *decompress_name(enum decompress_kind kind)
{
    static const char *const names[] = {"none", "gzip", "zstd"};
    assert(kind <= DECOMPRESS_ZSTD);
    return names[kind];
}
