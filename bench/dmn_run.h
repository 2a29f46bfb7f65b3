/* dmn_run.h - the values of a program's decisions for given inputs. Each is worked out when it is
 * first asked for, and once. A decision service runs with values of its own: of what it requires
 * it sees what it is given, and nothing else that was given to the caller. */
#ifndef CANTREF_BENCH_DMN_RUN_H
#define CANTREF_BENCH_DMN_RUN_H

#include "dmn_program.h"

struct dmn_run {
    const struct dmn_program *program;
    struct feel_evaluation *evaluation;
    struct dmn_outcome {
        enum { DMN_OPEN, DMN_BEGUN, DMN_KNOWN } state;
        struct feel_value value;
    } * outcomes; /* by unit */
};

/* dmn_run_begin - a run with nothing given, in the evaluation's arena. */
struct dmn_run *dmn_run_begin(const struct dmn_program *program,
                              struct feel_evaluation *evaluation);

/* dmn_run_give - the value of an input, or of a decision in place of its logic; made to conform to
 * its type. */
void dmn_run_give(struct dmn_run *run, const struct dmn_unit *unit, const struct feel_value *value);

/* dmn_run_value - of a unit: a decision's result, what was given as an input, a knowledge model or
 * decision service as a function. What requires itself is null. */
struct feel_value dmn_run_value(struct dmn_run *run, const struct dmn_unit *unit);

/* dmn_run_service - what a decision service gives, in a run to which its inputs were given. */
struct feel_value dmn_run_service(struct dmn_run *run, const struct dmn_unit *service);

/* dmn_run_needs_external - does the unit, or anything that it requires, need what is not FEEL? */
bool dmn_run_needs_external(const struct dmn_unit *unit);

#endif
