/* mention_build.h - rows of tables to standardised mentions (mention.h), as their mappings say.
 *
 *   row ─► people, organisations, estates that each subject's columns name    mention_names.c
 *       ─► the row's address, shared by all who have none of their own        mention_places.c
 *       ─► mentions, in the order of enum mention_kind, numbered from 1       mention_build.c
 *
 * Every row gives at least one mention. A cell is standardised once for each distinct value; names
 * and addresses that are made of several cells, once for each combination met lately. */
#ifndef CANTREF_LINKAGE_MENTION_BUILD_H
#define CANTREF_LINKAGE_MENTION_BUILD_H

#include "mapping.h"
#include "mention.h"

/* mention_table_build - the mentions of count tables, mappings[i] for tables[i].
 * In:     tables of which only ids and texts are used (dictionary_keep_texts).
 * Out:    ret, to be freed with mention_table_free; it refers to neither tables nor mappings
 *         afterwards. Its dictionaries are sealed.
 * Errors: ERR_MEMORY; ERR_LIMIT for more than SOURCES_MAX tables, ATTRIBUTES_MAX attributes or 2^32
 *         bytes of values; ret is empty then.
 * Cost:   O(cells). threads is a ceiling; the result doesn't depend on it. Nothing depends on the
 *         order of rows but the ids of dictionaries and the order of mentions. */
int mention_table_build(const struct table *tables, const struct mapping *mappings, size_t count,
                        int threads, struct mention_table *ret, struct err *err)
    __attribute__((warn_unused_result));
void mention_table_free(struct mention_table *mentions);

#endif
