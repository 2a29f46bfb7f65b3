/* err.h - what went wrong, for the person who can mend it.
 * A fallible function returns 0 or one of the negative codes below and takes `struct err *err` as
 * its last parameter. It fills err only when it fails. Libraries return errors; only programs print
 * or exit. */
#ifndef CANTREF_BASE_ERR_H
#define CANTREF_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

enum err_code {
    ERR_INPUT = -1,    /* the input is not what it should be */
    ERR_NOTFOUND = -2, /* what was named does not exist or can't be read */
    ERR_CONFLICT = -3, /* it would overwrite, or contradict, what is there */
    ERR_DENIED = -4,   /* not allowed */
    ERR_LIMIT = -5,    /* a stated limit would be passed */
    ERR_IO = -6,       /* the system failed: disk, pipe */
    ERR_DB = -7,       /* the database failed */
    ERR_MEMORY = -8,   /* out of memory */
    ERR_USAGE = -9,    /* the command line is wrong */
    ERR_CREATE = -10,  /* an output can't be made */
};

struct err {
    int code;
    char message[480]; /* one line, for a person: what was wrong, what to do */
    char file[240];    /* input it is about, or "" */
    size_t line;       /* from 1; 0: not about a line */
    size_t column;     /* from 1, in bytes; 0: not about a column */
    bool is_said;      /* message is a sentence in the language of whoever asked: err_say */
};

/* err_set - fill err and return code, so that a caller can write `return err_set(err, ERR_INPUT,
 * …)`. err may be NULL. The message is cut to fit, never overrun. */
int err_set(struct err *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* err_say - the same with a sentence in the language of whoever asked, which a page shows as it is:
 * of others it says itself what happened, and shows the message as what the program says. */
int err_say(struct err *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* err_at - err_set with a place in a file. line and column as in struct err. */
int err_at(struct err *err, int code, const char *file, size_t line, size_t column,
           const char *format, ...) __attribute__((format(printf, 6, 7)));

/* err_exit_status - the sysexits.h status for a code (0 for 0). */
int err_exit_status(int code);

/* err_print - one line to standard error: "program: file:line:column: message". */
void err_print(const char *program, const struct err *err);

#endif
