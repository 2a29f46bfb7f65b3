/* time_zone.h - the rules of named time zones ("Europe/London"), as the system's time zone database
 * has them: what the clocks there show at an instant, and back. Source: RFC 8536 (TZif: its 64-bit
 * data, and the rule in its footer for the years after), IANA Time Zone Database.
 *
 *     /usr/share/zoneinfo/Europe/London ─► transitions, types of local time, the rule after them
 *                                          read once, kept for as long as the set is open
 *
 * A zone never changes once it is read; what is asked of it is pure and safe from any thread. */
#ifndef CANTREF_BASE_TIME_ZONE_H
#define CANTREF_BASE_TIME_ZONE_H

#include "err.h"
#include "memory.h"

enum { TIME_ZONE_NAME_MAX = 64, TIME_ZONE_FILE_BYTES_MAX = 256 * 1024 };

struct time_zone;

/* time_zone_parse - a zone from the bytes of a TZif file of version 2 or later.
 * Owns:   the zone lies in the arena; name and bytes are copied.
 * Errors: ERR_INPUT it is no TZif file, is cut short or contradicts itself, or it counts leap
 *         seconds. Whatever the bytes are, nothing outside of them is read. */
int time_zone_parse(struct arena *arena, struct str name, struct str bytes,
                    const struct time_zone **ret, struct err *err)
    __attribute__((warn_unused_result));

/* time_zone_name - as it was asked for: "Europe/London". */
struct str time_zone_name(const struct time_zone *zone);

/* time_zone_is_fixed - has it had one offset at all times, and will have: "Etc/UTC"? */
bool time_zone_is_fixed(const struct time_zone *zone);

/* time_zone_offset - seconds east of UTC at an instant, in seconds since 1970-01-01T00:00:00Z.
 * Cost: O(log transitions). */
int32_t time_zone_offset(const struct time_zone *zone, int64_t instant);

/* time_zone_offset_local - the same at what the clocks there show, in seconds since
 * 1970-01-01T00:00:00 there. Shown twice, when clocks go back: the first time counts. Never shown,
 * when they go forward: the offset before that. */
int32_t time_zone_offset_local(const struct time_zone *zone, int64_t local);

/* struct time_zones - the zones of one folder, each read when it is first asked for.
 * Threads: all of them may ask one set. */
struct time_zones;

/* time_zones_open - the zones of a folder; NULL: the system's, /usr/share/zoneinfo. Reads nothing
 * yet. time_zones_close frees them, and every zone it gave. */
struct time_zones *time_zones_open(const char *folder);
void time_zones_close(struct time_zones *zones);

/* time_zones_find - a zone by its name, in the letter case of the database; NULL: there is none of
 * that name, or its file can't be read. Valid until the set is closed. */
const struct time_zone *time_zones_find(struct time_zones *zones, struct str name);

#endif
