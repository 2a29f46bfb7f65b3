/* client_network.h - from where somebody asks, as far as it tells one household or office from
 * another: what tries and visitors' sessions are counted by. */
#ifndef CANTREF_WEB_CLIENT_NETWORK_H
#define CANTREF_WEB_CLIENT_NETWORK_H

#include "str.h"

enum { CLIENT_NETWORK_TEXT = 48 };

/* client_network - of an address as nginx gives it: of IPv6 its /64, which one customer has all of
 * and takes a new address from as often as they like ("2001:db8:0:1::/64"); IPv4 as it stands, also
 * within IPv6. What is no address, as of the machine itself, which has none: "". Pure. */
void client_network(struct str address, char ret[CLIENT_NETWORK_TEXT]);

#endif
