/* http_rows.c - a service's pages, one after another, through libcurl; json_page.c reads them.
 *
 * Only this address is asked: no redirect is followed, since it might lead the token elsewhere. A
 * page is held whole; items go out one by one. Each page, their number, and all that comes
 * together are bounded, so that a service whose cursor never ends is told apart from one with much
 * to say. */
#include "connector_job.h"

#include "json_page.h"

#include <curl/curl.h>

enum {
    PAGE_BYTES_MOST = 64 << 20,
    PAGES_MOST = 100000,
    EMPTY_PAGES_MOST = 100, /* one after another, each with a cursor */
};

struct http {
    CURL *curl;
    struct curl_slist *headers;
    const struct connector_job *job;
    struct row_sink *sink;
    struct buf page;
    struct json_pages pages;
    uint64_t bytes; /* of all pages */
    int code;       /* of what stopped a page amid it */
    struct err err;
};

/* ---- one page ---- */

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
    struct http *h = context;
    size_t len = size * count;
    row_sink_begun(h->sink);
    h->bytes += len;
    if (len > PAGE_BYTES_MOST - h->page.len) {
        h->code = err_set(&h->err, ERR_LIMIT,
                          "a page of the service is longer than %d MiB: ask for "
                          "smaller pages in the address",
                          PAGE_BYTES_MOST >> 20);
    } else if (h->bytes > h->sink->bytes_max) {
        h->code = err_set(&h->err, ERR_LIMIT,
                          "the service sent more than %llu MiB, and no more is "
                          "taken: ask for less, or allow more with --size-max",
                          (unsigned long long)(h->sink->bytes_max >> 20));
    }
    if (h->code != 0) {
        return 0;
    }
    buf_add(&h->page, str_make(bytes, len));
    return len;
}

static int prepare(struct http *h, struct err *err)
{
    const struct connector_job *job = h->job;
    struct buf token = {0};
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || (h->curl = curl_easy_init()) == NULL ||
        (h->headers = curl_slist_append(NULL, "Accept: application/json")) == NULL) {
        return err_set(err, ERR_IO, "libcurl can't be used");
    }
    bool open =
        str_starts(job->connector.url, STR("http://")); /* this machine: source_connector.c */
    CURLcode bad = curl_easy_setopt(h->curl, CURLOPT_PROTOCOLS_STR, open ? "http" : "https");
    bad |= curl_easy_setopt(h->curl, CURLOPT_FOLLOWLOCATION, 0L);
    bad |= curl_easy_setopt(h->curl, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(h->curl, CURLOPT_NOPROXY, "127.0.0.1,localhost,::1");
    /* No time limit here: the parent has one. */
    bad |= curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, h->headers);
    bad |= curl_easy_setopt(h->curl, CURLOPT_USERAGENT, "cantref/" CANTREF_VERSION);
    bad |= curl_easy_setopt(h->curl, CURLOPT_WRITEFUNCTION, take);
    bad |= curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, h);
    if (job->secret.len > 0) {
        buf_add(&token, job->secret);
        buf_add_char(&token, '\0');
        bad |= curl_easy_setopt(h->curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        bad |= curl_easy_setopt(h->curl, CURLOPT_XOAUTH2_BEARER, token.ptr);
        explicit_bzero(token.ptr, token.len);
    }
    buf_free(&token);
    return bad == CURLE_OK ? 0 : err_set(err, ERR_IO, "libcurl can't be used as it must be");
}

/* page_address - the address, with the cursor in its place. */
static int page_address(struct http *h, struct buf *ret, struct err *err)
{
    const struct connector *c = &h->job->connector;
    buf_add(ret, c->url);
    if (h->pages.cursor.len > 0) {
        char *name =
            curl_easy_escape(h->curl, c->cursor_parameter.ptr, (int)c->cursor_parameter.len);
        char *value = curl_easy_escape(h->curl, h->pages.cursor.ptr, (int)h->pages.cursor.len);
        if (name == NULL || value == NULL) {
            curl_free(name);
            curl_free(value);
            return err_set(err, ERR_MEMORY, "out of memory for an address");
        }
        buf_printf(ret, "%s%s=%s", memchr(c->url.ptr, '?', c->url.len) != NULL ? "&" : "?", name,
                   value);
        curl_free(name);
        curl_free(value);
    }
    buf_add_char(ret, '\0');
    return 0;
}

static int judge_status(long status, struct err *err)
{
    if (status == 200) {
        return 0;
    }
    if (status == 401 || status == 403) {
        return err_set(err, ERR_DENIED,
                       "the service answered %ld: it doesn't take this token, or wants one "
                       "(token_file, token_environment)",
                       status);
    }
    if (status >= 300 && status < 400) {
        return err_set(err, ERR_INPUT,
                       "the service answered %ld: it is somewhere else now, and no redirect is "
                       "followed: correct url",
                       status);
    }
    return status >= 500
               ? err_set(err, ERR_IO,
                         "the service answered %ld: it failed; try again, or tell whoever runs it",
                         status)
               : err_set(err, status == 404 ? ERR_NOTFOUND : ERR_INPUT,
                         "the service answered %ld: see whether url is right", status);
}

static int get_page(struct http *h, struct err *err)
{
    struct buf address = {0};
    long status = 0;
    h->page.len = 0;
    int code = page_address(h, &address, err);
    if (code == 0 && curl_easy_setopt(h->curl, CURLOPT_URL, address.ptr) != CURLE_OK) {
        code = err_set(err, ERR_INPUT, "url is no address");
    }
    buf_free(&address); /* libcurl has a copy */
    if (code != 0) {
        return code;
    }
    CURLcode got = curl_easy_perform(h->curl);
    if (h->code != 0) {
        *err = h->err;
        return h->code;
    }
    if (got != CURLE_OK) {
        bool reached = got == CURLE_PARTIAL_FILE || got == CURLE_RECV_ERROR ||
                       got == CURLE_GOT_NOTHING || got == CURLE_SEND_ERROR;
        return err_set(err, reached ? ERR_IO : ERR_NOTFOUND, "the service %s: %s",
                       reached ? "broke off" : "can't be reached", curl_easy_strerror(got));
    }
    curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
    row_sink_begun(h->sink);
    return judge_status(status, err);
}

/* ---- all ---- */

static int all_pages(struct http *h, struct err *err)
{
    size_t pages = 0, empty = 0, items = 0;
    int code = 0;
    do {
        code = get_page(h, err);
        code = code ? code : json_page_read(&h->pages, buf_str(&h->page), &items, err);
        empty = items > 0 ? 0 : empty + 1;
        pages++;
        if (code == 0 && h->pages.cursor.len > 0 &&
            (pages >= PAGES_MOST || empty >= EMPTY_PAGES_MOST)) {
            code =
                err_set(err, ERR_LIMIT,
                        "there is still a cursor after %zu pages, %zu of them without an item at "
                        "the end: it may never end; see whether \"cursor\" is right",
                        pages, empty);
        }
    } while (code == 0 && h->pages.cursor.len > 0);
    return code;
}

int http_rows(const struct connector_job *job, struct row_sink *sink, struct err *err)
{
    struct http h = {.job = job,
                     .sink = sink,
                     .pages = {.items = job->connector.items,
                               .cursor_path = job->connector.cursor,
                               .columns = job->columns,
                               .sink = sink}};
    int code = prepare(&h, err);
    code = code ? code : all_pages(&h, err);
    curl_slist_free_all(h.headers);
    curl_easy_cleanup(h.curl);
    buf_free(&h.page);
    json_pages_free(&h.pages);
    return code;
}
