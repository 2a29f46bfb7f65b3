/* dmn_program.h - DMN models made ready to run: types, scopes and one tree of FEEL for each
 * decision and knowledge model. Boxed expressions become the nodes that their texts would have
 * parsed to.
 *
 * A text that can't be read is null, with its error as the cause's text, wherever it stands: the
 * suite has models that are wrong on purpose, and wants null from them. */
#ifndef CANTREF_BENCH_DMN_PROGRAM_H
#define CANTREF_BENCH_DMN_PROGRAM_H

#include "dmn_model.h"
#include "feel.h"

struct dmn_program;

/* One name in the scope of a unit: another unit, or all that it needs of an import. */
struct dmn_slot {
    struct str name;
    struct dmn_unit *unit; /* NULL: an import */
    size_t nmembers;
    struct dmn_unit **members; /* of an import; their names are those of their variables */
};

/* A model, once for each way in which it is imported: what is given to it by one way is not given
 * by another. */
struct dmn_instance {
    const struct dmn_model *model;
    const struct feel_scope *types;
    struct dmn_instance **imported; /* by import of the model; NULL: that model is not there */
    size_t first_unit;              /* of as many as the model has elements */
};

struct dmn_unit {
    struct dmn_program *program;
    const struct dmn_element *element;
    const struct dmn_instance *instance;
    size_t index; /* among the program's */
    enum { DMN_UNIT_NEW, DMN_UNIT_BEGUN, DMN_UNIT_DONE } state;
    const struct feel_type *type; /* of its variable; Any where it has none */
    size_t nslots;
    struct dmn_slot *slots; /* of decisions and knowledge: what is in scope. Of a service: its
                               parameters, each a unit */
    size_t noutputs;
    struct dmn_unit **outputs; /* of a service */
    const struct feel_node
        *node;     /* of decisions: its value; of knowledge: the function; NULL none */
    bool external; /* needs what is not FEEL */
};

struct dmn_program {
    struct arena *arena;
    struct feel_zones zones;
    size_t nmodels;
    const struct dmn_model *models; /* the one that is run, then those that may be imported */
    size_t ninstances;
    struct dmn_instance **instances; /* the first is of models[0] */
    size_t nunits;
    struct dmn_unit *units;
    size_t nwrong; /* texts that could not be read, and tables that are invalid */
};

/* dmn_program_make - everything of the models, in the arena. models[0] is the one to run; *ret
 * must stay where it is. Owns: keeps models. */
void dmn_program_make(struct arena *arena, struct feel_zones zones, const struct dmn_model *models,
                      size_t count, struct dmn_program *ret);

/* dmn_program_unit - the unit with that name and kind, of the model that is run if it has one, else
 * of one that it imports; NULL: none. dmn_instance_unit - of that instance alone. */
struct dmn_unit *dmn_program_unit(const struct dmn_program *program, struct str name,
                                  enum dmn_element_kind kind);
struct dmn_unit *dmn_instance_unit(const struct dmn_program *program,
                                   const struct dmn_instance *instance, struct str name,
                                   enum dmn_element_kind kind);

#endif
