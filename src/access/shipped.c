/* shipped.c - what the program carries, into a home. */
#include "shipped.h"

#include "staff.h"
#include "whole_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

/* line_next - the next line with its end, cut off *rest. */
static struct str line_next(struct str *rest)
{
    ptrdiff_t end = str_find(*rest, STR("\n"));
    size_t len = end < 0 ? rest->len : (size_t)end + 1;
    struct str line = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len, rest->len);
    return line;
}

static void purpose_text(struct str text, int32_t today, struct buf *out)
{
    char review[CALENDAR_TEXT_MAX];
    while (text.len > 0) {
        struct str line = line_next(&text);
        if (str_starts(line, STR("review: "))) {
            buf_printf(out, "review: %s\n", calendar_text(today + SHIPPED_REVIEW_DAYS, review));
        } else {
            buf_add(out, line);
        }
    }
}

static void write_names(struct buf *out, const char *key, const struct name_list *names)
{
    buf_printf(out, "    %s: [", key);
    for (size_t i = 0; i < names->count; i++) {
        buf_printf(out, "%s%s%.*s", i > 0 ? "," : "",
                   i == 0       ? ""
                   : i % 4 == 0 ? "\n      "
                                : " ",
                   PRI(names->at[i]));
    }
    buf_add(out, STR("]\n"));
}

/* write_colleagues - of the example, as the program carries them; one who has the login of who
 * makes the home is left out. */
static void write_colleagues(struct buf *out, struct str login)
{
    struct str text = STR("");
    bool is_own = true; /* the comment at the begin, too */
    for (int i = 0; i < shipped_file_count; i++) {
        if (strcmp(shipped_files[i].name, EXAMPLE_STAFF) == 0) {
            text = str_of(shipped_files[i].text);
        }
    }
    while (text.len > 0) {
        struct str line = line_next(&text);
        if (str_starts(line, STR("  - login: "))) {
            is_own = str_eq(str_trim(str_slice(line, 11, line.len)), login);
        }
        if (!is_own) {
            buf_add(out, line);
        }
    }
}

/* write_person - the one person of a new home. staff: the file as it is shipped, for all roles and
 * teams. */
static void write_person(struct buf *out, const struct shipped_person *person,
                         const struct staff *staff)
{
    static struct str few_roles[] = {STR_INIT("data_quality_officer"),
                                     STR_INIT("information_governance")};
    static struct str few_teams[] = {STR_INIT("data"), STR_INIT("information_governance")};
    struct name_list roles = {few_roles, 2}, teams = {few_teams, 2};
    struct str all[STAFF_TEAMS_MAX];
    if (person->example) {
        roles = staff->roles;
        teams = (struct name_list){all, 0};
        for (size_t d = 0; d < staff->department_count; d++) {
            for (size_t t = 0; t < staff->departments[d].teams.count; t++) {
                all[teams.count++] = staff->departments[d].teams.at[t];
            }
        }
    }
    buf_add(out, STR("people:\n  - login: "));
    yaml_write_scalar(out, person->login);
    buf_add(out, STR("\n    name: "));
    yaml_write_scalar(out, person->login);
    buf_add(out, STR("\n    department: governance\n"));
    write_names(out, "teams", &teams);
    write_names(out, "roles", &roles);
    if (person->colleagues) {
        write_colleagues(out, person->login);
    }
}

static int staff_text(struct str text, const struct shipped_person *person, struct buf *out,
                      struct err *err)
{
    struct staff staff;
    struct err_list errors = {0};
    bool governance = false;
    int code = staff_parse(text, "staff.yaml", &staff, &errors);
    if (code != 0) {
        err_list_first(&errors, err);
        err_list_free(&errors);
        return code;
    }
    while (text.len > 0) {
        struct str line = line_next(&text);
        governance = governance || str_eq(line, STR("  - department: governance\n"));
        if (governance && str_eq(line, STR("    administrators: []\n"))) {
            buf_add(out, STR("    administrators: ["));
            yaml_write_scalar(out, person->login);
            buf_add(out, STR("]\n"));
        } else if (str_eq(line, STR("people: []\n"))) {
            write_person(out, person, &staff);
        } else {
            buf_add(out, line);
        }
    }
    staff_free(&staff);
    err_list_free(&errors);
    return 0;
}

static int write_file(const char *home, const char *folder, const char *name, struct str text,
                      struct err *err)
{
    char path[PATH_MAX];
    struct stat about;
    int len = snprintf(path, sizeof path, "%s/%s%s", home, folder, name);
    if (len < 0 || len >= (int)sizeof path) {
        return err_set(err, ERR_CREATE, "the name of the folder is too long");
    }
    return lstat(path, &about) == 0 ? 0 : file_replace(path, text, 0666, err);
}

int shipped_write(const char *home, const struct shipped_person *person, int32_t today,
                  struct err *err)
{
    char folder[PATH_MAX];
    int len = snprintf(folder, sizeof folder, "%s/purposes", home);
    int code = 0;
    if (len < 0 || len >= (int)sizeof folder) {
        return err_set(err, ERR_CREATE, "the name of the folder is too long");
    }
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        return file_write_error(err, ERR_CREATE, folder, errno);
    }
    for (int i = 0; i < shipped_file_count && code == 0; i++) {
        const struct shipped_file *file = &shipped_files[i];
        struct buf text = {0};
        if (strcmp(file->name, "gateways.yaml") == 0) {
            code = write_file(home, "", file->name, str_of(file->text), err);
        } else if (strcmp(file->name, "staff.yaml") == 0) {
            code = staff_text(str_of(file->text), person, &text, err);
            code = code ? code : write_file(home, "", file->name, buf_str(&text), err);
        } else if (strcmp(file->name, EXAMPLE_STAFF) != 0) {
            purpose_text(str_of(file->text), today, &text);
            code = write_file(home, "purposes/", file->name, buf_str(&text), err);
        }
        buf_free(&text);
    }
    return code;
}
