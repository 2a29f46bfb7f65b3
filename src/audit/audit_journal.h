/* audit_journal.h - the journal: batches of leaves as they were made durable, before they are in
 * tiles.
 *
 *   batch 512 16 6400 184\n     first leaf, leaves, bytes of them, bytes of the checkpoint
 *   leaves                      each two bytes of length, big-endian, then the leaf, as in a bundle
 *   checkpoint                  a signed note over all leaves up to the last of these
 *
 * A batch is one write and one sync; nobody is answered before the sync has returned. So after a
 * crash all batches but the last are whole, and nothing in the last was shown to anybody. Zeros may
 * follow the last: room made ahead, since a sync of a file that doesn't grow is much cheaper. */
#ifndef CANTREF_AUDIT_JOURNAL_H
#define CANTREF_AUDIT_JOURNAL_H

#include "audit_note.h"

enum { AUDIT_BATCH_BYTES_MAX = 1 << 26, AUDIT_BATCH_LEAVES_MAX = 1 << 20 };

/* struct audit_batch - slices of the journal. */
struct audit_batch {
    uint64_t first, count;
    struct str entries;
    struct str checkpoint;
};

/* audit_batch_write - its bytes, added to out. */
void audit_batch_write(const struct audit_batch *batch, struct buf *out);

/* audit_batch_parse - cut the batch off the front of *rest. False, *rest untouched, when it does
 * not begin with a whole one: its lengths fit, its leaves are as many as it says. The checkpoint is
 * not looked at. Pure. */
bool audit_batch_parse(struct str *rest, struct audit_batch *ret);

/* audit_entry_next - cut the next leaf off the front of entries. False at the end, or when its
 * length is more than there is. */
bool audit_entry_next(struct str *entries, struct str *ret_leaf);

/* audit_entry_write - a leaf (up to 65,535 bytes) with its length before it, added to out. */
void audit_entry_write(struct str leaf, struct buf *out);

/* audit_without_room - the rest of a journal without the zeros at its end. Pure. */
struct str audit_without_room(struct str rest);

/* audit_rest_is_unfinished - may the rest of a journal, which does not begin with a batch that
 * stands, be one that a crash left unfinished? Not when there is more than its first line says, or
 * a checkpoint of this key before its end: what follows was begun when that batch was on disk. */
bool audit_rest_is_unfinished(struct str rest, const struct audit_public *key);

#endif
