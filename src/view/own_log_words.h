/* own_log_words.h - an entry of a resident's own log in plain words, in English or Welsh. */
#ifndef CANTREF_VIEW_OWN_LOG_WORDS_H
#define CANTREF_VIEW_OWN_LOG_WORDS_H

#include "own_log.h"

/* own_log_who - "somebody in Housing (housing options officer)". own_log_purpose - what for.
 * own_log_law - the legal basis, as it was logged, with what it means. own_log_seen - which kinds
 * of data, or what was done. Each is added to row, a sentence or less, without its full stop. */
typedef void own_log_say(const struct inquiry *inquiry, const struct own_entry *entry,
                         enum access_language language, struct buf *row);
own_log_say own_log_who, own_log_purpose, own_log_law, own_log_seen;

#endif
