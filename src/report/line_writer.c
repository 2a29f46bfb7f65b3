/* line_writer.c - cells, numbers and line ends, without printf. */
#include "line_writer.h"

#include "csv.h"
#include "parallel.h"

#include <math.h>
#include <pthread.h>

enum { FLUSH_BYTES = 1 << 16, PIECE_ITEMS = 1024 };

static void flush(struct line_writer *w)
{
    if (w->stream != NULL && w->text.len > 0) {
        fwrite(w->text.ptr, 1, w->text.len, w->stream);
        w->text.len = 0;
    }
}

void line_writer_end(struct line_writer *w)
{
    flush(w);
    buf_free(&w->text);
    buf_free(&w->scratch);
}

void line_end(struct line_writer *w)
{
    buf_add_char(&w->text, '\n');
    w->begun = false;
    if (w->text.len >= FLUSH_BYTES) {
        flush(w);
    }
}

void line_header(struct line_writer *w, const char *text)
{
    buf_add(&w->text, str_of(text));
    line_end(w);
}

static void begin_cell(struct line_writer *w)
{
    if (w->begun) {
        buf_add_char(&w->text, ',');
    }
    w->begun = true;
}

void line_cell(struct line_writer *w, struct str text)
{
    begin_cell(w);
    csv_write_cell(&w->text, text);
}

void line_plain(struct line_writer *w, struct str text)
{
    begin_cell(w);
    buf_add(&w->text, text);
}

bool value_is_formula(struct str text)
{
    if (text.len == 0 || ascii_is_alpha(text.ptr[0]) || ascii_is_digit(text.ptr[0]) ||
        memchr("=+-@\t\r\n", text.ptr[0], 7) == NULL) {
        return false;
    }
    bool number = text.ptr[0] == '+' || text.ptr[0] == '-';
    for (size_t i = 1; i < text.len; i++) {
        number =
            number && (ascii_is_digit(text.ptr[i]) || text.ptr[i] == ' ' || text.ptr[i] == '.');
    }
    return !number;
}

void line_value(struct line_writer *w, struct str text)
{
    if (!value_is_formula(text)) {
        line_cell(w, text);
        return;
    }
    struct buf safe = {0};
    buf_add_char(&safe, '\'');
    buf_add(&safe, text);
    line_cell(w, buf_str(&safe));
    buf_free(&safe);
}

/* Digits of value, at least `digits` of them, at the end of text[24]. */
static struct str digits_of(uint64_t value, int digits, char text[24])
{
    size_t at = 24;
    do {
        text[--at] = (char)('0' + value % 10);
        value /= 10;
        digits--;
    } while (value > 0 || digits > 0);
    return str_make(text + at, 24 - at);
}

void line_whole(struct line_writer *w, uint64_t value)
{
    char text[24];
    line_plain(w, digits_of(value, 1, text));
}

void line_thousandths(struct line_writer *w, int64_t value)
{
    char text[24];
    uint64_t size = value < 0 ? (uint64_t)-value : (uint64_t)value;
    begin_cell(w);
    if (value < 0) {
        buf_add_char(&w->text, '-');
    }
    buf_add(&w->text, digits_of(size / 1000, 1, text));
    buf_add_char(&w->text, '.');
    buf_add(&w->text, digits_of(size % 1000, 3, text));
}

void line_weight(struct line_writer *w, int32_t weight)
{
    int64_t thousandths = (int64_t)weight * 1000;
    line_thousandths(w, (thousandths + (thousandths < 0 ? -512 : 512)) / 1024);
}

void line_share(struct line_writer *w, double share)
{
    line_thousandths(w, llround(share * 1000));
}

/* ---- several threads: each makes a piece's lines and writes them when its turn comes, while the
 * others make the next ones. Pieces are handed out in their order, so the one whose turn it is is
 * always in hand. */

struct pieces {
    FILE *stream;
    line_body *body;
    const void *context;
    size_t count; /* items */
    struct line_writer writers[THREADS_MAX];
    pthread_mutex_t lock;
    pthread_cond_t written; /* a piece was: `turn` has moved on */
    size_t turn;
};

static void write_in_turn(struct pieces *p, size_t piece, struct line_writer *w)
{
    pthread_mutex_lock(&p->lock);
    while (p->turn != piece) {
        pthread_cond_wait(&p->written, &p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    if (w->text.len > 0) {
        fwrite(w->text.ptr, 1, w->text.len, p->stream);
        w->text.len = 0;
    }
    pthread_mutex_lock(&p->lock);
    p->turn++;
    pthread_cond_broadcast(&p->written);
    pthread_mutex_unlock(&p->lock);
}

static int piece_body(void *context, size_t from, size_t to, int thread)
{
    struct pieces *p = context;
    struct line_writer *w = &p->writers[thread];
    for (size_t piece = from; piece < to; piece++) {
        size_t first = piece * PIECE_ITEMS;
        size_t end = first + PIECE_ITEMS < p->count ? first + PIECE_ITEMS : p->count;
        for (size_t item = first; item < end; item++) {
            p->body(p->context, w, item);
        }
        write_in_turn(p, piece, w);
    }
    return 0;
}

void lines_write(FILE *stream, int threads, size_t count, line_body *body, const void *context)
{
    struct pieces p = {.stream = stream,
                       .body = body,
                       .context = context,
                       .count = count,
                       .lock = PTHREAD_MUTEX_INITIALIZER,
                       .written = PTHREAD_COND_INITIALIZER};
    parallel_for(threads > 0 ? threads : 1, (count + PIECE_ITEMS - 1) / PIECE_ITEMS, 1, piece_body,
                 &p);
    for (int i = 0; i < THREADS_MAX; i++) {
        line_writer_end(&p.writers[i]);
    }
}
