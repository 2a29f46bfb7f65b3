/* front_parts.h - what front.c and front_process.c share. */
#ifndef CANTREF_WEB_FRONT_PARTS_H
#define CANTREF_WEB_FRONT_PARTS_H

#include "front.h"

/* front_nginx.conf, which the program carries. */
struct front_file {
    const char *name, *text;
};
extern const struct front_file front_files[];
extern const int front_file_count;

/* struct front_plan - settings with nothing left open. Begin with {.settings}; arena_free at the
 * end. Texts have a NUL after their end; "" is none. */
struct front_plan {
    const struct front_settings *settings;
    struct arena arena;
    struct str folder, core, assets, certificate, key; /* whole paths */
    struct str listen;                                 /* "127.0.0.1:8080", "[::1]:8080" */
    int port;
    bool loopback;
};

/* front_plan_write - as front_write. */
int front_plan_write(struct front_plan *plan, struct err *err);

/* front_plan_start - nginx, when all is written, until it accepts connections. front to be ended
 * with front_stop in any case. front_port_was_taken - was it that the port was another's? Pure. */
int front_plan_start(struct front_plan *plan, const char *nginx, struct front *front,
                     struct err *err);
bool front_port_was_taken(const struct err *err);

/* The arguments of FRONT_CHILD. */
enum front_argument {
    FRONT_ARGUMENT_PARENT = 2, /* its process number */
    FRONT_ARGUMENT_PROGRAM,    /* nginx */
    FRONT_ARGUMENT_FOLDER,
    FRONT_ARGUMENT_ASSETS,
    FRONT_ARGUMENT_CERTIFICATE, /* "": none; so is the next */
    FRONT_ARGUMENT_KEY,
    FRONT_ARGUMENTS
};

#endif
