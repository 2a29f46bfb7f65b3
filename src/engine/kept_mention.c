/* kept_mention.c - see kept_mention.h. */
#include "kept_mention.h"

/* struct kept_list - mentions of a row, by place. */
struct kept_list {
    struct kept_place {
        int64_t record;
        int number;
    } * at;
    size_t count, capacity;
};

static int read_kept(struct db *db, const struct kept_table *table, int64_t row,
                     struct kept_list *ret, struct err *err)
{
    struct db_query *q;
    bool more = false;
    int code = db_query_with(db, table->mentions, WHOLES(row), &q, err);
    ret->count = 0;
    while (code == 0 && (code = db_step(q, &more, err)) == 0 && more) {
        void *at = ret->at;
        mem_must_grow(&at, &ret->capacity, ret->count + 1, sizeof *ret->at);
        ret->at = at;
        ret->at[ret->count++] = (struct kept_place){db_whole(q, 0), (int)db_whole(q, 1)};
    }
    return code;
}

static int put_one(struct db *db, const struct kept_table *table, int64_t row, int64_t place,
                   const struct permitted_mention *m, struct err *err)
{
    return db_do_with(db, table->put, WHOLES(row, place, m->record, m->number), err);
}

int kept_put(struct db *db, const struct kept_table *table, int64_t row,
             const struct permitted_list *mentions, int64_t record, int number, struct err *err)
{
    size_t first = mentions->count;
    int64_t place = 0;
    int code = 0;
    for (size_t i = 0; i < mentions->count; i++) {
        const struct permitted_mention *m = &mentions->at[i];
        first = m->record == record && m->number == number ? i : first;
    }
    if (first < mentions->count) {
        code = put_one(db, table, row, place++, &mentions->at[first], err);
    }
    for (size_t i = 0; code == 0 && i < mentions->count; i++) {
        if (i != first) {
            code = put_one(db, table, row, place++, &mentions->at[i], err);
        }
    }
    return code;
}

static int kept_any(struct db *db, const struct kept_table *table,
                    const struct permitted_list *mentions, struct whole_list *ret, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < mentions->count; i++) {
        const struct permitted_mention *m = &mentions->at[i];
        code = db_list_with(db, table->of_mention, WHOLES(m->record, m->number), ret, err);
    }
    whole_list_unique(ret);
    return code;
}

/* ---- whose it is ---- */

/* The set of the viewing in which a record is; 0: it may not be read, or is gone. */
static int set_of(const struct viewing *v, int64_t record, size_t *ret, struct err *err)
{
    int64_t source = 0;
    int code = db_number_with(v->picture->db, "SELECT source FROM record WHERE record = $1",
                              WHOLES(record), &source, err);
    uint16_t place =
        code == 0 && source > 0 && source < SOURCES_MAX ? v->source_of[source] : ACCESS_NONE;
    *ret = place != ACCESS_NONE ? v->set_of[place] : 0;
    return code;
}

static bool list_has(const struct permitted_list *list, const struct kept_place *m)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].record == m->record && list->at[i].number == m->number) {
            return true;
        }
    }
    return false;
}

static int stands(const struct viewing *v, const struct kept_place *m, bool *ret, struct err *err)
{
    int64_t there = 0;
    int code = db_number_with(
        v->picture->db, "SELECT 1 FROM mention WHERE record = $1 AND number = $2 AND model = $3",
        WHOLES(m->record, m->number, v->picture->model), &there, err);
    *ret = there != 0;
    return code;
}

/* Is the first that stands, of the set, among the mentions of the view? */
static int is_theirs(const struct viewing *v, size_t set, const struct kept_list *kept,
                     const struct permitted_list *mentions, bool *ret, struct err *err)
{
    *ret = false;
    for (size_t i = 0; i < kept->count; i++) {
        const struct kept_place *m = &kept->at[i];
        bool there = false;
        size_t of = 0;
        if (list_has(mentions, m)) {
            *ret = true;
            return 0;
        }
        int code = m->number != 0 ? set_of(v, m->record, &of, err) : 0;
        code = code == 0 && of == set ? stands(v, m, &there, err) : code;
        if (code != 0 || there) {
            return code; /* it is somebody else now */
        }
    }
    return 0;
}

int kept_rows(struct viewing *v, const struct kept_table *table, const struct view *view,
              struct whole_list *ret, struct err *err)
{
    struct whole_list rows = {0};
    struct kept_list kept = {0};
    const struct permitted_list *mentions = &view->self.mentions;
    size_t set = 0;
    int code = viewing_begin(v, err);
    if (code != 0) {
        return code;
    }
    code = mentions->count > 0 ? set_of(v, mentions->at[0].record, &set, err) : 0;
    code = code ? code : kept_any(v->picture->db, table, mentions, &rows, err);
    for (size_t i = 0; code == 0 && set != 0 && i < rows.count; i++) {
        bool theirs = false;
        code = read_kept(v->picture->db, table, rows.at[i], &kept, err);
        code = code ? code : is_theirs(v, set, &kept, mentions, &theirs, err);
        if (code == 0 && theirs) {
            whole_list_add(ret, rows.at[i]);
        }
    }
    viewing_end(v);
    mem_free(kept.at);
    whole_list_free(&rows);
    return code;
}

/* ---- in all sources ---- */

static int entity_of(struct db *db, const struct kept_place *m, int64_t *ret, struct err *err)
{
    return db_number_with(db, "SELECT entity FROM membership WHERE record = $1 AND number = $2",
                          WHOLES(m->record, m->number), ret, err);
}

/* Is the first that stands of the entity of one that is among the mentions? Those who are sealed
 * have none, and are it. */
static int is_of_entity(struct db *db, const struct kept_list *kept,
                        const struct permitted_list *mentions, bool *ret, struct err *err)
{
    int64_t first = 0;
    int code = 0;
    *ret = false;
    for (size_t i = 0; code == 0 && !*ret && i < kept->count; i++) {
        int64_t entity = 0;
        code = entity_of(db, &kept->at[i], &entity, err);
        first = first == 0 ? entity : first;
        *ret = list_has(mentions, &kept->at[i]) && (entity == 0 || entity == first);
    }
    return code;
}

int kept_of_entity(struct db *db, const struct kept_table *table,
                   const struct permitted_list *mentions, struct whole_list *ret, struct err *err)
{
    struct whole_list rows = {0};
    struct kept_list kept = {0};
    int code = kept_any(db, table, mentions, &rows, err);
    for (size_t i = 0; code == 0 && i < rows.count; i++) {
        bool theirs = false;
        code = read_kept(db, table, rows.at[i], &kept, err);
        code = code ? code : is_of_entity(db, &kept, mentions, &theirs, err);
        if (code == 0 && theirs) {
            whole_list_add(ret, rows.at[i]);
        }
    }
    mem_free(kept.at);
    whole_list_free(&rows);
    return code;
}

static bool has_subject(const struct whole_list *subjects, const struct kept_place *m)
{
    for (size_t i = 0; i < subjects->count; i++) {
        if (subjects->at[i] == disclosure_subject(m->record, m->number)) {
            return true;
        }
    }
    return false;
}

static int is_of_subjects(struct db *db, const struct kept_list *kept,
                          const struct whole_list *subjects, bool *ret, struct err *err)
{
    *ret = false;
    for (size_t i = 0; i < kept->count; i++) {
        const struct kept_place *m = &kept->at[i];
        int64_t there = 0;
        *ret = has_subject(subjects, m);
        int code =
            *ret ? 0
                 : db_number_with(db, "SELECT 1 FROM membership WHERE record = $1 AND number = $2",
                                  WHOLES(m->record, m->number), &there, err);
        if (code != 0 || *ret || there != 0) {
            return code;
        }
    }
    return 0;
}

int kept_of_subjects(struct db *db, const struct kept_table *table,
                     const struct whole_list *subjects, struct whole_list *ret, struct err *err)
{
    struct whole_list rows = {0};
    struct kept_list kept = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < subjects->count; i++) {
        int64_t subject = subjects->at[i];
        code = db_list_with(db, table->of_mention, WHOLES(subject >> 16, (uint16_t)subject), &rows,
                            err);
    }
    whole_list_unique(&rows);
    for (size_t i = 0; code == 0 && i < rows.count; i++) {
        bool theirs = false;
        code = read_kept(db, table, rows.at[i], &kept, err);
        code = code ? code : is_of_subjects(db, &kept, subjects, &theirs, err);
        if (code == 0 && theirs) {
            whole_list_add(ret, rows.at[i]);
        }
    }
    mem_free(kept.at);
    whole_list_free(&rows);
    return code;
}

/* ---- its person ---- */

int kept_person(struct viewing *v, const struct kept_table *table, int64_t row, struct view *ret,
                bool *ret_there, struct err *err)
{
    struct kept_list kept = {0};
    int code = viewing_begin(v, err);
    *ret_there = false;
    if (code != 0) {
        return code;
    }
    code = read_kept(v->picture->db, table, row, &kept, err);
    for (size_t i = 0; code == 0 && !*ret_there && i < kept.count; i++) {
        size_t set = 0;
        code = kept.at[i].number != 0 ? set_of(v, kept.at[i].record, &set, err) : 0;
        if (code != 0 || set == 0) {
            continue;
        }
        view_free(ret);
        code = view_of_mention(v, set, kept.at[i].record, kept.at[i].number, true, ret, err);
        *ret_there = code == 0;
        if (code == ERR_DENIED) {
            i = kept.count; /* they are not for this purpose: nobody else is meant */
        }
        code = code == ERR_NOTFOUND || code == ERR_DENIED ? 0 : code;
    }
    viewing_end(v);
    mem_free(kept.at);
    return code;
}
