/* inward_records.c - rows of a source that a partner sends as they change.
 *
 *     leaf ─► row "begun", rows kept sealed ─► those that are newer ─► ingest ─► row "taken", marks
 *              one transaction                  than their marks       its own    one transaction
 *
 * Taking rows in is many transactions, each harmless when it is done twice. What was cut off is
 * finished, the oldest first, before anything else is taken: so rows come in in the order in which
 * they came, and of each row the one that was written last stands, whichever came last. */
#define _GNU_SOURCE /* memfd_create */
#include "inward_parts.h"

#include "ingest.h"
#include "json_page.h"
#include "json_slice.h"
#include "pack.h"
#include "rfc3339_time.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ROWS_MAX = 1000, FILE_BYTES_MAX = 16 << 20 };

/* struct batch - rows of one message. */
struct batch {
    struct receiving *r;
    int64_t number; /* of its row in the table inbound */
    uint8_t mark[INBOUND_MARK_BYTES];
    struct str rows; /* a JSON array */
    struct source_definition definition;
    bool has_definition;
    size_t count;
    uint8_t (*keys)[INBOUND_KEY_BYTES]; /* of each row */
    bool *newer;
};

static void batch_free(struct batch *b)
{
    if (b->has_definition) {
        source_definition_free(&b->definition);
    }
    mem_free(b->keys);
    mem_free(b->newer);
}

/* ---- what was sent ---- */

static int read_data(struct receiving *r, struct str data, struct str *ret_source,
                     struct str *ret_rows, struct err *err)
{
    struct str name;
    struct str value;
    *ret_source = *ret_rows = STR("");
    while (json_next_member(&r->arena, &data, &name, &value)) {
        bool fits = (str_eq(name, STR("source")) && inward_text(r, value, ret_source)) ||
                    (str_eq(name, STR("rows")) && json_slice_kind(value) == JSON_SLICE_ARRAY);
        if (!fits) {
            return err_set(err, ERR_INPUT,
                           "the data of records is {\"source\": name, \"rows\": [{…}]}");
        }
        *ret_rows = str_eq(name, STR("rows")) ? value : *ret_rows;
    }
    return ret_rows->len == 0 ? err_set(err, ERR_INPUT, "there are no \"rows\"") : 0;
}

/* open_source - may it send that source's rows, and can they be told apart? */
static int open_source(struct batch *b, struct str source, struct err *err)
{
    struct err_list errors = {0};
    if (!names_have(&b->r->partner.sources, source)) {
        return err_set(err, ERR_INPUT, "it was not agreed that rows of this source come so");
    }
    int code = home_source(&b->r->inquiry->picture.home, source, &b->definition, &errors);
    b->has_definition = code == 0;
    if (code != 0) { /* what is wrong is here, not with what was sent */
        err_list_first(&errors, err);
        err_list_free(&errors);
        return err_set(err, ERR_NOTFOUND, "the source's file can't be read: cantref check");
    }
    err_list_free(&errors);
    if ((b->definition.delivery != DELIVERY_CHANGES || b->definition.key_count == 0)) {
        return err_set(err, ERR_INPUT,
                       "this source is delivered whole: only of one with \"delivery: changes\" "
                       "and a key can single rows be taken");
    }
    return 0;
}

static int read_key(struct batch *b, struct str row, uint8_t ret[INBOUND_KEY_BYTES],
                    struct err *err)
{
    const struct source_definition *d = &b->definition;
    struct buf key = {0};
    pack_text(&key, d->name);
    for (size_t k = 0; k < d->key_count; k++) {
        struct str text = STR("");
        if (!inward_text(b->r, json_member(&b->r->arena, row, d->key[k]), &text) || text.len == 0) {
            buf_free(&key);
            return err_set(err, ERR_INPUT, "row %zu has no value for the source's key",
                           b->count + 1);
        }
        pack_text(&key, text);
    }
    seal_token_wide(b->r->inquiry->picture.seal, "inbound_row", buf_str(&key), ret);
    buf_free(&key);
    return 0;
}

static int read_keys(struct batch *b, struct err *err)
{
    struct str rest = b->rows;
    struct str row;
    b->keys = mem_must_array(ROWS_MAX, sizeof *b->keys);
    b->newer = mem_must_array(ROWS_MAX, sizeof *b->newer);
    while (json_next_item(&rest, &row)) {
        if (b->count == ROWS_MAX) {
            return err_set(err, ERR_INPUT, "there are more than %d rows", ROWS_MAX);
        }
        if (json_slice_kind(row) != JSON_SLICE_OBJECT) {
            return err_set(err, ERR_INPUT, "row %zu isn't an object of columns", b->count + 1);
        }
        int code = read_key(b, row, b->keys[b->count], err);
        if (code != 0) {
            return code;
        }
        b->count++;
    }
    return 0;
}

/* make_mark - the time it was written, so that bytes order as times do; then which it is, so that
 * of two that were written at once the same one wins everywhere. */
static int make_mark(struct batch *b, const struct cloud_event *event, struct err *err)
{
    int64_t seconds = 0;
    uint32_t nanosecond = 0;
    if (!rfc3339_parse_exact(event->time, &seconds, &nanosecond) || seconds < 0) {
        return err_set(err, ERR_INPUT,
                       "records need the attribute time: of two rows of one key the later stands");
    }
    for (int i = 0; i < 8; i++) {
        b->mark[i] = (uint8_t)((uint64_t)seconds >> (56 - 8 * i));
    }
    for (int i = 0; i < 4; i++) {
        b->mark[8 + i] = (uint8_t)(nanosecond >> (24 - 8 * i));
    }
    memcpy(b->mark + 12, b->r->inbound.event_key, INBOUND_KEY_BYTES);
    return 0;
}

/* ---- taken in ---- */

static int add_newer(struct batch *b, struct buf *out, size_t *ret_count, struct err *err)
{
    struct db *db = b->r->inquiry->picture.db;
    struct str rest = b->rows;
    struct str row;
    int code = 0;
    *ret_count = 0;
    buf_add(out, STR("{\"rows\":["));
    for (size_t i = 0; code == 0 && json_next_item(&rest, &row); i++) {
        code = inbound_row_is_newer(db, b->keys[i], b->mark, &b->newer[i], err);
        if (code == 0 && b->newer[i]) {
            buf_add(out, *ret_count > 0 ? STR(",") : STR(""));
            buf_add(out, row);
            (*ret_count)++;
        }
    }
    buf_add(out, STR("]}"));
    return code;
}

static void add_columns(const struct source_definition *d, struct buf *out)
{
    for (size_t c = 0; c < d->mapping.column_count; c++) {
        pack_text(out, d->mapping.columns[c].header);
    }
    for (size_t k = 0; k < d->key_count; k++) {
        pack_text(out, d->key[k]);
    }
    if (d->deletion_column.len > 0) {
        pack_text(out, d->deletion_column);
    }
}

/* write_lines - rows as JSON Lines into a file in memory, as a service's connector does. */
static int write_lines(struct batch *b, struct str page, int fd, struct err *err)
{
    struct buf columns = {0};
    size_t count = 0;
    struct row_sink sink = {.fd = fd, .report_fd = -1, .begun = true, .bytes_max = FILE_BYTES_MAX};
    add_columns(&b->definition, &columns);
    struct json_pages pages = {
        .items = STR("rows"), .cursor_path = STR(""), .columns = buf_str(&columns), .sink = &sink};
    int code = json_page_read(&pages, page, &count, err);
    code = code ? code : row_sink_finish(&sink, err);
    json_pages_free(&pages);
    row_sink_free(&sink);
    buf_free(&columns);
    return code;
}

static int take_rows(struct batch *b, struct str page, struct err *err)
{
    char path[40];
    struct ingest_summary summary;
    const struct ingest_options options = {-1, NULL};
    int fd = memfd_create("cantref-records", MFD_CLOEXEC);
    if (fd < 0) {
        return err_set(err, ERR_IO, "a file in memory can't be made");
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int code = write_lines(b, page, fd, err);
    code = code ? code
                : ingest(&b->r->inquiry->picture, &b->definition, path, &options, &summary, err);
    close(fd);
    return code;
}

/* struct ending - what became of it. */
struct ending {
    struct batch *batch;
    enum inbound_outcome outcome;
    struct str reason;
};

static int keep_end(struct db *db, void *context, struct err *err)
{
    struct ending *e = context;
    struct batch *b = e->batch;
    int code = 0;
    for (size_t i = 0; code == 0 && e->outcome == INBOUND_TAKEN && i < b->count; i++) {
        code = b->newer[i] ? inbound_row_put(db, b->keys[i], b->mark, b->r->now, err) : 0;
    }
    return code ? code : inbound_end(db, b->number, e->outcome, e->reason, err);
}

/* finish - of one that is begun. ERR_INPUT: it is refused now; any other: it stays begun. */
static int finish(struct batch *b, struct err *err)
{
    struct ending e = {.batch = b, .outcome = INBOUND_TAKEN, .reason = STR("")};
    struct picture *picture = &b->r->inquiry->picture;
    struct err failed = {0};
    struct buf page = {0};
    size_t count = 0;
    int code = read_keys(b, err);
    code = code ? code : add_newer(b, &page, &count, err);
    if (code == 0 && count > 0) {
        code = take_rows(b, buf_str(&page), err);
        b->r->answer->records = true;
    }
    buf_free(&page);
    code = code == ERR_LIMIT ? ERR_INPUT : code;
    if (code != 0 && code != ERR_INPUT) {
        return code;
    }
    if (code == ERR_INPUT) {
        e.outcome = INBOUND_REFUSED;
        e.reason = str_of(err->message);
    }
    if (picture_do(picture, keep_end, &e, &failed) != 0) {
        return err_set(err, failed.code == ERR_INPUT ? ERR_DB : failed.code, "%s", failed.message);
    }
    return code;
}

/* ---- what was cut off ---- */

struct begun {
    struct receiving *r;
    int64_t number; /* the oldest; 0: none */
    struct str source, detail;
};

static int take_begun(void *context, const struct inbound *inbound, struct err *err)
{
    struct begun *b = context;
    (void)err;
    if (b->number == 0) {
        b->number = inbound->number;
        b->source = arena_str(&b->r->arena, inbound->about);
        b->detail = arena_str(&b->r->arena, inbound->detail);
    }
    return 0;
}

/* What a source's file says may have changed since: what can't be taken any more is refused. */
static int finish_begun(struct receiving *r, const struct begun *begun, struct err *err)
{
    struct batch b = {.r = r, .number = begun->number};
    struct str source;
    int code = 0;
    if (begun->detail.len < INBOUND_MARK_BYTES) {
        code = err_set(err, ERR_INPUT, "what it said is lost");
    } else {
        memcpy(b.mark, begun->detail.ptr, INBOUND_MARK_BYTES);
        code = read_data(r, str_slice(begun->detail, INBOUND_MARK_BYTES, begun->detail.len),
                         &source, &b.rows, err);
        code = code ? code : open_source(&b, begun->source, err);
    }
    struct ending e = {.batch = &b, .outcome = INBOUND_REFUSED, .reason = str_of(err->message)};
    code = code ? picture_do(&r->inquiry->picture, keep_end, &e, err) : finish(&b, err);
    batch_free(&b);
    return code == ERR_INPUT ? 0 : code;
}

int inward_finish_records(struct receiving *r, struct err *err)
{
    struct begun begun = {.number = -1};
    int code = 0;
    while (code == 0 && begun.number != 0) {
        begun = (struct begun){.r = r};
        code = inbound_begun(r->inquiry->picture.db, r->inquiry->picture.seal, take_begun, &begun,
                             err);
        code = code == 0 && begun.number != 0 ? finish_begun(r, &begun, err) : code;
    }
    return code;
}

/* ---- new ---- */

static int keep_begun(struct db *db, void *context, struct err *err)
{
    struct batch *b = context;
    return inbound_put(db, b->r->inquiry->picture.seal, &b->r->inbound, &b->number, err);
}

static int begin(struct batch *b, struct str data, struct err *err)
{
    struct receiving *r = b->r;
    struct buf detail = {0};
    buf_add(&detail, str_make((const char *)b->mark, INBOUND_MARK_BYTES));
    buf_add(&detail, data);
    r->inbound.outcome = INBOUND_BEGUN;
    r->inbound.detail = buf_str(&detail);
    int code = inquiry_tell_change_of(
        r->inquiry, arena_printf(&r->arena, "records of %.*s", PRI(b->definition.name)), NULL, 0,
        err);
    code = code ? code : picture_do(&r->inquiry->picture, keep_begun, b, err);
    r->inbound.detail = STR("");
    buf_free(&detail);
    return code;
}

enum inward_result inward_take_records(struct receiving *r, const struct cloud_event *event,
                                       struct err *err)
{
    struct batch b = {.r = r};
    struct str source;
    r->inbound.kind = INBOUND_RECORDS;
    r->inbound.type = event->type;
    int code = read_data(r, event->data, &source, &b.rows, err);
    code = code ? code : open_source(&b, source, err);
    code = code ? code : make_mark(&b, event, err);
    code = code ? code : read_keys(&b, err);
    if (code == 0) {
        r->inbound.about = arena_str(&r->arena, b.definition.name);
        b.count = 0; /* read once more when they are taken in */
        mem_free(b.keys);
        mem_free(b.newer);
        b.keys = NULL;
        b.newer = NULL;
        code = begin(&b, event->data, err);
        code = code ? code : finish(&b, err);
    }
    batch_free(&b);
    return code == 0 ? INWARD_TAKEN : code == ERR_INPUT ? INWARD_REFUSED : INWARD_LATER;
}
