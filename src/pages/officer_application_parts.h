/* officer_application_parts.h - an application that an officer has open, for somebody or with them:
 * who typed what, and what it says so far. */
#ifndef CANTREF_PAGES_OFFICER_APPLICATION_PARTS_H
#define CANTREF_PAGES_OFFICER_APPLICATION_PARTS_H

#include "application_look.h"
#include "application_person.h"
#include "request.h"

/* What is kept that whoever tells it agreed that staff send it. */
#define OFFICER_AGREED ".agreed"

/* struct open_application - start from zero; officer_close_application. */
struct open_application {
    struct application application;
    const struct event_pack *pack;
    struct application_people people;
    struct application_look look;
    bool looked;
    size_t typed; /* entries more than it was read with: officer_type */
};

/* officer_channel - of that name; desk where there is none. */
enum channel officer_channel(struct str name);

/* officer_open_application - that of the path, told to the log. Where assessed, it is looked at by
 * what the purpose lets be known of whom it is about, too, which is told as a view is.
 * Errors: ERR_NOTFOUND, in the log as nobody, there is none, its pack does not run under the
 *         purpose, or somebody in it is sealed; ERR_DENIED, in the log, whom it is about or who
 *         tells it may not be seen; those of the store. */
int officer_open_application(struct request *r, bool assessed, struct open_application *ret,
                             struct err *err);
void officer_close_application(struct open_application *open);

/* officer_typed - the entry of that name that stands; NULL: none. officer_typed_by - who typed it
 * and when, in words; "" for nobody. */
const struct application_entry *officer_typed(const struct open_application *open, struct str name);
const char *officer_typed_by(struct request *r, const struct application_entry *entry);

/* officer_type - what is typed now, in place of what stood, in the name of the officer. */
int officer_type(struct request *r, struct open_application *open, struct str name, struct str text,
                 struct err *err);

#endif
