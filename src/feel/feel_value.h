/* feel_value.h - a value of FEEL, and why it may not be what it seems.
 *
 * Every value may carry a cause. Of null it says why it is null. Of any other value it is a doubt:
 * the standard gives this value, but on the way something failed or was not known. `band = "A"` is
 * false by the standard when band is not known; here it is false with a cause. Three-valued logic
 * keeps what is certain: `false and …` is false without a cause, whatever the rest is.
 *
 * A literal null has no cause: somebody wrote it. So cause != NULL means always that something
 * failed or was not known, and feel_verdict says what a duty may conclude. */
#ifndef CANTREF_FEEL_VALUE_H
#define CANTREF_FEEL_VALUE_H

#include "feel_decimal.h"
#include "feel_temporal.h"
#include "feel_type.h"

struct feel_evaluation;
struct feel_frame;
struct feel_scope;
struct feel_node;

enum feel_cause_code {
    FEEL_CAUSE_NOT_KNOWN = 1,  /* an input that nobody gave: about says which */
    FEEL_CAUSE_MISSING_NAME,   /* no such name, or no such entry of a context */
    FEEL_CAUSE_WRONG_TYPE,     /* an operand or argument of a type that won't do */
    FEEL_CAUSE_ARGUMENTS,      /* too few, too many, or names that the function has not */
    FEEL_CAUSE_CONVERSION,     /* text that is no number, date, …; digits over what fits */
    FEEL_CAUSE_DIVISION,       /* by zero */
    FEEL_CAUSE_DOMAIN,         /* a value for which the function gives nothing: sqrt(-1) */
    FEEL_CAUSE_OUT_OF_RANGE,   /* no item of that index; no such date */
    FEEL_CAUSE_NOT_COMPARABLE, /* of different types */
    FEEL_CAUSE_CONFORMANCE,    /* not of the declared type, or not an allowed value */
    FEEL_CAUSE_PATTERN,        /* no regular expression */
    FEEL_CAUSE_LIMIT,          /* steps, depth or memory used up */
    FEEL_CAUSE_DECISION,       /* a decision table: no rule, or more than its hit policy allows */
    FEEL_CAUSE_CODES
};

struct feel_cause {
    enum feel_cause_code code;
    uint32_t line, column;            /* in the expression, from 1; 0: from no expression */
    struct str about;                 /* name, function or operator; "" */
    struct str text;                  /* the part of the expression; "" */
    const struct feel_cause *because; /* what made it so, or NULL */
};

struct feel_value {
    uint8_t kind; /* enum feel_kind */
    bool boolean;
    const struct feel_cause *cause;
    union {
        struct feel_decimal number;
        struct str string;
        struct feel_date date;
        struct feel_time time;
        struct feel_date_time date_time;
        struct feel_days_duration days_duration;
        struct feel_months_duration months_duration;
        const struct feel_list *list;
        const struct feel_context *context;
        const struct feel_range *range;
        const struct feel_function *function;
    };
};

/* How large a list, context or range is: how deep they are in each other, and how many values
 * there are in all, one counted as often as it occurs. Bounded, because whoever compares or prints
 * a value walks all of it. */
enum { FEEL_NESTING_MAX = 200, FEEL_WEIGHT_MAX = 4000000 };

struct feel_extent {
    uint32_t nesting, weight;
};

struct feel_list {
    size_t count;
    const struct feel_value *items;
    struct feel_extent extent;
};

/* Entries in the order in which they were put. */
struct feel_context {
    size_t count;
    const struct str *names;
    const struct feel_value *values;
    struct feel_extent extent;
};

/* [low..high] and the like, or a comparison as a value: `(< 5)`, whose open end is null and not
 * included; `(= 5)` and `(!= 5)` have the same value at both ends. */
struct feel_range {
    struct feel_value low, high;
    bool low_included, high_included;
    uint8_t comparison; /* FEEL_NODE_EQUAL … FEEL_NODE_GREATER_OR_EQUAL; 0: an interval */
    struct feel_extent extent;
};

/* What a function of the program does: arguments by position, all there, of the declared types.
 * Writes *ret, null with a cause where it can't (feel_fail, feel_evaluate.h). */
typedef void feel_native(void *context, struct feel_evaluation *evaluation,
                         const struct feel_value *arguments, struct feel_value *ret);

struct feel_function {
    struct str name;              /* "": anonymous */
    const struct feel_type *type; /* parameters with names, result */
    /* one of three: */
    const struct feel_node *body; /* a definition, */
    const struct feel_frame *frame;
    const struct feel_builtin *builtin; /* a built-in function, */
    feel_native *native;                /* or the program's */
    void *context;
};

/* feel_null - null, and why; feel_boolean, feel_number, feel_string - values without a cause. A
 * string's bytes are UTF-8 and not copied. */
struct feel_value feel_null(const struct feel_cause *cause);
struct feel_value feel_boolean(bool truth);
struct feel_value feel_number(struct feel_decimal number);
struct feel_value feel_integer(int64_t number);
struct feel_value feel_string(struct str string);

/* feel_not_known - null for an input called `name` that nobody gave. Made in arena. */
struct feel_value feel_not_known(struct arena *arena, struct str name);

/* feel_list_of, feel_context_of - values with copies of the arrays in arena (texts are not
 * copied).
 * In:     names are not checked to be distinct; the first counts.
 * Errors: larger than an extent may be: null with FEEL_CAUSE_LIMIT. */
struct feel_value feel_list_of(struct arena *arena, const struct feel_value *items, size_t count);
struct feel_value feel_context_of(struct arena *arena, const struct str *names,
                                  const struct feel_value *values, size_t count);

/* feel_extent_add - that of a whole with one more value in it; false when it would be too large.
 * Start from {1, 1}. */
bool feel_extent_add(struct feel_extent *extent, const struct feel_value *value);

/* feel_context_get - the entry of that name, or NULL. Cost: O(entries). */
const struct feel_value *feel_context_get(const struct feel_context *context, struct str name);

/* feel_doubt - why the value, or one in it, may not be what it seems; NULL: nothing is in doubt.
 * Cost: its weight, for lists, contexts and ranges. */
const struct feel_cause *feel_doubt(const struct feel_value *value);

/* What follows from a condition for somebody's rights. */
enum feel_verdict { FEEL_HOLDS, FEEL_DOES_NOT_HOLD, FEEL_CANT_TELL };

/* feel_verdict - holds: true, nothing in doubt. Does not hold: false, nothing in doubt. Can't
 * tell: everything else, null and what is no truth value included. The value's cause says why. */
enum feel_verdict feel_verdict(const struct feel_value *value);

/* feel_equal - `=` of §10.3.2.13: 1 equal, 0 not, -1 when they can't be compared (null in the
 * standard). null equals null alone. */
int feel_equal(const struct feel_value *a, const struct feel_value *b);
/* feel_same - is(): equal in kind and in every part. */
bool feel_same(const struct feel_value *a, const struct feel_value *b);
/* feel_compare - <0, 0, >0 in *ret. Returns false when they can't be ordered. */
bool feel_compare(const struct feel_value *a, const struct feel_value *b, int *ret);

/* feel_value_is - is the value an instance of the type (§10.3.2.9.3)? Allowed values are not
 * looked at: feel_conform (feel.h) does. null is of Null alone, but as an item or entry of any
 * type. */
bool feel_value_is(const struct feel_value *value, const struct feel_type *type);

/* feel_value_text - as the built-in string() writes it, with strings inside lists and contexts in
 * quotes; null gives "null". Made in arena. */
struct str feel_value_text(struct arena *arena, const struct feel_value *value);

/* feel_cause_text - the innermost cause as an English sentence without a full stop: "line 1,
 * column 8: \"income\" is not known". Made in arena. */
struct str feel_cause_text(struct arena *arena, const struct feel_cause *cause);

#endif
