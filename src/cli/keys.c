/* keys.c - the terminal in raw mode, and how it gets out of it in every case. */
#include "keys.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { CTRL_D = 4, ESCAPE = 27 };

/* What signal handlers need; set before these are in place. */
static struct termios before, raw;
static volatile sig_atomic_t is_raw;
static bool is_terminal;

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGTSTP};

static void put_back(void)
{
    if (is_raw) {
        is_raw = 0;
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
    }
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

/* The signal does what it would have done, with the terminal as it was. */
static void on_ending(int number)
{
    int saved = errno;
    sigset_t only;
    put_back();
    handle(number, SIG_DFL);
    sigemptyset(&only);
    sigaddset(&only, number);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &only, NULL); /* here it ends, or stops until SIGCONT */
    errno = saved;
}

static void on_continuing(int number)
{
    int saved = errno;
    (void)number;
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    is_raw = 1;
    handle(SIGTSTP, on_ending);
    errno = saved;
}

int keys_begin(struct err *err)
{
    is_terminal = isatty(STDIN_FILENO) == 1;
    if (!is_terminal) {
        return 0;
    }
    if (tcgetattr(STDIN_FILENO, &before) != 0) {
        return err_set(err, ERR_IO, "the terminal can't be read: %s", strerror(errno));
    }
    static bool at_exit;
    if (!at_exit) {
        atexit(put_back);
        at_exit = true;
    }
    raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++) {
        handle(ending[i], on_ending);
    }
    handle(SIGCONT, on_continuing);
    is_raw = 1;
    if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) != 0) {
        put_back();
        return err_set(err, ERR_IO, "the terminal can't be set: %s", strerror(errno));
    }
    return 0;
}

void keys_end(void)
{
    put_back();
    for (size_t i = 0; is_terminal && i < sizeof ending / sizeof ending[0]; i++) {
        handle(ending[i], SIG_DFL);
    }
    if (is_terminal) {
        handle(SIGCONT, SIG_DFL);
    }
}

static int next_byte(void)
{
    unsigned char byte;
    ssize_t got;
    do {
        got = read(STDIN_FILENO, &byte, 1);
    } while (got < 0 && errno == EINTR);
    return got == 1 ? byte : KEYS_ENDED;
}

/* What follows an escape: up to the letter that ends it. */
static void leave_out_sequence(void)
{
    int byte = next_byte();
    if (byte == '[' || byte == 'O') {
        do {
            byte = next_byte();
        } while (byte != KEYS_ENDED && !(byte >= '@' && byte <= '~'));
    }
}

int keys_read(void)
{
    for (;;) {
        int byte = next_byte();
        if (byte == KEYS_ENDED || (is_terminal && byte == CTRL_D)) {
            return KEYS_ENDED;
        }
        if (is_terminal && byte == ESCAPE) {
            leave_out_sequence();
        } else if (is_terminal || (byte != '\n' && byte != '\r' && byte != ' ' && byte != '\t')) {
            return byte;
        }
    }
}
