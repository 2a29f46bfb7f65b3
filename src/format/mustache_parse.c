/* mustache_parse.c - from the text of a template to its program (mustache_program.h). */
#include "mustache_program.h"

#include "encoding.h"

#include <assert.h>

enum { DELIMITER_BYTES_MAX = 16 };

/* struct body - a section, block or parent whose end has not come yet. */
struct body {
    uint32_t operation;
    bool blank_before;  /* of its opening tag */
    uint32_t margin_at; /* the TEXT before a PARENT that holds its indentation; or no operation */
    struct str base;    /* what lines of the body around lose */
};

/* struct tag - what stands between two delimiters, and around them on its lines. */
struct tag {
    char sigil;      /* # ^ / ! = > < $ & { or 0 */
    struct str name; /* trimmed, without an asterisk */
    bool is_dynamic;
    size_t from, to;  /* of its bytes */
    size_t line_from; /* where its line begins */
    bool blank_before, blank_after;
    size_t line_to; /* after the line that it ends on, if blank_after */
};

struct parser {
    struct arena *arena;
    struct str text;
    const char *file;
    struct err *err;
    size_t at;        /* what is before is done */
    size_t counted;   /* lines are counted to here */
    uint32_t line;    /* of that place */
    size_t line_from; /* where that line begins */
    struct str opening, closing;
    struct mustache_operation *operations;
    size_t count, capacity;
    struct body bodies[MUSTACHE_DEPTH_MAX];
    size_t depth;
    struct str base;  /* lines lose it */
    bool begins_line; /* nothing of the line has become an operation */
};

static void count_lines(struct parser *p, size_t to)
{
    for (; p->counted < to; p->counted++) {
        if (p->text.ptr[p->counted] == '\n') {
            p->line++;
            p->line_from = p->counted + 1;
        }
    }
}

/* refuse - at a place that is not before what is counted so far. */
static int refuse(struct parser *p, size_t at, int code, const char *message)
{
    count_lines(p, at);
    return err_at(p->err, code, p->file, p->line, at - p->line_from + 1, "%s", message);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct mustache_operation *add(struct parser *p, enum mustache_kind kind)
{
    void *grown = p->operations;
    mem_must_grow(&grown, &p->capacity, p->count + 1, sizeof *p->operations);
    p->operations = grown;
    struct mustache_operation *operation = &p->operations[p->count++];
    operation->kind = kind;
    operation->begins_line = p->begins_line;
    operation->line = p->line;
    operation->column = (uint32_t)(p->counted - p->line_from + 1);
    operation->end = (uint32_t)p->count;
    p->begins_line = false;
    return operation;
}

static enum mustache_kind kind_around(const struct parser *p)
{
    return p->depth == 0 ? MUSTACHE_TEXT : p->operations[p->bodies[p->depth - 1].operation].kind;
}

/* base_len - how much of a line's beginning is of the base. */
static size_t base_len(const struct parser *p, struct str line)
{
    size_t len = 0;
    while (len < p->base.len && len < line.len && line.ptr[len] == p->base.ptr[len]) {
        len++;
    }
    return len;
}

/* without_base - text whose lines have lost the base; the first one only if it begins a line. */
static struct str without_base(struct parser *p, struct str text)
{
    char *kept = arena_alloc(p->arena, text.len + 1);
    size_t len = 0;
    bool begins = p->begins_line;
    for (size_t at = 0; at < text.len;) {
        at += begins ? base_len(p, str_slice(text, at, text.len)) : 0;
        ptrdiff_t end = str_find(str_slice(text, at, text.len), STR("\n"));
        size_t next = end < 0 ? text.len : at + (size_t)end + 1;
        memcpy(kept + len, text.ptr + at, next - at);
        len += next - at;
        at = next;
        begins = true;
    }
    return str_make(kept, len);
}

static void add_text(struct parser *p, size_t from, size_t to)
{
    struct str text = str_slice(p->text, from, to);
    if (kind_around(p) == MUSTACHE_PARENT || text.len == 0) {
        return;
    }
    bool ends_line = text.ptr[text.len - 1] == '\n';
    if (p->base.len > 0) {
        text = without_base(p, text);
    }
    if (text.len > 0) {
        count_lines(p, from);
        add(p, MUSTACHE_TEXT)->text = text;
        p->begins_line = ends_line;
    }
}

static int split_name(struct parser *p, struct mustache_operation *operation, struct str name,
                      size_t at)
{
    if (str_eq(name, STR("."))) {
        return 0;
    }
    size_t count = 1;
    for (size_t i = 0; i < name.len; i++) {
        count += name.ptr[i] == '.';
    }
    if (count > MUSTACHE_NAME_PARTS_MAX) {
        return refuse(p, at, ERR_LIMIT, "this name has too many parts");
    }
    struct mustache_name *parts = arena_alloc(p->arena, count * sizeof *parts);
    operation->parts = parts;
    for (bool more = true; more;) {
        ptrdiff_t dot = str_find(name, STR("."));
        struct str part = dot < 0 ? name : str_slice(name, 0, (size_t)dot);
        more = dot >= 0;
        name = more ? str_slice(name, (size_t)dot + 1, name.len) : STR("");
        if (part.len == 0) {
            return refuse(p, at, ERR_INPUT, "a name is missing before or after a point");
        }
        parts[operation->part_count++] = (struct mustache_name){part, json_tree_print(part)};
    }
    return 0;
}

/* add_named - an operation of a tag, whose name is looked up in the model or, is_of_model being
 * false, names a template or a block. */
static int add_named(struct parser *p, enum mustache_kind kind, const struct tag *tag,
                     bool is_of_model)
{
    count_lines(p, tag->from);
    struct mustache_operation *operation = add(p, kind);
    operation->text = tag->name;
    operation->is_dynamic = tag->is_dynamic;
    return is_of_model || tag->is_dynamic ? split_name(p, operation, tag->name, tag->from) : 0;
}

static int open_body(struct parser *p, const struct tag *tag)
{
    if (p->depth == MUSTACHE_DEPTH_MAX) {
        return refuse(p, tag->from, ERR_LIMIT, "is nested too deep");
    }
    p->bodies[p->depth++] = (struct body){.operation = (uint32_t)p->count - 1,
                                          .blank_before = tag->blank_before,
                                          .margin_at = (uint32_t)p->count - 1,
                                          .base = p->base};
    return 0;
}

/* take_line - a tag that is alone on its line takes the line with it; or else what is before it is
 * text. Returns whether it is alone. */
static bool take_line(struct parser *p, const struct tag *tag)
{
    bool alone = tag->blank_before && tag->blank_after;
    if (alone) {
        if (p->at < tag->line_from) {
            add_text(p, p->at, tag->line_from);
        }
        p->at = tag->line_to;
        p->begins_line = true;
    } else {
        add_text(p, p->at, tag->from);
        p->at = tag->to;
    }
    return alone;
}

/* margin - what a line begins with, up to the tag. */
static struct str margin(const struct parser *p, const struct tag *tag)
{
    size_t to = tag->line_from;
    while (to < tag->from && is_blank(p->text.ptr[to])) {
        to++;
    }
    return str_slice(p->text, tag->line_from, to);
}

static struct str beyond_base(const struct parser *p, struct str indentation)
{
    return str_slice(indentation, base_len(p, indentation), indentation.len);
}

/* first_margin - the indentation of the first line from a place on that says something; of an empty
 * block, whose end comes first, that of its opening tag. */
static struct str first_margin(const struct parser *p, const struct tag *tag)
{
    size_t line_from = tag->line_to;
    for (size_t at = line_from; at < p->text.len; at++) {
        char c = p->text.ptr[at];
        if (c == '\n') {
            line_from = at + 1;
        } else if (!is_blank(c) && c != '\r') {
            struct str rest = str_slice(p->text, at, p->text.len);
            bool is_tag = str_starts(rest, p->opening);
            rest = str_trim(str_slice(rest, p->opening.len, rest.len));
            return is_tag && str_starts(rest, STR("/")) ? margin(p, tag)
                                                        : str_slice(p->text, line_from, at);
        }
    }
    return margin(p, tag);
}

static int read_block(struct parser *p, const struct tag *tag)
{
    bool in_parent = kind_around(p) == MUSTACHE_PARENT;
    bool alone = (in_parent || tag->blank_before) && tag->blank_after;
    struct str base = alone ? first_margin(p, tag) : tag->blank_before ? margin(p, tag) : p->base;
    add_text(p, p->at, alone && tag->blank_before ? tag->line_from : tag->from);
    int code = add_named(p, MUSTACHE_BLOCK, tag, false);
    if (code == 0) {
        code = open_body(p, tag);
    }
    struct mustache_operation *operation = &p->operations[p->count - 1];
    operation->is_alone = alone;
    operation->indent = beyond_base(p, base);
    p->base = base;
    p->begins_line = alone;
    p->at = alone ? tag->line_to : tag->to;
    return code;
}

/* read_parent - whether it is alone shows at its end, so its margin is a TEXT of its own till
 * then. */
static int read_parent(struct parser *p, const struct tag *tag)
{
    size_t cut = tag->blank_before && p->at <= tag->line_from ? tag->line_from : tag->from;
    add_text(p, p->at, cut);
    size_t before = p->count;
    add_text(p, cut, tag->from);
    bool has_margin = tag->blank_before && p->count > before;
    int code = add_named(p, MUSTACHE_PARENT, tag, false);
    if (code == 0) {
        code = open_body(p, tag);
    }
    if (code == 0 && has_margin) {
        p->bodies[p->depth - 1].margin_at = (uint32_t)before;
    }
    p->operations[p->count - 1].indent = beyond_base(p, margin(p, tag));
    p->at = tag->to;
    return code;
}

/* read_end - {{/name}} of the innermost body. */
static int read_end(struct parser *p, const struct tag *tag)
{
    if (p->depth == 0) {
        return refuse(p, tag->from, ERR_INPUT, "this ends what has not begun");
    }
    struct body *body = &p->bodies[p->depth - 1];
    const struct mustache_operation *opening = &p->operations[body->operation];
    if (!str_eq(opening->text, tag->name) || opening->is_dynamic != tag->is_dynamic) {
        count_lines(p, tag->from);
        return err_at(p->err, ERR_INPUT, p->file, p->line, tag->from - p->line_from + 1,
                      "this ends something else than what began last, on line %u", opening->line);
    }
    bool alone = tag->blank_before && tag->blank_after;
    if (opening->kind == MUSTACHE_BLOCK && p->depth > 1 && tag->blank_before && !alone &&
        p->operations[p->bodies[p->depth - 2].operation].kind == MUSTACHE_PARENT) {
        add_text(p, p->at, tag->line_from > p->at ? tag->line_from : p->at);
        p->at = tag->to;
    } else if (opening->kind == MUSTACHE_PARENT) {
        alone = body->blank_before && tag->blank_after;
        p->at = alone ? tag->line_to : tag->to;
    } else {
        alone = take_line(p, tag);
    }
    struct mustache_operation *operation = &p->operations[body->operation];
    operation->end = (uint32_t)p->count;
    if (operation->kind == MUSTACHE_PARENT) {
        operation->is_alone = alone;
        if (alone && body->margin_at != body->operation) {
            p->operations[body->margin_at].text = STR("");
        }
        p->begins_line = alone;
    }
    p->base = body->base;
    p->depth--;
    return 0;
}

static int read_partial(struct parser *p, const struct tag *tag)
{
    struct str indentation = margin(p, tag);
    bool alone = take_line(p, tag);
    int code = add_named(p, MUSTACHE_PARTIAL, tag, false);
    struct mustache_operation *operation = &p->operations[p->count - 1];
    operation->is_alone = alone;
    operation->indent = alone ? beyond_base(p, indentation) : STR("");
    p->begins_line = alone;
    return code;
}

/* read_delimiters - "<% %>": two, without spaces or = in them. */
static int read_delimiters(struct parser *p, const struct tag *tag)
{
    struct str rest = tag->name, opening = STR(""), closing = STR("");
    size_t len = 0;
    while (len < rest.len && !ascii_is_space(rest.ptr[len])) {
        len++;
    }
    opening = str_slice(rest, 0, len);
    closing = str_trim(str_slice(rest, len, rest.len));
    bool good = opening.len > 0 && opening.len <= DELIMITER_BYTES_MAX && closing.len > 0 &&
                closing.len <= DELIMITER_BYTES_MAX && str_find(rest, STR("=")) < 0;
    for (size_t i = 0; i < closing.len; i++) {
        good = good && !ascii_is_space(closing.ptr[i]);
    }
    if (!good) {
        return refuse(p, tag->from, ERR_INPUT,
                      "delimiters are two, of up to 16 bytes, as in {{=<% %>=}}");
    }
    take_line(p, tag);
    p->opening = opening;
    p->closing = closing;
    return 0;
}

static int read_value(struct parser *p, const struct tag *tag)
{
    enum mustache_kind kind = tag->sigil == 0 ? MUSTACHE_ESCAPED : MUSTACHE_RAW;
    add_text(p, p->at, tag->from);
    p->at = tag->to;
    return add_named(p, kind, tag, true);
}

static int read_section(struct parser *p, const struct tag *tag)
{
    bool alone = take_line(p, tag);
    int code = add_named(p, tag->sigil == '#' ? MUSTACHE_SECTION : MUSTACHE_INVERTED, tag, true);
    if (alone) { /* its line is gone; the next operation begins one */
        p->operations[p->count - 1].begins_line = false;
        p->begins_line = true;
    }
    return code ? code : open_body(p, tag);
}

/* find_tag - the tag that begins at `from`, its name not looked at yet. */
static int find_tag(struct parser *p, size_t from, struct tag *ret)
{
    struct str text = p->text;
    size_t name_from = from + p->opening.len, line_from = from;
    while (name_from < text.len && is_blank(text.ptr[name_from])) {
        name_from++;
    }
    char sigil = name_from < text.len ? text.ptr[name_from] : 0;
    sigil = sigil != 0 && memchr("#^/!=><$&{", sigil, 10) != NULL ? sigil : 0;
    *ret = (struct tag){.sigil = sigil, .from = from};
    name_from += sigil != 0;
    char needle[DELIMITER_BYTES_MAX + 1] = {ret->sigil == '{' ? '}' : '='};
    size_t extra = ret->sigil == '{' || ret->sigil == '=';
    memcpy(needle + extra, p->closing.ptr, p->closing.len);
    struct str close = str_make(needle, extra + p->closing.len);
    ptrdiff_t len = str_find(str_slice(text, name_from, text.len), close);
    if (len < 0) {
        return refuse(p, from, ERR_INPUT, "this tag has no end");
    }
    ret->name = str_trim(str_slice(text, name_from, name_from + (size_t)len));
    ret->to = name_from + (size_t)len + close.len;
    while (line_from > 0 && is_blank(text.ptr[line_from - 1])) {
        line_from--;
    }
    ret->blank_before = line_from == 0 || text.ptr[line_from - 1] == '\n';
    count_lines(p, from);
    ret->line_from = p->line_from;
    size_t end = ret->to;
    while (end < text.len && is_blank(text.ptr[end])) {
        end++;
    }
    end += end + 1 < text.len && text.ptr[end] == '\r' && text.ptr[end + 1] == '\n';
    ret->blank_after = end == text.len || text.ptr[end] == '\n';
    ret->line_to = end == text.len ? end : end + 1;
    return 0;
}

static int check_name(struct parser *p, struct tag *tag)
{
    if (tag->sigil == '!' || tag->sigil == '=') {
        return 0;
    }
    bool may_be_dynamic = tag->sigil == '>' || tag->sigil == '<' || tag->sigil == '/';
    if (may_be_dynamic && str_starts(tag->name, STR("*"))) {
        tag->is_dynamic = true;
        tag->name = str_trim(str_slice(tag->name, 1, tag->name.len));
    }
    if (tag->name.len == 0) {
        return refuse(p, tag->from, ERR_INPUT, "this tag has no name");
    }
    for (size_t i = 0; i < tag->name.len; i++) {
        if (ascii_is_space(tag->name.ptr[i])) {
            return refuse(p, tag->from, ERR_INPUT, "a name has no spaces in it");
        }
    }
    return 0;
}

static int read_tag(struct parser *p, size_t from)
{
    struct tag tag;
    int code = find_tag(p, from, &tag);
    code = code ? code : check_name(p, &tag);
    if (code != 0) {
        return code;
    }
    if (kind_around(p) == MUSTACHE_PARENT &&
        (tag.sigil == 0 || memchr("$/!=", tag.sigil, 4) == NULL)) {
        return refuse(p, from, ERR_INPUT,
                      "only blocks, {{$name}} … {{/name}}, may stand in {{<…}}");
    }
    switch (tag.sigil) {
    case '!':
        take_line(p, &tag);
        return 0;
    case '=':
        return read_delimiters(p, &tag);
    case '#':
    case '^':
        return read_section(p, &tag);
    case '/':
        return read_end(p, &tag);
    case '>':
        return read_partial(p, &tag);
    case '<':
        return read_parent(p, &tag);
    case '$':
        return read_block(p, &tag);
    default:
        return read_value(p, &tag);
    }
}

static int parse(struct parser *p)
{
    if (p->text.len > MUSTACHE_BYTES_MAX) {
        return err_at(p->err, ERR_LIMIT, p->file, 0, 0, "has more than %d bytes",
                      MUSTACHE_BYTES_MAX);
    }
    for (size_t at = 0, len; at < p->text.len; at += len) {
        len = utf8_sequence(str_slice(p->text, at, p->text.len));
        if (len == 0 || p->text.ptr[at] == 0) {
            return refuse(p, at, ERR_INPUT, "is not text in UTF-8");
        }
    }
    int code = 0;
    while (code == 0 && p->at < p->text.len) {
        ptrdiff_t found = str_find(str_slice(p->text, p->at, p->text.len), p->opening);
        if (found < 0) {
            add_text(p, p->at, p->text.len);
            p->at = p->text.len;
        } else {
            code = read_tag(p, p->at + (size_t)found);
        }
    }
    if (code == 0 && p->depth > 0) {
        const struct mustache_operation *opening =
            &p->operations[p->bodies[p->depth - 1].operation];
        return err_at(p->err, ERR_INPUT, p->file, opening->line, opening->column,
                      "what begins here has no end");
    }
    return code;
}

int mustache_parse(struct arena *arena, struct str text, const char *file,
                   struct mustache_template *ret, struct err *err)
{
    struct parser parser = {
        .arena = arena,
        .text = text,
        .file = file,
        .err = err,
        .line = 1,
        .opening = STR("{{"),
        .closing = STR("}}"),
        .begins_line = true,
    };
    int code = parse(&parser);
    if (code != 0) {
        mem_free(parser.operations);
        return code;
    }
    ret->operations = parser.operations;
    ret->count = (uint32_t)parser.count;
    ret->file = file;
    return 0;
}
