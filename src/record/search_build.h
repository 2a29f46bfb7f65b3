/* search_build.h - is the index of words whole, and making it so.
 *
 *   a home with a model        kept in step by live.c, written anew by live_load.c with a version
 *   made by an older program,  built when the home is opened (picture.c)
 *   or of older words
 *   without a model            not kept, as all is written again under the first model; built when
 *                              it is asked for, and kept in step from then on
 *
 * `about` says by "search" which words the index is of (SEARCH_VERSION); nothing: it is not whole.
 */
#ifndef CANTREF_RECORD_SEARCH_BUILD_H
#define CANTREF_RECORD_SEARCH_BUILD_H

#include "picture.h"

/* search_is_whole - for the model in use. */
int search_is_whole(struct db *db, bool *ret, struct err *err);

/* search_set_whole - it is from now on, or is not. Within a transaction. */
int search_set_whole(struct db *db, bool whole, struct err *err);

/* search_make_whole - built from the mentions of the model in use, unless it is whole. In one job
 * of the writer; before there is one, in transactions of its own, and interrupted it begins anew
 * the next time. A mention whose key is gone is left out.
 * Out:    *ret_mentions: that were read; 0: it was whole.
 * Errors: ERR_MEMORY, those of the store. Cost: some 20 µs a mention, 15 words of 24 bytes each of
 *         memory. */
int search_make_whole(struct picture *picture, int64_t *ret_mentions, struct err *err);

/* search_record_gone - a record's mentions under one model, that are still there, are to be found
 * no longer. Within a transaction. Errors: those of mention_load and the store. */
int search_record_gone(struct db *db, struct seal *seal, int64_t model, int64_t record,
                       struct err *err);

#endif
