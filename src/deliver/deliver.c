/* deliver.c - one table of ways; what every delivery is held to. */
#include "deliver_way.h"

#include "pack.h"
#include "secret_file.h"
#include "update_file.h"

#include <stdarg.h>
#include <stdio.h>

static deliver_way *const ways[DELIVERY_WAYS] = {
    [DELIVERY_EMAIL] = deliver_email,
    [DELIVERY_SMS] = deliver_notify,
    [DELIVERY_NOTICE] = deliver_notice,
    [DELIVERY_UPDATE] = deliver_update,
};

/* ---- what ways share ---- */

int answer_set(struct delivery_answer *ret, enum delivery_outcome outcome, int64_t wait_s,
               const char *format, ...)
{
    struct delivery_answer answer = {.outcome = outcome, .wait_s = wait_s};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(answer.reason, sizeof answer.reason, format, arguments);
    va_end(arguments);
    *ret = answer;
    return 0;
}

int answer_unsent(struct delivery_answer *ret, const char *format, ...)
{
    struct delivery_answer answer = {.outcome = DELIVERY_LATER, .never_left = true};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(answer.reason, sizeof answer.reason, format, arguments);
    va_end(arguments);
    *ret = answer;
    return 0;
}

int answer_unready(struct delivery_answer *ret, const struct err *err)
{
    return answer_unsent(ret, "not set up: %s%s%s", err->file, err->file[0] != '\0' ? ": " : "",
                         err->message);
}

void pack_listed(struct buf *out, const struct text_list *addresses)
{
    for (size_t i = 0; i < addresses->count; i++) {
        pack_text(out, addresses->at[i]);
    }
}

void pack_header(struct buf *out, const char *name, struct str value)
{
    struct buf line = {0};
    buf_printf(&line, "%s: ", name);
    buf_add(&line, value);
    pack_text(out, buf_str(&line));
    buf_wipe(&line);
}

/* ---- the setup ---- */

int delivery_setup_open(const struct home *home, struct delivery_setup *ret, struct err *err)
{
    struct delivery_setup setup = {.home = home};
    struct err_list errors = {0};
    int code = delivery_file_read(home, &setup.file, &errors);
    if (code == 0 && (code = home_council(home, &setup.council, &errors)) != 0) {
        delivery_file_free(&setup.file);
    }
    if (code == 0 && setup.file.authorities.len > 0) {
        setup.file.authorities =
            home_file(home, &setup.file.arena, "%.*s", PRI(setup.file.authorities));
    }
    if (code == 0) {
        *ret = setup;
    } else {
        err_list_first(&errors, err);
    }
    err_list_free(&errors);
    return code;
}

void delivery_setup_close(struct delivery_setup *setup)
{
    delivery_file_free(&setup->file);
    council_free(&setup->council);
}

/* ---- one delivery ---- */

static bool key_fits(struct str key)
{
    bool fits = key.len > 0 && key.len < DELIVERY_KEY_BYTES_MAX;
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        fits = fits && (ascii_is_alpha(c) || ascii_is_digit(c) || c == '_' || c == '-');
    }
    return fits;
}

int deliver(const struct delivery_setup *setup, const struct delivery *delivery,
            struct delivery_answer *ret, struct err *err)
{
    if (!key_fits(delivery->key)) {
        return err_set(err, ERR_INPUT, "a delivery's key has 1 to %d letters, digits, _ and -",
                       DELIVERY_KEY_BYTES_MAX - 1);
    }
    if (delivery->body.len > DELIVERY_BODY_BYTES_MAX ||
        delivery->data.len > DELIVERY_BODY_BYTES_MAX) {
        return err_set(err, ERR_INPUT, "a delivery is of at most %d bytes",
                       DELIVERY_BODY_BYTES_MAX);
    }
    if (delivery->way == DELIVERY_POST) {
        return err_set(err, ERR_INPUT,
                       "a letter is not delivered here: it goes into a batch for print");
    }
    return ways[delivery->way](setup, delivery, ret, err);
}

int deliver_email(const struct delivery_setup *setup, const struct delivery *delivery,
                  struct delivery_answer *ret, struct err *err)
{
    static deliver_way *const carriers[] = {
        [EMAIL_BY_SMTP] = deliver_smtp, [EMAIL_BY_NOTIFY] = deliver_notify};
    if (setup->file.email == EMAIL_BY_NOBODY) {
        return answer_unsent(ret,
                             "not set up: delivery.yaml has neither smtp nor notify for e-mail");
    }
    return carriers[setup->file.email](setup, delivery, ret, err);
}

int deliver_update(const struct delivery_setup *setup, const struct delivery *delivery,
                   struct delivery_answer *ret, struct err *err)
{
    const struct delivery_update *update = delivery_update_find(&setup->file, delivery->party);
    struct arena arena = {0};
    struct err cause;
    if (update == NULL) {
        return answer_unsent(ret, "not set up: delivery.yaml has no folder for updates of %.*s",
                             PRI(delivery->party));
    }
    const char *folder = home_file(setup->home, &arena, "%.*s", PRI(update->folder)).ptr;
    int code = update_file_add(folder, delivery, &cause);
    arena_free(&arena);
    if (code == 0) {
        return answer_set(ret, DELIVERY_LEFT, 0, "written into the source's write-back file");
    }
    if (code == ERR_INPUT) {
        return err_set(err, code, "%s", cause.message);
    }
    return answer_unready(ret, &cause);
}
