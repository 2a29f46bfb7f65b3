/* dmn_types.h - the item definitions of a model as types of FEEL, whatever their order. */
#ifndef CANTREF_BENCH_DMN_TYPES_H
#define CANTREF_BENCH_DMN_TYPES_H

#include "dmn_model.h"
#include "feel.h"

/* dmn_types_add - every item definition of the model, added to the scope. A name that is nowhere
 * defined, or defined by itself alone, stands for Any. nwrong counts the allowed values that can't
 * be read. */
void dmn_types_add(struct arena *arena, const struct dmn_model *model, struct feel_scope *scope,
                   size_t *nwrong);

/* dmn_type - the type that a typeRef names, in that scope: one of the model's, of FEEL's
 * ("number", or with a prefix), or of XML Schema's. Any where it is "" or not known. */
const struct feel_type *dmn_type(struct arena *arena, const struct feel_scope *scope,
                                 struct str type_ref);

#endif
