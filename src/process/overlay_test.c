/* overlay_test.c - what a council may put on a pack, and a hundred things that it may not: each
 * refused with the clause, its line in the overlay and its line in the pack. */
#include "pack_test.h"

/* lay - an overlay of one file (and overlay.yaml, unless it is that) on the pack. Errors added. */
static int lay(const char *path, const char *text, struct event_pack *pack, struct err_list *errors)
{
    struct pack_folder folder = {.where = "overlay"};
    struct err err;
    test_pack(NULL, pack);
    if (strcmp(path, "overlay.yaml") != 0) {
        assert_int_equal(pack_folder_add(&folder, STR("overlay.yaml"),
                                         STR("overlay: moving\npack_version: 3\n"), &err),
                         0);
    }
    assert_int_equal(pack_folder_add(&folder, str_of(path), str_of(text), &err), 0);
    pack_folder_sort(&folder);
    return overlay_apply(&folder, pack, errors);
}

/* ---- what is allowed ---- */

#define LOCAL_STEP                                                                                 \
    "steps:\n"                                                                                     \
    "  - step: visit\n"                                                                            \
    "    kind: task\n"                                                                             \
    "    title: {en: \"Visit\", cy: \"Ymweld\"}\n"                                                 \
    "    team: electoral\n"

static const struct {
    const char *path, *text;
} allowed[] = {
    {"overlay.yaml", "overlay: moving\npack_version: 2\nteams: {council_tax: revenues_north}\n"},
    {"duties.yaml", "duties: [{duty: bill, within: 28 days}]\n"},
    {"duties.yaml", "duties: [{duty: bill, within: 3 weeks, owner: electoral}]\n"},
    {"duties.yaml", "duties: [{duty: bill, within: 1 day, finds_out: electoral}]\n"},
    {"duties.yaml", "duties: [{duty: discount, within: 10 days}]\n"},
    {"duties.yaml", "duties: [{duty: register, within: 8 weeks}]\n"},
    {"duties.yaml", "duties: [{duty: welcome, owner: electoral}]\n"},
    {"duties.yaml",
     "duties:\n"
     "  - duty: ring_back\n"
     "    title: {en: \"A call\", cy: \"Galwad\"}\n"
     "    text: {en: \"We ring.\", cy: \"Byddwn yn ffonio.\"}\n"
     "    basis: charter\n"
     "    nation: both\n"
     "    owner: electoral\n"
     "    applies_when: answers.alone\n"
     "    clock: {starts: event.known, within: 2 days}\n"
     "    discharged_by: [ask_student]\n"},
    {"process.yaml", "steps: [{step: send_bill, due: 5 working days, team: electoral}]\n"},
    {"process.yaml",
     "steps: [{step: send_bill, escalate: {after: 1 working day, to: council_tax}}]\n"},
    {"process.yaml", "steps: [{step: give_discount, due: 3 days}]\n"},
    {"process.yaml", "steps: [{step: tell_resident, channel: {first: post}}]\n"},
    {"process.yaml", "steps: [{step: look_again, drop: true}]\n"},
    {"process.yaml", "steps: [{step: tell_old_council, drop: false}]\n"},
    {"process.yaml",
     "steps: [{step: tell_old_council, drop: true}, {step: look_again, drop: true}]\n"},
    {"process.yaml", "steps: [{step: tell_old_council, title: {en: \"Say\", cy: \"Dweud\"}}]\n"},
    {"process.yaml", LOCAL_STEP "    undo: nothing\n"
                                "    done_when: team_confirms\n"
                                "    after: [invite]\n"
                                "    purpose: electoral_registration\n"},
    {"process.yaml", LOCAL_STEP "    undo: undo_bill\n"
                                "    done_when: team_confirms\n"},
};

static void test_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        struct event_pack pack;
        struct err_list errors = {0};
        if (lay(allowed[i].path, allowed[i].text, &pack, &errors) != 0) {
            fail_msg("%s: %s:%zu: %s", allowed[i].text, errors.errors[0].file,
                     errors.errors[0].line, errors.errors[0].message);
        }
        err_list_free(&errors);
        event_pack_free(&pack);
    }
}

/* What it did. */
static void test_effect(void **state)
{
    (void)state;
    struct event_pack pack;
    struct err_list errors = {0};
    assert_int_equal(lay("duties.yaml",
                         "duties: [{duty: bill, within: 3 weeks, owner: electoral}]\n", &pack,
                         &errors),
                     0);
    const struct duty *bill = duty_find(&pack.duties, STR("bill"));
    assert_int_equal(bill->clock.rule.within.unit, UNIT_WEEKS);
    assert_true(str_eq(bill->owner, STR("electoral")));
    assert_true(str_eq(bill->tightened, STR("overlay/duties.yaml:1")));
    event_pack_free(&pack);
    assert_int_equal(
        lay("process.yaml", "steps: [{step: look_again, drop: true}]\n", &pack, &errors), 0);
    assert_null(step_find(&pack.steps, STR("look_again")));
    assert_non_null(step_find(&pack.steps, STR("tell_old_council")));
    event_pack_free(&pack);
    assert_int_equal(lay("overlay.yaml",
                         "overlay: moving\npack_version: 2\nteams: {council_tax: north}\n", &pack,
                         &errors),
                     0);
    assert_true(str_eq(pack_team_here(&pack, STR("council_tax")), STR("north")));
    assert_true(str_eq(pack_team_here(&pack, STR("electoral")), STR("electoral")));
    assert_int_equal(pack.overlay_version, 2);
    event_pack_free(&pack);
}

/* ---- what is not ---- */

#define DUTY(clause) "duties.yaml", "duties:\n  - duty: bill\n    " clause "\n"
#define DISCOUNT(clause) "duties.yaml", "duties:\n  - duty: discount\n    " clause "\n"
#define STEP(id, clause) "process.yaml", "steps:\n  - step: " id "\n    " clause "\n"
#define OVERLAY(clause) "overlay.yaml", "overlay: moving\npack_version: 3\n" clause "\n"
#define LOCAL(clause) "process.yaml", LOCAL_STEP clause
#define ENDS "    undo: nothing\n    done_when: team_confirms\n"
#define CHARTER(id, clause)                                                                        \
    "duties.yaml",                                                                                 \
        "duties:\n"                                                                                \
        "  - duty: " id                                                                            \
        "\n"                                                                                       \
        "    title: {en: \"A\", cy: \"B\"}\n"                                                      \
        "    text: {en: \"A\", cy: \"B\"}\n"                                                       \
        "    nation: both\n" clause

/* The line in the overlay, and what the message says, with the line in the pack. */
static const struct hostile {
    const char *path, *text;
    size_t line;
    const char *says[3];
} hostile[] = {
    /* a duty's clauses: each is the pack's */
    {DUTY("applies_when: 'false'"), 3, {"\"applies_when\"", "duty \"bill\"", "duties.yaml:10"}},
    {DUTY("applies_when: answers.alone"), 3, {"\"applies_when\"", "duties.yaml:10"}},
    {DUTY("refuse_when: [{when: 'true', reason: {en: \"n\", cy: \"n\"}}]"),
     3,
     {"\"refuse_when\"", "duties.yaml:2"}},
    {DISCOUNT("refuse_when: []"), 3, {"\"refuse_when\"", "duties.yaml:23"}},
    {DUTY("law: [{citation: \"none\"}]"), 3, {"\"law\"", "duties.yaml:7"}},
    {DUTY("from: 2030-01-01"), 3, {"\"from\"", "duties.yaml:8"}},
    {DUTY("until: 2020-01-01"), 3, {"\"until\"", "duties.yaml:2"}},
    {DUTY("nation: england"), 3, {"\"nation\"", "duties.yaml:6"}},
    {DUTY("basis: charter"), 3, {"\"basis\"", "duties.yaml:5"}},
    {DUTY("basis: guidance"), 3, {"\"basis\"", "duties.yaml:5"}},
    {DUTY("owed_by: resident"), 3, {"\"owed_by\"", "duties.yaml:2"}},
    {DUTY("discharged_by: [ask_student]"), 3, {"\"discharged_by\"", "duties.yaml:12"}},
    {DUTY("discharged_by: []"), 3, {"\"discharged_by\"", "duties.yaml:12"}},
    {DISCOUNT("discharged_by: [tell_resident]"), 3, {"\"discharged_by\"", "duties.yaml:34"}},
    {DUTY("clock: {starts: event.known, within: 27 days}"), 3, {"\"clock\"", "duties.yaml:11"}},
    {DUTY("clock: {starts: event.date, within: 28 days}"), 3, {"\"clock\"", "duties.yaml:11"}},
    {DUTY("no_clock: {en: \"Never\", cy: \"Byth\"}"), 3, {"\"no_clock\"", "duties.yaml:2"}},
    {DUTY("pauses: []"), 3, {"\"pauses\"", "duties.yaml:2"}},
    {DUTY("starts: today"), 3, {"\"starts\"", "duties.yaml:2"}},
    {DUTY("first_day: next"), 3, {"\"first_day\"", "duties.yaml:2"}},
    {DUTY("last_day: next_working_day"), 3, {"\"last_day\"", "duties.yaml:2"}},
    {DUTY("unverified: \"we doubt it\""), 3, {"\"unverified\"", "duties.yaml:2"}},
    {DISCOUNT("unverified: \"\""), 3, {"\"unverified\"", "duties.yaml:19"}},
    {DUTY("title: {en: \"x\", cy: \"y\"}"), 3, {"\"title\"", "duties.yaml:3"}},
    {DUTY("text: {en: \"x\", cy: \"y\"}"), 3, {"\"text\"", "duties.yaml:4"}},
    {DUTY("drop: true"), 3, {"\"drop\"", "duty \"bill\"", "duties.yaml:2"}},
    {DUTY("duties: []"), 3, {"\"duties\"", "duties.yaml:2"}},
    {DUTY("withim: 3 days"), 3, {"\"withim\"", "duties.yaml:2"}},
    {"duties.yaml",
     "duties:\n  - duty: register\n    from: 2026-12-02\n",
     3,
     {"\"from\"", "duties.yaml:35"}},
    {"duties.yaml",
     "duties:\n  - duty: welcome\n    applies_when: 'false'\n",
     3,
     {"\"applies_when\"", "duties.yaml:63"}},
    /* a longer clock, however it is said */
    {DUTY("within: 29 days"),
     3,
     {"\"within\"", "29 days may end later than 28 days", "duties.yaml:11"}},
    {DUTY("within: 28 working days"), 3, {"may end later", "duties.yaml:11"}},
    {DUTY("within: 21 working days"), 3, {"may end later", "duties.yaml:11"}},
    {DUTY("within: 5 weeks"), 3, {"may end later", "duties.yaml:11"}},
    {DUTY("within: 1 month"), 3, {"1 month may end later than 28 days", "duties.yaml:11"}},
    {DUTY("within: 9999 days"), 3, {"may end later", "duties.yaml:11"}},
    {DUTY("within: 9999 months"), 3, {"may end later", "duties.yaml:11"}},
    {DUTY("within: 9999 working days"), 3, {"may end later", "duties.yaml:11"}},
    {DISCOUNT("within: 11 working days"), 3, {"may end later", "duties.yaml:28"}},
    {DISCOUNT("within: 14 days"), 3, {"may end later", "duties.yaml:28"}},
    {DISCOUNT("within: 12 days"), 3, {"may end later", "duties.yaml:28"}}, /* when it is paused */
    {DISCOUNT("within: 2 weeks"), 3, {"may end later", "duties.yaml:28"}},
    {DISCOUNT("within: 1 month"), 3, {"may end later", "duties.yaml:28"}},
    {"duties.yaml",
     "duties:\n  - duty: register\n    within: 57 days\n",
     3,
     {"57 days may end later than 56 days", "duties.yaml:44"}},
    {"duties.yaml",
     "duties:\n  - duty: register\n    within: 2 months\n",
     3,
     {"may end later than 56 days", "duties.yaml:44"}},
    {"duties.yaml",
     "duties:\n  - duty: welcome\n    within: 3 days\n",
     3,
     {"\"within\"", "has no clock", "duties.yaml:64"}},
    {DUTY("within: 0 days"), 3, {"a length is wanted"}},
    {DUTY("within: -1 days"), 3, {"a length is wanted"}},
    {DUTY("within: 28"), 3, {"a length is wanted"}},
    {DUTY("within: [28 days]"), 3, {"text"}},
    {DUTY("within: {days: 28}"), 3, {"text"}},
    {"duties.yaml",
     "duties:\n  - {duty: bill, within: 5 days}\n  - {duty: bill, within: 6 days}\n",
     3,
     {"\"bill\" stands already on line 2"}},
    {"duties.yaml",
     "duties:\n  - {duty: bill, within: 5 days, within: 40 days}\n",
     2,
     {"stands here twice"}},
    /* teams that aren't there */
    {DUTY("owner: nobody"), 3, {"\"owner\"", "\"nobody\" is no team", "pack.yaml:8"}},
    {DUTY("finds_out: nobody"), 3, {"\"finds_out\"", "pack.yaml:8"}},
    {DUTY("owner: ''"), 3, {"empty"}},
    {STEP("send_bill", "team: nobody"), 3, {"\"team\"", "pack.yaml:8"}},
    {STEP("send_bill", "escalate: {after: 1 day, to: nobody}"), 3, {"\"nobody\" is no team"}},
    {OVERLAY("teams: {nobody: north}"), 3, {"\"nobody\" is no team", "pack.yaml:8"}},
    {OVERLAY("teams: [council_tax]"), 3, {"a map is wanted"}},
    {OVERLAY("teams: {council_tax: 'not a name'}"), 3, {"can't be a name"}},
    /* widening the pack */
    {OVERLAY("purposes: [housing_benefit_and_reduction]"), 3, {"\"purposes\"", "pack.yaml:6"}},
    {OVERLAY("purposes: []"), 3, {"\"purposes\"", "pack.yaml:6"}},
    {OVERLAY("facts: [person.age]"), 3, {"\"facts\"", "pack.yaml:7"}},
    {OVERLAY("nation: wales"), 3, {"\"nation\"", "pack.yaml:5"}},
    {OVERLAY("version: 4"), 3, {"\"version\"", "pack.yaml:2"}},
    {OVERLAY("partners: {spy: {en: \"Spy\", cy: \"Ysbïwr\"}}"),
     3,
     {"\"partners\"", "pack.yaml:11"}},
    {OVERLAY("title: {en: \"x\", cy: \"y\"}"), 3, {"\"title\"", "pack.yaml:3"}},
    {OVERLAY("pack: other"), 3, {"\"pack\"", "pack.yaml:1"}},
    {OVERLAY("drop: [bill]"), 3, {"drop"}},
    {"overlay.yaml", "overlay: bereavement\npack_version: 3\n", 1, {"another pack"}},
    {"overlay.yaml", "overlay: moving\n", 1, {"pack_version"}},
    {"overlay.yaml", "overlay: moving\npack_version: 0\n", 2, {"1"}},
    {"event.yaml", "event: moving\n", 1, {"an overlay has no \"event.yaml\"", "event.yaml:1"}},
    {"pack.yaml", "pack: moving\n", 1, {"an overlay has no \"pack.yaml\"", "pack.yaml:1"}},
    {"triggers/spy.yaml", "trigger: spy\n", 1, {"an overlay has no \"triggers/spy.yaml\""}},
    {"measures.yaml", "measures: []\n", 1, {"an overlay has no \"measures.yaml\""}},
    {"tests/x.yaml", "tests: []\n", 1, {"an overlay has no \"tests/x.yaml\""}},
    /* a step that keeps a duty */
    {STEP("send_bill", "drop: true"),
     3,
     {"\"drop\"", "discharges the duty \"bill\"", "duties.yaml:12"}},
    {STEP("give_discount", "drop: true"),
     3,
     {"discharges the duty \"discount\"", "duties.yaml:34"}},
    {STEP("tell_resident", "drop: true"),
     3,
     {"discharges the duty \"discount\"", "duties.yaml:34"}},
    {STEP("invite", "drop: true"), 3, {"discharges the duty \"register\"", "duties.yaml:45"}},
    {STEP("ask_student", "drop: true"),
     3,
     {"asks what the duty \"discount\" hangs on", "duties.yaml:22"}},
    /* whose answer ends a pause, which would never end */
    {STEP("note_evidence", "drop: true"), 3, {"asks what the duty \"discount\" hangs on"}},
    {STEP("tell_old_council", "drop: true"), 3, {"comes before \"look_again\"", "process.yaml:68"}},
    {STEP("undo_bill", "drop: true"), 3, {"undoes \"send_bill\"", "process.yaml:8"}},
    {STEP("look_again", "drop: perhaps"), 3, {"true"}},
    {STEP("send_bill", "kind: task"), 3, {"\"kind\"", "step \"send_bill\"", "process.yaml:3"}},
    {STEP("send_bill", "when: 'false'"), 3, {"\"when\"", "process.yaml:2"}},
    {STEP("send_bill", "after: [look_again]"), 3, {"\"after\"", "process.yaml:2"}},
    {STEP("give_discount", "after: []"), 3, {"\"after\"", "process.yaml:31"}},
    {STEP("give_discount", "for_duty: bill"), 3, {"\"for_duty\"", "process.yaml:30"}},
    {STEP("send_bill", "done_when: team_confirms"), 3, {"\"done_when\"", "process.yaml:9"}},
    {STEP("send_bill", "confirmation: {en: \"x\", cy: \"y\"}"),
     3,
     {"\"confirmation\"", "process.yaml:2"}},
    {STEP("tell_resident", "sending_suffices: false"),
     3,
     {"\"sending_suffices\"", "process.yaml:43"}},
    {STEP("send_bill", "source: housing"), 3, {"\"source\"", "process.yaml:6"}},
    {STEP("send_bill", "fields: [event.date]"), 3, {"\"fields\"", "process.yaml:2"}},
    {STEP("tell_old_council", "fields: [event.date, household.size]"),
     3,
     {"\"fields\"", "process.yaml:59"}},
    {STEP("tell_old_council", "to: council_tax"), 3, {"\"to\"", "process.yaml:58"}},
    {STEP("tell_resident", "to: subject"), 3, {"\"to\"", "process.yaml:39"}},
    {STEP("invite", "purpose: council_tax_billing"), 3, {"\"purpose\"", "process.yaml:48"}},
    {STEP("invite", "options: {no_add: {en: \"No\", cy: \"Na\"}}"),
     3,
     {"\"options\"", "process.yaml:49"}},
    {STEP("invite", "appeal: {en: \"None\", cy: \"Dim\"}"), 3, {"\"appeal\"", "process.yaml:50"}},
    {STEP("send_bill", "undo: nothing"), 3, {"\"undo\"", "process.yaml:8"}},
    {STEP("ask_student", "asks: [alone]"), 3, {"\"asks\"", "process.yaml:22"}},
    {STEP("look_again", "for: 3 months"), 3, {"\"for\"", "process.yaml:69"}},
    {STEP("send_bill", "due: 11 working days"),
     3,
     {"\"due\"", "11 working days may end later than 10 working days", "process.yaml:10"}},
    {STEP("send_bill", "due: 3 weeks"), 3, {"may end later", "process.yaml:10"}},
    {STEP("tell_old_council", "due: 31 days"), 3, {"may end later", "process.yaml:63"}},
    {STEP("send_bill", "escalate: {after: 3 working days, to: electoral}"),
     3,
     {"\"escalate\"", "may end later than 2 working days", "process.yaml:11"}},
    {STEP("send_bill", "escalate: nobody"), 3, {"map"}},
    {STEP("send_bill", "channel: {first: post}"), 3, {"\"channel\"", "process.yaml:2"}},
    {STEP("send_bill", "letter: welcome"), 3, {"\"letter\"", "process.yaml:2"}},
    {STEP("send_bill", "guidance: register"), 3, {"\"guidance\"", "process.yaml:2"}},
    {STEP("tell_resident", "letter: missing"), 3, {"there is no letters/missing"}},
    {STEP("tell_resident", "channel: {first: pigeon}"), 3, {"\"pigeon\" is not known"}},
    {"process.yaml",
     "steps:\n  - {step: invite, drop: true}\n  - {step: invite}\n",
     2,
     {"discharges the duty"}},
    {"process.yaml",
     "steps:\n  - {step: look_again, drop: true}\n  - {step: look_again}\n",
     3,
     {"stands already on line 2"}},
    {"process.yaml",
     "steps:\n  - {step: send_bill, due: 1 day}\n  - {step: send_bill}\n",
     3,
     {"\"send_bill\" stands already on line 2"}},
    /* steps of its own that reach too far */
    {LOCAL("    purpose: housing_benefit_and_reduction\n" ENDS),
     6,
     {"\"purpose\"", "can't widen it", "pack.yaml:6"}},
    {LOCAL("    undo: ask_student\n    done_when: team_confirms\n"),
     6,
     {"\"undo\"", "\"ask_student\" is a step of the pack", "process.yaml:18"}},
    {LOCAL("    undo: send_bill\n    done_when: team_confirms\n"),
     6,
     {"\"undo\"", "process.yaml:2"}},
    {LOCAL("    when: person.age > 64\n" ENDS), 6, {"age"}},
    {LOCAL("    when: household.known.adult_social_care\n" ENDS), 6, {"known"}},
    {LOCAL("    after: [undo_bill]\n" ENDS), 6, {"undo another"}},
    {LOCAL("    after: [visit]\n" ENDS), 6, {"for itself"}},
    {"process.yaml",
     "steps:\n"
     "  - step: tell_all\n"
     "    kind: notice\n"
     "    title: {en: \"Tell\", cy: \"Dweud\"}\n"
     "    team: electoral\n"
     "    to: old_council\n"
     "    fields: [person.birth_date]\n"
     "    undo: tell_team\n"
     "    done_when: recipient_confirms\n",
     7,
     {"\"fields\"", "\"person.birth_date\" is no fact of the pack", "pack.yaml:7"}},
    {"process.yaml",
     "steps:\n"
     "  - step: tell_all\n"
     "    kind: notice\n"
     "    title: {en: \"Tell\", cy: \"Dweud\"}\n"
     "    team: electoral\n"
     "    to: newspaper\n"
     "    fields: [event.date]\n"
     "    undo: tell_team\n"
     "    done_when: recipient_confirms\n",
     6,
     {"\"newspaper\" is no partner of pack.yaml"}},
    /* duties of its own that aren't promises */
    {CHARTER("fine",
             "    basis: law\n    law: [{citation: \"ours\"}]\n    owner: council_tax\n"
             "    applies_when: 'true'\n    no_clock: {en: \"a\", cy: \"b\"}\n"
             "    discharged_by: [send_bill]\n"),
     6,
     {"\"basis\" of \"fine\"", "duties.yaml:2"}},
    {CHARTER("fine",
             "    basis: charter\n    owner: council_tax\n    applies_when: person.age > 3\n"
             "    no_clock: {en: \"a\", cy: \"b\"}\n    discharged_by: [send_bill]\n"),
     8,
     {"age"}},
    {CHARTER("fine",
             "    basis: charter\n    owner: council_tax\n    applies_when: 'true'\n"
             "    no_clock: {en: \"a\", cy: \"b\"}\n    discharged_by: [undo_bill]\n"),
     10,
     {"undo another"}},
    {CHARTER("fine",
             "    basis: charter\n    owner: north\n    applies_when: 'true'\n"
             "    no_clock: {en: \"a\", cy: \"b\"}\n    discharged_by: [send_bill]\n"),
     7,
     {"\"owner\"", "pack.yaml:8"}},
    {CHARTER("fine",
             "    basis: charter\n    owner: council_tax\n    applies_when: 'true'\n"
             "    no_clock: {en: \"a\", cy: \"b\"}\n"),
     2,
     {"\"discharged_by\" is missing"}},
    /* wording */
    {"letters/welcome.en.md",
     "---\ntitle: Hello\n---\nDear {{recipient.name}}.\n",
     1,
     {"{{event.date}}", "letters/welcome.en.md:1"}},
    {"letters/welcome.en.md",
     "---\ntitle: Hello\n---\n{{recipient.name}} {{event.date}} {{household.size}}\n",
     1,
     {"{{household.size}} is not in the pack's text", "letters/welcome.en.md:1"}},
    {"letters/welcome.en.md",
     "---\ntitle: Hello\nsays_what_happened: true\n---\n{{recipient.name}} {{event.date}}\n",
     1,
     {"\"says_what_happened\"", "letters/welcome.en.md:1"}},
    {"letters/welcome.cy.md",
     "---\ntitle: Helo\nsafe_because: quite\n---\n{{recipient.name}} {{event.date}}\n",
     1,
     {"\"safe_because\"", "letters/welcome.cy.md:1"}},
    {"letters/welcome.en.md",
     "---\ntitle: Hello\n---\n{{recipient.name}} {{event.date}} <script>\n",
     4,
     {"HTML"}},
    {"letters/other.en.md",
     "---\ntitle: Other\n---\nHello {{person.birth_date}}.\n",
     4,
     {"{{person.birth_date}} is no field"}},
    {"letters/other.en.md", "---\ntitle: Other\n---\nHello.\n", 0, {"has no twin in Welsh"}},
    {"letters/other.en.md", "Hello.\n", 1, {"begins with a head"}},
};

static bool says(const struct err *err, const char *const parts[3])
{
    bool all = true;
    for (int i = 0; i < 3 && parts[i] != NULL; i++) {
        all = all && strstr(err->message, parts[i]) != NULL;
    }
    return all;
}

static void test_hostile(void **state)
{
    (void)state;
    enum { COUNT = sizeof hostile / sizeof hostile[0] };
    size_t wrong = 0;
    assert_true(COUNT >= 100);
    for (size_t i = 0; i < COUNT; i++) {
        const struct hostile *h = &hostile[i];
        struct event_pack pack;
        struct err_list errors = {0};
        bool found = false;
        int code = lay(h->path, h->text, &pack, &errors);
        for (size_t e = 0; e < errors.kept && !found; e++) {
            const struct err *err = &errors.errors[e];
            found = (h->line == 0 || err->line == h->line) &&
                    strncmp(err->file, "overlay/", 8) == 0 && says(err, h->says);
        }
        if (code == 0 || !found) {
            wrong++;
            print_error("overlay %zu: %s\nwanted line %zu: %s\n%s:%zu: %s", i, h->text, h->line,
                        h->says[0], code != 0 ? errors.errors[0].file : "nothing",
                        code != 0 ? errors.errors[0].line : 0,
                        code != 0 ? errors.errors[0].message : "was refused");
        }
        err_list_free(&errors);
        event_pack_free(&pack);
    }
    assert_int_equal(wrong, 0);
}

/* Of several mistakes each is told. */
static void test_all_are_told(void **state)
{
    (void)state;
    struct event_pack pack;
    struct err_list errors = {0};
    assert_int_not_equal(lay("duties.yaml",
                             "duties:\n  - {duty: bill, within: 40 days, nation: wales}\n"
                             "  - {duty: discount, applies_when: 'true'}\n",
                             &pack, &errors),
                         0);
    assert_int_equal(errors.count, 3);
    err_list_free(&errors);
    event_pack_free(&pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_allowed),
        cmocka_unit_test(test_effect),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_all_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
