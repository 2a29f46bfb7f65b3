/* front_child.c - the program as the child that becomes nginx. */
#include "command.h"

#include "err.h"
#include "front.h"

int front_child(int argc, char **argv)
{
    struct err err;
    int code = front_become(argc, argv, &err);
    err_print("cantref", &err);
    return err_exit_status(code);
}
