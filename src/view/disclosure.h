/* disclosure.h - records unsealed to be shown, whose values come out by decisions alone.
 *
 *     records ─► struct disclosure ─ access_decision ─► the text that this decision allows
 *
 * The only way from the store to a person's values that any command, page or letter has: the struct
 * is opaque, and nothing leaves it but through disclosure_text, which asks for the decision about
 * this mention, this source and this category, and shows what its level of detail lets through.
 * tests/check.py holds the rest of the program to it. */
#ifndef CANTREF_VIEW_DISCLOSURE_H
#define CANTREF_VIEW_DISCLOSURE_H

#include "access_decision.h"
#include "permitted.h"
#include "picture.h"

struct disclosure;

/* disclosure_open - the records of count mentions, unsealed.
 * In:     nobody writes meanwhile. mentions of records that stand.
 * Out:    *ret, to be closed with disclosure_close, which wipes it.
 * Errors: those of standing_read_some, standing_map; ERR_NOTFOUND when the keys of a record are
 *         gone. Cost: some 10 µs a record. */
int disclosure_open(struct picture *picture, const struct permitted_mention *mentions, size_t count,
                    struct disclosure **ret, struct err *err);
void disclosure_close(struct disclosure *disclosure);

/* disclosure_open_version - a record as one of its versions said, whether that stands or has ended.
 * Errors: those of stored_row_read_version. */
int disclosure_open_version(struct picture *picture, int64_t record, int64_t version,
                            struct disclosure **ret, struct err *err);

/* disclosure_place - the place of a mention in it; SIZE_MAX: it isn't there. disclosure_count,
 * disclosure_mention - all that its records speak of, also others than were asked for: those whom
 * they name besides. */
size_t disclosure_place(const struct disclosure *disclosure, int64_t record, int number);
size_t disclosure_count(const struct disclosure *disclosure);
struct disclosed_mention {
    int64_t record;
    int number;
    int kind;          /* enum mention_kind */
    struct str source; /* its name */
    int64_t since;     /* seconds since 1970: when the home got to know the record so */
};
struct disclosed_mention disclosure_mention(const struct disclosure *disclosure, size_t place);

/* disclosure_subject - what a decision about a mention must have as its subject. */
static inline int64_t disclosure_subject(int64_t record, int number)
{
    return (int64_t)((uint64_t)record << 16 | (uint16_t)number);
}

/* disclosure_text - what the decision lets through of the mention at a place, added to ret. False:
 * nothing, since it denies, is about another mention, or there is no such value.
 * In:     today: days since 1970, for ages. source: the decision's, as a name. */
bool disclosure_text(const struct disclosure *disclosure, size_t place,
                     struct access_decision decision, struct str source, int32_t today,
                     enum access_language language, struct buf *ret);

/* disclosure_named_since - since when a mention's record names whom it names now: the first of its
 * versions, counted back from the one that stands, in which the mention's names are the same, or a
 * number that one person alone has (seconds since 1970; INT64_MIN: ever). Tells no value. A version
 * whose cells are gone may have named anybody. Errors: those of the store.
 * In:     name: the decision on the names of the mention; one that denies: the standing version
 *         alone. */
int disclosure_named_since(struct picture *picture, const struct disclosure *disclosure,
                           size_t place, struct access_decision name, int64_t *ret,
                           struct err *err);

/* disclosure_alike - of what a mention says, as a keyed hash that others have who say the same:
 * its postcode, its whole address, or family name and postcode together. Tells that two are alike,
 * and no value. False: there is no such value, or a decision denies.
 * In:     address, name: the decisions on these two categories of the mention, at any level. */
enum disclosure_alike {
    DISCLOSURE_POSTCODE,
    DISCLOSURE_HOME,
    DISCLOSURE_FAMILY, /* needs name, too */
    DISCLOSURE_ALIKES
};
bool disclosure_alike(const struct disclosure *disclosure, size_t place,
                      struct access_decision address, struct access_decision name,
                      const struct seal *seal, enum disclosure_alike what, int64_t *ret);

#endif
