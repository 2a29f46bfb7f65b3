/* model_history.h - what is known of models beyond their weights: how good each was estimated to be
 * when it was trained, and who took which into use, when, and why (0026_model_history.sql). */
#ifndef CANTREF_RECORD_MODEL_HISTORY_H
#define CANTREF_RECORD_MODEL_HISTORY_H

#include "picture.h"

enum { MODEL_REASON_BYTES_MAX = 4000 };

/* struct model_quality - is_there: it is known; not of models from before this was kept. Shares:
 * NaN where they can't be told, and then cannot_tell says why. */
struct model_quality {
    bool is_there;
    int64_t records, mentions, entities;
    double right_share, found_share;
    char cannot_tell[160];
};

/* model_quality_put - of a model; in a job of the writer. model_quality_of - Errors: those of the
 * store. */
int model_quality_put(struct db *db, int64_t model, const struct model_quality *quality,
                      struct err *err);
int model_quality_of(struct db *db, int64_t model, struct model_quality *ret, struct err *err);

/* model_adoption_add - who takes a model into use, and why. Errors: ERR_INPUT no reason, or too
 * long a one; those of the store.
 * model_adoptions - called with each, the newest first; texts are good during the call, when a row
 * stands open: visit must have no job done (writer.h). */
int model_adoption_add(struct picture *picture, int64_t model, struct str who, struct str reason,
                       struct err *err);
typedef void model_adoption_visit(void *context, int64_t model, struct str who, int64_t at,
                                  struct str reason);
int model_adoptions(struct picture *picture, model_adoption_visit *visit, void *context,
                    struct err *err);

#endif
