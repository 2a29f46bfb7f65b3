/* client_network_test.c - which addresses are counted as one. */
#include "client_network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_network_is_what_one_customer_has(void **state)
{
    static const struct {
        const char *address, *network;
    } cases[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"192.0.2.2", "192.0.2.2"},
        {"2001:db8::1", "2001:db8:0:0::/64"},
        {"2001:db8::ffff:ffff:ffff:ffff", "2001:db8:0:0::/64"},
        {"2001:DB8:0:1::1", "2001:db8:0:1::/64"},
        {"2001:db8:0:1:8000::", "2001:db8:0:1::/64"},
        {"::1", "0:0:0:0::/64"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"::ffff:c000:201", "192.0.2.1"},
        {"64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"},
        {"", ""},
        {"unix:", ""},
        {"192.0.2", ""},
        {"192.0.2.1\n", ""},
        {"2001:db8::1%eth0", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char network[CLIENT_NETWORK_TEXT] = "x";
        client_network(str_of(cases[i].address), network);
        assert_string_equal(network, cases[i].network);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_network_is_what_one_customer_has)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
