/* html_sections.h - between html_report.c and html_sections.c; nothing else includes it. */
#ifndef CANTREF_REPORT_HTML_SECTIONS_H
#define CANTREF_REPORT_HTML_SECTIONS_H

#include "html_report.h"
#include "page.h"

typedef void page_section(struct page *page, const struct report *report,
                          const struct overview *overview);

page_section section_columns;  /* what was understood of each column */
page_section section_weights;  /* what the evidence weighs */
page_section section_sizes;    /* mentions an entity */
page_section section_examples; /* three entities in full */
page_section section_method;   /* keys, pairs, estimate */
page_section section_settings;
page_section section_limits;

/* pair_value - what a mention says of a feature's field, added to ret: whole names, whole
 * addresses. */
void pair_value(const struct report *report, size_t mention, int field, struct buf *ret);

/* place_text - "housing row 12", or "housing row 12, second named" for later mentions. Added to
 * ret. */
void place_text(const struct report *report, size_t mention, struct buf *ret);

#endif
