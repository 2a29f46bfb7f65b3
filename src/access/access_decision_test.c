/* access_decision_test.c - the decision against an evaluator written a second way
 * (access_evaluator.h): at random on random councils; exhaustively on a small one; and cases by
 * hand, so that the two can't be wrong together unseen. */
#include "access_evaluator.h"

#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { WORLDS = 2000, WORLDS_TELLING = 200, CASES = 5000, NAMES = 1024 };

/* ---- asking both ---- */

/* withheld: room for all roles. */
static struct question question_of(const struct world *w, const struct access_request *r,
                                   struct str withheld[STAFF_ROLES_MAX])
{
    struct question q = {
        .council = r->council,
        .purpose_stated = r->purpose != ACCESS_NONE,
        .kind = r->kind,
        .relation = r->relation,
        .category = r->category,
        .day = r->day,
        .sealed = r->flags & ENTITY_SEALED,
        .seal_opened = r->flags & ENTITY_SEAL_OPENED,
        .restricted = r->flags & ENTITY_RESTRICTED,
        .objected = r->flags & ENTITY_OBJECTED,
        .own = r->flags & ENTITY_OWN_RECORD,
        .asks = r->flags & ENTITY_ASKS,
        .has_case = r->has_case,
        .emergency = r->break_glass,
    };
    q.withheld.at = withheld;
    for (size_t i = 0; i < w->staff.roles.count; i++) {
        if ((r->roles_withheld >> i & 1) != 0) {
            withheld[q.withheld.count++] = w->staff.roles.at[i];
        }
    }
    q.login = r->person < w->staff.count ? w->staff.people[r->person].login : STR("");
    q.purpose = r->purpose < w->purpose_count ? w->purposes[r->purpose].id : STR("");
    q.source = r->source < w->source_count ? w->sources[r->source].name : STR("");
    q.seal_team = STR("");
    size_t place = 0;
    for (size_t d = 0; d < w->staff.department_count; d++) {
        for (size_t t = 0; t < w->staff.departments[d].teams.count; t++) {
            if (place++ == r->seal_team) {
                q.seal_team = w->staff.departments[d].teams.at[t];
            }
        }
    }
    return q;
}

/* compare - both on one request; a disagreement is told with all that was asked. */
static enum access_rule compare(const struct world *w, const struct access_table *table,
                                const struct access_request *r)
{
    enum detail_level level;
    struct str withheld[STAFF_ROLES_MAX];
    struct question q = question_of(w, r, withheld);
    enum access_rule rule = evaluate(w, &q, &level);
    struct access_decision decision = access_decide(table, r);
    enum access_rule decided = access_decision_rule(decision);
    bool same = decided == rule && access_decision_level(decision) == level &&
                access_decision_allows(decision) == (level != DETAIL_NONE) &&
                access_decision_category(decision) == r->category &&
                access_decision_source(decision) == r->source &&
                access_decision_purpose(decision) == r->purpose &&
                access_decision_subject(decision) == r->subject;
    if (!same) {
        fail_msg(
            "decided %s, level %d; the evaluator %s, level %d: council %llu day %d person %u "
            "purpose %u source %u seal_team %u kind %u relation %u category %u flags %u case "
            "%d emergency %d",
            decided < ACCESS_RULES ? access_rules[decided].name : "no rule",
            (int)access_decision_level(decision), access_rules[rule].name, (int)level,
            (unsigned long long)r->council, r->day, r->person, r->purpose, r->source, r->seal_team,
            r->kind, r->relation, r->category, r->flags, r->has_case, r->break_glass);
    }
    return rule;
}

static void table_of(const struct world *w, struct access_table *ret)
{
    const struct access_definitions definitions = {.council = COUNCIL,
                                                   .nation = w->nation,
                                                   .purposes = w->purposes,
                                                   .approved = w->approved,
                                                   .purpose_count = w->purpose_count,
                                                   .staff = &w->staff,
                                                   .sources = w->sources,
                                                   .source_count = w->source_count};
    access_table_make(&definitions, ret);
}

/* ---- random worlds ---- */

static char names[4][NAMES][24]; /* p12, s3, r7, t200 */

static struct str name_of(int kind, size_t number)
{
    snprintf(names[kind][number], sizeof names[kind][number], "%c%zu", "psrt"[kind], number);
    return str_of(names[kind][number]);
}

static bool chance(struct random *random, int percent)
{
    return random_below(random, 100) < (uint64_t)percent;
}

/* some - each of count names with a chance. */
static struct name_list some(struct random *random, struct arena *arena, int kind, size_t count,
                             int percent)
{
    struct name_list list = {arena_alloc(arena, (count + 1) * sizeof(struct str)), 0};
    for (size_t i = 0; i < count; i++) {
        if (percent == 100 || chance(random, percent)) {
            list.at[list.count++] = name_of(kind, i);
        }
    }
    return list;
}

static int32_t any_day(struct random *random)
{
    return (int32_t)random_below(random, 12);
}

static void random_purpose(struct random *random, struct arena *arena, size_t number, size_t roles,
                           size_t sources, struct purpose *p)
{
    *p = (struct purpose){.id = name_of(0, number),
                          .article_6 = (char)('a' + random_below(random, 6)),
                          .review = 3 + any_day(random),
                          .case_required = chance(random, 30),
                          .own_record = chance(random, 15),
                          .break_glass = chance(random, 50),
                          .despite_restriction = chance(random, 50),
                          .despite_objection = chance(random, 40)};
    p->roles = some(random, arena, 2, roles, roles > 8 ? 20 : 50);
    p->powers.count = 1 + random_below(random, 3);
    p->powers.at = arena_alloc(arena, p->powers.count * sizeof *p->powers.at);
    for (size_t i = 0; i < p->powers.count; i++) {
        bool open = chance(random, 60);
        int32_t from = open ? DAY_MIN : any_day(random);
        p->powers.at[i] =
            (struct power){.nation = (enum nation)(1 + random_below(random, 3)),
                           .from = from,
                           .until = open ? DAY_MAX : from + (int32_t)random_below(random, 6)};
    }
    for (int k = 0; k < ENTITY_KINDS; k++) {
        p->kinds[k] = chance(random, 70);
    }
    for (int r = 0; r < RELATIONS; r++) {
        bool reaches = r == 0 || chance(random, 60);
        for (int c = 0; c < FIELD_CATEGORIES && reaches; c++) {
            p->level[r][c] =
                chance(random, 60) ? (enum detail_level)random_below(random, DETAIL_LEVELS) : 0;
        }
    }
    p->sources.at = arena_alloc(arena, (sources + SOURCE_CATEGORIES) * sizeof *p->sources.at);
    for (int c = 0; c < SOURCE_CATEGORIES; c++) {
        if (chance(random, 50)) {
            p->sources.at[p->sources.count++] =
                (struct source_reference){(enum source_category)c, STR("")};
        }
    }
    for (size_t s = 0; s < sources; s++) {
        if (chance(random, 20)) {
            p->sources.at[p->sources.count++] =
                (struct source_reference){SOURCE_CATEGORIES, name_of(1, s)};
        }
    }
}

static void random_staff(struct random *random, struct arena *arena, struct world *w, size_t roles,
                         size_t teams)
{
    struct staff *staff = &w->staff;
    staff->roles = some(random, arena, 2, roles, 100);
    staff->department_count = 3;
    staff->departments = arena_alloc(arena, 3 * sizeof *staff->departments);
    for (size_t d = 0; d < 3; d++) {
        struct department *here = &staff->departments[d];
        here->teams.at = arena_alloc(arena, (teams + 1) * sizeof *here->teams.at);
        for (size_t t = d; t < teams; t += 3) {
            here->teams.at[here->teams.count++] = name_of(3, t);
        }
        here->purposes = arena_alloc(arena, (w->purpose_count + 1) * sizeof *here->purposes);
        for (size_t p = d; p < w->purpose_count; p += 3) {
            if (chance(random, 95)) {
                here->purposes[here->purpose_count++] = (struct purpose_users){
                    name_of(0, p), some(random, arena, 3, teams, teams > 8 ? 20 : 60)};
            }
        }
    }
    staff->count = 1 + random_below(random, 12);
    staff->people = arena_alloc(arena, staff->count * sizeof *staff->people);
    for (size_t i = 0; i < staff->count; i++) {
        bool open = chance(random, 70);
        staff->people[i] =
            (struct staff_member){.login = arena_printf(arena, "u%zu", i),
                                  .teams = some(random, arena, 3, teams, teams > 8 ? 15 : 50),
                                  .roles = some(random, arena, 2, roles, roles > 8 ? 15 : 50),
                                  .from = open ? DAY_MIN : any_day(random),
                                  .until = open ? DAY_MAX : any_day(random)};
    }
}

static void random_world(struct random *random, struct arena *arena, struct world *w)
{
    bool large = chance(random, 25); /* more than one word of bits of each */
    size_t roles = large ? STAFF_ROLES_MAX : 1 + random_below(random, 6);
    size_t teams = large ? STAFF_TEAMS_MAX : 3 + random_below(random, 6);
    *w = (struct world){.nation = (enum nation)(1 + random_below(random, 2)),
                        .purpose_count = 1 + random_below(random, 8),
                        .source_count = large ? 300 : 1 + random_below(random, 6)};
    if (chance(random, 3)) {
        w->nation = NATION_UNSAID;
    }
    w->sources = arena_alloc(arena, w->source_count * sizeof *w->sources);
    for (size_t s = 0; s < w->source_count; s++) {
        w->sources[s] = (struct access_source){
            .name = name_of(1, s),
            .category = (enum source_category)random_below(random, SOURCE_CATEGORIES),
            .approved = chance(random, 92)};
    }
    w->purposes = arena_alloc(arena, w->purpose_count * sizeof *w->purposes);
    w->approved = arena_alloc(arena, w->purpose_count * sizeof *w->approved);
    for (size_t p = 0; p < w->purpose_count; p++) {
        random_purpose(random, arena, p, roles, w->source_count, &w->purposes[p]);
        w->approved[p] = chance(random, 92);
    }
    random_staff(random, arena, w, roles, teams);
}

static struct access_request random_request(struct random *random, const struct world *w)
{
    struct access_request r = {
        .council = chance(random, 98) ? COUNCIL : COUNCIL - 1,
        .subject = (int64_t)random_next(random),
        .day = any_day(random),
        .person = (uint32_t)random_below(random, w->staff.count + chance(random, 5)),
        .purpose = (uint16_t)random_below(random, w->purpose_count + chance(random, 5)),
        .source = (uint16_t)random_below(random, w->source_count + chance(random, 5)),
        .seal_team =
            chance(random, 80) ? (uint16_t)random_below(random, STAFF_TEAMS_MAX + 1) : ACCESS_NONE,
        .kind = (uint8_t)random_below(random, ENTITY_KINDS + chance(random, 3)),
        .relation =
            (uint8_t)(chance(random, 50) ? 0 : random_below(random, RELATIONS + chance(random, 3))),
        .category = (uint8_t)random_below(random, FIELD_CATEGORIES + chance(random, 3)),
        .has_case = chance(random, 70),
        .break_glass = chance(random, 40),
    };
    if (chance(random, 30)) {
        r.roles_withheld = random_next(random) | random_next(random);
    }
    if (chance(random, 50)) { /* a seal names a team that there is */
        r.seal_team = (uint16_t)random_below(random, 8);
    }
    for (int bit = 0; bit < 6; bit++) {
        r.flags |= (uint8_t)(chance(random, 15) << bit);
    }
    if (chance(random, 2)) {
        r.purpose = ACCESS_NONE;
    }
    return r;
}

static void test_random(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    const char *given = getenv("CANTREF_RUNS");
    uint64_t worlds = WORLDS, times[ACCESS_RULES] = {0};
    if (given != NULL && !str_to_uint(str_of(given), 1000000, &worlds)) {
        worlds = WORLDS;
    }
    for (uint64_t i = 0; i < worlds; i++) {
        struct arena arena = {0};
        struct world world;
        struct access_table table;
        random_world(&random, &arena, &world);
        table_of(&world, &table);
        for (int c = 0; c < CASES; c++) {
            struct access_request request = random_request(&random, &world);
            times[compare(&world, &table, &request)]++;
        }
        access_table_free(&table);
        arena_free(&arena);
    }
    printf("# %llu random cases, 0 disagreements\n", (unsigned long long)worlds * CASES);
    for (int rule = RULE_NOTHING_DECIDED + 1; rule < ACCESS_RULES && worlds >= WORLDS_TELLING;
         rule++) {
        if (times[rule] == 0) {
            fail_msg("the random cases never came to %s", access_rules[rule].name);
        }
    }
}

/* ---- exhaustively on a small council ---- */

/* small_world - two purposes, two teams, two people, two sources; the first purpose as the bits
 * say. */
static void small_world(struct arena *arena, unsigned bits, struct world *w)
{
    static bool approved[2];
    static struct str none[1], role[] = {STR_INIT("r0")}, team[] = {STR_INIT("t0")};
    static struct str teams[] = {STR_INIT("t0"), STR_INIT("t1")};
    static struct access_source sources[] = {{STR_INIT("s0"), SOURCE_HOUSING, true, {0}},
                                             {STR_INIT("s1"), SOURCE_SCHOOLS, true, {0}}};
    *w = (struct world){.nation = NATION_WALES,
                        .purpose_count = 2,
                        .purposes = arena_alloc(arena, 2 * sizeof(struct purpose)),
                        .approved = approved,
                        .sources = sources,
                        .source_count = 2};
    approved[0] = bits & 1;
    approved[1] = true;
    for (int i = 0; i < 2; i++) {
        struct purpose *p = &w->purposes[i];
        p->id = i == 0 ? STR("p0") : STR("p1");
        p->review = 5;
        p->case_required = bits & 2;
        p->own_record = bits & 4;
        p->break_glass = bits & 8;
        p->despite_restriction = bits & 16;
        p->despite_objection = bits & 32;
        p->article_6 = bits & 64 ? 'e' : 'c';
        p->roles = (struct name_list){bits & 128 ? role : none, (bits & 128) != 0};
        p->powers.at = arena_alloc(arena, 2 * sizeof(struct power));
        p->powers.at[0] = (struct power){.nation = NATION_WALES, .from = 1, .until = 3};
        p->powers.at[1] = (struct power){.nation = NATION_BOTH, .from = 5, .until = DAY_MAX};
        p->powers.count = 2;
        p->kinds[KIND_PERSON] = true;
        p->level[RELATION_SELF][CATEGORY_NAME] = DETAIL_FULL;
        p->level[RELATION_SELF][CATEGORY_OTHER] = DETAIL_YES_NO;
        p->level[RELATION_NAMED][CATEGORY_NAME] = DETAIL_YES_NO;
        p->sources.at = arena_alloc(arena, sizeof(struct source_reference));
        p->sources.at[0] = (struct source_reference){SOURCE_HOUSING, STR("")};
        p->sources.count = 1;
    }
    struct staff *staff = &w->staff;
    staff->roles = (struct name_list){role, 1};
    staff->departments = arena_alloc(arena, sizeof *staff->departments);
    staff->department_count = 1;
    staff->departments[0].teams = (struct name_list){teams, 2};
    staff->departments[0].purposes = arena_alloc(arena, sizeof(struct purpose_users));
    staff->departments[0].purposes[0] =
        (struct purpose_users){STR("p0"), {bits & 256 ? team : none, (bits & 256) != 0}};
    staff->departments[0].purpose_count = 1;
    staff->people = arena_alloc(arena, 2 * sizeof *staff->people);
    staff->count = 2;
    staff->people[0] = (struct staff_member){.login = STR("u0"),
                                             .teams = {team, 1},
                                             .roles = {role, 1},
                                             .from = DAY_MIN,
                                             .until = DAY_MAX};
    staff->people[1] = (struct staff_member){
        .login = STR("u1"), .teams = {teams + 1, 1}, .roles = {role, 1}, .from = 2, .until = 4};
}

/* Every purpose of the kind, every flag, case and emergency, every person, days about each
 * border. */
static void test_every_prohibition(void **state)
{
    (void)state;
    static const int32_t days[] = {0, 1, 2, 3, 4, 5, 6};
    uint64_t cases = 0;
    for (unsigned bits = 0; bits < 512; bits++) {
        struct arena arena = {0};
        struct world world;
        struct access_table table;
        small_world(&arena, bits, &world);
        table_of(&world, &table);
        struct access_request r = {.council = COUNCIL, .subject = 5};
        for (unsigned n = 0; n < 64 * 4; n++) {
            r.flags = (uint8_t)(n & 63);
            r.has_case = n & 64;
            r.break_glass = n & 128;
            for (r.person = 0; r.person < 3; r.person++) {
                for (size_t d = 0; d < sizeof days / sizeof days[0]; d++, cases++) {
                    r.day = days[d];
                    compare(&world, &table, &r);
                }
            }
        }
        access_table_free(&table);
        arena_free(&arena);
    }
    printf("# %llu cases, every prohibition and permission, 0 disagreements\n",
           (unsigned long long)cases);
}

/* Every council, purpose, source, kind, relation, category, seal, for purposes that else allow. */
static void test_every_reach(void **state)
{
    (void)state;
    static const unsigned worlds[] = {511, 511 - 4, 1 + 8, 1 + 128, 1 + 128 + 256};
    static const uint16_t purposes[] = {0, 1, 2, ACCESS_NONE};
    static const uint16_t seal_teams[] = {0, 1, 2, 63, 64, 255, 256, ACCESS_NONE};
    uint64_t cases = 0;
    for (size_t i = 0; i < sizeof worlds / sizeof worlds[0]; i++) {
        struct arena arena = {0};
        struct world world;
        struct access_table table;
        small_world(&arena, worlds[i], &world);
        table_of(&world, &table);
        struct access_request r = {.day = 2, .subject = -1, .has_case = true};
        for (r.council = COUNCIL - 1; r.council <= COUNCIL + 1; r.council++) {
            for (unsigned n = 0; n < 4 * 8 * 4 * 3 * 2; n++, cases++) {
                r.purpose = purposes[n % 4];
                r.seal_team = seal_teams[n / 4 % 8];
                r.flags = (uint8_t)(n / 32 % 4);
                r.source = (uint16_t)(n / 128 % 3);
                r.break_glass = n / 384 % 2;
                for (r.kind = 0; r.kind <= ENTITY_KINDS; r.kind++) {
                    for (r.relation = 0; r.relation <= RELATIONS; r.relation++) {
                        for (r.category = 0; r.category <= FIELD_CATEGORIES; r.category++) {
                            compare(&world, &table, &r);
                        }
                    }
                }
            }
        }
        access_table_free(&table);
        arena_free(&arena);
    }
    printf("# %llu cases of every reach, 0 disagreements\n",
           (unsigned long long)cases * 5 * 4 * 16);
}

/* ---- every place of a role, a team, a source ---- */

/* one_each - the list of the one name. */
static struct name_list one_each(struct arena *arena, int kind, size_t number)
{
    struct name_list list = {arena_alloc(arena, sizeof(struct str)), 1};
    list.at[0] = name_of(kind, number);
    return list;
}

/* large_world - as many roles, teams, sources as there may be; person i is in team i and has role
 * i % 64; purpose 0 is for all roles and teams and the source `only`, purpose 1 for team and role
 * `only`. What lies behind each row of bits, were it read too far, has all its bits set. */
static void large_world(struct arena *arena, size_t only, struct world *w)
{
    struct staff *staff = &w->staff;
    *w = (struct world){.nation = NATION_ENGLAND, .purpose_count = 2, .source_count = 1024};
    staff->roles = some(NULL, arena, 2, STAFF_ROLES_MAX, 100);
    staff->departments = arena_alloc(arena, sizeof *staff->departments);
    staff->department_count = 1;
    staff->departments[0].teams = some(NULL, arena, 3, STAFF_TEAMS_MAX, 100);
    staff->departments[0].purposes = arena_alloc(arena, 2 * sizeof(struct purpose_users));
    staff->departments[0].purpose_count = 2;
    staff->departments[0].purposes[0] =
        (struct purpose_users){name_of(0, 0), staff->departments[0].teams};
    staff->departments[0].purposes[1] =
        (struct purpose_users){name_of(0, 1), one_each(arena, 3, only % STAFF_TEAMS_MAX)};
    staff->count = STAFF_TEAMS_MAX;
    staff->people = arena_alloc(arena, staff->count * sizeof *staff->people);
    for (size_t i = 0; i < staff->count; i++) {
        staff->people[i] = (struct staff_member){.login = arena_printf(arena, "u%zu", i),
                                                 .teams = one_each(arena, 3, i),
                                                 .roles = one_each(arena, 2, i % 64),
                                                 .from = -1,
                                                 .until = INT32_MAX};
    }
    w->sources = arena_alloc(arena, w->source_count * sizeof *w->sources);
    for (size_t s = 0; s < w->source_count; s++) {
        w->sources[s] = (struct access_source){name_of(1, s), SOURCE_CATEGORIES, true, {0}};
    }
    w->approved = arena_alloc(arena, 2 * sizeof(bool));
    w->purposes = arena_alloc(arena, 2 * sizeof(struct purpose));
    for (size_t i = 0; i < 2; i++) {
        struct purpose *p = &w->purposes[i];
        w->approved[i] = true;
        p->id = name_of(0, i);
        p->article_6 = 'e';
        p->review = 9;
        p->roles = i == 0 ? staff->roles : one_each(arena, 2, only % 64);
        p->powers.at = arena_alloc(arena, sizeof(struct power));
        p->powers.at[0] = (struct power){.nation = NATION_BOTH, .from = -1, .until = INT32_MAX};
        p->powers.count = 1;
        for (int k = 0; k < ENTITY_KINDS; k++) {
            p->kinds[k] = true;
        }
        for (int r = 0; r < RELATIONS; r++) {
            for (int c = 0; c < FIELD_CATEGORIES; c++) {
                p->level[r][c] = DETAIL_FULL;
            }
        }
        p->sources.at = arena_alloc(arena, sizeof(struct source_reference));
        p->sources.at[0] = (struct source_reference){SOURCE_CATEGORIES, name_of(1, only)};
        p->sources.count = 1;
    }
}

static void test_every_place(void **state)
{
    (void)state;
    static const size_t places[] = {0, 1, 31, 32, 63, 64, 127, 128, 191, 192, 252, 255, 1023};
    static const uint16_t far[] = {1024, 1025, 1087, 1088, 2000, 0xfffe};
    uint64_t cases = 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct arena arena = {0};
        struct world world;
        struct access_table table;
        large_world(&arena, places[i], &world);
        table_of(&world, &table);
        struct access_request r = {.council = COUNCIL, .day = 1, .source = (uint16_t)places[i]};
        for (r.person = 0; r.person < STAFF_TEAMS_MAX; r.person++, cases += 2) {
            r.purpose = 1; /* of one role and one team */
            compare(&world, &table, &r);
            r.purpose = 0;
            compare(&world, &table, &r);
        }
        r.flags = ENTITY_SEALED;
        for (r.person = places[i] % STAFF_TEAMS_MAX, r.seal_team = 0; r.seal_team < 600;
             r.seal_team++, cases++) {
            compare(&world, &table, &r);
        }
        r.flags = 0;
        for (r.source = 0; r.source < 1024; r.source++, cases++) {
            compare(&world, &table, &r);
        }
        for (size_t f = 0; f < sizeof far / sizeof far[0]; f++, cases++) {
            r.source = far[f];
            compare(&world, &table, &r);
        }
        access_table_free(&table);
        arena_free(&arena);
    }
    printf("# %llu cases of every place, 0 disagreements\n", (unsigned long long)cases);
}

/* What lies far outside of every table is nothing. */
static void test_far_outside(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct world world;
    struct access_table table;
    large_world(&arena, 5, &world);
    table_of(&world, &table);
    const struct access_request good = {.council = COUNCIL, .day = 1, .source = 5};
    struct access_request r = good;
    assert_int_equal(compare(&world, &table, &r), RULE_PURPOSE);
    for (int n = 0; n < 256; n++) {
        r = good;
        r.kind = (uint8_t)n;
        compare(&world, &table, &r);
        r = good;
        r.relation = (uint8_t)n;
        compare(&world, &table, &r);
        r = good;
        r.category = (uint8_t)n;
        compare(&world, &table, &r);
    }
    r = good;
    r.person = UINT32_MAX;
    assert_int_equal(compare(&world, &table, &r), RULE_NOT_STAFF);
    r.person = STAFF_TEAMS_MAX + 1;
    assert_int_equal(compare(&world, &table, &r), RULE_NOT_STAFF);
    r = good;
    for (r.purpose = 2; r.purpose < 0xfff0; r.purpose = (uint16_t)(r.purpose * 3)) {
        assert_int_equal(compare(&world, &table, &r), RULE_UNKNOWN_PURPOSE);
        if (r.purpose > 0xfff0 / 3) {
            break;
        }
    }
    access_table_free(&table);
    arena_free(&arena);
}

/* ---- by hand ---- */

static void test_by_hand(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct world world;
    struct access_table table;
    small_world(&arena, 1 + 2 + 8 + 64 + 128 + 256, &world);
    table_of(&world, &table);
    const struct access_request good = {.council = COUNCIL, .day = 2, .has_case = true};
    struct access_request r = good;
    struct access_decision decision = access_decide(&table, &r);
    assert_int_equal(access_decision_rule(decision), RULE_PURPOSE);
    assert_int_equal(access_decision_level(decision), DETAIL_FULL);
    assert_true(access_decision_allows(decision));
    r.flags = ENTITY_SEALED;
    r.seal_team = 1; /* not the asker's */
    r.break_glass = true;
    assert_int_equal(access_decision_rule(access_decide(&table, &r)), RULE_SEALED);
    r.seal_team = 0;
    assert_int_equal(access_decision_rule(access_decide(&table, &r)), RULE_PURPOSE);
    r = good;
    r.has_case = false;
    assert_int_equal(access_decision_rule(access_decide(&table, &r)), RULE_NO_CASE);
    r.break_glass = true;
    decision = access_decide(&table, &r);
    assert_int_equal(access_decision_rule(decision), RULE_BREAK_GLASS);
    assert_true(access_decision_allows(decision));
    r.flags = ENTITY_OBJECTED;
    assert_int_equal(access_decision_rule(access_decide(&table, &r)), RULE_OBJECTED);
    r.day = 6; /* the review was due on 5 */
    decision = access_decide(&table, &r);
    assert_int_equal(access_decision_rule(decision), RULE_REVIEW_OVERDUE);
    assert_false(access_decision_allows(decision));
    assert_int_equal(access_decision_level(decision), DETAIL_NONE);
    r = good;
    r.day = 4; /* between its two powers */
    assert_int_equal(access_decision_rule(access_decide(&table, &r)), RULE_NO_POWER);
    access_table_free(&table);
    arena_free(&arena);
}

/* Memory that nobody decided on opens nothing; neither do bits that are no decision's. */
static void test_nothing_decided(void **state)
{
    (void)state;
    const struct access_decision none = {0};
    assert_false(access_decision_allows(none));
    assert_int_equal(access_decision_rule(none), RULE_NOTHING_DECIDED);
    assert_int_equal(access_decision_level(none), DETAIL_NONE);
}

static void test_rules(void **state)
{
    (void)state;
    for (int i = 0; i < ACCESS_RULES; i++) {
        const struct access_rule_info *rule = &access_rules[i];
        assert_true(rule->name[0] != '\0' && rule->ask < ACCESS_ASKS);
        assert_true(rule->sentence[ACCESS_ENGLISH][0] != '\0' &&
                    rule->sentence[ACCESS_WELSH][0] != '\0');
        assert_int_equal(rule->allows, i == RULE_BREAK_GLASS || i == RULE_PURPOSE);
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(rule->name, access_rules[j].name);
        }
        assert_true((access_ask_text(rule->ask, ACCESS_ENGLISH)[0] == '\0') ==
                    (rule->ask == ASK_NOBODY));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),     cmocka_unit_test(test_nothing_decided),
        cmocka_unit_test(test_rules),       cmocka_unit_test(test_far_outside),
        cmocka_unit_test(test_random),      cmocka_unit_test(test_every_place),
        cmocka_unit_test(test_every_reach), cmocka_unit_test(test_every_prohibition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
