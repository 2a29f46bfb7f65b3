/* disclosure_control.c - see disclosure_control.h. */
#include "disclosure_control.h"

/* struct hidden - what is left out of a row. */
struct hidden {
    size_t count;
    uint64_t sum;
};

static void hide(const uint64_t *cells, size_t at, bool *shown, struct hidden *hidden)
{
    shown[at] = false;
    hidden->count++;
    hidden->sum += cells[at];
}

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

void disclosure_control(const uint64_t *cells, size_t count, bool *ret_shown, bool *ret_total_shown)
{
    struct hidden hidden = {0};
    for (size_t i = 0; i < count; i++) {
        ret_shown[i] = true;
        if (cells[i] < DISCLOSURE_THRESHOLD) {
            hide(cells, i, ret_shown, &hidden);
        }
    }
    while (hidden.count > 0 && (hidden.count < 2 || hidden.sum < DISCLOSURE_THRESHOLD)) {
        size_t next = smallest_shown(cells, count, ret_shown);
        if (next == count) {
            break;
        }
        hide(cells, next, ret_shown, &hidden);
    }
    *ret_total_shown =
        hidden.count == 0 || (hidden.count >= 2 && hidden.sum >= DISCLOSURE_THRESHOLD);
}
