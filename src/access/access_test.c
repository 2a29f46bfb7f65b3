/* access_test.c - a home of what the program ships: it fits together, each purpose opens what it
 * says and no more, approvals hold and are not to be forged, and the electoral register is joined
 * with nothing but by electoral registration. */
#define _GNU_SOURCE /* memmem */
#include "access.h"

#include "approved_text.h"
#include "seal_test.h"
#include "shipped.h"
#include "whole_file.h"

enum { TODAY = 20785 }; /* 2026-11-28 */

static const struct access_source sources[] = {
    {STR_INIT("benefits"), SOURCE_HOUSING_BENEFIT, false, {0}},
    {STR_INIT("care"), SOURCE_ADULT_SOCIAL_CARE, false, {0}},
    {STR_INIT("roll"), SOURCE_ELECTORAL_REGISTER, false, {0}},
    {STR_INIT("tax"), SOURCE_COUNCIL_TAX, false, {0}},
};

struct trial {
    char folder[64];
    char keys[80];
    struct seal *seal;
    struct access access;
};

static void load(struct trial *t, enum nation nation, const struct seal *seal)
{
    const struct access_options options = {t->folder, 7, nation, sources, COUNT(sources), seal};
    struct err_list errors = {0};
    if (access_load(&options, &t->access, &errors) != 0) {
        fail_msg("%s:%zu: %s", errors.errors[0].file, errors.errors[0].line,
                 errors.errors[0].message);
    }
}

/* begin - a home in which ann has everything and all that is shipped is approved. */
static void begin(struct trial *t)
{
    struct err err = {0};
    const struct shipped_person ann = {STR("ann"), true};
    *t = (struct trial){0};
    snprintf(t->folder, sizeof t->folder, "/tmp/cantref-access-XXXXXX");
    assert_non_null(mkdtemp(t->folder));
    snprintf(t->keys, sizeof t->keys, "%s/keys", t->folder);
    must(seal_keys_make(t->keys, &err), &err);
    must(seal_open(t->keys, &t->seal, &err), &err);
    must(shipped_write(t->folder, &ann, TODAY, &err), &err);
    load(t, NATION_WALES, t->seal);
    must(access_approve_shipped(&t->access, STR("ann"), STR("2026-11-28T09:00:00Z"), true, &err),
         &err);
    access_free(&t->access);
    load(t, NATION_WALES, t->seal);
}

static void finish(struct trial *t)
{
    char command[128];
    access_free(&t->access);
    seal_close(t->seal);
    snprintf(command, sizeof command, "rm -rf %s", t->folder);
    assert_int_equal(system(command), 0);
}

static void reload(struct trial *t, const struct seal *seal)
{
    access_free(&t->access);
    load(t, NATION_WALES, seal);
}

/* edit - in a file of the home, the first `what` becomes `into`. */
static void edit(struct trial *t, const char *name, const char *what, const char *into)
{
    char path[160];
    struct err err = {0};
    struct buf text = {0}, changed = {0};
    snprintf(path, sizeof path, "%s/%s", t->folder, name);
    must(file_read_whole(path, "the file", 1 << 20, &text, &err), &err);
    ptrdiff_t at = str_find(buf_str(&text), str_of(what));
    assert_true(at >= 0);
    buf_add(&changed, str_slice(buf_str(&text), 0, (size_t)at));
    buf_add(&changed, str_of(into));
    buf_add(&changed, str_slice(buf_str(&text), (size_t)at + strlen(what), text.len));
    must(file_replace(path, buf_str(&changed), 0666, &err), &err);
    buf_free(&text);
    buf_free(&changed);
}

static struct access_request request(const struct trial *t, const char *purpose, const char *source,
                                     enum field_category category)
{
    return (struct access_request){
        .council = 7,
        .day = TODAY,
        .person = access_person_find(&t->access, STR("ann")),
        .purpose = purpose[0] ? access_purpose_find(&t->access, str_of(purpose)) : ACCESS_NONE,
        .source = access_source_find(&t->access, str_of(source)),
        .seal_team = ACCESS_NONE,
        .category = (uint8_t)category,
        .has_case = true};
}

static const struct {
    const char *purpose, *source;
    enum field_category category;
    enum access_rule rule;
    enum detail_level level;
} asked[] = {
    {"council_tax_billing", "tax", CATEGORY_NAME, RULE_PURPOSE, DETAIL_FULL},
    {"council_tax_billing", "tax", CATEGORY_BIRTH_DATE, RULE_PURPOSE, DETAIL_AGE_BAND},
    {"council_tax_billing", "tax", CATEGORY_NHS_NUMBER, RULE_OTHER_FIELD, DETAIL_NONE},
    {"council_tax_billing", "care", CATEGORY_NAME, RULE_OTHER_SOURCE, DETAIL_NONE},
    {"council_tax_billing", "roll", CATEGORY_NAME, RULE_OTHER_SOURCE, DETAIL_NONE},
    {"adult_social_care_assessment", "care", CATEGORY_NHS_NUMBER, RULE_PURPOSE, DETAIL_FULL},
    {"electoral_registration", "roll", CATEGORY_NAME, RULE_PURPOSE, DETAIL_FULL},
    {"data_quality_review", "roll", CATEGORY_NAME, RULE_OTHER_SOURCE, DETAIL_NONE},
    {"information_governance_audit", "roll", CATEGORY_ADDRESS, RULE_PURPOSE,
     DETAIL_OUTWARD_POSTCODE},
    {"residents_own_view", "tax", CATEGORY_NAME, RULE_NOT_OWN_RECORD, DETAIL_NONE},
    {"", "tax", CATEGORY_NAME, RULE_NO_PURPOSE, DETAIL_NONE},
};

static void test_shipped(void **state)
{
    (void)state;
    struct trial t;
    struct err_list errors = {0}, notes = {0};
    begin(&t);
    assert_int_equal(t.access.purpose_count, 15);
    access_warn(&t.access, TODAY, &errors, &notes);
    assert_int_equal(errors.count, 0);
    for (size_t i = 0; i < COUNT(asked); i++) {
        struct access_request r = request(&t, asked[i].purpose, asked[i].source, asked[i].category);
        struct access_decision d = access_decide(&t.access.table, &r);
        if (access_decision_rule(d) != asked[i].rule ||
            access_decision_level(d) != asked[i].level) {
            fail_msg("case %zu: %s", i, access_rules[access_decision_rule(d)].name);
        }
    }
    struct access_request own = request(&t, "residents_own_view", "tax", CATEGORY_NAME);
    own.flags = ENTITY_ASKS;
    assert_true(access_decision_allows(access_decide(&t.access.table, &own)));
    err_list_free(&errors);
    err_list_free(&notes);
    finish(&t);
}

/* In either nation every purpose has a power; in neither, none has. */
static void test_nations(void **state)
{
    (void)state;
    static const enum nation nations[] = {NATION_ENGLAND, NATION_WALES, NATION_UNSAID};
    struct trial t;
    begin(&t);
    for (size_t n = 0; n < COUNT(nations); n++) {
        access_free(&t.access);
        load(&t, nations[n], t.seal);
        for (size_t p = 0; p < t.access.purpose_count; p++) {
            bool holds = power_holds(&t.access.purposes[p].powers, nations[n], TODAY);
            assert_int_equal(holds, nations[n] != NATION_UNSAID);
        }
        struct access_request r =
            request(&t, "adult_social_care_assessment", "care", CATEGORY_NAME);
        assert_int_equal(access_decision_rule(access_decide(&t.access.table, &r)),
                         nations[n] != NATION_UNSAID ? RULE_PURPOSE : RULE_NO_POWER);
    }
    finish(&t);
}

/* The register is in a set with another source for electoral registration alone. */
static void test_register_is_apart(void **state)
{
    (void)state;
    struct trial t;
    uint16_t set[COUNT(sources)];
    begin(&t);
    uint16_t roll = access_source_find(&t.access, STR("roll"));
    for (uint16_t p = 0; p < t.access.purpose_count; p++) {
        size_t with = 0;
        access_sets(&t.access, p, TODAY, set);
        for (size_t s = 0; s < COUNT(sources); s++) {
            with += s != roll && set[s] != 0 && set[s] == set[roll];
        }
        bool registration = str_eq(t.access.purposes[p].id, STR("electoral_registration"));
        assert_int_equal(with, registration ? 1 : 0);
    }
    finish(&t);
}

static enum access_rule billing(struct trial *t)
{
    struct access_request r = request(t, "council_tax_billing", "tax", CATEGORY_NAME);
    return access_decision_rule(access_decide(&t->access.table, &r));
}

/* bob - a second person who may approve. */
static void add_bob(struct trial *t)
{
    edit(t, "staff.yaml", "people:\n",
         "people:\n  - {login: bob, name: Bob, department: housing, teams: [data], roles: "
         "[information_governance]}\n  - {login: cat, name: Cat, department: housing, teams: "
         "[data], roles: [benefit_assessor]}\n");
}

/* approve - what `who` gets told who approves it: 0, or why not. */
static int approve(struct trial *t, enum approval_of of, const char *id, const char *who)
{
    struct err err = {0};
    size_t count = 0;
    return access_approve(&t->access, of, str_of(id), str_of(who), TODAY,
                          STR("2026-11-28T10:00:00Z"), &count, &err);
}

/* staff_approved - what stands in staff.yaml now, by ann and bob. */
static void staff_approved(struct trial *t)
{
    reload(t, t->seal);
    assert_int_equal(approve(t, APPROVAL_STAFF, STAFF_ID, "ann"), 0);
    assert_int_equal(approve(t, APPROVAL_STAFF, STAFF_ID, "bob"), 0);
    reload(t, t->seal);
    assert_true(t->access.staff_approved);
}

/* Who approves a change is told what it is; a copy that somebody wrote by hand counts for nothing.
 */
static void test_changes(void **state)
{
    (void)state;
    struct trial t;
    struct err err = {0};
    struct arena arena = {0};
    struct definition_changes changes;
    const struct str id = STR("council_tax_billing");
    begin(&t);
    add_bob(&t);
    staff_approved(&t);
    must(approved_text_changes(&t.access, APPROVAL_PURPOSE, id, &arena, &changes, &err), &err);
    assert_true(changes.is_known);
    assert_int_equal(changes.count, 0);
    edit(&t, "purposes/council_tax_billing.yaml", "birth_date: age_band", "birth_date: full");
    reload(&t, t.seal);
    must(approved_text_changes(&t.access, APPROVAL_PURPOSE, id, &arena, &changes, &err), &err);
    assert_int_equal(changes.count, 1);
    assert_true(str_eq(changes.at[0].clause, STR("fields.birth_date")));
    assert_true(str_eq(changes.at[0].before, STR("age_band")));
    assert_true(str_eq(changes.at[0].after, STR("full")));
    assert_int_equal(approve(&t, APPROVAL_PURPOSE, "council_tax_billing", "ann"), 0);
    must(approved_text_changes(&t.access, APPROVAL_PURPOSE, id, &arena, &changes, &err), &err);
    assert_int_equal(changes.count, 1); /* one is not enough */
    assert_int_equal(approve(&t, APPROVAL_PURPOSE, "council_tax_billing", "bob"), 0);
    must(approved_text_changes(&t.access, APPROVAL_PURPOSE, id, &arena, &changes, &err), &err);
    assert_int_equal(changes.count, 0);
    edit(&t, "approved/purposes/council_tax_billing.yaml", "birth_date: full", "birth_date: year");
    must(approved_text_changes(&t.access, APPROVAL_PURPOSE, id, &arena, &changes, &err), &err);
    assert_false(changes.is_known);
    const struct str gateway = t.access.gateways.at[0].id;
    must(approved_text_changes(&t.access, APPROVAL_GATEWAY, gateway, &arena, &changes, &err), &err);
    assert_true(changes.is_known);
    assert_int_equal(
        approved_text_changes(&t.access, APPROVAL_PURPOSE, STR("../x"), &arena, &changes, &err),
        ERR_NOTFOUND);
    arena_free(&arena);
    finish(&t);
}

static void test_approvals(void **state)
{
    (void)state;
    struct trial t;
    struct err err = {0};
    size_t count = 0;
    const struct str when = STR("2026-11-28T10:00:00Z"), id = STR("council_tax_billing");
    begin(&t);
    assert_int_equal(billing(&t), RULE_PURPOSE);
    add_bob(&t);
    staff_approved(&t);
    edit(&t, "purposes/council_tax_billing.yaml", "# A purpose", "# Some purpose");
    reload(&t, t.seal);
    assert_int_equal(billing(&t), RULE_PURPOSE); /* a comment changes nothing */
    edit(&t, "purposes/council_tax_billing.yaml", "birth_date: age_band", "birth_date: full");
    reload(&t, t.seal);
    assert_int_equal(billing(&t), RULE_NOT_APPROVED);
    struct approval_list *list = &t.access.approvals;
    size_t before = list->count;
    assert_int_equal(access_approve(&t.access, APPROVAL_PURPOSE, STR("nothing"), STR("ann"), TODAY,
                                    when, &count, &err),
                     ERR_NOTFOUND);
    assert_int_equal(
        access_approve(&t.access, APPROVAL_PURPOSE, id, STR("eve"), TODAY, when, &count, &err),
        ERR_DENIED);
    assert_int_equal(
        access_approve(&t.access, APPROVAL_PURPOSE, id, STR("cat"), TODAY, when, &count, &err),
        ERR_DENIED);
    assert_int_equal(list->count, before);
    must(access_approve(&t.access, APPROVAL_PURPOSE, id, STR("ann"), TODAY, when, &count, &err),
         &err);
    assert_int_equal(count, 1);
    assert_int_equal(
        access_approve(&t.access, APPROVAL_PURPOSE, id, STR("ann"), TODAY, when, &count, &err),
        ERR_CONFLICT);
    reload(&t, t.seal);
    assert_int_equal(billing(&t), RULE_NOT_APPROVED); /* one is not enough */
    must(access_approve(&t.access, APPROVAL_PURPOSE, id, STR("bob"), TODAY, when, &count, &err),
         &err);
    assert_int_equal(count, 2);
    reload(&t, t.seal);
    assert_int_equal(billing(&t), RULE_PURPOSE);
    uint8_t opening[CONTENT_HASH_BYTES] = {1};
    for (size_t i = 0; i < 2; i++) {
        must(access_approve_content(&t.access, APPROVAL_SEAL, STR("seal_1"), opening,
                                    i == 0 ? STR("ann") : STR("bob"), TODAY, when, &count, &err),
             &err);
        assert_int_equal(count, i + 1);
    }
    reload(&t, t.seal);
    assert_int_equal(approval_count(&t.access.approvals, APPROVAL_SEAL, STR("seal_1"), opening), 2);
    reload(&t, NULL);
    assert_int_equal(billing(&t), RULE_NOT_STAFF); /* without keys none counts, of staff neither */
    finish(&t);
}

/* Whatever is changed in an approval, it counts for nothing. */
static void test_forged(void **state)
{
    (void)state;
    static const char *const changes[][2] = {
        {"id: council_tax_billing\n    content: \"", "id: council_tax_billing\n    content: \"0"},
        {"who: ann\n", "who: bob\n"},
        {"when: \"2026", "when: \"2025"},
        {"mark: \"", "mark: \"0"},
        {"of: purpose\n", "of: gateway\n"},
    };
    for (size_t i = 0; i < COUNT(changes); i++) {
        struct trial t;
        begin(&t);
        size_t genuine = 0, after = 0;
        for (size_t a = 0; a < t.access.approvals.count; a++) {
            genuine += t.access.approvals.at[a].genuine;
        }
        assert_int_equal(genuine, t.access.approvals.count);
        edit(&t, "approvals.yaml", changes[i][0], changes[i][1]);
        if (i == 0 || i == 3) { /* keep the length of what is in hexadecimal */
            char path[160];
            struct buf text = {0};
            struct err err = {0};
            snprintf(path, sizeof path, "%s/approvals.yaml", t.folder);
            must(file_read_whole(path, "the file", 1 << 20, &text, &err), &err);
            size_t at =
                (size_t)str_find(buf_str(&text), str_of(changes[i][1])) + strlen(changes[i][1]);
            memmove(text.ptr + at, text.ptr + at + 1, text.len - at - 1);
            text.len--;
            text.ptr[at - 1] = '0';
            must(file_replace(path, buf_str(&text), 0666, &err), &err);
            buf_free(&text);
        }
        reload(&t, t.seal);
        for (size_t a = 0; a < t.access.approvals.count; a++) {
            after += t.access.approvals.at[a].genuine;
        }
        /* One in sixteen begins with the 0 that is put there. */
        assert_true(after == genuine - 1 || ((i == 0 || i == 3) && after == genuine));
        finish(&t);
    }
}

/* A source that calls itself something else is used by nothing until two have approved it. */
static void test_source(void **state)
{
    (void)state;
    struct trial t;
    struct access_source other[COUNT(sources)];
    uint16_t set[COUNT(sources)];
    begin(&t);
    memcpy(other, sources, sizeof other);
    other[2].category = SOURCE_CUSTOMER_CONTACT; /* the roll */
    other[2].content[0] = 1;
    const struct access_options options = {t.folder, 7, NATION_WALES, other, COUNT(other), t.seal};
    struct err_list errors = {0};
    add_bob(&t);
    staff_approved(&t);
    for (int approvals = 0; approvals <= 2; approvals++) {
        access_free(&t.access);
        assert_int_equal(access_load(&options, &t.access, &errors), 0);
        uint16_t roll = access_source_find(&t.access, STR("roll"));
        for (uint16_t p = 0; p < t.access.purpose_count; p++) {
            access_sets(&t.access, p, TODAY, set);
            assert_true(approvals == 2 || set[roll] == 0);
        }
        struct access_request r = request(&t, "data_quality_review", "roll", CATEGORY_NAME);
        assert_int_equal(access_decision_rule(access_decide(&t.access.table, &r)),
                         approvals == 2 ? RULE_PURPOSE : RULE_OTHER_SOURCE);
        if (approvals < 2) {
            assert_int_equal(approve(&t, APPROVAL_SOURCE, "roll", "cat"), ERR_DENIED);
            assert_int_equal(approve(&t, APPROVAL_SOURCE, "roll", approvals ? "bob" : "ann"), 0);
            assert_int_equal(approve(&t, APPROVAL_SOURCE, "roll", approvals ? "bob" : "ann"),
                             ERR_CONFLICT);
        }
    }
    assert_int_equal(approve(&t, APPROVAL_SOURCE, "rolls", "ann"), ERR_NOTFOUND);
    reload(&t, t.seal); /* as it was: that was approved, too */
    finish(&t);
}

static bool has_role(const struct trial *t, const char *login, const char *role)
{
    const struct staff_member *person = staff_find(&t->access.staff, str_of(login));
    return person != NULL && names_have(&person->roles, str_of(role));
}

/* What staff.yaml newly gives waits for two; what it takes away doesn't. */
static void test_staff(void **state)
{
    (void)state;
    struct trial t;
    begin(&t);
    add_bob(&t);
    reload(&t, t.seal);
    assert_false(t.access.staff_approved);
    assert_true(has_role(&t, "ann", "information_governance"));
    assert_false(has_role(&t, "bob", "information_governance"));
    assert_int_equal(approve(&t, APPROVAL_PURPOSE, "blue_badge", "bob"), ERR_DENIED);
    /* Whom the change alone gives the role comes after ann, and cat never. */
    assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, "bob"), ERR_DENIED);
    assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, "cat"), ERR_DENIED);
    assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, "ann"), 0);
    assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, "ann"), ERR_CONFLICT);
    assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, "cat"), ERR_DENIED);
    reload(&t, t.seal);
    assert_false(has_role(&t, "bob", "information_governance"));
    assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, "bob"), 0);
    reload(&t, t.seal);
    assert_true(has_role(&t, "bob", "information_governance"));
    assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, "bob"), ERR_CONFLICT);
    /* There are two now: a third is approved by them alone. */
    edit(&t, "staff.yaml", "roles: [benefit_assessor]", "roles: [information_governance]");
    reload(&t, t.seal);
    assert_false(has_role(&t, "cat", "information_governance"));
    assert_false(has_role(&t, "cat", "benefit_assessor")); /* taken away at once */
    assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, "ann"), 0);
    assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, "cat"), ERR_DENIED);
    assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, "bob"), 0);
    finish(&t);
}

static void test_staff_got_around(void **state)
{
    (void)state;
    struct trial t;
    begin(&t);
    add_bob(&t);
    staff_approved(&t);
    /* Ann leaves, by a line that eve wrote, who names herself and a friend: neither is in force,
     * neither can approve, and nor can ann until the line is gone. */
    edit(&t, "staff.yaml", "login: ann", "login: eve");
    edit(&t, "staff.yaml", "administrators: [ann]", "administrators: [eve]");
    edit(&t, "staff.yaml", "login: bob", "login: fay");
    reload(&t, t.seal);
    assert_int_equal(t.access.staff.count, 1); /* cat */
    static const char *const all[] = {"ann", "bob", "cat", "eve", "fay"};
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, all[i]), ERR_DENIED);
        assert_int_equal(approve(&t, APPROVAL_PURPOSE, "blue_badge", all[i]), ERR_DENIED);
    }
    /* With the approved file gone, or another in its place: the same. */
    edit(&t, "staff.approved.yaml", "login: ann", "login: eve");
    reload(&t, t.seal);
    assert_int_equal(t.access.staff.count, 0);
    assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, "eve"), ERR_CONFLICT);
    char path[160];
    snprintf(path, sizeof path, "%s/staff.approved.yaml", t.folder);
    assert_int_equal(remove(path), 0);
    reload(&t, t.seal);
    assert_int_equal(t.access.staff.count, 0);
    assert_int_equal(approve(&t, APPROVAL_STAFF, STAFF_ID, "fay"), ERR_CONFLICT);
    finish(&t);
}

/* An older staff.yaml, once approved, gives back what was taken only when two approve it again. */
static void test_staff_put_back(void **state)
{
    (void)state;
    struct trial t;
    begin(&t);
    add_bob(&t);
    staff_approved(&t);
    edit(&t, "staff.yaml", "roles: [benefit_assessor]", "roles: [admissions_officer]");
    staff_approved(&t);
    edit(&t, "staff.yaml", "roles: [admissions_officer]", "roles: [benefit_assessor]");
    reload(&t, t.seal);
    assert_false(t.access.staff_approved);
    assert_false(has_role(&t, "cat", "benefit_assessor"));
    staff_approved(&t);
    assert_true(has_role(&t, "cat", "benefit_assessor"));
    /* Own records count at once, whoever approved; taking one out doesn't. */
    edit(&t, "staff.yaml", "roles: [benefit_assessor]",
         "roles: [benefit_assessor], records: "
         "[\"tax:7\"]");
    reload(&t, t.seal);
    assert_int_equal(staff_find(&t.access.staff, STR("cat"))->records.count, 1);
    staff_approved(&t);
    edit(&t, "staff.yaml", ", records: [\"tax:7\"]", "");
    reload(&t, t.seal);
    assert_int_equal(staff_find(&t.access.staff, STR("cat"))->records.count, 1);
    finish(&t);
}

/* An approval of one home is none in another, whose key is another. */
static void test_other_home(void **state)
{
    (void)state;
    struct trial here, there;
    begin(&here);
    begin(&there);
    reload(&here, there.seal);
    assert_int_equal(billing(&here), RULE_NOT_STAFF);
    finish(&here);
    finish(&there);
}

static size_t findings(const struct err_list *list, const char *said)
{
    size_t found = 0;
    for (size_t i = 0; i < list->kept; i++) {
        found += str_find(str_of(list->errors[i].message), str_of(said)) >= 0;
    }
    return found;
}

static void test_review(void **state)
{
    (void)state;
    struct trial t;
    begin(&t);
    int32_t review = TODAY + SHIPPED_REVIEW_DAYS;
    static const struct {
        int days; /* before the review's day */
        size_t notes, errors;
    } cases[] = {{61, 0, 0}, {60, 15, 0}, {0, 15, 0}, {-1, 0, 15}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err_list errors = {0}, notes = {0};
        access_warn(&t.access, review - cases[i].days, &errors, &notes);
        assert_int_equal(findings(&notes, "its review is due"), cases[i].notes);
        assert_int_equal(findings(&errors, "it has stopped"), cases[i].errors);
        struct access_request r = request(&t, "council_tax_billing", "tax", CATEGORY_NAME);
        r.day = review - cases[i].days;
        assert_int_equal(access_decision_rule(access_decide(&t.access.table, &r)),
                         cases[i].errors ? RULE_REVIEW_OVERDUE : RULE_PURPOSE);
        err_list_free(&errors);
        err_list_free(&notes);
    }
    finish(&t);
}

static const struct {
    const char *file, *what, *into, *said;
} mistakes[] = {
    {"purposes/blue_badge.yaml", "[blue_badge_officer]", "[wizard]", "staff.yaml has no role"},
    {"purposes/blue_badge.yaml", "sources: [", "sources: [source:magic, ",
     "the home has no source"},
    {"staff.yaml", "      blue_badge: [adult_care, customer_service]\n", "",
     "no department answers for it"},
    {"staff.yaml", "blue_badge: [adult", "red_badge: [adult", "there is no purpose"},
    {"gateways.yaml", "purposes: [blue_badge]", "purposes: [red_badge]", "there is no purpose"},
    {"gateways.yaml", "between: [", "between: [source:magic, ", "the home has no source"},
    {"approvals.yaml", "  - of: purpose\n", "  - of: everything\n", "is not known here"},
};

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        struct trial t;
        struct access none;
        struct err_list errors = {0};
        begin(&t);
        edit(&t, mistakes[i].file, mistakes[i].what, mistakes[i].into);
        const struct access_options options = {t.folder,       7,     NATION_WALES, sources,
                                               COUNT(sources), t.seal};
        assert_int_equal(access_load(&options, &none, &errors), ERR_INPUT);
        if (findings(&errors, mistakes[i].said) == 0) {
            fail_msg("case %zu: %s", i, errors.errors[0].message);
        }
        err_list_free(&errors);
        finish(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped),
        cmocka_unit_test(test_nations),
        cmocka_unit_test(test_register_is_apart),
        cmocka_unit_test(test_approvals),
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_forged),
        cmocka_unit_test(test_source),
        cmocka_unit_test(test_staff),
        cmocka_unit_test(test_staff_got_around),
        cmocka_unit_test(test_staff_put_back),
        cmocka_unit_test(test_other_home),
        cmocka_unit_test(test_review),
        cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
