/* gateway.h - gateways.yaml: which pairs of sources may be matched, for which purposes, under which
 * power. No gateway, no joint partition. A source needs none to be joined within itself.
 *
 *     gateways:
 *       - gateway: reduction_and_council_tax
 *         between: [housing_benefit, council_tax]        source_category.h
 *         purposes: [housing_benefit_and_reduction]
 *         powers: […]                                    definition.h
 *
 * Of more than two, each two are a pair. Two sources of one category are a pair as any other:
 * `between: [schools, schools]`. */
#ifndef CANTREF_ACCESS_GATEWAY_H
#define CANTREF_ACCESS_GATEWAY_H

#include "purpose.h"

enum { GATEWAYS_MAX = 4096, ACCESS_SOURCES_MAX = 1024, GATEWAY_BETWEEN_MAX = 32 };

struct gateway {
    struct str id;
    struct reference_list between; /* at least 2 */
    struct name_list purposes;
    struct power_list powers;
    uint8_t content[CONTENT_HASH_BYTES]; /* what people approve */
    size_t line, column;
};

struct gateway_list {
    struct gateway *at;
    size_t count;
    struct arena arena;
};

/* gateway_list_parse - the gateways in the text of a file called `file`.
 * Out:    *ret, to be freed with gateway_list_free; untouched on failure.
 * Errors: as purpose_parse. */
int gateway_list_parse(struct str text, const char *file, struct gateway_list *ret,
                       struct err_list *errors);
void gateway_list_free(struct gateway_list *gateways);

/* struct gateway_question - under which purpose, where and when. */
struct gateway_question {
    const struct purpose *purpose;
    enum nation nation;
    int32_t day;
    const struct gateway_list *gateways;
    const bool *approved; /* of each gateway; one that is not approved is none */
};

/* gateway_between - may two sources be matched? Returns the gateway that opens them to each other
 * for the purpose, or NULL. */
const struct gateway *gateway_between(const struct gateway_question *question,
                                      const struct access_source *a, const struct access_source *b);

/* gateway_sets - which of the home's sources may be joined under a purpose.
 *
 * The purpose's sources are taken in the order in which it names them, those of one category in
 * byte order of their names. The first begins set 1. Each next one goes into set 1 if it has a
 * gateway with every source that is there already; those that don't are gone through in the same
 * manner for set 2, and so on. So each of its sources is in exactly one set, no two of a set lack a
 * gateway, and no source is in two sets, by which a reader could join what the law keeps apart:
 * with A-B and B-C but not A-C, a purpose that names A first has {A, B} and {C}
 * (docs/decisions/0014). What is in a set depends on no source of a later set, and on none that the
 * purpose does not use.
 *
 * In:     sources[count], count ≤ ACCESS_SOURCES_MAX.
 * Out:    ret_set[count]: the number of its set, from 1; 0: the purpose does not use it. Returns
 *         the number of sets. Each set is a partition of its own.
 * Pure. Cost: O(count² × gateways). */
size_t gateway_sets(const struct gateway_question *question, const struct access_source *sources,
                    size_t count, uint16_t *ret_set);

#endif
