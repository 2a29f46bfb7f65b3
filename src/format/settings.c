/* settings.c - maps of settings by a table of keys. */
#include "settings.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

int setting_refuse(struct settings *settings, const struct yaml_node *node, struct err *err,
                   const char *format, ...)
{
    char message[sizeof err->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    for (char *c = message; *c != '\0'; c++) {
        *c = *c > 0 && *c < ' ' ? '?' : *c; /* an error stays on its line, whatever it quotes */
    }
    return err_at(err, ERR_INPUT, settings->file, node->line, node->column, "%s", message);
}

void settings_read(struct settings *settings, const struct yaml_node *node,
                   const struct setting *rows, size_t count, void *into)
{
    struct str keys[SETTINGS_MAX];
    struct err err = {0};
    assert(count <= SETTINGS_MAX);
    for (size_t i = 0; i < count; i++) {
        keys[i] = rows[i].key;
    }
    if (node->kind != YAML_MAP) {
        yaml_map_check(node, settings->file, keys, count, &err);
        err_list_add(settings->errors, &err);
        return;
    }
    for (const struct yaml_node *member = node->first; member != NULL; member = member->next) {
        if (yaml_key_check(member, settings->file, keys, count, &err) != 0) {
            err_list_add(settings->errors, &err);
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct yaml_node *value = yaml_map_get(node, rows[i].key);
        int code = 0;
        if (value != NULL) {
            code = rows[i].read(settings, value, into, &err);
        } else if (rows[i].flags & SETTING_NEEDED) {
            code = setting_refuse(settings, node, &err, "\"%.*s\" is missing: add it",
                                  PRI(rows[i].key));
        }
        if (code != 0) {
            err_list_add(settings->errors, &err);
        }
    }
}

int settings_parse(struct settings *settings, struct str text, const struct setting *rows,
                   size_t count, settings_together *together, void *into)
{
    struct arena arena = {0};
    struct yaml_node *root = NULL;
    struct err err = {0};
    struct err_list *errors = settings->errors;
    size_t before = errors->count;
    int code = yaml_tree_parse(&arena, text, settings->file, &root, &err);
    if (code != 0) {
        err_list_add(errors, &err);
    } else {
        settings_read(settings, root, rows, count, into);
    }
    if (errors->count == before && together != NULL) {
        together(settings, root, into);
    }
    arena_free(&arena);
    if (errors->count > before) {
        err_list_sort(errors, before);
        return code ? code : ERR_INPUT;
    }
    return 0;
}

int setting_text(struct settings *settings, const struct yaml_node *node, struct str *ret,
                 struct err *err)
{
    struct str text;
    int code = yaml_get_text(node, settings->file, &text, err);
    if (code != 0) {
        return code;
    }
    if (text.len == 0) {
        return setting_refuse(settings, node, err,
                              "this is empty: write a value, or leave the "
                              "key out");
    }
    if (text.len > SETTING_TEXT_MAX) {
        return setting_refuse(settings, node, err, "this is longer than %d bytes: shorten it",
                              SETTING_TEXT_MAX);
    }
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < ' ' || c == 0x7f) {
            return setting_refuse(settings, node, err,
                                  "this holds a line end or another control character: write it "
                                  "on one line");
        }
    }
    *ret = arena_str(settings->arena, text);
    return 0;
}

int setting_choice(struct settings *settings, const struct yaml_node *node,
                   const char *const *choices, int *ret, struct err *err)
{
    struct str text;
    char known[360] = "";
    size_t len = 0;
    int code = yaml_get_text(node, settings->file, &text, err);
    if (code != 0) {
        return code;
    }
    for (int i = 0; choices[i] != NULL; i++) {
        if (str_eq(text, str_of(choices[i]))) {
            *ret = i;
            return 0;
        }
    }
    for (int i = 0; choices[i] != NULL && len < sizeof known; i++) {
        const char *between = i == 0 ? "" : choices[i + 1] == NULL ? " or " : ", ";
        len += (size_t)snprintf(known + len, sizeof known - len, "%s%s", between, choices[i]);
    }
    return setting_refuse(settings, node, err, "\"%.*s\" is not known here: write %s",
                          (int)(text.len < 40 ? text.len : 40), text.ptr, known);
}

int setting_write(struct buf *out, const char *key, struct str text)
{
    if (text.len == 0) {
        return 0;
    }
    int code = buf_printf(out, "%s: ", key);
    code = code ? code : yaml_write_scalar(out, text);
    return code ? code : buf_add_char(out, '\n');
}

int setting_write_share(struct buf *out, const char *key, double share)
{
    char text[32];
    int len = snprintf(text, sizeof text, "%.6f", share);
    while (len > 1 && text[len - 1] == '0') {
        len--;
    }
    len -= text[len - 1] == '.';
    return buf_printf(out, "%s: %.*s\n", key, len, text);
}
