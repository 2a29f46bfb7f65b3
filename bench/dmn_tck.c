/* dmn_tck.c - runs the DMN Technology Compatibility Kit's own files, for `./do bench feel`.
 *
 *   dmn_tck [--failures] FOLDER
 *
 * FOLDER holds level-2 and level-3 (or compliance-level-2, …; or TestCases, which does, as in the
 * suite's own repository), these a folder for each subject, with models (*.dmn) and test files
 * (*-test-*.xml). A testCase passes when each of its results is the expected one. Out of scope is
 * what needs a Java or PMML function, or another language than FEEL; it counts as failed in the
 * shares. Prints a line for each folder, one for each level, and last "N passed, N failed, N out of
 * scope". */
#include "dmn_cases.h"
#include "dmn_run.h"
#include "dmn_value.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

static const struct feel_limits suite_limits = {
    .steps_max = 100000000, .depth_max = 2000, .memory_max = (size_t)1 << 30};

struct counts {
    size_t passed, failed, outside;
};

struct runner {
    bool failures; /* print each */
    struct feel_zones zones;
    struct feel_value now;
    struct arena models;  /* a folder's */
    struct arena results; /* a case's */
    struct str folder;
};

enum outcome { PASSED, FAILED, OUTSIDE };

/* Names of a folder, sorted. */

struct names {
    char **at;
    size_t count, capacity;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static struct names names_in(const char *folder, bool (*wanted)(const char *name))
{
    struct names names = {0};
    DIR *directory = opendir(folder);
    struct dirent *entry = NULL;
    while (directory && (entry = readdir(directory))) {
        if (entry->d_name[0] == '.' || !wanted(entry->d_name)) {
            continue;
        }
        mem_must_grow((void **)&names.at, &names.capacity, names.count + 1, sizeof(*names.at));
        size_t size = strlen(entry->d_name) + 1;
        names.at[names.count++] = memcpy(mem_must_array(size, 1), entry->d_name, size);
    }
    if (directory) {
        closedir(directory);
    }
    if (names.count > 0) {
        qsort(names.at, names.count, sizeof(*names.at), by_name);
    }
    return names;
}

static void names_free(struct names *names)
{
    for (size_t at = 0; at < names->count; at++) {
        mem_free(names->at[at]);
    }
    mem_free(names->at);
}

static bool is_level(const char *name)
{
    return str_ends(str_of(name), STR("level-2")) || str_ends(str_of(name), STR("level-3"));
}

static bool is_model(const char *name)
{
    return str_ends(str_of(name), STR(".dmn"));
}

static bool is_test(const char *name)
{
    return str_find(str_of(name), STR("-test-")) > 0 && str_ends(str_of(name), STR(".xml"));
}

static bool is_any(const char *name)
{
    (void)name;
    return true;
}

/* One case. */

static void tell(const struct runner *runner, const struct dmn_case *test, struct str result,
                 struct str expected, struct str actual)
{
    if (runner->failures) {
        fprintf(stdout, "  failed %.*s %.*s: %.*s: expected %.*s, found %.*s\n",
                PRI(runner->folder), PRI(test->id), PRI(result), PRI(expected), PRI(actual));
    }
}

static void give(const struct runner *runner, const struct dmn_written *input, struct dmn_run *run,
                 const struct dmn_unit *unit)
{
    struct feel_value value =
        dmn_value_of(run->evaluation->arena, runner->zones, input, unit->type);
    dmn_run_give(run, unit, &value);
}

/* give_imported - a component for each input of an imported model, or for what that imports. As
 * deep as imports are. */
static void give_imported(const struct runner *runner, const struct dmn_written *input,
                          struct dmn_run *run, const struct dmn_instance *instance)
{
    const struct dmn_model *model = instance->model;
    for (size_t at = 0; at < model->nimports; at++) {
        const struct dmn_instance *imported = instance->imported[at];
        bool named = imported && str_eq(model->imports[at].name, input->name);
        for (size_t part = 0; named && part < input->nparts; part++) {
            const struct dmn_written *given = &input->parts[part];
            const struct dmn_unit *unit =
                dmn_instance_unit(run->program, imported, given->name, DMN_INPUT);
            unit =
                unit ? unit : dmn_instance_unit(run->program, imported, given->name, DMN_DECISION);
            if (unit) {
                give(runner, given, run, unit);
            } else {
                give_imported(runner, given, run, imported);
            }
        }
    }
}

/* give_inputs - to the units of those names. */
static void give_inputs(const struct runner *runner, const struct dmn_case *test,
                        struct dmn_run *run)
{
    for (size_t at = 0; at < test->ninputs; at++) {
        const struct dmn_written *input = &test->inputs[at];
        const struct dmn_unit *unit = dmn_program_unit(run->program, input->name, DMN_INPUT);
        unit = unit ? unit : dmn_program_unit(run->program, input->name, DMN_DECISION);
        if (unit) {
            give(runner, input, run, unit);
        } else {
            give_imported(runner, input, run, run->program->instances[0]);
        }
    }
}

/* call_knowledge - a knowledge model called directly: its arguments are the inputs, by name. */
static struct feel_value call_knowledge(const struct runner *runner, const struct dmn_case *test,
                                        struct dmn_run *run, const struct dmn_unit *unit)
{
    struct arena *arena = run->evaluation->arena;
    uint32_t count = unit->type->kind == FEEL_FUNCTION ? unit->type->field_count : 0;
    struct feel_value *arguments = arena_alloc(arena, (count + 1) * sizeof(*arguments));
    for (uint32_t parameter = 0; parameter < count; parameter++) {
        const struct feel_field *field = &unit->type->fields[parameter];
        for (size_t at = 0; at < test->ninputs; at++) {
            if (str_eq(test->inputs[at].name, field->name)) {
                arguments[parameter] =
                    dmn_value_of(arena, runner->zones, &test->inputs[at], field->type);
            }
        }
    }
    struct feel_value function = dmn_run_value(run, unit), result = feel_null(NULL);
    feel_call(run->evaluation, &function, arguments, count, &result);
    return result;
}

/* unit_for - what a result is asked of: the invocable of the case, else the decision. */
static const struct dmn_unit *unit_for(const struct dmn_program *program,
                                       const struct dmn_case *test, struct str result)
{
    if (test->invocable.len == 0) {
        const struct dmn_unit *decision = dmn_program_unit(program, result, DMN_DECISION);
        return decision ? decision : dmn_program_unit(program, result, DMN_SERVICE);
    }
    const struct dmn_unit *service = dmn_program_unit(program, test->invocable, DMN_SERVICE);
    return service ? service : dmn_program_unit(program, test->invocable, DMN_KNOWLEDGE);
}

static struct feel_value value_for(const struct runner *runner, const struct dmn_case *test,
                                   struct dmn_run *run, const struct dmn_unit *unit,
                                   struct str result)
{
    switch (unit->element->kind) {
    case DMN_SERVICE: {
        struct feel_value whole = dmn_run_service(run, unit);
        const struct feel_value *part = unit->noutputs > 1 && whole.kind == FEEL_CONTEXT
                                            ? feel_context_get(whole.context, result)
                                            : NULL;
        return part ? *part : whole;
    }
    case DMN_KNOWLEDGE:
        return call_knowledge(runner, test, run, unit);
    case DMN_INPUT:
    case DMN_DECISION:
        break;
    }
    return dmn_run_value(run, unit);
}

static struct str with_cause(struct arena *arena, const struct feel_value *value)
{
    struct str text = feel_value_text(arena, value);
    return value->cause ? arena_printf(arena, "%.*s (%.*s)", PRI(text),
                                       PRI(feel_cause_text(arena, value->cause)))
                        : text;
}

static bool result_passes(const struct runner *runner, const struct dmn_case *test,
                          struct dmn_run *run, const struct dmn_result_node *node)
{
    struct arena *arena = run->evaluation->arena;
    const struct dmn_unit *unit = unit_for(run->program, test, node->name);
    if (!unit) {
        tell(runner, test, node->name, STR("a value"), STR("nothing of that name in the model"));
        return node->error;
    }
    struct feel_value actual = value_for(runner, test, run, unit, node->name);
    const struct feel_type *type =
        unit->type->kind == FEEL_FUNCTION ? unit->type->result : unit->type;
    struct feel_value expected = dmn_value_of(arena, runner->zones, &node->expected, type);
    bool same = node->error ? actual.kind == FEEL_NULL : dmn_value_same(arena, &expected, &actual);
    if (!same) {
        tell(runner, test, node->name, feel_value_text(arena, &expected),
             with_cause(arena, &actual));
    }
    return same;
}

static enum outcome run_case(struct runner *runner, const struct dmn_case *test,
                             const struct dmn_program *program)
{
    arena_reset(&runner->results);
    struct feel_evaluation evaluation = {.arena = &runner->results,
                                         .limits = suite_limits,
                                         .now = runner->now,
                                         .zones = runner->zones};
    struct dmn_run *run = dmn_run_begin(program, &evaluation);
    give_inputs(runner, test, run);
    enum outcome outcome = test->nresults > 0 ? PASSED : FAILED;
    for (size_t at = 0; at < test->nresults; at++) {
        const struct dmn_unit *unit = unit_for(program, test, test->results[at].name);
        if (unit && dmn_run_needs_external(unit)) {
            outcome = OUTSIDE;
        } else if (!result_passes(runner, test, run, &test->results[at]) && outcome == PASSED) {
            outcome = FAILED;
        }
    }
    return outcome;
}

/* One folder. */

/* find_model - the one that a test file names; where none is called so, the only one there is. */
static const struct dmn_model *find_model(const struct dmn_model *models, size_t count,
                                          const char *folder, struct str name)
{
    for (size_t at = 0; at < count; at++) {
        struct str file = str_of(models[at].file);
        if (str_eq(str_slice(file, strlen(folder) + 1, file.len), name)) {
            return &models[at];
        }
    }
    return count == 1 ? &models[0] : NULL;
}

/* read_models - every model of the folder that can be read; says which can't. */
static struct dmn_model *read_models(struct runner *runner, const char *folder, size_t *ret_count)
{
    struct names names = names_in(folder, is_model);
    struct dmn_model *models = arena_alloc(&runner->models, (names.count + 1) * sizeof(*models));
    for (size_t at = 0; at < names.count; at++) {
        struct str path = arena_printf(&runner->models, "%s/%s", folder, names.at[at]);
        struct err err = {0};
        if (dmn_model_read(&runner->models, path.ptr, &models[*ret_count], &err) == 0) {
            (*ret_count)++;
        } else {
            err_print("dmn_tck", &err);
        }
    }
    names_free(&names);
    return models;
}

static void run_file(struct runner *runner, const char *folder, const char *path,
                     const struct dmn_model *models, size_t count, struct counts *counts)
{
    struct dmn_case_file file = {0};
    struct err err = {0};
    if (dmn_cases_read(&runner->models, path, &file, &err) != 0) {
        err_print("dmn_tck", &err);
        counts->failed++;
        return;
    }
    const struct dmn_model *model = find_model(models, count, folder, file.model);
    if (!model) {
        fprintf(stderr, "dmn_tck: %s: its model %.*s can't be read\n", path,
                PRI(file.model)); /* not personal: a file of the suite */
        counts->failed += file.ncases;
        return;
    }
    struct dmn_model *ordered = arena_alloc(&runner->models, count * sizeof(*ordered));
    ordered[0] = *model;
    for (size_t at = 0, to = 1; at < count; at++) {
        if (&models[at] != model) {
            ordered[to++] = models[at];
        }
    }
    struct dmn_program program;
    dmn_program_make(&runner->models, runner->zones, ordered, count, &program);
    for (size_t at = 0; at < file.ncases; at++) {
        enum outcome outcome = run_case(runner, &file.cases[at], &program);
        counts->passed += outcome == PASSED;
        counts->failed += outcome == FAILED;
        counts->outside += outcome == OUTSIDE;
    }
}

static void run_folder(struct runner *runner, const char *folder, struct str name,
                       struct counts *total)
{
    struct counts counts = {0};
    struct names tests = names_in(folder, is_test);
    size_t model_count = 0;
    runner->folder = name;
    struct dmn_model *models = read_models(runner, folder, &model_count);
    for (size_t at = 0; at < tests.count; at++) {
        struct str path = arena_printf(&runner->models, "%s/%s", folder, tests.at[at]);
        run_file(runner, folder, path.ptr, models, model_count, &counts);
    }
    if (tests.count > 0) {
        fprintf(stdout, "%.*s: %zu passed, %zu failed, %zu out of scope\n", PRI(name),
                counts.passed, counts.failed, counts.outside);
    }
    total->passed += counts.passed;
    total->failed += counts.failed;
    total->outside += counts.outside;
    names_free(&tests);
    arena_free(&runner->models);
}

static struct counts run_level(struct runner *runner, const char *suite, const char *level)
{
    struct counts counts = {0};
    struct arena paths = {0};
    struct str path = arena_printf(&paths, "%s/%s", suite, level);
    struct names folders = names_in(path.ptr, is_any);
    for (size_t at = 0; at < folders.count; at++) {
        struct str folder = arena_printf(&paths, "%s/%s", path.ptr, folders.at[at]);
        run_folder(runner, folder.ptr, arena_printf(&paths, "%s/%s", level, folders.at[at]),
                   &counts);
    }
    names_free(&folders);
    arena_free(&paths);
    return counts;
}

static int run_suite(struct runner *runner, const char *suite)
{
    struct arena paths = {0};
    struct names levels = names_in(suite, is_level);
    if (levels.count == 0) {
        names_free(&levels);
        suite = arena_printf(&paths, "%s/TestCases", suite).ptr;
        levels = names_in(suite, is_level);
    }
    struct counts total = {0}, by_level[8] = {{0}};
    for (size_t at = 0; at < levels.count && at < 8; at++) {
        by_level[at] = run_level(runner, suite, levels.at[at]);
        total.passed += by_level[at].passed;
        total.failed += by_level[at].failed;
        total.outside += by_level[at].outside;
    }
    for (size_t at = 0; at < levels.count && at < 8; at++) {
        const struct counts *counts = &by_level[at];
        size_t all = counts->passed + counts->failed + counts->outside;
        fprintf(stdout, "%s: %zu of %zu passed, %.2f %%\n", levels.at[at], counts->passed, all,
                all > 0 ? 100.0 * (double)counts->passed / (double)all : 0.0);
    }
    names_free(&levels);
    arena_free(&paths);
    fprintf(stdout, "%zu passed, %zu failed, %zu out of scope\n", total.passed, total.failed,
            total.outside);
    return total.passed + total.failed + total.outside > 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct runner runner = {0};
    const char *suite = argv[argc - 1];
    runner.failures = argc == 3 && strcmp(argv[1], "--failures") == 0;
    struct stat status;
    if (argc < 2 || argc > 3 || (argc == 3 && !runner.failures)) {
        fprintf(stderr, "usage: dmn_tck [--failures] FOLDER\n");
        return 64;
    }
    if (stat(suite, &status) != 0) {
        fprintf(stderr, "dmn_tck: %s: there is no such folder\n", suite);
        return 66;
    }
    struct time_zones *zones = time_zones_open(NULL);
    runner.zones = feel_zones_of(zones);
    runner.now.kind = FEEL_DATE_TIME;
    if (feel_date_time_from_instant((int64_t)time(NULL), 0, &runner.now.date_time) !=
        FEEL_FAULT_NONE) {
        runner.now = feel_null(NULL);
    }
    int result = run_suite(&runner, suite);
    arena_free(&runner.results);
    time_zones_close(zones);
    return result;
}
