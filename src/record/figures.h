/* figures.h - a home's store in figures, for those who look; read without its lock or keys. */
#ifndef CANTREF_RECORD_FIGURES_H
#define CANTREF_RECORD_FIGURES_H

#include "model_store.h"
#include "record_store.h"

/* struct source_figures - of a source that was ever ingested. Times: seconds since 1970. */
struct source_figures {
    struct str name;
    int64_t records; /* that stand */
    int64_t begun;   /* the last ingest */
    int64_t ended;   /* 0: it was stopped, or is under way; counts say nothing then */
    struct extract_counts last;
};

struct figures {
    size_t source_count;
    struct source_figures *sources;  /* in the order of their names */
    int64_t records;                 /* that stand, of all sources */
    int64_t entities[MENTION_KINDS]; /* that anybody is left of, by kind */
    int64_t changes;                 /* in the feed, not yet let go of */
    bool has_model;
    struct model_version model; /* in use */
    uint64_t bytes;             /* of the database's files */
    struct arena arena;
};

/* figures_read - as of one moment, though others write.
 * Out:    *ret, to be freed with figures_free in any case; start from zero.
 * Errors: those of the store. Cost: reads every record: some 2 s for a million. */
int figures_read(struct picture *picture, struct figures *ret, struct err *err);
void figures_free(struct figures *figures);

/* figures_of - those of a source, by its name; NULL: it was never ingested. */
const struct source_figures *figures_of(const struct figures *figures, struct str name);

#endif
