/* contact_retention.h - what people said of how they are reached, offers of help, and who may
 * speak for them, go when no record speaks of them any more and they were kept for as long as the
 * purpose says under which they were typed. While a record stands their word stands, since nothing
 * else says how they are reached. */
#ifndef CANTREF_ENGINE_CONTACT_RETENTION_H
#define CANTREF_ENGINE_CONTACT_RETENTION_H

#include "home_access.h"
#include "picture.h"

/* contacts_retire - of every purpose of the home; what was typed under one that is no more is kept.
 * dry_run: only count. *ret: how many statements, offers and authorities. Their keys are forgotten
 * by retention_apply, or when the home is next opened. Errors: those of the store. */
int contacts_retire(struct picture *picture, const struct access *access, int64_t now, bool dry_run,
                    int64_t *ret, struct err *err);

#endif
