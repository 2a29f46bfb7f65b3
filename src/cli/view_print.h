/* view_print.h - views to standard output: for people, in columns, in English or Welsh; or as one
 * JSON object. */
#ifndef CANTREF_CLI_VIEW_PRINT_H
#define CANTREF_CLI_VIEW_PRINT_H

#include "json_writer.h"
#include "view.h"

/* width_of - columns that a text takes on a terminal: its characters. print_padded - the text, and
 * spaces up to a width. */
int width_of(struct str text);
void print_padded(struct str text, int width);

/* view_print - a view. view_json - the same, as a member of an object that is open. */
void view_print(const struct viewing *viewing, const struct view *view);
void view_json(struct json_writer *json, const struct viewing *viewing, const struct view *view);

/* view_print_line - a person in one line or two: id, name, birth, address, as far as shown. */
void view_print_line(const struct view_person *person);
/* view_print_found - what is said below the people who are listed. */
void view_print_found(const struct viewing *viewing, size_t listed, uint64_t records,
                      bool too_many);

void view_person_json(struct json_writer *json, const struct viewing *viewing,
                      const struct view_person *person);

#endif
