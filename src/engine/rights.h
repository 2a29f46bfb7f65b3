/* rights.h - residents' rights over their data, and who else is protected: what is done of it, by
 * whom, told to the log before it is. Commands and pages both come here.
 *
 *     inquiry_act(ACT_RIGHTS, ACT_SEAL) ─► struct rights ─► requests, by a statutory clock
 *                                                        ─► restricted, held, sealed: rights_mark.h
 *                                                        ─► rectification.h, access_bundle.h
 *
 * One who is sealed is told of to the seal's team alone; to others in the words for nobody. */
#ifndef CANTREF_ENGINE_RIGHTS_H
#define CANTREF_ENGINE_RIGHTS_H

#include "inquiry.h"
#include "request_store.h"

struct rights {
    struct inquiry *inquiry;          /* an act was asked for, and allowed */
    struct str who;                   /* login of whoever does it */
    const struct staff_member *asker; /* likewise, in staff.yaml */
    const char *named;                /* rights_name: as the officer did */
    int32_t today;                    /* the inquiry's day */
    int64_t now;                      /* seconds since 1970 */
};

/* rights_of - what is done under an inquiry that inquiry_act allowed; it must outlive it. */
struct rights rights_of(struct inquiry *inquiry, int64_t now);

/* rights_name - whom the officer named, by an id under any purpose or by SOURCE:ROW: instead of it
 * the store's own id, as whatever concerns a person in all sources takes it. In the inquiry's
 * arena. Errors: those of the store.
 * rights_nobody - people_nobody, of the name that the officer gave: one who is sealed is told of in
 * the same words as one who isn't there. */
int rights_name(struct rights *rights, const char **name, struct err *err);
int rights_nobody(const struct rights *rights, struct err *err);

/* rights_entity - the number of an entity by its id. Errors: people_nobody: there is no such
 * entity, or it is sealed and not for the asker. *ret_seal: it is, by this act; 0: it isn't. */
int rights_entity(struct rights *rights, const char *id, int64_t *ret, int64_t *ret_seal,
                  struct err *err);

/* rights_may_name - of a name that was typed and kept: may the asker be shown it? *ret false: it
 * leads to somebody who is sealed, and not for the asker, or to nobody now; the two are told of
 * alike. Errors: those of the store. */
int rights_may_name(struct rights *rights, struct str name, bool *ret, struct err *err);

/* rights_is_of_team, rights_has_role, rights_may_approve - the asker, by staff.yaml. */
bool rights_is_of_team(const struct rights *rights, struct str team);
bool rights_has_role(const struct rights *rights, const char *role);
bool rights_may_approve(const struct rights *rights);

/* rights_tell_number - that something is decided about a request, an opening, a notice: on disk in
 * the log, before it is. Errors: those of audit_append. */
int rights_tell_number(struct rights *rights, const char *what, uint64_t number, struct err *err);

/* rights_tell_people - that what these people ask for about their data, or what is marked of them,
 * is about to be shown, on disk in the log. names: as it is shown, each once. One who is nobody now
 * is only counted. found: how many there are, those on other pages too. Errors: those of the store
 * and of audit_append: nothing may be shown then. */
int rights_tell_people(struct rights *rights, const struct name_list *names, uint64_t found,
                       struct err *err);

/* struct rights_people - such names, collected, each once. Start from zero; rights_people_free. */
struct rights_people {
    struct name_list names;
    size_t capacity;
    struct arena arena;
};
void rights_people_add(struct rights_people *people, struct str name);
void rights_people_free(struct rights_people *people);

/* ---- requests ---- */

/* rights_enter - one more, told to the log first. name: as the officer has it. received: a day that
 * has been. *ret: its number and due day; its texts are the caller's.
 * Errors: ERR_USAGE the day is to come; those of rights_name, rights_entity, request_add. */
int rights_enter(struct rights *rights, enum request_kind kind, const char *name, int32_t received,
                 struct str detail, struct rights_request *ret, struct err *err);

/* rights_extend, rights_end - of a request, told to the log first. *ret_due: its new last day.
 * Errors: those of request_extend, request_close. */
int rights_extend(struct rights *rights, int64_t request, int32_t *ret_due, struct err *err);
int rights_end(struct rights *rights, int64_t request, struct str outcome, struct err *err);

/* rights_close_request - the open request of that kind that is answered by what was done, closed;
 * *ret: its number, 0: there was none. Errors: those of the store. */
int rights_close_request(struct rights *rights, enum request_kind kind, int64_t entity,
                         int64_t *ret, struct err *err);

/* rights_each - open requests that are due on that day or before, of people whom the asker may know
 * of: of others nothing, nor are they counted. id: the person's, good during the call, when a row
 * stands open: visit must have no job done (writer.h). The caller tells the log. Errors: what visit
 * returns; those of the store. */
typedef int rights_visit(void *context, const struct rights_request *request, const char *id,
                         struct err *err);
int rights_each(struct rights *rights, int32_t until, rights_visit *visit, void *context,
                struct err *err);

#endif
