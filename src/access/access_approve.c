/* access_approve.c - two people's approvals; what is due, overdue, or not approved. */
#include "access.h"

#include "approved_text.h"
#include "whole_file.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

/* ---- approving ---- */

static int path_of(const struct access *a, const char *name, char ret[PATH_MAX], struct err *err)
{
    int len = snprintf(ret, PATH_MAX, "%s/%s", a->options.home, name);
    return len < 0 || len >= PATH_MAX
               ? err_set(err, ERR_CREATE, "the name of the folder is too long")
               : 0;
}

int access_write_approvals(const struct access *a, struct err *err)
{
    char path[PATH_MAX];
    struct buf text = {0};
    int code = path_of(a, "approvals.yaml", path, err);
    code = code ? code : approval_list_write(&text, &a->approvals);
    code = code ? code : file_replace(path, buf_str(&text), 0666, err);
    buf_free(&text);
    return code;
}

int access_keep_staff(const struct access *a, struct err *err)
{
    char path[PATH_MAX], kept[PATH_MAX];
    struct buf text = {0};
    int code = path_of(a, "staff.yaml", path, err);
    code = code ? code : path_of(a, "staff.approved.yaml", kept, err);
    code = code ? code : file_read_whole(path, "the staff", ACCESS_FILE_BYTES_MAX, &text, err);
    code = code ? code : file_replace(kept, buf_str(&text), 0666, err);
    buf_free(&text);
    return code;
}

/* content_of - what a purpose, gateway or source says now; NULL: there is none of that id. */
static const uint8_t *content_of(struct access *a, enum approval_of of, struct str id,
                                 bool **ret_approved)
{
    if (of == APPROVAL_PURPOSE) {
        uint16_t place = access_purpose_find(a, id);
        *ret_approved = place != ACCESS_NONE ? &a->purpose_approved[place] : NULL;
        return place != ACCESS_NONE ? a->purposes[place].content : NULL;
    }
    for (size_t i = 0; i < a->gateways.count && of == APPROVAL_GATEWAY; i++) {
        if (str_eq(a->gateways.at[i].id, id)) {
            *ret_approved = &a->gateway_approved[i];
            return a->gateways.at[i].content;
        }
    }
    for (size_t i = 0; i < a->options.source_count && of == APPROVAL_SOURCE; i++) {
        if (str_eq(a->sources[i].name, id)) {
            *ret_approved = &a->sources[i].approved;
            return a->sources[i].content;
        }
    }
    return NULL;
}

int access_approve_content(struct access *a, enum approval_of of, struct str id,
                           const uint8_t content[CONTENT_HASH_BYTES], struct str who, int32_t day,
                           struct str when, size_t *ret_count, struct err *err)
{
    const struct staff_member *person = staff_find(&a->staff, who);
    if (person == NULL || !staff_is_here(person, day)) {
        return err_set(err, ERR_DENIED,
                       "staff.yaml doesn't have you, or not now: ask information "
                       "governance");
    }
    if (!staff_may_approve(&a->staff, person)) {
        return err_set(err, ERR_DENIED,
                       "administrators of departments approve, and who has the role "
                       "information_governance: staff.yaml gives you neither");
    }
    if (approval_has(&a->approvals, of, id, content, who)) {
        return err_set(err, ERR_CONFLICT,
                       "you have approved this: somebody else has to, so that two people have");
    }
    approval_add(&a->approvals, a->options.seal, of, id, content, who, when);
    size_t count = approval_count(&a->approvals, of, id, content);
    int code = access_write_approvals(a, err);
    if (code == 0) {
        *ret_count = count;
    }
    return code;
}

int access_approve(struct access *a, enum approval_of of, struct str id, struct str who,
                   int32_t day, struct str when, size_t *ret_count, struct err *err)
{
    bool *approved = NULL;
    if (of == APPROVAL_STAFF) {
        return access_approve_staff(a, who, day, when, ret_count, err);
    }
    const uint8_t *content = content_of(a, of, id, &approved);
    if (content == NULL) {
        return err_set(err, ERR_NOTFOUND, "there is no %s of that name: cantref %s list shows all",
                       approval_of_names[of], approval_of_names[of]);
    }
    int code = access_approve_content(a, of, id, content, who, day, when, ret_count, err);
    if (code == 0) {
        *approved = *ret_count >= APPROVERS_NEEDED;
    }
    return code == 0 && *approved ? approved_text_keep(a, of, id, err) : code;
}

/* approve_twice - by the makers and by `who`, what hasn't been approved. */
static void approve_twice(struct access *a, enum approval_of of, struct str id,
                          const uint8_t content[CONTENT_HASH_BYTES], struct str who,
                          struct str when)
{
    const struct str makers = STR(APPROVER_SHIPPED);
    if (approval_count(&a->approvals, of, id, content) < APPROVERS_NEEDED) {
        approval_add(&a->approvals, a->options.seal, of, id, content, makers, when);
        approval_add(&a->approvals, a->options.seal, of, id, content, who, when);
    }
}

int access_approve_shipped(struct access *a, struct str who, struct str when, bool sources,
                           struct err *err)
{
    for (size_t i = 0; i < a->purpose_count; i++) {
        const struct purpose *p = &a->purposes[i];
        approve_twice(a, APPROVAL_PURPOSE, p->id, p->content, who, when);
    }
    for (size_t i = 0; i < a->gateways.count; i++) {
        const struct gateway *g = &a->gateways.at[i];
        approve_twice(a, APPROVAL_GATEWAY, g->id, g->content, who, when);
    }
    for (size_t i = 0; i < a->options.source_count && sources; i++) {
        approve_twice(a, APPROVAL_SOURCE, a->sources[i].name, a->sources[i].content, who, when);
    }
    if (!a->staff_approved) {
        const struct staff *said = access_staff_said(a);
        approval_add(&a->approvals, a->options.seal, APPROVAL_STAFF, STR(STAFF_ID), said->content,
                     STR(APPROVER_SHIPPED), when);
        approval_add(&a->approvals, a->options.seal, APPROVAL_STAFF, STR(STAFF_ID), said->content,
                     who, when);
    }
    int code = access_keep_staff(a, err);
    for (size_t i = 0; code == 0 && i < a->purpose_count; i++) {
        code = approved_text_keep(a, APPROVAL_PURPOSE, a->purposes[i].id, err);
    }
    for (size_t i = 0; code == 0 && i < a->gateways.count; i++) {
        code = approved_text_keep(a, APPROVAL_GATEWAY, a->gateways.at[i].id, err);
    }
    return code ? code : access_write_approvals(a, err);
}

/* ---- warning ---- */

static void tell(struct err_list *list, struct str file, size_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void tell(struct err_list *list, struct str file, size_t line, const char *format, ...)
{
    struct err err;
    char message[sizeof err.message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    err_at(&err, ERR_INPUT, file.ptr, line, line > 0 ? 1 : 0, "%s", message);
    err_list_add(list, &err);
}

static size_t unverified(const struct power_list *powers, enum nation nation)
{
    size_t count = 0;
    for (size_t i = 0; i < powers->count; i++) {
        count += powers->at[i].unverified && (powers->at[i].nation & nation) != 0;
    }
    return count;
}

static void warn_purpose(const struct access *a, size_t place, int32_t day, struct err_list *errors,
                         struct err_list *notes)
{
    const struct purpose *p = &a->purposes[place];
    char review[CALENDAR_TEXT_MAX];
    calendar_text(p->review, review);
    if (day > p->review) {
        tell(errors, p->file, p->line,
             "its review was due on %s, and it has stopped: review it, set a new date, and have "
             "it approved",
             review);
    } else if (p->review - day <= REVIEW_WARNING_DAYS) {
        tell(notes, p->file, p->line, "its review is due: after %s, in %d days, it stops", review,
             (int)(p->review - day));
    }
    if (!a->purpose_approved[place]) {
        tell(a->options.seal != NULL ? errors : notes, p->file, 0,
             a->options.seal != NULL
                 ? "%zu of 2 people have approved it as it is now, and until then it refuses: "
                   "cantref purpose approve %.*s"
                 : "without the home's keys its approvals can't be told from forged ones (%zu "
                   "count): %.*s",
             approval_count(&a->approvals, APPROVAL_PURPOSE, p->id, p->content), PRI(p->id));
    }
    if (a->options.nation != NATION_UNSAID && !power_holds(&p->powers, a->options.nation, day)) {
        tell(notes, p->file, 0, "none of its powers is in force in this nation now: it refuses");
    }
}

static void warn_gateway(const struct access *a, size_t place, struct str file,
                         struct err_list *errors, struct err_list *notes)
{
    const struct gateway *g = &a->gateways.at[place];
    if (!a->gateway_approved[place]) {
        tell(a->options.seal != NULL ? errors : notes, file, g->line,
             "%zu of 2 people have approved it as it is now, and until then nothing is joined by "
             "it: cantref gateway approve %.*s",
             approval_count(&a->approvals, APPROVAL_GATEWAY, g->id, g->content), PRI(g->id));
    }
}

static void warn_source(const struct access *a, const struct access_source *s,
                        struct err_list *notes)
{
    char file[PATH_MAX];
    bool here = strcmp(a->options.home, ".") == 0;
    snprintf(file, sizeof file, "%s%ssources/%.*s.yaml", here ? "" : a->options.home,
             here ? "" : "/", PRI(s->name));
    if (!s->approved) {
        tell(notes, str_of(file), 0,
             "%zu of 2 people have approved its category, connector and mapping as they are, and "
             "until then no purpose uses it: cantref source approve %.*s",
             approval_count(&a->approvals, APPROVAL_SOURCE, s->name, s->content), PRI(s->name));
    }
}

static void warn_staff(const struct access *a, struct str file, struct err_list *errors,
                       struct err_list *notes)
{
    if (!a->staff_approved) {
        tell(a->options.seal != NULL ? errors : notes, file, 0,
             "%zu of 2 people have approved it as it is, and until then what it newly gives to "
             "anybody counts for nothing: cantref staff show, cantref staff approve",
             access_staff_count(a));
    }
}

/* warn_departments - those without an administrator, on one line. */
static void warn_departments(const struct access *a, struct str file, struct err_list *notes)
{
    struct buf names = {0};
    const struct staff *said = access_staff_said(a);
    size_t count = 0;
    for (size_t i = 0; i < said->department_count; i++) {
        if (said->departments[i].administrators.count == 0) {
            buf_printf(&names, "%s%.*s", count++ > 0 ? ", " : "", PRI(said->departments[i].id));
        }
    }
    if (count > 0) {
        tell(notes, file, 0, "%zu department%s without an administrator yet: %.*s", count,
             count == 1 ? " is" : "s are", PRI(buf_str(&names)));
    }
    buf_free(&names);
}

void access_warn(const struct access *a, int32_t day, struct err_list *errors,
                 struct err_list *notes)
{
    char gateways[PATH_MAX], staff[PATH_MAX];
    bool here = strcmp(a->options.home, ".") == 0;
    size_t count = 0;
    snprintf(gateways, sizeof gateways, "%s%sgateways.yaml", here ? "" : a->options.home,
             here ? "" : "/");
    snprintf(staff, sizeof staff, "%s%sstaff.yaml", here ? "" : a->options.home, here ? "" : "/");
    for (size_t i = 0; i < a->purpose_count; i++) {
        warn_purpose(a, i, day, errors, notes);
        count += a->purposes[i].basis_unverified;
        count += unverified(&a->purposes[i].powers, a->options.nation);
    }
    for (size_t i = 0; i < a->gateways.count; i++) {
        warn_gateway(a, i, str_of(gateways), errors, notes);
        count += unverified(&a->gateways.at[i].powers, a->options.nation);
    }
    for (size_t i = 0; i < a->options.source_count; i++) {
        warn_source(a, &a->sources[i], notes);
    }
    warn_staff(a, str_of(staff), errors, notes);
    warn_departments(a, str_of(staff), notes);
    if (a->options.nation == NATION_UNSAID) {
        tell(notes, str_of("council.yaml"), 0,
             "neither code nor nation says whose law holds, so that no purpose may be used: add "
             "nation: wales, or nation: england");
    }
    if (count > 0) {
        tell(notes, str_of("purposes"), 0,
             "%zu legal bases and powers are marked unverified: have a lawyer read them (cantref "
             "purpose list)",
             count);
    }
}
