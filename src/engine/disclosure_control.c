/* disclosure_control.c - see disclosure_control.h. */
#include "disclosure_control.h"

/* The smallest that is shown still; the first of equals. count: there is none. */
static size_t smallest_shown(const uint64_t *cells, size_t count, const bool *shown)
{
    size_t found = count;
    for (size_t i = 0; i < count; i++) {
        if (shown[i] && (found == count || cells[i] < cells[found])) {
            found = i;
        }
    }
    return found;
}

/* What is left out first is under the threshold each: a sum that reaches it is of two at least. */
void disclosure_control(const uint64_t *cells, size_t count, bool *ret_shown, bool *ret_total_shown)
{
    uint64_t hidden = 0;
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        ret_shown[i] = cells[i] >= DISCLOSURE_THRESHOLD;
        any = any || !ret_shown[i];
        hidden += ret_shown[i] ? 0 : cells[i];
    }
    while (any && hidden < DISCLOSURE_THRESHOLD) {
        size_t next = smallest_shown(cells, count, ret_shown);
        if (next == count) {
            break;
        }
        ret_shown[next] = false;
        hidden += cells[next];
    }
    *ret_total_shown = !any || hidden >= DISCLOSURE_THRESHOLD;
}
