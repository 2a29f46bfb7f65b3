/* home_access.h - who may see what in a home: its purposes, gateways and staff (access.h), with the
 * home's sources and its council. */
#ifndef CANTREF_RECORD_HOME_ACCESS_H
#define CANTREF_RECORD_HOME_ACCESS_H

#include "access.h"
#include "home.h"
#include "shipped.h"

struct home_access {
    struct access access;
    struct access_source *sources;
    struct seal *own_seal; /* opened for this alone; NULL: the caller's is used, or there is none */
    struct arena arena;
};

/* home_access_open - all of it, read and checked.
 * In:     seal: the home's, if the caller has it open; NULL: it is opened when the home has keys,
 *         and without keys nothing counts as approved.
 * Out:    *ret, to be closed with home_access_close; untouched on failure.
 * Errors: those of home_council, home_source_names, home_source, seal_open, access_load; each is
 *         added to errors. Returns the code of the first. */
int home_access_open(const struct home *home, const struct seal *seal, struct home_access *ret,
                     struct err_list *errors);
void home_access_close(struct home_access *access);

/* home_access_make - what the program ships, written into a home that has none of it yet, with one
 * member of staff, and approved in that person's name; of the example, its sources too.
 * In:     home: open to write. seal: the home's.
 * Errors: ERR_CONFLICT the home has staff.yaml, gateways.yaml, purposes/ or approvals.yaml;
 *         ERR_CREATE, ERR_IO. */
int home_access_make(const struct home *home, const struct seal *seal,
                     const struct shipped_person *person, struct err *err);

#endif
