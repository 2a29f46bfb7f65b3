/* compose_text.h - the fields of a pack's wording, filled in; and facts as JSON. */
#ifndef CANTREF_ENGINE_COMPOSE_TEXT_H
#define CANTREF_ENGINE_COMPOSE_TEXT_H

#include "caseload.h"

/* struct text_facts - what fields are filled from. */
struct text_facts {
    const struct case_row *at;
    const struct duty_look *look;
    const struct council *council;
    uint16_t place; /* of the step */
    struct str recipient, subject, team_phone;
    enum access_language language;
    int32_t today;
};

/* compose_text - a pack's text with its fields filled in, as Markdown in which no value is taken
 * for Markdown; plain: as text alone, for an SMS. In arena.
 * Errors: ERR_NOTFOUND a field has no value: err names it, and nothing else. */
int compose_text(struct arena *arena, const struct pack_text *text, const struct text_facts *facts,
                 bool plain, struct str *ret, struct err *err);

/* compose_json - an object of these facts, in arena. Errors: likewise. */
int compose_json(struct arena *arena, const struct name_list *names, const struct text_facts *facts,
                 struct str *ret, struct err *err);

#endif
