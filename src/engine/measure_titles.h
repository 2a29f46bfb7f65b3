/* measure_titles.h - what the lines of a month's tables are called, for people, in both languages:
 * by packs, staff.yaml, areas.csv, and, of what is the same everywhere, here. */
#ifndef CANTREF_ENGINE_MEASURE_TITLES_H
#define CANTREF_ENGINE_MEASURE_TITLES_H

#include "case_measures.h"

/* struct measure_titles - what they are looked up in. Start from zero. */
struct measure_titles {
    struct caseload *cases;
    const struct area_file *areas;
    struct arena *arena; /* of what is made */
};

/* measure_title - of a line of a direction; one that nobody knows any more is called by its id.
 * within: the family, since duties and steps are called by their packs.
 * Errors: none: a pack that can't be read calls nothing. */
struct bilingual measure_title(struct measure_titles *titles, enum measure_family family,
                               enum measure_by by, struct str id);

/* measure_pack - the pack of a type as the home has it now; NULL: it can't be read. */
const struct event_pack *measure_pack(struct caseload *cases, struct str type);

#endif
