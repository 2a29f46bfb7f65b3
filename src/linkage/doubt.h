/* doubt.h - reasons not to believe what was learnt, or what a run claims of itself.
 *
 * Nobody labels anything, so the share of matches and what they look like are told apart by one
 * thing alone: matches agree on several things at once that have nothing else to do with one
 * another. Where there is one thing to compare, nothing can be told; where there are two, not much.
 * And where one class of pairs is picked up whole (all twins, all husbands and wives), it may be
 * taken for the matches: then those "matches" don't have the same given name. */
#ifndef CANTREF_LINKAGE_DOUBT_H
#define CANTREF_LINKAGE_DOUBT_H

#include "estimate.h"

/* Under these a run says so: an estimate from fewer links is off by hundredths by chance alone. */
enum { WITNESSES_ENOUGH = 3, LINKS_ENOUGH = 100 };

/* doubt_witnesses - how many things there are to compare that tell people apart: features but for
 * the source and what depends on the row, known of both in one random pair in fifty at least, in
 * full agreement in one such pair in ten at most. Of a feature whose random pairs nobody knows (all
 * 0: they are not part of a model on disk) this is taken for granted. */
int doubt_witnesses(const struct feature_set *features, const struct level_shares *random_pairs);

/* doubt_other_names - the share of matches, as learnt, whose given names are different in full, of
 * those that have given names. 0 … 1; 0 where names are not compared. */
double doubt_other_names(const struct feature_set *features, const struct estimate *estimate);

/* doubt_is_astray - more than one in three: these are relatives, not matches. (Of people in five
 * systems one in a hundred are known by two names; in the worst labelled set it is one in eight.)
 */
bool doubt_is_astray(const struct feature_set *features, const struct estimate *estimate);

#endif
