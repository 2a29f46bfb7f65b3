/* partner_pages.c - what partners' systems send: CloudEvents and webhooks (inward.h), each under
 * the address that the partner was given, "/partners/NAME/events". */
#include "pages.h"

#include "case_feed.h"
#include "duty_look.h"
#include "front.h"
#include "home_pack.h"
#include "inward.h"
#include "partner_confirmation.h"
#include "web.h"

enum { MESSAGE_BYTES_MAX = 1 << 20 };

/* ---- what the layers above lend ---- */

static int open_pack(void *context, const struct home *home, struct str name,
                     struct event_pack *ret, struct err_list *errors)
{
    (void)context;
    return home_pack_open(home, name, ret, errors);
}

static int told(void *context, struct inquiry *inquiry, struct str event, struct err *err)
{
    (void)context;
    return duty_look_after(inquiry, event, err);
}

static int confirmed(void *context, struct db *db, const struct inward_confirmation *confirmation,
                     struct err *err)
{
    struct caseload *cases = context;
    const struct event_then then = case_feed_then(cases);
    int code = partner_confirmed(cases->home, db, confirmation, &cases->now, err);
    return code ? code : then.run(then.context, db, err);
}

/* ---- the message ---- */

/* The headers that the front passes on, as the message had them. */
static struct http_message message_of(struct request *r)
{
    struct http_header *headers = arena_alloc(&r->arena, FRONT_HEADERS * sizeof *headers);
    struct http_message message = {.headers = headers, .body = r->body};
    for (size_t i = 0; i < FRONT_HEADERS; i++) {
        struct str value = r->reader->values[i];
        if (value.ptr != NULL && front_header_names[i] != NULL) {
            headers[message.header_count++] =
                (struct http_header){str_of(front_header_names[i]), value};
        }
    }
    return message;
}

static int receive(struct request *r, struct err *err)
{
    const struct http_message message = message_of(r);
    const struct inward_port port = {.context = r->cases,
                                     .open_pack = open_pack,
                                     .then = case_feed_then(r->cases),
                                     .told = told,
                                     .confirmed = confirmed};
    struct inward_answer answer = {0};
    struct err refused = {0};
    (void)err; /* what was refused is in the answer */
    int code =
        inward_receive(r->inquiry, &port, r->parameters[0], &message, r->now, &answer, &refused);
    if (code != 0 && answer.status >= 500) {
        err_print("cantref serve: partner", &refused);
    }
    if (answer.records) {
        atomic_store(&r->web->records_came, true);
    }
    reply_file(r, answer.media_type, NULL, buf_str(&answer.body));
    r->reply.status = answer.status;
    inward_answer_free(&answer);
    return 0;
}

static const struct route rows[] = {
    {.name = "partner_event",
     .method = "POST",
     .path = "/partners/{partner}/events",
     .is_bare = true,
     .who = ROUTE_PARTNER,
     .home = ROUTE_WHOLE,
     .body_max = MESSAGE_BYTES_MAX,
     .summary = "A message from a partner's system, signed: a life event, a confirmation, rows",
     .handle = receive},
};

const struct route_table partner_routes = {rows, sizeof rows / sizeof rows[0]};
