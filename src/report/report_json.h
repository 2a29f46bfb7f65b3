/* report_json.h - a run for programs: manifest.json, and the one object that --json prints. */
#ifndef CANTREF_REPORT_REPORT_JSON_H
#define CANTREF_REPORT_REPORT_JSON_H

#include "overview.h"

/* manifest_write - what was read, with which settings, when, by what: "program": "cantref" marks a
 * folder as ours. Added to out. */
void manifest_write(const struct report *report, const struct overview *overview, struct buf *out);

/* summary_json_write - every figure of a run as one object, added to out with a line end. Figures
 * that can't be told are null, and "estimated" then has "why"; where they may be off, "doubt". */
void summary_json_write(const struct report *report, const struct overview *overview,
                        struct buf *out);

#endif
