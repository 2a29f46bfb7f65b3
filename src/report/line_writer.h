/* line_writer.h - lines of CSV into a stream, many and fast. Lines end in LF. Failures are the
 * stream's: whoever owns it asks ferror at the end.
 *
 * A spreadsheet takes a cell that begins with = + - @ (or a tab) for a formula, quoted or not.
 * Files that people open in one (review.csv, golden.csv, households.csv, properties.csv) are
 * written with line_value, which puts an apostrophe before such a cell. Numbers are left as they
 * are, and so are telephone numbers: a + or - with only digits, spaces and points after it computes
 * nothing. Files for programs (entities.csv, links.csv) hold what the source held, byte for byte.
 */
#ifndef CANTREF_REPORT_LINE_WRITER_H
#define CANTREF_REPORT_LINE_WRITER_H

#include "memory.h"

#include <stdio.h>

struct line_writer {
    FILE *stream; /* NULL: lines stay in text */
    struct buf text;
    struct buf scratch; /* for the caller, who sets its len to 0 before use */
    bool begun;         /* the line has a cell */
};

static inline struct line_writer line_writer_begin(FILE *stream)
{
    return (struct line_writer){.stream = stream};
}

/* line_writer_end - write out what is left and free the buffer. */
void line_writer_end(struct line_writer *w);

/* line_header - a first line as it stands, without its line end; line_end - the line is complete.
 */
void line_header(struct line_writer *w, const char *text);
void line_end(struct line_writer *w);

/* line_cell - text, quoted if need be. line_plain - text that is known to need no quotes.
 * line_value - for people: no formulas. */
void line_cell(struct line_writer *w, struct str text);
void line_plain(struct line_writer *w, struct str text);
void line_value(struct line_writer *w, struct str text);

/* line_whole, line_thousandths (12.345 from 12345), line_weight (1/1024 bits as bits with three
 * decimals), line_share (0 … 1 with three decimals). */
void line_whole(struct line_writer *w, uint64_t value);
void line_thousandths(struct line_writer *w, int64_t value);
void line_weight(struct line_writer *w, int32_t weight);
void line_share(struct line_writer *w, double share);

/* lines_write - what body writes for items 0 … count-1, in this order, on up to `threads` threads.
 * body may write any number of lines of item, and must not depend on other items' having been
 * written. */
typedef void line_body(const void *context, struct line_writer *w, size_t item);
void lines_write(FILE *stream, int threads, size_t count, line_body *body, const void *context);

/* value_is_formula - would a spreadsheet compute it? */
bool value_is_formula(struct str text);

#endif
