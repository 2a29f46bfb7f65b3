/* main.c - the table of commands, and nothing else. How to add one: src/cli/command.h. */
#include "command.h"

const struct command command_table[] = {
    {"source", source_command, "show what the columns of tables are taken for",
     "infer FILE... [--json]",
     "Prints a mapping as YAML: each column's role, with the evidence for it as comments.\n"
     "Correct it and give it to cantref link with --mapping.",
     "  the same as those of cantref link", "  cantref source infer people.csv >mapping.yaml"},
    {"example", example_command, "make a council as five systems see it, with the truth beside it",
     "DIR [--people N] [--seed S] [--json]",
     "Writes the tables of council tax, electoral roll, social care, schools and housing;\n"
     "truth.csv, who each mention is; cases.csv, hard pairs such as twins. No one in it\n"
     "exists, and its identifiers can't be anyone's. The same seed gives the same bytes.",
     "  5,000,000 people; DIR must be new, empty, or made by this program",
     "  cantref example demo/council --people 5000"},
    {"help", help_command, "say what a command does, its options, limits and an example",
     "[COMMAND]", "Without a COMMAND: the list of commands.", NULL, "  cantref help version"},
    {"version", version_command, "print the version", "", "Prints the version of this program.",
     NULL, "  cantref version"},
};
const size_t command_count = sizeof command_table / sizeof command_table[0];

int main(int argc, char **argv)
{
    return command_main(argc, argv);
}
