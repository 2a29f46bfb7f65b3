/* dmn_cases.h - the test files of the DMN TCK: for each testCase what goes in and what must come
 * out. A value is kept as it is written; what it means depends on its xsi:type or on the type that
 * the model declares (dmn_value.h).
 *
 *     <testCase id="001" type="decisionService" invocableName="…">
 *       <inputNode name="…">   value | list of items | components </inputNode>
 *       <resultNode name="…" errorResult="true"><expected> … </expected></resultNode>
 */
#ifndef CANTREF_BENCH_DMN_CASES_H
#define CANTREF_BENCH_DMN_CASES_H

#include "memory.h"

enum dmn_written_form {
    DMN_WRITTEN_NIL,
    DMN_WRITTEN_SCALAR,
    DMN_WRITTEN_LIST,
    DMN_WRITTEN_CONTEXT
};

struct dmn_written {
    enum dmn_written_form form;
    struct str name; /* of a component or a node; "" for an item */
    struct str type; /* of a scalar, as XML Schema calls it, without prefix: decimal; "" not said */
    struct str text; /* of a scalar, untrimmed */
    size_t nparts;   /* items or components */
    struct dmn_written *parts;
};

struct dmn_result_node {
    struct str name;
    bool error; /* an error is expected: the value is null */
    struct dmn_written expected;
};

struct dmn_case {
    struct str id;
    struct str invocable; /* a decision service or business knowledge model; "" for decisions */
    size_t ninputs, nresults;
    struct dmn_written *inputs;
    struct dmn_result_node *results;
};

struct dmn_case_file {
    struct str model; /* the file of the model, beside the test file */
    size_t ncases;
    struct dmn_case *cases;
};

/* dmn_cases_read - the cases of a test file, in the arena.
 * Errors: what reading the file and xml_parse refuse; ERR_INPUT it is not a test file. */
int dmn_cases_read(struct arena *arena, const char *path, struct dmn_case_file *ret,
                   struct err *err);

#endif
