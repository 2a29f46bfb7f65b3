/* dispatch.h - from a request's headers to the bytes of its answer: what route.h says is done
 * before and after a handler.
 *
 *     dispatch_begin   method, path, language, route; how long a body may be
 *     dispatch_run     session, who may, form, once and no more, purpose, handle, HTML or JSON
 *     dispatch_end */
#ifndef CANTREF_WEB_DISPATCH_H
#define CANTREF_WEB_DISPATCH_H

#include "request.h"
#include "scgi.h"

/* dispatch_begin - of a reader that is at SCGI_WAITS.
 * Out:    *r, to be freed with dispatch_end in any case; it must not be moved. *ret_body_max. */
void dispatch_begin(struct web *web, const struct scgi_reader *reader, struct request *r,
                    size_t *ret_body_max);

/* dispatch_run - the whole answer, as SCGI has it (Status: …), added to out. Never fails: what
 * goes wrong is an answer, too. In: reader: at SCGI_WHOLE, outlives *r. */
void dispatch_run(struct request *r, const struct scgi_reader *reader, struct buf *out);

/* dispatch_refuse - the answer to what could not even be read: by the code of *err. */
void dispatch_refuse(struct web *web, const struct err *err, struct buf *out);

void dispatch_end(struct request *r);

/* dispatch_name - of the route, for logs and metrics: "none" where there is none. */
const char *dispatch_name(const struct request *r);

#endif
