/* pack_test.h - a small pack for tests, and ways to load it with something changed. It has a duty
 * of each kind: of two nations, of two times, with a refusal, with pauses, without a clock, of a
 * charter. */
#ifndef CANTREF_PROCESS_PACK_TEST_H
#define CANTREF_PROCESS_PACK_TEST_H

#include "overlay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct test_file {
    const char *path, *text;
} test_pack_files[] = {
    {"pack.yaml",
     "pack: moving\n"
     "version: 3\n"
     "title: {en: \"A move\", cy: \"Symud\"}\n"
     "about: {en: \"A move.\", cy: \"Symud.\"}\n"
     "nation: both\n"
     "purposes: [council_tax_billing, electoral_registration]\n"
     "facts: [event.date, event.known, person.known.council_tax, household.size]\n"
     "teams:\n"
     "  council_tax: {en: \"Council Tax\", cy: \"Treth Gyngor\"}\n"
     "  electoral: {en: \"Elections\", cy: \"Etholiadau\"}\n"
     "partners:\n"
     "  old_council: {en: \"The old council\", cy: \"Yr hen gyngor\"}\n"},
    {"event.yaml",
     "event: moving\n"
     "title: {en: \"Somebody has moved\", cy: \"Mae rhywun wedi symud\"}\n"
     "subject: person\n"
     "told_by: [self, family]\n"
     "sensitivity: ordinary\n"
     "languages: [en, cy]\n"
     "questions:\n"
     "  - question: alone\n"
     "    text: {en: \"Alone?\", cy: \"Ar eich pen eich hun?\"}\n"
     "    type: yes_no\n"
     "  - question: student\n"
     "    text: {en: \"A student?\", cy: \"Myfyriwr?\"}\n"
     "    type: yes_no\n"
     "    asked_of: team\n"
     "  - question: tenure\n"
     "    text: {en: \"The home is\", cy: \"Mae’r cartref\"}\n"
     "    type: choice\n"
     "    required: true\n"
     "    options:\n"
     "      owned: {en: \"owned\", cy: \"yn eiddo\"}\n"
     "      rented: {en: \"rented\", cy: \"ar rent\"}\n"
     "  - question: asked_on\n"
     "    text: {en: \"When was evidence asked for?\", cy: \"Pryd y gofynnwyd am dystiolaeth?\"}\n"
     "    type: date\n"
     "    asked_of: team\n"
     "  - question: came_on\n"
     "    text: {en: \"When did it come?\", cy: \"Pryd y daeth?\"}\n"
     "    type: date\n"
     "    asked_of: team\n"
     "same_when: {within_days: 60, answers: []}\n"},
    {"duties.yaml",
     "duties:\n"
     "  - duty: bill\n"
     "    title: {en: \"A bill\", cy: \"Bil\"}\n"
     "    text: {en: \"A new bill.\", cy: \"Bil newydd.\"}\n"
     "    basis: law\n"
     "    nation: both\n"
     "    law: [{citation: \"An Act 1992, section 1\", link: https://www.legislation.gov.uk/x}]\n"
     "    from: 1993-04-01\n"
     "    owner: council_tax\n"
     "    applies_when: answers.tenure = \"owned\" or answers.tenure = \"rented\"\n"
     "    clock: {starts: event.known, within: 28 days}\n"
     "    discharged_by: [send_bill]\n"
     "  - duty: discount\n"
     "    title: {en: \"A discount\", cy: \"Gostyngiad\"}\n"
     "    text: {en: \"A quarter less.\", cy: \"Chwarter yn llai.\"}\n"
     "    basis: law\n"
     "    nation: both\n"
     "    law: [{citation: \"An Act 1992, section 11\"}]\n"
     "    unverified: \"the share\"\n"
     "    owner: council_tax\n"
     "    finds_out: electoral\n"
     "    applies_when: answers.alone and person.known.council_tax\n"
     "    refuse_when:\n"
     "      - when: answers.student\n"
     "        reason: {en: \"A student is disregarded.\", cy: \"Diystyrir myfyriwr.\"}\n"
     "    clock:\n"
     "      starts: event.date\n"
     "      within: 10 working days\n"
     "      pauses:\n"
     "        - pause: evidence\n"
     "          title: {en: \"Waiting for evidence\", cy: \"Yn aros am dystiolaeth\"}\n"
     "          begins: answers.asked_on\n"
     "          ends: answers.came_on\n"
     "    discharged_by: [give_discount, tell_resident]\n"
     "  - duty: register\n"
     "    title: {en: \"The register\", cy: \"Y gofrestr\"}\n"
     "    text: {en: \"The register is kept.\", cy: \"Cedwir y gofrestr.\"}\n"
     "    basis: law\n"
     "    nation: wales\n"
     "    law: [{citation: \"Old rules\"}]\n"
     "    until: 2026-11-30\n"
     "    owner: electoral\n"
     "    applies_when: 'true'\n"
     "    clock: {starts: event.known, within: 56 days}\n"
     "    discharged_by: [invite]\n"
     "  - duty: register\n"
     "    title: {en: \"The register\", cy: \"Y gofrestr\"}\n"
     "    text: {en: \"The register is kept.\", cy: \"Cedwir y gofrestr.\"}\n"
     "    basis: law\n"
     "    nation: wales\n"
     "    law: [{citation: \"New rules\"}]\n"
     "    from: 2026-12-01\n"
     "    owner: electoral\n"
     "    applies_when: 'true'\n"
     "    clock: {starts: event.known, within: 6 months}\n"
     "    discharged_by: [invite]\n"
     "  - duty: welcome\n"
     "    title: {en: \"A welcome\", cy: \"Croeso\"}\n"
     "    text: {en: \"Newcomers are told of services.\", cy: \"Dywedir am wasanaethau.\"}\n"
     "    basis: charter\n"
     "    nation: both\n"
     "    owner: council_tax\n"
     "    applies_when: household.size > 1\n"
     "    no_clock: {en: \"When there is time.\", cy: \"Pan fydd amser.\"}\n"
     "    discharged_by: [tell_resident]\n"},
    {"process.yaml",
     "steps:\n"
     "  - step: send_bill\n"
     "    kind: update\n"
     "    title: {en: \"Bill\", cy: \"Bil\"}\n"
     "    team: council_tax\n"
     "    source: council_tax\n"
     "    change: {en: \"Bill sent\", cy: \"Anfonwyd y bil\"}\n"
     "    undo: undo_bill\n"
     "    done_when: source_shows\n"
     "    due: 10 working days\n"
     "    escalate: {after: 2 working days, to: electoral}\n"
     "  - step: undo_bill\n"
     "    kind: task\n"
     "    title: {en: \"Take the bill back\", cy: \"Tynnu’r bil yn ôl\"}\n"
     "    team: council_tax\n"
     "    undo: nothing\n"
     "    done_when: team_confirms\n"
     "  - step: ask_student\n"
     "    kind: task\n"
     "    title: {en: \"Ask\", cy: \"Gofyn\"}\n"
     "    team: electoral\n"
     "    asks: [student]\n"
     "    undo: nothing\n"
     "    done_when: team_confirms\n"
     "    due: 5 days\n"
     "  - step: give_discount\n"
     "    kind: task\n"
     "    title: {en: \"Discount\", cy: \"Gostyngiad\"}\n"
     "    team: council_tax\n"
     "    for_duty: discount\n"
     "    after: [ask_student]\n"
     "    undo: tell_team\n"
     "    done_when: source_shows\n"
     "  - step: tell_resident\n"
     "    kind: letter\n"
     "    title: {en: \"Letter\", cy: \"Llythyr\"}\n"
     "    team: council_tax\n"
     "    letter: welcome\n"
     "    to: teller\n"
     "    channel: {first: preferred, cannot: [post]}\n"
     "    undo: tell_team\n"
     "    done_when: posted\n"
     "    sending_suffices: true\n"
     "  - step: invite\n"
     "    kind: decision\n"
     "    title: {en: \"Register\", cy: \"Cofrestru\"}\n"
     "    team: electoral\n"
     "    purpose: electoral_registration\n"
     "    options: {yes_add: {en: \"Add\", cy: \"Ychwanegu\"}, no_add: {en: \"No\", cy: \"Na\"}}\n"
     "    appeal: {en: \"To the county court.\", cy: \"I’r llys sirol.\"}\n"
     "    guidance: register\n"
     "    undo: tell_team\n"
     "    done_when: decided\n"
     "  - step: tell_old_council\n"
     "    kind: notice\n"
     "    title: {en: \"Tell\", cy: \"Dweud\"}\n"
     "    team: electoral\n"
     "    to: old_council\n"
     "    fields: [event.date, answers.tenure]\n"
     "    when: answers.tenure = \"owned\"\n"
     "    undo: tell_team\n"
     "    done_when: recipient_confirms\n"
     "    due: 1 month\n"
     "  - step: look_again\n"
     "    kind: wait\n"
     "    title: {en: \"Wait\", cy: \"Aros\"}\n"
     "    team: council_tax\n"
     "    after: [tell_old_council]\n"
     "    for: 2 months\n"
     "    undo: nothing\n"
     "    done_when: time_passes\n"
     "  - step: note_evidence\n"
     "    kind: task\n"
     "    title: {en: \"Evidence\", cy: \"Tystiolaeth\"}\n"
     "    team: council_tax\n"
     "    asks: [came_on]\n"
     "    undo: nothing\n"
     "    done_when: team_confirms\n"
     "    due: 5 days\n"},
    {"letters/welcome.en.md",
     "---\ntitle: Welcome\n---\nDear {{recipient.name}}, since "
     "{{event.date}}.\n"},
    {"letters/welcome.cy.md",
     "---\ntitle: Croeso\n---\nAnnwyl {{recipient.name}}, ers "
     "{{event.date}}.\n"},
    {"guidance/register.en.md", "---\ntitle: The register\n---\nLook.\n"},
    {"guidance/register.cy.md", "---\ntitle: Y gofrestr\n---\nEdrychwch.\n"},
};
enum { TEST_PACK_FILES = sizeof test_pack_files / sizeof test_pack_files[0] };

/* test_folder - the pack's files, with those given in place of theirs or besides; path NULL ends
 * them, text NULL takes one out. */
static inline void test_folder(const char *where, const struct test_file *given,
                               struct pack_folder *ret)
{
    struct err err;
    *ret = (struct pack_folder){0};
    ret->where = where;
    for (int i = 0; i < TEST_PACK_FILES; i++) {
        const char *text = test_pack_files[i].text;
        for (const struct test_file *f = given; f != NULL && f->path != NULL; f++) {
            text = strcmp(f->path, test_pack_files[i].path) == 0 ? f->text : text;
        }
        if (text != NULL) {
            assert_int_equal(
                pack_folder_add(ret, str_of(test_pack_files[i].path), str_of(text), &err), 0);
        }
    }
    for (const struct test_file *f = given; f != NULL && f->path != NULL; f++) {
        bool there = false;
        for (int i = 0; i < TEST_PACK_FILES; i++) {
            there = there || strcmp(f->path, test_pack_files[i].path) == 0;
        }
        if (!there) {
            assert_int_equal(pack_folder_add(ret, str_of(f->path), str_of(f->text), &err), 0);
        }
    }
    pack_folder_sort(ret);
}

/* test_pack - the pack, loaded; any mistake in it fails the test. */
static inline void test_pack(const struct test_file *given, struct event_pack *ret)
{
    struct pack_folder folder;
    struct err_list errors = {0};
    test_folder("pack", given, &folder);
    if (event_pack_load(&folder, ret, &errors) != 0) {
        fail_msg("%s:%zu:%zu: %s", errors.errors[0].file, errors.errors[0].line,
                 errors.errors[0].column, errors.errors[0].message);
    }
    err_list_free(&errors);
}

/* test_replaced - text with the one place where `old` stands made `new`; to be freed. */
static inline char *test_replaced(const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    if (at == NULL) {
        fail_msg("\"%s\" is not in the text", old);
    }
    size_t len = strlen(text) - strlen(old) + strlen(new) + 1;
    char *made = mem_must_array(len, 1);
    snprintf(made, len, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    return made;
}

#endif
