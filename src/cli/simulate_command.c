/* simulate_command.c - cantref simulate: the engine in a world that goes wrong by chance. */
#include "command.h"

#include "clock.h"
#include "event_pack.h"
#include "json_writer.h"
#include "options.h"
#include "parallel.h"
#include "simulate.h"

#include <stdio.h>

enum { SHIPPED_MAX = 64 };

/* struct shipped_plans - of the packs that the program carries. */
struct shipped_plans {
    struct arena arena;
    struct event_pack packs[SHIPPED_MAX];
    struct process_plan plans[SHIPPED_MAX];
    const char *names[SHIPPED_MAX];
    struct simulate_packs all;
};

static int open_shipped(struct shipped_plans *shipped, struct err_list *errors)
{
    size_t *count = &shipped->all.count;
    shipped->all.plans = shipped->plans;
    shipped->all.names = shipped->names;
    for (; *count < SHIPPED_MAX && pack_shipped_name(*count).len > 0; (*count)++) {
        struct str name = arena_str(&shipped->arena, pack_shipped_name(*count));
        int code = event_pack_open(name.ptr, &shipped->packs[*count], errors);
        if (code != 0) {
            return code;
        }
        process_plan_make(&shipped->arena, &shipped->packs[*count], NATION_WALES,
                          &shipped->plans[*count]);
        shipped->names[*count] = name.ptr;
    }
    return 0;
}

static void close_shipped(struct shipped_plans *shipped)
{
    for (size_t i = 0; i < shipped->all.count; i++) {
        event_pack_free(&shipped->packs[i]);
    }
    arena_free(&shipped->arena);
}

static void print_violation(const struct simulate_violation *v)
{
    char time[CLOCK_TEXT_MAX];
    printf("violated: %s\n  seed %llu, step %llu, %s, process %lld", // one line a violation
           simulate_invariant_words[v->invariant], (unsigned long long)v->seed,
           (unsigned long long)v->step, clock_text(v->at, time), (long long)v->process);
    if (v->place >= 0) {
        printf(", place %d", v->place);
    }
    printf(": %s\n  again: cantref simulate --from %llu --seeds 1\n", v->what,
           (unsigned long long)v->seed);
}

static void print_found(const struct simulate_found *found, double wall_s, double processor_s)
{
    printf("%llu seeds, %llu steps (at least %llu a seed), %llu crashes: %llu violate something\n",
           (unsigned long long)found->seeds, (unsigned long long)found->steps,
           (unsigned long long)found->steps_min, (unsigned long long)found->crashes,
           (unsigned long long)found->violating);
    printf("%.1f s, %.1f s of processors: %.0f seeds/s, %.0f seeds a second of a processor\n",
           wall_s, processor_s, (double)found->seeds / wall_s, (double)found->seeds / processor_s);
}

static void print_found_json(const struct simulate_found *found, double wall_s, double processor_s)
{
    const struct simulate_violation *v = &found->violation;
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_put_whole(&json, "seeds", found->seeds);
    json_put_whole(&json, "steps", found->steps);
    json_put_whole(&json, "steps_min", found->steps_min);
    json_put_whole(&json, "crashes", found->crashes);
    json_put_whole(&json, "violating", found->violating);
    json_put_whole(&json, "milliseconds", (uint64_t)(wall_s * 1000));
    json_put_whole(&json, "processor_milliseconds", (uint64_t)(processor_s * 1000));
    if (found->violating > 0) {
        json_write_key(&json, STR("violation"));
        json_write_object(&json);
        json_put_text(&json, "invariant", str_of(simulate_invariant_names[v->invariant]));
        json_put_whole(&json, "seed", v->seed);
        json_put_whole(&json, "step", v->step);
        json_put_whole(&json, "at", (uint64_t)v->at);
        json_put_text(&json, "what", str_of(v->what));
        json_write_close(&json);
    }
    json_write_close(&json);
    printf("%.*s\n", (int)text.len, text.ptr);
    buf_free(&text);
}

/* show_smallest - of a seed that violates something: as little as still does. */
static void show_smallest(const struct simulate_packs *packs, uint64_t seed)
{
    struct buf text = {0};
    struct simulate_violation v;
    size_t moves = simulate_minimise(packs, seed, &text, &v);
    printf("\nthe same with %zu moves:\n%.*s", moves, (int)text.len, text.ptr);
    buf_free(&text);
}

struct simulate_words {
    uint64_t seeds, from, threads;
    const char *trace;
    bool json;
};

static int run(const struct simulate_words *words, const struct simulate_packs *packs)
{
    struct simulate_found found;
    double wall_s = clock_monotonic_s(), processor_s = clock_processor_s();
    int code = simulate_seeds(packs, words->from, words->seeds, (int)words->threads, &found);
    wall_s = clock_monotonic_s() - wall_s;
    processor_s = clock_processor_s() - processor_s;
    if (words->json) {
        print_found_json(&found, wall_s, processor_s);
        return code;
    }
    print_found(&found, wall_s, processor_s);
    if (code != 0) {
        print_violation(&found.violation);
        show_smallest(packs, found.violation.seed);
    }
    return code;
}

static int trace(const char *seed_text, const struct simulate_packs *packs, struct err *err)
{
    struct buf text = {0};
    struct simulate_violation v;
    uint64_t seed;
    if (!str_to_uint(str_of(seed_text), UINT64_MAX, &seed)) {
        return err_set(err, ERR_USAGE, "--trace takes a seed, a whole number, not \"%.40s\"",
                       seed_text);
    }
    simulate_trace(packs, seed, &text, &v);
    printf("%.*s", (int)text.len, text.ptr);
    buf_free(&text);
    if (v.invariant != HOLDS_ALL) {
        print_violation(&v);
        return ERR_CONFLICT;
    }
    return 0;
}

int simulate_command(const struct command *self, int argc, char **argv)
{
    struct simulate_words words = {.seeds = 1000, .threads = (uint64_t)parallel_cores()};
    const struct option_row rows[] = {
        {"seeds", 0, OPTION_WHOLE, "N", "how many (default: 1000)", .number = &words.seeds,
         .min = 1, .max = 1000000000},
        {"from", 0, OPTION_WHOLE, "S", "the first (default: 0)", .number = &words.from,
         .max = INT64_MAX},
        {"threads", 0, OPTION_WHOLE, "N", "threads (default: one a core)", .number = &words.threads,
         .min = 1, .max = THREADS_MAX},
        {"trace", 0, OPTION_TEXT, "SEED", "all that happens in one seed, in words",
         .text = &words.trace},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output",
         .flag = &words.json},
    };
    struct options options = {.rows = rows, .count = sizeof rows / sizeof rows[0]};
    struct err_list errors = {0};
    struct err err = {0};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct shipped_plans *shipped = mem_must_array(1, sizeof *shipped);
    int code = open_shipped(shipped, &errors);
    if (code == 0) {
        code = words.trace != NULL ? trace(words.trace, &shipped->all, &err)
                                   : run(&words, &shipped->all);
    }
    for (size_t i = 0; i < errors.kept; i++) {
        err_print("cantref simulate", &errors.errors[i]);
    }
    if (err.code != 0) {
        err_print("cantref simulate", &err);
    }
    err_list_free(&errors);
    close_shipped(shipped);
    mem_free(shipped);
    return code == ERR_CONFLICT ? err_exit_status(ERR_INPUT) : err_exit_status(code);
}
