/* approval.h - two people for what opens data: a purpose that is new or changed, a gateway, the
 * opening of a seal, what a source is, what staff.yaml gives to whom. Kept in approvals.yaml, in
 * git:
 *
 *     approvals:
 *       - of: purpose                    purpose, gateway, seal, source or staff
 *         id: council_tax_billing
 *         content: 9f3a…                 BLAKE2b-256 of what was approved (definition_hash)
 *         who: ann                       Unix login
 *         when: 2026-11-28T09:14:00Z
 *         mark: 77e2…                    under the home's key, so that nobody writes one by hand
 *
 * An approval is of a content: whoever changes a purpose needs both again. The mark is
 * seal_token_wide (BLAKE2b with a key, 16 bytes) of all the rest: it outlives a change of the
 * council's key, and is worth nothing in another home. Approvals are only added to. */
#ifndef CANTREF_ACCESS_APPROVAL_H
#define CANTREF_ACCESS_APPROVAL_H

#include "definition.h"
#include "seal.h"

enum { APPROVERS_NEEDED = 2, APPROVALS_MAX = 100000, APPROVAL_MARK_BYTES = 16 };

/* What a version of the program ships is approved by its makers; no login has a space. */
#define APPROVER_SHIPPED "shipped with cantref"

enum approval_of {
    APPROVAL_PURPOSE,
    APPROVAL_GATEWAY,
    APPROVAL_SEAL,
    APPROVAL_SOURCE,
    APPROVAL_STAFF,
    APPROVAL_KINDS
};
extern const char *const approval_of_names[APPROVAL_KINDS + 1];

struct approval {
    enum approval_of of;
    struct str id, who, when;
    uint8_t content[CONTENT_HASH_BYTES];
    uint8_t mark[APPROVAL_MARK_BYTES];
    bool genuine; /* the mark is this home's; false: it counts for nothing */
    size_t line;
};

struct approval_list {
    struct approval *at;
    size_t count, capacity;
    struct arena arena;
};

/* approval_list_parse - the approvals in the text of a file called `file`, each held against its
 * mark. seal NULL: there are no keys, and none is genuine.
 * Out:    *ret, to be freed with approval_list_free; untouched on failure.
 * Errors: as purpose_parse. */
int approval_list_parse(struct str text, const char *file, const struct seal *seal,
                        struct approval_list *ret, struct err_list *errors);
void approval_list_free(struct approval_list *list);

/* approval_add - one more, marked; when: as clock_text writes it. */
void approval_add(struct approval_list *list, const struct seal *seal, enum approval_of of,
                  struct str id, const uint8_t content[CONTENT_HASH_BYTES], struct str who,
                  struct str when);

/* approval_list_write - the file. Errors: ERR_LIMIT at out's maximum. */
int approval_list_write(struct buf *out, const struct approval_list *list);

/* approval_count - how many different people have approved that content of it. APPROVERS_NEEDED are
 * enough. approval_has - is `who` one of them? */
size_t approval_count(const struct approval_list *list, enum approval_of of, struct str id,
                      const uint8_t content[CONTENT_HASH_BYTES]);
bool approval_has(const struct approval_list *list, enum approval_of of, struct str id,
                  const uint8_t content[CONTENT_HASH_BYTES], struct str who);

/* approval_latest - of what has one content after another, such as staff.yaml: the one that two
 * people approved last; NULL: none yet. An earlier one counts no more: going back needs two again.
 * *ret_open: approvals of a next content begin at that place in the list; approval_count_from and
 * approval_has_from count those from there on. */
const uint8_t *approval_latest(const struct approval_list *list, enum approval_of of, struct str id,
                               size_t *ret_open);
size_t approval_count_from(const struct approval_list *list, size_t from, enum approval_of of,
                           struct str id, const uint8_t content[CONTENT_HASH_BYTES]);
bool approval_has_from(const struct approval_list *list, size_t from, enum approval_of of,
                       struct str id, const uint8_t content[CONTENT_HASH_BYTES], struct str who);

#endif
