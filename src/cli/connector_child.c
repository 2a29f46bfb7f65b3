/* connector_child.c - the program as a connector's child: it works, and is gone, without what
 * drivers left to be done at an exit. */
#include "command.h"

#include "connector_work.h"

#include <unistd.h>

int connector_child(void)
{
    _exit(connector_work());
}
