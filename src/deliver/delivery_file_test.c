/* delivery_file_test.c - what is left out, and what is not: every key once. Mistakes, each with its
 * place: tests/deliver.py. */
#include "delivery_file.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct delivery_file parsed(const char *text)
{
    struct delivery_file file = {0};
    struct err_list errors = {0};
    int code = delivery_file_parse(str_of(text), "delivery.yaml", &file, &errors);
    if (code != 0) {
        fail_msg("%zu:%zu: %s", errors.errors[0].line, errors.errors[0].column,
                 errors.errors[0].message);
    }
    return file;
}

#define assert_str(str, text) assert_true(str_eq(str, STR(text)))

static void test_least(void **state)
{
    (void)state;
    struct delivery_file file = parsed("");
    assert_int_equal(file.email, EMAIL_BY_NOBODY);
    assert_int_equal(file.partner_count + file.update_count, 0);
    assert_null(delivery_partner_find(&file, STR("x")));
    delivery_file_free(&file);
    file = parsed(
        "letters:\n  return_address: [A, B]\n"
        "smtp:\n  host: mail.example\n  from: a@b.example\n"
        "notify:\n  key_file: keys/notify\n"
        "  sms_template: f33517ff-2a88-4f6e-b855-c550268ce08a\n");
    assert_int_equal(file.letters.return_address_welsh.count, 2);
    assert_int_equal(file.smtp.port, 587);
    assert_int_equal(file.smtp.security, SMTP_STARTTLS);
    assert_int_equal(file.email, EMAIL_BY_SMTP);
    assert_str(file.notify.url, "https://api.notifications.service.gov.uk");
    assert_str(file.notify.sms_template_welsh, "f33517ff-2a88-4f6e-b855-c550268ce08a");
    delivery_file_free(&file);
}

static void test_most(void **state)
{
    (void)state;
    struct delivery_file file = parsed(
        "letters:\n  return_address: [A]\n  return_address_welsh: [B, C]\n"
        "  telephone: 01632 960000\n"
        "proxy: http://proxy.example:3128\nauthorities: /etc/ca.pem\nsource: //x/y\n"
        "email: notify\n"
        "smtp:\n  host: mail.example\n  port: 465\n  security: tls\n  from: a@b.example\n"
        "  from_name: A B\n  reply_to: c@b.example\n  user: u\n  password_file: keys/p\n"
        "  addresses: [10.1.2.3, fd00::1]\n"
        "notify:\n  url: https://notify.example/\n  key_file: /run/secrets/notify\n"
        "  service_id: 26785a09-ab16-4eb0-8407-a37497a57506\n"
        "  email_template: 9d751e0e-f929-4891-82a1-a3e1c3c18ee3\n"
        "  email_template_welsh: 9d751e0e-f929-4891-82a1-a3e1c3c18ee4\n"
        "  sms_template: f33517ff-2a88-4f6e-b855-c550268ce08a\n"
        "  sms_template_welsh: f33517ff-2a88-4f6e-b855-c550268ce08b\n"
        "partners:\n  board:\n    url: https://board.example/x\n    secret_file: keys/s\n"
        "    old_secret_file: keys/o\n    addresses: [10.0.0.1]\n    resolve: 10.0.0.1\n"
        "    disabled: true\n"
        "update:\n  council_tax: /srv/x\n  housing: out/housing\n");
    assert_int_equal(file.email, EMAIL_BY_NOTIFY);
    assert_int_equal(file.letters.return_address_welsh.count, 2);
    assert_str(file.notify.url, "https://notify.example");
    assert_int_equal(file.smtp.addresses.count, 2);
    const struct delivery_partner *board = delivery_partner_find(&file, STR("board"));
    assert_true(board != NULL && board->disabled);
    assert_str(board->old_secret_file, "keys/o");
    assert_str(delivery_update_find(&file, STR("housing"))->folder, "out/housing");
    assert_null(delivery_update_find(&file, STR("schools")));
    delivery_file_free(&file);
}

static void test_inward(void **state)
{
    (void)state;
    struct delivery_file file = parsed(
        "inward:\n  board:\n    secret_file: keys/b\n    purpose: p\n    on_behalf_of: ann\n"
        "  homes:\n    secret_file: /run/secrets/h\n    old_secret_file: keys/h\n"
        "    purpose: q\n    on_behalf_of: ben\n    told_by: landlord\n    sources: [a, b]\n");
    assert_int_equal(file.inward.count, 2);
    const struct inward_partner *board = &file.inward.at[0];
    const struct inward_partner *homes = &file.inward.at[1];
    assert_str(board->name, "board");
    assert_str(board->secret_file, "keys/b");
    assert_int_equal(board->old_secret_file.len + board->sources.count, 0);
    assert_int_equal(board->told_by, TELLER_PROFESSIONAL);
    assert_str(homes->on_behalf_of, "ben");
    assert_int_equal(homes->told_by, TELLER_LANDLORD);
    assert_str(homes->sources.at[1], "b");
    delivery_file_free(&file);

    struct err_list errors = {0};
    assert_int_equal(delivery_file_parse(STR("inward:\n  a:\n    secret_file: s\n    purpose: p q\n"
                                             "    on_behalf_of: ann\n    told_by: nobody\n"
                                             "    url: https://a.example\n"
                                             "  b: {secret_file: keys/b}\n"),
                                         "delivery.yaml", &file, &errors),
                     ERR_INPUT);
    static const size_t lines[] = {3, 4, 6, 7, 8, 8};
    assert_int_equal(errors.count, sizeof lines / sizeof lines[0]);
    for (size_t i = 0; i < errors.count; i++) {
        assert_int_equal(errors.errors[i].line, lines[i]);
    }
    err_list_free(&errors);
}

/* Every mistake is told, in the order of the file, and nothing is given. */
static void test_all_mistakes(void **state)
{
    (void)state;
    struct delivery_file file = {.update_count = 7};
    struct err_list errors = {0};
    assert_int_equal(delivery_file_parse(STR("email: pigeon\n"
                                             "smtp:\n  host: a b\n  from: x\n"
                                             "partners:\n  a:\n    url: ftp://x\n"
                                             "    secret_file: s\n  b: {}\n"
                                             "nonsense: 1\n"),
                                         "delivery.yaml", &file, &errors),
                     ERR_INPUT);
    static const size_t lines[] = {1, 3, 4, 7, 8, 9, 9, 10};
    assert_int_equal(errors.count, sizeof lines / sizeof lines[0]);
    for (size_t i = 0; i < errors.count; i++) {
        assert_int_equal(errors.errors[i].line, lines[i]);
    }
    assert_int_equal(file.update_count, 7);
    err_list_free(&errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_least),
        cmocka_unit_test(test_most),
        cmocka_unit_test(test_inward),
        cmocka_unit_test(test_all_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
