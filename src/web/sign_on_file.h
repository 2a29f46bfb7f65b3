/* sign_on_file.h - sign_on.yaml: by whom staff, or residents, are known besides (OpenID Connect).
 *
 *     origin: https://my.council.example        under which people reach this program
 *     staff:
 *       issuer: https://login.council.example   as its tokens say, to the letter
 *       client_id: cantref
 *       secret_file: keys/sign_on_staff
 *       login_claim: preferred_username         the claim that is the login in staff.yaml
 *       groups_claim: groups                    left out: roles are those of staff.yaml
 *       groups:                                 a session has the roles of staff.yaml that one of
 *         G-CouncilTax: [council_tax_officer]   these groups gives, and no other
 *       addresses: [10.1.2.3]                   that aren't of the public internet, if it has such
 *     residents:
 *       issuer: …                               client_id, secret_file, addresses likewise
 *
 * The provider is told to lead back to ORIGIN/sign-on/staff, or /sign-on/residents. */
#ifndef CANTREF_WEB_SIGN_ON_FILE_H
#define CANTREF_WEB_SIGN_ON_FILE_H

#include "definition.h"
#include "home.h"

enum sign_on_of { SIGN_ON_STAFF, SIGN_ON_RESIDENTS, SIGN_ON_PROVIDERS };
extern const char *const sign_on_names[SIGN_ON_PROVIDERS + 1];

enum { SIGN_ON_GROUPS_MAX = 256, SIGN_ON_ADDRESSES_MAX = 16 };

struct sign_on_group {
    struct str name;
    struct name_list roles;
};

struct sign_on_provider {
    struct str issuer, client_id, secret_file, login_claim, groups_claim;
    struct sign_on_group *groups;
    size_t group_count;
    struct str addresses[SIGN_ON_ADDRESSES_MAX];
    size_t address_count;
    bool is_there;
};

struct sign_on_file {
    struct str origin;
    struct sign_on_provider providers[SIGN_ON_PROVIDERS];
    struct arena arena;
};

/* sign_on_file_parse - Out: *ret, to be freed with sign_on_file_free; untouched on failure.
 * Errors: ERR_INPUT with each mistake added to errors. */
int sign_on_file_parse(struct str text, const char *file, struct sign_on_file *ret,
                       struct err_list *errors);
void sign_on_file_free(struct sign_on_file *file);

/* sign_on_file_read - of a home; without the file, no provider is there. Errors: likewise;
 * ERR_IO. */
int sign_on_file_read(const struct home *home, struct sign_on_file *ret, struct err *err);

/* sign_on_roles - of a member of staff's roles those that their groups (claims: JSON) give, with a
 * blank between, in the arena. Pure. */
struct str sign_on_roles(struct arena *arena, const struct sign_on_provider *provider,
                         struct str claims, const struct name_list *roles);

#endif
