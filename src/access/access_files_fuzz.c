/* access_files_fuzz.c - any bytes as a purpose, as gateways.yaml, staff.yaml, approvals.yaml and
 * watch.yaml: errors with a place, or definitions that keep what their headers say. */
#include "approval.h"
#include "gateway.h"
#include "watch_file.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_errors(struct err_list *errors)
{
    assert(errors->count > 0);
    for (size_t i = 0; i < errors->kept; i++) {
        assert(errors->errors[i].code != 0 && errors->errors[i].message[0] != '\0');
    }
    err_list_free(errors);
}

static void try_purpose(struct str text)
{
    struct purpose purpose;
    struct err_list errors = {0};
    if (purpose_parse(text, "fuzz", STR("p"), &purpose, &errors) != 0) {
        check_errors(&errors);
        return;
    }
    bool any = false;
    assert(purpose.powers.count > 0 && purpose.roles.count > 0 && purpose.sources.count > 0);
    for (int c = 0; c < FIELD_CATEGORIES; c++) {
        any = any || purpose.level[RELATION_SELF][c] != DETAIL_NONE;
        for (int r = 0; r < RELATIONS; r++) {
            assert(detail_fits((enum field_category)c, purpose.level[r][c]));
        }
    }
    assert(any);
    purpose_free(&purpose);
}

static void try_gateways(struct str text)
{
    struct gateway_list list;
    struct err_list errors = {0};
    if (gateway_list_parse(text, "fuzz", &list, &errors) != 0) {
        check_errors(&errors);
        return;
    }
    for (size_t i = 0; i < list.count; i++) {
        assert(list.at[i].between.count >= 2 && list.at[i].powers.count > 0);
    }
    gateway_list_free(&list);
}

static void try_staff(struct str text)
{
    struct staff staff;
    struct err_list errors = {0};
    if (staff_parse(text, "fuzz", &staff, &errors) != 0) {
        check_errors(&errors);
        return;
    }
    for (size_t i = 0; i < staff.count; i++) {
        size_t administers = 0;
        assert(staff_find(&staff, staff.people[i].login) == &staff.people[i]);
        for (size_t d = 0; d < staff.department_count; d++) {
            administers += names_have(&staff.departments[d].administrators, staff.people[i].login);
        }
        assert(administers < staff.department_count);
    }
    staff_free(&staff);
}

static void try_approvals(struct str text)
{
    struct approval_list list, again;
    struct err_list errors = {0};
    struct buf written = {0};
    if (approval_list_parse(text, "fuzz", NULL, &list, &errors) != 0) {
        check_errors(&errors);
        return;
    }
    for (size_t i = 0; i < list.count; i++) {
        assert(!list.at[i].genuine);
    }
    assert(approval_list_write(&written, &list) == 0);
    int code = approval_list_parse(buf_str(&written), "again", NULL, &again, &errors);
    assert(code == 0 && again.count == list.count);
    approval_list_free(&again);
    approval_list_free(&list);
    buf_free(&written);
}

static void try_watch(struct str text)
{
    struct watch_settings watch;
    struct err_list errors = {0};
    if (watch_settings_parse(text, "fuzz", &watch, &errors) != 0) {
        check_errors(&errors);
        return;
    }
    assert(watch.window_days > 0 && watch.day_begins < watch.day_ends);
    for (size_t i = 0; i < watch.famous_count; i++) {
        assert(watch.famous[i].key.len > 0);
    }
    watch_settings_free(&watch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_make((const char *)data, size);
    try_purpose(text);
    try_gateways(text);
    try_staff(text);
    try_approvals(text);
    try_watch(text);
    return 0;
}
