/* mapping_file.h - a mapping as a YAML file that a person reads, corrects and gives back.
 *
 *     sources:
 *       - source: tenancy
 *         kind: people
 *         latest_year: 2026
 *         columns:
 *           # the header says full_name; 99.1% of 9,870 values read as that
 *           - column: Joint Tenant Name
 *             role: full_name
 *             subject: joint tenant
 *             order: given_first
 *
 * column     the header ("column 3" if there is none); one that the table has twice is named twice
 * role       one of role_table
 * subject    left out: the row's main person, or everybody in it for an address
 * order      of a birth date day_first or month_first, of a full name given_first or family_first
 * line       where several columns have one role: their order, from 1
 * attribute  its name, the same in other sources for the same thing; left out: the header
 * kind       people, organisations, properties or things: what a row without a name is about
 *
 * A column that is not named is ignored. A source that is not named is inferred. */
#ifndef CANTREF_RECORD_MAPPING_FILE_H
#define CANTREF_RECORD_MAPPING_FILE_H

#include "mapping.h"

/* mapping_file_write - the file for these mappings, with the evidence as comments. Errors:
 * ERR_LIMIT at out's maximum. */
int mapping_file_write(struct buf *out, const struct mapping *mappings, size_t count);

/* mapping_file_parse - mappings for all tables: as the text says, inferred where it says nothing.
 * In:     text of the file called `file`. Out: ret[count], to be freed with mapping_free.
 * Errors: ERR_INPUT with file:line:column for anything that the tables or the rules above don't
 *         allow (an unknown source, column or role, a role twice where that can't be …), ERR_LIMIT,
 *         ERR_MEMORY; ret then holds nothing to free. */
int mapping_file_parse(struct str text, const char *file, const struct table *tables, size_t count,
                       struct mapping *ret, struct err *err);

/* mapping_file_read - the same from a file. Also ERR_NOTFOUND, ERR_IO. */
int mapping_file_read(const char *path, const struct table *tables, size_t count,
                      struct mapping *ret, struct err *err);

#endif
