/* simulate_main.c - a program that is `cantref simulate` alone, for tests/planted.py: it is linked
 * once for each planted bug. */
#include "command.h"

#include "memory.h"

const struct command command_table[] = {
    {"simulate", simulate_command, "run the engine in a made-up world", "", "", NULL, ""},
};
const size_t command_count = sizeof command_table / sizeof command_table[0];

int main(int argc, char **argv)
{
    mem_begin();
    return command_main(argc, argv);
}
