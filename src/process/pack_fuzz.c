/* pack_fuzz.c - any bytes as a pack and an overlay: errors with a place, or a pack that can be
 * checked, assessed and compared. The bytes are files after one another, each a line with its path,
 * a line with its length, its bytes; those whose path begins with + are the overlay's. A file that
 * is left out is a small pack's own. */
#include "overlay.h"
#include "pack_check.h"
#include "pack_diff.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
    const char *path, *text;
} small[] = {
    {"pack.yaml",
     "pack: p\nversion: 1\ntitle: {en: a, cy: b}\nabout: {en: a, cy: b}\nnation: both\n"
     "purposes: [q]\nfacts: [event.known]\nteams: {t: {en: a, cy: b}}\n"},
    {"event.yaml",
     "event: p\ntitle: {en: a, cy: b}\nsubject: person\ntold_by: [self]\n"
     "sensitivity: ordinary\nlanguages: [en]\nquestions:\n"
     "  - question: a\n    text: {en: a, cy: b}\n    type: yes_no\n"
     "same_when: {within_days: 9, answers: []}\n"},
    {"duties.yaml",
     "duties:\n  - duty: d\n    title: {en: a, cy: b}\n    text: {en: a, cy: b}\n"
     "    basis: charter\n    nation: both\n    owner: t\n"
     "    applies_when: answers.a\n    clock: {starts: event.known, within: 9 days}\n"
     "    discharged_by: [s]\n"},
    {"process.yaml",
     "steps:\n  - step: s\n    kind: task\n    title: {en: a, cy: b}\n    team: t\n"
     "    undo: nothing\n    done_when: team_confirms\n"},
    {"tests/t.yaml",
     "tests:\n  - test: x\n    nation: wales\n    today: 2026-11-28\n"
     "    event: {known: 2026-11-28}\n    answers: {a: yes}\n"
     "    expect: {duties: {d: started}}\n"},
};

static void check_errors(struct err_list *errors)
{
    assert(errors->count > 0);
    for (size_t i = 0; i < errors->kept; i++) {
        assert(errors->errors[i].code != 0 && errors->errors[i].message[0] != '\0');
    }
    err_list_free(errors);
}

static struct str cut_line(struct str *rest)
{
    ptrdiff_t end = str_find(*rest, STR("\n"));
    size_t len = end < 0 ? rest->len : (size_t)end;
    struct str line = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len + (end >= 0), rest->len);
    return line;
}

static void fill(struct str input, struct pack_folder *pack, struct pack_folder *overlay)
{
    struct err err;
    while (input.len > 0) {
        struct str path = cut_line(&input);
        uint64_t length = 0;
        str_to_uint(cut_line(&input), input.len, &length);
        struct str text = str_slice(input, 0, (size_t)length);
        input = str_slice(input, text.len, input.len);
        bool laid = str_starts(path, STR("+"));
        pack_folder_add(laid ? overlay : pack, str_slice(path, laid, path.len), text, &err);
    }
    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
        if (pack_folder_find(pack, small[i].path) == NULL) {
            pack_folder_add(pack, str_of(small[i].path), str_of(small[i].text), &err);
        }
    }
    pack_folder_sort(pack);
    pack_folder_sort(overlay);
}

static void look_at(struct event_pack *pack)
{
    struct pack_report report = {0};
    struct pack_diff diff = {0};
    struct err_list errors = {0};
    if (pack_check(pack, &report, &errors) != 0) {
        check_errors(&errors);
    }
    pack_diff(pack, pack, &diff);
    assert(diff.count == 0);
    pack_diff_free(&diff);
    pack_report_free(&report);
    err_list_free(&errors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pack_folder folder = {.where = "fuzz"}, laid = {.where = "laid"};
    struct event_pack pack;
    struct err_list errors = {0};
    fill(str_make((const char *)data, size), &folder, &laid);
    if (event_pack_load(&folder, &pack, &errors) != 0) {
        check_errors(&errors);
    } else {
        look_at(&pack);
        if (laid.count > 0 && overlay_apply(&laid, &pack, &errors) != 0) {
            check_errors(&errors);
        } else {
            look_at(&pack);
        }
        event_pack_free(&pack);
    }
    pack_folder_free(&folder);
    pack_folder_free(&laid);
    return 0;
}
