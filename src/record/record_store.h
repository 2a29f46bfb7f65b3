/* record_store.h - records and their versions (tables source, header, extract, record,
 * record_version). Nothing is overwritten: what changed ends one version and begins another.
 * A version never ends before it began, nor begins before the one before it ended, though the
 * clock was set back: what would is put at that moment.
 *
 * All are for the thread that has the connection, within a transaction. */
#ifndef CANTREF_RECORD_RECORD_STORE_H
#define CANTREF_RECORD_RECORD_STORE_H

#include "db.h"
#include "memory.h"
#include "seal.h"

enum { TOKEN_BYTES = 16 };

struct stored_record {
    int64_t record; /* 0: none */
    int64_t version;
    bool stands; /* its last version has not ended */
    int64_t row_number;
    uint8_t content[TOKEN_BYTES];
};

/* struct record_row - a row as it is to be kept. */
struct record_row {
    int64_t source, extract, header;
    int64_t row_number;
    struct str identity, content; /* TOKEN_BYTES each */
    struct str cells;             /* packed */
    int64_t now;
};

/* source_number - of a source's name; new ones are added. header_number - of its columns. */
int source_number(struct db *db, struct str name, int64_t *ret, struct err *err);
int header_number(struct db *db, int64_t source, struct str columns, int64_t *ret, struct err *err);

/* extract_begin, extract_end - one delivery that is taken in. */
struct extract_counts {
    int64_t rows, added, changed, withdrawn, rejected;
};
int extract_begin(struct db *db, int64_t source, int64_t now, int64_t *ret, struct err *err);
int extract_end(struct db *db, int64_t extract, int64_t now, const struct extract_counts *counts,
                struct err *err);

/* record_find - the record of an identity with its last version. */
int record_find(struct db *db, int64_t source, struct str identity, struct stored_record *ret,
                struct err *err);

/* record_put - a new record, or a new version of the one that `before` is. Sealed under a key of
 * its own. */
int record_put(struct db *db, struct seal *seal, const struct record_row *row,
               const struct stored_record *before, int64_t *ret_record, struct err *err);

/* record_moved - the standing version is now in another row of the newest extract. */
int record_moved(struct db *db, int64_t record, int64_t row_number, struct err *err);

/* version_wipe - a version keeps neither cells nor what they were told by. */
int version_wipe(struct db *db, int64_t record, int64_t version, struct err *err);

/* record_end - it stands no longer. */
int record_end(struct db *db, int64_t record, int64_t now, struct err *err);

/* version_cells - the same of one version, whether it stands or not. ERR_NOTFOUND: there is none,
 * or it was erased. */
int version_cells(struct db *db, struct seal *seal, int64_t record, int64_t version,
                  int64_t *ret_row_number, struct buf *ret_cells, struct err *err);

/* record_at - the standing record that a row of its source's newest extract is; 0: none, or one
 * of which nobody is to be known of (hidden_record). Cost:
 * O(records of the source). */
int record_at(struct db *db, struct str source, int64_t row_number, int64_t *ret, struct err *err);

/* record_at_any - the same, hidden or not: for what looks then whether the asker may know. */
int record_at_any(struct db *db, struct str source, int64_t row_number, int64_t *ret,
                  struct err *err);

/* records_standing - the numbers of a source's standing records, ascending, added to ret. */
int records_standing(struct db *db, int64_t source, struct whole_list *ret, struct err *err);

/* record_cells - the standing version's header and cells, unsealed and added to ret_cells. */
int record_cells(struct db *db, struct seal *seal, int64_t record, int64_t *ret_header,
                 int64_t *ret_row_number, struct buf *ret_cells, struct err *err);

#endif
