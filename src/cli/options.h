/* options.h - command-line options, declared in a table and read into the caller's variables.
 *
 *     uint64_t threads = 0;
 *     const char *folder = "linked";
 *     bool json = false;
 *     const struct option_row rows[] = {
 *         {"threads", 0, OPTION_WHOLE, "N", "threads (default: one a core)",
 *          .number = &threads, .min = 1, .max = 64},
 *         {"output", 'o', OPTION_TEXT, "DIR", "folder to make (default: linked)", .text = &folder},
 *         {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
 *     };
 *     struct options options = {.rows = rows, .count = sizeof rows / sizeof rows[0],
 *                               .operands_min = 1, .operands_max = OPERANDS_MAX,
 *                               .operand_name = "FILE"};
 *     int status;
 *     if (!options_parse(self, &options, argc, argv, &status)) {
 *         return status;
 *     }
 *     … options.operands[0 … options.operand_count - 1] …
 *
 * Understood: --name VALUE, --name=VALUE, --flag, -o VALUE, -oVALUE, -- (the rest are operands),
 * options before and after operands, a single "-" as an operand (standard input), --help, -h. Of an
 * option given twice the last one counts, but for OPTION_TEXTS. Names can't be abbreviated, so that
 * a script keeps its meaning when an option is added. */
#ifndef CANTREF_CLI_OPTIONS_H
#define CANTREF_CLI_OPTIONS_H

#include "command.h"
#include "err.h"

#include <stdbool.h>
#include <stdint.h>

enum option_kind {
    OPTION_FLAG,   /* no value; sets *flag to true */
    OPTION_TEXT,   /* any text that isn't empty, into *text (points into argv) */
    OPTION_TEXTS,  /* the same, and it may be given again and again: into *texts, in turn */
    OPTION_WHOLE,  /* a whole number in [min, max], into *number */
    OPTION_SHARE,  /* 0 … 1, as "0.01" or "1%", into *share */
    OPTION_CHOICE, /* one of choices, its place among them into *number */
};

/* struct option_texts - start from zero. */
enum { OPTION_TEXTS_MAX = 200 };
struct option_texts {
    const char *at[OPTION_TEXTS_MAX];
    size_t count;
};

struct option_row {
    const char *name; /* long name without "--" */
    char letter;      /* its one-letter form, or 0 */
    enum option_kind kind;
    const char *value_name; /* how the help shows the value: "N", "DIR"; "" for a flag */
    const char *help;       /* one line */
    /* where the value goes, one of these by kind */
    bool *flag;
    const char **text;
    struct option_texts *texts;
    uint64_t *number;
    double *share;
    uint64_t min, max;          /* of OPTION_WHOLE, both allowed */
    const char *const *choices; /* of OPTION_CHOICE, ended by NULL */
};

/* OPTION_HOME - the row of a command that works on a council's home: the folder, or one in it, into
 * a const char * that starts as ".". */
#define OPTION_HOME(variable)                                                                      \
    {                                                                                              \
        "home", 'C', OPTION_TEXT, "DIR", "a council's home, or a folder in it (default: here)",    \
            .text = &(variable)                                                                    \
    }

/* OPTION_PURPOSE, OPTION_CASE - what somebody's data is asked for; texts. */
#define OPTION_PURPOSE(text_)                                                                      \
    {                                                                                              \
        "purpose", 0, OPTION_TEXT, "PURPOSE", "what for (cantref purpose list)", .text = &(text_)  \
    }
#define OPTION_CASE(text_)                                                                         \
    {                                                                                              \
        "case", 0, OPTION_TEXT, "CASE", "the case that it is about", .text = &(text_)              \
    }

enum { OPERANDS_MAX = 10000 };

struct options {
    const struct option_row *rows;
    size_t count;
    size_t operands_min, operands_max;
    const char *operand_name; /* what an operand is, for the message: "FILE" */
    /* set by the parser: */
    char **operands; /* within argv, which is put in order */
    size_t operand_count;
};

/* options_read - read argv[1 …] by the table.
 * Out:    values into the rows' variables, operands into options. *ret_help: --help was met
 * (nothing after it is read). Errors: ERR_USAGE with one line: what was wrong, and what is known.
 * Variables read before stay set. */
int options_read(struct options *options, int argc, char **argv, bool *ret_help, struct err *err)
    __attribute__((warn_unused_result));

/* options_parse - options_read for a command: prints its help on --help, its one line on an error.
 * Returns true when the command is to go on; otherwise false, and *ret_status is what it returns.
 */
bool options_parse(const struct command *self, struct options *options, int argc, char **argv,
                   int *ret_status) __attribute__((warn_unused_result));

/* options_help - the help of a command to standard output: usage, about, options, limits, example.
 */
void options_help(const struct command *self, const struct options *options);

#endif
