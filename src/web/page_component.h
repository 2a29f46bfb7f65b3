/* page_component.h - parts of pages as values: what templates/components show. Their members
 * are the options that the GOV.UK Design System's components have, under the same names, so that
 * its documentation is ours (govuk-frontend).
 *
 *     struct json_node *fields = json_tree_list(&r->arena);
 *     json_tree_append(fields, component_input(r, "name", translate(r, "Full name"), NULL));
 *     …                                     templates: {{#fields}}{{>*component}}{{/fields}}
 *
 * What was typed and what was wrong with it are taken from the request's form, so that a page that
 * comes back has both. Labels and hints are in the page's language already, and are copied. */
#ifndef CANTREF_WEB_PAGE_COMPONENT_H
#define CANTREF_WEB_PAGE_COMPONENT_H

#include "request.h"

struct component_choice {
    const char *value, *label, *hint; /* hint: NULL for none */
};

/* One field of a form each, with "component" naming its template. hint: NULL for none. What is
 * shown is what was typed, or else `value`, which may be NULL. component_date: value INT32_MIN for
 * none; one of checkboxes: `value` is one of the choices that are ticked at first.
 * component_character_count: a textarea that says how long it may be. */
struct json_node *component_input(struct request *r, const char *name, const char *label,
                                  const char *hint, const char *value);
struct json_node *component_textarea(struct request *r, const char *name, const char *label,
                                     const char *hint, const char *value);
struct json_node *component_character_count(struct request *r, const char *name, const char *label,
                                            const char *hint, const char *value, size_t maximum);
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

/* component_option - another option of a component, one that its template has: "classes",
 * "autocomplete", "inputmode", "type", "spellcheck", "rows". Asserted: there is one of that name.
 * component_heading - the label or legend of the field is the h1 of the page: of a page that asks
 * one thing. component_conditional - a field that belongs to one choice of radios or checkboxes,
 * shown below it. */
void component_option(struct request *r, struct json_node *component, const char *option,
                      const char *value);
void component_heading(struct request *r, struct json_node *field);
void component_conditional(struct request *r, struct json_node *field, const char *choice,
                           struct json_node *conditional);

/* Summary list: one row; change: where to change it, NULL: nowhere. Template, over a list "rows":
 * {{>components/summary-list}}. */
struct json_node *component_summary_row(struct request *r, const char *key, const char *value,
                                        const char *change);

/* A table: its heads, then rows of cells. A cell is a text, a link, a number or a tag. Template,
 * over what component_table gave, called `table`: {{#table}}{{>components/table}}{{/table}}. */
struct json_node *component_table(struct request *r, const char *caption);
/* component_table_headed - the same under a heading of that text, with a chart between: the caption
 * is for those who listen to the table. */
struct json_node *component_table_headed(struct request *r, const char *caption);
void component_table_head(struct request *r, struct json_node *table, const char *text,
                          bool is_numeric);
struct json_node *component_table_row(struct request *r, struct json_node *table);
void component_cell(struct request *r, struct json_node *row, const char *text);
void component_cell_link(struct request *r, struct json_node *row, const char *text,
                         const char *href);
void component_cell_number(struct request *r, struct json_node *row, int64_t number);
void component_cell_tag(struct request *r, struct json_node *row, const char *text,
                        const char *colour);

/* A tag: text with a colour: "grey", "green", "red", "yellow", "blue" …;
 * NULL: the usual. {{#tag}}{{>components/tag}}{{/tag}} */
struct json_node *component_tag(struct request *r, const char *text, const char *colour);

/* Where a list goes on: "previous" and "next", each NULL or a path (request_href).
 * {{#pagination}}{{>components/pagination}}{{/pagination}} */
struct json_node *component_pagination(struct request *r, const char *previous, const char *next);

/* A task, at the end of the list of a task list, called "items": {{>components/task-list}}. href:
 * NULL: it can't be begun yet. colour: of its state's tag; NULL: a text alone, as of what is
 * done. */
void component_task(struct request *r, struct json_node *list, const char *title, const char *hint,
                    const char *href, const char *state, const char *colour);

#endif
