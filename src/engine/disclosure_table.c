/* disclosure_table.c - see disclosure_table.h.
 *
 * Nodes: all that comes in (0), what goes out (1), rows, columns. Arcs: from 0 to each row, each
 * cell, from each column to 1. An arc that isn't shown may take more as far as one likes, and less
 * down to its floor; one that is shown neither. The arc from 1 to 0, the sum of all, is shown. */
#include "disclosure_table.h"

#include "memory.h"

enum { NODE_IN, NODE_OUT, NODE_ROWS };
static const uint64_t MORE = UINT64_MAX / 4;

struct arc {
    size_t from, to;
    uint64_t value, floor;
    bool shown;
    int64_t cell; /* its place; -1: a sum */
};

struct network {
    const struct disclosure_table *table;
    struct arc *arcs;
    size_t arc_count, node_count;
    uint64_t *flow;  /* of each arc while it is tried */
    size_t *came;    /* by which arc a node was reached; arc_count: not yet */
    bool *came_back; /* against its direction */
    size_t *waiting; /* nodes to go on from */
    uint64_t *cost;  /* of the cheapest way to a node */
};

int disclosure_floor(const uint64_t *cells, size_t count, const bool *shown, bool total_shown)
{
    uint64_t sum = 0;
    int found = DISCLOSURE_NO_COLUMN;
    for (size_t i = 0; i < count; i++) {
        sum += cells[i];
    }
    for (size_t i = 0; i < count; i++) {
        bool most = !shown[i] && sum - cells[i] < DISCLOSURE_THRESHOLD;
        found = most ? (int)i : found;
    }
    return total_shown && sum >= DISCLOSURE_FLOOR_LEAST ? found : DISCLOSURE_NO_COLUMN;
}

/* ---- the network ---- */

static void add_arc(struct network *n, size_t from, size_t to, uint64_t value, bool shown,
                    int64_t cell)
{
    n->arcs[n->arc_count++] =
        (struct arc){.from = from, .to = to, .value = value, .shown = shown, .cell = cell};
}

static void make_network(const struct disclosure_table *t, struct network *n)
{
    size_t arcs = t->rows * t->columns + t->rows + t->columns;
    *n = (struct network){.table = t,
                          .arcs = mem_must_array(arcs + 1, sizeof *n->arcs),
                          .node_count = NODE_ROWS + t->rows + t->columns};
    n->flow = mem_must_array(arcs + 1, sizeof *n->flow);
    n->came = mem_must_array(n->node_count, sizeof *n->came);
    n->came_back = mem_must_array(n->node_count, sizeof *n->came_back);
    n->waiting = mem_must_array(n->node_count, sizeof *n->waiting);
    n->cost = mem_must_array(n->node_count, sizeof *n->cost);
    for (size_t r = 0; r < t->rows; r++) {
        uint64_t sum = 0;
        for (size_t c = 0; c < t->columns; c++) {
            size_t cell = r * t->columns + c;
            t->shown[cell] =
                t->cells[cell] >= DISCLOSURE_THRESHOLD && t->row_shown[r] && t->column_shown[c];
            add_arc(n, NODE_ROWS + r, NODE_ROWS + t->rows + c, t->cells[cell], t->shown[cell],
                    (int64_t)cell);
            sum += t->cells[cell];
        }
        add_arc(n, NODE_IN, NODE_ROWS + r, sum, t->row_shown[r], -1);
    }
    for (size_t c = 0; c < t->columns; c++) {
        uint64_t sum = 0;
        for (size_t r = 0; r < t->rows; r++) {
            sum += t->cells[r * t->columns + c];
        }
        add_arc(n, NODE_ROWS + t->rows + c, NODE_OUT, sum, t->column_shown[c], -1);
        if ((int)c == t->column_floor) {
            n->arcs[n->arc_count - 1].floor =
                sum > DISCLOSURE_THRESHOLD ? sum - DISCLOSURE_THRESHOLD : 0;
        }
    }
}

static void free_network(struct network *n)
{
    mem_free(n->arcs);
    mem_free(n->flow);
    mem_free(n->came);
    mem_free(n->came_back);
    mem_free(n->waiting);
    mem_free(n->cost);
}

/* How far the flow of an arc can change in one direction. */
static uint64_t room(const struct network *n, size_t arc, bool back)
{
    const struct arc *a = &n->arcs[arc];
    return a->shown ? 0 : back ? n->flow[arc] - a->floor : MORE - n->flow[arc];
}

/* find_way - from one node to another by arcs with room, without one of them; breadth first. */
static bool find_way(struct network *n, size_t from, size_t to, size_t without)
{
    size_t first = 0, last = 0;
    for (size_t i = 0; i < n->node_count; i++) {
        n->came[i] = n->arc_count;
    }
    n->came[from] = without;
    n->waiting[last++] = from;
    while (first < last && n->came[to] == n->arc_count) {
        size_t node = n->waiting[first++];
        for (size_t a = 0; a < n->arc_count; a++) {
            bool back = n->arcs[a].to == node;
            size_t next = back ? n->arcs[a].from : n->arcs[a].to;
            if (a != without && (back || n->arcs[a].from == node) &&
                n->came[next] == n->arc_count && room(n, a, back) > 0) {
                n->came[next] = a;
                n->came_back[next] = back;
                n->waiting[last++] = next;
            }
        }
    }
    return n->came[to] != n->arc_count;
}

/* push - as much as is wanted, along the way that was found; how much it was. */
static uint64_t push(struct network *n, size_t from, size_t to, uint64_t wanted)
{
    uint64_t most = wanted;
    for (size_t node = to; node != from;) {
        size_t a = n->came[node];
        uint64_t left = room(n, a, n->came_back[node]);
        most = left < most ? left : most;
        node = n->came_back[node] ? n->arcs[a].to : n->arcs[a].from;
    }
    for (size_t node = to; node != from;) {
        size_t a = n->came[node];
        n->flow[a] = n->came_back[node] ? n->flow[a] - most : n->flow[a] + most;
        node = n->came_back[node] ? n->arcs[a].to : n->arcs[a].from;
    }
    return most;
}

/* can_change - by how much an arc's flow can be made more (or, down, less), up to that. */
static uint64_t can_change(struct network *n, size_t arc, bool down, uint64_t wanted)
{
    size_t from = down ? n->arcs[arc].from : n->arcs[arc].to;
    size_t to = down ? n->arcs[arc].to : n->arcs[arc].from;
    uint64_t changed = 0;
    for (size_t a = 0; a < n->arc_count; a++) {
        n->flow[a] = n->arcs[a].value;
    }
    if (down && n->arcs[arc].value - n->arcs[arc].floor < wanted) {
        wanted = n->arcs[arc].value - n->arcs[arc].floor;
    }
    while (changed < wanted && find_way(n, from, to, arc)) {
        changed += push(n, from, to, wanted - changed);
    }
    return changed;
}

/* is_safe - could what isn't shown be the threshold or more, and another number than it is? */
static bool is_safe(struct network *n, size_t arc)
{
    const struct arc *a = &n->arcs[arc];
    uint64_t wanted = a->value < DISCLOSURE_THRESHOLD ? DISCLOSURE_THRESHOLD - a->value : 1;
    return a->shown || can_change(n, arc, false, wanted) == wanted ||
           (a->value >= DISCLOSURE_THRESHOLD && can_change(n, arc, true, 1) == 1);
}

/* ---- what is left out beside ---- */

/* cost_of - of going through an arc so that another can change: nothing where it isn't shown, else
 * the figure that would be lost; MORE: it can't be left out. */
static uint64_t cost_of(const struct network *n, size_t arc, bool back)
{
    const struct arc *a = &n->arcs[arc];
    return !a->shown     ? (back && a->value == a->floor ? MORE : 0)
           : a->cell < 0 ? MORE
                         : a->value + 1;
}

/* cheapest_way - from one node to another without an arc, whatever is shown: into came. False:
 * there is none. */
static bool cheapest_way(struct network *n, size_t from, size_t to, size_t without)
{
    bool changed = true;
    for (size_t i = 0; i < n->node_count; i++) {
        n->cost[i] = i == from ? 0 : MORE;
    }
    while (changed) {
        changed = false;
        for (size_t a = 0; a < n->arc_count; a++) {
            for (int back = 0; a != without && back < 2; back++) {
                size_t begin = back ? n->arcs[a].to : n->arcs[a].from;
                size_t end = back ? n->arcs[a].from : n->arcs[a].to;
                uint64_t cost = cost_of(n, a, back);
                if (cost < MORE && n->cost[begin] < MORE && n->cost[begin] + cost < n->cost[end]) {
                    n->cost[end] = n->cost[begin] + cost;
                    n->came[end] = a;
                    n->came_back[end] = back;
                    changed = true;
                }
            }
        }
    }
    return n->cost[to] < MORE;
}

static void hide(struct network *n, size_t arc)
{
    n->arcs[arc].shown = false;
    n->table->shown[n->arcs[arc].cell] = false;
}

/* hide_beside - what must be left out as well, lest a figure be told: whatever is shown on the way
 * by which it could be another for the least that is lost; else the smallest there is. False: there
 * is nothing more. */
static bool hide_beside(struct network *n, size_t arc)
{
    size_t from = n->arcs[arc].to, to = n->arcs[arc].from, least = n->arc_count;
    bool any = false;
    if (cheapest_way(n, from, to, arc)) {
        for (size_t node = to; node != from;) {
            size_t a = n->came[node];
            node = n->came_back[node] ? n->arcs[a].to : n->arcs[a].from;
            any = any || n->arcs[a].shown;
            if (n->arcs[a].shown) {
                hide(n, a);
            }
        }
    }
    for (size_t a = 0; !any && a < n->arc_count; a++) {
        bool better = n->arcs[a].shown && n->arcs[a].cell >= 0 &&
                      (least == n->arc_count || n->arcs[a].value < n->arcs[least].value);
        least = better ? a : least;
    }
    if (least < n->arc_count) {
        hide(n, least);
    }
    return any || least < n->arc_count;
}

/* What was safe stays so when more is left out; what is left out is looked at, too. */
static void hide_more(struct network *n)
{
    bool hid = true;
    while (hid) {
        hid = false;
        for (size_t a = 0; a < n->arc_count; a++) {
            while (!is_safe(n, a) && hide_beside(n, a)) {
                hid = true;
            }
        }
    }
}

static bool all_safe(struct network *n)
{
    bool safe = true;
    for (size_t a = 0; safe && a < n->arc_count; a++) {
        safe = is_safe(n, a);
    }
    return safe;
}

/* say_floors - where it keeps everything safe. What is said of the column's sum says it of each of
 * its rows already. Where the column's sum isn't shown and nothing is said of it, several tables
 * share out what it could be, and nothing is said here either. */
static void say_floors(struct network *n)
{
    const struct disclosure_table *t = n->table;
    for (size_t r = 0; r < t->rows; r++) {
        int column = disclosure_floor(&t->cells[r * t->columns], t->columns,
                                      &t->shown[r * t->columns], t->row_shown[r]);
        t->floors[r] = DISCLOSURE_NO_COLUMN;
        if (column == DISCLOSURE_NO_COLUMN ||
            !(t->column_shown[column] || t->column_floor == column)) {
            continue;
        }
        struct arc *arc = &n->arcs[r * (t->columns + 1) + (size_t)column];
        uint64_t sum = n->arcs[r * (t->columns + 1) + t->columns].value;
        arc->floor = sum - DISCLOSURE_THRESHOLD;
        t->floors[r] = all_safe(n) ? column : DISCLOSURE_NO_COLUMN;
        arc->floor = t->floors[r] == column ? arc->floor : 0;
    }
}

void disclosure_table(const struct disclosure_table *t)
{
    struct network n;
    make_network(t, &n);
    hide_more(&n);
    say_floors(&n);
    free_network(&n);
}
