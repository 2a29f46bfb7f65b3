/* application_person.h - the people of an application: whom it is about, and who tells it, as far
 * as the home knows them.
 *
 *     staff began it at somebody's page    the mentions kept then (application_table)
 *     a resident who is signed in tells    of themselves: their mention; for somebody for whom they
 *                                          speak ("authority:7"): whoever that authority is of
 *
 * They are whoever these mentions are now, as of an event (event_look.h): so an application follows
 * merges and splits, and is nobody's to open any more than that person's page is. */
#ifndef CANTREF_ENGINE_APPLICATION_PERSON_H
#define CANTREF_ENGINE_APPLICATION_PERSON_H

#include "application.h"
#include "authority.h"
#include "event_pack.h"

/* Mentions of whom staff began an application about: application_mention. */
extern const struct kept_table application_table;

enum { APPLICATION_PEOPLE_MAX = 2 };

/* struct application_people - start from zero; application_people_free. */
struct application_people {
    struct view subject, teller;
    const struct view_person *denied; /* of ERR_DENIED: who may not be seen, for the log */
    bool there;      /* the subject is somebody of whom a record stands that may be read */
    bool may_be_for; /* who tells it may tell it of them: staff know them, they are the one who
                        tells, or the authority holds in this matter today */
    bool has_facts;  /* the subject's view is whole, and what is held of them may be asked */
    size_t set;      /* of the viewing, then */
};

/* application_people_read - under the inquiry's purpose; the caller tells the log.
 * In:     for_facts: with those related to the subject, so that conditions can ask what is held of
 *         them (struct application_looking): of somebody who may be told of, and is not sealed.
 * Errors: ERR_NOTFOUND one of them is sealed and not for the asker: said as of an application that
 *         there isn't; ERR_DENIED one of them may not be seen; those of the store. */
int application_people_read(struct inquiry *inquiry, const struct application *application,
                            const struct event_pack *pack, int32_t today, bool for_facts,
                            struct application_people *ret, struct err *err);
void application_people_free(struct application_people *people);

/* application_people_told - those of whom the log is to tell. Returns how many. Pure. */
size_t application_people_told(const struct application_people *people,
                               const struct view_person *ret[APPLICATION_PEOPLE_MAX]);

/* application_none - there is no such application under this purpose. Returns ERR_NOTFOUND. */
int application_none(const struct inquiry *inquiry, struct err *err);

#endif
