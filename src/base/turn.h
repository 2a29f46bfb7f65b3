/* turn.h - how work that takes long lets others in between: it has the turn only while it touches
 * what they share, and never while something outside is waited for. */
#ifndef CANTREF_BASE_TURN_H
#define CANTREF_BASE_TURN_H

#include <stddef.h>

/* struct turn_port - not to be taken twice by one thread. NULL in its place: the caller has all to
 * itself. */
struct turn_port {
    void *context;
    void (*take)(void *context);
    void (*give)(void *context);
};

static inline void turn_take(const struct turn_port *turn)
{
    if (turn != NULL) {
        turn->take(turn->context);
    }
}

static inline void turn_give(const struct turn_port *turn)
{
    if (turn != NULL) {
        turn->give(turn->context);
    }
}

#endif
