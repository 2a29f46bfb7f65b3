/* viewing.c - see viewing.h. */
#include "viewing.h"

#include "mark_store.h"
#include "pack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int read_sources(struct viewing *v, struct err *err)
{
    const struct access_options *options = &v->access->options;
    struct db_query *q;
    bool row = false;
    memset(v->number_of, 0, options->source_count * sizeof *v->number_of);
    memset(v->source_of, 0xff, SOURCES_MAX * sizeof *v->source_of);
    int code = db_query(v->picture->db, "SELECT source, name FROM source", &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        int64_t number = db_whole(q, 0);
        uint16_t place = access_source_find(v->access, db_text(q, 1));
        if (place != ACCESS_NONE && number > 0 && number < SOURCES_MAX) {
            v->number_of[place] = number;
            v->source_of[number] = place;
        }
    }
    return code;
}

/* A request that would be granted if anything may be shown: the purpose's first source and field
 * that are there. What refuses this one refuses all. */
static struct access_decision decide_at_all(const struct viewing *v)
{
    const struct access *access = v->access;
    struct access_request request = {.council = access->options.council,
                                     .day = v->options.day,
                                     .person = v->person,
                                     .purpose = v->purpose,
                                     .has_case = v->options.case_reference.len > 0,
                                     .break_glass = v->options.break_glass.len > 0,
                                     .seal_team = ACCESS_NONE,
                                     .roles_withheld = v->roles_withheld};
    if (v->purpose == ACCESS_NONE) {
        return access_decide(&access->table, &request);
    }
    const struct purpose *purpose = &access->purposes[v->purpose];
    struct access_decision decision = {0};
    for (int kind = 0; kind < ENTITY_KINDS; kind++) {
        for (size_t s = 0; s < access->options.source_count; s++) {
            for (int c = 0; c < FIELD_CATEGORIES; c++) {
                if (purpose->kinds[kind] && v->set_of[s] != 0 &&
                    purpose->level[RELATION_SELF][c] != DETAIL_NONE) {
                    request.kind = (uint8_t)kind;
                    request.source = (uint16_t)s;
                    request.category = (uint8_t)c;
                    request.flags = purpose->own_record ? ENTITY_ASKS : 0;
                    return access_decide(&access->table, &request);
                }
            }
        }
    }
    return decision;
}

int viewing_refuse(const struct viewing *v, enum access_rule rule, struct err *err)
{
    const struct access_rule_info *info = &access_rules[rule];
    const char *ask = access_ask_text(info->ask, v->options.language);
    bool welsh = v->options.language == ACCESS_WELSH;
    if (rule == RULE_NOTHING_DECIDED) {
        return err_say(err, ERR_DENIED,
                       welsh
                           ? "Nid oes yma unrhyw ffynhonnell y mae’r diben hwn yn ei defnyddio: "
                             "mae category yn sources/ENW.yaml yn dweud beth yw ffynhonnell, ac "
                             "mae dau berson yn ei gymeradwyo: cantref check (no_source)"
                           : "None of the sources here is one that this purpose uses: category in "
                             "sources/NAME.yaml says what a source is of, and two people approve "
                             "that: cantref check (no_source)");
    }
    if (rule == RULE_NO_POWER && v->access->options.nation == NATION_UNSAID) {
        return err_say(err, ERR_DENIED,
                       welsh ? "Nid yw council.yaml yn dweud o dan gyfraith pa genedl y mae’r "
                               "cyngor: nation: wales neu england (no_power)"
                             : "council.yaml doesn't say under which nation's law the council is: "
                               "nation: england or wales (no_power)");
    }
    return err_say(err, ERR_DENIED, "%s%s%s%s (%s)", info->sentence[v->options.language],
                   ask[0] != '\0' ? (welsh ? " Gofynnwch i: " : " Ask: ") : "", ask,
                   ask[0] != '\0' ? "." : "", info->name);
}

/* ---- marks ---- */

static const uint8_t mark_flags[] = {[MARK_SEALED] = ENTITY_SEALED,
                                     [MARK_RESTRICTED] = ENTITY_RESTRICTED,
                                     [MARK_OBJECTED] = ENTITY_OBJECTED,
                                     [MARK_HELD] = 0};

/* struct marks_reading - for the asker. */
struct marks_reading {
    struct viewing *viewing;
    size_t capacity;
    struct whole_list opened; /* seals that two people have opened to the asker */
};

static int take_opening(void *context, const struct seal_opening *o, struct err *err)
{
    struct marks_reading *r = context;
    const struct viewing_options *options = &r->viewing->options;
    (void)err;
    if (o->approved_by.len > 0 && str_eq(o->login, options->who) && options->day <= o->until) {
        whole_list_add(&r->opened, o->act);
    }
    return 0;
}

static int take_mark(void *context, const struct mark *m, struct err *err)
{
    struct marks_reading *r = context;
    struct viewing *v = r->viewing;
    void *marks = v->marks;
    (void)err;
    mem_must_grow(&marks, &r->capacity, v->mark_count + 1, sizeof *v->marks);
    v->marks = marks;
    struct viewing_mark *mark = &v->marks[v->mark_count++];
    *mark = (struct viewing_mark){.record = m->mention.record,
                                  .act = m->act,
                                  .number = m->mention.number,
                                  .flags = mark_flags[m->what],
                                  .seal_team = ACCESS_NONE};
    if (m->what == MARK_SEALED) {
        mark->seal_team = access_team_place(&v->access->staff, m->team);
        for (size_t i = 0; i < r->opened.count; i++) {
            mark->flags |= r->opened.at[i] == m->act ? ENTITY_SEAL_OPENED : 0;
        }
    }
    return 0;
}

static int compare_marks(const void *a, const void *b)
{
    const struct viewing_mark *x = a;
    const struct viewing_mark *y = b;
    if (x->record != y->record) {
        return x->record < y->record ? -1 : 1;
    }
    return x->number != y->number ? x->number - y->number : (x->act > y->act) - (x->act < y->act);
}

static int read_marks(struct viewing *v, struct err *err)
{
    struct marks_reading r = {.viewing = v};
    struct db *db = v->picture->db;
    int code = openings_all(db, NULL, take_opening, &r, err);
    code = code ? code : marks_all(db, NULL, 0, false, take_mark, &r, err);
    if (v->mark_count > 0) {
        qsort(v->marks, v->mark_count, sizeof *v->marks, compare_marks);
    }
    whole_list_free(&r.opened);
    return code;
}

/* The place of a record's first mark. */
static size_t marks_from(const struct viewing *v, int64_t record)
{
    size_t from = 0;
    size_t to = v->mark_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (v->marks[middle].record < record) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

uint8_t viewing_flags(const struct viewing *v, int64_t record, int number)
{
    uint8_t flags = 0;
    for (size_t i = marks_from(v, record); i < v->mark_count && v->marks[i].record == record; i++) {
        flags |= v->marks[i].number == number ? v->marks[i].flags : 0;
    }
    for (size_t i = 0; i < OWN_RECORDS_MAX; i++) {
        flags |= record != 0 && v->own_records[i] == record ? ENTITY_OWN_RECORD : 0;
    }
    return flags;
}

static bool is_of_team(const struct viewing *v, uint16_t team)
{
    if (v->person >= v->access->table.staff_count || team >= 64 * ACCESS_TEAM_WORDS) {
        return false;
    }
    return (v->access->table.staff[v->person].teams[team / 64] >> (team % 64) & 1) != 0;
}

bool viewing_seal(const struct viewing *v, int64_t record, int number, uint16_t *ret_team)
{
    const struct viewing_mark *of_record = NULL;
    const struct viewing_mark *own = NULL;
    for (size_t i = marks_from(v, record); i < v->mark_count && v->marks[i].record == record; i++) {
        const struct viewing_mark *m = &v->marks[i];
        if ((m->flags & ENTITY_SEALED) != 0) {
            of_record = of_record == NULL ? m : of_record;
            own = m->number == number ? m : own;
        }
    }
    own = own != NULL ? own : of_record; /* sealed along with somebody of its row */
    if (own == NULL || number == 0 ||
        (!is_of_team(v, own->seal_team) && (own->flags & ENTITY_SEAL_OPENED) == 0)) {
        return false;
    }
    *ret_team = own->seal_team;
    return true;
}

/* Does the row name anybody who is sealed? */
static bool has_seal(const struct viewing *v, int64_t record)
{
    for (size_t i = marks_from(v, record); i < v->mark_count && v->marks[i].record == record; i++) {
        if ((v->marks[i].flags & ENTITY_SEALED) != 0) {
            return true;
        }
    }
    return false;
}

/* The asker's own records, as staff.yaml names them: by the keys of their sources. */
static int read_own_records(struct viewing *v, struct err *err)
{
    const struct staff_member *asker = staff_find(&v->access->staff, v->options.who);
    int code = 0;
    memset(v->own_records, 0, sizeof v->own_records);
    for (size_t i = 0; code == 0 && asker != NULL && i < asker->records.count; i++) {
        struct stored_record record;
        struct buf key = {0};
        uint8_t identity[TOKEN_BYTES];
        uint16_t source = access_source_find(v->access, asker->records.at[i].source);
        pack_text(&key, asker->records.at[i].key);
        seal_token_wide(v->picture->seal, "record", buf_str(&key), identity);
        buf_free(&key);
        if (source != ACCESS_NONE) {
            code = record_find(v->picture->db, v->number_of[source],
                               str_make((const char *)identity, sizeof identity), &record, err);
            v->own_records[i] = code == 0 ? record.record : 0;
        }
    }
    return code;
}

static int find_decoy(struct viewing *v, struct err *err)
{
    int code = 0;
    v->decoy = 0;
    for (size_t s = 0; code == 0 && v->decoy == 0 && s < v->access->options.source_count; s++) {
        if (v->set_of[s] == 1 && v->number_of[s] != 0) {
            code = db_number_with(v->picture->db,
                                  "SELECT record FROM record WHERE source = $1 LIMIT 1",
                                  WHOLES(v->number_of[s]), &v->decoy, err);
        }
    }
    return code;
}

static void close_pictures(struct viewing *v)
{
    for (size_t i = 0; v->at != NULL && i < v->set_count; i++) {
        permitted_close(v->at[i]);
        v->at[i] = NULL;
    }
}

/* What the store says, anew. */
static int read_store(struct viewing *v, struct err *err)
{
    close_pictures(v);
    mem_free(v->marks);
    v->marks = NULL;
    v->mark_count = 0;
    int code = read_sources(v, err);
    code = code ? code : read_marks(v, err);
    code = code ? code : read_own_records(v, err);
    return code ? code : find_decoy(v, err);
}

int viewing_begin(struct viewing *v, struct err *err)
{
    uint64_t version = 0;
    if (v->depth > 0) {
        v->depth++;
        return 0;
    }
    int code = picture_begin(v->picture, &version, err);
    if (code != 0) {
        return code;
    }
    v->depth = 1;
    if (!v->is_read || version != v->version) {
        code = read_store(v, err);
        v->is_read = code == 0;
        v->version = version;
    }
    if (code != 0) {
        viewing_end(v);
    }
    return code;
}

void viewing_end(struct viewing *v)
{
    assert(v->depth > 0);
    if (--v->depth == 0) {
        picture_end(v->picture);
    }
}

void viewing_rest(struct viewing *v)
{
    assert(v->depth == 0);
    close_pictures(v);
    v->picture = NULL;
}

int viewing_open_marks(struct picture *picture, const struct access *access,
                       const struct viewing_options *options, struct viewing *ret, struct err *err)
{
    *ret = (struct viewing){
        .picture = picture, .access = access, .options = *options, .purpose = ACCESS_NONE};
    ret->person = access_person_find(access, options->who);
    return read_marks(ret, err);
}

int viewing_open(struct picture *picture, const struct access *access,
                 const struct viewing_options *options, struct viewing *ret,
                 enum access_rule *ret_rule, struct err *err)
{
    struct viewing *v = ret;
    size_t sources = access->options.source_count;
    *v = (struct viewing){.picture = picture, .access = access, .options = *options};
    v->person = access_person_find(access, options->who);
    v->roles_withheld = access_roles_withheld(access, options->roles);
    v->purpose =
        options->purpose.len > 0 ? access_purpose_find(access, options->purpose) : ACCESS_NONE;
    v->set_of = mem_must_array(sources + 1, sizeof *v->set_of);
    v->number_of = mem_must_array(sources + 1, sizeof *v->number_of);
    v->source_of = mem_must_array(SOURCES_MAX, sizeof *v->source_of);
    if (v->purpose != ACCESS_NONE) {
        v->set_count = access_sets(access, v->purpose, options->day, v->set_of);
    }
    v->at = mem_must_array(v->set_count + 1, sizeof(struct permitted *));
    int code = viewing_begin(v, err);
    if (code != 0) {
        return code;
    }
    viewing_end(v);
    struct access_decision decision = decide_at_all(v);
    *ret_rule = v->allowed_by = access_decision_rule(decision);
    if (v->purpose == ACCESS_NONE && options->purpose.len > 0 && *ret_rule == RULE_NO_PURPOSE) {
        *ret_rule = RULE_UNKNOWN_PURPOSE;
    }
    return access_decision_allows(decision) ? 0 : viewing_refuse(v, *ret_rule, err);
}

void viewing_close(struct viewing *v)
{
    close_pictures(v);
    mem_free(v->at);
    mem_free(v->set_of);
    mem_free(v->number_of);
    mem_free(v->source_of);
    mem_free(v->marks);
    *v = (struct viewing){0};
}

const struct purpose *viewing_purpose(const struct viewing *v)
{
    return &v->access->purposes[v->purpose];
}

int viewing_picture(struct viewing *v, size_t set, struct permitted **ret, struct err *err)
{
    struct source_set sources = {0};
    int code = 0;
    if (v->at[set - 1] == NULL) {
        for (size_t s = 0; s < v->access->options.source_count; s++) {
            if (v->set_of[s] == set) {
                source_set_add(&sources, v->number_of[s]);
            }
        }
        code = permitted_open(v->picture->live, v->picture->db, &sources, &v->at[set - 1], err);
    }
    *ret = v->at[set - 1];
    return code;
}

static uint8_t kind_of(int mention_kind)
{
    return mention_kind == MENTION_PERSON     ? KIND_PERSON
           : mention_kind == MENTION_PROPERTY ? KIND_PROPERTY
                                              : KIND_ORGANISATION;
}

struct access_decision viewing_decide(const struct viewing *v, const struct viewing_subject *s,
                                      uint16_t source, enum field_category category)
{
    struct access_request request = {
        .council = v->access->options.council,
        .subject = disclosure_subject(s->record, s->number),
        .day = v->options.day,
        .person = v->person,
        .purpose = v->purpose,
        .source = source,
        .seal_team = s->seal_team,
        .kind = kind_of(s->kind),
        .relation = (uint8_t)s->relation,
        .category = (uint8_t)category,
        .flags = (uint8_t)(s->flags | (v->options.resident_asks ? ENTITY_ASKS : 0)),
        .has_case = v->options.case_reference.len > 0,
        .break_glass = v->options.break_glass.len > 0,
        .roles_withheld = v->roles_withheld};
    if (category == CATEGORY_OTHER && (s->flags & ENTITY_SEALED) == 0 && has_seal(v, s->record)) {
        request.flags |= ENTITY_SEALED;
        request.seal_team = ACCESS_NONE;
    }
    return access_decide(&v->access->table, &request);
}

int viewing_nobody(const struct viewing *v, struct err *err)
{
    return err_set(err, ERR_NOTFOUND, "%s",
                   v->options.language == ACCESS_WELSH
                       ? "nid oes neb â’r cyfeirnod hwnnw o dan y diben hwn"
                       : "there is nobody of that id under this purpose");
}

/* The record of a source whose identity begins so; else the next one or, after the last, the first:
 * both are looked for, so that whichever it is costs the same. *ret untouched: there is none. */
static int find_record(struct viewing *v, int64_t source, const struct purpose_mention *m,
                       int64_t *ret, bool *ret_is, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int64_t record = 0;
    int code = db_query(v->picture->db,
                        "SELECT (SELECT record FROM record WHERE source = $1 AND identity >= $2 "
                        "ORDER BY identity LIMIT 1), (SELECT record FROM record WHERE source = $1 "
                        "ORDER BY identity LIMIT 1)",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, source);
    db_bind_bytes(q, 2, str_make((const char *)m->identity, sizeof m->identity));
    code = db_step(q, &row, err);
    if (code == 0 && row) {
        record = db_is_null(q, 0) ? db_whole(q, 1) : db_whole(q, 0);
        db_reset(q);
    }
    code = code ? code
                : db_query_with(v->picture->db, "SELECT identity FROM record WHERE record = $1",
                                WHOLES(record), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        struct str identity = db_bytes(q, 0);
        *ret = record;
        *ret_is = identity.len >= sizeof m->identity &&
                  memcmp(identity.ptr, m->identity, sizeof m->identity) == 0;
        db_reset(q);
    }
    return code;
}

/* SOURCE:ROW of the newest extract, of a source that the purpose uses: its first mention, or the
 * first that is sealed. */
static int find_row(struct viewing *v, struct str id, size_t *ret_set, int64_t *ret_record,
                    int *ret_number, struct err *err)
{
    const char *colon = memchr(id.ptr, ':', id.len);
    size_t at = (size_t)(colon - id.ptr);
    struct str source = str_slice(id, 0, at);
    uint16_t place = access_source_find(v->access, source);
    uint64_t row = 0;
    int64_t record = 0;
    int64_t number = 0;
    int64_t sealed = 0;
    if (place == ACCESS_NONE || v->set_of[place] == 0 ||
        !str_to_uint(str_slice(id, at + 1, id.len), UINT32_MAX, &row)) {
        return 0;
    }
    int code = record_at_any(v->picture->db, source, (int64_t)row, &record, err);
    code = code ? code
                : db_number_with(v->picture->db,
                                 "SELECT min(number) FROM mention WHERE record = $1 AND model = $2",
                                 WHOLES(record, v->picture->model), &number, err);
    code = code ? code
                : db_number_with(v->picture->db,
                                 "SELECT min(number) FROM mark WHERE record = $1 AND what = $2 "
                                 "AND lifted IS NULL",
                                 WHOLES(record, MARK_SEALED), &sealed, err);
    if (code == 0 && record != 0) {
        *ret_set = v->set_of[place];
        *ret_record = record;
        *ret_number = (int)(number != 0 ? number : sealed);
    }
    return code;
}

int viewing_resolve(struct viewing *v, struct str id, size_t *ret_set, int64_t *ret_record,
                    int *ret_number, struct err *err)
{
    struct purpose_mention m = {0};
    bool found = false;
    int code = 0;
    *ret_set = 1;
    *ret_record = v->decoy;
    *ret_number = 0;
    if (id.len > 0 && memchr(id.ptr, ':', id.len) != NULL) {
        return find_row(v, id, ret_set, ret_record, ret_number, err);
    }
    if (!purpose_id_read(v->picture->seal, viewing_purpose(v)->id, id, &m)) {
        return 0;
    }
    for (size_t s = 0; code == 0 && s < v->access->options.source_count; s++) {
        int64_t record = v->decoy;
        bool is = false;
        if (v->set_of[s] == 0 || v->number_of[s] == 0) {
            continue;
        }
        code = find_record(v, v->number_of[s], &m, &record, &is, err);
        if (code == 0 && !found && (is || v->set_of[s] == 1)) {
            found = is;
            *ret_set = v->set_of[s];
            *ret_record = record;
            *ret_number = is ? m.number : 0;
        }
    }
    return code;
}

const char *viewing_id(const struct viewing *v, const struct permitted_mention *first,
                       char ret[PURPOSE_ID_TEXT_MAX])
{
    struct purpose_mention m = {.number = (uint16_t)first->number};
    memcpy(m.identity, first->identity, sizeof m.identity);
    return purpose_id_text(v->picture->seal, viewing_purpose(v)->id, &m, ret);
}
