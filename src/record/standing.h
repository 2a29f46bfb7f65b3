/* standing.h - all records that stand, as tables again: what training, comparing models and
 * exports begin with. */
#ifndef CANTREF_RECORD_STANDING_H
#define CANTREF_RECORD_STANDING_H

#include "mention.h"
#include "picture.h"
#include "table.h"

/* struct standing - by table: a source with records, in the order of source numbers; rows in the
 * order of records. row_number is the row in the newest extract that holds the record. */
struct standing {
    size_t count;
    struct table *tables;
    struct mapping *mappings;
    int64_t *sources;
    int64_t **records; /* by table, by row */
    int64_t **since;   /* likewise: from when on the home knew it so, seconds since 1970 */
    bool mapped;
    struct arena arena; /* names, headers */
};

/* Those that wait for another model (live_waiting.h) are linked by it, not by the one in use. */
enum standing_scope { STANDING_ALL, STANDING_LINKED };

/* standing_read - unseal them all, or those that the model in use links. A record whose key is
 * gone (erased) is left out, and so is one of which nobody is to be known of (hidden_record).
 * Columns are those of the source's newest header, and what older rows have besides.
 * In:     db: within one transaction, or while nobody writes.
 * Errors: those of the store. ret: free it in any case; start from zero. Cost: some 3 µs a record
 *         and what adding cells to dictionaries costs. */
int standing_read(struct picture *picture, struct db *db, enum standing_scope scope,
                  struct progress *progress, struct standing *ret, struct err *err);

/* standing_read_some - those of count records (distinct) that stand, hidden ones too, with the
 * columns that standing_read gives. Errors: likewise. Cost: O(sources + count). */
int standing_read_some(struct picture *picture, struct db *db, const int64_t *records, size_t count,
                       struct standing *ret, struct err *err);

/* standing_sample - at most `most` records of a source that stand and are not hidden, drawn evenly:
 * by the keyed hash that each is known by, the same ones while nothing changes. For
 * standing_read_some. Errors: those of the store. Cost: O(most). */
int standing_sample(struct db *db, int64_t source, size_t most, struct whole_list *ret,
                    struct err *err);

/* standing_order - as files would have them: tables in the order of their names, rows in that of
 * their numbers. Before standing_map. Cost: O(cells + rows × log(rows)). */
void standing_order(struct standing *standing);

/* standing_map - the mappings of a model where it knows the source, else those that the home's
 * sources/NAME.yaml give; model NULL: the home's for all.
 * Errors: those of source_definition_map; ERR_NOTFOUND for a source whose file is gone. */
int standing_map(struct picture *picture, const struct live *model, struct standing *standing,
                 struct err *err);

/* standing_mentions - the mentions of mapped records, without those that are sealed
 * (mark_store.h). standing_record - whose a mention is.
 * Errors: those of mention_table_build, seals_leave_out. ret: free it with mention_table_free. */
int standing_mentions(struct db *db, const struct seal *seal, const struct standing *standing,
                      int threads, struct mention_table *ret, struct err *err);
static inline int64_t standing_record(const struct standing *standing,
                                      const struct mention_table *mentions, size_t mention)
{
    const struct mention_place *place = &mentions->places[mention];
    return standing->records[place->source][place->row];
}
void standing_free(struct standing *standing);

#endif
