/* home.c - making, finding, locking a home, and reading its files. */
#include "home.h"

#include "whole_file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOURCE_FILES_MAX = 1024, LOCK_TRIES = 100 };

/* Folders that git must not see; those of mode 0700 are made with the home. */
static const struct {
    const char *name;
    bool made;
} private_folders[] = {
    {"data", true}, {"keys", true}, {"run", true}, {"extracts", false}, {"print", false}};
enum { PRIVATE_FOLDERS = sizeof private_folders / sizeof private_folders[0] };

/* join - the path of something in the folder at path; ret has PATH_MAX bytes. */
static void join(const char *path, const char *name, char ret[PATH_MAX])
{
    int len = strcmp(path, ".") == 0 ? snprintf(ret, PATH_MAX, "%s", name)
                                     : snprintf(ret, PATH_MAX, "%s/%s", path, name);
    assert(len < PATH_MAX);
}

struct str home_file(const struct home *home, struct arena *arena, const char *format, ...)
{
    struct buf name = {0};
    char text[PATH_MAX];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    assert(len >= 0);
    if (text[0] != '/' && strcmp(home->path, ".") != 0) {
        buf_printf(&name, "%s/", home->path);
    }
    buf_add(&name, str_of(text));
    struct str path = arena_str(arena, buf_str(&name));
    buf_free(&name);
    return path;
}

bool home_path_is_private(struct str path)
{
    bool outside = str_starts(path, STR("/")) || str_starts(path, STR("../"));
    for (int i = 0; i < PRIVATE_FOLDERS && !outside; i++) {
        size_t len = strlen(private_folders[i].name);
        outside = str_starts(path, str_of(private_folders[i].name)) && path.len > len &&
                  path.ptr[len] == '/';
    }
    return outside;
}

/* ---- folders ---- */

/* ignores - does a line of .gitignore keep this folder out of git? */
static bool ignores(struct str text, struct str folder)
{
    struct str line;
    while (str_next_token(&text, '\n', &line)) {
        line = str_trim(line);
        line = str_slice(line, str_starts(line, STR("/")), line.len);
        line = str_slice(line, 0, line.len - str_ends(line, STR("/")));
        if (str_eq(line, folder)) {
            return true;
        }
    }
    return false;
}

/* prepare_ignore - .gitignore names each private folder; lines that it has stay. */
static int prepare_ignore(const char *home, struct err *err)
{
    char path[PATH_MAX];
    struct buf text = {0};
    join(home, ".gitignore", path);
    int code = file_read_whole(path, "the list of what git leaves out", 1 << 20, &text, err);
    if (code == ERR_NOTFOUND) {
        buf_add(&text, STR("# What a killed program left of a file.\n.*.partial-*\n"
                           "# Personal data and keys: never in git.\n"));
    } else if (code != 0) {
        buf_free(&text);
        return code;
    }
    bool changed = code == ERR_NOTFOUND;
    for (int i = 0; i < PRIVATE_FOLDERS; i++) {
        if (!ignores(buf_str(&text), str_of(private_folders[i].name))) {
            bool in_line = text.len > 0 && text.ptr[text.len - 1] != '\n';
            buf_printf(&text, "%s/%s/\n", in_line ? "\n" : "", private_folders[i].name);
            changed = true;
        }
    }
    code = changed ? file_replace(path, buf_str(&text), 0666, err) : 0;
    buf_free(&text);
    return code;
}

static int prepare_folder(const char *home, const char *name, mode_t mode, struct err *err)
{
    char path[PATH_MAX];
    struct stat status;
    join(home, name, path);
    if (mkdir(path, mode) != 0 && errno != EEXIST) {
        return file_write_error(err, ERR_CREATE, path, errno);
    }
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        return err_set(err, ERR_CONFLICT, "%s is no folder: move it away", path);
    }
    bool open = mode == 0700 && (status.st_mode & 077) != 0;
    return open && chmod(path, mode) != 0 ? file_write_error(err, ERR_CREATE, path, errno) : 0;
}

/* prepare - all that a home has beside its text, .gitignore first. */
static int prepare(const char *home, struct err *err)
{
    int code = prepare_ignore(home, err);
    for (int i = 0; i < PRIVATE_FOLDERS && code == 0; i++) {
        code =
            private_folders[i].made ? prepare_folder(home, private_folders[i].name, 0700, err) : 0;
    }
    return code ? code : prepare_folder(home, "sources", 0777, err);
}

/* check_empty - the folder is not there, or nothing is in it. */
static int check_empty(const char *home, const char *name, struct err *err)
{
    char path[PATH_MAX];
    join(home, name, path);
    DIR *folder = opendir(path);
    bool empty = true;
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return empty
               ? 0
               : err_set(err, ERR_CONFLICT, "%s is not empty: make the home somewhere else", path);
}

int home_make(const char *path, const struct council *council, struct err *err)
{
    char file[PATH_MAX];
    struct stat status;
    struct buf text = {0};
    if (strlen(path) + NAME_MAX + 32 > PATH_MAX) {
        return err_set(err, ERR_CREATE, "the name of the folder is too long");
    }
    join(path, "council.yaml", file);
    if (lstat(file, &status) == 0) {
        return err_set(err, ERR_CONFLICT, "%s is a council's home already", path);
    }
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        return file_write_error(err, ERR_CREATE, path, errno);
    }
    int code = check_empty(path, "data", err);
    code = code ? code : check_empty(path, "keys", err);
    code = code ? code : prepare(path, err);
    if (code == 0) {
        council_file_write(&text, council);
        code = file_replace(file, buf_str(&text), 0666, err);
    }
    buf_free(&text);
    return code;
}

void home_check_folders(const struct home *home, struct err_list *errors)
{
    char path[PATH_MAX];
    struct buf text = {0};
    struct err err;
    struct stat status;
    join(home->path, ".gitignore", path);
    int code = file_read_whole(path, "the list of what git leaves out", 1 << 20, &text, &err);
    if (code != 0 && code != ERR_NOTFOUND) {
        err_list_add(errors, &err);
    }
    for (int i = 0; i < PRIVATE_FOLDERS && (code == 0 || code == ERR_NOTFOUND); i++) {
        const char *name = private_folders[i].name;
        if (private_folders[i].made && !ignores(buf_str(&text), str_of(name))) {
            err_at(&err, ERR_INPUT, path, 0, 0,
                   "git would keep %s/, which is private: add a line /%s/", name, name);
            err_list_add(errors, &err);
        }
    }
    for (int i = 0; i < PRIVATE_FOLDERS; i++) {
        join(home->path, private_folders[i].name, path);
        if (private_folders[i].made && stat(path, &status) == 0 && (status.st_mode & 077) != 0) {
            err_at(&err, ERR_INPUT, path, 0, 0, "others can look into this folder: chmod 700 %s",
                   path);
            err_list_add(errors, &err);
        }
    }
    buf_free(&text);
}

/* ---- finding and locking ---- */

/* find - the nearest folder at or above start with a council.yaml; ret has PATH_MAX bytes. Upward
 * is by "..", which the system resolves, so that links lead where they point. */
static int find(const char *start, char ret[PATH_MAX], struct err *err)
{
    struct stat here, above, file;
    char path[PATH_MAX];
    if (strlen(start) + NAME_MAX + 32 > PATH_MAX) {
        return err_set(err, ERR_NOTFOUND, "the name of the folder is too long");
    }
    snprintf(ret, PATH_MAX, "%s", start);
    if (stat(ret, &here) != 0 || !S_ISDIR(here.st_mode)) {
        return err_set(err, ERR_NOTFOUND, "there is no folder %s", start);
    }
    for (;;) {
        size_t len = strlen(ret);
        join(ret, "council.yaml", path);
        if (stat(path, &file) == 0) {
            return 0;
        }
        if (strcmp(ret, ".") == 0) {
            snprintf(ret, PATH_MAX, "..");
        } else if (len + NAME_MAX + 32 < PATH_MAX) {
            snprintf(ret + len, PATH_MAX - len, "/..");
        } else {
            break;
        }
        if (stat(ret, &above) != 0 ||
            (above.st_ino == here.st_ino && above.st_dev == here.st_dev)) {
            break;
        }
        here = above;
    }
    return err_set(err, ERR_NOTFOUND,
                   "%s is in no council's home: go to one, name one with -C DIR, or make one with "
                   "cantref init DIR",
                   strcmp(start, ".") == 0 ? "this folder" : start);
}

static int refuse_locked(int fd, struct err *err)
{
    char text[24];
    ssize_t len = pread(fd, text, sizeof text - 1, 0);
    struct str number = str_trim(str_make(text, len > 0 ? (size_t)len : 0));
    uint64_t process;
    if (!str_to_uint(number, INT32_MAX, &process)) {
        return err_set(err, ERR_CONFLICT,
                       "another cantref is at work on this home: wait until it is done");
    }
    return err_set(err, ERR_CONFLICT,
                   "another cantref is at work on this home, process %llu: wait until it is done, "
                   "or stop it",
                   (unsigned long long)process);
}

/* lock - take run/lock, or say who has it. The file stays: only the lock on it counts, which ends
 * with the process whatever ends it. */
static int lock(const char *home, int *ret_fd, struct err *err)
{
    char path[PATH_MAX], number[24];
    struct stat locked, named;
    join(home, "run/lock", path);
    for (int i = 0; i < LOCK_TRIES; i++) {
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0) {
            return file_write_error(err, ERR_CREATE, path, errno);
        }
        if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
            int code = errno == EWOULDBLOCK ? refuse_locked(fd, err)
                                            : file_write_error(err, ERR_CREATE, path, errno);
            close(fd);
            return code;
        }
        /* Somebody may have removed the file between our two steps: then it locks nothing. */
        if (fstat(fd, &locked) == 0 && stat(path, &named) == 0 && locked.st_ino == named.st_ino &&
            locked.st_dev == named.st_dev) {
            int len = snprintf(number, sizeof number, "%ld\n", (long)getpid());
            if (ftruncate(fd, 0) != 0 || pwrite(fd, number, (size_t)len, 0) != len) {
                int code = file_write_error(err, ERR_CREATE, path, errno);
                close(fd);
                return code;
            }
            *ret_fd = fd;
            return 0;
        }
        close(fd);
    }
    return err_set(err, ERR_CONFLICT, "%s is removed again and again: leave it", path);
}

int home_open(const char *start, enum home_use use, struct home *ret, struct err *err)
{
    struct home home = {.use = use, .lock_fd = -1};
    int code = find(start, home.path, err);
    if (code == 0 && use == HOME_WRITE) {
        code = prepare(home.path, err);
        code = code ? code : lock(home.path, &home.lock_fd, err);
    }
    if (code == 0) {
        *ret = home;
    }
    return code;
}

void home_close(struct home *home)
{
    if (home->lock_fd >= 0) {
        /* The number is for people; a lock that is let go of needs none. */
        (void)!ftruncate(home->lock_fd, 0);
        close(home->lock_fd);
    }
    home->lock_fd = -1;
}

/* ---- its files ---- */

int home_council(const struct home *home, struct council *ret, struct err_list *errors)
{
    char path[PATH_MAX];
    struct buf text = {0};
    struct err err;
    join(home->path, "council.yaml", path);
    int code = file_read_whole(path, "the council's settings", YAML_BYTES_MAX, &text, &err);
    code =
        code ? err_list_add(errors, &err) : council_file_parse(buf_str(&text), path, ret, errors);
    buf_free(&text);
    return code;
}

static int compare_texts(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* source_name - the name of the source in a file of sources/; "" when the file is none of ours, or
 * can't be one: that is added to errors. */
static struct str source_name(const char *sources, const char *file, struct err_list *errors)
{
    struct err err;
    char path[PATH_MAX];
    struct str name = str_of(file);
    bool yaml = str_ends(name, STR(".yaml"));
    if (file[0] == '.' || (!yaml && !str_ends(name, STR(".yml")))) {
        return STR("");
    }
    join(sources, file, path);
    name = str_slice(name, 0, name.len - (yaml ? 5 : 4));
    if (!yaml) {
        err_at(&err, ERR_INPUT, path, 0, 0, "this is not read: rename it to end in .yaml");
    } else if (!source_name_fits(name)) {
        err_at(&err, ERR_INPUT, path, 0, 0,
               "a source can't be called so: rename the file with letters, digits, _ and - only, "
               "at most %d",
               SOURCE_NAME_MAX);
    } else {
        return name;
    }
    err_list_add(errors, &err);
    return STR("");
}

int home_source_names(const struct home *home, struct arena *arena, struct str **ret_names,
                      size_t *ret_count, struct err_list *errors)
{
    char path[PATH_MAX];
    struct err err;
    size_t before = errors->count, count = 0;
    struct str *names = arena_alloc(arena, SOURCE_FILES_MAX * sizeof *names);
    join(home->path, "sources", path);
    DIR *folder = opendir(path);
    if (folder == NULL && errno != ENOENT) { /* a clone of a home without sources has none */
        err_at(&err, ERR_NOTFOUND, path, 0, 0, "can't be read: %s", strerror(errno));
        err_list_add(errors, &err);
    }
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        struct str name = source_name(path, entry->d_name, errors);
        if (name.len > 0 && count == SOURCE_FILES_MAX) {
            err_at(&err, ERR_LIMIT, path, 0, 0, "more than %d sources", SOURCE_FILES_MAX);
            err_list_add(errors, &err);
            break;
        }
        if (name.len > 0) {
            names[count++] = arena_str(arena, name);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    qsort(names, count, sizeof *names, compare_texts);
    *ret_names = names;
    *ret_count = count;
    return errors->count > before ? err_list_code(errors) : 0;
}

int home_source(const struct home *home, struct str name, struct source_definition *ret,
                struct err_list *errors)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct err err;
    struct str path = home_file(home, &arena, "sources/%.*s.yaml", PRI(name));
    int code;
    if (!source_name_fits(name)) {
        code = err_set(&err, ERR_NOTFOUND, "no source can be called so");
        err_list_add(errors, &err);
    } else if ((code = file_read_whole(path.ptr, "the source's settings", YAML_BYTES_MAX, &text,
                                       &err)) != 0) {
        err_list_add(errors, &err);
    } else {
        code = source_definition_parse(buf_str(&text), path.ptr, name, ret, errors);
    }
    buf_free(&text);
    arena_free(&arena);
    return code;
}

int home_sources(const struct home *home, struct source_definition **ret, size_t *ret_count,
                 struct err *err)
{
    struct arena arena = {0};
    struct err_list errors = {0};
    struct str *names;
    size_t count, read = 0;
    home_source_names(home, &arena, &names, &count, &errors);
    struct source_definition *definitions = mem_must_array(count, sizeof *definitions);
    while (read < count && errors.count == 0) {
        read += home_source(home, names[read], &definitions[read], &errors) == 0;
    }
    int code = err_list_first(&errors, err);
    if (code != 0) {
        home_sources_free(definitions, read);
    } else {
        *ret = definitions;
        *ret_count = count;
    }
    err_list_free(&errors);
    arena_free(&arena);
    return code;
}

void home_sources_free(struct source_definition *definitions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        source_definition_free(&definitions[i]);
    }
    mem_free(definitions);
}

/* check_readable - what is about to be written can be read: a header may hold a line end, say. */
static int check_readable(struct str text, const char *path, struct str name, struct err *err)
{
    struct source_definition definition;
    struct err_list errors = {0};
    if (source_definition_parse(text, path, name, &definition, &errors) == 0) {
        source_definition_free(&definition);
    }
    int code = err_list_first(&errors, err);
    err_list_free(&errors);
    return code;
}

int home_source_add(const struct home *home, const struct source_definition *definition,
                    struct err *err)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct stat status;
    struct str path = home_file(home, &arena, "sources/%.*s.yaml", PRI(definition->name));
    int code;
    assert(home->lock_fd >= 0 && source_name_fits(definition->name));
    if (lstat(path.ptr, &status) == 0) {
        code = err_set(err, ERR_CONFLICT,
                       "there is a source of that name, %s: choose another name, or remove the "
                       "file first",
                       path.ptr);
    } else {
        source_definition_write(&text, definition);
        code = check_readable(buf_str(&text), path.ptr, definition->name, err);
        code = code ? code : file_replace(path.ptr, buf_str(&text), 0666, err);
    }
    buf_free(&text);
    arena_free(&arena);
    return code;
}
