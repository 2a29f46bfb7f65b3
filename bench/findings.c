/* findings.c - what both writers ask. */
#include "findings.h"

#include "memory.h"

#include <stdlib.h>

static int compare(uint64_t x, uint64_t y, const struct pattern_errors *p,
                   const struct pattern_errors *q)
{
    if (x != y) {
        return x > y ? -1 : 1;
    }
    return p < q ? -1 : p > q;
}

static int compare_missed(const void *a, const void *b)
{
    const struct pattern_errors *x = *(const struct pattern_errors *const *)a;
    const struct pattern_errors *y = *(const struct pattern_errors *const *)b;
    return compare(x->missed, y->missed, x, y);
}

static int compare_merged(const void *a, const void *b)
{
    const struct pattern_errors *x = *(const struct pattern_errors *const *)a;
    const struct pattern_errors *y = *(const struct pattern_errors *const *)b;
    return compare(x->merged, y->merged, x, y);
}

size_t findings_rank(const struct findings *findings, bool merged,
                     const struct pattern_errors ***ret)
{
    const struct error_tables *t = &findings->tables;
    size_t count = 0;
    *ret = mem_must_array(t->pattern_count, sizeof **ret);
    for (size_t p = 0; p < t->pattern_count; p++) {
        if ((merged ? t->patterns[p].merged : t->patterns[p].missed) > 0) {
            (*ret)[count++] = &t->patterns[p];
        }
    }
    if (count > 0) {
        qsort(*ret, count, sizeof **ret, merged ? compare_merged : compare_missed);
    }
    return count;
}

uint64_t findings_unmet_over_cut(const struct findings *findings)
{
    const struct error_tables *t = &findings->tables;
    uint64_t count = 0;
    for (size_t p = 0; p < t->pattern_count; p++) {
        if (t->patterns[p].weight > findings->in.model->cut) {
            count += t->patterns[p].by_cause[CAUSE_UNMET_ALONE] +
                     t->patterns[p].by_cause[CAUSE_UNMET_PATH];
        }
    }
    return count;
}

const char *findings_level_text(const struct findings *findings, const struct feature *feature,
                                int level, char ret[FEATURE_TEXT_MAX])
{
    const struct mention_table *mentions = findings->in.run->mentions;
    const uint8_t *source_level = findings->in.model->features.source_level;
    size_t len = 0;
    if (!feature_is_source(feature) || level < SOURCE_WITHIN) {
        return feature_level_text(feature, level, ret);
    }
    len = (size_t)snprintf(ret, FEATURE_TEXT_MAX, "twice in");
    for (size_t s = 0; s < mentions->source_count && len < FEATURE_TEXT_MAX; s++) {
        if (source_level[s] == level) {
            int more = snprintf(ret + len, FEATURE_TEXT_MAX - len, " %.*s",
                                PRI(mentions->source_names[s]));
            len += more > 0 ? (size_t)more : 0;
        }
    }
    return ret;
}
