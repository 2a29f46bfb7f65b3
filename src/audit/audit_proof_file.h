/* audit_proof_file.h - one leaf with the proof that it is in the log, as a file that anybody can
 * check who has the log's public key (`cantref-verify --proof`).
 *
 *     c2sp.org/tlog-proof@v1
 *     extra BASE64          the leaf, and some of its commitments opened
 *     index 17
 *     BASE64                the path from the leaf to the root, a hash a line
 *     …
 *                           an empty line, then the signed checkpoint
 *     cantref/our-council
 *     18211
 *     …
 *
 * extra, as pack.h has numbers and texts: 1; the leaf as a text; how many are opened; each: the
 * number of the commitment, from 0; its salt; its value. What is not opened stays hidden: a
 * resident shows what for and about whom, without who on the staff it was.
 *
 * Source: C2SP tlog-proof. */
#ifndef CANTREF_AUDIT_AUDIT_PROOF_FILE_H
#define CANTREF_AUDIT_AUDIT_PROOF_FILE_H

#include "audit.h"

/* audit_proof_write - the file of an entry that has its detail, added to out: with its purpose
 * opened, and those subjects for which shown[] is true. Pure. */
void audit_proof_write(const struct audit_proof *proof, const struct audit_entry *entry,
                       const bool *shown, struct buf *out);

#endif
