/* extract_take.h - a source's newest extract, fetched and taken into the picture: what
 * cantref ingest NAME does. */
#ifndef CANTREF_CONNECT_EXTRACT_TAKE_H
#define CANTREF_CONNECT_EXTRACT_TAKE_H

#include "connector_fetch.h"
#include "ingest.h"
#include "turn.h"

struct extract_take_options {
    const char *path; /* the extract, rather than where the definition says; NULL: none was given */
    double shrink_max; /* as ingest_options has it */
    struct fetch_limits limits;
    struct progress *progress;    /* NULL: none is shown */
    const struct turn_port *turn; /* at the picture: not held while the extract is fetched */
};

/* extract_take - Errors: those of connector_fetch, ingest. A database or service that sent no row
 * at all: of changes that says that there are none; of a snapshot it is ERR_INPUT. */
int extract_take(struct picture *picture, const struct source_definition *definition,
                 const struct extract_take_options *options, struct ingest_summary *ret,
                 struct err *err);

#endif
