/* agreement.c - Cohen's kappa and how sure it is. */
#include "agreement.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#define TWO_SIDED_95 1.959963984540054

/* struct shares - of a table of answers. */
struct shares {
    size_t kinds;
    double both[AGREEMENT_KINDS_MAX][AGREEMENT_KINDS_MAX];
    double first[AGREEMENT_KINDS_MAX], second[AGREEMENT_KINDS_MAX];
    double agreed, chance;
};

static struct shares shares_of(const size_t *counts, size_t kinds, double total)
{
    struct shares s = {.kinds = kinds};
    for (size_t i = 0; i < kinds; i++) {
        for (size_t j = 0; j < kinds; j++) {
            double share = (double)counts[i * kinds + j] / total;
            s.both[i][j] = share;
            s.first[i] += share;
            s.second[j] += share;
            s.agreed += i == j ? share : 0;
        }
    }
    for (size_t i = 0; i < kinds; i++) {
        s.chance += s.first[i] * s.second[i];
    }
    return s;
}

/* The variance of kappa, times the number of answers. */
static double variance_of(const struct shares *s, double kappa)
{
    double on = 0;
    double off = 0;
    double rest = kappa - s->chance * (1 - kappa);
    for (size_t i = 0; i < s->kinds; i++) {
        for (size_t j = 0; j < s->kinds; j++) {
            double sides = i == j ? s->first[i] + s->second[i] : s->second[i] + s->first[j];
            double term = i == j ? 1 - sides * (1 - kappa) : sides;
            on += i == j ? s->both[i][j] * term * term : 0;
            off += i == j ? 0 : s->both[i][j] * term * term;
        }
    }
    double above = on + (1 - kappa) * (1 - kappa) * off - rest * rest;
    return fmax(above, 0) / ((1 - s->chance) * (1 - s->chance));
}

struct agreement agreement_of(const size_t *counts, size_t kinds)
{
    struct agreement a = {.kappa = NAN, .low = NAN, .high = NAN};
    assert(kinds > 0 && kinds <= AGREEMENT_KINDS_MAX);
    for (size_t i = 0; i < kinds * kinds; i++) {
        a.count += counts[i];
        a.agreed += i % (kinds + 1) == 0 ? counts[i] : 0;
    }
    if (a.count == 0) {
        return a;
    }
    struct shares s = shares_of(counts, kinds, (double)a.count);
    if (s.chance < 1) {
        a.kappa = (s.agreed - s.chance) / (1 - s.chance);
        double error = TWO_SIDED_95 * sqrt(variance_of(&s, a.kappa) / (double)a.count);
        bool told = error > 1e-9;
        a.low = told ? fmax(a.kappa - error, -1) : NAN;
        a.high = told ? fmin(a.kappa + error, 1) : NAN;
    }
    return a;
}
