/* access_approve_staff.c - two people for what staff.yaml gives.
 *
 * Who may approve it must not be whom it makes so: two of information governance, by the file that
 * was approved last. A council that begins has one such person. While fewer than two are in post,
 * those count too to whom the new file gives that role, after the one who has it already. Who has
 * been taken out of staff.yaml since may not. */
#include "access.h"

const struct staff *access_staff_said(const struct access *a)
{
    return a->staff_approved ? &a->staff : &a->staff_said;
}

size_t access_staff_count(const struct access *a)
{
    size_t open;
    approval_latest(&a->approvals, APPROVAL_STAFF, STR(STAFF_ID), &open);
    return a->staff_approved ? APPROVERS_NEEDED
                             : approval_count_from(&a->approvals, open, APPROVAL_STAFF,
                                                   STR(STAFF_ID), a->staff_said.content);
}

/* governs - of information governance that day, by what two people approved and the file has not
 * taken away. */
static bool governs(const struct access *a, struct str who, int32_t day)
{
    const struct staff_member *person = staff_find(&a->staff, who);
    return person != NULL && staff_governs(person, day);
}

/* check_newcomer - one to whom only the new file gives the role. open: where approvals of it begin
 * in the list. */
static int check_newcomer(const struct access *a, size_t open, int32_t day, struct err *err)
{
    size_t governors = 0;
    bool after = true;
    for (size_t i = 0; i < a->staff_before.count; i++) {
        const struct staff_member *person = &a->staff_before.people[i];
        if (staff_governs(person, day)) {
            governors++;
            after = approval_has_from(&a->approvals, open, APPROVAL_STAFF, STR(STAFF_ID),
                                      a->staff_said.content, person->login);
        }
    }
    if (governors >= APPROVERS_NEEDED) {
        return err_set(err, ERR_DENIED,
                       "two who have the role information_governance already approve staff.yaml: "
                       "it is only this change that gives it to you");
    }
    return after ? 0
                 : err_set(err, ERR_DENIED,
                           "who has the role information_governance already approves first, and "
                           "you then");
}

static int check_approver(const struct access *a, struct str who, size_t open, int32_t day,
                          struct err *err)
{
    const struct staff_member *person = staff_find(access_staff_said(a), who);
    if (governs(a, who, day)) {
        return 0;
    }
    return person != NULL && staff_governs(person, day)
               ? check_newcomer(a, open, day, err)
               : err_set(err, ERR_DENIED,
                         "staff.yaml is approved by two who have the role information_governance: "
                         "you have it not, or not now");
}

int access_approve_staff(struct access *a, struct str who, int32_t day, struct str when,
                         size_t *ret_count, struct err *err)
{
    const struct str id = STR(STAFF_ID);
    size_t open;
    const uint8_t *latest = approval_latest(&a->approvals, APPROVAL_STAFF, id, &open);
    if (a->staff_approved) {
        return err_set(err, ERR_CONFLICT, "two people have approved it as it is");
    }
    if (latest != NULL && a->staff_before.department_count == 0) {
        return err_set(err, ERR_CONFLICT,
                       "staff.approved.yaml is not there, or not what was approved last: bring it "
                       "back from git or a backup first");
    }
    int code = check_approver(a, who, open, day, err);
    if (code != 0) {
        return code;
    }
    const uint8_t *content = a->staff_said.content;
    if (approval_has_from(&a->approvals, open, APPROVAL_STAFF, id, content, who)) {
        return err_set(err, ERR_CONFLICT,
                       "you have approved this: somebody else has to, so that two people have");
    }
    approval_add(&a->approvals, a->options.seal, APPROVAL_STAFF, id, content, who, when);
    size_t count = approval_count_from(&a->approvals, open, APPROVAL_STAFF, id, content);
    code = count >= APPROVERS_NEEDED ? access_keep_staff(a, err) : 0;
    code = code ? code : access_write_approvals(a, err);
    if (code == 0) {
        *ret_count = count;
    }
    return code;
}
