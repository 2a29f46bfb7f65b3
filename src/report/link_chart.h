/* link_chart.h - the charts of how well records are linked, for report.html (html_trade.c) and for
 * pages that show the same of a home as it stands. */
#ifndef CANTREF_REPORT_LINK_CHART_H
#define CANTREF_REPORT_LINK_CHART_H

#include "report.h"
#include "svg_frame.h"

/* link_trade_is_told - is it known what other cuts would give, of the main kind? Pure.
 * link_trade_chart - how many links would be right and found by each cut, and today's.
 * link_zones_chart - how many pairs have which weight; some pair was compared. Added to out, in the
 * language of the report; frame: as page_chart_begin gives it, or the page's own. */
bool link_trade_is_told(const struct report *report);
void link_trade_chart(const struct report *report, struct svg_frame frame, struct buf *out);
void link_zones_chart(const struct report *report, struct svg_frame frame, struct buf *out);

#endif
