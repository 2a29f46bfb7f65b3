/* typeset_child.c - the program as a typesetting child: it draws one letter, and is gone, without
 * what libraries left to be done at an exit. */
#include "command.h"

#include "typeset_work.h"

#include <unistd.h>

int typeset_child(void)
{
    _exit(typeset_work());
}
