/* viewing.c - see viewing.h. */
#include "viewing.h"

#include <string.h>

static int read_sources(struct viewing *v, struct err *err)
{
    const struct access_options *options = &v->access->options;
    struct db_query *q;
    bool row = false;
    v->set_of = mem_must_array(options->source_count + 1, sizeof *v->set_of);
    v->number_of = mem_must_array(options->source_count + 1, sizeof *v->number_of);
    v->source_of = mem_must_array(SOURCES_MAX, sizeof *v->source_of);
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
                                     .seal_team = ACCESS_NONE};
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

static int refuse(const struct viewing *v, enum access_rule rule, struct err *err)
{
    const struct access_rule_info *info = &access_rules[rule];
    const char *ask = access_ask_text(info->ask, v->options.language);
    bool welsh = v->options.language == ACCESS_WELSH;
    if (rule == RULE_NOTHING_DECIDED) {
        return err_set(err, ERR_DENIED,
                       welsh
                           ? "Nid oes yma unrhyw ffynhonnell y mae’r diben hwn yn ei defnyddio: "
                             "dywed category yn sources/ENW.yaml beth yw ffynhonnell (no_source)"
                           : "None of the sources here is one that this purpose uses: category in "
                             "sources/NAME.yaml says what a source is of (no_source)");
    }
    if (rule == RULE_NO_POWER && v->access->options.nation == NATION_UNSAID) {
        return err_set(err, ERR_DENIED,
                       welsh ? "Nid yw council.yaml yn dweud o dan gyfraith pa genedl y mae’r "
                               "cyngor: nation: wales neu england (no_power)"
                             : "council.yaml doesn't say under which nation's law the council is: "
                               "nation: england or wales (no_power)");
    }
    return err_set(err, ERR_DENIED, "%s%s%s%s (%s)", info->sentence[v->options.language],
                   ask[0] != '\0' ? (welsh ? " Gofynnwch i: " : " Ask: ") : "", ask,
                   ask[0] != '\0' ? "." : "", info->name);
}

int viewing_open(struct picture *picture, const struct access *access,
                 const struct viewing_options *options, struct viewing *ret,
                 enum access_rule *ret_rule, struct err *err)
{
    struct viewing *v = ret;
    *v = (struct viewing){.picture = picture, .access = access, .options = *options};
    v->person = access_person_find(access, options->who);
    v->purpose =
        options->purpose.len > 0 ? access_purpose_find(access, options->purpose) : ACCESS_NONE;
    int code = read_sources(v, err);
    if (code != 0) {
        return code;
    }
    if (v->purpose != ACCESS_NONE) {
        v->set_count = access_sets(access, v->purpose, options->day, v->set_of);
    }
    v->at = mem_must_array(v->set_count + 1, sizeof(struct permitted *));
    struct access_decision decision = decide_at_all(v);
    *ret_rule = access_decision_rule(decision);
    if (v->purpose == ACCESS_NONE && options->purpose.len > 0 && *ret_rule == RULE_NO_PURPOSE) {
        *ret_rule = RULE_UNKNOWN_PURPOSE;
    }
    return access_decision_allows(decision) ? 0 : refuse(v, *ret_rule, err);
}

void viewing_close(struct viewing *v)
{
    for (size_t i = 0; v->at != NULL && i < v->set_count; i++) {
        permitted_close(v->at[i]);
    }
    mem_free(v->at);
    mem_free(v->set_of);
    mem_free(v->number_of);
    mem_free(v->source_of);
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

struct access_decision viewing_decide(const struct viewing *v, int64_t record, int number, int kind,
                                      enum relation relation, uint16_t source,
                                      enum field_category category)
{
    struct access_request request = {.council = v->access->options.council,
                                     .subject = disclosure_subject(record, number),
                                     .day = v->options.day,
                                     .person = v->person,
                                     .purpose = v->purpose,
                                     .source = source,
                                     .seal_team = ACCESS_NONE,
                                     .kind = kind_of(kind),
                                     .relation = (uint8_t)relation,
                                     .category = (uint8_t)category,
                                     .flags = v->options.resident_asks ? ENTITY_ASKS : 0,
                                     .has_case = v->options.case_reference.len > 0,
                                     .break_glass = v->options.break_glass.len > 0};
    return access_decide(&v->access->table, &request);
}

int viewing_nobody(struct err *err)
{
    return err_set(err, ERR_NOTFOUND, "there is nobody of that id under this purpose");
}

/* The record of a source whose identity begins so; 0: none. */
static int find_record(struct viewing *v, int64_t source, const struct purpose_mention *m,
                       int64_t *ret, struct err *err)
{
    struct db_query *q;
    uint8_t last[TOKEN_BYTES];
    memcpy(last, m->identity, sizeof m->identity);
    memset(last + sizeof m->identity, 0xff, sizeof last - sizeof m->identity);
    int code = db_query(v->picture->db,
                        "SELECT record FROM record WHERE source = $1 AND identity >= $2 "
                        "AND identity <= $3 LIMIT 1",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, source);
        db_bind_bytes(q, 2, str_make((const char *)m->identity, sizeof m->identity));
        db_bind_bytes(q, 3, str_make((const char *)last, sizeof last));
        code = db_take_number(q, ret, err);
    }
    return code;
}

/* SOURCE:ROW of the newest extract, of a source that the purpose uses: its first mention. */
static int find_row(struct viewing *v, struct str id, size_t *ret_set, int64_t *ret_record,
                    int *ret_number, struct err *err)
{
    const char *colon = memchr(id.ptr, ':', id.len);
    size_t at = (size_t)(colon - id.ptr);
    struct str source = str_slice(id, 0, at);
    uint16_t place = access_source_find(v->access, source);
    uint64_t row;
    int64_t record = 0;
    int64_t number = 0;
    if (place == ACCESS_NONE || v->set_of[place] == 0 ||
        !str_to_uint(str_slice(id, at + 1, id.len), UINT32_MAX, &row)) {
        return viewing_nobody(err);
    }
    int code = record_at(v->picture->db, source, (int64_t)row, &record, err);
    code = code ? code
                : db_number_with(v->picture->db,
                                 "SELECT min(number) FROM mention WHERE record = $1 AND model = $2",
                                 WHOLES(record, v->picture->model), &number, err);
    if (code == 0 && number == 0) {
        return viewing_nobody(err);
    }
    *ret_set = v->set_of[place];
    *ret_record = record;
    *ret_number = (int)number;
    return code;
}

int viewing_resolve(struct viewing *v, struct str id, size_t *ret_set, int64_t *ret_record,
                    int *ret_number, struct err *err)
{
    struct purpose_mention m;
    int64_t found = 0;
    int code = 0;
    if (id.len > 0 && memchr(id.ptr, ':', id.len) != NULL) {
        return find_row(v, id, ret_set, ret_record, ret_number, err);
    }
    if (!purpose_id_read(v->picture->seal, viewing_purpose(v)->id, id, &m)) {
        return viewing_nobody(err);
    }
    for (size_t s = 0; code == 0 && s < v->access->options.source_count; s++) {
        int64_t record = 0;
        if (v->set_of[s] == 0 || v->number_of[s] == 0) {
            continue;
        }
        code = find_record(v, v->number_of[s], &m, &record, err);
        if (code == 0 && record != 0 && found == 0) {
            found = record;
            *ret_set = v->set_of[s];
        }
    }
    if (code == 0 && found == 0) {
        return viewing_nobody(err);
    }
    *ret_record = found;
    *ret_number = m.number;
    return code;
}

const char *viewing_id(const struct viewing *v, const struct permitted_mention *first,
                       char ret[PURPOSE_ID_TEXT_MAX])
{
    struct purpose_mention m = {.number = (uint16_t)first->number};
    memcpy(m.identity, first->identity, sizeof m.identity);
    return purpose_id_text(v->picture->seal, viewing_purpose(v)->id, &m, ret);
}
