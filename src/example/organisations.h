/* organisations.h - the companies, associations and the council itself that own homes. */
#ifndef CANTREF_EXAMPLE_ORGANISATIONS_H
#define CANTREF_EXAMPLE_ORGANISATIONS_H

#include "export.h"

/* Numbers: 0 … 15 are the county's (0 the council), then BLOCK_LANDLORDS + 1 for each block. */
uint32_t organisation_landlord(const struct society *society, int32_t landlord);
uint32_t organisation_care(const struct society *society);
uint32_t organisation_any(struct export *x);

/* organisation_show - its name, in one of the ways in which it is written. */
void organisation_show(struct export *x, uint32_t organisation, char ret[CELL_MAX]);

#endif
