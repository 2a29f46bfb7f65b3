/* access_bundle.h - the answer to who asks what is held of them: UK GDPR Article 15, as files that
 * a person reads before they go out (subject_access.h says what is in them, and what is not).
 *
 *     everything.json, everything.csv   each cell of each version of each record, by source;
 *                                       in the former, what else they said (access_told.h)
 *     to-check.csv                      those alone that a person has to look at
 *     index.html                        for whoever asked, in their language
 *     who-looked.csv                    the audit log, as far as it is about them
 *     manifest.json                     when it was made, by whom, how much is in it */
#ifndef CANTREF_ENGINE_ACCESS_BUNDLE_H
#define CANTREF_ENGINE_ACCESS_BUNDLE_H

#include "access_told.h"
#include "help_offer.h"
#include "rights.h"
#include "subject_access.h"

enum { ACCESS_BUNDLE_FILES = 6, ACCESS_BUNDLE_TO_CHECK = 2, ACCESS_BUNDLE_PAGE = 3 };
extern const char *const access_bundle_names[ACCESS_BUNDLE_FILES + 1];

struct access_bundle {
    struct rights *rights;
    const char *id; /* of whom it is: the store's own */
    int64_t entity;
    enum access_language language;
    struct rights_request request;
    struct held held;
    struct contact_statements contacts; /* in the arena */
    struct help_offers offers;
    struct access_tellings tellings;
    struct buf files[ACCESS_BUNDLE_FILES];
    struct arena arena;
};

/* access_bundle_make - all that is held of somebody; told to the log before this returns. Their
 * open request of that kind, or, where there is none, a new one, received on that day.
 * In:     rights: under ACT_RIGHTS, must outlive it. name: as the officer has it.
 * Out:    *ret, to be freed with access_bundle_free in any case, which wipes it; start from zero.
 * Errors: ERR_NOTFOUND nobody, or nothing is held of them; ERR_USAGE the day is to come; those of
 *         held_read, the store and the log. Nothing may be shown then. Cost: some 100 µs a version.
 */
int access_bundle_make(struct rights *rights, const char *name, int32_t received,
                       enum access_language language, struct access_bundle *ret, struct err *err);
void access_bundle_free(struct access_bundle *bundle);

#endif
