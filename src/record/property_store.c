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
        code = db_query_with(db,
                             "SELECT uprn FROM mention WHERE address = $1 AND model = $2 "
                             "AND uprn IS NOT NULL",
                             WHOLES(list_at(places, i), model), &q, err);
        code = code ? code : add_rows(q, 1, places, err);
    }
    return code;
}

struct property_state {
    bool there;
    int64_t persons, who;
};

/* struct presence - who is at a place, as far as it was read. Mentions at an address are at the
 * UPRN that it has, if it has one alone; so those without a UPRN wait to be told of another. */
struct presence {
    bool there;
    struct whole_list persons;   /* entities, some more than once */
    struct whole_list addresses; /* that mentions with the UPRN name */
    struct whole_list waiting; /* of an address: entities of mentions without UPRN, 0 for others */
    int64_t uprn;              /* of an address; 0: none yet */
    bool has_other_uprn;
};

#define AND_WHO                                                                                    \
    " e.entity FROM mention m "                                                                    \
    "LEFT JOIN membership b ON b.record = m.record AND b.number = m.number "                       \
    "LEFT JOIN entity e ON e.entity = b.entity AND e.kind = $3 WHERE "

static void presence_add(struct presence *p, int64_t entity)
{
    p->there = true;
    if (entity != 0) {
        whole_list_add(&p->persons, entity);
    }
}

static int read_uprn(struct db *db, int64_t model, int64_t uprn, struct presence *p,
                     struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db, "SELECT m.address," AND_WHO "m.uprn = $1 AND m.model = $2",
                             WHOLES(uprn, model, MENTION_PERSON), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        presence_add(p, db_whole(q, 1));
        if (!db_is_null(q, 0)) {
            whole_list_add(&p->addresses, db_whole(q, 0));
        }
    }
    return code;
}

static int read_address(struct db *db, int64_t model, int64_t address, struct presence *p,
                        struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db, "SELECT m.uprn," AND_WHO "m.address = $1 AND m.model = $2",
                             WHOLES(address, model, MENTION_PERSON), &q, err);
    p->waiting.count = 0;
    p->uprn = 0;
    p->has_other_uprn = false;
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        if (db_is_null(q, 0)) {
            whole_list_add(&p->waiting, db_whole(q, 1));
        } else if (p->uprn == 0) {
            p->uprn = db_whole(q, 0);
        } else {
            p->has_other_uprn = p->has_other_uprn || db_whole(q, 0) != p->uprn;
        }
    }
    return code;
}

static void those_waiting_are_here(struct presence *p)
{
    for (size_t i = 0; i < p->waiting.count; i++) {
        presence_add(p, p->waiting.at[i]);
    }
}

/* Mentions of the UPRN, and at addresses that have this UPRN alone; or, since a token doesn't tell
 * which of the two it is of, those at the address, unless it has one UPRN. */
static int read_presence(struct db *db, int64_t model, int64_t place, struct presence *p,
                         struct err *err)
{
    int code = read_uprn(db, model, place, p, err);
    whole_list_unique(&p->addresses);
    for (size_t i = 0; code == 0 && i < p->addresses.count; i++) {
        code = read_address(db, model, p->addresses.at[i], p, err);
        if (code == 0 && p->uprn == place && !p->has_other_uprn) {
            those_waiting_are_here(p);
        }
    }
    code = code ? code : read_address(db, model, place, p, err);
    if (code == 0 && (p->uprn == 0 || p->has_other_uprn)) {
        those_waiting_are_here(p);
    }
    return code;
}

static int read_state(struct db *db, int64_t model, int64_t place, struct property_state *ret,
                      struct err *err)
{
    struct presence p = {0};
    uint64_t who = 0;
    int code = read_presence(db, model, place, &p, err);
    whole_list_unique(&p.persons);
    for (size_t i = 0; i < p.persons.count; i++) {
        who = hash_join(who, (uint64_t)p.persons.at[i]);
    }
    *ret = (struct property_state){p.there, (int64_t)p.persons.count, (int64_t)(who >> 1)};
    whole_list_free(&p.persons);
    whole_list_free(&p.addresses);
    whole_list_free(&p.waiting);
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
