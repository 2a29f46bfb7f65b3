/* watch_gather.c - leaves to a table of look-ups; what is alike of whom they are about. */
#include "watch_parts.h"

#include "pack.h"
#include "union_find.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH_RECORDS = 500 };

/* ---- leaves ---- */

static uint32_t intern(struct dictionary *names, struct str name)
{
    uint32_t id;
    if (dictionary_add(names, name, &id) != 0) {
        mem_exhausted();
    }
    return id;
}

/* Staff are numbered from 0: a login is never empty. */
static uint32_t staff_of(struct watch_gathering *g, struct str login)
{
    uint32_t id = intern(&g->logins, login);
    return id > 0 ? id - 1 : 0;
}

static void add_event(struct watch_gathering *g, const struct watch_event *event,
                      const struct audit_subject *subject)
{
    struct watch_table *t = &g->watch->table;
    void *at = g->events;
    mem_must_grow(&at, &g->event_capacity, t->event_count + 1, sizeof *g->events);
    g->events = at;
    at = g->named_from;
    mem_must_grow(&at, &g->from_capacity, t->event_count + 2, sizeof *g->named_from);
    g->named_from = at;
    g->events[t->event_count] = *event;
    g->named_from[t->event_count++] = g->named.count;
    for (size_t m = 0; m < subject->mention_count; m++) {
        whole_list_add(&g->named, subject->mentions[m]);
    }
    g->named_from[t->event_count] = g->named.count;
}

static void add_decision(struct watch_gathering *g, const struct audit_entry *entry)
{
    const struct audit_response *response = &entry->detail.response;
    bool closed = str_eq(response->rule, STR("watch_closed"));
    if ((!closed && !str_eq(response->rule, STR("watch_seen"))) || response->subject_count != 1 ||
        response->subjects[0].entity.len >= WATCH_ID_TEXT_MAX) {
        return;
    }
    void *at = g->decisions;
    mem_must_grow(&at, &g->decision_capacity, g->decision_count + 1, sizeof *g->decisions);
    g->decisions = at;
    struct watch_decision *d = &g->decisions[g->decision_count++];
    *d = (struct watch_decision){.closed = closed,
                                 .leaf = entry->number,
                                 .upto = response->found,
                                 .time_ms = entry->leaf.time_ms,
                                 .who = arena_str(&g->watch->arena, response->who),
                                 .why = arena_str(&g->watch->arena, response->reason)};
    memcpy(d->id, response->subjects[0].entity.ptr, response->subjects[0].entity.len);
}

static bool is_look_up(const struct audit_entry *entry, const struct purpose *purpose)
{
    const struct audit_response *response = &entry->detail.response;
    const struct audit_subject *first = response->subjects;
    bool of_log = response->subject_count > 0 && first->field_count > 0 &&
                  str_eq(first->fields[0], inquiry_log_field);
    return entry->leaf.kind != AUDIT_CHANGE && response->subject_count > 0 && !of_log &&
           (purpose == NULL || !purpose->own_record);
}

/* Of a response about one, others come along whom nobody chose: who lives there too. */
static void add_look_ups(struct watch_gathering *g, const struct audit_entry *entry)
{
    const struct audit_response *response = &entry->detail.response;
    const struct access *access = &g->inquiry->access.access;
    uint16_t place = access_purpose_find(access, response->purpose);
    const struct purpose *purpose = place != ACCESS_NONE ? &access->purposes[place] : NULL;
    bool listed = response->found > 1;
    if (!is_look_up(entry, purpose) || (!listed && entry->leaf.part > 1)) {
        return;
    }
    bool without_case =
        purpose != NULL && !purpose->case_required && response->case_reference.len == 0;
    const struct watch_event event = {
        .leaf = entry->number,
        .time_ms = entry->leaf.time_ms,
        .staff = staff_of(g, response->who),
        .peers = intern(&g->roles, response->role),
        .flags = (uint8_t)((listed ? WATCH_LISTED : 0) | (without_case ? WATCH_WITHOUT_CASE : 0) |
                           (entry->leaf.kind == AUDIT_REFUSAL ? WATCH_REFUSED : 0))};
    for (size_t s = 0; s < (listed ? response->subject_count : 1); s++) {
        const struct audit_subject *subject = &response->subjects[s];
        if (subject->mention_count > 0 && subject->mentions[0] != INQUIRY_EVERYBODY) {
            add_event(g, &event, subject);
        }
    }
}

static int take_leaf(void *context, const struct audit_entry *entry, struct err *err)
{
    struct watch_gathering *g = context;
    (void)err;
    g->watch->leaves++;
    if (!entry->has_detail) {
        g->watch->destroyed++;
    } else if (entry->leaf.kind == AUDIT_CHANGE) {
        add_decision(g, entry);
    } else {
        add_look_ups(g, entry);
    }
    return 0;
}

/* ---- persons ---- */

/* The first place in an ascending list from a value on. */
static size_t place_from(const struct whole_list *list, int64_t value)
{
    size_t from = 0;
    size_t to = list->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (list->at[middle] < value) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

static size_t place_of(const struct watch_gathering *g, int64_t mention)
{
    size_t from = place_from(&g->all, mention);
    return from < g->all.count && g->all.at[from] == mention ? from : SIZE_MAX;
}

uint32_t watch_person_of(const struct watch_gathering *g, int64_t mention)
{
    size_t place = place_of(g, mention);
    return place != SIZE_MAX ? g->person_of[place] : WATCH_NOBODY;
}

/* Mentions that a leaf named as one are one; persons are numbered by their least mention. */
static void number_persons(struct watch_gathering *g)
{
    struct watch_table *t = &g->watch->table;
    for (size_t i = 0; i < g->named.count; i++) {
        whole_list_add(&g->all, g->named.at[i]);
    }
    whole_list_unique(&g->all);
    uint32_t *parent = mem_must_array(g->all.count + 1, sizeof *parent);
    g->person_of = mem_must_array(g->all.count + 1, sizeof *g->person_of);
    g->watch->mentions = mem_must_array(g->all.count + 1, sizeof *g->watch->mentions);
    for (uint32_t i = 0; i < g->all.count; i++) {
        parent[i] = i;
    }
    for (size_t e = 0; e < t->event_count; e++) {
        size_t first = place_of(g, g->named.at[g->named_from[e]]);
        for (size_t m = g->named_from[e] + 1; m < g->named_from[e + 1]; m++) {
            union_find_unite(parent, (uint32_t)first, (uint32_t)place_of(g, g->named.at[m]));
        }
    }
    for (uint32_t i = 0; i < g->all.count; i++) { /* a root is the least of its set */
        uint32_t root = union_find_root(parent, i);
        if (root == i) {
            g->watch->mentions[t->person_count] = g->all.at[i];
            g->person_of[i] = (uint32_t)t->person_count++;
        } else {
            g->person_of[i] = g->person_of[root];
        }
    }
    for (size_t e = 0; e < t->event_count; e++) {
        g->events[e].person = watch_person_of(g, g->named.at[g->named_from[e]]);
    }
    mem_free(parent);
    g->persons = mem_must_array(t->person_count + 1, sizeof *g->persons);
    for (size_t p = 0; p < t->person_count; p++) {
        g->persons[p].record_of = WATCH_NOBODY;
    }
}

static int compare_events(const void *a, const void *b)
{
    const struct watch_event *x = a;
    const struct watch_event *y = b;
    if (x->time_ms != y->time_ms) {
        return x->time_ms < y->time_ms ? -1 : 1;
    }
    if (x->leaf != y->leaf) {
        return x->leaf < y->leaf ? -1 : 1;
    }
    return (x->person > y->person) - (x->person < y->person);
}

static void name_all(struct watch_gathering *g)
{
    struct watch *w = g->watch;
    w->table.staff_count = g->logins.count > 0 ? g->logins.count - 1 : 0;
    w->role_count = g->roles.count;
    w->logins = arena_alloc(&w->arena, (w->table.staff_count + 1) * sizeof *w->logins);
    w->roles = arena_alloc(&w->arena, (w->role_count + 1) * sizeof *w->roles);
    for (uint32_t s = 0; s < w->table.staff_count; s++) {
        w->logins[s] = arena_str(&w->arena, dictionary_text(&g->logins, s + 1));
    }
    for (uint32_t r = 0; r < w->role_count; r++) {
        w->roles[r] = arena_str(&w->arena, dictionary_text(&g->roles, r));
    }
    g->staff = mem_must_array(w->table.staff_count + 1, sizeof *g->staff);
    g->own = mem_must_array(w->table.staff_count + 1, sizeof *g->own);
}

int watch_gather(struct watch_gathering *g, int64_t since_ms)
{
    const struct staff *staff = &g->inquiry->access.access.staff;
    uint64_t from = 0;
    for (size_t i = 0; i < staff->count; i++) {
        staff_of(g, staff->people[i].login);
    }
    int code = audit_find_time(g->inquiry->audit, since_ms, &from, g->err);
    code = code ? code
                : audit_each(g->inquiry->audit, from, audit_size(g->inquiry->audit), take_leaf, g,
                             g->err);
    if (code != 0) {
        return code;
    }
    number_persons(g);
    name_all(g);
    if (g->watch->table.event_count > 0) {
        qsort(g->events, g->watch->table.event_count, sizeof *g->events, compare_events);
    }
    g->watch->table.events = g->events;
    g->watch->table.persons = g->persons;
    g->watch->table.staff = g->staff;
    return 0;
}

/* ---- what is alike ---- */

static int record_of_key(struct watch_gathering *g, struct str source, struct str key, int64_t *ret)
{
    const struct viewing *v = &g->inquiry->viewing;
    struct stored_record record = {0};
    struct buf packed = {0};
    uint8_t identity[TOKEN_BYTES];
    uint16_t place = access_source_find(v->access, source);
    *ret = 0;
    if (place == ACCESS_NONE || v->number_of[place] == 0) {
        return 0;
    }
    pack_text(&packed, key);
    seal_token_wide(v->picture->seal, "record", buf_str(&packed), identity);
    buf_free(&packed);
    int code = record_find(v->picture->db, v->number_of[place],
                           str_make((const char *)identity, sizeof identity), &record, g->err);
    *ret = record.record;
    return code;
}

/* Whoever was looked up in a record. */
static void mark_record(struct watch_gathering *g, int64_t record, uint32_t staff)
{
    size_t from = place_from(&g->all, disclosure_subject(record, 0));
    for (size_t i = from; i < g->all.count && g->all.at[i] >> 16 == record; i++) {
        g->persons[g->person_of[i]].famous |= staff == WATCH_NOBODY;
        if (staff != WATCH_NOBODY) {
            g->persons[g->person_of[i]].record_of = staff;
        }
    }
}

static int find_own_records(struct watch_gathering *g)
{
    const struct staff *staff = &g->inquiry->access.access.staff;
    int code = 0;
    for (size_t i = 0; code == 0 && i < staff->count; i++) {
        const struct own_record_list *records = &staff->people[i].records;
        uint32_t number = staff_of(g, staff->people[i].login);
        g->watch->staff_with_records += records->count > 0;
        for (size_t r = 0; code == 0 && r < records->count; r++) {
            int64_t record = 0;
            code = record_of_key(g, records->at[r].source, records->at[r].key, &record);
            if (code == 0 && record != 0) {
                whole_list_add(&g->own[number], record);
                mark_record(g, record, number);
            }
        }
    }
    return code;
}

static int find_famous(struct watch_gathering *g)
{
    const struct watch_settings *settings = &g->watch->settings;
    int code = 0;
    for (size_t i = 0; code == 0 && i < settings->famous_count; i++) {
        const struct watch_famous *f = &settings->famous[i];
        size_t set = 0;
        int64_t record = 0;
        int number = 0;
        if (f->source.len > 0) {
            code = record_of_key(g, f->source, f->key, &record);
            if (code == 0 && record != 0) {
                mark_record(g, record, WATCH_NOBODY);
            }
            continue;
        }
        struct err ignored;
        code = viewing_resolve(&g->inquiry->viewing, f->key, &set, &record, &number, &ignored);
        uint32_t person =
            code == 0 ? watch_person_of(g, disclosure_subject(record, number)) : WATCH_NOBODY;
        if (person != WATCH_NOBODY) {
            g->persons[person].famous = true;
        }
        code = code == ERR_NOTFOUND ? 0 : code;
    }
    return code;
}

/* struct alike - tokens of one person or member of staff, as they are gathered. */
struct alike {
    struct whole_list tokens[DISCLOSURE_ALIKES];
};

static void add_alike(struct watch_gathering *g, const struct disclosure *d, size_t place,
                      struct alike *alike)
{
    const struct viewing *v = &g->inquiry->viewing;
    struct disclosed_mention m = disclosure_mention(d, place);
    uint16_t source = access_source_find(v->access, m.source);
    const struct viewing_subject subject = {.record = m.record,
                                            .number = m.number,
                                            .kind = m.kind,
                                            .relation = RELATION_SELF,
                                            .flags = viewing_flags(v, m.record, m.number),
                                            .seal_team = ACCESS_NONE};
    struct access_decision address = viewing_decide(v, &subject, source, CATEGORY_ADDRESS);
    struct access_decision name = viewing_decide(v, &subject, source, CATEGORY_NAME);
    for (int a = 0; a < DISCLOSURE_ALIKES; a++) {
        int64_t token = 0;
        if (disclosure_alike(d, place, address, name, v->picture->seal, (enum disclosure_alike)a,
                             &token)) {
            whole_list_add(&alike->tokens[a], token);
        }
    }
}

static struct watch_tokens keep(struct watch_gathering *g, struct whole_list *tokens)
{
    whole_list_unique(tokens);
    int64_t *at = arena_alloc(&g->watch->arena, (tokens->count + 1) * sizeof *at);
    if (tokens->count > 0) {
        memcpy(at, tokens->at, tokens->count * sizeof *at);
    }
    struct watch_tokens kept = {at, tokens->count};
    whole_list_free(tokens);
    return kept;
}

static void add_to_owners(struct watch_gathering *g, const struct disclosure *d, size_t place,
                          struct alike *staff)
{
    int64_t record = disclosure_mention(d, place).record;
    for (size_t s = 0; s < g->watch->table.staff_count; s++) {
        for (size_t r = 0; r < g->own[s].count; r++) {
            if (g->own[s].at[r] == record) {
                add_alike(g, d, place, &staff[s]);
            }
        }
    }
}

/* Records, ascending, unsealed some at a time; each of their mentions goes to whoever it is of. */
static int read_alike(struct watch_gathering *g, const struct whole_list *records,
                      const struct whole_list *own_records, struct alike *persons,
                      struct alike *staff)
{
    int code = 0;
    for (size_t from = 0; code == 0 && from < records->count; from += BATCH_RECORDS) {
        struct permitted_mention some[BATCH_RECORDS] = {0};
        struct disclosure *d = NULL;
        size_t count =
            records->count - from < BATCH_RECORDS ? records->count - from : BATCH_RECORDS;
        for (size_t i = 0; i < count; i++) {
            some[i].record = records->at[from + i];
        }
        code = disclosure_open(&g->inquiry->picture, some, count, &d, g->err);
        for (size_t p = 0; code == 0 && p < disclosure_count(d); p++) {
            struct disclosed_mention m = disclosure_mention(d, p);
            uint32_t person = watch_person_of(g, disclosure_subject(m.record, m.number));
            if (person != WATCH_NOBODY) {
                add_alike(g, d, p, &persons[person]);
            }
            size_t own = place_from(own_records, m.record);
            if (own < own_records->count && own_records->at[own] == m.record) {
                add_to_owners(g, d, p, staff);
            }
        }
        disclosure_close(d);
    }
    return code;
}

int watch_gather_alike(struct watch_gathering *g)
{
    struct watch_table *t = &g->watch->table;
    struct whole_list records = {0};
    struct whole_list own_records = {0};
    int code = find_own_records(g);
    code = code ? code : find_famous(g);
    if (code != 0 || g->watch->staff_with_records == 0) {
        return code;
    }
    struct alike *persons = mem_must_array(t->person_count + 1, sizeof *persons);
    struct alike *staff = mem_must_array(t->staff_count + 1, sizeof *staff);
    for (size_t i = 0; i < g->all.count; i++) {
        whole_list_add(&records, g->all.at[i] >> 16);
    }
    for (size_t s = 0; s < t->staff_count; s++) {
        for (size_t r = 0; r < g->own[s].count; r++) {
            whole_list_add(&records, g->own[s].at[r]);
            whole_list_add(&own_records, g->own[s].at[r]);
        }
    }
    whole_list_unique(&records);
    whole_list_unique(&own_records);
    code = read_alike(g, &records, &own_records, persons, staff);
    for (size_t p = 0; p < t->person_count; p++) {
        g->persons[p].postcodes = keep(g, &persons[p].tokens[DISCLOSURE_POSTCODE]);
        g->persons[p].homes = keep(g, &persons[p].tokens[DISCLOSURE_HOME]);
        g->persons[p].families = keep(g, &persons[p].tokens[DISCLOSURE_FAMILY]);
    }
    for (size_t s = 0; s < t->staff_count; s++) {
        g->staff[s] = (struct watch_staff){keep(g, &staff[s].tokens[DISCLOSURE_POSTCODE]),
                                           keep(g, &staff[s].tokens[DISCLOSURE_HOME]),
                                           keep(g, &staff[s].tokens[DISCLOSURE_FAMILY])};
    }
    mem_free(persons);
    mem_free(staff);
    whole_list_free(&records);
    whole_list_free(&own_records);
    return code;
}

void watch_gathering_free(struct watch_gathering *g)
{
    for (size_t s = 0; g->own != NULL && s < g->watch->table.staff_count; s++) {
        whole_list_free(&g->own[s]);
    }
    mem_free(g->own);
    mem_free(g->events);
    mem_free(g->named_from);
    mem_free(g->person_of);
    mem_free(g->persons);
    mem_free(g->staff);
    mem_free(g->decisions);
    whole_list_free(&g->named);
    whole_list_free(&g->all);
    dictionary_free(&g->logins);
    dictionary_free(&g->roles);
}
