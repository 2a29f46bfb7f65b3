/* time_zone.c - time_zone.h.
 *
 * A TZif file holds its data twice, after one header each: with times of 32 bits, which is passed
 * over, and of 64; then a line with the rule for all years after. What is kept of it:
 *
 *     before    at[0]      at[1]      …     at[count - 1]      for ever after
 *     offset[0] offset[1]  offset[2]        offset[count]  ─►  the rule, if there is one
 *
 * Where what is asked is not an instant but what clocks show, a change from offset a to b counts
 * from when they show the later of both, at + max(a, b): so hours that are shown twice are taken
 * for the first, and those that are skipped for what is before. */
#include "time_zone.h"

#include "calendar.h"
#include "whole_file.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum {
    HEADER_BYTES = 44,
    TYPE_BYTES = 6,
    TRANSITIONS_MAX = 8192,
    TYPES_MAX = 256,
    OFFSET_MAX_S = 26 * 3600, /* RFC 8536 §3.2: -25 h … 26 h */
    RULE_TIME_MAX_HOURS = 167,
};

/* When a rule changes the clocks: by the day of the year, or by the nth weekday of a month. */
enum rule_kind { RULE_DAY_WITHOUT_LEAP, RULE_DAY_FROM_0, RULE_WEEKDAY };

struct rule_change {
    enum rule_kind kind;
    int day;         /* of the year; or of the week, from Sunday 0 */
    int month, week; /* week 5: the last */
    int32_t time_s;  /* of local time before the change */
};

struct rule {
    bool known, has_daylight;
    int32_t standard, daylight; /* seconds east of UTC */
    struct rule_change start, end;
};

struct time_zone {
    struct str name;
    size_t count;
    int64_t *at;
    int32_t *offset; /* count + 1 */
    struct rule rule;
};

/* --- the rule: POSIX TZ, as RFC 8536 §3.3 extends it --- */

static bool take(struct str *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c) {
        return false;
    }
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

static bool take_number(struct str *rest, int max, int *ret)
{
    size_t length = 0;
    uint64_t value;
    while (length < rest->len && length < 4 && ascii_is_digit(rest->ptr[length])) {
        length++;
    }
    if (!str_to_uint(str_slice(*rest, 0, length), (uint64_t)max, &value)) {
        return false;
    }
    *rest = str_slice(*rest, length, rest->len);
    *ret = (int)value;
    return true;
}

/* take_time - [+-]hh[:mm[:ss]] */
static bool take_time(struct str *rest, int hours_max, int32_t *ret)
{
    bool negative = take(rest, '-');
    if (!negative) {
        take(rest, '+');
    }
    int hours, minutes = 0, seconds = 0;
    if (!take_number(rest, hours_max, &hours)) {
        return false;
    }
    if (take(rest, ':') && (!take_number(rest, 59, &minutes) ||
                            (take(rest, ':') && !take_number(rest, 59, &seconds)))) {
        return false;
    }
    int32_t value = hours * 3600 + minutes * 60 + seconds;
    *ret = negative ? -value : value;
    return true;
}

/* take_name - letters, or anything but > between < and >. */
static bool take_name(struct str *rest)
{
    size_t length = 0;
    if (take(rest, '<')) {
        while (length < rest->len && rest->ptr[length] != '>') {
            length++;
        }
        *rest = str_slice(*rest, length, rest->len);
        return take(rest, '>');
    }
    while (length < rest->len && ascii_is_alpha(rest->ptr[length])) {
        length++;
    }
    *rest = str_slice(*rest, length, rest->len);
    return length >= 3;
}

static bool take_change(struct str *rest, struct rule_change *ret)
{
    ret->time_s = 2 * 3600;
    if (take(rest, 'M')) {
        ret->kind = RULE_WEEKDAY;
        if (!take_number(rest, 12, &ret->month) || ret->month < 1 || !take(rest, '.') ||
            !take_number(rest, 5, &ret->week) || ret->week < 1 || !take(rest, '.') ||
            !take_number(rest, 6, &ret->day)) {
            return false;
        }
    } else {
        ret->kind = take(rest, 'J') ? RULE_DAY_WITHOUT_LEAP : RULE_DAY_FROM_0;
        if (!take_number(rest, 365, &ret->day) ||
            (ret->kind == RULE_DAY_WITHOUT_LEAP && ret->day < 1)) {
            return false;
        }
    }
    return !take(rest, '/') || take_time(rest, RULE_TIME_MAX_HOURS, &ret->time_s);
}

/* read_rule - the whole of text: std offset [dst [offset] , start , end]; offsets to the west. */
static bool read_rule(struct str text, struct rule *ret)
{
    int32_t west;
    *ret = (struct rule){.known = text.len > 0};
    if (text.len == 0) {
        return true;
    }
    if (!take_name(&text) || !take_time(&text, 24, &west)) {
        return false;
    }
    ret->standard = -west;
    if (text.len == 0) {
        return true;
    }
    ret->has_daylight = true;
    ret->daylight = ret->standard + 3600;
    if (!take_name(&text)) {
        return false;
    }
    if (text.len > 0 && text.ptr[0] != ',') {
        if (!take_time(&text, 24, &west)) {
            return false;
        }
        ret->daylight = -west;
    }
    return take(&text, ',') && take_change(&text, &ret->start) && take(&text, ',') &&
           take_change(&text, &ret->end) && text.len == 0;
}

/* change_in - when the clocks change in a year, by the local time before the change. */
static int64_t change_in(const struct rule_change *change, int64_t year)
{
    int64_t day;
    if (change->kind == RULE_WEEKDAY) {
        int64_t first = calendar_day_number(year, change->month, 1);
        int weekday = calendar_weekday(first) % 7;
        int length = calendar_month_days(year, change->month);
        int offset = (change->day - weekday + 7) % 7 + (change->week - 1) * 7;
        day = first + (offset < length ? offset : offset - 7);
    } else {
        bool skip =
            change->kind == RULE_DAY_WITHOUT_LEAP && !(calendar_is_leap(year) && change->day >= 60);
        day = calendar_day_number(year, 1, 1) + change->day - skip;
    }
    return day * CALENDAR_DAY_SECONDS + change->time_s;
}

static int32_t rule_offset(const struct rule *rule, int64_t when, bool local)
{
    if (!rule->has_daylight) {
        return rule->standard;
    }
    int64_t year;
    int month, day;
    calendar_date(calendar_floor(when + (local ? 0 : rule->standard), CALENDAR_DAY_SECONDS), &year,
                  &month, &day);
    int64_t later = rule->standard > rule->daylight ? rule->standard : rule->daylight;
    int64_t start = change_in(&rule->start, year) - rule->standard + (local ? later : 0);
    int64_t end = change_in(&rule->end, year) - rule->daylight + (local ? later : 0);
    bool in_summer = start < end ? start <= when && when < end : !(end <= when && when < start);
    return in_summer ? rule->daylight : rule->standard;
}

/* --- the file --- */

struct tzif {
    unsigned version;
    size_t utc_count, standard_count, leap_count, time_count, type_count, name_bytes;
};

static uint32_t read_32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t read_64(const unsigned char *at)
{
    return (int64_t)((uint64_t)read_32(at) << 32 | read_32(at + 4));
}

/* read_header - false: there is none here, or its counts are past all bounds. */
static bool read_header(struct str bytes, struct tzif *ret)
{
    if (bytes.len < HEADER_BYTES || memcmp(bytes.ptr, "TZif", 4) != 0) {
        return false;
    }
    const unsigned char *at = (const unsigned char *)bytes.ptr;
    *ret = (struct tzif){at[4] >= '2' ? at[4] - '0' : 1,
                         read_32(at + 20),
                         read_32(at + 24),
                         read_32(at + 28),
                         read_32(at + 32),
                         read_32(at + 36),
                         read_32(at + 40)};
    return ret->time_count <= TRANSITIONS_MAX && ret->type_count <= TYPES_MAX &&
           ret->utc_count <= TYPES_MAX && ret->standard_count <= TYPES_MAX &&
           ret->leap_count <= TRANSITIONS_MAX && ret->name_bytes <= TRANSITIONS_MAX;
}

static size_t data_bytes(const struct tzif *header, size_t time_bytes)
{
    return header->time_count * (time_bytes + 1) + header->type_count * TYPE_BYTES +
           header->name_bytes + header->leap_count * (time_bytes + 4) + header->standard_count +
           header->utc_count;
}

static bool read_offset(const unsigned char *types, size_t type, int32_t *ret)
{
    *ret = (int32_t)read_32(types + type * TYPE_BYTES);
    return *ret >= -OFFSET_MAX_S && *ret <= OFFSET_MAX_S;
}

/* read_transitions - from what follows the second header, which is whole. */
static bool read_transitions(const struct tzif *header, const char *data, struct time_zone *zone)
{
    const int64_t limit = (int64_t)1 << 59; /* RFC 8536 §3.2: no earlier */
    const unsigned char *times = (const unsigned char *)data;
    const unsigned char *indices = times + header->time_count * 8;
    const unsigned char *types = indices + header->time_count;
    if (!read_offset(types, 0, &zone->offset[0])) {
        return false;
    }
    for (size_t i = 0; i < header->time_count; i++) {
        zone->at[i] = read_64(times + i * 8);
        if (zone->at[i] < -limit || zone->at[i] > limit ||
            (i > 0 && zone->at[i] <= zone->at[i - 1]) || indices[i] >= header->type_count ||
            !read_offset(types, indices[i], &zone->offset[i + 1])) {
            return false;
        }
    }
    zone->count = header->time_count;
    return true;
}

/* find_data - the second header of a file, and its data and footer. */
static bool find_data(struct str bytes, struct tzif *ret, struct str *ret_data,
                      struct str *ret_rule)
{
    if (!read_header(bytes, ret) || ret->version < 2 ||
        data_bytes(ret, 4) > bytes.len - HEADER_BYTES) {
        return false;
    }
    bytes = str_slice(bytes, HEADER_BYTES + data_bytes(ret, 4), bytes.len);
    if (!read_header(bytes, ret) || ret->type_count == 0 || ret->leap_count != 0 ||
        data_bytes(ret, 8) > bytes.len - HEADER_BYTES) {
        return false;
    }
    *ret_data = str_slice(bytes, HEADER_BYTES, bytes.len);
    struct str footer = str_slice(*ret_data, data_bytes(ret, 8), ret_data->len);
    if (footer.len < 2 || footer.ptr[0] != '\n' || footer.ptr[footer.len - 1] != '\n') {
        return false;
    }
    *ret_rule = str_slice(footer, 1, footer.len - 1);
    return true;
}

int time_zone_parse(struct arena *arena, struct str name, struct str bytes,
                    const struct time_zone **ret, struct err *err)
{
    struct tzif header;
    struct str data, rule_text;
    struct rule rule;
    if (!find_data(bytes, &header, &data, &rule_text) || !read_rule(rule_text, &rule)) {
        return err_set(err, ERR_INPUT, "this is no file of a time zone; reinstall tzdata");
    }
    struct time_zone *zone = arena_alloc(arena, sizeof(*zone));
    *zone = (struct time_zone){.name = arena_str(arena, name), .rule = rule};
    zone->at = arena_alloc(arena, (header.time_count + 1) * sizeof(zone->at[0]));
    zone->offset = arena_alloc(arena, (header.time_count + 1) * sizeof(zone->offset[0]));
    if (!read_transitions(&header, data.ptr, zone)) {
        return err_set(err, ERR_INPUT,
                       "this file of a time zone contradicts itself; reinstall "
                       "tzdata");
    }
    *ret = zone;
    return 0;
}

/* --- what is asked --- */

struct str time_zone_name(const struct time_zone *zone)
{
    return zone->name;
}

bool time_zone_is_fixed(const struct time_zone *zone)
{
    return zone->count == 0 && !zone->rule.has_daylight &&
           (!zone->rule.known || zone->rule.standard == zone->offset[0]);
}

/* threshold - from when transition i counts. */
static int64_t threshold(const struct time_zone *zone, size_t i, bool local)
{
    int32_t before = zone->offset[i], after = zone->offset[i + 1];
    return zone->at[i] + (!local ? 0 : before > after ? before : after);
}

static int32_t offset_at(const struct time_zone *zone, int64_t when, bool local)
{
    size_t low = 0, high = zone->count; /* transitions before low count, those from high do not */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (threshold(zone, middle, local) <= when) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == zone->count && zone->rule.known) {
        return rule_offset(&zone->rule, when, local);
    }
    return zone->offset[low];
}

int32_t time_zone_offset(const struct time_zone *zone, int64_t instant)
{
    return offset_at(zone, instant, false);
}

int32_t time_zone_offset_local(const struct time_zone *zone, int64_t local)
{
    return offset_at(zone, local, true);
}

/* --- the zones of a folder --- */

struct time_zones {
    char *folder;
    pthread_mutex_t lock; /* over all that follows */
    struct arena arena;
    const struct time_zone **known;
    size_t count, capacity;
};

struct time_zones *time_zones_open(const char *folder)
{
    struct str path = str_of(folder != NULL ? folder : "/usr/share/zoneinfo");
    struct time_zones *zones = mem_must_array(1, sizeof(*zones));
    zones->folder = mem_must_array(path.len + 1, 1);
    memcpy(zones->folder, path.ptr, path.len);
    pthread_mutex_init(&zones->lock, NULL);
    return zones;
}

void time_zones_close(struct time_zones *zones)
{
    if (zones != NULL) {
        pthread_mutex_destroy(&zones->lock);
        arena_free(&zones->arena);
        mem_free(zones->known);
        mem_free(zones->folder);
        mem_free(zones);
    }
}

/* is_zone_name - words of letters, digits, _ + -, with / between: never out of the folder. Those
 * of right/ count leap seconds, and posix/ holds what is above it once more. */
static bool is_zone_name(struct str name)
{
    if (name.len == 0 || name.len > TIME_ZONE_NAME_MAX || str_starts(name, STR("right/")) ||
        str_starts(name, STR("posix/"))) {
        return false;
    }
    char before = '/';
    for (size_t i = 0; i < name.len; before = name.ptr[i++]) {
        char c = name.ptr[i];
        if (c == '/'
                ? before == '/'
                : !ascii_is_alpha(c) && !ascii_is_digit(c) && c != '_' && c != '+' && c != '-') {
            return false;
        }
    }
    return before != '/';
}

static const struct time_zone *read_zone(struct time_zones *zones, struct str name)
{
    char path[4096];
    struct buf bytes = {.max = TIME_ZONE_FILE_BYTES_MAX};
    struct err err;
    const struct time_zone *zone = NULL;
    int length = snprintf(path, sizeof(path), "%s/%.*s", zones->folder, PRI(name));
    if (length < 0 || (size_t)length >= sizeof(path)) {
        return NULL;
    }
    if (file_read_whole(path, "the time zone", TIME_ZONE_FILE_BYTES_MAX, &bytes, &err) != 0 ||
        time_zone_parse(&zones->arena, name, buf_str(&bytes), &zone, &err) != 0) {
        zone = NULL;
    }
    buf_free(&bytes);
    return zone;
}

const struct time_zone *time_zones_find(struct time_zones *zones, struct str name)
{
    const struct time_zone *zone = NULL;
    if (!is_zone_name(name)) {
        return NULL;
    }
    pthread_mutex_lock(&zones->lock);
    for (size_t i = 0; i < zones->count && zone == NULL; i++) {
        zone = str_eq(zones->known[i]->name, name) ? zones->known[i] : NULL;
    }
    if (zone == NULL && (zone = read_zone(zones, name)) != NULL) {
        mem_must_grow((void **)&zones->known, &zones->capacity, zones->count + 1,
                      sizeof(zones->known[0]));
        zones->known[zones->count++] = zone;
    }
    pthread_mutex_unlock(&zones->lock);
    return zone;
}
