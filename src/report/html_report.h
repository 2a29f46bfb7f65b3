/* html_report.h - report.html: what a manager reads first and a data team reads through.
 *
 *   three sentences · the ten most doubtful pairs · counts · overlap of systems · what was
 *   understood of each column · what the evidence weighs · how many mentions an entity has ·
 *   three examples · how it was done · settings · limits
 *
 * To add a section: a function in html_report.c or html_sections.c and its row in the table
 * `sections`. */
#ifndef CANTREF_REPORT_HTML_REPORT_H
#define CANTREF_REPORT_HTML_REPORT_H

#include "overview.h"

#include <stdio.h>

enum { DOUBTFUL_SHOWN = 10, OVERLAP_SHOWN = 12, LEVELS_SHOWN = 8 };

/* html_report_write - the whole page, self-contained. It shows values of people, so it is personal
 * data. */
void html_report_write(const struct report *report, const struct overview *overview, FILE *stream);

#endif
