/* source_file.h - one file as a council exported it, read into a table.
 *
 *   bytes ──► SHA-256 ──► unpacked ──► UTF-8 ──► rows of CSV or JSON Lines ──► columns of ids
 *   (table.h)
 *
 * The file is streamed through a window of 1 MiB; memory grows only by the table and by the rows
 * that were rejected.
 *
 * Rows are numbered from 1 as they stand in the file, without its header. An empty line is no row;
 * a line of delimiters only, of spaces or of "" is one. A rejected row keeps its number. Short rows
 * are padded. Rejected are rows with more cells than columns (unless the further cells are empty),
 * with an unclosed quote, with bytes that are no character in the file's encoding, or with a zero
 * byte; lines that are not one JSON object. */
#ifndef CANTREF_RECORD_SOURCE_FILE_H
#define CANTREF_RECORD_SOURCE_FILE_H

#include "decompress.h"
#include "encoding.h"
#include "err.h"
#include "memory.h"
#include "progress.h"
#include "table.h"

enum source_format { SOURCE_CSV, SOURCE_JSON_LINES };
enum source_header { HEADER_AUTO, HEADER_YES, HEADER_NO };

struct source_options {
    double reject_max; /* share of rows, 0 … 1, that may be rejected */
    enum source_header header;
    struct progress *progress; /* NULL: none */
};

#define SOURCE_OPTIONS_DEFAULT ((struct source_options){.reject_max = 0.01})

enum { REJECTED_RAW_BYTES_MAX = 1 << 20 };

struct rejected_row {
    uint32_t row_number;
    size_t line;       /* of the trouble */
    size_t column;     /* 0: not known */
    struct str reason; /* holds no values: fit for messages */
    struct str
        raw; /* the row as it stands, in UTF-8 if it was valid; cut at REJECTED_RAW_BYTES_MAX */
};

struct source_file {
    struct table table;
    enum source_format format;
    enum encoding_kind encoding;
    enum decompress_kind compression;
    char delimiter;  /* 0: one column, or JSON Lines */
    char sha256[65]; /* of the bytes as they stand in the file, in hex */
    uint64_t bytes;
    struct rejected_row *rejected;
    size_t rejected_count;
    size_t rejected_capacity;
    struct arena arena; /* names, headers, rejected rows */
};

/* source_file_read - read one source.
 * In:     spec: "PATH" or "NAME=PATH"; a PATH that exists is taken whole even if it has a "=". "-"
 *         is standard input.
 *         options: NULL for the defaults.
 * Out:    *ret, to be freed with source_file_free; untouched on failure.
 * Errors: ERR_NOTFOUND not there, not readable, a folder; ERR_INPUT empty, no table, damaged, more
 *         than reject_max of the rows rejected (judged at the end, or once 10,000 rows are
 *         rejected); ERR_LIMIT too many columns or rows, too long a row; ERR_IO; ERR_MEMORY.
 *         err->file is the path.
 * Cost:   linear; about 150 ns a cell for values that differ, 40 ns for values that recur. */
int source_file_read(struct str spec, const struct source_options *options, struct source_file *ret,
                     struct err *err);
void source_file_free(struct source_file *file);

/* source_file_name - the source's name for a spec as above, a slice of it: NAME, or PATH without
 * its folder and suffixes (.csv .tsv .txt .jsonl .json .ndjson .gz .zst); "stdin" for "-".
 * *ret_path is PATH. */
struct str source_file_name(struct str spec, struct str *ret_path);

/* table_free - what source_file_read has put into a table, but not its texts (name, path, headers:
 * they are the file's). */
void table_free(struct table *table);

#endif
