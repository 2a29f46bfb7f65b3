/* mention_names.c - a subject's name columns to people, organisations and estates. */
#include "mention_parts.h"

#include "hash.h"
#include "name_tokens.h"
#include "unzeroed.h"
#include "wordlist.h"

#include <stdio.h>

enum { SORTED_WORDS_MAX = 64, CELLS_BYTES = 400 };

static const enum role name_roles[] = {ROLE_TITLE,       ROLE_GIVEN_NAME,  ROLE_MIDDLE_NAME,
                                       ROLE_FAMILY_NAME, ROLE_FORMER_NAME, ROLE_FULL_NAME};
enum { NAME_ROLES = sizeof name_roles / sizeof *name_roles };

int part_key_max(const struct table_plan *plan, const enum role *roles, size_t role_count)
{
    int most = 1;
    for (int s = 0; s < plan->subject_count; s++) {
        int count = 1;
        for (size_t i = 0; i < role_count; i++) {
            count += plan->subjects[s].parts[roles[i]].count;
        }
        most = count > most ? count : most;
    }
    return most < KEY_MAX ? most : KEY_MAX;
}

int names_begin(struct builder *builder, const struct table_plan *plan)
{
    size_t entries = (size_t)1 << builder->cache_bits;
    builder->name_key_max = part_key_max(plan, name_roles, NAME_ROLES);
    builder->names = mem_try_array(entries, sizeof *builder->names);
    builder->name_keys =
        mem_try_array(entries * (size_t)builder->name_key_max, sizeof *builder->name_keys);
    return builder->names == NULL || builder->name_keys == NULL ? ERR_MEMORY : 0;
}

uint64_t part_key(const struct table_plan *plan, const struct subject_plan *subject, size_t row,
                  const enum role *roles, size_t role_count, uint32_t seed, uint32_t key[KEY_MAX],
                  int *ret_count)
{
    int count = 0;
    uint64_t hash = seed;
    key[count++] = seed;
    for (size_t i = 0; i < role_count; i++) {
        const struct part_columns *parts = &subject->parts[roles[i]];
        for (int p = 0; p < parts->count && count < KEY_MAX; p++) {
            key[count] = plan->table->columns[parts->column[p]].ids[row];
            hash = hash_join(hash, key[count++]);
        }
    }
    *ret_count = count;
    return hash | 1;
}

unsigned cell_signs(const struct table_plan *plan, size_t column, size_t row)
{
    uint32_t raw = plan->table->columns[column].ids[row];
    uint8_t *signs = plan->signs[column];
    if (raw == 0) {
        return 0;
    }
    if (signs[raw] == 0) {
        enum role role = plan->mapping->columns[column].role;
        bool whole_address =
            role == ROLE_ADDRESS &&
            plan->subjects[plan->column_subject[column]].parts[ROLE_ADDRESS].count == 1;
        if (role == ROLE_FULL_NAME || whole_address) {
            /* name_parse and address_parse see to whole cells by themselves. */
            return signs[raw] = SIGN_READ;
        }
        struct str cell = dictionary_text(&plan->table->columns[column].values, raw);
        bool place = (role_table[role].flags & ROLE_SHARED) != 0;
        signs[raw] = SIGN_READ;
        signs[raw] |= text_is_placeholder(cell) ? SIGN_PLACEHOLDER : 0;
        signs[raw] |= place ? (address_is_no_fixed_abode(cell) ? SIGN_NO_ABODE : 0)
                            : (uint8_t)name_signs(cell);
    }
    return signs[raw];
}

unsigned part_signs(const struct table_plan *plan, const struct subject_plan *subject, size_t row,
                    enum role role)
{
    unsigned signs = 0;
    for (int p = 0; p < subject->parts[role].count; p++) {
        signs |= cell_signs(plan, subject->parts[role].column[p], row);
    }
    return signs;
}

struct str part_text(const struct table_plan *plan, const struct subject_plan *subject, size_t row,
                     enum role role, char *text, size_t size)
{
    const struct part_columns *parts = &subject->parts[role];
    struct str only = STR("");
    size_t len = 0;
    int filled = 0;
    for (int p = 0; p < parts->count; p++) {
        struct str cell = table_cell(plan->table, row, parts->column[p]);
        if (cell.len == 0 || (cell_signs(plan, parts->column[p], row) & SIGN_PLACEHOLDER)) {
            continue;
        }
        only = cell;
        filled++;
        if (parts->count > 1 && len + cell.len + 2 < size) {
            if (len > 0) {
                text[len++] = ' ';
            }
            memcpy(text + len, cell.ptr, cell.len);
            len += cell.len;
        }
    }
    return filled > 1 ? (struct str){text, len} : only;
}

size_t words_sorted(struct str folded, char *ret, size_t size)
{
    struct str words[SORTED_WORDS_MAX];
    size_t count = 0, len = 0;
    while (count < SORTED_WORDS_MAX && str_next_token(&folded, ' ', &words[count])) {
        count++;
    }
    for (size_t i = 1; i < count; i++) { /* names have few words */
        struct str word = words[i];
        size_t at = i;
        for (; at > 0 && str_cmp(words[at - 1], word) > 0; at--) {
            words[at] = words[at - 1];
        }
        words[at] = word;
    }
    for (size_t i = 0; i < count; i++) {
        bool again = i > 0 && str_eq(words[i], words[i - 1]);
        if (again || len + words[i].len + 2 > size) {
            continue;
        }
        if (len > 0) {
            ret[len++] = ' ';
        }
        memcpy(ret + len, words[i].ptr, words[i].len);
        len += words[i].len;
    }
    ret[len] = '\0';
    return len;
}

/* The cells behind one subject's name. */
struct cells {
    struct str title, given, middle, family, former;
    struct str full[PARTS_MAX];
    int full_count;
    enum name_order order[PARTS_MAX];
    char text[4][CELLS_BYTES];
    bool several; /* the given name, or the family name alone, may hold several people */
    bool odd;     /* something of an estate, or of nobody */
};

static struct str join(struct str a, struct str b, char *text, size_t size)
{
    int len = snprintf(text, size, "%.*s%s%.*s", PRI(a), a.len > 0 && b.len > 0 ? " " : "", PRI(b));
    return (struct str){text, len < 0 ? 0 : (size_t)len < size ? (size_t)len : size - 1};
}

/* Does a folded text have a word that only stands with estates and empty homes? */
static bool is_odd(struct str folded)
{
    static const struct str starts[] = {
        STR_INIT("exor"),        STR_INIT("exec"),     STR_INIT("estate"),   STR_INIT("dec"),
        STR_INIT("late"),        STR_INIT("occupier"), STR_INIT("resident"), STR_INIT("reps"),
        STR_INIT("householder"), STR_INIT("ysgutor"),  STR_INIT("ymadaw"),   STR_INIT("deiliad"),
        STR_INIT("preswyl"),     STR_INIT("void"),     STR_INIT("vacant"),   STR_INIT("gwag")};
    struct str word;
    while (str_next_token(&folded, ' ', &word)) {
        for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
            if (word.ptr[0] == starts[i].ptr[0] && str_starts(word, starts[i])) {
                return true;
            }
        }
    }
    return false;
}

unsigned name_signs(struct str cell)
{
    static const struct str several[] = {STR_INIT("&"),     STR_INIT("+"),     STR_INIT("/"),
                                         STR_INIT(" and "), STR_INIT(" AND "), STR_INIT(" And ")};
    UNZEROED struct text folded;
    text_fold(cell, &folded);
    unsigned signs = is_odd(text_str(&folded)) ? SIGN_ODD : 0;
    /* Folding leaves a space for whatever stands between two names. */
    bool words = str_find(text_str(&folded), STR(" ")) > 0;
    for (size_t i = 0; i < sizeof several / sizeof *several && words; i++) {
        signs |= str_find(cell, several[i]) > 0 ? SIGN_SEVERAL : 0;
    }
    return signs;
}

/* parse_unusual - given and family columns that hold an estate, nobody, a couple ("John & Mary" |
 * "Evans") or, with no given name, a firm. Returns how many, 0 when it is one ordinary person. */
static int parse_unusual(const struct cells *cells, struct name ret[NAME_PERSONS_MAX])
{
    bool firm = cells->given.len == 0 && str_find(cells->family, STR(" ")) > 0;
    if (!cells->several && !firm && !cells->odd) {
        return 0;
    }
    char text[2 * CELLS_BYTES], titled[3 * CELLS_BYTES];
    struct str both = join(cells->given, cells->family, text, sizeof text);
    struct str all = join(cells->title, both, titled, sizeof titled);
    int count = name_parse(all, cells->given.len > 0 ? NAME_GIVEN_FIRST : NAME_FAMILY_FIRST, ret);
    bool person =
        count <= 1 && (count == 0 || ret[0].kind == NAME_PERSON || ret[0].kind == NAME_MISSING);
    bool wrong = count == 1 && ret[0].kind == NAME_ORGANISATION && cells->given.len > 0;
    return person || wrong ? 0 : count;
}

/* add_words - the words of `more` into name->all. */
static void add_words(struct name *name, struct str more)
{
    char text[2 * TEXT_BYTES_MAX];
    int len = snprintf(text, sizeof text, "%s %.*s", name->all, PRI(more));
    size_t kept = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    char sorted[TEXT_BYTES_MAX];
    words_sorted((struct str){text, kept}, sorted, sizeof sorted);
    memcpy(name->all, sorted, sizeof sorted);
}

static void add_former(struct name *name, struct str former)
{
    struct name parsed;
    if (former.len == 0 || !name_from_parts(STR(""), STR(""), STR(""), former, &parsed)) {
        return;
    }
    if (strcmp(parsed.family, name->family) != 0 && name->former_family[0] == '\0') {
        memcpy(name->former_family, parsed.family, sizeof name->former_family);
    }
    add_words(name, str_of(parsed.family));
}

static char sex_of_title(struct str title)
{
    struct name name;
    return title.len > 0 && name_from_parts(title, STR("a"), STR(""), STR(""), &name) ? name.sex
                                                                                      : 0;
}

/* parse_cells - everything that the cells name. */
static int parse_cells(const struct cells *cells, bool split, struct name ret[NAME_PERSONS_MAX])
{
    int count = 0;
    int used = 0; /* full-name columns that gave the name itself */
    if (split) {
        count = parse_unusual(cells, ret);
        if (count == 0 &&
            name_from_parts(cells->title, cells->given, cells->middle, cells->family, &ret[0])) {
            ret[0].kind = NAME_PERSON;
            count = 1;
        }
    }
    while (count == 0 && used < cells->full_count) {
        char text[2 * CELLS_BYTES];
        struct str full = cells->odd && cells->title.len > 0
                              ? join(cells->title, cells->full[used], text, sizeof text)
                              : cells->full[used];
        count = full.len > 0 ? name_parse(full, cells->order[used], ret) : 0;
        used++;
    }
    if (count == 0) {
        return 0;
    }
    if (ret[0].sex == 0 && ret[0].kind == NAME_PERSON) {
        ret[0].sex = sex_of_title(cells->title);
    }
    for (int i = used; i < cells->full_count; i++) {
        struct name more[NAME_PERSONS_MAX];
        if (cells->full[i].len > 0 && name_parse(cells->full[i], cells->order[i], more) > 0) {
            add_words(&ret[0], str_of(more[0].all));
        }
    }
    add_former(&ret[0], cells->former);
    return count;
}

static int name_ids(struct builder *builder, const struct name *name, struct named *ret)
{
    static const uint8_t kinds[] = {[NAME_MISSING] = MENTION_KINDS,
                                    [NAME_PERSON] = MENTION_PERSON,
                                    [NAME_ORGANISATION] = MENTION_ORGANISATION,
                                    [NAME_ESTATE] = MENTION_ESTATE,
                                    [NAME_NOBODY] = MENTION_NOBODY};
    *ret = (struct named){.kind = kinds[name->kind]};
    if (name->kind == NAME_MISSING || name->kind == NAME_NOBODY) {
        return 0;
    }
    char sex[2] = {name->sex, '\0'};
    struct dictionary *fields = builder->out->dictionaries;
    const struct dictionary_value parts[] = {
        {&fields[FIELD_NAME], str_of(name->all), &ret->name},
        {&fields[FIELD_GIVEN], str_of(name->given), &ret->given},
        {&fields[FIELD_MIDDLE], str_of(name->middle), &ret->middle},
        {&fields[FIELD_FAMILY], str_of(name->family), &ret->family},
        {&fields[FIELD_FORMER_FAMILY], str_of(name->former_family), &ret->former},
        {&fields[FIELD_SEX], str_of(sex), &ret->sex}};
    return dictionary_add_values(
        parts, name->kind == NAME_ORGANISATION ? 1 : sizeof parts / sizeof *parts);
}

static void gather(const struct table_plan *plan, const struct subject_plan *subject, size_t row,
                   struct cells *ret)
{
    ret->title = part_text(plan, subject, row, ROLE_TITLE, NULL, 0);
    ret->given = part_text(plan, subject, row, ROLE_GIVEN_NAME, ret->text[0], CELLS_BYTES);
    ret->middle = part_text(plan, subject, row, ROLE_MIDDLE_NAME, ret->text[1], CELLS_BYTES);
    ret->family = part_text(plan, subject, row, ROLE_FAMILY_NAME, ret->text[2], CELLS_BYTES);
    ret->former = part_text(plan, subject, row, ROLE_FORMER_NAME, ret->text[3], CELLS_BYTES);
    unsigned title = part_signs(plan, subject, row, ROLE_TITLE);
    unsigned given = part_signs(plan, subject, row, ROLE_GIVEN_NAME);
    unsigned family = part_signs(plan, subject, row, ROLE_FAMILY_NAME);
    ret->several = ((given | (ret->given.len == 0 ? family : 0)) & SIGN_SEVERAL) != 0;
    ret->odd = ((title | given | family) & SIGN_ODD) != 0;
    const struct part_columns *full = &subject->parts[ROLE_FULL_NAME];
    ret->full_count = full->count;
    for (int i = 0; i < full->count; i++) {
        struct str cell = table_cell(plan->table, row, full->column[i]);
        ret->full[i] = cell;
        ret->order[i] = plan->mapping->columns[full->column[i]].name_order;
    }
}

/* ---- simple names: most rows, at the cost of one look-up a cell ---- */

/* Words that join what stands beside them into one name. */
static bool is_particle(struct str word)
{
    static const struct word_row particles[] = {
        {"ab", 1},    {"abu", 1}, {"af", 1},    {"al", 1},    {"ap", 1},    {"av", 1},
        {"ben", 1},   {"bin", 1}, {"bint", 1},  {"binti", 1}, {"da", 1},    {"dal", 1},
        {"das", 1},   {"de", 1},  {"del", 1},   {"della", 1}, {"den", 1},   {"der", 1},
        {"di", 1},    {"do", 1},  {"dos", 1},   {"du", 1},    {"e", 1},     {"el", 1},
        {"ferch", 1}, {"i", 1},   {"ibn", 1},   {"la", 1},    {"le", 1},    {"les", 1},
        {"mac", 1},   {"mc", 1},  {"merch", 1}, {"o", 1},     {"saint", 1}, {"san", 1},
        {"st", 1},    {"ten", 1}, {"ter", 1},   {"van", 1},   {"verch", 1}, {"von", 1},
        {"y", 1},     {"zu", 1},  {"zur", 1},
    };
    return word.len > 1 &&
           wordlist_find(particles, sizeof particles / sizeof *particles, word) != NULL;
}

/* Do several words mean nothing but themselves, whatever stands in the columns beside them? */
static bool are_plain_words(struct str cell, struct str folded)
{
    struct str word;
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.ptr[i] != 0 && strchr(",&/;()+[]{}", cell.ptr[i]) != NULL) {
            return false;
        }
    }
    while (str_next_token(&folded, ' ', &word)) {
        struct name_token token = {.word = word, .meaning = name_word_meaning(word)};
        bool initials = word.len > 1 && name_token_is_initial(&token);
        if (token.meaning != 0 || initials || ascii_is_digit(word.ptr[0]) || is_particle(word)) {
            return false;
        }
    }
    return true;
}

/* plain_parts - of a cell that gives the same wherever it stands: the part of the name that its
 * column is for and, of a given name of several words, the middle name. */
static bool plain_parts(enum role role, struct str cell, struct str word, struct name *name,
                        struct str *ret_part, struct str *ret_middle)
{
    bool one = str_find(word, STR(" ")) < 0;
    bool given = role == ROLE_GIVEN_NAME;
    bool middle = role == ROLE_MIDDLE_NAME;
    *ret_middle = STR("");
    if ((one ? is_particle(word) : !are_plain_words(cell, word)) ||
        !name_from_parts(STR(""),
                         given    ? cell
                         : middle ? STR("j")
                                  : STR(""),
                         middle ? cell : STR(""), role == ROLE_FAMILY_NAME ? cell : STR(""),
                         name) ||
        name->sex != 0 || name->former_family[0] != '\0') {
        return false;
    }
    *ret_part = str_of(given ? name->given : middle ? name->middle : name->family);
    if (!given) {
        return str_eq(*ret_part, word);
    }
    *ret_middle = str_of(name->middle);
    size_t gap = ret_middle->len > 0;
    return ret_part->len + gap + ret_middle->len == word.len && str_starts(word, *ret_part) &&
           str_ends(word, *ret_middle);
}

/* first_simple - the first look at a cell: its value's id where it is plain. */
static int first_simple(struct builder *builder, const struct table_plan *plan, size_t column,
                        size_t row, uint32_t *ret, uint32_t *ret_middle)
{
    enum role role = plan->mapping->columns[column].role;
    struct str cell = table_cell(plan->table, row, column);
    unsigned signs = cell_signs(plan, column, row);
    struct dictionary *dictionaries = builder->out->dictionaries;
    struct text folded;
    struct name name;
    struct str part, middle;
    *ret = NOT_SIMPLE;
    if (signs & SIGN_PLACEHOLDER) {
        *ret = 0;
        return 0;
    }
    if (signs & (SIGN_ODD | SIGN_SEVERAL) && !(role == ROLE_TITLE && !(signs & SIGN_ODD))) {
        return 0;
    }
    if (role == ROLE_TITLE) {
        char sex[2] = {sex_of_title(cell), '\0'};
        return dictionary_add(&dictionaries[FIELD_SEX], str_of(sex), ret);
    }
    text_fold(cell, &folded);
    if (!plain_parts(role, cell, text_str(&folded), &name, &part, &middle)) {
        return 0;
    }
    int field = role == ROLE_GIVEN_NAME    ? FIELD_GIVEN
                : role == ROLE_MIDDLE_NAME ? FIELD_MIDDLE
                                           : FIELD_FAMILY;
    int code = dictionary_add(&dictionaries[field], part, ret);
    if (code == 0 && ret_middle != NULL) {
        code = dictionary_add(&dictionaries[FIELD_MIDDLE], middle, ret_middle);
    }
    return code;
}

/* read_simple - the field's value id of a cell that is plain; 0 for an empty one. *ret_middle is
 * set where a given name has a middle name behind it. */
static int read_simple(struct builder *builder, const struct table_plan *plan, size_t column,
                       size_t row, uint32_t *ret, uint32_t *ret_middle)
{
    uint32_t raw = plan->table->columns[column].ids[row];
    uint32_t *simple = &plan->simple[column][raw];
    uint32_t *middle =
        plan->simple_middle[column] != NULL ? &plan->simple_middle[column][raw] : NULL;
    int code = 0;
    *ret = 0;
    if (raw == 0) {
        return 0;
    }
    if (*simple == UNREAD) {
        code = first_simple(builder, plan, column, row, simple, middle);
        *simple = code == 0 ? *simple : UNREAD;
    }
    *ret = *simple;
    if (middle != NULL && *middle != 0) {
        *ret_middle = *middle;
    }
    return code;
}

/* names_simple - whether the row's name is simple; then builder->simple is it, its name 0 when
 * there is none. */
static int names_simple(struct builder *builder, const struct table_plan *plan,
                        const struct subject_plan *from, size_t row, bool *ret_simple)
{
    static const struct {
        enum role role;
        int field;
    } parts[] = {{ROLE_TITLE, FIELD_SEX},
                 {ROLE_GIVEN_NAME, FIELD_GIVEN},
                 {ROLE_MIDDLE_NAME, FIELD_MIDDLE},
                 {ROLE_FAMILY_NAME, FIELD_FAMILY}};
    uint32_t ids[4] = {0};
    uint32_t behind_given = 0;
    struct str words[3];
    size_t count = 0;
    *ret_simple = false;
    for (int p = 0; p < from->parts[ROLE_FULL_NAME].count + from->parts[ROLE_FORMER_NAME].count;
         p++) {
        int full = from->parts[ROLE_FULL_NAME].count;
        size_t column = p < full ? from->parts[ROLE_FULL_NAME].column[p]
                                 : from->parts[ROLE_FORMER_NAME].column[p - full];
        if (plan->table->columns[column].ids[row] != 0) {
            return 0;
        }
    }
    for (int i = 0; i < 4; i++) {
        int code = from->parts[parts[i].role].count == 0
                       ? 0
                       : read_simple(builder, plan, from->parts[parts[i].role].column[0], row,
                                     &ids[i], &behind_given);
        if (code != 0 || ids[i] == NOT_SIMPLE) {
            return code;
        }
    }
    if (ids[2] != 0 && (ids[1] == 0 || behind_given != 0)) {
        return 0; /* a middle name alone may be a given one; two are joined */
    }
    ids[2] = ids[2] != 0 ? ids[2] : behind_given;
    for (int i = 1; i < 4; i++) {
        if (ids[i] != 0) {
            words[count++] = dictionary_text(&builder->out->dictionaries[parts[i].field], ids[i]);
        }
    }
    if (ids[1] == 0 && count > 0 && str_find(words[0], STR(" ")) > 0) {
        return 0; /* a family name of several words by itself may be a firm */
    }
    char joined[SORTED_WORDS_MAX * 4], sorted[SORTED_WORDS_MAX * 4];
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        if (len + words[i].len + 1 >= sizeof joined) {
            return 0;
        }
        memcpy(joined + len, words[i].ptr, words[i].len);
        joined[len + words[i].len] = ' ';
        len += words[i].len + 1;
    }
    *ret_simple = true;
    builder->simple = (struct named){
        .kind = MENTION_PERSON, .sex = ids[0], .given = ids[1], .middle = ids[2], .family = ids[3]};
    struct str all = {sorted, words_sorted((struct str){joined, len}, sorted, sizeof sorted)};
    return dictionary_add(&builder->out->dictionaries[FIELD_NAME], all, &builder->simple.name);
}

int names_read(struct builder *builder, const struct table_plan *plan, int subject, size_t row,
               const struct named **ret, int *ret_count)
{
    const struct subject_plan *from = &plan->subjects[subject];
    bool simple = false;
    int code = from->simple_name ? names_simple(builder, plan, from, row, &simple) : 0;
    if (simple || code != 0) {
        *ret = &builder->simple;
        *ret_count = builder->simple.name != 0;
        return code;
    }
    uint32_t key[KEY_MAX];
    int key_count;
    uint32_t seed = (uint32_t)plan->source * SUBJECTS_MAX + (uint32_t)subject;
    uint64_t hash = part_key(plan, from, row, name_roles, NAME_ROLES, seed, key, &key_count);
    size_t at = hash >> (64 - builder->cache_bits);
    struct name_entry *entry = &builder->names[at];
    uint32_t *entry_key = &builder->name_keys[at * (size_t)builder->name_key_max];
    size_t key_bytes = (size_t)key_count * sizeof *key;
    bool known = entry->hash == hash && memcmp(entry_key, key, key_bytes) == 0;
    if (!known) {
        UNZEROED struct cells cells;
        UNZEROED struct name names[NAME_PERSONS_MAX];
        gather(plan, from, row, &cells);
        int count = parse_cells(&cells, from->split_name, names);
        entry->count = 0;
        for (int i = 0; i < count && code == 0; i++) {
            code = name_ids(builder, &names[i], &entry->named[entry->count]);
            entry->count += entry->named[entry->count].kind != MENTION_KINDS;
        }
        entry->hash = code == 0 ? hash : 0;
        memcpy(entry_key, key, key_bytes);
    }
    *ret = entry->named;
    *ret_count = entry->count;
    return code;
}

int names_force_person(struct builder *builder, struct named *named)
{
    struct str words = dictionary_text(&builder->out->dictionaries[FIELD_NAME], named->name);
    size_t space = words.len;
    while (space > 0 && words.ptr[space - 1] != ' ') {
        space--;
    }
    char text[TEXT_BYTES_MAX];
    memcpy(text, words.ptr, words.len < sizeof text ? words.len : 0);
    struct name name;
    if (words.len >= sizeof text ||
        !name_from_parts(STR(""), (struct str){text, space}, STR(""),
                         (struct str){text + space, words.len - space}, &name)) {
        return 0;
    }
    name.kind = NAME_PERSON;
    return name_ids(builder, &name, named);
}
