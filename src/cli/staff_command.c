/* staff_command.c - cantref staff show | check | approve: who is in force by staff.yaml, what of it
 * waits for a second person, and that person's approval. */
#include "command.h"

#include "access_print.h"
#include "json_writer.h"
#include "options.h"

#include <stdio.h>

/* struct staff_line - what the file gives somebody, and what of it is not in force. */
struct staff_line {
    const struct staff_member *said;
    struct str roles, teams, administers;                   /* in force */
    struct str more_roles, more_teams, more_administration; /* waiting */
    struct arena arena;
};

/* names_text - those of a list that are in another, or that aren't, with commas. */
static struct str names_text(struct arena *arena, const struct name_list *list,
                             const struct name_list *other, bool there)
{
    struct buf text = {0};
    for (size_t i = 0; i < list->count; i++) {
        if (names_have(other, list->at[i]) == there) {
            buf_printf(&text, "%s%.*s", text.len > 0 ? ", " : "", PRI(list->at[i]));
        }
    }
    struct str kept = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return kept;
}

/* administered - the departments that somebody administers by a file. */
static struct name_list administered(struct arena *arena, const struct staff *staff,
                                     struct str login)
{
    struct name_list list = {arena_alloc(arena, (staff->department_count + 1) * sizeof(struct str)),
                             0};
    for (size_t d = 0; d < staff->department_count; d++) {
        if (names_have(&staff->departments[d].administrators, login)) {
            list.at[list.count++] = staff->departments[d].id;
        }
    }
    return list;
}

static struct staff_line line_of(const struct access *access, const struct staff_member *said)
{
    static const struct name_list none = {0};
    struct staff_line line = {.said = said};
    struct arena *arena = &line.arena;
    const struct staff_member *now = staff_find(&access->staff, said->login);
    const struct name_list *roles = now != NULL ? &now->roles : &none;
    const struct name_list *teams = now != NULL ? &now->teams : &none;
    struct name_list rules = administered(arena, access_staff_said(access), said->login);
    struct name_list ruled = administered(arena, &access->staff, said->login);
    line.roles = names_text(arena, &said->roles, roles, true);
    line.teams = names_text(arena, &said->teams, teams, true);
    line.administers = names_text(arena, &rules, &ruled, true);
    line.more_roles = names_text(arena, &said->roles, roles, false);
    line.more_teams = names_text(arena, &said->teams, teams, false);
    line.more_administration = names_text(arena, &rules, &ruled, false);
    return line;
}

static void print_part(const char *before, const char *what, struct str names)
{
    if (names.len > 0) {
        printf("%s%s: %.*s\n", before, what, PRI(names));
    }
}

static void print_line(const struct staff_line *line)
{
    printf("%.*s (%.*s)\n", PRI(line->said->login), PRI(line->said->department));
    print_part("  ", "roles", line->roles);
    print_part("  ", "teams", line->teams);
    print_part("  ", "administers", line->administers);
    print_part("  not approved: ", "roles", line->more_roles);
    print_part("  not approved: ", "teams", line->more_teams);
    print_part("  not approved: ", "administers", line->more_administration);
}

static void line_json(struct json_writer *json, const struct staff_line *line)
{
    json_write_object(json);
    json_put_text(json, "login", line->said->login);
    json_put_text(json, "department", line->said->department);
    json_put_text(json, "roles", line->roles);
    json_put_text(json, "teams", line->teams);
    json_put_text(json, "administers", line->administers);
    json_put_text(json, "roles_not_approved", line->more_roles);
    json_put_text(json, "teams_not_approved", line->more_teams);
    json_put_text(json, "administers_not_approved", line->more_administration);
    json_write_close(json);
}

static void show(const struct access *access, bool as_json)
{
    const struct staff *said = access_staff_said(access);
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_put_bool(&json, "approved", access->staff_approved);
    json_put_whole(&json, "approvals", (int64_t)access_staff_count(access));
    json_write_key(&json, STR("people"));
    json_write_array(&json);
    for (size_t i = 0; i < said->count; i++) {
        struct staff_line line = line_of(access, &said->people[i]);
        line_json(&json, &line);
        if (!as_json) {
            print_line(&line);
        }
        arena_free(&line.arena);
    }
    json_write_close(&json);
    json_write_close(&json);
    if (as_json) {
        printf("%.*s\n", PRI(buf_str(&text)));
    } else {
        printf("\nstaff.yaml: %zu of %d people have approved it as it is%s\n",
               access_staff_count(access), APPROVERS_NEEDED,
               access->staff_approved ? "."
                                      : "; what it newly gives counts for nothing until then.");
    }
    buf_free(&text);
}

static int run(const char *start, bool check, bool json, struct err *err)
{
    struct home home;
    struct home_access access;
    struct err_list errors = {0};
    int code = home_open(start, HOME_READ, &home, err);
    if (code != 0) {
        return code;
    }
    if (home_access_open(&home, NULL, &access, &errors) != 0) {
        code = err_list_first(&errors, err);
    } else {
        if (!check) {
            show(&access.access, json);
        } else if (!access.access.staff_approved) {
            code = err_set(err, ERR_INPUT,
                           "staff.yaml: %zu of %d people have approved it as it is: cantref staff "
                           "show, cantref staff approve",
                           access_staff_count(&access.access), APPROVERS_NEEDED);
        } else {
            printf(json ? "{\n  \"approved\": true\n}\n"
                        : "staff.yaml is as two people have approved it.\n");
        }
        home_access_close(&access);
    }
    err_list_free(&errors);
    home_close(&home);
    return code;
}

int staff_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    bool json = false;
    const struct option_row rows[] = {
        OPTION_HOME(start),
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 1,
                              .operand_name = "ACTION"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    int code;
    const char *word = options.operands[0];
    if (strcmp(word, "show") == 0 || strcmp(word, "check") == 0) {
        code = run(start, strcmp(word, "check") == 0, json, &err);
    } else if (strcmp(word, "approve") == 0) {
        code = access_approve_as_asker(start, APPROVAL_STAFF, STR(STAFF_ID), json, &err);
    } else {
        code = err_set(&err, ERR_USAGE, "show, check or approve, not \"%.40s\"", word);
    }
    if (code != 0) {
        err_print("cantref staff", &err);
    }
    return err_exit_status(code);
}
