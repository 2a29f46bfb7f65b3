/* component.h - parts of pages as values: what templates/components/*.mustache show. Their members
 * are the options that the GOV.UK Design System's components have, under the same names, so that
 * its documentation is ours (govuk-frontend).
 *
 *     struct json_node *fields = json_tree_list(&r->arena);
 *     json_tree_append(fields, component_input(r, "name", translate(r, "Full name"), NULL));
 *     …                                     templates: {{#fields}}{{>*component}}{{/fields}}
 *
 * What was typed and what was wrong with it are taken from the request's form, so that a page that
 * comes back has both. Labels and hints are in the page's language already, and are copied. */
#ifndef CANTREF_WEB_COMPONENT_H
#define CANTREF_WEB_COMPONENT_H

#include "request.h"

struct component_choice {
    const char *value, *label, *hint; /* hint: NULL for none */
};

/* One field of a form each, with "component" naming its template. hint: NULL for none. What is
 * shown is what was typed, or else `value`, which may be NULL. component_date: value INT32_MIN for
 * none. */
struct json_node *component_input(struct request *r, const char *name, const char *label,
                                  const char *hint, const char *value);
struct json_node *component_textarea(struct request *r, const char *name, const char *label,
                                     const char *hint, const char *value);
struct json_node *component_date(struct request *r, const char *name, const char *legend,
                                 const char *hint, int32_t value);
struct json_node *component_radios(struct request *r, const char *name, const char *legend,
                                   const char *hint, const struct component_choice *choices,
                                   size_t count, const char *value);
struct json_node *component_checkboxes(struct request *r, const char *name, const char *legend,
                                       const char *hint, const struct component_choice *choices,
                                       size_t count, const char *value);
struct json_node *component_select(struct request *r, const char *name, const char *label,
                                   const char *hint, const struct component_choice *choices,
                                   size_t count, const char *value);
struct json_node *component_hidden(struct request *r, const char *name, const char *value);

/* Summary list: one row; change: where to change it, NULL: nowhere. */
struct json_node *component_summary_row(struct request *r, const char *key, const char *value,
                                        const char *change);

/* A table: its heads, then rows of cells. kind of a cell: text, a link, or a number. */
struct json_node *component_table(struct request *r, const char *caption);
void component_table_head(struct request *r, struct json_node *table, const char *text,
                          bool is_numeric);
struct json_node *component_table_row(struct request *r, struct json_node *table);
void component_cell(struct request *r, struct json_node *row, const char *text);
void component_cell_link(struct request *r, struct json_node *row, const char *text,
                         const char *href);
void component_cell_number(struct request *r, struct json_node *row, int64_t number);

/* A tag: text with a colour: "grey", "green", "red", "yellow", "blue" … */
struct json_node *component_tag(struct request *r, const char *text, const char *colour);

/* Where a list goes on: "previous" and "next", each null or a path. */
struct json_node *component_pagination(struct request *r, const char *previous, const char *next);

#endif
