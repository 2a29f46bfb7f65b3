/* suppression.c - tokens made, listed, looked up. */
#include "suppression.h"

#include "pack.h"

enum { NAME_COLUMNS_MAX = 8, NAMES_MAX = NAME_COLUMNS_MAX * NAME_PERSONS_MAX + 1 };

static struct str token_text(const uint8_t token[TOKEN_BYTES])
{
    return str_make((const char *)token, TOKEN_BYTES);
}

/* ---- tokens ---- */

static void make_token(const struct suppression *s, struct str source, struct str identity,
                       const char *what, struct str of, uint8_t ret[TOKEN_BYTES])
{
    struct buf text = {0};
    pack_text(&text, source);
    pack_text(&text, identity);
    pack_text(&text, str_of(what));
    pack_text(&text, of);
    seal_token_wide(s->seal, "suppression", buf_str(&text), ret);
    buf_free(&text);
}

static void add_token(const struct suppression *s, struct str source, struct str identity,
                      const char *what, struct str of, struct buf *tokens)
{
    uint8_t token[TOKEN_BYTES];
    make_token(s, source, identity, what, of, token);
    buf_add(tokens, token_text(token));
}

static bool is_listed(const struct suppression *s, struct str source, struct str identity,
                      const char *what, struct str of)
{
    uint8_t token[TOKEN_BYTES];
    make_token(s, source, identity, what, of, token);
    return dictionary_find(&s->tokens, token_text(token)) != 0;
}

/* ---- names ---- */

static struct str part_of(const struct table *table, const struct mapping *mapping,
                          struct str subject, enum role role, size_t row)
{
    size_t column;
    return mapping_columns(mapping, subject, role, 1, &column) > 0 ? table_cell(table, row, column)
                                                                   : STR("");
}

/* Whom the subject's cells name, at most NAMES_MAX. */
static int names_of(const struct table *table, const struct mapping *mapping, struct str subject,
                    size_t row, struct name ret[NAMES_MAX])
{
    size_t columns[NAME_COLUMNS_MAX];
    int count = 0;
    int full = mapping_columns(mapping, subject, ROLE_FULL_NAME, NAME_COLUMNS_MAX, columns);
    for (int c = 0; c < full; c++) {
        count += name_parse(table_cell(table, row, columns[c]),
                            mapping->columns[columns[c]].name_order, ret + count);
    }
    count += name_from_parts(part_of(table, mapping, subject, ROLE_TITLE, row),
                             part_of(table, mapping, subject, ROLE_GIVEN_NAME, row),
                             part_of(table, mapping, subject, ROLE_MIDDLE_NAME, row),
                             part_of(table, mapping, subject, ROLE_FAMILY_NAME, row), ret + count);
    return count;
}

/* letters: of the given name; SIZE_MAX: all. */
static void pack_name(const struct name *name, size_t letters, struct buf *out)
{
    out->len = 0;
    pack_text(out, str_slice(str_of(name->given), 0, letters));
    pack_text(out, str_of(name->family[0] != '\0' ? name->family : name->all));
}

/* Does the subject name somebody who was erased from this row? */
static bool names_erased(const struct suppression *s, struct str source, struct str identity,
                         const struct table *table, const struct mapping *mapping,
                         struct str subject, size_t row)
{
    struct name names[NAMES_MAX];
    struct buf text = {0};
    bool found = false;
    int count = names_of(table, mapping, subject, row, names);
    for (int i = 0; i < count && !found; i++) {
        pack_name(&names[i], SIZE_MAX, &text);
        found = is_listed(s, source, identity, "name", buf_str(&text));
    }
    buf_free(&text);
    return found;
}

static void add_names(const struct suppression *s, struct str source, struct str identity,
                      const struct table *table, const struct mapping *mapping, struct str subject,
                      struct buf *tokens)
{
    struct name names[NAMES_MAX];
    struct buf text = {0};
    int count = names_of(table, mapping, subject, 0, names);
    for (int i = 0; i < count; i++) {
        pack_name(&names[i], SIZE_MAX, &text);
        add_token(s, source, identity, "name", buf_str(&text), tokens);
        pack_name(&names[i], 1, &text);
        add_token(s, source, identity, "name", buf_str(&text), tokens);
    }
    buf_free(&text);
}

/* ---- asking ---- */

enum suppressed suppression_of(const struct suppression *s, struct str source, struct str identity)
{
    if (s->tokens.count <= 1) {
        return SUPPRESSED_NOT;
    }
    return is_listed(s, source, identity, "row", STR(""))    ? SUPPRESSED_ROW
           : is_listed(s, source, identity, "part", STR("")) ? SUPPRESSED_PART
                                                             : SUPPRESSED_NOT;
}

static void blank_subject(struct table *table, const struct mapping *mapping, struct str subject,
                          size_t row)
{
    for (size_t c = 0; c < table->column_count; c++) {
        if (str_eq(mapping->columns[c].subject, subject) &&
            !column_is_everybodys(&mapping->columns[c])) {
            table->columns[c].ids[row] = 0;
        }
    }
}

void suppression_blank(const struct suppression *s, struct str source, struct str identity,
                       struct table *table, const struct mapping *mapping, size_t row)
{
    struct str subjects[SUBJECTS_MAX];
    int count = mapping_subjects(mapping, subjects);
    for (int i = 0; i < count; i++) {
        if (names_erased(s, source, identity, table, mapping, subjects[i], row)) {
            blank_subject(table, mapping, subjects[i], row);
        }
    }
    for (size_t c = 0; c < table->column_count; c++) {
        if (table->columns[c].ids[row] != 0 &&
            !is_listed(s, source, identity, "keep", table->columns[c].header)) {
            table->columns[c].ids[row] = 0;
        }
    }
}

/* ---- listing ---- */

void suppression_add_row(const struct suppression *s, struct str source, struct str identity,
                         struct buf *tokens)
{
    add_token(s, source, identity, "row", STR(""), tokens);
}

void suppression_add_part(const struct suppression *s, struct str source, struct str identity,
                          const struct table *table, const struct mapping *mapping,
                          const bool *keep, const bool *erased, struct buf *tokens)
{
    struct str subjects[SUBJECTS_MAX];
    int count = mapping_subjects(mapping, subjects);
    add_token(s, source, identity, "part", STR(""), tokens);
    for (int i = 0; i < count; i++) {
        if (erased[i]) {
            add_names(s, source, identity, table, mapping, subjects[i], tokens);
        }
    }
    for (size_t c = 0; c < table->column_count; c++) {
        if (keep[c]) {
            add_token(s, source, identity, "keep", table->columns[c].header, tokens);
        }
    }
}

static void know(struct suppression *s, struct str token, bool *ret_new)
{
    uint32_t before = s->tokens.count;
    uint32_t place;
    if (dictionary_add(&s->tokens, token, &place) != 0) {
        mem_exhausted();
    }
    *ret_new = s->tokens.count > (before > 0 ? before : 1);
}

static int put_token(struct db *db, struct str token, struct err *err)
{
    struct db_query *q;
    int code = db_query(
        db, "INSERT INTO suppression (token) VALUES ($1) ON CONFLICT (token) DO NOTHING", &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, token);
        code = db_do(q, err);
    }
    return code;
}

int suppression_put(struct suppression *s, struct db *db, struct str tokens, struct err *err)
{
    int code = 0;
    bool fresh;
    for (size_t at = 0; code == 0 && at < tokens.len; at += TOKEN_BYTES) {
        struct str token = str_slice(tokens, at, at + TOKEN_BYTES);
        code = put_token(db, token, err);
        know(s, token, &fresh);
    }
    return code;
}

/* ---- both lists ---- */

static int read_database(struct db *db, struct suppression *s, struct buf *ret, struct err *err)
{
    struct db_query *q;
    bool row, fresh;
    int code = db_query(db, "SELECT token FROM suppression ORDER BY token", &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        struct str token = db_bytes(q, 0);
        if (token.len != TOKEN_BYTES) {
            db_reset(q);
            return err_set(err, ERR_INPUT,
                           "the list of what was erased is damaged: restore the "
                           "database from a backup");
        }
        know(s, token, &fresh);
        buf_add(ret, token);
    }
    return code;
}

static int add_to_database(struct db *db, struct str tokens, struct err *err)
{
    int code = tokens.len > 0 ? db_begin(db, err) : 0;
    if (code != 0 || tokens.len == 0) {
        return code;
    }
    for (size_t at = 0; code == 0 && at < tokens.len; at += TOKEN_BYTES) {
        code = put_token(db, str_slice(tokens, at, at + TOKEN_BYTES), err);
    }
    if (code != 0) {
        db_rollback(db);
        return code;
    }
    return db_commit(db, err);
}

int suppression_load(struct db *db, struct seal *seal, struct suppression *ret, bool *ret_differed,
                     struct err *err)
{
    struct buf here = {0};  /* in the database */
    struct buf there = {0}; /* in values.db */
    struct buf lacking = {0};
    size_t shared = 0;
    *ret = (struct suppression){.seal = seal};
    int code = read_database(db, ret, &here, err);
    code = code ? code : seal_suppressed(seal, &there, err);
    for (size_t at = 0; code == 0 && at < there.len; at += TOKEN_BYTES) {
        struct str token = str_slice(buf_str(&there), at, at + TOKEN_BYTES);
        bool fresh;
        know(ret, token, &fresh);
        if (fresh) {
            buf_add(&lacking, token);
        } else {
            shared += TOKEN_BYTES;
        }
    }
    bool differed = lacking.len > 0 || shared < here.len;
    code = code ? code : add_to_database(db, buf_str(&lacking), err);
    code = code == 0 && shared < here.len ? seal_suppress(seal, buf_str(&here), err) : code;
    buf_free(&here);
    buf_free(&there);
    buf_free(&lacking);
    if (code == 0) {
        *ret_differed = differed;
    } else {
        suppression_free(ret);
    }
    return code;
}

void suppression_free(struct suppression *s)
{
    dictionary_free(&s->tokens);
    *s = (struct suppression){0};
}
