/* watch_file.h - watch.yaml: from when on a use of data is worth a question by information
 * governance. A home without the file is watched with what stands here.
 *
 *     window_days: 30         look-ups so far apart are taken together
 *     neighbour_lookups: 2    of people at one's own postcode, in a window
 *     family_lookups: 1       of one's household, of whom one's own record names, of namesakes near
 *     colleague_lookups: 2    of people whose records staff.yaml names as staff's
 *     famous_lookups: 1       of one who is listed below
 *     famous: ["council_tax:CT1017", 7K3Q-9M2X-H4TD-0A1C]    SOURCE:KEY, or an id under the purpose
 *                             information_governance_audit; left out: nobody is
 *     famous_staff: 6         different staff who look at one person, in a window
 *     no_case_lookups: 10     without a case, where the purpose needs none, in a window
 *     no_case_times: 3        … and so many times as often as half of one's peers
 *     bulk_minutes: 60
 *     bulk_people: 40         different people in bulk_minutes
 *     bulk_times: 3           … and so many times what half of one's peers ever reach
 *     one_in: 1000            neighbours, colleagues, famous_staff: told when no more than one in
 *                             so many would come to it by chance, looking at whom others do
 *     day_begins: 7           hours; what is before or after, or at a week's end, is said besides,
 *     day_ends: 20            and is no finding by itself
 *
 * Strict: anything else in the file is an error with its place. */
#ifndef CANTREF_ACCESS_WATCH_FILE_H
#define CANTREF_ACCESS_WATCH_FILE_H

#include "staff.h"

enum { WATCH_FAMOUS_MAX = 256, WATCH_FILE_BYTES_MAX = 1 << 20 };

/* struct watch_famous - of a record, or with an empty source an id. */
struct watch_famous {
    struct str source, key;
};

struct watch_settings {
    int64_t window_days, neighbour_lookups, family_lookups, colleague_lookups, famous_lookups,
        famous_staff, no_case_lookups, no_case_times, bulk_minutes, bulk_people, bulk_times, one_in,
        day_begins, day_ends;
    struct watch_famous *famous;
    size_t famous_count;
    struct arena arena;
};

/* watch_settings_default - without a file. To be freed like one that was read. */
void watch_settings_default(struct watch_settings *ret);

/* watch_settings_parse - the settings in the text of a file called `file`.
 * Out:    *ret, to be freed with watch_settings_free; untouched on failure.
 * Errors: ERR_INPUT and what yaml_tree_parse refuses; each mistake is added to errors. Returns the
 *         code of the first. */
int watch_settings_parse(struct str text, const char *file, struct watch_settings *ret,
                         struct err_list *errors);
void watch_settings_free(struct watch_settings *settings);

/* watch_settings_read - of a home's folder; the defaults when it has no watch.yaml.
 * Errors: likewise, and ERR_IO, ERR_LIMIT. */
int watch_settings_read(const char *home, struct watch_settings *ret, struct err_list *errors);

#endif
