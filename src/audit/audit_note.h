/* audit_note.h - checkpoints as signed notes, and the keys that sign them, as text.
 *
 *   our-council.gov.uk/cantref        origin: the log's name, the key's too
 *   1234                              leaves
 *   qINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=      root
 *
 *   — our-council.gov.uk/cantref Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhc…
 *                                     key's number and Ed25519 signature of the lines above
 *
 * Of each there is exactly one text: numbers without leading zeros, base64 with its padding and no
 * stray bits. Nothing else is taken.
 *
 * Sources: C2SP signed-note, tlog-checkpoint; the private key is as Go's sumdb/note has it. */
#ifndef CANTREF_AUDIT_NOTE_H
#define CANTREF_AUDIT_NOTE_H

#include "audit_tree.h"
#include "memory.h"

enum {
    AUDIT_NAME_BYTES_MAX = 120,
    AUDIT_PUBLIC_KEY_BYTES = 32,
    AUDIT_SECRET_KEY_BYTES = 64,
    AUDIT_SEED_BYTES = 32,
    AUDIT_CHECKPOINT_BYTES_MAX = 512
};

/* struct audit_public - who signs: name, and key. */
struct audit_public {
    char name[AUDIT_NAME_BYTES_MAX + 1];
    uint8_t key[AUDIT_PUBLIC_KEY_BYTES];
};

struct audit_checkpoint {
    uint64_t size;
    struct audit_hash root;
};

/* audit_name_fits - may a log be called so: 1 … AUDIT_NAME_BYTES_MAX of a-z, 0-9, and . / - within?
 * audit_name_make - "cantref/our-council" of a council's name, into ret (NUL-terminated). */
bool audit_name_fits(struct str name);
void audit_name_make(struct str council, char ret[AUDIT_NAME_BYTES_MAX + 1]);

/* audit_public_write - "name+1a2b3c4d+base64" and a line feed, added to out. audit_public_parse -
 * the same again. Errors: ERR_INPUT with file and line; *ret untouched then. Pure. */
void audit_public_write(const struct audit_public *key, struct buf *out);
int audit_public_parse(struct str text, const char *file, struct audit_public *ret,
                       struct err *err);

/* audit_private_write, audit_private_parse - "PRIVATE+KEY+name+1a2b3c4d+base64", of the seed that
 * both keys follow from. The caller wipes the text. Errors never quote it. */
void audit_private_write(const char *name, const uint8_t seed[AUDIT_SEED_BYTES], struct buf *out);
int audit_private_parse(struct str text, const char *file, struct audit_public *ret,
                        uint8_t ret_secret[AUDIT_SECRET_KEY_BYTES], struct err *err);

/* audit_checkpoint_write - the signed note, added to out. Cost: 16 µs. */
void audit_checkpoint_write(const struct audit_checkpoint *checkpoint,
                            const struct audit_public *key,
                            const uint8_t secret[AUDIT_SECRET_KEY_BYTES], struct buf *out);

/* audit_checkpoint_parse - the checkpoint of a text that is one, whole, and signed by that key and
 * by none besides. Out: *ret; untouched when it is false. Pure. */
bool audit_checkpoint_parse(struct str text, const struct audit_public *key,
                            struct audit_checkpoint *ret);

#endif
