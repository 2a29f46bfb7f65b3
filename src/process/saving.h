/* saving.h - savings.yaml in a home: what the council says that one case saves, and how it knows.
 * Nothing is counted as saved that stands in no such file.
 *
 *     savings:
 *       - saving: told_once
 *         title: {en: "Told once, not eleven times", cy: "…"}
 *         pack: bereavement
 *         of: {event: told}              or {duty: NAME}, {step: NAME}: as measures.yaml has it
 *         hours_each: 3.5                of staff; or pounds_each: 42.00
 *         basis: {en: "40 cases timed before and after, March 2027", cy: "…"}
 *
 * Strict: anything else is an error with its place. That the pack has such a duty or step is looked
 * up by whoever has the pack. */
#ifndef CANTREF_PROCESS_SAVING_H
#define CANTREF_PROCESS_SAVING_H

#include "measure.h"

enum { SAVINGS_MAX = 200, SAVING_EACH_MAX = 1000000, SAVINGS_BYTES_MAX = 1 << 20 };

enum saving_unit { SAVING_HOURS, SAVING_POUNDS };

struct saving {
    struct str id, pack;
    struct bilingual title, basis;
    struct measure counted; /* of, name */
    enum saving_unit unit;
    bool has_hours, has_pounds;
    double each; /* of a case */
    size_t line;
};

/* struct saving_list - start from zero; saving_list_free. */
struct saving_list {
    struct saving *at;
    size_t count;
    struct arena arena;
};

/* saving_list_parse - of the text of a file called `file`.
 * Out:    *ret, to be freed in any case.
 * Errors: ERR_INPUT and what yaml_tree_parse refuses; each mistake is added to errors. Returns the
 *         code of the first. */
int saving_list_parse(struct str text, const char *file, struct saving_list *ret,
                      struct err_list *errors);
void saving_list_free(struct saving_list *savings);

#endif
