/* role_category.h - from what a column says (role.h) to the category that a purpose opens
 * (detail.h). */
#ifndef CANTREF_RECORD_ROLE_CATEGORY_H
#define CANTREF_RECORD_ROLE_CATEGORY_H

#include "detail.h"
#include "role.h"

/* role_category - the category of a role; a column that is kept and not mapped is of CATEGORY_OTHER.
 * Pure. */
enum field_category role_category(enum role role);

#endif
