/* dmn_boxed.h - boxed expressions as nodes of FEEL. */
#ifndef CANTREF_BENCH_DMN_BOXED_H
#define CANTREF_BENCH_DMN_BOXED_H

#include "dmn_model.h"
#include "feel.h"

struct dmn_boxing {
    struct arena *arena;
    const char *file;
    const struct feel_scope *types; /* those of the model */
    struct feel_zones zones;
    size_t nwrong; /* texts that could not be read, and tables that are invalid */
    bool external; /* something that is not FEEL was met */
};

/* dmn_boxed_node - the node of a boxed expression in that scope; NULL boxed: null. What can't be
 * read is null with a cause. */
const struct feel_node *dmn_boxed_node(struct dmn_boxing *boxing, const struct dmn_boxed *boxed,
                                       const struct feel_scope *scope);

/* dmn_boxed_function - the node of a function definition; result: what it must give, NULL: as its
 * body does. */
const struct feel_node *dmn_boxed_function(struct dmn_boxing *boxing, const struct dmn_boxed *boxed,
                                           const struct feel_scope *scope,
                                           const struct feel_type *result);

#endif
