/* find.h - people whom somebody may mean, under a purpose: search.h among the sources of each of
 * its sets, and who the mentions that are found are, in the picture of that set alone.
 *
 * What may be searched by is what the purpose shows in full: asking whether somebody has a number
 * is reading it. */
#ifndef CANTREF_VIEW_FIND_H
#define CANTREF_VIEW_FIND_H

#include "search.h"
#include "view.h"

enum { FIND_PEOPLE_MAX = 10, FIND_HITS = 40 };

/* struct found - the best first. count: records that match as well as the best; too_many: more of
 * them than can be told apart by what was typed, and nobody is listed. */
struct found {
    struct view *views; /* views[count_listed], of themselves alone */
    size_t count_listed;
    uint64_t count;
    bool too_many;
};

/* find_people - whoever is restricted, objected to or the asker's own isn't among them (view.h).
 * Out: *ret, to be freed with found_free in any case; start from zero.
 * Errors: those of search_text, view_of_mention. */
int find_people(struct viewing *viewing, struct str text, struct found *ret, struct err *err);
void found_free(struct found *found);

#endif
