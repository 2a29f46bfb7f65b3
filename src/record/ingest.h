/* ingest.h - one extract of a source into the store: what is new, changed, gone.
 *
 *   file ─► table ─► each row's identity and content ─► compared with what stands
 *                                                        │ same: nothing is written
 *         new, changed ─► slices ─► record versions, mentions, live linking    one transaction a
 *         gone (snapshot) ─► slices ─► withdrawn                               slice
 *
 * The same file again changes nothing. A run that was stopped has done some slices; the next finds
 * these rows the same and goes on. */
#ifndef CANTREF_RECORD_INGEST_H
#define CANTREF_RECORD_INGEST_H

#include "picture.h"
#include "progress.h"
#include "record_store.h"

struct ingest_options {
    double shrink_max;         /* share of a snapshot's standing records that may be gone; < 0: the
                          definition's */
    struct progress *progress; /* NULL: none is shown */
};

struct ingest_summary {
    struct extract_counts counts;
    int64_t same;   /* rows that stand as they are */
    int64_t erased; /* rows of people who were erased: left out */
    double seconds;
};

/* ingest - take in the extract at path.
 * In:     definition: of the source, as the home has it.
 * Errors: those of source_file_read; ERR_CONFLICT while an adoption of a model is unfinished;
 *         ERR_INPUT when a column that the definition names is missing,
 *         when more rows than reject_max can't be used, or when a snapshot has lost more records
 *         than shrink_max: nothing is changed then. Those of live_apply and of the store: what
 *         slices before it did stands. */
int ingest(struct picture *picture, const struct source_definition *definition, const char *path,
           const struct ingest_options *options, struct ingest_summary *ret, struct err *err);

/* ingest_nothing - an extract of changes that has no row at all: nothing changes, but it is known
 * when it came. Errors: those of the store. */
int ingest_nothing(struct picture *picture, const struct source_definition *definition,
                   struct err *err);

#endif
