/* egress.h - the one way out over the network: a request, made by a child without keys or database
 * (child_process.h), and what became of it.
 *
 *   core                                         egress child
 *     request: where, what, limits  ──────────►    names, TLS, HTTP or SMTP through libcurl
 *     reports, answer of bounded size  ◄───────    committed; done
 *
 * Only https and http, smtp and smtps. No redirect is followed; no proxy but the one given; TLS is
 * checked against the system's authorities, or those given. The address that a socket is really
 * opened to must be of the public internet (network_address.h), or listed. The child ends after one
 * request: nothing of one can be found by the next.
 *
 * Committed: from here on the receiver may act on it, whatever is heard of it after. Before, it
 * surely doesn't. Of HTTP that is when the request begins to be sent; of SMTP, when the message's
 * last byte has been handed to be sent: a server takes over with the point that follows. */
#ifndef CANTREF_DELIVER_EGRESS_H
#define CANTREF_DELIVER_EGRESS_H

#include "memory.h"
#include "network_address.h"

enum { EGRESS_ANSWER_BYTES_MAX = 1 << 20, EGRESS_RETRY_AFTER_BYTES = 64 };

/* EGRESS_CHILD - the word after the program's name that makes it the child. */
#define EGRESS_CHILD "egress-child"

enum egress_kind { EGRESS_HTTP, EGRESS_MAIL, EGRESS_KINDS };

/* struct egress_request - texts that are left out are "". */
struct egress_request {
    enum egress_kind kind;
    struct str url;         /* of mail: smtp://HOST:PORT/NAME, smtps://…; NAME greets with */
    struct str headers;     /* "Name: value", each as pack_text puts it */
    struct str body;        /* of HTTP: "" asks with GET; of mail: the message */
    struct str addresses;   /* listed: texts as pack_text puts them */
    struct str resolve;     /* the address that the host of url has */
    struct str proxy;       /* then it looks names up, and only its own address is not checked */
    struct str authorities; /* path of a file of certificates */
    struct str user, password;
    struct str from, to; /* of mail: the envelope */
    bool starttls;       /* of smtp://: nothing is said before TLS */
    uint64_t time_max_s;
    uint64_t answer_max; /* bytes of an answer's body that are taken: ≤ EGRESS_ANSWER_BYTES_MAX */
    uint64_t parent;     /* egress_ask sets it */
};

enum egress_end {
    EGRESS_ANSWERED,  /* status says what */
    EGRESS_FORBIDDEN, /* every address was one that nothing may be sent to */
    EGRESS_UNREACHED, /* not committed: no name, no connection, no TLS; of mail, the server broke
                       * off before the message was whole */
    EGRESS_BROKEN,    /* committed, and then no answer, or none that could be read */
    EGRESS_ENDS
};

/* struct egress_answer - end with egress_answer_free. */
struct egress_answer {
    enum egress_end end;
    int status;    /* of HTTP; of SMTP the last reply's code; 0: none */
    bool envelope; /* of mail: the server had let us in, and was being asked to take a message */
    bool whole;    /* of ANSWERED: all of the body came */
    char retry_after[EGRESS_RETRY_AFTER_BYTES]; /* as it came, printable; "" none */
    char message[120]; /* why not, for a person; nothing of what was sent or came is in it */
    struct buf body;
};

/* egress_ask - Out: *ret, to be freed, whether it fails or not.
 * Errors: ERR_IO the child can't be started; nothing was sent.
 * Threads: any. The program's main must know EGRESS_CHILD: the child is the program anew. */
int egress_ask(const struct egress_request *request, struct egress_answer *ret, struct err *err);
void egress_answer_free(struct egress_answer *answer);

/* ---- between the two ---- */

enum { EGRESS_COMMITTED = 1, EGRESS_DONE = 2 };
struct egress_report {
    uint32_t kind, end, envelope, whole;
    int32_t status;
    uint32_t body_len; /* at the begin of what is at CHILD_ANSWER_FD */
    char retry_after[EGRESS_RETRY_AFTER_BYTES];
    char message[120];
};

/* egress_request_pack - add it to out. egress_request_unpack - read it: slices of text; false when
 * it is none. */
void egress_request_pack(struct buf *out, const struct egress_request *request);
bool egress_request_unpack(struct str text, struct egress_request *ret);

/* egress_work - the child's work. Returns an exit status: 0 it has reported, 64 it wasn't started
 * by egress_ask. The process must end right after it. */
int egress_work(void);

/* retry_after_s - seconds to wait by a header Retry-After: a number of seconds or a date; at most
 * most_s, 0 when it says nothing that can be understood, or a time gone by. Pure.
 * Source: RFC 9110 §10.2.3, §5.6.7. */
int64_t retry_after_s(struct str text, int64_t now, int64_t most_s);

#endif
