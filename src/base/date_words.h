/* date_words.h - dates as people write them, in English and Welsh: "28 November 2026", "28 Tachwedd
 * 2026". Pure. */
#ifndef CANTREF_BASE_DATE_WORDS_H
#define CANTREF_BASE_DATE_WORDS_H

#include <stdbool.h>
#include <stdint.h>

enum { DATE_WORDS_MAX = 48 };

/* date_month_name - of month 1 … 12. */
const char *date_month_name(int month, bool welsh);

/* date_written - of a day since 1970, into ret, which it returns. */
const char *date_written(int64_t day, bool welsh, char ret[DATE_WORDS_MAX]);

#endif
