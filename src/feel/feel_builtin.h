/* feel_builtin.h - the built-in functions of FEEL (DMN 1.5 §10.3.4): a table of signatures, each
 * with what computes it. Before that is called, arguments have been put into the order of the
 * parameters, made lists or single items of lists where the parameter wants that, and refused when
 * of a kind that it does not accept: null with a cause. A function with two signatures has two
 * rows. */
#ifndef CANTREF_FEEL_BUILTIN_H
#define CANTREF_FEEL_BUILTIN_H

#include "feel.h"

enum { FEEL_PARAMETERS_MAX = 4 };

enum feel_parameter_flags {
    FEEL_OPTIONAL = 1, /* may be left out */
    FEEL_VARIADIC = 2, /* the last: several arguments are one list; one is as it is */
    FEEL_REST = 4,     /* the last: one or more arguments, always a list of them */
};

/* Kinds that a parameter accepts, as bits. */
#define FEEL_BIT(kind) (1u << (kind))
enum { FEEL_EVERY_KIND = (1u << FEEL_ANY) - 1 };

struct feel_parameter {
    struct str name;
    uint16_t accepts;
    uint8_t flags;
};

/* A call. arguments[i] is of parameter i; those left out are null. given: bit i: it is not. */
struct feel_invocation {
    struct feel_evaluation *evaluation;
    const struct feel_node *at;
    const struct feel_builtin *builtin;
    const struct feel_value *arguments;
    uint32_t given;
};

typedef void feel_builtin_call(const struct feel_invocation *call, struct feel_value *ret);

struct feel_builtin {
    struct str name;
    feel_builtin_call *call;
    uint8_t result; /* enum feel_kind, FEEL_ANY; FEEL_LIST: of what the first list is of */
    uint8_t count;
    struct feel_parameter parameters[FEEL_PARAMETERS_MAX];
};

/* Rows of one name stand together. */
extern const struct feel_builtin feel_builtins[];
extern const size_t feel_builtin_count;

/* feel_builtin_find - the first row of that name, or NULL. */
const struct feel_builtin *feel_builtin_find(struct str name);

/* feel_builtin_arrange - which row takes these arguments, and the index of the argument that each
 * of its parameters gets in *ret_order, -1: none. names: NULL: by position. NULL when no row does.
 * Of FEEL_VARIADIC and FEEL_REST only the first index is told. */
const struct feel_builtin *feel_builtin_arrange(const struct feel_builtin *first,
                                                const struct str *names, size_t count,
                                                int ret_order[FEEL_PARAMETERS_MAX]);

/* feel_builtin_run - check and convert the arguments, in the order of the parameters, and call.
 * given as in struct feel_invocation. */
void feel_builtin_run(struct feel_evaluation *evaluation, const struct feel_node *at,
                      const struct feel_builtin *builtin, struct feel_value *arguments,
                      uint32_t given, struct feel_value *ret);

/* feel_builtin_call_with - the same of arguments as they come, by position or (names not NULL) by
 * name; any number of them. */
void feel_builtin_call_with(struct feel_evaluation *evaluation, const struct feel_node *at,
                            const struct feel_builtin *first, const struct feel_value *arguments,
                            const struct str *names, size_t count, struct feel_value *ret);

/* feel_refuse, feel_refuse_fault - for what computes one: null with a cause. That of an argument,
 * or of an item of one, comes first. */
void feel_refuse(const struct feel_invocation *call, enum feel_cause_code code,
                 struct feel_value *ret);
void feel_refuse_fault(const struct feel_invocation *call, enum feel_fault fault,
                       struct feel_value *ret);

feel_builtin_call feel_call_number, feel_call_string, feel_call_not, feel_call_is, feel_call_date,
    feel_call_date_of_parts, feel_call_date_time, feel_call_date_time_of_parts, feel_call_time,
    feel_call_time_of_parts, feel_call_duration, feel_call_months_between, feel_call_now,
    feel_call_today, feel_call_day_of_year, feel_call_day_of_week, feel_call_month_of_year,
    feel_call_week_of_year;
feel_builtin_call feel_call_substring, feel_call_string_length, feel_call_upper_case,
    feel_call_lower_case, feel_call_substring_before, feel_call_substring_after, feel_call_replace,
    feel_call_contains, feel_call_starts_with, feel_call_ends_with, feel_call_matches,
    feel_call_split, feel_call_string_join;
feel_builtin_call feel_call_list_contains, feel_call_count, feel_call_min, feel_call_max,
    feel_call_sum, feel_call_mean, feel_call_all, feel_call_any, feel_call_sublist,
    feel_call_append, feel_call_concatenate, feel_call_insert_before, feel_call_remove,
    feel_call_reverse, feel_call_index_of, feel_call_union, feel_call_distinct_values,
    feel_call_flatten, feel_call_product, feel_call_median, feel_call_stddev, feel_call_mode,
    feel_call_list_replace, feel_call_sort;
feel_builtin_call feel_call_decimal, feel_call_floor, feel_call_ceiling, feel_call_round_up,
    feel_call_round_down, feel_call_round_half_up, feel_call_round_half_down, feel_call_abs,
    feel_call_modulo, feel_call_sqrt, feel_call_log, feel_call_exp, feel_call_odd, feel_call_even;
feel_builtin_call feel_call_before, feel_call_after, feel_call_meets, feel_call_met_by,
    feel_call_overlaps, feel_call_overlaps_before, feel_call_overlaps_after, feel_call_finishes,
    feel_call_finished_by, feel_call_includes, feel_call_during, feel_call_starts,
    feel_call_started_by, feel_call_coincides, feel_call_range;
feel_builtin_call feel_call_get_value, feel_call_get_entries, feel_call_context,
    feel_call_context_put, feel_call_context_merge;

#endif
