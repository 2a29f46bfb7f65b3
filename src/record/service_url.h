/* service_url.h - addresses of other systems' services, as files of settings name them. */
#ifndef CANTREF_RECORD_SERVICE_URL_H
#define CANTREF_RECORD_SERVICE_URL_H

#include "str.h"

enum service_url_fault {
    SERVICE_URL_GOOD,
    SERVICE_URL_NONE,   /* it begins with neither https:// nor http:// */
    SERVICE_URL_SECRET, /* a password or token stands in it */
    SERVICE_URL_BROKEN, /* no host, a space, a fragment */
    SERVICE_URL_OPEN    /* http:// to another machine than this: readable on the way */
};

/* service_url_check - what is wrong with it first. Pure. */
enum service_url_fault service_url_check(struct str url);

/* host_is_here - is what begins so, up to its port, this machine: 127.0.0.1, localhost, [::1]?
 * Pure. */
bool host_is_here(struct str authority);

#endif
