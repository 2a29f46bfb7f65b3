/* infer.h - what the columns of tables mean, from their headers and their values alone, with no
 * configuration.
 *
 *   measure       column_profile.h and column_header.h, for each column
 *   propose       every (column, role) that header or values speak for       infer_roles.c
 *   whose         which person of the row a column is about                  infer_roles.c
 *   assign        the best consistent choice, highest score first            infer_roles.c
 *   neighbours    what only the columns beside it tell                       infer_roles.c
 *   derived       a column that others make up is used once                  infer_derived.c
 *   shared        numbers that several rows or tables hold for one person    infer_rest.c
 *   the rest      record id, free attributes                                 infer_rest.c
 *   across        one name for an attribute that several tables share        infer_rest.c
 *   orders        day or month first, given or family name first, latest year
 *
 * Depends on the values and headers alone: not on the order of rows, nor on that of named columns
 * (it counts among unnamed ones and unnumbered address lines), nor on the clock. */
#ifndef CANTREF_LINKAGE_INFER_H
#define CANTREF_LINKAGE_INFER_H

#include "mapping.h"

/* infer_mappings - a mapping for each table, aligned across them.
 * In:     tables[count], read-only. Out: ret[count]; mapping_free each.
 * Errors: ERR_MEMORY; ret holds nothing to free then. Cost: O(cells) to count, some thousand
 *         readings a column. */
int infer_mappings(const struct table *tables, size_t count, struct mapping *ret, struct err *err)
    __attribute__((warn_unused_result));

#endif
