/* labelled.h - a finished linking of people beside the truth, as the tables of errors and the
 * oracles read it. */
#ifndef CANTREF_BENCH_LABELLED_H
#define CANTREF_BENCH_LABELLED_H

#include "partition.h"
#include "truth.h"

/* struct labelled - nothing is owned; all of it must outlive its readers. */
struct labelled {
    const struct run *run;
    const struct linking *linking; /* of people, its pairs still there */
    const struct kind_model *model;
    const struct truth_labels *things;
    const uint32_t *label; /* by mention; 0: nobody knows */
};

/* struct pair_counts - labelled pairs of mentions: of one label, of two. */
struct pair_counts {
    uint64_t same, different;
};

/* labelled_count - the pairs of mentions that a pair of nodes stands for (left = right: those of a
 * node with itself). Cost: O(members × members). */
static inline struct pair_counts labelled_count(const struct labelled *in, size_t left,
                                                size_t right)
{
    const struct node_set *nodes = &in->linking->nodes;
    struct pair_counts counts = {0, 0};
    for (uint32_t i = nodes->offset[left]; i < nodes->offset[left + 1]; i++) {
        uint32_t a = in->label[nodes->member[i]];
        for (uint32_t j = left == right ? i + 1 : nodes->offset[right];
             a != 0 && j < nodes->offset[right + 1]; j++) {
            uint32_t b = in->label[nodes->member[j]];
            counts.same += a == b;
            counts.different += b != 0 && a != b;
        }
    }
    return counts;
}

#endif
