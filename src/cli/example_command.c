/* example_command.c - cantref example DIR: make the example council. */
#include "command.h"

#include "example.h"
#include "json_writer.h"
#include "options.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const source_words[SYSTEM_COUNT] = {
    [SYSTEM_COUNCIL_TAX] = "accounts, those liable in one column, in capitals",
    [SYSTEM_ELECTORAL_ROLL] = "electors, headings in Welsh and English",
    [SYSTEM_SOCIAL_CARE] = "clients, in Windows-1252",
    [SYSTEM_SCHOOLS] = "pupils with their parents, separated by semicolons",
    [SYSTEM_HOUSING] = "tenancies, a birth date in three columns",
};

static void summary_print(const struct example_summary *summary, const char *folder)
{
    printf("Made %s: %" PRIu64 " people in %" PRIu64 " households, %" PRIu64
           " rows in five systems.\n",
           folder, summary->people, summary->households, summary->rows_all);
    printf("None of them exists: numbers, postcodes and addresses can't be anyone's.\n\n");
    for (int i = 0; i < SYSTEM_COUNT; i++) {
        char file[64];
        snprintf(file, sizeof file, "%s.csv", export_styles[i].name);
        printf("  %-20s %9" PRIu64 " rows  %s\n", file, summary->rows[i], source_words[i]);
    }
    printf("  %-20s %9" PRIu64 " lines who each mention of a row really is\n", "truth.csv",
           summary->mentions);
    printf("  %-20s %9s       hard pairs, up to %d of each kind, and the answer\n\nHard pairs:\n",
           "cases.csv", "", CASES_WRITTEN_MAX);
    for (int i = 0; i < CASE_KINDS; i++) {
        printf("  %-20s %9" PRIu64 "       %s\n", case_names[i], summary->cases[i],
               case_same((enum case_kind)i) ? "one person" : "two people");
    }
}

static int summary_json(const struct example_summary *summary, uint64_t seed, const char *folder)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("folder"));
    json_write_text(&json, str_of(folder));
    json_write_key(&json, STR("seed"));
    json_write_whole(&json, (int64_t)seed);
    const struct {
        const char *key;
        uint64_t value;
    } figures[] = {{"people", summary->people},
                   {"households", summary->households},
                   {"properties", summary->dwellings},
                   {"rows", summary->rows_all},
                   {"mentions", summary->mentions}};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        json_write_key(&json, str_of(figures[i].key));
        json_write_whole(&json, (int64_t)figures[i].value);
    }
    json_write_key(&json, STR("sources"));
    json_write_object(&json);
    for (int i = 0; i < SYSTEM_COUNT; i++) {
        json_write_key(&json, str_of(export_styles[i].name));
        json_write_whole(&json, (int64_t)summary->rows[i]);
    }
    json_write_close(&json);
    json_write_key(&json, STR("hard_pairs"));
    json_write_object(&json);
    for (int i = 0; i < CASE_KINDS; i++) {
        json_write_key(&json, str_of(case_names[i]));
        json_write_whole(&json, (int64_t)summary->cases[i]);
    }
    json_write_close(&json);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
    return 0;
}

int example_command(const struct command *self, int argc, char **argv)
{
    uint64_t people = EXAMPLE_PEOPLE_DEFAULT, seed = EXAMPLE_SEED_DEFAULT;
    bool json = false;
    const struct option_row rows[] = {
        {"people", 0, OPTION_WHOLE, "N", "how many people, about 1.6 rows each (default: 20000)",
         .number = &people, .min = 1, .max = EXAMPLE_PEOPLE_MAX},
        {"seed", 0, OPTION_WHOLE, "S", "another seed, another council (default: 1)",
         .number = &seed, .min = 0, .max = INT64_MAX},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 1,
                              .operand_name = "DIR"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err;
    struct example_summary summary;
    struct progress progress = progress_begin();
    int code = example_make(options.operands[0], people, seed, &progress, &summary, &err);
    progress_end(&progress);
    if (code != 0) {
        err_print("cantref example", &err);
        return err_exit_status(code);
    }
    if (json) {
        return summary_json(&summary, seed, options.operands[0]);
    }
    summary_print(&summary, options.operands[0]);
    return 0;
}
