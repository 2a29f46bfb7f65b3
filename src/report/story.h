/* story.h - how an entity came together: its mentions in the order in which they join, each by the
 * strongest pair that ties it to those that are there already, and what is doubtful about that.
 *
 * The links of the partition are a strongest spanning tree of the entity. Told from its strongest
 * link on, the next to join is always the mention with the strongest link to those that have
 * joined. That is a telling for people: the program resolved all pairs of an entity at once. */
#ifndef CANTREF_REPORT_STORY_H
#define CANTREF_REPORT_STORY_H

#include "explain.h"
#include "report.h"

enum {
    STORY_STEPS_MAX = 60,  /* mentions told one by one */
    STORY_DOUBTS_MAX = 12, /* of each kind */
    STORY_EVIDENCE_MAX = 3
};

#define NO_MENTION UINT32_MAX

struct story_step {
    uint32_t mention;
    uint32_t with;  /* that it joins; NO_MENTION: the first, or no compared pair ties it */
    int32_t weight; /* of the pair, 1/1024 bits */
    float probability;
    char key[KEY_TEXT_MAX]; /* what they share, in English; "" none: never compared */
    /* What speaks for the pair, strongest first, and the strongest against it. */
    int evidence_count;
    struct explanation_row evidence[STORY_EVIDENCE_MAX];
    bool has_against;
    struct explanation_row against;
};

enum story_doubt_kind {
    DOUBT_WEAK_STEP,     /* mention joined other by a pair that is less than nearly certain */
    DOUBT_INSIDE,        /* mention and other are together, though the pair speaks against it */
    DOUBT_KEPT_APART,    /* mention is in the entity, other is not, and a person should say */
    DOUBT_SEVERAL_VALUES /* a field of which a person has one holds several here */
};

struct story_doubt {
    enum story_doubt_kind kind;
    uint32_t mention, other;
    int32_t weight;
    float probability;
    int field;       /* of DOUBT_SEVERAL_VALUES */
    uint32_t values; /* of it, in the entity */
};

struct story {
    uint32_t entity;
    size_t mention_count, source_count;
    size_t step_count; /* min(mention_count, STORY_STEPS_MAX) */
    struct story_step *steps;
    size_t doubt_count;
    struct story_doubt *doubts; /* in the order of enum story_doubt_kind, the worst of each first */
};

/* story_make - of the entity of a mention. story_free it. Cost: explanations of at most some 130
 * pairs. */
void story_make(const struct report *report, uint32_t mention, struct story *ret);
void story_free(struct story *story);

/* In the language of the report, added to ret: story_title - "P…: person, 4 mentions, 3 systems";
 * story_joining - how a step came in, a sentence; story_evidence - what speaks for it;
 * story_doubt_text - a sentence. */
void story_title(const struct report *report, const struct story *story, struct buf *ret);
void story_joining(const struct report *report, const struct story_step *step, struct buf *ret);
void story_evidence(const struct report *report, const struct story_step *step, struct buf *ret);
void story_doubt_text(const struct report *report, const struct story_doubt *doubt,
                      struct buf *ret);

#endif
