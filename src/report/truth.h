/* truth.h - how right an answer is, where the truth is known.
 *
 *   source,row,truth               what each row is: its first person, or else its first mention,
 *                                  stands for it
 *   source,row,mention,person[,…]  what each mention is
 *
 * An empty label means that nobody knows: such lines don't count. What the truth names and the
 * answer has not (a row that was rejected, a mention that was not found) counts as an entity of its
 * own. Of two lines for one row or mention the first counts. */
#ifndef CANTREF_REPORT_TRUTH_H
#define CANTREF_REPORT_TRUTH_H

#include "report.h"

/* struct truth_scores - shares are 0 … 1. Pairs: of all pairs of labelled things. B-cubed: the mean
 * over things of how much of its entity is right (precision) and how much of its truth is in its
 * entity (recall) (Bagga & Baldwin 1998). */
struct truth_scores {
    bool by_mention;   /* labels are of mentions, not of rows */
    uint64_t labelled; /* rows or mentions */
    uint64_t unlabelled;
    uint64_t not_found; /* labelled ones that the answer has not */
    uint64_t true_pairs, found_pairs, right_pairs;
    double precision, recall,
        f1; /* precision is 1 when nothing was found, recall 1 when there was nothing to find */
    double b3_precision, b3_recall, b3_f1;
    uint64_t clusters_true, clusters_found;
    uint64_t clusters_exact; /* true clusters that the answer has exactly */
    double exact;            /* the share of them */
};

/* truth_count - score labels: truth[i] and found[i] are the true and the found cluster of thing i,
 * any numbers.
 * Out: all of *ret but by_mention, unlabelled, not_found. count 0 gives NaN for b3 and exact. Cost:
 * O(count). */
void truth_count(const uint32_t *truth, const uint32_t *found, size_t count,
                 struct truth_scores *ret);

/* struct truth_labels - what a truth table says of count things, rows or mentions, in its order. */
struct truth_labels {
    size_t count;
    uint32_t *label; /* the true cluster of thing i: any number but 0 */
    uint32_t *found; /* the found one: an entity of the partition, or a number above them all */
    size_t *mention; /* the mention that stands for it; SIZE_MAX: the answer has none */
    bool by_mention; /* labels are of mentions, not of rows */
    size_t unlabelled, not_found;
};

/* truth_read - the things that a truth table labels.
 * Errors: those of truth_score. ret starts zeroed; truth_labels_free it in any case. */
int truth_read(const struct report *report, const struct table *truth, struct truth_labels *ret,
               struct err *err);
void truth_labels_free(struct truth_labels *labels);

/* truth_mention - the mention that a row (from 1, as in its file) of the source of that name holds
 * under a number (from 1; 0: the one that stands for the row). SIZE_MAX: there is none. Cost:
 * O(sources + log mentions). */
size_t truth_mention(const struct report *report, struct str source, uint64_t row, uint64_t number);

/* truth_score - score a run against a truth table as above. ret_people: the same over those that
 * were taken for people or not found: one landlord with a thousand accounts has half a million
 * pairs, and says nothing of how well people are linked. Its `labelled` is 0 when there is none.
 * Errors: ERR_INPUT when a column is missing or a cell is no number, or when nothing in it has a
 * label; err->file and line are set. */
int truth_score(const struct report *report, const struct table *truth, struct truth_scores *ret,
                struct truth_scores *ret_people, struct err *err);

#endif
