/* officer_people.h - people as officers' pages show them: all of it from one view, so that nothing
 * is said that the purpose may not see.
 *
 *     view ─► values by kind, with who says each ─► where systems disagree, side by side
 *         ├─► who lives there, who is named
 *         ├─► why these records are one person
 *         └─► since when what is known                                                       */
#ifndef CANTREF_PAGES_OFFICER_PEOPLE_H
#define CANTREF_PAGES_OFFICER_PEOPLE_H

#include "request.h"

/* officer_line - a person in a list: name, birth, address, and where their page is; the members
 * of an object. */
struct json_node *officer_line(struct request *r, const struct view_person *person);

/* officer_put_person - into a model: "groups" (what is known, by kind), "disagree" (a table, or
 * null), "marks". officer_put_related - "related", "not_listed". officer_put_why - "why": for each
 * system how sure it is that its record is this person's, and what it says as others do.
 * officer_put_timeline - "timeline": days on which something became known, the newest first. */
void officer_put_person(struct request *r, struct json_node *model,
                        const struct view_person *person);
void officer_put_related(struct request *r, struct json_node *model, const struct view *view);
void officer_put_why(struct request *r, struct json_node *model, const struct view_person *person);
void officer_put_timeline(struct request *r, struct json_node *model,
                          const struct view_person *person);

#endif
