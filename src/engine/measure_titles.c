/* measure_titles.c - see measure_titles.h. The Welsh is to be checked by a translator. */
#include "measure_titles.h"

#include "channel_rule.h"

#include <string.h>

/* struct fixed - a line that is the same everywhere. */
static const struct fixed {
    enum measure_by by;
    const char *id, *title[ACCESS_LANGUAGES];
} fixed[] = {
    {BY_SOURCE, "told", {"Told", "Dywedwyd wrthym"}},
    {BY_SOURCE, "detected", {"Detected alone", "Canfuwyd yn unig"}},
    {BY_STATUS, "waiting", {"Waiting to be confirmed", "Yn aros i’w gadarnhau"}},
    {BY_STATUS, "taken_up", {"Taken up", "Wedi’i gymryd ymlaen"}},
    {BY_STATUS, "withdrawn", {"Withdrawn", "Wedi’i dynnu’n ôl"}},
    {BY_OUTCOME, "in_time", {"In time", "Mewn pryd"}},
    {BY_OUTCOME, "late", {"Late", "Yn hwyr"}},
    {BY_OUTCOME, "open", {"Overdue and still open", "Yn hwyr ac yn dal ar agor"}},
    {BY_TIME, "in_time", {"In time", "Mewn pryd"}},
    {BY_TIME, "late", {"Late", "Yn hwyr"}},
    {BY_FOUND, "started", {"Owed", "Yn ddyledus"}},
    {BY_FOUND, "refused", {"Refused", "Gwrthodwyd"}},
    {BY_FOUND, "cannot_tell", {"Could not be told", "Ni ellid dweud"}},
    {BY_PLACE, "", {"Place not known", "Lle anhysbys"}},
    {BY_TEAM, "", {"No team", "Dim tîm"}},
};

static struct bilingual of_pair(const char *const pair[ACCESS_LANGUAGES])
{
    return (struct bilingual){{str_of(pair[ACCESS_ENGLISH]), str_of(pair[ACCESS_WELSH])}};
}

static struct bilingual of_id(struct str id)
{
    return (struct bilingual){{id, id}};
}

const struct event_pack *measure_pack(struct caseload *cases, struct str type)
{
    const struct event_pack *pack = NULL;
    struct err err;
    return duty_pack_now(cases->inquiry, &cases->packs, type, &pack, &err) == 0 ? pack : NULL;
}

/* name_title - of "pack/duty" or "pack/step". */
static struct bilingual name_title(struct measure_titles *t, enum measure_family family,
                                   struct str id)
{
    size_t slash = 0;
    while (slash < id.len && id.ptr[slash] != '/') {
        slash++;
    }
    struct str name = slash < id.len ? str_slice(id, slash + 1, id.len) : STR("");
    const struct event_pack *pack =
        measure_pack(t->cases, arena_str(t->arena, str_slice(id, 0, slash)));
    const struct duty *duty =
        pack != NULL && family != FAMILY_STEPS ? duty_find(&pack->duties, name) : NULL;
    const struct pack_step *step =
        pack != NULL && family == FAMILY_STEPS ? step_find(&pack->steps, name) : NULL;
    return duty != NULL ? duty->title : step != NULL ? step->title : of_id(name);
}

static struct bilingual team_title(struct measure_titles *t, struct str id)
{
    struct bilingual title;
    for (int language = 0; language < ACCESS_LANGUAGES; language++) {
        struct buf text = {0};
        staff_title(&t->cases->inquiry->access.access.staff, id, (enum access_language)language,
                    &text);
        title.text[language] = arena_str(t->arena, buf_str(&text));
        buf_free(&text);
    }
    return title;
}

static struct bilingual place_title(const struct measure_titles *t, struct str id)
{
    for (size_t i = 0; i < t->areas->count; i++) {
        if (str_eq(t->areas->areas[i].name, id)) {
            return (struct bilingual){{id, t->areas->areas[i].name_welsh}};
        }
    }
    return of_id(id);
}

/* channel_title_of - events by how they were told, "": they were detected; steps by how they went,
 * "": by none. */
static struct bilingual channel_title_of(enum measure_family family, struct str id)
{
    static const char *const none[2][ACCESS_LANGUAGES] = {
        {"Not told: detected alone", "Heb ei ddweud: canfuwyd yn unig"},
        {"Within the council, or to a partner", "O fewn y cyngor, neu i bartner"}};
    bool steps = family == FAMILY_STEPS;
    for (int i = 0; steps && i < STEP_CHANNELS; i++) {
        if (str_eq(id, str_of(step_channel_names[i]))) {
            return (struct bilingual){
                {str_of(reach_channel_title((enum step_channel)i, ACCESS_ENGLISH)),
                 str_of(reach_channel_title((enum step_channel)i, ACCESS_WELSH))}};
        }
    }
    for (int i = 0; !steps && i < CHANNELS; i++) {
        if (str_eq(id, str_of(channel_names[i]))) {
            return (struct bilingual){{str_of(channel_title((enum channel)i, ACCESS_ENGLISH)),
                                       str_of(channel_title((enum channel)i, ACCESS_WELSH))}};
        }
    }
    return id.len == 0 ? of_pair(none[steps]) : of_id(id);
}

static struct bilingual kind_title(struct str id)
{
    for (int i = 0; i < STEP_KINDS; i++) {
        if (str_eq(id, str_of(step_kind_names[i]))) {
            return (struct bilingual){{str_of(step_kind_title((enum step_kind)i, ACCESS_ENGLISH)),
                                       str_of(step_kind_title((enum step_kind)i, ACCESS_WELSH))}};
        }
    }
    return of_id(id);
}

struct bilingual measure_title(struct measure_titles *t, enum measure_family family,
                               enum measure_by by, struct str id)
{
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        if (fixed[i].by == by && str_eq(id, str_of(fixed[i].id))) {
            return of_pair(fixed[i].title);
        }
    }
    if (by == BY_TYPE) {
        const struct event_pack *pack = measure_pack(t->cases, id);
        return pack != NULL ? pack->title : of_id(id);
    }
    return by == BY_NAME      ? name_title(t, family, id)
           : by == BY_TEAM    ? team_title(t, id)
           : by == BY_PLACE   ? place_title(t, id)
           : by == BY_CHANNEL ? channel_title_of(family, id)
           : by == BY_KIND    ? kind_title(id)
                              : of_id(id);
}
