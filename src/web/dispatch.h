/* dispatch.h - from a request's headers to the bytes of its answer: what route.h says is done
 * before and after a handler.
 *
 *     dispatch_begin   method, path, language, route; how long a body may be
 *     dispatch_run     session, who may, form, once and no more, purpose, handle, HTML or JSON */
#ifndef CANTREF_WEB_DISPATCH_H
#define CANTREF_WEB_DISPATCH_H

#include "request.h"
#include "scgi.h"

/* struct visit - a request with what came; on the heap, since it may be done later than it is
 * answered (route->takes_long). visit_new - to be ended with visit_end, unless dispatch_run kept
 * it. */
struct visit {
    struct scgi_reader reader;
    struct request request;
    bool is_begun; /* by dispatch_begin */
};
struct visit *visit_new(void);
void visit_end(struct visit *visit);

/* dispatch_begin - of a reader that is at SCGI_WAITS.
 * Out:    *ret_body_max. */
void dispatch_begin(struct web *web, struct visit *visit, size_t *ret_body_max);

/* dispatch_run - the whole answer, as SCGI has it (Status: …), added to out; its status is
 * returned. Never fails: what goes wrong is an answer, too. In: reader at SCGI_WHOLE.
 * Out: *ret_kept: the visit is no more the caller's. */
int dispatch_run(struct visit *visit, struct buf *out, bool *ret_kept);

/* dispatch_refuse - the answer to what could not even be read: by the code of *err. */
void dispatch_refuse(struct web *web, const struct err *err, struct buf *out);

/* dispatch_name - of the route, for logs and metrics: "none" where there is none. */
const char *dispatch_name(const struct request *r);

#endif
