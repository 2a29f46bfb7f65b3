/* update_file.c - see update_file.h. */
#include "update_file.h"

#include "clock.h"
#include "json_slice.h"
#include "line_writer.h"
#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

enum { DEPTH_MAX = 16, TYPE_BYTES_MAX = 120, DAY_BYTES = 10, FILE_MODE = 0640 };

struct update {
    struct arena arena;
    struct buf header, row; /* lines of CSV */
};

static bool type_names_file(struct str type)
{
    bool fits = type.len > 0 && type.len <= TYPE_BYTES_MAX && type.ptr[0] != '.';
    for (size_t i = 0; i < type.len; i++) {
        char c = type.ptr[i];
        fits = fits && (ascii_is_alpha(c) || ascii_is_digit(c) || c == '.' || c == '_' || c == '-');
    }
    return fits;
}

/* cell_of - a JSON value as a cell: texts without their quotes, null nothing, all else as it
 * stands. */
static struct str cell_of(struct arena *arena, struct str value)
{
    enum json_slice_type kind = json_slice_kind(value);
    return kind == JSON_SLICE_TEXT   ? json_slice_text(arena, value)
           : kind == JSON_SLICE_NULL ? STR("")
                                     : value;
}

static int make_lines(struct update *u, const struct delivery *delivery, struct err *err)
{
    struct str rest = delivery->data, name, value;
    struct line_writer header = line_writer_begin(NULL), row = line_writer_begin(NULL);
    char time[CLOCK_TEXT_MAX];
    size_t fields = 0;
    int code = json_slice_check(delivery->data, DEPTH_MAX, err);
    if (code == 0 && json_slice_kind(delivery->data) != JSON_SLICE_OBJECT) {
        code = err_set(err, ERR_INPUT, "an update's data is an object of fields");
    }
    line_plain(&header, STR("key,composed,about"));
    line_plain(&row, delivery->key);
    line_plain(&row, str_of(clock_text(delivery->time, time)));
    line_value(&row, delivery->subject);
    while (code == 0 && json_next_member(&u->arena, &rest, &name, &value)) {
        line_value(&header, name);
        line_value(&row, cell_of(&u->arena, value));
        if (++fields > UPDATE_FIELDS_MAX) {
            code = err_set(err, ERR_INPUT, "an update has at most %d fields", UPDATE_FIELDS_MAX);
        }
    }
    line_end(&header);
    line_end(&row);
    u->header = header.text;
    u->row = row.text;
    return code;
}

/* has_key - is there a row of that key? Rows are as line_writer has them. */
static bool has_key(struct str text, struct str key)
{
    bool begins = true, quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        struct str rest = str_slice(text, i, text.len);
        if (begins && str_starts(rest, key) && rest.len > key.len && rest.ptr[key.len] == ',') {
            return true;
        }
        quoted ^= text.ptr[i] == '"';
        begins = text.ptr[i] == '\n' && !quoted;
    }
    return false;
}

/* file_takes - has the file room for the row, under the same columns? Text "" is no file yet. */
static bool file_takes(struct str text, const struct update *u)
{
    return text.len == 0 || (str_starts(text, buf_str(&u->header)) &&
                             text.len + u->row.len <= UPDATE_FILE_BYTES_MAX);
}

/* add_row - to the first of the day's files that takes it, when none has it. */
static int add_row(struct update *u, const char *folder, const struct delivery *delivery,
                   struct err *err)
{
    struct buf text = {0}, chosen = {0};
    char time[CLOCK_TEXT_MAX];
    struct str path = {0};
    bool found = false, there = false;
    int code = 0;
    clock_text(delivery->time, time);
    for (int number = 1; code == 0 && !there; number++) {
        char suffix[16] = "";
        suffix[0] = '\0';
        if (number > 1) {
            snprintf(suffix, sizeof suffix, "-%d", number);
        }
        struct str name = arena_printf(&u->arena, "%s/%.*s-%.*s%s.csv", folder, PRI(delivery->type),
                                       DAY_BYTES, time, suffix);
        text.len = 0;
        code = file_read_whole(name.ptr, "the write-back file", UPDATE_FILE_BYTES_MAX, &text, err);
        bool last = code == ERR_NOTFOUND;
        code = last ? 0 : code;
        there = code == 0 && has_key(buf_str(&text), delivery->key);
        if (code == 0 && !there && !found && file_takes(buf_str(&text), u)) {
            found = true;
            path = name;
            buf_add(&chosen, text.len > 0 ? buf_str(&text) : buf_str(&u->header));
            buf_add(&chosen, buf_str(&u->row));
        }
        if (last) {
            break;
        }
        if (number == UPDATE_FILES_MAX) {
            code = err_at(err, ERR_LIMIT, folder, 0, 0, "the day's %d files are full",
                          UPDATE_FILES_MAX);
        }
    }
    if (code == 0 && !there) {
        code = file_replace(path.ptr, buf_str(&chosen), FILE_MODE, err);
    }
    buf_free(&text);
    buf_free(&chosen);
    return code;
}

/* lock_folder - the folder's descriptor, once no other holds its lock; or -1. */
static int lock_folder(const char *folder, struct err *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int locked = -1;
    while (fd >= 0 && (locked = flock(fd, LOCK_EX)) != 0 && errno == EINTR) {
    }
    if (locked != 0) {
        err_at(err, ERR_CREATE, folder, 0, 0, "the folder for write-back files can't be used: %s",
               strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        return -1;
    }
    return fd;
}

int update_file_add(const char *folder, const struct delivery *delivery, struct err *err)
{
    struct update u = {0};
    int fd = -1;
    if (!type_names_file(delivery->type)) {
        return err_set(err, ERR_INPUT, "the type of an update can't name a file");
    }
    int code = make_lines(&u, delivery, err);
    if (code == 0 && (fd = lock_folder(folder, err)) < 0) {
        code = ERR_CREATE;
    }
    code = code ? code : add_row(&u, folder, delivery, err);
    if (fd >= 0) {
        close(fd);
    }
    buf_free(&u.header);
    buf_free(&u.row);
    arena_free(&u.arena);
    return code;
}
