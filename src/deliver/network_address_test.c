/* network_address_test.c - which addresses are of the public internet, one by one and at the edges
 * of every block. */
#include "network_address.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
    const char *text;
    bool is_public;
} cases[] = {
    {"8.8.8.8", true},
    {"1.1.1.1", true},
    {"0.0.0.0", false},
    {"0.255.255.255", false},
    {"1.0.0.0", true},
    {"9.255.255.255", true},
    {"10.0.0.0", false},
    {"10.255.255.255", false},
    {"11.0.0.0", true},
    {"100.63.255.255", true},
    {"100.64.0.0", false},
    {"100.127.255.255", false},
    {"100.128.0.0", true},
    {"126.255.255.255", true},
    {"127.0.0.0", false},
    {"127.0.0.1", false},
    {"127.255.255.255", false},
    {"128.0.0.0", true},
    {"169.253.255.255", true},
    {"169.254.0.0", false},
    {"169.254.169.254", false},
    {"169.255.0.0", true},
    {"172.15.255.255", true},
    {"172.16.0.0", false},
    {"172.31.255.255", false},
    {"172.32.0.0", true},
    {"191.255.255.255", true},
    {"192.0.0.0", false},
    {"192.0.0.170", false},
    {"192.0.1.0", true},
    {"192.0.2.1", false},
    {"192.0.3.0", true},
    {"192.31.196.1", false},
    {"192.52.193.1", false},
    {"192.88.98.255", true},
    {"192.88.99.1", false},
    {"192.88.100.0", true},
    {"192.167.255.255", true},
    {"192.168.0.1", false},
    {"192.168.255.255", false},
    {"192.169.0.0", true},
    {"192.175.48.6", false},
    {"198.17.255.255", true},
    {"198.18.0.0", false},
    {"198.19.255.255", false},
    {"198.20.0.0", true},
    {"198.51.100.7", false},
    {"203.0.113.9", false},
    {"203.0.114.0", true},
    {"223.255.255.255", true},
    {"224.0.0.1", false},
    {"239.255.255.250", false},
    {"240.0.0.1", false},
    {"255.255.255.255", false},
    {"::", false},
    {"::1", false},
    {"::8.8.8.8", false},        /* compatible */
    {"::ffff:127.0.0.1", false}, /* mapped */
    {"::ffff:8.8.8.8", false},   /* whatever it wraps */
    {"::ffff:0:8.8.8.8", false}, /* translated */
    {"64:ff9b::808:808", false}, /* NAT64 */
    {"64:ff9b::7f00:1", false},
    {"64:ff9b:1::1", false}, /* NAT64 of one's own */
    {"100::1", false},       /* discard */
    {"1fff:ffff::", false},
    {"2000::", true},
    {"2001::1", false},    /* Teredo */
    {"2001:2::1", false},  /* benchmarks */
    {"2001:20::1", false}, /* ORCHID */
    {"2001:1ff:ffff::", false},
    {"2001:200::", true},
    {"2001:4860:4860::8888", true},
    {"2001:db7:ffff::", true},
    {"2001:db8::1", false},
    {"2001:db9::", true},
    {"2002:7f00:1::", false}, /* 6to4 of 127.0.0.1 */
    {"2002:808:808::", false},
    {"2003::", true},
    {"2606:4700:4700::1111", true},
    {"2620:4f:8000::1", false},
    {"2620:4f:8001::", true},
    {"2a00:1450::1", true},
    {"3ffe::1", true},
    {"3fff::1", false},
    {"3fff:fff::1", false},
    {"3fff:1000::", true},
    {"4000::", false}, /* given to nobody */
    {"5f00::1", false},
    {"fbff::1", false},
    {"fc00::1", false},
    {"fd00:ec2::254", false},
    {"fe80::1", false},
    {"febf::1", false},
    {"fec0::1", false},
    {"ff02::1", false},
    {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct network_address address;
        assert_true(network_address_parse(str_of(cases[i].text), &address));
        if (network_address_is_public(&address) != cases[i].is_public) {
            fail_msg("%s is %s", cases[i].text, cases[i].is_public ? "refused" : "let through");
        }
    }
}

static void test_texts(void **state)
{
    (void)state;
    static const char *const none[] = {"",           "1",          "127.1",      "0x7f.0.0.1",
                                       "0177.0.0.1", "1.2.3.4.5",  "256.1.1.1",  "1.2.3.4/8",
                                       " 1.2.3.4",   "fe80::1%lo", "[::1]",      "::1::",
                                       "localhost",  "2130706433", "1.2.3.4:80", "12345::"};
    struct network_address address = {.bytes = {7}};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        if (network_address_parse(str_of(none[i]), &address)) {
            fail_msg("\"%s\" is taken for an address", none[i]);
        }
    }
    assert_int_equal(address.bytes[0], 7);
}

static void test_equal(void **state)
{
    (void)state;
    struct network_address a, b, mapped;
    assert_true(network_address_parse(STR("10.0.0.1"), &a));
    assert_true(network_address_parse(STR("10.0.0.1"), &b));
    assert_true(network_address_parse(STR("::ffff:10.0.0.1"), &mapped));
    assert_true(network_address_eq(&a, &b));
    assert_false(network_address_eq(&a, &mapped)); /* listed as one, it isn't the other */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
