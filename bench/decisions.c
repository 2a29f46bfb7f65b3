/* decisions.c - how many access decisions a second one core makes, for `./do bench access`.
 *
 *   decisions SECONDS
 *
 * The purposes that the program ships, 3,000 staff of theirs in its teams, 200 sources of every
 * category; requests drawn at random, each for somebody, something and some purpose, mostly by
 * somebody who may use it. Each decision is made, and its reason is read: the rule, its sentence,
 * whom to ask. Prints one JSON object: how many decisions in how long, and how many of them
 * allow. */
#include "access_decision.h"
#include "clock.h"
#include "gateway.h"
#include "random.h"
#include "shipped.h"

#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE = 3000, SOURCES = 200, REQUESTS = 1 << 16, COUNCIL = 1 };

static struct purpose purposes[64];
static bool approved[64];
static size_t purpose_count;
static struct staff staff;
static struct access_source sources[SOURCES];

static int read_shipped(void)
{
    struct err_list errors = {0};
    for (int i = 0; i < shipped_file_count; i++) {
        struct str name = str_of(shipped_files[i].name), text = str_of(shipped_files[i].text);
        int code = 0;
        if (str_eq(name, STR("staff.yaml"))) {
            code = staff_parse(text, "staff.yaml", &staff, &errors);
        } else if (!str_eq(name, STR("gateways.yaml"))) {
            approved[purpose_count] = true;
            code = purpose_parse(text, shipped_files[i].name, str_slice(name, 0, name.len - 5),
                                 &purposes[purpose_count++], &errors);
        }
        if (code != 0) {
            fprintf(stderr, "decisions: %s\n", errors.errors[0].message);
            return code;
        }
    }
    return 0;
}

/* make_council - people with a role and the teams of a department each; sources. */
static void make_council(struct random *random)
{
    staff.people = mem_must_array(PEOPLE, sizeof *staff.people);
    staff.count = PEOPLE;
    for (size_t i = 0; i < PEOPLE; i++) {
        size_t department = random_below(random, staff.department_count);
        staff.people[i] = (struct staff_member){
            .login = arena_printf(&staff.arena, "u%zu", i),
            .teams = staff.departments[department].teams,
            .roles = {&staff.roles.at[random_below(random, staff.roles.count)], 1},
            .from = DAY_MIN,
            .until = DAY_MAX};
    }
    for (size_t i = 0; i < SOURCES; i++) {
        sources[i] = (struct access_source){arena_printf(&staff.arena, "s%zu", i),
                                            (enum source_category)(i % SOURCE_CATEGORIES),
                                            true,
                                            {0}};
    }
}

/* right_person - somebody who may use the purpose, if there is any. */
static uint32_t right_person(const struct access_table *table, struct random *random,
                             uint16_t purpose)
{
    uint32_t person = 0;
    for (int tries = 0; tries < 500; tries++) {
        person = (uint32_t)random_below(random, PEOPLE);
        const struct access_staff_row *s = &table->staff[person];
        const struct access_purpose_row *p = &table->purposes[purpose];
        if ((s->roles & p->roles) != 0 && (s->teams[0] & p->teams[0]) != 0) {
            break;
        }
    }
    return person;
}

static void make_requests(const struct access_table *table, struct random *random,
                          struct access_request *requests)
{
    for (size_t i = 0; i < REQUESTS; i++) {
        struct access_request *r = &requests[i];
        *r = (struct access_request){
            .council = COUNCIL,
            .subject = (int64_t)i,
            .day = 20785,
            .purpose = (uint16_t)random_below(random, purpose_count),
            .source = (uint16_t)random_below(random, SOURCES),
            .category = (uint8_t)random_below(random, FIELD_CATEGORIES),
            .flags = (uint8_t)(random_below(random, 20) == 0 ? random_below(random, 64) : 0),
            .seal_team = (uint16_t)random_below(random, 8),
            .has_case = random_below(random, 10) != 0};
        r->person = random_below(random, 10) != 0 ? right_person(table, random, r->purpose)
                                                  : (uint32_t)random_below(random, PEOPLE + 1);
    }
}

int main(int argc, char **argv)
{
    uint64_t seconds = 1, decisions = 0, allowed = 0, told = 0;
    struct random random = random_seed(1);
    struct access_table table;
    struct access_request *requests = mem_must_array(REQUESTS, sizeof *requests);
    if (argc > 1 && !str_to_uint(str_of(argv[1]), 1000, &seconds)) {
        fprintf(stderr, "decisions SECONDS\n");
        return EXIT_FAILURE;
    }
    if (read_shipped() != 0) {
        return EXIT_FAILURE;
    }
    make_council(&random);
    const struct access_definitions definitions = {COUNCIL,       NATION_WALES, purposes, approved,
                                                   purpose_count, &staff,       sources,  SOURCES};
    access_table_make(&definitions, &table);
    make_requests(&table, &random, requests);
    double start = clock_monotonic_s();
    do {
        for (size_t i = 0; i < REQUESTS; i++) {
            struct access_decision d = access_decide(&table, &requests[i]);
            const struct access_rule_info *rule = &access_rules[access_decision_rule(d)];
            allowed += access_decision_allows(d);
            told += (uint64_t)rule->sentence[ACCESS_ENGLISH][0] +
                    (uint64_t)access_ask_text(rule->ask, ACCESS_ENGLISH)[0];
        }
        decisions += REQUESTS;
    } while (clock_monotonic_s() < start + (double)seconds);
    fprintf(stdout, "{\"decisions\": %llu, \"seconds\": %.6f, \"allowed\": %llu, \"told\": %llu}\n",
            (unsigned long long)decisions, clock_monotonic_s() - start, (unsigned long long)allowed,
            (unsigned long long)told);
    access_table_free(&table);
    for (size_t i = 0; i < purpose_count; i++) {
        purpose_free(&purposes[i]);
    }
    mem_free(staff.people);
    staff_free(&staff);
    mem_free(requests);
    return EXIT_SUCCESS;
}
