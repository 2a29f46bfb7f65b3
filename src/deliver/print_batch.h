/* print_batch.h - letters handed over to whoever prints them, as a folder that is there whole or
 * not at all:
 *
 *     print/2026-11-28_a7/
 *       0001.pdf 0002.pdf …       in the order given
 *       manifest.json             batch, and of each letter: key, file, pages, SHA-256, bytes,
 *                                 language, large print; the sums of letters and pages
 *
 * A printer needs no name and no address apart from the PDFs, so the manifest has none. The key
 * says which letter it was when one is spoiled.
 *
 * Nothing here knows the database. Whoever calls records that the batch is handed over first,
 * then writes it; after a crash the same call with the same letters tells what is there:
 * PRINT_BATCH_SAME whole, with the very same letters; otherwise it writes it. A batch once there
 * is never changed. */
#ifndef CANTREF_DELIVER_PRINT_BATCH_H
#define CANTREF_DELIVER_PRINT_BATCH_H

#include "delivery.h"
#include "memory.h"

enum { PRINT_BATCH_LETTERS_MAX = 5000, PRINT_BATCH_ID_MAX = 64 };

struct print_letter {
    struct str key; /* of its delivery */
    struct str pdf;
    size_t pages;
    enum access_language language;
    bool large_print;
};

enum print_batch_outcome {
    PRINT_BATCH_WRITTEN,
    PRINT_BATCH_SAME /* it was there already, with these letters */
};

/* print_batch_write - the batch `id` in the folder `print`, which is made if it isn't there.
 * In:     id: letters, digits, "_" and "-", at most PRINT_BATCH_ID_MAX. letters: 1 … no two of one
 *         key.
 * Errors: ERR_INPUT what is given; ERR_CONFLICT a batch of that id is there with other letters, or
 *         one that was changed; ERR_LIMIT; ERR_CREATE, ERR_IO the disk: there is no batch then, and
 *         the next call may write it. */
int print_batch_write(const char *print, struct str id, const struct print_letter *letters,
                      size_t count, enum print_batch_outcome *ret_outcome, struct err *err);

/* print_batch_verify - is the folder as its manifest says: every file there, and none else, each
 * with its bytes? Out: letters and pages. Errors: ERR_NOTFOUND no such batch; ERR_INPUT it isn't.
 */
int print_batch_verify(const char *print, struct str id, size_t *ret_letters, size_t *ret_pages,
                       struct err *err);

/* print_batch_clear - its letters were posted: the PDFs go; the manifest, which names nobody,
 * stays. What is gone already is no error, so that it can be run again. Errors: ERR_IO. */
int print_batch_clear(const char *print, struct str id, struct err *err);

#endif
