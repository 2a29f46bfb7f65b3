/* approve_home.c - for tests and benchmarks, whose user is one person: approvals of all that a home
 * has, by its own keys and in two names, as two people would give them.
 *
 *   approve_home HOME */
#include "home_access.h"

#include "clock.h"

#include <stdio.h>
#include <time.h>

int main(int argc, char **argv)
{
    struct home home;
    struct home_access access;
    struct err_list errors = {0};
    struct err err = {0};
    char when[CLOCK_TEXT_MAX];
    int code = home_open(argc > 1 ? argv[1] : ".", HOME_WRITE, &home, &err);
    if (code == 0) {
        code = home_access_open(&home, NULL, &access, &errors) ? err_list_first(&errors, &err) : 0;
        if (code == 0) {
            clock_text((int64_t)time(NULL), when);
            code = access_approve_shipped(&access.access, STR("somebody else"), str_of(when), true,
                                          &err);
            home_access_close(&access);
        }
        home_close(&home);
    }
    if (code != 0) {
        fprintf(stderr, "approve_home: %s:%zu: %s\n", err.file, err.line, err.message);
    }
    err_list_free(&errors);
    return code != 0;
}
