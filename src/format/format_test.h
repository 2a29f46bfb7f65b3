/* format_test.h - what the tests of the readers share: sources that give their bytes in small
 * pieces, and windows so small that every row meets their edge. For tests only. */
#ifndef CANTREF_FORMAT_TEST_H
#define CANTREF_FORMAT_TEST_H

#include "memory.h"
#include "window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* struct pieces - window and step sizes under which a reader must give the same rows. */
struct pieces {
    size_t window;
    size_t step;
};
static const struct pieces all_pieces[] = {{WINDOW_BYTES, 0}, {1, 1}, {2, 0}, {3, 2},
                                           {16, 5},           {64, 1}};
enum { PIECES_COUNT = sizeof all_pieces / sizeof all_pieces[0] };

static inline void assert_text(const char *what, struct str got, struct str wanted)
{
    if (!str_eq(got, wanted)) {
        fail_msg("%s\n  wanted: %.*s\n  got:    %.*s", what, PRI(wanted), PRI(got));
    }
}

/* read_whole - all bytes of a source, or its error. */
static inline int read_whole(struct byte_source source, size_t size, struct buf *out,
                             struct err *err)
{
    char piece[4096];
    size = size < sizeof piece ? size : sizeof piece;
    for (;;) {
        size_t len = 0;
        int code = source.read(source.context, piece, size, &len, err);
        if (code != 0 || len == 0) {
            return code;
        }
        buf_add(out, str_make(piece, len));
    }
}

#endif
