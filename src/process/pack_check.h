/* pack_check.h - what a pack's own tests leave open, and what in it nobody has verified: for the
 * people who write it, after it loads. */
#ifndef CANTREF_PROCESS_PACK_CHECK_H
#define CANTREF_PROCESS_PACK_CHECK_H

#include "pack_case.h"

enum pack_note_kind {
    NOTE_UNVERIFIED,    /* law that nobody has read, or not all of it */
    NOTE_UNTESTED,      /* what no test covers */
    NOTE_UNUSED,        /* what is declared and named nowhere */
    NOTE_NO_DUE,        /* a step that nobody must have done by any day */
    NOTE_UNKNOWN_IS_NO, /* a duty by law that is not applicable because nobody has asked */
    NOTE_KINDS
};
extern const char *const pack_note_names[NOTE_KINDS + 1];

struct pack_note {
    enum pack_note_kind kind;
    struct str text;
    const char *file;
    size_t line; /* 0: of no line */
};

/* struct pack_report - start from {0}; pack_report_free. */
struct pack_report {
    struct pack_tests tests;
    struct pack_note *notes; /* by kind, then in the order of the files */
    size_t count, capacity;
    struct arena arena;
};

/* pack_check - run the tests and look at the whole.
 * Out:    ret->tests.failures are expectations that did not come true.
 * Errors: as pack_tests_run. */
int pack_check(const struct event_pack *pack, struct pack_report *ret, struct err_list *errors);
void pack_report_free(struct pack_report *report);

#endif
