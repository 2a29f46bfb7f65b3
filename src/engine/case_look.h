/* case_look.h - a worker's look at a case: whom the event is about now, the facts under its
 * purpose, and what follows from them, kept in the ledger and taken by its process in one
 * transaction.
 *
 *     facts ─► assess ─► findings ─► ledger
 *                            └─────► INPUT_FOUND; INPUT_AMENDED where a correction waits
 *
 * Each look is in the log before its findings are kept. Of somebody who may not be read only what
 * the event itself says is known: the duties that hang on more can't tell, and a team is asked.
 * Where the event is a death that is confirmed, the names of whoever died are noted, so that
 * nothing that is addressed by name reaches them (deceased.h). */
#ifndef CANTREF_ENGINE_CASE_LOOK_H
#define CANTREF_ENGINE_CASE_LOOK_H

#include "caseload.h"

/* case_look - as work_ports has it. After it the process wants no look, unless something changed
 * meanwhile. Errors: ERR_DENIED whoever runs this may not use the event's purpose; those of the
 * pack, the store and the log. */
int case_look(struct caseload *caseload, int64_t process, struct err *err);

/* case_findings - of a look at a case, as the engine takes them: lines[plan->line_count],
 * steps[plan->step_count]. Pure. */
void case_findings(const struct case_row *row, const struct duty_look *look,
                   struct found_line *lines, struct found_step *steps);

#endif
