/* front.c - what nginx is told: the two tables, and the files made from them. */
#include "front_parts.h"

#include "page_templates.h"
#include "whole_file.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    ANSWER_BUFFER_BYTES = 16 << 10,
    WORKERS_MAX = 4,
    WORKER_CONNECTIONS = 2048,
    HOST_BYTES_MAX = 253,
    CONFIGURATION_BYTES_MAX = 1 << 20
};

/* ---- tables ---- */

/* name: as SCGI has it; header: as HTTP has it, or NULL; variable: nginx's. */
static const struct passed {
    enum front_header place;
    const char *variable;
} passed[FRONT_HEADERS] = {
    {FRONT_HOST, "http_host"},
    {FRONT_SCHEME, "scheme"},
    {FRONT_REMOTE_ADDRESS, "remote_addr"},
    {FRONT_ACCEPT, "http_accept"},
    {FRONT_ACCEPT_LANGUAGE, "http_accept_language"},
    {FRONT_AUTHORIZATION, "http_authorization"},
    {FRONT_CONTENT_TYPE, "content_type"},
    {FRONT_COOKIE, "http_cookie"},
    {FRONT_ORIGIN, "http_origin"},
    {FRONT_SEC_FETCH_SITE, "http_sec_fetch_site"},
    {FRONT_WEBHOOK_ID, "http_webhook_id"},
    {FRONT_WEBHOOK_TIMESTAMP, "http_webhook_timestamp"},
    {FRONT_WEBHOOK_SIGNATURE, "http_webhook_signature"},
    {FRONT_CE_SPECVERSION, "http_ce_specversion"},
    {FRONT_CE_ID, "http_ce_id"},
    {FRONT_CE_SOURCE, "http_ce_source"},
    {FRONT_CE_TYPE, "http_ce_type"},
    {FRONT_CE_SUBJECT, "http_ce_subject"},
    {FRONT_CE_TIME, "http_ce_time"},
    {FRONT_CE_DATASCHEMA, "http_ce_dataschema"},
};

static const struct str names[FRONT_HEADERS] = {
    [FRONT_HOST] = STR_INIT("HTTP_HOST"),
    [FRONT_SCHEME] = STR_INIT("REQUEST_SCHEME"),
    [FRONT_REMOTE_ADDRESS] = STR_INIT("REMOTE_ADDR"),
    [FRONT_ACCEPT] = STR_INIT("HTTP_ACCEPT"),
    [FRONT_ACCEPT_LANGUAGE] = STR_INIT("HTTP_ACCEPT_LANGUAGE"),
    [FRONT_AUTHORIZATION] = STR_INIT("HTTP_AUTHORIZATION"),
    [FRONT_CONTENT_TYPE] = STR_INIT("CONTENT_TYPE"),
    [FRONT_COOKIE] = STR_INIT("HTTP_COOKIE"),
    [FRONT_ORIGIN] = STR_INIT("HTTP_ORIGIN"),
    [FRONT_SEC_FETCH_SITE] = STR_INIT("HTTP_SEC_FETCH_SITE"),
    [FRONT_WEBHOOK_ID] = STR_INIT("HTTP_WEBHOOK_ID"),
    [FRONT_WEBHOOK_TIMESTAMP] = STR_INIT("HTTP_WEBHOOK_TIMESTAMP"),
    [FRONT_WEBHOOK_SIGNATURE] = STR_INIT("HTTP_WEBHOOK_SIGNATURE"),
    [FRONT_CE_SPECVERSION] = STR_INIT("HTTP_CE_SPECVERSION"),
    [FRONT_CE_ID] = STR_INIT("HTTP_CE_ID"),
    [FRONT_CE_SOURCE] = STR_INIT("HTTP_CE_SOURCE"),
    [FRONT_CE_TYPE] = STR_INIT("HTTP_CE_TYPE"),
    [FRONT_CE_SUBJECT] = STR_INIT("HTTP_CE_SUBJECT"),
    [FRONT_CE_TIME] = STR_INIT("HTTP_CE_TIME"),
    [FRONT_CE_DATASCHEMA] = STR_INIT("HTTP_CE_DATASCHEMA"),
};

const char *const front_header_names[FRONT_HEADERS] = {
    [FRONT_HOST] = "Host",
    [FRONT_ACCEPT] = "Accept",
    [FRONT_ACCEPT_LANGUAGE] = "Accept-Language",
    [FRONT_AUTHORIZATION] = "Authorization",
    [FRONT_CONTENT_TYPE] = "Content-Type",
    [FRONT_COOKIE] = "Cookie",
    [FRONT_ORIGIN] = "Origin",
    [FRONT_SEC_FETCH_SITE] = "Sec-Fetch-Site",
    [FRONT_WEBHOOK_ID] = "webhook-id",
    [FRONT_WEBHOOK_TIMESTAMP] = "webhook-timestamp",
    [FRONT_WEBHOOK_SIGNATURE] = "webhook-signature",
    [FRONT_CE_SPECVERSION] = "ce-specversion",
    [FRONT_CE_ID] = "ce-id",
    [FRONT_CE_SOURCE] = "ce-source",
    [FRONT_CE_TYPE] = "ce-type",
    [FRONT_CE_SUBJECT] = "ce-subject",
    [FRONT_CE_TIME] = "ce-time",
    [FRONT_CE_DATASCHEMA] = "ce-dataschema",
};

/* Four lines of nginx's large_client_header_buffers, and the names. */
const struct scgi_rules front_rules = {
    .names = names, .name_count = FRONT_HEADERS, .headers_bytes_max = 40 << 10};

/* Referrer-Policy: with no-referrer browsers would call the origin of our own forms "null". */
const struct front_security_header front_security_headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; "
     "frame-ancestors 'none'; base-uri 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};
const size_t front_security_header_count =
    sizeof front_security_headers / sizeof front_security_headers[0];

/* ---- what was asked for, looked at ---- */

/* is_plain_path - can it stand in a configuration and in a socket's address as it is? */
static bool is_plain_path(struct str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        if (c < 32 || c == 127 || strchr("\"'\\$;{}<>&:*?", c) != NULL) {
            return false;
        }
    }
    return path.len > 0;
}

/* whole_path - from the root on, with links resolved: of what is there. */
static int whole_path(struct front_plan *plan, const char *path, const char *what, struct str *ret,
                      struct err *err)
{
    char whole[PATH_MAX];
    if (realpath(path, whole) == NULL) {
        return err_set(err, ERR_NOTFOUND, "%s can't be found at %s: %s", what, path,
                       strerror(errno));
    }
    if (!is_plain_path(str_of(whole))) {
        return err_set(err, ERR_INPUT,
                       "the path of %s has a character that nginx would take for its own: %s", what,
                       whole);
    }
    *ret = arena_str(&plan->arena, str_of(whole));
    return 0;
}

/* named_path - the same, its last part left as it is: a certificate that is renewed is another file
 * under the same name, and core's socket may not be there yet. */
static int named_path(struct front_plan *plan, const char *path, const char *what, struct str *ret,
                      struct err *err)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    struct str folder = arena_str(&plan->arena, slash == NULL   ? STR(".")
                                                : slash == path ? STR("/")
                                                                : str_make(path, slash - path));
    struct str whole;
    int code = whole_path(plan, folder.ptr, what, &whole, err);
    if (code == 0 && !is_plain_path(str_of(name))) {
        code = err_set(err, ERR_INPUT, "%s has a name that nginx would not take as it is: %s", what,
                       path);
    }
    if (code == 0) {
        *ret = arena_printf(&plan->arena, "%.*s/%s", PRI(whole), name);
    }
    return code;
}

static int readable_path(struct front_plan *plan, const char *path, const char *what,
                         struct str *ret, struct err *err)
{
    if (access(path, R_OK) != 0) {
        return err_set(err, ERR_NOTFOUND, "%s can't be read: %s: %s", what, path, strerror(errno));
    }
    return named_path(plan, path, what, ret, err);
}

static bool is_host(struct str host)
{
    bool good = host.len > 0 && host.len <= HOST_BYTES_MAX;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        good = good && (ascii_is_alpha(c) || ascii_is_digit(c) ||
                        ((c == '-' || c == '.') && i > 0 && i + 1 < host.len));
    }
    return good || (host.len > 2 && host.ptr[0] == '['); /* an address of our own */
}

/* struct endpoint - where to listen, as the kernel has it. */
struct endpoint {
    union {
        struct sockaddr any;
        struct sockaddr_in version_4;
        struct sockaddr_in6 version_6;
    };
    socklen_t len;
};

static int read_address(const char *text, int port, struct endpoint *ret, struct err *err)
{
    *ret = (struct endpoint){0};
    if (inet_pton(AF_INET, text, &ret->version_4.sin_addr) == 1) {
        ret->version_4.sin_family = AF_INET;
        ret->version_4.sin_port = htons((uint16_t)port);
        ret->len = sizeof ret->version_4;
    } else if (inet_pton(AF_INET6, text, &ret->version_6.sin6_addr) == 1) {
        ret->version_6.sin6_family = AF_INET6;
        ret->version_6.sin6_port = htons((uint16_t)port);
        ret->len = sizeof ret->version_6;
    } else {
        return err_set(err, ERR_INPUT, "an address to listen on is like 127.0.0.1 or ::1, not %s",
                       text);
    }
    return 0;
}

static bool is_loopback(const struct endpoint *at)
{
    return at->any.sa_family == AF_INET ? (ntohl(at->version_4.sin_addr.s_addr) >> 24) == 127
                                        : IN6_IS_ADDR_LOOPBACK(&at->version_6.sin6_addr);
}

/* find_port - one that is free, or whether that is which is asked for: nginx itself would try for
 * seconds, and say it in its own words. */
static int find_port(struct endpoint *at, const char *address, int port, int *ret_port,
                     struct err *err)
{
    int yes = 1;
    int fd = socket(at->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return err_set(err, ERR_IO, "no socket: %s", strerror(errno));
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes); /* as nginx does */
    int code = 0;
    if (bind(fd, &at->any, at->len) != 0 || getsockname(fd, &at->any, &at->len) != 0) {
        code = errno == EADDRINUSE
                   ? err_set(err, ERR_CONFLICT, "port %d of %s is taken by another program", port,
                             address)
                   : err_set(err, ERR_IO, "port %d of %s can't be had: %s", port, address,
                             strerror(errno));
    }
    close(fd);
    if (code == 0) {
        *ret_port =
            ntohs(at->any.sa_family == AF_INET ? at->version_4.sin_port : at->version_6.sin6_port);
    }
    return code;
}

static int plan_address(struct front_plan *plan, struct err *err)
{
    const struct front_settings *s = plan->settings;
    const char *address = s->address != NULL ? s->address : "127.0.0.1";
    struct endpoint at;
    int code = s->port < 0 || s->port > UINT16_MAX
                   ? err_set(err, ERR_INPUT, "a port is a number from 1 to 65535, not %d", s->port)
                   : read_address(address, s->port, &at, err);
    code = code ? code : find_port(&at, address, s->port, &plan->port, err);
    if (code == 0) {
        plan->loopback = is_loopback(&at);
        plan->listen = arena_printf(
            &plan->arena, at.any.sa_family == AF_INET6 ? "[%s]:%d" : "%s:%d", address, plan->port);
    }
    return code;
}

static int plan_paths(struct front_plan *plan, struct err *err)
{
    const struct front_settings *s = plan->settings;
    struct sockaddr_un limit;
    if ((s->certificate == NULL) != (s->key == NULL)) {
        return err_set(err, ERR_INPUT, "TLS needs both a certificate and its key");
    }
    if (mkdir(s->folder, S_IRWXU) != 0 && errno != EEXIST) {
        return file_write_error(err, ERR_CREATE, s->folder, errno);
    }
    int code = whole_path(plan, s->folder, "the folder of the front", &plan->folder, err);
    code = code ? code : whole_path(plan, s->assets, "the folder of assets", &plan->assets, err);
    code = code ? code : named_path(plan, s->core, "core's socket", &plan->core, err);
    if (code == 0 && plan->core.len >= sizeof limit.sun_path) {
        return err_set(err, ERR_INPUT, "the path of core's socket is longer than %zu bytes: %.*s",
                       sizeof limit.sun_path - 1, PRI(plan->core)); /* not personal: a path */
    }
    if (code == 0 && s->certificate != NULL) {
        code = readable_path(plan, s->certificate, "the certificate", &plan->certificate, err);
        code = code ? code : readable_path(plan, s->key, "its key", &plan->key, err);
    }
    return code;
}

/* ---- the model of the configuration ---- */

static void put_number(struct front_plan *plan, struct json_node *model, struct str key,
                       int64_t value, int64_t otherwise)
{
    json_tree_put_whole(&plan->arena, model, key, value > 0 ? value : otherwise);
}

static struct json_node *parameters_of(struct front_plan *plan)
{
    struct json_node *list = json_tree_list(&plan->arena);
    for (size_t i = 0; i < FRONT_HEADERS; i++) {
        struct json_node *one = json_tree_object(&plan->arena);
        json_tree_put_text(&plan->arena, one, STR("name"), names[passed[i].place]);
        json_tree_put_text(&plan->arena, one, STR("variable"), str_of(passed[i].variable));
        json_tree_append(list, one);
    }
    return list;
}

/* headers_of - nginx's variables are named for headers, in small letters with _ for -. */
static struct json_node *headers_of(struct front_plan *plan)
{
    struct json_node *list = json_tree_list(&plan->arena);
    for (size_t i = 0; i < front_security_header_count; i++) {
        struct str name = str_of(front_security_headers[i].name);
        char variable[64];
        assert(name.len < sizeof variable);
        for (size_t c = 0; c < name.len; c++) {
            variable[c] = name.ptr[c] == '-' ? '_' : ascii_lower(name.ptr[c]);
        }
        struct json_node *one = json_tree_object(&plan->arena);
        json_tree_put_text(&plan->arena, one, STR("name"), name);
        json_tree_put_text(&plan->arena, one, STR("variable"), str_make(variable, name.len));
        json_tree_put_text(&plan->arena, one, STR("value_html"),
                           str_of(front_security_headers[i].value));
        json_tree_append(list, one);
    }
    return list;
}

static void add_host(struct front_plan *plan, struct json_node *list, struct str name)
{
    struct json_node *one = json_tree_object(&plan->arena);
    json_tree_put_text(&plan->arena, one, STR("name"), name);
    json_tree_append(list, one);
}

static int hosts_of(struct front_plan *plan, struct json_node **ret, struct err *err)
{
    const char *const *hosts = plan->settings->hosts;
    const char *address = plan->settings->address ? plan->settings->address : "127.0.0.1";
    *ret = json_tree_list(&plan->arena);
    for (size_t i = 0; hosts != NULL && hosts[i] != NULL; i++) {
        if (!is_host(str_of(hosts[i]))) {
            return err_set(err, ERR_INPUT,
                           "the name of a host has letters, digits, points and hyphens: %s",
                           hosts[i]);
        }
        add_host(plan, *ret, str_of(hosts[i]));
    }
    if (hosts == NULL || hosts[0] == NULL) {
        bool version_6 = strchr(address, ':') != NULL;
        add_host(plan, *ret, arena_printf(&plan->arena, version_6 ? "[%s]" : "%s", address));
        if (plan->loopback) {
            add_host(plan, *ret, STR("localhost"));
        }
    }
    return 0;
}

/* user_of - of a program that root started, nginx's workers are root too: they have to reach core's
 * socket, which is for its user alone. */
static struct json_node *user_of(struct front_plan *plan)
{
    struct passwd entry, *found = NULL;
    char text[4096];
    if (geteuid() != 0 || getpwuid_r(0, &entry, text, sizeof text, &found) != 0 || found == NULL) {
        return json_tree_nothing(&plan->arena);
    }
    return json_tree_text(&plan->arena, str_of(found->pw_name));
}

static int workers_now(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 1 ? 1 : processors > WORKERS_MAX ? WORKERS_MAX : (int)processors;
}

static int model_of(struct front_plan *plan, struct json_node **ret, struct err *err)
{
    const struct front_settings *s = plan->settings;
    struct arena *arena = &plan->arena;
    struct json_node *model = json_tree_object(arena), *hosts = NULL;
    int rate = s->requests_per_address > 0 ? s->requests_per_address : FRONT_REQUESTS_PER_ADDRESS;
    json_tree_put_whole(arena, model, STR("workers"), workers_now());
    json_tree_put_whole(arena, model, STR("worker_connections"), WORKER_CONNECTIONS);
    json_tree_put(model, STR("user"), user_of(plan));
    json_tree_put_text(arena, model, STR("folder"), plan->folder);
    json_tree_put_text(arena, model, STR("core"), plan->core);
    json_tree_put_text(arena, model, STR("assets"), plan->assets);
    json_tree_put_text(arena, model, STR("listen"), plan->listen);
    json_tree_put_bool(arena, model, STR("is_tls"), plan->key.len > 0);
    json_tree_put_text(arena, model, STR("certificate"), plan->certificate);
    json_tree_put_text(arena, model, STR("key"), plan->key);
    put_number(plan, model, STR("body_max"), (int64_t)s->body_max, FRONT_BODY_MAX);
    put_number(plan, model, STR("timeout_s"), s->timeout_s, FRONT_TIMEOUT_S);
    put_number(plan, model, STR("core_timeout_s"), FRONT_CORE_TIMEOUT_S, 0);
    put_number(plan, model, STR("core_connections"), s->core_connections, FRONT_CORE_CONNECTIONS);
    put_number(plan, model, STR("connections_per_address"), s->connections_per_address,
               FRONT_CONNECTIONS_PER_ADDRESS);
    json_tree_put_whole(arena, model, STR("requests_per_address"), rate);
    json_tree_put_whole(arena, model, STR("burst"), 2 * (int64_t)rate);
    put_number(plan, model, STR("answer_buffers"), FRONT_ANSWER_BYTES_MAX / ANSWER_BUFFER_BYTES, 0);
    json_tree_put(model, STR("parameters"), parameters_of(plan));
    json_tree_put(model, STR("headers"), headers_of(plan));
    int code = hosts_of(plan, &hosts, err);
    if (code == 0) {
        json_tree_put(model, STR("hosts"), hosts);
        *ret = model;
    }
    return code;
}

/* ---- files ---- */

static int path_of(const char *folder, const char *name, char path[PATH_MAX], struct err *err)
{
    int len = snprintf(path, PATH_MAX, "%s/%s", folder, name);
    return len < PATH_MAX ? 0 : err_set(err, ERR_INPUT, "the path of the home is too long");
}

static int write_configuration(struct front_plan *plan, const struct json_node *model,
                               struct err *err)
{
    char path[PATH_MAX];
    static const struct str name = STR_INIT("nginx");
    struct buf text = {.max = CONFIGURATION_BYTES_MAX};
    struct mustache *set = mustache_new();
    int code = mustache_add(set, name, str_of(front_files[0].text), front_files[0].name, err);
    code = code ? code : mustache_link(set, MUSTACHE_STRICT, err);
    code = code ? code : mustache_render(set, name, model, MUSTACHE_STRICT, &text, err);
    code = code ? code : path_of(plan->folder.ptr, "nginx.conf", path, err);
    code = code ? code : file_replace(path, buf_str(&text), 0600, err);
    mustache_free(set);
    buf_free(&text);
    return code;
}

/* ---- nginx's own pages: both languages on each, as nobody knows which is wanted ---- */

struct pages {
    struct arena arena;
    struct mustache *templates[ACCESS_LANGUAGES];
    const char *folder, *stylesheet;
    mode_t mode;
};

/* part_text - a page's title or what stands under it, in one language. */
static int part_text(struct pages *p, const char *name, enum access_language language,
                     bool is_title, struct str *ret, struct err *err)
{
    struct buf text = {0};
    struct json_node *model = json_tree_object(&p->arena);
    struct str template = arena_printf(&p->arena, "front/%s", name);
    json_tree_put_bool(&p->arena, model, STR("is_title"), is_title);
    json_tree_put_whole(&p->arena, model, STR("level"), language == ACCESS_ENGLISH ? 1 : 2);
    json_tree_put_text(&p->arena, model, STR("language"),
                       language == ACCESS_WELSH ? STR("cy") : STR("en"));
    int code =
        mustache_render(p->templates[language], template, model, MUSTACHE_STRICT, &text, err);
    if (code == 0) {
        *ret = arena_str(&p->arena, str_trim(buf_str(&text)));
    }
    buf_free(&text);
    return code;
}

static int add_part(struct pages *p, const char *name, enum access_language language,
                    struct json_node *parts, struct err *err)
{
    struct str title = {0}, content = {0};
    int code = part_text(p, name, language, true, &title, err);
    code = code ? code : part_text(p, name, language, false, &content, err);
    if (code == 0) {
        struct json_node *part = json_tree_object(&p->arena);
        json_tree_put_text(&p->arena, part, STR("title"), title);
        json_tree_put_text(&p->arena, part, STR("html"), content);
        json_tree_put_text(&p->arena, part, STR("language"),
                           language == ACCESS_WELSH ? STR("cy") : STR("en"));
        json_tree_put_bool(&p->arena, part, STR("is_last"), language == ACCESS_WELSH);
        json_tree_append(parts, part);
    }
    return code;
}

static int write_page(struct pages *p, const char *name, struct err *err)
{
    char path[PATH_MAX];
    struct buf text = {0};
    struct json_node *model = json_tree_object(&p->arena), *parts = json_tree_list(&p->arena);
    struct str file = arena_printf(&p->arena, "front_%s.html", name);
    int code = add_part(p, name, ACCESS_ENGLISH, parts, err);
    code = code ? code : add_part(p, name, ACCESS_WELSH, parts, err);
    json_tree_put(model, STR("parts"), parts);
    json_tree_put(model, STR("stylesheet"),
                  p->stylesheet != NULL ? json_tree_text(&p->arena, str_of(p->stylesheet))
                                        : json_tree_nothing(&p->arena));
    code = code ? code
                : mustache_render(p->templates[ACCESS_ENGLISH], STR("front/page"), model,
                                  MUSTACHE_STRICT, &text, err);
    code = code ? code : path_of(p->folder, file.ptr, path, err);
    code = code ? code : file_replace(path, buf_str(&text), p->mode, err);
    if (code == 0 && chmod(path, p->mode) != 0) { /* whatever the umask is */
        code = file_write_error(err, ERR_CREATE, path, errno);
    }
    buf_free(&text);
    return code;
}

int front_write_pages(const char *folder, const char *stylesheet, bool is_shared, struct err *err)
{
    static const char *const pages[] = {"busy", "missing", "refused"};
    struct pages p = {.folder = folder, .stylesheet = stylesheet, .mode = is_shared ? 0640 : 0600};
    struct catalogue *welsh = NULL;
    int code = page_catalogue_load(&welsh, err);
    code = code ? code : page_templates_load(NULL, &p.templates[ACCESS_ENGLISH], err);
    code = code ? code : page_templates_load(welsh, &p.templates[ACCESS_WELSH], err);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0] && code == 0; i++) {
        code = write_page(&p, pages[i], err);
    }
    for (int i = 0; i < ACCESS_LANGUAGES; i++) {
        mustache_free(p.templates[i]);
    }
    catalogue_free(welsh);
    arena_free(&p.arena);
    return code;
}

int front_plan_write(struct front_plan *plan, struct err *err)
{
    struct json_node *model = NULL;
    int code = plan_paths(plan, err);
    code = code ? code : plan_address(plan, err);
    code = code ? code : model_of(plan, &model, err);
    code = code ? code : write_configuration(plan, model, err);
    return code ? code
                : front_write_pages(plan->folder.ptr, plan->settings->stylesheet, false, err);
}

int front_write(const struct front_settings *settings, int *ret_port, struct err *err)
{
    struct front_plan plan = {.settings = settings};
    int code = front_plan_write(&plan, err);
    if (code == 0) {
        *ret_port = plan.port;
    }
    arena_free(&plan.arena);
    return code;
}
