/* source_file.c - opening, looking at the first bytes, and taking in row after row. */
#include "source_file.h"

#include "csv.h"
#include "hash.h"
#include "header_row.h"
#include "json_lines.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static_assert((int)CSV_COLUMNS_MAX == COLUMNS_MAX && (int)JSON_LINES_COLUMNS_MAX == COLUMNS_MAX,
              "what the readers let through fits a table");

enum {
    SAMPLE_ROWS = 100, /* looked at to tell a header from data */
    CELLS_AT_ONCE = 32,
    REJECTED_ENOUGH = 10000, /* rejected rows after which the share is judged at once */
};

/* struct tally - the file itself: what passes is hashed and counted. */
struct tally {
    int fd;
    uint64_t bytes;
    uint64_t total; /* 0: not known */
    struct progress *progress;
    crypto_hash_sha256_state sha256;
};

/* struct reading - all that is under way for one file. */
struct reading {
    struct source_file *file;
    const struct source_options *options;
    struct tally tally;
    struct decompress decompress;
    struct encoding encoding;
    struct window window;
    struct dictionary names; /* JSON Lines: column names as they come; id - 1 is the column */
    size_t column_capacity;
    size_t row_capacity;
    size_t rows_seen; /* rejected ones included */
};

/* ── the file ────────────────────────────────────────────────────────────────────────────────── */

static int tally_read(void *context, char *into, size_t size, size_t *ret_len, struct err *err)
{
    struct tally *tally = context;
    struct byte_source source = byte_source_fd(&tally->fd);
    int code = source.read(source.context, into, size, ret_len, err);
    if (code != 0) {
        return code;
    }
    crypto_hash_sha256_update(&tally->sha256, (const unsigned char *)into, *ret_len);
    tally->bytes += *ret_len;
    if (tally->progress != NULL) {
        progress_update(tally->progress, tally->bytes, tally->total, "bytes");
    }
    return 0;
}

static void tally_end(struct tally *tally, struct source_file *file)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&tally->sha256, digest);
    sodium_bin2hex(file->sha256, sizeof file->sha256, digest, sizeof digest);
    file->bytes = tally->bytes;
}

static bool path_exists(struct arena *scratch, struct str path)
{
    return access(arena_str(scratch, path).ptr, F_OK) == 0;
}

static struct str without_suffixes(struct str name)
{
    static const char *const suffixes[] = {".csv",  ".tsv",    ".txt", ".jsonl",
                                           ".json", ".ndjson", ".gz",  ".zst"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        struct str suffix = str_of(suffixes[i]);
        if (name.len > suffix.len &&
            str_eq_nocase(str_slice(name, name.len - suffix.len, name.len), suffix)) {
            name = str_slice(name, 0, name.len - suffix.len);
            i = (size_t)-1; /* there may be another before it: people.csv.gz */
        }
    }
    return name;
}

struct str source_file_name(struct str spec, struct str *ret_path)
{
    const char *equals = spec.len > 0 ? memchr(spec.ptr, '=', spec.len) : NULL;
    struct str name = equals != NULL ? str_slice(spec, 0, (size_t)(equals - spec.ptr)) : STR("");
    bool named = name.len > 0 && memchr(name.ptr, '/', name.len) == NULL;
    if (named && memchr(spec.ptr, 0, spec.len) == NULL) {
        struct arena scratch = {0};
        named = !path_exists(&scratch, spec);
        arena_free(&scratch);
    }
    *ret_path = named ? str_slice(spec, name.len + 1, spec.len) : spec;
    if (named) {
        return name;
    }
    if (str_eq(spec, STR("-"))) {
        return STR("stdin");
    }
    size_t base = spec.len;
    while (base > 0 && spec.ptr[base - 1] != '/') {
        base--;
    }
    return without_suffixes(str_slice(spec, base, spec.len));
}

static int open_file(struct tally *tally, struct str path, struct err *err)
{
    struct stat status;
    if (str_eq(path, STR("-"))) {
        tally->fd = STDIN_FILENO;
    } else {
        tally->fd = open(path.ptr, O_RDONLY | O_CLOEXEC);
    }
    if (tally->fd < 0 || fstat(tally->fd, &status) != 0) {
        bool machine = errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == EIO;
        return err_set(err, machine ? ERR_IO : ERR_NOTFOUND, "can't be opened: %s",
                       strerror(errno));
    }
    if (S_ISDIR(status.st_mode)) {
        return err_set(err, ERR_NOTFOUND, "is a folder; name the files in it");
    }
    tally->total = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
    crypto_hash_sha256_init(&tally->sha256);
    return 0;
}

/* ── what it is ──────────────────────────────────────────────────────────────────────────────── */

struct magic {
    struct str start;
    const char *message;
};

#define SPREADSHEET "is a spreadsheet or zip archive; open it and save it as CSV"

/* refuse_other_formats - by the first bytes, before any are taken for characters. */
static int refuse_other_formats(struct str start, bool utf16, struct err *err)
{
    static const struct magic magics[] = {
        {{"PK\x03\x04", 4}, SPREADSHEET},
        {{"PK\x05\x06", 4}, SPREADSHEET},
        {{"\xd0\xcf\x11\xe0", 4}, "is an old Office document; open it and save it as CSV"},
        {{"%PDF", 4}, "is a PDF; export the table behind it and save it as CSV"},
        {{"SQLite format 3", 15}, "is a database; export its tables and save them as CSV"},
        {{"PAR1", 4}, "is a Parquet file; save it as CSV"},
        {{"{\\rtf", 5}, "is a text document; save its table as CSV"},
        {{"BZh", 3}, "is packed with bzip2; unpack it, or pack it with gzip or zstd"},
        {{"\xfd"
          "7zXZ",
          5},
         "is packed with xz; unpack it, or pack it with gzip or zstd"},
        {{"7z\xbc\xaf", 4}, "is a 7-Zip archive; unpack it"},
        {{"\x1f\x8b", 2}, "is packed twice; unpack it once"},
    };
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        if (str_starts(start, magics[i].start)) {
            return err_set(err, ERR_INPUT, "%s", magics[i].message);
        }
    }
    if (!utf16 && memchr(start.ptr, 0, start.len) != NULL) {
        return err_set(err, ERR_INPUT, "is not a table of text: it has zero bytes; save it as CSV");
    }
    return 0;
}

/* refuse_other_text - by the first characters. */
static int refuse_other_text(struct str sample, struct err *err)
{
    static const char *const starts[] = {"<!doctype", "<html", "<head", "<?xml", "<table", "<!--"};
    struct str text = str_trim(sample);
    if (text.len == 0) {
        return err_set(err, ERR_INPUT, "is empty; a table needs at least a header");
    }
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        struct str start = str_of(starts[i]);
        if (str_eq_nocase(str_slice(text, 0, start.len), start)) {
            return err_set(err, ERR_INPUT, "is a web page or XML; save it as CSV");
        }
    }
    if (text.ptr[0] == '[') {
        struct str rest = str_trim(str_slice(text, 1, text.len));
        if (str_starts(rest, STR("{"))) {
            return err_set(err, ERR_INPUT,
                           "is one JSON array; write it as JSON Lines, an object on each line "
                           "(jq -c '.[]')");
        }
    }
    return 0;
}

/* ── the table ───────────────────────────────────────────────────────────────────────────────── */

static struct column *add_column(struct reading *reading, struct str header)
{
    struct table *table = &reading->file->table;
    void *columns = table->columns;
    mem_must_grow(&columns, &reading->column_capacity, table->column_count + 1,
                  sizeof *table->columns);
    table->columns = columns;
    struct column *column = &table->columns[table->column_count++];
    column->header = arena_str(&reading->file->arena, header);
    column->ids = mem_must_array(reading->row_capacity, sizeof *column->ids);
    return column;
}

static void grow_rows(struct reading *reading, size_t needed)
{
    struct table *table = &reading->file->table;
    if (needed <= reading->row_capacity) {
        return;
    }
    size_t capacity = reading->row_capacity;
    void *numbers = table->row_number;
    mem_must_grow(&numbers, &capacity, needed, sizeof *table->row_number);
    table->row_number = numbers;
    for (size_t c = 0; c < table->column_count; c++) {
        size_t own = reading->row_capacity;
        void *ids = table->columns[c].ids;
        mem_must_grow(&ids, &own, capacity, sizeof *table->columns[c].ids);
        table->columns[c].ids = ids;
    }
    reading->row_capacity = capacity;
}

/* shrink - give back the room that growing took ahead, one array at a time. */
static void shrink(uint32_t **array, size_t count)
{
    uint32_t *exact = mem_must_array(count, sizeof *exact);
    if (count > 0) {
        memcpy(exact, *array, count * sizeof *exact);
    }
    mem_free(*array);
    *array = exact;
}

static void shrink_rows(struct table *table)
{
    shrink(&table->row_number, table->row_count);
    for (size_t c = 0; c < table->column_count; c++) {
        shrink(&table->columns[c].ids, table->row_count);
        dictionary_seal(&table->columns[c].values);
    }
}

/* trim - white space, and the characters that only look like it: no-break space, byte order mark,
 * zero width space, ideographic space. Spaces around a value never matter. */
static struct str trim(struct str s)
{
    static const struct str spaces[] = {
        {"\xc2\xa0", 2}, {"\xef\xbb\xbf", 3}, {"\xe2\x80\x8b", 3}, {"\xe3\x80\x80", 3}};
    for (;;) {
        if (s.len > 0 && (s.ptr[0] <= ' ' || s.ptr[s.len - 1] <= ' ')) {
            s = str_trim(s); /* a char above 127 is negative, so it comes here as well */
        }
        size_t len = s.len;
        for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
            if (str_starts(s, spaces[i])) {
                s = str_slice(s, spaces[i].len, s.len);
            } else if (str_ends(s, spaces[i])) {
                s = str_slice(s, 0, s.len - spaces[i].len);
            }
        }
        if (s.len == len) {
            return s;
        }
    }
}

static struct str trim_cell(struct str s)
{
    bool plain = s.len > 0 && s.ptr[0] > ' ' && s.ptr[s.len - 1] > ' ';
    return plain || s.len == 0 ? s : trim(s);
}

static int put_cell(struct reading *reading, size_t column, size_t row, struct str cell,
                    uint64_t hash, struct err *err)
{
    struct column *c = &reading->file->table.columns[column];
    int code = dictionary_add_hashed(&c->values, cell, hash, &c->ids[row]);
    if (code == ERR_LIMIT) {
        return err_set(err, code, "column %zu holds more than 4 GB of different values",
                       column + 1);
    }
    return code ? err_set(err, code, "out of memory while reading") : 0;
}

/* put_cells - cells of neighbouring columns, at most CELLS_AT_ONCE. Their dictionaries are larger
 * than the processor's caches; asking for all first and looking at each later takes half the
 * time. */
static int put_cells(struct reading *reading, const struct str *cells, size_t from, size_t count,
                     struct err *err)
{
    struct column *columns = reading->file->table.columns + from;
    struct str trimmed[CELLS_AT_ONCE];
    uint64_t hash[CELLS_AT_ONCE];
    int code = 0;
    for (size_t i = 0; i < count; i++) {
        trimmed[i] = trim_cell(cells[i]);
        hash[i] = trimmed[i].len > 0 ? hash_bytes(trimmed[i]) : 0;
        dictionary_near(&columns[i].values, hash[i]);
    }
    for (size_t i = 0; i < count; i++) {
        dictionary_nearer(&columns[i].values, hash[i]);
    }
    for (size_t i = 0; i < count; i++) {
        dictionary_nearest(&columns[i].values, hash[i]);
    }
    for (size_t i = 0; i < count && code == 0; i++) {
        code =
            put_cell(reading, from + i, reading->file->table.row_count, trimmed[i], hash[i], err);
    }
    return code;
}

/* ── rows ────────────────────────────────────────────────────────────────────────────────────── */

static int too_many_rejected(const struct reading *reading, struct err *err)
{
    const struct source_file *file = reading->file;
    const struct rejected_row *first = &file->rejected[0];
    return err_at(err, ERR_INPUT, file->table.path.ptr, first->line, first->column,
                  "%.*s; this is the first of %zu rows in %zu that can't be read, and at most "
                  "%g%% may be: correct them, or allow more with --reject-max",
                  PRI(first->reason), file->rejected_count, reading->rows_seen,
                  reading->options->reject_max * 100); /* not personal: reasons hold no values */
}

static bool is_over_limit(const struct reading *reading)
{
    return (double)reading->file->rejected_count >
           reading->options->reject_max * (double)reading->rows_seen;
}

/* reject - keep the row and go on, unless there are too many already. */
static int reject(struct reading *reading, size_t line, size_t column, struct str reason,
                  struct str raw, struct err *err)
{
    struct source_file *file = reading->file;
    void *rows = file->rejected;
    mem_must_grow(&rows, &file->rejected_capacity, file->rejected_count + 1,
                  sizeof *file->rejected);
    file->rejected = rows;
    file->rejected[file->rejected_count++] = (struct rejected_row){
        .row_number = (uint32_t)reading->rows_seen,
        .line = line,
        .column = column,
        .reason = arena_str(&file->arena, reason),
        .raw = arena_str(&file->arena, str_slice(raw, 0, REJECTED_RAW_BYTES_MAX)),
    };
    if (file->rejected_count >= REJECTED_ENOUGH && is_over_limit(reading)) {
        return too_many_rejected(reading, err);
    }
    return 0;
}

/* next_row - a number for the next row and room for it. */
static int next_row(struct reading *reading, struct err *err)
{
    if (reading->rows_seen == UINT32_MAX - 1) {
        return err_set(err, ERR_LIMIT, "has more than %u rows", UINT32_MAX - 1);
    }
    reading->rows_seen++;
    grow_rows(reading, reading->file->table.row_count + 1);
    return 0;
}

static void row_done(struct reading *reading)
{
    struct table *table = &reading->file->table;
    table->row_number[table->row_count++] = (uint32_t)reading->rows_seen;
}

/* bytes_reason - what is wrong with the bytes of a row, or NULL. */
static const char *bytes_reason(const struct reading *reading, struct str raw)
{
    if (raw.len > 0 && memchr(raw.ptr, 0, raw.len) != NULL) {
        return "has a zero byte";
    }
    if (utf8_valid(raw)) {
        return NULL;
    }
    switch (reading->encoding.kind) {
    case ENCODING_WINDOWS_1252:
        return "has a byte that is no character in Windows-1252";
    case ENCODING_UTF16LE:
    case ENCODING_UTF16BE:
        return "has half a character: not valid UTF-16";
    default:
        return "not valid UTF-8";
    }
}

static int take_csv_row(struct reading *reading, const struct csv_row *row, struct err *err)
{
    struct table *table = &reading->file->table;
    int code = next_row(reading, err);
    if (code != 0) {
        return code;
    }
    const char *bad = row->bad != NULL ? row->bad : bytes_reason(reading, row->raw);
    if (bad != NULL) {
        return reject(reading, row->line, 0, str_of(bad), row->raw, err);
    }
    for (size_t c = table->column_count; c < row->count; c++) {
        if (trim_cell(row->cells[c]).len > 0) {
            char reason[100];
            snprintf(reason, sizeof reason, "has %zu cells where the table has %zu columns",
                     row->count, table->column_count);
            return reject(reading, row->line, 0, str_of(reason), row->raw, err);
        }
    }
    size_t filled = row->count < table->column_count ? row->count : table->column_count;
    for (size_t from = 0; from < filled && code == 0; from += CELLS_AT_ONCE) {
        size_t count = filled - from < CELLS_AT_ONCE ? filled - from : CELLS_AT_ONCE;
        code = put_cells(reading, row->cells + from, from, count, err);
    }
    /* The cells that a short row lacks are 0 already: room for rows comes zeroed. */
    if (code != 0) {
        return code;
    }
    row_done(reading);
    return 0;
}

/* ── CSV ─────────────────────────────────────────────────────────────────────────────────────── */

/* struct sample - the first rows, copied: what comes after them decides what the first one is. */
struct sample {
    struct arena arena;
    struct csv_row rows[SAMPLE_ROWS];
    size_t count;
    bool ended;
};

static int take_sample(struct csv_reader *reader, struct sample *sample, struct err *err)
{
    size_t bytes = 0;
    while (sample->count < SAMPLE_ROWS && bytes < WINDOW_BYTES) {
        struct csv_row row;
        bool found = false;
        int code = csv_next(reader, &row, &found, err);
        if (code != 0) {
            return code;
        }
        if (!found) {
            sample->ended = true;
            break;
        }
        struct str *cells = arena_alloc(&sample->arena, (row.count + 1) * sizeof *cells);
        for (size_t c = 0; c < row.count; c++) {
            cells[c] = arena_str(&sample->arena, row.cells[c]);
        }
        bytes += row.raw.len;
        row.cells = cells;
        row.raw = arena_str(&sample->arena, row.raw);
        sample->rows[sample->count++] = row;
    }
    return 0;
}

static bool has_header(const struct reading *reading, const struct sample *sample)
{
    if (reading->options->header != HEADER_AUTO) {
        return reading->options->header == HEADER_YES;
    }
    struct row_cells rows[SAMPLE_ROWS];
    for (size_t r = 0; r < sample->count; r++) {
        rows[r] = (struct row_cells){sample->rows[r].cells, sample->rows[r].count};
    }
    return header_row_is(rows, sample->count);
}

/* usual_width - cells of most rows of the sample; the wider of two that are as frequent. */
static size_t usual_width(const struct sample *sample)
{
    size_t best = 0;
    size_t width = 1;
    for (size_t r = 0; r < sample->count; r++) {
        size_t alike = 0;
        for (size_t other = 0; other < sample->count; other++) {
            alike += sample->rows[other].count == sample->rows[r].count;
        }
        if (alike > best || (alike == best && sample->rows[r].count > width)) {
            best = alike;
            width = sample->rows[r].count;
        }
    }
    return width;
}

/* begin_csv_table - columns from the header or from the usual width; *ret_first is the first row of
 * data. */
static int begin_csv_table(struct reading *reading, const struct sample *sample, size_t *ret_first,
                           struct err *err)
{
    const struct csv_row *first = &sample->rows[0];
    const char *path = reading->file->table.path.ptr;
    const char *bad = first->bad != NULL ? first->bad : bytes_reason(reading, first->raw);
    bool header = bad == NULL && has_header(reading, sample);
    if (bad != NULL && reading->options->header != HEADER_NO) {
        return err_at(err, ERR_INPUT, path, first->line, 0, "the first row can't be read: %s", bad);
    }
    size_t width = header ? first->count : usual_width(sample);
    for (size_t c = 0; c < width; c++) {
        add_column(reading, header ? trim_cell(first->cells[c]) : STR(""));
    }
    reading->file->table.has_header = header;
    *ret_first = header;
    return 0;
}

static int read_csv_rows(struct reading *reading, struct csv_reader *reader, struct sample *sample,
                         struct err *err)
{
    int code = take_sample(reader, sample, err);
    if (code == 0 && sample->count == 0) {
        return err_set(err, ERR_INPUT, "is empty; a table needs at least a header");
    }
    size_t first = 0;
    code = code ? code : begin_csv_table(reading, sample, &first, err);
    for (size_t r = first; r < sample->count && code == 0; r++) {
        code = take_csv_row(reading, &sample->rows[r], err);
    }
    arena_reset(&sample->arena);
    bool found = !sample->ended;
    while (found && code == 0) {
        struct csv_row row;
        code = csv_next(reader, &row, &found, err);
        if (code == 0 && found) {
            code = take_csv_row(reading, &row, err);
        }
    }
    return code;
}

static int read_csv(struct reading *reading, struct err *err)
{
    struct csv_reader reader;
    struct sample *sample = mem_must_array(1, sizeof *sample);
    struct window window = reading->window;
    reading->window = (struct window){0};
    reading->file->delimiter = csv_delimiter(window_unread(&window), window.ended);
    csv_open(&reader, window, reading->file->delimiter);
    int code = read_csv_rows(reading, &reader, sample, err);
    csv_free(&reader);
    arena_free(&sample->arena);
    mem_free(sample);
    return code;
}

/* ── JSON Lines ──────────────────────────────────────────────────────────────────────────────── */

/* json_column - the column of a name, added if new; rows so far have nothing in it. */
static int json_column(struct reading *reading, struct str name, size_t *ret_column,
                       struct err *err)
{
    struct table *table = &reading->file->table;
    uint32_t id = 0;
    name = name.len > 0 ? name : STR("(no name)");
    if (dictionary_add(&reading->names, name, &id) != 0) {
        return err_set(err, ERR_MEMORY, "out of memory while reading");
    }
    if (id > COLUMNS_MAX) {
        return err_set(err, ERR_LIMIT,
                       "has more than %d columns; leave out the keys that are not needed",
                       COLUMNS_MAX);
    }
    if (id > table->column_count) {
        add_column(reading, trim_cell(name));
    }
    *ret_column = id - 1;
    return 0;
}

static int take_json_row(struct reading *reading, const struct json_lines_row *row, struct err *err)
{
    int code = next_row(reading, err);
    if (code != 0) {
        return code;
    }
    const char *bad = bytes_reason(reading, row->raw);
    if (bad != NULL || row->bad != NULL) {
        return reject(reading, row->line, bad != NULL ? 0 : row->column,
                      str_of(bad != NULL ? bad : row->bad), row->raw, err);
    }
    for (size_t i = 0; i < row->count; i++) {
        size_t column = 0;
        code = json_column(reading, buf_str(&row->cells[i].name), &column, err);
        struct str text = buf_str(&row->cells[i].text);
        code = code ? code : put_cells(reading, &text, column, 1, err);
        if (code != 0) {
            return code;
        }
    }
    row_done(reading);
    return 0;
}

static int read_json_lines(struct reading *reading, struct err *err)
{
    struct json_lines_reader reader;
    reading->file->table.has_header = true;
    json_lines_open(&reader, reading->window);
    reading->window = (struct window){0};
    int code = 0;
    for (bool found = true; found && code == 0;) {
        struct json_lines_row row;
        code = json_lines_next(&reader, &row, &found, err);
        if (code == 0 && found) {
            code = take_json_row(reading, &row, err);
        }
    }
    json_lines_free(&reader);
    return code;
}

/* ── all of it ───────────────────────────────────────────────────────────────────────────────── */

/* name_columns - headers that are missing get a name, headers that are there twice a number. */
static int name_columns(struct source_file *file, struct err *err)
{
    struct dictionary names = {0};
    uint32_t *used = mem_must_array(2 * file->table.column_count + 1, sizeof *used);
    int code = 0;
    for (size_t c = 0; c < file->table.column_count && code == 0; c++) {
        struct column *column = &file->table.columns[c];
        if (column->header.len == 0) {
            column->header = arena_printf(&file->arena, "column %zu", c + 1);
        }
        uint32_t id;
        uint32_t before = names.count;
        struct str header = column->header;
        code = dictionary_add(&names, header, &id);
        uint32_t number = code == 0 ? ++used[id] : 0;
        while (code == 0 && before > 0 && id < before) {
            before = names.count;
            column->header = arena_printf(&file->arena, "%.*s (%u)", PRI(header), number++);
            code = dictionary_add(&names, column->header, &id);
            used[code == 0 ? id : 0]++;
        }
    }
    mem_free(used);
    dictionary_free(&names);
    return code ? err_set(err, ERR_MEMORY, "out of memory while reading") : 0;
}

static int read_table(struct reading *reading, struct err *err)
{
    struct source_file *file = reading->file;
    int code = decompress_open(&reading->decompress,
                               (struct byte_source){tally_read, &reading->tally}, err);
    code = code ? code
                : encoding_open(&reading->encoding, decompress_source(&reading->decompress), err);
    if (code != 0) {
        return code;
    }
    const struct encoding *e = &reading->encoding;
    bool utf16 = e->kind == ENCODING_UTF16LE || e->kind == ENCODING_UTF16BE;
    code = refuse_other_formats(str_make(e->in, e->to), utf16, err);
    if (code != 0) {
        return code;
    }
    window_open(&reading->window, encoding_source(&reading->encoding), WINDOW_BYTES);
    code = window_more(&reading->window, err);
    code = code ? code : refuse_other_text(window_unread(&reading->window), err);
    if (code != 0) {
        return code;
    }
    bool json = json_lines_looks_like(window_unread(&reading->window));
    file->format = json ? SOURCE_JSON_LINES : SOURCE_CSV;
    code = json ? read_json_lines(reading, err) : read_csv(reading, err);
    if (code == 0 && is_over_limit(reading)) {
        code = too_many_rejected(reading, err);
    }
    return code ? code : name_columns(file, err);
}

int source_file_read(struct str spec, const struct source_options *options, struct source_file *ret,
                     struct err *err)
{
    const struct source_options defaults = SOURCE_OPTIONS_DEFAULT;
    struct source_file file = {0};
    struct reading reading = {.file = &file, .options = options != NULL ? options : &defaults};
    struct str path;
    struct str name = source_file_name(spec, &path);
    file.table.name = arena_str(&file.arena, name);
    file.table.path = arena_str(&file.arena, path);
    reading.tally.fd = -1;
    reading.tally.progress = reading.options->progress;
    int code = open_file(&reading.tally, file.table.path, err);
    code = code ? code : read_table(&reading, err);
    if (reading.tally.fd > STDERR_FILENO) {
        close(reading.tally.fd);
    }
    if (code == 0) {
        tally_end(&reading.tally, &file);
        file.encoding = reading.encoding.kind;
        file.compression = reading.decompress.kind;
        shrink_rows(&file.table);
    }
    window_free(&reading.window);
    encoding_free(&reading.encoding);
    decompress_free(&reading.decompress);
    dictionary_free(&reading.names);
    if (code != 0) {
        if (err != NULL && err->file[0] == 0) {
            snprintf(err->file, sizeof err->file, "%s", file.table.path.ptr);
        }
        source_file_free(&file);
        return code;
    }
    *ret = file;
    return 0;
}

void table_free(struct table *table)
{
    for (size_t c = 0; c < table->column_count; c++) {
        dictionary_free(&table->columns[c].values);
        mem_free(table->columns[c].ids);
    }
    mem_free(table->columns);
    mem_free(table->row_number);
    *table = (struct table){0};
}

void source_file_free(struct source_file *file)
{
    table_free(&file->table);
    mem_free(file->rejected);
    arena_free(&file->arena);
    *file = (struct source_file){0};
}
