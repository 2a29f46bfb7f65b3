/* trigger_parts.h - what running triggers and trying them over history share: one change judged.
 * For trigger_judge.c, trigger_run.c and trigger_trial.c alone. */
#ifndef CANTREF_EVENT_TRIGGER_PARTS_H
#define CANTREF_EVENT_TRIGGER_PARTS_H

#include "trigger_run.h"

/* struct judged - what came of one person of one change. */
struct judged {
    enum feel_verdict verdict;
    int32_t happened;                      /* EVENT_DAY_UNKNOWN: not known */
    const struct permitted_list *mentions; /* of the person; good during the call */
    const char *id;                        /* under the purpose */
    const struct facts *facts;             /* NULL: the record alone decided */
    struct view *view;                     /* NULL: likewise */
    int64_t record, version;
    int number;
};

/* struct judging - a trigger at work, under a viewing. */
struct judging {
    struct inquiry *inquiry;
    const struct trigger_in_use *trigger;
    struct source_set sources; /* numbers of those that it looks at */
    struct arena scratch;      /* of one change */
    bool whole;                /* the person is assembled in any case: for groups */
    int (*take)(void *context, const struct judged *judged, struct err *err);
    void *context;
};

/* judging_begin - under the inquiry's purpose, which was asked for. judge_record - a version of a
 * record that came: take is called for each person that it names. judge_mention - one mention, as
 * it stands, on a day. Errors: those of the store and of take. */
void judging_begin(struct inquiry *inquiry, const struct trigger_in_use *trigger,
                   struct judging *ret);
int judge_record(struct judging *judging, int64_t record, int64_t version, int32_t today,
                 struct err *err);
int judge_mention(struct judging *judging, int64_t record, int number, int32_t today,
                  struct err *err);
void judging_end(struct judging *judging);

#endif
