/* yaml_tree.c - libyaml's events made into nodes, and everything we do not want refused on the
 * way. */
#include "yaml_tree.h"

#include "dictionary.h"
#include "encoding.h"

#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

struct loader {
    struct arena *arena;
    const char *file;
    struct err *err;
    yaml_parser_t parser;
};

static int refuse(struct loader *loader, yaml_mark_t mark, const char *message)
{
    return err_at(loader->err, ERR_INPUT, loader->file, mark.line + 1, mark.column + 1, "%s",
                  message);
}

/* libyaml's messages quote nothing of the text. */
static int refuse_syntax(struct loader *loader)
{
    const yaml_parser_t *parser = &loader->parser;
    if (parser->error == YAML_MEMORY_ERROR) {
        return err_set(loader->err, ERR_MEMORY, "out of memory while reading %s", loader->file);
    }
    const char *problem = parser->problem != NULL ? parser->problem : "not YAML";
    yaml_mark_t mark = parser->error == YAML_READER_ERROR ? parser->mark : parser->problem_mark;
    return err_at(loader->err, ERR_INPUT, loader->file, mark.line + 1, mark.column + 1,
                  "is not YAML: %s", problem);
}

static int next_event(struct loader *loader, yaml_event_t *event)
{
    if (!yaml_parser_parse(&loader->parser, event)) {
        return refuse_syntax(loader);
    }
    return 0;
}

static struct yaml_node *new_node(struct loader *loader, enum yaml_kind kind,
                                  const yaml_event_t *event)
{
    struct yaml_node *node = arena_alloc(loader->arena, sizeof *node);
    node->kind = kind;
    node->line = event->start_mark.line + 1;
    node->column = event->start_mark.column + 1;
    return node;
}

/* A "!" alone is how libyaml reports a quoted scalar's lack of a tag in some versions; only real
 * tags are refused. */
static bool has_tag(const yaml_event_t *event)
{
    const yaml_char_t *tag =
        event->type == YAML_SCALAR_EVENT           ? event->data.scalar.tag
        : event->type == YAML_MAPPING_START_EVENT  ? event->data.mapping_start.tag
        : event->type == YAML_SEQUENCE_START_EVENT ? event->data.sequence_start.tag
                                                   : NULL;
    return tag != NULL;
}

static bool has_anchor(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return true;
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor != NULL;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor != NULL;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor != NULL;
    default:
        return false;
    }
}

static int load_node(struct loader *loader, yaml_event_t *event, int depth,
                     struct yaml_node **ret_node);

/* load_members - up to the end of the map or list. Takes over no event. */
static int load_members(struct loader *loader, struct yaml_node *node, int depth)
{
    struct yaml_node **link = &node->first;
    struct dictionary keys = {0};
    int code = 0;
    for (;;) {
        yaml_event_t event;
        code = next_event(loader, &event);
        if (code != 0) {
            break;
        }
        bool end = event.type == YAML_MAPPING_END_EVENT || event.type == YAML_SEQUENCE_END_EVENT;
        struct yaml_node *key = NULL;
        if (!end && node->kind == YAML_MAP) {
            yaml_mark_t mark = event.start_mark;
            code = load_node(loader, &event, depth + 1, &key);
            if (code == 0 && key->kind != YAML_TEXT) {
                code = refuse(loader, mark, "a key must be text");
            }
            uint32_t seen = keys.count;
            uint32_t id = 0;
            if (code == 0 && key->text.len == 0) {
                code = refuse(loader, mark, "a key must not be empty");
            } else if (code == 0 && dictionary_add(&keys, key->text, &id) != 0) {
                code = err_set(loader->err, ERR_MEMORY, "out of memory while reading YAML");
            } else if (code == 0 && id < seen) {
                code = refuse(loader, mark, "this key stands here twice; leave one of them out");
            }
            code = code ? code : next_event(loader, &event);
            if (code != 0) {
                break;
            }
        }
        if (end) {
            yaml_event_delete(&event);
            break;
        }
        code = load_node(loader, &event, depth + 1, link);
        if (code != 0) {
            break;
        }
        if (key != NULL) {
            (*link)->key = key->text;
            (*link)->key_line = key->line;
            (*link)->key_column = key->column;
        }
        link = &(*link)->next;
        node->count++;
    }
    dictionary_free(&keys);
    return code;
}

/* load_node - the node that event begins; the event is deleted. */
static int load_node(struct loader *loader, yaml_event_t *event, int depth,
                     struct yaml_node **ret_node)
{
    int code = 0;
    struct yaml_node *node = NULL;
    if (has_anchor(event)) {
        code = refuse(loader, event->start_mark, "& and * are not allowed: write the value out");
    } else if (has_tag(event)) {
        code = refuse(loader, event->start_mark, "! is not allowed: put text in quotes");
    } else if (depth > YAML_DEPTH_MAX) {
        code = err_at(loader->err, ERR_LIMIT, loader->file, event->start_mark.line + 1,
                      event->start_mark.column + 1, "is nested deeper than %d", YAML_DEPTH_MAX);
    } else if (event->type == YAML_SCALAR_EVENT) {
        node = new_node(loader, YAML_TEXT, event);
        node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        node->text = arena_str(loader->arena, str_make((const char *)event->data.scalar.value,
                                                       event->data.scalar.length));
    } else {
        bool map = event->type == YAML_MAPPING_START_EVENT;
        node = new_node(loader, map ? YAML_MAP : YAML_LIST, event);
    }
    yaml_event_delete(event);
    if (code == 0 && node->kind != YAML_TEXT) {
        code = load_members(loader, node, depth);
    }
    *ret_node = node;
    return code;
}

/* load_stream - stream start, at most one document, stream end. */
static int load_stream(struct loader *loader, struct yaml_node **ret_root)
{
    bool found = false;
    for (;;) {
        yaml_event_t event;
        int code = next_event(loader, &event);
        if (code != 0) {
            return code;
        }
        yaml_event_type_t type = event.type;
        bool directive =
            type == YAML_DOCUMENT_START_EVENT && event.data.document_start.tag_directives.start !=
                                                     event.data.document_start.tag_directives.end;
        yaml_mark_t mark = event.start_mark;
        if (type == YAML_STREAM_START_EVENT || type == YAML_DOCUMENT_START_EVENT ||
            type == YAML_DOCUMENT_END_EVENT || type == YAML_STREAM_END_EVENT) {
            yaml_event_delete(&event);
        } else {
            code = load_node(loader, &event, 1, ret_root);
        }
        if (code == 0 && type == YAML_DOCUMENT_START_EVENT && found) {
            code = refuse(loader, mark, "a second document begins; put it into a file of its own");
        } else if (code == 0 && directive) {
            code = refuse(loader, mark, "%TAG is not allowed");
        }
        if (code != 0 || type == YAML_STREAM_END_EVENT) {
            return code;
        }
        found = found || type == YAML_DOCUMENT_START_EVENT;
    }
}

int yaml_tree_parse(struct arena *arena, struct str text, const char *file,
                    struct yaml_node **ret_root, struct err *err)
{
    if (text.len > YAML_BYTES_MAX) {
        return err_at(err, ERR_LIMIT, file, 0, 0, "is longer than %d MiB", YAML_BYTES_MAX >> 20);
    }
    if (str_starts(text, STR("\xef\xbb\xbf"))) {
        text = str_slice(text, 3, text.len);
    }
    struct loader loader = {.arena = arena, .file = file, .err = err};
    if (!yaml_parser_initialize(&loader.parser)) {
        return err_set(err, ERR_MEMORY, "out of memory while reading %s", file);
    }
    yaml_parser_set_encoding(&loader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&loader.parser, (const unsigned char *)text.ptr, text.len);
    struct yaml_node *root = NULL;
    int code = load_stream(&loader, &root);
    yaml_parser_delete(&loader.parser);
    if (code != 0) {
        return code;
    }
    if (root == NULL) {
        root = arena_alloc(arena, sizeof *root);
        root->line = root->column = 1;
    }
    *ret_root = root;
    return 0;
}

const struct yaml_node *yaml_map_get(const struct yaml_node *map, struct str key)
{
    if (map == NULL || map->kind != YAML_MAP) {
        return NULL;
    }
    const struct yaml_node *node = map->first;
    while (node != NULL && !str_eq(node->key, key)) {
        node = node->next;
    }
    return node;
}

static int want(const struct yaml_node *node, const char *file, struct err *err, const char *wanted)
{
    return err_at(err, ERR_INPUT, file, node->line, node->column, "%s is wanted here", wanted);
}

int yaml_key_check(const struct yaml_node *member, const char *file, const struct str *keys,
                   size_t key_count, struct err *err)
{
    for (size_t i = 0; i < key_count; i++) {
        if (str_eq(member->key, keys[i])) {
            return 0;
        }
    }
    char list[300] = "";
    size_t len = 0;
    for (size_t i = 0; i < key_count && len < sizeof list - 1; i++) {
        int more = snprintf(list + len, sizeof list - len, "%s%.*s", i ? ", " : "", PRI(keys[i]));
        len += more > 0 ? (size_t)more : 0;
    }
    struct str key = str_slice(member->key, 0, 40);
    return err_at(err, ERR_INPUT, file, member->key_line, member->key_column,
                  "'%.*s' is not known here; known are: %s", PRI(key),
                  list); /* not personal: a key of a settings file */
}

int yaml_map_check(const struct yaml_node *node, const char *file, const struct str *keys,
                   size_t key_count, struct err *err)
{
    if (node->kind != YAML_MAP) {
        return want(node, file, err, "a map (key: value)");
    }
    int code = 0;
    for (const struct yaml_node *member = node->first; member != NULL && code == 0;
         member = member->next) {
        code = yaml_key_check(member, file, keys, key_count, err);
    }
    return code;
}

int yaml_get_text(const struct yaml_node *node, const char *file, struct str *ret, struct err *err)
{
    if (node->kind != YAML_TEXT) {
        return want(node, file, err, "text");
    }
    *ret = node->text;
    return 0;
}

int yaml_get_whole(const struct yaml_node *node, const char *file, int64_t min, int64_t max,
                   int64_t *ret, struct err *err)
{
    bool minus = node->kind == YAML_TEXT && str_starts(node->text, STR("-"));
    struct str number = str_slice(node->text, minus, node->text.len);
    uint64_t size;
    if (node->kind == YAML_TEXT && !node->quoted && str_to_uint(number, INT64_MAX, &size)) {
        int64_t value = minus ? -(int64_t)size : (int64_t)size;
        if (value >= min && value <= max) {
            *ret = value;
            return 0;
        }
    }
    return err_at(err, ERR_INPUT, file, node->line, node->column,
                  "a whole number from %lld to %lld is wanted here", (long long)min,
                  (long long)max);
}

int yaml_get_share(const struct yaml_node *node, const char *file, double *ret, struct err *err)
{
    /* Digits and one point only: strtod alone would also take "inf", " 1" and "1e-2". */
    const char *text = node->kind == YAML_TEXT && !node->quoted ? node->text.ptr : "";
    size_t len = strspn(text, "0123456789.");
    char *end;
    double value = strtod(text, &end);
    if (len == 0 || len != node->text.len || end != text + len || value > 1) {
        return want(node, file, err, "a share from 0 to 1, such as 0.2,");
    }
    *ret = value;
    return 0;
}

int yaml_get_bool(const struct yaml_node *node, const char *file, bool *ret, struct err *err)
{
    bool yes = node->kind == YAML_TEXT && !node->quoted && str_eq(node->text, STR("true"));
    bool no = node->kind == YAML_TEXT && !node->quoted && str_eq(node->text, STR("false"));
    if (!yes && !no) {
        return want(node, file, err, "true or false");
    }
    *ret = yes;
    return 0;
}

int yaml_get_list(const struct yaml_node *node, const char *file,
                  const struct yaml_node **ret_first, struct err *err)
{
    if (node->kind != YAML_LIST) {
        return want(node, file, err, "a list (lines that start with -)");
    }
    *ret_first = node->first;
    return 0;
}

/* is_plain - starts with a letter and goes on with letters, digits and _ only (spaces and - inside
 * as well), and is no word that YAML 1.1 or 1.2 reads as something else. */
static bool is_plain(struct str s)
{
    static const char *const words[] = {"true", "false", "yes", "no",  "on", "off",
                                        "null", "y",     "n",   "inf", "nan"};
    if (s.len == 0 || s.len > 200 || !ascii_is_alpha(s.ptr[0])) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool inside = i + 1 < s.len && (c == ' ' || c == '-' || c == '.' || c == '/');
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && c != '_' && !inside) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_eq_nocase(s, str_of(words[i]))) {
            return false;
        }
    }
    return true;
}

int yaml_write_scalar(struct buf *out, struct str text)
{
    if (is_plain(text)) {
        return buf_add(out, text);
    }
    int code = buf_add_char(out, '"');
    for (size_t at = 0; at < text.len && code == 0;) {
        struct str rest = str_slice(text, at, text.len);
        size_t len = utf8_sequence(rest);
        unsigned char c = (unsigned char)rest.ptr[0];
        /* YAML's printable set leaves out the C1 controls, which come as C2 80 … C2 9F, and U+FEFF,
         * U+FFFE, U+FFFF; line separators would be folded. */
        bool control = (len == 1 && (c < 32 || c == 127)) ||
                       (len == 2 && c == 0xc2 && (unsigned char)rest.ptr[1] < 0xa0);
        uint32_t three =
            len == 3 ? (c & 15u) << 12 | (rest.ptr[1] & 63u) << 6 | (rest.ptr[2] & 63u) : 0;
        if (len == 0) {
            code = buf_add(out, UTF8_REPLACEMENT);
        } else if (c == '"' || c == '\\') {
            code = buf_printf(out, "\\%c", c);
        } else if (control) {
            code = buf_printf(out, "\\x%02x", len == 1 ? c : (unsigned char)rest.ptr[1]);
        } else if (three == 0x2028 || three == 0x2029 || three == 0xfeff || three >= 0xfffe) {
            code = buf_printf(out, "\\u%04x", three);
        } else {
            code = buf_add(out, str_slice(rest, 0, len));
        }
        at += len ? len : 1;
    }
    return code ? code : buf_add_char(out, '"');
}
