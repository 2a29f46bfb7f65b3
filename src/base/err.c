/* err.c - errors with a place and a message; the one table from code to exit status. */
#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

__attribute__((format(printf, 6, 0))) static void err_fill(struct err *err, int code,
                                                           const char *file, size_t line,
                                                           size_t column, const char *format,
                                                           va_list arguments)
{
    if (err == NULL) {
        return;
    }
    /* The message may quote the old one: format into a copy first. */
    char message[sizeof err->message];
    vsnprintf(message, sizeof message, format, arguments);
    memcpy(err->message, message, sizeof message);
    snprintf(err->file, sizeof err->file, "%s", file);
    err->code = code;
    err->line = line;
    err->column = column;
    err->is_said = false;
}

int err_set(struct err *err, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    err_fill(err, code, "", 0, 0, format, arguments);
    va_end(arguments);
    return code;
}

int err_say(struct err *err, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    err_fill(err, code, "", 0, 0, format, arguments);
    va_end(arguments);
    if (err != NULL) {
        err->is_said = true;
    }
    return code;
}

int err_at(struct err *err, int code, const char *file, size_t line, size_t column,
           const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    err_fill(err, code, file, line, column, format, arguments);
    va_end(arguments);
    return code;
}

int err_exit_status(int code)
{
    static const struct {
        int code;
        int status;
    } table[] = {
        {0, EX_OK},
        {ERR_INPUT, EX_DATAERR},
        {ERR_NOTFOUND, EX_NOINPUT},
        {ERR_CONFLICT, EX_CANTCREAT},
        {ERR_DENIED, EX_NOPERM},
        {ERR_LIMIT, EX_DATAERR},
        {ERR_IO, EX_OSERR},
        {ERR_DB, EX_IOERR},
        {ERR_MEMORY, EX_OSERR},
        {ERR_USAGE, EX_USAGE},
        {ERR_CREATE, EX_CANTCREAT},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].code == code) {
            return table[i].status;
        }
    }
    return EX_SOFTWARE;
}

void err_print(const char *program, const struct err *err)
{
    char place[300] = "";
    if (err->file[0] && err->line && err->column) {
        snprintf(place, sizeof place, "%s:%zu:%zu: ", err->file, err->line, err->column);
    } else if (err->file[0] && err->line) {
        snprintf(place, sizeof place, "%s:%zu: ", err->file, err->line);
    } else if (err->file[0]) {
        snprintf(place, sizeof place, "%s: ", err->file);
    }
    fprintf(stderr, "%s: %s%s\n", program, place, err->message);
}
