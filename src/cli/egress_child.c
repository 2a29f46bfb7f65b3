/* egress_child.c - the program as an egress child: it sends one thing, and is gone. */
#include "command.h"

#include "egress.h"

#include <unistd.h>

int egress_child(void)
{
    _exit(egress_work());
}
