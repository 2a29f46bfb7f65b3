/* kept_seal.h - seals that outlive the database: kept beside the keys, in values.db, as the list
 * of what was erased is (suppression.h), so that a sealed person is sealed again before anybody
 * may look after an older backup of the database was put back.
 *
 *   token   keyed hash of source name · identity of the record (itself a keyed hash)
 *   text    sealed: which mentions of the record, for which team, on which ground, by whom, when,
 *           what they were called; names beside them, as keyed hashes. No reason.
 *
 * What is kept and what the database says of a record are brought together when the home is
 * opened: a seal that only one of them has stands in both. A seal that is lifted goes from
 * values.db first, so that a crash between the two leaves it standing. A record that the database
 * does not have yet is sealed when an extract brings it (ingest.c). */
#ifndef CANTREF_RECORD_KEPT_SEAL_H
#define CANTREF_RECORD_KEPT_SEAL_H

#include "dictionary.h"
#include "record_store.h"

struct picture;

struct kept_seals {
    struct dictionary tokens; /* the empty one apart, TOKEN_BYTES each */
    struct str *texts;        /* by the numbers of tokens; "": none any more */
    size_t capacity;
    struct arena arena;
};

/* kept_seals_load - all that is kept. Errors: those of seal_kept. */
int kept_seals_load(struct seal *seal, struct kept_seals *ret, struct err *err);
void kept_seals_free(struct kept_seals *kept);

/* kept_seal_write - keep what the database says of a record's seals now; nothing: none is kept any
 * more. In a job of the writer, or while the picture is opened. */
int kept_seal_write(struct picture *picture, struct db *db, int64_t record, struct err *err);

/* kept_seal_apply - the seals that are kept of a record and don't stand in the database, marked
 * there with whom it named beside them; *ret: there were any. Within a transaction; the picture
 * doesn't follow yet. One that was lifted in the database since it was kept stays lifted. */
int kept_seal_apply(struct picture *picture, struct db *db, struct str source, struct str identity,
                    int64_t record, int64_t now, bool *ret, struct err *err);

/* kept_seals_restore - while the picture is opened: both brought together, and the picture
 * follows. Begins and ends a transaction if there is anything to do. Cost: a look-up a seal. */
int kept_seals_restore(struct picture *picture, struct err *err);

#endif
