/* name.h - names of people and organisations as councils write them. Pure; no allocation.
 *
 *   "Evans, Mrs Sian (née Pritchard)"   person: given=sian family=evans
 *                                       former_family=pritchard sex=f
 *   "MR J & MRS S EVANS"                two persons: j evans (m), s evans (f)
 *   "Mr & Mrs J Evans"                  two persons: j evans (m), evans (f)
 *   "EXORS OF J EVANS (DECD)"           estate of j evans
 *   "J EVANS (DECD)"                    person: that somebody died does not make an estate
 *   "THE OCCUPIER"                      nobody
 *   "EVANS PROPERTIES LTD"              organisation
 *   "Dafydd ap Gwilym"                  person: given=dafydd family=ap gwilym
 *   "thomas of chudleigh"               person: given=thomas family=chudleigh
 *   "Baby Evans"                        person: family=evans
 */
#ifndef CANTREF_STD_NAME_H
#define CANTREF_STD_NAME_H

#include "text.h"

enum { NAME_PERSONS_MAX = 4, NAME_PART_MAX = 128 };

enum name_kind { NAME_MISSING, NAME_PERSON, NAME_ORGANISATION, NAME_ESTATE, NAME_NOBODY };

/* How a column writes a name that has no comma. */
enum name_order { NAME_GIVEN_FIRST, NAME_FAMILY_FIRST };

/* struct name - parts as mention.h describes the fields of the same names; "" where not known.
 * `all` holds the distinct words of the whole name in byte order, separated by spaces. */
struct name {
    enum name_kind kind;
    char sex; /* 'f', 'm' from a title (Mrs, Mr, Miss, Sir …); 0 not known */
    char given[NAME_PART_MAX];
    char middle[NAME_PART_MAX];
    char family[NAME_PART_MAX];
    char former_family[NAME_PART_MAX];
    char all[TEXT_BYTES_MAX];
};

/* name_parse - the people (or the organisation, estate, nobody) that one cell names.
 * Returns how many of ret were filled: 0 for a placeholder or empty cell, else 1 …
 * NAME_PERSONS_MAX. */
int name_parse(struct str text, enum name_order order, struct name ret[NAME_PERSONS_MAX]);

/* name_from_parts - one person from columns of their own; each may be empty. A title found inside a
 * part still tells the sex; a given-name cell with several names gives given and middle. Suffixes
 * (jr, obe) are dropped. Returns false when no part has a name. */
bool name_from_parts(struct str title, struct str given, struct str middle, struct str family,
                     struct name *ret);

/* name_order_evidence - for a whole column: votes for NAME_GIVEN_FIRST (positive) or
 * NAME_FAMILY_FIRST (negative) that this cell gives, from well-known given names at either end; 0
 * when it has a comma or tells nothing. */
int name_order_evidence(struct str text);

/* name_is_known_given - is this folded word a common given name (English, Welsh and other languages
 * of Britain)? */
bool name_is_known_given(struct str folded_word);

#endif
