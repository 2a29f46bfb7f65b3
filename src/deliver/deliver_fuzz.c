/* deliver_fuzz.c - any bytes as what Notify answers, as delivery.yaml, as a header Retry-After, as
 * an address, as a request to the child, as an e-mail: an error in words, or values that keep what
 * their headers say. The first byte says which. */
#include "delivery_file.h"
#include "egress.h"
#include "email_address.h"
#include "mail_message.h"
#include "notify_answer.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_notify(struct str text)
{
    struct notify_message message = {0};
    struct err err = {0};
    bool found = false;
    char error[NOTIFY_ERROR_BYTES_MAX];
    int code = notify_read_message(text, &message, &err);
    assert(code != 0 ? err.message[0] != '\0' : strlen(message.id) == NOTIFY_ID_BYTES);
    code = notify_read_list(text, STR("msg_1"), &message, &found, &err);
    assert(code != 0 || !found || strlen(message.id) == NOTIFY_ID_BYTES);
    notify_read_error(text, error);
    for (const char *c = error; *c != '\0'; c++) {
        assert(ascii_is_alpha(*c) || strchr(", _", *c) != NULL);
    }
}

static void try_file(struct str text)
{
    struct delivery_file file;
    struct err_list errors = {0};
    if (delivery_file_parse(text, "fuzz", &file, &errors) != 0) {
        assert(errors.count > 0 && errors.errors[0].message[0] != '\0');
        err_list_free(&errors);
        return;
    }
    struct network_address address;
    assert(errors.count == 0);
    assert(file.smtp.host.len == 0 || email_address_fits(file.smtp.from));
    for (size_t p = 0; p < file.partner_count; p++) {
        const struct delivery_partner *partner = &file.partners[p];
        assert(partner->url.len > 0 && partner->secret_file.len > 0);
        for (size_t a = 0; a < partner->addresses.count; a++) {
            assert(network_address_parse(partner->addresses.at[a], &address));
        }
    }
    delivery_file_free(&file);
}

static void try_mail(struct str text)
{
    struct buf out = {0};
    struct err err;
    const struct mail_sender sender = {STR("a@b.example"), text, STR("")};
    const struct delivery delivery = {.key = STR("key"),
                                      .to = STR("x@d.example"),
                                      .title = str_slice(text, 0, 100),
                                      .body = text};
    if (mail_message_write(&sender, &delivery, &out, &err) == 0) {
        for (size_t i = 0; i < out.len; i++) {
            assert((unsigned char)out.ptr[i] < 127);
        }
    }
    (void)email_address_fits(text);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct network_address address;
    struct egress_request request;
    if (size == 0) {
        return 0;
    }
    struct str rest = str_make((const char *)data + 1, size - 1);
    switch (data[0] % 6) {
    case 0:
        try_notify(rest);
        break;
    case 1:
        try_file(rest);
        break;
    case 2: {
        int64_t wait = retry_after_s(rest, 1795858570, 86400);
        assert(wait >= 0 && wait <= 86400);
        break;
    }
    case 3:
        if (network_address_parse(rest, &address)) {
            (void)network_address_is_public(&address);
        }
        break;
    case 4:
        if (egress_request_unpack(rest, &request)) {
            assert(request.answer_max <= EGRESS_ANSWER_BYTES_MAX);
        }
        break;
    default:
        try_mail(rest);
        break;
    }
    return 0;
}
