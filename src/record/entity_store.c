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
    return db_number_with(db, "SELECT entity FROM membership WHERE record = $1 AND number = $2",
                          WHOLES(record, number), ret, err);
}

int entity_named(struct db *db, struct str id, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int64_t entity = 0;
    int64_t into = 0;
    int code = db_query(db, "SELECT entity FROM entity WHERE id = $1", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, id);
        code = db_take_number(q, &into, err);
    }
    while (code == 0 && into != 0) {
        entity = into;
        code = db_number_with(db, "SELECT merged_into FROM entity WHERE entity = $1",
                              WHOLES(entity), &into, err);
    }
    if (code == 0) {
        *ret = entity;
    }
    return code;
}

int entity_id_of(struct db *db, int64_t entity, struct buf *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(db, "SELECT id FROM entity WHERE entity = $1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, entity);
        code = db_step(q, &row, err);
        if (code == 0 && row) {
            buf_add(ret, db_text(q, 0));
        }
        db_reset(q);
    }
    return code;
}

int entity_members(struct db *db, int64_t entity,
                   int (*visit)(void *context, int64_t record, int number), void *context,
                   struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_query(db,
                        "SELECT record, number FROM membership WHERE entity = $1 "
                        "ORDER BY record, number",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, entity);
    while ((code = db_step(q, &row, err)) == 0 && row) {
        code = visit(context, db_whole(q, 0), (int)db_whole(q, 1));
        if (code != 0) {
            break;
        }
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

/* A new entity; entity_add: with an id that is nobody's. */
static int entity_put(struct db *db, int64_t now, int kind, struct str id, int64_t *ret,
                      struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "INSERT INTO entity (id, kind, made) VALUES ($1, $2, $3)", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, id);
    db_bind_whole(q, 2, kind);
    db_bind_whole(q, 3, now);
    return db_add(q, ret, err);
}

static int entity_add(struct db *db, int64_t now, int kind, int64_t *ret, struct err *err)
{
    uint64_t random;
    char id[ENTITY_ID_TEXT_MAX];
    randombytes_buf(&random, sizeof random); /* 60 bits of it: no id is met twice */
    return entity_put(db, now, kind, str_of(entity_id_text(random, kind, id)), ret, err);
}

int entity_with_id(struct db *db, struct str id, int kind, int64_t now, int64_t *ret,
                   struct err *err)
{
    int64_t number = 0;
    int code = entity_named(db, id, &number, err);
    code = code == 0 && number == 0 ? entity_put(db, now, kind, id, &number, err) : code;
    if (code == 0) {
        *ret = number;
    }
    return code;
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

/* When the clock was set back since it began, it ends when it began; likewise below. */
static int membership_end(struct db *db, int64_t now, const struct entity_member *m,
                          struct err *err)
{
    struct db_query *q;
    int code =
        db_query(db,
                 "INSERT INTO membership_past (record, number, entity, began, ended, newest) "
                 "SELECT record, number, entity, began, "
                 "CASE WHEN began > $3 THEN began ELSE $3 END, "
                 "(SELECT coalesce(max(change), 0) FROM change) FROM membership "
                 "WHERE record = $1 AND number = $2 "
                 "ON CONFLICT (record, number, entity, ended) DO UPDATE "
                 "SET newest = excluded.newest",
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
                        "VALUES ($1, $2, $3, coalesce((SELECT max(ended) FROM membership_past "
                        "WHERE record = $1 AND number = $2 AND ended > $4), $4))",
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

/* struct former - an id that a mention had before, and until when. */
struct former {
    int64_t entity, newest; /* 0: none */
};

/* The last id that a mention had before and that nobody has now. */
static int former_entity(struct db *db, const struct entity_member *m, struct former *ret,
                         struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_query(db,
                        "SELECT p.entity, p.newest FROM membership_past p JOIN entity e "
                        "ON e.entity = p.entity WHERE p.record = $1 AND p.number = $2 "
                        "AND e.kind = $3 AND NOT EXISTS "
                        "(SELECT 1 FROM membership WHERE entity = e.entity) "
                        "ORDER BY p.newest DESC, p.entity LIMIT 1",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, m->record);
    db_bind_whole(q, 2, m->number);
    db_bind_whole(q, 3, m->kind);
    code = db_step(q, &row, err);
    if (code == 0) {
        *ret = row ? (struct former){db_whole(q, 0), db_whole(q, 1)} : (struct former){0};
    }
    db_reset(q);
    return code;
}

/* When a mention came to the entity that it has now from another; 0: from none. That it was away
 * for a while doesn't count. */
static int joined_at(struct db *db, const struct entity_member *m, int64_t entity, int64_t *ret,
                     struct err *err)
{
    return db_number_with(db,
                          "SELECT max(newest) FROM membership_past "
                          "WHERE record = $1 AND number = $2 AND entity <> $3",
                          WHOLES(m->record, m->number, entity), ret, err);
}

static int has_members(struct db *db, int64_t entity, bool *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "SELECT 1 FROM membership WHERE entity = $1 LIMIT 1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, entity);
        code = db_step(q, ret, err);
        db_reset(q);
    }
    return code;
}

static int entity_kind(struct db *db, int64_t entity, int *ret, struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_query(db, "SELECT kind FROM entity WHERE entity = $1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, entity);
        code = db_step(q, &row, err);
        *ret = code == 0 && row ? (int)db_whole(q, 0) : -1;
        db_reset(q);
    }
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
        int64_t since; /* when the first of them came; told of entities that are parted, as is … */
        size_t own;    /* … how many of them never had another id that they could have again */
    } * shares;
    size_t share_count;
    int64_t *touched; /* entities whose members are others than before, and maybe more than once */
    size_t touched_count, touched_capacity;
};

static void touch(struct settling *s, int64_t entity)
{
    void *touched = s->touched;
    mem_must_grow(&touched, &s->touched_capacity, s->touched_count + 1, sizeof *s->touched);
    s->touched = touched;
    s->touched[s->touched_count++] = entity;
}

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

/* By entity, the group first that has had the id longest: so what a merge brought has its own again
 * when it is undone. Then the one with most mentions that have no other to go back to; with most of
 * its mentions; with the lowest record, in whose order groups are. */
static int compare_shares(const void *a, const void *b)
{
    const struct share *x = a;
    const struct share *y = b;
    if (x->entity != y->entity) {
        return x->entity < y->entity ? -1 : 1;
    }
    if (x->since != y->since) {
        return x->since < y->since ? -1 : 1;
    }
    if (x->own != y->own) {
        return x->own > y->own ? -1 : 1;
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
        int64_t *before = &s->members[i].before;
        int kind = members[i].kind;
        s->members[i].member = members[i];
        code = entity_of(s->db, members[i].record, members[i].number, before, s->err);
        code = code == 0 && *before != 0 ? entity_kind(s->db, *before, &kind, s->err) : code;
        if (code == 0 && kind != members[i].kind) { /* it speaks of something else now */
            code = membership_end(s->db, s->now, &members[i], s->err);
            touch(s, *before);
            *before = 0;
        }
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

/* Entities in more than one group: since when each has had the id. */
static int date_shares(struct settling *s)
{
    int code = 0;
    qsort(s->shares, s->share_count, sizeof *s->shares, compare_shares);
    for (size_t i = 0; code == 0 && i < s->share_count; i++) {
        struct share *share = &s->shares[i];
        bool parted = (i > 0 && share[-1].entity == share->entity) ||
                      (i + 1 < s->share_count && share[1].entity == share->entity);
        const struct group *group = &s->groups[share->group];
        share->since = parted ? INT64_MAX : 0;
        for (size_t m = group->from; parted && code == 0 && m < group->to; m++) {
            int64_t joined = INT64_MAX;
            if (s->members[m].before == share->entity) {
                struct former former = {0};
                code = joined_at(s->db, &s->members[m].member, share->entity, &joined, s->err);
                code = code ? code : former_entity(s->db, &s->members[m].member, &former, s->err);
                share->own += former.entity == 0;
            }
            share->since = joined < share->since ? joined : share->since;
        }
    }
    qsort(s->shares, s->share_count, sizeof *s->shares, compare_shares);
    return code;
}

static int find_shares(struct settling *s)
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
                s->shares[s->share_count++] = (struct share){.entity = entity, .group = g};
            }
            if (entity != 0) {
                s->shares[at].mentions++;
            }
        }
    }
    return date_shares(s);
}

/* The oldest entity chooses first: of the groups that have no id yet, the first in the order of
 * compare_shares. One that finds none left is merged into the group that has most of its
 * mentions. */
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
            size_t most = from;
            for (size_t i = from; i < to; i++) {
                most = s->shares[i].mentions > s->shares[most].mentions ? i : most;
            }
            int64_t into = s->groups[s->shares[most].group].entity;
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
    int code = 0;
    for (size_t i = group->from; code == 0 && i < group->to; i++) {
        const struct settled *m = &s->members[i];
        if (m->before == group->entity) {
            continue;
        }
        if (!group->fresh) {
            touch(s, group->entity);
        }
        if (m->before != 0) {
            touch(s, m->before);
        }
        code = m->before != 0 ? membership_end(s->db, s->now, &m->member, s->err) : 0;
        code = code ? code : membership_begin(s->db, s->now, &m->member, group->entity, s->err);
    }
    return code;
}

/* The last id that mentions of a group had before and that nobody has; the oldest of several. */
static int find_former(const struct settling *s, const struct group *group, int64_t *ret)
{
    struct former found = {0};
    int code = 0;
    for (size_t i = group->from; code == 0 && i < group->to; i++) {
        struct former former = {0};
        code = former_entity(s->db, &s->members[i].member, &former, s->err);
        bool later = former.newest > found.newest ||
                     (former.newest == found.newest && former.entity < found.entity);
        found = former.entity != 0 && (found.entity == 0 || later) ? former : found;
    }
    *ret = found.entity;
    return code;
}

/* Groups without an id: one that its mentions had before, else a new one. Each is written before
 * the next looks which ids are nobody's. */
static int give_new_ids(struct settling *s)
{
    int code = 0;
    for (size_t g = 0; code == 0 && g < s->group_count; g++) {
        struct group *group = &s->groups[g];
        if (group->entity != 0) {
            continue;
        }
        int64_t found = 0;
        code = find_former(s, group, &found);
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
        } else if (code == 0) {
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

/* Mentions that stand nowhere leave their entity. */
static int leave(struct settling *s, const struct entity_member *gone, size_t count)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        int64_t entity = 0;
        code = entity_of(s->db, gone[i].record, gone[i].number, &entity, s->err);
        if (code == 0 && entity != 0) {
            code = membership_end(s->db, s->now, &gone[i], s->err);
            touch(s, entity);
        }
    }
    return code;
}

static int compare_entities(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* What became of those touched, each once: with nobody left (empty: tell these) or with some. */
static int tell_touched(struct settling *s, bool empty)
{
    size_t kept = 0;
    int code = 0;
    if (s->touched_count > 0) {
        qsort(s->touched, s->touched_count, sizeof *s->touched, compare_entities);
    }
    for (size_t i = 0; code == 0 && i < s->touched_count; i++) {
        int64_t entity = s->touched[i];
        bool left = false;
        if (i + 1 < s->touched_count && s->touched[i + 1] == entity) {
            continue;
        }
        code = has_members(s->db, entity, &left, s->err);
        if (code == 0 && left != empty) {
            code = change_add(s->db, s->now, "entity", left ? "changed" : "withdrawn", entity, 0,
                              s->err);
        } else if (left) {
            s->touched[kept++] = entity;
        }
    }
    s->touched_count = kept;
    return code;
}

/* Those that are left by their last mention are withdrawn first, so that their ids can be had
 * again; later only those that are merged have none left. */
int entities_settle(struct db *db, int64_t now, struct entity_member *members, size_t count,
                    const struct entity_member *gone, size_t gone_count, struct err *err)
{
    struct settling s = {.db = db, .now = now, .err = err};
    int code = leave(&s, gone, gone_count);
    code = code ? code : read_before(&s, members, count);
    code = code ? code : tell_touched(&s, true);
    code = code ? code : find_shares(&s);
    code = code ? code : give_old_ids(&s);
    code = code ? code : give_new_ids(&s);
    code = code ? code : write_old_groups(&s);
    code = code ? code : tell_touched(&s, false);
    mem_free(s.members);
    mem_free(s.groups);
    mem_free(s.shares);
    mem_free(s.touched);
    return code;
}
