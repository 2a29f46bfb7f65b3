/* staff.c - staff from YAML; who asks. */
#include "staff.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOGIN_MAX = 64, PASSWD_BYTES = 16384, DEPARTMENT_PURPOSES_MAX = 1024 };

bool names_have(const struct name_list *list, struct str name)
{
    bool found = false;
    for (size_t i = 0; i < list->count; i++) {
        found = found || str_eq(list->at[i], name);
    }
    return found;
}

/* ---- departments ---- */

static int read_department_id(struct settings *settings, const struct yaml_node *node, void *into,
                              struct err *err)
{
    return definition_read_name(settings, node, &((struct department *)into)->id, err);
}

static int read_title(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_bilingual(settings, node, &((struct department *)into)->title, err);
}

/* read_login - a login is one line without white space or a colon. */
static int read_login(struct settings *settings, const struct yaml_node *node, struct str *ret,
                      struct err *err)
{
    struct str text;
    int code = setting_text(settings, node, &text, err);
    bool fits = code == 0 && text.len <= LOGIN_MAX;
    for (size_t i = 0; fits && i < text.len; i++) {
        fits = text.ptr[i] != ' ' && text.ptr[i] != ':';
    }
    if (code == 0 && !fits) {
        return setting_refuse(settings, node, err, "this is no login: as `id -un` prints it");
    }
    *ret = code == 0 ? text : *ret;
    return code;
}

static int read_administrators(struct settings *settings, const struct yaml_node *node, void *into,
                               struct err *err)
{
    struct department *d = into;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0) {
        d->administrators.at =
            arena_alloc(settings->arena, (node->count + 1) * sizeof *d->administrators.at);
    }
    for (; item != NULL && code == 0; item = item->next) {
        code = read_login(settings, item, &d->administrators.at[d->administrators.count], err);
        d->administrators.count += code == 0;
    }
    return code;
}

static int read_teams(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_names(settings, node, &((struct department *)into)->teams, err);
}

static int read_sources(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return definition_read_references(settings, node, &((struct department *)into)->sources, err);
}

static int read_purposes(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    struct department *d = into;
    if (node->kind != YAML_MAP) {
        return setting_refuse(settings, node, err,
                              "purposes and the teams that may use each are wanted here: "
                              "council_tax_billing: [council_tax]");
    }
    if (node->count > DEPARTMENT_PURPOSES_MAX) {
        return setting_refuse(settings, node, err, "more than %d purposes",
                              DEPARTMENT_PURPOSES_MAX);
    }
    int code = 0;
    d->purposes = arena_alloc(settings->arena, (node->count + 1) * sizeof *d->purposes);
    for (const struct yaml_node *m = node->first; m != NULL && code == 0; m = m->next) {
        struct purpose_users *users = &d->purposes[d->purpose_count++];
        users->purpose = arena_str(settings->arena, m->key);
        code = definition_read_names(settings, m, &users->teams, err);
    }
    return code;
}

static int read_departments(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("department"), SETTING_NEEDED, read_department_id},
        {STR_INIT("title"), SETTING_NEEDED, read_title},
        {STR_INIT("administrators"), 0, read_administrators},
        {STR_INIT("teams"), SETTING_NEEDED, read_teams},
        {STR_INIT("sources"), 0, read_sources},
        {STR_INIT("purposes"), 0, read_purposes},
    };
    struct staff *staff = into;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && (node->count < 2 || node->count > DEPARTMENTS_MAX)) {
        return setting_refuse(settings, node, err,
                              "2 to %d departments are wanted here: who administers the only one "
                              "would administer everything",
                              DEPARTMENTS_MAX);
    }
    if (code == 0) {
        staff->departments = arena_alloc(settings->arena, node->count * sizeof *staff->departments);
    }
    for (; item != NULL && code == 0; item = item->next) {
        settings_read(settings, item, rows, sizeof rows / sizeof rows[0],
                      &staff->departments[staff->department_count++]);
    }
    return code;
}

/* ---- people ---- */

static int read_person_login(struct settings *settings, const struct yaml_node *node, void *into,
                             struct err *err)
{
    return read_login(settings, node, &((struct staff_member *)into)->login, err);
}

static int read_name(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return setting_text(settings, node, &((struct staff_member *)into)->name, err);
}

static int read_department(struct settings *settings, const struct yaml_node *node, void *into,
                           struct err *err)
{
    return definition_read_name(settings, node, &((struct staff_member *)into)->department, err);
}

static int read_person_teams(struct settings *settings, const struct yaml_node *node, void *into,
                             struct err *err)
{
    return definition_read_names(settings, node, &((struct staff_member *)into)->teams, err);
}

static int read_person_roles(struct settings *settings, const struct yaml_node *node, void *into,
                             struct err *err)
{
    return definition_read_names(settings, node, &((struct staff_member *)into)->roles, err);
}

static int read_own_record(struct settings *settings, const struct yaml_node *node,
                           struct own_record *ret, struct err *err)
{
    struct str text;
    int code = setting_text(settings, node, &text, err);
    const char *colon = code == 0 && text.len > 0 ? memchr(text.ptr, ':', text.len) : NULL;
    size_t at = colon != NULL ? (size_t)(colon - text.ptr) : 0;
    if (code == 0 && (at == 0 || at + 1 == text.len)) {
        return setting_refuse(settings, node, err,
                              "a record is named by its source and its key there: "
                              "council_tax:CT1017");
    }
    if (code == 0) {
        ret->source = str_slice(text, 0, at);
        ret->key = str_slice(text, at + 1, text.len);
    }
    return code;
}

static int read_records(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    struct own_record_list *records = &((struct staff_member *)into)->records;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && node->count > OWN_RECORDS_MAX) {
        return setting_refuse(settings, node, err, "more than 16 records of one person");
    }
    for (; item != NULL && code == 0; item = item->next) {
        code = read_own_record(settings, item, &records->at[records->count], err);
        records->count += code == 0;
    }
    return code;
}

static int read_from(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return definition_read_day(settings, node, &((struct staff_member *)into)->from, err);
}

static int read_until(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_day(settings, node, &((struct staff_member *)into)->until, err);
}

static int read_people(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("login"), SETTING_NEEDED, read_person_login},
        {STR_INIT("name"), SETTING_NEEDED, read_name},
        {STR_INIT("department"), SETTING_NEEDED, read_department},
        {STR_INIT("teams"), SETTING_NEEDED, read_person_teams},
        {STR_INIT("roles"), SETTING_NEEDED, read_person_roles},
        {STR_INIT("records"), 0, read_records},
        {STR_INIT("from"), 0, read_from},
        {STR_INIT("until"), 0, read_until},
    };
    struct staff *staff = into;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && node->count > STAFF_MAX) {
        return setting_refuse(settings, node, err, "more than %d people", STAFF_MAX);
    }
    if (code == 0) {
        staff->people = arena_alloc(settings->arena, (node->count + 1) * sizeof *staff->people);
    }
    for (; item != NULL && code == 0; item = item->next) {
        struct staff_member *person = &staff->people[staff->count++];
        *person = (struct staff_member){.from = DAY_MIN, .until = DAY_MAX};
        settings_read(settings, item, rows, sizeof rows / sizeof rows[0], person);
    }
    return code;
}

static int read_roles(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    struct staff *staff = into;
    int code = definition_read_names(settings, node, &staff->roles, err);
    if (code == 0 && staff->roles.count > STAFF_ROLES_MAX) {
        return setting_refuse(settings, node, err, "more than %d roles", STAFF_ROLES_MAX);
    }
    return code;
}

static int read_titles(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct staff *staff = into;
    int code = 0;
    if (node->kind != YAML_MAP || node->count > STAFF_ROLES_MAX + STAFF_TEAMS_MAX) {
        return setting_refuse(settings, node, err,
                              "roles and teams are wanted here, each with its title: "
                              "admissions: {en: Admissions, cy: Derbyniadau}");
    }
    staff->titles = arena_alloc(settings->arena, (node->count + 1) * sizeof *staff->titles);
    for (const struct yaml_node *m = node->first; m != NULL && code == 0; m = m->next) {
        struct staff_title *title = &staff->titles[staff->title_count++];
        title->name = arena_str(settings->arena, m->key);
        code = definition_read_bilingual(settings, m, &title->title, err);
    }
    return code;
}

/* ---- what must fit together ---- */

static const struct department *team_of(const struct staff *staff, struct str team)
{
    for (size_t d = 0; d < staff->department_count; d++) {
        if (names_have(&staff->departments[d].teams, team)) {
            return &staff->departments[d];
        }
    }
    return NULL;
}

static void refuse(struct settings *settings, const struct yaml_node *node, const char *message)
{
    struct err err;
    setting_refuse(settings, node, &err, "%s", message);
    err_list_add(settings->errors, &err);
}

/* names_not_in - refuse each name of a list in the file that `known` has not. */
static void check_names(struct settings *settings, const struct yaml_node *list,
                        const struct name_list *known, const struct staff *staff,
                        const char *message)
{
    for (const struct yaml_node *i = list != NULL ? list->first : NULL; i != NULL; i = i->next) {
        bool there = known != NULL ? names_have(known, i->text) : team_of(staff, i->text) != NULL;
        if (!there) {
            refuse(settings, i, message);
        }
    }
}

static bool administers_all(const struct staff *staff, struct str login)
{
    bool all = staff->department_count > 0;
    for (size_t d = 0; d < staff->department_count; d++) {
        all = all && names_have(&staff->departments[d].administrators, login);
    }
    return all;
}

static void check_titles(struct settings *settings, const struct yaml_node *titles,
                         const struct staff *staff)
{
    for (const struct yaml_node *m = titles != NULL ? titles->first : NULL; m != NULL;
         m = m->next) {
        if (!names_have(&staff->roles, m->key) && team_of(staff, m->key) == NULL) {
            refuse(settings, m, "there is no role or team of that name");
        }
    }
}

static void check_departments(struct settings *settings, const struct yaml_node *list,
                              const struct staff *staff)
{
    const struct yaml_node *node = list->first;
    size_t teams = 0;
    for (size_t d = 0; d < staff->department_count; d++, node = node->next) {
        const struct department *here = &staff->departments[d];
        teams += here->teams.count;
        for (size_t e = 0; e < d; e++) {
            const struct department *other = &staff->departments[e];
            if (str_eq(other->id, here->id)) {
                refuse(settings, node, "there is a department of that name: rename one");
            }
            for (size_t t = 0; t < here->teams.count; t++) {
                if (names_have(&other->teams, here->teams.at[t])) {
                    refuse(settings, yaml_map_get(node, STR("teams")),
                           "a team here is another department's too: a team has one");
                }
            }
            for (size_t p = 0; p < here->purpose_count; p++) {
                for (size_t q = 0; q < other->purpose_count; q++) {
                    if (str_eq(here->purposes[p].purpose, other->purposes[q].purpose)) {
                        refuse(settings, yaml_map_get(node, STR("purposes")),
                               "a purpose here is another department's too: one answers for it");
                    }
                }
            }
        }
        const struct yaml_node *purposes = yaml_map_get(node, STR("purposes"));
        for (const struct yaml_node *m = purposes != NULL ? purposes->first : NULL; m != NULL;
             m = m->next) {
            check_names(settings, m, NULL, staff, "no department has a team of that name");
        }
    }
    if (teams > STAFF_TEAMS_MAX) {
        refuse(settings, list, "more than 256 teams");
    }
    for (size_t a = 0; a < staff->departments[0].administrators.count; a++) {
        if (administers_all(staff, staff->departments[0].administrators.at[a])) {
            refuse(settings, list,
                   "one person would administer every department: nobody may; name another "
                   "administrator for one, or none");
        }
    }
}

static int compare_logins(const void *a, const void *b)
{
    return str_cmp((*(const struct staff_member *const *)a)->login,
                   (*(const struct staff_member *const *)b)->login);
}

static void check_people(struct settings *settings, const struct yaml_node *list,
                         const struct staff *staff)
{
    const struct yaml_node *node = list->first;
    const struct staff_member **sorted = mem_must_array(staff->count + 1, sizeof *sorted);
    for (size_t i = 0; i < staff->count; i++, node = node->next) {
        const struct staff_member *person = &staff->people[i];
        bool known = false;
        sorted[i] = person;
        for (size_t d = 0; d < staff->department_count; d++) {
            known = known || str_eq(staff->departments[d].id, person->department);
        }
        if (!known) {
            refuse(settings, yaml_map_get(node, STR("department")),
                   "there is no department of that name");
        }
        if (person->until < person->from) {
            refuse(settings, node, "\"until\" is before \"from\": mend one of the two");
        }
        check_names(settings, yaml_map_get(node, STR("teams")), NULL, staff,
                    "no department has a team of that name");
        check_names(settings, yaml_map_get(node, STR("roles")), &staff->roles, staff,
                    "there is no role of that name: add it to \"roles\", or correct it");
    }
    qsort(sorted, staff->count, sizeof *sorted, compare_logins);
    for (size_t i = 1; i < staff->count; i++) {
        if (str_eq(sorted[i - 1]->login, sorted[i]->login)) {
            refuse(settings, list, "two people here have one login: a login is one person's");
            break;
        }
    }
    mem_free(sorted);
}

static void check_together(struct settings *settings, const struct yaml_node *root, void *into)
{
    struct staff *staff = into;
    definition_hash(root, staff->content);
    check_titles(settings, yaml_map_get(root, STR("titles")), staff);
    check_departments(settings, yaml_map_get(root, STR("departments")), staff);
    check_people(settings, yaml_map_get(root, STR("people")), staff);
}

int staff_parse(struct str text, const char *file, struct staff *ret, struct err_list *errors)
{
    static const struct setting rows[] = {
        {STR_INIT("roles"), SETTING_NEEDED, read_roles},
        {STR_INIT("titles"), 0, read_titles},
        {STR_INIT("departments"), SETTING_NEEDED, read_departments},
        {STR_INIT("people"), SETTING_NEEDED, read_people},
    };
    struct staff staff = {0};
    struct settings settings = {.file = file, .arena = &staff.arena, .errors = errors};
    int code =
        settings_parse(&settings, text, rows, sizeof rows / sizeof rows[0], check_together, &staff);
    if (code != 0) {
        staff_free(&staff);
        return code;
    }
    *ret = staff;
    return 0;
}

void staff_free(struct staff *staff)
{
    arena_free(&staff->arena);
    *staff = (struct staff){0};
}

/* ---- looking up ---- */

void staff_title(const struct staff *staff, struct str name, enum access_language language,
                 struct buf *out)
{
    for (size_t i = 0; i < staff->title_count; i++) {
        if (str_eq(staff->titles[i].name, name)) {
            buf_add(out, staff->titles[i].title.text[language]);
            return;
        }
    }
    for (size_t i = 0; i < name.len; i++) {
        buf_add_char(out, name.ptr[i] == '_' ? ' ' : name.ptr[i]);
    }
}

const struct staff_member *staff_find(const struct staff *staff, struct str login)
{
    for (size_t i = 0; i < staff->count; i++) {
        if (str_eq(staff->people[i].login, login)) {
            return &staff->people[i];
        }
    }
    return NULL;
}

bool staff_is_here(const struct staff_member *person, int32_t day)
{
    return person->from <= day && day <= person->until;
}

const struct purpose_users *staff_users(const struct staff *staff, struct str purpose,
                                        const struct department **ret_department)
{
    for (size_t d = 0; d < staff->department_count; d++) {
        for (size_t p = 0; p < staff->departments[d].purpose_count; p++) {
            if (str_eq(staff->departments[d].purposes[p].purpose, purpose)) {
                *ret_department = &staff->departments[d];
                return &staff->departments[d].purposes[p];
            }
        }
    }
    *ret_department = NULL;
    return NULL;
}

bool staff_governs(const struct staff_member *person, int32_t day)
{
    return names_have(&person->roles, STR("information_governance")) && staff_is_here(person, day);
}

bool staff_may_approve(const struct staff *staff, const struct staff_member *person)
{
    bool may = names_have(&person->roles, STR("information_governance"));
    for (size_t d = 0; d < staff->department_count; d++) {
        may = may || names_have(&staff->departments[d].administrators, person->login);
    }
    return may;
}

/* ---- what a file that nobody approved takes away ---- */

/* keep_names - those of a list that another has too. */
static void keep_names(struct name_list *list, const struct name_list *other)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (names_have(other, list->at[i])) {
            list->at[kept++] = list->at[i];
        }
    }
    list->count = kept;
}

/* add_records - whatever either file says is a person's own. More than there is room for: they can
 * do nothing until the file is approved. */
static void add_records(struct staff_member *person, const struct own_record_list *more)
{
    for (size_t i = 0; i < more->count; i++) {
        bool known = false;
        for (size_t j = 0; j < person->records.count; j++) {
            known = known || (str_eq(person->records.at[j].source, more->at[i].source) &&
                              str_eq(person->records.at[j].key, more->at[i].key));
        }
        if (!known && person->records.count == OWN_RECORDS_MAX) {
            person->roles.count = 0;
        } else if (!known) {
            person->records.at[person->records.count++] = more->at[i];
        }
    }
}

static void limit_people(struct staff *staff, const struct staff *said)
{
    const struct staff_member **sorted = mem_must_array(said->count + 1, sizeof *sorted);
    size_t kept = 0;
    for (size_t i = 0; i < said->count; i++) {
        sorted[i] = &said->people[i];
    }
    qsort(sorted, said->count, sizeof *sorted, compare_logins);
    for (size_t i = 0; i < staff->count; i++) {
        struct staff_member person = staff->people[i];
        const struct staff_member *key = &person;
        const struct staff_member *const *found =
            bsearch(&key, sorted, said->count, sizeof *sorted, compare_logins);
        if (found != NULL) {
            keep_names(&person.roles, &(*found)->roles);
            keep_names(&person.teams, &(*found)->teams);
            add_records(&person, &(*found)->records);
            person.from = person.from > (*found)->from ? person.from : (*found)->from;
            person.until = person.until < (*found)->until ? person.until : (*found)->until;
            staff->people[kept++] = person;
        }
    }
    staff->count = kept;
    mem_free(sorted);
}

void staff_limit(struct staff *staff, const struct staff *said)
{
    static const struct name_list none = {0};
    limit_people(staff, said);
    for (size_t d = 0; d < staff->department_count; d++) {
        struct department *here = &staff->departments[d];
        const struct name_list *administrators = &none;
        for (size_t e = 0; e < said->department_count; e++) {
            if (str_eq(said->departments[e].id, here->id)) {
                administrators = &said->departments[e].administrators;
            }
        }
        keep_names(&here->administrators, administrators);
        for (size_t p = 0; p < here->purpose_count; p++) {
            const struct department *owner;
            const struct purpose_users *users =
                staff_users(said, here->purposes[p].purpose, &owner);
            keep_names(&here->purposes[p].teams, users != NULL ? &users->teams : &none);
        }
    }
}

int staff_asker(struct arena *arena, struct str *ret, struct err *err)
{
    struct passwd entry, *found = NULL;
    char buffer[PASSWD_BYTES];
    if (getpwuid_r(getuid(), &entry, buffer, sizeof buffer, &found) != 0 || found == NULL ||
        found->pw_name[0] == '\0') {
        return err_set(err, ERR_DENIED, "the user who runs this has no login: nobody asks");
    }
    *ret = arena_str(arena, str_of(found->pw_name));
    return 0;
}
