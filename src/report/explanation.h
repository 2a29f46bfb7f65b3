/* explanation.h - `cantref explain`: why two mentions are the same or not, or what holds an entity
 * together. As text for a terminal, as JSON and as a picture. */
#ifndef CANTREF_REPORT_EXPLANATION_H
#define CANTREF_REPORT_EXPLANATION_H

#include "explain.h"
#include "report.h"

enum { EXPLANATION_WIDTH = 100, EXPLANATION_WIDTH_MIN = 40 };

struct explanation_style {
    size_t width; /* columns of the terminal; EXPLANATION_WIDTH when it isn't one */
    bool colour;  /* on a terminal only */
    bool ascii;   /* bars of # and -, where blocks can't be shown */
};

/* mention_find - the mention that "SOURCE:ROW" or "SOURCE:ROW:MENTION" names, numbers as in
 * entities.csv; without MENTION the row's first person, or its first mention. Out: *ret.
 * Errors: ERR_USAGE not of that form; ERR_NOTFOUND no such source, row or mention, or the mention
 * is a property. */
int mention_find(const struct report *report, struct str name, uint32_t *ret, struct err *err);

/* explanation_write - a pair, added to out: both sides, then field by field values, agreement,
 * weight and a bar of the running total, then the verdict and what would change it. explanation is
 * explain_pair's of left and right. */
void explanation_write(const struct report *report, uint32_t left, uint32_t right,
                       const struct explanation *explanation, const struct explanation_style *style,
                       struct buf *out);
/* explanation_verdict - its last lines: the total, why they were compared, the verdict, what would
 * change it. */
void explanation_verdict(const struct report *report, const struct explanation *explanation,
                         struct buf *out);

/* explanation_json_write - the same for programs: names stay as they are, texts for people are in
 * the language of the report. explanation_svg_write - the waterfall as an SVG file. */
void explanation_json_write(const struct report *report, uint32_t left, uint32_t right,
                            const struct explanation *explanation, struct buf *out);
void explanation_svg_write(const struct report *report, uint32_t left, uint32_t right,
                           const struct explanation *explanation, struct buf *out);

/* entity_explanation_write - the story of a mention's entity, added to out: its mentions in the
 * order in which they join, what ties each to the rest, what is doubtful. entity_explanation_json_
 * write, entity_explanation_svg_write - the same for programs, and as a picture. */
void entity_explanation_write(const struct report *report, uint32_t mention,
                              const struct explanation_style *style, struct buf *out);
void entity_explanation_json_write(const struct report *report, uint32_t mention, struct buf *out);
void entity_explanation_svg_write(const struct report *report, uint32_t mention, struct buf *out);

/* entity_links - the partition's links within an entity, strongest first, into ret (grown as
 * needed); returns their number. */
size_t entity_links(const struct report *report, uint32_t entity, struct scored_pair **ret,
                    size_t *capacity);

#endif
