/* staff.h - staff.yaml: who works here, in which team, with which roles; what each department
 * administers. Nobody administers everything.
 *
 *     roles: [council_tax_officer, benefit_assessor]     that somebody can have
 *     titles:                                    of roles and teams, for people; left out: their
 *       council_tax_officer: {en: …, cy: …}      names
 *     departments:
 *       - department: revenues
 *         title: {en: Revenues and benefits, cy: Refeniw a budd-daliadau}
 *         administrators: [ann]                  Unix logins; may be left out
 *         teams: [council_tax, benefits]
 *         sources: [council_tax]                 source_category.h
 *         purposes:                              that it answers for: which teams may use each
 *           council_tax_billing: [council_tax]
 *     people:
 *       - login: ann                             Unix login
 *         name: Ann Rees
 *         department: revenues
 *         teams: [council_tax]                   of any department
 *         roles: [council_tax_officer]
 *         records: ["council_tax:CT1017"]        their own, as a resident: SOURCE:KEY; may be left
 *                                                out. Nobody looks at their own (access_rule.h)
 *         from: 2024-01-08                       first and last day; left out: not limited
 *         until: 2026-12-31
 *
 * What the file gives to whom counts once two people have approved it (access.h).
 *
 * A team, a source and a purpose are of one department. One who would be administrator of every
 * department is refused when the file is read, and so is a single department. */
#ifndef CANTREF_ACCESS_STAFF_H
#define CANTREF_ACCESS_STAFF_H

#include "definition.h"

/* Records that a member of staff has as a resident. */
enum { OWN_RECORDS_MAX = 16 };
enum { STAFF_MAX = 100000, STAFF_ROLES_MAX = 64, STAFF_TEAMS_MAX = 256, DEPARTMENTS_MAX = 64 };

struct purpose_users {
    struct str purpose;
    struct name_list teams;
};

struct department {
    struct str id;
    struct bilingual title;
    struct name_list administrators, teams;
    struct reference_list sources;
    struct purpose_users *purposes;
    size_t purpose_count;
};

/* struct own_record - by the key that the source itself gives it. */
struct own_record {
    struct str source, key;
};
struct own_record_list {
    size_t count;
    struct own_record at[OWN_RECORDS_MAX];
};

struct staff_member {
    struct str login, name, department;
    struct name_list teams, roles;
    struct own_record_list records;
    int32_t from, until; /* both included */
};

struct staff_title {
    struct str name; /* of a role or a team */
    struct bilingual title;
};

struct staff {
    struct name_list roles;
    struct staff_title *titles;
    size_t title_count;
    struct department *departments;
    size_t department_count;
    struct staff_member *people;
    size_t count;
    uint8_t content[CONTENT_HASH_BYTES]; /* what people approve */
    struct arena arena;
};

/* staff_parse - the staff in the text of a file called `file`.
 * Out:    *ret, to be freed with staff_free; untouched on failure.
 * Errors: as purpose_parse. */
int staff_parse(struct str text, const char *file, struct staff *ret, struct err_list *errors);
void staff_free(struct staff *staff);

/* staff_find - the person of that login, or NULL. staff_is_here - in post on that day? */
const struct staff_member *staff_find(const struct staff *staff, struct str login);
bool staff_is_here(const struct staff_member *person, int32_t day);

/* staff_users - the teams that may use a purpose, and the department that answers for it; NULL:
 * none does. */
const struct purpose_users *staff_users(const struct staff *staff, struct str purpose,
                                        const struct department **ret_department);

/* staff_title - what a role or a team is called, for people, added to out: its title, or else its
 * name, with spaces for _. */
void staff_title(const struct staff *staff, struct str name, enum access_language language,
                 struct buf *out);

/* staff_limit - takes from `staff`, which people approved, whatever `said`, a file that they have
 * not, gives no more: who has left, roles, teams, administrations, teams that may use a purpose,
 * days in post. What `said` gives beside that stays out; records that it says are somebody's own
 * are. In: said outlives staff. Cost: O(n log n) of people. */
void staff_limit(struct staff *staff, const struct staff *said);

/* staff_governs - is the person of information governance, and in post on that day? */
bool staff_governs(const struct staff_member *person, int32_t day);

/* staff_may_approve - may the person approve what needs two: is an administrator of a department,
 * or has the role information_governance? */
bool staff_may_approve(const struct staff *staff, const struct staff_member *person);

/* names_have - is name in the list? */
bool names_have(const struct name_list *list, struct str name);

/* staff_asker - who runs this program: the Unix login of its real user, by the system's list of
 * users; no variable of the environment has a say. In the arena.
 * Errors: ERR_DENIED the user has no login. */
int staff_asker(struct arena *arena, struct str *ret, struct err *err);

#endif
