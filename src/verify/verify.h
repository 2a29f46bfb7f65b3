/* verify.h - the parts of cantref-verify, which checks an access log from its files alone.
 *
 *   verify_main.c     the command line
 *   verify_log.c      the log's leaves and tiles, from the first leaf to the last
 *   verify_folder.c   which files there are; each must be accounted for
 *   verify_journal.c  leaves that are not in tiles yet
 *   verify_note.c     keys and signed checkpoints
 *   verify_leaf.c     the shape of a leaf
 *   verify_tree.c     hashes of the tree (RFC 9162)
 *   verify_proof.c    one leaf with its proof, in a file of its own
 *   verify_report.c   what is found, in sentences or as JSON
 *
 * It shares no code with the program that writes the log: a mistake there is not made again here.
 * It needs libsodium and the C library, and no secret.
 *
 * Sources: RFC 9162 2.1; C2SP tlog-tiles, tlog-checkpoint, signed-note. */
#ifndef CANTREF_VERIFY_VERIFY_H
#define CANTREF_VERIFY_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
    HASH_BYTES = 32,
    TILE_WIDTH = 256,
    LEVELS = 6,
    ENTRIES = -1, /* the level of bundles of leaves */
    LEAF_BYTES_MAX = 65535,
    NAME_MAX_BYTES = 120,
    PATH_BYTES_MAX = 128, /* within the folder */
    KINDS = 7
};

/* ── memory and files (verify_folder.c) ──────────────────────────────────────────────────────── */

/* struct bytes - a file's content; end with free(at). */
struct bytes {
    uint8_t *at;
    size_t len;
};

/* must_grow - array with room for `count` things; the program ends when there is no memory. */
void *must_grow(void *array, size_t *capacity, size_t count, size_t size);

/* read_file - of folder/path, a plain file of at most bytes_max. False: *ret_why says why not. */
bool read_file(const char *folder, const char *path, size_t bytes_max, struct bytes *ret,
               const char **ret_why);

/* struct tile_file - a tile or bundle that lies in the folder. */
struct tile_file {
    int level;
    uint64_t number;
    unsigned width;
    bool is_checked;
};

/* struct folder - what lies in it. */
struct folder {
    const char *path;
    struct tile_file *tiles; /* by level, number, width */
    size_t tile_count, tile_capacity;
    uint64_t *journals; /* their first leaves, in order */
    size_t journal_count, journal_capacity;
};

/* folder_list - all of it; whatever no log has is a finding. False when it can't be read. */
struct findings; /* below */
bool folder_list(const char *path, struct folder *ret, struct findings *findings);
void folder_free(struct folder *folder);

/* tile_path - where a tile or bundle lies. tile_parse - which one a path names, if it is one. */
const char *tile_path(int level, uint64_t number, unsigned width, char ret[PATH_BYTES_MAX]);
bool tile_parse(const char *path, struct tile_file *ret);

/* folder_tile - the one of that level, number and width; NULL: not there. folder_tile_first - the
 * place of the first of that level and number, or of what comes after it. */
struct tile_file *folder_tile(const struct folder *folder, int level, uint64_t number,
                              unsigned width);
size_t folder_tile_first(const struct folder *folder, int level, uint64_t number);

/* ── what is found (verify_report.c) ─────────────────────────────────────────────────────────── */

enum { FINDINGS_MAX = 100, NO_LEAF = -1 };

struct finding {
    char file[PATH_BYTES_MAX * 2]; /* "": the log as a whole */
    int64_t leaf;                  /* NO_LEAF: none */
    char says[320];
};

struct findings {
    struct finding at[FINDINGS_MAX];
    size_t kept, count;
};

/* struct summary - what can be said of the log. */
struct summary {
    const char *name;
    uint64_t leaves, published;
    uint64_t kinds[KINDS], sealed; /* by kind, from 1 */
    int64_t first_ms, last_ms;     /* the earliest and latest time */
    unsigned witnesses;
};

/* find - note what is wrong. */
void find(struct findings *findings, const char *file, int64_t leaf, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* report - all findings, or that there are none, for people or as JSON. */
void report(FILE *out, const struct findings *findings, const struct summary *summary,
            bool as_json);

/* ── hashes (verify_tree.c) ──────────────────────────────────────────────────────────────────── */

struct hash {
    uint8_t bytes[HASH_BYTES];
};

/* hash_same - are they equal? hash_leaf - SHA-256(0x00 ‖ leaf). hash_pair - SHA-256(0x01 ‖ left ‖
 * right). hash_nothing - the root of no leaves. */
bool hash_same(const struct hash *a, const struct hash *b);
struct hash hash_leaf(const uint8_t *leaf, size_t len);
struct hash hash_pair(const struct hash *left, const struct hash *right);
struct hash hash_nothing(void);

/* hash_row - the root over hashes that stand side by side, 1 … 256 of them. */
struct hash hash_row(const struct hash *row, size_t count);

/* struct growing - a tree as it grows: perfect[h] is of 2^h leaves when bit h of size is set. */
struct growing {
    uint64_t size;
    struct hash perfect[64];
};
void growing_add(struct growing *tree, const struct hash *leaf);
struct hash growing_root(const struct growing *tree);

/* ── keys and checkpoints (verify_note.c) ────────────────────────────────────────────────────── */

struct verify_key {
    char name[NAME_MAX_BYTES + 1];
    uint8_t id[4];
    uint8_t key[32];
};

struct checkpoint {
    uint64_t size;
    struct hash root;
};

/* key_parse - "name+1a2b3c4d+base64" and a line feed. NULL when it is one, else why not. */
const char *key_parse(const uint8_t *text, size_t len, struct verify_key *ret);

/* checkpoint_parse - NULL when the text is a checkpoint signed by the key, else why not. Others may
 * have signed it too when others_may_sign (a witness keeps it so); their lines are not checked. */
const char *checkpoint_parse(const uint8_t *text, size_t len, const struct verify_key *key,
                             bool others_may_sign, struct checkpoint *ret);

/* number_parse - a number without leading zeros, all of the text. */
bool number_parse(const char *text, size_t len, uint64_t *ret);

/* ── leaves (verify_leaf.c, verify_journal.c) ────────────────────────────────────────────────── */

/* leaf_check - NULL when it has the shape of a leaf, else what is wrong; counted in summary. */
const char *leaf_check(const uint8_t *leaf, size_t len, struct summary *summary);

/* entry_next - the leaf at *at of the bytes, which have its length before it; *at moves on. */
bool entry_next(const uint8_t *bytes, size_t len, size_t *at, const uint8_t **ret_leaf,
                size_t *ret_len);

/* struct journal_leaf - one of the journal; bytes are the file's. struct journal_end - a signed
 * checkpoint in it. */
struct journal_leaf {
    const uint8_t *bytes;
    size_t len;
    uint64_t file; /* its first leaf */
};
struct journal_end {
    struct checkpoint checkpoint;
    uint64_t file;
};
struct journal {
    uint64_t first; /* number of leaves[0] */
    struct journal_leaf *leaves;
    size_t leaf_count, leaf_capacity;
    struct journal_end *ends; /* by size */
    size_t end_count, end_capacity;
    struct bytes *files;
    size_t file_count, file_capacity;
};

/* journal_read - all files of it, checked but for the roots. published: size of the log's tiles. */
void journal_read(const struct folder *folder, const struct verify_key *key, uint64_t published,
                  struct journal *ret, struct findings *findings);
void journal_free(struct journal *journal);

/* journal_parse - one file's batches, from leaf `file` on, added to ret. bytes must stay. */
void journal_parse(const uint8_t *bytes, size_t len, uint64_t file, const struct verify_key *key,
                   struct journal *ret, struct findings *findings);

/* ── one leaf with its proof (verify_proof.c) ────────────────────────────────────────────────── */

/* struct proof - what was proved. says: what the file opens of the leaf, lines with a line feed
 * before each. */
struct proof {
    struct checkpoint checkpoint;
    uint64_t index;
    int kind;
    int64_t time_ms;
    char says[4096];
};

/* proof_check - NULL when the file's leaf is in the log that the key signed, and says what the file
 * opens of it; else why not. */
const char *proof_check(const uint8_t *bytes, size_t len, const struct verify_key *key,
                        struct proof *ret);

/* report_proof - of one that holds, for people or as JSON. */
void report_proof(FILE *out, const struct proof *proof, const char *name, bool as_json);

/* ── the log (verify_log.c) ──────────────────────────────────────────────────────────────────── */

struct witness {
    const char *file;
    struct checkpoint checkpoint;
};

/* log_verify - everything in a folder against the key; witnesses by size. */
void log_verify(struct folder *folder, const struct verify_key *key,
                const struct witness *witnesses, size_t witness_count, struct findings *findings,
                struct summary *summary);

#endif
