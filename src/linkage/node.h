/* node.h - mentions of one kind in an order that only their content decides, identical ones
 * collapsed.
 *
 *   mentions  ──► hash of content (source and standardised values; never rows, ids, column names)
 *             ──► sorted by hash: node 0, 1, 2 …   each with its members
 *
 * Everything after this works on nodes. A mention that people decided about is a node by itself
 * (mention_decide.h). Two mentions of one node can't be told apart; whether they are one person is
 * decided by the score of such a pair like any other (resolve.h), so that collapsing saves work and
 * changes no answer.
 */
#ifndef CANTREF_LINKAGE_NODE_H
#define CANTREF_LINKAGE_NODE_H

#include "feature.h"

struct node_set {
    size_t count;
    uint64_t *hash;    /* of content; ascending among those of one family name */
    uint32_t *mention; /* a representative: any member serves */
    uint32_t *offset;  /* members of node n: member[offset[n] … offset[n+1]) */
    uint32_t *member;
};

/* node_set_build - from mentions[count] of the table. attribute_seed[] tells attributes apart by
 * what they hold (node_attribute_seeds); one whose seed is 0 is no content: a model that is there
 * does not know it. The same for any number of threads.
 * Errors: ERR_MEMORY. ret starts zeroed. Cost: O(count). */
int node_set_build(const struct mention_table *table, const uint32_t *mentions, size_t count,
                   const uint64_t attribute_seed[ATTRIBUTES_MAX], int threads,
                   struct node_set *ret);
void node_set_free(struct node_set *nodes);

/* node_attribute_seeds - a number for each attribute from its set of values, whatever its header
 * says and in whatever order it came. */
void node_attribute_seeds(const struct mention_table *table, uint64_t ret[ATTRIBUTES_MAX]);

/* node_share_row - does any row name somebody of each (for left = right: two of its members)? Both
 * of one source. places: of the mention table.
 * Cost: O(members). */
bool node_share_row(const struct mention_place *places, const struct node_set *nodes, size_t left,
                    size_t right);

/* node_compare_all - feature_compare of a node and each of right[count ≤ COMPARED_MAX], whichever
 * mentions represent them: at SOURCE_ROW_SAME if any row names somebody of either. Pure. Cost:
 * feature_compare and O(members) where the source is the same and a node has several.
 * node_compare - the same of two nodes, or of a node's members with one another: left = right. */
enum { COMPARED_MAX = 32 };
void node_compare_all(const struct feature_set *features, const struct lexicon *lexicon,
                      const struct node_set *nodes, size_t left, const uint32_t *right,
                      size_t count, uint8_t levels[][FEATURES_MAX]);
void node_compare(const struct feature_set *features, const struct lexicon *lexicon,
                  const struct node_set *nodes, size_t left, size_t right, uint8_t *levels);

static inline uint32_t node_size(const struct node_set *nodes, size_t node)
{
    return nodes->offset[node + 1] - nodes->offset[node];
}

#endif
