/* mention_build.c - from rows to mentions. */
#include "mention_build.h"

#include "mention_parts.h"
#include "parallel.h"
#include "unzeroed.h"

/* Smaller pieces of a table are not worth a thread. */
enum { PIECE_ROWS_MIN = 20000 };

enum { DRAFTS_MAX = SUBJECTS_MAX * (NAME_PERSONS_MAX + 1) + 2 };

/* A mention being made. */
struct draft {
    uint8_t kind;
    uint8_t subject;
    bool row_place; /* has the address that the row's people share */
    uint32_t values[FIELDS_MAX];
};

struct row_drafts {
    int count;
    bool property; /* the shared address is enough for a property */
    struct draft draft[DRAFTS_MAX];
};

/* ---- plans ---- */

static void columns_free(void *arrays, size_t count)
{
    void **each = arrays;
    for (size_t c = 0; each != NULL && c < count; c++) {
        mem_free(each[c]);
    }
    mem_free(each);
}

static void plan_free(struct table_plan *plan)
{
    size_t columns = plan->table != NULL ? plan->table->column_count : 0;
    columns_free(plan->memo, columns);
    columns_free(plan->signs, columns);
    columns_free(plan->simple, columns);
    columns_free(plan->simple_middle, columns);
    columns_free(plan->days, columns);
    mem_free(plan->field);
    mem_free(plan->identifying);
    mem_free(plan->column_subject);
    *plan = (struct table_plan){0};
}

static void plan_subjects(struct table_plan *plan)
{
    static const enum role own[] = {ROLE_ADDRESS, ROLE_PREMISE,  ROLE_STREET,
                                    ROLE_TOWN,    ROLE_POSTCODE, ROLE_UPRN};
    struct str names[SUBJECTS_MAX];
    plan->subject_count = mapping_subjects(plan->mapping, names);
    for (int s = 0; s < plan->subject_count; s++) {
        struct subject_plan *subject = &plan->subjects[s];
        for (int role = ROLE_TITLE; role < ROLES; role++) {
            subject->parts[role].count = mapping_columns(plan->mapping, names[s], (enum role)role,
                                                         PARTS_MAX, subject->parts[role].column);
        }
        subject->parts[ROLE_TITLE].count = subject->parts[ROLE_TITLE].count > 0;
        subject->split_name = subject->parts[ROLE_GIVEN_NAME].count +
                                  subject->parts[ROLE_MIDDLE_NAME].count +
                                  subject->parts[ROLE_FAMILY_NAME].count >
                              0;
        subject->simple_name = subject->split_name && subject->parts[ROLE_GIVEN_NAME].count <= 1 &&
                               subject->parts[ROLE_MIDDLE_NAME].count <= 1 &&
                               subject->parts[ROLE_FAMILY_NAME].count <= 1;
        for (size_t i = 0; i < sizeof own / sizeof *own && s > 0; i++) {
            subject->own_place = subject->own_place || subject->parts[own[i]].count > 0;
        }
        for (size_t c = 0; c < plan->table->column_count; c++) {
            if (str_eq(plan->mapping->columns[c].subject, names[s])) {
                plan->column_subject[c] = (uint8_t)s;
            }
        }
    }
}

/* The field that a column fills by itself; attributes get the next free one under their name. */
static int plan_field(struct mention_table *out, const struct mapping_column *column)
{
    int field = role_table[column->role].field;
    if (column->role != ROLE_ATTRIBUTE) {
        return field < 0 ? FIELDS_MAX : field;
    }
    for (size_t a = 0; a < out->attribute_count; a++) {
        if (str_eq(out->attribute_name[a], column->attribute)) {
            return FIELD_ATTRIBUTE + (int)a;
        }
    }
    if (out->attribute_count == ATTRIBUTES_MAX) {
        return ERR_LIMIT;
    }
    out->attribute_name[out->attribute_count] = column->attribute;
    return FIELD_ATTRIBUTE + (int)out->attribute_count++;
}

static uint32_t *all_unread(size_t values)
{
    uint32_t *memory = mem_try_array(values, sizeof *memory);
    return memory == NULL ? NULL : memset(memory, 0xff, values * sizeof *memory);
}

/* plan_column - the memory of what has been read of a column. */
static int plan_column(struct table_plan *plan, size_t c)
{
    enum role role = plan->mapping->columns[c].role;
    size_t values = plan->table->columns[c].values.count;
    bool alone = plan->field[c] != FIELDS_MAX;
    bool together = !alone || role == ROLE_POSTCODE;
    bool failed = false;
    if (role == ROLE_IGNORE || role == ROLE_RECORD_ID) {
        return 0;
    }
    plan->identifying[c] = role == ROLE_ATTRIBUTE && plan->mapping->columns[c].identifies;
    if (role == ROLE_TITLE || role == ROLE_GIVEN_NAME || role == ROLE_MIDDLE_NAME ||
        role == ROLE_FAMILY_NAME) {
        failed = failed || (plan->simple[c] = all_unread(values)) == NULL;
    }
    if (role == ROLE_GIVEN_NAME) {
        plan->simple_middle[c] = mem_try_array(values, sizeof **plan->simple_middle);
        failed = failed || plan->simple_middle[c] == NULL;
    }
    if (role == ROLE_SINCE || role == ROLE_UNTIL) {
        failed = failed || (plan->days[c] = all_unread(values)) == NULL;
    }
    if (alone) {
        failed = failed || (plan->memo[c] = all_unread(values)) == NULL;
    }
    if (together) {
        plan->signs[c] = mem_try_array(values, sizeof **plan->signs);
        failed = failed || plan->signs[c] == NULL;
    }
    return failed ? ERR_MEMORY : 0;
}

static int plan_make(const struct table *table, const struct mapping *mapping, size_t source,
                     struct mention_table *out, struct table_plan *ret)
{
    size_t columns = table->column_count;
    *ret = (struct table_plan){.table = table, .mapping = mapping, .source = (uint16_t)source};
    ret->memo = mem_try_array(columns, sizeof *ret->memo);
    ret->signs = mem_try_array(columns, sizeof *ret->signs);
    ret->days = mem_try_array(columns, sizeof *ret->days);
    ret->simple = mem_try_array(columns, sizeof *ret->simple);
    ret->simple_middle = mem_try_array(columns, sizeof *ret->simple_middle);
    ret->field = mem_try_array(columns, sizeof *ret->field);
    ret->identifying = mem_try_array(columns, sizeof *ret->identifying);
    ret->column_subject = mem_try_array(columns, sizeof *ret->column_subject);
    if (ret->memo == NULL || ret->signs == NULL || ret->days == NULL || ret->simple == NULL ||
        ret->simple_middle == NULL || ret->field == NULL || ret->identifying == NULL ||
        ret->column_subject == NULL) {
        return ERR_MEMORY;
    }
    for (size_t c = 0; c < columns; c++) {
        int field = plan_field(out, &mapping->columns[c]);
        if (field < 0) {
            return field;
        }
        ret->field[c] = (uint8_t)field;
        int code = plan_column(ret, c);
        if (code != 0) {
            return code;
        }
    }
    plan_subjects(ret);
    return 0;
}

/* ---- one row ---- */

static int read_cell(struct builder *builder, const struct table_plan *plan, size_t column,
                     size_t row, uint32_t *ret)
{
    uint32_t raw = plan->table->columns[column].ids[row];
    uint32_t *memo = plan->memo[column];
    *ret = 0;
    if (raw == 0) {
        return 0;
    }
    if (memo[raw] == UNREAD) {
        const struct mapping_column *how = &plan->mapping->columns[column];
        struct role_context context = {how->date_order, plan->mapping->latest_year};
        UNZEROED char text[ROLE_TEXT_MAX];
        struct str cell = dictionary_text(&plan->table->columns[column].values, raw);
        uint32_t id = 0;
        if (role_table[how->role].read(cell, &context, text)) {
            int code =
                dictionary_add(&builder->out->dictionaries[plan->field[column]], str_of(text), &id);
            if (code != 0) {
                return code;
            }
        }
        memo[raw] = id;
    }
    *ret = memo[raw];
    return 0;
}

/* first_filled - the first column of a role that says something. */
static int first_filled(struct builder *builder, const struct table_plan *plan,
                        const struct subject_plan *from, enum role role, size_t row, uint32_t *ret)
{
    int code = 0;
    uint32_t id = 0;
    for (int p = 0; p < from->parts[role].count && id == 0 && code == 0; p++) {
        code = read_cell(builder, plan, from->parts[role].column[p], row, &id);
    }
    *ret = id != 0 ? id : *ret;
    return code;
}

static int read_birth_parts(struct builder *builder, const struct table_plan *plan,
                            const struct subject_plan *from, size_t row, uint32_t *ret)
{
    static const enum role roles[] = {ROLE_BIRTH_YEAR, ROLE_BIRTH_MONTH, ROLE_BIRTH_DAY};
    struct str part[3];
    size_t filled = 0;
    for (int i = 0; i < 3; i++) {
        const struct part_columns *columns = &from->parts[roles[i]];
        part[i] = columns->count > 0 ? table_cell(plan->table, row, columns->column[0]) : STR("");
        filled += part[i].len > 0;
    }
    struct date date;
    char text[DATE_TEXT_MAX];
    if (filled == 0 ||
        !date_from_parts(part[0], part[1], part[2], plan->mapping->latest_year, &date) ||
        date_text(date, text) == 0) {
        return 0;
    }
    return dictionary_add(&builder->out->dictionaries[FIELD_BIRTH_DATE], str_of(text), ret);
}

/* read_personal - what belongs to one subject alone, its name aside. */
static int read_personal(struct builder *builder, const struct table_plan *plan, int subject,
                         size_t row, uint32_t values[FIELDS_MAX], bool *ret_identified)
{
    static const enum role single[] = {ROLE_BIRTH_DATE, ROLE_SEX,        ROLE_PHONE,
                                       ROLE_EMAIL,      ROLE_NHS_NUMBER, ROLE_NATIONAL_INSURANCE};
    const struct subject_plan *from = &plan->subjects[subject];
    int code = 0;
    *ret_identified = false;
    for (size_t i = 0; i < sizeof single / sizeof *single && code == 0; i++) {
        int field = role_table[single[i]].field;
        code = first_filled(builder, plan, from, single[i], row, &values[field]);
        *ret_identified = *ret_identified || (values[field] != 0 && field != FIELD_SEX);
    }
    if (code == 0 && values[FIELD_BIRTH_DATE] == 0) {
        code = read_birth_parts(builder, plan, from, row, &values[FIELD_BIRTH_DATE]);
        *ret_identified = *ret_identified || values[FIELD_BIRTH_DATE] != 0;
    }
    for (size_t c = 0; c < plan->table->column_count && code == 0; c++) {
        uint32_t id = 0;
        if (plan->field[c] < FIELD_ATTRIBUTE || plan->field[c] >= FIELDS_MAX ||
            plan->column_subject[c] != subject || values[plan->field[c]] != 0) {
            continue;
        }
        code = read_cell(builder, plan, c, row, &id);
        values[plan->field[c]] = id;
        *ret_identified = *ret_identified || (id != 0 && plan->identifying[c]);
    }
    return code;
}

static int read_words(struct builder *builder, const struct table_plan *plan,
                      const struct subject_plan *from, enum role role, size_t row, uint32_t *ret)
{
    char text[TEXT_BYTES_MAX], sorted[TEXT_BYTES_MAX];
    struct str cell = part_text(plan, from, row, role, text, sizeof text);
    struct text folded;
    *ret = 0;
    if (cell.len == 0) {
        return 0;
    }
    text_fold(cell, &folded);
    struct str words = {sorted, words_sorted(text_str(&folded), sorted, sizeof sorted)};
    return words.len > 0 ? dictionary_add(&builder->out->dictionaries[FIELD_NAME], words, ret) : 0;
}

static void put_name(struct draft *draft, const struct named *named)
{
    draft->kind = named->kind;
    draft->values[FIELD_GIVEN] = named->given;
    draft->values[FIELD_MIDDLE] = named->middle;
    draft->values[FIELD_FAMILY] = named->family;
    draft->values[FIELD_FORMER_FAMILY] = named->former;
    draft->values[FIELD_NAME] = named->name;
    if (draft->values[FIELD_SEX] == 0) {
        draft->values[FIELD_SEX] = named->sex;
    }
}

static struct draft *draft_add(struct row_drafts *drafts, int subject, uint8_t kind)
{
    struct draft *draft = &drafts->draft[drafts->count];
    if (drafts->count == DRAFTS_MAX) {
        return draft - 1;
    }
    drafts->count++;
    *draft = (struct draft){.kind = kind, .subject = (uint8_t)subject};
    return draft;
}

/* draft_subject - the people and organisations that one subject's columns name. */
static int draft_subject(struct builder *builder, const struct table_plan *plan, int subject,
                         size_t row, struct row_drafts *drafts)
{
    const struct subject_plan *from = &plan->subjects[subject];
    uint32_t personal[FIELDS_MAX] = {0};
    bool identified = false;
    const struct named *named = NULL;
    int count = 0;
    int first = drafts->count;
    int code = read_personal(builder, plan, subject, row, personal, &identified);
    if (code == 0) {
        code = names_read(builder, plan, subject, row, &named, &count);
    }
    for (int i = 0; i < count && code == 0; i++) {
        struct named copy = named[i];
        if (copy.kind == MENTION_ORGANISATION && personal[FIELD_BIRTH_DATE] != 0) {
            code = names_force_person(builder, &copy);
        }
        struct draft *draft = draft_add(drafts, subject, copy.kind);
        if (i == 0) {
            memcpy(draft->values, personal, sizeof personal);
        }
        put_name(draft, &copy);
    }
    uint32_t organisation = 0;
    if (code == 0 && from->parts[ROLE_ORGANISATION].count > 0) {
        code = read_words(builder, plan, from, ROLE_ORGANISATION, row, &organisation);
    }
    if (organisation != 0) {
        struct draft *draft = draft_add(drafts, subject, MENTION_ORGANISATION);
        if (count == 0) {
            memcpy(draft->values, personal, sizeof personal);
        }
        draft->values[FIELD_NAME] = organisation;
    }
    if (subject == 0 && drafts->count == first && identified &&
        plan->mapping->kind == MAPPING_PEOPLE) {
        memcpy(draft_add(drafts, subject, MENTION_PERSON)->values, personal, sizeof personal);
    }
    return code;
}

static void put_place(struct draft *draft, const struct place_ids *place)
{
    draft->values[FIELD_UPRN] = place->uprn;
    draft->values[FIELD_PREMISE] = place->premise;
    draft->values[FIELD_STREET] = place->street;
    draft->values[FIELD_TOWN] = place->town;
    draft->values[FIELD_POSTCODE] = place->postcode;
}

static int read_place(struct builder *builder, const struct table_plan *plan, int subject,
                      size_t row, struct place_ids *ret)
{
    int code = places_read(builder, plan, subject, row, ret);
    if (code == 0) {
        code = first_filled(builder, plan, &plan->subjects[subject], ROLE_UPRN, row, &ret->uprn);
    }
    ret->usable = ret->usable || ret->uprn != 0;
    return code;
}

/* draft_rest - a row that names nobody is a property, or something of no known kind. */
static int draft_rest(struct builder *builder, const struct table_plan *plan, size_t row,
                      bool property, struct row_drafts *drafts)
{
    uint32_t personal[FIELDS_MAX] = {0};
    bool identified;
    uint32_t name = 0;
    int code = read_personal(builder, plan, 0, row, personal, &identified);
    if (code == 0 && plan->subjects[0].parts[ROLE_THING_NAME].count > 0) {
        code = read_words(builder, plan, &plan->subjects[0], ROLE_THING_NAME, row, &name);
    }
    bool contact = personal[FIELD_PHONE] != 0 || personal[FIELD_EMAIL] != 0;
    bool place = property && name == 0 && !contact;
    struct draft *draft = draft_add(drafts, 0, place ? MENTION_PROPERTY : MENTION_UNKNOWN);
    if (!place) {
        memcpy(draft->values, personal, sizeof personal);
        draft->values[FIELD_NAME] = name;
    }
    return code;
}

/* In the order of kinds; within a kind, of subjects and names as they came. */
static void sort_drafts(struct row_drafts *drafts)
{
    for (int i = 1; i < drafts->count; i++) {
        struct draft moved = drafts->draft[i];
        int at = i;
        while (at > 0 && drafts->draft[at - 1].kind > moved.kind) {
            drafts->draft[at] = drafts->draft[at - 1];
            at--;
        }
        if (at != i) {
            drafts->draft[at] = moved;
        }
    }
}

/* draft_relations - the row's dates and who stands beside whom, for each of its people. */
static int draft_relations(struct builder *builder, const struct table_plan *plan, size_t row,
                           struct row_drafts *drafts)
{
    struct companion people[DRAFTS_MAX];
    int which[DRAFTS_MAX];
    int count = 0;
    uint32_t stay;
    int code = stay_read(builder, plan, row, &stay);
    for (int i = 0; i < drafts->count; i++) {
        struct draft *draft = &drafts->draft[i];
        if (draft->kind == MENTION_PERSON) {
            draft->values[FIELD_STAY] = stay;
            which[count] = i;
            people[count++] =
                (struct companion){draft->values[FIELD_GIVEN], draft->values[FIELD_FAMILY]};
        }
    }
    for (int p = 0; p < count && count > 1 && code == 0; p++) {
        code = companions_add(builder, people, count, p,
                              &drafts->draft[which[p]].values[FIELD_COMPANION]);
    }
    return code;
}

static int draft_row(struct builder *builder, const struct table_plan *plan, size_t row,
                     struct row_drafts *ret)
{
    struct place_ids shared = {0};
    ret->count = 0;
    int code = read_place(builder, plan, 0, row, &shared);
    for (int s = 0; s < plan->subject_count && code == 0; s++) {
        code = draft_subject(builder, plan, s, row, ret);
    }
    if (code == 0 && ret->count == 0) {
        code = draft_rest(builder, plan, row, shared.usable, ret);
    }
    for (int i = 0; i < ret->count && code == 0; i++) {
        struct draft *draft = &ret->draft[i];
        struct place_ids place = shared;
        draft->row_place = !plan->subjects[draft->subject].own_place;
        if (!draft->row_place) {
            code = read_place(builder, plan, draft->subject, row, &place);
        }
        put_place(draft, &place);
    }
    ret->property = shared.usable;
    code = code ? code : draft_relations(builder, plan, row, ret);
    sort_drafts(ret);
    return code;
}

/* ---- the table of mentions ---- */

struct growth {
    size_t places, rows; /* capacities */
};

static int reserve(struct mention_table *out, struct growth *growth, size_t count)
{
    void *places = out->places;
    void *rows = out->rows;
    int code = mem_try_grow(&places, &growth->places, count, sizeof *out->places);
    out->places = places;
    if (code == 0) {
        code = mem_try_grow(&rows, &growth->rows, count * out->row_width, sizeof *out->rows);
        out->rows = rows;
    }
    return code;
}

static int emit(struct mention_table *out, struct growth *growth, const struct table_plan *plan,
                size_t row, const struct row_drafts *drafts)
{
    int code = reserve(out, growth, out->count + (size_t)drafts->count);
    bool carried = false;
    for (int i = 0; i < drafts->count && code == 0; i++) {
        const struct draft *draft = &drafts->draft[i];
        bool carries =
            drafts->property && draft->row_place && !carried && draft->kind != MENTION_PROPERTY;
        carried = carried || carries;
        out->places[out->count] = (struct mention_place){.row = (uint32_t)row,
                                                         .source = plan->source,
                                                         .number = (uint16_t)(i + 1),
                                                         .kind = draft->kind,
                                                         .subject = draft->subject,
                                                         .carries_property = carries};
        uint32_t *next = mention_row(out, out->count++);
        next[0] = 0;
        for (size_t f = 0; f < out->field_count; f++) {
            next[out->place[f]] = draft->values[f];
        }
    }
    return code;
}

/* expected_mentions - about how many mentions rows will give, so that memory is asked for once. */
static size_t expected_mentions(const struct table_plan *plan, size_t from_row, size_t to_row)
{
    size_t count = to_row - from_row;
    for (int s = 0; s < plan->subject_count; s++) {
        const struct subject_plan *from = &plan->subjects[s];
        const struct part_columns *full = &from->parts[ROLE_FULL_NAME];
        const struct part_columns *part = from->split_name ? &from->parts[ROLE_FAMILY_NAME] : full;
        size_t column = part->count > 0 ? part->column[0] : SIZE_MAX;
        for (size_t r = from_row; r < to_row && s > 0 && column != SIZE_MAX; r++) {
            count += plan->table->columns[column].ids[r] != 0;
        }
    }
    return count + count / 64;
}

static int build_rows(struct builder *builder, const struct table_plan *plan, struct growth *growth,
                      size_t from, size_t to)
{
    struct row_drafts *drafts = mem_try_array(1, sizeof *drafts);
    int code = drafts == NULL ? ERR_MEMORY : 0;
    for (size_t row = from; row < to && code == 0; row++) {
        code = draft_row(builder, plan, row, drafts);
        if (code == 0) {
            code = emit(builder->out, growth, plan, row, drafts);
        }
    }
    mem_free(drafts);
    return code;
}

/* ---- pieces of tables, built side by side, then put together ---- */

/* Some rows of one table, built into a table of mentions of its own. */
struct piece {
    const struct table *table;
    const struct mapping *mapping;
    size_t source, from, to;
    struct mention_table out;
    uint32_t *id[FIELDS_MAX]; /* by a value's id in the piece: its id in the whole */
    size_t first;             /* of its mentions among all */
};

struct pieces {
    struct piece *at;
    size_t count;
    struct mention_table *whole;
};

void builder_free(struct builder *builder)
{
    mem_free(builder->names);
    mem_free(builder->name_keys);
    mem_free(builder->places);
    mem_free(builder->place_keys);
}

static int build_piece(struct piece *piece)
{
    struct table_plan plan;
    struct growth growth = {0};
    struct builder builder = {.out = &piece->out, .cache_bits = 1};
    while (builder.cache_bits < CACHE_BITS_MAX &&
           (size_t)1 << builder.cache_bits < piece->to - piece->from) {
        builder.cache_bits++;
    }
    int code = plan_make(piece->table, piece->mapping, piece->source, &piece->out, &plan);
    code = code ? code : names_begin(&builder, &plan);
    code = code ? code : places_begin(&builder, &plan);
    if (code == 0) {
        size_t expected = expected_mentions(&plan, piece->from, piece->to);
        code = reserve(&piece->out, &growth, expected);
    }
    if (code == 0) {
        code = build_rows(&builder, &plan, &growth, piece->from, piece->to);
    }
    builder_free(&builder);
    plan_free(&plan);
    for (size_t f = 0; f < piece->out.field_count; f++) {
        dictionary_seal(&piece->out.dictionaries[f]);
    }
    return code;
}

static int build_pieces(void *context, size_t from, size_t to, int thread)
{
    struct pieces *pieces = context;
    int code = 0;
    (void)thread;
    for (size_t i = from; i < to && code == 0; i++) {
        code = build_piece(&pieces->at[i]);
    }
    return code;
}

/* add_values - the values of a piece's dictionary to the whole's. Looking ahead lets the waits for
 * memory overlap. */
static int add_values(const struct dictionary *part, struct dictionary *whole, uint32_t *ret_ids)
{
    enum { AHEAD = 8 };
    int code = 0;
    for (uint32_t id = 1; id < part->count && code == 0; id++) {
        if (id + 2 * AHEAD < part->count) {
            dictionary_near(whole, part->hash[id + 2 * AHEAD]);
        }
        if (id + AHEAD < part->count) {
            dictionary_nearer(whole, part->hash[id + AHEAD]);
        }
        code =
            dictionary_add_hashed(whole, dictionary_text(part, id), part->hash[id], &ret_ids[id]);
    }
    return code;
}

/* join_fields - one dictionary a field from those of all pieces. A dictionary numbers values in the
 * order in which they are first met, and pieces are taken in the order of rows, so the ids are
 * those that one pass over all rows would have given. */
static int join_fields(void *context, size_t from, size_t to, int thread)
{
    struct pieces *pieces = context;
    (void)thread;
    for (size_t f = from; f < to; f++) {
        for (size_t i = 0; i < pieces->count; i++) {
            struct dictionary *part = &pieces->at[i].out.dictionaries[f];
            uint32_t *ids = mem_try_array((size_t)part->count + 1, sizeof *ids);
            pieces->at[i].id[f] = ids;
            int code =
                ids == NULL ? ERR_MEMORY : add_values(part, &pieces->whole->dictionaries[f], ids);
            if (code != 0) {
                return code;
            }
            dictionary_free(part);
        }
        dictionary_seal(&pieces->whole->dictionaries[f]);
    }
    return 0;
}

/* move_mentions - the mentions of pieces to their places in the whole. */
static int move_mentions(void *context, size_t from, size_t to, int thread)
{
    struct pieces *pieces = context;
    struct mention_table *whole = pieces->whole;
    size_t fields = whole->field_count;
    (void)thread;
    for (size_t i = from; i < to; i++) {
        struct piece *piece = &pieces->at[i];
        for (size_t m = 0; m < piece->out.count; m++) {
            const uint32_t *from_row = mention_row(&piece->out, m);
            uint32_t *row = mention_row(whole, piece->first + m);
            for (size_t f = 0; f < fields; f++) {
                row[whole->place[f]] = piece->id[f][row_value(&piece->out, from_row, (int)f)];
            }
        }
        if (piece->out.count > 0) {
            memcpy(whole->places + piece->first, piece->out.places,
                   piece->out.count * sizeof *whole->places);
        }
        mention_table_free(&piece->out);
    }
    return 0;
}

static int join_pieces(struct pieces *pieces, int threads)
{
    struct mention_table *whole = pieces->whole;
    int code = parallel_for(threads, whole->field_count, 1, join_fields, pieces);
    for (size_t i = 0; i < pieces->count; i++) {
        pieces->at[i].first = whole->count;
        whole->count += pieces->at[i].out.count;
    }
    if (code != 0) {
        return code;
    }
    whole->places = mem_try_array(whole->count, sizeof *whole->places);
    bool filled[FIELDS_MAX] = {false};
    for (size_t f = 0; f < whole->field_count; f++) {
        filled[f] = whole->dictionaries[f].count > 1;
    }
    mention_table_lay_out(whole, filled);
    whole->rows = mem_try_array(whole->count * whole->row_width, sizeof *whole->rows);
    if (whole->places == NULL || whole->rows == NULL) {
        return ERR_MEMORY;
    }
    return parallel_for(threads, pieces->count, 1, move_mentions, pieces);
}

/* cut - tables into pieces of `rows` rows at most; ret has room for all, or is NULL to count them.
 * */
static size_t cut(const struct table *tables, const struct mapping *mappings, size_t count,
                  size_t rows, const struct mention_table *fields, struct piece *ret)
{
    size_t made = 0;
    for (size_t t = 0; t < count; t++) {
        size_t parts = (tables[t].row_count + rows - 1) / rows;
        for (size_t i = 0; i < parts; i++, made++) {
            if (ret != NULL) {
                ret[made] = (struct piece){.table = &tables[t],
                                           .mapping = &mappings[t],
                                           .source = t,
                                           .from = tables[t].row_count * i / parts,
                                           .to = tables[t].row_count * (i + 1) / parts,
                                           .out = *fields};
            }
        }
    }
    return made;
}

static int build_tables(struct mention_table *out, const struct table *tables,
                        const struct mapping *mappings, size_t count, int threads)
{
    size_t rows = 0;
    for (size_t t = 0; t < count; t++) {
        rows += tables[t].row_count;
    }
    if (threads > 1) { /* some pieces more than threads: rows differ in cost */
        rows = rows / ((size_t)threads * 4);
        rows = rows < PIECE_ROWS_MIN ? PIECE_ROWS_MIN : rows;
    }
    rows += rows == 0;
    struct mention_table fields = {.field_count = out->field_count,
                                   .attribute_count = out->attribute_count};
    bool filled[FIELDS_MAX];
    memset(filled, true, sizeof filled); /* which are not is known once all rows are read */
    mention_table_lay_out(&fields, filled);
    memcpy(fields.attribute_name, out->attribute_name, sizeof fields.attribute_name);
    struct pieces pieces = {.count = cut(tables, mappings, count, rows, &fields, NULL),
                            .whole = out};
    pieces.at = mem_try_array(pieces.count, sizeof *pieces.at);
    if (pieces.at == NULL) {
        return ERR_MEMORY;
    }
    cut(tables, mappings, count, rows, &fields, pieces.at);
    int code = parallel_for(threads, pieces.count, 1, build_pieces, &pieces);
    code = code ? code : join_pieces(&pieces, threads);
    for (size_t i = 0; i < pieces.count; i++) {
        for (size_t f = 0; f < FIELDS_MAX; f++) {
            mem_free(pieces.at[i].id[f]);
        }
        mention_table_free(&pieces.at[i].out);
    }
    mem_free(pieces.at);
    return code;
}

/* own_names - copy the names of sources and attributes behind the array of sources, so that one
 * block holds them. */
static int own_names(const struct table *tables, size_t count, struct mention_table *out)
{
    size_t bytes = 0;
    for (size_t t = 0; t < count; t++) {
        bytes += tables[t].name.len;
    }
    for (size_t a = 0; a < out->attribute_count; a++) {
        bytes += out->attribute_name[a].len;
    }
    out->source_names = mem_try_array(count * sizeof *out->source_names + bytes + 1, 1);
    if (out->source_names == NULL) {
        return ERR_MEMORY;
    }
    out->source_count = count;
    char *text = (char *)(out->source_names + count);
    for (size_t i = 0; i < count + out->attribute_count; i++) {
        struct str from = i < count ? tables[i].name : out->attribute_name[i - count];
        if (from.len > 0) {
            memcpy(text, from.ptr, from.len);
        }
        *(i < count ? &out->source_names[i] : &out->attribute_name[i - count]) =
            (struct str){text, from.len};
        text += from.len;
    }
    return 0;
}

static int build_all(struct mention_table *out, const struct table *tables,
                     const struct mapping *mappings, size_t count, int threads)
{
    int code = count > SOURCES_MAX ? ERR_LIMIT : 0;
    /* Attributes first, of all tables, so that every mention has the same fields. */
    for (size_t t = 0; t < count && code == 0; t++) {
        for (size_t c = 0; c < tables[t].column_count && code >= 0; c++) {
            code = plan_field(out, &mappings[t].columns[c]);
        }
        code = code > 0 ? 0 : code;
    }
    out->field_count = FIELD_ATTRIBUTE + out->attribute_count;
    for (size_t f = 0; f < out->field_count && code == 0; f++) {
        uint32_t missing;
        code = dictionary_add(&out->dictionaries[f], STR(""), &missing);
    }
    code = code ? code : build_tables(out, tables, mappings, count, threads);
    return code ? code : own_names(tables, count, out);
}

int mention_table_build(const struct table *tables, const struct mapping *mappings, size_t count,
                        int threads, struct mention_table *ret, struct err *err)
{
    struct mention_table out = {0};
    threads = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : threads;
    int code = build_all(&out, tables, mappings, count, threads);
    if (code != 0) {
        mention_table_free(&out);
    }
    if (code == ERR_MEMORY) {
        return err_set(err, code, "out of memory while standardising rows");
    }
    if (code != 0) {
        return err_set(err, code,
                       "more than %d attributes, %d sources, or 4 GB of different values: set some "
                       "columns to ignore",
                       ATTRIBUTES_MAX, SOURCES_MAX);
    }
    *ret = out;
    return 0;
}

void mention_table_free(struct mention_table *mentions)
{
    for (size_t f = 0; f < FIELDS_MAX; f++) {
        dictionary_free(&mentions->dictionaries[f]);
    }
    mem_free(mentions->places);
    mem_free(mentions->rows);
    mem_free(mentions->source_names);
    mem_free(mentions->decisions);
    mem_free(mentions->decided);
    *mentions = (struct mention_table){0};
}
