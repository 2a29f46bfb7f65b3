/* doubt.c - what a model that was learnt without labels looks like when it is wrong. */
#include "doubt.h"

static const double KNOWN_LEAST = 0.02;
static const double AGREEING_MOST = 0.1;
static const double OTHER_NAMES_MOST = 1.0 / 3;

static bool is_witness(const struct feature *feature, const float *random_share)
{
    double known = 0;
    double agreeing = 0;
    bool told = random_share[0] > 0;
    for (int level = 1; level < feature->levels; level++) { /* at 0 all of it is missing */
        known += (double)random_share[level];
        told = told || random_share[level] > 0;
        agreeing += feature->goodness[level] >= 1 ? (double)random_share[level] : 0;
    }
    return !feature_is_source(feature) && feature->field != FIELD_STAY &&
           feature->field != FIELD_COMPANION &&
           (!told || (known > KNOWN_LEAST && agreeing < AGREEING_MOST * known));
}

int doubt_witnesses(const struct feature_set *features, const struct level_shares *random_pairs)
{
    int count = 0;
    for (int f = 0; f < features->count; f++) {
        count += is_witness(&features->features[f], random_pairs->share[f]);
    }
    return count;
}

double doubt_other_names(const struct feature_set *features, const struct estimate *estimate)
{
    double other = 0;
    double all = 0;
    for (int f = 0; f < features->count; f++) {
        const float *share = estimate->classes[0].share[f];
        if (!feature_is_name(&features->features[f])) {
            continue;
        }
        for (int level = 0; level < features->features[f].levels; level++) {
            int given = level / FAMILY_LEVELS % GIVEN_LEVELS;
            int words = level / FAMILY_LEVELS / GIVEN_LEVELS;
            if (given != GIVEN_MISSING && words != WORDS_MISSING) {
                all += (double)share[level];
                other += given == GIVEN_DIFFERENT && words <= WORDS_ONE ? (double)share[level] : 0;
            }
        }
    }
    return all > 0 ? other / all : 0;
}

bool doubt_is_astray(const struct feature_set *features, const struct estimate *estimate)
{
    return doubt_other_names(features, estimate) > OTHER_NAMES_MOST;
}
