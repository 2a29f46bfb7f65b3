/* pack_text.c - reading letters and guidance. */
#include "pack_text.h"

#include "encoding.h"

#include <string.h>

static int read_title(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return setting_text(settings, node, &((struct pack_text *)into)->title, err);
}

static int read_says_what_happened(struct settings *settings, const struct yaml_node *node,
                                   void *into, struct err *err)
{
    return yaml_get_bool(node, settings->file, &((struct pack_text *)into)->says_what_happened,
                         err);
}

static int read_safe_because(struct settings *settings, const struct yaml_node *node, void *into,
                             struct err *err)
{
    return setting_text(settings, node, &((struct pack_text *)into)->safe_because, err);
}

static const struct setting rows[] = {
    {STR_INIT("title"), SETTING_NEEDED, read_title},
    {STR_INIT("says_what_happened"), 0, read_says_what_happened},
    {STR_INIT("safe_because"), 0, read_safe_because},
};

/* head_end - where the text begins after the line that ends its head; 0: there is no head. */
static size_t head_end(struct str text)
{
    if (!str_starts(text, STR("---\n"))) {
        return 0;
    }
    struct str rest = str_slice(text, 3, text.len);
    ptrdiff_t end = str_find(rest, STR("\n---\n"));
    return end < 0 ? 0 : (size_t)end + 3 + 5;
}

/* struct place - line and column while going through the text. */
struct place {
    size_t line, column;
};

static void place_pass(struct place *place, char c)
{
    if (c == '\n') {
        place->line++;
        place->column = 1;
    } else if (((unsigned char)c & 0xc0) != 0x80) {
        place->column++;
    }
}

static bool add_field(struct pack_text *text, struct str body, size_t at, struct place place,
                      struct err_list *errors)
{
    struct err err;
    struct str rest = str_slice(body, at + 2, body.len);
    ptrdiff_t end = str_find(rest, STR("}}"));
    struct str name = str_trim(str_slice(rest, 0, end < 0 ? 0 : (size_t)end));
    if (end < 0 || name.len == 0 || name.len > 2 * DEFINITION_NAME_MAX ||
        memchr(name.ptr, '\n', name.len) != NULL) {
        err_at(&err, ERR_INPUT, text->file, place.line, place.column,
               "a field is written {{NAME}}, on one line");
        err_list_add(errors, &err);
        return false;
    }
    if (text->field_count == TEXT_FIELDS_MAX) {
        err_at(&err, ERR_LIMIT, text->file, place.line, place.column, "more than %d fields",
               TEXT_FIELDS_MAX);
        err_list_add(errors, &err);
        return false;
    }
    text->fields[text->field_count++] = (struct text_field){name, place.line, place.column};
    return true;
}

static bool scan_body(struct pack_text *text, size_t first_line, struct err_list *errors)
{
    struct place place = {first_line, 1};
    struct err err;
    bool right = true;
    for (size_t i = 0; i < text->body.len && right; i++) {
        struct str rest = str_slice(text->body, i, text->body.len);
        char next = rest.len > 1 ? rest.ptr[1] : ' ';
        if (str_starts(rest, STR("{{"))) {
            right = add_field(text, text->body, i, place, errors);
        } else if (rest.ptr[0] == '<' && (ascii_is_alpha(next) || next == '/' || next == '!')) {
            err_at(&err, ERR_INPUT, text->file, place.line, place.column,
                   "this looks like HTML: write Markdown, and a link as [words](https://…)");
            err_list_add(errors, &err);
            right = false;
        }
        place_pass(&place, text->body.ptr[i]);
    }
    return right;
}

static size_t lines_of(struct str text)
{
    size_t lines = 0;
    for (size_t i = 0; i < text.len; i++) {
        lines += text.ptr[i] == '\n';
    }
    return lines;
}

bool pack_text_read(struct arena *arena, const struct pack_file *file, struct pack_text *ret,
                    struct err_list *errors)
{
    enum { ENDING = 6 }; /* .en.md */
    struct pack_text text = {.file = file->where,
                             .letter = str_starts(file->path, STR("letters/"))};
    struct settings settings = {.file = file->where, .arena = arena, .errors = errors};
    struct err err;
    struct yaml_node *root = NULL;
    size_t folder = text.letter ? 8 : 9; /* letters/ or guidance/ */
    size_t before = errors->count;
    size_t end = head_end(file->text);
    text.name = str_slice(file->path, folder, file->path.len - ENDING);
    text.language = str_ends(file->path, STR(".cy.md")) ? ACCESS_WELSH : ACCESS_ENGLISH;
    int code = 0;
    if (file->text.len > PACK_TEXT_BYTES_MAX || !utf8_valid(file->text)) {
        code = err_at(&err, ERR_INPUT, file->where, 0, 0,
                      "is longer than %d bytes, or is not UTF-8", PACK_TEXT_BYTES_MAX);
    } else if (end == 0) {
        code = err_at(&err, ERR_INPUT, file->where, 1, 1,
                      "begins with a head: a line of ---, title: and the rest, a line of ---");
    } else {
        code = yaml_tree_parse(arena, str_slice(file->text, 0, end - 4), file->where, &root, &err);
    }
    if (code != 0) {
        err_list_add(errors, &err);
        return false;
    }
    settings_read(&settings, root, rows, sizeof rows / sizeof rows[0], &text);
    text.body = str_slice(file->text, end, file->text.len);
    text.fields = arena_alloc(arena, TEXT_FIELDS_MAX * sizeof *text.fields);
    if (!scan_body(&text, lines_of(str_slice(file->text, 0, end)) + 1, errors) ||
        errors->count > before) {
        return false;
    }
    *ret = text;
    return true;
}

const struct pack_text *pack_text_find(const struct pack_text_list *texts, struct str name,
                                       bool letter, enum access_language language)
{
    for (size_t i = 0; i < texts->count; i++) {
        const struct pack_text *text = &texts->at[i];
        if (text->letter == letter && text->language == language && str_eq(text->name, name)) {
            return text;
        }
    }
    return NULL;
}

static bool has_field(const struct pack_text *text, struct str name)
{
    bool found = false;
    for (size_t i = 0; i < text->field_count; i++) {
        found = found || str_eq(text->fields[i].name, name);
    }
    return found;
}

void pack_text_twins(const struct pack_text_list *texts, struct err_list *errors)
{
    struct err err;
    for (size_t i = 0; i < texts->count; i++) {
        const struct pack_text *text = &texts->at[i];
        bool welsh = text->language == ACCESS_WELSH;
        const struct pack_text *twin =
            pack_text_find(texts, text->name, text->letter, welsh ? ACCESS_ENGLISH : ACCESS_WELSH);
        if (twin == NULL) {
            err_at(&err, ERR_INPUT, text->file, 0, 0, "has no twin in %s: write %.*s.%s.md",
                   welsh ? "English" : "Welsh", PRI(text->name),
                   welsh ? "en" : "cy"); /* not personal: a name */
            err_list_add(errors, &err);
            continue;
        }
        if (!welsh && text->says_what_happened != twin->says_what_happened) {
            err_at(&err, ERR_INPUT, twin->file, 1, 1,
                   "says_what_happened is another in English: the two say the same");
            err_list_add(errors, &err);
        }
        for (size_t f = 0; f < text->field_count; f++) {
            if (!has_field(twin, text->fields[f].name)) {
                err_at(&err, ERR_INPUT, text->file, text->fields[f].line, text->fields[f].column,
                       "{{%.*s}} is not in the text in %s", PRI(text->fields[f].name),
                       welsh ? "English" : "Welsh"); /* not personal: a name */
                err_list_add(errors, &err);
            }
        }
    }
}
