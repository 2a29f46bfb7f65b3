/* shipped.h - the purposes, gateways and departments that the program carries, for a home that is
 * made; src/access/shipped holds them as files. */
#ifndef CANTREF_ACCESS_SHIPPED_H
#define CANTREF_ACCESS_SHIPPED_H

#include "definition.h"

struct shipped_file {
    const char *name; /* gateways.yaml, staff.yaml, EXAMPLE_STAFF; any other is a purpose */
    const char *text;
};

extern const struct shipped_file shipped_files[];
extern const int shipped_file_count;

/* The people whom staff.yaml of the example council has besides who makes it. */
#define EXAMPLE_STAFF "example_staff.yaml"

enum { SHIPPED_REVIEW_DAYS = 365 };

/* What the person who makes a home is to be. */
struct shipped_person {
    struct str login;
    bool example;    /* gets every role and team, to try all purposes with; else data and
                        governance */
    bool colleagues; /* the file has the made-up staff of the example besides */
};

/* shipped_write - the files into a home: purposes/, gateways.yaml, staff.yaml with one person, who
 * administers data and information governance. Reviews are due SHIPPED_REVIEW_DAYS after today.
 * In:     home: its folder. Files that are there already stay as they are.
 * Errors: ERR_CREATE, ERR_IO. */
int shipped_write(const char *home, const struct shipped_person *person, int32_t today,
                  struct err *err);

#endif
