/* due.c - moments of a schedule, by the C library's calendar. */
#include "due.h"

#include <time.h>

/* A time of day that a change of clocks brings twice is the first of the two; the C library gives
 * the one or the other as it happens. */
static int64_t first_of_two(int64_t moment)
{
    time_t at = (time_t)moment;
    time_t before = at - 3600;
    struct tm day, earlier;
    bool known = localtime_r(&at, &day) != NULL && localtime_r(&before, &earlier) != NULL;
    return known && day.tm_hour == earlier.tm_hour && day.tm_mday == earlier.tm_mday ? moment - 3600
                                                                                     : moment;
}

/* The schedule's time of day, so many days after that of `now`. */
static int64_t moment(const struct source_schedule *schedule, int64_t now, int days)
{
    time_t at = (time_t)now;
    struct tm day;
    if (localtime_r(&at, &day) == NULL) {
        return 0;
    }
    if (schedule->kind == SCHEDULE_WEEKLY) {
        int weekday = (day.tm_wday + 6) % 7; /* 0: Monday */
        day.tm_mday -= (weekday - schedule->weekday + 7) % 7;
    }
    day.tm_mday += days;
    day.tm_hour = schedule->hour;
    day.tm_min = schedule->minute;
    day.tm_sec = 0;
    day.tm_isdst = -1;
    return first_of_two((int64_t)mktime(&day));
}

/* The beginning of the hour, as the clock on the wall shows it. */
static int64_t hour_of(int64_t now)
{
    time_t at = (time_t)now;
    struct tm day;
    return localtime_r(&at, &day) == NULL ? 0 : now - day.tm_min * 60 - day.tm_sec;
}

static int period_days(const struct source_schedule *schedule)
{
    return schedule->kind == SCHEDULE_WEEKLY ? 7 : 1;
}

int64_t schedule_fell(const struct source_schedule *schedule, int64_t now)
{
    if (schedule->kind == SCHEDULE_BY_HAND) {
        return 0;
    }
    if (schedule->kind == SCHEDULE_HOURLY) {
        return hour_of(now);
    }
    int64_t fell = moment(schedule, now, 0);
    return fell <= now ? fell : moment(schedule, now, -period_days(schedule));
}

int64_t schedule_next(const struct source_schedule *schedule, int64_t now)
{
    if (schedule->kind == SCHEDULE_BY_HAND) {
        return 0;
    }
    if (schedule->kind == SCHEDULE_HOURLY) {
        return hour_of(now) + 3600;
    }
    int64_t next = moment(schedule, now, 0);
    return next > now ? next : moment(schedule, now, period_days(schedule));
}

struct due due_tell(const struct source_schedule *schedule, int64_t succeeded, int64_t now)
{
    struct due due = {.next = schedule_next(schedule, now)};
    int64_t fell = schedule_fell(schedule, now);
    bool counts = succeeded != 0 && succeeded <= now;
    due.is_due = schedule->kind != SCHEDULE_BY_HAND && (!counts || succeeded < fell);
    if (due.is_due && counts) {
        /* The first moment that it missed. */
        due.since = schedule_next(schedule, succeeded);
        due.is_late = now - due.since > DUE_LATE_S;
    }
    return due;
}

int due_succeeded(struct db *db, struct str source, int64_t now, int64_t *ret, struct err *err)
{
    struct db_query *q;
    if (db == NULL) {
        *ret = 0;
        return 0;
    }
    int code = db_query(db,
                        "SELECT max(e.begun) FROM extract e JOIN source s ON s.source = e.source "
                        "WHERE s.name = $1 AND e.ended IS NOT NULL AND e.begun <= $2",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, source);
        db_bind_whole(q, 2, now);
        code = db_take_number(q, ret, err);
    }
    return code;
}

int due_find(const struct home *home, struct db *db, int64_t now, struct due_list *ret,
             struct err *err)
{
    struct source_definition *definitions = NULL;
    size_t count = 0;
    int code = home_sources(home, &definitions, &count, err);
    ret->at = mem_must_array(count, sizeof *ret->at);
    for (size_t i = 0; code == 0 && i < count; i++) {
        int64_t succeeded = 0;
        struct due_source *source = &ret->at[i];
        code = due_succeeded(db, definitions[i].name, now, &succeeded, err);
        source->name = arena_str(&ret->arena, definitions[i].name);
        source->due = due_tell(&definitions[i].schedule, succeeded, now);
        ret->due += source->due.is_due;
        if (!source->due.is_due && source->due.next != 0 &&
            (ret->next == 0 || source->due.next < ret->next)) {
            ret->next = source->due.next;
            ret->next_name = source->name;
        }
        ret->count++;
    }
    home_sources_free(definitions, count);
    return code;
}

void due_list_free(struct due_list *list)
{
    mem_free(list->at);
    arena_free(&list->arena);
}
