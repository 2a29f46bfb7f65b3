/* main.c - the table of commands, and nothing else. How to add one: src/cli/command.h. */
#include "command.h"

const struct command command_table[] = {
    {"example", example_command, "make a council as five systems see it, with the truth beside it",
     "DIR [--people N] [--seed S] [--json]",
     "Writes the tables of council tax, electoral roll, social care, schools and housing; "
     "truth.csv,\n"
     "who each mention is; cases.csv, hard pairs such as twins. No one in it exists, and its "
     "identifiers\n"
     "can't be anyone's. The same seed gives the same bytes.",
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
