/* xml_tree.h - an XML document as a tree of elements, for the readers of the DMN suite. Names are
 * local names beside their namespaces; text is what stands directly in an element, joined,
 * comments left out. No DTD entity beyond the predefined is expanded, so nothing grows and nothing
 * is fetched. */
#ifndef CANTREF_BENCH_XML_TREE_H
#define CANTREF_BENCH_XML_TREE_H

#include "memory.h"

enum { XML_DEPTH_MAX = 200 };

struct xml_attribute {
    struct str space, name, value; /* space: "" for a name without a prefix */
    const struct xml_attribute *next;
};

struct xml_element {
    struct str space, name, text;
    size_t line;
    const struct xml_attribute *attributes;
    struct xml_element *parent, *first, *last, *next;
};

/* xml_parse - the tree of a document.
 * In:     file: as errors name it.
 * Out:    *ret_root, in the arena.
 * Errors: ERR_INPUT not well-formed, or an entity of its own; ERR_LIMIT deeper than
 *         XML_DEPTH_MAX. */
int xml_parse(struct arena *arena, struct str text, const char *file, struct xml_element **ret_root,
              struct err *err);

/* xml_attribute - the value of an attribute without namespace; "" with ptr NULL where it is not
 * there. xml_attribute_of - of one in a namespace. */
struct str xml_attribute(const struct xml_element *element, const char *name);
struct str xml_attribute_of(const struct xml_element *element, const char *space, const char *name);

/* xml_child, xml_next - the first child, and the next sibling, of that local name in the element's
 * own namespace; NULL: there is none. */
struct xml_element *xml_child(const struct xml_element *element, const char *name);
struct xml_element *xml_next(const struct xml_element *element, const char *name);

/* xml_child_text - the trimmed text of such a child; "" with ptr NULL where there is none. */
struct str xml_child_text(const struct xml_element *element, const char *name);

#endif
