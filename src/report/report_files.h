/* report_files.h - the tables that a run leaves behind.
 *
 *   entities.csv    every mention: source,row,mention,kind,record_id,entity,confidence
 *   links.csv       the pairs that hold entities together
 *   review.csv      the pairs to ask a person, most worth asking first, with both sides' values
 *   golden.csv      an entity a row: its sources, its best value of each field, and in
 *                   value_sources a character for each value: which of those sources has it
 *   households.csv  the people at one property
 *   properties.csv  an address a row
 *
 * Each function writes one whole file; ferror tells afterwards whether it could. What is written in
 * each cell, and how it is kept from being a formula, is in line_writer.h. All are pure, so any of
 * them may run at the same time. */
#ifndef CANTREF_REPORT_REPORT_FILES_H
#define CANTREF_REPORT_REPORT_FILES_H

#include "report.h"

#include <stdio.h>

/* entities_write - every mention once, every row at least once, in the order of sources, rows and
 * numbers within the row. A mention that carries a property has a line of its own for that. Cost:
 * some 150 ns a line. */
void entities_write(const struct report *report, FILE *stream);

/* links_write, review_write - left stands for the one of the two that comes first in the input, so
 * that a file reads alike whatever the order of content. */
void links_write(const struct report *report, FILE *stream);
void review_write(const struct report *report, FILE *stream);

/* golden_write - entities in their order, then properties. The best value of a field is the
 * standardised value that most of the entity's mentions have; of equally many the longest, then the
 * first in byte order; a given name rather than an initial. It is shown as most of the mentions
 * that have it write it. value_sources has as many characters as there are columns of values: a to
 * z for the first of `sources` and so on, * for one after these, a point where there is no value.
 * Cost: O(mentions × fields). */
void golden_write(const struct report *report, FILE *stream);

/* golden_field - that best value of members[count], added to ret, and the source that has it; -1
 * when none has the field. */
int golden_field(const struct report *report, const uint32_t *members, size_t count, int field,
                 struct buf *ret);

/* golden_each - visit the values of an entity's line: of each field that has one, the value and the
 * table that has it. */
typedef void golden_visit(void *context, int field, struct str value, int source);
void golden_each(const struct report *report, uint32_t entity, golden_visit *visit, void *context);

/* golden_address - best premise, street, town and postcode of a property on one line, added to ret.
 */
void golden_address(const struct report *report, uint32_t property, struct buf *ret);

/* households_write, properties_write - who is at a property, by the addresses that rows give. There
 * are no dates in this: who lived there once and who lives there now stand side by side, and
 * lodgers or flats that an address does not tell apart are one household. */
void households_write(const struct report *report, FILE *stream);
void properties_write(const struct report *report, FILE *stream);

/* property_persons - distinct entities of kind person at a property, ascending, into ret (grown as
 * needed). Returns their number. */
size_t property_persons(const struct report *report, uint32_t property, uint32_t **ret,
                        size_t *capacity);

/* household_id_text - of the household at a property: its property's id with another first letter.
 */
const char *household_id_text(const struct report *report, uint32_t property,
                              char ret[ENTITY_ID_TEXT_MAX]);

#endif
