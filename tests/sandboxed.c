/* sandboxed.c - loaded before the program by tests/sandboxed.sh: of the kernel's calls it can make
 * those that core can make (sandbox.h), from its first line on; any other ends it. Children of it
 * load nothing, but keep to it. */
#include "sandbox.h"

#include <stdlib.h>
#include <sys/prctl.h>

static void begin(void) __attribute__((constructor));

static void begin(void)
{
    struct err err;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || sandbox_calls(&err) != 0) {
        abort();
    }
}
