/* pack_keep.h - packs as the store keeps them (0015_pack_kept.sql), so that a case goes on under
 * the pack, and the overlay, that it began with, whatever has been installed since; and which case
 * goes under which.
 *
 *     files: how many files the pack has, then of each its path and text; then the overlay's,
 *     likewise
 *
 * Each set of files is kept once. For the thread that has the connection; what writes, within a
 * transaction. */
#ifndef CANTREF_PROCESS_PACK_KEEP_H
#define CANTREF_PROCESS_PACK_KEEP_H

#include "db.h"
#include "event_pack.h"

/* pack_content - what tells two packs with their overlays apart: a hash of all their files. */
void pack_content(const struct event_pack *pack, uint8_t ret[CONTENT_HASH_BYTES]);

/* pack_keep - the number under which the pack is kept, which is made when it isn't yet.
 * Errors: those of the store. */
int pack_keep(struct db *db, const struct event_pack *pack, int64_t now, int64_t *ret,
              struct err *err);

/* pack_kept_find - likewise, without making it; 0: it isn't kept. */
int pack_kept_find(struct db *db, const struct event_pack *pack, int64_t *ret, struct err *err);

/* pack_kept_load - the pack of a number; to be freed with event_pack_free. Errors: ERR_NOTFOUND;
 * ERR_DB what is kept is damaged; those of event_pack_load and overlay_apply, when the program
 * reads packs otherwise than the one that kept it. */
int pack_kept_load(struct db *db, int64_t kept, struct event_pack *ret, struct err *err);

/* pack_of_event - the number of the pack under which a case goes; 0: none was kept for it yet.
 * pack_of_event_put - from now on, that one. */
int pack_of_event(struct db *db, int64_t event, int64_t *ret, struct err *err);
int pack_of_event_put(struct db *db, int64_t event, int64_t kept, struct str who, int64_t now,
                      struct err *err);

#endif
