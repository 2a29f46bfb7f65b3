/* access_evaluator.c - the sentences, and their order. */
#include "access_evaluator.h"

static const struct staff_member *who(const struct world *w, const struct question *q)
{
    for (size_t i = 0; i < w->staff.count; i++) {
        if (q->login.len > 0 && str_cmp(w->staff.people[i].login, q->login) == 0) {
            return &w->staff.people[i];
        }
    }
    return NULL;
}

static const struct purpose *what_for(const struct world *w, const struct question *q)
{
    for (size_t i = 0; i < w->purpose_count; i++) {
        if (str_cmp(w->purposes[i].id, q->purpose) == 0) {
            return &w->purposes[i];
        }
    }
    return NULL;
}

static const struct access_source *where_from(const struct world *w, const struct question *q)
{
    for (size_t i = 0; i < w->source_count; i++) {
        if (q->source.len > 0 && str_cmp(w->sources[i].name, q->source) == 0) {
            return &w->sources[i];
        }
    }
    return NULL;
}

static bool share_a_name(const struct name_list *a, const struct name_list *b)
{
    for (size_t i = 0; i < a->count; i++) {
        for (size_t j = 0; j < b->count; j++) {
            if (str_cmp(a->at[i], b->at[j]) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool other_council(const struct world *w, const struct question *q)
{
    (void)w;
    return q->council != COUNCIL;
}

static bool not_staff(const struct world *w, const struct question *q)
{
    return who(w, q) == NULL;
}

static bool not_in_post(const struct world *w, const struct question *q)
{
    const struct staff_member *person = who(w, q);
    return !(person->from <= q->day && q->day <= person->until);
}

static bool no_purpose(const struct world *w, const struct question *q)
{
    (void)w;
    return !q->purpose_stated;
}

static bool unknown_purpose(const struct world *w, const struct question *q)
{
    return what_for(w, q) == NULL;
}

static bool not_approved(const struct world *w, const struct question *q)
{
    return !w->approved[what_for(w, q) - w->purposes];
}

static bool review_overdue(const struct world *w, const struct question *q)
{
    return what_for(w, q)->review < q->day;
}

static bool no_power(const struct world *w, const struct question *q)
{
    const struct power_list *powers = &what_for(w, q)->powers;
    for (size_t i = 0; i < powers->count; i++) {
        const struct power *p = &powers->at[i];
        bool here = p->nation == NATION_BOTH ? w->nation != NATION_UNSAID : p->nation == w->nation;
        if (here && !(q->day < p->from) && !(p->until < q->day)) {
            return false;
        }
    }
    return true;
}

static bool not_the_role(const struct world *w, const struct question *q)
{
    const struct name_list *has = &who(w, q)->roles;
    for (size_t i = 0; i < has->count; i++) {
        if (names_have(&what_for(w, q)->roles, has->at[i]) &&
            !names_have(&q->withheld, has->at[i])) {
            return false;
        }
    }
    return true;
}

static bool not_the_team(const struct world *w, const struct question *q)
{
    for (size_t d = 0; d < w->staff.department_count; d++) {
        const struct department *department = &w->staff.departments[d];
        for (size_t p = 0; p < department->purpose_count; p++) {
            if (str_cmp(department->purposes[p].purpose, q->purpose) == 0) {
                return !share_a_name(&department->purposes[p].teams, &who(w, q)->teams);
            }
        }
    }
    return true;
}

static bool no_case(const struct world *w, const struct question *q)
{
    return !q->has_case && what_for(w, q)->case_required;
}

static bool sealed(const struct world *w, const struct question *q)
{
    const struct name_list *teams = &who(w, q)->teams;
    bool let_in = q->seal_opened;
    for (size_t i = 0; i < teams->count && q->seal_team.len > 0; i++) {
        let_in = let_in || str_cmp(teams->at[i], q->seal_team) == 0;
    }
    return q->sealed && !let_in;
}

static bool own_record(const struct world *w, const struct question *q)
{
    return q->own && !what_for(w, q)->own_record;
}

static bool not_own_record(const struct world *w, const struct question *q)
{
    return what_for(w, q)->own_record && !q->own && !q->asks;
}

static bool restricted(const struct world *w, const struct question *q)
{
    return q->restricted && !what_for(w, q)->despite_restriction;
}

static bool objected(const struct world *w, const struct question *q)
{
    const struct purpose *p = what_for(w, q);
    bool may_object = p->article_6 == 'e' || p->article_6 == 'f';
    return q->objected && may_object && !p->despite_objection;
}

static bool other_kind(const struct world *w, const struct question *q)
{
    return q->kind >= ENTITY_KINDS || !what_for(w, q)->kinds[q->kind];
}

static bool related_too_far(const struct world *w, const struct question *q)
{
    bool reaches = false;
    for (int c = 0; c < FIELD_CATEGORIES && q->relation < RELATIONS; c++) {
        reaches = reaches || what_for(w, q)->level[q->relation][c] != DETAIL_NONE;
    }
    return !reaches;
}

static bool other_source(const struct world *w, const struct question *q)
{
    const struct access_source *source = where_from(w, q);
    const struct reference_list *list = &what_for(w, q)->sources;
    if (source == NULL || !source->approved) {
        return true;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].category == SOURCE_CATEGORIES ? str_cmp(list->at[i].name, source->name) == 0
                                                      : list->at[i].category == source->category) {
            return false;
        }
    }
    return true;
}

static bool other_field(const struct world *w, const struct question *q)
{
    return q->category >= FIELD_CATEGORIES ||
           what_for(w, q)->level[q->relation][q->category] == DETAIL_NONE;
}

typedef bool sentence(const struct world *w, const struct question *q);

/* The sentences, in the order of the rules; an emergency stands in for permissions. */
static const struct {
    enum access_rule rule;
    bool is_permission;
    sentence *applies;
} sentences[] = {
    {RULE_OTHER_COUNCIL, false, other_council},
    {RULE_NOT_STAFF, false, not_staff},
    {RULE_NOT_IN_POST, false, not_in_post},
    {RULE_NO_PURPOSE, false, no_purpose},
    {RULE_UNKNOWN_PURPOSE, false, unknown_purpose},
    {RULE_NOT_APPROVED, false, not_approved},
    {RULE_REVIEW_OVERDUE, false, review_overdue},
    {RULE_NO_POWER, false, no_power},
    {RULE_NOT_THE_ROLE, true, not_the_role},
    {RULE_NOT_THE_TEAM, true, not_the_team},
    {RULE_NO_CASE, true, no_case},
    {RULE_SEALED, false, sealed},
    {RULE_OWN_RECORD, false, own_record},
    {RULE_NOT_OWN_RECORD, false, not_own_record},
    {RULE_RESTRICTED, false, restricted},
    {RULE_OBJECTED, false, objected},
    {RULE_OTHER_KIND, false, other_kind},
    {RULE_RELATED_TOO_FAR, false, related_too_far},
    {RULE_OTHER_SOURCE, false, other_source},
    {RULE_OTHER_FIELD, false, other_field},
};

enum access_rule evaluate(const struct world *w, const struct question *q,
                          enum detail_level *ret_level)
{
    bool broke_glass = false;
    *ret_level = DETAIL_NONE;
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
        if (!sentences[i].applies(w, q)) {
            continue;
        }
        if (!sentences[i].is_permission || !q->emergency || !what_for(w, q)->break_glass) {
            return sentences[i].rule;
        }
        broke_glass = true;
    }
    *ret_level = what_for(w, q)->level[q->relation][q->category];
    return broke_glass ? RULE_BREAK_GLASS : RULE_PURPOSE;
}
