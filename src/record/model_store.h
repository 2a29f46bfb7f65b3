/* model_store.h - versions of the model in a home: trained, compared, adopted.
 *
 *   train    from all records that stand; changes nothing but the list of versions
 *   compare  what would change: who would be joined, who parted
 *   adopt    nodes, blocks, edges of the version beside those in use; then, in one transaction, the
 *            pointer moves, and entities follow in slices; the rows of the version before go last.
 *            A run that was stopped is finished by running it again; until then nothing else may
 *            write. Going back is adopting the version before.
 *
 * Records that wait (live_waiting.h) are linked by the next version that is adopted. The one in use
 * links the others: it is compared without them, and not adopted again. */
#ifndef CANTREF_RECORD_MODEL_STORE_H
#define CANTREF_RECORD_MODEL_STORE_H

#include "picture.h"
#include "progress.h"

enum { MODEL_NAME_MAX = 32, MODEL_EXAMPLES_MAX = 20 };

struct model_version {
    int64_t number;
    char name[MODEL_NAME_MAX]; /* "2026-11-25" or "2026-11-25-2" */
    int64_t trained, adopted;  /* seconds since 1970; 0: never */
    bool in_use;
};

struct model_training {
    struct model_version version;
    size_t records, mentions, entities;
    double precision, recall; /* estimated without labels; NaN: can't tell */
    char cannot_tell[160];
};

/* struct model_change - one entity that would be parted, or several that would be joined. */
struct model_change {
    bool joined;
    size_t count;                    /* entities joined, or parts */
    char ids[4][ENTITY_ID_TEXT_MAX]; /* of those that there are now */
};

struct model_comparison {
    struct model_version version;
    size_t mentions; /* that are somebody's */
    size_t entities_before, entities_after;
    size_t unchanged;      /* entities with the same mentions before and after */
    size_t merges, splits; /* new entities made of several old; old ones parted in several */
    size_t moved;          /* mentions that would leave those they are with */
    size_t example_count;
    struct model_change examples[MODEL_EXAMPLES_MAX];
};

/* model_train - Errors: ERR_INPUT when there are no records; those of standing_map,
 * run_learn_and_link and the store. Cost: that of `cantref link`. */
int model_train(struct picture *picture, int threads, struct progress *progress,
                struct model_training *ret, struct err *err);

/* model_find - by name; NULL: the newest trained. Errors: ERR_NOTFOUND. */
int model_find(struct db *db, const char *name, struct model_version *ret, struct err *err);

/* model_list - all, the newest first. *ret[*ret_count], to be freed with mem_free. */
int model_list(struct db *db, struct model_version **ret, size_t *ret_count, struct err *err);

/* model_compare - of the sources that are shown (picture->shown) as if there were no others: so are
 * the ids.
 * model_compare, model_adopt - of a version; name NULL: the newest trained, but to be adopted,
 * first the one whose adoption is unfinished. ret of model_adopt may be NULL.
 * Errors: ERR_NOTFOUND; ERR_LIMIT when a value has become too common for the version: the one in
 *         use stays; ERR_CONFLICT for adopting the one in use while records wait; those of
 *         standing_read, standing_map and the store. */
int model_compare(struct picture *picture, const char *name, int threads, struct progress *progress,
                  struct model_comparison *ret, struct err *err);
int model_adopt(struct picture *picture, const char *name, int threads, struct progress *progress,
                struct model_version *ret, struct err *err);

/* model_check_adopted - ERR_CONFLICT while an adoption that was stopped is not finished. */
int model_check_adopted(struct db *db, struct err *err);

#endif
