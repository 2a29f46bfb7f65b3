/* pairs_complete.h - the pairs that blocking did not bring, where other pairs lead from one to the
 * other.
 *
 * Blocking limits accuracy: three records of one person may share no key but by way of the second.
 * An average over pairs that were never compared is an average over guesses, so once components are
 * known (components_unmet), the pairs that are missing within them are compared too: some six in a
 * hundred candidates. Nothing is learnt from them.
 */
#ifndef CANTREF_LINKAGE_PAIRS_COMPLETE_H
#define CANTREF_LINKAGE_PAIRS_COMPLETE_H

#include "pairs.h"

/* pairs_complete - compare more pairs of the same nodes with a finished estimate, and put them into
 * the list, each behind those that its left node has.
 * In:     unmet[count]: left << 32 | right, left < right, ascending, not in the list.
 * In/out: pairs, patterns, self[nodes] as pairs_compare left them: patterns get those that are new,
 *         which no pair is counted for; *weights and *chance, by pattern, as estimate_weigh told
 *         them.
 * The rarity of the pairs added is what it is worth (rarity_felt).
 * Out: *ret_likely: of the pairs of mentions added (as node_pair_times counts them) those that are
 * likelier matches than not.
 * Errors: ERR_MEMORY, ERR_LIMIT (2^32 pairs). Deterministic for any number of threads. Cost:
 *         O(pairs + patterns). */
int pairs_complete(const struct lexicon *lexicon, const struct node_set *nodes,
                   const struct feature_set *features, const struct frequency *frequency,
                   const struct estimate *estimate, const uint64_t *unmet, size_t count,
                   int threads, struct pair_list *pairs, struct patterns *patterns, uint32_t *self,
                   int32_t **weights, uint8_t **chance, double *ret_likely);

#endif
