/* sealed_text.c - see sealed_text.h. */
#include "sealed_text.h"

int sealed_text_put(struct db *db, struct seal *seal, const char *sql, const char *place,
                    int64_t number, struct str text, struct err *err)
{
    struct buf sealed = {0};
    struct db_query *q;
    int64_t key = 0;
    int code = seal_key_new(seal, &key, err);
    code = code ? code : seal_value(seal, key, place, number, text, &sealed, err);
    code = code ? code : db_query(db, sql, &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, number);
        db_bind_whole(q, 2, key);
        db_bind_bytes(q, 3, buf_str(&sealed));
        code = db_do(q, err);
    }
    buf_free(&sealed);
    return code;
}

int sealed_text_take(struct db_query *q, struct seal *seal, const char *place, int column,
                     struct buf *ret, struct err *err)
{
    struct err inner = {0};
    ret->len = 0;
    if (db_is_null(q, column) || db_is_null(q, column + 1)) {
        return 0;
    }
    int code = unseal_value(seal, db_whole(q, column), place, db_whole(q, 0),
                            db_bytes(q, column + 1), ret, &inner);
    return code == 0 || code == ERR_NOTFOUND ? 0 : err_set(err, code, "%s", inner.message);
}
