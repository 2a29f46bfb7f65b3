/* review_screen.c - two mentions in two columns. */
#include "review_screen.h"

#include "encoding.h"

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
    const struct report_input *in = s->report->in;
    struct buf text[2] = {{0}, {0}};
    const uint32_t side[2] = {left, right};
    for (int i = 0; i < 2; i++) {
        const struct mention_place *p = &in->mentions->places[side[i]];
        const struct table *table = &in->tables[p->source];
        buf_printf(&text[i], "%.*s:%u", PRI(table->name), table->row_number[p->row]);
        if (s->report->number[side[i]] > 1) {
            buf_printf(&text[i], " (%u)", s->report->number[side[i]]);
        }
    }
    add_line(s, STR(""), buf_str(&text[0]), buf_str(&text[1]), ' ');
    buf_free(&text[0]);
    buf_free(&text[1]);
}

static char sign_of(const struct screen *s, uint32_t left, uint32_t right, int field)
{
    const struct mention_table *t = s->report->in->mentions;
    uint32_t a = mention_value(t, left, field);
    uint32_t b = mention_value(t, right, field);
    return a == 0 || b == 0 ? '-' : a == b ? '=' : '#';
}

void review_screen_pair(const struct report *report, uint32_t left, uint32_t right, size_t width,
                        bool bold, struct buf *out)
{
    const struct mention_table *t = report->in->mentions;
    size_t room = width > LABEL_COLUMNS + SIGN_COLUMNS ? width - LABEL_COLUMNS - SIGN_COLUMNS : 0;
    size_t columns = room / 2 < VALUE_COLUMNS_MIN   ? VALUE_COLUMNS_MIN
                     : room / 2 > VALUE_COLUMNS_MAX ? VALUE_COLUMNS_MAX
                                                    : room / 2;
    struct screen s = {report, columns, bold, out};
    struct buf a = {0};
    struct buf b = {0};
    add_places(&s, left, right);
    report_name(report, left, &a);
    report_name(report, right, &b);
    add_line(&s, STR("Name"), buf_str(&a), buf_str(&b), sign_of(&s, left, right, FIELD_NAME));
    for (int field = 0; field < (int)t->field_count; field++) {
        bool shown = field > FIELD_NAME || field == FIELD_FORMER_FAMILY; /* parts are in the name */
        if (!shown || (mention_value(t, left, field) == 0 && mention_value(t, right, field) == 0)) {
            continue;
        }
        a.len = b.len = 0;
        report_value(report, left, field, &a);
        report_value(report, right, field, &b);
        add_line(&s, report_field_label(report, field), buf_str(&a), buf_str(&b),
                 sign_of(&s, left, right, field));
    }
    buf_free(&a);
    buf_free(&b);
}
