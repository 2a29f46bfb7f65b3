/* inward_partner.h - who may send something to the council, and as what it is taken: the part of
 * delivery.yaml that is about what comes in.
 *
 *     inward:
 *       health_board:                        the partner, as packs call it
 *         secret_file: keys/health_board.inward    whsec_… that it signs with; mode 0600
 *         old_secret_file: keys/…            taken besides, while the secret is being changed
 *         purpose: bereavement_support       under which all that it sends is taken
 *         on_behalf_of: ann                  login of whoever answers for it here: what they may
 *                                            see under the purpose is what it may reach
 *         told_by: professional              what it is to those of whom it tells: as event.yaml
 *                                            says; left out: professional
 *         sources: [registrar]               whose records it may send; left out: none
 *
 * Its secret is not the one that we sign with. Strict: anything else is an error with its place. */
#ifndef CANTREF_DELIVER_INWARD_PARTNER_H
#define CANTREF_DELIVER_INWARD_PARTNER_H

#include "definition.h"
#include "event_type.h"
#include "home.h"
#include "webhook_signature.h"

enum { INWARD_PARTNERS_MAX = 256 };

struct inward_partner {
    struct str name, secret_file, old_secret_file, purpose, on_behalf_of;
    int told_by; /* enum teller */
    struct name_list sources;
};

struct inward_partners {
    struct inward_partner *at;
    size_t count;
};

/* inward_partners_setting - the map under `inward`, as setting_read has it; into: a struct
 * inward_partners. */
int inward_partners_setting(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err);

/* inward_partner_read - the partner of that name, from a home's delivery.yaml.
 * Out:    *ret, its texts in the arena.
 * Errors: ERR_NOTFOUND there is none, or no file; the first of delivery_file_read. */
int inward_partner_read(const struct home *home, struct arena *arena, struct str name,
                        struct inward_partner *ret, struct err *err);

/* inward_partner_secrets - those that it may sign with, into ret; the caller wipes them.
 * Errors: ERR_DENIED others can read a file; ERR_NOTFOUND; ERR_INPUT it holds no secret. */
int inward_partner_secrets(const struct home *home, const struct inward_partner *partner,
                           struct webhook_secret ret[WEBHOOK_SECRETS_MAX], size_t *ret_count,
                           struct err *err);

#endif
