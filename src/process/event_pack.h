/* event_pack.h - a pack: what follows from one kind of life event, loaded whole and held together,
 * or not at all. docs/packs.md is the format; each of its files has a reader of its own:
 *
 *     pack.yaml ──► facts, teams ─┐
 *     event.yaml ─► questions ────┴─► the scope that conditions are checked in
 *                                       │
 *     duties.yaml   duty.h   ◄──────────┤        names that each uses of the others are looked up
 *     process.yaml  step.h   ◄──────────┤        when all are read: teams, steps, questions, texts,
 *     letters/ …    pack_text.h         │        facts, purposes
 *     measures.yaml measure.h           │
 *     tests/        pack_case.h ◄───────┘        (read when they are run)
 *
 * The YAML of duties and steps stays, so that an overlay that clashes with one, and a comparison of
 * two versions, can say the clause and its line. */
#ifndef CANTREF_PROCESS_EVENT_PACK_H
#define CANTREF_PROCESS_EVENT_PACK_H

#include "duty.h"
#include "event_type.h"
#include "fact_words.h"
#include "measure.h"
#include "pack_folder.h"
#include "pack_text.h"
#include "step.h"

enum { PACK_VERSION_MAX = 999999, PACK_PARTIES_MAX = 64 };

/* struct pack_party - a team or a partner, as the pack calls it. */
struct pack_party {
    struct str id;
    struct bilingual title;
    struct str here; /* a team's name in staff.yaml, by the overlay; "": the same */
};

struct event_pack {
    struct str id;
    int64_t version;
    struct bilingual title, about;
    enum nation nation;
    struct name_list purposes; /* the first is meant where a step says none */
    struct name_list facts;    /* "person.known.council_tax" */
    struct pack_party *teams, *partners;
    size_t team_count, partner_count;

    struct event_type type;
    const struct feel_scope *scope;
    struct fact_labels labels;
    struct duty_list duties;
    struct step_list steps;
    struct pack_text_list texts;
    struct measure_list measures;
    size_t trigger_count;
    struct name_list offers; /* what triggers offer to residents */

    bool has_overlay;
    int64_t overlay_version; /* of the pack that it was made for */
    struct pack_folder overlay_folder;
    const struct yaml_node *node; /* of pack.yaml */
    const char *file;             /* pack.yaml, as errors name it */
    struct pack_folder folder;
    struct arena arena;
};

/* event_pack_load - a pack from its files.
 * In:     *folder: is taken over, and empty after success.
 * Out:    *ret: to be freed with event_pack_free; untouched on failure.
 * Errors: each mistake in each file into errors, in the order of files and lines; returns the code
 *         of the first. */
int event_pack_load(struct pack_folder *folder, struct event_pack *ret, struct err_list *errors);

/* event_pack_open - the pack in a folder, or of that name of those that the program carries.
 * Errors: also ERR_NOTFOUND. */
int event_pack_open(const char *path_or_name, struct event_pack *ret, struct err_list *errors);

/* event_pack_check_names - do duties, steps and texts name what is there? For event_pack_load, and
 * again when an overlay was put on it. */
void event_pack_check_names(const struct event_pack *pack, struct err_list *errors);

/* pack_party_find - a team or partner by name, or NULL. */
const struct pack_party *pack_party_find(const struct pack_party *parties, size_t count,
                                         struct str id);

/* pack_team_here - what the council calls a team of the pack, by its overlay; the pack's own name
 * where it says nothing else. */
struct str pack_team_here(const struct event_pack *pack, struct str id);

void event_pack_free(struct event_pack *pack);

#endif
