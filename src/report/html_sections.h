/* html_sections.h - between html_report.c and the files of its sections; nothing else includes it.
 */
#ifndef CANTREF_REPORT_HTML_SECTIONS_H
#define CANTREF_REPORT_HTML_SECTIONS_H

#include "html_report.h"
#include "page.h"

typedef void page_section(struct page *page, const struct report *report,
                          const struct overview *overview);

page_section section_doubtful;      /* the ten most doubtful pairs */
page_section section_counts;        /* rows, mentions, entities */
page_section section_overlap;       /* who is known to which systems */
page_section section_columns;       /* what was understood of each column */
page_section section_quality;       /* how good the data of each system is */
page_section section_households;    /* properties and who is at them */
page_section section_trade;         /* precision against recall, and today's cut */
page_section section_zones;         /* how the weights of pairs lie */
page_section section_weights;       /* what each agreement weighs */
page_section section_blocking;      /* what comparing cost and may have missed */
page_section section_suspects;      /* households taken for people, and the other way */
page_section section_entities;      /* sizes, the largest, the least certain */
page_section section_examples;      /* three entities in full */
page_section section_zone_examples; /* twenty pairs of each zone */
page_section section_settings;
page_section section_limits;

/* pair_value - what a mention says of a feature's field, added to ret: whole names, whole
 * addresses. */
void pair_value(const struct report *report, size_t mention, int field, struct buf *ret);

/* place_text - "housing row 12", or "housing row 12, second named" for later mentions. Added to
 * ret. */
void place_text(const struct report *report, size_t mention, struct buf *ret);

/* pair_row_compact - a row of a table begun by pair_rows_begin: a heading, both mentions with the
 * fields of `fields` on which either says something, differences marked, and a remark. */
void pair_rows_begin(struct page *page, struct str caption);
void pair_row_compact(struct page *page, const struct report *report, struct str heading,
                      uint32_t left, uint32_t right, struct str remark);
void pair_rows_end(struct page *page);

/* counts_by_size - a chart of how many there are of each size from `from` to `last`, the last with
 * all that are larger, and its table beside it. heading: of the sizes; counts by size. */
void counts_by_size(struct page *page, const struct report *report, struct str caption,
                    const char *heading, const uint64_t *counts, int from, int last);

/* kind_heading - "People", "Organisations": what a kind is called as a heading, in English. */
const char *kind_heading(int kind);

/* entity_shown - the name and the id of an entity as one text, added to ret. */
void entity_shown(const struct report *report, uint32_t entity, struct buf *ret);

#endif
