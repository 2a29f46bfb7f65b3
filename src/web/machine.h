/* machine.h - the routes that are for other programs: /health, /ready, /metrics, /openapi.json. */
#ifndef CANTREF_WEB_MACHINE_H
#define CANTREF_WEB_MACHINE_H

#include "route.h"

extern const struct route_table machine_routes;

#endif
