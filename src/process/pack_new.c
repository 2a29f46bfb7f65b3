/* pack_new.c - the files of a first pack. */
#include "pack_new.h"

#include "definition.h"
#include "whole_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* @ stands for the pack's name. */
static const struct {
    const char *path, *text;
} files[] = {
    {"pack.yaml",
     "# docs/packs.md says what each line means; cantref pack check tells what is wrong or missing.\n"
     "pack: @\n"
     "version: 1\n"
     "title: {en: \"What happened\", cy: \"Beth ddigwyddodd\"}\n"
     "about: {en: \"What it is for.\", cy: \"I beth y mae.\"}\n"
     "nation: both\n"
     "purposes: [council_tax_billing]\n"
     "facts: [event.known]\n"
     "teams:\n"
     "  customer_service: {en: \"Customer service\", cy: \"Gwasanaethau cwsmeriaid\"}\n"},
    {"event.yaml",
     "event: @\n"
     "title: {en: \"Something happened\", cy: \"Digwyddodd rhywbeth\"}\n"
     "subject: person\n"
     "told_by: [self, family, staff]\n"
     "sensitivity: ordinary\n"
     "languages: [en, cy]\n"
     "questions:\n"
     "  - question: wants_help\n"
     "    text: {en: \"Is help wanted?\", cy: \"A oes eisiau help?\"}\n"
     "    type: yes_no\n"
     "same_when: {within_days: 90, answers: []}\n"},
    {"duties.yaml",
     "duties:\n"
     "  - duty: offer_help\n"
     "    title: {en: \"Offer help\", cy: \"Cynnig help\"}\n"
     "    text: {en: \"Whoever wants help is rung.\", cy: \"Ffonnir pwy bynnag sydd eisiau help.\"}\n"
     "    basis: charter\n"
     "    nation: both\n"
     "    owner: customer_service\n"
     "    applies_when: answers.wants_help\n"
     "    clock:\n"
     "      starts: event.known\n"
     "      within: 5 working days\n"
     "    discharged_by: [ring]\n"},
    {"process.yaml",
     "steps:\n"
     "  - step: ring\n"
     "    kind: call\n"
     "    title: {en: \"Ring and offer help\", cy: \"Ffonio a chynnig help\"}\n"
     "    team: customer_service\n"
     "    for_duty: offer_help\n"
     "    guidance: offer\n"
     "    to: teller\n"
     "    channel: {first: phone, cannot: [post, desk]}\n"
     "    undo: nothing\n"
     "    done_when: team_confirms\n"
     "    confirmation: {en: \"Help was offered.\", cy: \"Cynigiwyd help.\"}\n"},
    {"guidance/offer.en.md",
     "---\n"
     "title: Offering help\n"
     "---\n"
     "Say who you are, and ask what would help. It is due by\n"
     "{{duty.offer_help.deadline}}.\n"},
    {"guidance/offer.cy.md",
     "---\n"
     "title: Cynnig help\n"
     "---\n"
     "Dywedwch pwy ydych chi, a gofynnwch beth fyddai’n helpu. Mae’n ddyledus erbyn\n"
     "{{duty.offer_help.deadline}}.\n"},
    {"tests/first.yaml",
     "tests:\n"
     "  - test: \"help is wanted\"\n"
     "    nation: wales\n"
     "    today: 2026-11-30\n"
     "    event: {known: 2026-11-30, told_by: self, channel: phone}\n"
     "    answers: {wants_help: yes}\n"
     "    expect:\n"
     "      duties: {offer_help: {state: started, deadline: 2026-12-07}}\n"
     "      steps: [ring]\n"
     "  - test: \"none is wanted\"\n"
     "    nation: england\n"
     "    today: 2026-11-30\n"
     "    event: {known: 2026-11-30, told_by: self}\n"
     "    answers: {wants_help: no}\n"
     "    expect: {duties: {offer_help: not_applicable}, steps: []}\n"
     "  - test: \"nobody asked\"\n"
     "    nation: wales\n"
     "    today: 2026-11-30\n"
     "    event: {known: 2026-11-30, told_by: self}\n"
     "    expect:\n"
     "      duties:\n"
     "        offer_help:\n"
     "          state: cannot_tell\n"
     "          missing: [answers.wants_help]\n"
     "          finds_out: customer_service\n"},
};

static void fill_in(struct buf *out, struct str text, struct str name)
{
    for (size_t i = 0; i < text.len; i++) {
        buf_add(out, text.ptr[i] == '@' ? name : str_make(text.ptr + i, 1));
    }
}

static int make_folder(const char *path, bool is_new, struct err *err)
{
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && !is_new)) {
        return 0;
    }
    if (errno == EEXIST) {
        return err_at(err, ERR_CONFLICT, path, 0, 0, "is there already: name a folder to be made");
    }
    return file_write_error(err, ERR_CREATE, path, errno);
}

int pack_new(const char *path, struct err *err)
{
    static const char *const folders[] = {"guidance", "letters", "tests", "triggers"};
    char full[PATH_MAX];
    struct str name = str_of(path);
    while (name.len > 1 && name.ptr[name.len - 1] == '/') {
        name.len--;
    }
    for (size_t i = name.len; i > 0; i--) {
        if (name.ptr[i - 1] == '/') {
            name = str_slice(name, i, name.len);
            break;
        }
    }
    if (!definition_name_fits(name) || strlen(path) > PATH_MAX / 2) {
        return err_set(err, ERR_USAGE,
                       "a pack is called by letters, digits and _, at most %d: name such a folder",
                       DEFINITION_NAME_MAX);
    }
    int code = make_folder(path, true, err);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && code == 0; i++) {
        snprintf(full, sizeof full, "%s/%s", path, folders[i]);
        code = make_folder(full, false, err);
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0] && code == 0; i++) {
        struct buf text = {0};
        fill_in(&text, str_of(files[i].text), name);
        snprintf(full, sizeof full, "%s/%s", path, files[i].path);
        code = file_replace(full, buf_str(&text), 0666, err);
        buf_free(&text);
    }
    return code;
}
