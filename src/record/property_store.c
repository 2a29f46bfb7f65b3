/* property_store.c - see property_store.h. */
#include "property_store.h"

#include "entity_store.h"
#include "hash.h"

/* Numbers of one column, or two; what is NULL is passed over. */
static int add_rows(struct db_query *q, int columns, struct node_list *places, struct err *err)
{
    bool row = false;
    int code;
    while ((code = db_step(q, &row, err)) == 0 && row) {
        for (int c = 0; c < columns; c++) {
            if (!db_is_null(q, c)) {
                list_add(places, db_whole(q, c));
            }
        }
    }
    return code;
}

int places_of_record(struct db *db, int64_t model, int64_t record, struct node_list *places,
                     struct err *err)
{
    struct db_query *q;
    int code =
        db_query(db, "SELECT address, uprn FROM mention WHERE record = $1 AND model = $2", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, record);
    db_bind_whole(q, 2, model);
    return add_rows(q, 2, places, err);
}

int places_all(struct db *db, int64_t model, struct node_list *places, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "SELECT address, uprn FROM mention WHERE model = $1 "
                        "UNION SELECT property, NULL FROM property",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, model);
    return add_rows(q, 2, places, err);
}

/* Where an address has one UPRN, its mentions are there; where it gets another, they no longer are:
 * the UPRNs that an address has now. Those that it had are of mentions that went. */
static int add_uprns(struct db *db, int64_t model, struct node_list *places, struct err *err)
{
    int code = 0;
    size_t count = list_count(places);
    for (size_t i = 0; code == 0 && i < count; i++) {
        struct db_query *q;
        code = db_query(db,
                        "SELECT DISTINCT uprn FROM mention WHERE address = $1 AND model = $2 "
                        "AND uprn IS NOT NULL",
                        &q, err);
        if (code == 0) {
            db_bind_whole(q, 1, list_at(places, i));
            db_bind_whole(q, 2, model);
            code = add_rows(q, 1, places, err);
        }
    }
    return code;
}

struct property_state {
    bool there;
    int64_t persons, who;
};

/* Mentions at a place: of the UPRN; at the address, but where it has one UPRN; at addresses that
 * have this UPRN alone. One row for each person; 0 for mentions of nobody and of others. */
static const char at_place[] =
    "SELECT DISTINCT CASE WHEN e.kind = $3 THEN b.entity ELSE 0 END FROM ("
    "SELECT record, number FROM mention WHERE uprn = $1 AND model = $2 "
    "UNION ALL SELECT record, number FROM mention WHERE address = $1 AND model = $2 "
    "AND uprn IS NULL AND (SELECT count(DISTINCT uprn) FROM mention WHERE address = $1 "
    "AND model = $2) <> 1 "
    "UNION ALL SELECT record, number FROM mention WHERE uprn IS NULL AND model = $2 "
    "AND address IN (SELECT a.address FROM mention a WHERE a.uprn = $1 AND a.model = $2 "
    "AND a.address IS NOT NULL AND (SELECT count(DISTINCT x.uprn) FROM mention x "
    "WHERE x.address = a.address AND x.model = $2) = 1)) m "
    "LEFT JOIN membership b ON b.record = m.record AND b.number = m.number "
    "LEFT JOIN entity e ON e.entity = b.entity ORDER BY 1";

static int read_state(struct db *db, int64_t model, int64_t place, struct property_state *ret,
                      struct err *err)
{
    struct db_query *q;
    bool row = false;
    uint64_t who = 0;
    *ret = (struct property_state){0};
    int code = db_query(db, at_place, &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, place);
    db_bind_whole(q, 2, model);
    db_bind_whole(q, 3, MENTION_PERSON);
    while ((code = db_step(q, &row, err)) == 0 && row) {
        int64_t entity = db_whole(q, 0);
        ret->there = true;
        ret->persons += entity != 0;
        who = entity != 0 ? hash_join(who, (uint64_t)entity) : who;
    }
    ret->who = (int64_t)(who >> 1);
    return code;
}

static int read_told(struct db *db, int64_t place, struct property_state *ret, struct err *err)
{
    struct db_query *q;
    *ret = (struct property_state){0};
    int code = db_query(db, "SELECT persons, who FROM property WHERE property = $1", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, place);
    code = db_step(q, &ret->there, err);
    if (code == 0 && ret->there) {
        ret->persons = db_whole(q, 0);
        ret->who = db_whole(q, 1);
        db_reset(q);
    }
    return code;
}

static int put_told(struct db *db, int64_t place, int64_t now, const struct property_state *is,
                    struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        is->there ? "INSERT INTO property (property, since, persons, who) "
                                    "VALUES ($1, $2, $3, $4) ON CONFLICT (property) DO UPDATE "
                                    "SET persons = excluded.persons, who = excluded.who"
                                  : "DELETE FROM property WHERE property = $1",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, place);
        if (is->there) {
            db_bind_whole(q, 2, now);
            db_bind_whole(q, 3, is->persons);
            db_bind_whole(q, 4, is->who);
        }
        code = db_do(q, err);
    }
    return code;
}

/* A household goes before its property, and comes after it. */
static int tell(struct db *db, int64_t place, int64_t now, const struct property_state *was,
                const struct property_state *is, struct err *err)
{
    int code = 0;
    if (was->persons > 0 && is->persons == 0) {
        code = change_add(db, now, "household", "withdrawn", place, 0, err);
    }
    if (code == 0 && was->there != is->there) {
        code = change_add(db, now, "property", is->there ? "added" : "withdrawn", place, 0, err);
    }
    if (code == 0 && is->persons > 0 && (was->persons != is->persons || was->who != is->who)) {
        code =
            change_add(db, now, "household", was->persons > 0 ? "changed" : "added", place, 0, err);
    }
    return code;
}

int properties_settle(struct db *db, int64_t model, int64_t now, struct node_list *places,
                      struct err *err)
{
    int code = add_uprns(db, model, places, err);
    for (size_t i = 0; code == 0 && i < list_count(places); i++) {
        int64_t place = list_at(places, i);
        struct property_state was, is;
        code = read_told(db, place, &was, err);
        code = code ? code : read_state(db, model, place, &is, err);
        if (code == 0 &&
            (was.there != is.there || was.persons != is.persons || was.who != is.who)) {
            code = tell(db, place, now, &was, &is, err);
            code = code ? code : put_told(db, place, now, &is, err);
        }
    }
    return code;
}
