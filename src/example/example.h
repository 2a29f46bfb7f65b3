/* example.h - the example council: people who never were, as five systems of a Welsh council see
 * them.
 *
 *   seed ──► blocks of 8,192 people ──► five exports ──► council_tax.csv … housing.csv
 *            (society.h)                (export.h)  ├──► truth.csv   who each mention is
 *                                                   └──► cases.csv   hard pairs, with the answer
 *
 * The same seed and number of people give the same bytes; blocks are made one after another in the
 * memory of one. */
#ifndef CANTREF_EXAMPLE_EXAMPLE_H
#define CANTREF_EXAMPLE_EXAMPLE_H

#include "err.h"
#include "example_cases.h"
#include "progress.h"

enum { EXAMPLE_PEOPLE_DEFAULT = 20000, EXAMPLE_PEOPLE_MAX = 7000000, EXAMPLE_SEED_DEFAULT = 1 };

struct example_summary {
    uint64_t people, households, dwellings;
    uint64_t rows[SYSTEM_COUNT];
    uint64_t rows_all, mentions;
    uint64_t cases[CASE_KINDS];
};

/* example_make - make the folder `path` (output_folder.h says which may be replaced): the five
 * tables, truth.csv, cases.csv, manifest.json.
 * In:     people 1 … EXAMPLE_PEOPLE_MAX.
 * Out:    *ret_summary.
 * Errors: ERR_CONFLICT, ERR_CREATE, ERR_IO as of the folder; nothing is left then. Cost: O(people),
 * memory of one block. */
int example_make(const char *path, uint64_t people, uint64_t seed, struct progress *progress,
                 struct example_summary *ret_summary, struct err *err);

/* example_areas - the wards of the made county, one a locality, as areas.csv has them
 * (area_file.h): each postcode and its ward; added to out. people as example_make has it. */
int example_areas(uint64_t people, uint64_t seed, struct buf *out);

#endif
