/* rectification.h - somebody says that something held of them is wrong: UK GDPR Article 16. The
 * council's own systems are the source of truth, so what is to be corrected is corrected there;
 * this keeps what was asked, says where, and notices when the next extracts bring it. */
#ifndef CANTREF_ENGINE_RECTIFICATION_H
#define CANTREF_ENGINE_RECTIFICATION_H

#include "rights.h"

enum { RECTIFICATION_CLAIMS_MAX = FIELD_CATEGORIES };

/* rectification_visit - a source says something else than is claimed; good during the call. */
typedef void rectification_visit(void *context, struct str source, enum field_category category,
                                 struct str says);

/* rectification_enter - a request, with what is right: "address=5 Castle Road" each. What sources
 * say otherwise, as far as the purpose may see, is visited, and told to the log before this
 * returns: nothing that was visited is shown before.
 * In:     rights: under ACT_RIGHTS. name: as the officer has it. received: a day that has been.
 * Errors: ERR_USAGE a claim that is none, a day to come; those of rights_entity, request_add. */
int rectification_enter(struct rights *rights, const char *name, const struct str *claims,
                        size_t count, int32_t received, rectification_visit *visit, void *context,
                        struct rights_request *ret, struct err *err);

/* rectification_look - of a request that is open, what sources say otherwise now; likewise.
 * id: the person's, as rights_each has it. */
int rectification_look(struct rights *rights, const struct rights_request *request, const char *id,
                       rectification_visit *visit, void *context, struct err *err);

/* rectification_check - the open requests that extracts have answered are closed; their numbers
 * are added to ret. Errors: those of the store. */
int rectification_check(struct rights *rights, struct whole_list *ret, struct err *err);

#endif
