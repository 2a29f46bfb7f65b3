/* feel_type.h - the types of FEEL (DMN 1.5 §10.3.2.7), and of item definitions (§7.3.2).
 *
 *     simple     Any, Null, number, string, boolean, date, time, date and time, the two durations
 *     list       of one type of items
 *     context    of named entries; a value with more entries conforms too
 *     range      of one type of ends
 *     function   of the types of its parameters, and of what it gives
 *
 * An item definition is one of these with a name, and may narrow it by unary tests on `?`: allowed
 * values, or a constraint. Types are read-only once made, and live in an arena. */
#ifndef CANTREF_FEEL_TYPE_H
#define CANTREF_FEEL_TYPE_H

#include "memory.h"

struct feel_node;

/* The same numbers are the kinds of values (feel_value.h). */
enum feel_kind {
    FEEL_NULL,
    FEEL_BOOLEAN,
    FEEL_NUMBER,
    FEEL_STRING,
    FEEL_DATE,
    FEEL_TIME,
    FEEL_DATE_TIME,
    FEEL_DAYS_DURATION,
    FEEL_MONTHS_DURATION,
    FEEL_LIST,
    FEEL_CONTEXT,
    FEEL_RANGE,
    FEEL_FUNCTION,
    FEEL_ANY, /* of types only */
    FEEL_KINDS
};

/* feel_kind_name - as the standard writes it: "days and time duration". */
const char *feel_kind_name(enum feel_kind kind);

struct feel_field {
    struct str name;
    const struct feel_type *type;
};

struct feel_type {
    enum feel_kind kind;
    struct str name;                 /* of the item definition; "": none */
    const struct feel_type *element; /* list, range */
    const struct feel_field *fields; /* context: entries; function: parameters, names may be "" */
    uint32_t field_count;
    const struct feel_type *result;  /* function */
    const struct feel_node *allowed; /* feel_parse_unary_tests in feel_scope_of_input; NULL: all */
};

/* feel_type_simple - the type of a kind; of a list, context, range or function: the one of Any, or
 * of no fields. Owns: nothing, it is static. */
const struct feel_type *feel_type_simple(enum feel_kind kind);

/* feel_type_list, feel_type_range, feel_type_context, feel_type_function - made in arena. `fields`
 * is copied, the texts in it are not. */
struct feel_type *feel_type_list(struct arena *arena, const struct feel_type *element);
struct feel_type *feel_type_range(struct arena *arena, const struct feel_type *element);
struct feel_type *feel_type_context(struct arena *arena, const struct feel_field *fields,
                                    uint32_t count);
struct feel_type *feel_type_function(struct arena *arena, const struct feel_field *parameters,
                                     uint32_t count, const struct feel_type *result);

/* feel_type_field - the type of a context type's entry, or NULL. */
const struct feel_type *feel_type_field(const struct feel_type *type, struct str name);

/* feel_type_equal, feel_type_conforms - "equivalent to" and "conforms to" of §10.3.2.9. What is
 * narrowed by allowed values counts as what it narrows. */
bool feel_type_equal(const struct feel_type *a, const struct feel_type *b);
bool feel_type_conforms(const struct feel_type *type, const struct feel_type *target);

/* feel_type_text - as FEEL writes it: "list<number>". */
struct str feel_type_text(struct arena *arena, const struct feel_type *type);

#endif
