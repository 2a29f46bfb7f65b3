/* network_address.h - which addresses of the network something may be sent to.
 *
 * Whoever can have a name point where they like (a partner's, or one taken over) could have this
 * program talk to what only it can reach: this machine, the council's own network, a cloud's data
 * about the machine. So only addresses of the public internet are connected to, and others when
 * delivery.yaml lists them one by one. What is checked is the address of the socket, after all
 * names have been looked up: a name that points elsewhere the second time changes nothing.
 *
 * Source: the IANA registries of special-purpose addresses (RFC 6890 and updates, 2024), of
 * multicast, and of IPv6 address space: only 2000::/3 is given out. */
#ifndef CANTREF_DELIVER_NETWORK_ADDRESS_H
#define CANTREF_DELIVER_NETWORK_ADDRESS_H

#include "str.h"

struct network_address {
    bool version_6;
    uint8_t bytes[16]; /* the first four of version 4 */
};

/* network_address_parse - "192.0.2.1", "2001:db8::1", or false. Nothing shorter, and no zone.
 * Pure. */
bool network_address_parse(struct str text, struct network_address *ret);

/* network_address_is_public - is it of the public internet? What wraps an address of version 4
 * (mapped, compatible, translated, 6to4, Teredo) is not, whatever it wraps. Pure. */
bool network_address_is_public(const struct network_address *address);

static inline bool network_address_eq(const struct network_address *a,
                                      const struct network_address *b)
{
    return a->version_6 == b->version_6 && memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

#endif
