/* date_fuzz.c - dates: any bytes, in both orders; what is read is written and read back. */
#include "date.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct date date)
{
    struct date back;
    char text[DATE_TEXT_MAX];
    size_t length = date_text(date, text);
    assert(length < DATE_TEXT_MAX && date_from_text(str_of(text), &back));
    assert(back.year == date.year && back.month == date.month && back.day == date.day);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    for (int order = DATE_DAY_FIRST; order <= DATE_MONTH_FIRST; order++) {
        struct date date;
        if (date_parse(text, (enum date_order)order, 2024, &date)) {
            check(date);
        }
    }
    struct date date;
    struct str half = str_slice(text, 0, size / 2);
    if (date_from_parts(half, str_slice(text, size / 2, size), half, 2024, &date)) {
        check(date);
    }
    date_order_evidence(text);
    date_from_text(text, &date);
    return 0;
}
