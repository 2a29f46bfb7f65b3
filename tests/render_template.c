/* render_template.c - for tests/web/components.mjs: the program's templates, and those of a folder
 * besides, over any model.
 *
 *   render_template en|cy FOLDER <REQUESTS
 *
 * A request is a line, {"template": "components/tag", "model": {…}}; its answer another, {"html":
 * …} or {"error": …}. What stands in FOLDER is called test/NAME. */
#include "page_templates.h"

#include "whole_file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_BYTES = 4 << 20 };

static const struct str suffix = STR_INIT(".mustache");

static int add(struct mustache *set, const char *prefix, const char *path, struct str text,
               const struct catalogue *welsh, struct err *err)
{
    struct str name = str_of(path);
    struct buf called = {0};
    if (!str_ends(name, suffix)) {
        return 0;
    }
    buf_printf(&called, "%s%.*s", prefix, PRI(str_slice(name, 0, name.len - suffix.len)));
    int code = page_template_add(set, buf_str(&called), text, path, welsh, err);
    buf_free(&called);
    return code;
}

static int add_folder(struct mustache *set, const char *folder, const struct catalogue *welsh,
                      struct err *err)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort), code = 0;
    for (int i = 0; i < count; i++) {
        struct buf path = {0}, text = {0};
        buf_printf(&path, "%s/%s", folder, entries[i]->d_name);
        buf_add_char(&path, '\0');
        if (code == 0 && entries[i]->d_name[0] != '.') {
            code = file_read_whole(path.ptr, "the template", LINE_MAX_BYTES, &text, err);
            code = code ? code : add(set, "test/", entries[i]->d_name, buf_str(&text), welsh, err);
        }
        buf_free(&path);
        buf_free(&text);
        free(entries[i]);
    }
    free(entries);
    return count < 0 ? err_set(err, ERR_NOTFOUND, "%s can't be read", folder) : code;
}

static void answer(const struct mustache *set, struct str line)
{
    struct arena arena = {0};
    struct buf html = {0}, text = {0};
    struct err err = {0};
    struct json_node *request = NULL;
    struct json_writer json = {.out = &text};
    int code = json_tree_read(&arena, line, "request", &request, &err);
    struct json_node *result = json_tree_object(&arena);
    if (code == 0) {
        const struct json_node *name =
            json_tree_get(request, STR("template"), json_tree_print(STR("template")));
        const struct json_node *model =
            json_tree_get(request, STR("model"), json_tree_print(STR("model")));
        code = mustache_render(set, name->text, model, MUSTACHE_STRICT, &html, &err);
    }
    if (code == 0) {
        json_tree_put_text(&arena, result, STR("html"), buf_str(&html));
    } else {
        json_tree_put_text(&arena, result, STR("error"),
                           arena_printf(&arena, "%s:%zu: %s", err.file, err.line, err.message));
    }
    json_tree_write(result, &json);
    buf_add_char(&text, '\n');
    fwrite(text.ptr, 1, text.len, stdout);
    buf_free(&html);
    buf_free(&text);
    arena_free(&arena);
}

int main(int argc, char **argv)
{
    struct err err = {0};
    struct catalogue *welsh = NULL;
    if (argc != 3) {
        fputs("render_template en|cy FOLDER <REQUESTS\n", stderr);
        return EXIT_FAILURE;
    }
    struct mustache *set = mustache_new();
    int code = strcmp(argv[1], "cy") == 0 ? page_catalogue_load(&welsh, &err) : 0;
    for (int i = 0; i < page_template_file_count && code == 0; i++) {
        code = add(set, "", page_template_files[i].path, str_of(page_template_files[i].text), welsh,
                   &err);
    }
    code = code ? code : add_folder(set, argv[2], welsh, &err);
    code = code ? code : mustache_link(set, MUSTACHE_STRICT, &err);
    char *line = NULL;
    size_t capacity = 0;
    for (ssize_t len; code == 0 && (len = getline(&line, &capacity, stdin)) > 0;) {
        answer(set, str_make(line, (size_t)len));
    }
    free(line);
    mustache_free(set);
    catalogue_free(welsh);
    if (code != 0) {
        err_print("render_template", &err);
    }
    return code == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
