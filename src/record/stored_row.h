/* stored_row.h - one record, as it stands or stood, as a table of one row again, with its mapping:
 * to be linked anew, or to have some of its cells made empty. */
#ifndef CANTREF_RECORD_STORED_ROW_H
#define CANTREF_RECORD_STORED_ROW_H

#include "picture.h"
#include "record_store.h"

struct stored_row {
    int64_t record, source, header;
    int64_t version; /* 0: the one that stands */
    int64_t since;   /* seconds since 1970: when the home got to know it so */
    uint8_t identity[TOKEN_BYTES];
    struct table table; /* named as the source is */
    struct mapping mapping;
    bool mapped; /* the mapping is the row's own, not the model's */
    struct arena arena;
};

/* stored_row_read - start from zero; stored_row_free in any case, before the model is let go.
 * Errors: ERR_NOTFOUND when it stands no longer, its key is gone, or the home has no source of
 *         that name any more; ERR_INPUT when the source's definition doesn't fit. */
int stored_row_read(struct picture *picture, struct db *db, int64_t record, struct stored_row *ret,
                    struct err *err);

/* stored_row_read_version - the same, of one version, whether it stands or has ended. */
int stored_row_read_version(struct picture *picture, struct db *db, int64_t record, int64_t version,
                            struct stored_row *ret, struct err *err);
void stored_row_free(struct stored_row *row);

/* stored_row_pack - its cells as record_version keeps them, added to out. */
void stored_row_pack(const struct stored_row *row, struct buf *out);

#endif
