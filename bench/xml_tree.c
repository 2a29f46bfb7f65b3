/* xml_tree.c - see xml_tree.h; expat does the reading. */
#include <expat.h>

#include "xml_tree.h"

enum { SPACE_SEPARATOR = '\x01' };

struct reading {
    struct arena *arena;
    XML_Parser parser;
    struct xml_element *root, *open;
    struct buf *texts; /* by depth */
    size_t depth;
    bool too_deep, own_entity;
};

/* split - expat's "namespace SEPARATOR name", or a bare name. */
static void split(struct arena *arena, const char *joined, struct str *ret_space,
                  struct str *ret_name)
{
    struct str all = arena_str(arena, str_of(joined));
    const char *separator = memchr(all.ptr, SPACE_SEPARATOR, all.len);
    size_t space = separator ? (size_t)(separator - all.ptr) : 0;
    *ret_space = str_slice(all, 0, space);
    *ret_name = separator ? str_slice(all, space + 1, all.len) : all;
}

static void on_start(void *context, const char *name, const char **attributes)
{
    struct reading *reading = context;
    if (reading->depth == XML_DEPTH_MAX) {
        reading->too_deep = true;
        XML_StopParser(reading->parser, XML_FALSE);
        return;
    }
    struct xml_element *element = arena_alloc(reading->arena, sizeof(*element));
    split(reading->arena, name, &element->space, &element->name);
    element->line = XML_GetCurrentLineNumber(reading->parser);
    for (size_t at = 0; attributes[at]; at += 2) {
        struct xml_attribute *attribute = arena_alloc(reading->arena, sizeof(*attribute));
        split(reading->arena, attributes[at], &attribute->space, &attribute->name);
        attribute->value = arena_str(reading->arena, str_of(attributes[at + 1]));
        attribute->next = element->attributes;
        element->attributes = attribute;
    }
    struct xml_element *parent = reading->open;
    element->parent = parent;
    if (!parent) {
        reading->root = element;
    } else if (parent->last) {
        parent->last->next = element;
    } else {
        parent->first = element;
    }
    if (parent) {
        parent->last = element;
    }
    reading->open = element;
    reading->texts[reading->depth++].len = 0;
}

static void on_end(void *context, const char *name)
{
    struct reading *reading = context;
    (void)name;
    reading->depth--;
    reading->open->text = arena_str(reading->arena, buf_str(&reading->texts[reading->depth]));
    reading->open = reading->open->parent;
}

static void on_text(void *context, const char *text, int len)
{
    struct reading *reading = context;
    if (reading->depth > 0) {
        buf_add(&reading->texts[reading->depth - 1], str_make(text, (size_t)len));
    }
}

static void on_entity(void *context, const char *name, int parameter, const char *value, int len,
                      const char *base, const char *system, const char *public,
                      const char *notation)
{
    struct reading *reading = context;
    (void)name, (void)parameter, (void)value, (void)len;
    (void)base, (void)system, (void)public, (void)notation;
    reading->own_entity = true;
    XML_StopParser(reading->parser, XML_FALSE);
}

static int explain(const struct reading *reading, const char *file, struct err *err)
{
    size_t line = XML_GetCurrentLineNumber(reading->parser);
    size_t column = XML_GetCurrentColumnNumber(reading->parser) + 1;
    if (reading->too_deep) {
        return err_at(err, ERR_LIMIT, file, line, column, "elements more than %d deep",
                      XML_DEPTH_MAX);
    }
    if (reading->own_entity) {
        return err_at(err, ERR_INPUT, file, line, column,
                      "declares an entity; write the text itself");
    }
    return err_at(err, ERR_INPUT, file, line, column, "not well-formed XML: %s",
                  XML_ErrorString(XML_GetErrorCode(reading->parser)));
}

int xml_parse(struct arena *arena, struct str text, const char *file, struct xml_element **ret_root,
              struct err *err)
{
    if (text.len > INT32_MAX) {
        return err_at(err, ERR_LIMIT, file, 0, 0, "longer than 2 GiB");
    }
    struct reading reading = {.arena = arena, .parser = XML_ParserCreateNS(NULL, SPACE_SEPARATOR)};
    if (!reading.parser) {
        mem_exhausted();
    }
    reading.texts = mem_must_array(XML_DEPTH_MAX, sizeof(*reading.texts));
    XML_SetUserData(reading.parser, &reading);
    XML_SetElementHandler(reading.parser, on_start, on_end);
    XML_SetCharacterDataHandler(reading.parser, on_text);
    XML_SetEntityDeclHandler(reading.parser, on_entity);
    int result = 0;
    if (XML_Parse(reading.parser, text.ptr, (int)text.len, 1) != XML_STATUS_OK) {
        result = explain(&reading, file, err);
    } else {
        *ret_root = reading.root;
    }
    for (size_t depth = 0; depth < XML_DEPTH_MAX; depth++) {
        buf_free(&reading.texts[depth]);
    }
    mem_free(reading.texts);
    XML_ParserFree(reading.parser);
    return result;
}

struct str xml_attribute_of(const struct xml_element *element, const char *space, const char *name)
{
    const struct xml_attribute *attribute = element->attributes;
    for (; attribute; attribute = attribute->next) {
        if (str_eq(attribute->name, str_of(name)) && str_eq(attribute->space, str_of(space))) {
            return attribute->value;
        }
    }
    return (struct str){NULL, 0};
}

struct str xml_attribute(const struct xml_element *element, const char *name)
{
    return xml_attribute_of(element, "", name);
}

static struct xml_element *named_from(struct xml_element *from, struct str space, const char *name)
{
    while (from && !(str_eq(from->space, space) && str_eq(from->name, str_of(name)))) {
        from = from->next;
    }
    return from;
}

struct xml_element *xml_child(const struct xml_element *element, const char *name)
{
    return named_from(element->first, element->space, name);
}

struct xml_element *xml_next(const struct xml_element *element, const char *name)
{
    return named_from(element->next, element->space, name);
}

struct str xml_child_text(const struct xml_element *element, const char *name)
{
    const struct xml_element *child = xml_child(element, name);
    return child ? str_trim(child->text) : (struct str){NULL, 0};
}
