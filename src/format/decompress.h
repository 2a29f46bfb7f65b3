/* decompress.h - gzip and zstd unpacked as they are read; anything else passes as it is.
 * Found by the first bytes, never by the file's name. Memory is bounded: 64 KiB of input beside
 * what the library needs (gzip 32 KiB; zstd at most 128 MiB, more is refused). Several members or
 * frames one after the other are one stream. */
#ifndef CANTREF_FORMAT_DECOMPRESS_H
#define CANTREF_FORMAT_DECOMPRESS_H

#include "byte_source.h"

enum decompress_kind { DECOMPRESS_NONE, DECOMPRESS_GZIP, DECOMPRESS_ZSTD };

struct decompress {
    struct byte_source source;
    enum decompress_kind kind;
    void *state; /* z_stream or ZSTD_DStream */
    char *in;
    size_t from;
    size_t to;
    bool source_ended;
    bool inside; /* a member or frame has begun and not ended */
    bool ended;
};

/* decompress_open - begin reading source, which must outlive it. decompress_free in any case.
 * Errors: those of the source; ERR_MEMORY. */
int decompress_open(struct decompress *decompress, struct byte_source source, struct err *err);

/* decompress_source - the unpacked bytes. Errors beside the source's: ERR_INPUT when the data is
 * damaged, cut off or followed by something else (zero bytes after gzip are padding);
 * ERR_MEMORY. */
struct byte_source decompress_source(struct decompress *decompress);
void decompress_free(struct decompress *decompress);

/* decompress_name - "none", "gzip", "zstd". */
const char *decompress_name(enum decompress_kind kind);

#endif
