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
 * identifies true: an attribute that tells people apart, as a pupil's number does: a row that has
 *            it speaks of a person, though it gives no name
 * kind       people, organisations, properties or things: what a row without a name is about
 *
 * A column that is not named is ignored. A source that is not named is inferred. */
#ifndef CANTREF_RECORD_MAPPING_FILE_H
#define CANTREF_RECORD_MAPPING_FILE_H

#include "err_list.h"
#include "mapping.h"
#include "yaml_tree.h"

/* mapping_file_write - the file for these mappings, with the evidence as comments. Errors:
 * ERR_LIMIT at out's maximum. */
int mapping_file_write(struct buf *out, const struct mapping *mappings, size_t count);

/* mapping_file_write_source - of one source what stands under its name, indented by four: kind,
 * latest_year, columns. Not its name. Errors: as above. */
int mapping_file_write_source(struct buf *out, const struct mapping *mapping);

/* mapping_file_write_roles - the comment that lists the roles. Errors: as above. */
int mapping_file_write_roles(struct buf *out);

/* mapping_file_parse_source - the same back from a node of a larger YAML file called `file`.
 * In:     name: of the source. table: whose columns the mapping is to have, in its order; NULL: a
 *         column for each one named, in the order of the file. kind and latest_year left out are
 *         people and LATEST_YEAR_DEFAULT: nothing is inferred.
 * Out:    *ret, to be freed with mapping_free; untouched on failure.
 * Errors: ERR_INPUT, ERR_MEMORY; each mistake is added to errors. */
int mapping_file_parse_source(const struct yaml_node *node, const char *file, struct str name,
                              const struct table *table, struct mapping *ret,
                              struct err_list *errors);

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
