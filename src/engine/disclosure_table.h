/* disclosure_table.h - counts in two directions that tell nothing of single people.
 *
 *                 in time   late   open    all            "·": not shown
 *     council tax      ·      ·      9      31
 *     adult care       ·      ·     12      38
 *     all             43      5     21      69
 *
 * What is known of a table is a flow: from all to each row, from there through each cell to its
 * column, and back. Figures that are shown are pipes whose flow is known; what those that are not
 * shown could be is how far their flow can be changed while nothing that is shown changes. As far
 * as that goes is found exactly, in whole numbers, by following what pipes are left.
 *
 * Each figure that isn't shown could be the threshold or more, and more than one number. As long as
 * one could not, a figure beside it is left out as well, the smallest first. What was safe stays so
 * when more is left out.
 *
 * Sums of rows and columns are decided on before, since several tables have them in common. Of a
 * row or column whose sum is not shown no cell is: so any way to share out what such sums come to
 * together is open in each of the tables, and they tell no more side by side than alone
 * (decision 0043).
 *
 * Where all but a few of a row are in one cell, the few and the cell are left out; what is said
 * then is "all but 5 at the most": a floor under that cell, which keeps the few from being told.
 *
 * Source: Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4; M. Fischetti and
 * J. J. Salazar, Solving the cell suppression problem on tabular data, Management Science 47
 * (2001), for the attacker's two problems a cell; here they are flows, since a table of two
 * directions is a network. */
#ifndef CANTREF_ENGINE_DISCLOSURE_TABLE_H
#define CANTREF_ENGINE_DISCLOSURE_TABLE_H

#include "disclosure_control.h"

/* No column has a floor. */
enum { DISCLOSURE_NO_COLUMN = -1, DISCLOSURE_FLOOR_LEAST = 2 * DISCLOSURE_THRESHOLD };

/* struct disclosure_table - cells[rows * columns], by rows. row_shown, column_shown: may the sums
 * be shown? column_floor: of which column's sum it is said that it is all but a few
 * (disclosure_floor). Out: shown[rows * columns]; floors[rows]: likewise of a row, the column of
 * which it is said that the cell is the row's sum less DISCLOSURE_THRESHOLD at the least. Where of
 * none: DISCLOSURE_NO_COLUMN. */
struct disclosure_table {
    size_t rows, columns;
    const uint64_t *cells;
    const bool *row_shown, *column_shown;
    int column_floor;
    bool *shown;
    int *floors;
};

/* disclosure_floor - of a row of figures with their sum: the place of the one of which it may be
 * said that it is the sum less DISCLOSURE_THRESHOLD at the least, or DISCLOSURE_NO_COLUMN. So it is
 * where that one isn't shown and the others come to less than the threshold together. Pure. */
int disclosure_floor(const uint64_t *cells, size_t count, const bool *shown, bool total_shown);

/* disclosure_table - which cells may be shown, beside sums that are or are not.
 * In:     the sums of rows and of columns as disclosure_control gave them, of one and the same
 *         total, which is shown if any of them is.
 * Cost:   O(hidden * cells), some ms for 100 rows of 8. Pure. */
void disclosure_table(const struct disclosure_table *table);

#endif
