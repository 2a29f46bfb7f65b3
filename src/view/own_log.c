/* own_log.c - see own_log.h. */
#include "own_log.h"

#include "audit_proof_file.h"
#include "date.h"

#include <stdlib.h>
#include <string.h>

enum { MONTHS_A_YEAR = 12, MS_A_SECOND = 1000 };

/* struct own_mention - a mention, and since when until when it was this person's, in seconds. */
struct own_mention {
    int64_t mention, since, until;
};

struct reading {
    struct inquiry *inquiry;
    struct own_log *log;
    const struct view_person *person;
    size_t set;
    struct own_mention *mentions;
    size_t mention_count, mention_capacity;
    size_t entry_capacity, sealed_capacity;
    struct err *err;
};

/* ---- mentions, ever ---- */

static void add_mention(struct reading *r, int64_t record, int number, int64_t since, int64_t until)
{
    void *at = r->mentions;
    mem_must_grow(&at, &r->mention_capacity, r->mention_count + 1, sizeof *r->mentions);
    r->mentions = at;
    r->mentions[r->mention_count++] =
        (struct own_mention){disclosure_subject(record, number), since, until};
}

static struct db *db_of(const struct reading *r)
{
    return r->inquiry->picture.db;
}

/* Since when a mention is this person's: its record may have spoken of somebody else before. */
static int theirs_since(struct reading *r, const struct disclosure *d,
                        const struct permitted_mention *m, int64_t *ret)
{
    const struct viewing *v = &r->inquiry->viewing;
    size_t place = disclosure_place(d, m->record, m->number);
    *ret = INT64_MAX;
    if (place == SIZE_MAX) {
        return 0;
    }
    struct disclosed_mention about = disclosure_mention(d, place);
    const struct viewing_subject subject = {.record = m->record,
                                            .number = m->number,
                                            .kind = about.kind,
                                            .relation = RELATION_SELF,
                                            .flags = r->person->flags,
                                            .seal_team = r->person->seal_team};
    struct access_decision name =
        viewing_decide(v, &subject, access_source_find(v->access, about.source), CATEGORY_NAME);
    return disclosure_named_since(&r->inquiry->picture, d, place, name, ret, r->err);
}

/* Was every mention that the entity ever had of a source of this set? Else others than the person's
 * view joins may have made it one. */
static int is_of_set(struct reading *r, int64_t entity, bool *ret)
{
    struct db_query *q;
    bool row = false;
    const struct viewing *v = &r->inquiry->viewing;
    int code = db_query_with(db_of(r),
                             "SELECT DISTINCT r.source FROM record r JOIN (SELECT record FROM "
                             "membership WHERE entity = $1 UNION SELECT record FROM "
                             "membership_past WHERE entity = $1) m ON m.record = r.record",
                             WHOLES(entity), &q, r->err);
    *ret = true;
    while (code == 0 && (code = db_step(q, &row, r->err)) == 0 && row) {
        uint16_t source = v->source_of[db_whole(q, 0)];
        *ret = *ret && source != ACCESS_NONE && v->set_of[source] == r->set;
    }
    return code;
}

/* Records that were the person's and have gone from their sources. */
static int add_gone(struct reading *r, int64_t entity)
{
    struct db_query *q;
    bool row = false;
    bool fits = false;
    int code = is_of_set(r, entity, &fits);
    if (code != 0 || !fits) {
        return code;
    }
    code = db_query_with(db_of(r),
                         "SELECT p.record, p.number, p.began, p.ended FROM membership_past p "
                         "WHERE p.entity = $1 AND NOT EXISTS (SELECT 1 FROM membership m "
                         "WHERE m.record = p.record AND m.number = p.number)",
                         WHOLES(entity), &q, r->err);
    while (code == 0 && (code = db_step(q, &row, r->err)) == 0 && row) {
        add_mention(r, db_whole(q, 0), (int)db_whole(q, 1), db_whole(q, 2), db_whole(q, 3));
    }
    return code;
}

static int list_mentions(struct reading *r)
{
    struct whole_list entities = {0};
    const struct permitted_list *list = &r->person->mentions;
    struct disclosure *d = NULL;
    int code = disclosure_open(&r->inquiry->picture, list->at, list->count, &d, r->err);
    for (size_t i = 0; code == 0 && i < list->count; i++) {
        int64_t since = 0;
        code = theirs_since(r, d, &list->at[i], &since);
        add_mention(r, list->at[i].record, list->at[i].number, since, INT64_MAX);
        code =
            code ? code
                 : db_list_with(db_of(r),
                                "SELECT entity FROM membership WHERE record = $1 AND "
                                "number = $2",
                                WHOLES(list->at[i].record, list->at[i].number), &entities, r->err);
    }
    disclosure_close(d);
    whole_list_unique(&entities);
    for (size_t i = 0; code == 0 && i < entities.count; i++) {
        code = add_gone(r, entities.at[i]);
    }
    whole_list_free(&entities);
    return code;
}

/* ---- leaves ---- */

enum whose { NOT_THEIRS, PERHAPS_OTHERS, THEIRS };

/* Is a subject of a leaf of that time this person? */
static enum whose whose_is(const struct reading *r, const struct audit_subject *subject,
                           int64_t time_ms)
{
    int64_t time = time_ms / MS_A_SECOND;
    enum whose whose = NOT_THEIRS;
    for (size_t m = 0; m < subject->mention_count; m++) {
        if (subject->mentions[m] == INQUIRY_EVERYBODY) {
            return THEIRS;
        }
        for (size_t i = 0; i < r->mention_count; i++) {
            const struct own_mention *own = &r->mentions[i];
            if (own->mention != subject->mentions[m]) {
                continue;
            }
            if (time > own->since &&
                time <= own->until) { /* in one second: whose first, isn't known */
                return THEIRS;
            }
            whose = time <= own->since ? PERHAPS_OTHERS : whose;
        }
    }
    return whose;
}

static bool has_field(const struct own_entry *entry, struct str field)
{
    for (size_t i = 0; i < entry->field_count; i++) {
        if (str_eq(entry->fields[i], field)) {
            return true;
        }
    }
    return false;
}

/* The fields of the subjects that are this person, each once. */
static enum whose read_subjects(struct reading *r, const struct audit_entry *found,
                                struct own_entry *entry)
{
    const struct audit_response *response = &found->detail.response;
    enum whose whose = NOT_THEIRS;
    size_t room = 1;
    for (size_t i = 0; i < response->subject_count; i++) {
        room += response->subjects[i].field_count;
    }
    struct str *fields = arena_alloc(&r->log->arena, room * sizeof *fields);
    entry->fields = fields;
    for (size_t i = 0; i < response->subject_count; i++) {
        const struct audit_subject *subject = &response->subjects[i];
        enum whose here = whose_is(r, subject, found->leaf.time_ms);
        whose = here > whose ? here : whose;
        for (size_t m = 0; m < subject->mention_count; m++) {
            entry->everybody |= subject->mentions[m] == INQUIRY_EVERYBODY;
        }
        for (size_t f = 0; here == THEIRS && f < subject->field_count; f++) {
            if (!has_field(entry, subject->fields[f])) {
                fields[entry->field_count++] = arena_str(&r->log->arena, subject->fields[f]);
            }
        }
    }
    return whose;
}

static const struct bilingual *department_of(const struct access *access, struct str who,
                                             struct str purpose)
{
    const struct staff_member *person = staff_find(&access->staff, who);
    const struct department *answers = NULL;
    staff_users(&access->staff, purpose, &answers);
    for (size_t d = 0; person != NULL && d < access->staff.department_count; d++) {
        if (str_eq(access->staff.departments[d].id, person->department)) {
            return &access->staff.departments[d].title;
        }
    }
    return answers != NULL ? &answers->title : NULL;
}

static void count_sealed(struct reading *r, int64_t time_ms)
{
    int month = audit_month(time_ms);
    struct own_log *log = r->log;
    if (log->sealed_count == 0 || log->sealed[log->sealed_count - 1].month != month) {
        void *at = log->sealed;
        mem_must_grow(&at, &r->sealed_capacity, log->sealed_count + 1, sizeof *log->sealed);
        log->sealed = at;
        log->sealed[log->sealed_count++] = (struct own_month){.month = month};
    }
    log->sealed[log->sealed_count - 1].count++;
}

static void add_entry(struct reading *r, const struct audit_entry *found)
{
    const struct audit_response *response = &found->detail.response;
    const struct access *access = &r->inquiry->access.access;
    struct own_log *log = r->log;
    struct own_entry entry = {
        .leaf = found->number, .time_ms = found->leaf.time_ms, .kind = found->leaf.kind};
    enum whose whose = read_subjects(r, found, &entry);
    if (whose != THEIRS) {
        log->perhaps_others += whose == PERHAPS_OTHERS;
        return;
    }
    if (found->leaf.is_sealed) {
        count_sealed(r, found->leaf.time_ms);
        return;
    }
    uint16_t purpose = access_purpose_find(access, response->purpose);
    entry.department = department_of(access, response->who, response->purpose);
    entry.roles = arena_str(&log->arena, response->role);
    entry.by_trigger = str_starts(response->system, STR(INQUIRY_TRIGGER));
    entry.by_speaker = str_starts(response->system, STR(INQUIRY_SPEAKER_PAGE));
    entry.by_self = str_starts(response->system, STR(INQUIRY_OWN_PAGE)) ||
                    has_field(&entry, inquiry_signed_in_field) ||
                    has_field(&entry, inquiry_sign_on_field);
    if (str_starts(response->system, STR(INQUIRY_PARTNER))) {
        entry.partner = arena_str(&log->arena, str_slice(response->system, STR(INQUIRY_PARTNER).len,
                                                         response->system.len));
    }
    entry.purpose = arena_str(&log->arena, response->purpose);
    entry.definition = purpose != ACCESS_NONE ? &access->purposes[purpose] : NULL;
    entry.legal_basis = arena_str(&log->arena, response->legal_basis);
    entry.rule = arena_str(&log->arena, response->rule);
    entry.has_case = response->case_reference.len > 0;
    void *at = log->entries;
    mem_must_grow(&at, &r->entry_capacity, log->count + 1, sizeof *log->entries);
    log->entries = at;
    log->entries[log->count++] = entry;
}

static int read_leaves(struct reading *r)
{
    struct whole_list subjects = {0};
    struct whole_list leaves = {0};
    struct arena arena = {0};
    whole_list_add(&subjects, INQUIRY_EVERYBODY);
    for (size_t i = 0; i < r->mention_count; i++) {
        whole_list_add(&subjects, r->mentions[i].mention);
    }
    whole_list_unique(&subjects);
    int code = audit_find_subject(r->inquiry->audit, subjects.at, subjects.count, &leaves, r->err);
    for (size_t i = leaves.count; code == 0 && i > 0; i--) {
        struct audit_entry found;
        arena_reset(&arena);
        code = audit_read(r->inquiry->audit, (uint64_t)leaves.at[i - 1], &arena, &found, r->err);
        if (code == 0 && found.has_detail) {
            add_entry(r, &found);
        }
    }
    arena_free(&arena);
    whole_list_free(&leaves);
    whole_list_free(&subjects);
    return code;
}

/* ---- months whose details are destroyed ---- */

/* The first leaf of a month or later. */
static int month_begins(struct reading *r, int month, uint64_t *ret)
{
    struct date first = {(int16_t)(month / MONTHS_A_YEAR), (int8_t)(month % MONTHS_A_YEAR + 1), 1};
    return audit_find_time(r->inquiry->audit, (int64_t)date_days(first) * 86400 * MS_A_SECOND, ret,
                           r->err);
}

static int month_of_leaf(struct reading *r, uint64_t leaf, int *ret_month, bool *ret_has_detail)
{
    struct arena arena = {0};
    struct audit_entry entry = {0};
    int code = audit_read(r->inquiry->audit, leaf, &arena, &entry, r->err);
    if (code == 0) {
        *ret_month = audit_month(entry.leaf.time_ms);
        *ret_has_detail = entry.has_detail;
    }
    arena_free(&arena);
    return code;
}

static int count_destroyed(struct reading *r)
{
    uint64_t size = audit_size(r->inquiry->audit);
    int code = 0;
    for (uint64_t from = 0; code == 0 && from < size;) {
        int month = 0;
        bool has_detail = false;
        uint64_t next = 0;
        code = month_of_leaf(r, from, &month, &has_detail);
        code = code ? code : month_begins(r, month + 1, &next);
        next = next > from ? next : from + 1; /* a clock that went back */
        if (code == 0 && !has_detail) {
            r->log->destroyed += next - from;
            r->log->destroyed_until = month;
        }
        from = next;
    }
    return code;
}

/* ---- the log ---- */

/* The sources that the person's records are of, and those that have to be asked for apart. */
static int list_sources(struct reading *r)
{
    const struct viewing *v = &r->inquiry->viewing;
    const struct access_options *options = &r->inquiry->access.access.options;
    struct own_log *log = r->log;
    struct str *sources = arena_alloc(&log->arena, (options->source_count + 1) * sizeof *sources);
    struct str *apart = arena_alloc(&log->arena, (options->source_count + 1) * sizeof *apart);
    bool *has = arena_alloc(&log->arena, (options->source_count + 1) * sizeof *has);
    int code = 0;
    log->sources = sources;
    log->apart = apart;
    for (size_t i = 0; code == 0 && i < r->person->mentions.count; i++) {
        int64_t number = 0;
        code = db_number_with(db_of(r), "SELECT source FROM record WHERE record = $1",
                              WHOLES(r->person->mentions.at[i].record), &number, r->err);
        if (code == 0 && v->source_of[number] != ACCESS_NONE) {
            has[v->source_of[number]] = true;
        }
    }
    for (size_t s = 0; code == 0 && s < options->source_count; s++) {
        if (has[s]) {
            sources[log->source_count++] = arena_str(&log->arena, options->sources[s].name);
        } else if (v->set_of[s] != 0 && v->set_of[s] != r->set && v->number_of[s] != 0) {
            apart[log->apart_count++] = arena_str(&log->arena, options->sources[s].name);
        }
    }
    return code;
}

int own_log_read(struct inquiry *inquiry, const struct view_person *person, size_t set,
                 struct own_log *ret, struct err *err)
{
    struct reading r = {.inquiry = inquiry, .log = ret, .person = person, .set = set, .err = err};
    int code = list_sources(&r);
    code = code ? code : list_mentions(&r);
    code = code ? code : read_leaves(&r);
    code = code ? code : count_destroyed(&r);
    mem_free(r.mentions);
    return code;
}

void own_log_free(struct own_log *log)
{
    mem_free(log->entries);
    mem_free(log->sealed);
    arena_free(&log->arena);
    *log = (struct own_log){0};
}

/* ---- proofs ---- */

static bool is_person(const struct view_person *person, const struct audit_subject *subject)
{
    for (size_t m = 0; m < subject->mention_count; m++) {
        for (size_t i = 0; i < person->mentions.count; i++) {
            const struct permitted_mention *own = &person->mentions.at[i];
            if (subject->mentions[m] == INQUIRY_EVERYBODY ||
                subject->mentions[m] == disclosure_subject(own->record, own->number)) {
                return true;
            }
        }
    }
    return false;
}

int own_log_prove(struct inquiry *inquiry, const struct own_log *log,
                  const struct view_person *person, uint64_t leaf, struct buf *out, struct err *err)
{
    struct arena arena = {0};
    struct audit_entry entry;
    struct audit_proof proof;
    bool is_theirs = false;
    for (size_t i = 0; i < log->count; i++) {
        is_theirs = is_theirs || log->entries[i].leaf == leaf;
    }
    if (!is_theirs) {
        return err_set(err, ERR_NOTFOUND, "entry %llu is none of this person's log",
                       (unsigned long long)leaf);
    }
    int code = audit_read(inquiry->audit, leaf, &arena, &entry, err);
    code = code ? code : audit_prove(inquiry->audit, leaf, &proof, err);
    if (code == 0) {
        const struct audit_response *response = &entry.detail.response;
        bool *shown = arena_alloc(&arena, (response->subject_count + 1) * sizeof *shown);
        for (size_t i = 0; i < response->subject_count; i++) {
            shown[i] = is_person(person, &response->subjects[i]);
        }
        audit_proof_write(&proof, &entry, shown, out);
    }
    arena_free(&arena);
    return code;
}
