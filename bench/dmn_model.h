/* dmn_model.h - a DMN file (1.1 to 1.5) as data: item definitions, input data, decisions, business
 * knowledge models, decision services, and their boxed expressions, whose texts are not yet read
 * as FEEL (dmn_boxed.h does that). What stands in a namespace other than DMN's is left out.
 *
 *     definitions ── itemDefinition*                       types by name
 *                 ├─ inputData*                            a variable
 *                 ├─ decision*                  variable, requirements, one boxed expression
 *                 ├─ businessKnowledgeModel*    variable, requirements, a function definition
 *                 └─ decisionService*           inputs, output decisions, what it encapsulates
 */
#ifndef CANTREF_BENCH_DMN_MODEL_H
#define CANTREF_BENCH_DMN_MODEL_H

#include "decision_table.h"
#include "memory.h"

/* An itemDefinition, or a component of one: a reference to a type, components, or a function. */
struct dmn_item {
    struct str name;
    struct str type;          /* typeRef; for a function what it returns; "": not said */
    struct str allowed;       /* allowedValues: unary tests; "" any */
    struct str allowed_items; /* typeConstraint: the same, of the whole value */
    bool collection;
    bool function;
    size_t nparts; /* components, or the parameters of a function */
    struct dmn_item *parts;
};

/* A variable, parameter or column: its name and typeRef ("": not said). */
struct dmn_variable {
    struct str name, type;
};

enum dmn_boxed_kind {
    DMN_LITERAL,     /* text */
    DMN_TABLE,       /* table */
    DMN_CONTEXT,     /* parts: entries; the one without a name is the result */
    DMN_INVOCATION,  /* first: what is called; parts: bindings by name */
    DMN_FUNCTION,    /* first: the body; parts: parameters, without expression */
    DMN_RELATION,    /* parts: columns, without expression; rows: nrows lists */
    DMN_LIST,        /* parts */
    DMN_CONDITIONAL, /* first: if; second: then; third: else */
    DMN_FILTER,      /* first: in; second: match */
    DMN_FOR,         /* iterator; first: in; second: return */
    DMN_SOME,        /* iterator; first: in; second: satisfies */
    DMN_EVERY,
    DMN_EXTERNAL, /* what is not FEEL: a Java or PMML function, another language */
};

struct dmn_part {
    struct dmn_variable variable;
    struct dmn_boxed *boxed; /* NULL: none is written */
};

struct dmn_boxed {
    enum dmn_boxed_kind kind;
    struct str type; /* typeRef; "": not said */
    struct str text; /* of a literal; NULL where there is none */
    struct str iterator;
    size_t line;
    size_t nparts, nrows;
    struct dmn_part *parts;
    struct dmn_boxed *first, *second, *third;
    struct dmn_boxed **rows; /* of a relation: each a DMN_LIST */
    struct dmn_table *table;
};

struct dmn_input_clause {
    struct dmn_variable expression; /* name: the text of the input expression */
    struct str values;              /* unary tests; "" any */
};

struct dmn_output_clause {
    struct dmn_variable variable;
    struct str values;    /* unary tests, in order of priority; "" any */
    struct str otherwise; /* defaultOutputEntry; NULL where there is none */
};

struct dmn_rule {
    struct str *tests;   /* one for each input */
    struct str *outputs; /* one for each output */
};

struct dmn_table {
    enum hit_policy hit_policy;
    enum collect_operator collect;
    bool invalid; /* names a hit policy or aggregation that there isn't, or rules lack entries */
    size_t ninputs, noutputs, nrules;
    struct dmn_input_clause *inputs;
    struct dmn_output_clause *outputs;
    struct dmn_rule *rules;
};

enum dmn_element_kind { DMN_INPUT, DMN_DECISION, DMN_KNOWLEDGE, DMN_SERVICE };

struct dmn_element {
    enum dmn_element_kind kind;
    struct str id, name;
    struct dmn_variable variable; /* name: of the variable, else of the element */
    struct dmn_boxed *boxed; /* of a decision or knowledge model (then DMN_FUNCTION), or NULL */
    size_t nrequired;
    struct str *required; /* hrefs: of inputs, decisions, knowledge; of a service: its inputs */
    size_t noutputs;
    struct str *outputs; /* of a service: hrefs of its output decisions */
    size_t nencapsulated;
    struct str *encapsulated; /* of a service: hrefs; the outputs are not repeated */
    size_t line;
};

struct dmn_import {
    struct str namespace, name;
};

struct dmn_model {
    const char *file;
    struct str namespace, name;
    size_t nitems, nelements, nimports;
    struct dmn_item *items;
    struct dmn_element *elements;
    struct dmn_import *imports;
};

/* dmn_model_read - the model in a file, in the arena.
 * Errors: what reading the file and xml_parse refuse; ERR_INPUT it is not a DMN model. */
int dmn_model_read(struct arena *arena, const char *path, struct dmn_model *ret, struct err *err);

#endif
