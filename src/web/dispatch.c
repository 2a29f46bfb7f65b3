/* dispatch.c - see dispatch.h. Each step lets the request go on, or answers it: is_answered. */
#include "dispatch.h"

#include "cookie.h"
#include "front.h"
#include "long_work.h"
#include "page_layout.h"
#include "same_origin.h"
#include "session_store.h"
#include "web.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    TRY_AGAIN_S = 2,
    CROWDED_RETRY_S = 10,
    LONG_RETRY_S = 60,
    TURN_WAIT_MS = 20000, /* less than the front waits */
    UNDER_WAY_TRIES = 20, /* how often a form's second sending looks whether the first is done */
    UNDER_WAY_PAUSE_MS = 50,
};

static int status_of(int code)
{
    switch (code) {
    case 0:
        return 200;
    case ERR_INPUT:
    case ERR_USAGE:
        return 400;
    case ERR_DENIED:
        return 403;
    case ERR_NOTFOUND:
        return 404;
    case ERR_CONFLICT:
        return 409;
    case ERR_LIMIT:
        return 429;
    default:
        return 500;
    }
}

/* fail - the page of an error. What is no fault of whoever asks goes to the program's own log, by
 * the route's name alone. */
static void fail(struct request *r, int code, const struct err *err)
{
    int status = status_of(code);
    if (status == 500) {
        fprintf(stderr, "cantref serve: %s: %s\n", dispatch_name(r), err->message);
    }
    r->reply = (struct reply){0};
    page_error(r, status, err);
}

/* refuse - the page of a status, with a sentence in its language. */
static void refuse(struct request *r, int status, const char *sentence)
{
    struct err why = {0};
    err_say(&why, 0, "%s", sentence);
    page_error(r, status, &why);
}

bool request_take_turn(struct request *r)
{
    bool taken = web_take_turn_within(r->web, TURN_WAIT_MS);
    if (!taken) {
        refuse(r, 503,
               translate(r,
                         "Something else is at work on the records, which may take some minutes. "
                         "Nothing was done yet: go back and try again a little later."));
        r->reply.retry_after_s = LONG_RETRY_S;
    }
    return taken;
}

static bool is_answered(const struct request *r)
{
    return r->reply.status != 0;
}

static bool is_post(const struct request *r)
{
    return r->route->method[0] == 'P';
}

const char *dispatch_name(const struct request *r)
{
    return r->route != NULL ? r->route->name : "none";
}

/* ---- before the body ---- */

/* The language of a path, and what follows it. False: it has none. */
static bool split_language(struct str path, enum access_language *ret, struct str *ret_rest)
{
    bool is_english = str_starts(path, STR("/en/")) || str_eq(path, STR("/en"));
    bool is_welsh = str_starts(path, STR("/cy/")) || str_eq(path, STR("/cy"));
    if (!is_english && !is_welsh) {
        return false;
    }
    *ret = is_welsh ? ACCESS_WELSH : ACCESS_ENGLISH;
    *ret_rest = path.len <= 4 ? STR("/") : str_slice(path, 3, path.len);
    return true;
}

static struct str header(const struct request *r, enum front_header place)
{
    return r->reader->values[place].ptr != NULL ? r->reader->values[place] : STR("");
}

static bool wants_json(struct str accept)
{
    return str_find(accept, STR("application/json")) >= 0 && str_find(accept, STR("text/html")) < 0;
}

struct visit *visit_new(void)
{
    struct visit *visit = mem_must_array(1, sizeof *visit);
    scgi_begin(&visit->reader, &front_rules);
    return visit;
}

void visit_end(struct visit *visit)
{
    if (visit->is_begun) {
        arena_free(&visit->request.arena);
    }
    scgi_free(&visit->reader);
    mem_free(visit);
}

void dispatch_begin(struct web *web, struct visit *visit, size_t *ret_body_max)
{
    const struct scgi_reader *reader = &visit->reader;
    struct request *r = &visit->request;
    visit->is_begun = true;
    *r = (struct request){.web = web,
                          .reader = reader,
                          .now = (int64_t)time(NULL),
                          .today = calendar_today(),
                          .method = reader->method};
    struct str parameters[ROUTE_PARAMETERS_MAX] = {0};
    bool has_language = split_language(reader->path, &r->language, &r->path);
    if (!has_language) {
        r->path = reader->path;
    }
    r->query = reader->query;
    r->wants_json = wants_json(header(r, FRONT_ACCEPT));
    r->route = route_find(web->tables, web->table_count, r->method, r->path, !has_language,
                          parameters, r->allow);
    for (size_t i = 0; i < ROUTE_PARAMETERS_MAX; i++) {
        r->parameters[i] = arena_str(&r->arena, parameters[i]);
    }
    *ret_body_max = r->route == NULL || str_eq(str_of(r->route->method), STR("GET")) ? 0
                    : r->route->body_max > 0 ? r->route->body_max
                                             : (size_t)ROUTE_BODY_MAX;
}

/* ---- who ---- */

/* Those without a session are shown where to sign in; and then come back. */
static void ask_to_sign_in(struct request *r)
{
    if (r->wants_json || is_post(r)) {
        refuse(r, 401, translate(r, "You are not signed in, or were signed out since."));
    } else {
        reply_redirect(r, "%s?next=%.*s",
                       r->route->who == ROUTE_STAFF ? "/sign-in/staff" : "/sign-in", PRI(r->path));
    }
}

/* The member of staff who is signed in, in post today; NULL: nobody. */
static const struct staff_member *staff_of(const struct request *r)
{
    const struct staff *staff = &r->web->home.access.access.staff;
    const struct staff_member *member =
        r->session.kind == SESSION_STAFF ? staff_find(staff, str_of(r->session.login)) : NULL;
    return member != NULL && staff_is_here(member, r->today) ? member : NULL;
}

static void check_who(struct request *r)
{
    if (r->route->who == ROUTE_MACHINE && header(r, FRONT_REMOTE_ADDRESS).len > 0) {
        page_error(r, 404, NULL); /* it came from elsewhere, through the front */
    }
    if (r->route->who == ROUTE_RESIDENT && r->session.kind != SESSION_RESIDENT) {
        ask_to_sign_in(r);
    }
    if (r->route->who != ROUTE_STAFF) {
        return;
    }
    const struct staff_member *member = staff_of(r);
    if (member == NULL) {
        ask_to_sign_in(r);
    } else if (r->route->role != NULL && !request_has_role(r, r->route->role)) {
        refuse(r, 403, translate(r, "Your roles do not include this page."));
    }
}

/* ---- what ---- */

static const char *translate_for(void *context, const char *english)
{
    return translate(context, english);
}

/* The query's fields, or the form's; and of either `case`, which stands in the query. */
static int read_form(struct request *r, struct err *err)
{
    const struct route *route = r->route;
    struct form *query = arena_alloc(&r->arena, sizeof *query);
    int code = 0;
    if (route->who == ROUTE_PARTNER) {
        return 0;
    }
    if (is_post(r)) {
        code = form_read(&r->arena, r->query, NULL, 0, translate_for, r, query, err);
        code = code ? code
                    : form_read(&r->arena, r->body, route->fields, route->field_count,
                                translate_for, r, &r->form, err);
        r->case_reference = query->case_reference;
        return code;
    }
    code = form_read(&r->arena, r->query, route->fields, route->field_count, translate_for, r,
                     &r->form, err);
    r->case_reference = r->form.case_reference;
    return code;
}

/* The origin of our own pages, as the front serves them. */
static struct str own_origin(struct request *r)
{
    return arena_printf(&r->arena, "%.*s://%.*s", PRI(header(r, FRONT_SCHEME)),
                        PRI(header(r, FRONT_HOST)));
}

/* ---- twice ---- */

/* submission_of - what was sent: by the form's own key, where it went and all that stands in it.
 * The same form filled in otherwise is another, and so is another form of the page. "": no key. */
static struct str submission_of(struct request *r)
{
    const struct str parts[] = {r->form.idempotency_key, r->path, r->query, r->body};
    uint8_t hash[SUBMISSION_KEY_MAX / 2];
    char *ret = arena_alloc(&r->arena, 2 * sizeof hash + 1);
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        uint64_t length = parts[i].len;
        crypto_generichash_update(&state, (const uint8_t *)&length, sizeof length);
        crypto_generichash_update(&state, (const uint8_t *)parts[i].ptr, parts[i].len);
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(ret, 2 * sizeof hash + 1, hash, sizeof hash);
    return parts[0].len > 0 ? str_of(ret) : STR("");
}

/* lead_in - whoever pressed twice where they sign in is signed in by the first press, whose answer,
 * with its cookie, the browser may have let go of. */
static bool lead_in(struct request *r)
{
    struct str location = STR("");
    bool is_again = is_post(r) && r->route->signs_in &&
                    session_again(r->web->sessions, cookie_session(header(r, FRONT_COOKIE)),
                                  submission_of(r), r->now, &r->arena, &r->session, &location);
    if (is_again) {
        reply_redirect(r, "%.*s", PRI(location));
    }
    return is_again;
}

static void remember_sign_in(struct request *r)
{
    if (r->route->signs_in && r->reply.status == 303) {
        session_remember(r->web->sessions, cookie_session(header(r, FRONT_COOKIE)), r->submission,
                         &r->session, r->reply.location, r->now);
    }
}

/* ---- what may be sent ---- */

/* A form must come from a page of this program, shown to the same browser. */
static void check_form(struct request *r)
{
    const struct request_origin from = {.origin = header(r, FRONT_ORIGIN),
                                        .fetch_site = header(r, FRONT_SEC_FETCH_SITE),
                                        .referer = STR("")};
    if (!is_post(r) || r->route->who == ROUTE_PARTNER) {
        return;
    }
    if (!str_starts(header(r, FRONT_CONTENT_TYPE), STR("application/x-www-form-urlencoded"))) {
        refuse(r, 415, translate(r, "This page takes forms only."));
    } else if (!request_is_same_origin(&from, own_origin(r))) {
        refuse(r, 403, translate(r, "The form came from another site and was not taken."));
    } else if (!csrf_matches(&r->session, r->form.csrf) && !lead_in(r)) {
        refuse(r, 403,
               translate(r,
                         "This form is out of date, or you were signed out since. Go back, "
                         "load the page again and send it once more."));
    }
}

/* ---- once and no more ---- */

static bool is_kept(const struct request *r)
{
    return is_post(r) && !r->route->changes_nothing && r->route->who != ROUTE_PARTNER;
}

/* begin_once - a form that was sent twice is answered as it was the first time. Under the turn.
 * Returns whether it is being dealt with by another request. */
static bool begin_once(struct request *r)
{
    enum submission_state state = SUBMISSION_NEW;
    struct str location = {0};
    struct err err = {0};
    r->submission = submission_of(r);
    int code = submission_begin(r->web->sessions, &r->session, r->submission, r->now, &r->arena,
                                &state, &location, &err);
    bool unsure = code != 0 || state == SUBMISSION_UNDER_WAY;
    if (unsure && lead_in(r)) {
        return false;
    }
    if (code != 0) {
        fail(r, code, &err);
    } else if (state == SUBMISSION_DONE) {
        reply_redirect(r, "%.*s", PRI(location));
    } else if (state == SUBMISSION_UNDER_WAY) {
        refuse(r, 409,
               translate(r,
                         "This form was sent already and is being dealt with. Wait "
                         "a moment, then load the page again."));
        r->reply.retry_after_s = TRY_AGAIN_S;
    }
    return code == 0 && state == SUBMISSION_UNDER_WAY;
}

/* A page that is shown anew with its errors, or was refused, did nothing. Signing in or out makes
 * another session of it, in which there is nothing to end. Under the turn. */
static void end_once(struct request *r, const struct session *session)
{
    struct err err = {0};
    if (r->session.number != session->number || r->session.kind != session->kind) {
        return;
    }
    if (r->reply.status >= 500 && r->reply.status != 503) {
        return; /* it may have been done: it stays under way, and a person has to look */
    }
    int code =
        r->reply.status == 303
            ? submission_done(r->web->sessions, session, r->submission, r->reply.location, &err)
            : submission_failed(r->web->sessions, session, r->submission, &err);
    if (code != 0) {
        fprintf(stderr, "cantref serve: %s: %s\n", dispatch_name(r), err.message);
    }
}

/* ---- the home ---- */

static void put_options(struct request *r, struct inquiry_options *ret)
{
    bool is_staff = r->session.kind == SESSION_STAFF;
    *ret =
        (struct inquiry_options){.start = "",
                                 .system = arena_printf(&r->arena, "page:%s", r->route->name).ptr,
                                 .who = is_staff ? r->session.login : r->web->runner.ptr,
                                 .roles = is_staff ? r->session.roles : "",
                                 .purpose = "",
                                 .case_reference = arena_str(&r->arena, r->case_reference).ptr,
                                 .break_glass = "",
                                 .day = r->today,
                                 .language = r->language,
                                 .asked = "",
                                 .resident_asks = !is_staff};
}

/* The purpose that the route names; "{purpose}": the path's. NULL: none. */
static const char *purpose_of(struct request *r)
{
    const char *named = r->route->purpose;
    if (named == NULL || strcmp(named, "{purpose}") != 0) {
        return named;
    }
    const char *path = r->route->path;
    size_t place = 0;
    for (const char *brace = strchr(path, '{'); strncmp(brace, "{purpose}", 9) != 0;
         brace = strchr(brace + 1, '{')) {
        place++;
    }
    return request_parameter(r, place);
}

static int handle(struct request *r, struct err *err)
{
    const char *purpose = purpose_of(r);
    int code = purpose != NULL && r->inquiry != NULL ? inquiry_ask(r->inquiry, purpose, err) : 0;
    code = code ? code : r->route->handle(r, err);
    assert(code != 0 || r->reply.status != 0);
    return code;
}

static int handle_beside(struct request *r, struct err *err)
{
    struct inquiry_options options;
    struct inquiry *inquiry = mem_must_array(1, sizeof *inquiry);
    struct err closing = {0};
    put_options(r, &options);
    int code = inquiry_open_beside(&r->web->home, r->web->pool, &options, inquiry, err);
    r->inquiry = inquiry;
    code = code ? code : handle(r, err);
    int closed = inquiry_close(inquiry, &closing);
    mem_free(inquiry);
    r->inquiry = NULL;
    if (code == 0 && closed != 0) {
        *err = closing;
    }
    return code ? code : closed;
}

/* Whoever was signed out, or lost what a page asks for, while the request waited for the turn is
 * answered as if it came now. */
static void check_again(struct request *r)
{
    struct session now = {0};
    bool signed_in = r->session.kind == SESSION_STAFF || r->session.kind == SESSION_RESIDENT;
    session_read(r->web->sessions, cookie_session(header(r, FRONT_COOKIE)), r->now, &now);
    if (signed_in && (now.kind != r->session.kind || now.number != r->session.number)) {
        r->session = now;
        ask_to_sign_in(r);
    } else {
        check_who(r);
    }
}

/* What processes did is in the log before the answer leaves. */
static int handle_in_turn(struct request *r, struct err *err)
{
    struct web *web = r->web;
    struct inquiry_options options;
    put_options(r, &options);
    int code = inquiry_again(&web->home, &options, err);
    r->inquiry = &web->home;
    r->cases = &web->cases;
    r->now = web->cases.now.at;
    r->today = web->cases.now.day;
    code = code ? code : handle(r, err);
    if (is_post(r)) {
        struct err logging = {0};
        int logged = caseload_log(&web->cases, &logging);
        if (code == 0 && logged != 0) {
            *err = logging;
            code = logged;
        }
        web_wake(web);
    }
    r->inquiry = NULL;
    r->cases = NULL;
    return code;
}

/* do_whole - all in one turn: a form that comes meanwhile finds this one done. */
static void do_whole(struct request *r)
{
    struct err err = {0};
    const struct session before = r->session;
    if (r->route->takes_long) { /* on a thread of its own, which may wait */
        web_take_turn(r->web);
    } else if (!request_take_turn(r)) {
        return;
    }
    check_again(r);
    if (!is_answered(r) && is_kept(r)) {
        begin_once(r);
    }
    if (!is_answered(r)) {
        int code = handle_in_turn(r, &err);
        if (code != 0) {
            fail(r, code, &err);
        }
        remember_sign_in(r);
        if (is_kept(r)) {
            end_once(r, &before);
        }
    }
    web_give_turn(r->web);
}

/* begin_beside - begin_once of what does not need the whole home. Somebody pressed twice: the first
 * sending is most often done in a moment. */
static void begin_beside(struct request *r)
{
    static const struct timespec pause = {.tv_nsec = UNDER_WAY_PAUSE_MS * 1000000L};
    bool is_under_way = true;
    for (int i = 0; is_under_way && i < UNDER_WAY_TRIES; i++) {
        if (i > 0) {
            r->reply = (struct reply){0};
            nanosleep(&pause, NULL);
        }
        if (!request_take_turn(r)) {
            return;
        }
        is_under_way = begin_once(r);
        web_give_turn(r->web);
    }
}

/* end_beside - without the turn it stays under way; the page, loaded again, makes another of it. */
static void end_beside(struct request *r, const struct session *session)
{
    if (web_take_turn_within(r->web, TURN_WAIT_MS)) {
        end_once(r, session);
        web_give_turn(r->web);
    }
}

/* ---- all of it ---- */

static void find_session(struct request *r)
{
    if (r->route->who != ROUTE_PARTNER && r->route->who != ROUTE_MACHINE) {
        session_read(r->web->sessions, cookie_session(header(r, FRONT_COOKIE)), r->now,
                     &r->session);
    }
}

/* A page with a form in it needs a session to bind it to. */
static int begin_visit(struct request *r, struct err *err)
{
    if (r->session.kind != SESSION_NONE || r->route->who != ROUTE_ANYBODY || !r->route->has_form) {
        return 0;
    }
    return session_begin_visitor(r->web->sessions, str_of(request_network(r)), r->now, &r->session,
                                 err);
}

static int begin(struct request *r, struct err *err)
{
    find_session(r);
    int code = begin_visit(r, err);
    if (code == 0) {
        check_who(r);
        code = is_answered(r) ? 0 : read_form(r, err);
    }
    if (code == 0 && !is_answered(r)) {
        check_form(r);
    }
    return code;
}

/* run_whole - under the turn nobody changes who may do what. */
static void run_whole(struct request *r)
{
    struct err err = {0};
    pthread_rwlock_unlock(&r->web->access_lock);
    do_whole(r);
    if (r->changes_access && web_reload(r->web, &err) != 0) {
        err_print("cantref serve", &err);
    }
    pthread_rwlock_rdlock(&r->web->access_lock);
}

/* run_beside - nobody who changes who may do what waits for a turn that this one waits for. */
static void run_beside(struct request *r)
{
    struct err err = {0};
    const struct session before = r->session;
    if (is_kept(r)) {
        pthread_rwlock_unlock(&r->web->access_lock);
        begin_beside(r);
        pthread_rwlock_rdlock(&r->web->access_lock);
    }
    if (is_answered(r)) {
        return;
    }
    int code = r->route->home == ROUTE_BESIDE ? handle_beside(r, &err) : handle(r, &err);
    if (code != 0) {
        fail(r, code, &err);
    }
    remember_sign_in(r);
    if (is_kept(r)) {
        pthread_rwlock_unlock(&r->web->access_lock);
        end_beside(r, &before);
        pthread_rwlock_rdlock(&r->web->access_lock);
    }
}

/* do_it - once, where it does something. */
static void do_it(struct request *r)
{
    if (r->route->home == ROUTE_WHOLE) {
        run_whole(r);
    } else {
        run_beside(r);
    }
}

/* What would keep a worker: it waits for the turn, or for what takes long. */
static bool queues(const struct request *r)
{
    return is_kept(r) || r->route->home == ROUTE_WHOLE || r->route->takes_long;
}

static void crowded(struct request *r)
{
    page_error(r, 503, NULL);
    r->reply.retry_after_s = CROWDED_RETRY_S;
}

/* may_begin - is it to be done, or answered already? Of those who need the home's turn only so many
 * are let in, who web_leave_queue then: so pages that read are answered while a model is taken into
 * use, or whatever else takes long. */
static bool may_begin(struct request *r)
{
    struct err err = {0};
    int code = r->route != NULL ? begin(r, &err) : 0;
    if (r->route == NULL) {
        page_error(r, r->allow[0] != '\0' ? 405 : 404, NULL);
    } else if (code != 0) {
        fail(r, code, &err);
    } else if (!is_answered(r) && queues(r) && !web_join_queue(r->web)) {
        crowded(r);
    }
    return !is_answered(r);
}

/* ---- bytes ---- */

static void put_header(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, "%s: %s\r\n", name, value);
}

static void put_headers(struct request *r, struct buf *out, const char *media_type, size_t length)
{
    const struct reply *reply = &r->reply;
    buf_printf(out, "Status: %d\r\n", reply->status);
    put_header(out, "Content-Type", media_type);
    buf_printf(out, "Content-Length: %zu\r\n", length);
    put_header(out, "Content-Language", r->language == ACCESS_WELSH ? "cy" : "en");
    put_header(out, "Cache-Control", reply->is_public ? "public, max-age=60" : "no-store");
    for (size_t i = 0; i < front_security_header_count; i++) {
        put_header(out, front_security_headers[i].name, front_security_headers[i].value);
    }
    if (reply->location.len > 0) {
        buf_printf(out, "Location: %s\r\n", reply->location.ptr);
    }
    if (r->allow[0] != '\0' && reply->status == 405) {
        put_header(out, "Allow", r->allow);
    }
    if (reply->retry_after_s > 0) {
        buf_printf(out, "Retry-After: %d\r\n", reply->retry_after_s);
    }
    if (reply->file_name != NULL) {
        buf_printf(out, "Content-Disposition: attachment; filename=\"%s\"\r\n", reply->file_name);
    }
    char cookie[COOKIE_TEXT_MAX];
    if (cookie_set_text(&r->session, cookie)[0] != '\0') {
        put_header(out, "Set-Cookie", cookie);
    }
    buf_add(out, STR("\r\n"));
}

/* The body: the model as JSON, the template over it, or the bytes that the handler gave. */
static int render(struct request *r, struct buf *body, const char **ret_media_type, struct err *err)
{
    const struct reply *reply = &r->reply;
    if (reply->media_type != NULL || reply->model == NULL) {
        *ret_media_type =
            reply->media_type != NULL ? reply->media_type : "text/plain; charset=utf-8";
        return buf_add(body, reply->body);
    }
    if (r->wants_json) {
        struct json_writer json = {.out = body};
        json_tree_write(reply->model, &json);
        *ret_media_type = reply->status >= 400 ? "application/problem+json" : "application/json";
        return json.code != 0 ? err_set(err, json.code, "the answer is too long") : 0;
    }
    *ret_media_type = "text/html; charset=utf-8";
    return page_render(r, body, err);
}

/* Redirects are to paths of this program, in the language of the page. */
static void complete_location(struct request *r)
{
    if (r->reply.location.len > 0) {
        r->reply.location = str_of(r->route == NULL || r->reply.is_bare_location
                                       ? arena_str(&r->arena, r->reply.location).ptr
                                       : request_href(r, "%.*s", PRI(r->reply.location)));
    }
}

/* What all pages have, and what the next form of whoever asked for JSON needs, too. */
static void put_page(struct request *r)
{
    const struct str page = STR("page");
    struct json_node *model = r->reply.model;
    if (model == NULL || json_tree_get(model, page, json_tree_print(page)) != NULL) {
        return; /* the page of an error has it already */
    }
    page_put(r, model);
}

/* respond - the reply as bytes. */
static void respond(struct request *r, struct buf *out)
{
    struct buf body = {.max = FRONT_ANSWER_BYTES_MAX};
    const char *media_type = "";
    struct err err = {0};
    if (r->reply.as_it_is.len > 0) {
        buf_add(out, r->reply.as_it_is);
        return;
    }
    put_page(r);
    int code = render(r, &body, &media_type, &err);
    if (code != 0) {
        fprintf(stderr, "cantref serve: %s: %s:%zu:%zu: %s\n", dispatch_name(r), err.file, err.line,
                err.column, err.message); /* not personal: a template's place */
        body.len = 0;
        r->reply = (struct reply){.status = 500};
        page_error(r, 500, NULL);
        put_page(r);
        code = render(r, &body, &media_type, &err);
    }
    complete_location(r);
    put_headers(r, out, media_type, body.len);
    if (!str_eq(r->method, STR("HEAD"))) {
        buf_add(out, buf_str(&body));
    }
    buf_free(&body);
}

static void run_later(void *context, struct buf *out)
{
    struct visit *visit = context;
    struct request *r = &visit->request;
    pthread_rwlock_rdlock(&r->web->access_lock);
    do_it(r);
    respond(r, out);
    pthread_rwlock_unlock(&r->web->access_lock);
}

static void end_later(void *context)
{
    visit_end(context);
}

/* run_long - what takes long, by the thread for that; what is said when it goes on is made before
 * the request is the thread's. Without access_lock, which whoever waits must not have. */
static bool run_long(struct visit *visit, struct buf *out)
{
    struct web *web = visit->request.web;
    struct request *r = &visit->request;
    struct buf later = {0};
    const struct long_task task = {.context = visit,
                                   .run = run_later,
                                   .end = end_later,
                                   .route = r->route,
                                   .session = r->session,
                                   .number = long_work_number(web->long_work)};
    reply_redirect(r, "/under-way/%" PRId64, task.number);
    respond(r, &later);
    r->reply = (struct reply){0};
    enum long_outcome outcome = long_work_do(web->long_work, &task, out);
    if (outcome == LONG_GOES_ON) {
        buf_add(out, buf_str(&later));
    }
    buf_free(&later);
    return outcome != LONG_FULL;
}

/* The status that an answer begins with: "Status: 200". */
static int status_in(struct str answer)
{
    int status = 0;
    for (size_t i = STR("Status: ").len; i < answer.len && ascii_is_digit(answer.ptr[i]); i++) {
        status = 10 * status + (answer.ptr[i] - '0');
    }
    return status;
}

int dispatch_run(struct visit *visit, struct buf *out, bool *ret_kept)
{
    struct request *r = &visit->request;
    struct web *web = r->web;
    size_t before = out->len;
    bool is_kept = false;
    r->reader = &visit->reader;
    r->body = buf_str(&visit->reader.body);
    pthread_rwlock_rdlock(&web->access_lock);
    bool is_to_do = may_begin(r);
    bool joined = is_to_do && queues(r);
    if (is_to_do && r->route->takes_long) {
        pthread_rwlock_unlock(&web->access_lock);
        is_kept = run_long(visit, out);
        pthread_rwlock_rdlock(&web->access_lock);
        if (!is_kept) {
            crowded(r);
        }
    } else if (is_to_do) {
        do_it(r);
    }
    if (joined) {
        web_leave_queue(web);
    }
    if (!is_kept) {
        respond(r, out);
    }
    pthread_rwlock_unlock(&web->access_lock);
    *ret_kept = is_kept;
    return status_in(str_slice(buf_str(out), before, out->len));
}

void dispatch_refuse(struct web *web, const struct err *err, struct buf *out)
{
    (void)web;
    int status = err->code == ERR_LIMIT ? 413 : 400;
    buf_printf(out,
               "Status: %d\r\nContent-Type: text/plain; charset=utf-8\r\n"
               "Cache-Control: no-store\r\n\r\n%s\n",
               status,
               status == 413 ? "That is too long. / Mae hynny’n rhy hir."
                             : "That could not be read. / Nid oedd modd darllen hynny.");
}
