/* extract_take.c - see extract_take.h. */
#include "extract_take.h"

#include <stdio.h>
#include <string.h>

/* take_fetched - what the connector brought. A database or service that sent no row at all has no
 * table; of changes that says that there are none, of a snapshot it can't be. */
static int take_fetched(struct picture *p, const struct source_definition *definition,
                        const struct extract_take_options *options, const struct fetched *fetched,
                        struct ingest_summary *ret, struct err *err)
{
    const struct ingest_options ingesting = {options->shrink_max, options->progress};
    if (fetched->empty && definition->delivery == DELIVERY_CHANGES) {
        *ret = (struct ingest_summary){0};
        return ingest_nothing(p, definition, err);
    }
    if (fetched->empty) {
        return err_at(err, ERR_INPUT, definition->file.ptr, 0, 0,
                      "the service answered with no item at all, and a snapshot holds all records: "
                      "see what it answers, and whether \"items\" says where they stand");
    }
    int code = ingest(p, definition, fetched->path, &ingesting, ret, err);
    if (code != 0 && fetched->fd >= 0 && strcmp(err->file, fetched->path) == 0) {
        snprintf(err->file, sizeof err->file, "%s of %.*s",
                 definition->connector.kind == CONNECTOR_ODBC ? "query" : "answer",
                 PRI(definition->file));
    }
    return code;
}

int extract_take(struct picture *picture, const struct source_definition *definition,
                 const struct extract_take_options *options, struct ingest_summary *ret,
                 struct err *err)
{
    struct fetched fetched = FETCHED_NONE;
    int code = 0;
    if (options->path != NULL) {
        fetched.path = options->path;
    } else {
        progress_step(options->progress, "Fetching");
        code = connector_fetch(&picture->home, definition, &options->limits, &fetched, err);
    }
    if (code == 0) {
        turn_take(options->turn);
        code = take_fetched(picture, definition, options, &fetched, ret, err);
        turn_give(options->turn);
    }
    fetched_free(&fetched);
    return code;
}
