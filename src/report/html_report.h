/* html_report.h - report.html: what a manager reads first and a data team reads through.
 *
 *   three sentences · contents · the ten most doubtful pairs · counts · overlap of systems ·
 *   what was understood of each column · quality of data · households · precision against recall ·
 *   zones · what the evidence weighs · what was compared and missed · suspects · entities ·
 *   examples of entities and of zones · how it was done · limits
 *
 * To add a section: a function in a file html_NAME.c, its declaration in html_sections.h, and its
 * row in the table `sections` of html_report.c. */
#ifndef CANTREF_REPORT_HTML_REPORT_H
#define CANTREF_REPORT_HTML_REPORT_H

#include "overview.h"

#include <stdio.h>

enum { DOUBTFUL_SHOWN = 10, OVERLAP_SHOWN = 12, LEVELS_SHOWN = 8 };

/* html_report_write - the whole page, self-contained. It shows values of people, so it is personal
 * data. */
void html_report_write(const struct report *report, const struct overview *overview, FILE *stream);

#endif
