/* infer_derived.c - columns that other columns make up: they would count the same evidence twice.
 * */
#include "infer_steps.h"

#include "hash.h"

#include <stdio.h>
#include <stdlib.h>

enum { SAMPLE_ROWS = 1000, WORDS_MAX = 48, ROWS_TO_TRUST = 20 };

/* In this share of the rows where it has a value, the others must explain it. */
static const double EXPLAINED = .98;
static const double HELD_BY_ITS_OWN =
    .85; /* a person's family name in their full name, errors and marriages apart */

struct row_key {
    uint64_t key;
    size_t row;
};

static int by_key(const void *left, const void *right)
{
    const struct row_key *a = left;
    const struct row_key *b = right;
    return a->key != b->key ? (a->key < b->key ? -1 : 1) : (a->row > b->row) - (a->row < b->row);
}

static uint64_t content_key(const struct table *table, size_t row)
{
    uint64_t sum = 0;
    for (size_t c = 0; c < table->column_count; c++) {
        uint32_t id = table->columns[c].ids[row];
        sum += id != 0 ? hash_mix(table->columns[c].values.hash[id]) : 0;
    }
    return hash_mix(sum);
}

/* The sample is chosen by content, whatever the order of rows and columns: different rows with the
 * least keys. */
int infer_sample_rows(struct infer_table *t)
{
    size_t rows = t->table->row_count;
    uint64_t limit = UINT64_MAX / (rows / (SAMPLE_ROWS * 2) + 1);
    void *keys = NULL;
    size_t capacity = 0, count = 0;
    int code = 0;
    for (size_t r = 0; r < rows && code == 0; r++) {
        uint64_t key = content_key(t->table, r);
        if (key <= limit &&
            (code = mem_try_grow(&keys, &capacity, count + 1, sizeof(struct row_key))) == 0) {
            ((struct row_key *)keys)[count++] = (struct row_key){key, r};
        }
    }
    t->rows = code == 0 ? mem_try_array(SAMPLE_ROWS, sizeof *t->rows) : NULL;
    t->row_count = 0;
    if (t->rows != NULL && count > 0) {
        struct row_key *sorted = keys;
        qsort(sorted, count, sizeof *sorted, by_key);
        for (size_t i = 0; i < count && t->row_count < SAMPLE_ROWS; i++) {
            if (i == 0 || sorted[i].key != sorted[i - 1].key) {
                t->rows[t->row_count++] = sorted[i].row;
            }
        }
    }
    mem_free(keys);
    return t->rows == NULL ? ERR_MEMORY : 0;
}

struct words {
    struct text text;
    struct str word[WORDS_MAX];
    int count;
};

static void words_add(struct words *words)
{
    struct str rest = text_str(&words->text);
    words->count = 0;
    while (words->count < WORDS_MAX && str_next_token(&rest, ' ', &words->word[words->count])) {
        words->count++;
    }
}

/* is_within - is a word (or what it is the initial of) among the words of any part? */
static bool is_within(struct str word, const struct words *parts, int part_count)
{
    for (int p = 0; p < part_count; p++) {
        for (int w = 0; w < parts[p].count; w++) {
            struct str other = parts[p].word[w];
            if (str_eq(word, other) ||
                (word.len == 1 && other.len > 0 && other.ptr[0] == word.ptr[0])) {
                return true;
            }
        }
    }
    return false;
}

/* explained_by_words - of the sampled rows where `column` has a value, in how many are all its
 * words among the parts'? -1 when no row has a value. */
static double explained_by_words(const struct infer_table *t, size_t column, const size_t *parts,
                                 int part_count)
{
    struct words whole;
    struct words part[6];
    size_t filled = 0, explained = 0;
    for (size_t r = 0; r < t->row_count; r++) {
        text_fold(infer_cell(t, r, column), &whole.text);
        words_add(&whole);
        if (whole.count == 0) {
            continue;
        }
        for (int p = 0; p < part_count; p++) {
            text_fold(infer_cell(t, r, parts[p]), &part[p].text);
            words_add(&part[p]);
        }
        bool all = true;
        for (int w = 0; w < whole.count && all; w++) {
            all = is_within(whole.word[w], part, part_count);
        }
        filled++;
        explained += all;
    }
    return filled > 0 ? (double)explained / (double)filled : -1;
}

static void drop(struct infer_table *t, size_t column, const char *how, struct str what,
                 double share)
{
    struct mapping_column *to = &t->mapping->columns[column];
    t->columns[column].settled = true;
    to->role = ROLE_IGNORE;
    to->subject = STR("");
    to->evidence = mapping_text(t->mapping, "%s %.*s in %.1f%% of rows: already used", how,
                                PRI(what), 100 * share);
}

/* Columns that a set of roles of one subject have, at most max. */
static int columns_of(const struct infer_table *t, struct str subject, const enum role *roles,
                      size_t role_count, size_t except, size_t *ret, int max)
{
    int count = 0;
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct mapping_column *column = &t->mapping->columns[c];
        for (size_t i = 0; i < role_count && c != except && count < max; i++) {
            if (t->columns[c].settled && column->role == roles[i] &&
                str_eq(column->subject, subject)) {
                ret[count++] = c;
                break;
            }
        }
    }
    return count;
}

static struct str list_headers(struct infer_table *t, const size_t *columns, int count)
{
    char text[300];
    size_t len = 0;
    for (int i = 0; i < count && len + 50 < sizeof text; i++) {
        struct str header = str_slice(t->table->columns[columns[i]].header, 0, 40);
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%.*s", i > 0 ? " + " : "",
                                PRI(header));
    }
    return mapping_text(t->mapping, "%.*s", (int)len, text);
}

static const enum role name_parts[] = {ROLE_GIVEN_NAME, ROLE_FAMILY_NAME, ROLE_MIDDLE_NAME,
                                       ROLE_TITLE, ROLE_FORMER_NAME};
static const enum role place_parts[] = {ROLE_STREET, ROLE_PREMISE, ROLE_TOWN, ROLE_POSTCODE};

/* Names under a header that says nothing, beside family names that they don't hold: the given names
 * that are lacking, or, where there are such, the names of somebody else. */
static void tell_whose_name(struct infer_table *t)
{
    ptrdiff_t family = infer_has(t, STR(""), ROLE_FAMILY_NAME);
    bool given = infer_has(t, STR(""), ROLE_GIVEN_NAME) >= 0;
    int others = 0;
    for (size_t c = 0; c < t->table->column_count && family >= 0; c++) {
        struct mapping_column *column = &t->mapping->columns[c];
        bool unnamed = t->columns[c].settled && column->role == ROLE_FULL_NAME &&
                       column->subject.len == 0 &&
                       t->columns[c].header.strength[ROLE_FULL_NAME] <= 0;
        double held = unnamed ? explained_by_words(t, (size_t)family, &c, 1) : 1;
        if (held < 0 || held > HELD_BY_ITS_OWN) {
            continue;
        }
        if (!given) {
            infer_settle(t, c, ROLE_GIVEN_NAME, STR(""), "names beside the family name");
            given = true;
        } else {
            char subject[32];
            snprintf(subject, sizeof subject, "other person %d", ++others);
            infer_settle(t, c, ROLE_FULL_NAME, str_of(subject), "names of somebody else");
        }
    }
}

/* A whole beside its parts: "full name" beside given and family name, "address" beside street and
 * town. */
static void drop_wholes(struct infer_table *t)
{
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct mapping_column *column = &t->mapping->columns[c];
        bool name = column->role == ROLE_FULL_NAME;
        bool place = column->role == ROLE_ADDRESS;
        if (!t->columns[c].settled || (!name && !place)) {
            continue;
        }
        size_t parts[6];
        int count = name ? columns_of(t, column->subject, name_parts, 5, c, parts, 6)
                         : columns_of(t, column->subject, place_parts, 4, c, parts, 6);
        double share = count >= 2 ? explained_by_words(t, c, parts, count) : 0;
        if (share >= EXPLAINED) {
            drop(t, c, "is made of", list_headers(t, parts, count), share);
        }
    }
}

static size_t letters_only(struct str cell, char *ret, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < cell.len && len < size; i++) {
        if (ascii_is_alpha(cell.ptr[i]) || ascii_is_digit(cell.ptr[i]) ||
            (unsigned char)cell.ptr[i] >= 0x80) {
            ret[len++] = ascii_lower(cell.ptr[i]);
        }
    }
    return len;
}

/* explained_by_part - the share of rows where the column is the beginning of another's value (an
 * initial, an outward code) or, with four characters or more, stands within it (a year in a date).
 * */
static double explained_by_part(const struct infer_table *t, size_t column, size_t other,
                                bool *ret_same)
{
    char part[128], whole[256];
    size_t filled = 0, explained = 0, same = 0;
    for (size_t r = 0; r < t->row_count; r++) {
        struct str p = {part, letters_only(infer_cell(t, r, column), part, sizeof part)};
        if (p.len == 0) {
            continue;
        }
        struct str w = {whole, letters_only(infer_cell(t, r, other), whole, sizeof whole)};
        bool yes = str_starts(w, p) || (p.len >= 4 && str_find(w, p) >= 0);
        filled++;
        explained += yes;
        same += yes && p.len == w.len;
        if (filled - explained > t->row_count / 40) {
            return 0;
        }
    }
    *ret_same = filled > 0 && (double)same >= EXPLAINED * (double)filled;
    return filled >= ROWS_TO_TRUST ? (double)explained / (double)filled : 0;
}

static bool is_age(const struct infer_column *column)
{
    static const struct str words[] = {STR_INIT("age"), STR_INIT("oed"), STR_INIT("oedran"),
                                       STR_INIT("alter"), STR_INIT("edad")};
    struct str header = str_of(column->header.words);
    struct str word;
    bool found = false;
    while (str_next_token(&header, ' ', &word)) {
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            found = found || str_eq(word, words[i]);
        }
    }
    return found && column->profile.numbers > .5;
}

/* prefer - of two columns with the same values, is `a` the one to keep? */
static bool prefer(const struct infer_table *t, size_t a, size_t b)
{
    const struct infer_column *left = &t->columns[a];
    const struct infer_column *right = &t->columns[b];
    if (left->settled != right->settled) {
        return left->settled;
    }
    bool identity = role_is_identity(str_of(left->header.words));
    if (identity != role_is_identity(str_of(right->header.words))) {
        return identity;
    }
    if (left->profile.filled != right->profile.filled) {
        return left->profile.filled > right->profile.filled;
    }
    int order = strcmp(left->header.words, right->header.words);
    return order != 0 ? order < 0 : a < b;
}

/* What has no role yet and says again what another column says. */
static void drop_repeats(struct infer_table *t)
{
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct infer_column *column = &t->columns[c];
        if (column->settled || column->profile.filled == 0) {
            continue;
        }
        bool birth = infer_has(t, STR(""), ROLE_BIRTH_DATE) >= 0 ||
                     infer_has(t, STR(""), ROLE_BIRTH_YEAR) >= 0;
        if (birth && is_age(column)) {
            drop(t, c, "is an age beside", STR("the birth date"), 1);
            continue;
        }
        size_t parts[6];
        int count = columns_of(t, STR(""), name_parts, 3, c, parts, 6);
        double share = count >= 2 && column->profile.words_mean > 1.5
                           ? explained_by_words(t, c, parts, count)
                           : 0;
        if (share >= EXPLAINED) {
            drop(t, c, "is made of", list_headers(t, parts, count), share);
            continue;
        }
        for (size_t d = 0; d < t->table->column_count && !t->columns[c].settled; d++) {
            bool same = false;
            bool used = t->columns[d].settled && t->mapping->columns[d].role != ROLE_IGNORE;
            bool open = !t->columns[d].settled;
            /* The same one letter or digit is chance, unless the whole column is the same. */
            double by = c != d && (used || open) ? explained_by_part(t, c, d, &same) : 0;
            if (by >= EXPLAINED && (used || same) && (same ? prefer(t, d, c) : used) &&
                column->profile.bits > .5) {
                drop(t, c, same ? "repeats" : "is part of", t->table->columns[d].header, by);
            }
        }
    }
}

void infer_derived(struct infer_table *t)
{
    tell_whose_name(t);
    drop_wholes(t);
    drop_repeats(t);
}

/* ---- the order of columns that share a role ---- */

static bool stands_before(const struct infer_table *t, size_t a, size_t b)
{
    const struct column_header *left = &t->columns[a].header;
    const struct column_header *right = &t->columns[b].header;
    int order = header_order(left, right);
    if (order == 0 && t->mapping->columns[a].role != ROLE_ADDRESS) {
        order = strcmp(left->words, right->words);
    }
    return order != 0 ? order < 0 : a < b;
}

void infer_lines(struct infer_table *t)
{
    for (size_t c = 0; c < t->table->column_count; c++) {
        struct mapping_column *column = &t->mapping->columns[c];
        column->line = 0;
        for (size_t d = 0; d < t->table->column_count && column->role != ROLE_IGNORE; d++) {
            const struct mapping_column *other = &t->mapping->columns[d];
            column->line += c != d && other->role == column->role &&
                            str_eq(other->subject, column->subject) && stands_before(t, d, c);
        }
    }
}
