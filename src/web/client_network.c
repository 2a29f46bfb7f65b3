/* client_network.c - see client_network.h. */
#include "client_network.h"

#include "network_address.h"

#include <stdio.h>
#include <string.h>

static void of_4(const uint8_t bytes[4], char ret[CLIENT_NETWORK_TEXT])
{
    snprintf(ret, CLIENT_NETWORK_TEXT, "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
}

void client_network(struct str address, char ret[CLIENT_NETWORK_TEXT])
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    struct network_address a = {0};
    ret[0] = '\0';
    if (!network_address_parse(address, &a)) {
        return;
    }
    if (!a.version_6) {
        of_4(a.bytes, ret);
    } else if (memcmp(a.bytes, mapped, sizeof mapped) == 0) {
        of_4(a.bytes + sizeof mapped, ret);
    } else {
        snprintf(ret, CLIENT_NETWORK_TEXT, "%x:%x:%x:%x::/64", a.bytes[0] << 8 | a.bytes[1],
                 a.bytes[2] << 8 | a.bytes[3], a.bytes[4] << 8 | a.bytes[5],
                 a.bytes[6] << 8 | a.bytes[7]);
    }
}
