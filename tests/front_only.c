/* front_only.c - for tests: nginx as cantref serve starts it, before a socket that the test itself
 * listens on.
 *
 *     front_only FOLDER CORE ASSETS [NAME=VALUE...]
 *
 * Prints its port and process number; SIGHUP: read anew; runs until standard input ends. Names:
 * port, address, host, certificate, key, stylesheet, nginx, timeout_s, body_max, core_connections,
 * connections, requests. */
#include "front.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

static volatile sig_atomic_t again;

static void on_hangup(int number)
{
    (void)number;
    again = 1;
}

static int take_setting(struct front_settings *settings, const char **hosts, char *argument)
{
    char *value = strchr(argument, '=');
    uint64_t number = 0;
    if (value == NULL) {
        return -1;
    }
    *value++ = 0;
    bool is_number = str_to_uint(str_of(value), INT32_MAX, &number);
    const struct {
        const char *name;
        const char **text;
        int *number;
    } known[] = {
        {"port", NULL, &settings->port},
        {"timeout_s", NULL, &settings->timeout_s},
        {"core_connections", NULL, &settings->core_connections},
        {"connections", NULL, &settings->connections_per_address},
        {"requests", NULL, &settings->requests_per_address},
        {"address", &settings->address, NULL},
        {"certificate", &settings->certificate, NULL},
        {"key", &settings->key, NULL},
        {"stylesheet", &settings->stylesheet, NULL},
        {"nginx", &settings->nginx, NULL},
        {"host", hosts, NULL},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(argument, known[i].name) == 0 && known[i].number != NULL && is_number) {
            *known[i].number = (int)number;
            return 0;
        }
        if (strcmp(argument, known[i].name) == 0 && known[i].text != NULL) {
            *known[i].text = value;
            return 0;
        }
    }
    settings->body_max = number;
    return strcmp(argument, "body_max") == 0 && is_number ? 0 : -1;
}

static int run(const struct front_settings *settings, struct err *err)
{
    struct front front = {0};
    char byte;
    int code = front_start(settings, &front, err);
    if (code != 0) {
        return code;
    }
    printf("%d %d\n", front.port, (int)front.pid);
    fflush(stdout);
    ssize_t got;
    while ((got = read(STDIN_FILENO, &byte, 1)) > 0 || (got < 0 && errno == EINTR)) {
        if (again) {
            again = 0;
            front_reload(&front);
        }
    }
    front_stop(&front, 5);
    return 0;
}

int main(int argc, char **argv)
{
    struct err err;
    struct sigaction action = {.sa_handler = on_hangup};
    const char *hosts[2] = {NULL, NULL};
    if (argc > 1 && strcmp(argv[1], FRONT_CHILD) == 0) {
        front_become(argc, argv, &err);
        err_print("front_only", &err);
        return EX_SOFTWARE;
    }
    if (argc < 4) {
        return EX_USAGE;
    }
    struct front_settings settings = {.folder = argv[1], .core = argv[2], .assets = argv[3]};
    for (int i = 4; i < argc; i++) {
        if (take_setting(&settings, hosts, argv[i]) != 0) {
            return EX_USAGE;
        }
    }
    settings.hosts = hosts[0] != NULL ? hosts : NULL;
    sigaction(SIGHUP, &action, NULL);
    int code = run(&settings, &err);
    if (code != 0) {
        err_print("front_only", &err);
    }
    return err_exit_status(code);
}
