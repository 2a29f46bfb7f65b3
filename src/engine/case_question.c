/* case_question.c - see case_question.h. */
#include "case_question.h"

static const struct str answers = STR_INIT("answers.");

/* struct noting - facts that a condition asks. */
struct noting {
    const struct case_row *row;
    struct fact_names names;
};

/* note_unknown - of the facts that a step's condition asks: those to which there is no answer. */
static void note_unknown(void *context, struct str name, const struct feel_node *node)
{
    struct noting *n = context;
    (void)node;
    if (str_starts(name, answers) &&
        event_answer_of(&n->row->event, str_slice(name, answers.len, name.len)) == NULL) {
        fact_names_add(&n->names, name);
    }
}

int case_task_missing(struct arena *arena, struct caseload *caseload, const struct case_row *row,
                      const struct case_task *task, struct fact_names *ret, struct err *err)
{
    const struct action_row *action = &task->row;
    struct picture *picture = &caseload->inquiry->picture;
    struct noting noting = {.row = row};
    struct ledger_list kept = {0};
    bool of_line = action_is_of_line(action);
    int code = of_line ? ledger_read(picture->db, picture->seal, arena, row->event.made.number,
                                     false, &kept, err)
                       : 0;
    for (size_t i = 0; code == 0 && i < kept.count; i++) {
        if (str_eq(kept.at[i].duty, case_line_duty(row, action->place)->id)) {
            noting.names = kept.at[i].missing;
        }
    }
    if (!of_line && action->reason == TELL_UNCLEAR && action->place != ENGINE_ANY_PLACE) {
        condition_names(arena, &row->pack->steps.at[action->place].when, note_unknown, &noting);
    }
    if (code == 0) {
        *ret = noting.names;
    }
    return code;
}

const struct question *case_missing_question(const struct case_row *row, struct str fact)
{
    return str_starts(fact, answers)
               ? event_question(&row->pack->type, str_slice(fact, answers.len, fact.len))
               : NULL;
}
