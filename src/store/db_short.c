/* db_short.c - the short forms of db.h, whatever the driver. */
#include "db.h"

int db_query_with(struct db *db, const char *sql, const int64_t *values, size_t count,
                  struct db_query **ret, struct err *err)
{
    int code = db_query(db, sql, ret, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        db_bind_whole(*ret, (int)i + 1, values[i]);
    }
    return code;
}

int db_do_with(struct db *db, const char *sql, const int64_t *values, size_t count, struct err *err)
{
    struct db_query *q;
    int code = db_query_with(db, sql, values, count, &q, err);
    return code ? code : db_do(q, err);
}

int db_add_with(struct db *db, const char *sql, const int64_t *values, size_t count, int64_t *ret,
                struct err *err)
{
    struct db_query *q;
    int code = db_query_with(db, sql, values, count, &q, err);
    return code ? code : db_add(q, ret, err);
}

int db_take_number(struct db_query *query, int64_t *ret, struct err *err)
{
    bool row;
    int code = db_step(query, &row, err);
    if (code == 0) {
        *ret = row && !db_is_null(query, 0) ? db_whole(query, 0) : 0;
    }
    db_reset(query);
    return code;
}

int db_number_with(struct db *db, const char *sql, const int64_t *values, size_t count,
                   int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query_with(db, sql, values, count, &q, err);
    return code ? code : db_take_number(q, ret, err);
}

int db_each_number(struct db_query *query, db_number_visit *visit, void *context, struct err *err)
{
    bool row;
    int code;
    while ((code = db_step(query, &row, err)) == 0 && row) {
        code = visit(context, db_whole(query, 0));
        if (code != 0) {
            break;
        }
    }
    db_reset(query);
    return code;
}

static int add_number(void *list, int64_t number)
{
    whole_list_add(list, number);
    return 0;
}

int db_list_with(struct db *db, const char *sql, const int64_t *values, size_t count,
                 struct whole_list *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query_with(db, sql, values, count, &q, err);
    return code ? code : db_each_number(q, add_number, ret, err);
}
