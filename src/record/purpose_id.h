/* purpose_id.h - what a person is called under a purpose: "7K3Q-9M2X-H4TD-0A1C".
 *
 * An id of the full partition would tell two purposes that they speak of the same person, and that
 * two accounts are one since a barred source joins them. So each purpose has ids of its own: the
 * least permitted mention of the person, by the record's keyed identity and the mention's number,
 * under a permutation that is keyed by the home's secret and the purpose. Without the keys two
 * purposes' ids can't be held against each other; with them an id leads back to the mention, and no
 * list of ids need be kept.
 *
 * The permutation is a Feistel network of 80 bits with seal_token (keyed BLAKE2b) as its rounds
 * (Luby & Rackoff 1988). As any permutation it maps each of its values to some mention or to none:
 * who guesses ids finds people as seldom as they are among 2^80. */
#ifndef CANTREF_RECORD_PURPOSE_ID_H
#define CANTREF_RECORD_PURPOSE_ID_H

#include "seal.h"

enum {
    PURPOSE_ID_TEXT_MAX = 20,     /* as ENTITY_ID_TEXT_MAX */
    PURPOSE_ID_IDENTITY_BYTES = 8 /* of a record's identity, that an id holds */
};

/* struct purpose_mention - a mention as an id holds it. */
struct purpose_mention {
    uint8_t identity[PURPOSE_ID_IDENTITY_BYTES];
    uint16_t number;
};

/* purpose_id_text - the id of a mention under a purpose, into ret, which it returns.
 * purpose_id_read - its inverse; capitals, hyphens and the letters O, I, L for digits don't matter.
 * False: the text is no id. Both pure. */
const char *purpose_id_text(const struct seal *seal, struct str purpose,
                            const struct purpose_mention *mention, char ret[PURPOSE_ID_TEXT_MAX]);
bool purpose_id_read(const struct seal *seal, struct str purpose, struct str text,
                     struct purpose_mention *ret);

#endif
