/* area_file.h - areas.csv in a home: which ward a postcode, or a property, lies in, where the
 * council says so.
 *
 *     postcode,ward,ward_welsh        or  uprn,ward,ward_welsh
 *     CY5 5QZ,Castle,Y Castell            100100000001,Castle,Y Castell
 *     CY5 5QX,Castle,Y Castell            100100000002,Quay,Y Cei
 *
 * A table of commas or of another delimiter, UTF-8, header first; ward_welsh may be left out. What
 * a ward is, the council says: it may be any area in which its figures are told. A postcode that
 * lies in two goes to the one in which most of it lies: it stands once.
 *
 * Strict: another column, a postcode or UPRN that is none, one that stands twice, a ward without a
 * name or with two Welsh ones is an error with its line. Without a file places are told by postcode
 * sector ("CY5 5"). */
#ifndef CANTREF_RECORD_AREA_FILE_H
#define CANTREF_RECORD_AREA_FILE_H

#include "dictionary.h"
#include "err_list.h"
#include "home.h"

enum { AREAS_MAX = 2000, AREA_KEYS_MAX = 5000000, AREA_NAME_MAX = 100 };

struct area {
    struct str name, name_welsh; /* of a ward without a Welsh name its name */
};

/* struct area_file - start from zero, end with area_file_free. */
struct area_file {
    bool there; /* the home has the file */
    bool by_uprn;
    struct dictionary keys; /* postcodes or UPRNs, normalised */
    uint32_t *area_of;      /* by the key's id: a place in areas */
    size_t capacity;
    struct area *areas;
    size_t count, area_capacity;
    struct dictionary names; /* of areas; id - 1 is the place */
    struct arena arena;
};

/* area_file_parse - of the text of a file called `file`. area_file_read - a home's areas.csv; one
 * that isn't there is none.
 * Out:    *ret, to be freed in any case.
 * Errors: ERR_INPUT, ERR_LIMIT: each mistake is added to errors, up to a hundred. Returns the code
 *         of the first. Cost: O(rows). */
int area_file_parse(struct str text, const char *file, struct area_file *ret,
                    struct err_list *errors);
int area_file_read(const struct home *home, struct area_file *ret, struct err_list *errors);
void area_file_free(struct area_file *areas);

/* area_find - the area of a place, by whichever of the two the file goes; NULL: not known. uprn,
 * postcode: as records have them; "": none. Pure. */
const struct area *area_find(const struct area_file *areas, struct str postcode, struct str uprn);

#endif
