/* duty_clock.c - counting days, with pauses. */
#include "duty_clock.h"

#include <assert.h>
#include <stdio.h>

enum { WEEK = 7, TRIED_LENGTH_MAX = 400 };

static const char *const unit_names[LENGTH_UNITS][2] = {
    [UNIT_DAYS] = {"day", "days"},
    [UNIT_WORKING_DAYS] = {"working day", "working days"},
    [UNIT_WEEKS] = {"week", "weeks"},
    [UNIT_MONTHS] = {"month", "months"},
};

/* Welsh has the singular after a number. */
static const char *const unit_names_welsh[LENGTH_UNITS] = {
    [UNIT_DAYS] = "diwrnod",
    [UNIT_WORKING_DAYS] = "diwrnod gwaith",
    [UNIT_WEEKS] = "wythnos",
    [UNIT_MONTHS] = "mis",
};

bool length_parse(struct str text, struct length *ret)
{
    ptrdiff_t space = str_find(text, STR(" "));
    uint64_t count = 0;
    if (space <= 0 || text.ptr[0] == '0' ||
        !str_to_uint(str_slice(text, 0, (size_t)space), LENGTH_MAX, &count)) {
        return false;
    }
    struct str unit = str_slice(text, (size_t)space + 1, text.len);
    for (int i = 0; i < LENGTH_UNITS; i++) {
        if (str_eq(unit, str_of(unit_names[i][count != 1]))) {
            *ret = (struct length){(int32_t)count, (enum length_unit)i};
            return true;
        }
    }
    return false;
}

int length_read(struct settings *settings, const struct yaml_node *node, struct length *ret,
                struct err *err)
{
    struct str text;
    int code = yaml_get_text(node, settings->file, &text, err);
    if (code == 0 && !length_parse(text, ret)) {
        return setting_refuse(settings, node, err,
                              "a length is wanted here: 28 days, 10 working days, 6 weeks or 2 "
                              "months; 1 to %d, one without s",
                              LENGTH_MAX);
    }
    return code;
}

const char *length_text(struct length length, bool welsh, char ret[LENGTH_TEXT_MAX])
{
    snprintf(ret, LENGTH_TEXT_MAX, "%d %s", (int)length.count,
             welsh ? unit_names_welsh[length.unit] : unit_names[length.unit][length.count != 1]);
    return ret;
}

static bool is_paused(const struct clock_pause *pauses, size_t count, int32_t day)
{
    bool paused = false;
    for (size_t i = 0; i < count; i++) {
        paused = paused || (pauses[i].begins <= day && day < pauses[i].ends);
    }
    return paused;
}

static int32_t roll(enum last_day last_day, enum holiday_calendar calendar, int32_t day)
{
    return last_day == LAST_DAY_NEXT       ? working_day_from(calendar, day)
           : last_day == LAST_DAY_PREVIOUS ? working_day_until(calendar, day)
                                           : day;
}

int32_t clock_deadline(const struct clock_rule *rule, enum holiday_calendar calendar, int32_t start,
                       const struct clock_pause *pauses, size_t count)
{
    int32_t first = rule->start_counts ? start : start + 1;
    int32_t left = rule->within.count;
    bool working = rule->within.unit == UNIT_WORKING_DAYS;
    assert(count <= CLOCK_PAUSES_MAX && left > 0);
    if (rule->within.unit == UNIT_WEEKS) {
        left *= WEEK;
    } else if (rule->within.unit == UNIT_MONTHS) {
        left = calendar_months_add(start, left) - start;
    }
    int32_t day = first - 1;
    while (left > 0) {
        day++;
        left -= !is_paused(pauses, count, day) && (!working || working_day_is(calendar, day));
    }
    return roll(rule->last_day, calendar, day);
}

static bool counts_working_days(const struct clock_rule *rule)
{
    return rule->within.unit == UNIT_WORKING_DAYS;
}

/* never_later_paused - the same where one counts working days, the other does not, and days may be
 * paused: a paused Saturday puts off a clock of calendar days alone, and a paused Friday one of
 * working days until Monday. What is left: each working day counted is a day counted. */
static bool never_later_paused(const struct clock_rule *rule, const struct clock_rule *than)
{
    int32_t days = rule->within.unit == UNIT_WEEKS  ? rule->within.count * WEEK
                   : rule->within.unit == UNIT_DAYS ? rule->within.count
                                                    : INT32_MAX;
    return days <= than->within.count && rule->start_counts == than->start_counts &&
           rule->last_day == than->last_day;
}

bool clock_never_later(const struct clock_rule *rule, const struct clock_rule *than,
                       enum holiday_calendar calendar, bool paused)
{
    if (paused && counts_working_days(rule) != counts_working_days(than)) {
        return !counts_working_days(rule) && never_later_paused(rule, than);
    }
    static const int earlier[] = {
        [LAST_DAY_PREVIOUS] = 0, [LAST_DAY_STAYS] = 1, [LAST_DAY_NEXT] = 2};
    if (rule->within.unit == than->within.unit && rule->within.count <= than->within.count &&
        (rule->start_counts || !than->start_counts) &&
        earlier[rule->last_day] <= earlier[than->last_day]) {
        return true;
    }
    if (rule->within.count > TRIED_LENGTH_MAX || than->within.count > TRIED_LENGTH_MAX) {
        return false;
    }
    int32_t start = date_days((struct date){2000, 1, 1});
    int32_t end = date_days((struct date){2028, 1, 1});
    bool never = true;
    for (; start < end && never; start++) {
        never = clock_deadline(rule, calendar, start, NULL, 0) <=
                clock_deadline(than, calendar, start, NULL, 0);
    }
    return never;
}
