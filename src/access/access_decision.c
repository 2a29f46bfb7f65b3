/* access_decision.c - the decision. Every line of it is changed by tests/mutants.py, and the change
 * must be found; what changes nothing says so beside it: "equivalent: why". */
#include "access_decision.h"

/* The bits of a decision, from the lowest: rule 8, level 8, category 8, source 16, purpose 16. */
enum { LEVEL_SHIFT = 8, CATEGORY_SHIFT = 16, SOURCE_SHIFT = 24, PURPOSE_SHIFT = 40 };

enum access_rule access_decision_rule(struct access_decision decision)
{
    return (enum access_rule)(decision.decision_bits & 0xff);
}

bool access_decision_allows(struct access_decision decision)
{
    return access_rules[access_decision_rule(decision)].allows;
}

enum detail_level access_decision_level(struct access_decision decision)
{
    return (enum detail_level)(decision.decision_bits >> LEVEL_SHIFT & 0xff);
}

enum field_category access_decision_category(struct access_decision decision)
{
    return (enum field_category)(decision.decision_bits >> CATEGORY_SHIFT & 0xff);
}

uint16_t access_decision_source(struct access_decision decision)
{
    return (uint16_t)(decision.decision_bits >> SOURCE_SHIFT & 0xffff);
}

uint16_t access_decision_purpose(struct access_decision decision)
{
    return (uint16_t)(decision.decision_bits >> PURPOSE_SHIFT & 0xffff);
}

int64_t access_decision_subject(struct access_decision decision)
{
    return decision.decision_subject;
}

static struct access_decision decide_as(const struct access_request *q, enum access_rule rule,
                                        enum detail_level level)
{
    return (struct access_decision){
        .decision_bits = (uint64_t)rule | (uint64_t)level << LEVEL_SHIFT |
                         (uint64_t)q->category << CATEGORY_SHIFT |
                         (uint64_t)q->source << SOURCE_SHIFT |
                         (uint64_t)q->purpose << PURPOSE_SHIFT,
        .decision_subject = q->subject,
    };
}

static bool has_bit(const uint64_t *words, uint32_t bit)
{
    return (words[bit / 64] >> (bit % 64) & 1) != 0;
}

static bool has_common(const uint64_t *a, const uint64_t *b)
{
    uint64_t common = 0;
    for (int i = 0; i < ACCESS_TEAM_WORDS; i++) {
        common |= a[i] & b[i];
    }
    return common != 0;
}

static bool has_power(const struct access_purpose_row *purpose, int32_t day)
{
    for (uint32_t i = 0; i < purpose->power_count; i++) {
        if (purpose->powers[i].from <= day && day <= purpose->powers[i].until) {
            return true;
        }
    }
    return false;
}

/* decide_asker - may anybody ask for this purpose here, and is the asker somebody? 0: yes. */
static enum access_rule decide_asker(const struct access_table *t, const struct access_request *q)
{
    if (q->council != t->council) {
        return RULE_OTHER_COUNCIL;
    }
    if (q->person >= t->staff_count) {
        return RULE_NOT_STAFF;
    }
    if (q->day < t->staff[q->person].from || q->day > t->staff[q->person].until) {
        return RULE_NOT_IN_POST;
    }
    if (q->purpose == ACCESS_NONE) {
        return RULE_NO_PURPOSE;
    }
    if (q->purpose >= t->purpose_count) {
        return RULE_UNKNOWN_PURPOSE;
    }
    const struct access_purpose_row *p = &t->purposes[q->purpose];
    if (!p->approved) {
        return RULE_NOT_APPROVED;
    }
    if (q->day > p->review) {
        return RULE_REVIEW_OVERDUE;
    }
    return has_power(p, q->day) ? RULE_NOTHING_DECIDED : RULE_NO_POWER;
}

/* decide_permission - what the asker lacks to use the purpose; 0: nothing. */
static enum access_rule decide_permission(const struct access_staff_row *s,
                                          const struct access_purpose_row *p,
                                          const struct access_request *q)
{
    if ((s->roles & p->roles & ~q->roles_withheld) == 0) {
        return RULE_NOT_THE_ROLE;
    }
    if (!has_common(s->teams, p->teams)) {
        return RULE_NOT_THE_TEAM;
    }
    return p->case_required && !q->has_case ? RULE_NO_CASE : RULE_NOTHING_DECIDED;
}

/* decide_prohibition - what forbids it, whoever may ask; 0: nothing. */
static enum access_rule decide_prohibition(const struct access_staff_row *s,
                                           const struct access_purpose_row *p,
                                           const struct access_request *q)
{
    bool of_the_team = q->seal_team < 64 * ACCESS_TEAM_WORDS && has_bit(s->teams, q->seal_team);
    if ((q->flags & ENTITY_SEALED) != 0 && !of_the_team && (q->flags & ENTITY_SEAL_OPENED) == 0) {
        return RULE_SEALED;
    }
    if (!p->own_record && (q->flags & ENTITY_OWN_RECORD) != 0) {
        return RULE_OWN_RECORD;
    }
    if (p->own_record && (q->flags & (ENTITY_OWN_RECORD | ENTITY_ASKS)) == 0) {
        return RULE_NOT_OWN_RECORD;
    }
    if ((q->flags & ENTITY_RESTRICTED) != 0 && !p->despite_restriction) {
        return RULE_RESTRICTED;
    }
    if ((q->flags & ENTITY_OBJECTED) != 0 && !p->despite_objection) {
        return RULE_OBJECTED;
    }
    return RULE_NOTHING_DECIDED;
}

/* decide_reach - what the purpose does not reach; 0: it reaches this. */
static enum access_rule decide_reach(const struct access_table *t,
                                     const struct access_purpose_row *p,
                                     const struct access_request *q)
{
    if (q->kind >= ENTITY_KINDS || (p->kinds >> q->kind & 1) == 0) {
        return RULE_OTHER_KIND;
    }
    if (q->relation >= RELATIONS || (p->relations >> q->relation & 1) == 0) {
        return RULE_RELATED_TOO_FAR;
    }
    if (q->source >= t->source_count || !has_bit(p->sources, q->source)) {
        return RULE_OTHER_SOURCE;
    }
    if (q->category >= FIELD_CATEGORIES || p->level[q->relation][q->category] == DETAIL_NONE) {
        return RULE_OTHER_FIELD;
    }
    return RULE_NOTHING_DECIDED;
}

struct access_decision access_decide(const struct access_table *t, const struct access_request *q)
{
    enum access_rule rule = decide_asker(t, q);
    if (rule != RULE_NOTHING_DECIDED) {
        return decide_as(q, rule, DETAIL_NONE);
    }
    const struct access_staff_row *s = &t->staff[q->person];
    const struct access_purpose_row *p = &t->purposes[q->purpose];
    enum access_rule lacking = decide_permission(s, p, q);
    if (lacking != RULE_NOTHING_DECIDED && !(q->break_glass && p->break_glass)) {
        return decide_as(q, lacking, DETAIL_NONE);
    }
    rule = decide_prohibition(s, p, q);
    if (rule == RULE_NOTHING_DECIDED) {
        rule = decide_reach(t, p, q);
    }
    if (rule != RULE_NOTHING_DECIDED) {
        return decide_as(q, rule, DETAIL_NONE);
    }
    enum detail_level level = (enum detail_level)p->level[q->relation][q->category];
    return decide_as(q, lacking != RULE_NOTHING_DECIDED ? RULE_BREAK_GLASS : RULE_PURPOSE, level);
}
