/* entity_store.c - who gets which id. */
#include "entity_store.h"

#include "memory.h"
#include "partition.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>

/* ---- statements ---- */

int entity_of(struct db *db, int64_t record, int number, int64_t *ret, struct err *err)
{
    struct db_query *q;
    bool row;
    int code =
        db_query(db, "SELECT entity FROM membership WHERE record = $1 AND number = $2", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, record);
    db_bind_whole(q, 2, number);
    code = db_step(q, &row, err);
    if (code == 0) {
        *ret = row ? db_whole(q, 0) : 0;
    }
    db_reset(q);
    return code;
}

int change_add(struct db *db, int64_t now, const char *subject, const char *what, int64_t number,
               int64_t other, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO change (at, subject, what, number, other) "
                        "VALUES ($1, $2, $3, $4, $5)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, now);
    db_bind_text(q, 2, str_of(subject));
    db_bind_text(q, 3, str_of(what));
    db_bind_whole(q, 4, number);
    if (other != 0) {
        db_bind_whole(q, 5, other);
    } else {
        db_bind_null(q, 5);
    }
    return db_do(q, err);
}

/* A new entity, with an id that is nobody's. */
static int entity_add(struct db *db, int64_t now, int kind, int64_t *ret, struct err *err)
{
    struct db_query *q;
    bool row;
    uint64_t random;
    char id[ENTITY_ID_TEXT_MAX];
    randombytes_buf(&random, sizeof random); /* 60 bits of it: no id is met twice */
    int code = db_query(
        db, "INSERT INTO entity (id, kind, made) VALUES ($1, $2, $3) RETURNING entity", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, str_of(entity_id_text(random, kind, id)));
    db_bind_whole(q, 2, kind);
    db_bind_whole(q, 3, now);
    code = db_step(q, &row, err);
    if (code == 0) {
        assert(row);
        *ret = db_whole(q, 0);
    }
    db_reset(q);
    return code ? code : change_add(db, now, "entity", "added", *ret, 0, err);
}

/* into 0: it stands by itself again, or nothing is left of it. */
static int entity_points(struct db *db, int64_t entity, int64_t into, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "UPDATE entity SET merged_into = $2 WHERE entity = $1", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, entity);
    if (into != 0) {
        db_bind_whole(q, 2, into);
    }
    return db_do(q, err);
}

static int membership_end(struct db *db, int64_t now, const struct entity_member *m,
                          struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO membership_past (record, number, entity, began, ended) "
                        "SELECT record, number, entity, began, $3 FROM membership "
                        "WHERE record = $1 AND number = $2 "
                        "ON CONFLICT (record, number, entity, ended) DO NOTHING",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, m->record);
        db_bind_whole(q, 2, m->number);
        db_bind_whole(q, 3, now);
        code = db_do(q, err);
    }
    code = code ? code
                : db_query(db, "DELETE FROM membership WHERE record = $1 AND number = $2", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, m->record);
        db_bind_whole(q, 2, m->number);
        code = db_do(q, err);
    }
    return code;
}

static int membership_begin(struct db *db, int64_t now, const struct entity_member *m,
                            int64_t entity, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO membership (record, number, entity, began) "
                        "VALUES ($1, $2, $3, $4)",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, m->record);
        db_bind_whole(q, 2, m->number);
        db_bind_whole(q, 3, entity);
        db_bind_whole(q, 4, now);
        code = db_do(q, err);
    }
    return code;
}

/* The oldest id that a mention had before and that nobody has now; 0: none. */
static int former_entity(struct db *db, const struct entity_member *m, int64_t *ret,
                         struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_query(db,
                        "SELECT MIN(p.entity) FROM membership_past p JOIN entity e "
                        "ON e.entity = p.entity WHERE p.record = $1 AND p.number = $2 "
                        "AND e.kind = $3 AND NOT EXISTS "
                        "(SELECT 1 FROM membership WHERE entity = e.entity)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, m->record);
    db_bind_whole(q, 2, m->number);
    db_bind_whole(q, 3, m->kind);
    code = db_step(q, &row, err);
    if (code == 0) {
        *ret = row && !db_is_null(q, 0) ? db_whole(q, 0) : 0;
    }
    db_reset(q);
    return code;
}

/* ---- who gets which id ---- */

struct settled {
    struct entity_member member;
    int64_t before; /* its entity; 0: none */
};

struct settling {
    struct db *db;
    int64_t now;
    struct err *err;
    struct settled *members; /* by group, then record and number */
    size_t count;
    struct group {
        size_t from, to; /* of members */
        int64_t entity;  /* 0: not yet known */
        bool fresh;      /* the id is new, or had again */
    } * groups;
    size_t group_count;
    struct share { /* how many of an entity's mentions a group has */
        int64_t entity;
        size_t group, mentions;
    } * shares;
    size_t share_count;
};

static int by_record(const struct entity_member *x, const struct entity_member *y)
{
    if (x->record != y->record) {
        return x->record < y->record ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

static int compare_members(const void *a, const void *b)
{
    return by_record(a, b);
}

static int compare_settled(const void *a, const void *b)
{
    const struct settled *x = a;
    const struct settled *y = b;
    if (x->member.group != y->member.group) {
        return x->member.group < y->member.group ? -1 : 1;
    }
    return by_record(&x->member, &y->member);
}

/* By entity, the group with most of its mentions first; then the one with the lowest record, in
 * whose order groups are. */
static int compare_shares(const void *a, const void *b)
{
    const struct share *x = a;
    const struct share *y = b;
    if (x->entity != y->entity) {
        return x->entity < y->entity ? -1 : 1;
    }
    if (x->mentions != y->mentions) {
        return x->mentions > y->mentions ? -1 : 1;
    }
    return (x->group > y->group) - (x->group < y->group);
}

/* Groups numbered anew in the order of their lowest members: what they were called is chance. */
static void number_groups(struct entity_member *members, size_t count)
{
    uint32_t most = 0;
    for (size_t i = 0; i < count; i++) {
        most = members[i].group > most ? members[i].group : most;
    }
    uint32_t *number = mem_must_array((size_t)most + 1, sizeof *number);
    uint32_t next = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t *of = &number[members[i].group];
        *of = *of != 0 ? *of : ++next;
        members[i].group = *of - 1;
    }
    mem_free(number);
}

/* Mentions that stand nowhere leave their entity; one that nobody is left of is withdrawn. */
static int leave(struct settling *s, const struct entity_member *gone, size_t count)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        struct db_query *q;
        bool left = true;
        int64_t entity = 0;
        code = entity_of(s->db, gone[i].record, gone[i].number, &entity, s->err);
        if (code != 0 || entity == 0) {
            continue;
        }
        code = membership_end(s->db, s->now, &gone[i], s->err);
        code = code ? code
                    : db_query(s->db, "SELECT 1 FROM membership WHERE entity = $1 LIMIT 1", &q,
                               s->err);
        if (code == 0) {
            db_bind_whole(q, 1, entity);
            code = db_step(q, &left, s->err);
            db_reset(q);
        }
        code = code ? code
                    : change_add(s->db, s->now, "entity", left ? "changed" : "withdrawn", entity, 0,
                                 s->err);
    }
    return code;
}

/* A mention's entity before; 0: none. One that is of another kind now, as when a row names a company
 * where it named a person, leaves it: ids tell the kind. */
static int entity_before(struct settling *s, const struct entity_member *m, int64_t *ret)
{
    struct db_query *q;
    bool row = false;
    int code = entity_of(s->db, m->record, m->number, ret, s->err);
    if (code != 0 || *ret == 0) {
        return code;
    }
    code = db_query(s->db, "SELECT kind FROM entity WHERE entity = $1", &q, s->err);
    if (code == 0) {
        db_bind_whole(q, 1, *ret);
        code = db_step(q, &row, s->err);
    }
    bool other = code == 0 && row && db_whole(q, 0) != m->kind;
    if (code == 0) {
        db_reset(q);
    }
    if (other) {
        *ret = 0;
        code = leave(s, m, 1);
    }
    return code;
}

static int read_before(struct settling *s, struct entity_member *members, size_t count)
{
    if (count > 0) {
        qsort(members, count, sizeof *members, compare_members);
    }
    number_groups(members, count);
    s->members = mem_must_array(count, sizeof *s->members);
    s->groups = mem_must_array(count, sizeof *s->groups);
    s->shares = mem_must_array(count, sizeof *s->shares);
    s->count = count;
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        s->members[i].member = members[i];
        code = entity_before(s, &members[i], &s->members[i].before);
    }
    qsort(s->members, count, sizeof *s->members, compare_settled);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || s->members[i].member.group != s->members[i - 1].member.group) {
            s->groups[s->group_count++].from = i;
        }
        s->groups[s->group_count - 1].to = i + 1;
    }
    return code;
}

static void find_shares(struct settling *s)
{
    for (size_t g = 0; g < s->group_count; g++) {
        size_t first = s->share_count;
        for (size_t i = s->groups[g].from; i < s->groups[g].to; i++) {
            int64_t entity = s->members[i].before;
            size_t at = first;
            while (at < s->share_count && s->shares[at].entity != entity) {
                at++;
            }
            if (entity != 0 && at == s->share_count) {
                s->shares[s->share_count++] = (struct share){entity, g, 0};
            }
            if (entity != 0) {
                s->shares[at].mentions++;
            }
        }
    }
    qsort(s->shares, s->share_count, sizeof *s->shares, compare_shares);
}

/* The oldest entity chooses first: of the groups that have no id yet, the one with most of its
 * mentions. One that finds none left is merged into the group that has most of its mentions. */
static int give_old_ids(struct settling *s)
{
    int code = 0;
    for (size_t from = 0, to; code == 0 && from < s->share_count; from = to) {
        int64_t entity = s->shares[from].entity;
        struct group *taken = NULL;
        for (to = from; to < s->share_count && s->shares[to].entity == entity; to++) {
            struct group *group = &s->groups[s->shares[to].group];
            if (taken == NULL && group->entity == 0) {
                taken = group;
                group->entity = entity;
            }
        }
        if (taken == NULL) {
            int64_t into = s->groups[s->shares[from].group].entity;
            code = entity_points(s->db, entity, into, s->err);
            code =
                code ? code : change_add(s->db, s->now, "entity", "merged", entity, into, s->err);
        }
    }
    return code;
}

/* The entity that most of a group's mentions come from, when it has gone to another group: 0 when
 * they are all new. */
static int64_t split_from(const struct settling *s, const struct group *group)
{
    for (size_t i = group->from; i < group->to; i++) {
        if (s->members[i].before != 0) {
            return s->members[i].before;
        }
    }
    return 0;
}

static int write_group(struct settling *s, const struct group *group)
{
    bool changed = false;
    int code = 0;
    for (size_t i = group->from; code == 0 && i < group->to; i++) {
        const struct settled *m = &s->members[i];
        if (m->before == group->entity) {
            continue;
        }
        changed = true;
        code = m->before != 0 ? membership_end(s->db, s->now, &m->member, s->err) : 0;
        code = code ? code : membership_begin(s->db, s->now, &m->member, group->entity, s->err);
    }
    if (code == 0 && changed && !group->fresh) {
        code = change_add(s->db, s->now, "entity", "changed", group->entity, 0, s->err);
    }
    return code;
}

/* Groups without an id: one that its mentions had before, else a new one. Each is written before the
 * next looks which ids are nobody's. */
static int give_new_ids(struct settling *s)
{
    int code = 0;
    for (size_t g = 0; code == 0 && g < s->group_count; g++) {
        struct group *group = &s->groups[g];
        if (group->entity != 0) {
            continue;
        }
        int64_t found = 0;
        for (size_t i = group->from; code == 0 && i < group->to; i++) {
            int64_t former = 0;
            code = former_entity(s->db, &s->members[i].member, &former, s->err);
            found = former != 0 && (found == 0 || former < found) ? former : found;
        }
        int64_t from = split_from(s, group);
        group->fresh = true;
        if (code == 0 && found != 0) {
            group->entity = found;
            code = entity_points(s->db, found, 0, s->err);
        } else if (code == 0) {
            code = entity_add(s->db, s->now, s->members[group->from].member.kind, &group->entity,
                              s->err);
        }
        if (code == 0 && from != 0) {
            code = change_add(s->db, s->now, "entity", "split", group->entity, from, s->err);
        } else if (code == 0 && found != 0) {
            code = change_add(s->db, s->now, "entity", "added", group->entity, 0, s->err);
        }
        code = code ? code : write_group(s, group);
    }
    return code;
}

static int write_old_groups(struct settling *s)
{
    int code = 0;
    for (size_t g = 0; code == 0 && g < s->group_count; g++) {
        code = s->groups[g].fresh ? 0 : write_group(s, &s->groups[g]);
    }
    return code;
}

int entities_settle(struct db *db, int64_t now, struct entity_member *members, size_t count,
                    const struct entity_member *gone, size_t gone_count, struct err *err)
{
    struct settling s = {.db = db, .now = now, .err = err};
    int code = read_before(&s, members, count);
    if (code == 0) {
        find_shares(&s);
    }
    code = code ? code : give_old_ids(&s);
    code = code ? code : give_new_ids(&s);
    code = code ? code : write_old_groups(&s);
    code = code ? code : leave(&s, gone, gone_count);
    mem_free(s.members);
    mem_free(s.groups);
    mem_free(s.shares);
    return code;
}
