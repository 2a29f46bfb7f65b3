/* access_table.c - definitions, with their names, as a table of bits and small numbers. */
#include "access_decision.h"

#include "gateway.h"

#include <assert.h>

uint16_t access_team_place(const struct staff *staff, struct str team)
{
    size_t place = 0;
    for (size_t d = 0; d < staff->department_count; d++) {
        const struct name_list *teams = &staff->departments[d].teams;
        for (size_t t = 0; t < teams->count; t++, place++) {
            if (str_eq(teams->at[t], team)) {
                return (uint16_t)place;
            }
        }
    }
    return ACCESS_NONE;
}

static uint64_t role_bits(const struct staff *staff, const struct name_list *roles)
{
    uint64_t bits = 0;
    for (size_t r = 0; r < staff->roles.count; r++) {
        bits |= names_have(roles, staff->roles.at[r]) ? UINT64_C(1) << r : 0;
    }
    return bits;
}

static void team_bits(const struct staff *staff, const struct name_list *teams,
                      uint64_t ret[ACCESS_TEAM_WORDS])
{
    for (size_t t = 0; t < teams->count; t++) {
        uint16_t place = access_team_place(staff, teams->at[t]);
        if (place != ACCESS_NONE) {
            ret[place / 64] |= UINT64_C(1) << place % 64;
        }
    }
}

static void staff_row(const struct staff *staff, const struct staff_member *person,
                      struct access_staff_row *ret)
{
    ret->roles = role_bits(staff, &person->roles);
    team_bits(staff, &person->teams, ret->teams);
    ret->from = person->from;
    ret->until = person->until;
}

static void purpose_row(const struct access_definitions *d, size_t place,
                        struct access_purpose_row *ret)
{
    const struct purpose *p = &d->purposes[place];
    const struct department *department;
    const struct purpose_users *users = staff_users(d->staff, p->id, &department);
    ret->roles = role_bits(d->staff, &p->roles);
    if (users != NULL) {
        team_bits(d->staff, &users->teams, ret->teams);
    }
    for (size_t s = 0; s < d->source_count; s++) {
        for (size_t r = 0; r < p->sources.count; r++) {
            if (source_is_meant(&p->sources.at[r], &d->sources[s])) {
                ret->sources[s / 64] |= UINT64_C(1) << s % 64;
            }
        }
    }
    for (size_t i = 0; i < p->powers.count; i++) {
        if ((p->powers.at[i].nation & d->nation) != 0) {
            ret->powers[ret->power_count++] =
                (struct access_power_row){p->powers.at[i].from, p->powers.at[i].until};
        }
    }
    ret->review = p->review;
    ret->approved = d->approved[place];
    ret->case_required = p->case_required;
    ret->own_record = p->own_record;
    ret->break_glass = p->break_glass;
    ret->despite_restriction = p->despite_restriction;
    /* Article 21(1): the right to object is to what rests on Article 6(1)(e) or (f). */
    ret->despite_objection = p->despite_objection || (p->article_6 != 'e' && p->article_6 != 'f');
    for (int k = 0; k < ENTITY_KINDS; k++) {
        ret->kinds |= (uint8_t)(p->kinds[k] << k);
    }
    for (int r = 0; r < RELATIONS; r++) {
        for (int c = 0; c < FIELD_CATEGORIES; c++) {
            ret->level[r][c] = (uint8_t)p->level[r][c];
            ret->relations |= (uint8_t)((p->level[r][c] != DETAIL_NONE) << r);
        }
    }
}

void access_table_make(const struct access_definitions *d, struct access_table *ret)
{
    assert(d->purpose_count < ACCESS_NONE && d->source_count <= ACCESS_SOURCES_MAX &&
           d->staff->count <= STAFF_MAX);
    struct access_table table = {.council = d->council,
                                 .staff_count = (uint32_t)d->staff->count,
                                 .purpose_count = (uint32_t)d->purpose_count,
                                 .source_count = (uint32_t)d->source_count};
    table.staff = mem_must_array(d->staff->count, sizeof *table.staff);
    table.purposes = mem_must_array(d->purpose_count, sizeof *table.purposes);
    for (size_t i = 0; i < d->staff->count; i++) {
        staff_row(d->staff, &d->staff->people[i], &table.staff[i]);
    }
    for (size_t i = 0; i < d->purpose_count; i++) {
        purpose_row(d, i, &table.purposes[i]);
    }
    *ret = table;
}

void access_table_free(struct access_table *table)
{
    mem_free(table->staff);
    mem_free(table->purposes);
    *table = (struct access_table){0};
}
