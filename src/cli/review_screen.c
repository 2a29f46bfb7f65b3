/* review_screen.c - two mentions in two columns. */
#include "review_screen.h"

#include "encoding.h"
#include "pair_rows.h"

enum { LABEL_COLUMNS = 18, SIGN_COLUMNS = 5, VALUE_COLUMNS_MIN = 12, VALUE_COLUMNS_MAX = 60 };

struct screen {
    const struct report *report;
    size_t value_columns;
    bool bold;
    struct buf *out;
};

/* Up to `columns` characters of a text, and blanks up to there. A character is taken to be one
 * column wide; accents that stand by themselves, which are none, are rare in what councils hold. */
static void add_columns(struct buf *out, struct str text, size_t columns)
{
    size_t used = 0;
    size_t at = 0;
    while (at < text.len && used < columns) {
        struct str rest = str_slice(text, at, text.len);
        size_t len = utf8_sequence(rest);
        unsigned char first = (unsigned char)rest.ptr[0];
        bool steers = len == 0 || first < ' ' || first == 0x7f ||
                      (len == 2 && first == 0xc2 && (unsigned char)rest.ptr[1] < 0xa0);
        bool cut = used + 1 == columns && at + (len == 0 ? 1 : len) < text.len;
        if (cut) {
            buf_add(out, STR("…"));
        } else if (steers) {
            buf_add_char(out, '?');
        } else {
            buf_add(out, str_slice(rest, 0, len));
        }
        at += len == 0 ? 1 : len;
        used++;
    }
    while (used++ < columns) {
        buf_add_char(out, ' ');
    }
}

static void add_line(struct screen *s, struct str label, struct str left, struct str right,
                     char sign)
{
    bool bold = s->bold && sign == '#';
    add_columns(s->out, label, LABEL_COLUMNS);
    buf_add(s->out, bold ? STR("\033[1m") : STR(""));
    add_columns(s->out, left, s->value_columns);
    buf_printf(s->out, "  %c  ", sign);
    add_columns(s->out, right, s->value_columns);
    buf_add(s->out, bold ? STR("\033[0m") : STR(""));
    while (s->out->len > 0 && s->out->ptr[s->out->len - 1] == ' ') {
        s->out->len--;
    }
    buf_add_char(s->out, '\n');
}

static void add_places(struct screen *s, uint32_t left, uint32_t right)
{
    struct buf text[2] = {{0}, {0}};
    pair_place(s->report, left, &text[0]);
    pair_place(s->report, right, &text[1]);
    add_line(s, STR(""), buf_str(&text[0]), buf_str(&text[1]), ' ');
    buf_free(&text[0]);
    buf_free(&text[1]);
}

static void add_row(void *context, struct str label, struct str left, struct str right,
                    enum pair_sign sign)
{
    static const char signs[] = {[PAIR_SAME] = '=', [PAIR_DIFFERS] = '#', [PAIR_ONE_ALONE] = '-'};
    add_line(context, label, left, right, signs[sign]);
}

void review_screen_pair(const struct report *report, uint32_t left, uint32_t right, size_t width,
                        bool bold, struct buf *out)
{
    size_t room = width > LABEL_COLUMNS + SIGN_COLUMNS ? width - LABEL_COLUMNS - SIGN_COLUMNS : 0;
    size_t columns = room / 2 < VALUE_COLUMNS_MIN   ? VALUE_COLUMNS_MIN
                     : room / 2 > VALUE_COLUMNS_MAX ? VALUE_COLUMNS_MAX
                                                    : room / 2;
    struct screen s = {report, columns, bold, out};
    add_places(&s, left, right);
    pair_rows_each(report, left, right, add_row, &s);
}
