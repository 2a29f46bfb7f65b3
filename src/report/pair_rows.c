/* pair_rows.c - see pair_rows.h. */
#include "pair_rows.h"

static enum pair_sign sign_of(const struct report *report, uint32_t left, uint32_t right, int field)
{
    const struct mention_table *t = report->in->mentions;
    uint32_t a = mention_value(t, left, field);
    uint32_t b = mention_value(t, right, field);
    return a == 0 || b == 0 ? PAIR_ONE_ALONE : a == b ? PAIR_SAME : PAIR_DIFFERS;
}

void pair_place(const struct report *report, uint32_t mention, struct buf *ret)
{
    struct str source = report_source_name(report, mention);
    buf_printf(ret, "%.*s:%u", PRI(source), report_row_number(report, mention));
    if (report->number[mention] > 1) {
        buf_printf(ret, " (%u)", report->number[mention]);
    }
}

void pair_rows_each(const struct report *report, uint32_t left, uint32_t right,
                    pair_row_visit *visit, void *context)
{
    const struct mention_table *t = report->in->mentions;
    struct buf a = {0};
    struct buf b = {0};
    report_name(report, left, &a);
    report_name(report, right, &b);
    visit(context, str_of(say(report, "Name")), buf_str(&a), buf_str(&b),
          sign_of(report, left, right, FIELD_NAME));
    for (int field = 0; field < (int)t->field_count; field++) {
        bool shown = field > FIELD_NAME || field == FIELD_FORMER_FAMILY; /* parts are in the name */
        if (!shown || (mention_value(t, left, field) == 0 && mention_value(t, right, field) == 0)) {
            continue;
        }
        a.len = b.len = 0;
        report_value(report, left, field, &a);
        report_value(report, right, field, &b);
        visit(context, report_field_label(report, field), buf_str(&a), buf_str(&b),
              sign_of(report, left, right, field));
    }
    buf_free(&a);
    buf_free(&b);
}
