/* measure.h - measures.yaml: what a pack counts, of a duty, a step or its events. Counting is
 * another layer's.
 *
 *     measures:
 *       - measure: exemptions_in_time
 *         title: {en: …, cy: …}
 *         of: {duty: empty_home_exemption}     or {step: NAME}, or {event: told}
 *         counts: share_in_time                count, share_in_time, days_to_done,
 *         share_cannot_tell target: 0.95                         of shares; left out: none */
#ifndef CANTREF_PROCESS_MEASURE_H
#define CANTREF_PROCESS_MEASURE_H

#include "definition.h"

enum { MEASURES_MAX = 100 };

enum measure_of { MEASURE_OF_DUTY, MEASURE_OF_STEP, MEASURE_OF_EVENT };
enum measure_counts { COUNTS_COUNT, COUNTS_SHARE_IN_TIME, COUNTS_DAYS_TO_DONE, COUNTS_CANNOT_TELL };

struct measure {
    struct str id;
    struct bilingual title;
    enum measure_of of;
    struct str name; /* of the duty or step */
    enum measure_counts counts;
    bool has_target;
    double target;
    const struct yaml_node *node;
};

struct measure_list {
    struct measure *at;
    size_t count;
};

/* measure_read_of - {duty: NAME}, {step: NAME} or {event: told}, as setting_read has it. into: a
 * struct measure. */
int measure_read_of(struct settings *settings, const struct yaml_node *node, void *into,
                    struct err *err);

/* measure_list_read - under `measures` of a parsed file. Errors: into settings->errors. */
void measure_list_read(struct settings *settings, const struct yaml_node *root,
                       struct measure_list *ret);

#endif
