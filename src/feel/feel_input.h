/* feel_input.h - values of inputs from a file of JSON or YAML, and the scope of their names.
 *
 *     person: {age: 61, birth_date: 1963-02-01}      a context
 *     children: [{name: Siân, age: 4}]               a list
 *     rent: null                                     not known
 *
 * Numbers, true, false and null as JSON has them, where they are not in quotes. A text that is a
 * date, a time, a date and time or a duration, as FEEL writes them, is one, in quotes or not: JSON
 * has no other way to say it. Anything else is text. */
#ifndef CANTREF_FEEL_INPUT_H
#define CANTREF_FEEL_INPUT_H

#include "feel.h"
#include "feel_explain.h"
#include "yaml_tree.h"

enum { FEEL_INPUTS_MAX = 10000 };

struct feel_inputs {
    struct feel_scope *scope;  /* a slot for each, of the type of its value; null: Any */
    struct feel_value *values; /* by slot */
    size_t count;
};

/* feel_inputs_read - the inputs of a map.
 * In:     root: of yaml_tree_parse; NULL: none. file: named in errors.
 * Out:    *ret in arena.
 * Errors: ERR_INPUT with the place: no map, a number with too many digits to be kept exactly;
 *         ERR_LIMIT: more than FEEL_INPUTS_MAX, larger than a value may be. */
int feel_inputs_read(struct arena *arena, const struct yaml_node *root, const char *file,
                     const struct feel_zones *zones, struct feel_inputs *ret, struct err *err);

/* feel_labels_read - what inputs are called: `person.age: {en: the person's age, cy: oed y
 * person}`, or a text, which is then both.
 * Errors: ERR_INPUT with the place. */
int feel_labels_read(struct arena *arena, const struct yaml_node *root, const char *file,
                     const struct feel_label **ret, size_t *ret_count, struct err *err);

#endif
