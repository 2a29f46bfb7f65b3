/* contact_text.h - how a person is reached, in words and as JSON. */
#ifndef CANTREF_ENGINE_CONTACT_TEXT_H
#define CANTREF_ENGINE_CONTACT_TEXT_H

#include "help_offer.h"
#include "json_writer.h"

/* contact_item_title - what an item is called for people: "e-mail".
 * contact_statements_json - what was said and when, as a key and its array. contact_offers_json -
 * offers of help likewise. */
const char *contact_item_title(enum contact_item item, enum access_language language);
void contact_statements_json(struct json_writer *json, const struct contact_statements *statements);
void contact_offers_json(struct json_writer *json, const struct help_offers *offers);

#endif
