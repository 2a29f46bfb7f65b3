/* network_address.c - one table of blocks that are not of the public internet. */
#include "network_address.h"

#include <arpa/inet.h>

struct block {
    bool version_6;
    uint8_t bytes[16];
    int bits; /* how many of them all addresses of the block share */
};

static const struct block blocks[] = {
    {false, {0}, 8},                      /* this network, and unspecified */
    {false, {10}, 8},                     /* private */
    {false, {100, 64}, 10},               /* shared: of carriers */
    {false, {127}, 8},                    /* loopback */
    {false, {169, 254}, 16},              /* link-local; clouds tell of machines there */
    {false, {172, 16}, 12},               /* private */
    {false, {192, 0, 0}, 24},             /* of protocols */
    {false, {192, 0, 2}, 24},             /* documentation */
    {false, {192, 31, 196}, 24},          /* AS112: answers about private names */
    {false, {192, 52, 193}, 24},          /* multicast relays */
    {false, {192, 88, 99}, 24},           /* 6to4 relays */
    {false, {192, 168}, 16},              /* private */
    {false, {192, 175, 48}, 24},          /* AS112 */
    {false, {198, 18}, 15},               /* benchmarks */
    {false, {198, 51, 100}, 24},          /* documentation */
    {false, {203, 0, 113}, 24},           /* documentation */
    {false, {224}, 4},                    /* multicast */
    {false, {240}, 4},                    /* reserved, and broadcast */
    {true, {0x20, 0x01}, 23},             /* of protocols: Teredo, benchmarks, ORCHID */
    {true, {0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {true, {0x20, 0x02}, 16},             /* 6to4 */
    {true, {0x26, 0x20, 0x00, 0x4f, 0x80, 0x00}, 48}, /* AS112 */
    {true, {0x3f, 0xff}, 20},                         /* documentation */
};

static const struct block given_out = {true, {0x20}, 3};

static bool is_in(const struct network_address *address, const struct block *block)
{
    int whole = block->bits / 8, rest = block->bits % 8;
    uint8_t mask = (uint8_t)(0xff00 >> rest);
    return address->version_6 == block->version_6 &&
           memcmp(address->bytes, block->bytes, (size_t)whole) == 0 &&
           (rest == 0 || (address->bytes[whole] & mask) == (block->bytes[whole] & mask));
}

bool network_address_is_public(const struct network_address *address)
{
    if (address->version_6 && !is_in(address, &given_out)) {
        return false;
    }
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        if (is_in(address, &blocks[i])) {
            return false;
        }
    }
    return true;
}

bool network_address_parse(struct str text, struct network_address *ret)
{
    char copy[INET6_ADDRSTRLEN] = "";
    struct network_address address = {0};
    if (text.len == 0 || text.len >= sizeof copy || memchr(text.ptr, '\0', text.len) != NULL) {
        return false;
    }
    memcpy(copy, text.ptr, text.len);
    address.version_6 = memchr(text.ptr, ':', text.len) != NULL;
    if (inet_pton(address.version_6 ? AF_INET6 : AF_INET, copy, address.bytes) != 1) {
        return false;
    }
    *ret = address;
    return true;
}
