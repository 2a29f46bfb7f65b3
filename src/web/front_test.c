/* front_test.c - what nginx is told, and that it takes it; that it starts, is confined, reads anew,
 * and never outlives who started it. What it lets through: tests/web/attack.py. */
#define _GNU_SOURCE /* mkdtemp */
#include "front_parts.h"

#include "whole_file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static char root[] = "/tmp/front_test.XXXXXX";
static char folder[64], core[64], assets[64];
static const char *const hosts[] = {"council.example", "www.council.example", NULL};

static struct front_settings settings_of(void)
{
    return (struct front_settings){.folder = folder, .core = core, .assets = assets};
}

/* ---- what is written ---- */

static void test_settings(void **state)
{
    (void)state;
    const char *const bad_host[] = {"a b", NULL}, *const hidden_host[] = {"$host", NULL};
    const char *const dash_host[] = {"-a.example", NULL}, *const end_host[] = {"a;", NULL};
    const struct {
        struct front_settings settings;
        int code;
    } cases[] = {
        {{.address = "127.0.0.1"}, 0},
        {{.address = "::1"}, 0},
        {{.address = "localhost"}, ERR_INPUT},
        {{.address = "127.0.0.1; include /etc/passwd"}, ERR_INPUT},
        {{.port = 65536}, ERR_INPUT},
        {{.port = -1}, ERR_INPUT},
        {{.hosts = hosts}, 0},
        {{.hosts = bad_host}, ERR_INPUT},
        {{.hosts = hidden_host}, ERR_INPUT},
        {{.hosts = dash_host}, ERR_INPUT},
        {{.hosts = end_host}, ERR_INPUT},
        {{.certificate = "a.pem"}, ERR_INPUT},
        {{.key = "a.pem"}, ERR_INPUT},
        {{.certificate = "/nowhere/a.pem", .key = "/nowhere/a.pem"}, ERR_NOTFOUND},
        {{.assets = "/nowhere"}, ERR_NOTFOUND},
        {{.folder = "/nowhere/run/front"}, ERR_CREATE},
        {{.core = "/tmp/a-name-that-is-longer-than-a-socket-may-have-which-is-a-hundred-and-seven-"
                  "bytes-on-this-system-as-on-all/core"},
         ERR_NOTFOUND},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct front_settings s = cases[i].settings;
        struct err err = {.message = ""};
        int port = -1;
        s.folder = s.folder ? s.folder : folder;
        s.core = s.core ? s.core : core;
        s.assets = s.assets ? s.assets : assets;
        int code = front_write(&s, &port, &err);
        if (code != cases[i].code || (code == 0) != (port > 0) ||
            (code != 0) != (*err.message != 0)) {
            fail_msg("case %zu: %d, %s", i, code, err.message);
        }
    }
}

/* A folder's name can't end a line of the configuration. */
static void test_odd_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"a\"b", "a;b", "a$b", "a{b", "a\nb", "a\\b", "a'b", "a:b"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[96];
        struct front_settings s = settings_of();
        struct err err;
        int port;
        snprintf(path, sizeof path, "%s/%s", root, names[i]);
        s.folder = path;
        assert_int_equal(front_write(&s, &port, &err), ERR_INPUT);
    }
}

static void test_port_taken(void **state)
{
    (void)state;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    struct err err;
    struct front front = {0};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(bind(fd, (struct sockaddr *)&at, len) == 0 && listen(fd, 1) == 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    struct front_settings s = settings_of();
    s.port = ntohs(at.sin_port);
    assert_int_equal(front_start(&s, &front, &err), ERR_CONFLICT);
    assert_int_equal(front.pid, 0);
    close(fd);
}

static void test_no_nginx(void **state)
{
    (void)state;
    struct front_settings s = settings_of();
    struct front front = {0};
    struct err err;
    s.nginx = "/nowhere/nginx";
    assert_int_equal(front_start(&s, &front, &err), ERR_NOTFOUND);
    assert_non_null(strstr(err.message, "nginx-light"));
}

/* ---- nginx itself ---- */

/* ask - one request; the answer's first line, or "". */
static void ask(int port, const char *path, char *answer, size_t size)
{
    const struct sockaddr_in at = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char text[256];
    size_t len = 0;
    ssize_t got;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    answer[0] = 0;
    if (connect(fd, (const struct sockaddr *)&at, sizeof at) == 0) {
        snprintf(text, sizeof text,
                 "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
        assert_int_equal(file_write_all(fd, str_of(text)), 0);
        while (len + 1 < size && (got = read(fd, answer + len, size - 1 - len)) > 0) {
            len += (size_t)got;
        }
        answer[len] = 0;
    }
    close(fd);
}

static bool answers(int port, const char *path, const char *status)
{
    char answer[4096];
    ask(port, path, answer, sizeof answer);
    return strncmp(answer, "HTTP/1.1 ", 9) == 0 && strncmp(answer + 9, status, strlen(status)) == 0;
}

static void test_life(void **state)
{
    (void)state;
    struct front_settings s = settings_of();
    struct front front = {0};
    struct err err = {.message = ""};
    if (front_start(&s, &front, &err) != 0) {
        fail_msg("%s", err.message);
    }
    assert_true(front.port > 0 && front_runs(&front));
    assert_true(answers(front.port, "/assets/style.css", "200"));
    assert_true(answers(front.port, "/assets/none.css", "404"));
    assert_true(answers(front.port, "/", "503")); /* there is no core */
    assert_true(answers(front.port, "/front_busy.html", "404"));
    /* It can't open what is outside, though a link leads there. */
    assert_true(answers(front.port, "/assets/outside.css", "403"));
    front_reload(&front);
    for (int i = 0; i < 20; i++) {
        assert_true(answers(front.port, "/assets/style.css", "200"));
    }
    assert_true(front_runs(&front));
    pid_t group = front.pid;
    int port = front.port;
    front_stop(&front, 5);
    assert_true(!front_runs(&front) && front.pid == 0);
    assert_true(kill(-group, 0) != 0 && errno == ESRCH);
    assert_true(!answers(port, "/assets/style.css", "200"));
    front_stop(&front, 5); /* nothing happens */
}

/* The same port again, just after; and its number said beforehand. */
static void test_again(void **state)
{
    (void)state;
    struct front_settings s = settings_of();
    struct front front = {0};
    struct err err = {.message = ""};
    for (int i = 0; i < 3; i++) {
        if (front_start(&s, &front, &err) != 0) {
            fail_msg("%s", err.message);
        }
        assert_true(answers(front.port, "/assets/style.css", "200"));
        s.port = front.port;
        front_stop(&front, i == 2 ? 0 : 5);
    }
}

/* Whoever holds it is killed, as by a lack of memory: nginx ends with them, all of it. */
static void test_orphan(void **state)
{
    (void)state;
    int ends[2];
    int numbers[2] = {0, 0};
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct front_settings s = settings_of();
        struct front front = {0};
        int code = front_start(&s, &front, NULL);
        numbers[0] = (int)front.pid;
        numbers[1] = front.port;
        if (code != 0 || write(ends[1], numbers, sizeof numbers) != sizeof numbers) {
            _exit(1); /* and whoever reads is not left waiting */
        }
        pause();
        _exit(0);
    }
    close(ends[1]);
    prctl(PR_SET_CHILD_SUBREAPER, 1); /* to be told of its end, here too where nobody else is */
    assert_int_equal(read(ends[0], numbers, sizeof numbers), sizeof numbers);
    close(ends[0]);
    assert_true(answers(numbers[1], "/assets/style.css", "200"));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    const struct timespec moment = {.tv_nsec = 20 * 1000 * 1000};
    bool gone = false;
    for (int i = 0; i < 500 && !gone; i++) {
        while (waitpid(-1, NULL, WNOHANG) > 0) {
        }
        gone = kill(-numbers[0], 0) != 0;
        nanosleep(&moment, NULL);
    }
    assert_true(gone);
    assert_true(!answers(numbers[1], "/assets/style.css", "200"));
}

/* A port that was free is another program's before nginx has it: known by what nginx says. */
static void test_port_taken_meanwhile(void **state)
{
    (void)state;
    char nginx[4096];
    struct front_settings s = settings_of();
    struct front_plan plan = {.settings = &s};
    struct front front = {0};
    struct err err = {.message = ""};
    assert_int_equal(front_program(NULL, nginx, &err), 0);
    assert_int_equal(front_plan_write(&plan, &err), 0);
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)plan.port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int other = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(other, (const struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(other, 1), 0);
    assert_int_equal(front_plan_start(&plan, nginx, &front, &err), ERR_IO);
    assert_true(front_port_was_taken(&err));
    front_stop(&front, 0);
    close(other);
    err_set(&err, ERR_IO, "nginx does not start: something else");
    assert_false(front_port_was_taken(&err));
    arena_free(&plan.arena);
}

/* What it is told is right for nginx, with everything that can be said. */
static void test_configuration(void **state)
{
    (void)state;
    char command[512];
    struct front_settings s = settings_of();
    struct err err = {.message = ""};
    char certificate[80], key[80], nginx[4096];
    int port;
    snprintf(certificate, sizeof certificate, "%s/certificate.pem", root);
    snprintf(key, sizeof key, "%s/key.pem", root);
    s.hosts = hosts;
    s.address = "::1";
    s.certificate = certificate;
    s.key = key;
    s.stylesheet = "/assets/style.css";
    s.body_max = 1 << 20;
    s.core_connections = 7;
    s.requests_per_address = 500;
    assert_int_equal(front_program(NULL, nginx, &err), 0);
    if (front_write(&s, &port, &err) != 0) {
        fail_msg("%s", err.message);
    }
    snprintf(command, sizeof command, "%.64s -t -q -p %s -e %s/t.log -c %s/nginx.conf", nginx,
             folder, root, folder);
    assert_int_equal(system(command), 0);
    struct front front = {0};
    if (front_start(&s, &front, &err) != 0) { /* confined, it can read its certificate */
        fail_msg("%s", err.message);
    }
    front_stop(&front, 1);
    snprintf(command, sizeof command, "printf x >%s", key);
    assert_int_equal(system(command), 0);
    assert_int_equal(front_start(&s, &front, &err), ERR_IO); /* with what nginx says */
    assert_non_null(strstr(err.message, "key.pem"));
}

/* Each header is known to both, once. */
static void test_tables(void **state)
{
    (void)state;
    char path[96];
    struct front_settings s = settings_of();
    struct buf text = {0};
    struct err err;
    int port;
    assert_int_equal(front_write(&s, &port, &err), 0);
    snprintf(path, sizeof path, "%s/nginx.conf", folder);
    assert_int_equal(file_read_whole(path, "it", 1 << 20, &text, &err), 0);
    for (size_t i = 0; i < front_rules.name_count; i++) {
        char line[96];
        assert_true(front_rules.names[i].len > 0);
        snprintf(line, sizeof line, "    scgi_param %.*s $", PRI(front_rules.names[i]));
        ptrdiff_t at = str_find(buf_str(&text), str_of(line));
        assert_true(at > 0);
        struct str rest = str_slice(buf_str(&text), (size_t)at + 1, text.len);
        assert_true(str_find(rest, str_of(line)) < 0);
    }
    buf_free(&text);
}

/* nginx's own pages alone, which its group may read. */
static void test_pages(void **state)
{
    (void)state;
    static const char *const names[] = {"front_busy.html", "front_missing.html",
                                        "front_refused.html"};
    struct buf text = {0};
    struct stat about;
    struct err err;
    mode_t before = umask(0077);
    assert_int_equal(front_write_pages(root, "/assets/style.css", true, &err), 0);
    umask(before);
    for (size_t i = 0; i < 3; i++) {
        char path[96];
        snprintf(path, sizeof path, "%s/%s", root, names[i]);
        assert_true(stat(path, &about) == 0 && (about.st_mode & 0777) == 0640);
        text.len = 0;
        assert_int_equal(file_read_whole(path, "a page", 1 << 16, &text, &err), 0);
        assert_true(str_find(buf_str(&text), STR("href=\"/assets/style.css\"")) > 0);
        assert_true(str_find(buf_str(&text), STR("lang=\"cy\"")) > 0);
    }
    buf_free(&text);
    char path[96];
    snprintf(path, sizeof path, "%s/nginx.conf", root);
    assert_true(stat(path, &about) != 0);
    assert_int_equal(front_write_pages("/nowhere", NULL, true, &err), ERR_CREATE);
}

static int set_up(void **state)
{
    (void)state;
    char command[512];
    assert_non_null(mkdtemp(root));
    snprintf(folder, sizeof folder, "%s/front", root);
    snprintf(core, sizeof core, "%s/core", root);
    snprintf(assets, sizeof assets, "%s/assets", root);
    snprintf(command, sizeof command,
             "cd %s && mkdir assets && echo 'p{}' >assets/style.css && echo x >outside && "
             "ln -s ../outside assets/outside.css && "
             "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
             "-subj /CN=council.example -keyout key.pem -out certificate.pem 2>openssl.log",
             root);
    return system(command);
}

static int tear_down(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", root);
    return system(command);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], FRONT_CHILD) == 0) {
        struct err err;
        front_become(argc, argv, &err);
        err_print("front_test", &err);
        return 1;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_settings),
                                       cmocka_unit_test(test_odd_folder),
                                       cmocka_unit_test(test_port_taken),
                                       cmocka_unit_test(test_no_nginx),
                                       cmocka_unit_test(test_life),
                                       cmocka_unit_test(test_again),
                                       cmocka_unit_test(test_port_taken_meanwhile),
                                       cmocka_unit_test(test_orphan),
                                       cmocka_unit_test(test_configuration),
                                       cmocka_unit_test(test_tables),
                                       cmocka_unit_test(test_pages)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
