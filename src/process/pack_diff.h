/* pack_diff.h - what changes from one version of a pack to another, clause by clause, as its files
 * say it: comments, order of keys and layout don't count.
 *
 *     changed  duties.yaml  duty empty_home_exemption  clock.within: 28 days → 21 days
 *     added    process.yaml step tell_executor
 *     changed  letters/survivor.en.md
 *
 * Running cases keep the version that they began with; what a change would mean for them is what it
 * touches: law, clocks, conditions, steps, wording. */
#ifndef CANTREF_PROCESS_PACK_DIFF_H
#define CANTREF_PROCESS_PACK_DIFF_H

#include "event_pack.h"

enum diff_kind { DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED };

/* What of a running case a change reaches. */
enum diff_reach {
    REACHES_NOTHING,   /* titles, measures, tests: read by people */
    REACHES_WORDING,   /* letters and guidance that are still to come */
    REACHES_STEPS,     /* what is done, by whom, in which order */
    REACHES_QUESTIONS, /* what is asked and when two tellings are one */
    REACHES_CLOCK,     /* by when a duty is owed */
    REACHES_DUTY,      /* whether it is owed, and by which law */
    REACHES_PURPOSE,   /* what is looked at, and under which purpose */
    DIFF_REACHES
};
extern const char *const diff_reach_names[DIFF_REACHES + 1];
const char *diff_reach_title(enum diff_reach reach, enum access_language language);

struct diff_line {
    enum diff_kind kind;
    enum diff_reach reach;
    struct str file;   /* "duties.yaml" */
    struct str entry;  /* "duty empty_home_exemption"; "" */
    struct str clause; /* "clock.within"; "": the entry or file as a whole */
    struct str before, after;
    size_t line_before, line_after; /* 0: not there, or of no line */
};

struct pack_diff {
    struct diff_line *lines;
    size_t count, capacity;
    struct arena arena;
};

/* pack_diff - all changes from one pack to another, in the order of the files. Both have been
 * loaded, overlays aside. *ret: start from {0}; pack_diff_free. */
void pack_diff(const struct event_pack *before, const struct event_pack *after,
               struct pack_diff *ret);
void pack_diff_free(struct pack_diff *diff);

#endif
