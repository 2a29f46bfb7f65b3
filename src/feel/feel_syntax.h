/* feel_syntax.h - the tree that FEEL is parsed to, and that boxed expressions are built to.
 *
 * Names are resolved when a tree is made. A scope is a list of names, each a slot; scopes are
 * nested, and whatever opens one at run time (a function's body, for, some, every, a filter, a
 * context) has one frame of values for it. A name is then "so many frames out, that slot":
 *
 *     for p in people return p.age > limit        scope of `for`: slot 0 is p
 *           0                 0,0      1,3        the caller's scope: slot 3 is limit
 *
 * In a filter the entries of the items are names too, and win. Which they are may show only at run
 * time, so a name there is looked up in the item first and then where the scopes say.
 *
 * Trees are built by feel_node_…, each of which also infers the type. They are read-only
 * afterwards, may be evaluated by any number of threads, and live in the arena in which they were
 * made, as scopes do. Trees are never deeper than FEEL_DEPTH_MAX. */
#ifndef CANTREF_FEEL_SYNTAX_H
#define CANTREF_FEEL_SYNTAX_H

#include "feel_value.h"

enum { FEEL_DEPTH_MAX = 400 }; /* of a tree */

/* ---- scopes ---- */

enum feel_scope_kind {
    FEEL_SCOPE_DECLARED, /* by the program: inputs, decisions, functions of its own */
    FEEL_SCOPE_FUNCTION, /* slots are the parameters, in order */
    FEEL_SCOPE_LOOP,     /* for, some, every: the variables, in order */
    FEEL_SCOPE_FILTER,   /* slot 0 is `item` */
    FEEL_SCOPE_CONTEXT   /* slots are the entries, in order */
};

struct feel_name {
    struct str name;
    const struct feel_type *type; /* FEEL_ANY: not known */
};

struct feel_named_type {
    struct str name;
    const struct feel_type *type;
};

struct feel_scope {
    enum feel_scope_kind kind;
    const struct feel_scope *outer; /* NULL: only the built-in functions */
    struct feel_name *names;
    struct feel_named_type *types;
    uint32_t count, type_count;
    size_t capacity, type_capacity;
    bool *captured; /* a function is defined within: its frame outlives it */
    bool *partial;  /* of `for`: what it has returned so far is asked for */
    struct arena *arena;
};

/* feel_scope_new - an empty scope. feel_scope_add - the next slot, and its number. The name is
 * copied, white space in it made single. feel_scope_add_type - a type that `instance of` and
 * parameters can name. */
struct feel_scope *feel_scope_new(struct arena *arena, const struct feel_scope *outer,
                                  enum feel_scope_kind kind);
uint32_t feel_scope_add(struct feel_scope *scope, struct str name, const struct feel_type *type);
void feel_scope_add_type(struct feel_scope *scope, struct str name, const struct feel_type *type);

/* feel_scope_of_input - a scope of the one name `?`, of that type: for unary tests. Of a type's
 * allowed values outer has types alone: there are no other names. */
struct feel_scope *feel_scope_of_input(struct arena *arena, const struct feel_scope *outer,
                                       const struct feel_type *type);

/* feel_scope_of_filter - the scope of a filter's condition over items of that type. */
struct feel_scope *feel_scope_of_filter(struct arena *arena, const struct feel_scope *outer,
                                        const struct feel_type *item);

/* feel_scope_find_type - a type by name, in this scope or around it, or a built-in one; NULL. */
const struct feel_type *feel_scope_find_type(const struct feel_scope *scope, struct str name);

/* What the parser needs of names. feel_name_normal - white space trimmed and made single, in
 * arena. feel_name_match - bytes at `at` that spell the name, white space as FEEL lets it vary; 0:
 * others. feel_scope_match - the longest name that stands there: of a scope, of what a filter's
 * items have, or of a built-in function; its bytes, 0: none. feel_type_built_in - by name, or
 * NULL. */
struct str feel_name_normal(struct arena *arena, struct str name);
size_t feel_name_match(struct str text, size_t at, struct str name);
size_t feel_scope_match(const struct feel_scope *scope, struct str text, size_t at,
                        struct str *ret_name);
const struct feel_type *feel_type_built_in(struct str name);

/* ---- nodes ---- */

enum feel_node_kind {
    FEEL_NODE_CONSTANT,  /* constant */
    FEEL_NODE_NAME,      /* name */
    FEEL_NODE_ITEM_NAME, /* name, in a filter: an entry of the item, else `otherwise` */
    FEEL_NODE_UNKNOWN,   /* name: of nothing in scope */
    FEEL_NODE_BUILTIN,   /* builtin: a built-in function as a value */
    FEEL_NODE_NEGATE,    /* left */
    FEEL_NODE_ADD,       /* left, right; so are the next */
    FEEL_NODE_SUBTRACT,
    FEEL_NODE_MULTIPLY,
    FEEL_NODE_DIVIDE,
    FEEL_NODE_POWER,
    FEEL_NODE_EQUAL,
    FEEL_NODE_NOT_EQUAL,
    FEEL_NODE_LESS,
    FEEL_NODE_LESS_OR_EQUAL,
    FEEL_NODE_GREATER,
    FEEL_NODE_GREATER_OR_EQUAL,
    FEEL_NODE_AND, /* items: two or more */
    FEEL_NODE_OR,
    FEEL_NODE_BETWEEN, /* items: value, low, high */
    FEEL_NODE_IN,      /* left; items: tests, each FEEL_NODE_TEST or an expression */
    FEEL_NODE_NOT_IN,  /* the same, negated: not(…) of unary tests */
    FEEL_NODE_TEST,    /* `< 5`: operator (a kind), left is what follows it */
    FEEL_NODE_IF,      /* items: condition, then, else */
    FEEL_NODE_FOR,     /* scope; iterators; left is what is returned */
    FEEL_NODE_SOME,    /* left is the condition */
    FEEL_NODE_EVERY,
    FEEL_NODE_LIST,    /* items */
    FEEL_NODE_CONTEXT, /* scope; items by slot; left: what it gives, NULL: the context */
    FEEL_NODE_RANGE,  /* left, right, each NULL: unbounded; of (= 5) only left; low_included, … */
    FEEL_NODE_FILTER, /* scope; left[right] */
    FEEL_NODE_PATH,   /* left.name */
    FEEL_NODE_CALL,   /* left(items), with names or without */
    FEEL_NODE_CALL_BUILTIN, /* builtin(items), in the order of its parameters */
    FEEL_NODE_FUNCTION,     /* scope; left is the body; its type */
    FEEL_NODE_INSTANCE_OF,  /* left, target */
    FEEL_NODE_NATIVE,       /* native, context: what the program computes in this frame */
    FEEL_NODE_CONFORM,      /* left, made to conform to target */
    FEEL_NODE_KINDS
};

/* What a node of the program computes, in the frame where it stands: a decision table. Evaluates
 * what it needs with feel_evaluate_node and feel_evaluate_within (feel_evaluate.h). */
typedef void feel_node_native(const void *context, struct feel_evaluation *evaluation,
                              const struct feel_frame *frame, struct feel_value *ret);

struct feel_iterator {
    const struct feel_node *in; /* a list or a range, or the low end of in..to */
    const struct feel_node *to; /* NULL: none */
};

struct feel_node {
    uint8_t kind; /* enum feel_node_kind */
    uint8_t test; /* FEEL_NODE_TEST, and FEEL_NODE_RANGE of `(< 5)`: a kind, FEEL_NODE_EQUAL … */
    bool low_included, high_included;
    bool boxed;            /* FEEL_NODE_IF: what is no condition gives null, not what is else */
    bool uses_input;       /* `?` occurs in it */
    bool defines;          /* a function is defined in it, which may keep frames */
    bool parenthesised;    /* as written: ( … ) */
    uint16_t depth;        /* of the tree from here: 1 for a leaf */
    uint32_t line, column; /* where it begins, from 1; 0: built by the program */
    uint32_t frames, slot; /* FEEL_NODE_NAME */
    uint32_t count;        /* items, iterators */
    struct str text;       /* as written; "": built by the program */
    struct str name;
    const struct feel_type *type, *target;
    const struct feel_node *left, *right, *otherwise;
    const struct feel_node *const *items;
    const struct str *names; /* of arguments; NULL: by position */
    const struct feel_iterator *iterators;
    const struct feel_scope *scope;
    const struct feel_builtin *builtin;
    feel_node_native *native;
    const void *context;
    struct feel_value constant;
};

/* feel_node_… - a node of the parts given, its type inferred, its place that of its first part.
 * In:   arrays are copied; parts must have been made within the scope that belongs to them: the
 *       body of a function in a scope whose outer is the scope of the function node.
 * Owns: nothing; all in arena.
 * A tree that would be deeper than FEEL_DEPTH_MAX becomes a constant null of FEEL_CAUSE_LIMIT. */
struct feel_node *feel_node_constant(struct arena *arena, struct feel_value value);
/* feel_node_name - the name as found from scope outwards; FEEL_NODE_UNKNOWN when there is none. */
struct feel_node *feel_node_name(struct arena *arena, const struct feel_scope *scope,
                                 struct str name);
/* feel_node_unary, feel_node_binary - FEEL_NODE_NEGATE; FEEL_NODE_ADD … GREATER_OR_EQUAL. */
struct feel_node *feel_node_unary(struct arena *arena, enum feel_node_kind kind,
                                  const struct feel_node *operand);
struct feel_node *feel_node_binary(struct arena *arena, enum feel_node_kind kind,
                                   const struct feel_node *left, const struct feel_node *right);
/* feel_node_many - FEEL_NODE_AND, OR, BETWEEN, IF, LIST. */
struct feel_node *feel_node_many(struct arena *arena, enum feel_node_kind kind,
                                 const struct feel_node *const *items, uint32_t count);
/* feel_node_test - `< 5`, an item of feel_node_in. operation: FEEL_NODE_EQUAL … */
struct feel_node *feel_node_test(struct arena *arena, enum feel_node_kind operation,
                                 const struct feel_node *value);
/* feel_node_in - FEEL_NODE_IN or FEEL_NODE_NOT_IN. */
struct feel_node *feel_node_in(struct arena *arena, enum feel_node_kind kind,
                               const struct feel_node *value, const struct feel_node *const *tests,
                               uint32_t count);
/* feel_node_loop - FEEL_NODE_FOR, SOME, EVERY. Iterator i may use the names 0 … i-1 of scope; in a
 * FEEL_NODE_FOR the body may use `partial` when it was added as the name after the variables. */
struct feel_node *feel_node_loop(struct arena *arena, enum feel_node_kind kind,
                                 const struct feel_scope *scope,
                                 const struct feel_iterator *iterators, uint32_t count,
                                 const struct feel_node *body);
/* feel_node_context - entry i is names i of scope, and may use the names 0 … i-1: add each name
 * after its value was made. result: the value of the whole (the last box of a boxed context),
 * NULL: the context itself. */
struct feel_node *feel_node_context(struct arena *arena, const struct feel_scope *scope,
                                    const struct feel_node *const *values, uint32_t count,
                                    const struct feel_node *result);
struct feel_node *feel_node_range(struct arena *arena, const struct feel_node *low,
                                  bool low_included, const struct feel_node *high,
                                  bool high_included);
/* feel_node_filter - scope from feel_scope_of_filter with feel_item_type(list). */
struct feel_node *feel_node_filter(struct arena *arena, const struct feel_scope *scope,
                                   const struct feel_node *list, const struct feel_node *condition);
struct feel_node *feel_node_path(struct arena *arena, const struct feel_node *from,
                                 struct str name);
/* feel_node_call - names: of the arguments, or NULL. */
struct feel_node *feel_node_call(struct arena *arena, const struct feel_node *function,
                                 const struct feel_node *const *arguments, const struct str *names,
                                 uint32_t count);
/* feel_node_function - scope holds the parameters; result: the declared type, NULL: as the body.
 * */
struct feel_node *feel_node_function(struct arena *arena, struct feel_scope *scope,
                                     const struct feel_node *body, const struct feel_type *result);
struct feel_node *feel_node_instance_of(struct arena *arena, const struct feel_node *value,
                                        const struct feel_type *target);
/* feel_node_conform - the value made to conform to the target (§10.3.2.9.4), else null. */
struct feel_node *feel_node_conform(struct arena *arena, const struct feel_node *value,
                                    const struct feel_type *target);
struct feel_node *feel_node_of_program(struct arena *arena, feel_node_native *native,
                                       const void *context, const struct feel_type *type);

/* feel_item_type - the type of the items over which a filter, for, some or every on `node` goes.
 * */
const struct feel_type *feel_item_type(const struct feel_node *node);

#endif
