/* officer_pages.h - the handlers of the officers' pages (officer_routes.c), and what two of their
 * files need of each other. */
#ifndef CANTREF_PAGES_OFFICER_PAGES_H
#define CANTREF_PAGES_OFFICER_PAGES_H

#include "case_task.h"
#include "channel_rule.h"
#include "request.h"

/* officer_work.c */
int officer_work(struct request *request, struct err *err);
int officer_choose(struct request *request, struct err *err);

/* officer_find.c */
int officer_find(struct request *request, struct err *err);
int officer_find_people(struct request *request, struct err *err);
int officer_emergency(struct request *request, struct err *err);
int officer_emergency_use(struct request *request, struct err *err);

/* officer_person.c */
int officer_person(struct request *request, struct err *err);

/* officer_read_person - whom an id leads to, told to the log: a refusal and nobody, too; *ret to be
 * freed with view_free in any case. officer_put_whole - all that their page says of the view, and
 * its title; notice: of break-glass, 0: none. */
int officer_read_person(struct request *request, struct str id, struct view *ret, struct err *err);
void officer_put_whole(struct request *request, struct json_node *model, const struct view *view,
                       int64_t notice);

/* officer_put_reach - "reach": how somebody is reached. officer_language - what a language is
 * called, or its code. */
void officer_put_reach(struct request *request, struct json_node *model, const struct reach *reach);
struct str officer_language(struct request *request, struct str code);

/* officer_queue.c, officer_task.c */
int officer_tasks(struct request *request, struct err *err);
int officer_task(struct request *request, struct err *err);
int officer_task_act(struct request *request, struct err *err);
int officer_task_done(struct request *request, struct err *err);

/* officer_task_line - a task in a list: the members of an object. */
struct json_node *officer_task_line(struct request *request, const struct case_task *task);

/* officer_put_next - "next": the first task of the asker's queue under the purpose, or null. */
int officer_put_next(struct request *request, struct json_node *model, struct err *err);

/* officer_event.c */

/* officer_event_case - the case under which an event is worked on where the officer names none:
 * "event:lusab-babad". In the request's arena. */
const char *officer_event_case(struct request *request, const char *event);
int officer_events(struct request *request, struct err *err);
int officer_event(struct request *request, struct err *err);
int officer_event_act(struct request *request, struct err *err);
int officer_event_correct(struct request *request, struct err *err);
int officer_event_correct_send(struct request *request, struct err *err);

/* officer_tell.c, officer_application.c */
int officer_tell(struct request *request, struct err *err);
int officer_tell_begin(struct request *request, struct err *err);
int officer_applications(struct request *request, struct err *err);
int officer_applications_open(struct request *request, struct err *err);
int officer_application(struct request *request, struct err *err);
int officer_application_put(struct request *request, struct err *err);
int officer_application_check(struct request *request, struct err *err);
int officer_application_send(struct request *request, struct err *err);
int officer_application_told(struct request *request, struct err *err);

/* officer_contact.c */
int officer_contact(struct request *request, struct err *err);
int officer_contact_say(struct request *request, struct err *err);

/* officer_post.c; the role of staff.yaml for whoever prints and posts letters */
#define OFFICER_POST_ROOM "post_room"
int officer_parked(struct request *request, struct err *err);
int officer_parked_act(struct request *request, struct err *err);
int officer_post(struct request *request, struct err *err);
int officer_post_act(struct request *request, struct err *err);

#endif
