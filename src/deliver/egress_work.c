/* egress_work.c - the child: libcurl, held to what egress.h says. */
#include "egress.h"

#include "child_process.h"
#include "confine.h"
#include "pack.h"
#include "secret_file.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    JOB_BYTES_MAX = 4 << 20,
    MEMORY_MAX = 512 << 20,
    HEADERS_BYTES_MAX = 65536,
    CONNECT_MAX_S = 15,
    ADDRESSES_MAX = 64
};

struct egress {
    CURL *curl;
    struct curl_slist *headers, *resolve, *receivers;
    const struct egress_request *request;
    struct network_address listed[ADDRESSES_MAX];
    size_t listed_count;
    size_t sent; /* of the body */
    size_t header_bytes;
    bool headers_done;      /* of the answer that counts: its status is not 1xx */
    bool opened, forbidden; /* a socket; an address that may not be */
    bool committed, envelope, whole;
    bool too_much;
    char retry_after[EGRESS_RETRY_AFTER_BYTES];
    struct buf body;
};

static void commit(struct egress *e)
{
    const struct egress_report report = {.kind = EGRESS_COMMITTED};
    if (!e->committed) {
        e->committed = true;
        child_report(&report, sizeof report);
    }
}

/* ---- what libcurl asks ---- */

static bool address_of(const struct sockaddr *socket_address, struct network_address *ret)
{
    *ret = (struct network_address){.version_6 = socket_address->sa_family == AF_INET6};
    if (socket_address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)socket_address;
        memcpy(ret->bytes, &in->sin_addr, sizeof in->sin_addr);
        return true;
    }
    if (socket_address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)socket_address;
        memcpy(ret->bytes, &in6->sin6_addr, sizeof in6->sin6_addr);
        return true;
    }
    return false;
}

/* open_socket - to an address that may be; with a proxy it is the proxy's, which the council
 * named. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *where)
{
    struct egress *e = context;
    struct network_address address;
    bool may = purpose == CURLSOCKTYPE_IPCXN && address_of(&where->addr, &address);
    if (may && e->request->proxy.len == 0 && !network_address_is_public(&address)) {
        may = false;
        for (size_t i = 0; i < e->listed_count; i++) {
            may = may || network_address_eq(&address, &e->listed[i]);
        }
    }
    if (!may) {
        e->forbidden = true;
        return CURL_SOCKET_BAD;
    }
    e->opened = true;
    return socket(where->family, where->socktype | SOCK_CLOEXEC, where->protocol);
}

/* before_request - connected, with TLS; of SMTP let in; nothing asked yet. */
static int before_request(void *context, char *remote, char *local, int remote_port, int local_port)
{
    struct egress *e = context;
    (void)remote, (void)local, (void)remote_port, (void)local_port;
    e->envelope = true;
    if (e->request->kind == EGRESS_HTTP) {
        commit(e);
    }
    return CURL_PREREQFUNC_OK;
}

static size_t give(char *bytes, size_t size, size_t count, void *context)
{
    struct egress *e = context;
    struct str rest = str_slice(e->request->body, e->sent, e->request->body.len);
    size_t len = rest.len < size * count ? rest.len : size * count;
    memcpy(bytes, rest.ptr, len);
    e->sent += len;
    if (e->sent == e->request->body.len) {
        commit(e);
    }
    return len;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct egress *e = context;
    size_t len = size * count;
    struct str line = str_trim(str_make(bytes, len));
    struct str name = STR("retry-after:");
    long status = 0;
    e->header_bytes += len;
    if (e->header_bytes > HEADERS_BYTES_MAX) {
        e->too_much = true;
        return 0;
    }
    if (str_eq_nocase(str_slice(line, 0, name.len), name)) {
        struct str value = str_trim(str_slice(line, name.len, line.len));
        snprintf(e->retry_after, sizeof e->retry_after, "%.*s", PRI(value));
    }
    if (e->request->kind == EGRESS_HTTP && line.len == 0 &&
        curl_easy_getinfo(e->curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status >= 200) {
        e->headers_done = true;
    }
    return len;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct egress *e = context;
    size_t len = size * count;
    if (e->request->kind != EGRESS_HTTP) {
        return len;
    }
    if (len > e->request->answer_max - e->body.len) {
        e->too_much = true;
        return 0;
    }
    buf_add(&e->body, str_make(bytes, len));
    return len;
}

/* ---- setting it up ---- */

/* text_with_nul - a copy that lasts as long as e. */
static const char *text_with_nul(struct arena *arena, struct str text)
{
    return arena_str(arena, text).ptr;
}

static bool add_line(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);
    *list = longer != NULL ? longer : *list;
    return longer != NULL;
}

static CURLcode set_http(struct egress *e, struct arena *arena)
{
    const struct egress_request *r = e->request;
    struct str rest = r->headers, line;
    bool good = add_line(&e->headers, "Expect:");
    CURLcode bad = curl_easy_setopt(e->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    while (good && unpack_text(&rest, &line)) {
        good = memchr(line.ptr, '\r', line.len) == NULL && memchr(line.ptr, '\n', line.len) == NULL;
        good = good && add_line(&e->headers, text_with_nul(arena, line));
    }
    bad |= curl_easy_setopt(e->curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    bad |= curl_easy_setopt(e->curl, CURLOPT_HTTPHEADER, e->headers);
    bad |= curl_easy_setopt(e->curl, CURLOPT_FOLLOWLOCATION, 0L);
    bad |= curl_easy_setopt(e->curl, CURLOPT_USERAGENT, "cantref/" CANTREF_VERSION);
    if (r->body.len > 0) {
        bad |= curl_easy_setopt(e->curl, CURLOPT_POST, 1L);
        bad |= curl_easy_setopt(e->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.len);
        bad |= curl_easy_setopt(e->curl, CURLOPT_POSTFIELDS, r->body.ptr);
    }
    return good ? bad : CURLE_OUT_OF_MEMORY;
}

static CURLcode set_mail(struct egress *e, struct arena *arena)
{
    const struct egress_request *r = e->request;
    CURLcode bad = curl_easy_setopt(e->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    bool good = add_line(&e->receivers, text_with_nul(arena, r->to));
    bad |= curl_easy_setopt(e->curl, CURLOPT_USE_SSL,
                            (long)(r->starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    bad |= curl_easy_setopt(e->curl, CURLOPT_MAIL_FROM, text_with_nul(arena, r->from));
    bad |= curl_easy_setopt(e->curl, CURLOPT_MAIL_RCPT, e->receivers);
    bad |= curl_easy_setopt(e->curl, CURLOPT_UPLOAD, 1L);
    bad |= curl_easy_setopt(e->curl, CURLOPT_READFUNCTION, give);
    bad |= curl_easy_setopt(e->curl, CURLOPT_READDATA, e);
    if (r->user.len > 0) {
        bad |= curl_easy_setopt(e->curl, CURLOPT_USERNAME, text_with_nul(arena, r->user));
        bad |= curl_easy_setopt(e->curl, CURLOPT_PASSWORD, text_with_nul(arena, r->password));
    }
    return good ? bad : CURLE_OUT_OF_MEMORY;
}

/* set_resolve - the host of the url is at that address, and no name server is asked. */
static CURLcode set_resolve(struct egress *e, struct arena *arena)
{
    CURLU *url = curl_url();
    char *host = NULL, *port = NULL;
    CURLcode bad = CURLE_URL_MALFORMAT;
    bool v6 = memchr(e->request->resolve.ptr, ':', e->request->resolve.len) != NULL;
    if (url != NULL &&
        curl_url_set(url, CURLUPART_URL, text_with_nul(arena, e->request->url),
                     CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
        add_line(&e->resolve, arena_printf(arena, "%s:%s:%s%.*s%s", host, port, v6 ? "[" : "",
                                           PRI(e->request->resolve), v6 ? "]" : "")
                                  .ptr)) {
        bad = curl_easy_setopt(e->curl, CURLOPT_RESOLVE, e->resolve);
    }
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(url);
    return bad;
}

static CURLcode set_common(struct egress *e, struct arena *arena)
{
    const struct egress_request *r = e->request;
    CURLcode bad = curl_easy_setopt(e->curl, CURLOPT_URL, text_with_nul(arena, r->url));
    bad |= curl_easy_setopt(e->curl, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(e->curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    bad |= curl_easy_setopt(e->curl, CURLOPT_PROXY, text_with_nul(arena, r->proxy)); /* "": none */
    /* What a proxy answers for itself is no answer of the receiver's. */
    bad |= curl_easy_setopt(e->curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    bad |= curl_easy_setopt(e->curl, CURLOPT_SSL_VERIFYPEER, 1L);
    bad |= curl_easy_setopt(e->curl, CURLOPT_SSL_VERIFYHOST, 2L);
    bad |= curl_easy_setopt(e->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (r->authorities.len > 0) {
        bad |= curl_easy_setopt(e->curl, CURLOPT_CAINFO, text_with_nul(arena, r->authorities));
    }
    bad |= curl_easy_setopt(e->curl, CURLOPT_TIMEOUT, (long)r->time_max_s);
    bad |= curl_easy_setopt(e->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_MAX_S);
    bad |= curl_easy_setopt(e->curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    bad |= curl_easy_setopt(e->curl, CURLOPT_OPENSOCKETDATA, e);
    bad |= curl_easy_setopt(e->curl, CURLOPT_PREREQFUNCTION, before_request);
    bad |= curl_easy_setopt(e->curl, CURLOPT_PREREQDATA, e);
    bad |= curl_easy_setopt(e->curl, CURLOPT_HEADERFUNCTION, take_header);
    bad |= curl_easy_setopt(e->curl, CURLOPT_HEADERDATA, e);
    bad |= curl_easy_setopt(e->curl, CURLOPT_WRITEFUNCTION, take_body);
    bad |= curl_easy_setopt(e->curl, CURLOPT_WRITEDATA, e);
    return bad;
}

static CURLcode prepare(struct egress *e, struct arena *arena)
{
    struct str rest = e->request->addresses, text;
    while (e->listed_count < ADDRESSES_MAX && unpack_text(&rest, &text)) {
        e->listed_count += network_address_parse(text, &e->listed[e->listed_count]);
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || (e->curl = curl_easy_init()) == NULL) {
        return CURLE_FAILED_INIT;
    }
    CURLcode bad = set_common(e, arena);
    bad |= e->request->kind == EGRESS_HTTP ? set_http(e, arena) : set_mail(e, arena);
    return bad == CURLE_OK && e->request->resolve.len > 0 ? set_resolve(e, arena) : bad;
}

/* ---- what came of it ---- */

static enum egress_end end_of(const struct egress *e, CURLcode got, long status)
{
    bool answered =
        e->request->kind == EGRESS_HTTP ? e->headers_done : got == CURLE_OK || status >= 400;
    if (answered) {
        return EGRESS_ANSWERED;
    }
    if (e->committed) {
        return EGRESS_BROKEN;
    }
    return e->forbidden && !e->opened ? EGRESS_FORBIDDEN : EGRESS_UNREACHED;
}

static const char *message_of(const struct egress *e, enum egress_end end, CURLcode got)
{
    switch (end) {
    case EGRESS_ANSWERED:
        return e->too_much ? "the answer was longer than is taken" : "";
    case EGRESS_FORBIDDEN:
        return "its address is not of the public internet, and not listed under addresses";
    default:
        return e->too_much ? "the answer was longer than is taken" : curl_easy_strerror(got);
    }
}

static void fill(const struct egress *e, CURLcode got, struct egress_report *ret)
{
    long status = 0;
    curl_easy_getinfo(e->curl, CURLINFO_RESPONSE_CODE, &status);
    enum egress_end end = end_of(e, got, status);
    ret->end = end;
    ret->status = (int32_t)status;
    ret->envelope = e->envelope;
    ret->whole = got == CURLE_OK;
    ret->body_len = (uint32_t)e->body.len;
    memcpy(ret->retry_after, e->retry_after, sizeof ret->retry_after);
    snprintf(ret->message, sizeof ret->message, "%s", message_of(e, end, got));
}

/* confine - to the network, and to the files by which names are looked up and certificates
 * believed. */
static int confine(const struct egress_request *request, struct arena *arena, struct err *err)
{
    const char *const files[] = {
        "/etc/resolv.conf", /* wherever it leads */
        "/etc/hosts",
        "/etc/host.conf",
        "/etc/gai.conf",
        "/etc/nsswitch.conf",
        "/etc/services",
        "/etc/protocols",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/etc/ssl/certs",
        "/etc/pki/tls/certs",
        "/etc/pki/ca-trust",
        "/etc/ca-certificates",
        "/etc/gnutls",
        "/usr/share/ca-certificates",
        "/usr/local/share/ca-certificates",
        "/usr/share/zoneinfo",
        "/usr/lib",
        "/usr/lib64",
        "/lib",
        "/lib64",
        "/dev/null",
        "/dev/urandom",
        request->authorities.len > 0 ? text_with_nul(arena, request->authorities) : NULL,
        NULL};
    return confine_to_network(files, err);
}

static void work(const struct egress_request *request, struct egress_report *ret)
{
    struct egress e = {.request = request};
    struct arena arena = {0};
    *ret = (struct egress_report){.kind = EGRESS_DONE, .end = EGRESS_UNREACHED};
    struct err err;
    CURLcode got = prepare(&e, &arena);
    if (got != CURLE_OK) {
        snprintf(ret->message, sizeof ret->message, "%s", curl_easy_strerror(got));
    } else if (confine(request, &arena, &err) != 0) {
        snprintf(ret->message, sizeof ret->message, "%.100s", err.message);
    } else {
        got = curl_easy_perform(e.curl);
        fill(&e, got, ret);
    }
    if (e.body.len > 0 &&
        pwrite(CHILD_ANSWER_FD, e.body.ptr, e.body.len, 0) != (ssize_t)e.body.len) {
        ret->body_len = 0;
        ret->whole = false;
    }
    curl_easy_cleanup(e.curl);
    curl_slist_free_all(e.headers);
    curl_slist_free_all(e.resolve);
    curl_slist_free_all(e.receivers);
    buf_free(&e.body);
    arena_free(&arena);
}

int egress_work(void)
{
    struct buf job = {0};
    struct egress_request request;
    struct egress_report report;
    child_settle();
    if (child_read_job(JOB_BYTES_MAX, &job) != 0 ||
        !egress_request_unpack(buf_str(&job), &request) || (uint64_t)getppid() != request.parent) {
        return EX_USAGE;
    }
    child_bound(MEMORY_MAX, EGRESS_ANSWER_BYTES_MAX);
    work(&request, &report);
    buf_wipe(&job);
    return child_report(&report, sizeof report);
}
