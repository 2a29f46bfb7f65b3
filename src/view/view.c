/* view.c - see view.h. */
#include "view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* struct reading - one view under way. */
struct reading {
    struct viewing *viewing;
    struct permitted *picture;
    size_t set;
    struct view *view;
    struct err *err;
};

/* ---- values ---- */

int view_sure(int32_t weight, size_t mentions)
{
    if (weight == INT32_MIN) {
        return mentions == 1 ? VIEW_PERMILLE_ALONE : VIEW_PERMILLE_DECIDED;
    }
    return (int)lround(1000 / (1 + exp2(-(double)weight / WEIGHT_ONE)));
}

struct str view_name(const struct view_person *person)
{
    static const enum field_category named[] = {CATEGORY_NAME, CATEGORY_ORGANISATION,
                                                CATEGORY_ADDRESS};
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        for (size_t f = 0; f < person->field_count; f++) {
            const struct view_field *field = &person->fields[f];
            if (field->category == named[i] && field->level == DETAIL_FULL) {
                return field->values[0].text;
            }
        }
    }
    return str_of(person->id);
}

static struct view_field *field_of(struct view_person *person, enum field_category category)
{
    struct view_field *last =
        person->field_count > 0 ? &person->fields[person->field_count - 1] : NULL;
    if (last != NULL && last->category == category) {
        return last;
    }
    person->fields[person->field_count] = (struct view_field){.category = category};
    return &person->fields[person->field_count++];
}

/* room: how many mentions the person has, which no field has more values of. */
static void add_value(struct reading *r, struct view_field *field, struct str text,
                      const struct view_witness *witness, size_t room)
{
    struct arena *arena = &r->view->arena;
    size_t at = 0;
    if (field->values == NULL) {
        field->values = arena_alloc(arena, room * sizeof *field->values);
    }
    while (at < field->count && !str_eq(field->values[at].text, text)) {
        at++;
    }
    struct view_value *value = &field->values[at];
    if (at == field->count) {
        *value =
            (struct view_value){.text = arena_str(arena, text),
                                .witnesses = arena_alloc(arena, room * sizeof *value->witnesses)};
        field->count++;
    }
    value->witnesses[value->count++] = *witness;
}

static int compare_witnesses(const void *a, const void *b)
{
    const struct view_witness *x = a;
    const struct view_witness *y = b;
    int order = str_cmp(x->source, y->source);
    return order != 0 ? order : (x->since < y->since) - (x->since > y->since);
}

static int64_t newest(const struct view_value *value)
{
    int64_t since = 0;
    for (size_t i = 0; i < value->count; i++) {
        since = value->witnesses[i].since > since ? value->witnesses[i].since : since;
    }
    return since;
}

static size_t sources_of(const struct view_value *value)
{
    size_t count = 0;
    for (size_t i = 0; i < value->count; i++) {
        count += i == 0 || !str_eq(value->witnesses[i - 1].source, value->witnesses[i].source);
    }
    return count;
}

/* The one that most sources say, then the newest, then by its text. */
static int compare_values(const void *a, const void *b)
{
    const struct view_value *x = a;
    const struct view_value *y = b;
    size_t sources[] = {sources_of(x), sources_of(y)};
    int64_t since[] = {newest(x), newest(y)};
    if (sources[0] != sources[1]) {
        return sources[0] > sources[1] ? -1 : 1;
    }
    if (since[0] != since[1]) {
        return since[0] > since[1] ? -1 : 1;
    }
    return str_cmp(x->text, y->text);
}

static void order_fields(struct view_person *person)
{
    for (size_t f = 0; f < person->field_count; f++) {
        struct view_field *field = &person->fields[f];
        for (size_t v = 0; v < field->count; v++) {
            qsort(field->values[v].witnesses, field->values[v].count,
                  sizeof *field->values[v].witnesses, compare_witnesses);
        }
        qsort(field->values, field->count, sizeof *field->values, compare_values);
    }
}

static void note_barred(struct view_person *person, enum access_rule rule)
{
    if (rule == RULE_RESTRICTED || rule == RULE_OBJECTED || rule == RULE_OWN_RECORD) {
        person->barred = rule;
    }
}

/* What the purpose may know of one category of the person; place[i]: of their mention i. */
static void read_category(struct reading *r, const struct disclosure *d, struct view_person *person,
                          const size_t *place, enum field_category category)
{
    const struct viewing *v = r->viewing;
    const struct permitted_list *mentions = &person->mentions;
    struct buf text = {0};
    for (size_t i = 0; i < mentions->count; i++) {
        const struct permitted_mention *m = &mentions->at[i];
        if (place[i] == SIZE_MAX) {
            continue;
        }
        struct disclosed_mention disclosed = disclosure_mention(d, place[i]);
        uint16_t source = access_source_find(v->access, disclosed.source);
        struct viewing_subject subject = {m->record,        m->number,     person->kind,
                                          person->relation, person->flags, person->seal_team};
        struct access_decision decision = viewing_decide(v, &subject, source, category);
        text.len = 0;
        note_barred(person, access_decision_rule(decision));
        if (!disclosure_text(d, place[i], decision, disclosed.source, v->options.day,
                             v->options.language, &text)) {
            continue;
        }
        struct view_witness witness = {.source = arena_str(&r->view->arena, disclosed.source),
                                       .since = disclosed.since,
                                       .permille = view_sure(m->weight, mentions->count)};
        struct view_field *field = field_of(person, category);
        enum detail_level level = access_decision_level(decision);
        field->level = level > field->level ? level : field->level;
        add_value(r, field, buf_str(&text), &witness, mentions->count);
    }
    buf_free(&text);
}

/* The person of these mentions: values, by the decisions on each. */
static void read_person(struct reading *r, const struct disclosure *d, struct view_person *person)
{
    const struct permitted_list *mentions = &person->mentions;
    size_t *place = mem_must_array(mentions->count, sizeof *place);
    for (size_t i = 0; i < mentions->count; i++) {
        const struct permitted_mention *m = &mentions->at[i];
        place[i] = disclosure_place(d, m->record, m->number);
        person->flags |= viewing_flags(r->viewing, m->record, m->number);
    }
    person->kind = place[0] != SIZE_MAX ? disclosure_mention(d, place[0]).kind : MENTION_UNKNOWN;
    person->records = mentions->count;
    person->fields = arena_alloc(&r->view->arena, FIELD_CATEGORIES * sizeof *person->fields);
    viewing_id(r->viewing, &mentions->at[0], person->id);
    for (int c = 0; c < FIELD_CATEGORIES; c++) {
        read_category(r, d, person, place, (enum field_category)c);
    }
    order_fields(person);
    mem_free(place);
}

/* All of them, from their records unsealed together. */
static int read_people(struct reading *r, struct view_person *people, size_t count)
{
    struct permitted_list all = {0};
    struct disclosure *d = NULL;
    for (size_t i = 0; i < count; i++) {
        permitted_list_join(&all, &people[i].mentions);
    }
    int code = disclosure_open(r->viewing->picture, all.at, all.count, &d, r->err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        read_person(r, d, &people[i]);
    }
    disclosure_close(d);
    permitted_list_free(&all);
    return code;
}

/* ---- related people ---- */

/* struct relatives - mentions that are met at the person's addresses or in their records. */
struct relatives {
    struct permitted_list found; /* each of another person; the first mention stands for all */
    enum relation *relation;     /* of each */
    size_t capacity;
};

static bool list_has_mention(const struct permitted_list *list, int64_t record, int number)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].record == record && list->at[i].number == number) {
            return true;
        }
    }
    return false;
}

static bool reaches(const struct purpose *purpose, enum relation relation)
{
    for (int c = 0; c < FIELD_CATEGORIES; c++) {
        if (purpose->level[relation][c] != DETAIL_NONE) {
            return true;
        }
    }
    return false;
}

/* Another person, met at an address or in a record: whole, unless it is known already. */
static int meet(struct reading *r, int64_t record, int number, enum relation relation)
{
    struct view *view = r->view;
    struct view_person *person;
    if (list_has_mention(&view->self.mentions, record, number)) {
        return 0;
    }
    for (size_t i = 0; i < view->related_count; i++) {
        if (list_has_mention(&view->related[i].mentions, record, number)) {
            view->related[i].at_home |= relation == RELATION_HOUSEHOLD;
            return 0;
        }
    }
    if (view->related_count == VIEW_RELATED_MAX) {
        view->household_others += relation == RELATION_HOUSEHOLD;
        return 0;
    }
    person = &view->related[view->related_count++];
    *person = (struct view_person){
        .relation = relation, .at_home = relation == RELATION_HOUSEHOLD, .seal_team = ACCESS_NONE};
    return permitted_cluster(r->picture, record, number, &person->mentions, r->err);
}

/* Persons of permitted sources at a place, by its token. */
static int meet_at(struct reading *r, const char *sql, int64_t place)
{
    struct whole_list records = {0};
    struct whole_list numbers = {0};
    struct db_query *q;
    bool row = false;
    const struct viewing *v = r->viewing;
    int code = db_query_with(v->picture->db, sql, WHOLES(place, v->picture->model, MENTION_PERSON),
                             &q, r->err);
    while (code == 0 && (code = db_step(q, &row, r->err)) == 0 && row) {
        uint16_t source = v->source_of[db_whole(q, 2)];
        if (source != ACCESS_NONE && v->set_of[source] == r->set) {
            whole_list_add(&records, db_whole(q, 0));
            whole_list_add(&numbers, db_whole(q, 1));
        }
    }
    for (size_t i = 0; code == 0 && i < records.count; i++) {
        code = meet(r, records.at[i], (int)numbers.at[i], RELATION_HOUSEHOLD);
    }
    whole_list_free(&records);
    whole_list_free(&numbers);
    return code;
}

/* In the order of keyed identities, so that which are left out depends on nothing else. */
#define PERSONS_WHERE(place)                                                                       \
    "SELECT m.record, m.number, r.source FROM mention m JOIN record r ON r.record = m.record "     \
    "JOIN node n ON n.node = m.node WHERE m." place                                                \
    " = $1 AND m.model = $2 AND n.kind = $3 ORDER BY r.identity, m.number"

static int meet_household(struct reading *r)
{
    const struct permitted_list *own = &r->view->self.mentions;
    const struct viewing *v = r->viewing;
    struct whole_list addresses = {0};
    struct whole_list uprns = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < own->count; i++) {
        int64_t tokens[2] = {0};
        code = places_of_mention(v->picture->db, v->picture->model, own->at[i].record,
                                 own->at[i].number, tokens, r->err);
        if (tokens[0] != 0) {
            whole_list_add(&addresses, tokens[0]);
        }
        if (tokens[1] != 0) {
            whole_list_add(&uprns, tokens[1]);
        }
    }
    whole_list_unique(&addresses);
    whole_list_unique(&uprns);
    r->view->addresses = addresses.count;
    for (size_t i = 0; code == 0 && i < uprns.count; i++) {
        code = meet_at(r, PERSONS_WHERE("uprn"), uprns.at[i]);
    }
    for (size_t i = 0; code == 0 && i < addresses.count; i++) {
        code = meet_at(r, PERSONS_WHERE("address"), addresses.at[i]);
    }
    whole_list_free(&addresses);
    whole_list_free(&uprns);
    return code;
}

/* Those whom the person's own records name besides. */
static int meet_named(struct reading *r)
{
    const struct permitted_list *own = &r->view->self.mentions;
    int code = 0;
    for (size_t i = 0; code == 0 && i < own->count; i++) {
        struct whole_list numbers = {0};
        const int64_t values[] = {own->at[i].record, r->viewing->picture->model, MENTION_PERSON};
        code = db_list_with(r->viewing->picture->db,
                            "SELECT m.number FROM mention m JOIN node n ON n.node = m.node "
                            "WHERE m.record = $1 AND m.model = $2 AND n.kind = $3 ORDER BY 1",
                            values, 3, &numbers, r->err);
        for (size_t n = 0; code == 0 && n < numbers.count; n++) {
            code = meet(r, own->at[i].record, (int)numbers.at[n], RELATION_NAMED);
        }
        whole_list_free(&numbers);
    }
    return code;
}

/* Named before household: who is both is named, which says more. Then by id. */
static int compare_related(const void *a, const void *b)
{
    const struct view_person *x = a;
    const struct view_person *y = b;
    if (x->relation != y->relation) {
        return x->relation > y->relation ? -1 : 1;
    }
    return strcmp(x->id, y->id);
}

static int read_related(struct reading *r)
{
    struct view *view = r->view;
    const struct purpose *purpose = viewing_purpose(r->viewing);
    int code = 0;
    view->related = mem_must_array(VIEW_RELATED_MAX, sizeof *view->related);
    if (view->self.kind == MENTION_PERSON && reaches(purpose, RELATION_NAMED)) {
        code = meet_named(r);
    }
    if (code == 0 && view->self.kind == MENTION_PERSON && reaches(purpose, RELATION_HOUSEHOLD)) {
        code = meet_household(r);
    }
    code = code == 0 && view->related_count > 0 ? read_people(r, view->related, view->related_count)
                                                : code;
    if (view->related_count > 0) {
        qsort(view->related, view->related_count, sizeof *view->related, compare_related);
    }
    return code;
}

/* ---- the view ---- */

/* Somebody who is in no picture: there for the team that a seal names, alone, and for nobody else.
 * Both ask the store the same. */
static int take_sealed(struct reading *r, int64_t record, int number)
{
    struct view_person *self = &r->view->self;
    struct permitted_list *mentions = &self->mentions;
    uint16_t team = ACCESS_NONE;
    bool sees = viewing_seal(r->viewing, record, number, &team);
    int code = permitted_alone(r->picture, record, number, mentions, r->err);
    if (code != 0 || !sees || mentions->count == 0) {
        mentions->count = 0;
        return code != 0 && code != ERR_NOTFOUND ? code : viewing_nobody(r->viewing, r->err);
    }
    self->flags = ENTITY_SEALED | (viewing_flags(r->viewing, record, number) & ENTITY_SEAL_OPENED);
    self->seal_team = team;
    return 0;
}

static int read_view(struct viewing *viewing, size_t set, int64_t record, int number,
                     bool self_only, struct view *ret, struct err *err)
{
    struct reading r = {.viewing = viewing, .set = set, .view = ret, .err = err};
    ret->self.seal_team = ACCESS_NONE;
    int code = viewing_picture(viewing, set, &r.picture, err);
    code = code ? code : permitted_cluster(r.picture, record, number, &ret->self.mentions, err);
    if (code == ERR_NOTFOUND) {
        self_only = true;
        code = take_sealed(&r, record, number);
    }
    code = code ? code : read_people(&r, &ret->self, 1);
    if (code == 0 && ret->self.field_count == 0 && ret->self.barred != RULE_NOTHING_DECIDED) {
        return viewing_refuse(viewing, ret->self.barred, err);
    }
    return code == 0 && !self_only ? read_related(&r) : code;
}

int view_of_mention(struct viewing *viewing, size_t set, int64_t record, int number, bool self_only,
                    struct view *ret, struct err *err)
{
    int code = viewing_begin(viewing, err);
    if (code == 0) {
        code = read_view(viewing, set, record, number, self_only, ret, err);
        viewing_end(viewing);
    }
    return code;
}

int view_read(struct viewing *viewing, struct str id, struct view *ret, struct err *err)
{
    size_t set = 0;
    int64_t record = 0;
    int number = 0;
    int code = viewing_begin(viewing, err);
    if (code == 0) {
        code = viewing_resolve(viewing, id, &set, &record, &number, err);
        code = code ? code : read_view(viewing, set, record, number, false, ret, err);
        viewing_end(viewing);
    }
    return code;
}

void view_free(struct view *view)
{
    permitted_list_free(&view->self.mentions);
    for (size_t i = 0; i < view->related_count; i++) {
        permitted_list_free(&view->related[i].mentions);
    }
    mem_free(view->related);
    arena_free(&view->arena);
    *view = (struct view){0};
}
