/* letter_draw.h - a letter's PDF, in this process. Only the typesetting child and tests call it:
 * who wants a letter calls letter_typeset. */
#ifndef CANTREF_DELIVER_LETTER_DRAW_H
#define CANTREF_DELIVER_LETTER_DRAW_H

#include "letter_job.h"

/* letter_draw - In: job: of letter_job_make. Out: *ret_pdf (must be empty), *ret_pages; untouched
 * on failure. Errors: as letter_typeset has them. Threads: one at a time. */
int letter_draw(const struct letter_job *job, struct buf *ret_pdf, size_t *ret_pages,
                struct err *err);

#endif
