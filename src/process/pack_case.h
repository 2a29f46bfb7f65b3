/* pack_case.h - tests/NAME.yaml of a pack: people, answers and dates, and what must come out of
 * them. docs/packs.md says each field. What the tests went through is kept, so that what none of
 * them covers can be told. */
#ifndef CANTREF_PROCESS_PACK_CASE_H
#define CANTREF_PROCESS_PACK_CASE_H

#include "assess.h"
#include "facts.h"

enum { PACK_TESTS_MAX = 1000 };

/* struct pack_coverage - what happened in at least one test. */
struct duty_coverage {
    unsigned states; /* bits by enum duty_state */
    uint8_t *parts;  /* of applies_when: bits by enum feel_verdict */
    size_t part_count;
    bool refused[REFUSALS_MAX];
};

struct pack_coverage {
    struct duty_coverage *duties; /* as pack->duties */
    bool *steps;                  /* as pack->steps: could begin, or would after others */
};

/* struct pack_tests - what became of them. Start from {0}; pack_tests_free. */
struct pack_tests {
    size_t count, failed;
    struct err_list failures; /* of expectations, each at its place */
    struct pack_coverage coverage;
    struct arena arena;
};

/* pack_tests_run - every test of the pack.
 * Errors: what is wrong with the tests themselves into errors: unknown duties, no facts, no YAML;
 *         those are not counted. Returns the code of the first. */
int pack_tests_run(const struct event_pack *pack, struct pack_tests *ret, struct err_list *errors);
void pack_tests_free(struct pack_tests *tests);

#endif
