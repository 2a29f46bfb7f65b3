/* partition.h - the answer: which mentions are the same one, how sure, what to ask a person.
 *
 *   mention table ──► persons, organisations, estates, unknown: linked, each by itself (linking.h)
 *                ──► properties: by UPRN or canonical address (property.c)
 *                ──► households: persons at one property (derived, never clustered)
 *
 * struct run is everything that a finished run knows; the report, the files and explanations read
 * it and change nothing.
 */
#ifndef CANTREF_LINKAGE_PARTITION_H
#define CANTREF_LINKAGE_PARTITION_H

#include "given_sex.h"
#include "linking.h"
#include "zones.h"

enum {
    LINKED_KINDS = MENTION_KINDS
}; /* models are indexed by enum mention_kind; PROPERTY and NOBODY stay empty */

/* struct model - what is frozen when a run has learnt, enough to link the next files in the same
 * way. */
struct model {
    struct kind_model kinds[LINKED_KINDS];
    uint64_t attribute_seed[ATTRIBUTES_MAX];
    struct given_sexes given_sexes;
};

/* struct scored_pair - two mentions and what the model says of them. */
struct scored_pair {
    uint32_t left, right; /* mentions, left < right in the order of their content */
    int32_t weight;       /* 1/1024 bits, posterior log2 odds: 0 is even */
    float probability;    /* that they are the same: of the pair by itself */
};

/* Where there is none. */
#define NO_ENTITY UINT32_MAX

struct partition {
    size_t entity_count;
    uint32_t *
        entity; /* by mention: 0 … entity_count-1. Entities are numbered in the order of their first mention. */
    float *
        confidence; /* by mention: 0 … 1, that it belongs where it is (or, alone, that it belongs nowhere else) */
    uint64_t *
        entity_id; /* by entity: from the content of its members; the same on every run. entity_id_text prints it. */
    uint8_t *entity_kind; /* by entity: enum mention_kind */
    size_t property_count;
    uint32_t *property;    /* by mention: the property it is at, or NO_ENTITY */
    uint64_t *property_id; /* by property */
    size_t link_count;
    struct scored_pair *
        links; /* the strongest pairs that hold entities together: one fewer than an entity has mentions */
    size_t review_count;
    struct scored_pair *reviews; /* most worth asking first; REVIEWS_MAX at most */
};

enum { REVIEWS_MAX = 1000 };

struct run {
    const struct mention_table *mentions;
    struct lexicon lexicon;
    struct model model;
    struct linking linkings[LINKED_KINDS];
    struct partition partition;
    struct zones zones[LINKED_KINDS];
    double wanted_precision; /* of the caller, before learning: as in struct linking_options */
    double precision,
        recall; /* of pairs of persons (or of the largest kind), estimated without labels; NaN: can't tell */
    char cannot_tell[160]; /* why, when they are NaN; "" otherwise */
    const char *doubt;     /* why they may be off though they are told; NULL: nothing says so */
};

enum { ENTITY_ID_TEXT_MAX = 20 };

/* entity_id_text - "P7K3Q9M2XH4TD": a letter for the kind (P person, O organisation, E estate, H
 * property, U unknown) and twelve of Crockford's base 32, which has no letters that are mistaken
 * for digits. */
const char *entity_id_text(uint64_t id, int kind, char ret[ENTITY_ID_TEXT_MAX]);

/* entity_id_read - its inverse: the 60 bits that are printed; capitals or not. *ret_kind: unknown
 * for nobody, too. False when the text is no such id; outputs are untouched then. */
bool entity_id_read(struct str text, uint64_t *ret, int *ret_kind);

/* run_learn_and_link - learn from the mentions and resolve them. threads ≥ 1.
 * Errors: ERR_MEMORY, ERR_LIMIT with a message. ret starts zeroed; run_free it in any case.
 *         mentions must outlive it.
 * progress may be NULL. */
struct progress;
int run_learn_and_link(const struct mention_table *mentions, int threads, struct progress *progress,
                       struct run *ret, struct err *err);

/* Both keep to what people decided of the mentions, if the table has that (mention_decide.h).
 *
 * run_link - resolve the mentions with a model that is there (run->model filled by the caller). A
 * block that outgrew the model's limit: ERR_LIMIT, naming the key. */
int run_link(const struct mention_table *mentions, int threads, struct progress *progress,
             struct run *run, struct err *err);

/* run_drop_pairs - let go of the pairs of a finished run, the most of its memory; their number
 * stays. Reports and explanations do without them. */
void run_drop_pairs(struct run *run);
void run_free(struct run *run);

#endif
