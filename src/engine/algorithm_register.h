/* algorithm_register.h - what of the council's work a computer proposes: each trigger by the fields
 * of the UK Algorithmic Transparency Recording Standard, for anybody to read. It names
 * nobody: figures are of everybody whom a trial, or the trigger in use, has looked at. */
#ifndef CANTREF_ENGINE_ALGORITHM_REGISTER_H
#define CANTREF_ENGINE_ALGORITHM_REGISTER_H

#include "home_pack.h"
#include "json_tree.h"

/* algorithm_record - of a trigger, by the sections of the standard's template, in the arena.
 * Errors: those of the store. */
int algorithm_record(struct arena *arena, struct db *db, const struct home_trigger *trigger,
                     enum access_language language, struct json_node **ret, struct err *err);

#endif
