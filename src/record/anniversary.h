/* anniversary.h - whose date has its day: mentions with a date that, so much later, falls on one of
 * some days. What triggers on time passing begin with; it tells whom, and no date. */
#ifndef CANTREF_RECORD_ANNIVERSARY_H
#define CANTREF_RECORD_ANNIVERSARY_H

#include "picture.h"

enum anniversary_of { ANNIVERSARY_BIRTH, ANNIVERSARY_SINCE, ANNIVERSARY_UNTIL };

/* struct anniversary - a date of records of these sources alone, months and then days later, from
 * one day to another, both included. */
struct anniversary {
    const struct source_set *sources;
    enum anniversary_of of;
    int64_t months, days;
    int32_t from, to;
};

/* anniversary_visit - called with each, in the order of days, records, mentions. */
typedef int anniversary_visit(void *context, int64_t record, int number, int32_t day,
                              struct err *err);

/* anniversaries - of all that stand, those that are sealed left out. For the thread that has the
 * picture's db, while nobody writes.
 * Errors: those of standing_read and of visit. Cost: that of reading every record, 3 µs each. */
int anniversaries(struct picture *picture, const struct anniversary *what, anniversary_visit *visit,
                  void *context, struct err *err);

/* anniversary_day - the day on which a date has its day: "2008-11-28". False: it is not whole, or
 * past the calendar. Pure. */
bool anniversary_day(struct str date, int64_t months, int64_t days, int32_t *ret);

#endif
