/* page_templates.c - see page_templates.h. */
#include "page_templates.h"

#include <assert.h>
#include <stdio.h>

static const struct str suffix = STR_INIT(".mustache");

static size_t line_of(struct str text, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++) {
        line += text.ptr[i] == '\n';
    }
    return line;
}

/* add_collapsed - white space as one blank, none at either end. */
static void add_collapsed(struct buf *out, struct str text)
{
    text = str_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        bool space = ascii_is_space(text.ptr[i]);
        if (!space || !ascii_is_space(text.ptr[i - 1])) {
            buf_add_char(out, space ? ' ' : text.ptr[i]);
        }
    }
}

int page_template_text(struct str template, const char *file, const struct catalogue *welsh,
                       struct buf *out, struct err *err)
{
    struct buf english = {0};
    size_t at = 0;
    int code = 0;
    for (;;) {
        struct str rest = str_slice(template, at, template.len);
        ptrdiff_t from = str_find(rest, STR("[["));
        if (from < 0) {
            buf_add(out, rest);
            break;
        }
        ptrdiff_t len = str_find(str_slice(rest, (size_t)from + 2, rest.len), STR("]]"));
        english.len = 0;
        if (len >= 0) {
            add_collapsed(&english, str_slice(rest, (size_t)from + 2, (size_t)(from + 2 + len)));
        }
        const char *said =
            english.len > 0 && welsh != NULL ? catalogue_find(welsh, buf_str(&english)) : NULL;
        if (english.len == 0) {
            code = err_at(err, ERR_INPUT, file, line_of(template, at + (size_t)from), 0,
                          "[[ without a text and its ]]");
        } else if (welsh != NULL && said == NULL) {
            code = err_at(err, ERR_NOTFOUND, file, line_of(template, at + (size_t)from), 0,
                          "there is no Welsh for: %.*s",
                          PRI(buf_str(&english))); /* not personal: a template's */
        }
        if (code != 0) {
            break;
        }
        buf_add(out, str_slice(rest, 0, (size_t)from));
        buf_add(out, said != NULL ? str_of(said) : buf_str(&english));
        at += (size_t)(from + 2 + len + 2);
    }
    buf_free(&english);
    return code;
}

int page_template_add(struct mustache *set, struct str name, struct str text, const char *file,
                      const struct catalogue *welsh, struct err *err)
{
    struct buf out = {0};
    int code = page_template_text(text, file, welsh, &out, err);
    code = code ? code : mustache_add(set, name, buf_str(&out), file, err);
    buf_free(&out);
    return code;
}

int page_templates_load(const struct catalogue *welsh, struct mustache **ret, struct err *err)
{
    struct mustache *set = mustache_new();
    int code = 0;
    for (int i = 0; i < page_template_file_count && code == 0; i++) {
        const struct page_template_file *file = &page_template_files[i];
        char where[256];
        struct str name = str_of(file->path);
        if (!str_ends(name, suffix)) {
            continue;
        }
        snprintf(where, sizeof where, "templates/%s", file->path);
        code = page_template_add(set, str_slice(name, 0, name.len - suffix.len), str_of(file->text),
                                 where, welsh, err);
    }
    code = code ? code : mustache_link(set, MUSTACHE_STRICT, err);
    if (code != 0) {
        mustache_free(set);
        return code;
    }
    *ret = set;
    return 0;
}

int page_catalogue_load(struct catalogue **ret, struct err *err)
{
    struct catalogue *catalogue = catalogue_new();
    int code = 0;
    for (int i = 0; i < page_welsh_file_count && code == 0; i++) {
        char where[256];
        snprintf(where, sizeof where, "locale/cy/%s", page_welsh_files[i].path);
        code = catalogue_add(catalogue, str_of(page_welsh_files[i].text), where, err);
    }
    if (code != 0) {
        catalogue_free(catalogue);
        return code;
    }
    assert(catalogue_count(catalogue) == page_welsh_checked);
    *ret = catalogue;
    return 0;
}
